"""Pictures as pages take them in: the drawing without what only a file needs, and the styles of all in one sheet."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_STYLE = re.compile(r"<style[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</style>", re.DOTALL)
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')
_OUTSIDE = re.compile(r'<a href="https?://[^"]*"')
_PROLOGUE = re.compile(r"^\s*(?:(?:<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->)\s*)*", re.DOTALL)


def inline(svg: str) -> str:
    """An SVG for a page: without prologue, and without its style, which a policy against inline styles forbids.

    Its links to other sites open beside the page: a box is easily hit by who meant to move the picture.
    """
    return _OUTSIDE.sub(r'\g<0> target="_blank" rel="noopener"', _STYLE.sub("", _PROLOGUE.sub("", svg)))


def size(svg: str) -> tuple[str, str]:
    """Width and height of an SVG in pixels, "" where it does not say."""
    found = _SIZE.search(svg)
    return (found[1], found[2]) if found is not None else ("", "")


def style_sheet(svgs: Iterable[str]) -> str:
    """The styles of some SVGs, each once."""
    return "\n".join(dict.fromkeys(html.unescape(style) for svg in svgs for style in _STYLE.findall(svg)))
