package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// roles says what a file does with what its identifiers name: "calls" a function;
// "writes" (and "updates", which reads it, too) a variable or a field, or
// "addresses" it; "creates" a value of a type by a composite literal, "asserts" it,
// "embeds" it, or "holds" it in a field or an element of a package's type. Other
// identifiers have no role: a function is a value there, a variable or constant is
// read, a type is mentioned.
func (u *unit) roles(file *ast.File) map[*ast.Ident]string {
	found := map[*ast.Ident]string{}
	play := func(x ast.Expr, role string) {
		if name := named(x); name != nil {
			found[name] = role
		}
	}
	asserted := func(x ast.Expr) {
		if x != nil {
			play(pointed(x), "asserts")
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if name := nameOf(u.head(n.Fun)); name != nil {
				if _, function := u.info.Uses[name].(*types.Func); function {
					found[name] = "calls"
				}
			}
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				switch n.Tok {
				case token.DEFINE:
				case token.ASSIGN:
					play(x, "writes")
				default:
					play(x, "updates")
				}
			}
		case *ast.IncDecStmt:
			play(n.X, "updates")
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				play(n.Key, "writes")
				play(n.Value, "writes")
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				play(n.X, "addresses")
			}
		case *ast.CompositeLit:
			play(pointed(n.Type), "creates")
			if _, ok := core(u.info.Types[n].Type).(*types.Struct); ok {
				for _, x := range n.Elts {
					if pair, ok := x.(*ast.KeyValueExpr); ok {
						play(pair.Key, "writes")
					}
				}
			}
		case *ast.TypeAssertExpr:
			asserted(n.Type)
		case *ast.TypeSwitchStmt:
			for _, clause := range n.Body.List {
				for _, x := range clause.(*ast.CaseClause).List {
					asserted(x)
				}
			}
		}
		return true
	})
	for _, decl := range file.Decls {
		if decl, ok := decl.(*ast.GenDecl); ok {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					u.inType(spec.Type, found)
				}
			}
		}
	}
	return found
}

// inType adds what a package's type embeds and what its fields, or its elements, hold.
func (u *unit) inType(x ast.Expr, found map[*ast.Ident]string) {
	play := func(x ast.Node, role string) {
		ast.Inspect(x, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && found[name] == "" {
				if _, isType := u.info.Uses[name].(*types.TypeName); isType {
					found[name] = role
				}
			}
			return true
		})
	}
	switch x := x.(type) {
	case *ast.StructType:
		for _, field := range x.Fields.List {
			if len(field.Names) == 0 {
				embeds(field.Type, found)
			}
			play(field.Type, "holds")
		}
	case *ast.InterfaceType:
		for _, field := range x.Methods.List {
			if len(field.Names) == 0 {
				embeds(field.Type, found)
			}
		}
	default:
		play(x, "holds")
	}
}

// embeds adds the names of the types in an embedded field or element, without
// those in type arguments.
func embeds(x ast.Expr, found map[*ast.Ident]string) {
	switch x := pointed(x).(type) {
	case *ast.BinaryExpr:
		embeds(x.X, found)
		embeds(x.Y, found)
	case *ast.UnaryExpr:
		embeds(x.X, found)
	default:
		if name := named(x); name != nil {
			found[name] = "embeds"
		}
	}
}

// pointed is a type without the pointers and the type arguments around its name.
func pointed(x ast.Expr) ast.Expr {
	for {
		switch inner := x.(type) {
		case *ast.ParenExpr:
			x = inner.X
		case *ast.StarExpr:
			x = inner.X
		case *ast.IndexExpr:
			x = inner.X
		case *ast.IndexListExpr:
			x = inner.X
		default:
			return x
		}
	}
}

// named is the identifier that an expression is, or that it selects.
func named(x ast.Expr) *ast.Ident {
	if x == nil {
		return nil
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}

// core is the underlying type of a type, or of what that points to.
func core(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		t = pointer.Elem()
	}
	return t.Underlying()
}
