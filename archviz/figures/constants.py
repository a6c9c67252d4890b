"""Notes of constants on edges: what a call that an edge's evidence stands in is given, such as a timer's period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import ConstantNote
from archviz.model.finding import FindingKind
from archviz.model.symbols import Symbol
from archviz.model.values import CallSite, SourceValue, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.figures.claims import ConstantClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.relations import Evidence

_DURATION = Symbol("time", "Duration")


def constant_note(
    ledger: Ledger, claim: ConstantClaim, path: str, source: Symbol, places: Iterable[Evidence]
) -> ConstantNote | None:
    """The constant that a claim says of an edge, as the source has it; None, and a finding, where it has none.

    ``source`` is the declaration with the calls that may have it: one that names a place of the edge's evidence itself,
    or is given it as an argument, or is given the function literal that it stands in. The innermost such call counts.
    There has to be one for every place in ``places``, as the note stands on the arrow of them all.
    """
    ledger.claimed.add(path)
    meaning, text = claim.said
    declared = ledger.declared(text, path)
    if declared is None:
        return None
    sites = ledger.graph.calls(declared.symbol, (source.package,)).sites
    around = {place: _innermost(sites, source, place) for place in places}
    bare = next((place for place, site in around.items() if site is None), None)
    if bare is not None:
        near = [str(site.position) for site in sites if site.source == source]
        hint = f"{source.short} calls it at {', '.join(near)}" if near else f"{source.short} does not call it"
        message = f"no call of {text} is around what proves the edge at {bare}"
        ledger.finding(FindingKind.UNPROVED_EDGE, path, declared.symbol, message, hint)
        return None
    found: dict[str, tuple[SourceValue, Evidence]] = {}
    for site in sorted(filter(None, around.values()), key=lambda one: one.position):
        value = _argument(site, claim.argument)
        if value is None or value.constant is None or value.evidence is None:
            message, hint = _unfit(site, claim, text)
            ledger.finding(FindingKind.UNPROVED_EDGE, path, declared.symbol, f"{message} at {site.position}", hint)
            return None
        found[value.constant] = value, value.evidence
    if len(found) > 1:
        message = f"the calls of {text} are given {' and '.join(value.text for value, _ in found.values())}"
        ledger.finding(FindingKind.UNPROVED_EDGE, path, declared.symbol, message, "draw an edge for each call")
        return None
    value, place = next(iter(found.values()))
    return ConstantNote(meaning, value.constant or "", value.text, place, value.type == _DURATION)


def _innermost(sites: Iterable[CallSite], source: Symbol, place: Evidence) -> CallSite | None:
    around = [
        site
        for site in sites
        if site.source == source and site.position.file == place.file and site.position <= place < site.end
    ]
    return max(around, key=lambda site: site.position, default=None)


def _argument(site: CallSite, number: int | None) -> SourceValue | None:
    """The argument of a 1-based number, or the only one of type time.Duration."""
    if number is not None:
        return site.arguments[number - 1] if number <= len(site.arguments) else None
    durations = [value for value in site.arguments if value.type == _DURATION]
    return durations[0] if len(durations) == 1 else None


def _unfit(site: CallSite, claim: ConstantClaim, text: str) -> tuple[str, str]:
    """Why a call has no such constant, and what to do."""
    value = _argument(site, claim.argument)
    if value is not None:
        what = "is no constant" if value.kind is not ValueKind.CONSTANT else "is not certain"
        return f"{value.text}, which {text} is given, {what}", "only a constant can be noted"
    if claim.argument is not None:
        return f"{text} has no argument {claim.argument}", f"it has {len(site.arguments)}"
    count = sum(each.type == _DURATION for each in site.arguments)
    return f"{text} is given {count or 'no'} arguments of type time.Duration", "say which `argument` is meant, from 1"
