"""What works out the contents of packages, as a digest: facts of another engine are worked out again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_ROOM = Path(__file__).parents[2]
_FOLDERS = ("golang", "model", "ask/index")


@cache
def engine() -> str:
    """The digest of the code that works facts out and writes them, and of the table of the standard library."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in _FOLDERS:
        for path in sorted((_ROOM / folder).rglob("*")):
            if path.suffix in (".py", ".txtar"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
