"""A plugin for MkDocs: the extension for Python-Markdown, with pictures as files of the site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_relative_url

from archviz.embed.figures import STATIC, current, said
from archviz.embed.host_page import HostPage
from archviz.embed.markdown import FigureExtension
from archviz.model.errors import ArchvizError

if TYPE_CHECKING:
    from typing import Any, Literal

    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from archviz.embed.figures import EmbeddedPicture, Figures
    from archviz.model.errors import FigureError

_LOG = get_plugin_logger("archviz")
_SHEET = "archviz/archviz.css"
_EXTENSIONS = ("archviz", "archviz.embed.markdown")
"""The extension in settings that other tools read too: the plugin stands for it, and takes its settings."""


class Options(Config):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """The plugin's settings in mkdocs.yml; paths are as seen from there."""

    project = option.Type(str, default="")
    version = option.Type(str, default="")
    source = option.Type(str, default="")
    language = option.Type(str, default="")
    lint = option.Choice((False, True, "strict"), default=False)


class ArchvizPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """Sets proved figures in; a figure that is not proved fails the build."""

    def __init__(self) -> None:
        self._figures: Figures | None = None
        self._extension: _PluginExtension | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Being here, it makes MkDocs keep the plugin while it serves, and with it the source that it has read."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Finds the project, and adds the extension and the style sheet."""
        folder = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        own, others = self.config, config.mdx_configs
        also = next((others[name] for name in _EXTENSIONS if name in others), {})
        chosen = (str(own[name] or also.get(name, "")) for name in ("project", "version", "source", "language"))
        try:
            self._figures = current(folder, *chosen)
        except ArchvizError as error:
            raise PluginError(str(error)) from error
        self._extension = _PluginExtension(self._figures)
        kept = (one for one in config.markdown_extensions if not isinstance(one, _PluginExtension))
        config.markdown_extensions = [one for one in kept if one not in _EXTENSIONS]
        config.markdown_extensions.append(self._extension)  # type: ignore[arg-type]  # names or extensions
        if _SHEET not in config.extra_css:
            config.extra_css.insert(0, _SHEET)  # before those of the author, which may differ
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the style sheet, and warns of what is wrong in the pages where that is asked for."""
        if self._figures is not None and self.config.lint:
            pages = [Path(file.abs_src_path) for file in files.documentation_pages() if file.abs_src_path]
            try:
                wrong = self._figures.wrong(Path(config.docs_dir), pages, strict=self.config.lint == "strict")
            except ArchvizError as error:
                raise PluginError(str(error)) from error
            for found in wrong:
                _LOG.warning("%s:%d: %s", os.path.relpath(found.file), found.line, said(found))
        files.append(File.generated(config, _SHEET, abs_src_path=str(STATIC / "archviz.css")))
        return files

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Notes the page that is converted next."""
        if self._extension is not None:
            self._extension.at = (page, config, files)
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 as MkDocs calls it
        """Forgets the page: what is converted later, such as the first lines of a post in a list, stands elsewhere."""
        if self._extension is not None:
            self._extension.at = None
        return html

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> None:  # noqa: ARG002 as MkDocs calls it
        """Builds again when claims or the source change."""
        for path in self._figures.watched if self._figures is not None else ():
            server.watch(str(path))


class _PluginExtension(FigureExtension):
    """The extension within MkDocs.

    ``at`` is the page that is converted, with the site's settings and files. It is None where another plugin converts
    what is no page; a picture is then part of it, as no address is right wherever it may stand.
    """

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self._figures = figures
        self.at: tuple[MkDocsPage, MkDocsConfig, Files] | None = None

    def page(self, md: Markdown) -> HostPage:
        if self.at is None:
            return super().page(md)
        page, config, _ = self.at
        file = page.file
        name = os.path.relpath(file.abs_src_path) if file.abs_src_path else file.src_uri
        return HostPage(file=name, source=file.content_string, language=_language(page, config))

    def figures(self, page: HostPage) -> Figures:  # noqa: ARG002 they are all of one project
        return self._figures

    def picture(self, picture: EmbeddedPicture) -> tuple[str, bool]:
        if self.at is None:
            return super().picture(picture)
        page, config, files = self.at
        where = f"archviz/{picture.path}"
        file = files.get_file_from_path(where)
        if file is None:
            file = File.generated(config, where, content=picture.svg, inclusion=InclusionLevel.INCLUDED)
            files.append(file)
        return get_relative_url(file.url, page.url), True

    def style(self) -> str:
        return ""

    def warn(self, message: str) -> None:
        _LOG.warning("%s", message)

    def error(self, error: FigureError) -> Exception:
        return PluginError(str(error))


def _language(page: MkDocsPage, config: MkDocsConfig) -> str:
    """The language of a page: what a plugin for several languages says of its file, else that of the theme."""
    theme = config.theme
    said = (getattr(page.file, "locale", None), theme.get("language"), theme.get("locale"), "")
    return str(next(one for one in said if one is not None))
