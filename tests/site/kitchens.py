"""A site of the kitchen: real figures, proved and drawn from real Go, and its pages in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen

from archviz.figures import load, prove
from archviz.figures.code_spans import SymbolNames
from archviz.figures.glossary import read_glossary
from archviz.golang.graph import Graph
from archviz.model.figure import Origin, VerifiedDiagram
from archviz.render import svg_text
from archviz.site import build
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure

ORIGIN = Origin("1.0", "c0ffee", "https://example.com/blob/c0ffee/{file}#L{line}", "Kitchen")

DIAGRAM = kitchen.DIAGRAM.replace(
    "k.Work, to: k.Cook.Prepare, kind: call}", "k.Work, to: k.Cook.Prepare, kind: call, step: 3}"
)
DIAGRAM += "  - {from: k.Chef.Prepare, to: k.Cook.Prepare, kind: call, asserted: the guests said so}\n"

CODE = 'code: {copyright: The Kitchen Authors, license: "Apache License, Version 2.0", link: assets/apache-2.0.txt}'
ARTICLE = kitchen.ARTICLE.replace("description:", f"{CODE}\ndescription:").replace("# The kitchen", "## The kitchen")
CHINESE = (
    ARTICLE.replace("title: The kitchen", "title: 厨房")
    .replace("How a kitchen works.", "厨房如何运转。")
    .replace("## The kitchen", "## 厨房 {#the-kitchen}")
    .replace("The chef cooks.", "厨师做菜。")
    .replace("And serves.", "然后上菜。")
)

GLOSSARY = """\
packages: {k: example.org/house/kitchen}
groups:
  - title: {en: People, zh: 人}
    terms:
      - term: {en: cook, zh: 厨师}
        also: [chef, <kok>]
        text:
          en: Whoever has `Prepare`, such as a `Chef`. *Not* a <b>waiter</b>.
          zh: 凡有 `Prepare` 者 (例如 `Chef`)。
        symbols: [k.Cook, k.Chef.Prepare]
        figures: [kitchen]
        section: the-kitchen
        see: [stove-of-the-house]
  - title: Things
    terms:
      - term: stove (of the house)
        id: stove-of-the-house
        text: |
          It heats.

          Until it is off.
        symbols:
          - k.Stove
          - {symbol: k.Oven, since: "2.0"}
"""

LINES = kitchen.STOVE_GO.splitlines()


def at(text: str) -> int:
    """The number of the first line of the kitchen's code that holds a text."""
    return next(number for number, line in enumerate(LINES, 1) if text in line)


def figures(folder: Path) -> tuple[Graph, tuple[VerifiedFigure, ...]]:
    """The graph of the kitchen's source, and its figures."""
    graph = Graph(open_source(str(kitchen.go_tree(folder / "source"))))
    kitchen.figure_file(folder / "diagrams", DIAGRAM, "1-kitchen.yaml")
    kitchen.figure_file(folder / "diagrams", kitchen.EXCERPT, "2-a-dish.yaml")
    proofs = [prove(graph, figure, ORIGIN) for figure in load(folder / "diagrams")]
    assert [finding for proof in proofs for finding in proof.findings] == []
    return graph, tuple(proof.verified for proof in proofs if proof.verified is not None)


def kitchen_files(folder: Path, languages: tuple[str, ...] = ("en",), *, article: str = ARTICLE) -> dict[str, bytes]:
    """The files of the kitchen's site, with an article of its own or another in English."""
    graph, proved = figures(folder)
    kitchen.figure_file(folder / "templates" / "articles", article, "house.en.md")
    kitchen.figure_file(folder / "templates" / "articles", CHINESE, "house.zh.md")
    folders = (folder / "templates", kitchen.TEMPLATES)
    diagrams = [figure for figure in proved if isinstance(figure, VerifiedDiagram)]
    svgs = {language: {f.file: svg_text(f, folders, language=language) for f in diagrams} for language in languages}
    names = SymbolNames(graph, [{"k": "example.org/house/kitchen"}])
    file = kitchen.figure_file(folder / "templates" / "articles", GLOSSARY, "house.glossary.yaml")
    glossary = read_glossary(file, graph, ORIGIN, {figure.id for figure in proved}, {"the-kitchen"})
    return build(proved, svgs, folders, source=graph, article="house", names=names, glossary=glossary)


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    """The folder, with the files in it."""
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder
