"""Claims rewritten where a symbol has a new name or a new package: the text of the file stays but for those words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.documents.nodes import TextPosition
from archviz.figures.mentions import PARTS, Mention, mentions
from archviz.figures.packages import free_alias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from archviz.documents.nodes import MappingEntry, YamlNode
    from archviz.figures import Figure
    from archviz.model.symbols import Symbol

_PACKAGES = ("packages", "below")
"""The keys of a figure whose values are import paths."""


def repaired(figure: Figure, text: str, successors: Mapping[Symbol, Symbol]) -> str:
    """The text of a figure's file with every claim in force about a symbol turned to its successor.

    ``text`` is the file as it was when the figure was read. An alias whose every symbol went to one other package,
    under the same name, stands for that package now; otherwise a new package gets an alias of its own. Comments, order
    and layout stay as they are.
    """
    went = {each: successor(each.symbol, successors) if each.in_force else None for each in mentions(figure)}
    known = figure.packages
    aliases = dict(known)
    moved = moved_aliases(figure, went)
    declared = _declared(figure)
    edits = [
        (declared[alias].node.begin, aliases[alias], package) for alias, package in moved.items() if alias in declared
    ]
    aliases |= moved
    for mention in sorted(went, key=lambda each: (each.line, each.column), reverse=True):
        new, place = went[mention], TextPosition(mention.line, mention.column)
        if new is not None and mention.listed:
            edits.append((place, mention.written, new.leaf))
        elif new is not None and mention.written.split(".")[0] not in moved:
            edits.append((place, mention.written, f"{alias_for(new.package, aliases)}.{new.short}"))
    lines = text.split("\n")
    new_ones = {each: path for each, path in aliases.items() if each not in declared and known.get(each) != path}
    edits += _new_aliases(figure, lines, new_ones)
    for (line, column), old, written in sorted(edits, reverse=True):
        at = lines[line].find(old, column)
        if at >= 0:  # what is written with escapes or over several lines stays as it is
            lines[line] = lines[line][:at] + written + lines[line][at + len(old) :]
    return "\n".join(lines)


def repackaged(figure: Figure, text: str, went: Callable[[str], str]) -> str:
    """The text of a figure's file with another import path for each package that is named in it.

    These are the values of ``packages`` and what lists of implementers are ``below``. ``text`` is the file as it was
    when the figure was read.
    """
    lines = text.split("\n")
    for place, path in sorted(_import_paths(figure.document.content), reverse=True):
        at = lines[place.line].find(path, place.column)
        if at >= 0:
            lines[place.line] = lines[place.line][:at] + went(path) + lines[place.line][at + len(path) :]
    return "\n".join(lines)


def _import_paths(node: YamlNode, *, named: bool = False) -> Iterator[tuple[TextPosition, str]]:
    """The import paths in a figure, with where each begins at the earliest."""
    if named and isinstance(node.value, str):
        yield node.begin, node.value
    for item in node.value if isinstance(node.value, list) else ():
        yield from _import_paths(item, named=named)
    for key, entry in node.entries.items():
        yield from _import_paths(entry.node, named=named or key in _PACKAGES)


def successor(symbol: Symbol, successors: Mapping[Symbol, Symbol]) -> Symbol | None:
    """What a symbol became, None where it stayed; a member goes with its type."""
    new = successors.get(symbol)
    if new is None and symbol.member and symbol.owner in successors:
        new = successors[symbol.owner].of(symbol.member)
    return new if new != symbol else None


def with_owners(figure: Figure, successors: Mapping[Symbol, Symbol]) -> dict[Symbol, Symbol]:
    """Successors, with that of a type whose every member that a figure names went to one other type.

    A card that shows some of them is that type's then, also where the old type is there still.
    """
    named = [mention for mention in mentions(figure) if mention.in_force and mention.symbol.member]
    found = dict(successors)
    for owner in {mention.symbol.owner for mention in named if mention.listed} - successors.keys():
        members = {mention.symbol for mention in named if mention.symbol.owner == owner}
        owners = {successors.get(member, member).owner for member in members}
        if len(owners) == 1 and owners != {owner}:
            found[owner] = owners.pop()
    return found


def moved_aliases(figure: Figure, went: Mapping[Mention, Symbol | None]) -> dict[str, str]:
    """The aliases whose every symbol went to one other package under the same name, with that package."""
    moved: dict[str, str] = {}
    for alias, package in figure.packages.items():
        pairs = [(mention.symbol, new) for mention, new in went.items() if mention.symbol.package == package]
        packages = {new.package if new is not None and new.short == old.short else package for old, new in pairs}
        if len(packages) == 1 and packages != {package}:
            moved[alias] = packages.pop()
    return moved


def alias_for(package: str, aliases: dict[str, str]) -> str:
    """The alias of a package; a new one is the last element of its path, with a number if that is taken."""
    for alias, path in aliases.items():
        if path == package:
            return alias
    elements = [element for element in package.split("/") if not re.fullmatch(r"v\d+", element)]
    name = re.sub(r"\W", "", elements[-1])
    alias = free_alias(name, aliases)
    aliases[alias] = package
    return alias


def _declared(figure: Figure) -> dict[str, MappingEntry]:
    """The aliases in a figure's file, with their places; others were found in the source by their names."""
    entry = figure.document.content.entries.get("packages")
    return entry.node.entries if entry is not None else {}


def _new_aliases(
    figure: Figure, lines: Sequence[str], new: Mapping[str, str]
) -> Iterator[tuple[TextPosition, str, str]]:
    """What puts new aliases behind a figure's last one, or in a mapping of their own before its first claims."""
    added = [f"{alias}: {path}" for alias, path in new.items()]
    entry = figure.document.content.entries.get("packages")
    if not added:
        return
    if entry is None or not entry.node.entries:
        first = min(figure.document.content.entries[key].key for key in PARTS if key in figure.document.content.entries)
        yield first, "", f"packages: {{{', '.join(added)}}}\n"
        return
    last = list(entry.node.entries.values())[-1]
    if entry.node.flow:
        yield last.node.end, "", "".join(f", {each}" for each in added)
    else:
        line, indent = last.node.end.line, " " * last.key.column
        yield TextPosition(line, len(lines[line])), "", "".join(f"\n{indent}{each}" for each in added)
