"""Diagrams as files: pictures, or text for other tools."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.model.formats import ONE_THEME, Format, Theme
from archviz.render import readable, svg_text
from archviz.render.svg.flat import flat
from archviz.render.svg.printing import pdf, png
from archviz.render.text import exports
from archviz.sources.progress import Silent
from archviz.sources.trees.tree import join
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.sources.progress import Progress
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report

_QUICK = 20
"""Up to how many cards a diagram is laid out before anybody wonders what takes so long."""
_SILENT = Silent()


def render(
    project: Project,
    report: Report,
    formats: tuple[Format, ...] = (Format.SVG,),
    theme: Theme = Theme.LIGHT,
    progress: Progress = _SILENT,
) -> dict[str, bytes]:
    """The proved diagrams of a report, by path: ``file.svg``, or ``article/file.svg``.

    A flat one is ``file.flat.svg``; in the dark theme, flat ones, PNG and PDF have ``.dark`` before the ending. Raises
    RenderError. ``progress`` shows which large one is being laid out.
    """
    files = {}
    for proof in report.proofs:
        if isinstance(proof.verified, VerifiedDiagram):
            folder, file = proof.figure.article, proof.verified.file
            with laying_out(proof.verified, progress):
                for each in formats:
                    files[join(folder, file + ending(each, theme))] = written(project, proof.verified, each, theme)
    return files


@contextmanager
def laying_out(diagram: VerifiedDiagram, progress: Progress) -> Iterator[None]:
    """Shows while a diagram is drawn that it is, where it has so many cards that this takes more than a moment."""
    if len(diagram.cards) <= _QUICK:
        yield
        return
    progress.start(f"laying out {diagram.id}, {len(diagram.cards)} cards", None)
    try:
        yield
    finally:
        progress.done()


def ending(wanted: Format, theme: Theme = Theme.LIGHT) -> str:
    """What the name of a file in a format ends in, from its first dot."""
    dark = ".dark" if theme is Theme.DARK and wanted in ONE_THEME else ""
    return f".flat{dark}.svg" if wanted is Format.FLAT else f"{dark}.{wanted}"


def written(project: Project, diagram: VerifiedDiagram, wanted: Format, theme: Theme = Theme.LIGHT) -> bytes:
    """One diagram as the content of a file in a format. Raises RenderError."""
    match wanted:
        case Format.PNG:
            return png(svg_text(diagram, project.templates), theme)
        case Format.PDF:
            return pdf(svg_text(diagram, project.templates), theme)
        case _:
            return drawn(project, diagram, wanted, theme=theme).encode()


def shortcomings(report: Report) -> tuple[str, ...]:
    """What the pictures of a report's proved diagrams lack to be read with ease, each with its figure in a line."""
    diagrams = [proof.verified for proof in report.proofs if isinstance(proof.verified, VerifiedDiagram)]
    return tuple(f"{diagram.id}: {line}" for diagram in diagrams for line in readable.shortcomings(diagram))


def kept(folder: Path, files: Mapping[str, bytes], commit: str) -> dict[str, bytes]:
    """Files to be written below a folder, each as it is there where a new one would only link to another commit.

    What a picture of one's own code shows was proved at the commit that it links to, and still is true of that; with
    each commit another picture, a repository could never hold the picture of its own newest one. ``commit`` is that of
    the new files, "" for none.
    """
    return {path: _kept(folder / path, new, commit.encode()) for path, new in files.items()}


def _kept(file: Path, new: bytes, commit: bytes) -> bytes:
    at = new.find(commit) if commit else -1
    if at < 0:
        return new
    try:
        old = file.read_bytes()
    except OSError:
        return new
    other = old[at : at + len(commit)]
    same = re.fullmatch(rb"[0-9a-f]+", other) and old == new.replace(commit, other)
    return old if same else new


def drawn(
    project: Project,
    diagram: VerifiedDiagram,
    wanted: Format,
    language: str = "en",
    *,
    caption: str = "",
    theme: Theme = Theme.LIGHT,
) -> str:
    """One diagram in a format that is text; DOT and Mermaid, which show no title, with a ``caption``.

    A flat one has the colours of a ``theme``. Raises RenderError.
    """
    words = read_language(language, project.templates)
    match wanted:
        case Format.SVG:
            return svg_text(diagram, project.templates, language=language)
        case Format.FLAT:
            return flat(svg_text(diagram, project.templates, language=language), theme)
        case Format.DOT:
            return exports.dot(diagram, words, caption=caption)
        case Format.MERMAID:
            return exports.mermaid(diagram, words, caption=caption)
        case Format.D2:
            return exports.d2(diagram, words)
        case Format.JSON:
            return exports.as_json(diagram)
    raise ValueError(f"{wanted} is no text")


def drawings(
    project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
) -> dict[str, Mapping[str, str]]:
    """The pictures of the diagrams among figures, by language and by the figure's ``file``."""
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    return {name: {f.file: drawn(project, f, Format.SVG, name) for f in diagrams} for name in languages}
