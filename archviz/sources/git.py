"""A tree at a revision of a git repository, read from its objects: no work tree is needed or touched."""

from __future__ import annotations

import os
import subprocess
import weakref
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.process import complaint
from archviz.sources.tree import ListedTree, keeps, matters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OF_A_REPOSITORY = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
"""What ``git rev-parse --local-env-vars`` names, and the namespace."""

_LINK = "120000"
_GROUP = 256


def git_environment() -> dict[str, str]:
    """The environment for git: English messages, no questions, and no repository that a hook around us has set."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    return kept | {
        "LC_ALL": "C",
        "LANGUAGE": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=5",
    }


def commit_of(location: str, repository: Path, revision: str) -> str:
    """The id of the commit that a revision names. Raises SourceError, naming the location, where it names none."""
    named = _git(location, repository, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    return named.decode().strip()


def _git(location: str, repository: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(repository), *arguments]
    try:
        done = subprocess.run(command, env=git_environment(), capture_output=True, check=False)
    except FileNotFoundError as error:
        raise SourceError("git is not installed", hint="name a directory or an archive instead") from error
    if done.returncode != 0:
        raise SourceError(f"cannot read {location}: {complaint(done.stderr) or f'git {arguments[0]} failed'}")
    return done.stdout


class GitTree(ListedTree):
    """The files of one commit, at and below the folder that was named as the repository."""

    def __init__(self, location: str, repository: Path, revision: str) -> None:
        commit = commit_of(location, repository, revision)
        self._blobs: dict[str, str] = {}
        links: dict[str, str] = {}
        for record in _git(location, repository, "ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
            head, _, path = record.decode("utf-8", "surrogateescape").partition("\t")
            mode, kind, blob = head.split()
            if kind == "blob" and mode == _LINK:
                links[path] = blob
            elif kind == "blob" and keeps(path.rpartition("/")[2]):
                self._blobs[path] = blob
        self._objects = _Objects(repository)
        targets = (target.decode("utf-8", "surrogateescape") for target in self._objects.read(list(links.values())))
        super().__init__(location, filter(matters, self._blobs), zip(links, targets, strict=True))

    def load(self, file: str) -> bytes:
        """The bytes of a file's blob. Raises SourceError where the repository lacks it."""
        (content,) = self.load_each([file])
        return content

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files' blobs, asked for together."""
        return self._objects.read([self._blobs[file] for file in files])


class _Objects:
    """``git cat-file --batch``, kept running."""

    def __init__(self, repository: Path) -> None:
        process = subprocess.Popen(
            ["git", "-C", str(repository), "cat-file", "--batch"],
            env=git_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if process.stdin is None or process.stdout is None:
            raise SourceError("git cat-file has no pipes")
        self._requests, self._answers = process.stdin, process.stdout
        weakref.finalize(self, _end, process, os.getpid())

    def read(self, blobs: list[str]) -> Iterator[bytes]:
        """The bytes of blobs, a group of them asked for at once: their names fit into a pipe, so nobody waits."""
        for start in range(0, len(blobs), _GROUP):
            group = blobs[start : start + _GROUP]
            self._ask("".join(f"{blob}\n" for blob in group))
            answers = [self._answer() for _ in group]
            for blob, content in zip(group, answers, strict=True):
                if content is None:
                    raise SourceError(f"the repository has no object {blob}", hint="it may be a partial clone")
                yield content

    def _ask(self, lines: str) -> None:
        try:
            self._requests.write(lines.encode())
            self._requests.flush()
        except BrokenPipeError as error:
            raise SourceError("git cat-file ended early") from error

    def _answer(self) -> bytes | None:
        """The next object's bytes; None where the repository lacks it."""
        head = self._answers.readline().split()
        if head[1:] == [b"missing"]:
            return None
        size = int(head[2]) if len(head) == 3 else 0
        content = self._answers.read(size + 1)
        if len(content) != size + 1:
            raise SourceError("git cat-file ended early")
        return content[:size]


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() == owner:  # a process that was forked from it has the object too
        process.kill()
        process.communicate()
