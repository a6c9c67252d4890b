"""The HTML that documents hold: what of it is text, code, a link or a comment."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.extras import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.lint.readers.places import Places

_PIECE = re.compile(
    r"<!--(?P<comment>(?s:.*?))(?:-->|\Z)|<[?!][^>]*+>|(?P<tag></?[A-Za-z](?>[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>)|<|[^<]++"
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*+)")
_ATTRIBUTE = re.compile(r"(?<![\w:@-])([\w:@-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)-?\s*+([\w#+.-]++)|\A([\w#+]++)\Z")
_CODE = frozenset(("code", "tt", "samp", "var"))
_STRONG = frozenset(("b", "strong"))
_TARGETS = {"a": "href", "img": "src"}
_UNSEEN = frozenset(("script", "style", "svg", "template", "math"))
_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    **dict.fromkeys(("td", "th"), BlockKind.CELL),
    "li": BlockKind.ITEM,
}
_WITHIN = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "br",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
        ),
        *(
            "img",
            "input",
            "ins",
            "kbd",
            "label",
            "mark",
            "picture",
            "q",
            "s",
            "samp",
            "small",
            "source",
            "span",
            "strike",
        ),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
"""The elements within a line of text (HTML, "Text-level semantics"); any other begins a block and ends one."""


class Tag(NamedTuple):
    """A tag: its element in small letters, whether it is an end tag, and its attributes."""

    element: str
    end: bool
    attributes: dict[str, str]


def read_tag(text: str) -> Tag | None:
    """A tag as it stands in a document, None for what is none, such as a declaration."""
    found = _TAG.match(text)
    if found is None:
        return None
    given = _ATTRIBUTE.finditer(text, found.end()) if not found[1] else ()
    attributes = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in given}
    return Tag(found[2].lower(), bool(found[1]), attributes)


def comment_of(text: str) -> str | None:
    """The text of a comment, None for another piece of HTML."""
    found = _PIECE.match(text)
    return found["comment"].strip() if found is not None and found["comment"] is not None else None


def set_within(tag: Tag, block: BlockText, source: str, start: int, places: Places) -> None:
    """What a tag within a line means for a block's text: ``source`` is the tag, which stands at ``start``."""
    if tag.element in _CODE:
        if tag.end:
            block.close_code()
        else:
            block.open_code(places[start + len(source)])
    elif tag.element == "br":
        block.space()
    elif tag.element in _STRONG:
        if tag.end:
            block.close_strong()
        else:
            block.open_strong()
    elif tag.element == "a" and tag.end:
        block.close_link()
    elif (target := tag.attributes.get(_TARGETS.get(tag.element, ""), "")) != "" and HIDDEN not in target:
        block.open_link(target, places[start + max(0, source.find(target))])
        if tag.element == "img":
            block.add(tag.attributes.get("alt", ""))
            block.close_link()


class HtmlReader:
    """Blocks of HTML, in a document of another format or in one of their own."""

    def __init__(self) -> None:
        self.parts: list[TextBlock | Fence] = []
        self.remarks: list[Remark] = []
        self._block = BlockText()
        self._kind = BlockKind.PARAGRAPH
        self._heading = 0
        self._line = self._last = 0
        self._lists = 0

    def read(self, source: str, places: Places, level: int = 0) -> None:
        """Adds the parts and comments of a piece of HTML in which all elements are closed at its end.

        ``level`` is how deep lists or quotations hold it.
        """
        self._lists = level
        pieces = _PIECE.finditer(source)
        for piece in pieces:
            text = piece[0]
            line = places[piece.start()].line
            if piece["comment"] is not None:
                self.remarks.append(Remark(piece["comment"].strip(), line))
            elif piece["tag"] is None:
                if not text.startswith(("<!", "<?")):
                    self._words(text, piece.start(), places)
            elif (tag := read_tag(text)) is None:
                continue
            elif tag.element in _UNSEEN and not tag.end:
                _pass(pieces, tag.element)
            elif tag.element == "pre" and not tag.end:
                self._end()
                self._code(pieces, tag, piece.end(), places)
            elif tag.element in _WITHIN:
                self._line, self._last = self._line or line, line
                set_within(tag, self._block, text, piece.start(), places)
            else:
                self._end()
                self._begin(tag)
        self._end()

    def _words(self, text: str, start: int, places: Places) -> None:
        bare = " ".join(unescape(text.replace(HIDDEN, "")).split())
        if not bare:
            self._block.space()
            return
        if not self._line:
            self._line = places[start + len(text) - len(text.lstrip())].line
        self._last = places[start + len(text.rstrip()) - 1].line
        if text[0].isspace():
            self._block.space()
        self._block.add(bare)
        if text[-1].isspace():
            self._block.space()

    def _begin(self, tag: Tag) -> None:
        if tag.element in ("ul", "ol", "blockquote"):
            self._lists = max(0, self._lists + (-1 if tag.end else 1))
        self._kind = BlockKind.PARAGRAPH if tag.end else _KINDS.get(tag.element, BlockKind.PARAGRAPH)
        self._heading = int(tag.element[1]) if self._kind is BlockKind.HEADING else 0

    def _end(self) -> None:
        made = self._block.block(self._kind, (self._line, self._last), self._heading or self._lists)
        if made is not None:
            self.parts.append(made)
        self._block, self._line = BlockText(), 0
        self._kind, self._heading = BlockKind.PARAGRAPH, 0

    def _code(self, pieces: Iterator[re.Match[str]], tag: Tag, start: int, places: Places) -> None:
        text: list[str] = []
        language = _language(tag)
        for piece in pieces:
            found = read_tag(piece[0]) if piece["tag"] is not None else None
            if found is not None and found.element == "pre" and found.end:
                break
            if found is not None:
                language = language or _language(found)
                if not text:
                    start = piece.end()
            elif piece["comment"] is None:
                text.append(unescape(piece[0]))
        whole = "".join(text)
        if whole.startswith("\n"):
            whole, start = whole[1:], start + 1
        self.parts.append(Fence(language, whole.removesuffix("\n"), places[start].line))


def _language(tag: Tag) -> str:
    found = _LANGUAGE.search(tag.attributes.get("lang") or tag.attributes.get("class", ""))
    return (found[1] or found[2]).lower() if found is not None else ""


def _pass(pieces: Iterator[re.Match[str]], element: str) -> None:
    """Passes over what is in an element of which nothing is text."""
    end = f"</{element}"
    for piece in pieces:
        if piece[0].lower().startswith(end):
            return
