"""Excerpts as highlighted lines of HTML."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from pygments.lexers.go import GoLexer
from pygments.token import Comment, Keyword, Name, Number, String

from archviz.model.figure import CodeLine, Fold
from archviz.model.relations import Position
from archviz.model.safe import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pygments.token import _TokenType

    from archviz.model.figure import Excerpt, Note, SymbolUse, Text
    from archviz.model.symbols import Symbol
    from archviz.present.rows import Addresses

_CLASSES = {
    Comment: "c",
    Keyword: "k",
    Keyword.Constant: "kc",
    Keyword.Type: "kt",
    Name.Builtin: "nb",
    Number: "m",
    String: "s",
}
"""Pygments' own short class names, for the few kinds of token that look different; the rest is plain ink."""

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) != "\t"}
_CONTROLS |= {0x7F: 0x2421} | dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
"""Characters that HTML may not hold, one for one as pictures of themselves (Unicode, "Control Pictures")."""

_Run = tuple[int, int, str]
"""A half-open range of character columns in a line, and the class of what stands there ("" for none)."""


@dataclass(frozen=True, slots=True)
class HtmlNote:
    """A note beside a line; ``number`` counts from 1 and joins the two."""

    number: int
    text: Text


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """A line of code. ``anchor`` is its id in the page, ``url`` its address elsewhere or "", ``html`` its text."""

    number: int
    anchor: str
    url: str
    html: Markup
    notes: tuple[HtmlNote, ...] = ()


@dataclass(frozen=True, slots=True)
class HtmlFold:
    """Lines left out; ``indent`` is the white space that the first of them with any text begins with."""

    lines: tuple[HtmlLine, ...]
    indent: str


def excerpt_html(
    excerpt: Excerpt,
    addresses: Addresses,
    anchor: str | None = "",
    targets: Mapping[Symbol, str] | None = None,
    first_note: int = 1,
) -> tuple[HtmlLine | HtmlFold, ...]:
    """The lines of an excerpt, highlighted, without the indentation that they all have.

    ``anchor`` goes before ``L`` and the line's number in every id (``f80-`` gives ``f80-L312``); with None the lines
    have no ids, and no names of symbols. Else every use of a symbol is marked with its full name; those in ``targets``
    are links to the address given there. Notes are numbered in the
    order of their lines, from ``first_note``. Characters that are not seen, or that change the direction of writing,
    are shown by their code point, since they can make code look like other code than it is (Unicode UTS 55).
    """
    lines = [line for part in excerpt.parts for line in (part.lines if isinstance(part, Fold) else part)]
    margin = _margin(lines)
    runs = _lex(tuple(lines))
    uses: dict[int, list[SymbolUse]] = {}
    for use in sorted(excerpt.uses, key=lambda use: (use.line, use.start)):
        uses.setdefault(use.line, []).append(use)
    notes = _numbered(excerpt.notes, first_note)

    def made(line: CodeLine) -> HtmlLine:
        return HtmlLine(
            line.number,
            "" if anchor is None else f"{anchor}L{line.number}",
            addresses.url(Position(excerpt.file, line.number, 1)),
            _html(line, margin, runs[line.number], uses.get(line.number, []), targets or {}, anchor is not None),
            notes.get(line.number, ()),
        )

    parts: list[HtmlLine | HtmlFold] = []
    for part in excerpt.parts:
        if isinstance(part, Fold):
            text = next((line.text for line in part.lines if line.text.strip()), "")
            parts.append(HtmlFold(tuple(map(made, part.lines)), _leading(text)[margin:]))
        else:
            parts += map(made, part)
    return tuple(parts)


def _numbered(notes: tuple[Note, ...], first: int) -> dict[int, tuple[HtmlNote, ...]]:
    numbered: dict[int, tuple[HtmlNote, ...]] = {}
    for number, note in enumerate(sorted(notes, key=lambda note: note.line), first):
        numbered[note.line] = (*numbered.get(note.line, ()), HtmlNote(number, note.text))
    return numbered


def _leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _margin(lines: list[CodeLine]) -> int:
    """How many characters of white space all lines with text begin with alike."""
    spaces = [_leading(line.text) for line in lines if line.text.strip()] or [""]
    low, high = min(spaces), max(spaces)
    return next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))


