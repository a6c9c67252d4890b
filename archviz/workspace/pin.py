"""A pin made: from a revision of the project's repository, an archive, or a module's version."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from archviz.documents.files import read_text
from archviz.model.errors import ProjectError, SourceError
from archviz.model.modules import is_module_path, is_module_version, without_major
from archviz.model.names import VERSION
from archviz.model.places import git_protocol, is_web_address
from archviz.model.versions import version_order
from archviz.refs import (
    Pin,
    ProjectName,
    Provider,
    ProviderKind,
    link_of_module,
    link_of_remote,
    pin_path,
    pin_text,
    pins,
)
from archviz.sources.cache.store import CachedSource, cache_folder
from archviz.sources.checkout import checkout, version_name
from archviz.sources.opening import git_place, place_of
from archviz.sources.roots import no_go
from archviz.sources.tops import repository_top
from archviz.sources.trees.archive import open_archive
from archviz.sources.trees.digest import digest
from archviz.sources.trees.git_repository import Repository
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.tree import is_go
from archviz.workspace.modules import module_folder
from archviz.workspace.outputs import write_files

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from archviz.refs.called import ProjectName
    from archviz.sources.trees.tree import Tree
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_MODULE = re.compile(r"([^@]+)@(v[0-9][^@/]*|latest|upgrade|patch|master|main)")
_ENDING = re.compile(r"\.(tar\.gz|tgz|tar|zip)$")
_NUMBERS = re.compile(r"(?:^|[^0-9A-Za-z])v?([0-9]+(?:\.[0-9]+)+(?:[-+.][0-9A-Za-z][0-9A-Za-z.+-]*)?)$")


@dataclass(frozen=True, slots=True)
class NewPin:
    """A pin that is made and not written yet, its file there, and what its user should know of it."""

    pin: Pin
    file: Path
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is written into the file."""
        return pin_text(self.pin)

    def write(self, *, force: bool = False) -> bool:
        """Writes the file; whether that changed anything.

        Raises ProjectError where there is another pin of that name, unless ``force`` says to replace it.
        """
        if not force and self.file.exists() and read_text(self.file, ProjectError) != self.text:
            raise ProjectError(
                f"{self.pin.version} is pinned already, to something else",
                file=str(self.file),
                hint="--name gives the new pin another name, --force replaces the one that is there",
            )
        return bool(write_files(self.file.parent, {self.file.name: self.text.encode()}).changed)


@dataclass(frozen=True, slots=True)
class FoundSource:
    """What a pin is made of: the tree, what it is called, where it can be had, and of a commit its day."""

    tree: Tree
    version: str
    providers: tuple[Provider, ...]
    commit: str = ""
    link: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()
    date: datetime.date | None = None


def make_pin(project: Project, settings: Settings, what: str = "", name: str = "", *, store: bool = True) -> NewPin:
    """The pin of what a text names, and its Go files in the cache, if they are to be stored there.

    ``what`` is a tag, branch or commit of the source's repository, "" for HEAD; ``PATH@REV`` of another one; the path
    or the URL of an archive; or ``MODULE@VERSION``. ``name`` is the version's, by default the tag's without its ``v``.
    Raises SourceError where it cannot be had, and ProjectError where no version's name follows from it.
    """
    refs = project.refs
    known = pins(refs)
    with found_source(project, settings, what) as found:
        version = version_named(name or found.version, what)
        sum_ = digest(found.tree)
        link = found.link or next((old.link for old in reversed(known) if "{commit}" in old.link and found.commit), "")
        made = Pin(project_named(known, found), version, sum_, found.providers, found.commit, link, date=found.date)
        if store:
            put_in_cache(made, found.tree, settings)
    notes = found.notes if link else (*found.notes, no_link(found))
    return NewPin(made, pin_path(refs, version), notes)


def version_named(text: str, what: str) -> str:
    """A version's name, as it is written or as a tag has it. Raises ProjectError where it can be none."""
    version = text.removeprefix("v")
    if not re.fullmatch(VERSION, version):
        message = f"a version cannot be named {version!r}" if version else f"which version is {what}?"
        raise ProjectError(message, hint="--name names it, such as --name 1.2.3: letters, digits and . + _ -")
    return version


