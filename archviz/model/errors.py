"""The one family of errors that archviz raises on purpose."""

from __future__ import annotations


class ArchvizError(Exception):
    """Something the person at the keyboard can act on; the command line prints it and exits with 2.

    ``file`` and ``line`` (1-based) say where the cause stands, ``hint`` what to do about it.
    """

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return where + self.message + (f"\nhint: {self.hint}" if self.hint else "")


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
