"""The nearest of the known names to one that is not known."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CHARACTERS = 300
"""Of a name that is compared with others; nothing is near to a longer one."""

_APART = 0.1
"""The difference of ratios from which on only the better one of two names is offered."""


def nearest(word: str, words: Iterable[str], most: int = 3, cutoff: float = 0.5) -> list[str]:
    """The words most like a given one, best first, whatever their case and their order.

    ``cutoff`` is the least ratio of ``difflib.get_close_matches``, between 0 and 1.
    """
    if len(word) > MOST_CHARACTERS:
        return []
    lowered: dict[str, str] = {}
    for each in sorted(words):
        lowered.setdefault(each.lower(), each)
    return [lowered[each] for each in difflib.get_close_matches(word.lower(), lowered, most, cutoff)]


def likeliest(word: str, words: Iterable[str], most: int = 5) -> list[str]:
    """The words that are near to a given one; where none is, the ``most`` that are most like it. Best first."""
    known = sorted(words)
    return nearest(word, known) or nearest(word, known, most, 0.0) or known[:most]


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "", *, cutoff: float = 0.6, behind: str = "") -> str:
    """``did you mean a?`` for the nearest word, or ``otherwise`` where none is near; two where they are alike near.

    ``behind`` is what the word stands before and stays as it is, such as ``.Name`` behind a package.
    """
    near = nearest(word, words, 2, cutoff)
    if len(near) == 2 and _ratio(word, near[0]) - _ratio(word, near[1]) > _APART:
        near.pop()
    return f"did you mean {' or '.join(f'{each}{behind}' for each in near)}?" if near else otherwise


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()
