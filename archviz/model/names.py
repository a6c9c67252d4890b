"""Names of figures and versions, and their patterns, for Python's regular expressions and for ECMA's."""

from __future__ import annotations

END = r"$(?!\n)"
"""The end of a text: in Python ``$`` alone passes over a last line feed."""

_DEVICES = "con|prn|aux|nul|com[0-9]|lpt[0-9]"
"""Names that are no files on Windows ("Naming Files, Paths, and Namespaces")."""

SLUG = rf"^(?!({_DEVICES}){END})[a-z0-9][a-z0-9-]*{END}"
"""A name that is a file's without its ending and a part of an address on every system."""

MOST_SLUG = 100
"""Characters of such a name."""

VERSION = rf"^[0-9A-Za-z][0-9A-Za-z.+_-]*{END}"
"""A version's name, as a pin has it."""

LANGUAGE = rf"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{END}"
"""A language tag in its usual form: a language, then parts such as a script or a region (RFC 5646, section 2.1)."""


def figure_name(number: int, name: str, noun: str = "figure ") -> str:
    """A figure in a message: ``figure 7 request-path``; without its number where it has none, which is 0."""
    return f"{noun}{number} {name}" if number else f"{noun}{name}"
