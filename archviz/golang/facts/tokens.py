"""Code as tokens that neither layout, comments, a renamed local variable nor an import's alias changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.types.objects import Const, PkgName, TypeName, Var

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.golang.syntax import ast
    from archviz.golang.types.objects import Object
    from archviz.golang.types.package import File

_TOKEN = re.compile(
    rb"(?P<blank>[\s;]++|//[^\n]*+|/\*(?>.*?(?:\*/|\Z)))"
    rb"|(?P<name>[A-Za-z_\x80-\xff][\w\x80-\xff]*+)"
    rb"|`[^`]*+`?|\"(?:[^\"\\\n]++|\\[^\n])*+\"?|'(?:[^'\\\n]++|\\[^\n])*+'?"
    rb"|\.?\d(?:[eEpP][-+]|[\w.])*+"
    rb"|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[-+*/%&|^=!<>:]=|<<|>>|&\^|.",
    re.DOTALL,
)
LOCAL = "$"
"""What the number of a local name begins with."""
_CLOSING = (b")", b"}", b"]")


def tokens(file: File, code: Iterable[ast.Node], uses: Mapping[int, Object]) -> list[str]:
    """The tokens of pieces of code, in order.

    ``uses`` gives what identifiers mean, by their byte offsets. A local name is a number, counted from its first use;
    the name of an imported package is its import path. Semicolons, and commas before a closing bracket, are layout and
    left out.
    """
    numbers: dict[int, str] = {}
    found: list[str] = []
    for node in code:
        previous = b""
        for token in _TOKEN.finditer(file.data, node.start, node.end):
            if token.lastgroup == "blank":
                continue
            text = token.group()
            if previous == b"," and text in _CLOSING:
                found.pop()
            previous = text
            meaning = uses.get(token.start()) if token.lastgroup == "name" else None
            if isinstance(meaning, PkgName):
                found.append(meaning.path)
            elif isinstance(meaning, (Var, Const, TypeName)) and meaning.at >= 0:
                found.append(numbers.setdefault(meaning.at, f"{LOCAL}{len(numbers)}"))
            else:
                found.append(text.decode("utf-8", "replace"))
    return found
