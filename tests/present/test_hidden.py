"""What a reader would not see is shown wherever code or words are: in pages, in Markdown, in pictures."""

from __future__ import annotations

import re

import pytest

from archviz.model.figure import CodeLine, Excerpt, Origin, Text, VerifiedExcerpt
from archviz.model.safe import HIDDEN, visible
from archviz.model.symbols import Symbol
from archviz.present.code import HtmlLine, excerpt_html
from archviz.present.listings import listings
from archviz.present.markdown import text
from archviz.render.layout.metrics import clean
from archviz.words.language import ENGLISH

SEEN = ("é", "\u0600", "\u200a", "漢", "\ufe0f", "👩", "\u0301")
"""Accents, a sign of Arabic that is of the category Cf, spaces, letters of any width, and what makes an emoji one."""
HARMFUL = ("\u3164", "\u115f", "\u200b", "\u2060", "\u202e", "\u2066", "\u2028", "\ufeff", "\U000e0041")
"""Letters without a glyph, which may be a name in Go, spaces without width, turns of direction, tags."""
SHAPING = ("\u200c", "\u200d", "\xad", "\U000e0100")
"""Joiners, the soft hyphen and a selector: no text in Persian or Hindi does without the first ones."""


def _shown(char: str) -> tuple[str, str]:
    """A line of code with a character in it, in a page and in Markdown."""
    symbol = Symbol("example.org/m", "Run")
    excerpt = Excerpt(symbol, "m.go", ((CodeLine(1, f"\ta{char}b()"),),))
    (line,) = excerpt_html(excerpt, Origin(""))
    assert isinstance(line, HtmlLine)
    figure = VerifiedExcerpt(1, "run", "run", Text("Run"), Text(""), (excerpt,), Origin(""))
    (listing,) = listings(figure, ENGLISH)
    assert listing.unseen == ((1,) if HIDDEN.search(char) else ())
    return line.html, listing.code


@pytest.mark.parametrize("char", [*HARMFUL, *SHAPING], ids=lambda char: f"U+{ord(char):04X}")
def test_code_shows_what_is_hidden(char: str) -> None:
    html, code = _shown(char)
    assert f'<span class="unseen">U+{ord(char):04X}</span>' in html
    assert code == f"a⟨U+{ord(char):04X}⟩b()"
    assert char not in visible(char)


@pytest.mark.parametrize("char", SEEN, ids=lambda char: f"U+{ord(char):04X}")
def test_code_stays_as_it_is_where_it_is_seen(char: str) -> None:
    html, code = _shown(char)
    assert re.sub(r"<[^>]*>", "", html) == code == f"a{char}b()"


@pytest.mark.parametrize("char", HARMFUL, ids=lambda char: f"U+{ord(char):04X}")
def test_prose_has_nothing_hidden(char: str) -> None:
    assert clean(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert text(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("char", [*SEEN, *SHAPING], ids=lambda char: f"U+{ord(char):04X}")
def test_prose_keeps_what_shapes_its_letters(char: str) -> None:
    assert clean(f"a{char}b").replace(" ", "\u200a") == f"a{char}b"
