"""Which declarations of a package name something, found in the text without working anything out."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from archviz.golang.syntax.scan import Keyword
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.types.package import Package


def naming(package: Package, name: str) -> tuple[Symbol, ...]:
    """The functions, methods and variables in whose declarations an identifier stands, sorted.

    It may mean something else there, or stand in a comment: what a declaration does is for its relations to say.
    """
    return tuple(sorted(set(_naming(package, name))))


def _naming(package: Package, name: str) -> Iterator[Symbol]:
    word = re.compile(rb"(?<![\w\x80-\xff])" + re.escape(name.encode()) + rb"(?![\w\x80-\xff])")
    for file in package.files:
        found = word.search(file.data)
        if found is None:
            continue
        chunks = file.scan.chunks
        starts = [chunk.start for chunk in chunks]
        while found is not None:
            chunk = chunks[max(bisect_right(starts, found.start()) - 1, 0)] if chunks else None
            if chunk is not None and chunk.start <= found.start() < chunk.end:
                if chunk.keyword in (Keyword.FUNC, Keyword.VAR):
                    owner = package.receiver_base(chunk)
                    yield from (
                        Symbol(package.path, owner, one) if owner else Symbol(package.path, one) for one in chunk.names
                    )
                found = word.search(file.data, chunk.end)
            else:
                found = word.search(file.data, found.end())
