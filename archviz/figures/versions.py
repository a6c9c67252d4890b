"""What a figure says at one version of the source: the claims that speak of it, its packages' paths, its names.

A figure is written once for all versions. ``since`` and ``until`` say when a claim holds, a package may have a path for
each range of versions, and ``renames`` has the symbols that are called otherwise from some version on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from archviz.figures.claims import CardClaim, Part, TextClaim
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.documents.nodes import YamlNode
    from archviz.figures.claims import Claims, Packages
    from archviz.figures.load import Figure
    from archviz.model.figure import Origin

CODE_SPAN = re.compile(r"(?<![`\\])`([^`\n]{1,300})`(?!`)")
NAMED = re.compile(
    r"(?:\(\*?(?P<receiver>[^\W\d]\w*)\)|\*?(?P<first>[^\W\d]\w*))(?P<more>(?:\.[^\W\d]\w*){0,2})(?P<call>\(\))?"
)
"""A code span that may name a symbol: ``Name``, ``Type.Member()``, ``(*Type).Member``, ``pkg.Type.Member``."""
_SYMBOL = re.compile(r"[\w-]+(?:\.[^\W\d]\w*){1,2}")
_SPOKEN = ("title", "description", "wordings", "cards", "edges", "entries", "exits", "excerpts", "table")
"""The parts of a figure that name symbols, in claims or in words."""
_WORD = re.compile(r"[^\W\d]\w*")
_T = TypeVar("_T")


def at(figure: Figure, origin: Origin) -> Figure:
    """A figure as it reads at the version of an origin. Claims that do not speak of it are there still."""
    version = origin.version or origin.nominal
    names = VersionNames(figure.claims, version)
    return replace(figure, claims=_with_paths(names.rewritten(figure.claims), version), version=version)


def _with_paths(claims: Claims, version: str) -> Claims:
    """The claims with the version's path in ``below`` for one that a package of the figure has at another version.

    Claims that have the version's paths already stay as they are, also where one path is below another.
    """
    now = package_paths(claims.packages, version)
    moved = {
        each.path: now[alias]
        for alias, paths in claims.packages.items()
        for each in (paths if not isinstance(paths, str) and alias in now else ())
        if each.path not in now.values()
    }
    if not moved:
        return claims
    moved |= {path: path for path in now.values()}
    return msgspec.structs.replace(
        claims,
        cards=tuple(msgspec.structs.replace(card, below=_moved(card.below, moved)) for card in claims.cards),
        table=tuple(msgspec.structs.replace(part, below=_moved(part.below, moved)) for part in claims.table),
    )


def _moved(paths: tuple[str, ...], moved: Mapping[str, str]) -> tuple[str, ...]:
    """Import paths with the new beginning of each that is, or is below, one that moved."""
    found = []
    for path in paths:
        old = max((each for each in moved if f"{path}/".startswith(f"{each}/")), key=len, default="")
        found.append(moved[old] + path[len(old) :] if old else path)
    return tuple(found)


def in_force(part: Part, version: str) -> bool:
    """Whether a claim speaks of a version; of "" or a name without numbers, the newest claims do."""
    order = version_order(version)
    if not order[0]:
        return part.until is None
    since = part.since is None or order >= version_order(part.since)
    return since and (part.until is None or order < version_order(part.until))


def part_of(node: YamlNode) -> Part:
    """From and until when a node of a figure's file holds."""

    def version(key: str) -> str | None:
        entry = node.entries.get(key)
        return (entry.node.plain_text or str(entry.node.value)) if entry is not None else None

    return Part(since=version("since"), until=version("until"))


def meaning(figure: Figure) -> Any:
    """What a figure says at its version, however it is written: plain values, with each symbol in full."""
    return [_meaning(getattr(figure.claims, name), figure) for name in _SPOKEN]


