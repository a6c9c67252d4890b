"""Go that the grammar has no rule for, written so that it has: see ``docs/decisions/parser.md``."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.syntax.damage import Fault, markers, without_markers
from archviz.golang.syntax.lexical import OPAQUE, Token, elements

if TYPE_CHECKING:
    import re

_PREDECLARED = (b"new", b"make", b"nil", b"true", b"false", b"iota")
"""The names that the grammar knows, whatever they stand for in a package."""
_TYPES = (b"map", b"chan", b"struct", b"interface", b"func", b"[", b"<-")
_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}


class Prepared(NamedTuple):
    """A declaration's text for the parser.

    ``inserted`` are the offsets in it of the bytes that the file has not, sorted; for every other byte there is one in
    the file. ``type_params`` is the range, in the file's text, of a method's type parameters, which are blank here.
    ``fault`` is what had to be mended.
    """

    text: bytes
    inserted: tuple[int, ...] = ()
    type_params: tuple[int, int] | None = None
    fault: Fault | None = None

    def original(self, offset: int) -> int:
        """The offset in the file's text of an offset in the prepared one."""
        return offset - bisect_left(self.inserted, offset) if self.inserted else offset


def prepared(text: bytes) -> Prepared:
    """A declaration that the grammar did not read, prepared; offsets of a fault are in ``text``."""
    found = markers(text)
    fault = Fault(found[0][0], "merge marker") if found else None
    text = OPAQUE.sub(_blank_comment, without_markers(text))
    return _Edits(text, fault).done()


def with_line_ends(text: bytes) -> bytes:
    """A text in which a closed comment that holds line ends is nothing but them: it acts like one (spec, "Comments").

    The grammar takes every comment for a blank, and so would read two statements as one without an error.
    """
    if b"/*" not in text:
        return text

    def replaced(found: re.Match[bytes]) -> bytes:
        one = found.group()
        return _blank_comment(found) if b"\n" in one and one.endswith(b"*/") else one

    return OPAQUE.sub(replaced, text)


def _blank_comment(found: re.Match[bytes]) -> bytes:
    """A comment as blanks, line ends kept, since a comment with a line end acts like one."""
    one = found.group()
    if not one.startswith((b"//", b"/*")):
        return one
    return b"\n".join(b" " * len(line) for line in one.split(b"\n"))


