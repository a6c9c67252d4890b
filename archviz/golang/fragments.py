"""Pieces of a declaration picked by syntax: statements, blocks, elements, and the wrappers around a value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from archviz.golang import ast
from archviz.golang.declarations import span
from archviz.golang.expr import callee
from archviz.golang.scan import Keyword
from archviz.model.errors import SymbolError
from archviz.model.graph import Extent, Link, Selector, SelectorKind, Span
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.package import File
    from archviz.golang.scan import Chunk
    from archviz.model.relations import Relation
    from archviz.model.symbols import Symbol

_COMPOUND = (ast.If, ast.For, ast.Range, ast.Switch, ast.TypeSwitch, ast.Select, ast.Case, ast.Comm)
_KINDS = {
    SelectorKind.CALLS: (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF),
    SelectorKind.CREATES: (RelationKind.CREATES,),
}
Path = tuple[ast.Node, ...]


class Fragments:
    """The fragments of one declaration. ``relations`` are those that start in it."""

    def __init__(self, file: File, chunk: Chunk, name: str, relations: tuple[Relation, ...]) -> None:
        self.file = file
        self.relations = relations
        decl = file.declaration(chunk, body=True)
        self.root: ast.Node | None = decl
        if chunk.keyword is not Keyword.FUNC and isinstance(decl, ast.GenDecl) and len(decl.specs) > 1:
            self.root = next((s for s in decl.specs if name in _declared(s)), None)

    @cached_property
    def _all(self) -> tuple[Path, ...]:
        return tuple(_paths(self.root))

    @cached_property
    def _giving(self) -> tuple[ast.Node, ...]:
        """What may give a variable or a field its value."""
        nodes = (path[-1] for path in self._all)
        return tuple(n for n in nodes if isinstance(n, ast.Assign | ast.Range | ast.ValueSpec | ast.Element))

    def pick(self, selector: Selector) -> tuple[Span, ...]:
        """The places that a selector picks, in source order."""
        if self.root is None:
            return ()
        area = (self.root.start, self.root.end)
        if selector.within is not None:
            outer = self.pick(selector.within)
            if not outer:
                return ()
            area = (outer[0].start_byte, outer[0].end_byte)
        found: list[Span] = []
        for start, end in self._places(selector):
            if area[0] <= start and end <= area[1]:
                one = span(self.file, start, end)
                if one not in found:
                    found.append(one)
        if selector.nth == 0:
            return tuple(found)
        return tuple(found[selector.nth - 1 : selector.nth])

    def _places(self, selector: Selector) -> list[tuple[int, int]]:
        if self.root is None:
            return []
        match selector.kind:
            case SelectorKind.WHOLE:
                return [(self.root.start, self.root.end)]
            case SelectorKind.SIGNATURE:
                return [(self.root.start, self._head_end(self.root))]
            case SelectorKind.FIELD:
                return sorted(self._members(selector.target))
            case SelectorKind.RETURNS:
                paths = [p for p in self._all if isinstance(p[-1], ast.Return)]
                wanted = [p for p in paths if selector.target in self.file.text(p[-1])]
                return sorted({self._around(p, p[-1].start, selector.extent) for p in wanted})
            case SelectorKind.ASSIGNS:
                offsets: Iterable[int] = self._assigned(selector.target, selector.extent)
            case _:
                offsets = self._related(selector)
        return sorted({self._around(self._path(at), at, selector.extent) for at in offsets})

    def _related(self, selector: Selector) -> Iterator[int]:
        for relation in self.relations:
            at = self.file.line_starts[relation.position.line - 1] + relation.position.col - 1
            if relation.kind in _KINDS.get(selector.kind, ()):
                if relation.target is not None and _named(relation.target, selector.target):
                    yield at
            elif selector.kind is SelectorKind.STORES and relation.stored is not None:
                stored = relation.stored
                if selector.target in (stored.key, stored.key_text, stored.container_text):
                    yield at

    def _assigned(self, target: str, extent: Extent) -> Iterator[int]:
        """Where a variable or field is assigned to or declared; extent literal adds elements of that key."""
        leaf = target.rpartition(".")[2]
        for node in self._giving:
            if isinstance(node, ast.Assign):
                for x in node.lhs:
                    name = x.sel.name if isinstance(x, ast.Selector) else getattr(x, "name", "")
                    if self.file.text(x) == target or name == leaf:
                        yield x.start
            elif leaf in _declared_by(node) or (extent is Extent.LITERAL and _key(node) == leaf):
                yield node.start

    def _members(self, target: str) -> Iterator[tuple[int, int]]:
        leaf = target.rpartition(".")[2]
        for path in self._all:
            node = path[-1]
            named = isinstance(node, ast.Method) and node.name.name == leaf
            if isinstance(node, ast.Field) and len(path) > 1 and isinstance(path[-2], ast.StructType):
                written = self.file.text(node.type).rpartition(".")[2].lstrip("*")
                named = any(n.name == leaf for n in node.names) or (not node.names and written == leaf)
            if named:
                yield self._comment(node.start), node.end

    def _comment(self, start: int) -> int:
        """Where the comment lines directly above a line begin."""
        starts = self.file.line_starts
        line = self.file.position(start).line - 1
        while line > 0 and self.file.data[starts[line - 1] : starts[line]].lstrip().startswith(b"//"):
            line -= 1
        return max(starts[line], self.root.start if self.root is not None else 0)

    def _path(self, at: int) -> Path:
        """The nodes around an offset, outermost first."""
        path: list[ast.Node] = []
        node = self.root
        while node is not None:
            path.append(node)
            node = next((c for c in ast.children(node) if c.start <= at < c.end), None)
        return tuple(path)

    def _around(self, path: Path, at: int, extent: Extent) -> tuple[int, int]:
        if extent is Extent.LITERAL:
            for node in reversed(path):
                if isinstance(node, ast.Element):
                    return node.start, node.end
        if extent is Extent.BLOCK:
            for node in reversed(path):
                if isinstance(node, _COMPOUND):
                    return node.start, node.end
        if extent is Extent.HEAD:
            for node in reversed(path):
                if isinstance(node, (*_COMPOUND, ast.CompositeLit, ast.FuncLit)):
                    return node.start, self._head_end(node)
        for i in range(len(path) - 1, -1, -1):
            node = path[i]
            if isinstance(node, _COMPOUND) or (isinstance(node, ast.Stmt | ast.ValueSpec) and not _holds(path, i)):
                return node.start, self._head_end(node) if isinstance(node, _COMPOUND) else node.end
        return (path[0].start, path[0].end) if path else (at, at)

    def _head_end(self, node: ast.Node) -> int:
        """Where the head of a compound statement or a declaration ends: after its opening brace or colon."""
        match node:
            case ast.FuncDecl(body=ast.Block() as body) | ast.If(body=body) | ast.For(body=body) | ast.Range(body=body):
                return body.start + 1
            case ast.FuncLit(body=body):
                return body.start + 1
            case ast.CompositeLit(type=ast.Expr() as written):
                return self.file.data.index(b"{", written.end, node.end) + 1
            case ast.CompositeLit():
                return node.start + 1
            case ast.Switch() | ast.TypeSwitch() | ast.Select():
                first = node.cases[0].start if node.cases else node.end
                return node.start + len(self.file.data[node.start : first].rstrip())
            case ast.Case() | ast.Comm():
                first = node.body.stmts[0].start if node.body.stmts else node.end
                return node.start + len(self.file.data[node.start : first].rstrip())
            case ast.GenDecl() | ast.TypeSpec():
                end = self.file.data.find(b"\n", node.start, node.end)
                return end if end >= 0 else node.end
            case _:
                return node.end


def _holds(path: Path, i: int) -> bool:
    """Whether a statement is only the container of others, or the simple statement in a compound one's head."""
    node = path[i]
    if isinstance(node, ast.Block | ast.Labeled):
        return True
    outer = path[i - 1] if i else None
    heads = (getattr(outer, "init", None), getattr(outer, "post", None), getattr(outer, "comm", None))
    return any(node is head for head in heads)


