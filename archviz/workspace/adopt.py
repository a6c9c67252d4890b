"""A diagram in a document made a figure of claims, which is drawn and proved from then on."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask import slug
from archviz.figures import load_text, prove
from archviz.figures.write import WIDTH, write
from archviz.lint.adopted import AdoptedDiagram
from archviz.lint.drawings import HOPS
from archviz.lint.named_diagrams import diagram_of
from archviz.model.errors import ProjectError
from archviz.model.finding import FindingKind, Severity
from archviz.model.safe import visible
from archviz.workspace.draw import DrawnQuestion, Nothing
from archviz.workspace.lint import document_page, documents, open_documents

if TYPE_CHECKING:
    from archviz.figures import Proof
    from archviz.lint.adopted import Left
    from archviz.lint.named_diagrams import NamedDiagram
    from archviz.model.finding import Finding
    from archviz.workspace.lint import OpenedDocuments
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_NUMBERING = re.compile(r"^[\d.\s]++")
"""The number of a chapter before a heading's words."""
_EDGE = re.compile(r"edges\[(\d+)\]")
_EMBEDDED = {".rst": ".. archviz-figure:: {}", ".rest": ".. archviz-figure:: {}"}
"""How a figure is set into a document, by the ending of its file's name; in others by an image."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The figure that a diagram became. ``left`` is what the diagram says and the figure does not, by lines.

    ``taken`` has a sentence for each node whose word was taken for a name. ``embedding`` is what may stand in the
    document instead of the diagram.
    """

    figure: DrawnQuestion
    file: str
    left: tuple[Left, ...]
    taken: tuple[str, ...]
    embedding: str


def adopt(
    project: Project,
    settings: Settings,
    target: str,
    *,
    hops: int,
    name: str = "",
    packages: tuple[str, ...] = (),
) -> Adoption | Nothing:
    """The diagram ``FILE#DIAGRAM`` of a document as a figure, called ``name`` or as its title says.

    DIAGRAM is its 1-based number in the document or its name, and may be left out for an only one. An arrow may lead
    over ``hops`` steps, which become edges. ``packages`` are as for ``lint``. Nothing is written. Raises ProjectError
    where there is no such document or diagram, and SourceError where the source cannot be opened.
    """
    file, _, wanted = target.partition("#")
    document = Path(file)
    if document.is_dir():
        raise ProjectError(f"{file} is a folder", hint="name a document in it")
    page = document_page(*documents(document))
    named = diagram_of(page, wanted)
    opened = open_documents(project, settings, [page], hops=HOPS, packages=packages)
    drawings = opened.holder.drawings(page, opened.place(page))
    adopted = AdoptedDiagram(opened.code, drawings, named, hops)
    if adopted.empty:
        return Nothing(
            f"{page.file}:{named.fence.line}: nothing in the diagram names a declaration of the source",
            "a node that does is called Type.Method or Function(), or as a code span of the document is",
        )
    proof, text = _proved(opened, adopted, named, page.file, name)
    figure = DrawnQuestion(text, proof)
    embedding = _EMBEDDED.get(document.suffix.lower(), "![](figure:{})").format(proof.figure.claims.id)
    return Adoption(figure, page.file, adopted.left, tuple(adopted.taken), embedding)


def _proved(
    opened: OpenedDocuments, adopted: AdoptedDiagram, named: NamedDiagram, file: str, name: str
) -> tuple[Proof, str]:
    """The figure without the edges that the source does not prove, with its text."""
    title = _NUMBERING.sub("", named.title) or named.title or f"{Path(file).stem} {named.number}"
    words = title if re.search(r"[A-Za-z]", title) else f"{Path(file).stem} {named.number}"
    called = name or re.sub(r"^[\d-]++", "", slug(words)) or "figure"
    description = f"A diagram of {Path(file).name}, as far as the source proves it."
    while True:
        claims = write(adopted.claims(title, description))
        text = _remarks(file, named, adopted) + claims
        proof = prove(opened.subject.graph, load_text(text, f"{called}.yaml", ""), opened.subject.origin)
        wrong = [(found, one) for one in proof.findings if (found := _wrong_edge(one)) is not None]
        if not wrong:
            return proof, text
        number, one = wrong[0]
        adopted.unproved(number, one.message, one.hint, order=one.kind is FindingKind.UNPROVED_ORDER)


def _wrong_edge(finding: Finding) -> int | None:
    found = _EDGE.match(finding.claim)
    return int(found[1]) if found is not None and finding.severity is Severity.ERROR else None


def _remarks(file: str, named: NamedDiagram, adopted: AdoptedDiagram) -> str:
    """The comments at the head of the figure's file: where it comes from, and what of it is left out."""
    remarks = [f"Diagram {named.number} of {file}.", *(f"{one}." for one in adopted.taken)]
    if adopted.left:
        remarks.append("Left out, by the lines there, as the source does not prove it:")
        remarks += (f"  {one}" for one in adopted.left)
    lines = (line for one in remarks for line in textwrap.wrap(visible(one), WIDTH - 2, subsequent_indent="    "))
    return "".join(f"# {line}\n" for line in lines)
