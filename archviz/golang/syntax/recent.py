"""Values that are kept while they are asked for, within a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_K = TypeVar("_K")
_V = TypeVar("_V")

MOST_BYTES = 131_072
"""How many bytes of code the values that are kept are of, and"""
FEWEST = 64
"""how many are kept, however long their code is."""


class Recent(Generic[_K, _V]):
    """The values of pieces of code that were asked for last; one that was dropped is made again, and is the same."""

    def __init__(self, most: int = MOST_BYTES, fewest: int = FEWEST) -> None:
        self.most = most
        self.fewest = fewest
        self._values: dict[_K, tuple[_V, int]] = {}
        self._bytes = 0

    def get(self, key: _K, size: int, make: Callable[[], _V], *, keep: bool = True) -> _V:
        """The value of a key, made where it is not kept. ``size`` is how many bytes of code it is of.

        One that is made is kept if ``keep`` says so.
        """
        found = self._values.pop(key, None)
        if found is None:
            found = make(), size
            if not keep:
                return found[0]
            self._bytes += size
        self._values[key] = found
        while self._bytes > self.most and len(self._values) > self.fewest:
            self._bytes -= self._values.pop(next(iter(self._values)))[1]
        return found[0]

    def __contains__(self, key: _K) -> bool:
        return key in self._values
