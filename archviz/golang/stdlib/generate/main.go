// Command generate writes the declarations of Go's standard library as Go
// stubs, so that archviz can type code that uses it without a Go installation.
//
//	cd archviz/golang/stdlib/generate && go run . > ../declarations.txtar
//
// The output is one text in the txtar format (golang.org/x/tools/txtar), a
// file for each package: every exported constant with its value, variable,
// function, type with all its fields, and method; of unexported declarations
// only the types that those mention or embed, and what these need. Functions
// have no bodies. The target is linux/amd64 without cgo.
package main

import (
	"bufio"
	"fmt"
	"go/build"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"runtime"
	"sort"
	"strings"
)

func main() {
	build.Default.CgoEnabled = false
	build.Default.GOOS, build.Default.GOARCH = "linux", "amd64"
	list := exec.Command("go", "list", "std")
	list.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	listed, err := list.Output()
	if err != nil {
		fail(err)
	}
	source := importer.ForCompiler(token.NewFileSet(), "source", nil)
	table := &table{packages: map[string]*stubs{}}
	for _, path := range strings.Fields(string(listed)) {
		if hidden(path) || path == "unsafe" {
			continue
		}
		pkg, err := source.Import(path)
		if err != nil {
			fail(err)
		}
		scope := pkg.Scope()
		for _, name := range scope.Names() {
			if token.IsExported(name) {
				table.want(scope.Lookup(name))
			}
		}
	}
	for len(table.queue) > 0 {
		next := table.queue[0]
		table.queue = table.queue[1:]
		table.emit(next)
	}
	table.print()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "generate:", err)
	os.Exit(1)
}

// hidden tells whether programs cannot import a package of the library.
func hidden(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if part == "internal" || part == "vendor" {
			return true
		}
	}
	return false
}

// table gathers the stubs of all packages; queue holds objects that are wanted
// and not yet written.
type table struct {
	packages map[string]*stubs
	queue    []types.Object
}

// stubs is what is written for one package.
type stubs struct {
	name    string
	scope   *types.Scope
	seen    map[types.Object]bool
	lines   []string
	imports map[string]string
	taken   map[string]bool
}

func (t *table) of(pkg *types.Package) *stubs {
	s := t.packages[pkg.Path()]
	if s == nil {
		s = &stubs{name: pkg.Name(), scope: pkg.Scope(), seen: map[types.Object]bool{}, imports: map[string]string{}, taken: map[string]bool{}}
		t.packages[pkg.Path()] = s
	}
	return s
}

func (t *table) want(o types.Object) {
	if o.Pkg() == nil || o.Pkg().Path() == "unsafe" {
		return
	}
	s := t.of(o.Pkg())
	if !s.seen[o] {
		s.seen[o] = true
		t.queue = append(t.queue, o)
	}
}

func (t *table) emit(o types.Object) {
	s := t.of(o.Pkg())
	w := &writer{table: t, stubs: s, pkg: o.Pkg()}
	switch o := o.(type) {
	case *types.Const:
		kind := ""
		if b, ok := o.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
			kind = " " + w.text(o.Type())
		}
		s.add("const %s%s = %s", o.Name(), kind, literal(o))
	case *types.Var:
		s.add("var %s %s", o.Name(), w.text(o.Type()))
	case *types.Func:
		sig := o.Type().(*types.Signature)
		s.add("func %s%s%s", o.Name(), w.params(sig.TypeParams()), w.signature(sig))
	case *types.TypeName:
		if o.IsAlias() {
			target := types.Unalias(o.Type())
			if a, ok := o.Type().(*types.Alias); ok {
				target = a.Rhs()
			}
			s.add("type %s = %s", o.Name(), w.text(target))
			return
		}
		named := o.Type().(*types.Named)
		s.add("type %s%s %s", o.Name(), w.params(named.TypeParams()), w.text(named.Underlying()))
		for i := range named.NumMethods() {
			m := named.Method(i)
			if !m.Exported() && !s.unexportedNeeded(m.Name()) {
				continue
			}
			sig := m.Type().(*types.Signature)
			star := ""
			if _, ok := sig.Recv().Type().(*types.Pointer); ok {
				star = "*"
			}
			s.add("func (%s%s%s) %s%s", star, o.Name(), receiver(sig), m.Name(), w.signature(sig))
		}
	}
}

func (s *stubs) add(format string, args ...any) { s.lines = append(s.lines, fmt.Sprintf(format, args...)) }

// unexportedNeeded tells whether an interface of the package asks for a method
// of an unexported name, so that implementing it depends on that method.
func (s *stubs) unexportedNeeded(method string) bool {
	for _, name := range s.scope.Names() {
		tn, ok := s.scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if i, ok := tn.Type().Underlying().(*types.Interface); ok {
			for k := range i.NumMethods() {
				if i.Method(k).Name() == method {
					return true
				}
			}
		}
	}
	return false
}

func receiver(sig *types.Signature) string {
	var names []string
	for i := range sig.RecvTypeParams().Len() {
		names = append(names, sig.RecvTypeParams().At(i).Obj().Name())
	}
	if names == nil {
		return ""
	}
	return "[" + strings.Join(names, ", ") + "]"
}

func literal(c *types.Const) string {
	v := c.Val()
	b, _ := c.Type().Underlying().(*types.Basic)
	switch {
	case v.Kind() == constant.String:
		return fmt.Sprintf("%q", constant.StringVal(v))
	case b != nil && b.Kind() == types.UntypedRune:
		if r, ok := constant.Int64Val(v); ok {
			return fmt.Sprintf("%q", rune(r))
		}
	case b != nil && b.Info()&types.IsFloat != 0:
		f, _ := constant.Float64Val(v)
		if text := fmt.Sprintf("%g", f); strings.ContainsAny(text, ".e") && !strings.Contains(text, "Inf") {
			return text
		} else if !strings.Contains(text, "Inf") {
			return text + ".0"
		}
		return "0.0"
	}
	return v.ExactString()
}

