"""Sources from a public repository: by git, or as the archive that its host makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.archive import open_archive
from archviz.sources.git import GitTree, git_environment
from archviz.sources.process import run
from archviz.sources.transfer import transfer

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.progress import Progress
    from archviz.sources.tree import Tree

CONNECT = 5.0
"""Seconds within which a host must answer."""

STALL = 30.0
"""Seconds that a host may be silent once it has answered."""


def clone(remote: str, tag: str, workspace: Path, progress: Progress) -> Tree:
    """Brings one tag's commit, and no history, into a bare repository in the workspace.

    Raises SourceError where the remote does not answer or has no such tag.
    """
    environment = git_environment()
    reference = f"refs/tags/{tag}"
    heads = run(["git", "ls-remote", remote, reference], folder=workspace, environment=environment, seconds=CONNECT)
    if not heads.strip():
        raise SourceError(f"{remote} has no tag {tag}")
    run(["git", "init", "--quiet", "--bare", "--template=", "."], folder=workspace, environment=environment)
    limits = ["-c", "http.lowSpeedLimit=1000", "-c", f"http.lowSpeedTime={STALL:g}"]
    fetching = ["fetch", "--quiet", "--no-tags", "--depth", "1", remote, f"+{reference}:{reference}"]
    progress.start(f"git fetch {tag}", None)
    try:
        run(["git", *limits, *fetching], folder=workspace, environment=environment, progress=progress)
    finally:
        progress.done()
    return GitTree(f"{remote}@{tag}", workspace, reference)


def download(url: str, workspace: Path, progress: Progress) -> Tree:
    """Brings an archive over HTTPS or HTTP into the workspace, by the proxy that the environment names.

    Raises SourceError where the host does not answer, refuses, stops early, or what comes is no archive.
    """
    file = workspace / "archive"
    transfer(url, file, progress)
    tree = open_archive(url, file)
    if tree is None:
        raise SourceError(f"{url} is no archive")
    return tree
