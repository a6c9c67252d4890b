"""One digest for a tree's Go source, the same whatever holds it.

It is the SHA-256 of what ``sha256sum`` prints for the Go files that count (no tests, nothing in ``testdata`` or in
folders whose names begin with ``_`` or ``.``), each once by its real path, sorted by the bytes of the paths: a line of
64 hexadecimal digits, two spaces and the path within the tree. Tests are left out, so that a cache without them can be
verified.

``git archive`` writes the commit into files that a .gitattributes file marks ``export-subst``: the same tree has other
bytes in a checkout and in an archive. In those files alone, ``$Format:%H$``, ``$Format:%h$`` and words of 7 to 40
hexadecimal digits are taken out before hashing. kubernetes-refs/README.md has the same with shell tools.
"""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from archviz.sources.tree import is_go, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.tree import Folder, Tree

_COMMIT = re.compile(rb"\$Format:%[Hh]\$|\b[0-9a-f]{7,40}\b")


class Digest:
    """Sums up files as they come, in any order."""

    def __init__(self) -> None:
        self._sums: list[tuple[bytes, str]] = []

    def add(self, path: str, content: bytes, *, substituted: bool) -> None:
        """Takes in a Go file's bytes."""
        content = _COMMIT.sub(b"", content) if substituted else content
        self.add_sum(path, hashlib.sha256(content).digest())

    def add_sum(self, path: str, sum_: bytes) -> None:
        """Takes in the SHA-256, 32 bytes, of a Go file that ``git archive`` writes nothing into."""
        self._sums.append((path.encode("utf-8", "surrogateescape"), sum_.hex()))

    def __str__(self) -> str:
        listing = b"".join(b"%b  %b\n" % (digest.encode(), path) for path, digest in sorted(self._sums))
        return f"sha256:{hashlib.sha256(listing).hexdigest()}"


def contents(tree: Tree) -> Iterator[tuple[str, bytes, bool]]:
    """Every file that matters, once: its path, its bytes, and whether ``git archive`` writes the commit into it."""
    for files, substituted in _by_folder(tree):
        for file, content in zip(files, tree.load_each(files), strict=True):
            yield file, content, file in substituted


def digest(tree: Tree) -> str:
    """``sha256:`` and 64 hexadecimal digits over the tree's Go files. Raises SourceError where one cannot be read."""
    total = Digest()
    for files, substituted in _by_folder(tree):
        plain = [file for file in files if is_go(file) and file not in substituted]
        for file, sum_ in zip(plain, tree.sums(plain), strict=True):
            total.add_sum(file, sum_)
        for file in filter(is_go, substituted):
            total.add(file, tree.load(file), substituted=True)
    return str(total)


def _by_folder(tree: Tree) -> Iterator[tuple[list[str], list[str]]]:
    """The files of each folder that matter, and those of them that ``git archive`` writes the commit into."""
    marks: list[tuple[str, str]] = []
    for folder in tree.walk():
        marks += _marks(tree, folder)
        files = [file for file in folder.files if parent(file) == folder.path]
        yield files, [file for file in files if any(_matches(file, *mark) for mark in marks)]


def _marks(tree: Tree, folder: Folder) -> Iterator[tuple[str, str]]:
    """The patterns that a folder's .gitattributes marks ``export-subst``, with the folder."""
    file = join(folder.path, ".gitattributes")
    if file in folder.files:
        for line in tree.read(file).decode("utf-8", "replace").splitlines():
            pattern, *attributes = line.split() or ["#"]
            if "export-subst" in attributes and not pattern.startswith("#"):
                yield folder.path, pattern


def _matches(file: str, above: str, pattern: str) -> bool:
    """Whether a pattern fits a file: by its name, or with a slash by its path below the folder (gitattributes(5))."""
    below = file.removeprefix(f"{above}/" if above else "")
    if above and below == file:
        return False
    return fnmatchcase(below, pattern.lstrip("/")) if "/" in pattern else fnmatchcase(file.rpartition("/")[2], pattern)
