"""Which declarations of a package name something, by their text alone, and which variables a declaration names."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.objects import Var

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol


def naming(package: Package, name: str) -> Iterator[Analysis]:
    """The analyses of the declarations in which an identifier stands, by files and in source order.

    It may mean something else there, or stand in a comment: what a declaration does is for its relations to say. Of a
    name that is declared twice, the second declaration does not count.
    """
    written = name.encode()
    word = re.compile(rb"(?<![\w\x80-\xff])" + re.escape(written) + rb"(?![\w\x80-\xff])")
    for file in package.files:
        found = word.search(file.data) if written in file.data else None
        if found is None:
            continue
        chunks = file.scan.chunks
        starts = [chunk.start for chunk in chunks]
        while found is not None:
            chunk = chunks[max(bisect_right(starts, found.start()) - 1, 0)] if chunks else None
            if chunk is None or not chunk.start <= found.start() < chunk.end:
                found = word.search(file.data, found.end())
                continue
            if chunk.keyword is not Keyword.IMPORT and _counts(package, file, chunk):
                yield analysis(file, chunk)
            found = word.search(file.data, chunk.end)


def _counts(package: Package, file: File, chunk: Chunk) -> bool:
    """Whether a declaration is the first of at least one of its names, or may be there several times."""
    owner = package.receiver_base(chunk)
    places = package.method_places.get(owner, {}) if owner else package.places
    return any(name in ("_", "init") or places.get(name) == (file, chunk) for name in chunk.names)


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
