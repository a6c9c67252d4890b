"""The first figure of a new project: what the source's most connected type has to do with those around it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from archviz.ask import slug
from archviz.figures import load_text, prove
from archviz.figures.claims import CardClaim, Claims, EdgeClaim
from archviz.figures.packages import usual_alias
from archviz.figures.write import write
from archviz.model.errors import SourceError
from archviz.model.figure import VerifiedDiagram
from archviz.model.graph import DeclarationKind
from archviz.model.names import MOST_SLUG, SLUG
from archviz.model.relations import Mode, RelationKind, certain
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.golang.graph import Graph
    from archviz.model.figure import Origin
    from archviz.model.relations import Certain
    from archviz.model.symbols import Symbol

MOST_PACKAGES = 12
"""Packages that are looked at, those with the shortest paths first."""
MOST_TRIED = 20
"""Declarations that a figure is tried with."""
MOST_CARDS = 5
MOST_ROWS = 6
"""Rows of fields, and rows of methods, of a card."""
MOST_EDGES = 14

_KINDS = (RelationKind.CALL, RelationKind.CREATES, RelationKind.HOLDS, RelationKind.EMBEDS)
_ASIDE = re.compile(
    r"(?:^|/)(?:vendor|internal|cmd|examples?|_?tests?|testing|testutil|mocks?|hack|tools?|scripts?)(?:/|$)"
)
"""Packages that say less of what a source is about: they come after all others."""


def file_name(text: str) -> str:
    """A text as the name of a folder or a file on every system: small letters, digits and hyphens."""
    found = slug(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text))[: MOST_SLUG - 10].strip("-")
    return found if re.fullmatch(SLUG, found) else f"a-{found}"


def first_figure(graph: Graph, packages: Sequence[str], origin: Origin, head: str = "") -> tuple[str, str]:
    """The name and the text of a figure of which the source proves every claim; ``head`` is its first lines.

    It is for a file ``1-NAME.yaml``, which gives it its number and its id.

    It is about a type or function of the first package that has one with something to show. Raises SourceError where
    none does.
    """
    tried = 0
    ordered = sorted(packages, key=lambda path: (bool(_ASIDE.search(path)), path.count("/"), path))
    for package in ordered[:MOST_PACKAGES]:
        links = _Links(graph, package)
        for subject in links.subjects():
            tried += 1
            found = _proved(graph, links, subject, origin, head)
            if found is not None:
                return file_name(subject.name), found
            if tried == MOST_TRIED:
                break
    raise SourceError(
        f"nothing in {graph.source.location} to draw: no type and no function that has to do with another",
        hint=f"looked at {', '.join(ordered[:3]) or 'no package'}{' and so on' if len(ordered) > 3 else ''}",
    )


class _Links:
    """What the declarations of a package have to do with each other, for certain."""

    def __init__(self, graph: Graph, package: str) -> None:
        self.graph = graph
        self.package = package
        try:
            relations = graph.facts(package).relations
        except SourceError:
            relations = ()
        self.found: list[Certain] = []
        seen = set()
        for relation in relations:
            sure, target = certain(relation), relation.target
            if sure is None or target is None or target.package != package or sure.kind not in _KINDS:
                continue
            edge = (sure.kind, sure.source, target, sure.started)
            if sure.source != target and edge not in seen and self._has_card(sure.source) and self._has_card(target):
                seen.add(edge)
                self.found.append(sure)

    def subjects(self) -> list[Symbol]:
        """What a figure may be about, best first: exported structs, other types, functions."""
        weights: Counter[Symbol] = Counter()
        for one in self.found:
            weights.update({one.source.owner, _target(one).owner})
        return sorted(weights, key=lambda symbol: (self._rank(symbol), -weights[symbol], symbol))

    def _rank(self, symbol: Symbol) -> int:
        declared = self.graph.declaration(symbol)
        kind = declared.kind if declared is not None else DeclarationKind.VAR
        ranks = {DeclarationKind.STRUCT: 0, DeclarationKind.FUNC: 4}
        return ranks.get(kind, 2) + (not exported(symbol.name))

    def _has_card(self, symbol: Symbol) -> bool:
        """Whether a figure can have a card or a row for a symbol."""
        declared = self.graph.declaration(symbol)
        no_card = (DeclarationKind.VAR, DeclarationKind.CONST)
        named = symbol.name not in ("_", "init") and symbol.member != "_"
        return named and declared is not None and declared.kind not in no_card

    def around(self, subject: Symbol) -> list[Certain]:
        """The relations of a figure about a declaration: its own, and those with what it has most to do with."""
        near: Counter[Symbol] = Counter()
        for one in self.found:
            ends = one.source.owner, _target(one).owner
            if subject in ends and ends[0] != ends[1]:
                near[ends[0] if ends[1] == subject else ends[1]] += 1
        others = sorted(near, key=lambda symbol: (-near[symbol], not exported(symbol.name), symbol))
        chosen = {subject, *others[: MOST_CARDS - 1]}
        among = [one for one in self.found if {one.source.owner, _target(one).owner} <= chosen]
        own = [one for one in among if subject in (one.source.owner, _target(one).owner)]
        among.sort(key=lambda one: (one not in own, not exported(one.source.leaf), one.position))
        return list(_limited(among))


def _limited(relations: Iterable[Certain]) -> Iterator[Certain]:
    """The first relations, of which no card has more than ``MOST_ROWS`` fields or methods."""
    rows: dict[tuple[Symbol, bool], set[Symbol]] = {}
    shown = 0
    for one in relations:
        fits = True
        for symbol in filter(lambda end: end.member, (one.source, _target(one))):
            of = rows.setdefault((symbol.owner, one.kind is RelationKind.HOLDS), set())
            fits = fits and (symbol in of or len(of) < MOST_ROWS)
        if not fits:
            continue
        for symbol in filter(lambda end: end.member, (one.source, _target(one))):
            rows[symbol.owner, one.kind is RelationKind.HOLDS].add(symbol)
        yield one
        shown += 1
        if shown == MOST_EDGES:
            return


def _target(relation: Certain) -> Symbol:
    return relation.target or relation.source


def _proved(graph: Graph, links: _Links, subject: Symbol, origin: Origin, head: str) -> str | None:
    """A figure about a declaration with those relations that are proved as edges; None where none is left."""
    edges = links.around(subject)
    while edges:
        text = head + _text(graph, subject, edges)
        proof = prove(graph, load_text(text, f"1-{file_name(subject.name)}.yaml"), origin)
        if isinstance(proof.verified, VerifiedDiagram):
            return text
        wrong = {finding.claim for finding in proof.findings}
        left = [edge for number, edge in enumerate(edges) if f"edges[{number}]" not in wrong]
        edges = left if len(left) < len(edges) else []
    return None


def _text(graph: Graph, subject: Symbol, edges: Sequence[Certain]) -> str:
    """A figure's file."""
    alias = usual_alias(graph, subject.package)
    cards: dict[Symbol, dict[str, None]] = {subject: {}}
    for one in edges:
        for end in (one.source, _target(one)):
            rows = cards.setdefault(end.owner, {})
            if end.member:
                rows[end.member] = None
    return write(
        Claims(
            kind="diagram",
            title=f"{subject.name} and what it works with",
            description=f"What {subject.name} of package {alias} calls, holds and creates, and what uses it.",
            packages={alias: subject.package},
            cards=tuple(_card(graph, alias, owner, tuple(rows)) for owner, rows in cards.items()),
            edges=tuple(
                EdgeClaim(
                    source=f"{alias}.{one.source.short}",
                    target=f"{alias}.{_target(one).short}",
                    kind=one.kind,
                    mode=one.started if one.kind is RelationKind.CALL else Mode.PLAIN,
                )
                for one in edges
            ),
        )
    )


def _card(graph: Graph, alias: str, owner: Symbol, rows: tuple[str, ...]) -> CardClaim:
    name, declared = f"{alias}.{owner.short}", graph.declaration(owner)
    if declared is not None and declared.kind is DeclarationKind.FUNC:
        return CardClaim(func=name)
    members = {row: graph.declaration(owner.of(row)) for row in rows}
    fields = tuple(row for row, found in members.items() if found and found.kind is DeclarationKind.FIELD)
    return CardClaim(type=name, fields=fields, methods=tuple(row for row in rows if row not in fields))
