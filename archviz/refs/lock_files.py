"""A lock's two files: a summary that people read, and all facts, packed. Locks of old have one file with the facts."""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from archviz.documents.files import read_bytes
from archviz.model.errors import ProjectError
from archviz.model.versions import version_order
from archviz.refs.called import ProjectName, names_of
from archviz.refs.lock import lock_text, no_key_twice, parsed
from archviz.refs.packed import MOST_BYTES, pack, unpack
from archviz.refs.pin import pin_path
from archviz.refs.summary import FORMAT, facts_digest, summary_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from archviz.refs.lock import Lock

_SUFFIX = ".lock.json"
_PACKED = ".lock.xz"
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class LockHead:
    """What a lock says of itself: its ``format``, and the digests of the claims that it was made from, by figure.

    ``digest`` is that of the source, ``facts`` that of the facts that are packed beside it, "" where they are in the
    file itself. ``name`` is what the source is called, and ``other_names`` that in other languages, as in ``Origin``.
    """

    version: str
    digest: str
    format: int
    claims: Mapping[str, str]
    facts: str = ""
    name: str = ""
    other_names: tuple[tuple[str, str], ...] = ()


class LockFiles(NamedTuple):
    """What is to be written for a lock: the file and text of its summary, and those of its packed facts.

    ``before`` is the text of the summary that is there, "" where there is none or a lock of old.
    """

    file: Path
    text: str
    packed: Path
    facts: bytes
    before: str

    def contents(self) -> dict[Path, bytes]:
        """The bytes of each file, in the order in which they are to be put in place."""
        return {self.packed: self.facts, self.file: self.text.encode()}


class _FigureHead(msgspec.Struct):
    claims: str = ""


class _Head(msgspec.Struct):
    version: str
    digest: str = ""
    name: str | ProjectName = ""
    format: int = 1
    claims: dict[str, str] = {}
    facts: str = ""
    figures: dict[str, _FigureHead] = {}


def lock_path(folder: Path, name: str) -> Path:
    """The file of a lock, named for the version or the fork that was proved.

    Raises ProjectError for a name that could not be the address of a page: the site has one for each lock.
    """
    if not _NAME.fullmatch(name) or name == "index":
        raise ProjectError(f"a lock cannot be named {name!r}", hint="letters, digits, dots and hyphens make a name")
    return folder / f"{name}{_SUFFIX}"


def packed_path(file: Path) -> Path:
    """The file of the packed facts of a lock, which is beside the lock's own."""
    return file.with_name(f"{_lock_name(file)}{_PACKED}")


def lock_names(folder: Path) -> tuple[str, ...]:
    """The locks in a folder, oldest version first."""
    names = sorted(map(_lock_name, folder.glob(f"*{_SUFFIX}")))
    return tuple(sorted(names, key=version_order))


def _lock_name(file: Path) -> str:
    return file.name.removesuffix(_SUFFIX)


def lock_files(file: Path, lock: Lock) -> LockFiles:
    """What is to be written for a lock. Facts that are there stay as they are packed, by whatever release of xz."""
    facts = lock_text(lock).encode()
    packed = packed_path(file)
    try:
        before = read_bytes(file, ProjectError, most=MOST_BYTES)
        old = before.decode() if _head(before, file).facts else ""
    except (ProjectError, UnicodeDecodeError):
        old = ""
    try:
        there = read_bytes(packed, ProjectError, most=MOST_BYTES)
        same = unpack(there, str(packed)) == facts
    except ProjectError:
        there, same = b"", False
    return LockFiles(file, summary_text(lock, facts), packed, there if same else pack(facts), old)


def write_lock(file: Path, lock: Lock) -> None:
    """Writes a lock's two files, each whole or not at all: the same bytes for the same facts. Raises ProjectError."""
    for path, content in lock_files(file, lock).contents().items():
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise ProjectError(f"cannot be written: {error.strerror}", file=str(path)) from error


def read_head(file: Path) -> LockHead:
    """Reads what a lock says of itself, without its facts. Raises ProjectError as ``read_lock`` does."""
    return _head(read_bytes(file, ProjectError, most=MOST_BYTES), file)


def has_facts(file: Path) -> bool:
    """Whether the facts of a lock are in it or beside it. Raises ProjectError where it is no lock."""
    return not read_head(file).facts or packed_path(file).exists()


