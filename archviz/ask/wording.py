"""What is said of an answer, in its figure and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.counts import counted
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.ask.neighbours import Reach
    from archviz.ask.ways import Way, WayChoice
    from archviz.model.symbols import Symbol

_MOST_NAMED = 3


def described(packages: Sequence[str]) -> str:
    """Some packages in words: their names where they are few, else how many there are and what they are below."""
    if len(packages) <= 2:
        return f"package{'s' * (len(packages) > 1)} {' and '.join(packages)}" if packages else "no package"
    parts = [path.split("/") for path in packages]
    shared = 0
    while all(len(one) > shared and one[shared] == parts[0][shared] for one in parts):
        shared += 1
    below = "/".join(parts[0][:shared])
    return f"the {len(packages):,} packages {f'of {below}' if below else 'that were searched'}"


def way_words(way: Way, steps: int) -> str:
    """How long a way is, and through what it leads."""
    received = sum(hop.kind is RelationKind.RECEIVES and hop.back for hop in way.hops)
    implemented = sum(hop.kind is RelationKind.IMPLEMENTS for hop in way.hops)
    given = sum(hop.kind is RelationKind.SETS for hop in way.hops)
    through = [
        counted(count, noun)
        for count, noun in ((received, "channel"), (implemented, "interface"), (given, "function value"))
        if count
    ]
    return f"{counted(steps, 'step')}{f', through {_listed(through)}' if through else ''}"


def choice_words(choice: WayChoice) -> str:
    """A choice among ways that are as short."""
    return f"From {choice.start.short} it goes by {choice.taken.short}; as short by {some(choice.others)}."


def some(symbols: Sequence[Symbol]) -> str:
    """The short names of some symbols: the first ones, and how many more there are."""
    names = [one.short for one in symbols[:_MOST_NAMED]]
    more = len(symbols) - len(names)
    return _listed([*names, f"{more} more"] if more else names, "or")


def cut_words(found: Reach, *, callers: bool) -> tuple[str, ...]:
    """What of an answer is not shown, part by part; nothing where all is."""
    who = "caller" if callers else "callee"
    places = sorted({symbol.package for symbol in found.outside})
    named = _listed(
        [*places[:_MOST_NAMED], *([f"{len(places) - _MOST_NAMED} more"] if len(places) > _MOST_NAMED else [])]
    )
    parts = (
        (found.beyond, f"{counted(len(found.beyond), f'more {who}')}"),
        (found.outside, f"{counted(len(found.outside), who)} in {counted(len(places), 'other package')} ({named})"),
        (found.guesses, f"{counted(len(found.guesses), who)} not for certain"),
    )
    return tuple(words for symbols, words in parts if symbols)


def _listed(words: Sequence[str], last: str = "and") -> str:
    *most, end = words or ("",)
    return f"{', '.join(most)} {last} {end}" if most else end
