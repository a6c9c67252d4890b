"""Which symbols have some words in their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from archviz.ask.answers import Answer
from archviz.ask.names import nearest_names
from archviz.ask.wording import described
from archviz.model.counts import counted
from archviz.model.errors import SymbolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.ask.facts import Facts
    from archviz.model.graph import DeclarationKind, Declared
    from archviz.model.symbols import Symbol

MOST_TEXT = 200
"""Characters of what is looked for."""


class _Fit(NamedTuple):
    """How well a name fits a word, best first.

    ``unlike`` is 0 for the name itself, 1 where a case differs that was written, 2 for its beginning, 3 for beginnings
    of its words, 4 for any other part of it, 5 for words of its type's name and then of its own. ``pieces`` says in how
    many pieces the word stands in it. ``elsewhere`` is 0 where what stands before the word is all of the type's name or
    of the last folders of the import path.
    """

    unlike: int
    elsewhere: int = 0
    pieces: int = 1


class _Wanted:
    """A word that is looked for, and what it says of where the name is declared."""

    def __init__(self, text: str) -> None:
        *places, self.leaf = re.split(r"[./]", text)
        self._places = [place.lower() for place in places if place]
        self._before = text[: len(text) - len(self.leaf) - 1].lower()
        self._lower = self.leaf.lower()
        self._letters = re.compile(".*?".join(map(re.escape, self._lower)), re.DOTALL)

    def fit(self, symbol: Symbol) -> _Fit | None:
        """How well a symbol fits, or None."""
        leaf = symbol.leaf.lower()
        found: _Fit | None = None
        if self._letters.search(leaf):
            found = self._own(symbol.leaf, leaf)
        if found is None and symbol.member and self._letters.search(symbol.short.lower()):
            owner, own = words_of(symbol.name), words_of(symbol.member)
            pieces = _pieces(self._lower, (*owner, *own), len(owner))
            found = _Fit(5, pieces=pieces) if pieces else None
        if found is None or not self._is_at(symbol):
            return None
        return found._replace(elsewhere=int(not self._is_whole(symbol)))

    def _own(self, name: str, lower: str) -> _Fit | None:
        if lower == self._lower:
            return _Fit(int(self.leaf not in (name, lower)))
        if lower.startswith(self._lower):
            return _Fit(2)
        pieces = _pieces(self._lower, words_of(name))
        if pieces:
            return _Fit(3, pieces=pieces)
        return _Fit(4) if self._lower in lower else None

    def _is_at(self, symbol: Symbol) -> bool:
        """Whether the parts of the import path and the type's name have what is said of them, in its order."""
        if not self._places:
            return True
        parts = iter([*re.split(r"[./]", symbol.package.lower()), *([symbol.name.lower()] if symbol.member else [])])
        return all(any(place in part for part in parts) for place in self._places)

    def _is_whole(self, symbol: Symbol) -> bool:
        """Whether what stands before the word is whole names."""
        before = f"/{symbol.package}.{symbol.name}" if symbol.member else f"/{symbol.package}"
        return not self._before or before.lower().endswith((f"/{self._before}", f".{self._before}"))


def find(facts: Facts, text: str, kinds: Iterable[DeclarationKind] = (), most: int = 20) -> Answer:
    """The ``most`` symbols of the packages searched whose names fit a text best, of some ``kinds`` or of any.

    The text is one or several words, each of which has to fit, whatever their case and order. A word fits a name that
    it is a part of, and one of whose words it is made of beginnings, in their order: ``reghand`` fits
    ``registerResourceHandlers``. What stands before a point or a slash has to be a part of the type's name or of the
    import path: ``server.Config``. Where nothing fits a note has the nearest names. Raises SymbolError for a text
    that has no word or is too long.
    """
    wanted = [_Wanted(word) for word in text.split()]
    if not wanted or not all(word.leaf for word in wanted):
        raise SymbolError(f"{text[:MOST_TEXT]!r} is no part of a name", hint="write some letters of it")
    if len(text) > MOST_TEXT:
        raise SymbolError(f"the text has {len(text):,} characters, and {MOST_TEXT} are the most", hint="shorten it")
    fitting = _fitting(facts, wanted)
    of_kind = frozenset(kinds)
    shown: list[Declared] = []
    more = 0
    for i, symbol in enumerate(fitting):
        if len(shown) == most and not of_kind:
            more = len(fitting) - i
            break
        declared = facts.declared(symbol)
        if declared is None or (of_kind and declared.kind not in of_kind):
            continue
        if len(shown) < most:
            shown.append(declared)
        else:
            more += 1
    cut = (f"{counted(more, 'more name')} that fit",) if more else ()
    notes = () if shown else _nothing(facts, text, len(fitting), of_kind)
    return Answer("find", (), tuple(shown), (), cut, notes=notes)


def _fitting(facts: Facts, wanted: Sequence[_Wanted]) -> list[Symbol]:
    """The symbols that all words fit, those that fit best first."""
    found: list[tuple[int, int, int, int, int, Symbol]] = []
    for package in facts.packages:
        for symbol in facts.symbols(package):
            fits = [fit for word in wanted if (fit := word.fit(symbol)) is not None]
            if len(fits) == len(wanted):
                unlike, elsewhere, pieces = (max(parts) for parts in zip(*fits, strict=True))
                found.append((unlike, elsewhere, pieces, len(words_of(symbol.leaf)), len(symbol.short), symbol))
    return [symbol for *_, symbol in sorted(found)]


def _nothing(facts: Facts, text: str, others: int, kinds: frozenset[DeclarationKind]) -> tuple[str, ...]:
    where = described(facts.packages)
    if others:
        named = " or ".join(sorted(kinds))
        return (f"{counted(others, 'name')} in {where} would fit, and none is a {named}",)
    near = nearest_names(facts, text.split()[-1])
    hint = (f"the nearest are {', '.join(near)}",) if near else ()
    return (f"no name in {where} fits {text}", *hint)


def words_of(name: str) -> tuple[str, ...]:
    """The words of an identifier in small letters: ``generic``, ``api`` and ``server`` of ``GenericAPIServer``."""
    found: list[str] = []
    start = 0
    for i in range(1, len(name) + 1):
        if i == len(name) or _begins(name, i):
            if word := name[start:i].strip("_"):
                found.append(word.lower())
            start = i
    return tuple(found)


def _begins(name: str, i: int) -> bool:
    """Whether a word of a name begins at an index, which is neither its beginning nor its end."""
    before, here, after = name[i - 1], name[i], name[i + 1 : i + 2]
    if here == "_" or before == "_":
        return True
    if here.isdigit() or before.isdigit():
        return here.isupper() or here.isdigit() != before.isdigit()
    return here.isupper() and (not before.isupper() or after.islower())


def _pieces(text: str, words: Sequence[str], least: int = 0) -> int:
    """The least number of words of which a text has the beginnings, one after the other; 0 where it has not.

    The last of them is at an index of ``least`` or more.
    """
    reached = {0: 0}
    """By how many characters of the text: in how many pieces."""
    found: list[int] = []
    for i, word in enumerate(words):
        for at, count in list(reached.items()):
            length = 0
            while at + length < len(text) and length < len(word) and text[at + length] == word[length]:
                length += 1
                end = at + length
                if end == len(text):
                    found += [count + 1] if i >= least else []
                else:
                    reached[end] = min(count + 1, reached.get(end, count + 1))
    return min(found, default=0)
