"""Git repositories written by hand, object by object, so that they can hold what git would never write."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Entry = tuple[str, bytes, str]
"""Mode, name and id."""

PERSON = b"A <a@example.com> 0 +0000"


def new_repository(folder: Path) -> Path:
    """A bare repository without objects."""
    for part in ("objects/pack", "objects/info", "refs/heads", "refs/tags"):
        (folder / part).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
    return folder


def put(repository: Path, kind: str, content: bytes, *, named: str = "", raw: bytes | None = None) -> str:
    """Writes a loose object and gives its id; as another id, or as other bytes in its file, where these are given."""
    whole = b"%s %d\0" % (kind.encode(), len(content)) + content
    name = named or hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    file = repository / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(zlib.compress(whole, 1) if raw is None else raw)
    return name


def put_tree(repository: Path, entries: Iterable[Entry]) -> str:
    """Writes a tree object with its entries as they come."""
    return put(
        repository,
        "tree",
        b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(id_) for mode, name, id_ in entries),
    )


def put_commit(repository: Path, tree: str, committer: bytes = PERSON) -> str:
    """Writes a commit of a tree, as the head of the branch and as the tag v1."""
    commit = put(repository, "commit", b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), PERSON, committer))
    for reference in ("heads/main", "tags/v1"):
        (repository / "refs" / reference).write_text(f"{commit}\n")
    return commit


def put_module(repository: Path, *more: Entry) -> str:
    """Writes a commit of a small Go module, with more entries at its top."""
    go_mod = put(repository, "blob", b"module example.com/m\n")
    a_go = put(repository, "blob", b"package m\n")
    return put_commit(
        repository, put_tree(repository, [*more, ("100644", b"a.go", a_go), ("100644", b"go.mod", go_mod)])
    )
