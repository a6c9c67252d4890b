"""The excerpts of a figure as plain code with notes, for pages that are not ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pygments.lexers.go import GoLexer
from pygments.token import Comment, String

from archviz.model.figure import Fold
from archviz.model.relations import Position
from archviz.model.safe import HIDDEN
from archviz.present.rows import place

if TYPE_CHECKING:
    from archviz.model.figure import CodeLine, Excerpt, Origin, VerifiedExcerpt
    from archviz.model.symbols import Symbol
    from archviz.present.rows import SourceLine
    from archviz.words.language import Language

_OVER_LINES = {String, Comment.Multiline}
_SHORT = 60


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note, its number in the figure, the line that it belongs to, and how that begins (``begun``)."""

    number: int
    place: SourceLine
    line: int
    begun: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One excerpt. ``place`` is its first line, ``code`` its lines without a line end after the last.

    ``unseen`` are the numbers of lines in which a character that is not seen, or that turns the direction of writing,
    stands as its code point in ⟨⟩, since it can make code look like other code than it is (Unicode UTS 55).
    """

    symbol: Symbol
    place: SourceLine
    code: str
    notes: tuple[ListedNote, ...]
    unseen: tuple[int, ...]


def listings(figure: VerifiedExcerpt, words: Language) -> tuple[Listing, ...]:
    """The excerpts of a figure, their notes numbered throughout, without the indentation that all lines have.

    Lines left out are a comment of one line with their number (``// … 12 lines``). Where that would stand within a
    string or a comment it would be none, so the lines up to its end are not left out.
    """
    made: list[Listing] = []
    notes = 0
    for excerpt in figure.excerpts:
        made.append(_listing(excerpt, figure.origin, words, notes + 1))
        notes += len(excerpt.notes)
    return tuple(made)


def _listing(excerpt: Excerpt, origin: Origin, words: Language, first_note: int) -> Listing:
    every = [line for part in excerpt.parts for line in (part.lines if isinstance(part, Fold) else part)]
    spaces = [_leading(line.text) for line in every if line.text.strip()]
    margin = len(os.path.commonprefix(spaces))  # noqa: RUF071 of characters is what is meant
    within = _within(every)
    code: list[str] = []
    unseen: list[int] = []

    def show(lines: tuple[CodeLine, ...]) -> None:
        for line in lines:
            text = _seen(line.text[margin:])
            code.append(text)
            if text != line.text[margin:]:
                unseen.append(line.number)

    following = [*excerpt.parts[1:], None]
    for part, after in zip(excerpt.parts, following, strict=True):
        if not isinstance(part, Fold):
            show(part)
            continue
        behind = None if after is None else (after.lines if isinstance(after, Fold) else after)[0]
        starts = [*part.lines, *([behind] if behind is not None else [])]
        free = [i for i, line in enumerate(starts) if line.number not in within]
        if behind is None:
            free.append(len(part.lines))
        start, end = (free[0], free[-1]) if free else (0, 0)
        show(part.lines[:start])
        if start < end:
            left_out = part.lines[start:end]
            first = next((line.text for line in left_out if line.text.strip()), "")
            code.append(_leading(first)[margin:] + _left_out(len(left_out), words))
        show(part.lines[end:])
    by_number = {line.number: line for line in every}
    notes = tuple(
        ListedNote(
            number,
            place(Position(excerpt.file, note.line, 1), origin),
            note.line,
            _begun(_seen(by_number[note.line].text.strip())),
            words.text(note.text),
        )
        for number, note in enumerate(sorted(excerpt.notes, key=lambda note: note.line), first_note)
    )
    start_of_all = place(Position(excerpt.file, every[0].number, 1), origin)
    return Listing(excerpt.symbol, start_of_all, "\n".join(code), notes, tuple(unseen))


def _within(lines: list[CodeLine]) -> set[int]:
    """The numbers of the lines that begin within a string or a comment."""
    found: set[int] = set()
    at = 0
    for _, kind, value in GoLexer().get_tokens_unprocessed("\n".join(line.text for line in lines)):
        ends = value.count("\n")
        if not _OVER_LINES.isdisjoint(kind.split()):
            found.update(line.number for line in lines[at + 1 : at + ends + 1])
        at += ends
    return found


def _left_out(count: int, words: Language) -> str:
    return "// … " + words.ngettext("%(count)s line", "%(count)s lines", count, count=count)


def _begun(text: str) -> str:
    """How a line begins, cut between words where there are some."""
    if len(text) <= _SHORT:
        return text
    cut = text.rfind(" ", _SHORT // 3, _SHORT)
    return text[: cut if cut > 0 else _SHORT] + " …"


def _leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _seen(text: str) -> str:
    """Code in which every character can be seen; tabs stay."""
    return HIDDEN.sub(lambda found: found[0] if found[0] == "\t" else f"⟨U+{ord(found[0]):04X}⟩", text)
