"""A project of one's own, written into a folder of a Go repository."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents.document import parse_document
from archviz.documents.files import read_text
from archviz.figures import schema
from archviz.model.errors import ArchvizError, ProjectError
from archviz.model.modules import without_major
from archviz.model.safe import json_text
from archviz.sources.gomod import parse_go_mod
from archviz.sources.tops import repository_top
from archviz.workspace.first_figure import file_name, first_figure
from archviz.workspace.modules import module_folder
from archviz.workspace.outputs import check_writable, write_files
from archviz.workspace.project import FIGURES, Project
from archviz.workspace.project_file import OWN, read_table
from archviz.workspace.subject import open_subject

if TYPE_CHECKING:
    from archviz.workspace.subject import Settings, Subject

_SETTINGS = """\
# The figures of this project are about the Go module around this file; `archviz check` holds every claim of them
# against it. All settings have a default: `archviz schema --settings` describes them.

# source = "../other"         # another source: a folder, an archive, or a git repository as PATH@REV
# version = "git"             # call it by its git tag, or the nearest one before it
# dependencies = ["{go}"]  # further sources, for what the first imports and does not have
# tags = ["integration"]      # build tags that hold
"""
_SCHEMA = "figure.schema.json"
_PRE_COMMIT = ".pre-commit-config.yaml"
_WORKFLOW = ".github/workflows/archviz.yml"
_HOOK = """\
- repo: local
  hooks:
    - id: archviz-check
      name: archviz check
      entry: archviz check --quiet{project}
      language: system
      files: {files}
      pass_filenames: false
"""
_JOB = """\
# Holds the claims of the figures against the code of each change.
name: archviz
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
{dependencies}      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.13"
      - run: pip install archviz
      - run: archviz check --format github{project}
"""
_DEPENDENCIES = """\
      # What figures may claim of other modules is read from the module cache.
      - uses: actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0
        with:
          go-version: stable
      - run: go mod download
        working-directory: {module}
"""


@dataclass(frozen=True, slots=True)
class NewProject:
    """What was written, as paths seen from here, and what was not and why, in sentences."""

    root: Path
    written: tuple[Path, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a project goes: its folder, the module around it, and the repository, or the module where there is none."""

    root: Path
    module: Path
    repository: Path

    def seen(self, folder: Path) -> str:
        """A folder as seen from the repository."""
        return Path(os.path.relpath(folder, self.repository)).as_posix()

    @property
    def option(self) -> str:
        """What a command in the repository's folder needs to be told to find the project."""
        return "" if self.root == self.repository else f" --project {_quoted(self.seen(self.root))}"


def init(folder: Path, settings: Settings, *, hook: bool = False, workflow: bool = True) -> NewProject:
    """Writes a project: its settings, a first figure that its source proves, the schema for editors.

    Adds the check to the hooks of pre-commit where the repository has some, or where ``hook`` asks for it, and a
    workflow where it has a folder .github or a remote on GitHub, unless ``workflow`` is False. Changes nothing else
    that is there. Raises ProjectError where there is no Go module or the folder is a project already, and SourceError
    where the source cannot be read or has nothing to show. Then nothing is written.
    """
    place = _place(folder)
    check_writable(folder)
    subject = open_subject(Project(place.root), settings)
    files, notes = _figure(place, subject)
    files[place.root / OWN] = _SETTINGS.format(go="/usr/local/go")
    _add_hook(place, files, notes, wanted=hook)
    if workflow and ((place.repository / ".github").is_dir() or _on_github(place.repository)):
        _add_workflow(place, files, notes)
    top = place.repository
    below = {Path(os.path.relpath(file, top)).as_posix(): text.encode() for file, text in files.items()}
    changed = write_files(top, below).changed
    return NewProject(folder, tuple(Path(os.path.relpath(top / path)) for path in changed), tuple(notes))


def _place(folder: Path) -> _Place:
    root = folder.resolve()
    if root.is_dir() and read_table(root) is not None:
        raise ProjectError(f"{folder} is a project already", hint="`archviz check` holds its claims against the source")
    module = module_folder(root)
    if module is None:
        raise ProjectError(
            f"there is no go.mod or go.work in {folder} or above it",
            hint="`go mod init` makes a module; `archviz example DIR` copies out a project about Kubernetes",
        )
    found = repository_top(root) or module
    return _Place(root, module, found if module.is_relative_to(found) else module)


