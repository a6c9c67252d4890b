"""Text from outside, made safe for where it goes: names, paths, keys, complaints of other programs.

The rule is one: what a reader would not see is written as an escape (``\\x1b``, ``\\u202e``), and what the place that
the text goes to would take for a command, a link or markup is written so that it is text there. Visible text stays as
it is, in every script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DIRECTIONS = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Marks that turn the direction of writing, and separators of lines and paragraphs."""
_EMPTY = (
    "\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""What has no width and does nothing to the characters beside it; letters among them, which may be a name in Go."""
_SHAPING = "\xad\u034f\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0d\U000e0100-\U000e01ef"
"""What has no width but changes how the characters beside it are written: joiners, selectors, the soft hyphen."""
_NONE = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""No characters at all: halves of a pair, such as bytes that are no UTF-8, and what Unicode keeps unassigned."""

HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_DIRECTIONS}{_EMPTY}{_SHAPING}{_NONE}]")
"""What a reader does not see: controls, and what Unicode calls default ignorable but for the two marks that choose how
an emoji looks. It can make a name or a line of code look like another (Unicode UTS 55)."""

NOT_IN_PROSE = re.compile(f"[\x00-\b\v\f\x0e-\x1f\x7f-\x9f{_DIRECTIONS}{_EMPTY}{_NONE}]")
"""What no text in any language needs: all of these but white space, and what shapes the characters beside it."""

_COMMAND = re.compile(r"^(\s*)(?=::)|(##)(?=\w*\[)")
"""Where a runner of GitHub Actions or Azure Pipelines takes a line for a command: ``::`` at its start, ``##`` anywhere.

That is ``TryParseV2`` and ``TryParse`` of the runner's ``ActionCommand``, and ``TryParse`` of the agent's ``Command``.
"""

_MARK = re.compile(r"#(?=#\w*\[)")
_JSON_ESCAPE = re.compile(r"\\u(?:d[89ab]..\\ud[c-f]..|(d[89a-f]..))|\\.")

_MARKUP = re.compile(
    r"(?P<reference>[@#](?=\w)|\bGH-(?=\d))|[&<>|]|[\\`*_{}\[\]#~$]|:(?=//)|(?<=www)\."
    r"|^(?:[-+]|\d{1,9}[.)])(?=\s|$)|^-(?=--)",
    re.IGNORECASE,
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
_BREAK = "&#8203;"
"""A space of no width: GitHub makes a mention or a reference of no text that has one in it."""


def visible(text: str) -> str:
    """The text on one line, in which every character can be seen: what could not be is an escape, as in Python."""
    return HIDDEN.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def visible_lines(text: str) -> str:
    """A text whose line feeds are its own layout; all else in it that could not be seen is an escape."""
    return "\n".join(map(visible, text.split("\n")))


def terminal(text: str) -> str:
    """A line for a terminal or the log of a CI job, where some lines are commands: those get a backslash."""
    return _COMMAND.sub(r"\1\2\\", visible(text))


def json_text(document: object, *, spaces: int | None = None) -> str:
    """A document as JSON in ASCII, that any reader takes and that is no command in a log.

    JSON can write half of a surrogate pair, but no UTF-8 has it, so that readers refuse it: here it is a visible
    escape.
    ``spaces`` is how far each level is indented; without, the document is one line.
    """
    import json  # which, as below, only a command that runs needs

    text = json.dumps(document, indent=spaces)
    if r"\ud" in text:
        text = _JSON_ESCAPE.sub(lambda found: ("\\" if found[1] else "") + found[0], text)
    return _MARK.sub(r"\\u0023", text) if "##" in text else text


_BETWEEN_ROWS = re.compile(r'\}, \{(?="[a-z])')


def json_lines(rows: list[dict[str, Any]]) -> str:
    """Rows as ``json_text`` has them, a line each; in half of the time, as they are written in one go.

    No value of a row may be a list of objects, and the first key of each begins with a letter: a quotation mark that
    ends a string has none behind it, and one within a string has a backslash before it, so that what is sought here
    stands between rows alone.
    """
    return _BETWEEN_ROWS.sub("}\n{", json_text(rows)[1:-1]) + "\n" if rows else ""


def xml(root: Element) -> str:
    """A document of XML 1.0 in ASCII, indented. Attributes are one line each; line feeds in elements' texts stay.

    XML can hold few control characters, not even as references (section 2.2): here none is left in any text.
    """
    from xml.etree.ElementTree import indent, tostring  # a parser, which only reports need

    for element in root.iter():
        element.text = visible_lines(element.text) if element.text else element.text
        for name, value in element.items():
            element.set(name, visible(value))
    indent(root)
    written: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return _MARK.sub("&#35;", written.decode("ascii"))


def github_data(text: str) -> str:
    """The message of a workflow command of GitHub Actions, whose line feeds are its own layout.

    As ``escapeData`` of GitHub's toolkit has it.
    """
    return visible_lines(text).replace("%", "%25").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property's value in a workflow command of GitHub Actions, as ``escapeProperty`` of GitHub's toolkit has it."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """A text in a line of GitHub Flavored Markdown, or all of one, without markup, links, mentions or references."""
    return _MARKUP.sub(_escaped, visible(text))


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    written = _ENTITIES.get(sign, f"{sign[:-1]}\\{sign[-1]}")
    return written + _BREAK if found["reference"] else written


def markdown_code(text: str) -> str:
    """A text as code in a line of Markdown; as an element of entities where a span of code could not hold it."""
    shown = visible(text)
    if re.search(r"[`|\\]", shown) or _MARK.search(shown) or not shown.strip():
        return f"<code>{''.join(char if char.isalnum() else f'&#{ord(char)};' for char in shown)}</code>"
    return f"`{shown}`"


def safe_link(address: str) -> str:
    """The address if it is http, https, relative or a fragment, and printable; else "".

    A scheme as RFC 3986, section 3.1 has it; browsers drop white space and control characters before they look for
    one, so an address that holds any is refused.
    """
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    from urllib.parse import urlsplit

    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return address if scheme in ("http", "https") or (not scheme and ":" not in address.split("/")[0]) else ""