def _meaning(value: Any, figure: Figure) -> Any:
    if isinstance(value, tuple):
        held = (one for one in value if not isinstance(one, Part) or in_force(one, figure.version))
        return [_meaning(one, figure) for one in held]
    if isinstance(value, dict):
        return {key: _meaning(one, figure) for key, one in value.items()}
    if isinstance(value, msgspec.Struct):
        names = (name for name in value.__struct_fields__ if name not in Part.__struct_fields__)
        return {name: _meaning(getattr(value, name), figure) for name in names}
    alias, _, rest = value.partition(".") if isinstance(value, str) else ("", "", "")
    return f"{figure.packages[alias]}.{rest}" if alias in figure.packages and _SYMBOL.fullmatch(value) else value


def package_paths(packages: Packages, version: str) -> dict[str, str]:
    """The import path of each alias at a version; an alias that has none then is left out."""
    found: dict[str, str] = {}
    for alias, package in packages.items():
        paths = [package] if isinstance(package, str) else [p.path for p in package if in_force(p, version)]
        found |= dict.fromkeys((alias,) if paths else (), "".join(paths[-1:]))
    return found


class VersionNames:
    """The names that the symbols of a figure have at a version, by any name that they have at some version."""

    def __init__(self, claims: Claims, version: str) -> None:
        self._packages = claims.packages
        self._version = version_order(version)
        self._aliases: dict[str, str] = {}
        for alias, package in claims.packages.items():
            same = (a for a in self._aliases.values() if claims.packages[a] == package)
            self._aliases[alias] = next(same, alias)
        self._before: dict[str, str] = {}
        """For a name the one before it. Names of members are written with the first name of their type."""
        self._after: dict[str, tuple[str, str]] = {}
        """For a name the next one, and the version that has it first."""
        for one in sorted(claims.renames, key=lambda each: each.old.count(".") + each.new.count(".")):
            old, new = self.with_first_owner(one.old), self.with_first_owner(one.new)
            self._before[new] = old
            self._after[old] = new, one.since
        self._owners, self._leaves = _named(claims) if claims.renames else ({}, {})

    def now(self, text: str) -> str:
        """What is written as ``alias.Name`` or ``alias.Type.Member``, with the name that it has at the version."""
        if not self._after:
            return text
        alias, _, rest = text.partition(".")
        written = f"{self._aliases.get(alias, alias)}.{rest}"
        found = self._forward(self.first(written))
        owner, member = _split(found)
        if member:
            found = f"{self._forward(self.first(owner))}.{member}"
        return text if found == written else found

    def first(self, text: str) -> str:
        """The first name that a symbol had; that of a member with the first name of its type."""
        seen = {text}
        text = self.with_first_owner(text)
        while text in self._before and self._before[text] not in seen:
            text = self.with_first_owner(self._before[text])
            seen.add(text)
        return text

    def with_first_owner(self, text: str) -> str:
        """A name, that of a member with the first name of its type."""
        alias, _, rest = text.partition(".")
        owner, member = _split(f"{self._aliases.get(alias, alias)}.{rest}")
        return f"{self.first(owner)}.{member}" if member else owner

    def _forward(self, text: str) -> str:
        seen = {text}
        while text in self._after and self._holds(self._after[text][1]) and self._after[text][0] not in seen:
            text = self._after[text][0]
            seen.add(text)
        return text

    def _holds(self, since: str) -> bool:
        return not self._version[0] or self._version >= version_order(since)

    def span(self, text: str) -> str:
        """A code span with the names of the version, where it names a symbol that is called otherwise there."""
        found = NAMED.fullmatch(text) if self._after else None
        if found is None:
            return text
        names = [found["receiver"] or found["first"], *found["more"].split(".")[1:]]
        meant = {full: now for full in self._meant(names) if (now := self.now(full)) != full}
        if len(set(meant.values())) != 1:
            return text
        new = next(iter(meant.values())).split(".")[-len(names) :]
        if len(new) < len(names):
            return text
        if len(names) == 3 or (len(names) == 2 and names[0] in self._aliases):
            new[0] = names[0] if next(iter(meant)).split(".")[0] == new[0] else new[0]
        words = iter(new)
        return _WORD.sub(lambda word: next(words, word[0]), text)

    def _meant(self, names: list[str]) -> Iterator[str]:
        """What the words of a code span may name."""
        match names:
            case [leaf]:
                symbols = self._leaves.get(leaf, set())
                if len({self.first(one) for one in symbols}) == 1:
                    yield from symbols
            case [first, second]:
                if first in self._aliases or any(alias == first for alias, *_ in self._owners.values()):
                    yield f"{first}.{second}"
                yield from (f"{owner}.{second}" for owner, (_, name) in self._owners.items() if name == first)
            case _:
                yield ".".join(names)

    def rewritten(self, claims: Claims) -> Claims:
        """The claims with the names of the version, in their words too."""
        if not self._after:
            return claims
        changed = {name: self._value(getattr(claims, name)) for name in _SPOKEN}
        return msgspec.structs.replace(claims, **changed)

    def _value(self, value: _T) -> _T:
        found: Any = value
        if isinstance(value, str) and not isinstance(value, Enum):
            found = self.now(value) if _SYMBOL.fullmatch(value) else self._words(value)
        elif isinstance(value, tuple):
            found = tuple(map(self._value, value))
        elif isinstance(value, dict):
            found = {key: self._value(held) for key, held in value.items()}
        elif isinstance(value, TextClaim):
            found = TextClaim(self._words(value.en), self._words(value.zh))
        elif isinstance(value, msgspec.Struct):
            held = {name: getattr(value, name) for name in value.__struct_fields__}
            rows = self._rows(value) if isinstance(value, CardClaim) else {}
            changed = {name: rows.get(name) or self._value(each) for name, each in held.items()}
            found = msgspec.structs.replace(value, **changed)
        return found  # type: ignore[no-any-return]

    def _rows(self, card: CardClaim) -> dict[str, tuple[str, ...]]:
        """The fields and methods of a type's card, by their own names at the version."""
        owner = self.now(card.type or "")
        return {
            key: tuple(self.listed(card.type or "", name, owner) for name in getattr(card, key))
            for key in ("fields", "methods")
        }

    def listed(self, written: str, member: str, owner: str) -> str:
        """A member in a list of the members of a type, which is called ``owner`` at the version."""
        found, name = _split(self.now(f"{written}.{member}"))
        return name if name and found == owner else member

    def _words(self, text: str) -> str:
        return CODE_SPAN.sub(lambda span: f"`{self.span(span[1])}`", text)


