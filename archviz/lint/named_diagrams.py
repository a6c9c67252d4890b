"""The diagrams of a document, and the names by which one of them is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.lint.diagrams import read_diagram
from archviz.lint.page import BlockKind, Fence
from archviz.model.errors import ProjectError
from archviz.model.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.lint.drawing import WrittenDiagram
    from archviz.lint.page import WrittenPage

_TITLES = (
    re.compile(
        r"^[ \t]*+(?:(?:accTitle|title)[ \t]*+:[ \t]*+|title[ \t]++(?![-<.=]))(?P<words>[^\n]++)$", re.MULTILINE
    ),
    re.compile(r"^[ \t]*+@startuml[ \t]++(?P<words>[^\n]++)$", re.MULTILINE),
    re.compile(r"^[ \t]*+(?:strict[ \t]++)?(?:di)?graph[ \t]++(?P<words>\"[^\"\n]++\"|\w++)[ \t]*+\{", re.MULTILINE),
)
"""What diagrams are called: titles of Mermaid and PlantUML, the name after `@startuml`, and that of a DOT graph."""
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class NamedDiagram:
    """A diagram of a document: its 1-based number in it, and the 0-based number of its fence among the page's parts.

    ``title`` is what it says itself that it is called, else the heading above it, "" for neither. ``names`` are its
    titles and the heading, as anchors of links have them.
    """

    number: int
    part: int
    fence: Fence
    diagram: WrittenDiagram
    title: str
    names: tuple[str, ...]


def named_diagrams(page: WrittenPage) -> tuple[NamedDiagram, ...]:
    """The diagrams of a document that say something about relations of code, in their order."""
    return tuple(_named(page))


def _named(page: WrittenPage) -> Iterator[NamedDiagram]:
    heading, number = "", 0
    for i, part in enumerate(page.parts):
        if not isinstance(part, Fence):
            heading = part.text if part.kind is BlockKind.HEADING else heading
            continue
        diagram = read_diagram(part.language, part.text)
        if diagram is not None:
            number += 1
            found = [match["words"].strip().strip('"') for title in _TITLES for match in title.finditer(part.text)]
            titles = tuple(filter(None, (*found, heading)))
            names = tuple(dict.fromkeys(filter(None, map(anchor, titles))))
            yield NamedDiagram(number, i, part, diagram, titles[0] if titles else "", names)


def anchor(text: str) -> str:
    """A heading as links lead to it at GitHub: ``Handler Chain`` as ``handler-chain``."""
    return _NOT_IN_ANCHORS.sub("", text.strip().lower()).replace(" ", "-")


def diagram_of(page: WrittenPage, name: str) -> NamedDiagram:
    """The diagram of a document that a number or a name means; "" means the only one.

    Raises ProjectError where there is none, or several, with a list of all.
    """
    every = named_diagrams(page)
    if not every:
        hint = "read are Mermaid, D2, PlantUML and DOT that say something about relations of code"
        raise ProjectError("the document has no diagram", file=page.file, hint=hint)
    wanted = anchor(name)
    if name:
        found = [one for one in every if str(one.number) == name] or [one for one in every if wanted in one.names]
    else:
        found = list(every)
    if len(found) == 1:
        return found[0]
    hint = f"say which: {page.file}#{(found or every)[0].number}"
    if found:
        many = f"{len(found)} diagrams{f' called {name}' if name else ''}"
        raise ProjectError(f"the document has {many}", file=page.file, hint=hint, details=_listed(page, found))
    known = [each for one in every for each in one.names]
    raise ProjectError(
        f"the document has no diagram {name}",
        file=page.file,
        hint=did_you_mean(wanted, known, hint),
        details=_listed(page, every),
    )


def _listed(page: WrittenPage, diagrams: Iterable[NamedDiagram]) -> tuple[str, ...]:
    return tuple(f"{page.file}:{one.fence.line}: #{one.number} {one.title}".rstrip() for one in diagrams)
