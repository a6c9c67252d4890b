"""Constants: their exact values, and the array lengths that are made of them.

The right values are those of Go's own type checker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.golang.types.objects import Const, TypeName
from archviz.golang.types.types import underlying
from archviz.golang.types.typestring import type_string
from archviz.golang.types.values import public
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.golang.types.package import Package

M = "example.org/m"
DECLARED = """package m

import "unsafe"

type Head struct {
	a int32
	b *int
}

type Wide struct {
	x byte
	Head
	y [0]int
}

type Box[T any] struct{ items [7]T }

type Celsius float32

type Chain struct{ next *Chain }

type Loop struct{ loop Loop }

const (
	thousand         = 1e3
	half             = 7 / 2.0
	single   float32 = 16777217
	seven    float64 = 7
	warm     Celsius = 0.1
	mask             = ^uint8(3)
	text             = "h\\xffé"
	low, _           = iota * 3, 0
	one, three
	small    uint8   = 256
)

var (
	list   [3]int
	rows   []struct{ cells [3]byte }
	length = 3
)

func makes() [2]int { return [2]int{} }

"""

LENGTHS = [
    ("thousand", 1000),
    ("half * 2", 7),
    ("64 - unsafe.Sizeof(Head{})%64", 48),
    ("unsafe.Offsetof(Head{}.b)", 8),
    ("len([4]int{})", 4),
    ("len(list)", 3),
    ("cap(&list)", 3),
    ("len([...]string{2: `a`, `b`})", 4),
    ("len(rows[0].cells)", 3),
    ("len(Box[int]{}.items)", 7),
    ("len(makes())", None),
    ("len([2]int(makes()))", None),
    ("length", None),
    ("real(2i) + 1", 1),
    ("imag(complex(1, 5))", 5),
    ("-(2i * 2i)", 4),
    ("int(single) - 16777210", 6),
    ("single", None),
    ("seven / 2", None),
    ("int(seven / 2 * 2)", 7),
    ("1 << 100 >> 98", 4),
    ("5.0 << 1", 10),
    ("mask", 252),
    ("len(text)", 4),
    ("one", 24),
    ("unsafe.Sizeof(Wide{})", 32),
    ("unsafe.Offsetof(Wide{}.b)", 16),
    ("unsafe.Alignof(Wide{}.y)", 8),
    ("unsafe.Sizeof(complex64(0)) + unsafe.Alignof(complex64(0))", 12),
    ("unsafe.Sizeof(any(0)) + unsafe.Sizeof(``) + unsafe.Sizeof(rows) + unsafe.Sizeof(makes)", 64),
    ("unsafe.Sizeof(Chain{})", 8),
    ("unsafe.Sizeof(Loop{})", None),
    ("unsafe.Sizeof(1 << 3 == 4)", 1),
    ("unsafe.Sizeof('a')", 4),
    ("min(3, 2.0, 'a')", 2),
    ("max(3, 2.5)", 3),
    ("'\\xff'", 255),
    ("-5 / 2 + 5", 3),
    ("-5 % 3 + 5", 3),
    ("small", None),
    ("-1", None),
    ("1.5", None),
    ("`3`", None),
]


def read(folder: Path, text: str) -> Package:
    """A package of one file."""
    (folder / "go.mod").write_text(f"module {M}\n\ngo 1.24\n")
    (folder / "m.go").write_text(DECLARED + text)
    return Graph(open_source(str(folder))).package(M)


@pytest.mark.parametrize(("expression", "length"), LENGTHS)
def test_an_array_has_the_length_of_a_constant_expression(expression: str, length: int | None, tmp_path: Path) -> None:
    found = read(tmp_path, f"type Array [{expression}]byte\n").lookup("Array")
    assert isinstance(found, TypeName)
    expected = f"[{length}]byte" if length is not None else "[invalid type]byte"
    assert type_string(underlying(found.type())) == expected


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.1 + 0.2", 0.3),  # exact, as no float64 is
        ("float64(0.1) + float64(0.2) == 0.3", False),
        ("0.1 + 0.2 == 0.3", True),
        ("1.0 / 3", None),  # no decimal text gives it
        ("1.0 / 3 * 3 == 1", True),
        ("float32(0.1) == 0.1", True),  # the other operand is rounded, too
        ("float64(float32(0.1)) == 0.1", False),
        ("warm * 10 == 1", True),
        ("uint8(200) + 100", None),
        ("-uint8(1)", None),
        ("int8(-128) / -1", None),
        ("uint8(1) << 8", None),
        ("'a' + 1.0", 98.0),
        ("1 / 2 * 2.0", 0.0),
        ("seven / 2", 3.5),
        ("int32(1) + int64(1)", None),
        ("0123i == 123i", True),
        ("0x10i == 16i", True),
        ("(1 + 2i) / (1 - 2i) == -0.6 + 0.8i", True),
        ("1i < 2i", None),
        ('"a" < "b"', True),
        ('"\\xff" > "é"', True),
        ("1e4000 / 1e4000", None),
        ("!true || 1 > 2", False),
    ],
)
def test_a_value_is_exact_or_there_is_none(expression: str, value: object, tmp_path: Path) -> None:
    found = read(tmp_path, f"const C = {expression}\n").lookup("C")
    assert isinstance(found, Const)
    assert (found.value, type(found.value)) == (value, type(value))


def test_a_constant_is_of_its_declared_type(tmp_path: Path) -> None:
    """So is the one that is made of it."""
    found = read(tmp_path, "const (\n\tA float32 = 0.1\n\tB = A\n\tC = A == 0.1\n\tD = float64(A) == 0.1\n)\n")
    values = {name: obj.constant for name in "ABCD" if isinstance(obj := found.lookup(name), Const)}
    assert values["A"] == values["B"]
    assert [public(values[name]) for name in "CD"] == [True, False]