def read_lock(file: Path) -> Lock:
    """Reads a lock with its facts.

    Raises ProjectError where a file is missing, is not a lock, or speaks of what is not in it, and where the summary is
    not that of the packed facts: what a person has read there is what counts.
    """
    content = read_bytes(file, ProjectError, most=MOST_BYTES)
    head = _head(content, file)
    if not head.facts:
        if head.format >= FORMAT:
            raise ProjectError("not a lock: it does not say which facts are its own", file=str(file), hint=_again(file))
        with _reading(content, file, _again(file)):
            return parsed(content)
    packed = packed_path(file)
    if not packed.exists():
        hint = f"bring it from where the lock is from, or make it again by `{_making(file)}`"
        raise ProjectError(f"the facts of this lock are not here: there is no {packed.name}", file=str(file), hint=hint)
    try:
        facts = unpack(read_bytes(packed, ProjectError, most=MOST_BYTES), str(packed))
    except ProjectError as error:
        raise ProjectError(error.message, file=error.file, hint=_again(file)) from error
    if facts_digest(facts) != head.facts:
        message = f"the facts in {packed.name} are not those that this lock was written with"
        raise ProjectError(message, file=str(file), hint=f"the two files are written together; {_again(file)}")
    with _reading(facts, packed, _again(file)):
        lock = _called(parsed(facts), head)
    if not _same(content, summary_text(lock, facts)):
        message = f"says something else than the facts in {packed.name}"
        raise ProjectError(message, file=str(file), hint=f"but for its name a lock is not edited; {_again(file)}")
    return lock


def _called(lock: Lock, head: LockHead) -> Lock:
    """A lock with the names of its summary: what a source is called is proved by nothing, and may be edited there."""
    origin = replace(lock.origin, name=head.name, other_names=head.other_names)
    if origin == lock.origin:
        return lock
    diagrams = {name: replace(diagram, origin=origin) for name, diagram in lock.diagrams.items()}
    return replace(lock, origin=origin, diagrams=diagrams)


def _same(content: bytes, text: str) -> bool:
    """Whether two texts of JSON say the same, however they are laid out."""
    try:
        return bool(json.loads(content, object_pairs_hook=no_key_twice) == json.loads(text))
    except ValueError:
        return False


def _head(content: bytes, file: Path) -> LockHead:
    with _reading(content, file, _again(file)):
        read = msgspec.json.decode(content, type=_Head)
    if read.format > FORMAT:
        raise ProjectError(
            f"a lock of format {read.format}; this archviz reads {FORMAT} and those before",
            file=str(file),
            hint="take a newer archviz, or let `archviz update` write the lock again",
        )
    claims = {name: figure.claims for name, figure in read.figures.items() if figure.claims}
    name, others = names_of(read.name)
    proved = claims if read.facts else read.claims
    return LockHead(read.version, read.digest, read.format, proved, read.facts, name, others)


def _again(file: Path) -> str:
    return f"`archviz update {_lock_name(file)}` with its source writes it again"


def _lacks_facts(file: Path) -> bool:
    try:
        return not has_facts(file)
    except ProjectError:
        return False


def _making(file: Path) -> str:
    """The command that makes a lock again whose facts are not there; all such locks, where these are several."""
    alone = sum(map(_lacks_facts, file.parent.glob(f"*{_SUFFIX}"))) < 2
    name = _lock_name(file)
    if pin_path(file.parent, name).is_file():
        return f"archviz update {name}" if alone else "archviz update --all"
    return f"archviz update {name} --source PATH"


@contextmanager
def _reading(content: bytes, file: Path, hint: str) -> Iterator[None]:
    """What reading a file's content raises becomes a ProjectError, with the line where it is no JSON."""
    try:
        yield
    except msgspec.ValidationError as error:
        raise ProjectError(f"not a lock: {error}", file=str(file), hint=hint) from error
    except msgspec.DecodeError as error:
        at = re.search(r"\(byte (\d+)\)", str(error))
        line = content.count(b"\n", 0, int(at[1])) + 1 if at is not None else None
        raise ProjectError(f"not JSON: {error}", file=str(file), line=line, hint=hint) from error
    except UnicodeDecodeError as error:
        raise ProjectError("not UTF-8", file=str(file), hint=hint) from error
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"not a lock: {error}", file=str(file), hint=hint) from error
