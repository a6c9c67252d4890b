"""The text of one block, put together piece by piece by a reader, with what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.lint.page import InlineCode, PageLink, TextBlock

if TYPE_CHECKING:
    from archviz.lint.page import BlockKind
    from archviz.lint.readers.places import TextPlace


class BlockText:
    """The text of one block as it grows, without blanks at its start and end."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._codes: list[InlineCode] = []
        self._links: list[PageLink] = []
        self._strong: list[tuple[str, int]] = []
        self._open_code: tuple[int, int, TextPlace] | None = None
        self._open_links: list[tuple[int, int, str, TextPlace]] = []
        self._open_strong: list[tuple[int, int]] = []

    def add(self, text: str) -> None:
        """Adds words."""
        text = text if self._length else text.lstrip()
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def space(self) -> None:
        """Adds a blank for a line break, where there is none."""
        if self._pieces and not self._pieces[-1].endswith(" "):
            self.add(" ")

    def code(self, text: str, place: TextPlace, *, verbatim: bool = True) -> None:
        """Adds a piece of code; ``place`` is that of its first character."""
        self.open_code(place)
        self.add(text)
        self.close_code(verbatim=verbatim)

    def open_code(self, place: TextPlace) -> None:
        """Begins a piece of code, which all that is added until ``close_code`` belongs to."""
        self._open_code = (self._length, len(self._pieces), place)

    def close_code(self, *, verbatim: bool = True) -> None:
        """Ends a piece of code, where one is open."""
        if self._open_code is not None:
            start, piece, (line, column) = self._open_code
            self._open_code = None
            text = "".join(self._pieces[piece:])
            blanks = len(text) - len(text.lstrip())
            if text.strip():
                self._codes.append(InlineCode(text.strip(), line, column + blanks, start + blanks, verbatim))

    def open_link(self, target: str, place: TextPlace) -> None:
        """Begins a link, which all that is added until ``close_link`` belongs to; ``place`` is its target's."""
        self._open_links.append((self._length, len(self._pieces), target, place))

    def close_link(self) -> None:
        """Ends the last link that is open, where one is."""
        if self._open_links:
            start, piece, target, place = self._open_links.pop()
            self._links.append(PageLink(target, "".join(self._pieces[piece:]).rstrip(), *place, start))

    def link(self, target: str, words: str, place: TextPlace) -> None:
        """Adds a link, or a picture with its words."""
        self.open_link(target, place)
        self.add(words)
        self.close_link()

    def open_strong(self) -> None:
        """Begins bold words, which all that is added until ``close_strong`` belongs to."""
        self._open_strong.append((self._length, len(self._pieces)))

    def close_strong(self) -> None:
        """Ends the last bold words that are open, where any are."""
        if self._open_strong:
            start, piece = self._open_strong.pop()
            self._strong.append(("".join(self._pieces[piece:]).rstrip(), start))

    def block(self, kind: BlockKind, lines: tuple[int, int], level: int = 0) -> TextBlock | None:
        """The block with its first and last line, or None where it has neither words nor links."""
        self.close_code()
        while self._open_links:
            self.close_link()
        while self._open_strong:
            self.close_strong()
        text = "".join(self._pieces).rstrip()
        if not text and not self._links:
            return None
        links = sorted(self._links, key=lambda link: link.start)
        return TextBlock(kind, text, lines[0], level, tuple(self._codes), tuple(links), tuple(self._strong), lines[1])