def file_html(lines: tuple[str, ...], uses: Iterable[SymbolUse], targets: Mapping[Symbol, str]) -> tuple[Markup, ...]:
    """The lines of a whole file, highlighted and with their white space, as ``excerpt_html`` has them.

    Uses of symbols in ``targets`` are links to the address given there; their full names are not said. No use may
    stand within another.
    """
    code = tuple(CodeLine(number, text) for number, text in enumerate(lines, 1))
    runs = _lexed(code)
    named: dict[int, list[SymbolUse]] = {}
    for use in sorted(uses, key=attrgetter("line", "start")):
        if use.symbol in targets:
            named.setdefault(use.line, []).append(use)
    return tuple(_html(line, 0, runs[line.number], named.get(line.number, []), targets, titled=False) for line in code)


@lru_cache(maxsize=64)
def _lex(lines: tuple[CodeLine, ...]) -> dict[int, list[_Run]]:
    """The tokens of an excerpt, which several pages show."""
    return _lexed(lines)


def _lexed(lines: tuple[CodeLine, ...]) -> dict[int, list[_Run]]:
    """The tokens of each line by its number; a token over several lines has a run in each."""
    runs: dict[int, list[_Run]] = {line.number: [] for line in lines}
    row, col = 0, 0
    for _, kind, value in GoLexer().get_tokens_unprocessed("\n".join(_clean(line.text) for line in lines)):
        css = _class(kind)
        for i, piece in enumerate(value.split("\n")):
            if i:
                row, col = row + 1, 0
            if piece:
                runs[lines[row].number].append((col, col + len(piece), css))
                col += len(piece)
    return runs


@cache
def _class(kind: _TokenType) -> str:
    return next((_CLASSES[each] for each in reversed(kind.split()) if each in _CLASSES), "")


def _clean(text: str) -> str:
    return text.translate(_CONTROLS)


def _html(
    line: CodeLine, margin: int, runs: list[_Run], uses: list[SymbolUse], targets: Mapping[Symbol, str], titled: bool
) -> Markup:
    text = _clean(line.text)
    html: list[str] = []
    at = min(margin, len(text))
    for use, (start, end) in zip(uses, _columns(line.text, uses), strict=True):
        if at <= start < end:
            html += _spans(text, runs, at, start)
            html.append(_named(use.symbol, _joined(_spans(text, runs, start, end)), targets, titled))
            at = end
    html += _spans(text, runs, at, len(text))
    return _joined(html)


def _columns(text: str, uses: list[SymbolUse]) -> list[tuple[int, int]]:
    """The half-open ranges of characters in which uses stand, which have those of bytes."""
    if text.isascii():
        return [(use.start, min(use.end, len(text))) for use in uses]
    data = text.encode("utf-8", "replace")
    return [
        (len(data[: use.start].decode("utf-8", "ignore")), len(data[: use.end].decode("utf-8", "ignore")))
        for use in uses
    ]


def _joined(parts: Iterable[str]) -> Markup:
    return Markup("".join(parts))  # noqa: S704 each is escaped, or made here


def _named(symbol: Symbol, inner: Markup, targets: Mapping[Symbol, str], titled: bool) -> Markup:
    title = Markup(' title="{}"').format(symbol) if titled else Markup("")
    href = targets.get(symbol)
    if href is not None:
        return Markup('<a href="{}"{}>{}</a>').format(href, title, inner)
    return Markup("<span{}>{}</span>").format(title, inner) if titled else inner


def _spans(text: str, runs: list[_Run], start: int, end: int) -> Iterator[str]:
    """What stands between two columns, in a span for each token with a look of its own."""
    for i in range(max(bisect_left(runs, (start + 1,)) - 1, 0), len(runs)):
        left, right, css = runs[i]
        if left >= end:
            break
        piece = text[max(left, start) : min(right, end)]
        if piece:
            yield f'<span class="{css}">{_shown(piece)}</span>' if css else _shown(piece)


def seen(text: str) -> Markup:
    """Lines of source as text, with what would not be seen in them shown as ``excerpt_html`` shows it."""
    return Markup("\n").join(_shown(_clean(line)) for line in text.split("\n"))


def _shown(piece: str) -> Markup:
    if piece.isascii():
        return escape(piece)
    return Markup("").join(
        Markup('<span class="unseen">U+{:04X}</span>').format(ord(char)) if HIDDEN.match(char) else escape(char)
        for char in piece
    )
