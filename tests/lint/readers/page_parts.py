"""What a page says, in the forms that tests of every reader compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.lint.page import TextBlock

if TYPE_CHECKING:
    from archviz.lint.page import WrittenPage


def blocks(page: WrittenPage) -> list[TextBlock]:
    return [part for part in page.parts if isinstance(part, TextBlock)]


def codes(page: WrittenPage) -> list[tuple[str, int, int]]:
    return [(code.text, code.line, code.column) for block in blocks(page) for code in block.codes]


def links(page: WrittenPage) -> list[tuple[str, str, int, int]]:
    return [(link.target, link.text, link.line, link.column) for block in blocks(page) for link in block.links]
