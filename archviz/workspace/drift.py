"""Figures between versions: held against the lock, repaired, recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.drift import ChangeKind
from archviz.model.errors import SourceError, joined
from archviz.model.symbols import Symbol
from archviz.model.versions import version_order
from archviz.refs import lock_files, lock_names, lock_path, pin_names
from archviz.sources.roots import some
from archviz.workspace.called import called
from archviz.workspace.outputs import write_files
from archviz.workspace.past import lock_before, stale_locks
from archviz.workspace.raw_text import RawText
from archviz.workspace.record import record
from archviz.workspace.remembered import remembered
from archviz.workspace.repairs import Repairs
from archviz.workspace.subject import bring, open_subject
from archviz.workspace.verify import verify_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.figures import Proof
    from archviz.refs import LockFiles
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


@dataclass(frozen=True, slots=True)
class Update:
    """What an update would write.

    ``report`` is that of the claims as they were, ``after`` that of the repaired ones. ``files`` maps a figure's file
    to its old and new text, line ends and all, ``lock`` is what is to be written for the new lock, None as long as a
    claim is not proved. ``refused`` has for a file that is not repaired, though successors are known, why.
    """

    report: Report
    after: Report
    files: dict[str, tuple[str, str]]
    lock: LockFiles | None
    refused: Mapping[str, str] = field(default_factory=dict)

    def write(self, root: Path) -> tuple[str, ...]:
        """Writes the repaired figures and then the lock, all below a project's folder; gives the files that changed.

        A kill in between leaves figures repaired and the lock as it was, and the same update done again ends it. Raises
        ProjectError.
        """
        return write_figures(root, self.files, self.lock)


def write_figures(root: Path, texts: Mapping[str, tuple[str, str]], lock: LockFiles | None = None) -> tuple[str, ...]:
    """Writes figures' files by their old and new texts, then perhaps a lock, all below a project's folder.

    Gives the files that changed. Raises ProjectError.
    """
    files = {Path(file): new.encode("utf-8", "surrogateescape") for file, (_, new) in sorted(texts.items())}
    if lock is not None:
        files |= lock.contents()
    paths = {Path(os.path.relpath(file, root)).as_posix(): file for file in files}
    written = write_files(root, {path: files[file] for path, file in paths.items()}, durable=True)
    return tuple(str(paths[path]) for path in written.changed)


def check(
    project: Project,
    settings: Settings,
    *,
    naming: bool = False,
    figures: tuple[str, ...] = (),
    against: str = "",
    replaced: str = "",
) -> Report:
    """All claims held against a source, with what became of their subjects since they were last proved.

    That is the newest lock at or before the source's version, or the one of the name ``against``. ``naming`` is as for
    ``open_subject``; then a lock is made of the report, which ``replaced`` names, by default the version's. ``figures``
    names those that are held, by default all. What is wrong with a figure's file is a part of the report. Raises
    SourceError, ProjectError, and FigureError where there are no figures.
    """
    question = f"check {naming} {figures} {against} {replaced}"
    return remembered(
        project, settings, question, lambda own: _check(project, own, figures, against, replaced, naming=naming)
    )


def _check(
    project: Project, settings: Settings, figures: tuple[str, ...], against: str, replaced: str, *, naming: bool
) -> Report:
    from archviz.workspace.wording import wrong_names  # a third of the time that a remembered answer takes

    subject = open_subject(project, settings, naming=naming)
    replaced = (replaced or subject.origin.version) if naming else ""
    lock = lock_before(project, subject.origin, against, replaced)
    report = verify_readable(project, subject, figures, known=lock.packages() if lock else ())
    held = [proof.figure for proof in report.proofs] if report.move is None else []
    stale = tuple(stale_locks(project, held, replaced))
    worded = wrong_names(project, report, articles=not figures)
    report = replace(report, worded=worded, against=against, stale=stale)
    return Repairs(project, settings, report, lock).promised()


def update(project: Project, settings: Settings, name: str = "", *, title: str = "", accept: bool = False) -> Update:
    """Proves the claims at a source, with the repairs that are safe, and makes its lock.

    A repair is safe where one successor of each symbol stands clear, the figure is proved with it, and no other version
    that is locked is worse off (``Repairs``). With ``accept`` what is not mended so ends at the version. ``name`` is
    the lock's, by default the version's, and ``title`` what the source is called there. Raises as ``check`` does,
    SourceError where that version is pinned to another source, and FigureError where a figure's file cannot be read.
    """
    report = check(project, settings, naming=True, replaced=name)
    if report.unreadable:
        raise joined(report.unreadable)
    origin = report.subject.origin
    if origin.nominal and not name:
        raise SourceError(
            f"{report.subject.location} is not the pinned {origin.nominal}: its Go files have another digest",
            hint="--name gives its lock another name; `archviz pin` pins another source",
        )
    known = lock_before(project, origin, report.against, name or origin.version)
    repairs = Repairs(project, settings, report, known, name, accept=accept)
    proofs: list[Proof] = []
    files: dict[str, tuple[str, str]] = {}
    refused: dict[str, str] = {}
    for proof in report.proofs:
        raw = RawText(Path(proof.figure.file))
        repair = repairs.repaired(proof, raw.text)
        if repair.text != raw.text:
            files[proof.figure.file] = raw.changed_to(repair.text)
        refused |= {proof.figure.file: repair.refused} if repair.refused else {}
        proofs.append(repair.proof)
    after = repairs.after(proofs, refused)
    name = name or report.subject.origin.version or "source"
    lock = None if after.failed else _locked(project, after, name, title)
    return Update(report, after, files, lock, refused)


def _locked(project: Project, report: Report, name: str, title: str) -> LockFiles:
    """The files of a report's lock, which is called as ``called`` says."""
    made = record(report)
    return lock_files(lock_path(project.refs, name), replace(made, origin=called(project, name, made.origin, title)))


def locks_again(project: Project, settings: Settings) -> Iterator[tuple[str, Update | str]]:
    """Each pinned or locked version, oldest first, with its lock made again, or why it cannot be.

    Nothing is repaired, and the network is not used. A version whose source has not all packages that figures speak of,
    and which therefore was never locked, has no lock. Raises FigureError where a figure's file cannot be read.
    """
    pinned = pin_names(project.refs)
    for version in sorted({*pinned, *lock_names(project.refs)}, key=version_order):
        own = replace(settings, version=version, source="", offline=True)
        try:
            if version not in pinned:
                raise SourceError("no pin says where its source is")
            bring(project, own)
        except SourceError as error:
            yield version, f"{error.message}; `archviz update {version} --source PATH` writes its lock"
            continue
        report = check(project, own, naming=True, replaced=version)
        if report.unreadable:
            raise joined(report.unreadable)
        absent = _absent(report) if version not in lock_names(project.refs) else []
        if absent:
            yield version, f"has no lock, as figures speak of packages that are not in this source: {some(absent)}"
            continue
        lock = None if report.failed else _locked(project, report, version, "")
        yield version, Update(report, report, {}, lock)


def _absent(report: Report) -> list[str]:
    """The packages of which claims speak that fail as the source does not have them, such as libraries alone."""
    ends = (end for one in report.findings if one.kind is ChangeKind.NOT_IN_SOURCE for end in one.subject.split(" -> "))
    return sorted({Symbol.parse(end).package for end in ends} - {*report.subject.graph.packages()})
