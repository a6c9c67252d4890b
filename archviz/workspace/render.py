"""Diagrams as files: SVG, or text for other tools."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.model.formats import Format
from archviz.render import svg_text
from archviz.render.text import exports
from archviz.sources.trees.tree import join
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report


def render(project: Project, report: Report, formats: tuple[Format, ...] = (Format.SVG,)) -> dict[str, bytes]:
    """The proved diagrams of a report, by path (``article/file.svg``, or ``file.svg``). Raises RenderError."""
    files = {}
    for proof in report.proofs:
        if isinstance(proof.verified, VerifiedDiagram):
            folder = proof.figure.article
            for each in formats:
                text = drawn(project, proof.verified, each)
                files[join(folder, f"{proof.verified.file}.{each}")] = text.encode()
    return files


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
    project: Project, diagram: VerifiedDiagram, wanted: Format, language: str = "en", *, caption: str = ""
) -> str:
    """One diagram in one format; DOT and Mermaid, which show no title, with a ``caption``."""
    words = read_language(language, project.templates)
    match wanted:
        case Format.SVG:
            return svg_text(diagram, project.templates, language=language)
        case Format.DOT:
            return exports.dot(diagram, words, caption=caption)
        case Format.MERMAID:
            return exports.mermaid(diagram, words, caption=caption)
        case Format.D2:
            return exports.d2(diagram, words)
        case Format.JSON:
            return exports.as_json(diagram)


def drawings(
    project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
) -> dict[str, Mapping[str, str]]:
    """The pictures of the diagrams among figures, by language and by the figure's ``file``."""
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    return {name: {f.file: drawn(project, f, Format.SVG, name) for f in diagrams} for name in languages}
