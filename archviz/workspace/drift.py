"""Figures between versions: held against the lock, repaired, recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents import read_text
from archviz.drift.check import Drifting
from archviz.drift.module_path import moved_lock
from archviz.drift.repair import repaired
from archviz.figures import prove, reread
from archviz.kubernetes import COLLECTORS
from archviz.model.context import NEWEST_GO
from archviz.model.errors import FigureError, SourceError, joined
from archviz.model.finding import Severity
from archviz.refs import lock_path, lock_text, read_lock
from archviz.workspace.outputs import write_files
from archviz.workspace.record import record
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify_readable
from archviz.workspace.wording import wrong_names

if TYPE_CHECKING:
    from archviz.figures import Proof
    from archviz.refs import Lock
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


@dataclass(frozen=True, slots=True)
class Update:
    """What an update would write.

    ``report`` is that of the claims as they were, ``after`` that of the repaired ones. ``files`` maps a figure's file
    to its old and new text, ``lock`` is the new lock's file and text, None as long as a claim is not proved.
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
        files = {Path(file): new.encode() for file, (_, new) in sorted(self.files.items())}
        if self.lock is not None:
            files[self.lock[0]] = self.lock[1].encode()
        paths = {Path(os.path.relpath(file, root)).as_posix(): file for file in files}
        written = write_files(root, {path: files[file] for path, file in paths.items()}, durable=True)
        return tuple(str(paths[path]) for path in written.changed)


def check(project: Project, settings: Settings, *, naming: bool = False) -> Report:
    """All claims held against a source, with what became of their subjects since the project's version was locked.

    ``naming`` is as for ``open_subject``. What is wrong with a figure's file is a part of the report. Raises
    SourceError, ProjectError, and FigureError where there are no figures.
    """
    lock = _lock(project)
    subject = open_subject(project, settings, naming=naming)
    report = verify_readable(project, subject, known=lock.packages() if lock else ())
    report = replace(report, worded=wrong_names(project, report))
    return _explained(report, _drifting(lock, report))


def update(project: Project, settings: Settings, name: str = "") -> Update:
    """Proves the claims at a source, with the repairs that are safe, and makes its lock.

    A repair is safe where one successor stands clear and the figure has fewer findings with it. ``name`` is the lock's,
    by default the version's. Raises as ``check`` does, SourceError where that version is pinned to another source, and
    FigureError where a figure's file cannot be read.
    """
    locks = project.own_refs
    report = check(project, settings, naming=True)
    if report.unreadable:
        raise joined(report.unreadable)
    origin = report.subject.origin
    if origin.nominal and not name:
        raise SourceError(
            f"{report.subject.location} is not the pinned {origin.nominal}: its Go files have another digest",
            hint="--name gives its lock another name; `archviz pin` pins another source",
        )
    last = _lock(project)
    known = last.packages() if last else ()
    drifting = _drifting(last, report)
    proofs: list[Proof] = []
    files: dict[str, tuple[str, str]] = {}
    for proof in report.proofs:
        old = read_text(Path(proof.figure.file), FigureError)
        held = report.repackaged.get(proof.figure.file, old)
        went = drifting.successors(proof.figure) if drifting is not None and proof.verified is None else {}
        new = repaired(proof.figure, held, went)
        better = proof
        if new != held:
            better = prove(report.subject.graph, reread(proof.figure, new), report.subject.origin, known, COLLECTORS)
        better, new = (better, new) if _errors(better) < _errors(proof) else (proof, held)
        if new != old:
            files[proof.figure.file] = (old, new)
        proofs.append(better)
    after = _explained(replace(report, proofs=tuple(proofs), moved=()), drifting)
    name = name or report.subject.origin.version or "source"
    lock = None if after.failed else (lock_path(locks, name), lock_text(record(after)))
    return Update(report, after, files, lock)


def _explained(report: Report, drifting: Drifting | None) -> Report:
    if drifting is None:
        return report
    return replace(report, found=tuple(map(drifting.findings, report.proofs)), before=drifting.old.origin)


def _lock(project: Project) -> Lock | None:
    """The lock of the project's version, None where there is none."""
    file = lock_path(project.refs, project.version)
    return read_lock(file) if file.is_file() and project.refs.parent == project.figures.parent else None


def _drifting(lock: Lock | None, report: Report) -> Drifting | None:
    """What follows subjects from a lock; None where there is none, or it is of this source built for the same."""
    if lock is None:
        return None
    lock = lock if report.move is None else moved_lock(lock, report.move)
    graph = report.subject.graph
    same = lock.digest == report.subject.digest and lock.context == replace(graph.context, release=NEWEST_GO)
    return None if same else Drifting(lock, graph)


def _errors(proof: Proof) -> int:
    return sum(finding.severity is Severity.ERROR for finding in proof.findings)
