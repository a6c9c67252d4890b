"""All figures of a project held against a source."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents.files import read_text
from archviz.drift.module_path import ModuleMove, module_move
from archviz.drift.repair import repackaged
from archviz.figures import Figure, Proof, prove, read_articles, reread
from archviz.figures.mentions import mentions
from archviz.figures.versions import at
from archviz.kubernetes import COLLECTORS
from archviz.model.drift import ChangeKind
from archviz.model.errors import FigureError, SourceError, joined
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.names import figure_name
from archviz.model.suggest import did_you_mean
from archviz.workspace.remembered import remembered
from archviz.workspace.subject import open_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from archviz.figures import FigureFiles
    from archviz.model.errors import ArchvizError
    from archviz.model.figure import Origin
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a project's figures, by article folder and number.

    ``unreadable`` has an error for everything wrong in the files that could not be read as figures.
    """

    subject: Subject
    proofs: tuple[Proof, ...]
    found: tuple[tuple[Finding, ...], ...] = ()
    """For each proof its findings with what their subjects became, where there is a lock of another version."""
    before: Origin | None = None
    """The version of that lock."""
    unreadable: tuple[FigureError, ...] = ()
    move: ModuleMove | None = None
    """How the path of the figures' module has changed. Then ``proofs`` are of the figures with the new path, whose
    texts ``repackaged`` has by file, and ``moved`` are the findings that say so."""
    repackaged: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[Finding, ...] = ()
    worded: tuple[Finding, ...] = ()
    """Warnings on names in the words of figures and articles."""
    stale: tuple[Finding, ...] = ()
    """Warnings on locks that were made from other claims than the figures make now."""
    against: str = ""
    """The lock that was chosen to compare with; "" for the newest one at or before the source's version."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found: what is wrong with the files and with the module's path, then figure by figure."""
        found = self.found or tuple(proof.findings for proof in self.proofs)
        errors = (one for error in self.unreadable for one in error.every)
        of_claims = (finding for findings in found for finding in findings)
        return (*map(_unreadable, errors), *self.moved, *of_claims, *self.worded, *self.stale)

    @property
    def version(self) -> str:
        """The version that the claims were chosen for, "" for none."""
        origin = self.subject.origin
        return origin.version or origin.nominal

    @property
    def failed(self) -> bool:
        """Whether any claim is not proved. What is derived from the source may be another thing than before."""
        return any(finding.unproved for finding in self.findings)


def verify(project: Project, subject: Subject, wanted: Sequence[str] = ()) -> Report:
    """Holds figures against a source: those named by number, id or file, else all.

    Raises FigureError, with all that is wrong, where a figure's file cannot be read or no figure has a name, and
    SourceError where the source has none of the packages that the figures speak of.
    """
    report = verify_readable(project, subject, wanted)
    if report.unreadable:
        raise joined(report.unreadable)
    return report


def proved(project: Project, settings: Settings, wanted: Sequence[str] = ()) -> Report:
    """As ``verify``, with the source that the settings choose, or as it was found when nothing was different.

    Raises as ``verify`` and ``open_subject`` do.
    """
    question = f"verify {tuple(wanted)}"
    return remembered(project, settings, question, lambda own: verify(project, open_subject(project, own), wanted))


def verify_readable(
    project: Project, subject: Subject, wanted: Sequence[str] = (), known: Sequence[str] = ()
) -> Report:
    """As ``verify``, with the figures that can be read held against the source whatever is wrong with other files.

    ``known`` is as for ``prove``.
    """
    found = figure_files(project)
    figures = tuple(at(each, subject.origin) for each in (_chosen(found, wanted) if wanted else found.figures))
    unreadable = [] if wanted else list(found.unreadable)
    named = {package for figure in figures for package in figure.packages.values()}
    move = _module_move(figures, subject)
    if move is None and named and named.isdisjoint(subject.graph.packages()):
        raise SourceError(
            f"{subject.location} has none of the packages that the figures speak of",
            hint=f"they speak of {', '.join(sorted(named)[:3])} and so on: is it another project's source?",
        )
    proofs = []
    texts: dict[str, str] = {}
    for figure in figures:
        held = figure
        try:
            if move is not None and any(move.of(path) != path for path in figure.packages.values()):
                texts[figure.file] = repackaged(figure, read_text(Path(figure.file), FigureError), move.of)
                held = at(reread(figure, texts[figure.file]), subject.origin)
            proofs.append(prove(subject.graph, held, subject.origin, known, COLLECTORS))
        except FigureError as error:
            unreadable.append(error)
    moved = tuple(one for figure in figures for one in _moved(figure, move)) if move is not None else ()
    return Report(subject, tuple(proofs), unreadable=tuple(unreadable), move=move, repackaged=texts, moved=moved)


def _module_move(figures: Sequence[Figure], subject: Subject) -> ModuleMove | None:
    """How the path of the module that figures speak of has changed in a source."""
    there = frozenset(subject.graph.packages())
    module = subject.graph.source.module
    named: dict[str, set[str]] = {path: set() for f in figures for path in f.packages.values()}
    if not module or named.keys() <= there:
        return None
    for mention in (mention for figure in figures for mention in mentions(figure)):
        named.setdefault(mention.symbol.package, set()).add(mention.symbol.short)
    return module_move(named, there, module, subject.graph.symbols)


def _moved(figure: Figure, move: ModuleMove) -> Iterator[Finding]:
    """A finding for each package of a figure that has another import path now."""
    for alias, package in figure.packages.items():
        if move.of(package) != package:
            path = f"packages.{alias}"
            yield Finding(
                figure.claims.number,
                path,
                ChangeKind.MOVED,
                Severity.ERROR,
                package,
                f"the package {package} is {move.of(package)} here: {move}",
                figure.file,
                figure.line(path),
                repairable=True,
                id=figure.claims.id,
                cause=f"the path of the module has changed: {move}",
            )


def figure_files(project: Project) -> FigureFiles:
    """What is in the figure files of a project. Raises FigureError where it has none."""
    hint = "figures are .yaml files there, or in a folder, one an article; `archviz draw NAME --save` writes one"
    if not project.figures.is_dir():
        raise FigureError(f"no figures: there is no folder {project.figures}", hint=hint)
    found = read_articles(project.figures)
    if not found.figures and not found.unreadable:
        raise FigureError(f"{project.figures} holds no figures", hint=hint)
    return found


def _chosen(found: FigureFiles, wanted: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of these names. What is wrong with other files does not matter then."""
    names = {name: f for f in found.figures for name in (str(f.claims.number or ""), f.claims.id, f.claims.file)}
    for name in wanted:
        if name in names and name:
            continue
        if found.unreadable:
            raise joined(found.unreadable)
        known = ", ".join(figure_name(f.claims.number, f.claims.id, "") for f in found.figures)
        ids = [f.claims.id for f in found.figures] + [f.claims.file for f in found.figures]
        raise FigureError(f"no figure {name}", hint=did_you_mean(name, ids, f"the figures are {known}"))
    chosen = {names[name].file for name in wanted}
    return tuple(figure for figure in found.figures if figure.file in chosen)


def _unreadable(error: ArchvizError) -> Finding:
    return Finding(
        0,
        "file",
        FindingKind.UNREADABLE_FIGURE,
        Severity.ERROR,
        error.file or "",
        error.message,
        error.file or "",
        error.line or 1,
        error.hint or "",
        detail=error.message,
    )
