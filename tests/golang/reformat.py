"""Go code that says the same in another layout, as no formatter would leave it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_HEAD = re.compile(rb"(?s)(?:\xef\xbb\xbf)?(?:[\s;]|//[^\n]*\n|/\*.*?\*/)*package(?:\s|/\*.*?\*/)+[\w\x80-\xff]+")
_TOKEN = re.compile(
    rb"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<literal>`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')
    |(?P<number>\.?[0-9](?:[eEpP][-+]|[\w.])*)
    |(?P<word>[\w\x80-\xff]+)
    |(?P<end>[ \t\r]*\n\s*)
    |(?P<blank>[ \t\r]+)
    |(?P<operator><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_GOES_ON = {
    *(b"break", b"continue", b"fallthrough", b"return"),
    *(b"++", b"--", b")", b"]", b"}"),
}
"""What a line may end with that ends a statement, beside names and literals (spec, "Semicolons")."""
_KEYWORDS = set(
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package"
    b" range return select struct switch type var".split()
)
_BRACKETS = set(b"( ) [ ] { } , ;".split())


def reformatted(data: bytes, chance: random.Random) -> bytes:
    """A file with other blanks, comments, empty lines and semicolons after its package clause; the same tokens.

    Comments go where blanks may, and those that were there are left out.
    """
    head = _HEAD.match(data)
    assert head is not None
    made, before, ends = [head.group()], b"name", True
    newline = False
    for found in _TOKEN.finditer(data, head.end()):
        kind, text = found.lastgroup, found.group()
        if kind in {"comment", "blank", "end"}:
            newline = newline or b"\n" in text
            continue
        if newline and ends:
            made.append(_end(chance) if text not in {b"}", b")"} or chance.random() < 0.5 else b" ")
        else:
            made.append(_blank(before, text, chance))
        made.append(text)
        before, newline = text, False
        ends = text in _GOES_ON or (kind in {"literal", "number", "word"} and text not in _KEYWORDS)
    return b"".join(made) + chance.choice((b"", b"\n", b"\n\n// the end", b" // the end\n"))


def _end(chance: random.Random) -> bytes:
    """What ends a statement."""
    return chance.choice(
        (b"\n", b"\n", b"\n\n", b"; ", b";\n\t\t", b" // so\n", b"\r\n", b"\n// so\n\n", b" /* so\n */ ")
    )


def _blank(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """What may stand between two tokens of a statement."""
    if (before in _BRACKETS or after in _BRACKETS) and chance.random() < 0.5:
        return b""
    if _ends(before):
        return chance.choice((b" ", b" ", b"\t", b"   ", b" /* so */ "))
    return chance.choice((b" ", b"\t", b"\n", b"\n\n\t", b" /* so */ ", b" // so\n"))


def _ends(text: bytes) -> bool:
    return text in _GOES_ON or (text not in _KEYWORDS and re.match(rb"""[\w\x80-\xff.`"']""", text) is not None)
