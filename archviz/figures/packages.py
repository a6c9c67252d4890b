"""Packages that a figure's symbols name and its file does not declare, found in the source."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from archviz.documents.shapes import titled
from archviz.figures.claims import SYMBOL, Claims
from archviz.model.errors import FigureError, joined
from archviz.model.modules import without_major
from archviz.model.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from archviz.figures.load import Figure
    from archviz.model.graph import CodeGraph

_MOST_LISTED = 6


def with_packages(figure: Figure, graph: CodeGraph, known: Sequence[str] = ()) -> Figure:
    """The figure with a package for each alias that its symbols begin with and ``packages`` does not have.

    An alias stands for the one package of the source whose import path ends with it, a major version passed over; where
    there is none, for the one whose package clause has that name. ``known`` are the packages that the figures spoke of
    when they were last proved: one of these counts before others, also where it is gone. Raises FigureError, with
    further ones, at the line of each symbol whose alias no package or several could be.
    """
    wanted: dict[str, tuple[str, str]] = {}
    for path, text in titled(figure.document.content, Claims, SYMBOL):
        alias = text.partition(".")[0]
        if alias not in figure.claims.packages and alias != text:
            wanted.setdefault(alias, (path, text))
    if not wanted:
        return figure
    found = dict(figure.claims.packages)
    errors = []
    for alias, (path, text) in wanted.items():
        candidates = [path for path in known if _last(path) == alias]
        candidates = candidates if len(candidates) == 1 else _candidates(alias, graph)
        if len(candidates) == 1:
            found[alias] = candidates[0]
        else:
            errors.append(_error(figure, text, path, candidates, graph))
    if errors:
        raise joined(errors)
    return replace(figure, claims=msgspec.structs.replace(figure.claims, packages=found))


def usual_alias(graph: CodeGraph, package: str) -> str:
    """What a figure that is written for an author calls a package: as its package clause does, ``p`` without one."""
    return re.sub(r"[^\w-]", "", graph.package_name(package)) or "p"


def free_alias(name: str, taken: Container[str]) -> str:
    """A name, with the first number behind it, from 2, that makes it another one than those that are taken."""
    return next(each for n in count(1) if (each := name if n == 1 else f"{name}{n}") not in taken)


def _candidates(alias: str, graph: CodeGraph) -> list[str]:
    """The packages that an alias may stand for; commands only where there is nothing else, as nothing imports them."""
    packages = graph.packages()
    found = [path for path in packages if _last(path) == alias]
    if not found:
        found = [path for path in packages if graph.package_name(path) == alias]
    if len(found) > 1:
        found = [path for path in found if graph.package_name(path) != "main"] or found
    return found


def _last(path: str) -> str:
    return without_major(path).rpartition("/")[2]


def _error(figure: Figure, text: str, path: str, candidates: list[str], graph: CodeGraph) -> FigureError:
    alias, _, rest = text.partition(".")
    if candidates:
        more = f" and {len(candidates) - _MOST_LISTED} more" if len(candidates) > _MOST_LISTED else ""
        message = f"{path}: {alias} may be {', '.join(candidates[:_MOST_LISTED])}{more}"
        hint = f"say which: `packages: {{{alias}: {candidates[0]}}}`"
    else:
        message = f"{path}: {alias} is no package of this figure, and none of the source has that name"
        names = [*figure.claims.packages, *map(_last, graph.packages())]
        otherwise = "a symbol is alias.Name, where `packages` has the import path of the alias"
        hint = did_you_mean(alias, names, otherwise, behind=f".{rest}")
    return FigureError(message, file=figure.file, line=figure.line(path), hint=hint)
