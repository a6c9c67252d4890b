"""Claims to the text of a figure's file, laid out as an author would write it."""

from __future__ import annotations

import json
import re
import textwrap
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec.structs import FieldInfo

    from archviz.figures.claims import Claims
    from archviz.model.finding import EditMapping

WIDTH = 120
"""The longest line, where it can be broken."""

_PLAIN = re.compile(r"[A-Za-z_](?:[\w ./()-]*[\w./()-])?", re.ASCII)
_ON_ONE_LINE = {"kind", "from", "path"}
"""Keys of an edge, a rename and a package's path: a mapping with one of them is on one line, if it has the room."""
_RESERVED = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}
"""What a reader of YAML may take for something else than a text (YAML 1.1 and 1.2)."""


def write(claims: Claims) -> str:
    """The YAML of a figure; read again, it gives the same claims. What a claim leaves at its default is not there."""
    return "".join(f"{line}\n" for line in block_lines(_bare(claims), 0))


def write_parts(claims: Claims, *keys: str) -> str:
    """The YAML of some parts of a figure, such as its ``edges``, to be put into a file."""
    whole = _bare(claims)
    return "".join(f"{line}\n" for line in block_lines({key: whole[key] for key in keys if key in whole}, 0))


def claim_mapping(claim: msgspec.Struct) -> EditMapping:
    """A claim as the mapping that an edit puts into a file. What it leaves at its default is not there."""
    pairs: EditMapping = _pairs(_bare(claim))
    return pairs


def _pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _pairs(held)) for key, held in value.items())
    return tuple(map(_pairs, value)) if isinstance(value, list) else value


def _bare(value: Any) -> Any:
    """A value as dictionaries, lists and scalars, by the names that the file has, without what is default."""
    if isinstance(value, msgspec.Struct):
        fields = ((field, getattr(value, field.name)) for field in msgspec.structs.fields(value))
        return {field.encode_name: _bare(held) for field, held in fields if field.required or held != _default(field)}
    if isinstance(value, dict):
        return {key: _bare(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [_bare(held) for held in value]
    return value.value if isinstance(value, Enum) else value


def _default(field: FieldInfo) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def block_lines(mapping: dict[str, Any], indent: int) -> Iterator[str]:
    """The lines of a mapping, key by key."""
    space = " " * indent
    for key, value in mapping.items():
        head = f"{space}{scalar_text(key)}:"
        flow = f"{head} {flow_text(value)}"
        if isinstance(value, dict) and value and (len(flow) > WIDTH or (key == "packages" and len(value) > 1)):
            yield head
            yield from block_lines(value, indent + 2)
        elif isinstance(value, list) and value and (len(flow) > WIDTH or any(isinstance(one, dict) for one in value)):
            yield head
            for one in value:
                yield from item_lines(one, indent + 2)
        elif isinstance(value, str) and len(flow) > WIDTH and value == " ".join(value.split()) and value.isprintable():
            yield f"{head} >-"
            yield from textwrap.wrap(
                value,
                WIDTH,
                initial_indent=f"{space}  ",
                subsequent_indent=f"{space}  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            yield flow


def item_lines(value: Any, indent: int) -> Iterator[str]:
    """The lines of a list's item: of a mapping one, or one for each key where it holds lists or is long."""
    space = " " * indent
    line = f"{space}- {flow_text(value)}"
    if not isinstance(value, dict) or (len(line) <= WIDTH and _ON_ONE_LINE & value.keys()):
        yield line
        return
    first, *rest = block_lines(value, indent + 2)
    yield f"{space}- {first.lstrip()}"
    yield from rest


def flow_text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return scalar_text(value)


def scalar_text(value: Any) -> str:
    """A scalar, in double quotes where it needs them: they are those of JSON, which YAML reads alike."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    if value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
