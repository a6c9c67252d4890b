package main

import (
	"go/ast"
	"go/types"
	"path/filepath"
)

// site is a place in code that names a callee, a function or a type.
type site struct {
	Rel    string `json:"rel"`
	Caller string `json:"caller"`
	Callee string `json:"callee"`
	Kind   string `json:"kind"`
	Mode   string `json:"mode"`
	Pkg    string `json:"pkg"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Col    int    `json:"col"`
}

func (t *tree) sites(u *unit, put func(any)) {
	for _, file := range u.files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				t.walk(u, decl, symbolOf(u.info.Defs[decl.Name]), put)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec: // what a length of an array does
						t.walk(u, spec, u.pkg.Path()+"."+spec.Name.Name, put)
					case *ast.ValueSpec:
						t.values(u, spec, put)
					}
				}
			}
		}
	}
}

func (t *tree) values(u *unit, spec *ast.ValueSpec, put func(any)) {
	if spec.Type != nil {
		t.walk(u, spec.Type, u.pkg.Path()+"."+spec.Names[0].Name, put)
	}
	for i, x := range spec.Values {
		name := spec.Names[min(i, len(spec.Names)-1)]
		if len(spec.Values) < len(spec.Names) {
			name = spec.Names[0]
		}
		t.walk(u, x, u.pkg.Path()+"."+name.Name, put)
	}
}

// walk prints the sites below a node, all of which belong to one symbol.
func (t *tree) walk(u *unit, root ast.Node, caller string, put func(any)) {
	if caller == "" { // init, or a blank function
		caller = u.pkg.Path() + "." + root.(*ast.FuncDecl).Name.Name
	}
	emit := func(rel string, at ast.Node, callee, kind, mode string) {
		pos := t.fset.PositionFor(at.Pos(), false)
		put(site{rel, caller, callee, kind, mode, u.pkg.Path(), filepath.Base(pos.Filename), pos.Line, pos.Column})
	}
	lost := func(at ast.Node) {
		pos := t.fset.PositionFor(at.Pos(), false)
		found := unknown{Rel: "unknown", Pkg: u.pkg.Path(), File: filepath.Base(pos.Filename), Line: pos.Line, Col: pos.Column}
		found.caller = caller
		if name, ok := at.(*ast.Ident); ok {
			found.ident = name.Name
		}
		put(found)
	}
	modes := map[*ast.CallExpr]string{}
	heads := map[*ast.Ident]bool{}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			modes[n.Call] = "go"
		case *ast.DeferStmt:
			modes[n.Call] = "defer"
		case *ast.CallExpr:
			fun := u.head(n.Fun)
			if tv := u.info.Types[fun]; tv.IsType() || tv.IsBuiltin() {
				break
			}
			name := nameOf(fun)
			if name == nil {
				if invalid(u.info.Types[fun].Type) {
					lost(fun)
				} else {
					emit("dyncall", fun, "", "expr", modes[n])
				}
				break
			}
			heads[name] = true
			switch obj := u.info.Uses[name].(type) {
			case *types.Func:
				kind := "static"
				if recv := obj.Signature().Recv(); recv != nil && invalid(recv.Type()) {
					lost(name)
					break
				} else if recv != nil && types.IsInterface(recv.Type()) {
					kind = "interface"
				}
				emit("call", name, symbolOf(obj), kind, modes[n])
			case *types.Var:
				callee := symbolOf(obj)
				if sel, ok := fun.(*ast.SelectorExpr); ok && obj.IsField() {
					callee = fieldOf(u.info.Selections[sel])
				}
				emit("dyncall", name, callee, "var", modes[n])
			}
		case *ast.CompositeLit:
			if name := typeName(u.info.Types[n].Type); name != nil && name.Pkg() != nil {
				emit("creates", n, symbolOf(name), "", "")
			} else if invalid(u.info.Types[n].Type) {
				lost(n)
			}
		case *ast.Ident:
			obj, used := u.info.Uses[n]
			if fn, ok := obj.(*types.Func); ok && !heads[n] {
				if recv := fn.Signature().Recv(); recv != nil && invalid(recv.Type()) {
					lost(n)
					break
				}
				emit("ref", n, symbolOf(fn), "", "")
			}
			if _, defined := u.info.Defs[n]; !used && !defined {
				lost(n)
			}
		}
		return true
	})
}

// invalid tells whether the checker could not find out a type.
func invalid(t types.Type) bool {
	return t == nil || t == types.Typ[types.Invalid]
}

// head is what a call calls, without parentheses and type arguments.
func (u *unit) head(x ast.Expr) ast.Expr {
	for {
		switch y := x.(type) {
		case *ast.ParenExpr:
			x = y.X
		case *ast.IndexExpr:
			if !u.generic(y.X) {
				return x
			}
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		default:
			return x
		}
	}
}

// generic tells whether an indexed expression is a function or type that is
// instantiated, not a value that is indexed.
func (u *unit) generic(x ast.Expr) bool {
	tv := u.info.Types[x]
	_, function := tv.Type.(*types.Signature)
	return function || tv.IsType()
}

func nameOf(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}

// symbolOf names a package-level object or a method; it is "" for anything
// else. A method of an interface without a symbol has "?" for its owner.
func symbolOf(obj types.Object) string {
	if obj == nil || obj.Pkg() == nil {
		return ""
	}
	if fn, ok := obj.(*types.Func); ok {
		if recv := fn.Signature().Recv(); recv != nil {
			owner := typeName(recv.Type())
			if owner == nil || symbolOf(owner) == "" {
				return obj.Pkg().Path() + ".?." + obj.Name()
			}
			return symbolOf(owner) + "." + obj.Name()
		}
	}
	if obj.Parent() != obj.Pkg().Scope() {
		return ""
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// fieldOf names a selected field by the type that declares it.
func fieldOf(s *types.Selection) string {
	if s == nil {
		return ""
	}
	owner, field := s.Recv(), ""
	for i, index := range s.Index() {
		of := owner
		if p, ok := of.Underlying().(*types.Pointer); ok {
			of = p.Elem()
		}
		inner, ok := of.Underlying().(*types.Struct)
		if !ok {
			return ""
		}
		if i == len(s.Index())-1 {
			name := typeName(of)
			if name == nil || symbolOf(name) == "" {
				return ""
			}
			field = symbolOf(name) + "." + inner.Field(index).Name()
		}
		owner = inner.Field(index).Type()
	}
	return field
}

// typeName is the name of a defined type, or of what a pointer to one points
// to; nil where there is none.
func typeName(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return typeName(t.Elem())
	case *types.Named:
		return t.Obj()
	}
	return nil
}
