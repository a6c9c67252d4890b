"""Sources from a public repository, as the archive that its host makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.providers.transfer import transfer
from archviz.sources.trees.archive import open_archive

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.progress import Progress
    from archviz.sources.trees.tree import Tree


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
