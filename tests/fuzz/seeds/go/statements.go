package here

func (r *R[K, V]) M(a, b int, c ...string) (x, y error) {
	go func() { defer r.m[K]() }()
L:
	for i, v := range r.c {
		select {
		case v := <-r.c:
		case r.d <- 1:
		default:
		}
		switch t := v.(type) {
		case int, *R[K, V]:
			continue L
		}
	}
	if e := r.f(); e != nil {
	} else if e {
	} else {
	}
	return
}
