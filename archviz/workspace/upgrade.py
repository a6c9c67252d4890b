"""A project brought to another version on a branch of its own: held, repaired, locked, drawn and committed."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.drift.reports.upgrade import PictureChange, UpgradeReport
from archviz.figures.claims import as_text
from archviz.model.drift import DERIVED
from archviz.refs import lock_path, packed_path
from archviz.workspace.drift import update
from archviz.workspace.new_version import new_version
from archviz.workspace.own_git import OwnRepository
from archviz.workspace.past import lock_before
from archviz.workspace.record import record
from archviz.workspace.render import kept, render
from archviz.workspace.versions import difference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.model.finding import Finding
    from archviz.workspace.drift import Update
    from archviz.workspace.new_version import NewVersion
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

PREFIX = "archviz/"
"""How the names of branches begin."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the report, its new branch, "" where nothing had to change or nothing was to be written."""

    report: UpgradeReport
    branch: str
    changed: tuple[str, ...]
    notes: tuple[str, ...] = ()


def upgrade(
    project: Project, settings: Settings, *, branch: str = "", name: str = "", dry_run: bool = False
) -> Upgraded:
    """Brings a project to the version that the settings name, on a new branch; ``dry_run`` writes nothing at all.

    ``branch`` is by default ``archviz/VERSION``, ``name`` that of the lock, by default the version's. The branch is
    made also where claims are left that need a person, then without a lock. The work tree, the index and HEAD stay as
    they are, and where anything fails there is no branch.

    Raises ProjectError, SourceError, FigureError and RenderError.
    """
    repository = OwnRepository(project.root)
    wanted = branch or (f"{PREFIX}{settings.version.removeprefix('v')}" if settings.version else "")
    if wanted and not dry_run:
        repository.check_branch(wanted)
    if not dry_run:
        repository.check_clean((project.figures, project.refs, project.root / "templates"))
    with new_version(project, settings) as version:
        with _working(settings, "holding the claims, and mending what can be"):
            made = update(version.project, version.settings, name)
        report, files = _reported(project, version, made, name, repository)
    paths = {f"{repository.prefix}{path}": content for path, content in files.items()}
    ignored = repository.ignored(paths)
    paths = {path: content for path, content in paths.items() if path not in ignored}
    report = replace(report, pictures=tuple(one for one in report.pictures if one.path not in ignored))
    wanted = wanted or f"{PREFIX}{report.name}"
    report = replace(report, branch=wanted)
    notes = made.after.subject.notes
    if dry_run or not paths:
        return Upgraded(report, "", tuple(sorted(paths)), notes)
    repository.check_branch(wanted)
    with _working(settings, f"making the branch {wanted}"):
        commit = repository.commit(wanted, paths, report.message)
    return Upgraded(replace(report, commit=commit), wanted, tuple(sorted(paths)), notes)


def _reported(
    project: Project, version: NewVersion, made: Update, name: str, repository: OwnRepository
) -> tuple[UpgradeReport, dict[str, bytes]]:
    """The report of an update, and the files that it changes by their paths from the project's folder."""
    files = {file: new.encode("utf-8", "surrogateescape") for file, (_, new) in made.files.items()}
    name = name or made.report.subject.origin.version or "source"
    if version.pin is not None:
        files[str(version.pin.file)] = version.pin.text.encode()
    if made.lock is not None:
        file = lock_path(project.refs, name)
        files |= {str(file): made.lock.text.encode(), str(packed_path(file)): made.lock.facts}
    if version.changed is not None:
        files[str(version.changed[0])] = version.changed[1].encode()
    named = {_below(project.root, file): content for file, content in files.items()}
    pictures = _drawn(project, made) if version.own else {}
    old = lock_before(version.project, made.report.subject.origin, made.report.against, name)
    named |= pictures
    changed = {path: content for path, content in named.items() if _held(project.root / path) != content}
    return (
        UpgradeReport(
            made.after.subject.origin,
            old.origin if old is not None else None,
            name,
            _from_top(_mended(made), repository),
            _from_top(_left(made), repository),
            difference(old, record(made.after)).notes if old is not None else (),
            tuple(
                PictureChange(f"{repository.prefix}{path}", (project.root / path).is_file())
                for path in sorted(pictures.keys() & changed.keys())
            ),
            titles={proof.figure.claims.id: as_text(proof.figure.claims.title) for proof in made.after.proofs},
            base=repository.head,
            locked=made.lock is not None,
            drawn=version.own,
            differing=_from_top(tuple(one for one in made.after.findings if one.kind in DERIVED), repository),
        ),
        changed,
    )


def _drawn(project: Project, made: Update) -> dict[str, bytes]:
    """The pictures of the proved diagrams, by their paths from the project's folder."""
    pictures = {f"{project.figures_folder}/{path}": svg for path, svg in render(project, made.after).items()}
    return kept(project.root, pictures, made.after.subject.head)


def _below(root: Path, file: str) -> str:
    return os.path.relpath(file, root).replace(os.sep, "/")


def _from_top(findings: tuple[Finding, ...], repository: OwnRepository) -> tuple[Finding, ...]:
    """Findings with their files as the repository names them."""
    return tuple(replace(finding, file=repository.path(finding.file)) for finding in findings)


def _held(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _left(made: Update) -> tuple[Finding, ...]:
    return tuple(finding for finding in made.after.findings if finding.unproved)


def _mended(made: Update) -> tuple[Finding, ...]:
    """The errors that there were, of whose figure and subject there is none any more."""
    left = {(finding.file, finding.subject) for finding in _left(made)}
    broke = (finding for finding in made.report.findings if finding.unproved)
    return tuple(finding for finding in broke if (finding.file, finding.subject) not in left)


@contextmanager
def _working(settings: Settings, what: str) -> Iterator[None]:
    settings.progress.start(what, None)
    try:
        yield
    finally:
        settings.progress.done()
