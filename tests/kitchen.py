"""A small Go module and a project whose figures claim things about it, for tests of proof, workspace and commands."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "templates"

STOVE_GO = """\
package kitchen

import "fmt"

// Cook makes dishes.
type Cook interface {
	Prepare(dish string) error
}

// Chef is the cook of the house.
type Chef struct {
	// name is what guests call for.
	name  string
	stove *Stove
	plate func(dish string)
	bells []Bell
}

// Bell tells that a dish is done.
type Bell struct{ tone int }

// Stove heats.
type Stove struct{ Heat int }

// NewChef hires a chef.
func NewChef(name string) *Chef {
	stove := &Stove{
		Heat: 3,
	}
	chef := &Chef{
		name:  name,
		stove: stove,
		plate: Serve,
	}
	return chef
}

// Prepare cooks a dish.
func (c *Chef) Prepare(dish string) error {
	if dish == "" {
		return fmt.Errorf("nothing to cook")
	}

	c.heat()
	c.plate(dish)
	go c.clean(dish)
	return nil
}

func (c *Chef) heat() {
	c.stove.Burn()
}

func (c *Chef) clean(dish string) {
	defer c.rest()
	for range dish {
		c.stove.Wipe()
	}
}

func (c *Chef) rest() {}

func (s *Stove) Burn() {}

func (s *Stove) Wipe() {}

// Serve brings a dish to the table.
func Serve(dish string) { fmt.Println(dish) }

// Apprentice learns.
type Apprentice struct{ *Chef }

type Waiter struct{}

// Work is a day.
func Work(cook Cook) error {
	for _, dish := range []string{"soup", "bread"} {
		if err := cook.Prepare(dish); err != nil {
			return err
		}
	}
	return nil
}

func Open(day Day) Day {
	day = WithGuests(day)
	if day.Sunny {
		day = WithTerrace(day)
	} else {
		day = WithFire(day)
	}
	day = WithMusic(day)
	return day
}

type Day struct{ Sunny bool }

func WithGuests(day Day) Day { return day }
func WithTerrace(day Day) Day { return day }
func WithFire(day Day) Day { return day }
func WithMusic(day Day) Day { return day }
"""

DIAGRAM = """\
figure: 1
kind: diagram
id: kitchen
file: kitchen
title: {en: A kitchen at work}
description: {en: The chef cooks what guests ask for.}
packages: {k: example.org/house/kitchen}
cards:
  - type: k.Cook
    methods: [Prepare]
  - type: k.Chef
    fields: [stove, plate]
    methods: [Prepare, heat, clean]
  - type: k.Stove
    methods: [Burn]
  - func: k.Work
edges:
  - {from: k.Work, to: k.Cook.Prepare, kind: call}
  - {from: k.Chef.Prepare, to: k.Chef.heat, kind: call, step: 1}
  - {from: k.Chef.Prepare, to: k.Chef.clean, kind: call, mode: go, step: 2}
  - {from: k.Chef.heat, to: k.Stove.Burn, kind: call}
  - {from: k.Chef.stove, to: k.Stove, kind: holds}
  - {from: k.Chef, to: k.Cook, kind: implements}
"""

EXCERPT = """\
figure: 2
kind: excerpt
id: a-dish
file: a-dish
title: {en: How a dish is made}
description: {en: The chef cooks and serves.}
packages: {k: example.org/house/kitchen}
excerpts:
  - symbol: k.Chef.Prepare
    show:
      - at: {signature: true}
      - at: {calls: k.Chef.heat}
      - at: {calls: k.Chef.clean}
    notes:
      - at: {calls: k.Chef.clean}
        text: {en: Cleaning does not keep the guest waiting.}
"""

ARTICLE = """\
---
title: The kitchen
date: 2024-01-02
author: the house
tags: [kitchen]
categories: [house]
image: kitchen.svg
description: How a kitchen works.
---

# The kitchen

![](figure:kitchen)

The chef cooks.

![](figure:a-dish)

And serves.
"""


def go_tree(folder: Path, code: str = STOVE_GO) -> Path:
    """The Go module in a folder."""
    package = folder / "kitchen"
    package.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module example.org/house\n\ngo 1.20\n")
    (package / "kitchen.go").write_text(code)
    return folder


def figure_file(folder: Path, text: str, name: str = "figure.yaml") -> Path:
    """A figure's file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def project(folder: Path) -> Path:
    """A project with one article, one diagram and one excerpt."""
    figure_file(folder / "diagrams" / "house", DIAGRAM, "1-kitchen.yaml")
    figure_file(folder / "diagrams" / "house", EXCERPT, "2-a-dish.yaml")
    (folder / "archviz.toml").write_text('version = "1.20.2"\n')
    return folder


def article(folder: Path) -> None:
    """The article of a project."""
    figure_file(folder / "templates" / "articles", ARTICLE, "house.en.md")
