"""An answer as the claims of a figure: cards for what is declared, edges for what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.figures.claims import CardClaim, Claims, EdgeClaim
from archviz.figures.packages import free_alias, usual_alias
from archviz.figures.suggest import NO_CARD
from archviz.model.graph import DeclarationKind
from archviz.model.names import MOST_SLUG
from archviz.model.relations import MODAL, Mode, RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.hops import Hop
    from archviz.golang.graph import Graph
    from archviz.model.symbols import Symbol

_UNTIMED = (RelationKind.IMPLEMENTS, RelationKind.SETS)
"""Steps that happen at no moment of a way: a type implements an interface, a field was given a function."""


def slug(text: str) -> str:
    """A text as the name of a figure and its file: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:MOST_SLUG].strip("-") or "figure"


class Aliases:
    """Short names of packages in a figure that is written for an author, and of symbols with them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._aliases: dict[str, str] = {}

    @property
    def packages(self) -> dict[str, str]:
        """The packages that were named, by their aliases."""
        return {alias: package for package, alias in self._aliases.items()}

    def name(self, symbol: Symbol) -> str:
        """A symbol with the alias of its package before it."""
        return f"{self._alias(symbol.package)}.{symbol.short}"

    def _alias(self, package: str) -> str:
        """A short name of a package in the figure: its own, with the folder above before it where that is taken."""
        if package not in self._aliases:
            name = usual_alias(self._graph, package)
            above = [re.sub(r"[^A-Za-z0-9_]", "", part) for part in package.split("/")[-2:-1]]
            wished = [name, *(f"{part}_{name}" for part in above if part)]
            taken = self._aliases.values()
            self._aliases[package] = next((one for one in wished if one not in taken), "") or free_alias(name, taken)
        return self._aliases[package]


def _wired(hop: Hop) -> str:
    """Why a call of an interface's method reaches another one, which no claim can say; "" where it is no such step."""
    steps = "; ".join(f"{step.why} ({step.position})" for step in hop.wired)
    return f"a call through an interface at {hop.evidence[0]}: {steps}" if steps else ""


