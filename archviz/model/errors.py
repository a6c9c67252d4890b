"""The one family of errors that archviz raises on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from archviz.model.safe import visible

if TYPE_CHECKING:
    from collections.abc import Sequence


class ArchvizError(Exception):
    """Something the person at the keyboard can act on; the command line prints it and exits with 2.

    ``file`` and ``line`` (1-based) say where the cause stands, ``details`` more of it, a line each, and ``hint`` what
    to do about it. Each may hold text from outside. ``further`` are errors that were found with this one, such as those
    of the same file. As a string the error is a line for the message, one for each detail and one for the hint, with
    everything in them visible, then the same for each further error.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        hint: str | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint
        self.details = details
        self.further: tuple[ArchvizError, ...] = ()

    @property
    def every(self) -> tuple[ArchvizError, ...]:
        """The error itself, then the further ones."""
        return (self, *self.further)

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to say, without the place."""
        details = (f"  {detail}" for detail in self.details)
        return tuple(map(visible, (self.message, *details, *([f"hint: {self.hint}"] if self.hint else []))))

    @property
    def said(self) -> str:
        """The error alone, with its place, as a string."""
        where = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return visible(where) + "\n".join(self.lines)

    def __str__(self) -> str:
        return "\n".join(error.said for error in self.every)


class SourceError(ArchvizError):
    """A source tree is missing, unreadable, or not what its pin says."""


class FigureError(ArchvizError):
    """A figure's file cannot be read as claims."""


class SymbolError(ArchvizError):
    """A name was asked for that the source does not declare."""


class RenderError(ArchvizError):
    """A layout engine is missing or failed."""


class ProjectError(ArchvizError):
    """A project's folder, configuration or output place is unusable."""


_Error = TypeVar("_Error", bound=ArchvizError)


def joined(errors: Sequence[_Error]) -> _Error:
    """Several errors as one to raise: the first, with all others as its further ones. There must be one at least."""
    first, *rest = (each for error in errors for each in error.every)
    first.further = tuple(rest)
    return errors[0]
