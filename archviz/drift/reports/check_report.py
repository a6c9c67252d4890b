"""What every format reports: the source, the figures held against it, and what was found."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.model.context import DEFAULT_CONTEXT, BuildContext
from archviz.model.counts import counted
from archviz.model.finding import FindingKind, Severity
from archviz.model.graph import MOST_DIAGNOSTICS
from archviz.model.names import figure_name
from archviz.model.safe import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.drift.baseline import Waived
    from archviz.model.drift import SymbolPlace
    from archviz.model.figure import Origin
    from archviz.model.finding import Finding
    from archviz.model.graph import Diagnostic

_MOST_CLAIMS = 8
"""How many claims of a figure are named that have one cause."""
_BLANKS = re.compile("[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its path in the figure's file (``edges[3]``), its 1-based line there, and what it says in few words."""

    path: str
    line: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class FigureResult:
    """A figure as it was held against a source: its claims in the order of its file, and how many stand."""

    number: int
    """0 where it has none."""
    id: str
    kind: str
    file: str
    claims: tuple[Claim, ...]
    proved: int
    asserted: int
    open_steps: int = 0
    """Numbered edges whose order is their author's, as the source leaves it open."""
    undrawn: int = 0
    """Relations among the cards that ``edges: auto`` leaves out."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What came of a check.

    ``path`` is the source as the user named it, ``digest`` that of its Go files. ``findings`` are those that no
    baseline waives, stale waivers among them. ``before`` is the version at which the claims were last proved: the one
    that the ``old`` places of findings are in. Files of claims are named as the reader knows them; for programs that
    is with ``/``, from the root of the repository, or absolute where they are outside.

    ``context`` is what the packages were built for. ``diagnostics`` are what could not be read of the source, with its
    files named from the source's top; ``top`` is the folder of that top, named as the claims' files are, None where the
    source is no folder. ``noun`` is what claims are counted by: a figure, or a document that was held as it is.
    """

    path: str
    origin: Origin
    digest: str
    figures: tuple[FigureResult, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()
    before: Origin | None = None
    context: BuildContext = DEFAULT_CONTEXT
    diagnostics: tuple[Diagnostic, ...] = ()
    top: str | None = None
    noun: str = "figure"

    @property
    def groups(self) -> tuple[Group, ...]:
        """The findings, those of one cause together, in the order of the first of each."""
        return grouped(self.findings)

    @property
    def source(self) -> str:
        """The source in few words: its version, a fork's with its name, or where it is; with a chosen platform."""
        if self.origin.nominal:
            return self.built(f"{self.path} (not {self.origin.nominal}: the digest differs)")
        return self.built(self.origin.short or self.path)

    def built(self, source: str) -> str:
        """A name of the source, with what its packages were built for where that is not the default."""
        return source if self.context.usual else f"{source} ({self.context})"

    @property
    def shown(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that a report writes out."""
        return self.diagnostics[:MOST_DIAGNOSTICS]

    @property
    def rest(self) -> str:
        """The diagnostics that a report only counts, in a few words; "" where there are none."""
        return f"{counted(self.more, 'more place')} that could not be read" if self.more else ""

    @property
    def more(self) -> int:
        """How many diagnostics a report only counts."""
        return len(self.diagnostics) - len(self.shown)

    @property
    def claims(self) -> int:
        """How many claims were held against the source."""
        return sum(len(held.claims) for held in self.figures)

    @property
    def proved(self) -> int:
        """How many of them it proves."""
        return sum(held.proved for held in self.figures)

    @property
    def asserted(self) -> int:
        """How many of them rest on their author's word."""
        return sum(held.asserted for held in self.figures)

    @property
    def unreadable(self) -> int:
        """How many files could not be read as figures."""
        return len({finding.file for finding in self.findings if finding.kind is FindingKind.UNREADABLE_FIGURE})

    @property
    def tally(self) -> str:
        """How much is proved, in a few words."""
        proved = f"{self.proved} of {counted(self.claims, 'claim')} in {counted(len(self.figures), self.noun)}"
        return f"{proved} {'is' if self.claims == 1 else 'are'} proved"

    @property
    def failed(self) -> bool:
        """Whether there is an error that no baseline waives."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one cause, as one: ``finding`` says the cause at the place of the first one of ``all``."""

    finding: Finding
    all: tuple[Finding, ...]

    @property
    def claims(self) -> str:
        """The claims of a group, by figure, the first ones of each; "" for a finding that stands alone."""
        if len(self.all) == 1:
            return ""
        figures: dict[str, list[str]] = {}
        for finding in self.all:
            figures.setdefault(figure_name(finding.figure, finding.id), []).append(finding.claim)
        said = []
        for name, named in figures.items():
            claims = list(dict.fromkeys(named))
            more = f" and {len(claims) - _MOST_CLAIMS} more" if len(claims) > _MOST_CLAIMS else ""
            said.append(f"{name}: {', '.join(claims[:_MOST_CLAIMS])}{more}")
        return "; ".join(said)


def grouped(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Findings with those of one cause and severity as one, in the order of the first of each."""
    found: dict[tuple[str, str, int], list[Finding]] = {}
    for i, finding in enumerate(findings):
        found.setdefault((finding.cause, finding.severity, 0 if finding.cause else i), []).append(finding)
    return tuple(_group(tuple(each)) for each in found.values())


def _group(findings: tuple[Finding, ...]) -> Group:
    first = findings[0]
    if len(findings) == 1:
        return Group(first, findings)
    files = {finding.file for finding in findings}
    where = f" in {counted(len(files), 'figure')}" if len(files) > 1 else ""
    hint = first.hint if all(finding.hint == first.hint for finding in findings) else ""
    repairable = all(finding.repairable for finding in findings)
    claims = {(finding.file, finding.claim) for finding in findings}
    message = f"{first.cause}: {counted(len(claims), 'claim')}{where}"
    return Group(replace(first, message=message, hint=hint, repairable=repairable, suggestion=None), findings)


def details(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What there is to say beside a finding's message, in order, as pairs of a word and what it introduces."""
    said = (
        ("was", place(finding.old) if finding.old else ""),
        ("now", place(finding.new) if finding.new else ""),
        ("hint", finding.hint),
        ("repair", repair_words(finding)),
    )
    return tuple((word, one_line(what)) for word, what in said if what)


def repair_words(finding: Finding) -> str:
    """Which command can rewrite the claim, "" where none can."""
    if finding.suggestion is not None:
        return "`archviz check --fix` makes this change where it is then proved"
    return "`archviz update` can rewrite this claim" if finding.repairable else ""


def full_message(finding: Finding) -> str:
    """A finding's message and its details, a line each."""
    return "\n".join((one_line(finding.message), *(f"{word}: {what}" for word, what in details(finding))))


def place(site: SymbolPlace) -> str:
    """A symbol and where it stands."""
    position = site.position
    return visible(f"{site.symbol} at {position.in_line}" if position.inside else str(site.symbol))


def one_line(text: str) -> str:
    """A sentence, perhaps of several lines, on one: blanks as one space, and what could not be seen as an escape."""
    return visible(_BLANKS.sub(" ", text.strip(" \t\r\n")))
