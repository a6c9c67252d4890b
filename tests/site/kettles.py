"""Figures of a codebase that does not exist, some with texts that mean harm, and an article around them."""

from __future__ import annotations

from pathlib import Path

from archviz.model.figure import (
    Card,
    CardKind,
    Cell,
    CodeLine,
    Edge,
    End,
    Excerpt,
    Fold,
    Note,
    Origin,
    Row,
    RowKind,
    StepNumber,
    SymbolUse,
    TableColumn,
    TableRow,
    Text,
    Total,
    VerifiedDiagram,
    VerifiedExcerpt,
    VerifiedFigure,
    VerifiedTable,
)
from archviz.model.relations import Evidence, Mode, Position, RelationKind
from archviz.model.symbols import Symbol

TEMPLATES = Path(__file__).parents[2] / "templates"

PACKAGE = "example.com/kettle/pkg/boil"
ORIGIN = Origin("1.0.0", "c0ffee", "https://example.com/blob/c0ffee/{file}#L{line}", "Kettle")

KETTLE = Symbol(PACKAGE, "Kettle")
WHISTLER = Symbol(PACKAGE, "Whistler")
BOIL = KETTLE.of("Boil")
BLOW = WHISTLER.of("Blow")
HEAT = Symbol("example.com/kettle/pkg/stove", "Heat")
FILE = "pkg/boil/kettle.go"

HARM = '<script>window.harmed = 1</script><img src=x onerror="window.harmed = 1">'
TURNED = "\u202e]]>\u2066 & \"quoted\" 'twice' \x1b[31m \x00 \ud800 --> {{ 7 * 7 }} {% raw %}"

BOIL_GO = """\
// Boil heats the water until the kettle sings.
func (k *Kettle) Boil(target Degrees) error {
	if k.lid == Open {
		return ErrLid
	}
	song := `first line
	second line </code></details>
third line`
	/* a comment that
	goes on */
	for k.sensor.Read() < target {
		stove.Heat(k)
	}
	k.whistler.Blow(song, "ä", 3)
	return nil
}
"""


def lines(text: str, first: int = 1) -> tuple[CodeLine, ...]:
    return tuple(CodeLine(number, line) for number, line in enumerate(text.splitlines(), first))


def boil() -> Excerpt:
    """Lines 40 to 55: two folds, the second in the middle of a raw string; two notes side by side, one further down."""
    all_lines = lines(BOIL_GO, 40)
    return Excerpt(
        BOIL,
        FILE,
        (all_lines[:2], Fold(all_lines[2:5]), all_lines[5:6], Fold(all_lines[6:10]), all_lines[10:]),
        (
            Note(50, Text("The sensor is read again each time, because water that is poured in cools the rest.")),
            Note(51, Text("Where the heat comes from is another package's affair.")),
            Note(41, Text("Degrees are Celsius.", "摄氏度。")),
        ),
        (SymbolUse(51, 8, 12, HEAT), SymbolUse(53, 12, 16, BLOW)),
    )


def harmful() -> Excerpt:
    """Lines that hold markup, turned text, and ten thousand characters."""
    text = (f"var a = `{HARM}", TURNED, "`", f"var long = {'(x+' * 3300}y", "// \u200bhidden\u2028and parted")
    shown = tuple(CodeLine(number, line) for number, line in enumerate(text, 7))
    return Excerpt(
        Symbol(PACKAGE, "a"), "pkg/boil/harm.go", (shown,), (Note(8, Text(HARM + TURNED)), Note(10, Text("w" * 500)))
    )


def _row(kind: RowKind, symbol: Symbol, line: int) -> Row:
    return Row(kind, symbol.leaf, symbol, Position(FILE, line, 2))


DIAGRAM = VerifiedDiagram(
    1,
    "boiling",
    "kettle-boiling",
    Text("How a kettle comes to sing"),
    Text("The kettle heats its water and blows the whistle."),
    (
        Card(
            "kettle",
            CardKind.STRUCT,
            KETTLE,
            "Kettle",
            "boil",
            Position(FILE, 12, 6),
            (_row(RowKind.FIELD, KETTLE.of("whistler"), 14), _row(RowKind.METHOD, BOIL, 41)),
        ),
        Card("whistler", CardKind.INTERFACE, WHISTLER, "Whistler", "boil", Position("pkg/boil/whistler.go", 3, 6)),
    ),
    (
        Edge(
            "e0",
            RelationKind.HOLDS,
            End("kettle", 0),
            End("whistler"),
            KETTLE.of("whistler"),
            WHISTLER,
            (Evidence(Position(FILE, 14, 11)),),
            Mode.PLAIN,
        ),
        Edge(
            "e1",
            RelationKind.CALL,
            End("kettle", 1),
            End("whistler"),
            BOIL,
            BLOW,
            tuple(map(Evidence, (Position(FILE, 53, 13), Position(FILE, 60, 13), Position("pkg/boil/other.go", 9, 2)))),
            Mode.GO,
            step=StepNumber(1),
            label=Text("when it is hot"),
        ),
        Edge(
            "e2",
            RelationKind.CREATES,
            End("whistler"),
            End("kettle"),
            WHISTLER,
            KETTLE,
            (),
            Mode.PLAIN,
            asserted="the potter said so",
        ),
    ),
    ORIGIN,
)

