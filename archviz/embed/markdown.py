"""An extension for Python-Markdown: ``![](figure:ID)`` in a paragraph of its own sets a figure in.

It does so in the tree that the page was parsed to: what other extensions and plugins make of a page's text, such as
macros, has then been done, and nothing of it is done to the code that a figure shows.
"""

from __future__ import annotations

import base64
import logging
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE
from markdown_it import MarkdownIt

from archviz.embed import zensical
from archviz.embed.figures import STATIC, at_page, current
from archviz.embed.host_page import HostPage
from archviz.model.errors import ArchvizError, FigureError
from archviz.model.safe import visible
from archviz.present import phrases
from archviz.present.markdown import fence, heading_id, written
from archviz.present.pieces import PART, SCHEME
from archviz.present.rows import edge_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from markdown import Markdown
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

    from archviz.embed.figures import EmbeddedFigure, EmbeddedPicture, Figures

_LEFT = re.compile(r"""<[A-Za-z][^<>]*\s(?:src|href)=["']figure:([^"'<>]*)["']""")
_AFTER_ATTRIBUTES = 7
"""A place behind ``attr_list`` (8), whose attributes an image then has, and before ``toc`` (5), which gives ids."""


class FigureExtension(Extension):
    """Sets proved figures in; the conversion of a page with a figure that is not proved raises FigureError.

    The settings are those of ``Figures``. Paths are as seen from the folder of Zensical's configuration, or else from
    the current one. A picture is part of the page, as the address of its image.
    """

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "project": ["", "The folder with an archviz.toml; the nearest one upwards without it"],
            "version": ["", "The pinned version to prove at"],
            "source": ["", "The Go tree to prove on"],
            "language": ["", "The language of figures; that of the page without it"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 as Python-Markdown calls it
        """Called by Python-Markdown."""
        md.treeprocessors.register(_SetIn(md, self), "archviz", _AFTER_ATTRIBUTES)
        md.postprocessors.register(_NoneLeft(md, self), "archviz", 0)

    def page(self, md: Markdown) -> HostPage:
        """What is known of the page that is converted."""
        return zensical.page(md) or HostPage()

    def figures(self, page: HostPage) -> Figures:
        """The figures to set in. Raises ProjectError and SourceError."""
        chosen = (str(self.getConfig(name) or "") for name in ("project", "version", "source", "language"))
        figures = current(page.folder.resolve(), *chosen)
        if page.watched is not None:
            zensical.warn_of_unwatched(page.watched, figures.watched)
        return figures

    def picture(self, picture: EmbeddedPicture) -> tuple[str, bool]:
        """The address of a picture from the page, and whether the picture can be opened there by itself."""
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.svg.encode()).decode()}", False

    def style(self) -> str:
        """The style of figures, as HTML for the first one of a page."""
        return f"<style>{(STATIC / 'archviz.css').read_text()}</style>"

    def warn(self, message: str) -> None:
        """Says what a person should know of a build that goes on."""
        logging.getLogger("archviz").warning("%s", message)

    def error(self, error: FigureError) -> Exception:
        """What is raised for an error at a line of a page: the error, or what the tool stops for in its own way."""
        return error


def makeExtension(**settings: Any) -> FigureExtension:  # noqa: N802 as Python-Markdown calls it
    """Called by Python-Markdown, for ``archviz.embed.markdown`` among the extensions."""
    return FigureExtension(**settings)


