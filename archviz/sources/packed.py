"""Many files in little memory.

Measured on the archive of Kubernetes 1.20.2 (34 MB, 134 MB of Go source that counts) with two cores: kept as it comes,
1.2 s and 165 MB; compressed file by file, 2.1 s and 90 MB; in blocks by a second thread, 1.5 s and 70 MB. Blocks,
because two threads that hand over Python's lock for every file are slower than one (2.6 s).
"""

from __future__ import annotations

import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

BLOCK = 1 << 18
"""Bytes of files that are compressed together: reading one file unpacks about that much."""

MOST_WAITING = 64
"""How many blocks may wait to be compressed, so that a slow second thread does not fill the memory."""

BLOCKS_AT_HAND = 16
"""How many blocks stay unpacked: the files of a package stand side by side and are read one after the other."""


class Packed:
    """Files by name, added within a ``with`` statement and read after it."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, int, int]] = {}
        self._blocks: list[Future[bytes]] = []
        self._open: list[bytes] = []
        self._size = 0
        self._packer = ThreadPoolExecutor(max_workers=1)
        self._unpacked = lru_cache(BLOCKS_AT_HAND)(self._unpack)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_block()
        self._packer.shutdown(cancel_futures=error is not None)

    def add(self, name: str, content: bytes) -> None:
        """Takes a file in; a later one of the same name replaces it."""
        self._places[name] = (len(self._blocks), self._size, len(content))
        self._open.append(content)
        self._size += len(content)
        if self._size >= BLOCK:
            self._close_block()

    def link(self, name: str, target: str) -> bool:
        """Lets a name stand for a file taken in before; False where there is none."""
        if target in self._places:
            self._places[name] = self._places[target]
        return target in self._places

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises KeyError where none was taken in."""
        block, start, size = self._places[name]
        return self._unpacked(block)[start : start + size]

    def _close_block(self) -> None:
        block = b"".join(self._open)
        self._blocks.append(self._packer.submit(zlib.compress, block, 1))
        self._open, self._size = [], 0
        if len(self._blocks) > MOST_WAITING:
            self._blocks[-MOST_WAITING].result()

    def _unpack(self, block: int) -> bytes:
        return zlib.decompress(self._blocks[block].result())
