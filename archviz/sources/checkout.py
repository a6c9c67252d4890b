"""What the git repository that a source is in says of it: the commit, the remote, and what is not as committed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from archviz.model.errors import SourceError
from archviz.sources.opening import git_place, place_of
from archviz.sources.tops import repository_top
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.git_repository import Repository
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.tree import is_go, matters


@dataclass(frozen=True, slots=True)
class Checkout:
    """A source in a git repository, at a revision or as its work tree has it.

    ``commit`` is the revision's, or HEAD's. ``folder`` leads from the repository's top to the source's, "" for the top.
    ``remote`` is the address that it was cloned from, "" where there is none. ``changed`` are the paths, in the source,
    of Go files that are not as in the commit, ``untracked`` of those that it does not have.
    """

    commit: str
    folder: str
    remote: str
    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()


def checkout(path: str) -> Checkout | None:
    """What is committed of the source at a path, a directory or ``REPOSITORY@REV``.

    None where it is in no repository, or in one that has nothing of it. Tests count. Raises SourceError where the
    repository cannot be read.
    """
    place = place_of(path)
    if os.path.isfile(place):  # noqa: PTH113  # a Path's raises for a name that is too long
        return None
    work = os.path.isdir(place)  # noqa: PTH112
    folder, revision = (place, "HEAD") if work else git_place(path)
    if work and repository_top(folder) is None:
        return None
    repository = Repository(path, folder)
    if work and repository.unborn:
        return None
    tree = GitTree(path, folder, revision)
    if not tree.blobs:
        return None
    changed, untracked = differing(DirectoryTree(path, folder), tree) if work else ((), ())
    return Checkout(tree.commit, repository.prefix, repository.remote(), changed, untracked)


def checkout_state(path: str) -> str:
    """A text that is another one when the commit or the remote of a source is; "" where it has none."""
    place = place_of(path)
    try:
        if not os.path.isdir(place) or repository_top(place) is None:  # noqa: PTH112
            return ""
        repository = Repository(path, place)
        return f"{repository.commit('HEAD')} {repository.remote()}"
    except SourceError:
        return ""


def repository_state(path: str, *, tags: bool) -> str:
    """A text that is another one when the repository says something else of the source at a path.

    That is the commit, the remote and with ``tags`` the version that they give, or why it cannot be read; "" for a
    source in no repository.
    """
    place = place_of(path)
    work = os.path.isdir(place)  # noqa: PTH112
    if os.path.isfile(place) or (work and repository_top(place) is None):  # noqa: PTH113
        return ""
    try:
        folder, revision = (place, "HEAD") if work else git_place(path)
        repository = Repository(path, folder)
        commit = repository.commit(revision)
        return f"{commit} {repository.remote()} {repository.version_name(commit) if tags else ''}"
    except SourceError as error:
        return str(error)


def git_version(path: str, found: Checkout | None = None) -> str:
    """The version of the source at a path by the tags of its repository, with ``-dirty`` where it is not as committed.

    ``found`` is its checkout, where that is known already.
    ``v1.2.3`` at a tag, ``v1.2.3-4-gabcdef0`` after one, and the beginning of the commit's id where there is none.
    Characters that a version's name cannot have are hyphens. Raises SourceError where it is in no repository that can
    be read.
    """
    found = found or checkout(path)
    if found is None:
        raise SourceError(
            f"{path} is in no git repository, which would say its version", hint="`version` may be a name"
        )
    place = place_of(path)
    folder = place if os.path.isdir(place) else git_place(path)[0]  # noqa: PTH112
    name = version_name(Repository(path, folder).version_name(found.commit), found.commit)
    return f"{name}-dirty" if found.changed else name


def version_name(tag: str, commit: str) -> str:
    """A tag as the name of a version, with a hyphen for what that cannot have; for none, the commit's first digits."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in ".+_-") else "-" for char in tag)
    return plain.lstrip(".+_-") or commit[:7]


def differing(tree: DirectoryTree, commit: GitTree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Go files of a work tree that are not as in a commit, and those that the commit does not have."""
    here = {file for folder in tree.walk() for file in (*filter(is_go, folder.files), *folder.tests)}
    blobs = commit.blobs
    there = {file for file in blobs if is_go(file) and matters(file)}
    changed = (there - here) | {file for file in here & blobs.keys() if not _is(blobs[file], tree.read(file))}
    return tuple(sorted(changed)), tuple(sorted(here - blobs.keys()))


def _is(blob: str, content: bytes) -> bool:
    """Whether a file's bytes are those of a blob, as they are or with LF at the end of each line (git-config(1))."""
    if _id(blob, content) == blob:
        return True
    return b"\r\n" in content and _id(blob, content.replace(b"\r\n", b"\n")) == blob


def _id(like: str, content: bytes) -> str:
    sha = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return sha(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
