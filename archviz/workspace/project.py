"""A project: the folder with the figures, and what it says of itself in archviz.toml or pyproject.toml."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.context import DEFAULT_CONTEXT, BuildContext, ContextChoice, parse_tags
from archviz.model.errors import ProjectError
from archviz.shipped import shipped
from archviz.sources.tops import repository_top
from archviz.sources.trees.tree import ignored
from archviz.workspace.modules import module_folder, modules_beside
from archviz.workspace.project_names import OWN, SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.workspace.project_file import LintTable, ProjectTable

FIGURES = "diagrams"
REFS = "archviz-refs"
_EARLIER_REFS = "kubernetes-refs"
"""What ``REFS`` was called before projects could choose its name."""

_TOPS = (".git", "go.mod", "go.work")
"""What the top of a repository or a module has."""
_DEEPEST = 3
_MOST_FOLDERS = 2000
"""How many folders of each level are looked into for a project below."""
_OTHERS = ("vendor", "node_modules")
"""Folders of other people's code."""

FROM_GIT = "git"
"""The version that stands for what git says of the commit at hand."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's parts are, and what it chooses where a command is asked for nothing else.

    ``version`` is a version's name, ``FROM_GIT`` or "". ``source`` and ``dependencies`` are paths as the settings have
    them, seen from ``root``; "" for none. ``link`` is a pattern of addresses with ``{commit}``, ``{file}`` and
    ``{line}``. ``title`` is the gallery's, ``languages`` are those of the site, ``licence`` is a
    file of the source; empty where the source and the figures decide. ``site_url`` is the address of the site, "" where
    that is not known. ``lint`` is what is set for documents, None without settings. Nothing of the article that ships
    with archviz is in a project but its templates.
    """

    root: Path
    version: str = ""
    context: BuildContext = DEFAULT_CONTEXT
    source: str = ""
    dependencies: tuple[str, ...] = ()
    link: str = ""
    title: str = ""
    languages: tuple[str, ...] = ()
    licence: str = ""
    figures_folder: str = FIGURES
    refs_folder: str = ""
    site_url: str = ""
    lint: LintTable | None = None

    @property
    def figures(self) -> Path:
        """The folder of figure files, one folder an article."""
        return self.root / self.figures_folder

    @property
    def refs(self) -> Path:
        """The folder of pinned versions and locks."""
        if self.refs_folder:
            return self.root / self.refs_folder
        earlier = self.root / _EARLIER_REFS
        return earlier if earlier.is_dir() and not (self.root / REFS).is_dir() else self.root / REFS

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders of templates and articles: a project's own, of which each file counts, before the shipped one."""
        own, last = self.root / "templates", shipped("templates")
        return (own, last) if own.is_dir() and own.resolve() != last.resolve() else (last,)

    @property
    def source_path(self) -> str:
        """The source that its figures are about where no other is named: a path, or "" for a pinned version.

        It is the one of the settings, else the Go module around, unless the settings name a pinned version, or there is
        no module. Raises ProjectError where there is neither a source nor a pinned version.
        """
        if self.source:
            return self._seen_from_here(self.source)
        if self.version not in ("", FROM_GIT):
            return ""
        around = module_folder(self.root)
        if around is not None:
            return os.path.relpath(around)
        if _pin_names(self.refs):
            return ""
        raise ProjectError(
            "which Go source is meant?",
            hint=f"there is no go.mod or go.work in {self.root.resolve()} or above it: name a source by --source, "
            f"or by `source` in {OWN}",
        )

    @property
    def further(self) -> tuple[str, ...]:
        """The paths of sources that give what the first one imports and does not have."""
        return tuple(map(self._seen_from_here, self.dependencies))

    @property
    def beside_module(self) -> tuple[str, ...]:
        """The paths of sources that the module around takes packages from: its workspace, what replaces others."""
        around = module_folder(self.root)
        return (
            () if around is None or self.source else tuple(map(os.path.relpath, dict.fromkeys(modules_beside(around))))
        )

    @property
    def pinned(self) -> str:
        """The pinned version that the figures are about: as the settings name it, else the newest; "" for none."""
        if self.version not in ("", FROM_GIT):
            return self.version
        return next(reversed(_pin_names(self.refs)), "")

    def _seen_from_here(self, path: str) -> str:
        return path if path.startswith("~") else str(self.root / path)


