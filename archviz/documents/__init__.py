"""YAML documents as typed values: read once, checked against a shape, every error with its file and line."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.model.errors import ArchvizError

T = TypeVar("T", bound=msgspec.Struct)
_STEP = re.compile(r"(?:^|\.)(\w+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping as ruamel.yaml keeps it, with comments and places. ``above`` counts the lines of the file before it."""

    content: CommentedMap
    file: str
    above: int = 0

    def line(self, path: str) -> int:
        """The 1-based line of what a path such as ``edges[3].from`` leads to, or of the nearest thing around it."""
        node: Any = self.content
        line = node.lc.line
        for key, index in _STEP.findall(path):
            if key and isinstance(node, CommentedMap) and key in node:
                line, node = node.lc.key(key)[0], node[key]
            elif index and isinstance(node, CommentedSeq) and int(index) < len(node):
                line, node = node.lc.item(int(index))[0], node[int(index)]
            else:
                break
        return int(line) + 1 + self.above


def read_document(path: Path, error: type[ArchvizError]) -> Document:
    """The document in a file. Raises ``error`` where it cannot be read, is not YAML, or is no mapping."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as cause:
        raise error("not UTF-8", file=str(path), line=1) from cause
    except OSError as cause:
        raise error(f"cannot be read: {cause.strerror}", file=str(path)) from cause
    return parse_document(text, str(path), error)


def parse_document(text: str, file: str, error: type[ArchvizError], *, above: int = 0) -> Document:
    """A document that begins after ``above`` lines of a file. Raises ``error``."""
    try:
        content = YAML().load(text)
    except MarkedYAMLError as cause:
        mark = cause.problem_mark or cause.context_mark
        problem = " ".join(str(cause.problem or cause.context).split())
        raise error(f"not YAML: {problem}", file=file, line=mark.line + 1 + above if mark else None) from cause
    except YAMLError as cause:
        raise error(f"not YAML: {cause}", file=file, line=above + 1) from cause
    if not isinstance(content, CommentedMap):
        raise error("not a mapping of keys to values", file=file, line=above + 1)
    return Document(content, file, above)


def convert(document: Document, shape: type[T], error: type[ArchvizError]) -> T:
    """The document as a value of a shape. Raises ``error`` at the line of the first thing that does not fit."""
    try:
        return msgspec.convert(_plain(document.content), shape)
    except msgspec.ValidationError as cause:
        message, _, path = str(cause).partition(" - at `$")
        path = path.rstrip("`").lstrip(".")
        unknown = re.search(r"unknown field `([^`]*)`", message)
        hint = None
        if unknown is not None:
            keys = sorted(set(_keys(shape, set())))
            near = difflib.get_close_matches(unknown.group(1), keys, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known keys are {', '.join(keys)}"
            message = f"unknown key `{unknown.group(1)}`"
            path = f"{path}.{unknown.group(1)}".lstrip(".")
        said = f"{path}: {message}" if path else message
        raise error(said, file=document.file, line=document.line(path), hint=hint) from cause


def _plain(value: object) -> object:
    """Plain Python values for those that ruamel.yaml makes."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _keys(shape: type[msgspec.Struct], seen: set[object]) -> Iterator[str]:
    """The keys of a shape and of the shapes within it."""
    waiting: list[object] = [msgspec.inspect.type_info(shape)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, msgspec.inspect.StructType) and found.cls not in seen:
            seen.add(found.cls)
            yield from (field.encode_name for field in found.fields)
            waiting.extend(field.type for field in found.fields)
        elif isinstance(found, msgspec.inspect.UnionType):
            waiting.extend(found.types)
        elif isinstance(found, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
            waiting.append(found.item_type)
        elif isinstance(found, msgspec.inspect.DictType):
            waiting.append(found.value_type)
