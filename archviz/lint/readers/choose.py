"""Which documents there are, and the reader of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.lint.page import WrittenPage

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

ENDINGS = _MARKDOWN
"""What the names of documents end with, in small letters."""


def read_page(file: str, text: str) -> WrittenPage | None:
    """A document, read as the ending of its file's name says; None for a file that is no document.

    ``file`` is the path that findings name, ``text`` what is in the file.
    """
    name = file.lower()
    if name.endswith(_MARKDOWN):
        from archviz.lint.readers.markdown import read_markdown

        return read_markdown(file, text)
    return None
