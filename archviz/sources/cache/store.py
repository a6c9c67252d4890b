"""Where fetched sources are kept, and how one gets there: written beside, verified, renamed.

A version is a directory, named for it and its digest, as two projects may each have a version of one name, with the
upstream layout: the Go files that count, go.mod, vendor/modules.txt, .gitattributes
and licences. A directory, because a build then reads only the packages that it needs. Links in vendor/ are left out:
what they point to is in staging/src.

Beside the files a stamp says which digest they had and how they looked then: path, size, number and times of change of
each. As long as they look the same the digest holds, which takes 0.1 s to see. Otherwise the files are read again
(0.8 s), and a tree that has another digest now is not used. The stamp is sealed: one that came with a restored cache,
or that another user wrote, does not count, and the files are read again.
"""

from __future__ import annotations

import errno
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from archviz.model.errors import SourceError
from archviz.sources.cache.folder import cache_folder as cache_folder
from archviz.sources.cache.seal import Sealed, encode, genuine
from archviz.sources.fingerprint import fingerprint
from archviz.sources.scratch import scratch, sweep
from archviz.sources.trees.digest import Digest, contents
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.tree import is_go

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.sources.progress import Progress
    from archviz.sources.trees.tree import Tree

_STAMP = ".archviz-stamp.json"
_DIGITS = 16
"""How much of a digest is in the name of a version's folder, which earlier releases named for the version alone."""


class _Stamp(Sealed, frozen=True):
    """What was true when it was written: the digest of the Go files, that of all files, and how they looked."""

    digest: str
    whole: str
    fingerprint: str


class CachedSource:
    """One version's place in the cache: ``path``, once ``holds`` has found it or ``store`` has put it there.

    Raises SourceError where the version's name is not that of a folder there.
    """

    def __init__(self, cache: Path, version: str, expected: str) -> None:
        if version.startswith(".") or not version.isprintable() or {"/", "\\", ":"} & {*version} or not version:
            raise SourceError(f"no folder in the cache can be named {version!r}")
        self._own = cache / "sources" / f"{version}-{expected.removeprefix('sha256:')[:_DIGITS]}"
        self._plain = cache / "sources" / version
        self._expected = expected
        self.path = self._plain if not self._own.is_dir() and self._has_stamp(self._plain) else self._own

    @staticmethod
    def stamp(folder: Path) -> str:
        """What is said of a version that was found to be there: its digests, and how its files looked.

        It is another text once any of its files has changed. Raises SourceError where it cannot be read.
        """
        try:
            return (folder / _STAMP).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise SourceError(f"cannot read the cache {folder}: {error.strerror}") from error

    def holds(self) -> bool:
        """Whether the version is there with the expected digest. Raises SourceError where it cannot be read."""
        sweep(self.path.parent)  # a run that was killed once the version was in place has left its folder
        for folder in (self._own, self._plain):
            if self._verified(folder):
                self.path = folder
                return True
        self.path = self._own
        return False

    def _verified(self, folder: Path) -> bool:
        stamp = _read_stamp(folder)
        if stamp is None or stamp.digest != self._expected:
            return False
        try:
            now = fingerprint(folder, leave_out=[_STAMP], strict=True)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise SourceError(f"cannot read the cache {folder}: {error.strerror}") from error
        if stamp.fingerprint == now and genuine(stamp):
            return True
        go, whole = Digest(), Digest()
        try:
            for path, content, substituted in contents(DirectoryTree(str(folder), folder)):
                _add(go, whole, path, content, substituted=substituted)
        except SourceError:
            return False
        if (str(go), str(whole)) != (stamp.digest, stamp.whole):
            return False
        with suppress(OSError):
            _write_stamp(folder, _Stamp(stamp.digest, stamp.whole, now))
        return True

    def _has_stamp(self, folder: Path) -> bool:
        """Whether a folder says that it has the expected digest."""
        stamp = _read_stamp(folder)
        return stamp is not None and stamp.digest == self._expected

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A new folder beside, for downloads; gone afterwards. Raises SourceError where the cache cannot be written."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            made = ExitStack()
            folder = made.enter_context(scratch(self.path.parent))
        except OSError as error:
            raise SourceError(
                f"cannot write the cache {self.path.parent}: {error.strerror}",
                hint="ARCHVIZ_CACHE names another folder for it",
            ) from error
        with made:
            yield folder

    def store(self, tree: Tree, workspace: Path, progress: Progress) -> None:
        """Copies what matters of a tree, verifies it and puts it in place; what another run put there meanwhile stays.

        Raises SourceError where the tree does not have the expected digest or cannot be written.
        """
        fresh = workspace / "tree"
        try:
            found, whole = _copy(tree, fresh, progress)
            if found != self._expected:
                raise other_digest(found, self._expected)
            _write_stamp(fresh, _Stamp(found, whole, fingerprint(fresh, leave_out=[_STAMP], strict=True)))
            self._place(fresh, workspace)
        except OSError as error:
            raise SourceError(f"cannot write {error.filename or fresh}: {error.strerror}") from error

    def _place(self, fresh: Path, workspace: Path) -> None:
        for attempt in range(10):
            try:
                fresh.rename(self.path)
            except OSError:
                if self.holds():
                    return
                if self.path.exists():
                    self.path.rename(workspace / f"spoilt-{attempt}")
            else:
                return
        raise SourceError(f"cannot put the source at {self.path}")


def other_digest(found: str, pinned: str) -> SourceError:
    """The error that a tree with another digest than the pinned one is."""
    return SourceError(
        f"its Go files have the digest {found}, not the pinned {pinned}",
        hint="the pin is wrong or the place has another source now: compare both before pinning anew",
    )


def _copy(tree: Tree, folder: Path, progress: Progress) -> tuple[str, str]:
    """Writes what matters of a tree into a new folder; gives the digest of its Go files and that of all.

    Raises OSError, also where the files are not all there in the end: somebody empties the cache meanwhile.
    """
    go, whole = Digest(), Digest()
    count = size = 0
    folder.mkdir()
    progress.start("verifying", None)
    try:
        for path, content, substituted in contents(tree):
            file = folder / path
            try:
                file.write_bytes(content)
            except FileNotFoundError:
                file.parent.mkdir(parents=True)
                file.write_bytes(content)
            _add(go, whole, path, content, substituted=substituted)
            count, size = count + 1, size + len(content)
            progress.advance(len(content))
    finally:
        progress.done()
    written = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    if (len(written), sum(written)) != (count, size):
        raise FileNotFoundError(errno.ENOENT, "files were removed meanwhile", str(folder))
    return str(go), str(whole)


def _add(go: Digest, whole: Digest, path: str, content: bytes, *, substituted: bool) -> None:
    if is_go(path):
        go.add(path, content, substituted=substituted)
    whole.add(path, content, substituted=False)


def _read_stamp(folder: Path) -> _Stamp | None:
    try:
        return msgspec.json.decode((folder / _STAMP).read_bytes(), type=_Stamp)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _write_stamp(folder: Path, stamp: _Stamp) -> None:
    with scratch(folder.parent) as beside:
        (beside / _STAMP).write_bytes(encode(stamp))
        (beside / _STAMP).replace(folder / _STAMP)