class _SetIn(Treeprocessor):
    """Makes figures of the images that name them, and lets links to ``figure:ID`` lead to them."""

    def __init__(self, md: Markdown, extension: FigureExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        """Called by Python-Markdown with the parsed page."""
        asked = list(_asked(root))
        if not asked:
            return
        shown = self._shown(dict.fromkeys(image.get("src", "").removeprefix(SCHEME) for _, image in asked))
        ids: dict[str, str] = {}
        for number, (place, image) in enumerate(asked):
            name = image.get("src", "").removeprefix(SCHEME)
            self._set_in(place, image, shown[name], "" if number else self._extension.style(), ids)
        for link in root.iter("a"):
            scheme, _, target = link.get("href", "").partition(SCHEME)
            name, of, part = target.partition(PART)
            if not scheme and name in shown:
                if of:
                    self._check_step(shown[name], unquote(part))
                link.set("href", f"#{ids[shown[name].figure.id]}")

    def _check_step(self, shown: EmbeddedFigure, part: str) -> None:
        """Raises the tool's own error for a step that the figure has not."""
        try:
            edge_at(shown.figure, part)
        except FigureError as error:
            page = self._extension.page(self.md)
            line = page.line(f"{shown.figure.id}{PART}{part}", set_in=False)
            raise self._extension.error(at_page(error, page.file, line)) from error

    def _shown(self, names: Iterable[str]) -> dict[str, EmbeddedFigure]:
        """The figures of a page by the names that it has for them."""
        page = self._extension.page(self.md)
        figures = None
        shown = {}
        for name in names:
            try:
                figures = figures or self._extension.figures(page)
                shown[name] = figures.show(name, page.language)
            except ArchvizError as error:
                raise self._extension.error(at_page(error, page.file, page.line(name, set_in=True))) from error
            finally:
                for unread in figures.diagnostics() if figures is not None else ():
                    self._extension.warn(visible(unread))
        return shown

    def _set_in(self, place: Element, image: Element, shown: EmbeddedFigure, style: str, ids: dict[str, str]) -> None:
        """Makes a figure of the paragraph, or within the list's item, that holds only its image."""
        figure = place if place.tag == "p" else SubElement(place, "figure")
        place.remove(image)
        place.text = None
        figure.tag = "figure"
        figure.set("class", " ".join(("archviz", *image.get("class", "").split())))
        its = image.get("id") or ("" if shown.figure.id in ids else heading_id(shown.figure))
        if its:
            figure.set("id", its)
            ids.setdefault(shown.figure.id, its)
        figure.text = self.md.htmlStash.store(style + self._html(shown, image))

    def _html(self, shown: EmbeddedFigure, image: Element) -> str:
        words = shown.words
        it = written(shown.figure, words)
        render = _renderer(self.md)
        line = render.renderInline(words.gettext(phrases.CAPTION, figure=it.name, caption=it.caption))
        caption = f"<figcaption>{line}</figcaption>"
        if shown.picture is None:
            return f"{caption}\n{render.render(it.body)}"
        title = words.text(shown.figure.title)
        edges = f"<details><summary>{escape(words.gettext(phrases.EVERY_ARROW))}</summary>\n{{}}</details>"
        listed = edges.format(render.render(it.edges)) if it.edges else ""
        return f"{self._image(shown.picture, image, title)}\n{caption}\n{listed}"

    def _image(self, picture: EmbeddedPicture, image: Element, title: str) -> str:
        """The picture as an image with the author's attributes; a width of theirs lets the height follow."""
        address, opens = self._extension.picture(picture)
        given = {name: value for name, value in image.attrib.items() if name not in ("src", "class", "id") and value}
        size = {"width": picture.width, "height": picture.height}
        attributes = {"src": address, "alt": title, **({} if {"width", "height"} & {*given} else size), **given}
        written_out = "".join(f' {escape(name)}="{escape(value)}"' for name, value in attributes.items())
        tag = f"<img{written_out}>"
        return f'<a href="{escape(address)}">{tag}</a>' if opens else tag


class _NoneLeft(Postprocessor):
    """Fails where a figure is named in a place where none can be set in."""

    def __init__(self, md: Markdown, extension: FigureExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        """Called by Python-Markdown with the page in HTML."""
        left = _LEFT.search(text)
        if left is None:
            return text
        name, page = left[1].partition(PART)[0], self._extension.page(self.md)
        hint = f"write ![](figure:{name}) in a paragraph of its own; a link leads to a figure of the same page"
        line = page.line(name, set_in=False)
        raise self._extension.error(FigureError(f"figure {name} is not set in", file=page.file, line=line, hint=hint))


def _asked(root: Element) -> Iterator[tuple[Element, Element]]:
    """The paragraphs, and the items of tight lists, that hold nothing but the image of a figure; and that image."""
    for place in root.iter():
        if place.tag in ("p", "li") and len(place) == 1 and not (place.text or "").strip():
            image = place[0]
            if image.tag == "img" and image.get("src", "").startswith(SCHEME) and not (image.tail or "").strip():
                yield place, image


def _renderer(md: Markdown) -> MarkdownIt:
    """What makes HTML of a figure's Markdown, with code highlighted as that of other blocks of the page is."""

    def block(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:  # noqa: ARG001 as it is called
        return _highlighted(md, tokens[at].content.removesuffix("\n"), tokens[at].info)

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("fence", block)
    return made


def _highlighted(md: Markdown, code: str, language: str) -> str:
    if "fenced_code_block" in md.preprocessors:
        html = "\n".join(md.preprocessors["fenced_code_block"].run(fence(code, language).split("\n"))).strip()
        if HTML_PLACEHOLDER_RE.search(html):
            return f"{html}\n"
    return f'<pre><code class="language-{escape(language)}">{escape(code)}\n</code></pre>\n'
