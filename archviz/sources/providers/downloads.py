"""Sources from a public repository, as the archive that its host makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archviz.model.errors import SourceError
from archviz.sources.providers.transfer import transfer
from archviz.sources.trees.archive import open_archive

if TYPE_CHECKING:
    from archviz.sources.progress import Progress
    from archviz.sources.trees.tree import Tree


def download(url: str, workspace: Path, progress: Progress) -> Tree:
    """Brings an archive over HTTPS or HTTP into the workspace, by the proxy that the environment names.

    One on this machine, named by its path or a file URL, is read where it is. Raises SourceError where the host does
    not answer, refuses, stops early, there is no such file, or what comes is no archive.
    """
    file = workspace / "archive"
    if url.startswith(("file://", "/")):
        file = Path(unquote(url.removeprefix("file://"))) if url.startswith("file://") else Path(url)
        if not file.is_file():
            raise SourceError(f"there is no file {file}")
    else:
        transfer(url, file, progress)
    tree = open_archive(url, file)
    if tree is None:
        raise SourceError(f"{url} is no archive")
    return tree
