"""Figures and articles in Markdown, for sites that are built by other generators.

The Markdown is of a kind that CommonMark and Python-Markdown read alike, with tables: what would be markup in a text
of a figure is escaped with a backslash where both take one, else as a character reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.present import phrases
from archviz.present.listings import listings
from archviz.present.rows import edge_rows, groups, places
from archviz.render.layout.metrics import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.figure import Cell, VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.present.listings import ListedNote, Listing
    from archviz.present.rows import EdgeRow, SourceLine
    from archviz.words.language import Language

_BACKSLASH = {ord(c): f"\\{c}" for c in "\\`*_[]"}
_REFERENCE = {ord(c): f"&#{ord(c)};" for c in "&<>{}|~$"}
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in '\\`*_[]&<>{}|~$"'}
"""The full-width forms of what cannot be escaped alike everywhere (Unicode, "Halfwidth and Fullwidth Forms")."""

_TYPOGRAPHY = re.compile(r"(?<=-)-|(?<=\.\.)\.|:(?=[\w+-]+:)")
"""What generators make other characters of: dashes of hyphens, an ellipsis of points, a picture of its name."""

_ENDS = tuple("?!.\u3002\uff01\uff1f")
"""What ends a sentence, in half and in full width."""

_BLOCK = re.compile(r"[-+#=:]|\d+(?=[.)])")
_NOT_IN_CODE = re.compile(r"[`|\\\n]|\{[{%#]|[%#}]\}|^ | $|^$")


@dataclass(frozen=True, slots=True)
class FigureMarkdown:
    """A figure in Markdown: ``name`` ("Figure 91") and ``caption`` are one line each, the others blocks.

    ``body`` is the picture, the code with its notes, or the tables; ``edges`` are a diagram's, as lists, else "".
    """

    name: str
    caption: str
    body: str
    edges: str = ""


def heading_id(figure: VerifiedFigure) -> str:
    """The id of a figure: what generators make of the heading ``Figure 91``."""
    return f"figure-{figure.number or figure.id}"


def sentence(title: str, words: Language) -> str:
    """A title as a sentence: with a full stop, where it does not end with a mark of its own."""
    return title if title.endswith(_ENDS) else words.gettext(phrases.SENTENCE, sentence=title)


def written(
    figure: VerifiedFigure, words: Language, picture: str = "", code: Callable[[str], tuple[str, bool]] | None = None
) -> FigureMarkdown:
    """A figure in Markdown. ``picture`` is the address of a diagram's picture from the page.

    ``code`` writes a block of code so that a generator leaves it alone, and says whether it had to put spaces in.
    """
    title = clean(words.text(figure.title))
    caption = f"**{text(sentence(title, words))}** {text(words.text(figure.description))}"
    edges = ""
    match figure:
        case VerifiedDiagram():
            alt = title.translate(_WIDE)
            body = f'![{alt}]({_address(picture)} "{alt}")'
            edges = "\n\n".join(_edges(figure, words))
        case VerifiedExcerpt():
            body = "\n\n".join(block for listing in listings(figure, words) for block in _listing(listing, words, code))
        case VerifiedTable():
            body = "\n\n".join(_tables(figure, words))
    return FigureMarkdown(words.gettext(phrases.FIGURE, number=figure.number or figure.id), caption, body, edges)


def text(plain: str) -> str:
    """A text of a figure as one line of Markdown that shows it as it is."""
    escaped = clean(plain).translate(_BACKSLASH | _REFERENCE)
    return _TYPOGRAPHY.sub(lambda found: f"&#{ord(found[0])};", escaped)


def _at_start(plain: str) -> str:
    """A text at the start of a line, where it begins no block."""
    escaped = text(plain)
    found = _BLOCK.match(escaped)
    if found is None:
        return escaped
    end = found.end() if found[0].isdigit() else 0
    return f"{escaped[:end]}&#{ord(escaped[end])};{escaped[end + 1 :]}"


def literal(name: str) -> str:
    """A name or a piece of code within a line: as code where that shows it as it is, else as text."""
    return text(name) if _NOT_IN_CODE.search(name) else f"`{name}`"


def fence(code: str, language: str = "go") -> str:
    """A fenced block that no line of the code can end (CommonMark, "Fenced code blocks")."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _address(url: str) -> str:
    """An address that ends where it ends, in a link of Markdown."""
    return quote(url, safe="%/:=&?~#+!$,;'@", errors="replace")


