"""Calls in a declaration whose syntax is broken, where the parser could not read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.syntax.lexical import KEYWORDS, Token, elements

if TYPE_CHECKING:
    from collections.abc import Iterator


def unread_calls(text: bytes, base: int, decl: ast.Node | None) -> list[ast.Call]:
    """The calls in a text, which begins at the offset ``base``, that are not among those of its syntax.

    What is a call goes by Go's lexical elements alone: a name before an opening parenthesis, but no name of a function
    or method that is declared. Arguments are not read.
    """
    known = _after_names(decl) if decl is not None else set()
    every = list(elements(text))
    found: list[ast.Call] = []
    opened: list[bytes] = []
    for i, one in enumerate(every):
        if one.text in (b"(", b"[", b"{"):
            called = i and one.text == b"(" and every[i - 1].kind == "name" and every[i - 1].text not in KEYWORDS
            if called and every[i - 1].end + base not in known and opened[-1:] != [b"interface"]:
                callee = _callee(every, i - 1, base)
                if callee is not None:
                    found.append(ast.Call(callee.start, one.end + base, callee, [], spread=False))
            opened.append(every[i - 1].text if i and one.text == b"{" else one.text)
        elif one.text in (b")", b"]", b"}") and opened:
            opened.pop()
    return found


def _callee(every: list[Token], i: int, base: int) -> ast.Expr | None:
    """``a.b.c`` up to an element; None where a function or method of that name is declared there."""
    first = i
    while first > 1 and every[first - 1].text == b"." and every[first - 2].kind == "name":
        first -= 2
    before = every[first - 1] if first else None
    if before is not None and (before.text == b"func" or (before.text == b")" and _is_receiver(every, first - 1))):
        return None
    head = _ident(every[first], base)
    x: ast.Expr = head
    if before is not None and before.text == b".":
        start, end = before.start + base, before.end + base
        x = ast.SelectorExpr(start, head.end, ast.Bad(start, end), head)
    for name in every[first + 2 : i + 1 : 2]:
        x = ast.SelectorExpr(x.start, name.end + base, x, _ident(name, base))
    return x


def _ident(one: Token, base: int) -> ast.Ident:
    return ast.Ident(one.start + base, one.end + base, one.text.decode("utf-8", "replace"))


def _is_receiver(every: list[Token], closing: int) -> bool:
    depth = 0
    for i in range(closing, max(closing - 16, -1), -1):
        depth += (every[i].text == b")") - (every[i].text == b"(")
        if depth == 0:
            return i > 0 and every[i - 1].text == b"func"
    return False


def _after_names(decl: ast.Node) -> set[int]:
    """Where names end that syntax has before a parenthesis: of callees, and of functions and methods."""
    found: set[int] = set()
    waiting: list[ast.Node] = [decl]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Call():
                found.add(node.fun.end)
            case ast.FuncDecl() | ast.Method():
                found.add(node.name.end)
        waiting.extend(ast.children(node))
    return found


def add_calls(decl: ast.FuncDecl | ast.GenDecl, calls: list[ast.Call]) -> None:
    """Put calls into a declaration: in a function each as a statement of the innermost block around it."""
    if isinstance(decl, ast.GenDecl):
        names = [
            name for spec in decl.specs for name in ([spec.name] if isinstance(spec, ast.TypeSpec) else spec.names)
        ]
        values: list[ast.Expr] = list(calls)
        name = names[0] if names else ast.Ident(decl.start, decl.start, "_")
        decl.specs.append(ast.ValueSpec(calls[0].start, calls[-1].end, [name], None, values, 0, broken=True))
    else:
        decl.body = decl.body or ast.Block(calls[0].start, calls[-1].end, [])
        for call, block in zip(calls, _blocks(decl.body, calls), strict=True):
            block.stmts.append(ast.ExprStmt(call.start, call.end, call))


def _blocks(body: ast.Block, calls: list[ast.Call]) -> Iterator[ast.Block]:
    """The innermost block around each call, in the calls' order."""
    blocks: list[ast.Block] = []
    waiting: list[ast.Node] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Block) and node is not body:
            blocks.append(node)
        waiting.extend(ast.children(node))
    blocks.sort(key=lambda block: (-block.start, block.end))
    around = [body]
    for call in calls:
        while blocks and blocks[-1].start <= call.start:
            around.append(blocks.pop())
        while len(around) > 1 and around[-1].end < call.end:
            around.pop()
        yield around[-1]
