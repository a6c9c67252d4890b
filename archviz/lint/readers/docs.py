"""The text of a Go doc comment: paragraphs, headings, lists, code and links (Go, "Go Doc Comments")."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.places import PlacedLine, TextPlace, address_end, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.lint.readers.places import Places

_DIRECTIVE = re.compile(r"(?:[a-z0-9]++:[a-z0-9]|line |extern |export )")
"""A comment for a tool (go/ast, ``CommentGroup.Text``)."""
_MARKER = re.compile(r" ?\+[a-z][\w:.-]*+(?:[=( ]|\Z)")
"""A comment for a generator, such as ``+optional``, ``+k8s:deepcopy-gen=package`` or ``+build linux``."""
_REMARK = re.compile(r"[ \t]*+archviz:")
_ITEM = re.compile(r"[ \t]*+(?:[*+\u2022-]|\d++[.)])[ \t]++(?=\S)")
_DEFINITION = re.compile(r"\[([^\[\]]++)\]:[ \t]++([A-Za-z][A-Za-z0-9+.-]*+:\S++)\Z")
_OLD_HEADING = re.compile(
    r"[^\W\d_a-z](?:[^;:!?+*/=\[\]{}_^\u00b0&\u00a7~%#@<\">\\.'\u2019]|['\u2019]s(?= |\Z)|\.(?=[^ ]))*+\Z"
)
_WITHIN = re.compile(r"`(?P<code>[^`\n]++)`|\[(?P<link>[^\[\]]++)\]|(?<![A-Za-z0-9])(?P<address>https?://[^\s<>\"`]++)")
_SYMBOL = re.compile(r"\*?((?:[\w~-][\w~./-]*\.)?[^\W\d_a-z]\w*(?:\.[^\W\d_a-z]\w*)?)\Z")
"""A doc link's text: an exported name, with the type and the package or import path before it."""


class CommentLine(NamedTuple):
    """A line of a comment without the comment's marks, and whether it began with ``//``."""

    line: PlacedLine
    line_comment: bool


def read_lines(lines: Sequence[CommentLine]) -> tuple[tuple[TextBlock | Fence, ...], tuple[Remark, ...]]:
    """What a comment says, and the lines in it that are for tools."""
    remarks, kept, definitions = [], [], {}
    for line, line_comment in lines:
        if (line_comment and _DIRECTIVE.match(line.text)) or _REMARK.match(line.text):
            remarks.append(Remark(line.text.strip(), line.line))
            kept.append(line._replace(text=""))
            continue
        if _MARKER.match(line.text):
            text = line._replace(text="")
        else:
            text = line.cut(1) if line_comment and line.text.startswith(" ") else line
        defined = _DEFINITION.match(text.text)
        if defined is not None:
            definitions[defined[1]] = (defined[2], TextPlace(text.line, text.column + defined.start(2)))
            text = text._replace(text="")
        kept.append(text)
    return tuple(_parts(kept, definitions)), tuple(remarks)


def _parts(lines: Sequence[PlacedLine], definitions: dict[str, tuple[str, TextPlace]]) -> Iterator[TextBlock | Fence]:
    runs = list(_runs(_unindented(lines)))
    for at, (run, indented) in enumerate(runs):
        if indented:
            yield from _list(run, definitions) if _ITEM.match(run[0].text) else (_code(run),)
        elif len(run) == 1 and run[0].text.startswith("# "):
            yield from _block(BlockKind.HEADING, 1, [run[0].cut(2)], definitions)
        elif len(run) == 1 and 0 < at < len(runs) - 1 and not runs[at + 1][1] and _is_heading(run[0]):
            yield from _block(BlockKind.HEADING, 1, run, definitions)
        else:
            yield from _block(BlockKind.PARAGRAPH, 0, run, definitions)


def _is_heading(line: PlacedLine) -> bool:
    """Whether a line between paragraphs is a heading (go/doc/comment, ``isOldHeading``)."""
    return line.text[-1].isalnum() and _OLD_HEADING.match(line.text) is not None


def _unindented(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """The lines without the indentation that all of them have."""
    common = _common_indent([line.text for line in lines])
    return [line.cut(common) if line.text.strip() else line._replace(text="") for line in lines]


def _common_indent(texts: Sequence[str]) -> int:
    """How many blanks and tabs all texts with words begin with alike."""
    indents = [text[: len(text) - len(text.lstrip())] for text in texts if text.strip()]
    first, last = min(indents, default=""), max(indents, default="")  # what these two have alike all between have
    return next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))


