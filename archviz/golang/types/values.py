"""Constant values and what is worked out with them (Go specification, "Constants" and "Constant expressions").

Numbers are exact: an integer is an int, a floating-point number a fraction, a complex one two of them. What goes beyond
a bound, or does not fit its type, has no value (None).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from archviz.golang.types.types import BASIC, UNTYPED, Basic

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BITS = 512
"""How many bits an integer constant may have, as for Go's own compilers (go/types);"""
MOST_FRACTION_BITS = 4_096
"""how many each half of a fraction may have, as long as go/constant is exact;"""
MOST_SHIFT = 1_074
"""by how many bits an integer may be shifted, and"""
MOST_CHARACTERS = 65_536
"""how long a string may become by adding others to it. A constant beyond has no value here."""

_MOST_DIGITS = 1_200
_RANK = ("untyped int", "untyped rune", "untyped float", "untyped complex")
_BITS = {"int": 64, "uint": 64, "uintptr": 64} | {f"{u}int{n}": n for u in ("", "u") for n in (8, 16, 32, 64)}


@dataclass(frozen=True, slots=True)
class Complex:
    """A complex number."""

    real: Fraction
    imag: Fraction


Exact = bool | int | Fraction | Complex | str
"""A value; the bytes of a string that are no UTF-8 are lone surrogates (``surrogateescape``)."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant's value, and its type's underlying type: a predeclared one, or an untyped one."""

    value: Exact
    type: Basic


def name_of(t: Basic) -> str:
    """The name of a predeclared type, of an alias that of its target."""
    return t.same_as or t.name


def is_integer(t: Basic) -> bool:
    """Whether it is an integer type, or that of an untyped integer or rune."""
    return name_of(t) in _BITS or t.name in ("untyped int", "untyped rune")


def converted(c: Constant, to: Basic, *, explicit: bool = True) -> Constant | None:
    """A constant as one of another type, None where that cannot represent it (Go specification, "Representability").

    An ``explicit`` conversion makes a string of an integer, too ("Conversions").
    """
    name, value = name_of(to), c.value
    if isinstance(value, bool):
        return Constant(value, to) if name in ("bool", "untyped bool") else None
    if isinstance(value, str):
        return Constant(value, to) if name in ("string", "untyped string") else None
    if name == "string" and explicit and isinstance(value, int):
        return Constant("\ufffd" if not 0 <= value <= 0x10FFFF or 0xD800 <= value < 0xE000 else chr(value), to)
    found = _number(value, name)
    return Constant(found, to) if found is not None else None


