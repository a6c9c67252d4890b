"""Where a page stands, and how it leads to the others."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from archviz.model.relations import Position

if TYPE_CHECKING:
    from archviz.model.figure import Origin, VerifiedFigure
    from archviz.model.graph import Span

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


class FilePages(Protocol):
    """The pages with whole files of the source."""

    def address(self, position: Position) -> str:
        """The line of a file's page where a place is, from the site's root; "" where its file has none."""

    def page(self, file: str) -> str:
        """The page of a file of the source, from the site's root; "" where it has none."""


@dataclass(frozen=True, slots=True)
class PlaceLinks:
    """Where ``here`` leads for a place of the source: to the page of its file, else to its public address."""

    files: FilePages
    origin: Origin
    here: Here

    def url(self, position: Position) -> str:
        """The link to a place, "" where there is none."""
        address = self.files.address(position)
        return self.here.to(address) if address else self.origin.url(position)

    def lines(self, span: Span) -> str:
        """The link to some lines, "" where there is none; a public address has the first alone."""
        first = Position(span.file, span.start_line, 1)
        address = self.files.address(first)
        last = f"-L{span.end_line}" if span.end_line > span.start_line else ""
        return self.here.to(f"{address}{last}") if address else self.origin.url(first)

    def file(self, path: str) -> str:
        """The link to a whole file of the source, "" where there is none."""
        address = self.files.page(path)
        return self.here.to(address) if address else self.public(path)

    def public(self, path: str) -> str:
        """The public address of a whole file of the source, "" where none is known."""
        return self.origin.url(Position(path, 1, 1)).partition("#")[0]


def package_page(package: str) -> str:
    """The address of a package's page, from the site's root."""
    return f"symbols/{_escaped(package)}/index.html"


def package_folder(package: str) -> str:
    """The folder of a package's pages below that of the symbols, which is also its id in their list."""
    return _escaped(package)


def file_page(package: str, name: str) -> str:
    """The address of the page with a file of a package, from the site's root."""
    return f"symbols/{_escaped(package)}/{_escaped(name)}.html"


_ODD = re.compile(r"[^a-z0-9._~-]|^\.+$|\.(?=html$)")
_LONGEST = 200


@cache
def _escaped(path: str) -> str:
    """A path that needs no escape in an address, and stays apart from others where letters' case does not count.

    A capital letter becomes an exclamation mark and the small one, as in Go's module cache (Go modules reference,
    "Module proxy"), any other odd character its number. No step of it is the name of a page.
    """
    return "/".join(_step(step) for step in path.split("/"))


def _step(step: str) -> str:
    escaped = _ODD.sub(lambda odd: "".join(map(_escape, odd[0])), step)
    if len(escaped) > _LONGEST:
        digest = sha256(step.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"{escaped[:_LONGEST].rstrip('!.')}!{digest}!"
    return escaped or "!0!"


def _escape(odd: str) -> str:
    return f"!{odd.lower()}" if odd.isascii() and odd.isupper() else f"!0{ord(odd):x}!"


@cache
def _path(address: str, language: str, first: str) -> str:
    return address if language == first or address.startswith(_SHARED) else f"{language}/{address}"


@cache
def _relative(folder: str, path: str) -> str:
    return posixpath.relpath(path, folder or ".")
