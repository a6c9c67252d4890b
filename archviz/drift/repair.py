"""Claims rewritten where a symbol has a new name or a new package: the text of the file stays but for those words."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from archviz.figures.mentions import Mention, mentions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.figures import Figure
    from archviz.model.symbols import Symbol


def repaired(figure: Figure, text: str, successors: Mapping[Symbol, Symbol]) -> str:
    """The text of a figure's file with every claim about a symbol turned to its successor.

    ``text`` is the file as it was when the figure was read. An alias whose every symbol went to one other package,
    under the same name, stands for that package now; otherwise a new package gets an alias of its own. Comments, order
    and layout stay as they are.
    """
    went = {mention: _successor(mention.symbol, successors) for mention in mentions(figure)}
    lines = text.split("\n")
    aliases = dict(figure.claims.packages)
    moved = _moved(figure, went)
    for alias, package in moved.items():
        aliases[alias] = package
        line, column = figure.document.content["packages"].lc.value(alias)
        _replace(lines, line, column, figure.claims.packages[alias], package)
    for mention in sorted(went, key=lambda each: (each.line, each.column), reverse=True):
        new = went[mention]
        if new is not None and mention.listed:
            _replace(lines, mention.line, mention.column, mention.written, new.leaf)
        elif new is not None and mention.written.split(".")[0] not in moved:
            written = f"{_alias(new.package, aliases)}.{new.short}"
            _replace(lines, mention.line, mention.column, mention.written, written)
    for alias, package in aliases.items():
        if alias not in figure.claims.packages:
            _add_alias(figure, lines, alias, package)
    return "\n".join(lines)


def _successor(symbol: Symbol, successors: Mapping[Symbol, Symbol]) -> Symbol | None:
    """What a symbol became, None where it stayed; a member goes with its type."""
    new = successors.get(symbol)
    if new is None and symbol.member and symbol.owner in successors:
        new = successors[symbol.owner].of(symbol.member)
    return new if new != symbol else None


def _moved(figure: Figure, went: Mapping[Mention, Symbol | None]) -> dict[str, str]:
    """The aliases whose every symbol went to one other package under the same name, with that package."""
    moved: dict[str, str] = {}
    for alias, package in figure.claims.packages.items():
        pairs = [(mention.symbol, new) for mention, new in went.items() if mention.symbol.package == package]
        packages = {new.package if new is not None and new.short == old.short else package for old, new in pairs}
        if len(packages) == 1 and packages != {package}:
            moved[alias] = packages.pop()
    return moved


def _replace(lines: list[str], line: int, column: int, old: str, new: str) -> None:
    at = lines[line].index(old, column)
    lines[line] = lines[line][:at] + new + lines[line][at + len(old) :]


def _alias(package: str, aliases: dict[str, str]) -> str:
    """The alias of a package; a new one is the last element of its path, with a number if that is taken."""
    for alias, path in aliases.items():
        if path == package:
            return alias
    elements = [element for element in package.split("/") if not re.fullmatch(r"v\d+", element)]
    name = re.sub(r"\W", "", elements[-1])
    alias = next(each for n in count(1) if (each := name if n == 1 else f"{name}{n}") not in aliases)
    aliases[alias] = package
    return alias


def _add_alias(figure: Figure, lines: list[str], alias: str, path: str) -> None:
    packages = figure.document.content["packages"]
    last = list(packages)[-1]
    line, column = packages.lc.value(last)
    if packages.fa.flow_style():
        end = lines[line].index("}", column)
        lines[line] = f"{lines[line][:end]}, {alias}: {path}{lines[line][end:]}"
    else:
        lines.insert(line + 1, f"{' ' * packages.lc.key(last)[1]}{alias}: {path}")
