"""A reply within its bound: lines of text, and the same as data, of which no more is there than fits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from mcp_types import CallToolResult, TextContent

from archviz.model.counts import counted
from archviz.model.safe import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_TOKENS = 2_000
"""Tokens of an answer, as text and as data."""
MOST_BYTES = MOST_TOKENS * 7 // 2
"""Bytes of these, at three and a half a token: what Go names and paths take is not known of every model."""
_ROOM = 500
"""Bytes for what is said of what is not shown."""

_Row = TypeVar("_Row")


class Page:
    """A reply in the making; what stands in ``head`` and ``data`` at first is there in any case."""

    def __init__(self, head: Sequence[str], data: dict[str, Any]) -> None:
        self._lines = list(head)
        self._data = data
        self._room = MOST_BYTES - _ROOM - size("\n".join(head))
        self._room_for_data = MOST_BYTES - _ROOM - _bytes(data)

    def add(self, key: str, line: str, value: object) -> bool:
        """Adds a row, as a line and as a value to a list in the data, where it fits; whether it does."""
        if self._fits([line], value):
            self._data[key].append(value)
            return True
        return False

    def set(self, key: str, lines: Sequence[str], value: object) -> None:
        """Adds something as lines and as a value in the data where all of it fits."""
        if self._fits(lines, value):
            self._data[key] = value

    def _fits(self, lines: Sequence[str], value: object) -> bool:
        room = self._room - size("\n".join(lines)) - 1
        room_for_data = self._room_for_data - _bytes(value)
        if room < 0 or room_for_data < 0:
            return False
        self._room, self._room_for_data = room, room_for_data
        self._lines += lines
        return True

    def rows(
        self, key: str, found: Sequence[_Row], shown: Callable[[_Row], tuple[str, Any]], offset: int, most: int
    ) -> bool:
        """Adds rows from an offset on, as many as were asked for and fit, each as a line and as a value below a key.

        What is left is said, and with which offset to ask for it. Whether there is nothing left.
        """
        count = 0
        for line, value in map(shown, found[offset : offset + most]):
            if not self.add(key, line, value):
                break
            count += 1
        after = offset + count
        if after < len(found):
            self._data["next_offset"] = after
            rest = counted(len(found) - after, "more row")
            self._lines.append(f"not shown: {rest} of {len(found)}; ask again with offset: {after}")
        elif offset >= len(found) > 0:
            there = f"there {'is' if len(found) == 1 else 'are'} {counted(len(found), 'row')}"
            self._lines.append(f"nothing from offset {offset} on: {there}")
        return after >= len(found)

    def note(self, line: str) -> None:
        """Adds a short line about what is not shown."""
        self._lines.append(line)

    def reply(self) -> CallToolResult:
        """The reply."""
        text = TextContent(type="text", text="\n".join(self._lines))
        return CallToolResult(content=[text], structured_content=self._data)


def within(text: str, most: int) -> str:
    """A text on one line, all of it visible, of which at most so many bytes are left."""
    shown = visible(text[: most + 1])
    return shown if size(shown) <= most else f"{_cut(shown, most - 3)}…"


def lines_within(text: str, most: int) -> list[str]:
    """The lines of a text, all of it visible, of which at most so many bytes are left."""
    shown = visible_lines(text[: most + 1])
    return (shown if size(shown) <= most else f"{_cut(shown, most - 3)}…").split("\n")


def size(text: str) -> int:
    """How many bytes a text without surrogates has."""
    return len(text.encode())


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")


def _bytes(value: object) -> int:
    """What a value takes in a reply, with what stands between it and the next."""
    return size(json.dumps(value, ensure_ascii=False)) + 2
