"""What the source no longer shows, as a figure's own data: a claim ends at a version, a count has its new number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.edit import edited
from archviz.figures.write import claim_mapping
from archviz.model.drift import ChangeKind
from archviz.model.errors import FigureError
from archviz.model.figure import CardKind, VerifiedDiagram, VerifiedTable
from archviz.model.finding import FigureEdit, FindingKind
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.figures import Figure, Proof
    from archviz.figures.claims import CardClaim, Part, TableClaim
    from archviz.model.finding import Finding

_ENDED = frozenset(
    (
        FindingKind.WRONG_COUNT,
        ChangeKind.NOTE_LOST,
        ChangeKind.GONE,
        ChangeKind.RENAMED,
        ChangeKind.MOVED,
        ChangeKind.MERGED_INTO,
        ChangeKind.SPLIT_INTO,
        ChangeKind.EDGE_GONE,
        ChangeKind.EDGE_MOVED,
        ChangeKind.EDGE_REROUTED,
        ChangeKind.EDGE_RETARGETED,
        ChangeKind.EDGE_KIND_CHANGED,
    )
)
"""What says that the source has changed. Anything else may be wrong with the claim, or missing from the source."""
_PART = re.compile(r"(?P<part>(?:cards|edges|table|excerpts)\[\d+\](?:\.(?:show|notes)\[\d+\])?)(?P<rest>.*)")
_ROW = re.compile(r"\.(fields|methods|literals)\[(\d+)\].*")


def accepted(figure: Figure, text: str, proof: Proof, found: Iterable[Finding], since: str) -> str:
    """The text of a figure's file in which what is not proved at a version ends there.

    ``figure`` is as ``text``, its file, has it, ``proof`` is what came of it at that version, and ``found`` are its
    findings. A claim gets ``until``; of a card that has lost a row, and of a count, another claim without that row or
    with the new number follows ``since`` then. Raises FigureError where a finding does not say that the source has
    changed, or where a claim has no ``until`` of its own.
    """
    ends: set[str] = set()
    rows: dict[str, set[tuple[str, int]]] = {}
    counts: dict[str, int] = {}
    for finding in found:
        if not finding.unproved:
            continue
        place = _PART.fullmatch(finding.claim)
        if place is None or finding.kind not in _ENDED:
            raise FigureError(f"{finding.claim} cannot end: {finding.message}", file=figure.file, line=finding.line)
        row = _ROW.fullmatch(place["rest"])
        if row is not None:
            rows.setdefault(place["part"], set()).add((row[1], int(row[2])))
        elif place["rest"] == ".count":
            counts[place["part"]] = _count(proof, place["part"])
        else:
            ends.add(place["part"])
    edits: list[FigureEdit] = []
    for path in sorted({*ends, *rows, *counts}):
        if path.partition(".")[0] in ends - {path}:
            continue  # it ends with the excerpt around it
        claim = _claim(figure, path)
        if claim.since is not None and version_order(claim.since) >= version_order(since):
            raise FigureError(f"{path} begins at {claim.since} and is not proved there", file=figure.file)
        edits.append(FigureEdit(f"{path}.until", since, claim.until or ""))
        if path not in ends:
            twin = _twin(claim, rows.get(path, set()), counts.get(path), since)
            edits.append(FigureEdit(path.partition("[")[0], claim_mapping(twin), further=True))
    return edited(text, figure.file, edits)


def split(before: Figure, after: Figure, edits: Iterable[FigureEdit], since: str) -> Iterator[FigureEdit]:
    """Changes of claims as changes from a version on: a claim ends there, and the changed one begins beside it.

    ``before`` and ``after`` are the figure without and with the ``edits``. A claim that is added begins there, too.
    What is no claim, such as the path of a package, and a claim that begins there already are changed where they stand.
    """
    changed: dict[str, None] = {}
    for edit in edits:
        place = _PART.fullmatch(edit.path)
        claim = _claim(before, place["part"]) if place is not None else None
        if claim is None and edit.further and isinstance(edit.new, tuple):
            yield replace(edit, new=(*edit.new, ("since", since)))
        elif claim is None or place is None or (claim.since and version_order(claim.since) >= version_order(since)):
            yield edit
        else:
            changed[place["part"]] = None
    for path in changed:
        yield FigureEdit(f"{path}.until", since, _claim(before, path).until or "")
        twin = msgspec.structs.replace(_claim(after, path), since=since)
        yield FigureEdit(path.rpartition("[")[0], claim_mapping(twin), further=True)


def _claim(figure: Figure, path: str) -> Part:
    """The claim at a path."""
    found: Any = figure.claims
    for name, index in re.findall(r"(\w+)\[(\d+)\]", path):
        found = getattr(found, name)[int(index)]
    claim: Part = found
    return claim


def _twin(claim: Any, rows: set[tuple[str, int]], count: int | None, since: str) -> CardClaim | TableClaim:
    """A card or a table as it is from a version on."""
    kept = {
        key: tuple(each for i, each in enumerate(getattr(claim, key)) if (key, i) not in rows)
        for key in {key for key, _ in rows}
    }
    number = {} if count is None else {"count": count}
    twin: CardClaim | TableClaim = msgspec.structs.replace(claim, since=since, **kept, **number)
    return twin


def _count(proof: Proof, path: str) -> int:
    """How many there are of what a claim counts: implementers in a card's list, or rows of a table."""
    if isinstance(proof.drawn, VerifiedTable):
        return len(proof.drawn.rows)
    claim = _claim(proof.figure, path)
    named = proof.figure.symbol(getattr(claim, "implementers", None) or "", path)
    cards = proof.drawn.cards if isinstance(proof.drawn, VerifiedDiagram) else ()
    lists = [card for card in cards if card.kind is CardKind.IMPLEMENTERS and card.symbol == named]
    if len(lists) != 1:
        raise FigureError(f"{path}: what it counts is not drawn", file=proof.figure.file, line=proof.figure.line(path))
    return len(lists[0].rows)
