"""The objects of a git repository, each held against the id that it was asked for by."""

from __future__ import annotations

import contextlib
import hashlib
import os
import select
import subprocess
import weakref
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.trees import git_repository as at_hand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.sources.trees.git_repository import Repository

_GROUP = 256
_CHUNK = 1 << 16
_MOST_HEADER = 256


class Objects:
    """What ``git cat-file --batch`` gives. git does not hash what it reads, so this does (gitformat-loose(5))."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._process: _Process | None = None

    def read(self, ids: Sequence[str], kind: str, most: int) -> Iterator[bytes]:
        """The contents of objects of one kind, none of more than so many bytes; a group of them is asked for at once.

        Raises SourceError, naming the object, where the repository lacks it or it is not what its id says.
        """
        for start in range(0, len(ids), _GROUP):
            group = ids[start : start + _GROUP]
            process = self._asked(group)
            for number, wanted in enumerate(group):
                if process is not self._process:  # something else was asked for between two of them
                    process = self._asked(group[number:])
                yield self._answer(process, wanted, kind, most)

    def _asked(self, ids: Sequence[str]) -> _Process:
        """A process that will answer with these objects: their names fit into a pipe, so nobody waits."""
        process = self._process
        if process is None or process.waiting or process.owner != os.getpid():
            if process is not None:
                process.end()
            process = self._process = _Process(self._repository)
        process.ask(ids)
        return process

    def _answer(self, process: _Process, wanted: str, kind: str, most: int) -> bytes:
        head = process.line(wanted).split()
        if len(head) != 3 or not head[2].isdigit():
            process.waiting -= 1
            raise self._lacks(wanted)
        is_kind, size = head[1].decode("ascii", "replace"), int(head[2])
        if is_kind != kind:
            raise SourceError(f"the object {wanted} is a {is_kind}, not a {kind}")
        if size > most:
            raise SourceError(f"the object {wanted} has {size} bytes, more than {most}")
        content = process.exactly(size + 1, wanted)[:size]
        process.waiting -= 1
        sha = hashlib.sha1 if len(wanted) == 40 else hashlib.sha256
        if sha(b"%s %d\0" % (head[1], size) + content, usedforsecurity=False).hexdigest() != wanted:
            raise SourceError(f"the object {wanted} is not what its id says", hint="git fsck tells more")
        return content

    def _lacks(self, wanted: str) -> SourceError:
        hint = self._repository.lack or "it may be a partial clone, from which nothing is fetched; git fsck tells more"
        return SourceError(f"the repository has no object {wanted}", hint=hint)


class _Process:
    """``git cat-file --batch``; ``waiting`` counts the objects that it has yet to answer with."""

    def __init__(self, repository: Repository) -> None:
        try:
            self._process = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=repository.folder,
                env=repository.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        except OSError as error:
            raise SourceError(f"cannot start git: {error.strerror}") from error
        if self._process.stdin is None or self._process.stdout is None:
            raise SourceError("git cat-file has no pipes")
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._ready = select.poll()
        self._ready.register(self._answers, select.POLLIN)
        self._came = bytearray()
        self.waiting = 0
        self.owner = os.getpid()
        self.end = weakref.finalize(self, _end, self._process, self.owner)

    def ask(self, ids: Sequence[str]) -> None:
        """Asks for objects by id."""
        self.waiting += len(ids)
        with contextlib.suppress(BrokenPipeError):  # the answer says so
            self._requests.write("".join(f"{id_}\n" for id_ in ids).encode())

    def line(self, wanted: str) -> bytes:
        """The next line, without its end. Raises SourceError, naming the object that is wanted."""
        while (end := self._came.find(b"\n")) < 0:
            if len(self._came) > _MOST_HEADER:
                raise SourceError(f"git cannot read the object {wanted}")
            self._more(wanted)
        return self._taken(end + 1)[:end]

    def exactly(self, count: int, wanted: str) -> bytes:
        """The next bytes. Raises SourceError, naming the object that is wanted, where fewer come."""
        while len(self._came) < count:
            self._more(wanted)
        return self._taken(count)

    def _more(self, wanted: str) -> None:
        if not self._ready.poll(at_hand.PATIENCE * 1000):
            self.end()
            raise SourceError(f"git does not answer with the object {wanted} within {at_hand.PATIENCE:g} s")
        came = os.read(self._answers.fileno(), _CHUNK)
        if not came:
            self.end()
            raise SourceError(f"git cannot read the object {wanted}: it is broken", hint="git fsck tells more")
        self._came += came

    def _taken(self, count: int) -> bytes:
        taken = bytes(self._came[:count])
        del self._came[:count]
        return taken


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() == owner:  # a process that was forked from it has the object too
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if os.getpid() == owner:
        process.wait()
