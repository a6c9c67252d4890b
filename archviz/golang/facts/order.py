"""Which of two places in a function comes first when it runs, as far as its source says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.types.expr import callee
from archviz.model.graph import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHOICES = (ast.Switch, ast.TypeSwitch, ast.Select)
_TOGETHER = (ast.Assign, ast.Element, ast.Send)


def order(function: ast.Decl | None, first: int, second: int) -> Order:
    """How two byte offsets in a declaration are ordered: of what stands at them, which is done before which.

    The source says so of what one body does, statement after statement, a call's arguments before the call (Go
    specification, "Order of evaluation"). It leaves open what the turns of a loop, the branches of a statement, a
    function literal that is not called at once, a deferred call and a function with ``goto`` or labels do.
    """
    if function is None:
        return Order.OPEN
    one, other = path_to(function, first), path_to(function, second)
    common = 0
    while common < min(len(one), len(other)) and one[common] is other[common]:
        common += 1
    if not common or common == min(len(one), len(other)):
        return Order.OPEN
    around, parts = one[common - 1], (one[common], other[common])
    if any(repeats(*pair) for pair in pairwise(one[:common])) or all(repeats(around, part) for part in parts):
        return Order.OPEN
    if has_jumps(function):
        return Order.OPEN
    if any(_elsewhere(path, i) for path in (one, other) for i in range(common, len(path))):
        return Order.OPEN
    return _siblings(around, *parts, first, second)


def path_to(root: ast.Node, offset: int) -> list[ast.Node]:
    """The nodes around an offset, outermost first."""
    found: list[ast.Node] = []
    node: ast.Node | None = root
    while node is not None:
        found.append(node)
        node = next((one for one in ast.children(node) if one.start <= offset < one.end), None)
    return found


def repeats(node: ast.Node, inner: ast.Node) -> bool:
    """Whether what is inside a node may run again after what is beside it."""
    if isinstance(node, ast.For):
        return inner is not node.init
    return isinstance(node, ast.Range) and inner is not node.x


def called_at_once(path: Sequence[ast.Node], at: int) -> bool:
    """Whether a function literal, the node of a path at an index, is called where it stands."""
    outer = next(one for one in reversed(path[:at]) if not isinstance(one, ast.Paren))
    return isinstance(outer, ast.Call) and ast.unparen(outer.fun) is path[at]


def _elsewhere(path: Sequence[ast.Node], at: int) -> bool:
    """Whether what is inside a node of a path runs at another time than what is around it."""
    node = path[at]
    if isinstance(node, ast.FuncLit):
        return not called_at_once(path, at)
    if isinstance(node, ast.Go):
        call = ast.unparen(node.call)
        return isinstance(call, ast.Call) and isinstance(ast.unparen(call.fun), ast.FuncLit)
    return isinstance(node, ast.Defer)


def has_jumps(function: ast.Node) -> bool:
    """Whether a function has a goto, or labels."""
    waiting = [function]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Labeled) or (isinstance(node, ast.Branch) and node.keyword == "goto"):
            return True
        waiting.extend(ast.children(node))
    return False


def _siblings(around: ast.Node, mine: ast.Node, theirs: ast.Node, first: int, second: int) -> Order:
    """The order of two places, each in another one of the nodes directly inside a node."""
    parts = (mine, theirs)
    if isinstance(around, _TOGETHER):
        return Order.OPEN
    if isinstance(around, ast.If) and around.body in parts and around.orelse in parts:
        return Order.OPEN
    if isinstance(around, _CHOICES) and all(isinstance(part, (ast.Case, ast.Comm)) for part in parts):
        return Order.OPEN
    if isinstance(around, ast.Call):
        name = callee(around.fun)
        at = name.sel.start if isinstance(name, ast.SelectorExpr) else name.start
        if at in (first, second):  # the call itself comes after its arguments
            return Order.AFTER if at == first else Order.BEFORE
    return Order.BEFORE if first < second else Order.AFTER
