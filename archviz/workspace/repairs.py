"""Repairs of figures that are safe: nothing that holds at another version is false with them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from archviz.documents.files import read_text
from archviz.drift.accepting import accepted
from archviz.drift.check import Drifting, not_in_source
from archviz.drift.divided import divided
from archviz.drift.module_path import moved_lock
from archviz.drift.recorded import recorded
from archviz.drift.renaming import moved_module, renamed
from archviz.drift.repair import repaired, with_owners
from archviz.figures import prove, reread
from archviz.figures.versions import at, in_force, meaning
from archviz.kubernetes import COLLECTORS
from archviz.model.context import NEWEST_GO
from archviz.model.errors import FigureError, SourceError
from archviz.model.finding import FindingKind, Severity
from archviz.model.versions import first_version, version_order
from archviz.refs import lock_names, lock_path, pin_names, read_lock
from archviz.workspace.past import stale_figures, without_figures
from archviz.workspace.subject import bring, open_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.figures import Figure, Proof
    from archviz.model.finding import Finding
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report

_MOST_ROUNDS = 4
"""How often claims end, each time what is not proved without those that ended before."""
_MOST_WAYS = 16
"""How many ways are tried in which functions of a figure went to one of the parts that they were divided into."""
_NO_VERSION = "the source has no version that a new name can begin at; `archviz update VERSION --source PATH` says one"


class Repair(NamedTuple):
    """What a repair came to: the figure as it is proved then, and the text of its file.

    Where it would not be safe, both are as they were and ``refused`` says why. It is "" also where there is nothing to
    repair.
    """

    proof: Proof
    text: str
    refused: str = ""


class Repairs:
    """Figures of a report with claims turned to where their subjects went.

    A figure is repaired where all its claims are proved then and where it says at each other version that is locked
    what it said there, or what is proved there. ``lock`` is what the claims are compared with, None for nothing.
    ``name`` is that of the lock which the report is to become, by default the version's. With ``accept`` claims end
    that are not proved and that nothing else mends; without ``counting`` what a claim counts is not counted again.
    """

    def __init__(
        self,
        project: Project,
        settings: Settings,
        report: Report,
        lock: Lock | None,
        name: str = "",
        *,
        accept: bool = False,
        counting: bool = True,
    ) -> None:
        self._accept = accept
        self._counting = counting
        self._project = project
        self._settings = settings
        self._report = report
        self._name = name or report.subject.origin.version
        self._known = lock.packages() if lock else ()
        self._lock = lock
        self._drifting = drifting(lock, report)
        self._subjects: dict[str, Subject | None] = {}

    def repaired(self, proof: Proof, text: str) -> Repair:
        """A figure with its repair; ``text`` is that of its file now."""
        moved = proof.figure.file in self._report.repackaged
        parts = self._drifting.parts(proof.figure) if self._drifting is not None and proof.verified is None else {}
        ways = self._ways(proof.figure, parts) if proof.verified is None else ({},)
        accept = self._accept and errors(proof) > 0
        if not any(ways) and not parts and not moved and not accept and not self._counts(proof):
            return Repair(proof, text)
        try:
            start = self._text(proof, text, moved=moved)
            better, new = self._followed(proof, text, start, ways)
            if errors(better) and parts:
                better, new = self._divided(proof, text, start, ways[0], parts) or (better, new)
            if accept:
                better, new = self._accepted(proof, better, text, new)
            left = errors(better)
            refused = self._refused_at(self._others, proof, text, new) if not left else _left(left, errors(proof))
        except FigureError as error:
            refused = error.message
        return Repair(proof, text, refused) if refused else Repair(better, new)

    def _ways(self, figure: Figure, parts: Mapping[Symbol, tuple[Symbol, ...]]) -> tuple[dict[Symbol, Symbol], ...]:
        """Where the symbols that a figure's claims name went, in each way that there is.

        In the first one all went where that is clear; in the others functions that were divided, and that edges begin
        or end at, went to one of their ``parts``.
        """
        if self._drifting is None:
            return ({},)
        went = self._drifting.successors(figure)
        claimed = figure.claims.edges if figure.claims.edges != "auto" else ()
        edges = [edge for edge in claimed if in_force(edge, figure.version)]
        ends = {figure.symbol(end, "edges") for edge in edges for end in (edge.source, edge.target)}
        joined = {symbol: each for symbol, each in parts.items() if symbol in ends}
        chosen = islice(product(*joined.values()), _MOST_WAYS)
        ways = [went, *({**went, **dict(zip(joined, each, strict=True))} for each in chosen if joined)]
        return tuple({tuple(sorted(way.items())): way for way in (with_owners(figure, one) for one in ways)}.values())

    def _followed(
        self, proof: Proof, text: str, moved: str, ways: tuple[dict[Symbol, Symbol], ...]
    ) -> tuple[Proof, str]:
        """The figure where its symbols went, with the new number of what it counts.

        ``text`` is that of its file, ``moved`` that with the new path of its module. Of several ways it is the first,
        or the one other in which less is left that is not proved. Raises FigureError.
        """
        found = [self._turned(proof, text, moved, ways[0])]
        for way in ways[1:] if errors(found[0][0]) else ():
            with suppress(FigureError):
                found.append(self._turned(proof, text, moved, way))
        least = min(errors(better) for better, _ in found)
        best = [one for one in found if errors(one[0]) == least]
        return best[0] if len(best) == 1 else found[0]

    def _divided(
        self,
        proof: Proof,
        text: str,
        moved: str,
        went: Mapping[Symbol, Symbol],
        parts: Mapping[Symbol, tuple[Symbol, ...]],
    ) -> tuple[Proof, str] | None:
        """The figure where excerpts of a function that was divided are excerpts of its parts; None where none is.

        ``text`` is that of its file, ``moved`` that with the new path of its module. Other symbols went as ``went``
        says. Where claims may end it is so also where not all of an excerpt is in a part. Raises FigureError.
        """
        if not self.since or proof.figure.claims.kind != "excerpt":
            return None
        self._check_proved(proof, text)
        better, new = self._turned(proof, text, moved, {old: now for old, now in went.items() if old not in parts})
        subject = self._report.subject
        split = divided(subject.graph, better, new, parts, subject.origin, self.since, partly=self._accept)
        found = self.proved(proof, split)
        return (found, split) if split != new and errors(found) < errors(better) else None

    def _turned(self, proof: Proof, text: str, moved: str, went: Mapping[Symbol, Symbol]) -> tuple[Proof, str]:
        new = moved
        if went:
            figure = self._at(reread(proof.figure, new), proof)
            new = renamed(figure, new, went, self.since) if self.since else repaired(figure, new, went)
        return self._counted(self.proved(proof, new), text, new)

    def _counts(self, proof: Proof) -> list[Finding]:
        """What is not proved since there are more or fewer of what a claim counts than there were."""
        if not self._counting or all(finding.kind is not FindingKind.WRONG_COUNT for finding in proof.findings):
            return []
        return [one for one in self.explained(proof) if one.kind is FindingKind.WRONG_COUNT and one.repairable]

    def _counted(self, better: Proof, text: str, new: str) -> tuple[Proof, str]:
        """The figure with the new number of what it counts, where the old one was proved."""
        counts = self._counts(better)
        if not counts:
            return better, new
        self._check_proved(better, text)
        new = accepted(reread(better.figure, new), new, better, counts, self.since)
        return self.proved(better, new), new

    def _check_proved(self, proof: Proof, text: str) -> None:
        """Raises FigureError where the claims of a figure are not those that the lock was made from."""
        if self._lock is not None and stale_figures(self._lock, [reread(proof.figure, text)]):
            raise FigureError(f"its claims are not those that were proved at {self._lock.origin}")

    def _accepted(self, proof: Proof, better: Proof, text: str, new: str) -> tuple[Proof, str]:
        """The figure with claims ended that are not proved, and what hangs on these.

        Raises FigureError where they were not proved before, as far as is known, or cannot end.
        """
        if self._drifting is None or self._lock is None or not self.since:
            raise FigureError("no other version is locked at which its claims were proved")
        self._check_proved(proof, text)
        for _ in range(_MOST_ROUNDS):
            found = [one for one in self.explained(better) if one.unproved]
            if not found:
                break
            new = accepted(reread(proof.figure, new), new, better, found, self.since, self._drifting.gone)
            better = self.proved(proof, new)
        if not better.claims:
            raise FigureError(f"nothing would be left of it at {self._report.version or self.since}")
        return better, new

    def proved(self, proof: Proof, text: str) -> Proof:
        """A figure held against the source again, from another text of its file. Raises FigureError."""
        subject = self._report.subject
        return prove(subject.graph, reread(proof.figure, text), subject.origin, self._known, COLLECTORS)

    def explained(self, proof: Proof) -> tuple[Finding, ...]:
        """The findings of a proof, with what became of their subjects where there is a lock of another version."""
        return proof.findings if self._drifting is None else self._drifting.findings(proof)

    def after(self, proofs: Iterable[Proof], refused: Iterable[str] = ()) -> Report:
        """The report with other proofs; ``refused`` are the files that were not repaired."""
        moved = tuple(finding for finding in self._report.moved if finding.file in {*refused})
        return explained(replace(self._report, proofs=tuple(proofs), found=(), moved=moved), self._drifting)

    def promised(self) -> Report:
        """The report with what became of its subjects; a finding is repairable where its whole figure can be."""
        report = explained(self._report, self._drifting)
        changed = any(one.repairable and one.suggestion is None for found in report.found for one in found)
        if not changed and not report.moved:
            return report
        refused: dict[str, str] = {}
        found = []
        for proof, findings in zip(report.proofs, report.found, strict=True):
            moved = proof.figure.file in report.repackaged
            if moved or any(one.repairable and one.suggestion is None for one in findings):
                repair = self.repaired(proof, read_text(Path(proof.figure.file), FigureError))
                left = errors(repair.proof)
                why = repair.refused or (_left(left, left) if left else "")
                refused |= {proof.figure.file: why} if why else {}
                findings = tuple(_promised(one, why) for one in findings)
            found.append(findings)
        moves = tuple(_promised(one, refused.get(one.file, "")) for one in report.moved)
        return replace(report, found=tuple(found), moved=moves)

    def _text(self, proof: Proof, text: str, *, moved: bool) -> str:
        """The text of a figure's file, with the new path of its module where that has another one."""
        if not moved:
            return text
        move = self._report.move
        if not self.since or move is None:
            return self._report.repackaged[proof.figure.file]
        figure = at(reread(proof.figure, text), self._report.subject.origin)
        return moved_module(figure, text, move.of, self.since)

    @cached_property
    def _others(self) -> tuple[Lock, ...]:
        """The locks of the other releases, oldest first. A commit between two releases has no version of its own."""
        refs = self._project.refs
        locks = (read_lock(lock_path(refs, name)) for name in lock_names(refs) if name != self._name)
        orders = ((lock, version_order(lock.origin.version)) for lock in locks)
        return tuple(lock for lock, (numbers, release, _) in orders if numbers and release)

    @cached_property
    def since(self) -> str:
        """The version from which on a new name is to hold; "" where there is none or no other version is locked."""
        version = self._report.subject.origin.version or self._name
        return first_version(version, [lock.origin.version for lock in self._others]) if self._others else ""

    def refused_where_proved(self, proof: Proof, old: str, new: str) -> str:
        """Why a figure may not be written from its old text to its new one, for where the old claims were proved."""
        figure = reread(proof.figure, old)
        name = figure.claims.id
        proved = [lock for lock in self._others if not lock.claims or name in lock.claims]
        return self._refused_at([lock for lock in proved if not stale_figures(lock, [figure])], proof, old, new)

    def _refused_at(self, locks: Iterable[Lock], proof: Proof, old: str, new: str) -> str:
        """Why a figure may not be written from its old text to its new one, for what it would say at some versions."""
        figure = proof.figure
        for lock in locks:
            before, after = (self._at(reread(figure, text), proof, lock) for text in (old, new))
            if meaning(before) == meaning(after) or recorded(lock, after):
                continue
            version = lock.origin.version
            subject = self._subject(version)
            if subject is None:
                hint = _NO_VERSION if not self.since else f"the source of {version} is not at hand to prove that"
                return f"it would say something else at {version}: {hint}"
            known = lock.packages()
            now, then = (prove(subject.graph, one, subject.origin, known, COLLECTORS) for one in (after, before))
            if errors(now) > errors(then):
                return f"it would not hold at {version}: {now.findings[0].message}"
        return ""

    def _at(self, figure: Figure, proof: Proof, lock: Lock | None = None) -> Figure:
        """A figure at the version of a lock or the report's, with the aliases that were found in the source."""
        found = {alias: path for alias, path in proof.figure.claims.packages.items() if isinstance(path, str)}
        claims = msgspec.structs.replace(figure.claims, packages={**found, **figure.claims.packages})
        return at(replace(figure, claims=claims), lock.origin if lock is not None else self._report.subject.origin)

    def _subject(self, version: str) -> Subject | None:
        """The pinned source of a version where it is at hand, None where it is not."""
        if version not in self._subjects:
            settings = replace(self._settings, version=version, source="", offline=True)
            try:
                known = version in pin_names(self._project.refs) and bring(self._project, settings)
                self._subjects[version] = open_subject(self._project, settings) if known else None
            except SourceError:
                self._subjects[version] = None
        return self._subjects[version]


