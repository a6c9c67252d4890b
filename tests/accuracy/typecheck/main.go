// Command typecheck prints what Go's own type checker knows of some packages,
// as JSON lines in the form of archviz/golang/jsonlines.py. The resolver is
// scored against its output.
//
//	go run . -tree DIR PACKAGE...
//
// DIR holds a go.mod; packages are found below it, in staging/src and in
// vendor, so that a tree needs no module cache and no network. The target is
// linux/amd64 without cgo. An error of the type checker is printed and makes
// the command fail; with -broken all that the checker resolves is printed all the
// same, and what it does not resolve as facts of the kind "unknown": a place, a
// whole file with syntax errors, or a type. -shapes prints types and what they
// implement, without what is in functions. -uses prints what each identifier
// names instead, see uses.go. -questions prints about so many
// questions with their answers instead, drawn by -seed: see questions.go.
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
	broken := flag.Bool("broken", false, "go on where there are errors")
	shapes := flag.Bool("shapes", false, "print only types and implementations")
	uses := flag.Bool("uses", false, "print what each identifier names")
	questions := flag.Int("questions", 0, "print so many questions about the packages")
	seed := flag.Int64("seed", 1, "what the questions are drawn by")
	flag.Parse()
	paths := flag.Args()
	sort.Strings(paths)
	t, err := open(*root, paths, !*shapes)
	stopAt(err)
	out := bufio.NewWriter(os.Stdout)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	put := func(fact any) { stopAt(lines.Encode(fact)) }
	if *uses {
		t.checked = func(u *unit) { t.uses(u, put) }
	}
	var units []*unit
	for _, path := range paths {
		u, err := t.load(path)
		if err == nil && u == nil {
			err = fmt.Errorf("%s has no package %s", *root, path)
		}
		if err != nil && !*broken {
			stopAt(err)
		}
		if err == nil {
			units = append(units, u)
		}
	}
	faulty := false
	for _, u := range t.units {
		for _, fault := range u.faults {
			fmt.Fprintln(os.Stderr, fault)
			faulty = true
		}
	}
	if faulty && !*broken {
		os.Exit(1)
	}
	if *uses {
		stopAt(out.Flush())
		return
	}
	if *questions > 0 {
		t.questions(units, *questions, *seed, put)
		stopAt(out.Flush())
		return
	}
	for _, u := range units {
		for _, name := range u.unread {
			put(unknown{Rel: "unknown", Pkg: u.pkg.Path(), File: name})
		}
		if !*shapes {
			t.sites(u, put)
		}
		t.shapes(u, put)
	}
	t.implementations(units, put)
	stopAt(out.Flush())
}

// unknown is what the type checker could not find out: what stands at a place,
// everything in a file (without a line), or what a type is and implements.
type unknown struct {
	Rel  string `json:"rel"`
	Name string `json:"name,omitempty"`
	Pkg  string `json:"pkg"`
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`

	caller, ident string // where it stands, and which name it is
}

func stopAt(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "typecheck:", err)
		os.Exit(1)
	}
}
