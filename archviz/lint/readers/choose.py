"""Which documents there are, and the reader of each."""

from __future__ import annotations

from archviz.lint.page import WrittenPage
from archviz.model.errors import ProjectError

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

_RESTRUCTURED = (".rst", ".rest")
_ASCIIDOC = (".adoc", ".asciidoc")

ENDINGS = (*_MARKDOWN, *_RESTRUCTURED, *_ASCIIDOC)
"""What the names of documents end with, in small letters."""


GO = ".go"
"""How Go files end, whose doc comments can be held, too."""


def read_page(file: str, text: str) -> WrittenPage | None:
    """A document, read as the ending of its file's name says; None for a file that is no document.

    Of a Go file it is all doc comments.

    ``file`` is the path that findings name, ``text`` what is in the file. Raises ProjectError for reStructuredText
    where Docutils is not installed, and for a document that is nested too deeply.
    """
    name = file.lower()
    if name.endswith(_MARKDOWN):
        from archviz.lint.readers.markdown import read_markdown

        return read_markdown(file, text)
    if name.endswith(_RESTRUCTURED):
        try:
            from archviz.lint.readers.restructured import read_restructured
        except ModuleNotFoundError as error:
            hint = "pip install 'archviz[lint]'"
            raise ProjectError(
                "reStructuredText needs Docutils, which is not installed", file=file, hint=hint
            ) from error
        return read_restructured(file, text)
    if name.endswith(GO):
        from archviz.lint.readers.comments import read_comments

        pages = [comment.page for comment in read_comments(file, text)]
        return WrittenPage(
            file,
            tuple(part for page in pages for part in page.parts),
            tuple(remark for page in pages for remark in page.remarks),
        )
    if name.endswith(_ASCIIDOC):
        from archviz.lint.readers.asciidoc import read_asciidoc

        return read_asciidoc(file, text)
    return None
