"""Values of constant expressions (Go specification, "Constant expressions")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang import ast, stack
from archviz.golang.objects import Const, PkgName, TypeName, Var

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.golang.objects import Lookup, Object, Value

_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)


def evaluate(x: ast.Expr, scope: Lookup, iota: int | None = None) -> Value:
    """The value of a constant expression, or None where it has none or it cannot be worked out."""
    try:
        return _value(x, scope, iota)
    except (ArithmeticError, ValueError, TypeError, OverflowError):
        return None


def initial_value(x: ast.Expr, scope: Lookup) -> Value:
    """The value of a constant expression, also where its parts are variables: then of what those are declared with.

    ``autoscaling.SchemeGroupVersion.Version`` has one this way, and ``resource + "/status"`` where ``resource`` is a
    local variable that keeps its first value. A package-level variable might be assigned to later: what this gives is
    the declared value.
    """
    found = evaluate(x, scope)
    if found is not None:
        return found
    x = ast.unparen(x)
    if isinstance(x, ast.Binary) and x.op == "+":
        left, right = initial_value(x.x, scope), initial_value(x.y, scope)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    obj = selected(x, scope)
    if isinstance(obj, Var):
        return initial_value(*obj.initial) if obj.initial is not None else None
    if isinstance(x, ast.Selector):
        owner = selected(ast.unparen(x.x), scope)
        if isinstance(owner, Var) and owner.initial is not None:
            literal, inside = owner.initial
            literal = ast.unparen(literal)
            if isinstance(literal, ast.Unary) and literal.op == "&":
                literal = literal.x
            if isinstance(literal, ast.CompositeLit):
                for element in literal.elements:
                    if isinstance(element.key, ast.Ident) and element.key.name == x.sel.name:
                        return initial_value(element.value, inside)
    return None


def changed_names(body: ast.Node) -> Iterator[str]:
    """The names of variables in a body that are assigned to other than by ``:=``, or whose address is taken."""
    nodes = [body]
    while nodes:
        node = nodes.pop()
        targets: list[ast.Expr] = []
        if (isinstance(node, ast.Assign) and node.op != ":=") or (isinstance(node, ast.Range) and not node.define):
            targets = node.lhs
        elif isinstance(node, ast.IncDec) or (isinstance(node, ast.Unary) and node.op == "&"):
            targets = [node.x]
        yield from (x.name for x in map(ast.unparen, targets) if isinstance(x, ast.Ident))
        nodes.extend(ast.children(node))


def selected(x: ast.Expr, scope: Lookup) -> Object | None:
    """The package-level object that an identifier or a qualified identifier names, or None."""
    if isinstance(x, ast.Ident):
        return scope.lookup(x.name)
    if isinstance(x, ast.Selector) and isinstance(x.x, ast.Ident):
        pkg = scope.lookup(x.x.name)
        if isinstance(pkg, PkgName):
            return pkg.select(x.sel.name)
    return None


def _value(x: ast.Expr, scope: Lookup, iota: int | None) -> Value:
    if x.end - x.start > stack.LONG and stack.full():
        return stack.afresh(_value, x, scope, iota)
    match x:
        case ast.Paren():
            return _value(x.x, scope, iota)
        case ast.Literal():
            return _literal(x)
        case ast.Ident() | ast.Selector():
            obj = selected(x, scope)
            if not isinstance(obj, Const):
                return None
            return iota if obj.name == "iota" and obj.package is None else obj.value
        case ast.Unary():
            return _unary(x.op, _value(x.x, scope, iota))
        case ast.Binary():
            spine, left = ast.left_spine(x)
            found = _value(left, scope, iota)
            for outer in spine:
                found = _binary(outer.op, found, _value(outer.y, scope, iota))
            return found
        case ast.Call():
            return _call(x, scope, iota)
        case _:
            return None


def _call(x: ast.Call, scope: Lookup, iota: int | None) -> Value:
    """A conversion of a constant, or len of one."""
    if len(x.args) != 1:
        return None
    fun = selected(ast.unparen(x.fun), scope)
    value = _value(x.args[0], scope, iota)
    if isinstance(fun, TypeName):
        if fun.name == "string" and fun.package is None and isinstance(value, int):
            return chr(value)
        return value
    if fun is not None and fun.name == "len" and fun.package is None and isinstance(value, str):
        return len(value.encode())
    return None


def _literal(x: ast.Literal) -> Value:
    text = x.text
    if x.kind == "int":
        digits = text.replace("_", "")
        return int(digits, 8) if re.fullmatch(r"0[0-7]+", digits) else int(digits, 0)
    if x.kind == "float":
        digits = text.replace("_", "")
        return float.fromhex(digits) if digits[:2] in ("0x", "0X") else float(digits)
    if x.kind == "rune":
        return ord(_unquote(text[1:-1]))
    if x.kind == "string":
        return string_value(text)
    return None


def string_value(text: str) -> str:
    """The value of a string literal, raw or interpreted (Go specification, "String literals")."""
    return text[1:-1].replace("\r", "") if text.startswith("`") else _unquote(text[1:-1])


def _unquote(text: str) -> str:
    def replace(found: re.Match[str]) -> str:
        escape = found.group(1)
        if escape[0] in "xuU":
            return chr(int(escape[1:], 16))
        if escape.isdigit():
            return chr(int(escape, 8))
        return _SIMPLE_ESCAPES.get(escape, escape)

    return _ESCAPE.sub(replace, text)


def _unary(op: str, v: Value) -> Value:
    if isinstance(v, bool):
        return not v if op == "!" else None
    if isinstance(v, int | float):
        if op == "-":
            return -v
        if op == "+":
            return v
        if op == "^" and isinstance(v, int):
            return ~v
    return None


def _binary(op: str, a: Value, b: Value) -> Value:
    if a is None or b is None:
        return None
    if op in ("==", "!="):
        return (a == b) is (op == "==")
    if isinstance(a, bool) and isinstance(b, bool):
        return (a and b) if op == "&&" else (a or b) if op == "||" else None
    if isinstance(a, str) and isinstance(b, str):
        return a + b if op == "+" else None
    if isinstance(a, str) or isinstance(b, str):
        return None
    if isinstance(a, int) and isinstance(b, int) and op in _INTEGER:
        if op == "<<" and b > 512:
            return None
        return _INTEGER[op](a, b)
    return _NUMBER[op](a, b) if op in _NUMBER else None


_INTEGER: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
    "%": lambda a, b: abs(a) % abs(b) * (-1 if a < 0 else 1),
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&^": lambda a, b: a & ~b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
_NUMBER: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}
