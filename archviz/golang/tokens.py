"""Code as tokens that neither layout, comments, a renamed local variable nor an import's alias changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang import ast
from archviz.golang.objects import PkgName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.package import File

_TOKEN = re.compile(
    rb"(?P<blank>[\s;]++|//[^\n]*+|/\*(?>.*?(?:\*/|\Z)))"
    rb"|(?P<name>[A-Za-z_\x80-\xff][\w\x80-\xff]*+)"
    rb"|`[^`]*+`?|\"(?:[^\"\\\n]++|\\[^\n])*+\"?|'(?:[^'\\\n]++|\\[^\n])*+'?"
    rb"|\.?\d(?:[eEpP][-+]|[\w.])*+"
    rb"|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[-+*/%&|^=!<>:]=|<<|>>|&\^|.",
    re.DOTALL,
)
LOCAL = "$"
"""What the number of a local name begins with."""
_CLOSING = (b")", b"}", b"]")


def tokens(file: File, code: Iterable[ast.Node], declared: Iterable[ast.Field] = ()) -> list[str]:
    """The tokens of pieces of code, in order.

    ``declared`` are the receiver, parameters and results of a function whose body the code is. A local name is a
    number, counted from its first use; the name of an imported package is its import path. Semicolons, and commas
    before a closing bracket, are layout and left out.
    """
    names = _Names(file)
    for field in declared:
        names.declare(field.names)
    numbers: dict[int, str] = {}
    found: list[str] = []
    for node in code:
        names.visit(node)
        previous = b""
        for token in _TOKEN.finditer(file.data, node.start, node.end):
            if token.lastgroup == "blank":
                continue
            text = token.group()
            if previous == b"," and text in _CLOSING:
                found.pop()
            previous = text
            meaning = names.meanings.get(token.start()) if token.lastgroup == "name" else None
            if meaning is None:
                found.append(text.decode("utf-8", "replace"))
            elif isinstance(meaning, int):
                found.append(numbers.setdefault(meaning, f"{LOCAL}{len(numbers)}"))
            else:
                found.append(meaning)
    return found


class _Names:
    """What the names in a piece of code stand for (Go specification, "Declarations and scope").

    ``meanings`` gives, by the byte offset of a name, the number of the local declaration that it means, or the import
    path of a package. Fields and methods, and what the package declares, are not in it.
    """

    def __init__(self, file: File) -> None:
        self.file = file
        self.scopes: list[dict[str, int]] = [{}]
        self.meanings: dict[int, int | str] = {}
        self._count = 0

    def declare(self, names: Iterable[ast.Expr | None]) -> None:
        """Declare names in the innermost scope; the blank identifier declares nothing."""
        for name in names:
            if isinstance(name, ast.Ident) and name.name != "_":
                self.scopes[-1][name.name] = self._count
                self.meanings[name.start] = self._count
                self._count += 1

    def _local(self, name: str) -> int | None:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def _within(self, *nodes: ast.Node | None) -> None:
        self.scopes.append({})
        for node in nodes:
            self.visit(node)
        self.scopes.pop()

    def _all(self, nodes: Iterable[ast.Node | None]) -> None:
        for node in nodes:
            self.visit(node)

    def visit(self, n: ast.Node | None) -> None:
        """Find the meaning of every name below a node, in the scopes around it."""
        match n:
            case None:
                pass
            case ast.Ident():
                self._ident(n)
            case ast.Selector():
                self._selector(n)
            case ast.Binary():
                spine, inner = ast.left_spine(n)
                self._all((inner, *(operation.y for operation in spine)))
            case ast.CompositeLit():
                self._literal(n, n.type)
            case ast.FuncLit():
                self.scopes.append({})
                self._signature(n.type)
                self._all(n.body.stmts)
                self.scopes.pop()
            case ast.FuncType():
                self.scopes.append({})
                self._signature(n)
                self.scopes.pop()
            case ast.StructType():
                self._all(field.type for field in n.fields)
            case ast.InterfaceType():
                self._all((*(method.type for method in n.methods), *n.embeds))
            case ast.Stmt():
                self._statement(n)
            case _:
                self._all(ast.children(n))

    def _ident(self, n: ast.Ident) -> None:
        local = self._local(n.name)
        if local is not None:
            self.meanings[n.start] = local

    def _selector(self, n: ast.Selector) -> None:
        if isinstance(n.x, ast.Ident) and self._local(n.x.name) is None:
            package = self.file.lookup(n.x.name)
            if isinstance(package, PkgName):
                self.meanings[n.x.start] = package.path
        else:
            self.visit(n.x)

    def _literal(self, n: ast.CompositeLit, t: ast.Expr | None) -> None:
        """A composite literal of a type, which may be elided. The keys of a struct's are fields, no local names."""
        self.visit(n.type)
        keyed = t.key if isinstance(t, ast.MapType) else None
        elem = t.elem if isinstance(t, ast.MapType | ast.SliceType | ast.ArrayType) else None
        for element in n.elements:
            if not isinstance(element.key, ast.Ident) or elem is not None:
                self._element(element.key, keyed)
            self._element(element.value, elem)

    def _element(self, x: ast.Expr | None, t: ast.Expr | None) -> None:
        if isinstance(x, ast.CompositeLit) and x.type is None:
            self._literal(x, t)
        else:
            self.visit(x)

    def _signature(self, t: ast.FuncType) -> None:
        self._all(field.type for field in t.params + t.results)
        for field in t.params + t.results:
            self.declare(field.names)

    def _statement(self, s: ast.Stmt) -> None:
        match s:
            case ast.Block():
                self._within(*s.stmts)
            case ast.Assign(op=":="):
                self._all(s.rhs)
                fresh = [x for x in s.lhs if not (isinstance(x, ast.Ident) and x.name in self.scopes[-1])]
                self._all(x for x in s.lhs if x not in fresh)
                self.declare(fresh)
            case ast.If():
                self._within(s.init, s.cond, s.body, s.orelse)
            case ast.For():
                self._within(s.init, s.cond, s.post, s.body)
            case ast.Range():
                self.visit(s.x)
                self.scopes.append({})
                if s.define:
                    self.declare(s.lhs)
                else:
                    self._all(s.lhs)
                self.visit(s.body)
                self.scopes.pop()
            case ast.Switch():
                self._within(s.init, s.tag, *self._cases(s.cases))
            case ast.TypeSwitch():
                self.scopes.append({})
                self._all((s.init, s.x))
                self.declare([s.bind])
                self._all(self._cases(s.cases))
                self.scopes.pop()
            case ast.Select():
                for case in s.cases:
                    self._within(case.comm, case.body)
            case ast.DeclStmt():
                self._declaration(s.decl)
            case _:
                self._all(ast.children(s))

    def _cases(self, cases: Iterable[ast.Case]) -> Iterator[ast.Node]:
        for case in cases:
            yield from case.exprs or ()
            yield case.body

    def _declaration(self, decl: ast.GenDecl) -> None:
        for spec in decl.specs:
            if isinstance(spec, ast.TypeSpec):
                self.declare([spec.name])
                self._all((*spec.type_params, spec.type))
            else:
                if not spec.implicit:
                    self._all((spec.type, *spec.values))
                self.declare(spec.names)