class _Edits:
    """What is to be done to a text: bytes that take the place of others, and some that are inserted."""

    def __init__(self, text: bytes, fault: Fault | None) -> None:
        self.text = bytearray(text)
        self.fault = fault
        self.elements = list(elements(text))
        self.insertions: list[tuple[int, bytes]] = []
        self.closed: dict[int, int] = {}
        self._match()

    def done(self) -> Prepared:
        """The text with everything done to it."""
        type_params = self._type_params()
        for i, one in enumerate(self.elements):
            if one.text in (b"struct", b"interface"):
                self._type_literal(i)
            elif one.kind == "name":
                self._name(i, one)
            elif one.text == b";":
                self._semicolon(i, one)
            elif one.text == b")":
                self._end_of_group(i, one)
            elif one.text == b":":
                self._label(i, one)
        text, at = bytearray(), 0
        inserted: list[int] = []
        for offset, new in sorted(self.insertions, key=lambda insertion: insertion[0]):
            text += self.text[at:offset]
            inserted.extend(range(len(text), len(text) + len(new)))
            text += new
            at = offset
        return Prepared(bytes(text + self.text[at:]), tuple(inserted), type_params, self.fault)

    def _before(self, i: int) -> bytes:
        """The element before another: ``;`` for a semicolon however it is written."""
        if i == 0:
            return b""
        one = self.elements[i - 1]
        return b";" if one.kind == "semicolon" else one.text

    def _after(self, i: int) -> bytes:
        return self.elements[i + 1].text if i + 1 < len(self.elements) else b""

    def _blank(self, start: int, end: int) -> None:
        self.text[start:end] = b" " * (end - start)

    def _match(self) -> None:
        """Which bracket closes which; those without another are closed, or blanked."""
        opened: list[int] = []
        for i, one in enumerate(self.elements):
            if one.kind != "operator":
                continue
            if one.text in _CLOSING:
                opened.append(i)
            elif one.text in _CLOSING.values():
                if not any(_CLOSING[self.elements[j].text] == one.text for j in opened[-8:]):
                    self._mend(one.start)
                    self._blank(one.start, one.end)
                    continue
                while _CLOSING[self.elements[opened[-1]].text] != one.text:
                    self._close(opened.pop(), one.start, i)
                self.closed[opened.pop()] = i
        for j in reversed(opened):
            self._close(j, len(self.text), len(self.elements))

    def _close(self, opened: int, offset: int, i: int) -> None:
        one = self.elements[opened]
        self._mend(one.start)
        self.insertions.append((offset, _CLOSING[one.text]))
        self.closed[opened] = i

    def _mend(self, offset: int) -> None:
        if self.fault is None or offset < self.fault.offset:
            self.fault = Fault(offset, "brackets do not match")

    def _type_params(self) -> tuple[int, int] | None:
        """Blanks a method's type parameters (Go 1.27), which are parsed by themselves."""
        if len(self.elements) < 2 or self.elements[1].text != b"(":
            return None
        opening = self.closed[1] + 2
        if opening >= len(self.elements) or self.elements[opening].text != b"[" or self._before(opening) == b"func":
            return None
        closing = self.closed[opening]
        if closing >= len(self.elements):
            return None
        start, end = self.elements[opening].start, self.elements[closing].end
        self._blank(start, end)
        return start, end

    def _name(self, i: int, one: Token) -> None:
        """A name that the grammar takes for a special one becomes any other; so does one with letters beyond ASCII."""
        special = one.text in _PREDECLARED
        if special and one.text in _PREDECLARED[:2] and self._after(i) == b"(" and self._is_type(i + 2):
            return
        if special or not one.text.isascii():
            self.text[one.start : one.end] = b"x" * (one.end - one.start)

    def _semicolon(self, i: int, one: Token) -> None:
        """An empty statement needs a line end after it, and the grammar has none in the head of an if or a switch."""
        before = self._before(i)
        if before in (b"if", b"switch"):
            self._blank(one.start, one.end)
        elif before in (b";", b"{", b":"):
            self.insertions.append((one.end, b"\n"))

    def _end_of_group(self, i: int, one: Token) -> None:
        """The semicolon that may be left out at the end of a group."""
        if self._before(i) not in (b";", b"("):
            opened = self._opened.get(i)
            if opened is not None and self._before(opened) in (b"var", b"const"):
                self.insertions.append((one.start, b";"))

    def _label(self, i: int, one: Token) -> None:
        """A label before a closing brace: without a statement only where it is the first."""
        if self._after(i) == b"}" and i > 1 and self._before(i - 1) == b":":
            self.insertions.append((one.end, b";"))

    def _type_literal(self, i: int) -> None:
        """A type literal before ``.M``, not that of ``new(T).M`` or ``x.(T).M``, becomes a conversion."""
        end = self._type_end(i)
        after = end
        while self._at(after) == b")":
            while self._before(i) == b"*":
                i -= 1
            if self._before(i) != b"(":
                return
            i, after = i - 1, after + 1
        if self._before(i) not in (b"new", b".") and self._at(after) == b"." and self._at(after + 1) != b"(":
            self.insertions.append((self.elements[end - 1].end, b"(x)"))

    @property
    def _opened(self) -> dict[int, int]:
        if not hasattr(self, "_by_closing"):
            self._by_closing = {closing: opening for opening, closing in self.closed.items()}
        return self._by_closing

    def _is_type(self, i: int) -> bool:
        """Whether an argument reads as a type and as nothing else; what a name stands for is not known here."""
        parens = 0
        while (text := self._at(i)) in (b"*", b"("):
            parens += text == b"("
            i += 1
        if text not in _TYPES or (text == b"<-" and self._after(i) != b"chan"):
            return False
        i = self._type_end(i)
        while parens and self._at(i) == b")":
            parens, i = parens - 1, i + 1
        return not parens and self._at(i) in (b",", b")")

    def _at(self, i: int) -> bytes:
        return self.elements[i].text if i < len(self.elements) else b""

    def _type_end(self, i: int) -> int:
        """The element after a type that begins with one (Go specification, "Types")."""
        while i < len(self.elements):
            text = self._at(i)
            if text in (b"*", b"<-", b"chan", b"map"):
                i += 1
            elif text == b"[":
                i = self.closed[i] + 1
            elif text in (b"struct", b"interface"):
                return self.closed.get(i + 1, i) + 1
            elif text == b"func":
                i = self.closed.get(i + 1, i) + 1
                if self._at(i) in (b",", b")", b"{", b"]", b""):
                    return i
            elif text == b"(":
                return self.closed[i] + 1
            else:
                i += 3 if self._after(i) == b"." else 1
                return self.closed[i] + 1 if self._at(i) == b"[" else i
        return i
