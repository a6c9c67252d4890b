package main

import (
	"go/ast"
	"go/types"
	"path/filepath"
)

// use is an identifier that names something declared in a package: a function,
// a method, a field, a type, a package's variable or constant. Role is what is
// done with it there, see roles.
type use struct {
	Symbol string `json:"symbol"`
	Role   string `json:"role,omitempty"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Col    int    `json:"col"`
}

// uses prints what the identifiers of a package name (types.Info.Uses).
func (t *tree) uses(u *unit, put func(any)) {
	for _, file := range u.files {
		roles := u.roles(file)
		ast.Inspect(file, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok || u.info.Uses[name] == nil {
				return true
			}
			symbol := t.symbol(u.info.Uses[name])
			if symbol == "" {
				return true
			}
			pos := t.fset.PositionFor(name.Pos(), false)
			path, err := filepath.Rel(t.root, pos.Filename)
			stopAt(err)
			put(use{symbol, roles[name], path, pos.Line, pos.Column})
			return true
		})
	}
}

// symbol names an object as symbolOf does, and a field by the type that declares it.
func (t *tree) symbol(obj types.Object) string {
	field, ok := obj.(*types.Var)
	if !ok || !field.IsField() || field.Pkg() == nil {
		return symbolOf(obj)
	}
	owners := t.owners[field.Pkg()]
	if owners == nil {
		owners = map[*types.Var]string{}
		t.owners[field.Pkg()] = owners
		scope := field.Pkg().Scope()
		for _, name := range scope.Names() {
			declared, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || declared.IsAlias() {
				continue
			}
			if inner, ok := declared.Type().Underlying().(*types.Struct); ok {
				for i := range inner.NumFields() {
					if _, known := owners[inner.Field(i)]; !known {
						owners[inner.Field(i)] = symbolOf(declared) + "." + inner.Field(i).Name()
					}
				}
			}
		}
	}
	return owners[field.Origin()]
}
