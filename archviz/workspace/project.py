"""A project: the folder with the figures, and what it says of itself in archviz.toml or pyproject.toml."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from archviz.model.errors import ProjectError
from archviz.model.versions import version_order
from archviz.shipped import shipped

_OWN = "archviz.toml"
_SHARED = "pyproject.toml"


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    version: Annotated[str, Meta(min_length=1)] = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's parts are. ``root`` is None for the article that ships with archviz.

    ``version`` is the one that its figures are proved at when none is named. A part that the project's folder does not
    have is the shipped one.
    """

    root: Path | None
    version: str

    @property
    def figures(self) -> Path:
        """The folder of figure files, one folder an article."""
        return self._part("diagrams")

    @property
    def refs(self) -> Path:
        """The folder of pinned versions and locks."""
        return self._part("kubernetes-refs")

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders of templates and articles: a project's own, of which each file counts, before the shipped one."""
        last = shipped("templates")
        own = None if self.root is None else self.root / "templates"
        return (own, last) if own is not None and own.is_dir() and own.resolve() != last.resolve() else (last,)

    @property
    def own_refs(self) -> Path:
        """Where the project's own locks are written. Raises ProjectError where there is no project to write to."""
        if self.root is None:
            raise ProjectError("there is no project here to write a lock to", hint=f"a project has an {_OWN}")
        return self.root / "kubernetes-refs"

    def _part(self, name: str) -> Path:
        own = None if self.root is None else self.root / name
        return own if own is not None and own.is_dir() else shipped(name)


def find_project(chosen: Path | None = None, start: Path | None = None) -> Project:
    """The project of a folder: as chosen, else the nearest one upwards from ``start`` (the working directory).

    A folder is a project when it has an archviz.toml, or a pyproject.toml with ``[tool.archviz]``; the one found is
    named as seen from the working directory, so that messages are short. Without one, the shipped article. Raises
    ProjectError where the chosen folder is none, or its settings cannot be read.
    """
    if chosen is not None:
        found = _project(chosen)
        if found is None:
            raise ProjectError(
                f"{chosen} is no project", hint=f"a project has an {_OWN}, or [tool.archviz] in its {_SHARED}"
            )
        return found
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        found = _project(Path(os.path.relpath(folder)))
        if found is not None:
            return found
    return Project(None, _newest_shipped())


def _project(folder: Path) -> Project | None:
    own, shared = folder / _OWN, folder / _SHARED
    if own.is_file():
        table: Any = _read(own)
        file = own
    elif shared.is_file():
        table = _read(shared).get("tool", {}).get("archviz")
        file = shared
    else:
        return None
    if table is None:
        return None
    try:
        settings = msgspec.convert(table, _Table)
    except msgspec.ValidationError as error:
        raise ProjectError(str(error), file=str(file), hint="the one setting is `version`") from error
    return Project(folder, settings.version or _newest_shipped())


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"cannot be read: {error}", file=str(file)) from error
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"not TOML: {error}", file=str(file)) from error


def _newest_shipped() -> str:
    names = [file.stem for file in shipped("kubernetes-refs").glob("*.yaml")]
    return max(names, key=version_order, default="")
