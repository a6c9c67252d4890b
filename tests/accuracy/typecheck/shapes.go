package main

import (
	"go/types"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
)

// shape is a declared type and what it is made of.
type shape struct {
	Rel     string   `json:"rel"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Fields  []string `json:"fields"`
	Embeds  []string `json:"embeds"`
	Methods []string `json:"methods"`
	Pkg     string   `json:"pkg"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
}

// implementation is a type, or its pointer, with all methods of an interface.
type implementation struct {
	Rel     string `json:"rel"`
	Name    string `json:"name"`
	Iface   string `json:"iface"`
	Pointer bool   `json:"pointer"`
	Pkg     string `json:"pkg"`
}

// defined lists a package's type declarations that are no aliases, by name.
func defined(pkg *types.Package) []*types.Named {
	var found []*types.Named
	for _, name := range pkg.Scope().Names() {
		if obj, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
			if named, ok := obj.Type().(*types.Named); ok {
				found = append(found, named)
			}
		}
	}
	return found
}

func (t *tree) shapes(u *unit, put func(any)) {
	for _, name := range u.pkg.Scope().Names() {
		if obj, ok := u.pkg.Scope().Lookup(name).(*types.TypeName); ok && invalid(obj.Type()) {
			put(unknown{Rel: "unknown", Name: symbolOf(obj), Pkg: u.pkg.Path()})
		}
	}
	text := func(x types.Type) string {
		return types.TypeString(x, (*types.Package).Path)
	}
	for _, named := range defined(u.pkg) {
		pos := t.fset.PositionFor(named.Obj().Pos(), false)
		s := shape{
			Rel: "type", Name: symbolOf(named.Obj()), Pkg: u.pkg.Path(), File: filepath.Base(pos.Filename), Line: pos.Line,
			Kind: strings.ToLower(reflect.TypeOf(named.Underlying()).Elem().Name()),
		}
		s.Fields, s.Embeds, s.Methods = []string{}, []string{}, []string{}
		switch inner := named.Underlying().(type) {
		case *types.Struct:
			for field := range inner.Fields() {
				s.Fields = append(s.Fields, field.Name()+" "+text(field.Type()))
				if field.Embedded() {
					s.Embeds = append(s.Embeds, text(field.Type()))
				}
			}
		case *types.Interface:
			for embedded := range inner.EmbeddedTypes() {
				s.Embeds = append(s.Embeds, text(embedded))
			}
			for method := range inner.Methods() {
				s.Methods = append(s.Methods, method.Name())
			}
		}
		for method := range named.Methods() {
			s.Methods = append(s.Methods, method.Name())
		}
		sort.Strings(s.Methods)
		if whole(named) && !strings.Contains(strings.Join(append(s.Fields, s.Embeds...), " "), "invalid type") {
			put(s)
		} else {
			put(unknown{Rel: "unknown", Name: s.Name, Pkg: s.Pkg})
		}
	}
}

// implementations compares the types of some packages with every interface
// that has methods and that a loaded package of the tree declares.
func (t *tree) implementations(units []*unit, put func(any)) {
	faces := map[string]*types.Interface{}
	var names []string
	for _, u := range t.units {
		for _, named := range defined(u.pkg) {
			face, ok := named.Underlying().(*types.Interface)
			if ok && face.NumMethods() > 0 && face.IsMethodSet() && named.TypeParams().Len() == 0 && whole(named) {
				name := symbolOf(named.Obj())
				faces[name] = face
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	for _, u := range units {
		for _, named := range defined(u.pkg) {
			if types.IsInterface(named) || !whole(named) {
				continue
			}
			t := instance(named)
			have := map[string]bool{}
			for selection := range types.NewMethodSet(types.NewPointer(t)).Methods() {
				have[selection.Obj().Name()] = true
			}
			for _, name := range names {
				if !have[faces[name].Method(0).Name()] {
					continue
				}
				plain := types.Implements(t, faces[name])
				if plain || types.Implements(types.NewPointer(t), faces[name]) {
					put(implementation{"implements", symbolOf(named.Obj()), name, !plain, u.pkg.Path()})
				}
			}
		}
	}
}

// instance is a type itself or, of a generic one, the instance with its own
// type parameters, which implements what every instance does.
func instance(named *types.Named) types.Type {
	params := named.TypeParams()
	if params.Len() == 0 {
		return named
	}
	var args []types.Type
	for param := range params.TypeParams() {
		args = append(args, param)
	}
	t, err := types.Instantiate(nil, named, args, false)
	if err != nil {
		return named
	}
	return t
}

// whole tells whether the checker knows everything that decides what a type
// implements: the signatures of all its methods, and the types that it embeds.
func whole(named *types.Named) bool {
	if invalid(named.Underlying()) || embedsInvalid(named, map[types.Type]bool{}) {
		return false
	}
	for selection := range types.NewMethodSet(types.NewPointer(instance(named))).Methods() {
		if strings.Contains(selection.Obj().Type().String(), "invalid type") {
			return false
		}
	}
	if face, ok := named.Underlying().(*types.Interface); ok {
		for method := range face.Methods() {
			if strings.Contains(method.Type().String(), "invalid type") {
				return false
			}
		}
	}
	return true
}

func embedsInvalid(t types.Type, seen map[types.Type]bool) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch inner := t.Underlying().(type) {
	case *types.Basic:
		return invalid(inner)
	case *types.Struct:
		for field := range inner.Fields() {
			if field.Embedded() && embedsInvalid(field.Type(), seen) {
				return true
			}
		}
	case *types.Interface:
		for embedded := range inner.EmbeddedTypes() {
			if embedsInvalid(embedded, seen) {
				return true
			}
		}
	}
	return false
}