def explained(report: Report, known: Drifting | None) -> Report:
    """A report with what the subjects of its findings became."""
    if known is None:
        graph = report.subject.graph
        found = (tuple(not_in_source(one, proof.figure, graph) for one in proof.findings) for proof in report.proofs)
        return replace(report, found=tuple(found))
    return replace(report, found=tuple(map(known.findings, report.proofs)), before=known.old.origin)


def drifting(lock: Lock | None, report: Report) -> Drifting | None:
    """What follows subjects from a lock; None where there is none, or it is of this source built for the same."""
    if lock is None:
        return None
    if report.move is None:
        lock = without_figures(lock, stale_figures(lock, (proof.figure for proof in report.proofs)))
    else:
        lock = moved_lock(lock, report.move)
    graph = report.subject.graph
    same = lock.digest == report.subject.digest and lock.context == replace(graph.context, release=NEWEST_GO)
    return None if same else Drifting(lock, graph)


def errors(proof: Proof) -> int:
    """How many errors there are in a figure."""
    return sum(finding.severity is Severity.ERROR for finding in proof.findings)


def _left(left: int, before: int) -> str:
    return f"{left} of its {max(left, before)} errors would be left, and a figure is repaired as a whole"


def _promised(finding: Finding, refused: str) -> Finding:
    if finding.suggestion is not None or finding.severity is not Severity.ERROR:
        return finding
    if not refused:
        return replace(finding, repairable=True)
    hint = "; ".join(filter(None, (finding.hint, f"not rewritten: {refused}" if finding.repairable else "")))
    return replace(finding, hint=hint, repairable=False)