// writer writes types as seen from one package, and notes what they need.
type writer struct {
	table *table
	stubs *stubs
	pkg   *types.Package
}

func (w *writer) qualify(o types.Object) string {
	w.table.want(o)
	if o.Pkg() == nil || o.Pkg() == w.pkg {
		return o.Name()
	}
	path := o.Pkg().Path()
	alias, ok := w.stubs.imports[path]
	if !ok {
		alias = o.Pkg().Name()
		for w.stubs.taken[alias] || w.stubs.scope.Lookup(alias) != nil {
			alias += "_"
		}
		w.stubs.taken[alias] = true
		w.stubs.imports[path] = alias
	}
	return alias + "." + o.Name()
}

func (w *writer) args(list *types.TypeList) string {
	if list.Len() == 0 {
		return ""
	}
	var parts []string
	for i := range list.Len() {
		parts = append(parts, w.text(list.At(i)))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (w *writer) params(list *types.TypeParamList) string {
	if list.Len() == 0 {
		return ""
	}
	var parts []string
	for i := range list.Len() {
		p := list.At(i)
		parts = append(parts, p.Obj().Name()+" "+w.constraint(p.Constraint()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (w *writer) constraint(t types.Type) string {
	if i, ok := t.(*types.Interface); ok && i.IsImplicit() {
		return w.text(i.EmbeddedType(0))
	}
	return w.text(t)
}

func (w *writer) text(t types.Type) string {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			w.stubs.imports["unsafe"] = "unsafe"
			return "unsafe.Pointer"
		}
		return t.Name()
	case *types.Named:
		return w.qualify(t.Obj()) + w.args(t.TypeArgs())
	case *types.Alias:
		return w.qualify(t.Obj()) + w.args(t.TypeArgs())
	case *types.TypeParam:
		return t.Obj().Name()
	case *types.Pointer:
		return "*" + w.text(t.Elem())
	case *types.Slice:
		return "[]" + w.text(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), w.text(t.Elem()))
	case *types.Map:
		return "map[" + w.text(t.Key()) + "]" + w.text(t.Elem())
	case *types.Chan:
		arrow := map[types.ChanDir]string{types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan "}
		return arrow[t.Dir()] + "(" + w.text(t.Elem()) + ")"
	case *types.Signature:
		return "func" + w.signature(t)
	case *types.Struct:
		return w.structure(t)
	case *types.Interface:
		return w.face(t)
	case *types.Union:
		var terms []string
		for i := range t.Len() {
			tilde := ""
			if t.Term(i).Tilde() {
				tilde = "~"
			}
			terms = append(terms, tilde+w.text(t.Term(i).Type()))
		}
		return strings.Join(terms, " | ")
	}
	fail(fmt.Errorf("a type of an unknown kind: %T", t))
	return ""
}

func (w *writer) tuple(t *types.Tuple, variadic bool) string {
	var parts []string
	for i := range t.Len() {
		text := w.text(t.At(i).Type())
		if variadic && i == t.Len()-1 {
			if s, ok := t.At(i).Type().(*types.Slice); ok {
				text = "..." + w.text(s.Elem())
			}
		}
		parts = append(parts, text)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func (w *writer) signature(s *types.Signature) string {
	text := w.tuple(s.Params(), s.Variadic())
	switch s.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + w.text(s.Results().At(0).Type())
	}
	return text + " " + w.tuple(s.Results(), false)
}

func (w *writer) structure(t *types.Struct) string {
	var parts []string
	for i := range t.NumFields() {
		if f := t.Field(i); f.Embedded() {
			parts = append(parts, w.text(f.Type()))
		} else {
			parts = append(parts, f.Name()+" "+w.text(f.Type()))
		}
	}
	if parts == nil {
		return "struct{}"
	}
	return "struct {\n\t" + strings.Join(parts, "\n\t") + "\n}"
}

func (w *writer) face(t *types.Interface) string {
	var parts []string
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		parts = append(parts, m.Name()+w.signature(m.Type().(*types.Signature)))
	}
	for i := range t.NumEmbeddeds() {
		parts = append(parts, w.text(t.EmbeddedType(i)))
	}
	if parts == nil {
		return "interface{}"
	}
	return "interface {\n\t" + strings.Join(parts, "\n\t") + "\n}"
}

func (t *table) print() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintf(out, "%s: the declarations of Go's standard library for linux/amd64, written by generate/main.go\n", runtime.Version())
	var paths []string
	for path := range t.packages {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		s := t.packages[path]
		fmt.Fprintf(out, "-- %s/stubs.go --\npackage %s\n\n", path, s.name)
		var imported []string
		for i := range s.imports {
			imported = append(imported, i)
		}
		sort.Strings(imported)
		for _, i := range imported {
			fmt.Fprintf(out, "import %s %q\n", s.imports[i], i)
		}
		sort.Strings(s.lines)
		for _, line := range s.lines {
			fmt.Fprintln(out, line)
		}
	}
	fmt.Fprint(out, "-- unsafe/stubs.go --\npackage unsafe\n\n"+
		"type Pointer *int\nfunc Alignof[T any](T) uintptr\nfunc Offsetof[T any](T) uintptr\nfunc Sizeof[T any](T) uintptr\n"+
		"func Add[N any](Pointer, N) Pointer\nfunc Slice[T, N any](*T, N) []T\n"+
		"func SliceData[T any]([]T) *T\nfunc String[N any](*byte, N) string\nfunc StringData(string) *byte\n")
}
