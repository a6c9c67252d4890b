"""Which packages of a source a pattern names, as for ``go list`` (``go help packages``)."""

from __future__ import annotations

import re
from itertools import accumulate
from posixpath import normpath
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.suggest import nearest
from archviz.sources.trees.tree import join

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.sources.source import Source

_WILD = "..."
_ANY = r"(?:(?!(?<![^/])vendor/).)*"
"""What a wildcard stands for: anything but the ``vendor`` before a vendored package."""
_NEAR = 0.6
"""How alike a name must be to be offered instead, as ``difflib`` measures it."""


def is_pattern(text: str) -> bool:
    """Whether a text has a wildcard, so that it may name any number of packages; without one it names one package."""
    return _WILD in text


def named(source: Source, text: str, packages: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """The import paths that a text names: the one that it is, or, in order, those of the source's that it matches.

    ``...`` matches any string; ``x/...`` matches ``x`` too. What begins with ``.`` is relative to the main module, the
    one at the top of the source, and matches that module's packages alone. ``packages`` gives all of the source's; only
    a pattern needs them. Raises SourceError where a pattern matches nothing, and where a relative one has no module or
    leads out of it.
    """
    relative = text.partition("/")[0] in (".", "..")
    path = _in_module(source, text) if relative else text.rstrip("/")
    if not is_pattern(path):
        return (path,)
    matches = _expression(path).fullmatch
    every = packages()
    found = tuple(each for each in every if matches(each))
    if relative:
        own = frozenset(source.module_packages(tests=True))
        found = tuple(each for each in found if each in own or each.removesuffix("_test") in own)
    if not found:
        raise SourceError(f"{source.location} has no package that {text} matches", hint=near(path, every))
    return found


def near(path: str, packages: tuple[str, ...]) -> str | None:
    """A hint at the packages whose import paths are most like one that was not found, or like a pattern; or None."""
    stem = path.removesuffix("/...") if path.endswith("/...") else ""
    if stem:
        packages = tuple({above for each in packages for above in accumulate(each.split("/"), join)})
    found = nearest(stem or path, packages, 3, _NEAR)
    return f"did you mean {' or '.join(f'{each}/...' if stem else each for each in found)}?" if found else None


def _in_module(source: Source, text: str) -> str:
    if source.module is None:
        raise SourceError(
            f"{source.location} has no module at its top, which {text} is relative to",
            hint="name packages by their import paths",
        )
    within = normpath(text)
    if within.split("/")[0] == "..":
        raise SourceError(f"{text} is not within the module {source.module} at the top of {source.location}")
    return join(source.module, "" if within == "." else within)


def _expression(pattern: str) -> re.Pattern[str]:
    """What the import paths look like that a pattern matches."""
    within = pattern.endswith(f"/{_WILD}")
    pieces = re.split(r"\.\.\.+", pattern.removesuffix(f"/{_WILD}"))
    return re.compile(_ANY.join(map(re.escape, pieces)) + (f"(?:/{_ANY})?" if within else ""))
