"""The figures of a project for the pages of another tool, each proved once before it is shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import archviz
from archviz.model.errors import ArchvizError, FigureError, ProjectError
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
    from collections.abc import Sequence

    from archviz.model.figure import VerifiedFigure
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


def _chosen(language: str, of_pages: str, templates: Sequence[Path]) -> str:
    """The code of the language to show figures in. Raises ProjectError where there are no words in it."""
    codes = language_codes(templates)
    if not language:
        return nearest_code(of_pages, codes) or "en"
    found = nearest_code(language, codes)
    if not found:
        hint = f"the languages are {', '.join(codes)}; a catalogue templates/site/{language}.po brings another"
        raise ProjectError(f"there are no words in the language {language}", hint=hint)
    return found


class Figures:
    """The figures of a project.

    ``folder`` is that of the documentation's settings: ``project`` and ``source`` are as seen from there, and without
    a ``project`` the nearest one upwards is meant. ``version`` and ``source`` are as in every command. ``language``
    is the code of one that the project has words in: English, or that of a catalogue. Where it is "", the language of
    the pages, or English, is meant. Raises ProjectError and SourceError.
    """

    def __init__(
        self, folder: Path, project: str, version: str, source: str, language: str, of_pages: str = "en"
    ) -> None:
        self._project = find_project(folder / project if project else None, folder)
        self._settings = Settings(version, str(folder / source) if source else "")
        self._language = _chosen(language, of_pages, self._project.templates)
        self._shown: dict[str, EmbeddedFigure] = {}

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders in which a change may change a figure."""
        source = self._settings.choice(self._project).path
        return (self._project.figures, *([Path(source)] if source and Path(source).is_dir() else []))

    def diagnostics(self) -> list[str]:
        """What could not be read of the source for the figures shown so far, each line given once."""
        return self._settings.diagnostics.lines()

    @property
    def claims(self) -> str:
        """How the files of the figures look."""
        return fingerprint(self._project.figures)

    @property
    def surroundings(self) -> str:
        """A digest of all else that the figures come from: this program, the templates, the versions, the source."""
        source, version, further = self._settings.choice(self._project)
        parts = [version, sight(source, further).digest if source else "", str(self._project.context)]
        folders = (Path(archviz.__file__).parent, self._project.refs, *self._project.templates)
        parts += [f"{folder.resolve()} {fingerprint(folder)}" for folder in folders if folder.is_dir()]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    def show(self, name: str, page: str, line: int | None) -> EmbeddedFigure:
        """A figure by its id, number or file, for a line of a page.

        Raises FigureError at that line where there is no such figure, a claim of it is not proved, or the source cannot
        be read.
        """
        if name not in self._shown:
            try:
                self._shown[name] = self._prove(name)
            except ArchvizError as error:
                where = f"{error.file}:{error.line}: " if error.line else f"{error.file}: " if error.file else ""
                message = where + error.message
                raise FigureError(message, file=page, line=line, hint=error.hint, details=error.details) from error
        return self._shown[name]

    @cached_property
    def _words(self) -> Language:
        return read_language(self._language, self._project.templates)

    @cached_property
    def _subject(self) -> Subject:
        return open_subject(self._project, self._settings)

    def _prove(self, name: str) -> EmbeddedFigure:
        (proof,) = verify(self._project, self._subject, (name,)).proofs
        wrong = [finding for finding in proof.findings if finding.severity is Severity.ERROR]
        if wrong or proof.verified is None:
            details = tuple(f"{finding.file}:{finding.line}: {finding.message}" for finding in wrong)
            hint = next((finding.hint for finding in wrong if finding.hint), None)
            raise FigureError(f"figure {name} is not proved, so it is not drawn:", hint=hint, details=details)
        figure, file = proof.verified, Path(proof.figure.file).resolve()
        if not isinstance(figure, VerifiedDiagram):
            return EmbeddedFigure(figure, file, self._words)
        svg = drawn(self._project, figure, Format.SVG, self._words.code)
        picture = EmbeddedPicture(join(proof.figure.article, f"{figure.file}.svg"), svg, *size(svg))
        return EmbeddedFigure(figure, file, self._words, picture)
