"""What the search of the site looks in: scripts with a row for all that can be found, which are read from disk, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.present.rows import groups
from archviz.site.glossary import PAGE as GLOSSARY
from archviz.site.glossary import plain_texts
from archviz.site.links import package_folder, page
from archviz.words.kinds import declaration_kind
from archviz.words.notes import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.figure import Excerpt, VerifiedFigure
    from archviz.site.edition import Site
    from archviz.site.speech import Speech
    from archviz.site.versions import History
    from archviz.words.language import Language

_LONGEST_DOC = 300
_DRAWN = (VerifiedDiagram, VerifiedExcerpt)
_SUBJECT = 3


class SymbolRow(msgspec.Struct, frozen=True, array_like=True):
    """A symbol that has a page.

    ``kind`` and ``package`` are indexes into the kinds of declaration and the packages, ``file`` is the page's name
    below ``symbols/`` without its ending, ``shown`` how much figures show it: a table's cell less than a drawing.
    """

    short: str
    kind: int
    package: int
    file: str
    shown: int
    doc: str


class TextRow(msgspec.Struct, frozen=True, array_like=True):
    """A figure, a row of a table, a section of the article or a term: its address is from the site's root."""

    kind: str
    title: str
    label: str
    address: str
    text: str


def symbol_rows(site: Site) -> bytes:
    """The script with all symbols that have pages and their packages; all languages share it."""
    lookup = site.lookup
    packages = sorted({symbol.package for symbol in lookup.symbols})
    numbers = {package: number for number, package in enumerate(packages)}
    kinds: dict[str, int] = {}
    rows = []
    for symbol in lookup.symbols:
        declared = lookup.declaration(symbol)
        if declared is not None:
            kind = kinds.setdefault(declared.kind.value, len(kinds))
            file = lookup.address(symbol).removeprefix("symbols/").removesuffix(".html")
            shown = sum(_SUBJECT if isinstance(it, _DRAWN) else 1 for it in lookup.shown.get(symbol, ()))
            rows.append(SymbolRow(symbol.short, kind, numbers[symbol.package], file, shown, _first(declared.doc)))
    folders = {package: folder for package in packages if (folder := package_folder(package)) != package}
    return script("archvizSymbols", {"kinds": list(kinds), "packages": packages, "folders": folders, "rows": rows})


def text_rows(site: Site, history: History, words: Language, speech: Speech) -> bytes:
    """The script with what is found in one language: figures, rows of tables, sections, versions, names of kinds."""
    code = words.code
    rows = [*_articles(site, words), *_terms(site, words)]
    rows += (row for figure in site.ordered for row in _figure(figure, site, words))
    kinds = sorted({d.kind for s in site.lookup.symbols if (d := site.lookup.declaration(s)) is not None})
    named = {kind.value: str(declaration_kind(kind, speech)) for kind in kinds}
    for it in history.versions:
        title = " ".join(str(it.origin.title.in_language(code)).split())
        notes = " ".join(sentence(note, words) for note in it.notes)
        rows.append(_row("page", title, words.gettext("Version"), site.here(it.page, code).path, notes))
    about = site.here("about.html", code).path
    rows.append(_row("page", words.gettext("About"), words.gettext("What “proved” means"), about, ""))
    return script("archvizTexts", {"kinds": named, "package": words.gettext("package"), "rows": rows})


def _articles(site: Site, words: Language) -> Iterator[TextRow]:
    article = site.articles.get(words.code)
    if article is None:
        return
    start = site.here("index.html", words.code).path
    label = words.gettext("Article")
    for anchor, title, text in article.sections:
        yield _row("text", title, label, f"{start}#{anchor}" if anchor else start, text)


def _terms(site: Site, words: Language) -> Iterator[TextRow]:
    if site.glossary is not None:
        address, label = site.here(GLOSSARY, words.code).path, words.gettext("Glossary")
        for term, text in plain_texts(site.glossary, words):
            yield _row("term", words.text(term.name), label, f"{address}#{term.id}", text)


def _figure(figure: VerifiedFigure, site: Site, words: Language) -> Iterator[TextRow]:
    address = site.here(page(figure), words.code).path
    title = words.text(figure.title)
    number = words.gettext("Figure %(number)s", number=figure.number) if figure.number else ""
    label = number or words.gettext("Figures")
    said = [words.text(figure.description)]
    match figure:
        case VerifiedExcerpt():
            said += (text for excerpt in figure.excerpts for text in _excerpt(excerpt, words))
        case VerifiedDiagram():
            said += (words.text(edge.label) for edge in figure.edges if edge.label)
    yield _row("figure", title, label, address, " ".join(" ".join(said).split()))
    if isinstance(figure, VerifiedTable):
        yield from _table(figure, label, address, words)


def _excerpt(excerpt: Excerpt, words: Language) -> Iterator[str]:
    yield from (words.text(note.text) for note in excerpt.notes)
    for part in excerpt.parts:
        if isinstance(part, tuple):
            yield from (line.text for line in part)


def _table(table: VerifiedTable, about: str, address: str, words: Language) -> Iterator[TextRow]:
    """The rows of a table, each named by its first cell that is not of its group."""
    depth = sum(column.group for column in table.columns)
    for group in groups(table):
        for section in group.sections:
            anchor = section.anchor or group.anchor
            for row in section.rows:
                cells = [words.cell(cell) for cell in row.cells]
                label = " · ".join((*cells[:depth], about))
                place = f"{address}#{anchor}" if anchor else address
                yield _row("row", cells[depth], label, place, " ".join(cells[depth + 1 :]))


def _row(kind: str, title: str, label: str, address: str, text: str) -> TextRow:
    return TextRow(kind, whole(title), whole(label), address, whole(text))


def whole(text: str) -> str:
    """A text without what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode()


def _first(doc: str) -> str:
    """The first paragraph of a doc comment on one line, as much as says what the symbol is."""
    text = " ".join(whole(doc).strip().partition("\n\n")[0].split())
    return text if len(text) <= _LONGEST_DOC else f"{text[: _LONGEST_DOC - 1]}…"


def script(name: str, value: object) -> bytes:
    """A script that gives a value to the page, written so that no text in it is markup or ends a line."""
    data = msgspec.json.encode(value).replace(b"<", rb"\u003c")
    for end in ("\u2028", "\u2029"):
        data = data.replace(end.encode(), f"\\u{ord(end):04x}".encode())
    return b"globalThis.%s = %s;\n" % (name.encode(), data)
