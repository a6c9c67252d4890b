"""How one symbol leads to another: by calls, and by the other ways in which code comes to be run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.ask.answers import Answer, OpenKind, OpenReason
from archviz.ask.hops import Hops
from archviz.ask.questions.callers import callers
from archviz.ask.questions.openness import guesses
from archviz.ask.questions.search import Through, brief, starts_of
from archviz.ask.several_ways import Ways, find_ways
from archviz.ask.ways import MOST_FOLLOWED, NoWay, Way, find_way
from archviz.ask.wording import choice_words, described, way_words
from archviz.model.counts import counted
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol

MOST_WAYS = 100
"""How many ways can be asked for."""
_MOST_BACK = 200
"""How many symbols are followed back from a goal to which nothing leads, to say whether anything may be missing."""
_NEEDS = {
    RelationKind.IMPLEMENTS: Through.INTERFACES,
    RelationKind.REF: Through.VALUES,
    RelationKind.SETS: Through.VALUES,
    UseKind.READS: Through.VALUES,
    RelationKind.SENDS: Through.CHANNELS,
    RelationKind.RECEIVES: Through.CHANNELS,
}
"""The steps that are followed only where a question goes through what they are."""
_CHOICES = (RelationKind.IMPLEMENTS, RelationKind.SETS, RelationKind.RECEIVES)
"""The steps of which each run takes one of several."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways from one symbol to another, and the answer that they are; ``hint`` is what to try where there is none.

    The answer's steps are those of all ways, each once. Where there is no way its first note says between which symbols
    nothing leads, and its reasons why there may be one after all: none means that there is none for certain.
    """

    answer: Answer
    ways: tuple[Way, ...] = ()
    hint: str = ""


class _Followed(Hops):
    """The steps that a question goes through."""

    def __init__(self, facts: Facts, through: Iterable[Through]) -> None:
        super().__init__(facts)
        self._through = frozenset(through)

    def forward(self, symbol: Symbol, after: Symbol | None = None) -> Iterator[Hop]:
        """Those of the steps forward."""
        return (hop for hop in super().forward(symbol, after) if _NEEDS.get(hop.kind) in (None, *self._through))


def paths(
    facts: Facts,
    start: Declared,
    goals: Sequence[Declared],
    avoid: Sequence[Declared] = (),
    *,
    through: Iterable[Through] = tuple(Through),
    count: int = 0,
    most: int = MOST_FOLLOWED,
) -> Paths:
    """The shortest way from a symbol by the goals in their order to the last, or the ``count`` shortest ones.

    A type stands for its methods. Each step is certain, or one of so many (``Hop.of``), or a guess (``Hop.why``); a way
    with a guess is given only where there is none without, and leaves the answer open. At most ``most`` symbols are
    followed from one goal to the next.
    """
    through = tuple(through)
    hops = _Followed(facts, through)
    starts, wanted = starts_of(facts, start), [one.symbol for one in goals]
    avoided = [one.symbol for one in avoid]
    found: Ways | NoWay
    if count:
        found = find_ways(hops, starts, wanted, avoided, count=count, most=most)
    else:
        way = find_way(hops, starts, wanted, avoided, most=most)
        found = way if isinstance(way, NoWay) else Ways((way,))
    about = (start, *goals)
    if isinstance(found, NoWay):
        return _none(facts, hops, found, about, through, most)
    ways = tuple(replace(way, hops=tuple(_with_choice(hops, hop) for hop in way.hops)) for way in found.ways)
    steps = tuple(dict.fromkeys(hop for way in ways for hop in way.hops))
    reasons = list(guesses(steps))
    cut = tuple(_cut(found, most)) if count else ()
    reasons += [OpenReason(OpenKind.CUT, 0, sentence, hint="--all N shows N ways") for sentence in cut]
    notes = tuple(_notes(ways[0])) if not count else ()
    symbols = dict.fromkeys(symbol for way in ways for symbol in (way.hops[0].start, *(hop.end for hop in way.hops)))
    places = {hop.end: hop.evidence[0] for hop in steps}
    nodes = tuple(brief(facts, symbol, places.get(symbol)) for symbol in symbols)
    return Paths(Answer("paths", about, nodes, steps, cut, tuple(reasons), notes), ways)


def _with_choice(hops: Hops, hop: Hop) -> Hop:
    """A step, with the number of ends among which it chooses."""
    if hop.kind not in _CHOICES:
        return hop
    return replace(hop, of=len({one.end for one in hops.forward(hop.start) if one.kind is hop.kind}))


def _cut(found: Ways, most: int) -> Iterator[str]:
    if found.more:
        yield f"other ways than the {len(found.ways):,} shortest"
    elif found.more is None:
        yield f"perhaps other ways: {most:,} symbols were followed, and there are more"


def _notes(way: Way) -> Iterator[str]:
    yield from map(choice_words, way.choices)
    if way.choices:
        yield "--via and --avoid choose another way, --all N shows N of them"


def _none(
    facts: Facts, hops: Hops, found: NoWay, about: tuple[Declared, ...], through: tuple[Through, ...], most: int
) -> Paths:
    """That there is no way, and whether that is certain: by what leads to the goal, and what may be missing there."""
    message, hint = why_none(hops, found, "archviz paths {} {}")
    reasons: list[OpenReason] = []
    if found.given_up:
        reasons.append(OpenReason(OpenKind.CUT, 0, f"{most:,} symbols were followed, and there are more", hint=hint))
    else:
        reasons += _not_searched(facts, found)
        goal = brief(facts, found.goal)
        reasons += callers(facts, [goal], through=through, depth=_MOST_BACK, most=_MOST_BACK).open
        if Through.CHANNELS not in through:
            reasons.append(OpenReason(OpenKind.VALUE, 0, "no channel was followed", hint="--through all follows them"))
    return Paths(Answer("paths", about, (), (), (), tuple(reasons), (message,)), (), hint)


def _not_searched(facts: Facts, found: NoWay) -> Iterator[OpenReason]:
    """That steps lead to packages of the source that are not searched, from which others may lead on."""
    start = found.start.package
    there = sorted({start, *found.outside}.intersection(facts.all_packages()) - set(facts.packages))
    if there:
        named = ", ".join(there[:3]) + (f" and {len(there) - 3} more" if len(there) > 3 else "")
        message = f"{counted(len(there), 'package')} of the source on the way {_were(there)} not searched: {named}"
        yield OpenReason(OpenKind.NOT_SEARCHED, len(there), message, hint=f"--packages {there[0]} searches it, too")


def _were(things: Sequence[object]) -> str:
    return "was" if len(things) == 1 else "were"


def why_none(hops: Hops, found: NoWay, command: str) -> tuple[str, str]:
    """That nothing leads from one symbol to another, in words, and what to try.

    ``command`` asks for the way from a symbol to another, which stand for the ``{}`` in it.
    """
    searched = f"{counted(found.followed, 'symbol')} followed in {described(hops.facts.packages)}"
    message = f"nothing leads from {found.start.short} to {found.goal.short}: {searched}"
    if found.start.package not in hops.facts:
        return message, f"{found.start.package} is not searched; --packages {found.start.package} searches it"
    if found.given_up:
        return f"{message}, which is the most", "--packages limits the search, --via names a place on the way"
    back = find_way(hops, [found.goal], [found.start]) if found.followed < MOST_FOLLOWED // 10 else found
    if not isinstance(back, NoWay):
        return message, f"the other way round there is one: {command.format(found.goal, found.start)}"
    there = frozenset(hops.facts.all_packages())
    if outside := [path for path in found.outside if path in there]:
        return message, f"it leads out to {', '.join(outside[:3])}; --packages widens the search"
    return message, ""


def length_words(way: Way) -> str:
    """How long a way is, and through what it leads."""
    return way_words(way, len(way.hops))
