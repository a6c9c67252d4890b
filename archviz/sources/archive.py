"""A tree in an archive, read in place: nothing is unpacked onto the disk.

What matters of a compressed tar is kept in memory (``packed``). A plain tar and a zip are read at random, so of them
only the names are kept. Gzip is read by ISA-L, in a third of zlib's time.
"""

from __future__ import annotations

import re
import stat
import tarfile
import zipfile
import zlib
from abc import abstractmethod
from typing import IO, TYPE_CHECKING, Self

from isal import igzip
from isal.igzip_lib import IsalError

from archviz.model.errors import SourceError
from archviz.sources.packed import Packed
from archviz.sources.tree import ListedTree, keeps, matters

if TYPE_CHECKING:
    import gzip
    from collections.abc import Iterator
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_ZIP = b"PK"
_BROKEN: tuple[type[Exception], ...] = (
    *(EOFError, OSError, NotImplementedError, RuntimeError),
    *(zlib.error, tarfile.TarError, zipfile.BadZipFile),
    IsalError,  # type: ignore[assignment]  # a class that isal's types take for an instance
)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")
_OF_A_LAYOUT = frozenset({"staging", "vendor", "src", "pkg"})


class Contents:
    """What an archive lists: the full names of files that may matter, symbolic links, and what stands at its top."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.links: dict[str, str] = {}
        self.hard_links: dict[str, str] = {}
        self._tops: set[str] = set()

    def name(self, written: str, *, folder: bool = False) -> str:
        """A member's name without ``./`` and a last slash. Raises SourceError where it leaves the archive."""
        parts = [part for part in written.split("/") if part not in ("", ".")]
        if written.startswith("/") or ".." in parts:
            raise SourceError(f"the archive names a file outside itself: {written!r}")
        if parts:
            self._tops.add(parts[0] if folder or len(parts) > 1 else "")
        return "/".join(parts)

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
        cut = len(self._leading)
        super().__init__(
            location,
            (file[cut:] for file in contents.files if matters(file[cut:])),
            ((link[cut:], target) for link, target in contents.links.items()),
        )

    def load(self, file: str) -> bytes:
        """The bytes of a file. Raises SourceError where the archive is broken there."""
        try:
            return self.member(self._leading + file)
        except _BROKEN as error:
            raise SourceError(f"cannot read {file} in {self.location}: {_reason(error)}") from error

    @abstractmethod
    def member(self, name: str) -> bytes:
        """The bytes of a member by its full name."""


def open_archive(location: str, path: Path) -> ArchiveTree | None:
    """The tree in a ``.tar``, ``.tar.gz``, ``.tgz`` or ``.zip``, told by its first bytes; None for any other file.

    Raises SourceError for an archive that is cut short or broken, or that names a file outside itself.
    """
    try:
        with path.open("rb") as file:
            start = file.read(tarfile.BLOCKSIZE)
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
        with path.open("rb") as file, _open_tar(file) as archive:
            self._places = {name: (member.offset_data, member.size) for name, member in _members(archive, contents)}
        for name, target in contents.hard_links.items():
            if target in self._places:
                self._places[name] = self._places[target]
                contents.files.append(name)
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
            with _open_tar(file) as archive:
                for name, member in _members(archive, contents):
                    content = archive.extractfile(member)
                    if content is not None:
                        self._packed.add(name, content.read())
            while file.read(1 << 16):
                """Up to the end, where gzip keeps the checksum."""
        self._packed.finish()
        contents.files += [name for name, target in contents.hard_links.items() if self._packed.link(name, target)]
        super().__init__(location, contents)

    def member(self, name: str) -> bytes:
        """Unpacks a member that was kept."""
        return self._packed.read(name)

    def sums(self, files: list[str]) -> Iterator[bytes]:
        """The SHA-256 of several files, as summed up when the archive was read."""
        return (self._packed.sum(self._leading + file) for file in files)


class ZipTree(ArchiveTree):
    """A zip: a file is read where it stands."""

    def __init__(self, location: str, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._members: dict[str, zipfile.ZipInfo] = {}
        contents = Contents()
        for member in self._zip.infolist():
            name = contents.name(member.filename, folder=member.is_dir())
            if stat.S_ISLNK(member.external_attr >> 16):
                contents.links[name] = self._zip.read(member).decode("utf-8", "surrogateescape")
            elif not member.is_dir() and keeps(name.rpartition("/")[2]):
                contents.files.append(name)
                self._members[name] = member
        super().__init__(location, contents)

    def member(self, name: str) -> bytes:
        """Reads a member where it stands, its checksum held against the zip's."""
        return self._zip.read(self._members[name])


class _Header(tarfile.TarInfo):
    """A tar header that may not be broken: tarfile itself takes a broken one for the archive's end."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        """Reads the next header; the end mark, a block of zeros, raises tarfile's own error for it."""
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # typeshed leaves it out
            raise
        except tarfile.EmptyHeaderError as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError("unexpected end of data") from error
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(str(error)) from error

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """A header from its 512 bytes; of a plain file or folder only what is asked for here, in a third of the time.

        Fields as in POSIX.1-2017, pax, "ustar Interchange Format". Whatever is not as written there goes to tarfile.
        """
        kind, size = bytes(buf[156:157]), buf[124:135]
        total = sum(buf) - sum(buf[148:156]) + 8 * ord(" ")
        if (
            len(buf) != tarfile.BLOCKSIZE
            or kind not in (b"0", b"5")
            or size.strip(b"01234567")
            or (buf[100:148] + buf[329:345]).translate(None, b"01234567 \0")
            or buf[148:156] not in (b"%06o\0 " % total, b"%07o\0" % total)
        ):
            return super().frombuf(buf, encoding, errors)
        name, above = buf[:100].partition(b"\0")[0], buf[345:500].partition(b"\0")[0]
        found = cls((above + b"/" + name if above else name).decode(encoding, errors))
        found.type, found.size = kind, int(size, 8)
        return found


def _open_tar(file: IO[bytes] | gzip.GzipFile) -> tarfile.TarFile:
    return tarfile.open(fileobj=file, mode="r|", tarinfo=_Header, encoding="utf-8", errors="surrogateescape")


def _members(archive: tarfile.TarFile, contents: Contents) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """Each member of a tar that may matter, with its name; all that the archive lists goes into ``contents``."""
    for member in archive:
        archive.members.clear()  # type: ignore[attr-defined]  # or tarfile keeps every header
        name = contents.name(member.name, folder=member.isdir())
        if member.issym():
            contents.links[name] = member.linkname
        elif not keeps(name.rpartition("/")[2]):
            continue
        elif member.islnk():
            contents.hard_links[name] = contents.name(member.linkname)
        elif member.isreg():
            contents.files.append(name)
            yield name, member


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
