"""A document held against the source: all that it says of code, and what of it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.lint.diagrams import read_diagram
from archviz.lint.drawings import HOPS, Drawings
from archviz.lint.fences import GO, Fences
from archviz.lint.findings import Confidence, Held, Replacement, Wrong
from archviz.lint.ignores import Ignores
from archviz.lint.names import Names
from archviz.lint.page import Fence, TextBlock
from archviz.lint.past import with_former
from archviz.lint.paths import DocumentPaths
from archviz.lint.reach import ArrowSearch
from archviz.lint.scope import DocumentScope
from archviz.lint.written import WrittenName, WrittenPath, read_code
from archviz.model.finding import Finding, Severity
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.lint.code import Code
    from archviz.lint.page import InlineCode, PageLink, WrittenPage
    from archviz.lint.past import Past
    from archviz.model.symbols import Symbol

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where a document is: its path from the top of its repository, "" for outside, and the repository's pages.

    A page is written as ``github.com/example/kettle``.
    """

    document: str
    remotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document with all that it says of the source, in the order of its lines.

    ``ignored`` counts what is wrong and stands because a comment says so. ``unread`` are the lines of diagrams that
    could not be read.
    """

    file: str
    held: tuple[Held, ...]
    ignored: int = 0
    unread: tuple[tuple[int, str], ...] = ()

    @property
    def right(self) -> int:
        """How much of what it says the source has so."""
        return sum(one.wrong is None for one in self.held)


def words(pages: Iterable[WrittenPage]) -> frozenset[str]:
    """Every identifier in the code of some pages, for ``Code.look_for``."""
    found: set[str] = set()
    for page in pages:
        for part in page.parts:
            for text in [part.text] if isinstance(part, Fence) else [code.text for code in part.codes]:
                found.update(_WORD.findall(text))
    return frozenset(found | {word.removesuffix("s") for word in found} | {word.removesuffix("es") for word in found})


class Holder:
    """Holds the documents of one source. ``present`` are the identifiers that stand anywhere in its Go files.

    ``words`` are names that are never this code's, in whatever document.
    """

    def __init__(
        self,
        code: Code,
        present: frozenset[str],
        past: Past | None = None,
        hops: int = HOPS,
        words: frozenset[str] = frozenset(),
    ) -> None:
        self._code = code
        self._past = past
        self._present = present
        self._hops = hops
        self._words = words

    @cached_property
    def _reach(self) -> ArrowSearch:
        return ArrowSearch(self._code)

    def drawings(self, page: WrittenPage, place: DocumentPlace) -> Drawings:
        """What the diagrams of a document say of the source."""
        return self._drawings(page, self._names(page, self._paths(place))[0])

    def _paths(self, place: DocumentPlace) -> DocumentPaths:
        return DocumentPaths(self._code, place.document, place.remotes, self._past)

    def _names(self, page: WrittenPage, paths: DocumentPaths) -> tuple[Names, DocumentScope]:
        scope = DocumentScope(page, self._code, paths)
        return Names(self._code, scope, paths, self._present), scope

    def _drawings(self, page: WrittenPage, names: Names) -> Drawings:
        return Drawings(self._code, names, self._reach, page, self._hops)

    def hold(self, page: WrittenPage, place: DocumentPlace) -> HeldDocument:
        """What a document says of the source, with what is wrong."""
        paths = self._paths(place)
        names, scope = self._names(page, paths)
        fences = Fences(self._code, names, scope)
        drawings = self._drawings(page, names)
        found: list[Held] = []
        unread: list[tuple[int, str]] = []
        for i, part in enumerate(page.parts):
            if isinstance(part, TextBlock):
                found += self._block(page.file, part, i, names, paths)
            elif part.language in GO:
                found += fences.held(part, i)
            elif (diagram := read_diagram(part.language, part.text)) is not None:
                found += drawings.held(diagram, part, i)
                unread += ((part.line + line - 1, text) for line, text in diagram.unread)
        ignores = Ignores(page, self._words)
        kept = [one for one in found if one.wrong is None or one not in ignores]
        kept.sort(key=lambda one: (one.line, one.column))
        return HeldDocument(page.file, tuple(kept), len(found) - len(kept), tuple(unread))

    def _block(self, file: str, block: TextBlock, part: int, names: Names, paths: DocumentPaths) -> Iterator[Held]:
        for span in block.codes:
            written = read_code(span.text)
            if isinstance(written, WrittenName):
                yield from self._name(file, span, written, block, part, names)
            elif isinstance(written, WrittenPath):
                yield from _path(span, written, paths)
        for link in block.links:
            yield from _link(link, block, names, paths)

    def _name(
        self, file: str, span: InlineCode, written: WrittenName, block: TextBlock, part: int, names: Names
    ) -> Iterator[Held]:
        placed = names.placed(block, span)
        there = names.in_place(written, placed) if placed else None
        if isinstance(there, Wrong):
            symbols: tuple[Symbol, ...] = ()
            wrong: Wrong | None = there
        else:
            symbols, wrong = names.meaning(written, part)
        packages = names.former_packages(written) if self._past is not None and not symbols else frozenset()
        if self._past is not None and packages != frozenset():
            former = self._past.was(file, span.line, written, packages)
            wrong = with_former(wrong, written, former) if former is not None else wrong
        if symbols or wrong is not None:
            yield Held(span.line, span.column, span.text, symbols, _fixed(wrong, span) if wrong is not None else None)


def _path(span: InlineCode, written: WrittenPath, paths: DocumentPaths) -> Iterator[Held]:
    found = paths.code_path(written.path)
    if isinstance(found, Wrong):
        yield Held(span.line, span.column, span.text, (), _fixed(found, span))
    elif found:
        yield Held(span.line, span.column, span.text)


def _link(link: PageLink, block: TextBlock, names: Names, paths: DocumentPaths) -> Iterator[Held]:
    target = paths.target(link.target)
    if target is None:
        return
    found = paths.link(target, link.target)
    if found is True and target.first and target.path.endswith(".go"):
        found = names.at_line(_about(link, block), target) or True
    if isinstance(found, Wrong):
        yield Held(link.line, link.column, link.target, (), _relinked(found, link))
    elif found:
        yield Held(link.line, link.column, link.target)


def _relinked(wrong: Wrong, link: PageLink) -> Wrong:
    """What is wrong with a link, with what may stand for it where the source says so for certain."""
    fix = wrong.fix
    if fix is None or link.target.count(fix.old) != 1:
        return replace(wrong, fix=None)
    at = link.target.index(fix.old)
    return replace(wrong, fix=Replacement(link.line, link.column + at, fix.old, fix.new))


def _about(link: PageLink, block: TextBlock) -> str:
    """The name that a link is about: its words, or the code span before it with nothing but a few words between."""
    words = link.text.strip().strip("`")
    written = read_code(words)
    if isinstance(written, WrittenName) and (len(written.names) > 1 or written.called or exported(words)):
        return words
    before = [code for code in block.codes if code.start + len(code.text) <= link.start]
    return before[-1].text if before and link.start - before[-1].start - len(before[-1].text) < 4 else ""


def _fixed(wrong: Wrong, span: InlineCode) -> Wrong:
    """What is wrong with the replacement that its hint names for certain, at the place of the code span."""
    if wrong.fix is None or wrong.fix.old not in span.text:
        return replace(wrong, fix=None)
    at = span.text.index(wrong.fix.old)
    return replace(wrong, fix=Replacement(span.line, span.column + at, wrong.fix.old, wrong.fix.new))


def findings(document: HeldDocument, *, strict: bool = False) -> tuple[Finding, ...]:
    """What is wrong in a document, as findings of a report; what is only likely so counts where ``strict``."""
    found = []
    for one in document.held:
        wrong = one.wrong
        if wrong is None or (wrong.confidence is Confidence.LIKELY and not strict):
            continue
        found.append(
            Finding(
                figure=0,
                claim=claim(one),
                kind=wrong.kind,
                severity=Severity.ERROR,
                subject=one.subject,
                message=wrong.message,
                file=document.file,
                line=one.line,
                hint=wrong.hint,
                old=wrong.old,
                new=wrong.new,
                repairable=wrong.fix is not None,
                identity="\0".join((document.file, wrong.kind, one.subject)),
            )
        )
    return tuple(found)


def claim(held: Held) -> str:
    """The name of what a document says at a place, for a report."""
    return f"`{held.subject.strip('`')}`"
