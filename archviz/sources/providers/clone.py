"""Sources from a git repository elsewhere: one commit is brought and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archviz.model.errors import SourceError
from archviz.model.places import git_protocol, is_tag
from archviz.model.versions import nearest_versions
from archviz.sources.process import run
from archviz.sources.providers.addresses import shown
from archviz.sources.trees.git_repository import Repository, git_environment
from archviz.sources.trees.git_tree import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.sources.progress import Progress
    from archviz.sources.trees.tree import Tree

CONNECT = 5.0
"""Seconds within which a remote must name its tag."""

STALL = 120.0
"""Seconds in which something must come once it has answered; it may have to pack first."""

_SETTINGS = {
    "gc.auto": "0",
    "maintenance.auto": "false",
    "fetch.unpackLimit": "1",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "30",
}
_HTTP = (
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"),
)
_NEEDS = {
    "https": ("https", _HTTP),
    "http": ("http:https", _HTTP),
    "git": ("git", ()),
    "ssh": ("ssh", ("SSH_AUTH_SOCK",)),
}
"""By protocol, those that git may use, as a host may lead from http to https, and the variables that it needs."""


def clone(remote: str, tag: str, commit: str, workspace: Path, progress: Progress) -> Tree:
    """The tree of the commit that a tag of a remote must name; brought, without history, into the empty workspace.

    With "" for the tag the commit itself is asked for, which a host may refuse where no branch has it any more; with ""
    for the commit, it is the one that the tag names.
    A repository on this machine, named by its path or a file URL, is read where it is. Raises SourceError where the
    remote does not answer, has no such tag, or the tag names another commit.
    """
    protocol = git_protocol(remote)
    if protocol is None:
        raise SourceError(f"{remote!r} is no git address")
    if tag and not is_tag(tag):
        raise SourceError(f"{tag!r} is no tag's name")
    reference = f"refs/tags/{tag}" if tag else commit
    place = Path(unquote(remote.removeprefix("file://"))) if remote.startswith("file://") else Path(remote)
    if protocol != "file":
        _bring(remote, tag, commit, protocol, workspace, progress)
        place = workspace
    elif tag and not (repository := Repository(remote, place)).has_tag(tag):
        raise _no_tag(remote, tag, repository.tags())
    tree = GitTree(f"{remote}@{tag or commit}", place, reference)
    if commit and tree.commit != commit:
        raise SourceError(f"the tag {tag} of {remote} names the commit {tree.commit}, not the pinned {commit}")
    return tree


def _no_tag(remote: str, tag: str, tags: Iterable[str]) -> SourceError:
    near = nearest_versions(tag, tags)
    return SourceError(f"{remote} has no tag {tag}", hint=f"the nearest tags are {', '.join(near)}" if near else None)


def git_commands(remote: str, tag: str, commit: str) -> tuple[list[str], list[str], list[str]]:
    """How git asks a remote for a tag, makes a bare repository, and fetches the tag, or else the commit, into it."""
    reference = f"refs/tags/{tag}" if tag else "HEAD"
    wanted = f"+{reference}:{reference}" if tag else f"{commit}:refs/tags/pinned"
    hash_ = "sha1" if len(commit) == 40 else "sha256"
    settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
    quietly = ["--quiet", "--no-tags", "--no-recurse-submodules", "--depth=1"]
    return (
        ["git", "ls-remote", "--", remote, reference],
        ["git", "init", "--quiet", "--bare", "--template=", f"--object-format={hash_}"],
        ["git", *settings, "fetch", *quietly, "--", remote, wanted],
    )


def _bring(remote: str, tag: str, commit: str, protocol: str, workspace: Path, progress: Progress) -> None:
    protocols, variables = _NEEDS[protocol]
    environment = git_environment(workspace, protocols, *variables)
    ask, _, _ = git_commands(remote, tag, commit)
    named = run(ask, folder=workspace, environment=environment, seconds=CONNECT).split()
    if tag and not named:
        command = ["git", "ls-remote", "--tags", "--refs", "--", remote]
        listed = run(command, folder=workspace, environment=environment, stall=STALL, seconds=STALL)
        raise _no_tag(remote, tag, [line.partition("refs/tags/")[2] for line in listed.splitlines()])
    _, init, fetch = git_commands(remote, tag, commit or named[0])
    run(init, folder=workspace, environment=environment, seconds=CONNECT)
    progress.start(f"git fetch {shown(remote)} {tag or commit}", None)
    try:
        run(fetch, folder=workspace, environment=environment, stall=STALL, progress=progress)
    finally:
        progress.done()
