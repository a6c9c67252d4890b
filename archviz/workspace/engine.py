"""Which archviz this is: what it works out of a source is another's only where both are the same."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import archviz

_READERS = ("tree-sitter", "tree-sitter-go")
"""The libraries that what is found in a source depends on."""


@cache
def engine() -> str:
    """A digest over this program's code, its table of Go's standard library, its readers' versions and Python's."""
    top = Path(archviz.__file__).parent
    found = hashlib.sha256(repr((sys.version_info[:3], *map(version, _READERS))).encode())
    for file in sorted(top.rglob("*")):
        if file.suffix in (".py", ".txtar"):
            found.update(f"{file.relative_to(top)}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()
