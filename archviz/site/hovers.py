"""What is shown of a symbol where a pointer rests on its name: scripts that a page loads when it needs them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import msgspec

from archviz.model.safe import HIDDEN
from archviz.site.links import page
from archviz.site.search import script, whole
from archviz.words.kinds import declaration_kind

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram
    from archviz.site.edition import Site
    from archviz.site.lookup import SymbolIndex
    from archviz.site.speech import Speech
    from archviz.words.language import Language

_SENTENCE = re.compile(r"[^.!?]*[.!?](?:(?! [A-Z]|\Z)[^.!?]*[.!?])*(?= [A-Z]|\Z)")
_LONGEST = 300
_PART = re.compile(r' data-symbol="([^"]*)"')


class Hover(msgspec.Struct, frozen=True, array_like=True):
    """What a symbol is: its ``kind`` of declaration, its ``signature``, and the first sentence of its doc comment.

    ``figures`` are the indexes of those that show it, ``short`` is its name where that of its page does not have it.
    """

    kind: str
    signature: str
    doc: str
    figures: tuple[int, ...]
    short: str


def hover_scripts(site: Site) -> dict[str, bytes]:
    """The scripts with all symbols that have a page, by their paths in the site; all languages share them.

    Each has the pages whose name, without its ending, ends with the same character, which is also the script's name:
    by package, and in that by this name.
    """
    lookup = site.lookup
    numbers = {figure.id: number for number, figure in enumerate(site.ordered)}
    scripts: dict[str, dict[str, dict[str, Hover]]] = {}
    for symbol in lookup.symbols:
        declared = lookup.declaration(symbol)
        if declared is not None:
            name = _name(lookup.address(symbol))
            shown = tuple(sorted(numbers[figure.id] for figure in lookup.shown.get(symbol, ())))
            signature, doc = _cut(declared.signature), _cut(first_sentence(declared.doc))
            said = name.rpartition("-")[0] == f"{symbol.package.rpartition('/')[2]}.{symbol.short}"
            hover = Hover(declared.kind.value, signature, doc, shown, "" if said else whole(symbol.short))
            scripts.setdefault(name[-1], {}).setdefault(whole(symbol.package), {})[name] = hover
    return {f"assets/hovers.{key}.js": script(f"archvizHovers_{key}", rows) for key, rows in scripts.items()}


def hover_words(site: Site, words: Language, speech: Speech) -> bytes:
    """The script with what hovers say in a language: the kinds of declaration, and the figures with their pages."""
    kinds = sorted({d.kind for symbol in site.lookup.symbols if (d := site.lookup.declaration(symbol)) is not None})
    figures = [
        (str(figure.number or ""), words.text(figure.title), site.here(page(figure), words.code).path)
        for figure in site.ordered
    ]
    named = {kind.value: str(declaration_kind(kind, speech)) for kind in kinds}
    said = {"kinds": named, "figures": figures, "shown": words.gettext("Shown in"), "about": words.gettext("Symbol")}
    return script("archvizHoverWords", said)


def with_pages(svg: str, diagram: VerifiedDiagram, lookup: SymbolIndex) -> str:
    """The drawing of a diagram, in which each box and row whose symbol has a page names it as ``data-page``."""
    symbols = {symbol for card in diagram.cards for symbol in (card.symbol, *(row.symbol for row in card.rows))}
    pages = {str(symbol): _name(lookup.address(symbol)) for symbol in symbols}

    def named(found: re.Match[str]) -> str:
        page = pages.get(html.unescape(found[1]), "")
        return f'{found[0]} data-page="{page}"' if page else found[0]

    return _PART.sub(named, svg)


def first_sentence(doc: str) -> str:
    """The first sentence of a doc comment on one line; its first paragraph where that has no end of a sentence."""
    paragraph = " ".join(doc.strip().partition("\n\n")[0].split())
    found = _SENTENCE.match(paragraph)
    return found[0] if found is not None else paragraph


def _name(address: str) -> str:
    """The name of a symbol's page, without its ending: letters, digits, ``_``, ``.`` and ``-``."""
    return address.rpartition("/")[2].removesuffix(".html")


def _cut(text: str) -> str:
    """A text, shortened where it is long, with what would not be seen as its code points (Unicode UTS 55)."""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", whole(text))
