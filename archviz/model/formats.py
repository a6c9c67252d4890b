"""What figures and articles can be written as."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What a diagram can be written as; the name is also the file's ending."""

    SVG = "svg"
    DOT = "dot"
    MERMAID = "mermaid"
    D2 = "d2"
    JSON = "json"


class Target(StrEnum):
    """What a build makes of a project's articles."""

    SITE = "site"
    MARKDOWN = "markdown"
    """Pages for Hugo."""
    GITBOOK = "gitbook"
    """Pages for GitBook and HonKit."""
