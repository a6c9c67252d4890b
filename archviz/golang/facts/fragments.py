"""Pieces of a declaration picked by syntax: statements, blocks, elements, and the wrappers around a value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis
from archviz.golang.facts.branches import falls_through
from archviz.golang.facts.declarations import span
from archviz.golang.syntax import ast
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.expr import callee
from archviz.model.errors import SymbolError
from archviz.model.graph import ChainLink, Extent, Selector, SelectorKind, Span
from archviz.model.relations import RelationKind, certain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File
    from archviz.model.relations import Relation
    from archviz.model.symbols import Symbol

_COMPOUND = (ast.If, ast.For, ast.Range, ast.Switch, ast.TypeSwitch, ast.Select, ast.Case, ast.Comm)
_KINDS = {
    SelectorKind.CALLS: (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF),
    SelectorKind.CREATES: (RelationKind.CREATES,),
}


class _Tree:
    """The syntax below a root, in source order, with the node around each."""

    def __init__(self, root: ast.Node | None) -> None:
        self.nodes: list[ast.Node] = []
        self._outer: dict[int, ast.Node] = {}
        self._innermost: dict[int, ast.Node] = {}
        waiting = [root] if root is not None else []
        while waiting:
            node = waiting.pop()
            self.nodes.append(node)
            if node.end > node.start:
                self._innermost[node.start] = node
            # The values that a constant repeats are where they are written, with another spec around them.
            inner = [child for child in ast.children(node) if id(child) not in self._outer]
            self._outer.update((id(child), node) for child in inner)
            waiting.extend(reversed(inner))

    def outer(self, node: ast.Node) -> ast.Node | None:
        """The node directly around a node; None for the root."""
        return self._outer.get(id(node))

    def outwards(self, node: ast.Node | None) -> Iterator[ast.Node]:
        """A node and those around it, outermost last."""
        while node is not None:
            yield node
            node = self.outer(node)

    def at(self, offset: int) -> ast.Node | None:
        """The innermost node that begins at an offset."""
        return self._innermost.get(offset)


class Fragments:
    """The fragments of one declaration. ``relations`` are those that start in it."""

    def __init__(self, file: File, chunk: Chunk, name: str, relations: tuple[Relation, ...]) -> None:
        self.file = file
        self.relations = relations
        decl = analysis(file, chunk).syntax
        self.root: ast.Node | None = decl
        if chunk.keyword is not Keyword.FUNC and isinstance(decl, ast.GenDecl) and len(decl.specs) > 1:
            self.root = next((s for s in decl.specs if name in _declared(s)), None)

    @cached_property
    def _tree(self) -> _Tree:
        return _Tree(self.root)

    @cached_property
    def _giving(self) -> tuple[ast.Node, ...]:
        """What may give a variable or a field its value."""
        kinds = ast.Assign | ast.Range | ast.ValueSpec | ast.Element
        return tuple(n for n in self._tree.nodes if isinstance(n, kinds))

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
        places = dict.fromkeys(p for p in self._places(selector) if area[0] <= p[0] and p[1] <= area[1])
        found = tuple(span(self.file, *place) for place in places)
        return found if selector.nth == 0 else found[selector.nth - 1 : selector.nth]

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
                returns = [n for n in self._tree.nodes if isinstance(n, ast.Return)]
                wanted = [n for n in returns if selector.target in self.file.text(n)]
                return sorted({self._around(n, selector.extent) for n in wanted})
            case SelectorKind.ASSIGNS:
                offsets: Iterable[int] = self._assigned(selector.target, selector.extent)
            case _:
                offsets = self._related(selector)
        return sorted({self._around(self._tree.at(at) or self.root, selector.extent) for at in offsets})

    def _related(self, selector: Selector) -> Iterator[int]:
        for relation in map(certain, self.relations):
            if relation is None:
                continue
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
                    name = x.sel.name if isinstance(x, ast.SelectorExpr) else getattr(x, "name", "")
                    if self.file.text(x) == target or name == leaf:
                        yield x.start
            elif leaf in _declared_by(node) or (extent is Extent.LITERAL and _key(node) == leaf):
                yield node.start

    def _members(self, target: str) -> Iterator[tuple[int, int]]:
        leaf = target.rpartition(".")[2]
        for node in self._tree.nodes:
            named = isinstance(node, ast.Method) and node.name.name == leaf
            if isinstance(node, ast.Field) and isinstance(self._tree.outer(node), ast.StructType):
                written = self.file.text(node.type).rpartition(".")[2].lstrip("*")
                named = any(n.name == leaf for n in node.names) or (not node.names and written == leaf)
            if named:
                yield self._comment(node.start), node.end

    def _comment(self, start: int) -> int:
        """Where the comment lines directly above a line begin."""
        starts = self.file.line_starts
        line = self.file.line(start) - 1
        while line > 0 and self.file.data[starts[line - 1] : starts[line]].lstrip().startswith(b"//"):
            line -= 1
        return max(starts[line], self.root.start if self.root is not None else 0)

    def _around(self, innermost: ast.Node, extent: Extent) -> tuple[int, int]:
        """The byte range of what an extent means by the surroundings of a node."""
        if extent is Extent.LITERAL:
            for node in self._tree.outwards(innermost):
                if isinstance(node, ast.Element):
                    return node.start, node.end
        if extent is Extent.BLOCK:
            for node in self._tree.outwards(innermost):
                if isinstance(node, _COMPOUND):
                    return node.start, node.end
        if extent is Extent.HEAD:
            for node in self._tree.outwards(innermost):
                if isinstance(node, (*_COMPOUND, ast.CompositeLit, ast.FuncLit)):
                    return node.start, self._head_end(node)
        node = innermost
        for node in self._tree.outwards(innermost):
            if isinstance(node, _COMPOUND):
                return node.start, self._head_end(node)
            if isinstance(node, (ast.Stmt, ast.ValueSpec)) and not _holds(node, self._tree.outer(node)):
                return node.start, node.end
        return node.start, node.end

    def _head_end(self, node: ast.Node) -> int:
        """Where the head of a compound statement or a declaration ends: after its opening brace or colon."""
        match node:
            case ast.FuncDecl(body=ast.Block() as body) | ast.If(body=body) | ast.For(body=body) | ast.Range(body=body):
                return body.start + 1
            case ast.FuncLit(body=body):
                return body.start + 1
            case ast.CompositeLit(type=ast.Expr() as written):
                brace = self.file.data.find(b"{", written.end, node.end)
                return brace + 1 if brace >= 0 else written.end
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


def _holds(node: ast.Node, outer: ast.Node | None) -> bool:
    """Whether a statement is only the container of others, or the simple statement in a compound one's head."""
    if isinstance(node, (ast.Block, ast.Labeled)):
        return True
    heads = (getattr(outer, "init", None), getattr(outer, "post", None), getattr(outer, "comm", None))
    return any(node is head for head in heads)


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


