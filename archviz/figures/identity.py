"""What a claim is, wherever it stands in its figure's file and whatever it is called there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.claims import (
    CardClaim,
    ColumnClaim,
    EdgeClaim,
    EntryClaim,
    ExcerptClaim,
    ExitClaim,
    NoteClaim,
    TableClaim,
)
from archviz.figures.versions import VersionNames

if TYPE_CHECKING:
    from archviz.figures.claims import Claims

_PART = re.compile(r"([^.\[\]]+)(?:\[([0-9]+)\])?")
_VERSIONS = frozenset({"since", "until"})
_BEFORE_ALL = "0"
"""A version that no symbol is renamed at."""
_BESIDE: dict[type[msgspec.Struct], frozenset[str]] = {
    CardClaim: frozenset({"fields", "methods", "literals", "count"}),
    EdgeClaim: frozenset({"step", "label", "asserted"}),
    EntryClaim: frozenset({"label", "note"}),
    ExitClaim: frozenset({"label"}),
    ExcerptClaim: frozenset({"show", "notes"}),
    NoteClaim: frozenset({"text"}),
    TableClaim: frozenset({"columns", "count", "sort"}),
    ColumnClaim: frozenset({"title", "optional", "group"}),
}
"""What a claim has beside what it is: words, numbers, and parts that are claims of their own."""


def with_first_names(claims: Claims) -> Claims:
    """The claims with the name that each symbol had before all ``renames`` of the figure."""
    return VersionNames(claims, _BEFORE_ALL).rewritten(claims)


class Identities:
    """The identities of a figure's claims, each worked out when it is asked for."""

    def __init__(self, claims: Claims) -> None:
        self._claims = with_first_names(claims)
        self._lists: dict[int, tuple[str, ...]] = {}

    def of(self, path: str) -> str:
        """What tells the claim at a path, such as ``cards[0].methods[2]``, from all others of its figure.

        It stays the same while other claims come and go around it, while its words, its versions or the number of its
        step change, and while its symbols get other names by ``renames``. Of several that are alike the later ones have
        a number behind.
        """
        value: Any = self._claims
        words = []
        for name, index in _PART.findall(path):
            words.append(name)
            value = _given(value, name)
            if index and isinstance(value, tuple) and int(index) < len(value):
                words.append(self._among(value)[int(index)])
                value = value[int(index)]
        return " ".join(words)

    def _among(self, values: tuple[Any, ...]) -> tuple[str, ...]:
        """The identities of the parts of a list."""
        if id(values) not in self._lists:
            seen: dict[str, int] = {}
            found = []
            for value in values:
                one = _json(_plain(value, _VERSIONS | _BESIDE.get(type(value), frozenset())))
                seen[one] = seen.get(one, 0) + 1
                found.append(one if seen[one] == 1 else f"{one} {seen[one]}")
            self._lists[id(values)] = tuple(found)
        return self._lists[id(values)]


def _given(value: Any, name: str) -> Any:
    """What a claim has under a key of its file; None where that is nothing."""
    if not isinstance(value, msgspec.Struct):
        return None
    field = next((one.name for one in msgspec.structs.fields(type(value)) if one.encode_name == name), "")
    return getattr(value, field) if field else None


def _plain(value: Any, without: frozenset[str] = frozenset()) -> Any:
    """A claim as mappings, lists and scalars; ``without`` are keys of it, and of what is in it, that are left out."""
    if isinstance(value, msgspec.Struct):
        given = {
            one.encode_name: getattr(value, one.name)
            for one in msgspec.structs.fields(type(value))
            if one.name not in without and getattr(value, one.name) != one.default
        }
        return {key: _plain(each, without) for key, each in given.items()}
    if isinstance(value, tuple):
        return [_plain(each, without) for each in value]
    return value


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