def _linked(where: SourceLine, label: str = "") -> str:
    shown = text(label or where.label)
    return f"[{shown}]({_address(where.url)})" if where.url else shown


def _named(symbol: Symbol, depth: int = 1) -> str:
    return literal("/".join(symbol.package.split("/")[-depth:]) + f".{symbol.short}")


def _edges(diagram: VerifiedDiagram, words: Language) -> Iterator[str]:
    rows = edge_rows(diagram, words)
    branches = any(row.step and row.step.branch for row in rows)  # "3a." begins no item of a list
    number = "* **{}.** " if branches else "{}. "
    steps = [number.format(row.step) + _edge(row, words) for row in rows if row.step]
    others = [f"* {_edge(row, words)}" for row in rows if not row.step]
    if steps:
        yield "\n".join(steps)
    if steps and others:
        yield words.gettext(phrases.WITHOUT_NUMBER)  # two lists with nothing between are one list to Python-Markdown
    if others:
        yield "\n".join(others)


def _edge(row: EdgeRow, words: Language) -> str:
    subject = _named(row.source) if row.subject == row.source.short else _at_start(row.subject)
    parts = [subject, text(row.verb), _named(row.target)]
    parts += [words.gettext(phrases.MODE, mode=row.mode)] if row.mode else []
    parts += [f"({text(said)})" for said in (row.note, row.label) if said]
    parts += [words.gettext(phrases.ASSERTED, why=text(row.asserted))] if row.asserted else []
    relation, places = " ".join(filter(None, parts)), ", ".join(map(_linked, row.places))
    said = words.gettext(phrases.PLACES, relation=relation, places=places) if row.places else relation
    return f"{said}  \n  {_at_start(row.why)}" if row.why else said


def _listing(listing: Listing, words: Language, change: Callable[[str], tuple[str, bool]] | None) -> Iterator[str]:
    yield words.gettext(phrases.LISTING, symbol=_named(listing.symbol), place=_linked(listing.place))
    block, spaced = change(listing.code) if change is not None else (fence(listing.code), False)
    yield block
    if spaced:
        yield words.gettext(phrases.SPACED)
    if listing.unseen:
        lines = (words.gettext(phrases.LINE, number=number) for number in listing.unseen)
        yield words.gettext(phrases.UNSEEN, lines=", ".join(lines))
    if listing.notes:
        yield "\n".join(_note(note, words) for note in listing.notes)


def _note(note: ListedNote, words: Language) -> str:
    line = words.gettext(phrases.LINE, number=note.line)
    linked, code = _linked(note.place, line[0].upper() + line[1:]), f"`{note.begun}`"
    if not note.begun or _NOT_IN_CODE.search(note.begun):
        shown = words.gettext(phrases.NOTE, line=linked, note=text(note.text))
    else:
        shown = words.gettext(phrases.NOTE_AT_CODE, line=linked, code=code, note=text(note.text))
    return f"{note.number}. {shown}"


def _tables(table: VerifiedTable, words: Language) -> Iterator[str]:
    shown = [column for column in table.columns if not column.group]
    titles = (*(text(words.term(column.title)) for column in shown), words.gettext(phrases.EVIDENCE))
    for group in groups(table):
        for section in group.sections:
            if group.name is not None:
                named = (_group_name(cell, words) for cell in (group.name, *section.names))
                yield f"**{' / '.join(named)}** ({len(section.rows)})"
            lines = [titles, ("---",) * len(titles)]
            for row in section.rows:
                cells = (_cell(cell, words) for cell in row.cells[-len(shown) :])
                lines.append((*cells, ", ".join(map(_linked, places(row.places, table.origin)))))
            yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if table.unknown:
        yield words.gettext(phrases.UNKNOWN, number=table.unknown)


def _group_name(cell: Cell, words: Language) -> str:
    return _cell(cell, words) if cell.symbol is not None else text(words.cell(cell))


def _cell(cell: Cell, words: Language) -> str:
    if cell.symbol is not None:
        return _named(cell.symbol, 2)
    plain = cell.evidence is None or cell.words is not None
    shown = words.cell(cell)
    return text(shown) if plain else literal(shown)
