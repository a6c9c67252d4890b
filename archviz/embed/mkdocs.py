"""A plugin for MkDocs: ``![](figure:ID)`` in a paragraph of its own sets a figure in."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_relative_url

from archviz.embed.figures import STATIC, Figures
from archviz.model.errors import ArchvizError, FigureError
from archviz.model.safe import visible
from archviz.present import phrases
from archviz.present.markdown import heading_id, written
from archviz.present.pieces import PieceKind, links_to_figures, outside_code, pieces

if TYPE_CHECKING:
    from typing import Any, Literal

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from archviz.embed.figures import EmbeddedFigure

_LOG = get_plugin_logger("archviz")
_LEFT = re.compile(r'(?:src|href)="figure:([^"]*)"')
_SHEET = "archviz/archviz.css"
_IMAGE = Markup('<a href="{url}"><img src="{url}" alt="{alt}" width="{width}" height="{height}"></a>')


class Options(Config):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """The plugin's settings in mkdocs.yml; paths are as seen from there."""

    project = option.Type(str, default="")
    version = option.Type(str, default="")
    source = option.Type(str, default="")
    language = option.Type(str, default="en")


class ArchvizPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """Sets proved figures in; a figure that is not proved fails the build."""

    def __init__(self) -> None:
        self._figures: Figures | None = None
        self._made_of: tuple[str, ...] = ()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Being here, it makes MkDocs keep the plugin while it serves, and with it the source that it has read."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Finds the project, and sees whether anything has changed since the last build."""
        folder = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        chosen = (self.config.project, self.config.version, self.config.source, self.config.language)
        try:
            figures = Figures(folder, *chosen)
            made_of = (str(folder), *chosen, figures.claims, figures.surroundings)
        except ArchvizError as error:
            raise PluginError(str(error)) from error
        if made_of != self._made_of:
            self._figures, self._made_of = figures, made_of
        if "md_in_html" not in config.markdown_extensions:
            config.markdown_extensions.append("md_in_html")
        if _SHEET not in config.extra_css:
            config.extra_css.insert(0, _SHEET)  # before those of the author, which may differ
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the style sheet."""
        files.append(File.generated(config, _SHEET, abs_src_path=str(STATIC / "archviz.css")))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """The page with its figures set in, and links to ``figure:ID`` leading to them."""
        if "figure:" not in markdown or self._figures is None:
            return markdown
        above = _lines_above(markdown, page)
        parts = list(pieces(markdown))
        shown: dict[str, EmbeddedFigure] = {}
        for part in parts:
            if part.kind is PieceKind.FIGURE and part.figure not in shown:
                try:
                    line = None if above is None else above + part.first
                    shown[part.figure] = self._figures.show(part.figure, _name(page), line)
                except FigureError as error:
                    raise PluginError(str(error)) from error
                finally:
                    for unread in self._figures.diagnostics():
                        _LOG.warning("%s", visible(unread))

        def link(name: str) -> str:
            return f"#{heading_id(shown[name].figure)}" if name in shown else f"figure:{name}"

        done = []
        for part in parts:
            if part.kind is PieceKind.FIGURE:
                done.append(self._set_in(shown[part.figure], page, config, files))
            elif part.kind is PieceKind.TEXT:
                done.append(outside_code(part.source, lambda text: links_to_figures(text, link)))
            else:
                done.append(part.source)
        return "\n".join(done)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 as MkDocs calls it
        """Fails where a figure is named in a place where none can be set in."""
        left = _LEFT.search(html)
        if left is not None:
            hint = f"write ![](figure:{left[1]}) in a paragraph of its own; a link leads to a figure of the same page"
            raise PluginError(str(FigureError(f"figure {left[1]} is not set in", file=_name(page), hint=hint)))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:  # noqa: ARG002 as MkDocs calls it
        """Builds again when claims or the source change."""
        for folder in self._figures.watched if self._figures is not None else ():
            server.watch(str(folder))

    def _set_in(self, shown: EmbeddedFigure, page: Page, config: MkDocsConfig, files: Files) -> str:
        words = shown.words
        it = written(shown.figure, words)
        line = words.gettext(phrases.CAPTION, figure=it.name, caption=it.caption)
        caption = f'<figcaption markdown="span">{line}</figcaption>'
        blocks = [caption, it.body]
        if shown.picture is not None:
            picture = shown.picture
            file = files.get_file_from_path(f"archviz/{picture.path}")
            if file is None:
                where = f"archviz/{picture.path}"
                file = File.generated(config, where, content=picture.svg, inclusion=InclusionLevel.INCLUDED)
                files.append(file)
            image = _IMAGE.format(
                url=get_relative_url(file.url, page.url),
                alt=words.text(shown.figure.title),
                width=picture.width,
                height=picture.height,
            )
            summary = words.gettext(phrases.EVERY_ARROW)
            edges = f'<details markdown="1"><summary>{summary}</summary>\n\n{it.edges}\n\n</details>'
            blocks = [image, caption, *([edges] if it.edges else [])]
        inner = "\n\n".join(blocks)
        return f'<figure class="archviz" id="{heading_id(shown.figure)}" markdown="1">\n\n{inner}\n\n</figure>'


def _name(page: Page) -> str:
    return os.path.relpath(page.file.abs_src_path) if page.file.abs_src_path else page.file.src_uri


def _lines_above(markdown: str, page: Page) -> int | None:
    """How many lines of the page's file stand before its Markdown; None where another plugin has changed that."""
    source = page.file.content_string
    return source[: -len(markdown)].count("\n") if source.endswith(markdown) else None
