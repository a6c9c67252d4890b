"""Which declarations of a package name something, by their text alone, and which variables a declaration names."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.objects import Var
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.model.relations import Position


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


def variables(file: File, chunk: Chunk, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
    """The package-level variables that the code of a function, or a variable's initializer, names, in source order."""
    declared = file.declaring(chunk, symbol.name) if chunk.keyword is not Keyword.FUNC else None
    start, end = (declared[0].start, declared[0].end) if declared is not None else (chunk.start, chunk.end)
    used = (analysis(file, chunk).uses or {}).items()
    named = sorted(((at, obj) for at, obj in used if isinstance(obj, Var) and obj.level), key=itemgetter(0))
    return tuple(
        (obj.symbol, file.position(at))
        for at, obj in named
        if obj.symbol is not None and obj.symbol != symbol and start <= at < end
    )
