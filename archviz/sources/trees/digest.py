"""One digest for a tree's Go source, the same whatever holds it.

It is the SHA-256 of what ``sha256sum`` prints for the Go files that count (no tests, nothing in ``testdata`` or in
folders whose names begin with ``_`` or ``.``), each once by its real path, sorted by the bytes of the paths: a line of
64 hexadecimal digits, two spaces and the path within the tree. A path with a backslash or a line's end in it is
escaped, and its line begins with a backslash, so that no path passes for two lines. Tests are left out, so that a cache
without them can be verified.

``git archive`` writes the commit into files that a .gitattributes file marks ``export-subst``: the same tree has other
bytes in a checkout and in an archive. In those files alone, ``$Format:%H$``, ``$Format:%h$`` and words of 7 to 40
hexadecimal digits are taken out before hashing. kubernetes-refs/README.md has the same with shell tools.
"""

from __future__ import annotations

import hashlib
import re
from fnmatch import translate
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_PATTERN_WORK
from archviz.sources.trees.tree import is_go, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.trees.tree import Folder, Tree

_COMMIT = re.compile(rb"\$Format:%[Hh]\$|\b[0-9a-f]{7,40}\b")
_GLOB = re.compile(r"[*?\[]")
_TRY, _COMPILE = 200, 5000
"""What a try costs beside the characters, and what compiling a pattern costs a character and character before it."""


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
        listing = b"".join(_line(path, digest) for path, digest in sorted(self._sums))
        return f"sha256:{hashlib.sha256(listing).hexdigest()}"


def contents(tree: Tree) -> Iterator[tuple[str, bytes, bool]]:
    """Every file that matters, once: its path, its bytes, and whether ``git archive`` writes the commit into it."""
    for files, substituted in _by_folder(tree):
        for file, content in zip(files, tree.load_each(files), strict=True):
            yield file, content, file in substituted


def digest(tree: Tree, *, autocrlf: bool = False) -> str:
    """``sha256:`` and 64 hexadecimal digits over the tree's Go files. Raises SourceError where one cannot be read.

    With ``autocrlf`` a line's end counts as LF where it is CRLF, as git writes it on Windows (git-config(1)).
    """
    total = Digest()
    for files, substituted in _by_folder(tree):
        plain = [file for file in files if is_go(file) and file not in substituted]
        if autocrlf:
            for file, content in zip(plain, tree.load_each(plain), strict=True):
                total.add(file, content.replace(b"\r\n", b"\n"), substituted=False)
        else:
            for file, sum_ in zip(plain, tree.sums(plain), strict=True):
                total.add_sum(file, sum_)
        for file in filter(is_go, substituted):
            content = tree.load(file)
            total.add(file, content.replace(b"\r\n", b"\n") if autocrlf else content, substituted=True)
    return str(total)


def _line(path: bytes, digest: str) -> bytes:
    """A line as ``sha256sum`` prints it (https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html)."""
    escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return b"%b%b  %b\n" % (b"" if escaped == path else b"\\", digest.encode(), escaped)


def _by_folder(tree: Tree) -> Iterator[tuple[list[str], list[str]]]:
    """The files of each folder that matter, and those of them that ``git archive`` writes the commit into."""
    marks = _Marks(tree)
    for folder in tree.walk():
        marks.add(folder)
        files = [file for file in folder.files if parent(file) == folder.path]
        yield files, [file for file in files if marks.fit(file)]


class _Marks:
    """The patterns that .gitattributes files mark ``export-subst`` (gitattributes(5)), folder by folder as walked.

    A pattern with a slash goes by the path below the file's folder, another by the name. Those without ``*``, ``?`` and
    ``[`` are looked up, the others are tried one by one, within a bound.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._paths: set[str] = set()
        self._names: dict[str, set[str]] = {}
        self._patterns: list[tuple[str, str, re.Pattern[str]]] = []
        self._work = 0

    def add(self, folder: Folder) -> None:
        """Takes in what a folder's own .gitattributes marks. Raises SourceError where it cannot be read."""
        while self._patterns and not f"{folder.path}/".startswith(self._patterns[-1][0]):
            self._patterns.pop()
        file = join(folder.path, ".gitattributes")
        if file in folder.files:
            for line in self._tree.read(file).decode("utf-8", "replace").split("\n"):
                pattern, *attributes = line.split() or ["#"]
                if "export-subst" in attributes and not pattern.startswith("#"):
                    self._mark(folder.path, pattern)

    def fit(self, file: str) -> bool:
        """Whether a file of the last folder is marked. Raises SourceError where the patterns take too much work."""
        if file in self._paths or self._named(file):
            return True
        for above, pattern, compiled in self._patterns:
            self._count(len(pattern) * len(file) + _TRY)
            below = file[len(above) :]
            if compiled.match(below if "/" in pattern else below.rpartition("/")[2]):
                return True
        return False

    def _mark(self, folder: str, pattern: str) -> None:
        if _GLOB.search(pattern):
            self._count(_COMPILE * len(pattern) ** 2)
            compiled = re.compile(translate(pattern.lstrip("/")))
            self._patterns.append((f"{folder}/" if folder else "", pattern, compiled))
        elif "/" in pattern:
            self._paths.add(join(folder, pattern.lstrip("/")))
        else:
            self._names.setdefault(pattern, set()).add(folder)

    def _named(self, file: str) -> bool:
        above, _, name = file.rpartition("/")
        folders = self._names.get(name, ())
        while folders and above and above not in folders:
            above = parent(above)
        return above in folders

    def _count(self, work: int) -> None:
        self._work += work
        if self._work > MOST_PATTERN_WORK:
            raise SourceError(
                f"{self._tree.location} has too many or too long .gitattributes patterns for export-subst"
            )
