"""A tree in an archive, read in place: nothing is unpacked onto the disk.

What matters of a compressed tar is kept in memory (``packed``). A plain tar and a zip are read at random, so of them
only the names are kept. Gzip is read by ISA-L, in a third of zlib's time.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from abc import abstractmethod
from typing import TYPE_CHECKING

from isal import igzip
from isal.igzip_lib import IsalError

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_BYTES, MOST_FOLDERS, MOST_PATH_BYTES, Tally
from archviz.sources.trees.packed import Packed
from archviz.sources.trees.tar import BLOCK, TarKind, TarMember, TarReader
from archviz.sources.trees.tree import ListedTree, listed, lists, most_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_BROKEN: tuple[type[Exception], ...] = (
    *(EOFError, OSError, ValueError, LookupError, ArithmeticError, NotImplementedError, RuntimeError),
    *(zlib.error, zipfile.BadZipFile, struct.error),
    IsalError,  # type: ignore[assignment]  # a class that isal's types take for an instance
)
"""What isal and zipfile raise for archives that are broken."""

_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")
_OUTSIDE = re.compile(r"\A[/\\]|\A[A-Za-z]:[/\\]|(?:\A|[/\\])\.\.(?:\Z|[/\\])")
_SHOWN = 200
_OF_A_LAYOUT = frozenset({"staging", "vendor", "src", "pkg"})


class Contents:
    """What an archive lists: the full names of files that may matter, symbolic links, and what stands at its top.

    ``large`` has the files that are too large to be read.
    """

    def __init__(self) -> None:
        self.files: list[str] = []
        self.large: set[str] = set()
        self.links: dict[str, str] = {}
        self.hard_links: dict[str, str] = {}
        self._tops: set[str] = set()
        self._tally = Tally("the archive")

    def name(self, written: str, *, folder: bool = False) -> str:
        """A member's name without ``./`` and a last slash.

        Raises SourceError where it is no name, is beyond a bound, or leads out of the archive.
        """
        parts = [part for part in written.split("/") if part not in ("", ".")]
        if _OUTSIDE.search(written):
            raise SourceError(f"the archive names a file outside itself: {_short(written)}")
        if "\0" in written:
            raise SourceError(f"the archive has a name with a zero byte: {_short(written)}")
        if len(written) > MOST_PATH_BYTES:
            raise SourceError(f"the archive has a name of more than {MOST_PATH_BYTES} bytes: {_short(written)}")
        if len(parts) > MOST_FOLDERS:
            raise SourceError(f"the archive has more than {MOST_FOLDERS} folders within each other: {_short(written)}")
        self._tally.add(written)
        if parts:
            self._tops.add(parts[0] if folder or len(parts) > 1 else "")
        return "/".join(parts)

    def file(self, name: str, size: int) -> bool:
        """Lists a file, in place of a link of its name; False where it is too large to be read."""
        self.files.append(name)
        self.links.pop(name, None)
        fits = size <= most_bytes(name)
        (self.large.discard if fits else self.large.add)(name)
        return fits

    def link(self, name: str, target: str) -> None:
        """Lists a symbolic link. Raises SourceError where its target is too long."""
        if len(target) > MOST_PATH_BYTES:
            raise SourceError(f"the archive has a link with a target of more than {MOST_PATH_BYTES} bytes: {name!r}")
        self._tally.add(name, target)
        self.links[name] = target

    def leading(self) -> str:
        """The one folder that holds all, with its slash; "" where there is none or it is part of an import path."""
        if len(self._tops) != 1:
            return ""
        (top,) = self._tops
        named = _HOST.fullmatch(top) is not None or top in _OF_A_LAYOUT or "@" in top
        return f"{top}/" if top and (not named or f"{top}/go.mod" in self.files) else ""


class ArchiveTree(ListedTree):
    """The files of an archive, without the one leading folder that holds them all, if there is one."""

    def __init__(self, location: str, contents: Contents) -> None:
        self._leading = contents.leading()
        self._large = contents.large
        cut = len(self._leading)
        super().__init__(
            location,
            (file[cut:] for file in contents.files if listed(file[cut:])),
            ((link[cut:], target) for link, target in contents.links.items()),
        )

    def load(self, file: str) -> bytes:
        """The bytes of a file. Raises SourceError where the archive is broken there or the file is too large."""
        name = self.full_name(file)
        try:
            return self.member(name)
        except _BROKEN as error:
            raise SourceError(f"cannot read {file} in {self.location}: {_reason(error)}") from error

    def full_name(self, file: str) -> str:
        """The name of the member that a file is. Raises SourceError where it is too large."""
        name = self._leading + file
        if name in self._large:
            raise SourceError(f"cannot read {file} in {self.location}: it has more than {most_bytes(name)} bytes")
        return name

    @abstractmethod
    def member(self, name: str) -> bytes:
        """The bytes of a member by its full name."""


def open_archive(location: str, path: Path) -> ArchiveTree | None:
    """The tree in a ``.tar``, ``.tar.gz``, ``.tgz`` or ``.zip``, told by its first bytes; None for any other file.

    Raises SourceError for an archive that is cut short or broken, or that names a file outside itself.
    """
    try:
        with path.open("rb") as file:
            start = file.read(BLOCK)
        if start.startswith(_ZIP):
            return ZipTree(location, path)
        if start.startswith(_GZIP):
            return GzipTarTree(location, path)
        return TarTree(location, path) if start[257:262] == b"ustar" else None
    except _BROKEN as error:
        raise SourceError(
            f"cannot read the archive {location}: {_reason(error)}", hint="it may be cut short: bring it again"
        ) from error


class TarTree(ArchiveTree):
    """A tar that is not compressed: a file is read where it stands."""

    def __init__(self, location: str, path: Path) -> None:
        self._path = path
        contents = Contents()
        with path.open("rb") as file:
            found = _tar_members(TarReader(file, seeks=True), contents)
            self._places = {name: (member.start, member.size) for name, member in found}
        for name, target in contents.hard_links.items():
            if target in self._places and contents.file(name, self._places[target][1]):
                self._places[name] = self._places[target]
        super().__init__(location, contents)

    def member(self, name: str) -> bytes:
        """Reads a member where it stands."""
        offset, size = self._places[name]
        with self._path.open("rb") as file:
            file.seek(offset)
            content = file.read(size)
        if len(content) < size:
            raise EOFError("unexpected end of data")
        return content


class GzipTarTree(ArchiveTree):
    """A tar compressed by gzip: it can only be read from its start, so it is read once and what matters is kept."""

    def __init__(self, location: str, path: Path) -> None:
        self._packed = Packed()
        contents = Contents()
        with igzip.open(path) as file:  # type: ignore[no-untyped-call]  # isal's types leave it out
            reader = TarReader(file)
            for name, member in _tar_members(reader, contents):
                self._packed.add(name, reader.content(member))
            reader.finish()  # where gzip keeps the checksum
        self._packed.finish()
        for name, target in contents.hard_links.items():
            if self._packed.link(name, target):
                contents.file(name, self._packed.size(name))
        super().__init__(location, contents)

    def member(self, name: str) -> bytes:
        """Unpacks a member that was kept."""
        return self._packed.read(name)

    def sums(self, files: list[str]) -> Iterator[bytes]:
        """The SHA-256 of several files, as summed up when the archive was read."""
        return (self._packed.sum(self.full_name(file)) for file in files)


class ZipTree(ArchiveTree):
    """A zip: a file is read where it stands."""

    def __init__(self, location: str, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._members: dict[str, zipfile.ZipInfo] = {}
        contents = Contents()
        members = self._zip.infolist()
        if sum(member.compress_size for member in members) > path.stat().st_size:
            raise ValueError("its members overlap")
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise SourceError(f"the archive unpacks to more than {MOST_BYTES >> 30} GiB")
        for member in members:
            folder = member.orig_filename.endswith("/")
            name = contents.name(member.orig_filename, folder=folder)
            if stat.S_ISLNK(member.external_attr >> 16):
                contents.link(name, self._target(member))
            elif not folder and lists(name.rpartition("/")[2]):
                contents.file(name, member.file_size)
                self._members[name] = member
        super().__init__(location, contents)

    def member(self, name: str) -> bytes:
        """Reads a member where it stands, its checksum held against the zip's."""
        return self._read(self._members[name])

    def _target(self, member: zipfile.ZipInfo) -> str:
        if member.file_size > MOST_PATH_BYTES:
            raise SourceError(f"the archive has a link with a target of more than {MOST_PATH_BYTES} bytes")
        return self._read(member).decode("utf-8", "surrogateescape")

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        """As many bytes of a member as the zip says that it has: unpacked in one go, it may become far more."""
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(f"compressed by method {member.compress_type}, not by deflate")
        with self._zip.open(member) as file:
            content = file.read(max(member.file_size, 1))
        if len(content) < member.file_size:
            raise EOFError("unexpected end of data")
        return content


def _tar_members(reader: TarReader, contents: Contents) -> Iterator[tuple[str, TarMember]]:
    """Each file of a tar that is to be read, with its name; all that the archive lists goes into ``contents``."""
    for member in reader.members():
        name = contents.name(member.name, folder=member.kind is TarKind.FOLDER)
        if member.kind is TarKind.LINK:
            contents.link(name, member.target)
        elif not lists(name.rpartition("/")[2]):
            continue
        elif member.kind is TarKind.HARD_LINK:
            contents.hard_links[name] = contents.name(member.target)
        elif member.kind is TarKind.SPARSE:
            raise SourceError(
                f"the archive has {name!r} as a sparse file, which is not read", hint="pack it without --sparse"
            )
        elif member.kind is TarKind.FILE and contents.file(name, member.size):
            yield name, member


def _short(name: str) -> str:
    return repr(name) if len(name) <= _SHOWN else f"{name[:_SHOWN]!r}…"


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
