"""go.mod files and versions, as https://go.dev/ref/mod says."""

from __future__ import annotations

import pytest
from steps import ends, growth

from archviz.sources.gomod import parse_go_mod, unescape


def test_module_requirements_and_replacements() -> None:
    parsed = parse_go_mod(
        """// A comment with module words in it.
module example.com/me/v2 // indirect

go 1.22.0

require example.com/one v1.0.0
require (
	"example.com/two" v2.0.0+incompatible // indirect
	example.com/three v0.0.0-20210102150405-abcdefabcdef
)

exclude example.com/one v0.9.0
retract (
	v1.0.0
)
replace (
	example.com/one => ../one
	example.com/three => example.com/fork v1.5.0
)
replace example.com/two v2.0.0+incompatible => example.com/two v2.1.0+incompatible
"""
    )
    assert parsed.module == "example.com/me/v2"
    assert parsed.versions == {
        "example.com/one": ("example.com/one", "v1.0.0"),
        "example.com/two": ("example.com/two", "v2.1.0+incompatible"),
        "example.com/three": ("example.com/fork", "v1.5.0"),
    }


@pytest.mark.parametrize(
    "text",
    ["module example.com/x\n", "module (\n\texample.com/x\n)\n", "module `example.com/x`", "\nmodule\texample.com/x"],
)
def test_ways_to_write_the_module(text: str) -> None:
    assert parse_go_mod(text).module == "example.com/x"


@pytest.mark.parametrize("text", ["", "go 1.20\n", "module\n", "require (\n", "<<<<<<< HEAD\n"])
def test_a_file_without_a_module(text: str) -> None:
    assert parse_go_mod(text).module == ""


def test_capitals_in_a_module_cache() -> None:
    assert unescape("github.com/!azure/go-!a!p!i@v1.0.0-!r!c1") == "github.com/Azure/go-API@v1.0.0-RC1"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "module a b\n",
            "module a\\0b.org\n",
            "module a\0b.org\n",
            "module ../x\n",
            "module \u202ex.org\n",
            "module ...\n",
        ),
        *(
            "module /x.org\n",
            "module x.org/\n",
            'module ""\n',
            "module `\n",
            "// module x.org\n",
            "module x.org//y\n"[:7],
        ),
        *(f"module {'x/' * 300}y\n", f"module {'x' * 5000}\n", "module\u2028x.org\n"[:7]),
    ],
)
def test_a_module_that_cannot_be_imported_is_none(text: str) -> None:
    assert parse_go_mod(text).module == ""


def test_only_a_newline_ends_a_line() -> None:
    parsed = parse_go_mod("module x.org/m\r\n// a comment\x0bmodule y.org\u2028module z.org\n")
    assert parsed.module == "x.org/m"


@pytest.mark.parametrize(
    "line", ["", '"', "`", "(", "module (", '"`', "require a b\n", "a", "\t", "//", "/*", "module x.org/m ", "=>"]
)
def test_the_work_grows_as_the_file_does(line: str) -> None:
    def text(size: int) -> str:
        return line * (size // max(len(line), 1)) + "\n" * (size if not line else 1)

    assert growth(lambda size: lambda: parse_go_mod(text(size)), 2_000) < 6
    with ends():
        parse_go_mod(text(1_000_000))
