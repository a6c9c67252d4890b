package shop

import (
	"context"

	"example.org/shop/audit"
)

// Serve serves a request.
func (s *Server) Serve(
	ctx context.Context,
	n int,
) error {
	if n == 0 {
		return ErrEmpty
	} else if n < 0 {
		s.Write("negative")
		return nil
	}
	for name, item := range s.byName {
		switch {
		case item.Price > n:
			s.Write(name)
		default:
			s.Write("cheap")
			continue
		}
	}
	go s.Run(n)
	select {
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	s.byName["last"] = NewItem(n)
	s.byName[Version], s.Run = nil, func(n int) {
		s.Write("run")
	}
	err := s.Next.Serve(ctx, n)
	return err
}

func Build(strict bool, extra Handler) *Server {
	handler := audit.WithLog[Handler](HandlerFunc(final))
	if strict {
		handler = WithCheck(handler, 3)
	} else {
		handler = audit.WithLog(handler)
	}
	handler = extra
	handler = WithCheck(handler, 4)
	other := WithCheck(handler, 5)
	_ = other
	return &Server{
		Next: handler,
		Base: &Base{
			label: Name(),
		},
		byName: map[string]*Item{
			"first": NewItem(1),
			"pear":  {Price: 9},
		},
		Run: func(n int) {},
	}
}

func WithCheck(next Handler, n int) Handler { return next }

func final(ctx context.Context, n int) error { return nil }
