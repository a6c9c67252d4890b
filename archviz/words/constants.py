"""Constants that stand on arrows, in words: a timer's period, a delay, a time limit, a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import ConstantMeaning

if TYPE_CHECKING:
    from archviz.model.figure import ConstantNote
    from archviz.words.language import Language

_UNITS = (("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1_000))
"""Units of time by their symbols, the same in every language, in nanoseconds."""
_MOST = 40
"""How many characters of a value are shown; an ellipsis stands for the others."""


def constant(note: ConstantNote, words: Language) -> str:
    """A constant with what it means: ``every minute``, ``within 30 s``."""
    nanoseconds = _whole(note.value) if note.duration else None
    if note.meaning is ConstantMeaning.EVERY and nanoseconds is not None:
        single = {
            "h": words.gettext("every hour"),
            "min": words.gettext("every minute"),
            "s": words.gettext("every second"),
        }
        for unit, size in _UNITS:
            if nanoseconds == size and unit in single:
                return single[unit]
    value = duration(nanoseconds) if nanoseconds is not None else _brief(note.value)
    match note.meaning:
        case ConstantMeaning.EVERY:
            return words.gettext("every %(value)s", value=value)
        case ConstantMeaning.AFTER:
            return words.gettext("after %(value)s", value=value)
        case ConstantMeaning.WITHIN:
            return words.gettext("within %(value)s", value=value)
        case ConstantMeaning.VALUE:
            return f"= {value}"


def duration(nanoseconds: int) -> str:
    """A time in units, from the largest to the smallest that it has: ``1 min 30 s``."""
    left, parts = abs(nanoseconds), []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    if left or not parts:
        parts.append(f"{left} ns")
    return ("-" if nanoseconds < 0 else "") + " ".join(parts)


def _brief(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
