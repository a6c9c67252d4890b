"""Types and signatures as they are written, compared without the names of parameters and of packages."""

from __future__ import annotations

import re

_QUALIFIER = re.compile(r"(?<![\w.])[^\W\d]\w*\.(?=[^\W\d])")
_NAMED = re.compile(r"([^\W\d]\w*)\s+(?P<type>\S.*)", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"//[^\n]*|/\*(?>.*?(?:\*/|\Z))", re.DOTALL)
_TYPE_WORDS = ("func", "chan", "map", "struct", "interface")
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def plain_type(text: str) -> str:
    """A type without qualifiers and blanks: ``map[string]*v1.Pod`` as ``map[string]*Pod``."""
    text = _QUALIFIER.sub("", _COMMENT.sub(" ", text)).replace("interface{}", "any")
    return re.sub(r"(?<=\W)\s+|\s+(?=\W)", "", text.strip())


def parameters(signature: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The plain types of a signature's parameters and results, from its first bracket on: ``(a int) (string, error)``.

    Go specification, "Function types": parameters of one list either all have names or none has.
    """
    start = signature.find("(")
    if start < 0:
        return (), ()
    end = _closing(signature, start)
    results = signature[end + 1 :].strip()
    if results.startswith("(") and _closing(results, 0) == len(results) - 1:
        results = results[1:-1]
    return _types(signature[start + 1 : end]), _types(results)


def _closing(text: str, start: int) -> int:
    """Where the bracket at a place is closed; the end of the text where it is not."""
    depth = 0
    for at in range(start, len(text)):
        depth += _DEPTH.get(text[at], 0)
        if not depth:
            return at
    return len(text)


def _types(text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _split(text) if part.strip()]
    named = any(_is_named(part) for part in parts)
    found: list[str] = []
    last = ""
    for part in reversed(parts):
        match = _NAMED.fullmatch(part) if named and _is_named(part) else None
        last = match["type"] if match is not None else last if named and last and _NAME.fullmatch(part) else part
        found.append(plain_type(last))
    return tuple(reversed(found))


def _is_named(part: str) -> bool:
    found = _NAMED.fullmatch(part)
    return found is not None and found[1] not in _TYPE_WORDS


def _split(text: str) -> list[str]:
    """The parts between commas that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += _DEPTH.get(letter, 0)
        if letter == "," and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
