"""The shapes of replies as data, of which each tool declares its own as a JSON Schema."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # as pydantic needs it before Python 3.12

Step = TypedDict(
    "Step",
    {
        "from": str,
        "to": str,
        "kind": str,
        "mode": NotRequired[str],
        "certain": bool,
        "one_of": NotRequired[int],
        "places": list[str],
        "more_places": NotRequired[int],
        "wired": NotRequired[list[str]],
    },
)
"""A step of an answer. ``places`` are file:line:col; ``one_of`` is among how many ends a run chooses, ``wired`` proves
which."""


class NamedShape(TypedDict):
    """A symbol, what it is and where."""

    symbol: str
    kind: str
    place: str


class OpenShape(TypedDict):
    """Why an answer may lack something, and what to ask for to know more."""

    kind: str
    count: int
    message: str
    hint: str


class AnswerData(TypedDict):
    """An answer as data. ``next_offset`` is what to ask with for what comes after, null where this is the end."""

    about: list[NamedShape]
    closed: bool
    open: list[OpenShape]
    steps: list[Step]
    found: int
    next_offset: int | None
    cut: list[str]
    notes: list[str]


class WayStep(Step):
    """A step of a way, by the way's number from 1."""

    way: int


class PathsData(TypedDict):
    """Ways from one symbol to another. ``ways`` is how many there are; ``closed`` without any says that none is."""

    about: list[NamedShape]
    ways: int
    closed: bool
    open: list[OpenShape]
    steps: list[WayStep]
    found: int
    next_offset: int | None
    cut: list[str]
    notes: list[str]


class ImpactRow(TypedDict):
    """What has changed (``what`` is changed), starts a program or test that is reached (entry), or is reached.

    ``depth`` is how many steps it is from the change, ``to`` what it uses there, and ``kind`` how; of what has changed
    it is in what it differs.
    """

    what: str
    symbol: str
    places: list[str]
    kind: NotRequired[str]
    depth: NotRequired[int]
    to: NotRequired[str]


class ImpactData(TypedDict):
    """What a change can reach. ``reached`` and ``entries`` are how many declarations there are of each."""

    about: list[NamedShape]
    reached: int
    entries: int
    closed: bool
    open: list[OpenShape]
    rows: list[ImpactRow]
    found: int
    next_offset: int | None
    cut: list[str]
    notes: list[str]


class FoundData(TypedDict):
    """Symbols that were found by words in their names, best first."""

    symbols: list[NamedShape]
    notes: list[str]


class MemberData(TypedDict):
    """A field or method, of the type itself or promoted; ``type`` is as written."""

    symbol: str
    type: str
    place: str


class ShownData(TypedDict):
    """What a symbol is. ``relations`` are counts in words; ``members`` go on from ``next_offset``."""

    symbol: str
    kind: str
    place: str
    signature: str
    doc: str
    relations: list[str]
    members: list[MemberData]
    found: int
    next_offset: int | None
    diagram: str
    notes: list[str]


class VerdictData(TypedDict):
    """What came of a claim."""

    holds: bool
    claims: int
    proved: int
    asserted: int
    edges: list[Step]
    findings: list[str]
