package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// orders asks of each function that makes two calls itself, each the only one
// of its callee, which comes first in every run that makes both. What comes of
// function literals, deferred calls, goto and labels is not asked, nor are two
// calls of one statement, nor a first one after which its block is left.
func (t *tree) orders(u *unit, file *ast.File) []question {
	var found []question
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		paths := t.once(u, fn.Body)
		name := symbolOf(u.info.Defs[fn.Name])
		for i := 0; name != "" && i+1 < len(paths); i++ {
			one, other := paths[i], paths[i+1]
			if answer := ordered(one.path, other.path); answer != "" {
				found = append(found, question{Kind: "order", In: name, Of: one.callee, To: other.callee, Answer: answer})
			}
		}
	}
	return found
}

// way is a callee and the nodes around its call, from the outside.
type way struct {
	callee string
	path   []ast.Node
}

// once lists the callees that a body calls once, in source order; none where
// the body has a goto, or labels.
func (t *tree) once(u *unit, body *ast.BlockStmt) []way {
	var path []ast.Node
	var found []way
	count := map[string]int{}
	labels, inner := false, 0
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			switch path[len(path)-1].(type) {
			case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
				inner--
			}
			path = path[:len(path)-1]
			return true
		}
		path = append(path, n)
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			inner++
		case *ast.LabeledStmt:
			labels = true
		case *ast.BranchStmt:
			labels = labels || n.Tok == token.GOTO
		case *ast.CallExpr:
			name := nameOf(u.head(n.Fun))
			if name == nil {
				break
			}
			callee, ok := u.info.Uses[name].(*types.Func)
			if !ok || callee.Pkg() == nil || !t.wanted[callee.Pkg().Path()] {
				break
			}
			symbol := symbolOf(callee)
			if strings.Contains(symbol, ".?.") {
				break
			}
			count[symbol]++
			if inner == 0 {
				found = append(found, way{symbol, append([]ast.Node(nil), path...)})
			}
		}
		return true
	})
	var single []way
	for _, one := range found {
		if count[one.callee] == 1 && !labels {
			single = append(single, one)
		}
	}
	return single
}

// ordered is "before" where the first of two paths, as they stand in the
// source, is done first whenever both are; "open" where a loop or a choice
// leaves it open; and "" for what is not asked.
func ordered(one, other []ast.Node) string {
	common := 0
	for common < len(one) && common < len(other) && one[common] == other[common] {
		common++
	}
	if common == len(one) || common == len(other) {
		return ""
	}
	around, first, second := one[common-1], one[common], other[common]
	answer := "before"
	switch around := around.(type) {
	case *ast.BlockStmt:
		if clause, ok := first.(*ast.CaseClause); ok {
			if fallsThrough(clause) || !inBody(clause.Body, one[common+1]) || !inBody(second.(*ast.CaseClause).Body, other[common+1]) {
				return ""
			}
			answer = "open"
		} else if clause, ok := first.(*ast.CommClause); ok {
			if !inBody(clause.Body, one[common+1]) || !inBody(second.(*ast.CommClause).Body, other[common+1]) {
				return ""
			}
			answer = "open"
		}
	case *ast.CaseClause:
		if !inBody(around.Body, first) || !inBody(around.Body, second) {
			return ""
		}
	case *ast.CommClause:
		if !inBody(around.Body, first) || !inBody(around.Body, second) {
			return ""
		}
	case *ast.IfStmt:
		if first == ast.Node(around.Body) {
			answer = "open"
		}
	case *ast.ForStmt:
		if first != ast.Node(around.Init) {
			answer = "open"
		}
	case *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
	default:
		return ""
	}
	for _, n := range one[common:] {
		if answer == "before" && leaves(n) {
			return ""
		}
	}
	for i := range common {
		switch one[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if i < common-1 {
				answer = "open"
			}
		}
	}
	if answer == "open" && (endsLoop(one) || endsLoop(other)) {
		return ""
	}
	return answer
}

func inBody(body []ast.Stmt, n ast.Node) bool {
	for _, stmt := range body {
		if ast.Node(stmt) == n {
			return true
		}
	}
	return false
}

func fallsThrough(clause *ast.CaseClause) bool {
	for _, stmt := range clause.Body {
		if branch, ok := stmt.(*ast.BranchStmt); ok && branch.Tok == token.FALLTHROUGH {
			return true
		}
	}
	return false
}

// leaves tells whether what is around an inner node may end before what comes
// after it: a return, or a block with one or with a jump.
func leaves(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BlockStmt:
		return jumps(n.List)
	case *ast.CaseClause:
		return jumps(n.Body)
	case *ast.CommClause:
		return jumps(n.Body)
	}
	return false
}

func jumps(body []ast.Stmt) bool {
	for _, stmt := range body {
		switch stmt.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			return true
		}
	}
	return false
}

// endsLoop tells whether a loop on a path ends in its first turn.
func endsLoop(path []ast.Node) bool {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.ForStmt:
			return jumps(n.Body.List)
		case *ast.RangeStmt:
			return jumps(n.Body.List)
		}
	}
	return false
}
