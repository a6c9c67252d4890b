"""The text of a Go doc comment: paragraphs, headings, lists, code and links (Go, "Go Doc Comments")."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.places import Line, Place, address_end, joined

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

    line: Line
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
            definitions[defined[1]] = (defined[2], Place(text.line, text.column + defined.start(2)))
            text = text._replace(text="")
        kept.append(text)
    return tuple(_parts(kept, definitions)), tuple(remarks)


def _parts(lines: Sequence[Line], definitions: dict[str, tuple[str, Place]]) -> Iterator[TextBlock | Fence]:
    runs = list(_runs(lines))
    for at, run in enumerate(runs):
        if run[0].text[0] in " \t":
            yield from _list(run, definitions) if _ITEM.match(run[0].text) else (_code(run),)
        elif len(run) == 1 and run[0].text.startswith("# "):
            yield from _block(BlockKind.HEADING, 1, [run[0].cut(2)], definitions)
        elif len(run) == 1 and 0 < at < len(runs) - 1 and runs[at + 1][0].text[0] not in " \t" and _is_heading(run[0]):
            yield from _block(BlockKind.HEADING, 1, run, definitions)
        else:
            yield from _block(BlockKind.PARAGRAPH, 0, run, definitions)


def _is_heading(line: Line) -> bool:
    """Whether a line between paragraphs is a heading (go/doc/comment, ``isOldHeading``)."""
    return line.text[-1].isalnum() and _OLD_HEADING.match(line.text) is not None


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph, and of each list or code with the empty ones within it."""
    run: list[Line] = []
    empty: list[Line] = []
    for line in lines:
        if not line.text.strip():
            empty.append(line)
            continue
        indented = line.text[0] in " \t"
        if run and (indented != (run[0].text[0] in " \t") or (empty and not indented)):
            yield run
            run = []
        run += (*(empty if run else ()), line)
        empty = []
    if run:
        yield run


def _code(run: Sequence[Line]) -> Fence:
    texts = [line.text for line in run]
    indents = [text[: len(text) - len(text.lstrip())] for text in texts if text.strip()]
    first, last = min(indents), max(indents)
    common = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return Fence("", "\n".join(text[common:] for text in texts), run[0].line, run[0].column - 1 + common)


def _list(run: Sequence[Line], definitions: dict[str, tuple[str, Place]]) -> Iterator[TextBlock]:
    kind = BlockKind.ITEM
    block: list[Line] = []
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
    kind: BlockKind, level: int, lines: Sequence[Line], definitions: dict[str, tuple[str, Place]]
) -> Iterator[TextBlock]:
    """A block of some lines, where there are any."""
    if not lines:
        return
    text, places = joined([line.bare() for line in lines])
    block = BlockText()
    _write(block, text, places, definitions)
    made = block.block(kind, lines[0].line, level)
    if made is not None:
        yield made


def _write(block: BlockText, text: str, places: Places, definitions: dict[str, tuple[str, Place]]) -> None:
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
