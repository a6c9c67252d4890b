"""Claims that are not proved, changed as their findings suggest: only where the source proves them then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archviz.drift.accepting import split
from archviz.figures import reread
from archviz.figures.edit import edit_words, edited
from archviz.model.errors import FigureError
from archviz.model.finding import Severity
from archviz.workspace.drift import Update, check
from archviz.workspace.past import lock_before
from archviz.workspace.raw_text import RawText
from archviz.workspace.repairs import Repairs, errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures import Proof
    from archviz.model.finding import FigureEdit, Finding
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_MOST_STEPS = 4
"""Suggestions that are followed for one claim, each from what the one before left: a name, a row, a kind."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """What ``fix`` changes. ``changes`` has a line for each change, with its place in the file as it was."""

    update: Update
    changes: tuple[str, ...]


def fix(
    project: Project,
    settings: Settings,
    standing: frozenset[str] = frozenset(),
    figures: tuple[str, ...] = (),
    against: str = "",
) -> Fixes:
    """The figures with every change that a finding suggests and that makes its claim true, and safe repairs of drift.

    ``standing`` are the fingerprints of findings that may stand, which are left alone; ``figures`` and ``against`` are
    as for ``check``. Nothing is written. A figure is changed only where fewer of its claims fail then and none that
    held fails; what its author asserted stays. A claim that was proved at another version ends, and the changed one
    begins beside it, where it would be false there. Raises as ``check`` does.
    """
    report = check(project, settings, figures=figures, against=against)
    origin = report.subject.origin
    lock = lock_before(project, origin, report.against, origin.version)
    repairs = Repairs(project, settings, report, lock, counting=False)
    proofs: list[Proof] = []
    files: dict[str, tuple[str, str]] = {}
    refused: dict[str, str] = {}
    changes: list[str] = []
    for proof in report.proofs:
        raw = RawText(Path(proof.figure.file))
        better, text, why = repairs.repaired(proof, raw.text)
        refused |= {proof.figure.file: why} if why else {}
        if text != raw.text:
            changes.append(f"{proof.figure.file}: claims follow what was moved or renamed")
        for further in (False, True):  # a name that is put right may give what is missing elsewhere
            attempt = _Attempt(repairs, better, text, standing, further=further)
            made = _beside(repairs, better, text, attempt)
            if isinstance(made, str):
                refused[proof.figure.file] = made
                break
            figure = better.figure
            changes += (f"{figure.file}:{figure.line(one.path)}: {edit_words(one)}" for one in made.edits)
            better, text = made.proof, made.text
        if text != raw.text:
            files[proof.figure.file] = raw.changed_to(text)
        proofs.append(better)
    return Fixes(Update(report, repairs.after(proofs, refused), files, None, refused), tuple(changes))


class _Fixed(NamedTuple):
    """A figure with changes of its file: how it is proved then, its text then, and the changes."""

    proof: Proof
    text: str
    edits: tuple[FigureEdit, ...]


def _beside(repairs: Repairs, proof: Proof, text: str, attempt: _Attempt) -> _Fixed | str:
    """What an attempt came to, with changed claims beside those that hold at other versions.

    ``proof`` and ``text`` are those before it. Where it would make false what was proved at another version, and a
    version to begin at does not help, it is why.
    """
    fixed = _Fixed(attempt.proof, attempt.text, attempt.edits)
    refused = repairs.refused_where_proved(proof, text, attempt.text) if attempt.edits else ""
    if not refused or not repairs.since:
        return refused or fixed
    before, after = (reread(proof.figure, one) for one in (text, attempt.text))
    edits = tuple(split(before, after, attempt.edits, repairs.since))
    try:
        new = edited(text, before.file, edits)
        beside = repairs.proved(proof, new)
    except FigureError as error:
        return error.message
    if errors(beside) > errors(attempt.proof):
        return refused
    return repairs.refused_where_proved(proof, text, new) or _Fixed(beside, new, edits)


class _Attempt:
    """One figure with the suggestions of its findings followed: ``text`` and ``proof`` then, and the ``edits`` made.

    It begins with those that change what is there, with ``further`` also with those that add to it.
    """

    def __init__(self, repairs: Repairs, proof: Proof, text: str, standing: frozenset[str], *, further: bool) -> None:
        self.proof = proof
        self.text = text
        self.edits: tuple[FigureEdit, ...] = ()
        self._repairs = repairs
        self._standing = standing
        suggested = ((one.claim, one.suggestion.edits) for one in self._open(proof) if one.suggestion)
        chosen = {claim: edits for claim, edits in suggested if further or not any(edit.further for edit in edits)}
        steps = dict.fromkeys(chosen, 1)
        while chosen:
            edits = tuple(dict.fromkeys(edit for made in chosen.values() for edit in made))
            tried = self._tried(text, edits)
            failing = {} if tried is None else {finding.claim: finding for finding in self._open(tried[0])}
            wrong = [claim for claim in chosen if tried is None or claim in failing]
            if tried is not None and not wrong:
                if errors(tried[0]) < errors(proof) and failing.keys() <= {one.claim for one in self._open(proof)}:
                    self.proof, self.text, self.edits = *tried, edits
                return
            for claim in wrong:
                more = failing[claim].suggestion if claim in failing else None
                if more is None or steps[claim] >= _MOST_STEPS or set(more.edits) <= set(edits):
                    del chosen[claim]
                else:
                    chosen[claim] += more.edits
                    steps[claim] += 1

    def _open(self, proof: Proof) -> Iterator[Finding]:
        """What is wrong with a figure and may not stand."""
        for finding in self._repairs.explained(proof):
            if finding.severity is Severity.ERROR and finding.fingerprint not in self._standing:
                yield finding

    def _tried(self, text: str, edits: tuple[FigureEdit, ...]) -> tuple[Proof, str] | None:
        """The figure with some changes; None where its file cannot be changed so."""
        try:
            new = edited(text, self.proof.figure.file, edits)
            return self._repairs.proved(self.proof, new), new
        except FigureError:
            return None