def _split(text: str) -> tuple[str, str]:
    """``alias.Name`` and the member, "" for none."""
    alias, name, member = (*text.split(".", 2), "", "")[:3]
    return f"{alias}.{name}", member


def _named(claims: Claims) -> tuple[dict[str, tuple[str, str]], Mapping[str, set[str]]]:
    """What a figure names: ``alias.Name`` of each symbol or its type, in parts; all symbols by their last word."""
    owners: dict[str, tuple[str, str]] = {}
    leaves: dict[str, set[str]] = defaultdict(set)
    for text in _texts((claims.renames, *_claiming(claims))):
        owner, member = _split(text)
        alias, name = owner.split(".")
        owners[owner] = alias, name
        leaves[name].add(owner)
        if member:
            leaves[member].add(text)
    return owners, leaves


def claimed_names(claims: Claims) -> frozenset[str]:
    """What claims name as ``alias.Name`` or ``alias.Type.Member``, and the types of the members."""
    texts = set(_texts(_claiming(claims)))
    return frozenset(texts | {_split(text)[0] for text in texts})


def _claiming(claims: Claims) -> tuple[object, ...]:
    """The parts of a figure that name symbols in its claims."""
    return claims.cards, claims.edges, claims.entries, claims.exits, claims.excerpts, claims.table


def _texts(value: object) -> Iterator[str]:
    """Every text that may name a symbol, and each listed member by its whole name."""
    if isinstance(value, str) and _SYMBOL.fullmatch(value):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, msgspec.Struct):
        if isinstance(value, CardClaim) and value.type:
            yield from (f"{value.type}.{member}" for member in (*value.fields, *value.methods))
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
