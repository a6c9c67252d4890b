"""What there is in a folder that is no project: for the person who asked for one."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from archviz.model.counts import counted
from archviz.model.errors import ArchvizError, ProjectError
from archviz.sources.checkout import git_version
from archviz.sources.gomod import escape
from archviz.sources.opening import open_source
from archviz.sources.roots import some
from archviz.sources.several import build_list, module_cache_folder
from archviz.sources.trees.directory import DirectoryTree
from archviz.workspace.modules import module_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archviz.sources.opening import TreeSource


def no_project(folder: Path, below: Sequence[Path]) -> ProjectError:
    """The error that a folder is in no project, with what is seen there and what to do next.

    ``below`` are projects further down.
    """
    if below:
        return ProjectError(
            f"no project in {folder} or above it",
            details=(f"projects below: {some([str(one) for one in below])}",),
            hint=f"--project names one of them, as in --project {below[0]}",
        )
    module = module_folder(folder)
    if module is None:
        return ProjectError(
            f"no project in {folder} or above it, and no Go module",
            hint="`archviz example DIR` copies out an article on Kubernetes to try; in a folder with a go.mod "
            "`archviz init` makes a project, --project names one elsewhere",
        )
    return ProjectError(
        f"no project in {folder} or above it",
        details=tuple(_seen(module)),
        hint="`archviz init` makes a project here, with a first figure; `archviz draw NAME` draws what a function or "
        "type is about, without one; --project names one elsewhere",
    )


def _seen(folder: Path) -> Iterator[str]:
    where = os.path.relpath(folder)
    try:
        source = open_source(str(folder))
        packages = source.module_packages() or source.packages()
    except ArchvizError as error:
        yield f"Go module in {where}, which cannot be read: {error.message}"
        return
    count = counted(len(packages), "package")
    yield f"Go module {source.module} in {where}: {count}" if source.module else f"go.work in {where}: {count}"
    with suppress(ArchvizError):  # without a repository there is no version
        yield f"version: {git_version(str(folder))}, as git says"
    yield from _dependencies(source)


def _dependencies(source: TreeSource) -> Iterator[str]:
    """Where the modules are that a source requires, in a line."""
    home = module_cache_folder()
    cache = [] if home is None else [DirectoryTree(str(home), home)]
    try:
        required = build_list(source.needing, cache)
    except ArchvizError as error:
        yield f"dependencies: {error.message}"
        return
    vendored = [module for module in required if source.holds(module)]
    others = {module: at for module, at in required.items() if module not in vendored}
    cached = [] if home is None else [one for one, at in others.items() if _in_cache(home, *at)]
    missing = [module for module in others if module not in cached]
    parts = [
        f"{len(vendored)} in vendor" if vendored else "",
        f"{len(cached)} in the module cache" if cached else "",
        f"{len(missing)} not here: {some(missing)}" if missing else "",
    ]
    if required:
        yield f"dependencies: {'; '.join(filter(None, parts))}"


def _in_cache(home: Path, module: str, version: str) -> bool:
    return (home / f"{escape(module)}@{escape(version)}").is_dir()
