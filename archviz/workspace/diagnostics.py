"""What could not be read of a source, in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.graph import Diagnostic

MOST = 50
"""How many diagnostics are written out; more are counted."""


def lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Each diagnostic once, with its file and line, by file and line; those beyond ``MOST`` as their number."""
    every = sorted(set(diagnostics))
    for one in every[:MOST]:
        yield f"{one.file}:{one.line}: {one.message}"
    if len(every) > MOST:
        yield f"and {len(every) - MOST} more places that could not be read"
