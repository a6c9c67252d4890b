"""A git repository on this machine, of which nothing counts but its references and its objects.

A repository can make git run commands: by its configuration, hooks, filters, or the promise of objects elsewhere. It
can also make git answer with other objects: by replacements, grafts and alternates. So git runs in a bare repository of
our own, whose parts are links to the references and the folders of objects of the other, and in which all else is ours
(gitrepository-layout(5)). For the same reason a repository of another owner may be read, which git itself refuses.
"""

from __future__ import annotations

import os
import re
import tempfile
import weakref
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.suggest import nearest
from archviz.model.versions import version_order
from archviz.sources.process import closed_environment, run
from archviz.sources.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE = 60.0
"""Seconds within which git must answer a question about a repository on this machine."""

MOST_ALLOCATED = 1 << 30
"""Bytes that git may ask for at once. Files of up to 512 MiB may be what a smaller one is stored as a difference to."""

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PARTS = ("refs", "packed-refs", "shallow", "reftable")
_OBJECTS = ("pack", *(f"{number:02x}" for number in range(256)))
_SPECIAL = re.compile(r"[A-Z]+_HEAD")
_HASHES = ("sha1", "sha256")
_MOST_SETTINGS = 1 << 20
_MOST_POINTER = 4096
_MOST_NAMES = 5000
"""Names of references that are compared with one that is not there."""
_NOTHING = "Needed a single revision"
"""What git says of a revision that names nothing."""
_BLAMED = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) \d+ \d+")
_MAJOR = re.compile(r"(?:^|/)v[0-9]+$")
"""The folder of a module's major version, which is no part of its tags."""


@dataclass(frozen=True, slots=True)
class GitFolders:
    """Where a repository is: ``own`` has HEAD, ``common`` the references and objects; a linked work tree has two.

    ``prefix`` leads from the top of the work tree to the folder that was named; "" for the top or a bare repository.
    """

    own: Path
    common: Path
    prefix: str


