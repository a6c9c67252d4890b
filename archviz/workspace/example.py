"""The article that ships with archviz, copied out as a project of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.documents.files import MOST_FILE_BYTES, read_bytes
from archviz.model.errors import ProjectError
from archviz.refs import has_facts, lock_names, lock_path, pin_names
from archviz.shipped import shipped
from archviz.workspace.outputs import check_writable, write_files
from archviz.workspace.project_file import OWN

if TYPE_CHECKING:
    from pathlib import Path

_PARTS = ("diagrams", "kubernetes-refs", "templates/articles")
"""The shipped folders that make the project. All other templates are found where they ship."""


def copy_example(folder: Path) -> tuple[str, ...]:
    """Writes the project into a folder that is empty or not there; gives the paths written, with ``/`` between.

    Locks whose packed facts are not there, as in an installed archviz, are left out: nothing could be compared with
    them. Raises ProjectError where the folder holds something, or cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise ProjectError(f"{folder} is not empty", hint="name a new folder: `archviz example DIR`")
    check_writable(folder)
    refs = shipped("kubernetes-refs")
    (version,) = pin_names(refs)[-1:]
    locks = (lock_path(refs, name) for name in lock_names(refs))
    without = {lock for lock in locks if not has_facts(lock)}
    files = {OWN: f'version = "{version}"\nrefs = "kubernetes-refs"\n'.encode()}
    for path in _PARTS:
        top, _, below = path.partition("/")
        place = shipped(top) / below
        for file in sorted(place.rglob("*")):
            if file.is_file() and file not in without:
                name = f"{path}/{file.relative_to(place).as_posix()}"
                files[name] = read_bytes(file, ProjectError, most=MOST_FILE_BYTES)
    return write_files(folder, files).changed
