"""From what a person writes to a declared symbol: a whole name, or a short one that is looked for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.ask.wording import described
from archviz.model.errors import SymbolError
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared

MOST_LISTED = 20
"""How many declarations of one short name an error lists."""
_MOST_READ = 200_000
"""How many names are looked at where there is none of a name,"""
_MOST_COMPARED = 500
"""and how many of them, those that have most in common with it, are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """A declaration that was asked for, and under which promoted name, "" where it was named as it is declared."""

    declared: Declared
    promoted: str = ""

    @property
    def symbol(self) -> Symbol:
        """Its symbol."""
        return self.declared.symbol


def resolve(facts: Facts, text: str) -> ResolvedName:
    """The declaration that a text names: ``importpath.Name`` anywhere, or a short name in the packages searched.

    A short name is ``Name`` or ``Type.Member``, with the package's name or the end of its import path before it where
    that is needed (``http.Server.Serve``). A promoted member leads to what declares it. Raises SymbolError for a name
    that several declarations have, with the whole name of each, and for one that none has, with the nearest ones.
    """
    whole = facts.find(text)
    if whole is not None and (declared := facts.declared(whole)) is not None:
        return ResolvedName(declared)
    found = {one.symbol: one for one in _named(facts, text)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise _ambiguous(text, list(found.values()))
    raise SymbolError(f"nothing is named {text} in {described(facts.packages)}", hint=_hint(facts, text))


def _named(facts: Facts, text: str) -> Iterator[ResolvedName]:
    """Each declaration that a short name may mean, by its package."""
    folder, slash, last = text.rpartition("/")
    parts = last.split(".")
    if "" in parts or (slash and len(parts) < 2):
        return
    for count in (1, 2):
        names = parts[-count:]
        if len(names) < count:
            continue
        qualifier = folder + slash + ".".join(parts[:-count])
        for package in facts.having(names[0]):
            if _is_called(facts, package, qualifier):
                found = _declared(facts, Symbol(package, *names))
                if found is not None:
                    yield found


def _is_called(facts: Facts, package: str, qualifier: str) -> bool:
    if not qualifier or f"/{package}".endswith(f"/{qualifier}"):
        return True
    return "/" not in qualifier and facts.package_name(package) == qualifier


def _declared(facts: Facts, symbol: Symbol) -> ResolvedName | None:
    declared = facts.declared(symbol)
    if declared is not None:
        return ResolvedName(declared)
    member = facts.member(symbol.owner, symbol.member) if symbol.member else None
    declared = facts.declared(member) if member is not None else None
    return ResolvedName(declared, symbol.short) if declared is not None else None


def _ambiguous(text: str, found: list[ResolvedName]) -> SymbolError:
    listed = tuple(
        f"{one.symbol}  ({one.declared.kind}, {one.declared.position.in_line})" for one in found[:MOST_LISTED]
    )
    more = (f"and {len(found) - MOST_LISTED} more",) if len(found) > MOST_LISTED else ()
    return SymbolError(
        f"{text} is the name of {len(found)} declarations", details=(*listed, *more), hint="name one of them in full"
    )


def _hint(facts: Facts, text: str) -> str | None:
    near = nearest_names(facts, text)
    return f"did you mean {' or '.join(near)}?" if near else None


def nearest_names(facts: Facts, text: str) -> tuple[str, ...]:
    """The short names in the packages searched that are nearest to a text, three at most.

    First those that differ in case, then alike ones.
    """
    wanted = text.rpartition("/")[2].lower()
    leaf = wanted.rpartition(".")[2]
    names = dict.fromkeys(symbol.short for symbol in _all(facts, leaf))
    same = [name for name in names if name.lower() in (wanted, wanted.partition(".")[2])]
    ending = [name for name in names if name.lower().rpartition(".")[2] == leaf]
    by_lower: dict[str, str] = {}
    for name in names:
        by_lower.setdefault(name.lower(), name)
        by_lower.setdefault(name.lower().rpartition(".")[2], name)
    likely = nlargest(_MOST_COMPARED, by_lower, _likeness(wanted))
    alike = [by_lower[one] for one in difflib.get_close_matches(wanted, likely, 3, 0.6)]
    return tuple(dict.fromkeys((*same, *alike, *ending)))[:3]


def _likeness(wanted: str) -> Callable[[str], float]:
    """A quick measure of how alike a word and another are: the share of the pairs of letters that both have."""
    pairs = set(pairwise(wanted))

    def share(word: str) -> float:
        others = set(pairwise(word))
        return len(pairs & others) / (len(pairs) + len(others) or 1)

    return share


def _all(facts: Facts, leaf: str) -> Iterable[Symbol]:
    """The symbols of the packages searched, as many as can be compared; those of packages that have the word first."""
    count = 0
    for package in dict.fromkeys((*facts.having(leaf), *facts.packages)):
        for symbol in facts.symbols(package):
            yield symbol
            count += 1
            if count >= _MOST_READ:
                return
