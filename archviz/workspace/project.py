"""A project: the folder with the figures, and what it says of itself in archviz.toml or pyproject.toml."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from archviz.documents import check_links, read_text
from archviz.model.context import DEFAULT_CONTEXT, BuildContext, ContextChoice, parse_tags
from archviz.model.errors import ProjectError
from archviz.model.names import VERSION
from archviz.model.versions import version_order
from archviz.shipped import shipped

_Settings = TypeVar("_Settings", bound=msgspec.Struct)
_OWN = "archviz.toml"
_SHARED = "pyproject.toml"
_SETTINGS = "the settings are `version`, `platform`, `tags`, `cgo` and `tests`"


_PARTS: dict[str, tuple[str, ...]] = {
    "diagrams": (".yaml", ".yml"),
    "kubernetes-refs": (".yaml", ".json"),
    **{f"templates/{name}": ("",) for name in ("articles", "site", "svg")},
}
"""The folders that archviz reads in a project, and the endings of the files there that it reads."""

_DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")
"""A key of a hundred parts, which tomllib takes the square of their number to read."""


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    version: Annotated[str, Meta(pattern=VERSION, max_length=100)] = ""
    platform: str | None = None
    tags: Annotated[tuple[str, ...], Meta(max_length=100)] | None = None
    cgo: bool | None = None
    tests: bool | None = None


class _Tool(msgspec.Struct):
    archviz: _Table | None = None


class _Shared(msgspec.Struct):
    tool: _Tool = msgspec.field(default_factory=_Tool)


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's parts are. ``root`` is None for the article that ships with archviz.

    ``version`` is the one that its figures are proved at when none is named, ``context`` what packages are built for
    where nothing else is chosen. A part that the project's folder does not have is the shipped one.
    """

    root: Path | None
    version: str
    context: BuildContext = DEFAULT_CONTEXT

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
    file = own if own.is_file() else shared
    if not file.is_file():
        return None
    table = _read(own, _Table) if file is own else _read(shared, _Shared).tool.archviz
    if table is None:
        return None
    for part, endings in _PARTS.items():
        check_links(folder / part, folder, ProjectError, endings)
    return Project(folder, table.version or _newest_shipped(), _context(file, table))


def _context(file: Path, table: _Table) -> BuildContext:
    """The build context that a project's settings choose. Raises ProjectError with the line of a wrong setting."""
    key = "tags"
    try:
        tags = None if table.tags is None else parse_tags(table.tags)
        key = "platform"
        return ContextChoice(table.platform, tags, table.cgo, table.tests).of(DEFAULT_CONTEXT)
    except ProjectError as error:
        line = _line_of(key, read_text(file, ProjectError))
        raise ProjectError(error.message, file=str(file), line=line, hint=error.hint) from error


def _read(file: Path, shape: type[_Settings]) -> _Settings:
    """The settings in a TOML file. Raises ProjectError with the line."""
    text = read_text(file, ProjectError)
    dotted = _DOTTED.search(text)
    if dotted is not None:
        above = text.count("\n", 0, dotted.start())
        raise ProjectError("not TOML: a key of a hundred parts", file=str(file), line=above + 1)
    try:
        return msgspec.convert(tomllib.loads(text), shape)
    except msgspec.ValidationError as error:
        key = re.search(r"\.([\w-]+)`$", str(error))
        line = _line_of(key[1], text) if key is not None else None
        raise ProjectError(str(error), file=str(file), line=line, hint=_SETTINGS) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), ", str(error))
        last = text.rstrip("\n").count("\n") + 1
        raise ProjectError(f"not TOML: {error}", file=str(file), line=int(at[1]) if at else last) from error
    except (ValueError, RecursionError) as error:
        raise ProjectError("not TOML: too deep, or a number that is too long", file=str(file)) from error


def _line_of(key: str, text: str) -> int | None:
    found = re.search(rf"^[ \t]*{re.escape(key)}[ \t]*=", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found is not None else None


def _newest_shipped() -> str:
    names = [file.stem for file in shipped("kubernetes-refs").glob("*.yaml")]
    return max(names, key=version_order, default="")