def _paths(root: ast.Node | None) -> Iterator[Path]:
    """Every node below a root with the nodes around it, in source order."""
    stack: list[Path] = [(root,)] if root is not None else []
    while stack:
        path = stack.pop()
        yield path
        stack.extend((*path, child) for child in reversed(list(ast.children(path[-1]))))


def _named(symbol: Symbol, target: str) -> bool:
    return target in (str(symbol), symbol.short, symbol.leaf)


def _key(node: ast.Node) -> str:
    """The field's name of an element of a composite literal, or ""."""
    return node.key.name if isinstance(node, ast.Element) and isinstance(node.key, ast.Ident) else ""


def _declared_by(node: ast.Node) -> list[str]:
    """The variables that a declaration or a range clause declares or assigns to."""
    if isinstance(node, ast.Range):
        return [x.name for x in node.lhs if isinstance(x, ast.Ident)]
    return _declared(node) if isinstance(node, ast.ValueSpec) else []


def _declared(spec: ast.TypeSpec | ast.ValueSpec) -> list[str]:
    return [spec.name.name] if isinstance(spec, ast.TypeSpec) else [n.name for n in spec.names]


def chain(file: File, chunk: Chunk, variable: str, relations: tuple[Relation, ...]) -> tuple[Link, ...]:
    """The calls whose results a local variable is given in turn, each wrapping the value before, in source order.

    Raises SymbolError where a wrapper could not be resolved: a chain with a hole is no chain.
    """
    callees = {r.position: r.target for r in relations if r.kind is RelationKind.CALL}
    links: list[Link] = []
    for path in _paths(file.declaration(chunk, body=True)):
        node = path[-1]
        if not isinstance(node, ast.Assign) or len(node.rhs) != 1 or not _names(node.lhs[0], variable):
            continue
        call = ast.unparen(node.rhs[0])
        if not isinstance(call, ast.Call):
            continue
        if node.op != ":=" and not any(_names(argument, variable) for argument in call.args):
            continue
        fun = callee(call.fun)
        position = file.position(fun.sel.start if isinstance(fun, ast.Selector) else fun.start)
        target = callees.get(position)
        if target is None:
            raise SymbolError(
                f"the wrapper {file.text(call.fun)} could not be resolved", file=file.path, line=position.line
            )
        condition, alternative = _condition(file, path)
        links.append(Link(target, position, condition, alternative))
    return tuple(links)


def _names(x: ast.Expr, variable: str) -> bool:
    return isinstance(x, ast.Ident) and x.name == variable


def _condition(file: File, path: Path) -> tuple[str, bool]:
    for i in range(len(path) - 2, -1, -1):
        node = path[i]
        if isinstance(node, ast.If):
            return file.text(node.cond), path[i + 1] is node.orelse
    return "", False
