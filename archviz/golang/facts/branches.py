"""Whether two places in a function are on different branches, so that one run makes at most one of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.golang.facts.order import called_at_once, has_jumps, path_to, repeats
from archviz.golang.syntax import ast

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHOICES = (ast.Switch, ast.TypeSwitch, ast.Select)


def exclusive(function: ast.Decl | None, first: int, second: int, *, turns: bool = True) -> bool:
    """Whether, for certain, one pass through a declaration's code makes at most one of what stands at two byte offsets.

    They are on two branches of one if, switch or select statement, or a return, break, continue or panic ends the
    block that the earlier one is in. Each turn of a loop around both is a pass of its own, and so is each call of a
    function literal around both, unless ``turns`` is false: then two of them may make both. Nothing is said of a
    function with ``goto`` or labels.
    """
    if function is None or has_jumps(function):
        return False
    first, second = sorted((first, second))
    one, other = path_to(function, first), path_to(function, second)
    common = 0
    while common < min(len(one), len(other)) and one[common] is other[common]:
        common += 1
    if not common or common == min(len(one), len(other)):
        return False
    around = one[common - 1]
    if not turns and _may_repeat(one[:common]):
        return False
    if isinstance(around, ast.If):
        return (one[common] is around.body and other[common] is around.orelse) or _ends(one[common:])
    if isinstance(around, _CHOICES) and _chosen(one[common:]) and _chosen(other[common:]):
        return not falls_through(one[common])
    return _ends(one[common:])


def _may_repeat(path: Sequence[ast.Node]) -> bool:
    """Whether what a path leads to may run more than once: in a loop, or in a function literal that others call."""
    literals = (i for i, node in enumerate(path) if isinstance(node, ast.FuncLit))
    return any(repeats(*pair) for pair in pairwise(path)) or not all(called_at_once(path, i) for i in literals)


def _chosen(path: Sequence[ast.Node]) -> bool:
    """Whether what a path leads to is done only where its case is chosen: in its body, or as its channel operation."""
    case = path[0]
    if isinstance(case, ast.Case):
        return len(path) > 1 and path[1] is case.body
    if isinstance(case, ast.Comm) and len(path) > 1:
        return path[1] is case.body or not any(isinstance(node, ast.Call) for node in path)
    return False


def falls_through(case: ast.Node) -> bool:
    """Whether a case of a switch goes on with the next one."""
    last = case.body.stmts[-1:] if isinstance(case, ast.Case) else []
    return any(isinstance(stmt, ast.Branch) and stmt.keyword == "fallthrough" for stmt in last)


def _ends(path: Sequence[ast.Node]) -> bool:
    """Whether what follows the outermost node of a path is not reached after what the path leads to."""
    left = {"break", "continue"}
    for node in path:
        if isinstance(node, ast.FuncLit):
            return False
        if isinstance(node, (ast.For, ast.Range)):
            left.clear()
        elif isinstance(node, _CHOICES):
            left.discard("break")
        elif isinstance(node, ast.Block) and node.stmts and _terminates(node.stmts[-1], left):
            return True
    return False


def _terminates(stmt: ast.Stmt, left: set[str]) -> bool:
    """Whether a statement leaves the code around it; ``left`` are the keywords that lead out of that."""
    if isinstance(stmt, ast.Return):
        return True
    if isinstance(stmt, ast.Branch):
        return stmt.keyword in left
    call = ast.unparen(stmt.x) if isinstance(stmt, ast.ExprStmt) else None
    return isinstance(call, ast.Call) and isinstance(call.fun, ast.Ident) and call.fun.name == "panic"
