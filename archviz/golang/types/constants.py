"""Values of constant expressions (Go specification, "Constant expressions")."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast, stack
from archviz.golang.types.lazy import work_out
from archviz.golang.types.objects import Const, PkgName, TypeName, Var
from archviz.golang.types.types import Basic, underlying

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.types.objects import Lookup, Object, Value

MOST_BITS = 512
"""How many bits an integer constant may have, as for Go's own compilers (go/types);"""
MOST_SHIFT = 1_074
"""by how many it may be shifted, and"""
MOST_CHARACTERS = 65_536
"""how long a string may become by adding others to it. A constant beyond has no value here."""

_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"} | dict(
    zip("\\'\"", "\\'\"", strict=True)
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)


def evaluate(x: ast.Expr, scope: Lookup, iota: int | None = None) -> Value:
    """The value of a constant expression, or None where it has none or it cannot be worked out."""
    try:
        return _value(x, scope, iota)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None


def initial_value(x: ast.Expr, scope: Lookup, held: Callable[[Var], Value] = lambda _: None) -> Value:
    """The value of a constant expression, also where its parts are variables: then of what those are declared with.

    ``autoscaling.SchemeGroupVersion.Version`` has one this way. A package-level variable might be assigned to later:
    what this gives is the declared value. ``held`` gives the constant that a local variable holds where the expression
    stands, as in ``resource + "/status"``, or None.
    """
    found = evaluate(x, scope)
    if found is not None:
        return found
    x = ast.unparen(x)
    if isinstance(x, ast.Binary) and x.op == "+":
        spine, left = ast.left_spine(x)
        found = initial_value(left, scope, held)
        for outer in spine:
            right = initial_value(outer.y, scope, held) if isinstance(found, str) and outer.op == "+" else None
            found = _binary("+", found, right) if isinstance(right, str) else None
        return found
    obj = selected(x, scope)
    if isinstance(obj, Var):
        return _declared_value(obj, "") if obj.level else held(obj)
    if isinstance(x, ast.Selector):
        owner = selected(ast.unparen(x.x), scope)
        if isinstance(owner, Var):
            return _declared_value(owner, x.sel.name)
    return None


class _Values:
    """What is known of a variable's declared values: its own as ``:``, a field's as ``:field``, each in a tuple."""


def _declared_value(var: Var, field: str) -> Value:
    """The value that a variable, or a field of it, is declared with."""
    if var.initial is None:
        return None
    x, scope = var.initial
    if not isinstance(var.values, _Values):
        var.values = _Values()
    slot = f":{field}"
    found: tuple[Value] | None = getattr(var.values, slot, None)
    if found is None:
        found = work_out(var.values, slot, lambda: (_part(x, field, scope),), "", lambda _: (None,))
    return found[0]


def _part(x: ast.Expr, field: str, scope: Lookup) -> Value:
    """The value of an expression, or of a field of the struct literal that it is."""
    if not field:
        return initial_value(x, scope)
    x = ast.unparen(x)
    if isinstance(x, ast.Unary) and x.op == "&":
        x = x.x
    for element in x.elements if isinstance(x, ast.CompositeLit) else ():
        if isinstance(element.key, ast.Ident) and element.key.name == field:
            return initial_value(element.value, scope)
    return None


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
            if x.op == "^" and not isinstance(ast.unparen(x.x), ast.Literal):
                return None  # of an unsigned type, perhaps
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
        to = underlying(fun.type())
        return _converted(to.same_as or to.name, value) if isinstance(to, Basic) else None
    if fun is not None and fun.name == "len" and fun.package is None and isinstance(value, str):
        return len(value.encode())
    return None


def _converted(name: str, value: Value) -> Value:
    """A constant converted to a predeclared type, None where it does not fit (Go specification, "Conversions")."""
    if isinstance(value, bool | str) or value is None:
        return value
    if name.startswith("float"):
        return _bounded(float(value))
    if isinstance(value, float):
        if not value.is_integer():
            return None
        value = int(value)
    if name == "string":
        return "\ufffd" if not 0 <= value <= 0x10FFFF or 0xD800 <= value < 0xE000 else chr(value)
    bits = int(name.lstrip("uintpr") or 64)
    unsigned = name.startswith("u")
    low, high = (0, 2**bits) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1))
    return value if low <= value < high else None


def _bounded(value: Value) -> Value:
    """A value, or None where it is larger than the bounds, or a float that is no number."""
    if isinstance(value, int):
        return value if value.bit_length() <= MOST_BITS else None
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value


def _literal(x: ast.Literal) -> Value:
    text = x.text
    if x.kind == "int":
        digits = text.replace("_", "")
        return _bounded(int(digits, 8) if re.fullmatch(r"0[0-7]+", digits) else int(digits, 0))
    if x.kind == "float":
        return _float(text.replace("_", "").lower())
    if x.kind == "rune":
        return ord(_unquoted(text[1:-1]).decode())
    if x.kind == "string":
        return text[1:-1].replace("\r", "") if text.startswith("`") else _unquoted(text[1:-1]).decode()
    return None


def _float(text: str) -> Value:
    """A floating-point literal; None for one so small that it would be 0."""
    hexadecimal = text.startswith("0x")
    value = float.fromhex(text) if hexadecimal else float(text)
    if value == 0 and re.search(r"[1-9a-f]", text[2:].partition("p")[0] if hexadecimal else text.partition("e")[0]):
        return None
    return _bounded(value)


def string_value(text: str) -> str:
    """The text of a string literal, raw or interpreted (Go specification, "String literals").

    Bytes that are no UTF-8 become U+FFFD, and what has an escape that Go does not have stays as it is written.
    """
    if text.startswith("`"):
        return text[1:-1].replace("\r", "")
    try:
        return _unquoted(text[1:-1]).decode("utf-8", "replace")
    except (ArithmeticError, KeyError, ValueError):
        return text[1:-1]


def _unquoted(text: str) -> bytes:
    """The bytes between the quotes of a rune or an interpreted string, escapes replaced.

    Raises ValueError or KeyError for an escape that Go does not have.
    """

    def replace(found: re.Match[str]) -> str:
        escape = found.group(1)
        if len(escape) == 1:
            return _SIMPLE_ESCAPES[escape]
        value = int(escape[1:], 16) if escape[0] in "xuU" else int(escape, 8)
        if escape[0] not in "uU":
            return chr(value) if value < 0x80 else chr(0xDC00 + value)
        return _character(value)

    return _ESCAPE.sub(replace, text).encode("utf-8", "surrogateescape")


def _character(code: int) -> str:
    """The character of a Unicode code point. Raises ValueError for a surrogate half or what is beyond Unicode."""
    if 0xD800 <= code < 0xE000:
        raise ValueError(code)
    return chr(code)


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
    if isinstance(a, bool) or isinstance(b, bool):
        if not (isinstance(a, bool) and isinstance(b, bool)):
            return None
        return (a and b) if op == "&&" else (a or b) if op == "||" else None
    if isinstance(a, str) and isinstance(b, str):
        return a + b if op == "+" and len(a) + len(b) <= MOST_CHARACTERS else None
    if isinstance(a, str) or isinstance(b, str):
        return None
    if isinstance(a, int) and isinstance(b, int) and op in _INTEGER:
        if op in ("<<", ">>") and not 0 <= b <= MOST_SHIFT:
            return None
        return _bounded(_INTEGER[op](a, b))
    return _bounded(_NUMBER[op](a, b)) if op in _NUMBER else None


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