def chain(file: File, chunk: Chunk, variable: str, relations: tuple[Relation, ...]) -> tuple[ChainLink, ...]:
    """The calls whose results a local variable is given in turn, each wrapping the value before, in source order.

    Raises SymbolError where a wrapper could not be resolved: a chain with a hole is no chain.
    """
    callees = {r.position: r.target for r in map(certain, relations) if r is not None and r.kind is RelationKind.CALL}
    links: list[ChainLink] = []
    tree = _Tree(analysis(file, chunk).syntax)
    for node in tree.nodes:
        if not isinstance(node, ast.Assign) or len(node.rhs) != 1 or not _names(node.lhs[:1], variable):
            continue
        call = ast.unparen(node.rhs[0])
        if not isinstance(call, ast.Call):
            continue
        if node.op != ":=" and not _names(call.args, variable):
            continue
        fun = callee(call.fun)
        position = file.position(fun.sel.start if isinstance(fun, ast.SelectorExpr) else fun.start)
        target = callees.get(position)
        if target is None:
            raise SymbolError(
                f"the wrapper {file.text(call.fun)} could not be resolved", file=file.path, line=position.line
            )
        condition, alternative = _condition(file, tree, node)
        links.append(ChainLink(target, position, condition, alternative, _branches(tree, node)))
    return tuple(links)


def _branches(tree: _Tree, node: ast.Node) -> tuple[tuple[int, int], ...]:
    """The if and switch statements around a node, outermost first, and in which branch of each it is.

    Both by where they begin; the branches of ``if … else if … else`` are those of one statement.
    """
    found: list[tuple[int, int]] = []
    inner = node
    for outer in tree.outwards(tree.outer(node)):
        if isinstance(outer, ast.FuncLit):
            break
        branch = isinstance(outer, ast.If) and (inner is outer.body or inner is outer.orelse)
        case = isinstance(outer, (ast.Switch, ast.TypeSwitch)) and not any(map(falls_through, outer.cases))
        if branch and found and isinstance(inner, ast.If) and found[-1][0] == inner.start:
            found[-1] = outer.start, found[-1][1]
        elif branch or case:
            found.append((outer.start, inner.start))
        inner = outer
    return tuple(reversed(found))


def _names(xs: list[ast.Expr], variable: str) -> bool:
    return any(isinstance(x, ast.Ident) and x.name == variable for x in xs)


def _condition(file: File, tree: _Tree, node: ast.Node) -> tuple[str, bool]:
    """The condition under which a node is reached, and whether that is when it does not hold; "" for none."""
    inner = node
    for outer in tree.outwards(tree.outer(node)):
        if isinstance(outer, ast.If):
            return file.text(outer.cond), inner is outer.orelse
        inner = outer
    return "", False
