"""The one place that makes a Jinja environment for pages."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape

from archviz.model.errors import RenderError
from archviz.render.code import seen

if TYPE_CHECKING:
    from pathlib import Path

_UNFIT = {
    code: 0xFFFD
    for code in [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]
    if chr(code) not in "\t\n"
}
"""Characters that an HTML document may not hold (HTML standard, "Preprocessing the input stream")."""


class Templates:
    """The page templates of a folder: all output escaped, an undefined name an error."""

    def __init__(self, folder: Path) -> None:
        self._loader = FileSystemLoader(folder)
        self._environment = Environment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_finalize,
        )
        self._environment.filters["breakable"] = _breakable
        self._environment.filters["seen"] = seen

    def page(self, name: str, **values: object) -> bytes:
        """A page in UTF-8. Raises RenderError with the template's file and line where it cannot be filled in."""
        try:
            return self._environment.get_template(name).render(**values).encode()
        except TemplateSyntaxError as error:
            raise RenderError(error.message or "not a template", file=error.filename, line=error.lineno) from error
        except TemplateError as error:
            file, line = _place(error)
            raise RenderError(error.message or f"no template {name}", file=file, line=line) from error

    def text(self, name: str) -> str:
        """A file of the folder as it is. Raises RenderError where there is none."""
        try:
            return self._loader.get_source(self._environment, name)[0]
        except TemplateError as error:
            raise RenderError(f"no template {name}") from error


def _finalize(value: object) -> object:
    return type(value)(value.translate(_UNFIT)) if isinstance(value, str) else value


def _breakable(name: object) -> Markup:
    """A symbol or a path that may be broken over lines after its dots, slashes and underscores."""
    return Markup(re.sub(r"([._/])(?!go:)(?=\w)", r"\1<wbr>", str(escape(name))))  # noqa: S704 escaped just here


def _place(error: TemplateError) -> tuple[str | None, int | None]:
    """The template and line that an error was raised from: the innermost frame that is a template's."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    return (frames[-1].filename, frames[-1].lineno) if frames else (None, None)
