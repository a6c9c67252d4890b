"""The packages that a question is about, and which of them may name something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.symbols import exported
from archviz.sources import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.graph import Graph
    from archviz.model.symbols import Symbol

_ELSEWHERE = ("/", "~", ".")
"""How the names of files begin that are in another source than the first one (``archviz.sources.several``)."""


class SearchScope:
    """Some packages of a graph's source, in order. What is declared in others is an end, and is not followed."""

    def __init__(self, graph: Graph, packages: Iterable[str]) -> None:
        self.graph = graph
        self.packages = tuple(sorted(set(packages)))
        self._among = frozenset(self.packages)
        self._texts: dict[str, bytes] = {}
        self._naming: dict[str, tuple[str, ...]] = {}

    def __contains__(self, package: str) -> bool:
        return package in self._among

    def naming(self, symbol: Symbol) -> Iterator[Symbol]:
        """The functions, methods and variables of these packages in whose code a symbol's last name stands.

        A name that is not exported can stand in its own package only (Go specification, "Exported identifiers").
        """
        word = symbol.leaf
        for package in self._packages_naming(word) if exported(word) else (symbol.package,):
            if package in self._among:
                yield from self.graph.naming(package, word)

    def _packages_naming(self, word: str) -> tuple[str, ...]:
        if word not in self._naming:
            wanted = word.encode()
            self._naming[word] = tuple(path for path in self.packages if self.may_name(path, wanted))
        return self._naming[word]

    def may_name(self, package: str, word: bytes) -> bool:
        """Whether a word may stand in a package; for certain not where False."""
        if package not in self._texts:
            self._texts[package] = self._text(package)
        text = self._texts[package]
        return not text or word in text

    def _text(self, package: str) -> bytes:
        source = self.graph.source
        try:
            return b"\n".join(map(source.read, source.files(package, tests=self.graph.context.tests)))
        except SourceError:  # said where the package is asked for
            return b""


def own_packages(graph: Graph) -> tuple[str, ...]:
    """The packages of a source without those that it vendors, and without other sources' packages."""
    return tuple(package for package in graph.packages() if not _vendored(graph, package))


def _vendored(graph: Graph, package: str) -> bool:
    files = graph.source.files(package, tests=True)
    return bool(files) and (files[0].startswith(_ELSEWHERE) or "vendor" in files[0].split("/"))


def matching(graph: Graph, texts: Iterable[str]) -> tuple[str, ...]:
    """The packages that import paths and patterns name, as for ``archviz relations``.

    Raises SourceError where one names none.
    """
    found: list[str] = []
    for text in texts:
        for path in patterns.named(graph.source, text, graph.packages):
            if not patterns.is_pattern(text):
                graph.package(path)
            found.append(path)
    return tuple(found)
