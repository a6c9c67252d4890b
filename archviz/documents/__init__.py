"""Documents as typed values: read within bounds, checked against a shape, every error with its file and line."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from archviz.documents.files import MOST_BYTES, MOST_FILE_BYTES, check_links, read_bytes, read_text
from archviz.documents.nodes import MappingEntry, Reader, TextPosition, YamlNode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.model.errors import ArchvizError

__all__ = [
    "MOST_BYTES",
    "MOST_FILE_BYTES",
    "Document",
    "MappingEntry",
    "TextPosition",
    "YamlNode",
    "check_links",
    "convert",
    "parse_document",
    "read_bytes",
    "read_document",
    "read_text",
]

T = TypeVar("T", bound=msgspec.Struct)
_STEP = re.compile(r"(?:^|\.)([\w<-]+)|\[(\d+)\]|(\[\.\.\.\])")


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping with the place of each value. ``above`` counts the lines of the file before it."""

    content: YamlNode
    file: str
    above: int = 0

    def line(self, path: str) -> int:
        """The 1-based line of what a path such as ``edges[3].from`` leads to, or of the nearest thing around it.

        ``[...]`` leads to the first value of a mapping that is no text.
        """
        node = self.content
        line = node.begin.line
        for key, index, some in _STEP.findall(path):
            value = node.value
            if some and isinstance(value, dict):
                key = next((key for key, entry in value.items() if not isinstance(entry.node.value, str)), "")
            if isinstance(value, dict) and key in value:
                line, node = value[key].key.line, value[key].node
            elif index and isinstance(value, list) and int(index) < len(value):
                node = value[int(index)]
                line = node.begin.line
            else:
                break
        return line + 1 + self.above


def read_document(path: Path, error: type[ArchvizError], *, texts: bool = False) -> Document:
    """The document in a file. Raises ``error`` where it cannot be read, is not YAML, breaks a bound, is no mapping.

    With ``texts`` every scalar is the text that is written, quoted or not: a version ``1.10`` is no number then.
    """
    return parse_document(read_text(path, error), str(path), error, texts=texts)


def parse_document(text: str, file: str, error: type[ArchvizError], *, above: int = 0, texts: bool = False) -> Document:
    """A document that begins after ``above`` lines of a file; ``texts`` as for ``read_document``. Raises ``error``."""
    content = Reader(file, above, error, texts=texts).read(text)
    if content is None or not isinstance(content.value, dict):
        raise error("not a mapping of keys to values", file=file, line=above + 1)
    return Document(content, file, above)


def convert(document: Document, shape: type[T], error: type[ArchvizError]) -> T:
    """The document as a value of a shape. Raises ``error`` at the line of the first thing that does not fit."""
    try:
        return msgspec.convert(document.content.plain(), shape)
    except msgspec.ValidationError as cause:
        parted = re.fullmatch(r"(.*) - at `\$?\.?(.*)`", str(cause), re.DOTALL)
        message, path = parted.groups() if parted is not None else (str(cause), "")
        unknown = re.search(r"unknown field `(.*)`", message, re.DOTALL)
        hint = None
        if unknown is not None:
            keys = sorted(set(_keys(shape, set())))
            near = difflib.get_close_matches(unknown.group(1), keys, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known keys are {', '.join(keys)}"
            message = f"unknown key `{unknown.group(1)}`"
            path = f"{path}.{unknown.group(1)}".lstrip(".")
        elif re.match(r"Expected `str(?: \| null)?`, got `(?:int|float|bool|null)`", message):
            hint = "quotes make it a text"
        said = f"{path}: {message}" if path else message
        raise error(said, file=document.file, line=document.line(path), hint=hint) from cause


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
