"""Ids that are safe in SVG and HTML."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def safe_id(text: str) -> str:
    """The text as part of an XML id: what is not a letter, digit, ``_``, ``.`` or ``-`` becomes ``_`` and its code."""
    return _UNSAFE.sub(lambda match: f"_{ord(match[0]):x}", text)
