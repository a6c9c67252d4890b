"""What became of a symbol, an edge or a piece of code from one version to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from archviz.model.graph import Shape
    from archviz.model.relations import Position, Relation, Use
    from archviz.model.symbols import Symbol


class ChangeKind(StrEnum):
    """The kinds of drift. Where several apply, the first that does in this order is the kind and the rest are told."""

    UNCHANGED = "unchanged"
    GONE = "gone"
    ADDED = "added"
    RENAMED = "renamed"
    MERGED_INTO = "merged-into"
    """Something else that was there, or that several became, does its work."""
    SPLIT_INTO = "split-into"
    """Several do its work, each a part."""
    SIGNATURE_CHANGED = "signature-changed"
    """Types of parameters or results; a parameter's name is none of a signature."""
    MEMBERS_CHANGED = "members-changed"
    """A type's fields or methods, or the type of one."""
    MOVED = "moved"
    """Another package, or another file of the same package."""
    BODY_CHANGED = "body-changed"
    EDGE_GONE = "edge-gone"
    EDGE_ADDED = "edge-added"
    EDGE_REROUTED = "edge-rerouted"
    """A → B became A → X → B."""
    EDGE_RETARGETED = "edge-retargeted"
    """The same call, whose callee was moved or renamed."""
    EDGE_MOVED = "edge-moved"
    """The call now stands in another caller."""
    EDGE_KIND_CHANGED = "edge-kind-changed"
    """Static became interface, a plain call became ``go``."""
    ORDER_CHANGED = "order-changed"
    """The same calls in another order."""
    LIST_CHANGED = "list-changed"
    """A list of implementers or a chain has other members, or has them in another order."""
    EDGES_CHANGED = "edges-changed"
    """``edges: auto`` finds other relations among the same cards."""
    ROWS_CHANGED = "rows-changed"
    """A table has rows that it had not, or has not those that it had."""
    NOT_IN_SOURCE = "not-in-source"
    """The source has nothing of the subject's package: it is gone as a whole, or was left out of this source."""
    NOTE_LOST = "note-lost"
    """The piece of code that a fragment or a note of an excerpt picks."""


DERIVED = frozenset((ChangeKind.LIST_CHANGED, ChangeKind.EDGES_CHANGED, ChangeKind.ROWS_CHANGED))
"""The kinds of what is derived from the source: every claim holds, and a reader sees something else than before."""


class Step(StrEnum):
    """How a new place was found, in the order in which it is looked for."""

    SAME_SYMBOL = "same symbol"
    SAME_BODY = "same body elsewhere"
    SAME_SIGNATURE = "same receiver and signature under another name"
    SAME_NAME = "same name with another signature"
    SIMILAR_BODY = "most similar body nearby"
    USED_INSTEAD = "used in its place"
    SAME_NAME_AND_TYPE = "called in its place, by the same name and with the same signature"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be what became of a symbol: ``score`` is between 0 and 1, ``why`` says what speaks for it."""

    symbol: Symbol
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class SymbolPlace:
    """A symbol at a place in one version."""

    symbol: Symbol
    position: Position


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a subject.

    ``kind`` is the first kind of change that applies, ``also`` the others. ``old`` and ``new`` are None where the
    subject does not exist; of an edge they are the places of its evidence, with the callee's symbol. ``via`` says by
    which step the new place was found, and of a rerouted edge it names the functions on the way. ``clear`` says that
    one candidate stands clear of the others, so that a repair is safe.
    """

    subject: str
    kind: ChangeKind
    old: SymbolPlace | None = None
    new: SymbolPlace | None = None
    also: tuple[ChangeKind, ...] = ()
    via: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    clear: bool = True
    new_source: Symbol | None = None
    """Of an edge: where it starts now."""
    parts: tuple[Candidate, ...] = ()
    """What does the work of a symbol that was split or merged, most of it first; ``score`` is the share of it."""


class Version(Protocol):
    """One version of the code, from its source or from the lock of what was proved: as much of it as is known."""

    @property
    def whole(self) -> bool:
        """Whether every package is known, so that what is not found is not there."""

    def packages(self) -> tuple[str, ...]:
        """Every import path that is known, sorted."""

    def knows(self, package: str) -> bool:
        """Whether it is known what a package declares, or that there is no such package."""

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """Every symbol that a package declares, sorted; empty where there is no such package."""

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a declaration is, or None where it is not declared."""

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration, in source order."""

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """The fields that a declaration reads and the types that it mentions, as far as they are known."""
