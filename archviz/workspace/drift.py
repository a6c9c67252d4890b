"""Figures between versions: held against the lock, repaired, recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.drift.check import Drifting
from archviz.drift.module_path import moved_lock
from archviz.drift.repair import repaired
from archviz.figures import prove, reread
from archviz.kubernetes import COLLECTORS
from archviz.model.context import NEWEST_GO
from archviz.model.errors import SourceError, joined
from archviz.model.finding import Severity
from archviz.refs import lock_path, lock_text
from archviz.workspace.called import called
from archviz.workspace.outputs import write_files
from archviz.workspace.past import lock_before
from archviz.workspace.raw_text import RawText
from archviz.workspace.record import record
from archviz.workspace.remembered import remembered
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify_readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.figures import Proof
    from archviz.model.finding import Finding
    from archviz.refs import Lock
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


@dataclass(frozen=True, slots=True)
class Update:
    """What an update would write.

    ``report`` is that of the claims as they were, ``after`` that of the repaired ones. ``files`` maps a figure's file
    to its old and new text, line ends and all, ``lock`` is the new lock's file and text, None as long as a claim is not
    proved.
    """

    report: Report
    after: Report
    files: dict[str, tuple[str, str]]
    lock: tuple[Path, str] | None

    def write(self, root: Path) -> tuple[str, ...]:
        """Writes the repaired figures and then the lock, all below a project's folder; gives the files that changed.

        A kill in between leaves figures repaired and the lock as it was, and the same update done again ends it. Raises
        ProjectError.
        """
        return write_figures(root, self.files, self.lock)


def write_figures(
    root: Path, texts: Mapping[str, tuple[str, str]], lock: tuple[Path, str] | None = None
) -> tuple[str, ...]:
    """Writes figures' files by their old and new texts, then perhaps a lock, all below a project's folder.

    Gives the files that changed. Raises ProjectError.
    """
    files = {Path(file): new.encode("utf-8", "surrogateescape") for file, (_, new) in sorted(texts.items())}
    if lock is not None:
        files[lock[0]] = lock[1].encode()
    paths = {Path(os.path.relpath(file, root)).as_posix(): file for file in files}
    written = write_files(root, {path: files[file] for path, file in paths.items()}, durable=True)
    return tuple(str(paths[path]) for path in written.changed)


def check(
    project: Project, settings: Settings, *, naming: bool = False, figures: tuple[str, ...] = (), against: str = ""
) -> Report:
    """All claims held against a source, with what became of their subjects since they were last proved.

    That is the newest lock at or before the source's version, or the one of the name ``against``. ``naming`` is as for
    ``open_subject``, ``figures`` names those that are held, by default all. What is wrong with a figure's file is a
    part of the report. Raises SourceError, ProjectError, and FigureError where there are no figures.
    """
    question = f"check {naming} {figures} {against}"
    return remembered(project, settings, question, lambda own: _check(project, own, figures, against, naming=naming))


def _check(project: Project, settings: Settings, figures: tuple[str, ...], against: str, *, naming: bool) -> Report:
    from archviz.workspace.wording import wrong_names  # a third of the time that a remembered answer takes

    subject = open_subject(project, settings, naming=naming)
    lock = lock_before(project, subject.origin, against)
    report = verify_readable(project, subject, figures, known=lock.packages() if lock else ())
    report = replace(report, worded=wrong_names(project, report, articles=not figures), against=against)
    return _explained(report, _drifting(lock, report))


def update(project: Project, settings: Settings, name: str = "", *, title: str = "") -> Update:
    """Proves the claims at a source, with the repairs that are safe, and makes its lock.

    A repair is safe where one successor stands clear and the figure has fewer findings with it. ``name`` is the lock's,
    by default the version's, and ``title`` what the source is called there. Raises as ``check`` does, SourceError where
    that version is pinned to another source, and FigureError where a figure's file cannot be read.
    """
    report = check(project, settings, naming=True)
    if report.unreadable:
        raise joined(report.unreadable)
    origin = report.subject.origin
    if origin.nominal and not name:
        raise SourceError(
            f"{report.subject.location} is not the pinned {origin.nominal}: its Go files have another digest",
            hint="--name gives its lock another name; `archviz pin` pins another source",
        )
    repairs = Repairs(project, report)
    proofs: list[Proof] = []
    files: dict[str, tuple[str, str]] = {}
    for proof in report.proofs:
        raw = RawText(Path(proof.figure.file))
        better, new = repairs.repaired(proof, raw.text)
        if new != raw.text:
            files[proof.figure.file] = raw.changed_to(new)
        proofs.append(better)
    after = repairs.after(proofs)
    name = name or report.subject.origin.version or "source"
    lock = None if after.failed else (lock_path(project.refs, name), _locked(project, after, name, title))
    return Update(report, after, files, lock)


def _locked(project: Project, report: Report, name: str, title: str) -> str:
    """The text of a report's lock, which is called as ``called`` says."""
    made = record(report)
    return lock_text(replace(made, origin=called(project, name, made.origin, title)))


class Repairs:
    """Figures of a report with claims turned to where their subjects went, as far as that is safe."""

    def __init__(self, project: Project, report: Report) -> None:
        lock = lock_before(project, report.subject.origin, report.against)
        self._report = report
        self._known = lock.packages() if lock else ()
        self._drifting = _drifting(lock, report)

    def repaired(self, proof: Proof, text: str) -> tuple[Proof, str]:
        """A figure as it is proved with the repairs that are safe, and the text of its file then.

        ``text`` is that of the file now. A repair is safe where one successor stands clear and fewer claims fail.
        """
        held = self._report.repackaged.get(proof.figure.file, text)
        went = self._drifting.successors(proof.figure) if self._drifting is not None and proof.verified is None else {}
        new = repaired(proof.figure, held, went)
        better = self.proved(proof, new) if new != held else proof
        return (better, new) if errors(better) < errors(proof) else (proof, held)

    def proved(self, proof: Proof, text: str) -> Proof:
        """A figure held against the source again, from another text of its file. Raises FigureError."""
        subject = self._report.subject
        return prove(subject.graph, reread(proof.figure, text), subject.origin, self._known, COLLECTORS)

    def explained(self, proof: Proof) -> tuple[Finding, ...]:
        """The findings of a proof, with what became of their subjects where there is a lock of another version."""
        return proof.findings if self._drifting is None else self._drifting.findings(proof)

    def after(self, proofs: Iterable[Proof]) -> Report:
        """The report with other proofs."""
        return _explained(replace(self._report, proofs=tuple(proofs), found=(), moved=()), self._drifting)


def _explained(report: Report, drifting: Drifting | None) -> Report:
    if drifting is None:
        return report
    return replace(report, found=tuple(map(drifting.findings, report.proofs)), before=drifting.old.origin)


def _drifting(lock: Lock | None, report: Report) -> Drifting | None:
    """What follows subjects from a lock; None where there is none, or it is of this source built for the same."""
    if lock is None:
        return None
    lock = lock if report.move is None else moved_lock(lock, report.move)
    graph = report.subject.graph
    same = lock.digest == report.subject.digest and lock.context == replace(graph.context, release=NEWEST_GO)
    return None if same else Drifting(lock, graph)


def errors(proof: Proof) -> int:
    """How many errors there are in a figure."""
    return sum(finding.severity is Severity.ERROR for finding in proof.findings)
