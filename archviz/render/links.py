"""Addresses and ids that are safe in SVG and HTML."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def safe_link(address: str) -> str:
    """The address if it is http, https, relative or a fragment, and printable; else "".

    A scheme as RFC 3986, section 3.1 has it; browsers drop white space and control characters before they look for
    one, so an address that holds any is refused.
    """
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return address if scheme in ("http", "https") or (not scheme and ":" not in address.split("/")[0]) else ""


def safe_id(text: str) -> str:
    """The text as part of an XML id: what is not a letter, digit, ``_``, ``.`` or ``-`` becomes ``_`` and its code."""
    return _UNSAFE.sub(lambda match: f"_{ord(match[0]):x}", text)
