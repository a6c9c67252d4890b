"""Options that mean the same everywhere."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.workspace.project import Project

source_option = click.option(
    "--source",
    default="",
    metavar="PATH",
    help="The Go tree: a directory (the Kubernetes repository, a project that vendors it, or a module cache), a "
    ".tar.gz, .tgz, .tar or .zip, or a git repository as PATH@REV. Without it, the version from the cache, fetched if "
    "need be.",
)
_PROJECT = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="The project's folder. Default: the nearest one upwards with an archviz.toml or [tool.archviz], else the "
    "article that ships with archviz.",
)
_CACHE = click.option("--no-cache", is_flag=True, help="Work everything out again, whatever an earlier run left.")
_OFFLINE = click.option(
    "--offline",
    is_flag=True,
    help="Never go to the network: a version must be in the cache, or have a provider on this machine (file://).",
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Nothing but results and errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say what came of each figure or file.")
VERSION = click.argument("version", default="", metavar="[VERSION]")


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of every command that reads a source.

    The command is called with ``project`` and ``settings`` beside its own parameters. What it needs is loaded when it
    runs, here and in the commands themselves, so that help and completion load none of it.
    """

    @functools.wraps(function)
    def wrapped(
        *,
        source: str = "",
        folder: Path | None,
        no_cache: bool,
        offline: bool,
        quiet: bool,
        version: str = "",
        **own: Any,
    ) -> Any:
        from archviz.cli.progress import progress
        from archviz.workspace.project import find_project
        from archviz.workspace.subject import Settings

        with progress(quiet=quiet) as shown:
            settings = Settings(version, source, cached=not no_cache, offline=offline, progress=shown)
            project: Project = find_project(folder)
            return function(project=project, settings=settings, **own)

    for option in (_QUIET, _OFFLINE, _CACHE, _PROJECT):
        wrapped = option(wrapped)
    return wrapped
