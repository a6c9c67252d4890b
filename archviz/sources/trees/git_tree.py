"""A tree at a revision of a git repository, read from its objects: no work tree is needed or touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import (
    MOST_BYTES,
    MOST_FILE_BYTES,
    MOST_FOLDERS,
    MOST_PATH_BYTES,
    MOST_SIDE_FILE_BYTES,
    Tally,
)
from archviz.sources.trees.git_objects import Objects
from archviz.sources.trees.git_repository import Repository
from archviz.sources.trees.tree import ListedTree, join, listed, lists

if TYPE_CHECKING:
    import datetime as dates
    from collections.abc import Iterator
    from pathlib import Path

_KIND, _FOLDER, _FILE, _LINK = 0o170000, 0o040000, 0o100000, 0o120000
_ENTRY = {40: re.compile(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", re.DOTALL),
          64: re.compile(rb"([0-7]{1,7}) ([^\0]*)\0(.{32})", re.DOTALL)}  # fmt: skip
_TREE = re.compile(rb"tree ([0-9a-f]{40}|[0-9a-f]{64})\n")
_COMMITTED = re.compile(rb"^committer [^\n]*> ([0-9]{1,12}) [+-][0-9]{4}$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NEVER = frozenset({"", ".", "..", ".git"})


def commit_of(location: str, repository: Path, revision: str) -> str:
    """The id of the commit that a revision names. Raises SourceError, naming the location, where it names none."""
    return Repository(location, repository).commit(revision)


class GitTree(ListedTree):
    """The files of one commit, at and below the folder that was named as the repository.

    Everything is held against the commit's id: the commit, its folders, and each file as it is read. Raises SourceError
    where something is not what its id says, no git would have written it, or a bound is exceeded.

    ``date`` is the day on which it was committed, in UTC; None where the commit does not say that as git writes it.
    """

    def __init__(self, location: str, folder: Path, revision: str) -> None:
        repository = Repository(location, folder)
        self.commit = repository.commit(revision)
        self._objects = Objects(repository)
        listing = _Listing(self._objects, location)
        listing.unfold(self.commit, repository.prefix)
        self.date = listing.date
        self._blobs = listing.files
        self._counted: set[str] = set()
        self._count = 0
        super().__init__(location, filter(listed, self._blobs), listing.links())

    @property
    def blobs(self) -> dict[str, str]:
        """The id of each file's blob, by path."""
        return self._blobs

    def load(self, file: str) -> bytes:
        """The bytes of a file's blob. Raises SourceError where the repository lacks it."""
        (content,) = self.load_each([file])
        return content

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files' blobs, asked for together."""
        blobs = self._objects.read([self._blobs[file] for file in files], "blob", MOST_FILE_BYTES)
        for file, content in zip(files, blobs, strict=True):
            if len(content) > MOST_SIDE_FILE_BYTES and not file.endswith(".go"):
                raise SourceError(f"{file} in {self.location} has more than {MOST_SIDE_FILE_BYTES >> 20} MiB")
            if file not in self._counted:
                self._counted.add(file)
                self._count += len(content)
                if self._count > MOST_BYTES:
                    raise SourceError(f"the files of {self.location} have more than {MOST_BYTES >> 30} GiB")
            yield content


class _Listing:
    """The files and links of a commit by path. A folder that is there many times is read once and counted each time."""

    def __init__(self, objects: Objects, location: str) -> None:
        self.files: dict[str, str] = {}
        self.date: dates.date | None = None
        self._objects = objects
        self._location = location
        self._links: dict[str, str] = {}
        self._read: dict[str, list[tuple[int, str, str]]] = {}
        self._tally = Tally(location)

    def unfold(self, commit: str, top: str) -> None:
        """Lists what is at and below a folder of a commit; nothing where the commit has no such folder."""
        (content,) = self._objects.read([commit], "commit", MOST_FILE_BYTES)
        tree = _TREE.match(content)
        if tree is None:
            raise SourceError(f"the commit {commit} has no tree")
        self.date = _committed(content)
        root = tree[1].decode()
        for step in top.split("/") if top else ():
            found = [id_ for mode, name, id_ in self._folder(root) if name == step and mode & _KIND == _FOLDER]
            if not found:
                return
            root = found[0]
        level = [("", root)]
        for _ in range(MOST_FOLDERS + 1):
            if not level:
                return
            self._fetch({id_ for _, id_ in level})
            level = list(chain.from_iterable(self._list(path, id_) for path, id_ in level))
        raise SourceError(f"{self._location} has more than {MOST_FOLDERS} folders within each other")

    def links(self) -> Iterator[tuple[str, str]]:
        """Each symbolic link with its target as written."""
        ids = sorted(set(self._links.values()))
        targets = {}
        for id_, target in zip(ids, self._objects.read(ids, "blob", MOST_PATH_BYTES), strict=True):
            self._tally.count(0, len(target))
            targets[id_] = target.decode("utf-8", "surrogateescape")
        return ((path, targets[id_]) for path, id_ in self._links.items())

    def _list(self, above: str, tree: str) -> Iterator[tuple[str, str]]:
        """Lists one folder's files and links and gives the folders in it, by path and id."""
        entries = self._read[tree]
        self._tally.count(len(entries), 0)
        for mode, name, id_ in entries:
            kind = mode & _KIND
            path = join(above, name)
            if kind == _FOLDER:
                yield path, id_
            elif kind == _LINK or (kind == _FILE and lists(name)):
                self._tally.count(0, len(path))
                (self._links if kind == _LINK else self.files)[path] = id_

    def _folder(self, tree: str) -> list[tuple[int, str, str]]:
        self._fetch({tree})
        return self._read[tree]

    def _fetch(self, trees: set[str]) -> None:
        new = sorted(trees - self._read.keys())
        for id_, content in zip(new, self._objects.read(new, "tree", MOST_FILE_BYTES), strict=True):
            self._read[id_] = _entries(id_, content)


def _committed(commit: bytes) -> dates.date | None:
    """The day in UTC of a commit object's committer (git-commit-tree(1)), whose line is above its first empty one."""
    found = _COMMITTED.search(commit.partition(b"\n\n")[0])
    try:
        return datetime.fromtimestamp(int(found[1]), UTC).date() if found is not None else None
    except (ValueError, OverflowError, OSError):  # beyond the years that dates have
        return None


def _entries(tree: str, content: bytes) -> list[tuple[int, str, str]]:
    """Mode, name and id of each entry of a tree object (git-mktree(1)), but for names that no Go package can have.

    Raises SourceError where git would not have written it (git-fsck(1)).
    """
    found = _ENTRY[len(tree)].findall(content)
    if sum(len(mode) + len(name) + len(id_) + 2 for mode, name, id_ in found) != len(content):
        raise SourceError(f"the tree {tree} is broken", hint="git fsck tells more")
    entries = [(int(mode, 8), name.decode("utf-8", "surrogateescape"), id_.hex()) for mode, name, id_ in found]
    names = {name for _, name, _ in entries}
    wrong = [name for name in names if name.lower() in _NEVER or "/" in name or len(name) > MOST_PATH_BYTES]
    if wrong or len(names) != len(entries):
        what = f"an entry {min(wrong)[:99]!r}" if wrong else "two entries of one name"
        raise SourceError(f"the tree {tree} has {what}", hint="git fsck tells more")
    return [entry for entry in entries if not _CONTROL.search(entry[1])]
