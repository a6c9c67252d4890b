"""Where a page stands, and how it leads to the others."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedFigure

_SHARED = ("assets/", "symbols/")
"""The folders that all languages share."""


@dataclass(frozen=True, slots=True)
class Here:
    """A page, by its ``address``: the path from the site's root that it has in the first of the ``languages``.

    The pages of another language stand in a folder of its name; those of the shared folders stand there once. A page
    that is shown at any address has links from the ``root`` of its host: the path of the site there, which ends in /.
    """

    address: str
    language: str
    languages: tuple[str, ...]
    root: str = ""

    @property
    def path(self) -> str:
        """Where the page's file is, from the site's root."""
        return _path(self.address, self.language, self.languages[0])

    @property
    def shared(self) -> bool:
        """Whether readers of several languages share this page."""
        return len(self.languages) > 1 and self.address.startswith(_SHARED)

    def to(self, address: str) -> str:
        """A relative link to an address, which may have a fragment: to the page in the same language."""
        target, mark, fragment = address.partition("#")
        if mark and target == self.address:
            return mark + fragment
        return self._relative(_path(target, self.language, self.languages[0])) + mark + fragment

    def file(self, path: str) -> str:
        """A relative link to a file by its path from the site's root, whatever languages it is in."""
        return self._relative(path)

    def hreflang(self, address: str) -> str:
        """The language of the page that a link to an address leads to, where it is not that of this page; else ""."""
        shared = address.startswith(_SHARED)
        return self.languages[0] if shared and self.language != self.languages[0] else ""

    def others(self) -> tuple[tuple[str, str], ...]:
        """The other languages of this page, each with a relative link there."""
        first = self.languages[0]
        return tuple(
            (language, self._relative(_path(self.address, language, first)))
            for language in self.languages
            if language != self.language and not self.shared
        )

    def editions(self) -> tuple[tuple[str, str], ...]:
        """All languages of this page, each with the path of its file; none where there is one file for all."""
        first = self.languages[0]
        return () if self.shared else tuple((code, _path(self.address, code, first)) for code in self.languages)

    def _relative(self, path: str) -> str:
        if self.root:
            return f"{self.root}{path}"
        return _relative(posixpath.dirname(self.path), path)


def page(figure: VerifiedFigure) -> str:
    """The address of a figure's own page, from the site's root."""
    return f"figures/{figure.file}.html"


def picture_script(figure: VerifiedFigure) -> str:
    """The address of the script with a diagram's picture, from the site's root."""
    return f"figures/{figure.file}.js"


@cache
def _path(address: str, language: str, first: str) -> str:
    return address if language == first or address.startswith(_SHARED) else f"{language}/{address}"


@cache
def _relative(folder: str, path: str) -> str:
    return posixpath.relpath(path, folder or ".")
