"""A source of which some files have another text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.sources.source import Source


def rewritten(source: Source, rewrite: Callable[[str, bytes], bytes]) -> Source:
    """A source that differs from another by the bytes of its files: what ``rewrite`` makes of a path and its bytes."""
    return cast("Source", _Rewritten(source, rewrite))


class _Rewritten:
    def __init__(self, source: Source, rewrite: Callable[[str, bytes], bytes]) -> None:
        self._source, self._rewrite = source, rewrite
        self._texts: dict[str, bytes] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def read(self, file: str) -> bytes:
        """A file's other text, the same whenever it is asked for."""
        if file not in self._texts:
            self._texts[file] = self._rewrite(file, self._source.read(file))
        return self._texts[file]