def _pin_names(folder: Path) -> tuple[str, ...]:
    from archviz.refs import (
        pin_names,
    )  # which needs the readers of YAML and JSON, and a question about a module does not

    return pin_names(folder)


def find_project(chosen: Path | None = None, start: Path | None = None) -> Project:
    """The project of a folder: as chosen, else the nearest one upwards from ``start`` (the working directory).

    The search upwards ends at the top of the git repository. Where there is none it is the only one below, if
    ``start`` is the top of a repository or a module: so a hook that runs there finds the project in ``docs``. A
    folder is a project when it has an archviz.toml, or a pyproject.toml with ``[tool.archviz]``; the one found is
    named as seen from the working directory, so that messages are short. Raises ProjectError where there is none,
    or its settings cannot be read.
    """
    found = nearest_project(chosen, start)
    if found is None:
        from archviz.workspace.surroundings import no_project

        here = (start or Path.cwd()).resolve()
        raise no_project(here, projects_below(here))
    return found


def project_or_folder(chosen: Path | None = None) -> Project:
    """The project as ``find_project`` finds it, else one of the working directory with nothing of its own.

    For commands that need no figures.
    """
    return nearest_project(chosen) or Project(Path())


def nearest_project(chosen: Path | None = None, start: Path | None = None) -> Project | None:
    """As ``find_project``; None where no folder is chosen and there is no project."""
    if chosen is not None:
        found = _project(chosen)
        if found is None:
            raise ProjectError(
                f"{chosen} is no project",
                hint=f"a project has an {OWN}, or [tool.archviz] in its {SHARED}; `archviz init {chosen}` makes one",
            )
        return found
    here = (start or Path.cwd()).resolve()
    upwards = next(filter(None, (_project(Path(os.path.relpath(one))) for one in _upwards(here))), None)
    if upwards is None and any((here / name).exists() for name in _TOPS):
        below = projects_below(here)
        return _project(below[0]) if len(below) == 1 else None
    return upwards


def _upwards(folder: Path) -> Iterator[Path]:
    """A folder and those around it, up to the top of its repository: beyond that projects are about something else."""
    top = repository_top(folder)
    return (one for one in (folder, *folder.parents) if top is None or one.is_relative_to(top))


def projects_below(folder: Path) -> tuple[Path, ...]:
    """The folders with an archviz.toml below one, as seen from here; at most ``_DEEPEST`` levels down."""
    found = []
    level = [folder]
    for _ in range(_DEEPEST):
        level = [one for above in level for one in _folders(above)][:_MOST_FOLDERS]
        found += [one for one in level if (one / OWN).is_file()]
    return tuple(Path(os.path.relpath(one)) for one in found)


def _folders(above: Path) -> list[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(above) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [above / name for name in names if not ignored(name) and name not in _OTHERS]


def _project(folder: Path) -> Project | None:
    if not any((folder / name).is_file() for name in (OWN, SHARED)):
        return None
    from archviz.workspace.project_file import read_table  # which needs the readers of TOML and YAML

    found = read_table(folder)
    if found is None:
        return None
    file, table = found
    project = Project(
        folder,
        table.version,
        _context(file, table),
        table.source,
        table.dependencies,
        table.link,
        table.title,
        table.languages,
        table.licence,
        table.figures,
        "" if table.refs == REFS else table.refs,
        table.site_url,
        table.lint,
    )
    from archviz.documents.files import check_links

    for part, endings in (
        (project.figures, (".yaml", ".yml")),
        (project.refs, (".yaml", ".json", ".xz")),
        *((folder / "templates" / name, ("",)) for name in ("articles", "site", "svg")),
    ):
        check_links(part, folder, ProjectError, endings)
    return project


def _context(file: Path, table: ProjectTable) -> BuildContext:
    """The build context that a project's settings choose. Raises ProjectError with the line of a wrong setting."""
    from archviz.workspace.project_file import line_of

    key = "tags"
    try:
        tags = None if table.tags is None else parse_tags(table.tags)
        key = "platform"
        return ContextChoice(table.platform, tags, table.cgo, table.tests).of(DEFAULT_CONTEXT)
    except ProjectError as error:
        raise ProjectError(error.message, file=str(file), line=line_of(file, key), hint=error.hint) from error