def project_named(known: Sequence[Pin], found: FoundSource) -> str | ProjectName:
    """What the project is called: as in its newest pin, else as what was found says."""
    return next((old.name for old in reversed(known)), found.name)


def put_in_cache(made: Pin, tree: Tree, settings: Settings) -> None:
    """Puts the Go files of a pinned version into the cache. Raises SourceError."""
    cached = CachedSource(cache_folder(settings.cache), made.version, made.digest)
    if not cached.holds():
        with cached.workspace() as workspace:
            cached.store(tree, workspace, settings.progress)


def no_link(found: FoundSource) -> str:
    """Why what was found has no link to its code."""
    why = "whose code is shown where is not known" if found.commit else "no commit is known"
    return f"it has no link to its code: {why}; `link` in the pin is the pattern for a line"


@contextmanager
def found_source(project: Project, settings: Settings, what: str) -> Iterator[FoundSource]:
    """What a text names, open for as long as it is read."""
    module = _MODULE.fullmatch(what)
    with TemporaryDirectory() as workspace:
        if is_web_address(what):
            found = _downloaded(what, settings, Path(workspace))
        elif os.path.isfile(place_of(what)):  # noqa: PTH113  # a Path's raises for a name that is too long
            found = _archive(what, project.refs)
        elif module is not None and is_module_path(module[1]) and not place_of(module[1]).is_dir():
            found = _module(module[1], module[2], project, settings, Path(workspace))
        else:
            found = _revision(what, _place(project, settings))
        if not any(any(map(is_go, folder.files)) for folder in found.tree.walk()):
            raise no_go(found.tree, "no Go file")
        yield found


def _place(project: Project, settings: Settings) -> str:
    """Where the repository is whose revisions are meant: the source, else the module around, else the project."""
    if settings.source or project.source:
        return settings.source or project.source_path
    around = module_folder(project.root)
    return str(project.root) if around is None else os.path.relpath(around)


def _revision(what: str, source: str) -> FoundSource:
    """A revision of the repository that a source is in, or of another one that is named with it."""
    folder, revision = place_of(source), what or "HEAD"
    if not folder.is_dir():
        folder, named = git_place(source)
        revision = what or named
    if "@" in what:
        try:
            folder, revision = git_place(what)
        except SourceError:
            folder, revision = place_of(source), what
    location = f"{folder}@{revision}"
    repository = Repository(location, folder)
    tree = GitTree(location, folder, revision)
    notes = []
    tag = revision if repository.has_tag(revision) else repository.tag(tree.commit)
    remote = _public(repository.remote())
    if git_protocol(remote) in (None, "file"):
        remote = str(folder.resolve())
        notes.append(f"the repository has no remote: the pin names {remote}, where others have nothing")
    elif not what:
        work = checkout(str(folder))
        if work is not None and work.changed:
            notes.append(f"what is not committed is not in it: {len(work.changed)} Go files are not as in the commit")
    below = repository.prefix if remote != str(folder.resolve()) else ""
    provider = Provider(ProviderKind.GIT, remote, tag, below)
    version = version_name(tag.rpartition("/")[2] if tag else repository.version_name(tree.commit), tree.commit)
    link = link_of_remote(remote, "{commit}", repository.prefix)
    title = _title(tree) or _stem(remote)
    return FoundSource(tree, version, (provider,), tree.commit, link, title, tuple(notes), tree.date)


def _public(remote: str) -> str:
    """A remote's address without the password in it, and without the user name where that is for the web."""
    if "://" not in remote:
        return remote
    parts = urlsplit(remote)
    user, _, host = parts.netloc.rpartition("@")
    kept = user.partition(":")[0] if parts.scheme == "ssh" else ""
    return urlunsplit(parts._replace(netloc=f"{kept}@{host}" if kept else host))


