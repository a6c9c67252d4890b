"""What the source no longer shows, as a figure's own data: a claim ends at a version, a count has its new number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.edit import edited
from archviz.figures.versions import in_force
from archviz.figures.write import claim_mapping
from archviz.model.drift import ChangeKind
from archviz.model.errors import FigureError
from archviz.model.figure import CardKind, StepNumber, VerifiedDiagram, VerifiedTable
from archviz.model.finding import FigureEdit, FindingKind
from archviz.model.steps import without_gaps
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from archviz.figures import Figure, Proof
    from archviz.figures.claims import Part
    from archviz.model.finding import EditMapping, Finding
    from archviz.model.symbols import Symbol

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
_PART = re.compile(
    r"(?P<part>(?:cards|edges|entries|exits|table|excerpts)\[\d+\](?:\.(?:show|notes)\[\d+\])?)(?P<rest>.*)"
)
_ROW = re.compile(r"\.(fields|methods|literals)\[(\d+)\].*")


def accepted(
    figure: Figure,
    text: str,
    proof: Proof,
    found: Iterable[Finding],
    since: str,
    gone: Callable[[Symbol], bool] = lambda _: False,
) -> str:
    """The text of a figure's file in which what is not proved at a version ends there.

    ``figure`` is as ``text``, its file, has it, ``proof`` is what came of it at that version, and ``found`` are its
    findings. A claim gets ``until``; of a card that has lost a row, of an edge whose constant is not there, and of a
    count, another claim without that row or note or with the new number follows ``since`` then, and so do numbered
    edges with the numbers that they have without those that end, and a table whose collector is no more given what is
    ``gone``. With "" for the version a count is changed where it stands. Raises FigureError where a finding does not
    say that the source has changed, where steps cannot close up, or where a claim has no ``until`` of its own.
    """
    ends: set[str] = set()
    rows: dict[str, set[tuple[str, int]]] = {}
    changed: dict[str, dict[str, Any]] = {}
    for finding in found:
        if not finding.unproved:
            continue
        place = _PART.fullmatch(finding.claim)
        rest = _other_options(proof.figure, finding, gone)
        if place is not None and rest:
            changed[place["part"]] = rest
            continue
        if place is not None and place["rest"] == ".note" and finding.kind in (*_ENDED, FindingKind.UNPROVED_EDGE):
            changed[place["part"]] = {"note": None}
            continue
        if place is None or finding.kind not in _ENDED:
            raise FigureError(f"{finding.claim} cannot end: {finding.message}", file=figure.file, line=finding.line)
        row = _ROW.fullmatch(place["rest"])
        if row is not None:
            rows.setdefault(place["part"], set()).add((row[1], int(row[2])))
        elif place["rest"] == ".count":
            changed[place["part"]] = {"count": _count(proof, place["part"])}
        else:
            ends.add(place["part"])
    for path, numbers in rows.items():
        changed[path] = changed.get(path, {}) | _without(_claim(figure, path), numbers)
    for path, step in _steps(proof.figure, ends).items():
        changed[path] = changed.get(path, {}) | {"step": step}
    if not since:
        edits = [FigureEdit(f"{path}.{key}", each) for path, new in changed.items() for key, each in new.items()]
        return edited(text, figure.file, edits)
    return edited(text, figure.file, _edits(figure, ends, changed, since))


def _edits(
    figure: Figure, ends: Collection[str], changed: Mapping[str, Mapping[str, Any]], since: str
) -> Iterator[FigureEdit]:
    """What ends claims at a version, and lets changed ones follow."""
    for path in sorted({*ends, *changed}, key=_numbered):
        if path.partition(".")[0] in {*ends} - {path}:
            continue  # it ends with the excerpt around it
        claim = _claim(figure, path)
        if claim.since is not None and version_order(claim.since) >= version_order(since):
            raise FigureError(f"{path} begins at {claim.since} and is not proved there", file=figure.file)
        yield FigureEdit(f"{path}.until", since, claim.until or "")
        if path not in ends:
            twin = msgspec.structs.replace(claim, since=since, **changed[path])
            yield FigureEdit(path.partition("[")[0], versions_last(claim_mapping(twin)), further=True)


def versions_last(mapping: EditMapping) -> EditMapping:
    """A claim with the versions that it holds at behind what it says."""
    return tuple(sorted(mapping, key=lambda pair: pair[0] in ("since", "until")))


def _numbered(path: str) -> list[str | int]:
    """A path in the order of the file."""
    return [int(part) if part.isdigit() else part for part in re.split(r"[\[\]]", path)]


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


def _without(card: Part, rows: Collection[tuple[str, int]]) -> dict[str, Any]:
    """The lists of a card's rows without some of them."""
    return {
        key: tuple(each for i, each in enumerate(getattr(card, key)) if (key, i) not in rows)
        for key in {key for key, _ in rows}
    }


def _other_options(figure: Figure, finding: Finding, gone: Callable[[Symbol], bool]) -> dict[str, Any]:
    """What a table has a row for, without what its collector was given and that is gone; nothing where all is there."""
    if finding.kind is not FindingKind.UNKNOWN_SYMBOL or not finding.claim.startswith("table["):
        return {}
    rows = figure.claims.table[int(finding.claim[len("table[") : finding.claim.index("]")])].rows
    named = {key: each for key, each in rows.options.items() if each.partition(".")[0] in figure.packages}
    symbols = {key: figure.symbol(each, finding.claim) for key, each in named.items()}
    left = {key: each for key, each in rows.options.items() if key not in symbols or not gone(symbols[key])}
    return {"rows": msgspec.structs.replace(rows, options=left)} if len(left) < len(rows.options) else {}


def _steps(figure: Figure, ends: Collection[str]) -> dict[str, int | str]:
    """The new numbers of edges in force where some end, for those that get another one. Raises FigureError."""
    edges = figure.claims.edges if figure.claims.edges != "auto" else ()
    numbers = {
        f"edges[{i}]": StepNumber.parse(str(edge.step))
        for i, edge in enumerate(edges)
        if edge.step and in_force(edge, figure.version)
    }
    gone = [step for path, step in numbers.items() if path in ends]
    try:
        new = without_gaps(numbers.values(), gone) if gone else {}
    except ValueError as error:
        raise FigureError(f"its steps cannot close up: {error}", file=figure.file) from error
    changed = {path: new[step] for path, step in numbers.items() if step in new and new[step] != step}
    return {path: str(step) if step.branch else step.number for path, step in changed.items()}


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
