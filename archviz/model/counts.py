"""Numbers of things in English, the noun in the singular for one."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 figure``, ``2 figures``, ``1,000 figures``; ``plural`` is for a noun that takes more than an ``s``."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
