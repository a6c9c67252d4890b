"""Fields and methods of classes: ``name Type`` as in Go, ``name: Type`` as in UML, ``Type name`` as in Java."""

from __future__ import annotations

import re

from archviz.lint.drawing import DrawnMember

_PREDECLARED = frozenset(
    word
    for words in (
        "any bool byte chan comparable complex64 complex128 error float32 float64 func int int8 int16 int32 int64",
        "interface map rune string struct uint uint8 uint16 uint32 uint64 uintptr boolean double float long void",
    )
    for word in words.split()
)
"""Go's predeclared types and the words that begin a type, and types of other languages that diagrams borrow."""

_MARKS = re.compile(r"(?:\{\w++\}\s*+)*+[-+#~]?+\s*+(?:\{\w++\}\s*+)*+")
_TAIL = re.compile(r"(?<=[ \t])(?://|=|`)")
_RECEIVER = re.compile(r"func\s*+\([^()]*+\)\s*+(?=\w)")
_IDENTIFIER = re.compile(r"[^\W\d]\w*+")
_EMBEDDED = re.compile(r"\*?(?:\w++\.)?([^\W\d]\w*+)(?:\[.*+)?")
_NAMES = re.compile(r"[^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)++(?=[ \t]++\S)")


def read_members(text: str, line: int) -> tuple[DrawnMember, ...]:
    """The members that one line of a class's box says, mostly one; none where it cannot be read.

    Marks of visibility, of static and of abstract members are no part of them.
    """
    text = _MARKS.sub("", text.strip(), count=1).rstrip("$*; \t")
    if receiver := _RECEIVER.match(text):
        text = f"func {text[receiver.end() :]}"
    before, opened, inside = text.partition("(")
    owner = before.split()
    if opened and owner and owner[-1] != "func" and ":" not in before and "[" not in owner[-1]:
        return _method(owner, inside, line)
    if tail := _TAIL.search(text):
        text = text[: tail.start()].rstrip()
    return _field(text, line)


def _method(before: list[str], after: str, line: int) -> tuple[DrawnMember, ...]:
    """A method with the words before its parameters, and the text behind the parenthesis that opens them."""
    depth, end = 1, len(after)
    for match in re.finditer(r"[()]", after):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            end = match.start()
            break
    name = before[-1]
    result = after[end + 1 :].strip().removeprefix(":").removeprefix("->").strip()
    result = result or " ".join(word for word in before[:-1] if word != "func")
    if depth or not _IDENTIFIER.fullmatch(name):
        return ()
    return (DrawnMember(name, typed(result), typed(after[:end].strip()), line),)


def _field(text: str, line: int) -> tuple[DrawnMember, ...]:
    name, colon, type_ = text.partition(":")
    if colon:
        found = _IDENTIFIER.fullmatch(name.strip())
        return (DrawnMember(found[0], typed(type_.strip()), None, line),) if found else ()
    if names := _NAMES.match(text):
        rest = typed(text[names.end() :].strip())
        return tuple(DrawnMember(one.strip(), rest, None, line) for one in names[0].split(","))
    words = text.split()
    if len(words) == 1:
        embedded = _EMBEDDED.fullmatch(typed(words[0]))
        kind = "" if embedded and embedded[1] == words[0] else typed(words[0])
        return (DrawnMember(embedded[1], kind, None, line),) if embedded else ()
    return _in_words(words, line)


def _in_words(words: list[str], line: int) -> tuple[DrawnMember, ...]:
    """A field whose name is the first of several words, as in Go, or the last, as in Java."""
    first, last = (bool(words) and _is_name(words[at]) for at in (0, -1))
    if first and last and len(words) == 2:
        first = words[0][0].islower() and words[1][0].isupper()
        name, kind = words if first else reversed(words)
        return (DrawnMember(name, kind, None, line, ambiguous=True),)
    if first and not (last and _is_name(words[1])):
        return (DrawnMember(words[0], typed(" ".join(words[1:])), None, line),)
    if last and not first:
        return (DrawnMember(words[-1], typed(" ".join(words[:-1])), None, line),)
    return ()


def _is_name(word: str) -> bool:
    return bool(_IDENTIFIER.fullmatch(word)) and word not in _PREDECLARED


def typed(text: str) -> str:
    """A type with its parameters in brackets, which Mermaid has between tildes."""
    if "~" not in text:
        return text
    found, depth = [], 0
    for at, sign in enumerate(text):
        after = text[at + 1 : at + 2]
        if sign != "~":
            found.append(sign)
        elif after.isalnum() or after in ("*", "_") or (after == "[" and not depth):
            found.append("[")
            depth += 1
        elif depth:
            found.append("]")
            depth -= 1
    return "".join(found)
