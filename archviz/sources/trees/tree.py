"""A tree of files, whatever holds it: folders, files and symbolic links, and which of them matter to Go."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import (
    MOST_FILE_BYTES,
    MOST_FOLDERS,
    MOST_LINK_BYTES,
    MOST_LINKS,
    MOST_SIDE_FILE_BYTES,
    Tally,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_OF_A_LAYOUT = frozenset({"go.mod", "go.work", "modules.txt"})
_LICENSES = frozenset({"LICENSE", "NOTICE", "COPYING"})


def ignored(folder: str) -> bool:
    """Whether the Go tool's patterns pass over a folder of this name (``go help packages``)."""
    return folder == "testdata" or hidden(folder)


def hidden(folder: str) -> bool:
    """Whether a folder of this name is not read at all; what is in ``testdata`` can be imported by its path."""
    return not folder or folder.startswith((".", "_"))


def is_go(path: str) -> bool:
    """Whether a file, by its name, is Go source that counts: no test, no name that begins with ``_`` or ``.``."""
    return path.endswith(".go") and not path.endswith("_test.go") and not path.rpartition("/")[2].startswith((".", "_"))


def is_test(path: str) -> bool:
    """Whether a file, by its name, is a test that the Go tool would run."""
    return path.endswith("_test.go") and not path.rpartition("/")[2].startswith((".", "_"))


def keeps(name: str) -> bool:
    """Whether a file of this name matters: Go source, what says how a tree is laid out, or a licence."""
    return is_go(name) or name in _OF_A_LAYOUT or name == ".gitattributes" or name.partition(".")[0] in _LICENSES


def _needed(name: str) -> bool:
    return is_go(name) or name in _OF_A_LAYOUT


def lists(name: str) -> bool:
    """Whether a file of this name can be read: it matters, or is a test, which no digest and no cache holds."""
    return (name.endswith(".go") and not name.startswith((".", "_"))) or keeps(name)


def most_bytes(path: str) -> int:
    """How many bytes a file that matters may have."""
    return MOST_FILE_BYTES if path.endswith(".go") else MOST_SIDE_FILE_BYTES


def matters(path: str) -> bool:
    """Whether a file matters by its path: its name does, and it is in no ignored folder."""
    *folders, name = path.split("/")
    return keeps(name) and not any(map(ignored, folders))


def listed(path: str) -> bool:
    """Whether a file can be read by its path: its name is listed, and it is in no hidden folder."""
    *folders, name = path.split("/")
    return lists(name) and not any(map(hidden, folders))


def join(folder: str, name: str) -> str:
    """The path of a name within a folder; the tree's own top is ""."""
    return f"{folder}/{name}" if folder and name else folder or name


def parent(path: str) -> str:
    """The folder that a path stands in."""
    return path.rpartition("/")[0]


@dataclass(slots=True)
class Entries:
    """What stands directly in one folder, by name; ``links`` maps a symbolic link to its target as written."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder: its real path, the real paths of its files that matter, and its subfolders' names; all sorted.

    ``linked`` names what is there by a symbolic link and may be a folder. ``tests`` are the paths of its tests.
    ``astray`` names, with its target as written, each link with a name of Go source, go.mod and the like that leads out
    of the tree or to no file that it holds.
    """

    path: str
    files: tuple[str, ...]
    folders: tuple[str, ...]
    linked: tuple[str, ...]
    tests: tuple[str, ...] = ()
    astray: tuple[tuple[str, str], ...] = ()


