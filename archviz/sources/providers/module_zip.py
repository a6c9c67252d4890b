"""A module's zip, as a module proxy serves it: its rules, its ``h1:`` sum, and its files.

https://go.dev/ref/mod#zip-files says what such a zip may hold; the packages zip and module (CheckFilePath) of
golang.org/x/mod say it exactly. The sum is that of go.sum: Hash1 of golang.org/x/mod/sumdb/dirhash.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from contextlib import nullcontext
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_ENTRIES, MOST_FOLDERS, MOST_PATH_BYTES, MOST_SIDE_FILE_BYTES
from archviz.sources.trees.tree import matters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_ZIP_BYTES = 500 << 20
"""A module's zip, and all that it unpacks to."""

MOST_LISTING_BYTES = 32 << 20
"""The part of a zip that lists its files: some 300,000 of them."""

_CHUNK = 1 << 18
_PUNCTUATION = frozenset("!#$%&()+,-.=@[]^_{}~ ")
_NOT_ON_WINDOWS = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError),
    *(ArithmeticError, LookupError, ValueError, OSError),
)


class _File(io.FileIO):
    """A zip's file; zipfile reads the listing in one go, however long it says it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes. Raises SourceError where more are wanted at once than a listing may have."""
        if size is not None and size > MOST_LISTING_BYTES:
            raise SourceError(f"the zip lists its files in more than {MOST_LISTING_BYTES} bytes")
        return super().read(MOST_LISTING_BYTES if size is None or size < 0 else size)


def hash1(sums: dict[str, bytes]) -> str:
    """``h1:`` and the sum over files, given by name and SHA-256, 32 bytes each."""
    named = sorted((name.encode(), sum_.hex().encode()) for name, sum_ in sums.items())
    listing = b"".join(b"%b  %b\n" % (sum_, name) for name, sum_ in named)
    return "h1:" + base64.b64encode(hashlib.sha256(listing).digest()).decode("ascii")


def unpack_module(file: Path, module: str, version: str, folder: Path) -> str:
    """Writes what matters of a module's zip into a folder, without the leading ``MODULE@VERSION/``; gives its sum.

    Raises SourceError where the zip is broken or breaks a rule, and where the folder cannot be written.
    """
    sums: dict[str, bytes] = {}
    try:
        with _File(file) as opened, zipfile.ZipFile(opened, metadata_encoding="utf-8") as archive:
            for path, member in _checked(archive, f"{module}@{version}/"):
                kept = folder / path if not member.is_dir() and matters(path) else None
                sums[member.orig_filename] = _copy(archive, member, kept)
    except _BROKEN as error:
        raise SourceError(
            f"cannot unpack the zip of {module}@{version}: {str(error) or type(error).__name__}"
        ) from error
    return hash1(sums)


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kept: Path | None) -> bytes:
    """The SHA-256 of a member, which is written to a file on the way if it is to be kept."""
    sum_, size = hashlib.sha256(), 0
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as content, nullcontext() if kept is None else kept.open("wb") as target:
        while piece := content.read(_CHUNK):
            sum_.update(piece)
            size += len(piece)
            if target is not None:
                target.write(piece)
    if size != member.file_size:
        raise SourceError(f"{member.orig_filename!r} has {size} bytes, and the zip says {member.file_size}")
    return sum_.digest()


def _checked(archive: zipfile.ZipFile, prefix: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The members below a prefix with their paths there, once all are held against the rules."""
    names: dict[str, tuple[str, bool]] = {}
    found, total = [], 0
    for member in archive.infolist():
        name = member.orig_filename
        path = name.removeprefix(prefix)
        if not name.startswith(prefix):
            raise SourceError(f"{name!r} is in the zip, where all begins with {prefix}")
        if path:
            _check_path(path.removesuffix("/"))
            _check_alone(names, path.removesuffix("/"), folder=path.endswith("/"))
            _check_member(path, member)
        total += member.file_size
        if total > MOST_ZIP_BYTES:
            raise SourceError(f"the zip unpacks to more than {MOST_ZIP_BYTES} bytes")
        found.append((path, member))
    yield from found


def _check_path(path: str) -> None:
    elements = path.split("/")
    if len(elements) > MOST_FOLDERS or len(path.encode("utf-8", "surrogateescape")) > MOST_PATH_BYTES:
        most = f"{MOST_FOLDERS} folders and {MOST_PATH_BYTES} bytes"
        raise SourceError(f"a path in the zip is longer than {most}: {path[:60]!r}…")
    for element in elements:
        odd = [char for char in element if char not in _PUNCTUATION and not _letter_or_digit(char)]
        if odd or element.endswith(".") or not element or element.partition(".")[0].lower() in _NOT_ON_WINDOWS:
            raise SourceError(f"{path!r} is in the zip, and cannot be a file's name everywhere")


def _letter_or_digit(char: str) -> bool:
    return char.isalnum() if char.isascii() else char.isalpha()


def _check_alone(names: dict[str, tuple[str, bool]], path: str, *, folder: bool) -> None:
    """Holds a path and the folders above it against all others: no two may differ in upper and lower case alone."""
    folded = "".join(lower if len(lower := char.casefold()) == 1 else char for char in path)
    while path:
        other = names.get(folded)
        if other is not None and other[0] != path:
            raise SourceError(f"{other[0]!r} and {path!r} are in the zip, and are one file where case does not count")
        if other is not None and not (other[1] and folder):
            raise SourceError(
                f"{path!r} is in the zip more than once" + (" as a file and a folder" * (other[1] != folder))
            )
        if other is not None:
            return
        names[folded] = (path, folder)
        path, folder = path.rpartition("/")[0], True
        folded = folded[: len(path)]
    if len(names) > MOST_ENTRIES:
        raise SourceError(f"the zip has more than {MOST_ENTRIES} files and folders")


def _check_member(path: str, member: zipfile.ZipInfo) -> None:
    name = path.rpartition("/")[2]
    if name.lower() == "go.mod" and path != "go.mod":
        raise SourceError(f"{path!r} is in the zip, and go.mod can only be at its top")
    if path in ("go.mod", "LICENSE") and member.file_size > MOST_SIDE_FILE_BYTES:
        raise SourceError(f"{path} has {member.file_size} bytes, more than {MOST_SIDE_FILE_BYTES}")
    if member.compress_type not in _METHODS:
        raise SourceError(f"{path!r} is packed by a method other than deflate")
