"""Which archviz this is: what it works out of a source is another's only where both are the same."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_READER = "tree_sitter"
"""How the names of the libraries begin that what is found in a source depends on, and of the folders that say which
versions of them are installed."""


@cache
def engine() -> str:
    """A digest over this program's code, its table of Go's standard library, its readers' versions and Python's."""
    found = hashlib.sha256(repr((sys.version_info[:3], _readers())).encode())
    top = Path(__file__).parent
    for folder, folders, files in os.walk(top):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".py", ".txtar")):
                path = Path(folder, name)
                data = path.read_bytes()
                found.update(f"{path.relative_to(top).as_posix()}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def _readers() -> list[str]:
    """The names in the folder of installed packages that begin as the readers': some end in a version.

    ``importlib.metadata`` would say the same, and takes longer to load than a question takes to be answered.
    """
    spec = find_spec(_READER)
    assert spec is not None  # noqa: S101
    assert spec.origin is not None  # noqa: S101
    return sorted(path.name for path in Path(spec.origin).parents[1].glob(f"{_READER}*"))
