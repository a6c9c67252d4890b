"""What is wrong with a text that is no YAML, in plain words: the parser's own are those of its grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INDENT = "keys of one mapping, and the `- ` of one list, begin in the same column; what is within is indented deeper"
_TWO_COLONS = re.compile(r"""^\s*(?:- +)*[^\s:#'"{\[][^:#]*: +(?P<text>[^\s'"|>&*!{\[#].*:(?:\s.*)?)$""")
_NO_SPACE = re.compile(r"^\s*(?:- +)*[\w-]+:[^\s:/]")
_WHOLE = "quotes go around the whole text: 'it''s' or \"a \\\"b\\\"\""


class SyntaxFault(NamedTuple):
    """What is wrong and what to do about it; ``at_start`` says that the place is where the construct begins."""

    message: str
    hint: str
    at_start: bool = False


def explained(problem: str, lines: Sequence[str], line: int, column: int) -> SyntaxFault:
    """What a problem of ruamel.yaml's parser means. ``lines`` is the text; ``line`` and ``column`` are 0-based."""
    here = lines[line] if line < len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return SyntaxFault("a tab in front of a line", "YAML indents with spaces only")
    for pattern, said in _PROBLEMS:
        found = re.search(pattern, problem)
        if found is not None:
            return said(found, lines, line, column)
    return SyntaxFault(problem, "")


def _colon(_: re.Match[str], lines: Sequence[str], line: int, column: int) -> SyntaxFault:
    """``title: Foo: bar``, ``a:b`` before a mapping, or a key that is indented below a value."""
    here = lines[line] if line < len(lines) else ""
    two = _TWO_COLONS.match(here)
    if two is not None and column >= two.start("text"):
        return SyntaxFault("a colon in a text", f'quotes make it a text: "{two["text"].strip()[:60]}"')
    before = next((each for each in reversed(lines[:line]) if each.strip() and not each.lstrip().startswith("#")), "")
    if _NO_SPACE.match(before):
        return SyntaxFault(f"`{before.strip()[:60]}` is no key with a value", "a space comes after the colon of a key")
    return SyntaxFault("indented deeper than the key above, which has a value already", _INDENT)


def _in_braces(found: re.Match[str], lines: Sequence[str], line: int, column: int) -> SyntaxFault:
    """Also where brackets are not closed and the next lines are taken for a part of what is in them."""
    close, got = found["close"], found["got"]
    opened = "{" if close == "}" else "["
    before = lines[line][:column] if line < len(lines) else ""
    if got == "<stream end>" or (got == ":" and ":" not in before and opened not in before):
        return SyntaxFault(f"`{opened}` without its `{close}`", f"close it with `{close}`", at_start=True)
    if got == ":":
        return SyntaxFault("a colon in a text in braces", 'quotes make it a text: {title: "one: two"}')
    return SyntaxFault(
        f"neither `,` nor `{close}` where one is needed", f"`{opened}` may lack its `{close}`, or a comma is missing"
    )


def _instead(found: re.Match[str], _lines: Sequence[str], _line: int, _column: int) -> SyntaxFault:
    match found["got"]:
        case "<scalar>" | "<alias>":
            return SyntaxFault("a text goes on behind its quotes or brackets", _WHOLE)
        case "}" | "]" | "," as got:
            return SyntaxFault(f"`{got}` where none is open", "a text that has it needs quotes")
        case "?":
            return SyntaxFault("a key among the items of a list, or the reverse", _INDENT)
    return SyntaxFault("indented otherwise than what it stands beside", _INDENT)


def _character(found: re.Match[str], _lines: Sequence[str], _line: int, _column: int) -> SyntaxFault:
    if found["char"] in ("\\t", "\t"):
        return SyntaxFault("a tab in front of a value", "YAML indents with spaces only")
    return SyntaxFault(f"a text that begins with `{found['char']}`", "quotes make it a text")


def _fixed(message: str, hint: str, *, at_start: bool = False) -> Callable[..., SyntaxFault]:
    return lambda *_: SyntaxFault(message, hint, at_start)


_PROBLEMS: tuple[tuple[str, Callable[..., SyntaxFault]], ...] = (
    (r"found character '(?P<char>.+?)' that cannot start any token", _character),
    (r"mapping values are not allowed", _colon),
    (r"expected ',' or '(?P<close>[}\]])', but got '(?P<got>.*)'", _in_braces),
    (r"expected <block end>, but found '(?P<got>.*)'", _instead),
    (r"expected the node content, but found '(?P<got>.*)'", _instead),
    (
        r"could not find expected ':'",
        _fixed(
            "a line that is no `key: value`",
            "a colon and a space come after a key; a text of several lines is indented deeper than its key",
            at_start=True,
        ),
    ),
    (
        r"sequence entries are not allowed here",
        _fixed("`- ` behind a key", "the items of a list begin on the next line, or stand in brackets: [a, b]"),
    ),
    (r"found unexpected end of stream", _fixed("a quote that is not closed", _WHOLE, at_start=True)),
    (
        r"found unknown escape character",
        _fixed("a backslash before a character that it says nothing of", "single quotes take a backslash as it is"),
    ),
    (
        r"expected a comment or a line break",
        _fixed("a text on the line of its `|` or `>`", "it begins on the next line, or needs quotes"),
    ),
)
