"""The code spans in the words of figures and articles held against the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from archviz.documents.files import read_text
from archviz.figures.code_spans import SymbolNames, code_spans
from archviz.model.errors import FigureError
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.site import article_file
from archviz.words.language import language_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures import Figure
    from archviz.figures.code_spans import WrongName
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report

_MOST = 3
"""How many packages a message names."""


def wrong_names(project: Project, report: Report, *, articles: bool = True) -> tuple[Finding, ...]:
    """A warning for each code span that names a symbol which the source does not have.

    A figure's words speak of its packages, an article's of those of its figures, so that without ``articles``, for a
    report on some of the figures, only the figures' are held. Raises FigureError for an article
    that cannot be read.
    """
    graph, origin = report.subject.graph, report.subject.origin
    grouped: dict[str, list[Figure]] = {}
    found: list[Finding] = []
    for proof in report.proofs:
        figure = proof.figure
        grouped.setdefault(figure.article, []).append(figure)
        names = SymbolNames(graph, [figure.packages])
        for span in code_spans(figure, origin):
            wrong = names.wrong(span.text)
            if wrong is not None:
                number, name = figure.claims.number, figure.claims.id
                found.append(_finding(number, name, span.path, span.text, wrong, figure.file, span.line))
    for article, figures in grouped.items() if articles else ():
        names = SymbolNames(graph, [figure.packages for figure in figures])
        for code in language_codes(project.templates) if article else ():
            file = article_file(article, code, project.templates)
            if file.is_file():
                for line, text in _spans(read_text(file, FigureError)):
                    wrong = names.wrong(text)
                    if wrong is not None:
                        found.append(_finding(0, "", article, text, wrong, str(file), line))
    return tuple(found)


def _finding(number: int, name: str, claim: str, span: str, wrong: WrongName, file: str, line: int) -> Finding:
    more = f" and {len(wrong.packages) - _MOST} packages more" if len(wrong.packages) > _MOST else ""
    where = ", ".join(wrong.packages[:_MOST]) + more
    return Finding(
        number,
        claim,
        FindingKind.UNKNOWN_NAME,
        Severity.WARNING,
        span,
        f"`{span}` is not in {where}",
        file,
        line,
        f"did you mean {wrong.nearest}?" if wrong.nearest else "",
        id=name,
    )


def _spans(source: str) -> Iterator[tuple[int, str]]:
    """The code spans of a page in Markdown, each with its 1-based line."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(front_matter_plugin)
    for token in reader.parse(source):
        line = token.map[0] + 1 if token.map else 1
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "code_inline":
                yield line, child.content
