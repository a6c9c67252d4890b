"""The text of a pull request that brings figures to another version, as GitHub Flavored Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from archviz.drift.reports.check_report import one_line
from archviz.model.counts import counted
from archviz.model.release_note import grouped
from archviz.model.safe import markdown as escaped
from archviz.model.safe import markdown_code
from archviz.words.language import ENGLISH
from archviz.words.notes import MARKS, about, sentence, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.model.figure import Origin, Text
    from archviz.model.finding import Finding
    from archviz.model.relations import Position
    from archviz.model.release_note import ReleaseNote

ROOM = 50_000
"""Characters of lines that are listed; with the rest the text stays within the 65,536 that GitHub takes."""

_ADDRESS = {ord(char): f"%{ord(char):02X}" for char in "<>|\\ "}


@dataclass(frozen=True, slots=True)
class PictureChange:
    """A committed picture that is drawn otherwise: its path from the repository's top, and whether it was there."""

    path: str
    before: bool


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What came of an upgrade.

    ``name`` is what the version is called in the project. ``mended`` are the findings that repairs ended, ``left`` the
    claims that are not proved, ``differing`` what is derived from the source and is not what it was, which the lock
    accepts; files of all three are named from the repository's top. ``titles`` has what each figure is
    called by its id. ``base`` and ``commit`` are the commits before and after, "" for one that was not made.
    """

    origin: Origin
    before: Origin | None
    name: str
    mended: tuple[Finding, ...]
    left: tuple[Finding, ...]
    notes: tuple[ReleaseNote, ...]
    pictures: tuple[PictureChange, ...] = ()
    titles: Mapping[str, Text] = field(default_factory=dict)
    base: str = ""
    commit: str = ""
    branch: str = ""
    locked: bool = True
    """Whether every claim is proved, so that there is a lock."""
    drawn: bool = True
    """Whether the pictures are those of this version."""
    differing: tuple[Finding, ...] = ()

    @property
    def version(self) -> str:
        """The version as people call it."""
        return str(self.origin) or self.name

    @property
    def subject(self) -> str:
        """What the commit and the pull request are called."""
        return f"Figures at {one_line(self.version)}"

    @property
    def message(self) -> str:
        """The commit's message."""
        return f"{self.subject}\n\n{self.summary}\n"

    @property
    def summary(self) -> str:
        """What happened, in two or three sentences."""
        if not self.left:
            held = "Every claim holds."
        else:
            verb = "needs" if len(self.left) == 1 else "need"
            held = f"{counted(len(self.left), 'claim')} {verb} a person; there is no lock of this version until then."
        mended = f" {counted(len(self.mended), 'claim')} that broke {_was(len(self.mended))} rewritten."
        figures = len({finding.id for finding in self.differing})
        verb = "shows" if figures == 1 else "show"
        differing = f" {counted(figures, 'figure')} {verb} something else than before, which a person should look at."
        return held + (mended if self.mended else "") + (differing if self.differing else "")


def upgrade_markdown(report: UpgradeReport) -> str:
    """What broke and was mended, what needs a person, what came and went, and the pictures before and after.

    Pictures are linked by their commits, relative to the address of a pull request: ``../raw/COMMIT/PATH``. What does
    not fit into a pull request is counted, not listed.
    """
    room = _Room(ROOM)
    blocks = [
        f"**{_prose(report.subject)}.** {_prose(report.summary)}",
        *_section("Needs a person", room.fitting(map(_left, (*report.left, *_differing(report))))),
        *_section("Broke and was mended", room.fitting(map(_mended, report.mended))),
        *_release_notes(report, room),
        *_pictures(report, room),
    ]
    return "\n\n".join(blocks) + "\n"


class _Room:
    """What is left of the characters that may be listed."""

    def __init__(self, most: int) -> None:
        self._left = most

    def fitting(self, lines: Iterable[str]) -> list[str]:
        """The lines that fit, and how many more there are."""
        found: list[str] = []
        every = list(lines)
        for line in every:
            self._left -= len(line)
            if self._left < 0:
                more = len(every) - len(found)
                return [*found, f"- and {more} more, which `archviz check` and `archviz diff` print"]
            found.append(line)
        return found


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"### {title}"
        yield "\n".join(lines)


def _differing(report: UpgradeReport) -> Iterator[Finding]:
    """What is derived and differs; where there is a lock it records that already."""
    for finding in report.differing:
        yield replace(finding, hint="to merge this accepts it: the new lock records it") if report.locked else finding


def _left(finding: Finding) -> str:
    hint = f"\n  <br><em>{_prose(finding.hint)}</em>" if finding.hint else ""
    return f"- [ ] {_claim(finding)}: {_prose(finding.message)} {markdown_code(finding.kind)}{hint}"


def _mended(finding: Finding) -> str:
    now = ""
    if finding.new is not None:
        place = finding.new.position
        at = f" ({markdown_code(f'{place.file}:{place.line}')})" if place.inside else ""
        now = f" → {markdown_code(str(finding.new.symbol))}{at}"
    return f"- {_claim(finding)}: {_prose(finding.message)}{now}"


def _claim(finding: Finding) -> str:
    """The claim's place: ``diagrams/a/1.yaml:8``, figure 1."""
    return f"{markdown_code(f'{finding.file}:{finding.line}')}, {_prose(finding.about)}"


def _release_notes(report: UpgradeReport, room: _Room) -> Iterator[str]:
    if report.before is None:
        yield "### Release notes of the architecture"
        yield "There is no lock of an earlier version to compare with."
        return
    if not report.notes:
        return
    yield f"### Release notes of the architecture, since {_prose(str(report.before))}"
    for group in grouped(report.notes):
        title = report.titles.get(group.figure)
        name = _prose(title.en) if title is not None else _prose(group.figure)
        yield f"**{_prose(about(group, ENGLISH))}** ({name}): {tally(group.notes)}"
        yield "\n".join(room.fitting(_note(note, report) for note in group.notes))


def _note(note: ReleaseNote, report: UpgradeReport) -> str:
    origin = report.before if note.change == "removed" else report.origin
    place = f" ({_place(note.place, origin)})" if note.place is not None and origin is not None else ""
    return f"- {markdown_code(MARKS[note.change])} {_prose(sentence(note, ENGLISH))}{place}"


def _place(position: Position, origin: Origin) -> str:
    shown = markdown_code(f"{position.file}:{position.line}")
    url = origin.url(position)
    return f"[{shown}](<{url.translate(_ADDRESS)}>)" if url else shown


def _pictures(report: UpgradeReport, room: _Room) -> Iterator[str]:
    if not report.drawn:
        yield "### Pictures"
        yield "The pictures stay those of the version that the project is about."
        return
    if not report.pictures:
        return
    after = report.commit or report.branch
    rows = [
        f"| {markdown_code(one.path)} | {_picture(report.base if one.before else '', one.path)} "
        f"| {_picture(after, one.path)} |"
        for one in report.pictures
    ]
    yield "### Pictures"
    yield "\n".join(["| | before | after |", "|---|---|---|", *room.fitting(rows)])


def _picture(commit: str, path: str) -> str:
    if not commit:
        return "none"
    name = path.rpartition("/")[2].removesuffix(".svg")
    address = f"../raw/{quote(commit)}/{quote(path, errors='surrogateescape')}"
    return f"[![{_prose(name)}]({address})]({address})"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _prose(text: str) -> str:
    return escaped(one_line(text))
