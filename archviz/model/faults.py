"""What went wrong, in words for the person at the keyboard, whatever was raised."""

from __future__ import annotations

import os

from archviz.model.errors import ArchvizError

TRACEBACK = "ARCHVIZ_TRACEBACK"
"""The environment variable that has tracebacks printed."""


def explained(error: BaseException) -> ArchvizError:
    """An exception as an error for people: itself where it is one, else what it means; or that nobody foresaw it."""
    if isinstance(error, ArchvizError):
        return error
    found = _found(error)
    found.__cause__ = error
    return found


def _found(error: BaseException) -> ArchvizError:
    match error:
        case MemoryError():
            return ArchvizError("there is not enough memory")
        case RecursionError():
            return ArchvizError("something is nested too deeply to be read", hint=_report())
        case OSError():
            named = isinstance(error.filename, str | bytes)
            return ArchvizError(
                error.strerror or str(error) or type(error).__name__,
                file=os.fsdecode(error.filename) if named else None,
            )
        case UnicodeError():
            return ArchvizError(f"a text cannot be read or written: {error}", hint=_report())
    message = " ".join(str(error).split())
    return ArchvizError(
        f"archviz has failed, which is a fault of its own: {type(error).__name__}{message and ': '}{message}",
        hint=_report(),
    )


def _report() -> str:
    return f"please report it with the command line, this message, and what is printed where {TRACEBACK}=1 is set"
