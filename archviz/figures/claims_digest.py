"""A digest over what a figure claims of one version, so that a lock knows the claims that it was made from."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.claims import Part
from archviz.figures.versions import at, in_force

if TYPE_CHECKING:
    from archviz.figures.load import Figure
    from archviz.model.figure import Origin

_NAME = re.compile(r"([\w-]+)(\.[^\W\d]\w*(?:\.[^\W\d]\w*)?)")
_NOT_PROVED = frozenset({"title", "description", "wordings", "direction", "number", "id", "packages", "renames"})
"""What a figure has beside its claims: words, names, and how names are written."""
_WORDS = frozenset({"title", "label", "why", "text", "since", "until"})
"""What a claim has that nothing proves, and which versions it is for."""


def claims_digest(figure: Figure, origin: Origin) -> str:
    """16 hexadecimal digits over the claims that a figure makes of the version of an origin.

    They stay the same while titles, labels, reasons and notes are written otherwise, while an alias or the order of
    keys is, and while claims of other versions come and go.
    """
    figure = at(figure, origin)
    entry = figure.document.content.entries.get("packages")
    declared = entry.node.entries if entry is not None else {}
    paths = {alias: path for alias, path in figure.packages.items() if alias in declared}
    claims = _plain(figure.claims, figure.version, paths, _NOT_PROVED | {"file"})
    return hashlib.sha256(json.dumps(claims, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any, version: str, paths: dict[str, str], without: frozenset[str] = _WORDS) -> Any:
    """Claims as mappings, lists and scalars: those in force, with symbols in full and without what has its default."""
    if isinstance(value, msgspec.Struct):
        given = ((name, getattr(value, name), default) for name, default in _fields(type(value)))
        return {
            name: _plain(each, version, paths)
            for name, each, default in given
            if name not in without and each != default
        }
    if isinstance(value, tuple):
        parts = (each for each in value if not isinstance(each, Part) or in_force(each, version))
        return [_plain(each, version, paths) for each in parts]
    if isinstance(value, dict):
        return {key: _plain(each, version, paths) for key, each in value.items()}
    named = _NAME.fullmatch(value) if isinstance(value, str) else None
    return f"{paths[named[1]]}{named[2]}" if named is not None and named[1] in paths else value


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """The fields of a struct with their defaults; cached, as msgspec reads the annotations anew each time."""
    return tuple((one.name, one.default) for one in msgspec.structs.fields(kind))