class Repository:
    """The repository that a folder is in, seen through one of our own, which is removed with this object.

    Raises SourceError, naming the location, where there is none or it is not laid out as git does it.
    """

    def __init__(self, location: str, folder: Path) -> None:
        self.location = location
        try:
            made = ExitStack()
            self._folder = made.enter_context(scratch(Path(tempfile.gettempdir())))
            weakref.finalize(self, _close, made, os.getpid())
            self._work = self._folder / "work"
            self._work.mkdir()
            self._place = GitFolders(self._folder, self._folder, "")
            self._place = self._found(_real(folder))
            self._stand_in()
        except OSError as error:
            raise SourceError(f"cannot read {location}: {error.strerror}: {error.filename}") from error

    @property
    def prefix(self) -> str:
        """The path of the folder that was named, from the top of the work tree; "" for the top."""
        return self._place.prefix

    @property
    def folder(self) -> Path:
        """An empty folder for programs to run in."""
        return self._work

    @property
    def lack(self) -> str | None:
        """Why the repository may lack what it should have, and what to do about it; None for a whole one."""
        if (self._place.common / "objects" / "info" / "alternates").exists():
            return "it borrows objects from another repository, which is not read: `git repack -a -d` in it copies them"
        if (self._place.common / "shallow").exists():
            return (
                "it is a shallow clone: `git fetch --unshallow --tags` in it brings the rest, "
                "`git fetch --tags` the tags; in a workflow, `fetch-depth: 0`"
            )
        return None

    @property
    def environment(self) -> dict[str, str]:
        """The environment for git to read the repository and nothing else: nothing is run and nothing is fetched."""
        return git_environment(self._folder, "none")

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision names (gitrevisions(7)). Raises SourceError where it names none.

        Revisions that need the repository's configuration, as ``@{upstream}`` does, name none.
        """
        try:
            proper = not _CONTROL.search(revision) and bool(os.fsencode(revision))
        except UnicodeEncodeError:
            proper = False
        if not proper:
            raise SourceError(f"cannot read {self.location}: {revision!r} is no revision")
        try:
            named = self._git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
        except SourceError as error:
            if error.message != f"cannot read {self.location}: {_NOTHING}":
                raise
            message = f"cannot read {self.location}: the repository has no tag, branch or commit {revision}"
            raise SourceError(message, hint=self._instead(revision)) from error
        if not _COMMIT.fullmatch(named):
            raise SourceError(f"cannot read {self.location}: {revision} names no commit")
        return named

    @property
    def branch(self) -> str:
        """The branch that HEAD is at, such as ``main``; "" where HEAD names a commit."""
        head = _line(self._folder / "HEAD")
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else ""

    @property
    def unborn(self) -> bool:
        """Whether HEAD's branch has no commit yet."""
        return bool(self.branch) and not self._references(f"refs/heads/{self.branch}")

    def remote(self) -> str:
        """The address of the remote that HEAD's branch follows, else of ``origin``, else of the only one; "" for none.

        It is as the repository's own configuration has it: what a user's configuration makes of it does not count.
        """
        settings = self._settings(self._place.common / "config")
        addresses = {key[7:-4]: value for key, value in settings.items() if re.fullmatch(r"remote\..+\.url", key)}
        alone = list(addresses) if len(addresses) == 1 else []
        for name in (settings.get(f"branch.{self.branch}.remote", ""), "origin", *alone):
            if addresses.get(name):
                return addresses[name]
        return ""

    def version_name(self, commit: str) -> str:
        """What a commit is called by its tags: ``v1.2.3`` at one, ``v1.2.3-4-gabcdef0`` four commits after the nearest.

        Of several tags at it the highest version counts. For a folder of the repository its own tags come first, as Go
        has them for a module in a folder: ``FOLDER/v1.2.3`` (https://go.dev/ref/mod#vcs-version). The first seven
        digits of the commit's id where there is no tag before it.
        """
        for folder in self._tag_folders:
            tag = self._tag(folder, commit)
            if tag:
                return tag.removeprefix(folder)
            for kind in ("v[0-9]*", *(["*"] if not folder else [])):
                match = [f"--match={_literal(folder)}{kind}", f"--exclude={_literal(folder)}*/*"]
                with suppress(SourceError):
                    return self._git("describe", "--tags", "--abbrev=7", *match, commit).strip().removeprefix(folder)
        return commit[:7]

    def tag(self, commit: str) -> str:
        """The tag by which ``version_name`` calls a commit, in full; "" where none is at it."""
        return next(filter(None, (self._tag(folder, commit) for folder in self._tag_folders)), "")

    def date(self, commit: str) -> str:
        """The day on which a commit was made, as ``2026-11-30``."""
        return self._git("show", "--no-patch", "--format=%cs", commit).strip()

    def authored(self, path: str) -> tuple[tuple[str, str], ...]:
        """The lines that HEAD has of a file, which is named from the top, each with the commit in which it came."""
        listed = self._git("blame", "--line-porcelain", "HEAD", "--", path).split("\n")
        found: list[tuple[str, str]] = []
        commit = ""
        for line in listed:
            if line.startswith("\t"):
                found.append((line[1:], commit))
            elif (blamed := _BLAMED.match(line)) is not None:
                commit = blamed[1]
        return tuple(found)

    def files_with(self, commit: str, words: Iterable[str]) -> tuple[str, ...]:
        """The paths of the Go files of a commit, from the top, in which any of some identifiers stands as a word."""
        wanted = [argument for word in sorted(words) for argument in ("-e", word)]
        try:
            found = self._git("grep", "-z", "-l", "-w", "-F", *wanted, commit, "--", "*.go")
        except SourceError:  # git exits with 1 where there is none
            return ()
        return tuple(each.partition(":")[2] for each in found.split("\0") if each)

    def moved(self, path: str) -> str:
        """Where the last commit that took away a file or folder moved it, by paths from the top; "" where it did not.

        A file was moved where git finds one with at least three quarters of its content, a folder where all files in
        it went to the same place.
        """
        deleted = ("log", "-1", "--format=%H", "--no-renames", "--diff-filter=D", "HEAD", "--", path)
        commit = self._git("--literal-pathspecs", *deleted).strip()
        if not commit:
            return ""
        renames = ("-r", "-z", "-M75%", "--diff-filter=DR", "--name-status", "--no-commit-id", commit)
        listed = iter(self._git("diff-tree", *renames).split("\0"))
        found: set[str] = set()
        for status in listed:
            old = next(listed, "")
            new = next(listed, "") if status.startswith("R") else ""
            if old == path:
                return new
            if old.startswith(f"{path}/"):
                inside = old[len(path) :]
                found.add(new.removesuffix(inside) if new.endswith(inside) else "")
        return found.pop() if len(found) == 1 else ""

    def has_tag(self, name: str) -> bool:
        """Whether there is a tag of this name."""
        return name in self._references(f"refs/tags/{name}")

    def tags(self) -> list[str]:
        """The names of all tags."""
        return self._references("refs/tags")

    @property
    def _tag_folders(self) -> tuple[str, ...]:
        """What stands before the version in the tags of the folder that was named, best first."""
        module = _MAJOR.sub("", self.prefix)
        return tuple(dict.fromkeys((f"{module}/" if module else "", "")))

    def _tag(self, folder: str, commit: str) -> str:
        """The tag at a commit that is a folder's, of the highest version; "" for none."""
        tags = self._references(f"refs/tags/{folder}", f"--points-at={commit}")
        own = [tag for tag in tags if "/" not in tag.removeprefix(folder)]
        return max(own, key=lambda tag: version_order(tag.removeprefix(folder)), default="")

    def _references(self, *arguments: str) -> list[str]:
        """The names of references without ``refs/tags/`` and the like, as ``git for-each-ref`` finds them."""
        return self._git("for-each-ref", "--format=%(refname:lstrip=2)", *arguments).splitlines()

    def _instead(self, revision: str) -> str | None:
        """What to do about a revision that is not there: what the repository may lack, or the names nearest to it."""
        hints = [self.lack] if self.lack else []
        names = self._references("refs/tags", "refs/heads", "refs/remotes")[-_MOST_NAMES:]
        near = nearest(revision, names)
        near += [name for name in names if name.rpartition("/")[2] == revision and name not in near][:1]
        if near:
            hints.append(f"the nearest names are {', '.join(near)}")
        elif not hints and not self._references("refs/tags"):
            hints.append("it has no tags: `git fetch --tags` in it brings those of its remote")
        return "; ".join(hints) or None

    def _git(self, *arguments: str) -> str:
        try:
            return run(["git", *arguments], folder=self._work, environment=self.environment, seconds=PATIENCE)
        except SourceError as error:
            if error.message == "git is not installed":
                raise SourceError(error.message, hint="name a directory or an archive instead") from error
            message = error.message.replace(str(self._folder), "the repository")
            raise SourceError(f"cannot read {self.location}: {message}", hint=self.lack) from error

    def _found(self, folder: Path) -> GitFolders:
        """The repository that a folder is in, as git finds it: from the folder upwards."""
        for top in (folder, *folder.parents):
            pointer = top / ".git"
            for own in (self._pointed(pointer) if pointer.is_symlink() or pointer.is_file() else pointer, top):
                common = self._common(own)
                if common is not None:
                    prefix = "" if own == top else folder.relative_to(top).as_posix()
                    return GitFolders(_real(own), _real(common), "" if prefix == "." else prefix)
        raise SourceError(
            f"cannot read {self.location}: not a git repository", hint="it has no .git, nor has one above"
        )

    def _common(self, own: Path) -> Path | None:
        """The folder with the references and objects of a git directory; None where it is no git directory."""
        common = own
        if (own / "commondir").is_file():
            common = _real(own / _line(own / "commondir"))
            if _real(own).parent.parent != common:
                raise SourceError(f"cannot read {self.location}: {own} is no part of {common}, which it names")
        whole = os.path.lexists(own / "HEAD") and (common / "objects").is_dir() and (common / "refs").is_dir()
        return common if whole else None

    def _pointed(self, pointer: Path) -> Path:
        """Where a ``.git`` that is a file or a link leads, which must lead back: for a linked work tree or a submodule.

        Else an unpacked archive could have anybody's private repository read in its place.
        """
        line = f"gitdir: {_real(pointer)}" if pointer.is_symlink() else _line(pointer)
        own = _real(pointer.parent / line.removeprefix("gitdir: "))
        if not line.startswith("gitdir: ") or not own.is_dir():
            raise SourceError(f"cannot read {self.location}: {pointer} names no git directory")
        if own.is_relative_to(pointer.parent):
            return own
        back = own / "gitdir"
        if back.is_file():
            returns = _real(own / _line(back)) == pointer
        else:
            tree = self._settings(own / "config").get("core.worktree", "")
            returns = tree != "" and _real(own / tree) == pointer.parent
        if not returns:
            raise SourceError(
                f"cannot read {self.location}: {pointer} names {own}, which does not name it back",
                hint=f"name that git directory instead, as {own}@REV",
            )
        return own

    def _settings(self, file: Path) -> dict[str, str]:
        """A configuration by key, what it includes left out. git only parses it and heeds nothing of it."""
        if not file.is_file():
            return {}
        if file.stat().st_size > _MOST_SETTINGS:
            raise SourceError(f"cannot read {self.location}: {file} has more than {_MOST_SETTINGS >> 20} MiB")
        listed = self._git("config", "--file", str(file), "--no-includes", "--null", "--list")
        return {key: value for key, _, value in (item.partition("\n") for item in listed.split("\0"))}

    def _stand_in(self) -> None:
        """Makes the bare repository of our own. Only HEAD is copied, because git takes no link for it."""
        own, common = self._place.own, self._place.common
        settings = self._settings(common / "config")
        hash_ = settings.get("extensions.objectformat", "sha1").lower()
        if hash_ not in _HASHES:
            raise SourceError(f"cannot read {self.location}: {hash_} is no hash, which are {', '.join(_HASHES)}")
        reftable = (common / "reftable").is_dir()
        (self._folder / "config").write_text(_configuration(hash_, reftable=reftable), encoding="utf-8")
        (self._folder / "HEAD").write_text(_head(own / "HEAD"), encoding="utf-8", errors="surrogateescape")
        for name in _PARTS:
            self._link(common, name)
        for name in (entry.name for entry in own.iterdir() if _SPECIAL.fullmatch(entry.name)):
            self._link(own, name)
        (self._folder / "logs").mkdir()
        self._link(own, "logs/HEAD")
        self._link(common, "logs/refs")
        (self._folder / "objects").mkdir()
        for name in _OBJECTS:
            self._link(common, f"objects/{name}")

    def _link(self, top: Path, part: str) -> None:
        place = top / part
        real = _real(place)
        if not real.is_relative_to(top):
            raise SourceError(f"cannot read {self.location}: {place} leads out of the repository")
        if real.exists():
            (self._folder / part).symlink_to(real)


