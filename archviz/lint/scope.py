"""Which packages a document speaks of, passage by passage: what a name in it is most likely of."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.lint.page import BlockKind, Fence, TextBlock
from archviz.lint.written import WrittenName, WrittenPath, read_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.lint.code import Code
    from archviz.lint.page import WrittenPage
    from archviz.lint.paths import DocumentPaths
    from archviz.model.symbols import Symbol


class DocumentScope:
    """The packages that the parts of a page name, by their 0-based numbers in it.

    A package is named by its import path, by its folder or by a file of it.
    """

    def __init__(self, page: WrittenPage, code: Code, paths: DocumentPaths) -> None:
        self._page = page
        self._code = code
        self._paths = paths

    @cached_property
    def _named(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(self._in(part)) for part in self._page.parts)

    def _in(self, part: TextBlock | Fence) -> Iterator[str]:
        if isinstance(part, Fence):
            return
        for code in part.codes:
            written = read_code(code.text)
            if isinstance(written, WrittenPath):
                yield from self._paths.packages(written.path)
            elif isinstance(written, WrittenName) and written.package:
                yield from self._paths.packages(written.package)
        for link in part.links:
            yield from self._paths.packages(link.target)

    @cached_property
    def _sections(self) -> tuple[int, ...]:
        """For each part the number of the heading above it, -1 for none."""
        found, at = [], -1
        for i, part in enumerate(self._page.parts):
            if isinstance(part, TextBlock) and part.kind is BlockKind.HEADING:
                at = i
            found.append(at)
        return tuple(found)

    @cached_property
    def _by_section(self) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for section, named in zip(self._sections, self._named, strict=True):
            found[section] |= named
        return {section: frozenset(named) for section, named in found.items()}

    @cached_property
    def page(self) -> frozenset[str]:
        """All packages that the page names, with the one in whose folder it stands."""
        home = self._paths.home
        return frozenset().union(*self._named, [home] if home else [])

    def narrowed(self, symbols: Iterable[Symbol], part: int) -> tuple[Symbol, ...]:
        """Those of some symbols that are of the packages named nearest to a part; all where none is."""
        every = tuple(symbols)
        for packages in (self._named[part], self._by_section[self._sections[part]], self.page):
            near = tuple(symbol for symbol in every if symbol.package in packages)
            if near:
                return near
        return every
