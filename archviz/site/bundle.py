"""An article or a gallery as a folder of Markdown and pictures: a page bundle, as Hugo and GitBook take it."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from archviz.documents.files import read_bytes
from archviz.model.errors import FigureError, RenderError
from archviz.model.figure import VerifiedDiagram
from archviz.model.names import figure_name
from archviz.present import phrases
from archviz.present.markdown import heading_id, text, written
from archviz.present.pieces import PART, PieceKind, links_to_figures, outside_code, pieces
from archviz.site.article import FrontMatter, article_file, read_article
from archviz.site.generators import HUGO
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.present.pieces import Piece
    from archviz.site.gallery import Gallery
    from archviz.site.generators import Generator

GALLERY = "gallery"
"""The folder of the page with the figures that belong to no article."""

_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*>|[^\s<>@]+@[^\s<>]+>)|\{(?=[{%])")


def bundle(
    figures: tuple[VerifiedFigure, ...],
    svgs: Mapping[str, Mapping[str, str]],
    templates: Sequence[Path],
    *,
    article: str = "master-server",
    gallery: Gallery | None = None,
    generator: Generator = HUGO,
) -> dict[str, bytes]:
    """The files of an article by their paths, all in a folder of its name, with ``/`` between.

    With a ``gallery``, which has the ``figures``, they are its page's, in the folder ``gallery``.

    ``svgs`` holds for each language by its code the picture of every diagram by the figure's ``file``; each language
    makes a page with the pictures beside it: the first ``index.md``, as Hugo has it for the default one,
    another ``index.LANGUAGE.md``. ``templates`` are folders of which the first that has a file wins:
    ``articles/ARTICLE.LANGUAGE.md``, and in ``site`` the licence of the code.

    A figure is a heading, so that links lead to it: Hugo and GitBook alike make ``figure-91`` of ``Figure 91``. A
    heading in another script takes its id, ``{#figure-91}``, as Hugo ("Heading attributes") and HonKit ("Headings")
    read it. HTML is text here as in the site, where Hugo would leave it out; what the ``generator`` would take for its
    own, in code too, is escaped. Writes nothing; the same input gives the same bytes.

    Raises FigureError for an article that cannot be read, a link to a figure that is not set in, or an ``image`` that
    is not there, and RenderError for a diagram without a picture.
    """
    files: dict[str, bytes] = {}
    for language, drawn in svgs.items():
        for figure in figures:
            if isinstance(figure, VerifiedDiagram) and figure.file not in drawn:
                raise RenderError(f"{figure_name(figure.number, figure.id)} has no picture in {language}")
        suffix = "" if language == next(iter(svgs)) else f".{language}"
        file = article_file(article, language, templates)
        page = _Page(file, figures, language, suffix, templates, gallery, generator)
        folder = article if gallery is None else GALLERY
        files |= {f"{folder}/{name}": content for name, content in page.files(drawn).items()}
    return dict(sorted(files.items()))


class _Page:
    """An article in one language, or a gallery."""

    def __init__(
        self,
        file: Path,
        figures: tuple[VerifiedFigure, ...],
        language: str,
        suffix: str,
        templates: Sequence[Path],
        gallery: Gallery | None,
        generator: Generator,
    ) -> None:
        by_id = {figure.id: figure for figure in figures}
        self._file = file
        if gallery is None:
            article = read_article(file, by_id)
            self._head, source = article.head, article.source
        else:
            self._head, source = FrontMatter(title=gallery.title), gallery.markdown
        self._pieces = tuple(pieces(source))
        self._figures = {piece.figure: by_id[piece.figure] for piece in self._pieces if piece.kind is PieceKind.FIGURE}
        self._words = read_language(language, templates)
        self._suffix = suffix
        self._generator = generator
        self._templates = templates

    def files(self, drawn: Mapping[str, str]) -> dict[str, bytes]:
        pictures = {self._picture(name): svg.encode() for name, svg in drawn.items()}
        licence = self._licence()
        image = self._image(pictures)
        body = "\n".join(self._piece(piece) for piece in self._pieces if piece.kind is not PieceKind.HEAD)
        blocks = (f"---\n{_front_matter(self._head, image)}---", body.strip("\n"), self._colophon(licence))
        page = "\n\n".join(block for block in blocks if block) + "\n"
        return {f"index{self._suffix}.md": page.encode(), **pictures, **licence}

    def _picture(self, name: str) -> str:
        return f"{name}{self._suffix}.svg"

    def _image(self, pictures: Mapping[str, bytes]) -> str:
        image = self._head.image
        if not image or _ABSOLUTE.match(image):
            return image
        own = self._picture(image.removesuffix(".svg"))
        if own not in pictures:
            hint = "a diagram's `file` with .svg behind it, or a whole address"
            raise FigureError(f"image: there is no picture {image}", file=str(self._file), line=1, hint=hint)
        return own

    def _piece(self, piece: Piece) -> str:
        match piece.kind:
            case PieceKind.FIGURE:
                return self._set_in(self._figures[piece.figure], piece.level)
            case PieceKind.CODE:
                return self._generator.source(piece.source, block=True)
            case _:
                prose = outside_code(piece.source, lambda part: self._prose(part, piece))
                return self._generator.source(prose, block=False)

    def _prose(self, part: str, piece: Piece) -> str:
        def address(target: str) -> str:
            name = target.partition(PART)[0]
            if name not in self._figures:
                line = piece.first + piece.source[: piece.source.index(f"figure:{name}")].count("\n")
                hint = f"set it in with ![](figure:{name}) in a paragraph of its own"
                raise FigureError(f"figure {name} is not in the article", file=str(self._file), line=line, hint=hint)
            return f"#{heading_id(self._figures[name])}"

        return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", links_to_figures(part, address))

    def _set_in(self, figure: VerifiedFigure, level: int) -> str:
        it = written(figure, self._words, self._picture(figure.file), self._generator.block)
        mark = "" if it.name.isascii() else f" {{#{heading_id(figure)}}}"
        heading = f"{'#' * min(max(level, 1) + 1, 6)} {it.name}{mark}"
        return "\n\n".join(block for block in (heading, it.caption, it.body, it.edges) if block)

    def _licence(self) -> dict[str, bytes]:
        """The licence of the code as a file beside the page, where it is one of the site's."""
        code = self._head.code
        if code is None or _ABSOLUTE.match(code.link):
            return {}
        name = code.link.removeprefix("assets/")
        found = next((file for folder in self._templates if (file := folder / "site" / name).is_file()), None)
        return {} if found is None else {found.name: read_bytes(found, RenderError)}

    def _colophon(self, licence: Mapping[str, bytes]) -> str:
        """Where the figures were proved, and whose code they show."""
        code = self._head.code
        sentences = []
        origins = dict.fromkeys(self._words.text(figure.origin.title) for figure in self._figures.values())
        if all(origins) and origins:
            sentences.append(self._words.gettext(phrases.PROVED, origin=text(", ".join(origins))))
        if code is not None:
            link = next(iter(licence), code.link if _ABSOLUTE.match(code.link) else "")
            name = f"[{text(code.license)}]({link})" if link else text(code.license)
            sentences.append(self._words.gettext(phrases.COPYRIGHT, owner=text(code.copyright), license=name))
        return "---\n\n" + " ".join(sentences) if sentences else ""


def _front_matter(head: FrontMatter, image: str) -> str:
    """The article's own head in YAML, all texts in double quotes, which every reader of YAML takes for texts."""
    values = {
        "title": DoubleQuotedScalarString(head.title),
        "description": DoubleQuotedScalarString(head.description),
        "date": head.date,
        "author": DoubleQuotedScalarString(head.author),
        "tags": [DoubleQuotedScalarString(tag) for tag in head.tags],
        "categories": [DoubleQuotedScalarString(category) for category in head.categories],
        "image": DoubleQuotedScalarString(image),
    }
    yaml = YAML()
    yaml.width = 4096
    out = StringIO()
    yaml.dump({key: value for key, value in values.items() if value}, out)
    return out.getvalue()