def git_environment(home: Path, protocols: str, *names: str) -> dict[str, str]:
    """The environment for git in a repository of our own: no configuration of the machine or the user, no questions.

    ``protocols`` are those by which git may reach others, with ``:`` between them, "none" for none; ``names`` are
    further variables that it is to have.
    """
    return closed_environment(*names) | {
        "HOME": str(home / "work"),
        "XDG_CONFIG_HOME": str(home / "work"),
        "GIT_DIR": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOC_LIMIT": str(MOST_ALLOCATED),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=5",
    }


def _configuration(hash_: str, *, reftable: bool) -> str:
    extensions = {"objectFormat": hash_ if hash_ != "sha1" else "", "refStorage": "reftable" if reftable else ""}
    extended = "".join(f"\t{key} = {value}\n" for key, value in extensions.items() if value)
    return (
        f"[core]\n\trepositoryFormatVersion = {1 if extended else 0}\n\tbare = true\n"
        "\tcommitGraph = false\n\tmultiPackIndex = false\n\tuseReplaceRefs = false\n\tbigFileThreshold = 64m\n"
        + (f"[extensions]\n{extended}" if extended else "")
    )


def _literal(text: str) -> str:
    """A text as a pattern of git that fits nothing else."""
    return re.sub(r"([*?\[\\])", r"\\\1", text)


def _real(path: Path) -> Path:
    """The path without links; one that no system call takes is nowhere."""
    return Path(os.path.realpath(str(path).replace("\0", "?")))


def _head(file: Path) -> str:
    """The content for HEAD; where it is a link to a reference, as of old, the same as git writes it now."""
    if file.is_symlink() and not file.is_file():
        return f"ref: {file.readlink()}\n"
    return _line(file) + "\n"


def _line(file: Path) -> str:
    """The text of a file of one line, "" where it is no plain file."""
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        return opened.read(_MOST_POINTER).decode("utf-8", "surrogateescape").rstrip("\r\n")


def _close(made: ExitStack, owner: int) -> None:
    if os.getpid() == owner:  # a process that was forked from it has the object too
        made.close()