def _archive(path: str, refs: Path) -> FoundSource:
    """An archive on this machine; one in the project's repository is named from the pin's folder."""
    file = place_of(path).resolve()
    tree = open_archive(path, file)
    if tree is None:
        raise SourceError(f"{path} is no archive", hint="an archive is a .tar.gz, .tgz, .tar or .zip")
    project = refs.resolve().parent
    near = file.is_relative_to(repository_top(project) or project)
    place = Path(os.path.relpath(file, refs.resolve())).as_posix() if near else file.as_uri()
    note = () if near else (f"the pin names {file}, where others have nothing",)
    provider = Provider(ProviderKind.ARCHIVE, place)
    return FoundSource(tree, _version_in(file.name), (provider,), name=_title(tree) or _stem(file.name), notes=note)


def _downloaded(url: str, settings: Settings, workspace: Path) -> FoundSource:
    if settings.offline:
        raise SourceError(f"{url} is not on this machine", hint="go online, or name a file")
    from archviz.sources.providers.downloads import download

    tree = download(url, workspace, settings.progress)
    name = _ENDING.sub("", unquote(urlsplit(url).path).rstrip("/")).rpartition("/")[2]
    provider = Provider(ProviderKind.ARCHIVE, url)
    return FoundSource(tree, _version_in(name), (provider,), name=_title(tree) or _stem(name))


def _module(path: str, version: str, project: Project, settings: Settings, workspace: Path) -> FoundSource:
    if not is_module_version(version):
        raise SourceError(
            f"{version} is no module version in full",
            hint=f"such as v1.2.3; `go list -m {path}@{version}` says which one {version} is",
        )
    from archviz.sources.providers.module_proxy import module_repository, proxied_module

    sums = module_sums(project.refs.parent.resolve(), path, version)
    asked = Provider(ProviderKind.GOPROXY, path, version, sum=sums.get("", ""), mod_sum=sums.get("/go.mod", ""))
    given = proxied_module(asked, workspace, settings.progress, offline=settings.offline)
    provider = Provider(ProviderKind.GOPROXY, path, version, sum=given.sum, mod_sum=given.mod_sum)
    known = module_repository(given, asked, workspace, settings.progress)
    link = link_of_remote(known.remote, "{commit}", known.folder) if known is not None else ""
    commit = known.commit if known is not None and link else ""
    note = () if sums else (f"no go.sum here has {path} {version}: the pin's sums are those of what came now",)
    name = _stem(without_major(path))
    return FoundSource(given.tree, version, (provider,), commit, link or link_of_module(path, version), name, note)


def module_sums(folder: Path, module: str, version: str) -> dict[str, str]:
    """The sums of a module's version, of its zip by "" and of its go.mod by "/go.mod", from the nearest go.sum."""
    file = next((one / "go.sum" for one in (folder, *folder.parents) if (one / "go.sum").is_file()), None)
    found = {}
    for line in read_text(file, ProjectError).splitlines() if file is not None else ():
        words = line.split()
        if len(words) == 3 and words[0] == module and words[1].partition("/")[0] == version:
            found[words[1].removeprefix(version)] = words[2]
    return found


def _title(tree: Tree) -> str:
    """The last part of the path of a tree's main module, "" where it has none."""
    from archviz.sources.gomod import parse_go_mod

    top = tree.folder("")
    if top is None or "go.mod" not in top.files:
        return ""
    module = parse_go_mod(tree.read("go.mod").decode("utf-8", "replace")).module
    return _stem(without_major(module))


def _stem(name: str) -> str:
    """The last part of an address or a path without its ending and its version."""
    last = _ENDING.sub("", name.rstrip("/").removesuffix(".git")).rpartition("/")[2]
    return re.sub(r"[-_]?v?[0-9][0-9.]*$", "", last) or last


def _version_in(name: str) -> str:
    """The version at the end of an archive's name, such as ``kettle-1.2.3.tar.gz`` or ``v1.2.3.zip``; "" for none."""
    found = _NUMBERS.search(_ENDING.sub("", name))
    return found[1] if found is not None and version_order(found[1])[0] else ""
