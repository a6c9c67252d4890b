"""Code as tokens that neither layout, comments, a renamed local variable nor an import's alias changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast, stack
from archviz.golang.types.objects import PkgName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.types.package import File

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
        self.meanings: dict[int, int | str] = {}
        self._scopes: list[set[str]] = [set()]
        self._numbers: dict[str, list[int]] = {}
        self._count = 0
        self._level = 0

    def declare(self, names: Iterable[ast.Expr | None]) -> None:
        """Declare names in the innermost scope; the blank identifier declares nothing."""
        for name in names:
            if isinstance(name, ast.Ident) and name.name != "_":
                numbers = self._numbers.setdefault(name.name, [])
                if name.name in self._scopes[-1]:
                    numbers.pop()
                self._scopes[-1].add(name.name)
                numbers.append(self._count)
                self.meanings[name.start] = self._count
                self._count += 1

    def _local(self, name: str) -> int | None:
        numbers = self._numbers.get(name)
        return numbers[-1] if numbers else None

    def _open(self) -> None:
        self._scopes.append(set())

    def _close(self) -> None:
        for name in self._scopes.pop():
            self._numbers[name].pop()

    def _within(self, *nodes: ast.Node | None) -> None:
        self._open()
        for node in nodes:
            self.visit(node)
        self._close()

    def _all(self, nodes: Iterable[ast.Node | None]) -> None:
        for node in nodes:
            self.visit(node)

    def visit(self, n: ast.Node | None) -> None:
        """Find the meaning of every name below a node, in the scopes around it."""
        self._level += 1
        if self._level % stack.STRIDE != 1:
            self._visit(n)
        else:
            stack.call(self._visit, n)
        self._level -= 1

    def _visit(self, n: ast.Node | None) -> None:
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
                self._open()
                self._signature(n.type)
                self._all(n.body.stmts)
                self._close()
            case ast.FuncType():
                self._open()
                self._signature(n)
                self._close()
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
        if not isinstance(x, ast.CompositeLit) or x.type is not None:
            self.visit(x)
        elif x.end - x.start > stack.LONG:
            stack.call(self._literal, x, t)
        else:
            self._literal(x, t)

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
                known = [isinstance(x, ast.Ident) and x.name in self._scopes[-1] for x in s.lhs]
                self._all(x for x, old in zip(s.lhs, known, strict=True) if old)
                self.declare(x for x, old in zip(s.lhs, known, strict=True) if not old)
            case ast.If():
                self._if(s)
            case ast.For():
                self._within(s.init, s.cond, s.post, s.body)
            case ast.Range():
                self.visit(s.x)
                self._open()
                if s.define:
                    self.declare(s.lhs)
                else:
                    self._all(s.lhs)
                self.visit(s.body)
                self._close()
            case ast.Switch():
                self._within(s.init, s.tag, *self._cases(s.cases))
            case ast.TypeSwitch():
                self._open()
                self._all((s.init, s.x))
                self.declare([s.bind])
                self._all(self._cases(s.cases))
                self._close()
            case ast.Select():
                for case in s.cases:
                    self._within(case.comm, case.body)
            case ast.DeclStmt():
                self._declaration(s.decl)
            case _:
                self._all(ast.children(s))

    def _if(self, s: ast.If) -> None:
        opened = 0
        orelse: ast.Stmt | None = s
        while isinstance(orelse, ast.If):
            self._open()
            opened += 1
            self._all((orelse.init, orelse.cond, orelse.body))
            orelse = orelse.orelse
        self.visit(orelse)
        for _ in range(opened):
            self._close()

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
