"""Options that mean the same everywhere."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archviz.model.context import ContextChoice, split_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.workspace.project import Project

source_option = click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="PATH",
    help="The Go tree: a directory (the Kubernetes repository, a project that vendors it, or a module cache), a "
    ".tar.gz, .tgz, .tar or .zip, or a git repository as PATH@REV. Default: the project's `source`, else the Go module "
    "around, or the pinned version that the project names. Further ones, such as Go's own source, give what the first "
    "imports and does not have.",
)
_PROJECT = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="The project's folder. Default: the nearest one upwards with an archviz.toml or [tool.archviz]; at the top of "
    "a repository or module without, the only one below.",
)
_CACHE = click.option("--no-cache", is_flag=True, help="Work everything out again, whatever an earlier run left.")
_OFFLINE = click.option(
    "--offline",
    is_flag=True,
    help="Never go to the network: a version must be in the cache, or have a provider on this machine (file://).",
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Nothing but results and errors.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say what came of each figure or file.")
_CONTEXT = (
    click.option(
        "--platform",
        metavar="GOOS/GOARCH",
        help="Take the files that Go builds for a platform. Default: linux/amd64, or the project's setting.",
    ),
    click.option("--tags", metavar="TAG,…", help="The build tags that hold. Default: none, or the project's setting."),
    click.option(
        "--cgo/--no-cgo",
        default=None,
        help='Take the files that import "C", and let the tag cgo hold. Default: no, or the project\'s setting.',
    ),
    click.option(
        "--tests/--no-tests",
        default=None,
        help="Take tests: those in a package's own name as part of it, others as the package PATH_test. A version in "
        "the cache has none. Default: no, or the project's setting.",
    ),
)
VERSION = click.argument("version", default="", metavar="[VERSION]")


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of every command that reads a source and needs a project.

    The command is called with ``project`` and ``settings`` beside its own parameters. What could not be read of the
    source is said at its end. What it needs is loaded when it runs, here and in the commands themselves, so that help
    and completion load none of it.
    """
    return _reading(bringing(function))


def anywhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """As ``common``, for a command that needs no project: outside of one it gets the working directory as such."""
    return _reading(_bringing(function, anywhere=True))


def bringing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of every command that needs a project and may bring a source; otherwise as ``common``."""
    return _bringing(function, anywhere=False)


def _reading(wrapped: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_CONTEXT):
        wrapped = option(wrapped)
    return wrapped


def _bringing(function: Callable[..., Any], *, anywhere: bool) -> Callable[..., Any]:

    @functools.wraps(function)
    def wrapped(
        *,
        sources: tuple[str, ...] = (),
        folder: Path | None,
        no_cache: bool,
        offline: bool,
        quiet: bool,
        version: str = "",
        platform: str | None = None,
        tags: str | None = None,
        cgo: bool | None = None,
        tests: bool | None = None,
        **own: Any,
    ) -> Any:
        from archviz.cli.output import note
        from archviz.cli.progress import progress
        from archviz.workspace.project import find_project, project_or_folder
        from archviz.workspace.subject import Settings

        source, *further = sources or ("",)
        choice = ContextChoice(platform, None if tags is None else split_tags(tags), cgo, tests)
        with progress(quiet=quiet) as shown:
            settings = Settings(
                version,
                source,
                tuple(further),
                cached=not no_cache,
                offline=offline,
                progress=shown,
                context=choice,
            )
            project: Project = project_or_folder(folder) if anywhere else find_project(folder)
            settings.build_context(project)  # a platform that Go does not have is an error whatever is read
            try:
                return function(project=project, settings=settings, **own)
            finally:
                for line in settings.diagnostics.lines():
                    note(line)

    for option in (_QUIET, _OFFLINE, _CACHE, _PROJECT):
        wrapped = option(wrapped)
    return wrapped
