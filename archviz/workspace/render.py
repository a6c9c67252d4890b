"""Diagrams as files: SVG, or text for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.model.formats import Format
from archviz.render import svg_text
from archviz.render.text import exports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import VerifiedFigure
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report


def render(project: Project, report: Report, formats: tuple[Format, ...] = (Format.SVG,)) -> dict[str, bytes]:
    """The proved diagrams of a report, by path (``article/file.svg``). Raises RenderError."""
    files = {}
    for proof in report.proofs:
        if isinstance(proof.verified, VerifiedDiagram):
            folder = proof.figure.article
            for each in formats:
                text = drawn(project, proof.verified, each)
                files[f"{folder}/{proof.verified.file}.{each}"] = text.encode()
    return files


def drawn(project: Project, diagram: VerifiedDiagram, wanted: Format, language: str = "en") -> str:
    """One diagram in one format."""
    match wanted:
        case Format.SVG:
            return svg_text(diagram, project.templates, language=language)
        case Format.DOT:
            return exports.dot(diagram)
        case Format.MERMAID:
            return exports.mermaid(diagram)
        case Format.D2:
            return exports.d2(diagram)
        case Format.JSON:
            return exports.as_json(diagram)


def drawings(
    project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
) -> dict[str, Mapping[str, str]]:
    """The pictures of the diagrams among figures, by language and by the figure's ``file``."""
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    return {name: {f.file: drawn(project, f, Format.SVG, name) for f in diagrams} for name in languages}
