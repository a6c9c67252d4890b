"""The one place that makes a Jinja environment for pages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from jinja2.ext import Extension
from markupsafe import Markup, escape

from archviz.documents.files import MOST_FILE_BYTES, read_bytes
from archviz.model.errors import RenderError
from archviz.present.code import seen
from archviz.render.templates import environment, filled, template_error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archviz.site.links import Here
    from archviz.site.speech import Speech

_NO_ASSETS = (".html", ".po")

_BREAK = re.compile(r"([._/])(?!go:)(?=\w)")
_UNFIT = {
    code: 0xFFFD
    for code in [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]
    if chr(code) not in "\t\n"
}
"""Characters that an HTML document may not hold (HTML standard, "Preprocessing the input stream")."""


_INDENTED = re.compile(r"(?is)(<pre\b.*?</pre>|<textarea\b.*?</textarea>)|^[ \t]+", re.MULTILINE)


class _Unindented(Extension):
    """Takes from templates the blanks before their lines, which a page of many rows has thousands of."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _INDENTED.sub(lambda found: found[1] or "", source)


class Templates:
    """Page templates: all output escaped, an undefined name an error. Of several folders the first that has one wins.

    ``shipped/NAME`` is the template of that name in the last folder, which one of the same name may build on.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        shipped = PrefixLoader({"shipped": FileSystemLoader(folders[-1])})
        loader = ChoiceLoader([FileSystemLoader(self.folders), shipped])
        self._environment = environment(loader, _finalize, "jinja2.ext.i18n", _Unindented)
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.newstyle_gettext = True  # type: ignore[attr-defined]
        self._environment.filters |= {"breakable": _breakable, "seen": seen}

    def page(self, name: str, here: Here, speech: Speech, **values: object) -> bytes:
        """A page in UTF-8, at a place and in the words of a language.

        Raises RenderError with the template's file and line where it cannot be filled in.
        """
        words = {"gettext": speech.gettext, "ngettext": speech.ngettext, "told": speech.text}
        try:
            template = self._environment.get_template(name)
            return filled(template, here=here, to=here.to, **words, **values).encode()
        except Exception as error:
            raise template_error(error, name) from error

    def assets(self) -> dict[str, bytes]:
        """The files beside the templates that pages need as they are, by their path in the folder.

        Raises RenderError where one cannot be read.
        """
        found = {}
        for folder in reversed(self.folders):
            for file in sorted(folder.rglob("*")):
                path = file.relative_to(folder)
                hidden = any(step.startswith(".") for step in path.parts)
                if file.is_file() and file.suffix not in _NO_ASSETS and not hidden:
                    found[path.as_posix()] = read_bytes(file, RenderError, most=MOST_FILE_BYTES)
        return found


def _finalize(value: object) -> object:
    if not isinstance(value, str) or value.isprintable():
        return value
    fit = str.translate(value, _UNFIT)
    return Markup(fit) if isinstance(value, Markup) else fit  # noqa: S704 as much markup as before


def _breakable(name: object) -> Markup:
    """A symbol or a path that may be broken over lines after its dots, slashes and underscores."""
    return _broken(str(name))


@cache
def _broken(name: str) -> Markup:
    return Markup(_BREAK.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704 escaped just here
