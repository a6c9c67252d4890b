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
	text := func(x types.Type) string {
		return types.TypeString(x, (*types.Package).Path)
	}
	for _, named := range defined(u.pkg) {
		pos := t.fset.Position(named.Obj().Pos())
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
		put(s)
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
			if ok && face.NumMethods() > 0 && face.IsMethodSet() && named.TypeParams().Len() == 0 {
				name := symbolOf(named.Obj())
				faces[name] = face
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	for _, u := range units {
		for _, named := range defined(u.pkg) {
			if types.IsInterface(named) || named.TypeParams().Len() > 0 {
				continue
			}
			for _, name := range names {
				plain := types.Implements(named, faces[name])
				if plain || types.Implements(types.NewPointer(named), faces[name]) {
					put(implementation{"implements", symbolOf(named.Obj()), name, !plain, u.pkg.Path()})
				}
			}
		}
	}
}