def _figure(place: _Place, subject: Subject) -> tuple[dict[Path, str], list[str]]:
    """The files of the first figure; none where the project's folder has figures already, which a note says."""
    figures = place.root / FIGURES
    if figures.is_dir() and any(figures.glob("*/*.y*ml")):
        return {}, [f"{FIGURES} holds figures already: no first one was written"]
    source = subject.graph.source
    packages = source.module_packages() or source.packages()
    module = (source.module or place.module.name).rstrip("/")
    head = f"# yaml-language-server: $schema=../{_SCHEMA}\n"
    name, text = first_figure(subject.graph, packages, subject.origin, head)
    article = file_name(without_major(module).rpartition("/")[2])
    files = {figures / article / f"1-{name}.yaml": text}
    notes = []
    if (figures / _SCHEMA).exists():
        notes.append(f"{FIGURES}/{_SCHEMA} is there already and was left as it is")
    else:
        files[figures / _SCHEMA] = f"{json_text(schema(), spaces=2)}\n"
    return files, notes


def _add_hook(place: _Place, files: dict[Path, str], notes: list[str], *, wanted: bool) -> None:
    file = place.repository / _PRE_COMMIT
    below = "" if place.root == place.repository else f"{re.escape(place.seen(place.root))}/"
    pattern = rf"'^{below}({FIGURES}/.*\.ya?ml|archviz\.toml|archviz-baseline\.yaml)$|\.go$'"
    hook = _HOOK.format(project=place.option, files=pattern)
    if not file.is_file():
        if wanted:
            files[file] = f"repos:\n{_indented(hook, '  ')}"
        else:
            notes.append(f"no {_PRE_COMMIT} here, so no hook was written: --hook writes one")
        return
    old = read_text(file, ProjectError)
    if "archviz" in old:
        notes.append(f"{_PRE_COMMIT} speaks of archviz already and was left as it is")
        return
    new = _with_hook(old, hook)
    if new is None:
        notes.append(f"{_PRE_COMMIT} was left as it is; add to its `repos`:\n{hook}")
    else:
        files[file] = new


def _with_hook(old: str, hook: str) -> str | None:
    """A configuration of pre-commit with a hook before all others; None where its layout is none that is known."""
    found = re.search(
        r"^repos:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*(?P<indent>[ ]*)-(?=[ \n])", old, re.MULTILINE
    )
    if found is None:
        return None
    at = found.start("indent")
    new = f"{old[:at]}{_indented(hook, found['indent'])}{old[at:]}"
    try:
        before, after = (parse_document(text, _PRE_COMMIT, ProjectError).content.plain() for text in (old, new))
    except ArchvizError:
        return None
    same = isinstance(before, dict) and isinstance(after, dict) and after["repos"][1:] == before["repos"]
    return new if same and {**after, "repos": before["repos"]} == before else None


def _add_workflow(place: _Place, files: dict[Path, str], notes: list[str]) -> None:
    file = place.repository / _WORKFLOW
    if file.exists():
        notes.append(f"{_WORKFLOW} is there already and was left as it is")
        return
    needed = _requires_others(place.module)
    dependencies = _DEPENDENCIES.format(module=_quoted(place.seen(place.module))) if needed else ""
    files[file] = _JOB.format(dependencies=dependencies, project=place.option)


def _requires_others(module: Path) -> bool:
    """Whether a module reads others from the module cache: it requires some and has not vendored them."""
    file = module / "go.mod"
    return (
        file.is_file()
        and bool(parse_go_mod(read_text(file, ProjectError)).required)
        and not (module / "vendor").is_dir()
    )


def _on_github(repository: Path) -> bool:
    """Whether a remote of a git repository is on GitHub, as its configuration says."""
    file = repository / ".git" / "config"
    text = read_text(file, ProjectError) if file.is_file() else ""
    return re.search(r"^\s*url\s*=\s*\S*\bgithub\.com[:/]", text, re.MULTILINE) is not None


def _quoted(path: str) -> str:
    """A path as a shell and YAML take it for one word."""
    return path if re.fullmatch(r"[\w./@+-]+", path, re.ASCII) else "'" + path.replace("'", "'\\''") + "'"


def _indented(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}" for line in text.splitlines(keepends=True))
