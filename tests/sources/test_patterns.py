"""Patterns of import paths, as ``go help packages`` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import SourceError
from archviz.sources import patterns
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.source import Source

MODULE = "example.org/shop"
VENDORED = "example.net/till"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A module with packages, another module within it, a vendored package and folders that do not count."""
    folders = ("", "cart", "cart/v1", "cart/v2/v1", "cartridge", "inner", "inner/deep", f"vendor/{VENDORED}")
    for folder in (*folders, "cart/testdata/x", "_old", ".hidden"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "a.go").write_text("package a\n")
    (tmp_path / "go.mod").write_text(f"module {MODULE}\n")
    (tmp_path / "inner" / "go.mod").write_text(f"module {MODULE}/inner\n")
    return open_source(str(tmp_path))


CART = ("cart", "cart/v1", "cart/v2/v1")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f"{MODULE}/cart/...", CART),
        (f"{MODULE}/cart...", (*CART, "cartridge")),
        (f"{MODULE}/.../v1", ("cart/v1", "cart/v2/v1")),
        (f"{MODULE}/cart/.../v1", ("cart/v2/v1",)),
        (f"{MODULE}/cart/v1", ("cart/v1",)),
        (f"{MODULE}/cart/", ("cart",)),
        ("./...", ("", *CART, "cartridge")),
        (".", ("",)),
        ("./cart", ("cart",)),
        ("./cart/../cart/v2/...", ("cart/v2/v1",)),
        ("...v1", ("cart/v1", "cart/v2/v1")),
    ],
)
def test_what_a_pattern_names(pattern: str, expected: tuple[str, ...], source: Source) -> None:
    assert patterns.named(source, pattern, source.packages) == tuple(
        f"{MODULE}/{path}".rstrip("/") for path in expected
    )


def test_a_wildcard_alone_names_all_of_the_source(source: Source) -> None:
    assert patterns.named(source, "...", source.packages) == source.packages()
    assert VENDORED in source.packages()


def test_a_path_without_a_wildcard_is_itself_there_or_not(source: Source) -> None:
    assert patterns.named(source, "example.org/none", source.packages) == ("example.org/none",)


def test_a_wildcard_is_never_the_folder_of_what_is_vendored(tmp_path: Path) -> None:
    (tmp_path / "cmd").mkdir()
    (tmp_path / "go.mod").write_text("module std\n")
    (tmp_path / "cmd" / "go.mod").write_text("module cmd\n")
    for path in ("cmd/link", "cmd/vendor/b.org/y", "fmt", "vendor/b.org/y"):
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "a.go").write_text("package a\n")
    source = open_source(str(tmp_path))
    assert patterns.named(source, "cmd/vendor/...", source.packages) == ("cmd/vendor/b.org/y",)
    assert patterns.named(source, "cmd/...", source.packages) == ("cmd/link",)


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        (f"{MODULE}/card/...", f"has no package that {MODULE}/card/... matches", f"{MODULE}/cart/..."),
        ("./crat/...", "has no package that ./crat/... matches", f"{MODULE}/cart/..."),
        ("../shop", f"../shop is not within the module {MODULE}", ""),
        ("./inner/...", "has no package that ./inner/... matches", ""),
    ],
)
def test_what_matches_nothing_is_an_error_with_near_names(
    pattern: str, message: str, hint: str, source: Source
) -> None:
    with pytest.raises(SourceError) as raised:
        patterns.named(source, pattern, source.packages)
    assert message in raised.value.message
    assert hint in (raised.value.hint or "")


def test_a_relative_path_needs_a_module_at_the_top(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "go.mod").write_text("module example.org/one\n")
    (tmp_path / "one" / "a.go").write_text("package one\n")
    source = open_source(str(tmp_path))
    with pytest.raises(SourceError) as raised:
        patterns.named(source, "./one", source.packages)
    assert "has no module at its top, which ./one is relative to" in raised.value.message
    assert raised.value.hint == "name packages by their import paths"