def _runs(lines: Sequence[PlacedLine]) -> Iterator[tuple[Sequence[PlacedLine], bool]]:
    """The lines of each paragraph, list and code, with whether they count as indented (go/doc/comment, ``parseSpans``).

    Code and items that only begin without indentation, by mistake, count as indented from there.
    """
    at = mistaken = 0
    while at < len(lines):
        start, indented = at, at < mistaken or lines[at].text.startswith((" ", "\t"))
        if not lines[at].text:
            at += 1
        elif indented:
            at = _end_of_indented(lines, at, mistaken)
            yield _without_empty_end(lines[start:at]), True
        else:
            while at < len(lines) and lines[at].text and not lines[at].text.startswith((" ", "\t")):
                at += 1
            end = at
            if at < len(lines) and lines[at].text and _ITEM.match(lines[at].text) is None:
                end = _mistaken(lines, start, at)
                mistaken = at if end < at else mistaken
            if start < end:
                yield lines[start:end], False
            at = end


def _end_of_indented(lines: Sequence[PlacedLine], at: int, mistaken: int) -> int:
    """Where indented lines end, with the empty ones among them and a brace that closes what they are in."""
    items = at < mistaken and _ITEM.match(lines[at].text) is not None
    at += 1
    while at < len(lines):
        text = lines[at].text
        items = items and bool(text)
        if text and at >= mistaken and not text.startswith((" ", "\t")) and not (items and _ITEM.match(text)):
            return at + (bool(lines[at - 1].text) and text.startswith("}"))
        at += 1
    return at


def _mistaken(lines: Sequence[PlacedLine], start: int, end: int) -> int:
    """Where the lines before indented ones begin that belong to them: items, or a line that opens a block of code."""
    if _ITEM.match(lines[end - 1].text) is not None:
        while end > start and _ITEM.match(lines[end - 1].text) is not None:
            end -= 1
        return end
    return end - lines[end - 1].text.endswith(("{", "\\"))


def _without_empty_end(lines: Sequence[PlacedLine]) -> Sequence[PlacedLine]:
    end = len(lines)
    while not lines[end - 1].text:
        end -= 1
    return lines[:end]


def _code(run: Sequence[PlacedLine]) -> Fence:
    texts = [line.text for line in run]
    common = _common_indent(texts)
    return Fence("", "\n".join(text[common:] for text in texts), run[0].line, run[0].column - 1 + common)


def _list(run: Sequence[PlacedLine], definitions: dict[str, tuple[str, TextPlace]]) -> Iterator[TextBlock]:
    kind = BlockKind.ITEM
    block: list[PlacedLine] = []
    for line in run:
        found = _ITEM.match(line.text)
        if found is None and line.text.strip():
            block.append(line)
            continue
        yield from _block(kind, 1, block, definitions)
        kind = BlockKind.PARAGRAPH if found is None else BlockKind.ITEM
        block = [] if found is None else [line.cut(found.end())]
    yield from _block(kind, 1, block, definitions)


def _block(
    kind: BlockKind, level: int, lines: Sequence[PlacedLine], definitions: dict[str, tuple[str, TextPlace]]
) -> Iterator[TextBlock]:
    """A block of some lines, where there are any."""
    if not lines:
        return
    text, places = joined([line.bare() for line in lines])
    block = BlockText()
    _write(block, text, places, definitions)
    made = block.block(kind, (lines[0].line, lines[-1].line), level)
    if made is not None:
        yield made


def _write(block: BlockText, text: str, places: Places, definitions: dict[str, tuple[str, TextPlace]]) -> None:
    at = 0
    for found in _WITHIN.finditer(text):
        start = found.start()
        if found["code"] is not None:
            block.add(text[at:start].replace("\n", " "))
            block.code(found["code"], places[start + 1])
        elif found["address"] is not None:
            block.add(text[at:start].replace("\n", " "))
            address = found["address"][: address_end(found["address"])]
            block.link(address, address, places[start])
            at = start + len(address)
            continue
        elif (defined := definitions.get(" ".join(found["link"].split()))) is not None:
            block.add(text[at:start].replace("\n", " "))
            block.open_link(*defined)
            block.add(found["link"].replace("\n", " "))
            block.close_link()
        elif (symbol := _SYMBOL.match(found["link"])) is not None and _stands_alone(text, *found.span()):
            block.add(text[at:start].replace("\n", " "))
            block.code(symbol[1], places[start + 1 + symbol.start(1)], verbatim=False)
        else:
            continue
        at = found.end()
    block.add(text[at:].replace("\n", " "))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether only blanks and punctuation are beside a doc link (Go, "Go Doc Comments", Doc links)."""
    beside = text[start - 1 : start] + text[end : end + 1]
    return all(one.isspace() or unicodedata.category(one).startswith("P") for one in beside)
