"""A commit on a branch of its own in the user's repository, made beside the work tree, the index and HEAD.

What a branch is to hold is written into the repository's objects, with an index that is a file of our own, and the
branch is there when all of it is: whatever fails before leaves nothing that anybody sees. Unlike where sources are read
(``archviz.sources.trees.git_repository``), git runs as it does for its user here, with all settings: who commits, how
lines end, and which folders git trusts. Hooks do not run; they belong to whoever commits by hand.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import ProjectError, SourceError
from archviz.sources.process import closed_environment, run
from archviz.sources.roots import some
from archviz.sources.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SETTINGS = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "EMAIL")
_GIT_SETTINGS = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG", "GIT_CEILING_DIRECTORIES")
_PATIENCE = 600.0
"""Seconds within which git must do each step."""
_MOST_ARGUMENTS = 100
"""Arguments that git is given at once, so that a command line stays short; an even number."""


class OwnRepository:
    """The git repository that a folder of the user's is in; ``head`` is the commit at hand.

    Raises ProjectError where there is none, it has no commit, or git does not know who commits.
    """

    def __init__(self, folder: Path) -> None:
        self._top = folder.resolve()
        try:
            self.prefix = self._git("rev-parse", "--show-prefix").strip("\n")
            self._top = Path(self._git("rev-parse", "--show-toplevel").strip("\n"))
        except ProjectError as error:
            hint = "the branch is made in the repository that the project is committed to"
            raise ProjectError(f"{folder} is in no git repository: {error.message}", hint=hint) from error
        try:
            self.head = self._git("rev-parse", "--verify", "HEAD^{commit}").strip()
        except ProjectError as error:
            raise ProjectError(f"{self._top} has no commit yet", hint="commit the project first") from error
        try:
            self._git("var", "GIT_AUTHOR_IDENT")
            self._git("var", "GIT_COMMITTER_IDENT")
        except ProjectError as error:
            hint = "`git config user.name …` and `git config user.email …` say it"
            raise ProjectError(f"git does not know who commits: {error.message}", hint=hint) from error

    def path(self, file: str) -> str:
        """A file's path from the repository's top, with ``/`` between."""
        return os.path.relpath(Path(file).resolve(), self._top.resolve()).replace(os.sep, "/")

    def check_branch(self, name: str) -> None:
        """Raises ProjectError where a branch cannot have this name, or there is one, or one that is in its way."""
        hint = "--branch names another one"
        try:
            self._git("check-ref-format", "--branch", name)
        except ProjectError as error:
            raise ProjectError(f"{name!r} cannot be the name of a branch", hint=hint) from error
        above = [name.rsplit("/", parts)[0] for parts in range(name.count("/") + 1)]
        known = self._git("for-each-ref", "--format=%(refname:lstrip=2)", *(f"refs/heads/{each}" for each in above))
        found = [each for each in known.split() if each in above or each.startswith(f"{name}/")]
        if found:
            there = found[0]
            stands = "is there already" if there == name else f"cannot be beside the branch {there}"
            raise ProjectError(f"the branch {name} {stands}", hint=f"{hint}; `git branch -D {there}` deletes that one")

    def check_clean(self, folders: Iterable[Path]) -> None:
        """Raises ProjectError where what is tracked is not as in HEAD, or there are new files in some folders."""
        changed = self._git("diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "HEAD").split("\0")
        paths = [os.path.relpath(folder.resolve(), self._top) for folder in folders if folder.exists()]
        listing = ("--literal-pathspecs", "ls-files", "-z", "--others", "--exclude-standard", "--", *paths)
        new = self._git(*listing).split("\0") if paths else []
        dirty = {*filter(None, changed), *filter(None, new)}
        if dirty:
            raise ProjectError(
                f"what is in the work tree is not all committed: {some(sorted(dirty))}",
                hint="the branch begins at the commit at hand: commit or stash the changes first",
            )

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths, from the repository's top, that git passes over and that are not tracked."""
        found = []
        for some_paths in _batches(tuple(paths)):
            try:
                found += self._git("-c", "core.quotePath=false", "check-ignore", "--", *some_paths).split("\n")
            except ProjectError:  # what git answers where none of them is
                continue
        return frozenset(filter(None, found))

    def commit(self, branch: str, files: Mapping[str, bytes], message: str) -> str:
        """Makes a branch at a new commit after HEAD, with files by their paths from the repository's top.

        Gives the commit's id. Raises ProjectError, and then there is no branch.
        """
        with scratch(Path(tempfile.gettempdir())) as folder:
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            self._git("read-tree", self.head, index=index)
            entries = []
            for path, content in sorted(files.items()):
                written = folder / "content"
                written.write_bytes(content)
                blob = self._git("hash-object", "-w", f"--path={path}", "--", str(written)).strip()
                entries += ["--cacheinfo", f"{self._mode(path)},{blob},{path}"]
            for some_entries in _batches(entries):
                self._git("update-index", "--add", *some_entries, index=index)
            tree = self._git("write-tree", index=index).strip()
            said = folder / "message"
            said.write_text(message, encoding="utf-8")
            made = self._git("commit-tree", tree, "-p", self.head, "-F", str(said)).strip()
            self._git("update-ref", "-m", "archviz upgrade", f"refs/heads/{branch}", made, "")
        return made

    def _mode(self, path: str) -> str:
        """How a file is tracked: a program stays one."""
        listed = self._git("ls-tree", self.head, "--", path)
        return "100755" if listed.startswith("100755") else "100644"

    def _git(self, *arguments: str, index: Mapping[str, str] | None = None) -> str:
        own = [name for name in os.environ if name.startswith(_GIT_SETTINGS)]
        environment = closed_environment(*_SETTINGS, *own) | {"GIT_TERMINAL_PROMPT": "0"} | dict(index or {})
        command = ["git", "-C", str(self._top), "-c", "core.hooksPath=/dev/null", *arguments]
        try:
            with tempfile.TemporaryDirectory() as nowhere:
                return run(command, folder=Path(nowhere), environment=environment, seconds=_PATIENCE)
        except SourceError as error:
            raise ProjectError(error.message) from error


def _batches(items: tuple[str, ...] | list[str]) -> list[tuple[str, ...]]:
    return [tuple(items[i : i + _MOST_ARGUMENTS]) for i in range(0, len(items), _MOST_ARGUMENTS)]
