"""The source of a version that a project is to be upgraded to, and what the project's settings say then."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from archviz.documents.files import read_bytes
from archviz.model.errors import ProjectError, SourceError
from archviz.model.places import git_protocol
from archviz.refs import ProviderKind, pin, pin_names
from archviz.workspace.pin import make_pin
from archviz.workspace.project import FROM_GIT
from archviz.workspace.project_file import line_of, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.refs import Pin
    from archviz.workspace.pin import NewPin
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to upgrade to.

    ``project`` is the project with the new pin, where one had to be made, ``settings`` choose the source. ``own`` says
    whether the source is the one that the project is about from then on, so that its pictures are drawn from it.
    ``changed`` is the file of settings and its text where they have to name the version.
    """

    project: Project
    settings: Settings
    pin: NewPin | None = None
    own: bool = True
    changed: tuple[Path, str] | None = None


@contextmanager
def new_version(project: Project, settings: Settings) -> Iterator[NewVersion]:
    """The version that the settings name, brought if need be; for as long as it is worked with.

    A version that is not pinned is one that a new pin can be made of: from a revision of the source's repository, or
    from where the newest pin has its version, with the other number. In a project without pins it is what the source is
    called. Raises SourceError where it cannot be had, and ProjectError.
    """
    version = settings.version.removeprefix("v")
    names = pin_names(project.refs)
    if settings.source or not version:
        yield NewVersion(project, settings, own=not settings.source)
    elif version in names:
        yield _bumped(NewVersion(project, replace(settings, version=version)))
    elif not names and project.source_path:
        yield NewVersion(project, replace(settings, source=project.source_path, further=settings.further))
    else:
        made = _pinned(project, settings, version, names[-1] if names else "")
        with TemporaryDirectory() as folder:
            refs = Path(folder) / "refs"
            if project.refs.is_dir():
                shutil.copytree(project.refs, refs)
            refs.mkdir(exist_ok=True)
            (refs / made.file.name).write_text(made.text, encoding="utf-8")
            with_pin = replace(project, refs_folder=str(refs))
            yield _bumped(NewVersion(with_pin, replace(settings, version=version), made))


def _pinned(project: Project, settings: Settings, version: str, newest: str) -> NewPin:
    """A pin of a version that is not pinned yet."""
    known = pin(newest, project.refs) if newest else None
    tried = [*_elsewhere(known, version), *dict.fromkeys((settings.version, f"v{version}", version))]
    faults = []
    for what in tried:
        try:
            return make_pin(project, settings, what, version)
        except SourceError as error:
            faults.append(f"{what}: {error.message}")
    raise SourceError(
        f"no version {version} is pinned, and it was not found: {'; '.join(faults)}",
        hint="`archviz pin` pins a revision, an archive or a module; --source names the source of the version",
    )


def _elsewhere(known: Pin | None, version: str) -> Iterator[str]:
    """Where a version may be, by where another one is: what ``make_pin`` takes."""
    if known is None:
        return
    for provider in known.providers:
        place, revision = (text.replace(known.version, version) for text in (provider.place, provider.revision))
        match provider.kind:
            case ProviderKind.GIT if git_protocol(provider.place) in (None, "file") and provider.revision:
                yield f"{provider.place.removeprefix('file://')}@{revision}"
            case ProviderKind.ARCHIVE if place != provider.place:
                yield place
            case ProviderKind.GOPROXY if revision != provider.revision:
                yield f"{place}@{revision}"


def _bumped(version: NewVersion) -> NewVersion:
    """The version with the project's settings naming it, where they name another one."""
    project, new = version.project, version.settings.version
    if project.version in ("", FROM_GIT, new):
        return version
    found = read_table(project.root)
    file = found[0] if found is not None else project.root
    text = read_bytes(file, ProjectError).decode("utf-8")
    lines = text.splitlines(keepends=True)
    line = line_of(file, "version", text)
    value = re.compile(rf"""(version["']?\s*=\s*)(["']){re.escape(project.version)}\2""")
    changed, count = value.subn(rf"\g<1>\g<2>{new}\g<2>", lines[line - 1], count=1) if line else ("", 0)
    if line is None or not count:
        hint = f'write it as version = "{project.version}" on a line of its own'
        raise ProjectError("the version that is to be another cannot be found", file=str(file), line=line, hint=hint)
    lines[line - 1] = changed
    return replace(version, changed=(file, "".join(lines)))
