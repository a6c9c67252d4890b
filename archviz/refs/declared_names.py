"""The names that packages declare, written small: ``Chef(Cook Serve) New`` for a type, its methods and a function.

A lock has them so that what is new in a version is known to be new. Of packages that are far from what figures speak
of, in a source that is large, it has the path alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.model.symbols import MOST_SYMBOL, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = r"[^\W\d]\w*"
_WRITTEN = re.compile(rf"({_NAME})(?:\(({_NAME}(?: {_NAME})*)\))?(?: |\Z)")


def declared_text(symbols: Iterable[Symbol]) -> str:
    """Package-level names of one package, sorted, each with its methods in parentheses."""
    methods: dict[str, list[str]] = {}
    for symbol in sorted(symbols):
        found = methods.setdefault(symbol.name, [])
        if symbol.member:
            found.append(symbol.member)
    return " ".join(f"{name}({' '.join(found)})" if found else name for name, found in methods.items())


def declared_names(package: str, text: str) -> tuple[Symbol, ...]:
    """The symbols that ``declared_text`` wrote, sorted. Raises ValueError."""
    symbols: list[Symbol] = []
    at = 0
    while at < len(text):
        found = _WRITTEN.match(text, at)
        if found is None:
            raise ValueError(f"{text[at : at + 40]!r} is no name of {package}")
        name, methods = found.groups()
        members = methods.split() if methods else ()
        if max(map(len, (name, *members))) > MOST_SYMBOL:
            raise ValueError(f"{name[:40]!r} is no name of {package}")
        symbols += [Symbol(package, name), *(Symbol(package, name, member) for member in members)]
        at = found.end()
    return tuple(symbols)