class Tree(ABC):
    """Files by path, with symbolic links followed as long as they stay within the tree.

    ``tops`` are the absolute paths of its top; an archive or a commit has none.
    """

    def __init__(self, location: str, tops: Iterable[str] = ()) -> None:
        self.location = location
        self._tops = tuple(tops)
        self._led: dict[str, tuple[str, int] | None] = {}
        self._followed = 0
        self._known: dict[str, Entries | None] = {}
        self._folders: dict[str, Folder] = {}
        self._named: dict[str, Folder | None] = {}

    @abstractmethod
    def scan(self, folder: str) -> Entries | None:
        """What stands in a folder, named by its real path; None where there is no such folder."""

    @abstractmethod
    def load(self, file: str) -> bytes:
        """The bytes of a file that the tree holds, named by its real path. Raises SourceError."""

    def within(self, target: str) -> str | None:
        """The path in the tree that an absolute path names, or None; links in it are still to be followed."""
        found = (target[len(top) :] for top in self._tops if f"{target}/".startswith(f"{top.rstrip('/')}/"))
        return next(found, None)

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files in turn, as by ``load``; in one go where that is quicker."""
        return map(self.load, files)

    def sums(self, files: list[str]) -> Iterator[bytes]:
        """The SHA-256 of several files in turn, 32 bytes each. Raises SourceError."""
        return (hashlib.sha256(content).digest() for content in self.load_each(files))

    def folder(self, path: str) -> Folder | None:
        """The folder at a path, links followed; None where there is none."""
        if path not in self._named:
            real = self._resolve(path)
            self._named[path] = None if real is None else self._folder(real)
        return self._named[path]

    def read(self, file: str) -> bytes:
        """The bytes of a file named by its real path. Raises SourceError where the tree keeps no such file."""
        above = parent(file)
        folder = self._folders.get(above) or (self._folder(above) if self._resolve(file) == file else None)
        if folder is None or (file not in folder.files and file not in folder.tests):
            raise SourceError(f"no file {file} in {self.location}")
        return self.load(file)

    def walk(self, enters: Callable[[str], bool] = bool) -> Iterator[Folder]:
        """Every folder that is not ignored and whose name ``enters`` takes, links not followed."""
        waiting = [""]
        while waiting:
            folder = self._folder(waiting.pop())
            if folder is not None:
                yield folder
                waiting.extend(join(folder.path, name) for name in reversed(folder.folders) if enters(name))

    def led_out(self) -> Iterator[tuple[str, str]]:
        """The links that lead out of the tree, each with its target, of those that a folder was looked for through."""
        for link, led in self._led.items():
            folder, _, name = link.rpartition("/")
            entries = self._entries(folder) if led is None and not lists(name) else None
            if entries is not None:
                yield link, entries.links[name]

    def _folder(self, real: str) -> Folder | None:
        known = self._folders.get(real)
        if known is None:
            entries = self._entries(real)
            if entries is None:
                return None
            links = {name: self._resolve(join(real, name)) for name in entries.links if lists(name)}
            found = {name: file for name, file in links.items() if file and listed(file) and self._is_file(file)}
            files = sorted({*found.values(), *(join(real, name) for name in entries.files)})
            known = self._folders[real] = Folder(
                path=real,
                files=tuple(file for file in files if not is_test(file)),
                folders=tuple(sorted(entries.folders)),
                linked=tuple(sorted(name for name in entries.links if not lists(name) and not ignored(name))),
                tests=tuple(filter(is_test, files)),
                astray=tuple((name, entries.links[name]) for name in sorted(links.keys() - found) if _needed(name)),
            )
        return known

    def _is_file(self, real: str) -> bool:
        folder, _, name = real.rpartition("/")
        entries = self._entries(folder)
        return entries is not None and name in entries.files

    def _entries(self, real: str) -> Entries | None:
        if real in self._known:
            return self._known[real]
        self._hold_depth(real)
        entries = self._known[real] = self.scan(real)
        if entries is not None:
            links = entries.links  # in an archive a name may be a link and something else: a path goes by the link
            entries.files = [name for name in entries.files if lists(name) and name not in links]
            entries.folders = [name for name in entries.folders if not ignored(name) and name not in links]
        return entries

    def _hold_depth(self, folder: str) -> None:
        if folder.count("/") >= MOST_FOLDERS:
            message = f"{self.location} has more than {MOST_FOLDERS} folders within each other"
            raise SourceError(message, hint=f"one of them is {folder[:80]}…")

    def _resolve(self, path: str) -> str | None:
        """The real path of what a path names, whether it is there or not; None where it leads nowhere."""
        found = self._go("", path)
        return None if found is None else found[0]

    def _go(self, real: str, path: str, *, link: bool = False) -> tuple[str, int] | None:
        """Where a path leads from a folder, and through how many links, one more where it is itself a link's.

        Each link that a path goes through is followed once, with all that it goes through itself; then it is known.
        """
        links = int(link)
        waiting = path.split("/")[::-1]
        while waiting:
            name = waiting.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if not real:
                    return None
                real = parent(real)
                continue
            entries = self._entries(real)
            if entries is None:
                return None
            target = entries.links.get(name)
            at = join(real, name)
            if target is None:
                real = at
                continue
            if at not in self._led:
                self._followed += len(target)
                if self._followed > MOST_LINK_BYTES:
                    raise SourceError(f"{self.location} has links of more than {MOST_LINK_BYTES >> 20} MiB to follow")
                if not link:
                    start = self._start(real, target)
                    self._led[at] = None if start is None else self._go(*start, link=True)
            if at in self._led:
                led = self._led[at]
                if led is None:
                    return None
                real, links = led[0], links + led[1]
            else:
                start = self._start(real, target)
                if start is None:
                    return None
                real, target = start
                waiting.extend(target.split("/")[::-1])
                links += 1
            if links > MOST_LINKS:
                return None
        return real, links

    def _start(self, real: str, target: str) -> tuple[str, str] | None:
        """From where in the tree a link in a folder is followed, and the path; None where an absolute one leads out."""
        if not target.startswith("/"):
            return real, target
        path = self.within(target)
        return None if path is None else ("", path)


class Subtree(Tree):
    """The files at and below a folder of another tree, named from there; links that lead out of it lead nowhere."""

    def __init__(self, tree: Tree, top: str) -> None:
        super().__init__(tree.location)
        self._tree, self._top = tree, top

    def scan(self, folder: str) -> Entries | None:
        """What the other tree has for the folder."""
        found = self._tree.scan(join(self._top, folder))
        return None if found is None else Entries([*found.files], [*found.folders], dict(found.links))

    def load(self, file: str) -> bytes:
        """The bytes that the other tree has."""
        return self._tree.load(join(self._top, file))

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files, as the other tree reads them."""
        return self._tree.load_each([join(self._top, file) for file in files])


class ListedTree(Tree):
    """A tree whose paths are all known from the start, as an archive's or a commit's are."""

    def __init__(self, location: str, files: Iterable[str], links: Iterable[tuple[str, str]]) -> None:
        super().__init__(location)
        self._tally = Tally(location)
        self._listing: dict[str, Entries] = {"": Entries()}
        for file in files:
            self._tally.add(file)
            self._listed(parent(file)).files.append(file.rpartition("/")[2])
        for path, target in links:
            self._tally.add(path, target)
            self._listed(parent(path)).links[path.rpartition("/")[2]] = target

    def scan(self, folder: str) -> Entries | None:
        """What the listing has for a folder."""
        return self._listing.get(folder)

    def _listed(self, folder: str) -> Entries:
        entries = self._listing.get(folder)
        if entries is None:
            self._hold_depth(folder)
            self._tally.add(folder)
            entries = self._listing[folder] = Entries()
            above, _, name = folder.rpartition("/")
            self._listed(above).folders.append(name)
        return entries
