"""The one family of errors that archviz raises on purpose."""

from __future__ import annotations

from archviz.model.safe import visible


class ArchvizError(Exception):
    """Something the person at the keyboard can act on; the command line prints it and exits with 2.

    ``file`` and ``line`` (1-based) say where the cause stands, ``details`` more of it, a line each, and ``hint`` what
    to do about it. Each may hold text from outside. As a string the error is a line for the message, one for each
    detail and one for the hint, with everything in them visible.
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

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to say, without the place."""
        details = (f"  {detail}" for detail in self.details)
        return tuple(map(visible, (self.message, *details, *([f"hint: {self.hint}"] if self.hint else []))))

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return visible(where) + "\n".join(self.lines)


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
