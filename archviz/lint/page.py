"""What a document says of code, in the form that every reader gives: blocks, code, links and fences with places.

Lines and columns are those of the document's own text, from 1, and a column counts characters. What a reader cannot
place exactly has the place of the block around it, and column 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What words that belong together are in a document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """The first paragraph of an item of a list; further ones are paragraphs."""
    CELL = "cell"
    """A cell of a table."""


@dataclass(frozen=True, slots=True)
class InlineCode:
    """A code span, or in a Go doc comment a link such as ``[Type.Member]``, by its text without marks.

    It has no blanks around. ``line`` and ``column`` are the place of its first character, ``start`` is the 0-based
    place of that in the block's text. ``verbatim`` is False for a link of a doc comment, which always names a
    declaration (Go, "Go Doc Comments", Doc links).
    """

    text: str
    line: int
    column: int
    start: int
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link or a picture: where it leads, as the document has it, and its words.

    ``line`` and ``column`` are the place of the target, which for a link by a label is in its definition. ``start`` is
    the 0-based place of its words in the block's text.
    """

    target: str
    text: str
    line: int
    column: int
    start: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, a paragraph, an item or a cell: its text without marks, a line break of the document as a space.

    ``line`` and ``last`` are the first and the last line of its words. ``level`` is that of a heading, from 1, and else
    how many lists and quotations hold the block. ``strong`` are its bold words: their text and 0-based place in the
    block's text.
    """

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    codes: tuple[InlineCode, ...] = ()
    links: tuple[PageLink, ...] = ()
    strong: tuple[tuple[str, int], ...] = ()
    last: int = 0


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code or of a diagram.

    ``language`` is the first word of its info string, in small letters ("" for none). ``line`` is that of its first
    line of text, ``indent`` how many characters the document has before each line of the text, which ends without a
    line end.
    """

    language: str
    text: str
    line: int
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that readers of the rendered document do not see, by its text without marks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A document: its blocks and fences in order, and its comments.

    ``file`` is the path that findings name. ``front`` is the front matter as text, "" for none.
    """

    file: str
    parts: tuple[TextBlock | Fence, ...]
    remarks: tuple[Remark, ...] = ()
    front: str = ""


@dataclass(frozen=True, slots=True)
class DocComment:
    """The comment of a declaration in a Go file: the declared names, such as ``Type.Member``, and what it says.

    A specification of several names has them all. The names of a package's comment are empty.
    """

    names: tuple[str, ...]
    page: WrittenPage