class Drawing:
    """Claims in the making. What is shown first comes first."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._aliases = Aliases(graph)
        self._cards: dict[Symbol, tuple[list[str], list[str]] | None] = {}
        """The fields and methods that are rows of each type; None for a function."""
        self._chains: dict[tuple[Symbol, str], None] = {}
        self._edges: dict[EdgeClaim, None] = {}
        self.steps = 0

    @property
    def empty(self) -> bool:
        """Whether nothing has been shown yet."""
        return not self._cards and not self._chains

    def can_show(self, symbol: Symbol) -> bool:
        """Whether a figure has a card or a row for what a symbol declares: it has none for variables and constants."""
        declared = self._graph.declaration(symbol)
        return declared is not None and declared.kind not in NO_CARD

    def show(self, symbol: Symbol) -> None:
        """A card for a function or a type, a row in its type's card for a member."""
        declared = self._graph.declaration(symbol)
        if declared is None:
            return
        if not symbol.member:
            self._cards.setdefault(symbol, None if declared.kind is DeclarationKind.FUNC else ([], []))
            return
        rows = self._cards.setdefault(symbol.owner, ([], []))
        names = rows[declared.kind is not DeclarationKind.FIELD] if rows is not None else []
        if symbol.member not in names:
            names.append(symbol.member)

    def show_chain(self, function: Symbol, variable: str) -> None:
        """A card for the chain of functions that wrap a function's local variable."""
        self._chains[function, variable] = None

    def add_way(self, hops: Iterable[Hop]) -> tuple[str, ...]:
        """The steps of a way, numbered by ``steps``; a sentence for each that is not proved."""
        unproved: list[str] = []
        for hop, through in self._joined(hops):
            timed = hop.kind not in _UNTIMED
            self.steps += timed
            self.add(hop, self.steps if timed else None, through)
            if not hop.certain:
                which = f"step {self.steps}" if timed else f"what comes after step {self.steps}"
                unproved.append(f"{which}, {hop.start.short} → {hop.end.short}, is not proved: {hop.why}")
        return tuple(unproved)

    def add(self, hop: Hop, step: int | None = None, label: str = "") -> None:
        """A step, with cards for its ends: an edge that the source proves, or one that is asserted as ``hop.why``."""
        if hop.kind is RelationKind.IMPLEMENTS and hop.by is not None:
            self.show(hop.start)
            self._show_implementer(hop.by, hop.start.owner, hop.why)
            self.show(hop.end)
            for owner, embedded in self._embedding(hop.by, hop.end.owner):
                self.show(embedded)
                self._edge(owner, embedded, RelationKind.EMBEDS)
            return
        self.show(hop.start)
        self.show(hop.end)
        source, target = (hop.end, hop.start) if hop.back else (hop.start, hop.end)
        kind = RelationKind.REF if isinstance(hop.kind, UseKind) else hop.kind
        self._edge(source, target, kind, hop.mode, hop.within, step, hop.why or _wired(hop), label)

    def _show_implementer(self, implementer: Symbol, interface: Symbol, why: str) -> None:
        self.show(implementer)
        self._edge(implementer, interface, RelationKind.IMPLEMENTS, why=why)

    def _embedding(self, owner: Symbol, wanted: Symbol) -> Iterator[tuple[Symbol, Symbol]]:
        """By which types, one embedding the next, a type comes to embed another; the shortest such row."""
        rows: list[tuple[Symbol, ...]] = [(owner,)]
        for row in rows:
            if row[-1] == wanted:
                yield from pairwise(row)
                return
            embedded = (r.target for r in self._graph.relations(row[-1]) if r.kind is RelationKind.EMBEDS)
            rows += [(*row, one) for one in embedded if one is not None and not any(one in each for each in rows)]

    def _joined(self, hops: Iterable[Hop]) -> Iterator[tuple[Hop, str]]:
        """The steps of a way, each with its label; those through a variable are one, which no claim says."""
        held: list[Hop] = []
        for hop in hops:
            held.append(hop)
            if not self.can_show(hop.end):
                continue
            if len(held) == 1:
                yield hop, ""
            else:
                through = " and ".join(one.start.short for one in held[1:])
                places = tuple(one.evidence[0] for one in held)
                why = f"through the variable {through}, which has no card ({', '.join(map(str, places))})"
                yield replace(held[0], end=hop.end, evidence=places, why=why), f"through {through}"
            held.clear()

    def _edge(
        self,
        source: Symbol,
        target: Symbol,
        kind: RelationKind,
        mode: Mode = Mode.PLAIN,
        within: Symbol | None = None,
        step: int | None = None,
        why: str = "",
        label: str = "",
    ) -> None:
        edge = EdgeClaim(
            source=self._aliases.name(source),
            target=self._aliases.name(target),
            kind=kind,
            mode=mode if kind in MODAL else Mode.PLAIN,
            within=self._aliases.name(within) if within is not None and kind is RelationKind.SETS else None,
            step=step,
            label=label or None,
            asserted=why,
        )
        self._edges[edge] = None

    def claims(self, title: str, description: str) -> Claims:
        """The figure. Its identifier comes from the name of its file."""
        chains = (CardClaim(chain=self._aliases.name(one), variable=variable) for one, variable in self._chains)
        cards = (*chains, *(self._card(symbol, rows) for symbol, rows in self._cards.items()))
        return Claims(
            kind="diagram",
            title=title,
            description=description,
            packages=self._aliases.packages,
            cards=cards,
            edges=tuple(self._edges),
        )

    def _card(self, symbol: Symbol, rows: tuple[list[str], list[str]] | None) -> CardClaim:
        if rows is None:
            return CardClaim(func=self._aliases.name(symbol))
        return CardClaim(type=self._aliases.name(symbol), fields=tuple(rows[0]), methods=tuple(rows[1]))
