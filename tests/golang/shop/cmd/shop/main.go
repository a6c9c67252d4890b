package main

import (
	"fmt"

	"example.org/shop"
	"example.org/shop/audit"
)

type till struct{ *shop.Server }

type drawer struct{ audit.Logged }

type lamp struct{ closers []audit.Closer }

func main() { fmt.Println(till{}, drawer{}, lamp{}) }
