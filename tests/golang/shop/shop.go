// Package shop sells things.
package shop

import (
	"context"
	"errors"

	"example.org/shop/audit"
)

// Version is what the shop calls itself.
const Version = "v" + major + ".2"

const (
	major = "1"
	// Shelves is how many there are.
	Shelves = 4 * 2
	plenty  = Shelves > 3
	quoted  = "a\tb"
)

var (
	// ErrEmpty says that nothing is left.
	ErrEmpty = errors.New("empty")
	Group    = audit.Name{Group: "apps", Version: Version}
	Served   = Group
	Defaults = map[string]*Item{
		"apple": {Price: 2},
		"pear":  NewItem(3),
	}
)

// A Handler serves.
type Handler interface {
	// Serve serves one,
	// and then the next.
	Serve(ctx context.Context, n int) error
	audit.Closer
}

// Server is a shop's front.
//
// It takes two lines to say.
type Server struct {
	// Next is asked last.
	Next Handler
	audit.Log
	*Base
	byName, byKind map[string]*Item
	Run            func(n int) // runs
}

// HandlerFunc is a function that is a Handler.
type HandlerFunc func(ctx context.Context, n int) error

type (
	// Base has what all have.
	Base struct{ label string }

	Item struct {
		Price int
	}
)

// Label is the shop's name.
func (b *Base) Label() string { return b.label }

func (f HandlerFunc) Serve(ctx context.Context, n int) error { return f(ctx, n) }

func (HandlerFunc) Close() {}

type Alias = Server

func NewItem(price int) *Item {
	return &Item{Price: price}
}

func Name() string { return Group.Version }
