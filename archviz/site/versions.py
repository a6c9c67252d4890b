"""Pages of versions: what changed from one proved version to the next, and first and last in one picture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from archviz.model.figure import Text
from archviz.model.release_note import grouped
from archviz.model.versions import bare_version
from archviz.present.pictures import inline
from archviz.present.rows import place
from archviz.words.kinds import change
from archviz.words.notes import MARKS, about, sentence, tally

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Iterable, Mapping

    from archviz.model.drift import Followed
    from archviz.model.figure import Origin, VerifiedDiagram, VerifiedFigure
    from archviz.model.release_note import ReleaseNote
    from archviz.words.language import Language


RADAR = "versions/radar.html"
"""The address of the page with all figures at all versions, from the site's root."""

FEED = "versions/feed.xml"
"""The address of the feed of versions, from the site's root."""


class FigureState(StrEnum):
    """What came of a figure from one proved version to the next."""

    PROVED = "proved"
    """As it was before."""
    CHANGED = "changed"
    """The same claims, which show something else."""
    REPAIRED = "repaired"
    """Other claims: some begin or end with this version."""
    ABSENT = "absent"
    """It has no claim on this version."""
    STALE = "stale"
    """The lock was made before the figure, or from other claims."""


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """A version on which every figure was proved, and what changed since the one before it in time.

    ``name`` is that of its lock; ``diagrams`` has for each diagram that changed its changes in a line each,
    ``declarations`` what became of the declarations that the figures speak of, as far as they changed. ``notes`` are
    the release notes, ``recorded`` the diagrams and tables that the lock has, ``stale`` the figures whose claims
    are others than those that it was made from, ``states`` what came of each figure, all by their ids. ``date`` is the
    day of the version, None where it is not known.
    """

    name: str
    origin: Origin
    digest: str
    diagrams: Mapping[str, tuple[str, ...]]
    declarations: tuple[Followed, ...] = ()
    notes: tuple[ReleaseNote, ...] = ()
    recorded: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    states: Mapping[str, FigureState] = field(default_factory=dict)
    date: datetime.date | None = None

    @property
    def title(self) -> Text:
        """The project with its version; where the lock names no project, ``pot-1.21`` is 1.21 as pot has it."""
        if self.origin.name:
            return self.origin.title
        return Text(re.sub(r"^([a-z][\w-]*)-(\d[\w.]*)$", r"\2 (\1)", self.name))

    @property
    def project(self) -> Text:
        """The project without the version, "" where the lock names none."""
        return self.origin.project

    @property
    def short(self) -> str:
        """The version's numbers by themselves, for the head of a column."""
        return bare_version(self.origin.version or self.name)

    @property
    def page(self) -> str:
        """The address of its page, from the site's root."""
        return f"versions/{self.name}.html"


@dataclass(frozen=True, slots=True)
class FirstAndLast:
    """A diagram at the first and the last version in one picture (``svg``), with each change in a line."""

    diagram: VerifiedDiagram
    svg: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All proved versions in the order of time, and the pictures of first and last."""

    versions: tuple[VersionChanges, ...] = ()
    pictures: tuple[FirstAndLast, ...] = ()


def history_of(history: History, names: Collection[str]) -> History:
    """A history of some figures, by their ids.

    It is without the diagrams that have no page: those of other articles, and those that are no more.
    """
    versions = (
        replace(
            it,
            diagrams={name: changes for name, changes in it.diagrams.items() if name in names},
            notes=tuple(note for note in it.notes if note.figure in names),
            states={name: state for name, state in it.states.items() if name in names},
        )
        for it in history.versions
    )
    return History(tuple(versions), tuple(both for both in history.pictures if both.diagram.id in names))


def radar_address(history: History, figures: Iterable[VerifiedFigure]) -> str:
    """Where the table of some figures by all versions is, from the site's root; "" where there is none."""
    names = {figure.id for figure in figures}
    return RADAR if any(names & it.states.keys() for it in history.versions) else ""


def version_pages(
    history: History, figures: tuple[VerifiedFigure, ...], words: Language, write: Callable[..., object]
) -> None:
    """Writes the pages of a history, none where there is none; ``write`` takes a template, an address and values."""
    if not history.versions:
        return
    figure_of = {figure.id: figure for figure in figures}
    history = history_of(history, figure_of.keys())
    first, last = history.versions[0], history.versions[-1]
    drawn = {both.diagram.id: f"versions/diagrams/{both.diagram.file}.html" for both in history.pictures}
    dated = any(it.date for it in history.versions)
    shared = {
        "feed": FEED if dated else "",
        "has_code": False,
        "figure_of": figure_of,
        "drawn": drawn,
        "first": first,
        "last": last,
    }
    said = {
        "marks": MARKS,
        "about": partial(about, words=words),
        "sentence": partial(sentence, words=words),
        "change": partial(change, words=words),
    }
    write("versions.html", "versions/index.html", **shared, history=history)
    if radar_address(history, figures):
        projects = [(project, len(tuple(same))) for project, same in groupby(it.project for it in history.versions)]
        write("radar.html", RADAR, **shared, history=history, projects=projects, states=tuple(FigureState), tally=tally)
    for before, it, after in zip(
        (None, *history.versions), history.versions, (*history.versions[1:], None), strict=False
    ):
        values = {"it": it, "before": before, "after": after, "place": place, "groups": grouped(it.notes)}
        write("version.html", it.page, **shared, **values, **said)
    for both in history.pictures:
        svg = Markup(inline(both.svg))  # noqa: S704 archviz.render drew it, and escaped every text in it
        write("both.html", drawn[both.diagram.id], **shared, both=both, svg=svg)
