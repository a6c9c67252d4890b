"""Figures as they were before anybody knew of later versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from archviz.figures.claims import Part
from archviz.figures.load import load_text
from archviz.figures.mentions import mentions
from archviz.figures.versions import at, in_force
from archviz.figures.write import write
from archviz.model.figure import Origin

if TYPE_CHECKING:
    from archviz.figures import Figure
    from archviz.model.symbols import Symbol

_T = TypeVar("_T")


def frozen(figure: Figure, version: str) -> str:
    """The file of a figure that says plainly what the figure says at a version, and nothing of any other one.

    Only packages are named whose symbols are.
    """
    now = at(figure, Origin(version))
    held = msgspec.structs.replace(_plain(now.claims, version), packages=dict(now.packages), renames=())
    text = write(held)
    used = {symbol.package for symbol in symbols(load_text(text, figure.file), version)}
    packages = {alias: path for alias, path in now.packages.items() if path in used}
    return write(msgspec.structs.replace(held, packages=packages))


def symbols(figure: Figure, version: str) -> frozenset[Symbol]:
    """The symbols that claims in force at a version name."""
    named = mentions(at(figure, Origin(version)))
    return frozenset(mention.symbol for mention in named if mention.in_force)


def _plain(value: _T, version: str) -> _T:
    """A claim without those in it that do not hold at a version, and without the versions of the others."""
    found: Any = value
    if isinstance(value, tuple):
        found = tuple(_plain(one, version) for one in value if not isinstance(one, Part) or in_force(one, version))
    elif isinstance(value, msgspec.Struct):
        parts = {name: _plain(getattr(value, name), version) for name in value.__struct_fields__}
        always = {"since": None, "until": None} if isinstance(value, Part) else {}
        found = msgspec.structs.replace(value, **{**parts, **always})
    return found  # type: ignore[no-any-return]
