"""A small Go module of a post office, in which letters go by calls, channels, interfaces and function values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OFFICE_GO = """\
package office

import "fmt"

// Clerk takes letters and hands them on.
type Clerk struct {
	tray   chan string
	closed chan bool
	sorter Sorter
	stamp  func(letter string) string
	onLoss func(letter string)
	onRest Task
}

// Task is something to do.
type Task func()

// Sorter knows where a letter goes.
type Sorter interface {
	Sort(letter string)
}

// Open hires a clerk.
func Open(sorter Sorter) *Clerk {
	c := &Clerk{tray: make(chan string), sorter: sorter, stamp: Blue}
	c.onLoss = func(letter string) {
		report(letter)
	}
	background(c.work)
	c.onRest = Task(func() { sweep() })
	return c
}

func background(task func()) {
	go task()
}

// Take takes a letter in.
func (c *Clerk) Take(letter string) {
	if letter == "" {
		c.lose(letter)
		return
	}
	c.put(c.stamp(letter))
}

func (c *Clerk) put(letter string) { c.tray <- letter }

func (c *Clerk) lose(letter string) { c.onLoss(letter) }

func (c *Clerk) work() {
	for letter := range c.tray {
		c.sorter.Sort(letter)
	}
}

// Close waits for the last letter, and only then sweeps.
func (c *Clerk) Close() {
	Count(1)
	<-c.closed
	sweep()
}

func (c *Clerk) rest() { c.onRest() }

func (c *Clerk) leave() { c.closed <- true }

func sweep() {}

// Blue is a stamp.
func Blue(letter string) string { return ink(letter) }

func ink(letter string) string { return letter }

func report(letter string) { fmt.Println(letter) }

// Count counts.
func Count(n int) int { return n }
"""

ROUND_GO = """\
package round

import (
	"fmt"

	"example.org/post/office"
)

// ByTown sorts by towns.
type ByTown struct {
	carrier *Carrier
	bag     *Bag
}

// Sort gives a letter to the carrier.
func (b *ByTown) Sort(letter string) {
	b.bag.Fill(letter)
	b.carrier.Bring(letter)
}

// Bag holds letters.
type Bag struct{}

// Fill puts a letter in.
func (b *Bag) Fill(letter string) { (&Carrier{}).ring(letter) }

// Carrier brings letters.
type Carrier struct{}

// Bring brings a letter.
func (c *Carrier) Bring(letter string) {
	c.ring(letter)
}

func (c *Carrier) ring(letter string) { fmt.Println("ring", letter) }

// Express is a carrier who runs.
type Express struct{ Carrier }

// Run runs.
func (e *Express) Run() {}

// Messenger runs and brings.
type Messenger interface {
	Run()
	Bring(letter string)
}

func dispatch(m Messenger) { m.Bring("a telegram") }

// Start opens the office.
func Start() {
	c := office.Open(&ByTown{carrier: &Carrier{}, bag: &Bag{}})
	c.Take("a letter")
}

// Watch tells of the hour.
type Watch struct{ tell func(hour int) }

// NewWatch winds a watch.
func NewWatch(tell func(hour int)) *Watch { return &Watch{tell: tell} }

func (w *Watch) tick() { w.tell(12) }

func hire() *Watch { return NewWatch(shout) }

func shout(hour int) {}

var bells = map[string]func(){"door": knock, "gate": func() { pull() }}

var rows = []map[string]func(){bells}

func visit() {
	rows[0]["door"]()
}

func knock() {}

func pull() {}

// Count counts the houses.
func Count() int { return 7 }
"""


def tree(folder: Path) -> Path:
    """The module in a folder."""
    for name, code in (("office", OFFICE_GO), ("round", ROUND_GO)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{name}.go").write_text(code)
    (folder / "go.mod").write_text("module example.org/post\n\ngo 1.20\n")
    return folder
