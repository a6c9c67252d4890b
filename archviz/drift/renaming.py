"""A rename or a move as a figure's own data: from a version on, so that claims hold before it as they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift.repair import alias_for, moved_aliases, successor
from archviz.figures.edit import edited
from archviz.figures.mentions import mentions
from archviz.figures.suggest import written
from archviz.figures.versions import in_force
from archviz.model.errors import FigureError
from archviz.model.finding import FigureEdit
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from archviz.figures import Figure
    from archviz.model.symbols import Symbol


def renamed(figure: Figure, text: str, successors: Mapping[Symbol, Symbol], since: str) -> str:
    """The text of a figure's file with a line for each symbol, or package, that is another one from a version on.

    ``figure`` is the figure at that version, ``text`` its file as it was when it was read, and ``successors`` has for a
    symbol that claims in force name what it is now. An alias whose every symbol went to one package under the same name
    has a path for each range of versions then; every other symbol is an item of ``renames``. Raises FigureError where
    the file's layout does not allow it.
    """
    went = {mention: successor(mention.symbol, successors) for mention in mentions(figure) if mention.in_force}
    moved = moved_aliases(figure, went)
    edits: list[FigureEdit] = []
    for alias, package in moved.items():
        edits += _path_from(figure, alias, package, since)
    aliases = {**figure.packages, **moved}
    known = set(aliases)
    stay = {each.symbol: new for each, new in went.items() if not _moves(figure, each.symbol, moved)}
    pairs = {symbol: new for symbol, new in stay.items() if new is not None}
    for old, new in sorted(pairs.items()):
        if old.member and pairs.get(old.owner) == new.owner and old.member == new.member:
            continue  # it goes with its type
        name = written(figure, old) or ""
        other = f"{alias_for(new.package, aliases)}.{new.short}"
        edits += _rename_from(figure, name, other, since)
    edits += [FigureEdit(f"packages.{alias}", aliases[alias]) for alias in aliases if alias not in known]
    return edited(text, figure.file, edits)


def moved_module(figure: Figure, text: str, went: Callable[[str], str], since: str) -> str:
    """The text of a figure's file with another path, from a version on, for each package of a module that moved.

    ``figure`` is the figure at that version, ``went`` gives the new import path of a package. Raises FigureError where
    the file's layout does not allow it, or where a claim is ``below`` a path of the module that is in no package of the
    figure, which alone can have another path at another version.
    """
    moved = {path: went(path) for path in figure.packages.values() if went(path) != path}
    listed = [*(card.below for card in figure.claims.cards), *(part.below for part in figure.claims.table)]
    bound = [path for paths in listed for path in paths if went(path) != path]
    alone = next((path for path in bound if not any(f"{path}/".startswith(f"{each}/") for each in moved)), None)
    if alone is not None:
        message = f"`below` has the path {alone}, which is {went(alone)} from {since} on"
        raise FigureError(message, file=figure.file, hint="give the package an alias in `packages`")
    changed = (alias for alias, path in figure.packages.items() if path in moved)
    edits = [edit for alias in changed for edit in _path_from(figure, alias, moved[figure.packages[alias]], since)]
    return edited(text, figure.file, edits)


def _moves(figure: Figure, symbol: Symbol, moved: Mapping[str, str]) -> bool:
    """Whether the package of a symbol moves as a whole."""
    return any(figure.packages[alias] == symbol.package for alias in moved if alias in figure.packages)


def _rename_from(figure: Figure, old: str, new: str, since: str) -> Iterator[FigureEdit]:
    """A rename; one that is known already, of a later version, begins earlier."""
    names = figure.names
    pair = names.with_first_owner(old), names.with_first_owner(new)
    for i, one in enumerate(figure.claims.renames):
        if (names.with_first_owner(one.old), names.with_first_owner(one.new)) == pair:
            yield FigureEdit(f"renames[{i}].since", since, one.since)
            return
    yield FigureEdit("renames", (("from", old), ("to", new), ("since", since)), further=True)


def _path_from(figure: Figure, alias: str, package: str, since: str) -> Iterator[FigureEdit]:
    """Another path of an alias from a version on, as long as the one before it had been to hold."""
    place, paths = f"packages.{alias}", figure.claims.packages.get(alias)
    declared = figure.document.content.entries.get("packages")
    if declared is None or alias not in declared.node.entries or not isinstance(paths, tuple):
        before = figure.packages[alias]
        ranges = ((("path", before), ("until", since)), (("path", package), ("since", since)))
        yield FigureEdit(place, ranges, before if isinstance(paths, str) and declared is not None else "")
        return
    at = next(i for i, one in enumerate(paths) if in_force(one, figure.version))
    held = paths[at]
    following = next((i for i, one in enumerate(paths) if one.since and one.since == held.until), None)
    if held.since and version_order(held.since) >= version_order(since):
        yield FigureEdit(f"{place}[{at}].path", package, held.path)
        return
    yield FigureEdit(f"{place}[{at}].until", since, held.until or "")
    if following is not None and paths[following].path == package:
        yield FigureEdit(f"{place}[{following}].since", since, paths[following].since or "")
    else:
        until = (("until", held.until),) if held.until else ()
        yield FigureEdit(place, (("path", package), ("since", since), *until), further=True)
