"""The Go module around a folder, and the folders beside it that it takes packages from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents.files import read_bytes
from archviz.model.errors import ProjectError
from archviz.sources.gomod import parse_go_mod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.gomod import GoMod


def module_folder(folder: Path) -> Path | None:
    """The nearest folder upwards with a go.mod or go.work, as a real path; None where there is none."""
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if any(_files(one, "go.mod", "go.work"))), None)


def modules_beside(module: Path) -> Iterator[Path]:
    """The folders outside of a module that give what it imports from there, where they are.

    They are that of the go.work that uses it (https://go.dev/ref/mod#workspaces), and those by which its go.mod
    replaces others.
    """
    for above in module.parents:
        work = next(_files(above, "go.work"), None)
        if work is not None:
            if module in (Path(os.path.realpath(above / one)) for one in _go_mod(work).uses):
                yield above
            break
    for file in _files(module, "go.mod"):
        for one in _go_mod(file).replaced:
            place = Path(os.path.realpath(module / one.other))
            if not one.other_version and not place.is_relative_to(module) and any(_files(place, "go.mod")):
                yield place


def _go_mod(file: Path) -> GoMod:
    return parse_go_mod(read_bytes(file, ProjectError).decode("utf-8", "replace"))


def _files(folder: Path, *names: str) -> Iterator[Path]:
    return (folder / name for name in names if (folder / name).is_file())
