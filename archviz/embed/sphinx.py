"""An extension for Sphinx: the directive ``archviz-figure`` sets a figure in."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.directives.patches import Figure
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import archviz
from archviz.embed.figures import STATIC, Figures, at_page, said
from archviz.embed.sphinx_pictures import FIGURE, FigureConverter
from archviz.model.errors import ArchvizError
from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.safe import visible
from archviz.present import phrases
from archviz.present.listings import listings
from archviz.present.markdown import sentence
from archviz.present.rows import edge_rows, groups, places
from archviz.render.layout.metrics import clean
from archviz.workspace.outputs import write_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from archviz.embed.figures import EmbeddedFigure, EmbeddedPicture
    from archviz.model.figure import Cell
    from archviz.model.symbols import Symbol
    from archviz.present.listings import ListedNote
    from archviz.present.rows import EdgeRow, SourceLine
    from archviz.words.language import Language


_LOG = logging.getLogger(__name__)
_UNPROVED = "archviz_unproved"
"""What marks a page, in what Sphinx keeps of it, as one with a figure that is not proved."""


class Details(nodes.General, nodes.Element):
    """What a page of HTML folds away; other formats show it."""


class Summary(nodes.paragraph):
    """The line that stands for what is folded away."""


class FigureDirective(SphinxDirective, Figure):
    """Sets in the figure that is its argument: a diagram as a picture and its arrows as a list, an excerpt as code.

    It takes the options of the directive ``figure``; an excerpt or a table, which has no picture, only ``name``,
    ``class`` and ``figclass``. What stands below it is the caption, instead of the figure's own, and a legend.
    """

    def run(self) -> list[nodes.Node]:
        """The nodes. Raises DirectiveError where the figure is not proved."""
        page, line = self.get_source_info()
        figures = _figures(*self.config.archviz_inputs)
        try:
            shown = figures.show(self.arguments[0], self.config.language or "")
        except ArchvizError as error:
            self.env.note_reread()
            self.env.metadata[self.env.docname][_UNPROVED] = self.arguments[0]
            raise self.error("\n".join(at_page(error, page, line).lines)) from error
        finally:
            for unread in figures.diagnostics():
                _LOG.warning("%s", visible(unread), type="archviz", subtype="source")
        self.env.note_dependency(str(shown.file))
        words = shown.words
        title, description = clean(words.text(shown.figure.title)), clean(words.text(shown.figure.description))
        if shown.picture is not None:
            return self._diagram(shown, shown.picture, title, description)
        return self._without_picture(shown, title, description)

    def _diagram(
        self, shown: EmbeddedFigure, picture: EmbeddedPicture, title: str, description: str
    ) -> list[nodes.Node]:
        """The picture, by the directive ``figure``, and the arrows folded away behind it."""
        uri = self._file(picture)
        width = float(picture.width or 0)
        options = self.options
        if not {"width", "height"} & options.keys():
            options["width"] = f"{width * options.pop('scale', 100) / 100:g}px"
        if options.get("figwidth") == "image":
            options["figwidth"] = options.get("width", f"{width:g}px")
        options["figclass"] = ["archviz", *options.get("figclass", ())]
        options.setdefault("alt", title)
        self.arguments = [uri]
        made = super().run()
        drawn = made[0]
        if not isinstance(drawn, nodes.figure):  # what docutils says of an option
            return made
        image = next(drawn.findall(nodes.image))
        image["uri"] = uri  # with the blanks that docutils takes out
        image["classes"].append(FIGURE)
        if not self.content:
            drawn += [nodes.caption("", title), nodes.legend("", nodes.paragraph("", description))]
        if isinstance(shown.figure, VerifiedDiagram):
            edges = list(_edges(edge_rows(shown.figure, shown.words), shown.words))
            summary = Summary("", shown.words.gettext(phrases.EVERY_ARROW))
            made += [Details("", summary, *edges)] if edges else []
        return made

    def _without_picture(self, shown: EmbeddedFigure, title: str, description: str) -> list[nodes.Node]:
        figure, words = shown.figure, shown.words
        unfit = sorted(self.options.keys() - {"name", "class", "figclass"})
        if unfit:
            raise self.error(f'option "{unfit[0]}" is for a picture, and figure {figure.id} has none')
        caption = nodes.paragraph("", "", nodes.strong("", sentence(title, words)), nodes.Text(f" {description}"))
        said = self.parse_content_to_nodes() if self.content else [caption]
        code = _code(figure, words) if isinstance(figure, VerifiedExcerpt) else ()
        tables = _tables(figure, words) if isinstance(figure, VerifiedTable) else ()
        classes = ["archviz", *self.options.get("figclass", ()), *self.options.get("class", ())]
        made = nodes.container("", *said, *code, *tables, classes=classes)
        self.add_name(made)
        return [made]

    def _file(self, picture: EmbeddedPicture) -> str:
        """The picture as a file that Sphinx can take, from beside what it keeps between builds; its address for it."""
        folder = Path(self.env.doctreedir) / "archviz"
        write_files(folder, {picture.path: picture.svg.encode()})
        return f"/{Path(os.path.relpath(folder / picture.path, self.env.srcdir)).as_posix()}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Called by Sphinx."""
    for name in ("project", "version", "source", "language"):
        app.add_config_value(f"archviz_{name}", "", "env", types=str)
    app.add_config_value("archviz_inputs", (), "env", types=tuple)
    app.connect("config-inited", _configure)
    app.add_config_value("archviz_lint", False, "", types=(bool, str))
    app.connect("env-updated", _hold)
    app.connect("build-finished", _finish)
    app.add_css_file("archviz.css")
    app.add_directive("archviz-figure", FigureDirective)
    app.add_post_transform(FigureConverter)
    shown = (_pass, _pass)
    app.add_node(Details, html=(_open_details, _close_details), latex=shown, text=shown, man=shown, texinfo=shown)
    line = (_open_paragraph, _close_paragraph)
    app.add_node(Summary, html=(_open_summary, _close_summary), latex=line, text=line, man=line, texinfo=line)
    return {"version": archviz.__version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config: Config) -> None:
    """Makes what all figures come from a setting, so that a change of it makes Sphinx read the pages again."""
    chosen = (config.archviz_project, config.archviz_version, config.archviz_source, config.archviz_language)
    try:
        surroundings = Figures(Path(app.confdir), *chosen).surroundings
    except ArchvizError as error:
        raise ConfigError(str(error)) from error
    _figures.cache_clear()  # or a second build by the same program would show claims as the first one read them
    config.html_static_path.append(str(STATIC))
    config.archviz_inputs = (surroundings, str(app.confdir), *chosen)


