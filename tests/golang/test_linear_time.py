"""Text of any form is read in time that is proportional to its length: each pattern by itself, and whole files.

The texts are made to mislead: fragments that open something and never close it, that could be read in two ways, or that
end just before what a pattern waits for, repeated.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from itertools import product
from typing import TYPE_CHECKING

import pytest
from steps import ends, steps

import archviz
from archviz.golang.facts.method_index import MethodIndex
from archviz.golang.syntax.constraints import included
from archviz.golang.syntax.parse import parse
from archviz.golang.syntax.scan import header, scan

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.fuzz

SHORT = 2_000
"""How long the texts are, in bytes; one that takes a time worth a second look is tried again at a length,"""
LONG = 128 * SHORT
"""at which what is in proportion takes well below a second, and what is quadratic minutes."""

FRAGMENTS = (
    *("a", "1", " ", "\t", "\n", "\r\n", ";", ",", ".", "=", "+", "*", "!", "(", ")", "[", "]", "{", "}", "<", "-"),
    *("`", '"', "'", "\\", '\\"', "\\'", "/", "//", "/*", "*/", "/**/", "/* */ ", "// http://x/*\n", "/*`*/", "/* x\n"),
    *(
        "a ",
        "a\n",
        "a,",
        "a, ",
        "a.",
        "a[",
        "a[]",
        "a[b] ",
        "[]",
        "[a",
        "a b ",
        "\ta",
        "\n\ta",
        "\n\ta b",
        "\n \n",
        "\n\n\t",
    ),
    *("import (\n", "\nimport (", '\nimport "a"', 'import "a";', "\nimport a\n", '"a"\n', '\n\t"a', '"a', "import/*"),
    *(
        "func ",
        "\nfunc (a",
        "\nfunc (a) ",
        "\nfunc f() {",
        "func (a *b[c",
        "type (",
        "\ntype (",
        "\ntype a",
        "\ntype a[",
        "\tx ",
    ),
    *(
        "\nvar a = `",
        "\nvar a = /*",
        "\nvar a",
        "\nconst (\n",
        "var a = 1 +;",
        "struct {",
        "a struct {",
        "\na struct {\n",
    ),
    *(
        "\n\ta struct {\n",
        "interface {",
        "x interface{",
        "\nx interface {\n",
        "{a",
        "\n<<<<<<< a",
        "=======\n",
        "\n>>>>>>> ",
    ),
    *(
        "package",
        "package ",
        "//go:build ",
        "// +build a\n",
        "!a",
        "linux && ",
        "v1",
        ".v1",
        "\\u",
        "-- a",
        "a.b-",
        "\x00",
    ),
)
STARTS = ("", "package a\n", "package a\n\nimport (\n", "\nfunc f(", '"', "a")
ENDS = ("", "\x01\n}\n)")


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for info in pkgutil.walk_packages(archviz.__path__, "archviz."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, re.Pattern) and value not in found.values():
                found[f"{info.name}.{name}"] = value
    return found


def searches(full_name: str) -> bool:
    """Whether a pattern is looked for at every place of a text, rather than matched at one."""
    module, _, name = full_name.rpartition(".")
    source = inspect.getsource(importlib.import_module(module))
    return re.search(rf"\b{name}\.(search|finditer|findall|sub|split)\(", source) is not None


def made(length: int) -> list[str]:
    """One text for each start, fragment and end; the same places in the same order for every length."""
    return [
        start + fragment * (length // len(fragment)) + end for start, fragment, end in product(STARTS, FRAGMENTS, ENDS)
    ]


PATTERNS = patterns()
TEXTS = list(zip(made(SHORT), made(4 * SHORT), made(LONG), strict=True))


def assert_ends(read: Callable[[str], object], texts: tuple[str, str, str], suspicious: float) -> None:
    """No verdict comes from the first measure, which a busy machine can only make longer: it says where to try more."""
    began = time.process_time()
    read(texts[1])
    if time.process_time() - began > suspicious:
        with ends(10):
            read(texts[2])


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_linear(name: str) -> None:
    pattern, everywhere = PATTERNS[name], searches(name)

    def read(text: str) -> None:
        one: re.Pattern[str] | re.Pattern[bytes] = pattern
        given: str | bytes = text.encode() if isinstance(one.pattern, bytes) else text
        one.match(given)  # type: ignore[arg-type]
        one.fullmatch(given)  # type: ignore[arg-type]
        for _ in one.finditer(given) if everywhere else ():  # type: ignore[arg-type]
            pass

    for texts in TEXTS:
        assert_ends(read, texts, 0.02)


READERS: dict[str, Callable[[bytes], object]] = {
    "header": header,
    "scan": scan,
    "included": lambda data: included("a.go", data),
    "method index": lambda data: MethodIndex([("a", data)]),
    "parse": lambda data: parse(data, 0, len(data)),
}


BOUNDED = {"parse"}
"""The readers that stop by themselves after a number of steps that is proportional to the text."""


@pytest.mark.parametrize("name", READERS)
def test_a_file_is_read_in_linear_time(name: str) -> None:
    """In steps of Python, and in the patterns that it searches for from each of many places."""
    read = READERS[name]
    for texts in TEXTS[::5]:  # each fragment in two or three surroundings
        short, longer = (steps(lambda: read(text.encode())) for text in texts[:2])  # noqa: B023
        assert longer < 6 * short, texts[0][:60]
        if name not in BOUNDED:
            assert_ends(lambda text: read(text.encode()), texts, 0.03)


def test_an_import_group_that_is_not_closed() -> None:
    lines = "".join(f'\t"example.org/one/two/three{i}"\n' for i in range(2_000))
    found = header(f"package a\n\nimport (\n{lines}".encode())
    assert [one.path for one in found.imports] == [f"example.org/one/two/three{i}" for i in range(2_000)]


def test_comments_with_addresses_and_no_package_clause() -> None:
    data = b"// see http://example.org/*/a and http://example.org/b\n" * 2_000
    assert header(data).package == ""
    assert included("a.go", data)
