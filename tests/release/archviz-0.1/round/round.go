// Package round brings letters to their houses.
package round

import "fmt"

// ByTown sorts letters by towns.
type ByTown struct {
	carrier *Carrier
}

// New is a round with one carrier.
func New() *ByTown { return &ByTown{carrier: &Carrier{}} }

// Sort gives a letter to the carrier.
func (b *ByTown) Sort(letter string) {
	b.carrier.Bring(letter)
}

// Carrier brings letters.
type Carrier struct{}

// Bring brings a letter.
func (c *Carrier) Bring(letter string) {
	c.ring()
	fmt.Println(letter)
}

func (c *Carrier) ring() {}

// Bin is where nothing comes out of again.
type Bin struct{}

// Sort throws a letter away.
func (Bin) Sort(letter string) {}
