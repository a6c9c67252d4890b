"""Markdown documents: CommonMark and GitHub's, MkDocs', Hugo's, Docusaurus' and MDX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock, WrittenPage
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.dialect import ROW, SPAN, parser
from archviz.lint.readers.extras import HIDDEN, prepared
from archviz.lint.readers.html import HtmlReader, comment_of, read_tag, set_within
from archviz.lint.readers.places import LINE_END, Places, TextPlace, cells_of, cut_from_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_LANGUAGE = re.compile(r"[{.\s]*+([\w#+.-]*+)(?:\}[ \t]*+([\w#+.-]*+))?")
_DIRECTIVES = ("code", "code-block", "code-cell", "sourcecode")
"""The directives of MyST whose argument is the language."""
_ATTRIBUTES = re.compile(r"\{[:#][^{}\n]*+\}\s*+\Z")
_BEFORE = re.compile(r"\]\([ \t\n]*+<?")
"""What is before the target of a link."""
_DEEPER = ("bullet_list", "ordered_list", "blockquote", "dd")
_BESIDE = ("#", "")
"""The addresses of link definitions that are written as comments, as in ``[//]: # (a comment)``."""


def read_markdown(file: str, text: str) -> WrittenPage:
    """A document in Markdown; in one whose name ends with ``.mdx``, or which imports what Docusaurus has, MDX is read.

    The columns of its first line count from behind a byte order mark.
    """
    text = LINE_END.sub("\n", text.removeprefix("\ufeff"))
    ready = prepared(text, file.lower().endswith(".mdx"))
    env: dict[str, Any] = {}
    tokens = parser(ready.scripts).parse(ready.text, env)
    reader = _Reader(text.split("\n"), ready.text.split("\n"), env)
    for token in tokens:
        reader.read(token)
    remarks = sorted((*ready.remarks, *reader.remarks), key=lambda remark: remark.line)
    return WrittenPage(file, tuple(reader.parts), tuple(remarks), ready.front)


def fence_language(info: str) -> str:
    """The language of a fence by its info string, such as ``go``, ``{.go}``, ``go,ignore`` or ``{code-block} go``."""
    found = _LANGUAGE.match(info)
    first, argument = (found[1], found[2]) if found is not None else ("", "")
    return (argument if first in _DIRECTIVES and argument else first).lower()


class _Reader:
    """The parts of a document by its parser's tokens.

    ``source`` are the document's lines, ``lines`` the ones that were parsed, in which some is hidden.
    """

    def __init__(self, source: Sequence[str], lines: Sequence[str], env: dict[str, Any]) -> None:
        self.parts: list[TextBlock | Fence] = []
        self.remarks = [Remark(title, line) for title, line in _beside(env)]
        self._source, self._lines = source, lines
        self._definitions: dict[str, Any] = env.get("references", {})
        self._targets: dict[str, TextPlace] = {}
        self._level = self._heading = 0
        self._mark = ""
        self._item = False
        self._cells: list[Places] | None = None
        self._cell = 0

    def read(self, token: Token) -> None:
        """Adds what a token of a block says."""
        name, _, side = token.type.rpartition("_")
        if side == "open":
            self._level += name in _DEEPER
            self._item = name in ("list_item", "dd") or (self._item and name == "paragraph")
            if name == "heading":
                self._heading = int(token.tag[1:])
                self._mark = token.markup if token.markup.startswith("#") else ""
            elif name == "tr" and token.map is not None:
                line, column = token.map[0], token.meta[ROW]
                self._cells, self._cell = cells_of(self._lines[line][column:], line + 1, column + 1), 0
        elif side == "close":
            self._level -= name in _DEEPER
            self._heading, self._mark = 0, ""
            self._cell += name in ("th", "td")
            self._cells = None if name == "tr" else self._cells
        elif token.map is not None:
            self._content(token, *token.map)

    def _content(self, token: Token, line: int, end: int) -> None:
        if token.type == "inline":
            if token.content:
                self._text(token, line, end)
        elif token.type == "fence":
            self._code(token.content, fence_language(token.info), line + 1)
        elif token.type == "code_block":
            self._code(token.content, "", line)
        elif token.type == "html_block":
            reader = HtmlReader()
            reader.read(token.content, cut_from_lines(token.content, self._lines, line), self._level)
            self.parts += reader.parts
            self.remarks += reader.remarks

    def _code(self, text: str, language: str, line: int) -> None:
        parts = text.removesuffix("\n").split("\n")
        indents = [
            len(whole) - len(part)
            for whole, part in zip(self._lines[line : line + len(parts)], parts, strict=False)
            if part and whole.endswith(part)
        ]
        if HIDDEN in text:
            whole = (self._source[line + i] for i in range(len(parts)))
            parts = [
                own[len(own) - len(part) :] if HIDDEN in part else part for own, part in zip(whole, parts, strict=True)
            ]
        self.parts.append(Fence(language, "\n".join(parts), line + 1, indents[0] if indents else 0))

    def _text(self, token: Token, line: int, end: int) -> None:
        kind = BlockKind.ITEM if self._item else BlockKind.PARAGRAPH
        self._item = False
        if self._cells is not None:
            kind = BlockKind.CELL
            places = self._cells[self._cell] if self._cell < len(self._cells) else Places((), TextPlace(line + 1, 1))
        else:
            kind = BlockKind.HEADING if self._heading else kind
            places = cut_from_lines(token.content, self._lines, line, self._mark)
        writer = _Writer(token.content, places, self)
        children = token.children or []
        if children and children[-1].type == "text":
            children[-1].content = _ATTRIBUTES.sub("", children[-1].content)
        for child in children:
            writer.add(child)
        made = writer.block.block(kind, (line + 1, end), self._heading or self._level)
        if made is not None:
            self.parts.append(made)

    def original(self, text: str, start: int, places: Places) -> str:
        """A text that begins at ``start`` of its block, with what is hidden in it."""
        if HIDDEN not in text:
            return text
        given = enumerate(text, start)
        return "".join(self._character(places[at]) if one == HIDDEN else one for at, one in given)

    def _character(self, place: TextPlace) -> str:
        return self._source[place.line - 1][place.column - 1 : place.column]

    def defined_at(self, label: str, target: str) -> TextPlace:
        """Where the target of a link definition stands, by its label."""
        if label not in self._targets:
            start, end = self._definitions[label]["map"]
            place = TextPlace(start + 1, 1)
            for number in range(start, min(end, len(self._lines))):
                behind = self._lines[number].find("]:") + 1 if number == start else 0
                column = self._lines[number].find(target, behind)
                if column >= 0:
                    place = TextPlace(number + 1, column + 1)
                    break
            self._targets[label] = place
        return self._targets[label]


class _Writer:
    """The text of a block by its parser's tokens; ``content`` is what they were made of."""

    def __init__(self, content: str, places: Places, reader: _Reader) -> None:
        self.block = BlockText()
        self._content, self._places, self._reader = content, places, reader

    def add(self, token: Token) -> None:
        """Adds what a token within a block says."""
        match token.type:
            case "text":
                self.block.add(token.content.replace(HIDDEN, ""))
            case "softbreak" | "hardbreak":
                self.block.space()
            case "code_inline":
                self._code(token)
            case "link_open":
                self.block.open_link(*self._target(token, str(token.attrs.get("href", ""))))
            case "link_close":
                self.block.close_link()
            case "image":
                words = "".join(child.content for child in token.children or ())
                target, place = self._target(token, str(token.attrs.get("src", "")))
                self.block.link(target, words.replace(HIDDEN, ""), place)
            case "strong_open":
                self.block.open_strong()
            case "strong_close":
                self.block.close_strong()
            case "html_inline":
                self._html(token)

    def _code(self, token: Token) -> None:
        start, end = token.meta[SPAN]
        start, end = start + len(token.markup), end - len(token.markup)
        first, *rest = self._content[start:end].split("\n")
        text = " ".join((first.rstrip(), *(line.strip() for line in rest[:-1]), rest[-1].lstrip())) if rest else first
        if text.startswith(" ") and text.endswith(" ") and text.strip():
            text, start = text[1:-1], start + 1
        if HIDDEN in text and not rest:
            text = self._reader.original(text, start, self._places)
        self.block.code(text, self._places[start])

    def _target(self, token: Token, target: str) -> tuple[str, TextPlace]:
        if "label" in token.meta:
            place = self._reader.defined_at(token.meta["label"], target)
            return self._reader.original(target, 0, Places((), place)), place
        start, end = token.meta[SPAN]
        if not self._content.startswith(("[", "!["), start):  # a bare address
            at = start + (token.markup == "autolink")
        else:
            at = self._target_in(start, end, target)
        return self._reader.original(target, at, self._places), self._places[at]

    def _target_in(self, start: int, end: int, target: str) -> int:
        """Where the target of a link that has the range stands: at its last ``](`` that the target is behind."""
        last = at = self._content.rfind("](", start, end)
        while at >= 0 and (found := _BEFORE.match(self._content, at, end)) is not None:
            if self._content.startswith(target, found.end()):
                return found.end()
            at = self._content.rfind("](", start, at)
        return last + 2

    def _html(self, token: Token) -> None:
        start, _ = token.meta[SPAN]
        comment, tag = comment_of(token.content), read_tag(token.content)
        if comment is not None:
            self._reader.remarks.append(Remark(comment, self._places[start].line))
        elif tag is not None:
            set_within(tag, self.block, token.content, start, self._places)


def _beside(env: dict[str, Any]) -> list[tuple[str, int]]:
    """The comments that are written as definitions of links that lead nowhere, with their lines."""
    definitions = (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))
    return [(one["title"], one["map"][0] + 1) for one in definitions if one["href"] in _BESIDE and one["title"]]
