"""The figures of a project for the pages of another tool, each proved once before it is shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import archviz
from archviz.model.errors import FigureError, ProjectError
from archviz.model.figure import VerifiedDiagram
from archviz.model.finding import Severity
from archviz.model.formats import Format
from archviz.present.pictures import size
from archviz.sources.fingerprint import fingerprint, sight
from archviz.sources.trees.tree import join
from archviz.words.language import language as read_language
from archviz.words.language import language_codes, nearest_code
from archviz.workspace.project import find_project
from archviz.workspace.render import drawn
from archviz.workspace.subject import Settings, open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.errors import ArchvizError
    from archviz.model.figure import VerifiedFigure
    from archviz.model.finding import Finding
    from archviz.words.language import Language
    from archviz.workspace.subject import Subject

STATIC = Path(__file__).parent / "static"
"""The folder with the style sheet that pages with figures need."""


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A drawn diagram: its own path among all (``article/file.svg``), and its size in pixels."""

    path: str
    svg: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class EmbeddedFigure:
    """A proved figure, the file with its claims, the language to show it in, and the picture of a diagram."""

    figure: VerifiedFigure
    file: Path
    words: Language
    picture: EmbeddedPicture | None = None


def current(folder: Path, project: str, version: str, source: str, language: str) -> Figures:
    """The figures for a page: the same object, with what it has read and drawn, as long as nothing has changed.

    Takes and raises what ``Figures`` does.
    """
    figures = Figures(folder, project, version, source, language)
    return _unchanged(f"{figures.claims} {figures.surroundings}", folder, project, version, source, language)


@lru_cache(maxsize=1)
def _unchanged(state: str, folder: Path, *chosen: str) -> Figures:  # noqa: ARG001 another state is another source
    return Figures(folder, *chosen)


class Figures:
    """The figures of a project.

    ``folder`` is that of the documentation's settings: ``project`` and ``source`` are as seen from there, and without
    a ``project`` the nearest one upwards is meant. ``version`` and ``source`` are as in every command. ``language``
    is the code of one that the project has words in: English, or that of a catalogue. Where it is "", each page has
    figures in its own language, or in English where there are no words in that. Raises ProjectError and SourceError.
    """

    def __init__(self, folder: Path, project: str, version: str, source: str, language: str) -> None:
        self._project = find_project(folder / project if project else None, folder)
        self._settings = Settings(version, str(folder / source) if source else "")
        self._codes = language_codes(self._project.templates)
        self._language = nearest_code(language, self._codes)
        if language and not self._language:
            codes = ", ".join(self._codes)
            hint = f"the languages are {codes}; a catalogue templates/site/{language}.po brings another"
            raise ProjectError(f"there are no words in the language {language}", hint=hint)
        self._proved: dict[str, _Proved] = {}
        self._shown: dict[tuple[str, str], EmbeddedFigure] = {}

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders and files of which a change may change a figure."""
        source = self._settings.choice(self._project).path
        return (self._project.figures, *([Path(source)] if source and Path(source).exists() else []))

    def diagnostics(self) -> list[str]:
        """What could not be read of the source for the figures shown so far, each line given once."""
        return self._settings.diagnostics.lines()

    @property
    def claims(self) -> str:
        """A digest of the files of the figures, by their names, sizes and times; "" where there is no such folder."""
        return fingerprint(self._project.figures) if self._project.figures.is_dir() else ""

    @property
    def surroundings(self) -> str:
        """A digest of all else that the figures come from: this program, the templates, the versions, the source."""
        source, version, further = self._settings.choice(self._project)
        parts = [version, sight(source, further).digest if source else "", str(self._project.context)]
        folders = (Path(archviz.__file__).parent, self._project.refs, *self._project.templates)
        parts += [f"{folder.resolve()} {fingerprint(folder)}" for folder in folders if folder.is_dir()]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    def show(self, name: str, of_page: str) -> EmbeddedFigure:
        """A figure by its id, number or file, for a page in the language with the code ``of_page``, "" for English.

        Raises FigureError where there is no such figure or a claim of it is not proved, and SourceError where the
        source cannot be read.
        """
        code = self._language or nearest_code(of_page, self._codes) or "en"
        if (name, code) not in self._shown:
            if name not in self._proved:
                self._proved[name] = self._prove(name)
            self._shown[name, code] = self._drawn(self._proved[name], code)
        return self._shown[name, code]

    def wrong(self, folder: Path, pages: Iterable[Path], *, strict: bool) -> tuple[Finding, ...]:
        """What is wrong in some pages below a folder, as ``archviz lint`` finds it with the project's settings.

        What is only likely wrong counts where ``strict``, here or in these settings. Raises ProjectError where a page
        cannot be read, and SourceError.
        """
        from archviz.lint.hold import findings
        from archviz.workspace.lint import lint
        from archviz.workspace.project_file import LintTable

        table = self._project.lint or LintTable()
        report = lint(
            self._project,
            self._settings,
            [folder],
            hops=table.hops,
            packages=table.packages,
            exclude=table.exclude,
            words=frozenset(table.words),
        )
        built = {page.resolve() for page in pages}
        held = (one for one in report.documents if Path(one.file).resolve() in built)
        return tuple(found for one in held for found in findings(one, strict=strict or table.strict))

    @cached_property
    def _subject(self) -> Subject:
        return open_subject(self._project, self._settings)

    def _prove(self, name: str) -> _Proved:
        (proof,) = verify(self._project, self._subject, (name,)).proofs
        wrong = [finding for finding in proof.findings if finding.severity is Severity.ERROR]
        if wrong or proof.verified is None:
            details = tuple(f"{finding.file}:{finding.line}: {finding.message}" for finding in wrong)
            hint = next((finding.hint for finding in wrong if finding.hint), None)
            raise FigureError(f"figure {name} is not proved, so it is not drawn:", hint=hint, details=details)
        return _Proved(proof.verified, Path(proof.figure.file).resolve(), proof.figure.article)

    def _drawn(self, proved: _Proved, code: str) -> EmbeddedFigure:
        figure, words = proved.figure, read_language(code, self._project.templates)
        if not isinstance(figure, VerifiedDiagram):
            return EmbeddedFigure(figure, proved.file, words)
        svg = drawn(self._project, figure, Format.SVG, code)
        # Not with a dot: plugins for several languages would take it for a translation of the other file.
        name = figure.file if code == "en" else f"{figure.file}_{code}"
        picture = EmbeddedPicture(join(proved.article, f"{name}.svg"), svg, *size(svg))
        return EmbeddedFigure(figure, proved.file, words, picture)


class _Proved(NamedTuple):
    """A proved figure, the file with its claims, and the folder of its article, "" for none."""

    figure: VerifiedFigure
    file: Path
    article: str


def at_page(error: ArchvizError, page: str | None, line: int | None) -> FigureError:
    """What is wrong with a figure, at the line of the page that asks for it: its own place is part of the message."""
    where = f"{error.file}:{error.line}: " if error.line else f"{error.file}: " if error.file else ""
    return FigureError(where + error.message, file=page, line=line, hint=error.hint, details=error.details)


def said(finding: Finding) -> str:
    """What is wrong at a place of a page, with the nearest true thing."""
    return f"{finding.subject}: {finding.message}{f' ({finding.hint})' if finding.hint else ''}"
