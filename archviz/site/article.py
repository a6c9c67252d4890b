"""An article in Markdown as prose with figures set in by name."""

from __future__ import annotations

import datetime  # noqa: TC003 msgspec reads it at run time
import re
from dataclasses import dataclass
from glob import escape
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import quote, unquote

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.front_matter import front_matter_plugin
from msgspec import Meta

from archviz.documents.document import convert, parse_document
from archviz.documents.files import read_text
from archviz.model.errors import FigureError
from archviz.model.names import END
from archviz.model.suggest import did_you_mean
from archviz.present.pieces import PART, SCHEME, set_in
from archviz.present.rows import edge_at
from archviz.site.links import page
from archviz.site.names import link_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.site.names import NameLink

_ID = re.compile(r"\{#([\w-]+)\}\s*$")
_UNFINISHED = re.compile(r"---[ \t]*\n\s*[\w-]+[ \t]*:")
_TOML = re.compile(r"\+\+\+[ \t]*\n")
_HEADING = re.compile(r'<h[2-4] id="([^"]*)"[^>]*>(.*?)</h[2-4]>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LEVELS = (2, 3)
"""The levels of heading that the table of contents lists."""

_NAMED = (2, 3, 4)
"""The levels of heading that have an id."""

_Line = Annotated[str, Meta(min_length=1, pattern=rf"^[^\n]*{END}")]


class CodeLicence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose code the figures show; ``link`` is the address of the licence's text, from the site's root."""

    copyright: _Line
    license: _Line
    link: _Line


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an article's YAML head holds, all of which may be left out.

    ``title`` is then the text of the article's first heading, or the file's name. ``image`` is the address of the
    picture that stands for the article in a list, ``code`` what pages with code must say.
    """

    title: _Line = ""
    description: _Line = ""
    date: datetime.date | None = None
    author: _Line = ""
    tags: tuple[_Line, ...] = ()
    categories: tuple[_Line, ...] = ()
    image: str = ""
    code: CodeLicence | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents."""

    level: int
    anchor: str
    text: str


class Section(NamedTuple):
    """The text below a heading, up to the next one, and the heading's; ``anchor`` is "" for what is above them all."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A diagram and the rest of its section's prose, which names steps of it: a page shows them side by side."""

    figure: VerifiedFigure
    prose: Markup


@dataclass(frozen=True, slots=True)
class Article:
    """An article read: ``blocks`` are its prose as HTML and the figures between, in order.

    ``source`` is its Markdown, without a heading that has become its title.
    """

    head: FrontMatter
    headings: tuple[Heading, ...]
    blocks: tuple[Markup | VerifiedFigure | Passage, ...]
    places: tuple[str, ...]
    """The ids of all headings and figures, in order: what a link to the article may lead to."""
    source: str

    @property
    def figures(self) -> tuple[VerifiedFigure, ...]:
        """The figures that are set in, in order."""
        return tuple(
            block.figure if isinstance(block, Passage) else block
            for block in self.blocks
            if not isinstance(block, Markup)
        )

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The diagrams with prose at their side, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Passage))

    @property
    def prose(self) -> str:
        """All text as HTML, without the figures."""
        parts = (block.prose if isinstance(block, Passage) else block for block in self.blocks)
        return "".join(part for part in parts if isinstance(part, Markup))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The article's text by its headings; first that above them, whose title is the article's."""
        before, *parts = _HEADING.split(self.prose)
        below = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        first = Section("", self.head.title, _plain(before) or self.head.description)
        return (first, *(Section(anchor, _plain(title), _plain(text)) for anchor, title, text in below))


def article_file(name: str, language: str, templates: Sequence[Path]) -> Path:
    """The file of an article: all its languages are in the first folder that has one of them, else in the first."""
    folders = [folder / "articles" for folder in templates]
    folder = next((folder for folder in folders if any(folder.glob(f"{escape(name)}.*.md"))), folders[0])
    return folder / f"{name}.{language}.md"


def read_article(
    path: Path, figures: Mapping[str, VerifiedFigure], name_link: NameLink | None = None, hreflang: str = ""
) -> Article:
    """An article and the figures that it names by their ids, the keys of ``figures``.

    A paragraph that is only an image at ``figure:ID`` sets a figure in; a link to ``figure:ID`` leads to its anchor,
    one to ``figure:ID#STEP`` to that step in the figure's page. A heading's id is made of its text, unless it ends with
    one, as in ``## Title {#id}``. HTML in the Markdown is shown as text. Without front matter, or a title in it, the
    title is the first heading's, which is not shown again where it is of the first level, or else the file's name.
    A code span outside of links that has an address by ``name_link`` is a link there, to a page in the language
    ``hreflang`` where that is another than the article's.
    Raises FigureError with the file and line for front matter that is none, a figure or a step that is unknown, a
    figure that is set in twice, and any other image.
    """
    file = str(path)
    source = read_text(path, FigureError)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.use(front_matter_plugin).parse(source)
    head = _front_matter(tokens, source, file)
    if not head.title:
        title, source = _title(tokens, source)
        head = msgspec.structs.replace(head, title=title or path.stem.partition(".")[0])
    _give_ids(tokens)
    _take_ids(tokens)
    _check_ids(tokens, {"page-text", "figure-list", *(anchor(figure) for figure in figures.values())}, file)
    _link_headings(tokens)
    if name_link is not None:
        link_names(tokens, figures, name_link, hreflang)

    def html(some: list[Token]) -> Markup:
        text = markdown.renderer.render(some, markdown.options, {})
        text = text.replace("<pre>", '<pre tabindex="0">')  # code that scrolls is reached by keyboard
        return Markup(text)  # noqa: S704 raw HTML is off, so the renderer escapes all text

    blocks: list[Markup | VerifiedFigure | Passage] = []
    seen: set[str] = set()
    for figure, some in _split(tokens):
        if figure is None:
            _mend(some, figures, file)
            rest = some
            if blocks and not isinstance(above := blocks[-1], (Markup, Passage)):
                beside, after = _section(some)
                if _speaks_of(above, beside):
                    blocks[-1] = Passage(above, html(beside))
                    rest = after
            if rest:
                blocks.append(html(rest))
        else:
            found = _known(figure, figures, file, _line(some[1]))
            if found.id in seen:
                raise FigureError(f"figure {found.id} is set in twice", file=file, line=_line(some[1]))
            seen.add(found.id)
            blocks.append(found)
    return Article(head, tuple(_headings(tokens)), tuple(blocks), tuple(_places(tokens)), source)


def _front_matter(tokens: list[Token], source: str, file: str) -> FrontMatter:
    """What the front matter says, taken from the tokens; nothing where there is none."""
    if tokens and tokens[0].type == "front_matter":
        content = tokens.pop(0).content
        if not content.strip():
            return FrontMatter()
        return convert(parse_document(content, file, FigureError, above=1), FrontMatter, FigureError)
    if _UNFINISHED.match(source):
        hint = "put --- on a line of its own below its last key"
        raise FigureError("the front matter that begins here does not end", file=file, line=1, hint=hint)
    if _TOML.match(source):
        hint = "write `title: …` in place of `title = …`, between two lines of ---"
        raise FigureError("front matter between lines of +++ is TOML; it is to be YAML", file=file, line=1, hint=hint)
    return FrontMatter()


def _title(tokens: list[Token], source: str) -> tuple[str, str]:
    """The text of the first heading, "" where there is none; and the source without it, if it is of the first level.

    Such a heading is taken from the tokens, and its lines are left empty in the source.
    """
    at = next((i for i, token in enumerate(tokens) if token.type == "heading_open"), None)
    if at is None:
        return "", source
    opening, inline = tokens[at : at + 2]
    given = _ID.search(inline.content)
    title = " ".join(_text(inline).removesuffix(given[0] if given else "").split())
    if opening.tag != "h1" or opening.level or opening.map is None or not title:
        return title, source
    del tokens[at : at + 3]
    lines = source.split("\n")
    start, end = opening.map
    lines[start:end] = [""] * (end - start)
    return title, "\n".join(lines)


def anchor(figure: VerifiedFigure) -> str:
    """The id of a figure in the article's page."""
    return f"fig-{figure.number or figure.id}"


def _text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _slug(title: str) -> str:
    return re.sub(r"[^\w-]", "", title.strip().lower().replace(" ", "-")) or "section"


def _give_ids(tokens: list[Token]) -> None:
    """Gives headings ids that are made of their text, with a number where that is taken."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and int(opening.tag[1]) in _NAMED:
            name = slug = _slug(_text(inline))
            while name in taken:
                counts[slug] = counts.get(slug, 0) + 1
                name = f"{slug}-{counts[slug]}"
            taken.add(name)
            opening.attrs["id"] = name


def _take_ids(tokens: list[Token]) -> None:
    """Gives headings the ids that they end with, in place of those made of their text."""
    for opening, inline in pairwise(tokens):
        last = inline.children[-1] if opening.type == "heading_open" and inline.children else None
        given = _ID.search(last.content) if last is not None and last.type == "text" else None
        if last is not None and given is not None:
            last.content = last.content[: given.start()].rstrip()
            opening.attrs["id"] = given[1]


def _check_ids(tokens: list[Token], taken: set[str], file: str) -> None:
    """Raises FigureError for a heading whose id is taken, or is not one, and for one without text."""
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        name = str(opening.attrs.get("id", ""))
        if not inline.children or not any(child.content.strip() for child in inline.children):
            raise FigureError("a heading has no text", file=file, line=_line(opening))
        if inline.children[-1].content.rstrip().endswith("}") and "{#" in inline.content:
            hint = "letters, digits and hyphens: ## Title {#id}"
            raise FigureError("a heading ends with what is no id", file=file, line=_line(opening), hint=hint)
        if name in taken:
            raise FigureError(f"the id {name} is taken", file=file, line=_line(opening), hint="ids are there once")
        taken |= {name} if name else set()


def _link_headings(tokens: list[Token]) -> None:
    """Ends each heading that has an id with a link to it, which the style sheet draws and the heading itself names."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and "id" in opening.attrs and inline.children is not None:
            name = str(opening.attrs["id"])
            attributes: dict[str, str | int | float] = {
                "class": "permalink",
                "href": f"#{name}",
                "aria-labelledby": name,
            }
            inline.children += [Token("link_open", "a", 1, attrs=attributes), Token("link_close", "a", -1)]


def _places(tokens: list[Token]) -> Iterator[str]:
    for i, token in enumerate(tokens):
        if token.type == "heading_open" and "id" in token.attrs:
            yield str(token.attrs["id"])
        else:
            figure = set_in(tokens[i : i + 3])
            if figure is not None:
                yield f"{SCHEME}{figure}"


def _split(tokens: list[Token]) -> Iterator[tuple[str | None, list[Token]]]:
    """Runs of prose, and the paragraphs that set a figure in, with the figure's id."""
    start = i = 0
    while i < len(tokens):
        figure = set_in(tokens[i : i + 3])
        if figure is None:
            i += 1
            continue
        if start < i:
            yield None, tokens[start:i]
        yield figure, tokens[i : i + 3]
        start = i = i + 3
    if start < i:
        yield None, tokens[start:i]


def _section(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Some prose up to its first heading, and that from there on."""
    end = next((i for i, t in enumerate(tokens) if t.type == "heading_open" and not t.level), len(tokens))
    return tokens[:end], tokens[end:]


def _speaks_of(figure: VerifiedFigure, tokens: list[Token]) -> bool:
    """Whether some prose names a step of a figure."""
    links = (child for token in tokens for child in token.children or ())
    return any(str(link.attrs.get("href", "")).startswith(f"{page(figure)}#") for link in links)


def _mend(tokens: list[Token], figures: Mapping[str, VerifiedFigure], file: str) -> None:
    """Makes links to figures lead there, and turns a column's alignment from a style into a class."""
    for token in tokens:
        style = str(token.attrs.pop("style", ""))
        if style:
            token.attrs["class"] = style.replace("text-align:", "align-")
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "image":
                hint = f"write ![]({SCHEME}ID) in a paragraph of its own"
                raise FigureError("an image stands for a figure", file=file, line=_line(token), hint=hint)
            href = str(child.attrs.get("href", ""))
            if href.startswith(SCHEME):
                name, of, part = href.removeprefix(SCHEME).partition(PART)
                figure = _known(name, figures, file, _line(token))
                child.attrs["href"] = f"#{anchor(figure)}"
                if of:
                    child.attrs |= _step(figure, unquote(part), children[i + 1].content, file, _line(token))


def _step(figure: VerifiedFigure, part: str, text: str, file: str, line: int | None) -> dict[str, str]:
    """The attributes of a link to a step of a figure; ``text`` is the link's, which may be the number itself."""
    try:
        fragment, edge = edge_at(figure, part)
    except FigureError as error:
        raise FigureError(error.message, file=file, line=line, hint=error.hint) from None
    return {
        "class": "step mark" if text == str(edge.step) else "step",
        "href": f"{page(figure)}#{quote(fragment)}",
        "data-edge": edge.id,
    }


def _known(name: str, figures: Mapping[str, VerifiedFigure], file: str, line: int | None) -> VerifiedFigure:
    if name in figures:
        return figures[name]
    hint = did_you_mean(name, figures, f"the figures are {', '.join(sorted(figures))}", cutoff=0.4)
    raise FigureError(f"no figure {name or 'without an id'}", file=file, line=line, hint=hint)


def _line(token: Token) -> int | None:
    return token.map[0] + 1 if token.map else None


def _headings(tokens: list[Token]) -> Iterator[Heading]:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and int(opening.tag[1]) in _LEVELS:
            yield Heading(int(opening.tag[1]), str(opening.attrs["id"]), _text(inline))
