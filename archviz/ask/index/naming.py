"""In which packages an identifier may stand."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from archviz.ask.index.store import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.ask.index.store import Store

GENERIC = "[T]"
"""What stands among the identifiers of a package that may declare something with type parameters."""


def pack_words(words: Iterable[bytes]) -> bytes:
    """The identifiers in the files of a package, by their numbers, as bytes."""
    return array("I", sorted(set(map(_number, words)))).tobytes()


def _number(word: bytes) -> int:
    """The number of an identifier; two have the same one about once in four thousand million."""
    return zlib.crc32(word)


class Naming:
    """The identifiers in the files of packages, which are given with the numbers of their units."""

    def __init__(self, store: Store, units: Mapping[str, int]) -> None:
        self._store = store
        self._units = units
        self._words: dict[int, memoryview] | None = None

    def of(self, name: str, packages: Iterable[str]) -> Iterator[str]:
        """Those of some packages in whose files an identifier may stand: any where that is not known."""
        if self._words is None:
            self._words = self._read()
        wanted = _number(name.encode("utf-8", "surrogatepass"))
        words, units = self._words, self._units
        return (path for path in packages if _may_have(words.get(units.get(path, 0)), wanted))

    def _read(self) -> dict[int, memoryview]:
        try:
            return {unit: memoryview(packed).cast("I") for unit, packed in self._store.words()}
        except DAMAGED:
            self._store.spoilt = True
            return {}


def _may_have(numbers: memoryview | None, wanted: int) -> bool:
    if not numbers:  # a package of which no file is read may have any
        return True
    at = bisect_left(numbers, wanted)
    return at < len(numbers) and numbers[at] == wanted