def _number(value: int | Fraction | Complex, name: str) -> int | Fraction | Complex | None:
    """A number as one of a type, rounded to it where it is a floating-point type."""
    if name in ("complex64", "complex128", "untyped complex"):
        real, imag = (value.real, value.imag) if isinstance(value, Complex) else (Fraction(value), Fraction(0))
        part = {"complex64": "float32", "complex128": "float64"}.get(name, name)
        a, b = _rounded(real, part), _rounded(imag, part)
        return Complex(a, b) if a is not None and b is not None else None
    if isinstance(value, Complex):
        if value.imag:
            return None
        value = value.real
    if name in ("float32", "float64", "untyped float"):
        return _rounded(Fraction(value), name)
    if value != int(value):
        return None
    value = int(value)
    if name in ("untyped int", "untyped rune"):
        return value if value.bit_length() <= MOST_BITS else None
    bits = _BITS.get(name, 0)
    low, high = (0, 2**bits) if name.startswith("u") else (-(2**bits) // 2, 2**bits // 2)
    return value if low <= value < high else None


def _rounded(value: Fraction, name: str) -> Fraction | None:
    """A fraction as a floating-point type has it: the nearest number, the even one of two; None beyond its range."""
    if name == "float64":
        try:
            return Fraction(float(value))
        except OverflowError:
            return None
    if name == "float32":
        exponent = max(value.numerator.bit_length() - value.denominator.bit_length() - 24, -149)
        for _ in range(2):  # the first estimate of the exponent may be one too small
            unit = Fraction(2) ** exponent
            digits = round(value / unit)
            if abs(digits) <= 2**24:
                return digits * unit if abs(digits * unit) < 2**128 else None
            exponent += 1
        return None
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    return value if bits <= MOST_FRACTION_BITS else None


def matched(a: Constant, b: Constant) -> tuple[Constant, Constant] | None:
    """Two operands as ones of one type, None where they have none (Go specification, "Constant expressions")."""
    if name_of(a.type) == name_of(b.type):
        return a, b
    if a.type.untyped and b.type.untyped:
        if a.type.name not in _RANK or b.type.name not in _RANK:
            return None
        to = max(a.type, b.type, key=lambda t: _RANK.index(t.name))
    elif a.type.untyped or b.type.untyped:
        to = b.type if a.type.untyped else a.type
    else:
        return None
    x, y = converted(a, to, explicit=False), converted(b, to, explicit=False)
    return (x, y) if x is not None and y is not None else None


def unary(op: str, c: Constant) -> Constant | None:
    """The value of a unary operation."""
    value = c.value
    if isinstance(value, bool):
        return Constant(not value, c.type) if op == "!" else None
    if isinstance(value, str) or op == "!":
        return None
    if op == "+":
        return c
    if op == "^":
        if not isinstance(value, int):
            return None
        unsigned = name_of(c.type).startswith("u") and not c.type.untyped
        return Constant(value ^ (2 ** _BITS[name_of(c.type)] - 1) if unsigned else ~value, c.type)
    if op != "-":
        return None
    return converted(
        Constant(Complex(-value.real, -value.imag) if isinstance(value, Complex) else -value, c.type), c.type
    )


def binary(op: str, a: Constant, b: Constant) -> Constant | None:
    """The value of a binary operation. Raises ZeroDivisionError for a division by zero."""
    if op in ("<<", ">>"):
        return _shifted(op, a, b)
    operands = matched(a, b)
    if operands is None:
        return None
    x, y, t = operands[0].value, operands[1].value, operands[0].type
    if op in ("==", "!="):
        return Constant((x == y) is (op == "=="), UNTYPED["bool"])
    if op in _ORDERS:
        order = _order(x, y)
        return Constant(_ORDERS[op](order), UNTYPED["bool"]) if order is not None else None
    if isinstance(x, bool) and isinstance(y, bool):
        return Constant(x and y if op == "&&" else x or y, t) if op in ("&&", "||") else None
    if isinstance(x, str) and isinstance(y, str):
        return Constant(x + y, t) if op == "+" and len(x) + len(y) <= MOST_CHARACTERS else None
    found = _arithmetic(op, x, y)
    return converted(Constant(found, t), t) if found is not None else None


def _order(x: Exact, y: Exact) -> int | None:
    """-1, 0 or 1 as the first is less, equal or more; None for values that have no order."""
    if isinstance(x, str) and isinstance(y, str):
        return (_bytes(x) > _bytes(y)) - (_bytes(x) < _bytes(y))
    if isinstance(x, (bool, str, Complex)) or isinstance(y, (bool, str, Complex)):
        return None
    return (x > y) - (x < y)


def _arithmetic(op: str, x: Exact, y: Exact) -> Exact | None:
    if isinstance(x, int) and isinstance(y, int):
        return _INTEGER[op](x, y) if op in _INTEGER else None
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return _FRACTION[op](x, y) if op in _FRACTION else None
    if isinstance(x, Complex) and isinstance(y, Complex):
        return _complex(op, x, y)
    return None


def _shifted(op: str, a: Constant, b: Constant) -> Constant | None:
    """The value of a shift, whose operands need not be of one type (Go specification, "Operators")."""
    count = _number(b.value, "uint64") if not isinstance(b.value, (bool, str)) else None
    if a.type.untyped and not isinstance(a.value, (bool, str)):
        value = _number(a.value, "untyped int")
        a = Constant(value, a.type if a.type.name == "untyped rune" else UNTYPED["int"]) if value is not None else a
    shifted = a.value
    if not isinstance(count, int) or count > MOST_SHIFT or isinstance(shifted, bool) or not isinstance(shifted, int):
        return None
    return converted(Constant(shifted << count if op == "<<" else shifted >> count, a.type), a.type)


def _complex(op: str, x: Complex, y: Complex) -> Complex | None:
    a, b, c, d = x.real, x.imag, y.real, y.imag
    match op:
        case "+":
            return Complex(a + c, b + d)
        case "-":
            return Complex(a - c, b - d)
        case "*":
            return Complex(a * c - b * d, a * d + b * c)
        case "/":
            size = c * c + d * d
            return Complex((a * c + b * d) / size, (b * c - a * d) / size)
    return None


def public(c: Constant | None) -> bool | int | float | str | None:
    """A constant's value as Python has it, None where it has none, such as a fraction that no decimal text gives."""
    value = c.value if c is not None else None
    if isinstance(value, str):
        return value if not any(0xDC80 <= ord(one) <= 0xDCFF for one in value) else None
    if isinstance(value, Fraction):
        try:
            near = float(value)
        except OverflowError:
            return None
        return near if value in (Fraction(near), Fraction(repr(near))) else None
    return None if isinstance(value, Complex) else value


def size(text: str) -> int:
    """How many bytes a string has."""
    return len(_bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _quotient(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
_INTEGER: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _quotient,
    "%": lambda a, b: abs(a) % abs(b) * (-1 if a < 0 else 1),
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&^": lambda a, b: a & ~b,
}
_FRACTION: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


# Literals


def literal(kind: str, text: str) -> Constant | None:
    """The value of a basic literal; ``kind`` as in ``ast.Literal``.

    Raises ValueError or LookupError for one that Go does not have.
    """
    value: Exact | None
    if kind == "int":
        value = _integer(text.replace("_", ""))
    elif kind == "float":
        value = _float(text.replace("_", "").lower())
    elif kind == "imaginary":
        imag = _imaginary(text.replace("_", "").lower()[:-1])
        return Constant(Complex(Fraction(0), imag), UNTYPED["complex"]) if imag is not None else None
    elif kind == "rune":
        value = _rune(text[1:-1])
    else:
        value = text[1:-1].replace("\r", "") if text.startswith("`") else unquoted(text[1:-1])
    return Constant(value, UNTYPED[kind]) if value is not None else None


def _integer(digits: str) -> int | None:
    value = int(digits, 8) if re.fullmatch(r"0[0-7]+", digits) else int(digits, 0)
    return value if value.bit_length() <= MOST_BITS else None


def _float(text: str) -> Fraction | None:
    """A floating-point literal; None for one with more digits or a larger exponent than is exact."""
    hexadecimal = text.startswith("0x")
    mantissa, _, exponent = text[2:].partition("p") if hexadecimal else text.partition("e")
    if len(text) > _MOST_DIGITS or len(exponent) > 6 or abs(int(exponent or "0")) > MOST_FRACTION_BITS:
        return None
    if not hexadecimal:
        return _rounded(Fraction(text), "untyped float")
    whole, _, part = mantissa.partition(".")
    return _rounded(int(whole + part, 16) * Fraction(2) ** (int(exponent or "0") - 4 * len(part)), "untyped float")


def _imaginary(text: str) -> Fraction | None:
    """The number before the ``i``; for history's sake, one of decimal digits is decimal, whatever it begins with."""
    if re.fullmatch(r"[0-9]+", text):
        return _float(text)
    if re.match(r"0[xob]", text) and "p" not in text and "." not in text:
        value = _integer(text)
        return Fraction(value) if value is not None else None
    return _float(text)


def _rune(text: str) -> int | None:
    """The value of a rune literal; that of ``'\\xff'`` is a number, not a character."""
    found = unquoted(text)
    if len(found) != 1:
        return None
    code = ord(found)
    return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code


_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"} | dict(
    zip("\\'\"", "\\'\"", strict=True)
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)


def unquoted(text: str) -> str:
    """The text between the quotes of a rune or an interpreted string, escapes replaced; bytes as in ``Exact``.

    Raises ValueError or KeyError for an escape that Go does not have.
    """
    found = _ESCAPE.sub(_escaped, text)
    return found.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _escaped(found: re.Match[str]) -> str:
    escape = found.group(1)
    if len(escape) == 1:
        return _SIMPLE_ESCAPES[escape]
    value = int(escape[1:], 16) if escape[0] in "xuU" else int(escape, 8)
    if escape[0] in "uU":
        if 0xD800 <= value < 0xE000:
            raise ValueError(value)
        return chr(value)
    if value > 0xFF:
        raise ValueError(value)
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def string_value(text: str) -> str:
    """The text of a string literal, raw or interpreted (Go specification, "String literals").

    Bytes that are no UTF-8 become U+FFFD, and what has an escape that Go does not have stays as it is written.
    """
    if text.startswith("`"):
        return text[1:-1].replace("\r", "")
    try:
        return _bytes(unquoted(text[1:-1])).decode("utf-8", "replace")
    except (LookupError, ValueError):
        return text[1:-1]


TRUE = Constant(True, UNTYPED["bool"])
FALSE = Constant(False, UNTYPED["bool"])


def integer(value: int, type_name: str = "int") -> Constant:
    """An integer of a predeclared type."""
    return Constant(value, BASIC[type_name])
