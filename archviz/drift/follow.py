"""What became of a symbol or an edge from one version of the code to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import CachedVersion
from archviz.drift.edges import follow_edge
from archviz.drift.nearby import Nearby
from archviz.drift.successors import Successors
from archviz.model.drift import ChangeKind, Followed, Step, SymbolPlace
from archviz.model.errors import SymbolError
from archviz.model.finding import Severity
from archviz.model.relations import Position
from archviz.model.suggest import nearest
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.model.drift import Version

ARROW = "->"
GONE = frozenset((ChangeKind.GONE, ChangeKind.EDGE_GONE))
_RENAMED_AND_MOVED = (ChangeKind.RENAMED, ChangeKind.MOVED)
_NOTES = frozenset((ChangeKind.UNCHANGED, ChangeKind.ADDED, ChangeKind.EDGE_ADDED, ChangeKind.BODY_CHANGED))


def follow(subject: str, old: Version, new: Version) -> Followed:
    """What became of a subject: a symbol as ``importpath.Name[.Member]``, or an edge as two of them, ``A -> B``.

    Raises SymbolError where neither version has it. To follow many, keep a ``Follower``.
    """
    return Follower(old, new).follow(subject)


def severity(followed: Followed) -> Severity:
    """How bad what became of a subject is: an error where it is gone, a note where every claim about it still holds."""
    if followed.kind in GONE:
        return Severity.ERROR
    if followed.kind in _NOTES or (followed.kind is ChangeKind.MOVED and _same_symbol(followed)):
        return Severity.NOTE
    return Severity.WARNING


def _same_symbol(followed: Followed) -> bool:
    return followed.old is not None and followed.new is not None and followed.old.symbol == followed.new.symbol


class Follower:
    """Follows subjects from one version to another; what was found out for one helps with the next."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old = CachedVersion(old)
        self.new = CachedVersion(new)
        self.successors = Successors(Nearby(self.old, self.new))

    def follow(self, subject: str) -> Followed:
        """What became of a subject. Raises SymbolError where neither version has it."""
        source, arrow, target = (part.strip() for part in subject.partition(ARROW))
        if not arrow:
            return self.symbol(_parsed(source))
        a, b = _parsed(source), _parsed(target)
        found = follow_edge(a, b, self.successors)
        if found is not None:
            return found
        for end in (a, b):
            self._check(end)
        raise SymbolError(f"{a} -> {b} is in neither version", hint=self._near_edges(a))

    def symbol(self, symbol: Symbol) -> Followed:
        """What became of a symbol. Raises SymbolError where neither version has it."""
        subject = str(symbol)
        if not self.old.has(symbol):
            if not self.new.has(symbol):
                self._check(symbol)
            return Followed(subject, ChangeKind.ADDED, None, _site(self.new, symbol))
        was = _site(self.old, symbol)
        if self.new.has(symbol):
            old, new = self.old.shape(symbol), self.new.shape(symbol)
            kinds = similarity.changes(old, new) if old is not None and new is not None else ()
            kind, *also = kinds or (ChangeKind.UNCHANGED,)
            return Followed(subject, kind, was, _site(self.new, symbol), tuple(also), (str(Step.SAME_SYMBOL),))
        found = self.successors.of(symbol)
        if found.symbol is None:
            return Followed(subject, ChangeKind.GONE, was, None, candidates=found.candidates, clear=False)
        parts = self.successors.parts(symbol)
        kinds = (found.kind,) if found.kind is not None else self._succession(symbol, found.symbol)
        if parts and found.kind is None:
            named = symbol.leaf == found.symbol.leaf  # then it went on, and lost a part
            rest = tuple(kind for kind in kinds[1:] if kind is not ChangeKind.MOVED)
            kinds = (kinds[0], ChangeKind.SPLIT_INTO, *kinds[1:]) if named else (ChangeKind.SPLIT_INTO, *rest)
        now = _site(self.new, found.symbol)
        return Followed(subject, kinds[0], was, now, kinds[1:], found.via, found.candidates, parts=parts)

    def _succession(self, symbol: Symbol, successor: Symbol) -> tuple[ChangeKind, ...]:
        """What differs between a symbol and its successor, beginning with where that is."""
        old, new = self.old.shape(symbol), self.new.shape(successor)
        found = similarity.changes(old, new) if old is not None and new is not None else ()
        rest = tuple(kind for kind in found if kind is not ChangeKind.MOVED)
        if not self._renamed(symbol, successor):
            return (ChangeKind.MOVED, *rest)
        return (ChangeKind.RENAMED, *found) if symbol.package == successor.package else (_RENAMED_AND_MOVED + rest)

    def _renamed(self, symbol: Symbol, successor: Symbol) -> bool:
        """Whether a name is another: the last one, or that of the type which a member has followed."""
        followed = symbol.member and successor.owner == self.successors.current(symbol.owner)
        return symbol.leaf != successor.leaf or (bool(followed) and symbol.name != successor.name)

    def _check(self, symbol: Symbol) -> None:
        """Raises SymbolError, with the nearest names, where neither version has a symbol."""
        if self.old.has(symbol) or self.new.has(symbol):
            return
        known = self.old.symbols(symbol.package) | self.new.symbols(symbol.package)
        if known:
            near = nearest(symbol.short, (s.short for s in known))
            hint = f"the nearest names there: {', '.join(near)}" if near else ""
            raise SymbolError(f"{symbol} is in neither version", hint=hint)
        paths = sorted({*self.old.packages(), *self.new.packages()})
        last = symbol.package.rpartition("/")[2]
        near = [path for path in paths if path.rpartition("/")[2] == last][:3]
        near = near or nearest(symbol.package, paths)
        hint = f"the nearest packages: {', '.join(near)}" if near else ""
        raise SymbolError(f"neither version has a package {symbol.package}", hint=hint)

    def _near_edges(self, source: Symbol) -> str:
        targets = sorted({str(t) for view in (self.old, self.new) for t in view.targets(source)})
        return f"what starts there leads to {', '.join(targets[:5])}" if targets else "nothing starts there"


def _site(view: CachedVersion, symbol: Symbol) -> SymbolPlace:
    shape = view.shape(symbol)
    return SymbolPlace(symbol, shape.position if shape is not None else Position.outside(symbol.package))


def _parsed(text: str) -> Symbol:
    if not text:
        raise SymbolError("an end is missing", hint="an edge is written as importpath.Name -> importpath.Name")
    try:
        return Symbol.parse(text)
    except ValueError as error:
        raise SymbolError(str(error)) from error
