"""AsciiDoc documents: their blocks, code, links and diagrams, read line by line.

There is no parser of AsciiDoc for Python that is kept up, so this reads the part of the language that matters here (see
``docs/decisions/readers.md``). Nothing is included, and no attribute is put in the place of its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock, WrittenPage
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.places import LINE_END, PlacedLine, address_end, joined

if TYPE_CHECKING:
    from archviz.lint.readers.places import Places

_VERBATIM = re.compile(r"(-{4,}+|\.{4,}+|\+{4,}+|/{4,}+|```[`\w+#-]*+)[ \t]*+\Z")
_CONTAINER = re.compile(r"(?:={4,}+|\*{4,}+|_{4,}+|--|~{4,}+)[ \t]*+\Z")
_TABLE = re.compile(r"[|!,:]={3,}+[ \t]*+\Z")
_ATTRIBUTES = re.compile(r"\[([^\]]*+)\][ \t]*+\Z|\[\[[^\]]*+\]\][ \t]*+\Z")
_NO_TEXT = re.compile(r":!?\w[\w-]*+!?:(?:[ \t]|\Z)|(?:if(?:n?def|eval)|endif|toc)::")
_BREAK = re.compile(r"(?:'''|<<<|---|\*\*\*|- - -|\* \* \*)[ \t]*+\Z")
_MACRO = re.compile(r"(?:image|include)::\S")
_LANGUAGE = re.compile(r":source-language:[ \t]++([\w#+.-]++)")
_HEADING = re.compile(r"(={1,6}+|#{1,6}+)[ \t]++(?=\S)")
_UNDERLINE = re.compile(r"(?:={2,}+|-{2,}+|~{2,}+|\^{2,}+|\+{2,}+)\Z")
_LEVELS = "=-~^+"
_TITLE = re.compile(r"\.(?=[^\s.])")
_ITEM = re.compile(r"[ \t]*+(?:(\*{1,6}+|-|\.{1,6}+)|\d++[.)]|[A-Za-z]\.|<(?:\d++|\.)>)[ \t]++(?=\S)")
_TERM = re.compile(r"[ \t]*+(?P<term>[^\s:/](?>[^:;]++|:(?!:)|;(?!;))*+)(?::{2,4}+|;;)(?P<text>[ \t]++\S.*+)?[ \t]*+\Z")
_CELL = re.compile(r"(?:(?<=\s)|\A)(?:\d++(?:\.\d++)?[+*]|\.\d++\+)?[<^>]?+(?:\.[<^>])?+[adehlmsv]?+\||(?<![\\\s])\|")
_WITHIN = re.compile(
    r"\\[`*_+<\\]"
    r"|(?<!`)``(?!`)(?P<double>(?>[^`]++|`(?!`))++)``"
    r"|(?<![\w`\\])`(?P<code>[^`]++)`(?![\w`])"
    r"|(?<![\w+`\\])\+(?P<plain>[^+\s`](?:[^+`\n]*+))\+(?![\w+`])"
    r"|<<(?P<anchor>[^<>,\n]++)(?:,(?P<words>[^<>]*+))?>>"
    r"|(?<![\w:])(?:link|xref|image|include|plantuml|mermaid):{1,2}+(?P<target>[^\s\[\]]++)\[(?P<label>[^\]]*+)\]"
    r"|(?<![\w:/])(?P<address>https?://[^\s\[\]<>`]++)(?:\[(?P<named>[^\]]*+)\])?"
    r"|(?<![\w*\\])(?P<mark>\*{1,2}+)(?=[^\s*])(?P<strong>[^*]++)(?P=mark)(?![\w*])"
)
_DIAGRAMS = frozenset(("mermaid", "plantuml", "d2", "graphviz"))


def read_asciidoc(file: str, text: str) -> WrittenPage:
    """A document in AsciiDoc."""
    reader = _Reader()
    for number, line in enumerate(LINE_END.split(text.removeprefix("\ufeff")), 1):
        reader.read(PlacedLine(line.rstrip(), number, 1))
    reader.end()
    return WrittenPage(file, tuple(reader.parts), tuple(reader.remarks))


class _Reader:
    """The parts of a document by its lines."""

    def __init__(self) -> None:
        self.parts: list[TextBlock | Fence] = []
        self.remarks: list[Remark] = []
        self._block: list[PlacedLine] = []
        self._kind, self._level = BlockKind.PARAGRAPH, 0
        self._verbatim: list[PlacedLine] | None = None
        self._end, self._begun = "", PlacedLine("", 1, 1)
        self._language: str | None = None
        self._source_language = ""
        self._table = False
        self._within_list = 0

    def read(self, line: PlacedLine) -> None:
        """Takes the next line."""
        if self._verbatim is not None:
            if line.text == self._end or (not self._end and not line.text):
                self._end_verbatim()
            else:
                self._verbatim.append(line)
        elif not line.text:
            self._flush()
        elif not (self._underlined(line) or self._begins_verbatim(line) or self._is_no_text(line)):
            self._text(line)

    def end(self) -> None:
        """Ends what is open at the end of the document."""
        if self._verbatim is not None:
            self._end_verbatim()
        self._flush()

    def _underlined(self, line: PlacedLine) -> bool:
        """Whether a line makes a title of the one above it."""
        if _UNDERLINE.match(line.text) is None or len(self._block) != 1 or self._table:
            return False
        above = self._block[0]
        if self._kind is not BlockKind.PARAGRAPH or above.line != line.line - 1:
            return False
        if abs(len(above.text) - len(line.text)) > 1 or not any(map(str.isalnum, above.text)):
            return False
        self._kind, self._level = BlockKind.HEADING, _LEVELS.index(line.text[0]) + 1
        self._flush()
        self._within_list = 0
        return True

    def _begins_verbatim(self, line: PlacedLine) -> bool:
        """Whether a line begins a block in which nothing is marked, which is then open."""
        found = _VERBATIM.match(line.text)
        if found is not None or (self._language is not None and line.text == "--"):
            self._flush()
            fence = line.text.startswith("```")
            self._language = self._language or (line.text[3:].lower() if fence else "")
            self._open("```" if fence else line.text, line)
            return True
        if self._block or self._table:
            return False
        if self._language is not None:
            paragraph = not (_ATTRIBUTES.match(line.text) or _TITLE.match(line.text) or line.text.startswith("//"))
        else:
            paragraph = line.text[0].isspace() and _ITEM.match(line.text) is None
        if paragraph:
            self._open("", line)
            self._verbatim = [line]
        return paragraph

    def _open(self, end: str, begun: PlacedLine) -> None:
        """Opens a block that ends with a line, which is empty for a paragraph."""
        self._end, self._begun, self._verbatim = end, begun, []

    def _end_verbatim(self) -> None:
        lines, language = self._verbatim or [], self._language or ""
        self._verbatim = self._language = None
        if self._end.startswith("////"):
            text = "\n".join(line.text for line in lines)
            self.remarks.append(Remark(text.strip(), self._begun.line))
        elif lines and not self._end.startswith("++++"):
            indent = 0
            if not self._end:
                indent = min(len(line.text) - len(line.text.lstrip()) for line in lines)
            text = "\n".join(line.text[indent:] for line in lines)
            self.parts.append(Fence(language, text, lines[0].line, indent))

    def _is_no_text(self, line: PlacedLine) -> bool:
        """Whether a line is a comment or says something about what follows."""
        text = line.text
        if text.startswith("//"):
            self.remarks.append(Remark(text.lstrip("/").strip(), line.line))
            return True
        found = _ATTRIBUTES.match(text)
        if found is not None:
            self._flush()
            self._language = self._style(found[1] or "")
            return True
        if _CONTAINER.match(text) or _TABLE.match(text):
            self._flush()
            self._language = None
            self._table ^= _TABLE.match(text) is not None
            self._kind, self._level = BlockKind.PARAGRAPH, 0
            return True
        if text == "+":
            self._flush(keep=True)
            return True
        if _NO_TEXT.match(text) or (not self._block and _BREAK.match(text)):
            language = _LANGUAGE.match(text)
            self._source_language = language[1].lower() if language is not None else self._source_language
            return True
        return False

    def _style(self, attributes: str) -> str | None:
        """The language of the block that has the attributes, None for one that is no code."""
        given = [one.strip().strip('"') for one in attributes.split(",")]
        style = re.split(r"[%.#]", given[0], maxsplit=1)[0].lower()
        second = given[1].lower() if len(given) > 1 and "=" not in given[1] else ""
        if style in _DIAGRAMS:
            return style
        if style == "source" or (not style and second):
            return second or self._source_language
        return "" if style in ("listing", "literal") else self._language

    def _text(self, line: PlacedLine) -> None:
        """A line of words: of a new block, or of the one that is open."""
        new = not self._block or self._kind is BlockKind.ITEM
        if self._table:
            self._cells(line)
        elif not self._block and (heading := _HEADING.match(line.text)) is not None:
            self._kind, self._level, self._within_list = BlockKind.HEADING, len(heading[1]), 0
            self._block = [line.cut(heading.end())]
            self._flush()
        elif not self._block and _TITLE.match(line.text) is not None:
            self._block = [line.cut(1)]
            self._flush(keep=True)
            return  # what has been said about the block below holds for it still
        elif _MACRO.match(line.text) is not None:
            self._flush(keep=True)
            self._block = [line]
            self._flush(keep=True)
        elif new and (item := _ITEM.match(line.text)) is not None:
            self._begin_item(len(item[1]) if (item[1] or "-") != "-" else 1)
            self._block = [line.cut(item.end())]
        elif new and (term := _TERM.match(line.text)) is not None:
            self._flush()
            self._block = [line._replace(text=line.text[: term.end("term")])]
            self._begin_item(1)
            self._block = [line.cut(term.start("text"))] if term["text"] is not None else []
        else:
            self._block.append(line)
        self._language = None

    def _begin_item(self, level: int) -> None:
        self._flush()
        self._kind, self._level, self._within_list = BlockKind.ITEM, level, level

    def _cells(self, line: PlacedLine) -> None:
        self._kind, self._level = BlockKind.CELL, 0
        at = 0
        for found in _CELL.finditer(line.text):
            before = line._replace(text=line.text[: found.start()]).cut(at)
            if before.text.strip():
                self._block.append(before)
            self._flush()
            at = found.end()
        if line.text[at:].strip():
            self._block.append(line.cut(at))

    def _flush(self, *, keep: bool = False) -> None:
        """Ends a block; what follows belongs to the same item if it is to be kept."""
        if self._block:
            lines = [line.bare() for line in self._block]
            text, places = joined([line._replace(text=line.text.removesuffix(" +")) for line in lines])
            block = BlockText()
            _write(block, text, 0, len(text), places)
            made = block.block(self._kind, (lines[0].line, lines[-1].line), self._level)
            if made is not None:
                self.parts.append(made)
        self._block = []
        if self._kind is not BlockKind.CELL or not self._table:
            self._kind = BlockKind.PARAGRAPH
            self._within_list = self._within_list if keep else 0
            self._level = self._within_list


def _write(block: BlockText, text: str, start: int, end: int, places: Places) -> None:
    """Adds a part of a text to a block, with what is marked in it."""
    at = start
    for found in _WITHIN.finditer(text, start, end):
        block.add(text[at : found.start()].replace("\n", " "))
        at = found.end()
        match found.lastgroup:
            case "double" | "code" | "plain":
                _code(block, found, places)
            case "anchor" | "words":
                words = found["words"] if found["words"] is not None else found["anchor"]
                block.link(
                    f"#{found['anchor'].lstrip('#')}", words.replace("\n", " ").strip(), places[found.start("anchor")]
                )
            case "label":
                _link(block, found, "target", places)
            case "address":
                address = found["address"][: address_end(found["address"])]
                block.link(address, address, places[found.start()])
                at = found.start() + len(address)
            case "named":
                _link(block, found, "address", places)
            case "strong":
                block.open_strong()
                _write(block, text, *found.span("strong"), places)
                block.close_strong()
            case _:
                block.add(found[0][1:])
    block.add(text[at:end].replace("\n", " "))


def _code(block: BlockText, found: re.Match[str], places: Places) -> None:
    """A code span, within which ``+`` marks what is to be taken as it is."""
    name = found.lastgroup or ""
    inner, start = found[name], found.start(name)
    if len(inner) > 2 and inner.startswith("+") and inner.endswith("+"):
        inner, start = inner[1:-1], start + 1
    block.code(inner.replace("\n", " "), places[start])


def _link(block: BlockText, found: re.Match[str], target: str, places: Places) -> None:
    """A link, a picture or an included file, with the words in brackets behind it, which may have settings there."""
    name = found.lastgroup or ""
    start, end = found.span(name)
    words = found[name].partition(",")[0].rstrip("^ ")
    block.open_link(found[target], places[found.start(target)])
    if words and "=" not in words:
        _write(block, found.string, start, min(end, start + len(words)), places)
    else:
        block.add(found[target])
    block.close_link()