def _hold(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warns of what is wrong in the pages, where that is asked for; no page is to be read again for that."""
    chosen = app.config.archviz_lint
    if chosen not in (False, True, "strict"):
        raise ConfigError(f"archviz_lint is {chosen!r}: it is False, True or 'strict'")
    if chosen:
        pages = [Path(env.doc2path(name)) for name in env.found_docs]
        try:
            wrong = _figures(*app.config.archviz_inputs).wrong(Path(app.srcdir), pages, strict=chosen == "strict")
        except ArchvizError as error:
            raise ExtensionError(str(error), modname="archviz.embed.sphinx") from error
        for found in wrong:
            place = f"{os.path.relpath(found.file)}:{found.line}"
            _LOG.warning("%s", visible(said(found)), location=place, type="archviz", subtype="lint")
    return []


def _finish(app: Sphinx, exception: Exception | None) -> None:  # noqa: ARG001 as Sphinx calls it
    """Fails a build with a figure that is not proved: each is reported where it was asked for."""
    if any(_UNPROVED in known for known in app.env.metadata.values()):
        app.statuscode = 1


@lru_cache(maxsize=1)
def _figures(surroundings: str, folder: str, *chosen: str) -> Figures:  # noqa: ARG001 another digest is another source
    return Figures(Path(folder), *chosen)


def _edges(rows: Iterable[EdgeRow], words: Language) -> Iterator[nodes.Element]:
    rows = list(rows)
    steps = [row for row in rows if row.step]
    others = [row for row in rows if not row.step]
    if steps:
        paragraphs = [_edge(row, words) for row in steps]
        if any(row.step and row.step.branch for row in steps):  # "3a." is no number of a list
            for row, paragraph in zip(steps, paragraphs, strict=True):
                paragraph.insert(0, [nodes.strong("", f"{row.step}."), nodes.Text(" ")])
            yield nodes.bullet_list("", *[nodes.list_item("", one) for one in paragraphs], bullet="*")
        else:
            items = [nodes.list_item("", one) for one in paragraphs]
            yield nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
    if others:
        yield nodes.bullet_list("", *[nodes.list_item("", _edge(row, words)) for row in others], bullet="-")


def _edge(row: EdgeRow, words: Language) -> nodes.paragraph:
    subject = _symbol(row.source) if row.subject == row.source.short else nodes.Text(clean(row.subject))
    relation: list[nodes.Node] = [subject, nodes.Text(f" {row.verb} "), _symbol(row.target)]
    if row.mode:
        relation += [nodes.Text(" "), *_phrase(words.gettext(phrases.MODE, mode=row.mode))]
    relation += [nodes.Text(f" ({clean(said)})") for said in (row.note, row.label) if said]
    if row.asserted:
        relation.append(nodes.Text(f" {words.gettext(phrases.ASSERTED, why=clean(row.asserted))}"))
    places = [node for where in row.places for node in (nodes.Text(", "), _place(where))][1:]
    shown = list(_filled(words, phrases.PLACES, relation=relation, places=places) if places else relation)
    if row.why:
        shown += [nodes.Text(" "), nodes.emphasis("", clean(row.why))]
    return nodes.paragraph("", "", *shown)


def _filled(words: Language, message: str, **values: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """A message with nodes for its values."""
    for text, name in words.parts(message):
        if text:
            yield nodes.Text(text)
        yield from values.get(name, ())


def _code(figure: VerifiedExcerpt, words: Language) -> Iterator[nodes.Element]:
    for listing in listings(figure, words):
        symbol, place = [_symbol(listing.symbol)], [_place(listing.place)]
        yield nodes.paragraph("", "", *_filled(words, phrases.LISTING, symbol=symbol, place=place))
        yield nodes.literal_block(listing.code, listing.code, language="go")
        if listing.unseen:
            lines = ", ".join(words.gettext(phrases.LINE, number=number) for number in listing.unseen)
            yield nodes.paragraph("", words.gettext(phrases.UNSEEN, lines=lines))
        if listing.notes:
            items = [nodes.list_item("", _note(note, words)) for note in listing.notes]
            first = listing.notes[0].number
            start = {"start": first} if first > 1 else {}
            yield nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".", **start)


def _note(note: ListedNote, words: Language) -> nodes.paragraph:
    line = words.gettext(phrases.LINE, number=note.line)
    message = phrases.NOTE_AT_CODE if note.begun else phrases.NOTE
    place, code, text = _place(note.place, line[0].upper() + line[1:]), nodes.literal("", note.begun), clean(note.text)
    return nodes.paragraph("", "", *_filled(words, message, line=[place], code=[code], note=[nodes.Text(text)]))


def _tables(table: VerifiedTable, words: Language) -> Iterator[nodes.Element]:
    shown = [column for column in table.columns if not column.group]
    titles = [*(clean(words.term(column.title)) for column in shown), words.gettext(phrases.EVIDENCE)]
    for group in groups(table):
        for section in group.sections:
            if group.name is not None:
                name = " / ".join(words.cell(cell) for cell in (group.name, *section.names))
                yield nodes.paragraph("", "", nodes.strong("", clean(name)), nodes.Text(f" ({len(section.rows)})"))
            rows = [
                _row(
                    *([_cell(cell, words)] for cell in row.cells[-len(shown) :]),
                    _with_commas([_place(one) for one in places(row.places, table.origin)]),
                )
                for row in section.rows
            ]
            head = _row(*map(_only, titles))
            columns = [nodes.colspec(colwidth=1) for _ in titles]
            body = nodes.tbody("", *rows)
            yield nodes.table("", nodes.tgroup("", *columns, nodes.thead("", head), body, cols=len(columns)))
    if table.unknown:
        yield nodes.paragraph("", words.gettext(phrases.UNKNOWN, number=table.unknown))


def _row(*cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells])


def _cell(cell: Cell, words: Language) -> nodes.Node:
    if cell.symbol is not None:
        return _symbol(cell.symbol, 2)
    shown = clean(words.cell(cell))
    return nodes.Text(shown) if cell.evidence is None or cell.words is not None else nodes.literal("", shown)


def _only(title: str) -> list[nodes.Node]:
    return [nodes.Text(title)]


def _with_commas(those: list[nodes.Node]) -> list[nodes.Node]:
    return [node for one in those for node in (nodes.Text(", "), one)][1:]


def _symbol(symbol: Symbol, depth: int = 1) -> nodes.literal:
    return nodes.literal("", "/".join(symbol.package.split("/")[-depth:]) + f".{symbol.short}")


def _place(where: SourceLine, label: str = "") -> nodes.Node:
    shown = clean(label or where.label)
    return nodes.reference("", shown, refuri=where.url) if where.url else nodes.Text(shown)


def _phrase(words: str) -> list[nodes.Node]:
    """Words in which backticks mark code."""
    parts = words.split("`")
    return [nodes.literal("", part) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part]


def _open_details(writer: Any, node: nodes.Element) -> None:
    writer.body.append(writer.starttag(node, "details", CLASS="archviz"))


def _close_details(writer: Any, node: nodes.Element) -> None:  # noqa: ARG001 as Sphinx calls it
    writer.body.append("</details>\n")


def _open_summary(writer: Any, node: nodes.Element) -> None:
    writer.body.append(writer.starttag(node, "summary", ""))


def _close_summary(writer: Any, node: nodes.Element) -> None:  # noqa: ARG001 as Sphinx calls it
    writer.body.append("</summary>\n")


def _open_paragraph(writer: Any, node: nodes.Element) -> None:
    writer.visit_paragraph(node)


def _close_paragraph(writer: Any, node: nodes.Element) -> None:
    writer.depart_paragraph(node)


def _pass(writer: Any, node: nodes.Element) -> None:
    """Shows what is within."""
