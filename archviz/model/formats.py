"""What figures and articles can be written as."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What a diagram can be written as; all but flat, which is SVG, have the name as their files' ending.

    SVG follows its reader's system in its colours; flat, PNG and PDF have those of one theme.
    """

    SVG = "svg"
    FLAT = "flat"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"
    MERMAID = "mermaid"
    D2 = "d2"
    JSON = "json"


ONE_THEME = (Format.FLAT, Format.PNG, Format.PDF)
"""The formats that cannot follow their reader's system in their colours."""


class Theme(StrEnum):
    """The colours of a picture that cannot follow those of its reader's system."""

    LIGHT = "light"
    DARK = "dark"


class Target(StrEnum):
    """What a build makes of a project's articles."""

    SITE = "site"
    MARKDOWN = "markdown"
    """Pages for Hugo."""
    GITBOOK = "gitbook"
    """Pages for GitBook and HonKit."""
