// Command typecheck prints what Go's own type checker knows of some packages,
// as JSON lines in the form of archviz/golang/jsonlines.py. The resolver is
// scored against its output.
//
//	go run . -tree DIR PACKAGE...
//
// DIR holds a go.mod; packages are found below it, in staging/src and in
// vendor, so that a tree needs no module cache and no network. The target is
// linux/amd64 without cgo. An error of the type checker is printed and makes
// the command fail; -broken prints what was found all the same.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
)

func main() {
	root := flag.String("tree", ".", "the source tree")
	broken := flag.Bool("broken", false, "print the facts in spite of errors")
	flag.Parse()
	paths := flag.Args()
	sort.Strings(paths)
	t, err := open(*root, paths)
	stopAt(err)
	units := make([]*unit, len(paths))
	for i, path := range paths {
		units[i], err = t.load(path)
		stopAt(err)
		if units[i] == nil {
			stopAt(fmt.Errorf("%s has no package %s", *root, path))
		}
	}
	for _, fault := range t.faults {
		fmt.Fprintln(os.Stderr, fault)
	}
	if len(t.faults) > 0 && !*broken {
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	put := func(fact any) { stopAt(lines.Encode(fact)) }
	for _, u := range units {
		t.sites(u, put)
		t.shapes(u, put)
	}
	t.implementations(units, put)
	stopAt(out.Flush())
}

func stopAt(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "typecheck:", err)
		os.Exit(1)
	}
}