SVG = """<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 300" width="900" height="300" class="av" role="img"
 aria-label="A kettle">
<style>.av rect{fill:#ffffff} .av text{fill:#17212f}
@media (prefers-color-scheme:dark){.av rect{fill:#1b2431}} .av &gt; text{font-size:20px}</style>
<rect width="900" height="300"/><a href="https://example.com/blob/c0ffee/pkg/boil/kettle.go#L12"><text x="40" y="60">
Kettle</text></a></svg>
"""

EXCERPT = VerifiedExcerpt(
    2,
    "boil-code",
    "kettle-boil-code",
    Text("What Boil does", "Boil 做什么"),
    Text("It waits for the lid, heats, and blows."),
    (boil(), Excerpt(HEAT, "pkg/stove/heat.go", (lines("func Heat(k any) {\n}", 3),))),
    ORIGIN,
)

HARMFUL = VerifiedExcerpt(3, "harm", "kettle-harm", Text(f"Harm {HARM}"), Text(TURNED), (harmful(),), ORIGIN)


def _drink(group: str, version: str, name: str, line: int) -> TableRow:
    storage = Symbol(f"example.com/kettle/registry/{name.split('/')[0]}/storage", "REST")
    provider = Symbol("example.com/kettle/registry/rest", "Provider")
    at = Evidence(Position("registry/rest/provider.go", line, 3))
    cells = (
        Cell(group, None, at) if group else Cell("core", None, at, Text("core (legacy)", "core（legacy）")),  # noqa: RUF001
        Cell(version, None, at),
        Cell(name, None, at),
        Cell(storage.short, storage, at),
        Cell(provider.short, provider, at),
    )
    return TableRow(provider, cells, at)


TABLE = VerifiedTable(
    4,
    "served",
    "kettle-served",
    Text("All that is served"),
    Text("Groups, versions, drinks."),
    (
        TableColumn(Text("Group", "组"), group=True),
        TableColumn(Text("Version", "版本"), group=True),
        TableColumn(Text("Drink", "饮品")),
        TableColumn(Text("Storage", "存储")),
        TableColumn(Text("Built by", "构建者")),
    ),
    (
        _drink("", "v1", "cups", 10),
        _drink("", "v1", HARM, 11),
        _drink("brew.example.com", "v1", "teas", 21),
        _drink("brew.example.com", "v1", "teas/status", 22),
        _drink("brew.example.com", "v1beta1", "teas", 20),
    ),
    ORIGIN,
    (Total(Text("groups", "组"), 2), Total(Text("drinks", "饮品"), 5)),
)

LEFT_OUT = VerifiedExcerpt(
    5, "lid", "kettle-lid", Text("The lid"), Text("Open or shut."), (Excerpt(BOIL, FILE, (lines("x", 9),)),), Origin("")
)

FIGURES: tuple[VerifiedFigure, ...] = (DIAGRAM, EXCERPT, HARMFUL, TABLE, LEFT_OUT)
SVGS = {DIAGRAM.file: SVG}

HEAD = """\
---
title: Reading the kettle
description: How water comes to boil, and who is told.
date: 2021-05-15
author: The potter
tags: [tea]
---
"""

CODE = 'code: {copyright: The Kettle Authors, license: "Apache License, Version 2.0", link: assets/apache-2.0.txt}'

ARTICLE = f"""{HEAD.replace("tags:", CODE + chr(10) + "tags:")}
Some words first, `inline code`, and [a figure](figure:boil-code) further down.

## Boiling & singing

![](figure:boiling)

Raw HTML stays text: {HARM}

### The code of `Boil`

![](figure:boil-code)

| left | right |
|------|------:|
| a    |     1 |

## Harm

![](figure:harm)

![](figure:served)

```go
func main() {{ {"x" * 300} }}
```
"""


ENGLISH = {"en": SVGS}


def templates(folder: Path, article: str = ARTICLE, **others: str) -> tuple[Path, Path]:
    """A folder of templates with an article named kettle, by language, before the site's own pages."""
    (folder / "articles").mkdir(parents=True)
    for language, text in {"en": article, **others}.items():
        (folder / "articles" / f"kettle.{language}.md").write_text(text, encoding="utf-8")
    return folder, TEMPLATES
