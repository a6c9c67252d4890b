"""Units made from the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.index.naming import GENERIC
from archviz.ask.index.units import PackedUnit, pack
from archviz.golang.facts.contents import declared_contents
from archviz.golang.facts.digests import words
from archviz.golang.facts.gaps import left_out_gaps
from archviz.golang.syntax.lexical import is_generic
from archviz.model.errors import SourceError
from archviz.model.graph import PackageContents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.graph import Graph


def packed(graph: Graph, path: str, *, whole: bool) -> PackedUnit:
    """A package with all its contents or, without ``whole``, with its declarations alone; an empty one for no package.

    Its words are those of all files of its folder, but for tests where these are not asked for, and ``GENERIC`` where
    something may have type parameters there.
    """
    package = graph.loaded.load(path)
    if package is None:
        gaps = tuple(left_out_gaps(graph.loaded, path)) if whole else ()
        contents = PackageContents(path, "", (), (), (), (), (), (), (), gaps, ())
    else:
        contents = graph.contents(path) if whole else declared_contents(package)
    generic = GENERIC.encode()
    found: set[bytes] = set()
    for text in _texts(graph, path):
        found |= words(text)
        if generic not in found and is_generic(text):
            found.add(generic)
    return pack(contents, found)


def _texts(graph: Graph, path: str) -> Iterator[bytes]:
    source = graph.source
    try:
        yield from map(source.read, source.files(path, tests=graph.context.tests))
    except SourceError:  # said where the package is asked for
        return
