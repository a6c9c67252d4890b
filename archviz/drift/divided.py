"""Excerpts of a function that was divided, as excerpts of its parts: each piece of code where it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from archviz.drift.accepting import versions_last
from archviz.drift.repair import alias_for
from archviz.figures.edit import edited
from archviz.figures.excerpt import selected
from archviz.figures.ledger import Ledger
from archviz.figures.suggest import written
from archviz.figures.versions import in_force
from archviz.figures.write import claim_mapping
from archviz.model.finding import FigureEdit
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archviz.figures import Proof
    from archviz.figures.claims import ExcerptClaim, FragmentClaim, NoteClaim, SelectorClaim
    from archviz.model.figure import Origin
    from archviz.model.graph import CodeGraph, Span
    from archviz.model.symbols import Symbol


def divided(
    graph: CodeGraph,
    proof: Proof,
    text: str,
    parts: Mapping[Symbol, Sequence[Symbol]],
    origin: Origin,
    since: str,
    *,
    partly: bool,
) -> str:
    """The text of a figure's file in which an excerpt of a function that is gone ends, and excerpts of its parts begin.

    ``proof`` is of the figure as ``text``, its file, has it, and ``parts`` are those of each function that was divided.
    A fragment and a note go to the part that alone has the piece of code; one at least has to be picked by what it
    calls, makes or stores. Where one has no such part the excerpt stays; with ``partly`` it goes on without. Raises
    FigureError where the file's layout does not allow it.
    """
    figure = proof.figure
    aliases = dict(figure.packages)
    edits: list[FigureEdit] = []
    ledger = Ledger(graph, figure, origin)
    shown = {figure.symbol(one.symbol, "") for one in figure.claims.excerpts if in_force(one, figure.version)}
    for i, claim in enumerate(figure.claims.excerpts):
        if not in_force(claim, figure.version):
            continue
        symbol = figure.symbol(claim.symbol, f"excerpts[{i}]")
        begins = claim.since is not None and version_order(claim.since) >= version_order(since)
        if symbol not in parts or begins or graph.declaration(symbol) is not None:
            continue
        dividing = _Dividing(ledger, claim, [part for part in parts[symbol] if part not in shown])
        found = dividing.excerpts()
        if not found or (dividing.lost and not partly):
            continue
        edits.append(FigureEdit(f"excerpts[{i}].until", since, claim.until or ""))
        for part, (show, notes) in found.items():
            name = written(figure, part) or f"{alias_for(part.package, aliases)}.{part.short}"
            new = msgspec.structs.replace(
                claim, symbol=name, file="", show=tuple(show), notes=tuple(notes), since=since
            )
            edits.append(FigureEdit("excerpts", versions_last(claim_mapping(new)), further=True))
    new_ones = (alias for alias in aliases if alias not in figure.packages)
    edits += [FigureEdit(f"packages.{alias}", aliases[alias]) for alias in new_ones]
    return edited(text, figure.file, edits)


def _names_work(selector: SelectorClaim) -> bool:
    """Whether code is picked by what it does, not by a variable's name or a text that many functions have."""
    return bool(selector.calls or selector.creates or selector.stores)


class _Dividing:
    """One excerpt and the parts of its function. ``lost`` says that a fragment or note of it is in none of them."""

    def __init__(self, ledger: Ledger, claim: ExcerptClaim, parts: Sequence[Symbol]) -> None:
        self._ledger = ledger
        self._claim = claim
        self._parts = parts
        self._version = ledger.figure.version
        self.lost = False

    def excerpts(self) -> dict[Symbol, tuple[list[FragmentClaim], list[NoteClaim]]]:
        """The fragments and notes of each part that has some of the code."""
        pieces = [
            (part, show) for show in self._claim.show if in_force(show, self._version) for part, show in self._of(show)
        ]
        found: dict[Symbol, tuple[list[FragmentClaim], list[NoteClaim]]] = {}
        for part in self._parts:
            show = [one for each, one in pieces if each == part]
            if any(map(_names_work, [selector for one in show for selector in (one.at, one.to) if selector])):
                found[part] = (show, [])
            elif any(one.at.signature is None or one.to is not None for one in show):
                self.lost = True
        for note in (note for note in self._claim.notes if in_force(note, self._version)):
            at = next(iter(found), None) if note.at.signature else self._sole(note.at)
            if at is None or at not in found or not self._is_shown(at, note, found[at][0]):
                self.lost = True
            else:
                found[at][1].append(msgspec.structs.replace(note, since=None))
        return found

    def _of(self, show: FragmentClaim) -> Iterator[tuple[Symbol, FragmentClaim]]:
        """A fragment in the part that has it: as it is, or its two ends where these stand in two parts."""
        plain = msgspec.structs.replace(show, since=None)
        alone = msgspec.structs.replace(plain, to=None)
        if show.at.signature is not None:
            last = self._sole(show.to) if show.to is not None else None
            self.lost = self.lost or (show.to is not None and last is None)
            yield from ((part, plain if part == last else alone) for part in self._parts)
            return
        first = None if show.at.whole else self._sole(show.at)
        last = self._sole(show.to) if show.to is not None else None
        if first is not None and first == last and show.to is not None:
            begin, end = self._spans(first, show.at)[0], self._spans(first, show.to)[0]
            if begin.start_line <= end.end_line:
                yield first, plain
                return
        self.lost = self.lost or first is None or (show.to is not None and last is None)
        if first is not None:
            yield first, alone
        if last is not None and show.to is not None:
            yield last, msgspec.structs.replace(alone, at=show.to)

    def _is_shown(self, part: Symbol, note: NoteClaim, show: Sequence[FragmentClaim]) -> bool:
        line = self._spans(part, note.at)[0].start_line
        for one in show:
            spans = self._spans(part, one.at)
            last = self._spans(part, one.to)[:1] if one.to is not None else spans[-1:]
            if spans and last and (spans[0].start_line <= line <= last[0].end_line):
                return True
        return False

    def _sole(self, selector: SelectorClaim) -> Symbol | None:
        """The one part that has what a selector picks."""
        found = [part for part in self._parts if self._spans(part, selector)]
        return found[0] if len(found) == 1 else None

    def _spans(self, part: Symbol, selector: SelectorClaim) -> tuple[Span, ...]:
        return self._ledger.graph.fragments(part, selected(self._ledger, selector))
