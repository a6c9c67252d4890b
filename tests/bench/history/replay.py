"""One step of history: figures that are locked at a version, held against the next one and repaired for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archviz.figures import read_articles
from archviz.workspace.drift import check, update
from archviz.workspace.fix import fix
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings
from history.frozen import frozen, symbols

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from archviz.figures import Figure
    from archviz.model.finding import Finding
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report


class Version(NamedTuple):
    """A version of the source, and the folder that holds it."""

    name: str
    tree: Path


@dataclass(frozen=True)
class Hop:
    """What came of one step. ``missed`` are errors that stayed, ``wrong`` says what is false of a repair."""

    old: Version
    new: Version
    before: tuple[Finding, ...]
    """Errors at the old version; their figures are left out of the step."""
    errors: tuple[Finding, ...]
    missed: tuple[Finding, ...]
    wrong: tuple[str, ...]
    ended: int
    """Of the errors that stayed, those that are none once ``update --accept`` has ended their claims."""

    @property
    def mended(self) -> int:
        """How many errors ``update``, and then ``check --fix``, mended."""
        return len(self.errors) - len(self.missed)

    @property
    def promised(self) -> tuple[Finding, ...]:
        """The errors that ``check`` said could be rewritten."""
        return tuple(one for one in self.errors if one.repairable)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The promises that were not kept."""
        return tuple(one for one in self.missed if one.repairable)


def hop(shipped: Sequence[Figure], folder: Path, old: Version, new: Version) -> Hop:
    """Replays one step in a folder of its own. ``shipped`` are the figures for all versions: what is true."""
    article = folder / "diagrams" / "article"
    article.mkdir(parents=True)
    (folder / "archviz.toml").write_text("", encoding="utf-8")
    for figure in shipped:
        (article / Path(figure.file).name).write_text(frozen(figure, old.name), encoding="utf-8")
    project = find_project(folder)
    then = Settings(version=old.name, source=str(old.tree), cache=folder / "cache")
    now = Settings(version=new.name, source=str(new.tree), cache=folder / "cache")
    first = update(project, then)
    before = _errors(first.after)
    for file in {one.file for one in before}:
        Path(file).unlink()
    (update(project, then) if before else first).write(folder)
    named = {Path(f.file).name: symbols(f, old.name) for f in read_articles(project.figures).figures}

    errors = _errors(check(project, now))
    repair = update(project, now)
    repair.write(folder)
    suggested = fix(project, now).update
    suggested.write(folder)
    changed = {*repair.files, *suggested.files}
    missed = {(one.file, one.claim) for one in _errors(check(project, now))}
    left = tuple(one for one in errors if (one.file, one.claim) in missed or one.file not in changed)
    wrong = _false(project, changed, then, now)
    accept = update(project, now, accept=True)
    accept.write(folder)
    wrong += _false(project, accept.files, then, now)
    stayed = {one.file for one in _errors(check(project, now))}
    true = frozenset[object]().union(*(symbols(figure, new.name) for figure in shipped))
    for figure in read_articles(project.figures).figures:
        invented = symbols(figure, new.name) - true - named[Path(figure.file).name]
        wrong += [f"{Path(figure.file).name} names {symbol} at {new.name}" for symbol in sorted(invented)]
    ended = sum(one.file not in stayed for one in left)
    return Hop(old, new, before, errors, left, tuple(wrong), ended)


def _errors(report: Report) -> tuple[Finding, ...]:
    return tuple(one for one in report.findings if one.unproved)


def _false(project: Project, repaired: Collection[str], *versions: Settings) -> list[str]:
    """What is not proved of figures that were repaired, at any of some versions."""
    return [
        f"{Path(one.file).name}:{one.line} at {version.version}: {one.message}"
        for version in (versions if repaired else ())
        for one in _errors(check(project, version))
        if one.file in repaired
    ]
