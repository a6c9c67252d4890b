"""Code in the Markdown of articles, so that a site generator that runs templates over pages shows it as it is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from html import escape

from markdown_it import MarkdownIt

from archviz.present.markdown import fence

_SHORTCODE = re.compile(r"\{\{([<%])")
_RAW = re.compile(r"\{%-?\s*(?:end)?(?:raw|verbatim)\b")
_ENTITIES = {ord(brace): f"&#{ord(brace)};" for brace in "{}"}


class Generator(ABC):
    """A program that makes a site of the Markdown, by what it would change in code."""

    @abstractmethod
    def block(self, code: str) -> tuple[str, bool]:
        """Go code as a block of Markdown, and whether spaces had to be put in between braces."""

    @abstractmethod
    def source(self, markdown: str, *, block: bool) -> str:
        """An author's Markdown: one block of code, or text with code in its lines."""


class Hugo(Generator):
    """Hugo finds shortcodes in code too, and has an escape for them ("Shortcodes")."""

    def block(self, code: str) -> tuple[str, bool]:
        """Fenced, with shortcodes escaped; see ``_leave_alone``."""
        escaped, spaced = _leave_alone(code)
        return fence(escaped), spaced

    def source(self, markdown: str, *, block: bool) -> str:  # noqa: ARG002 both are read alike
        """With shortcodes escaped."""
        return _leave_alone(markdown)[0]


HUGO = Hugo()


class GitBook(Generator):
    """GitBook and HonKit put code between ``{% raw %}`` and ``{% endraw %}``, and only these within it change that."""

    def block(self, code: str) -> tuple[str, bool]:
        """Fenced, or as HTML where the code has such a tag itself."""
        return (_html(code, "go") if _RAW.search(code) else fence(code)), False

    def source(self, markdown: str, *, block: bool) -> str:
        """As it is, but for blocks of code with such a tag."""
        if not block or not _RAW.search(markdown):
            return markdown
        token = MarkdownIt("commonmark").parse(markdown)[0]
        return _html(token.content.removesuffix("\n"), token.info)


def _html(code: str, language: str) -> str:
    """A block of code that no template language finds anything in, coloured as fenced ones are."""
    return f'<pre><code class="lang-{escape(language)}">{escape(code).translate(_ENTITIES)}\n</code></pre>'


def _leave_alone(code: str) -> tuple[str, bool]:
    """Code in which Hugo finds no shortcode, and whether spaces had to be put in for that.

    What opens like a shortcode and closes becomes ``{{</* … */>}}``, of which Hugo takes the comment marks away. What
    does not close, as ``[]T{{<-in}}``, cannot be escaped, so a space parts its braces.
    """
    done, at, spaced = [], 0, False
    unclosed: set[str] = set()
    while (opening := _SHORTCODE.search(code, at)) is not None:
        closing = ("%" if opening[1] == "%" else ">") + "}}"
        end = code.find(closing, opening.end()) if closing not in unclosed else -1
        done.append(code[at : opening.start()])
        if end < 0:
            unclosed.add(closing)
            done.append(f"{{ {{{opening[1]}")
            at, spaced = opening.end(), True
        else:
            done.append(f"{opening[0]}/*{code[opening.end() : end]}*/{closing}")
            at = end + len(closing)
    return "".join((*done, code[at:])), spaced
