// Package office takes letters in and hands them to whoever sorts them.
package office

// Sorter knows where a letter goes.
type Sorter interface {
	Sort(letter string)
}

// Clerk takes letters in.
type Clerk struct {
	sorter Sorter
	tray   chan string
	onLoss func(letter string)
}

// Open hires a clerk, who works until the tray is closed.
func Open(sorter Sorter) *Clerk {
	c := &Clerk{sorter: sorter, tray: make(chan string), onLoss: burn}
	go c.work()
	return c
}

// Take takes a letter in. A letter without words is lost.
func (c *Clerk) Take(letter string) {
	if letter == "" {
		c.onLoss(letter)
		return
	}
	c.tray <- letter
}

func (c *Clerk) work() {
	for letter := range c.tray {
		c.sorter.Sort(letter)
	}
}

func burn(letter string) {}

func shred(letter string) {}
