"""Ring buffers: slices and arrays whose elements are written at an index that goes round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.types.objects import TypeName, Var

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.model.symbols import Symbol


def written_round(naming: Callable[[str], Iterable[Analysis]], field: Symbol) -> bool:
    """Whether an element of a slice or array in a field is for certain written at an index that goes round.

    Such an index is a remainder, or a mask by ``&``, of what is counted in another field of the same struct, as in
    ``r.data[(r.begin+r.count)%len(r.data)] = v``; or it is a field that is given such a value somewhere, as by
    ``r.end = (r.end + 1) % r.size``. Variables of a function stand for what they are given there. ``naming`` gives the
    declarations of the package that have a name in them. A hash by which a table is divided is counted in no field, and
    of what is only read, as backends in turn, nothing is buffered.
    """
    counters: dict[Symbol, None] = {}
    for analysis in naming(field.leaf):
        code = _Code(analysis, field)
        for index in code.written:
            if code.goes_round(index):
                return True
            counters |= dict.fromkeys(code.counters(index))
    return any(counter in _Code(analysis, field).turned for counter in counters for analysis in naming(counter.leaf))


class _Code:
    """What one declaration does to a field and to those beside it."""

    def __init__(self, analysis: Analysis, field: Symbol) -> None:
        self._field = field
        self._uses = analysis.uses or {}
        self._selected = analysis.selected
        self._given: dict[int, list[ast.Expr]] = {}
        """By the ``id`` of a local variable: what it is given."""
        self.written: list[ast.Expr] = []
        """The indexes at which elements of the field are written."""
        assigned: list[tuple[Symbol, ast.Expr]] = []
        for node in _nodes(analysis.syntax):
            if isinstance(node, ast.Assign):
                for target in node.lhs:
                    self._write(target)
                for target, value in zip(node.lhs, node.rhs, strict=False):
                    assigned += self._assign(target, node.op, value)
            elif isinstance(node, ast.IncDec) or (isinstance(node, ast.Unary) and node.op == "&"):
                self._write(node.x)
        self.turned = {symbol for symbol, value in assigned if self.goes_round(value)}
        """The fields that are given a value that goes round."""

    def _write(self, target: ast.Expr) -> None:
        while isinstance(target, (ast.Paren, ast.Star, ast.SelectorExpr, ast.Index)):
            if isinstance(target, ast.Index) and self._selects(target.x) == self._field:
                self.written += target.indices[:1]
            target = target.x

    def _assign(self, target: ast.Expr, op: str, value: ast.Expr) -> Iterator[tuple[Symbol, ast.Expr]]:
        if op in ("%=", "&="):
            value = ast.Binary(value.start, value.end, op[0], target, value)
        target = ast.unparen(target)
        variable = self._variable(target)
        symbol = self._selects(target)
        if variable is not None:
            self._given.setdefault(variable, []).append(value)
        elif symbol is not None:
            yield symbol, value

    def _variable(self, x: ast.Expr) -> int | None:
        found = self._uses.get(x.start) if isinstance(x, ast.Ident) else None
        return id(found) if isinstance(found, Var) else None

    def _selects(self, x: ast.Expr) -> Symbol | None:
        """The field that an expression selects, of the same struct as the one in question."""
        x = ast.unparen(x)
        while isinstance(x, ast.Star):
            x = ast.unparen(x.x)
        found = self._selected.get(x.sel.start) if isinstance(x, ast.SelectorExpr) else None
        return found if found is not None and found.owner == self._field.owner else None

    def goes_round(self, x: ast.Expr) -> bool:
        """Whether an integer is a remainder or a mask of what is counted in a field."""
        for value in self._values(x):
            if isinstance(value, ast.Binary):
                if value.op == "%" and self._counted(value.x):
                    return True
                if value.op == "&" and any(
                    self._counted(one) and self._sized(other) for one, other in ((value.x, value.y), (value.y, value.x))
                ):
                    return True
        return False

    def counters(self, x: ast.Expr) -> Iterator[Symbol]:
        """The fields that an integer is, by variables and conversions."""
        for value in self._values(x):
            symbol = self._selects(value)
            if symbol is not None:
                yield symbol

    def _counted(self, x: ast.Expr) -> bool:
        """Whether an integer is a field, or a sum in which one is."""
        todo, seen = [x], set[int]()
        while todo:
            for value in self._values(todo.pop(), seen):
                if self._selects(value) is not None:
                    return True
                if isinstance(value, ast.Binary):
                    todo += (value.x, value.y)
        return False

    def _sized(self, mask: ast.Expr) -> bool:
        """Whether a mask is of the field's own size: another field, or reckoned from ``len`` or ``cap`` of this one."""
        return any(self._selects(node) is not None for node in _nodes(mask) if isinstance(node, ast.SelectorExpr))

    def _values(self, x: ast.Expr, seen: set[int] | None = None) -> Iterator[ast.Expr]:
        """What an expression is without parentheses and conversions; for a local variable, all that it is given.

        ``seen`` are the variables that have been followed, and are followed no more.
        """
        todo, seen = [x], set() if seen is None else seen
        while todo:
            value = ast.unparen(todo.pop())
            variable = self._variable(value)
            if isinstance(value, ast.Call) and len(value.args) == 1 and self._converts(value.fun):
                todo.append(value.args[0])
            elif variable is None:
                yield value
            elif variable not in seen:
                seen.add(variable)
                todo += self._given.get(variable, ())

    def _converts(self, fun: ast.Expr) -> bool:
        name = ast.unparen(fun)
        name = name.sel if isinstance(name, ast.SelectorExpr) else name
        return isinstance(self._uses.get(name.start), TypeName)


def _nodes(node: ast.Node | None) -> Iterator[ast.Node]:
    """A node and all within it."""
    todo = [node] if node is not None else []
    while todo:
        one = todo.pop()
        yield one
        todo += ast.children(one)
