"""A module that has another path in another version: a new major version (``/v2``), or another name.

The packages below it are the same then, and what claims say of them is held against those of the new path
(https://go.dev/ref/mod#major-version-suffixes).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.modules import without_major
from archviz.refs import renamed_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Set

    from archviz.model.symbols import Symbol
    from archviz.refs import Lock


@dataclass(frozen=True, slots=True)
class ModuleMove:
    """The path of a module in an old version, and the one in a new version."""

    old: str
    new: str

    def of(self, package: str) -> str:
        """The new import path of a package; the same where it is none of the module's."""
        inside = package == self.old or package.startswith(f"{self.old}/")
        return self.new + package[len(self.old) :] if inside else package

    @property
    def major(self) -> bool:
        """Whether the two differ in their major version alone."""
        return without_major(self.old) == without_major(self.new)

    def __str__(self) -> str:
        return f"the module {self.old} is {self.new} now"


def module_move(
    named: Mapping[str, Set[str]], there: Collection[str], module: str, symbols: Callable[[str], tuple[Symbol, ...]]
) -> ModuleMove | None:
    """How a module's path has changed, by the packages that claims name; None where it has not.

    ``named`` maps import paths to the short names (``T``, ``T.m``) that are spoken of there, ``there`` are the packages
    of the new version, ``module`` is its main module. A module of another name is the same where half of those names
    are declared in the packages that take the places of the old ones; a new major version is so in any case.
    """
    missing = sorted(named.keys() - {*there})
    counted = Counter(old for package in missing for old in _before(package, module, there))
    for old, _ in sorted(counted.items(), key=lambda each: (-each[1], len(each[0]), each[0])):
        move = ModuleMove(old, module)
        spoken = {move.of(package): named[package] for package in missing if move.of(package) in there}
        known = sum(len(names & {s.short for s in symbols(package)}) for package, names in spoken.items())
        if move.major or 2 * known > sum(map(len, spoken.values())):
            return move
    return None


def lock_move(old: Lock, new: Lock) -> ModuleMove | None:
    """How the path of the module that two locks are about has changed; None where they share a package."""
    if not old.declared or not new.declared or old.declared.keys() & new.declared.keys():
        return None
    named = {package: {s.short for s in symbols} for package, symbols in old.declared.items()}
    paths = {path for one in old.declared for other in new.declared for path in _after(one, other)}
    found = (module_move(named, new.declared, path, new.symbols) for path in sorted(paths))
    moves = [move for move in found if move is not None]
    most = Counter({move: len({*map(move.of, named)} & new.declared.keys()) for move in moves})
    return max(moves, key=lambda move: (most[move], move.major, len(move.new)), default=None)


def moved_lock(lock: Lock, move: ModuleMove) -> Lock:
    """A lock with every symbol of a module under its new path."""
    return renamed_packages(lock, move.old, move.new)


def _before(package: str, module: str, there: Collection[str]) -> Iterator[str]:
    """The paths that a module may have had, so that a package of it is one of the new version under its new path."""
    parts = package.split("/")
    for count in range(1, len(parts) + 1):
        rest = "/".join(parts[count:])
        if (f"{module}/{rest}" if rest else module) in there:
            yield "/".join(parts[:count])


def _after(old: str, new: str) -> Iterator[str]:
    """The paths that a module may have now, if one of its packages is another one now: what differs, and more."""
    one, other = old.split("/"), new.split("/")
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if other:
        yield "/".join(other)
    yield new
