"""A document: a mapping of keys to values, with the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import msgspec

from archviz.documents.files import read_text
from archviz.documents.nodes import Reader
from archviz.documents.shapes import faults
from archviz.model.errors import joined

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.documents.nodes import YamlNode
    from archviz.documents.shapes import ShapeFault
    from archviz.model.errors import ArchvizError

T = TypeVar("T", bound=msgspec.Struct)
_STEP = re.compile(r"(?:^|\.)([\w<-]+)|\[(\d+)\]")

MOST_FAULTS = 50
"""Things that are said of one document."""


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping with the place of each value. ``above`` counts the lines of the file before it."""

    content: YamlNode
    file: str
    above: int = 0

    def line(self, path: str) -> int:
        """The 1-based line of what a path such as ``edges[3].from`` leads to, or of the nearest thing around it."""
        node = self.content
        line = node.begin.line
        for key, index in _STEP.findall(path):
            value = node.value
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
    """The document as a value of a shape.

    Raises ``error`` at the line of the first thing that does not fit; its further errors are all others, up to
    MOST_FAULTS.
    """
    try:
        return msgspec.convert(document.content.plain(), shape)
    except msgspec.ValidationError as cause:
        found = [_error(document, fault, error) for fault in islice(faults(document.content, shape), MOST_FAULTS)]
        raise joined(found or [error(str(cause), file=document.file, line=document.line(""))]) from cause


def _error(document: Document, fault: ShapeFault, error: type[ArchvizError]) -> ArchvizError:
    said = f"{fault.path}: {fault.message}" if fault.path else fault.message
    return error(said, file=document.file, line=fault.line + 1 + document.above, hint=fault.hint or None)
