"""The words of a label, without the markup that draws them."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(
    r"</?(?:a|b|br|center|code|del|div|em|font|h[1-6]|hr|i|img|li|mark|o|ol|p|pre|s|small|span|strike|strong|style|sub|sup"
    r"|table|tbody|td|th|thead|tr|tt|u|ul|vr)(?=[\s/>])[^<>]*+>",
    re.IGNORECASE,
)
"""A tag that only says how something is drawn. Others, such as <string>, are words, as of a generic type."""

_BREAKING = re.compile(r"</?(?:br|div|h[1-6]|hr|li|p|pre|table|td|th|tr)(?=[\s/>])", re.IGNORECASE)
_STRESSED = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*+)\1(?!\w)|(?<!\w)(_{1,3})(?=[^\s_])([^_\n]*+)\3(?!\w)")
_TICKED = re.compile(r"`([^`\n]*+)`")


def words(text: str) -> str:
    """A label's words: a tag of HTML is a space where it breaks lines, else nothing, a character reference a sign."""
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if _BREAKING.match(tag[0]) else "", text)
    if "&" in text:
        text = unescape(text)
    return " ".join(text.split())


def plain_markdown(text: str) -> str:
    """A label in Markdown without the marks of stress and of code."""
    text = _STRESSED.sub(lambda match: match[2] if match[1] else match[4], text)
    return _TICKED.sub(r"\1", text)
