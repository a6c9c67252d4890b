"""What the claims are held against: a source, opened, with the version that it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archviz.model.context import ContextChoice
from archviz.model.errors import SourceError
from archviz.model.versions import bare_version, version_order
from archviz.sources.progress import Progress, Silent
from archviz.workspace.diagnostics import DiagnosticLog
from archviz.workspace.project import FROM_GIT

if TYPE_CHECKING:
    from archviz.golang.graph import Graph
    from archviz.model.context import BuildContext
    from archviz.model.figure import Origin
    from archviz.refs import Pin
    from archviz.sources.checkout import Checkout
    from archviz.workspace.project import Project


class SourceChoice(NamedTuple):
    """Which source is to be read: the one at a ``path``, or where that is "" the pinned version of this name.

    ``version`` is what the source at a path is called, "" for what its digest says. ``further`` are the paths of
    sources that give what it imports and does not have.
    """

    path: str
    version: str
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command was asked for: a pinned ``version``, or a ``source`` (a path as the user wrote it), or both.

    With both, the version is that of the source; with neither, the project chooses. ``further`` are the paths of
    sources that give what a source imports and does not have; without any, the project's. ``cache`` None is the user's.
    ``cached`` False passes over what an earlier run left. ``context`` is what is chosen in the place of the project's
    own build context. ``diagnostics`` has what could not be read of the opened sources.
    """

    version: str = ""
    source: str = ""
    further: tuple[str, ...] = ()
    cache: Path | None = None
    cached: bool = True
    offline: bool = False
    progress: Progress = field(default_factory=Silent)
    context: ContextChoice = field(default_factory=ContextChoice)
    diagnostics: DiagnosticLog = field(default_factory=DiagnosticLog, compare=False)

    def build_context(self, project: Project) -> BuildContext:
        """For what packages are built. Raises ProjectError where Go has no such platform."""
        return self.context.of(project.context)

    def choice(self, project: Project) -> SourceChoice:
        """Which source is asked for. Raises ProjectError where neither a command nor a project names one."""
        if self.source:
            return SourceChoice(self.source, self.version, self.further or project.further)
        path = "" if self.version else project.source_path
        if not path:
            return SourceChoice("", self.version or project.pinned)
        return SourceChoice(path, project.version, (*(self.further or project.further), *project.beside_module))


@dataclass(frozen=True, slots=True)
class Subject:
    """An opened source. ``origin`` has no version where the digest is that of no pin and none was named.

    ``notes`` say what a reader of pictures should know of it: that it is not the version that was named, and why there
    is no link to some or all of its code. ``head`` is the commit that a work tree is at, where its links lead there.
    """

    graph: Graph
    location: str
    digest: str
    origin: Origin
    notes: tuple[str, ...] = ()
    head: str = ""


def bring(project: Project, settings: Settings) -> tuple[Pin, Path]:
    """The pin of the version asked for and the folder in the cache that holds it.

    A version without a pin is had as ``version_pin`` says. Raises SourceError where it cannot be had.
    """
    # which needs the readers of YAML and JSON, and a question about a module does not
    from archviz.sources.cache.folder import cache_folder
    from archviz.sources.providers.fetch import fetch
    from archviz.workspace.unpinned import version_pin

    name = settings.version or project.pinned
    if not name:
        raise SourceError(f"no version is pinned in {project.refs}", hint="`archviz pin` pins the commit at hand")
    wanted = version_pin(project, settings, name)
    return wanted, fetch(wanted, cache_folder(settings.cache), settings.progress, offline=settings.offline)


def _brought(project: Project, settings: Settings) -> Path:
    from archviz.workspace.unpinned import how_to_pin, is_pinned

    wanted, place = bring(project, settings)
    if not is_pinned(project, wanted.version):
        settings.progress.note(how_to_pin(wanted))
    return place


def open_graph(project: Project, settings: Settings) -> Graph:
    """The code graph of the source named by path, else of the pinned version, brought into the cache if need be.

    Raises SourceError, and ProjectError where Go has no such platform.
    """
    from archviz.golang.graph import Graph  # which needs the parser, and a question to the index does not
    from archviz.sources.opening import open_source
    from archviz.sources.several import open_sources

    context = settings.build_context(project)
    path, _, further = settings.choice(project)
    opened = open_sources(path, further) if path else open_source(str(_brought(project, settings)))
    graph = Graph(opened, context)
    if context.tests and not path:
        settings.progress.note("a version in the cache has no tests: name a source that has them by --source")
    settings.diagnostics.watch(graph)
    return graph


def named(project: Project, settings: Settings, text: str) -> Settings:
    """The settings for what a text names: a version of the project, pinned or locked, else the source at a path.

    A leading ``v`` of a version is passed over. What is neither counts as a version where the pin of another tells how
    it may be had. Raises SourceError where none does and there is nothing that could be a path.
    """
    from archviz.refs import lock_names, pin_names
    from archviz.workspace.unpinned import like_pinned

    versions = {*pin_names(project.refs), *lock_names(project.refs)}
    for name in (text, text.removeprefix("v")):
        if name in versions:
            return replace(settings, version=name, source="")
    if version_order(text)[0] and not ("/" in text or "@" in text or Path(text).exists()):
        if like_pinned(project, text.removeprefix("v")) is not None:
            return replace(settings, version=text.removeprefix("v"), source="")
        known = ", ".join(sorted(sorted(versions), key=version_order)) or "none"
        raise SourceError(
            f"no version {text} is pinned or locked", hint=f"there are {known}; or name a source by its path"
        )
    return replace(settings, version="", source=text)


def open_subject(project: Project, settings: Settings, *, naming: bool = False, graph: Graph | None = None) -> Subject:
    """Opens a source as ``open_graph`` does, and finds out which version it is by its digest.

    A source that is no pinned version is the one that was named, unless a pin or a lock says that this has another
    digest; with ``naming`` only a pin counts. Links to its code lead to the repository that it is in. ``graph`` is the
    source where it is open already. Raises SourceError.
    """
    from archviz.refs import pins
    from archviz.sources.checkout import checkout, git_version
    from archviz.sources.opening import place_of

    graph = graph or open_graph(project, settings)
    path, version, _ = settings.choice(project)
    if not path:
        from archviz.workspace.unpinned import version_pin

        wanted = version_pin(project, settings, version)
        return Subject(graph, graph.source.location, wanted.digest, wanted.origin)
    digest = _digest(graph, settings)
    known = {one.digest: one.origin for one in reversed(pins(project.refs))}
    if digest and digest not in known and known and _has_crlf(graph):
        as_committed = graph.source.digest(autocrlf=True)
        digest = as_committed if as_committed in known else digest
        if digest not in known:
            settings.progress.note(f"{graph.source.location}: its lines end with CRLF, and it is no pinned version")
    work = checkout(path) if version == FROM_GIT and digest not in known else None
    version = git_version(path, work) if version == FROM_GIT and digest not in known else version
    origin = known.get(digest) or _named_origin(project, version, digest, naming=naming)
    if origin.link:
        return Subject(graph, path, digest, origin)
    notes = (f"{path} is not {origin.nominal}: the digest differs",) if origin.nominal else ()
    origin, about_links = linked(origin, path, project.link, work)
    head = origin.commit if "@" not in path or place_of(path).is_dir() else ""
    return Subject(graph, path, digest, origin, notes + about_links, head)


def _named_origin(project: Project, version: str, digest: str, *, naming: bool) -> Origin:
    """The origin of a source that was said to be a version and is no pinned one.

    It is that of the version's lock where the digest is the lock's; a fork's lock of the same number counts, too.
    """
    from archviz.model.figure import Origin
    from archviz.refs import lock_names, lock_path, pin_names, read_head, read_lock

    if not version:
        return Origin(version)
    name = version.removeprefix("v")
    alike = [one for one in lock_names(project.refs) if bare_version(one) == bare_version(name)] if not naming else []
    locks = {one: read_head(lock_path(project.refs, one)).digest for one in alike}
    same = sorted((one for one in alike if digest and locks[one] == digest), key=lambda one: one not in (name, version))
    if same:
        return read_lock(lock_path(project.refs, same[0])).origin
    other = name in pin_names(project.refs) or not {name, version}.isdisjoint(locks)
    return Origin("", nominal=version) if other else Origin(version)


def linked(
    origin: Origin, path: str, pattern: str = "", found: Checkout | None = None
) -> tuple[Origin, tuple[str, ...]]:
    """An origin with links to the repository that a source is in, and notes on those that there are not.

    ``pattern`` is that of the project's links, where it says one, ``found`` the checkout, where that is known.
    A file that is not as committed has no link.
    """
    from archviz.refs import link_of_remote
    from archviz.sources.checkout import checkout
    from archviz.sources.providers.addresses import shown
    from archviz.sources.roots import some

    try:
        found = found or checkout(path)
    except SourceError as error:
        return origin, (f"no links to code: {error.message}",)
    if pattern and (found is None or "{commit}" not in pattern):
        return (replace(origin, link=pattern) if "{commit}" not in pattern else origin), ()
    if found is None or not (pattern or found.remote):
        return origin, ()
    link = pattern.replace("{commit}", found.commit) or link_of_remote(found.remote, found.commit, found.folder)
    if not link:
        return origin, (f"no links to code: {shown(found.remote)} is at no host whose addresses are known",)
    unlinked = sorted({*found.changed, *found.untracked})
    notes = (f"no links to {some(unlinked)}: not as in the commit {found.commit[:7]}",) if unlinked else ()
    return replace(origin, commit=found.commit, link=link, unlinked=frozenset(unlinked)), notes


def _has_crlf(graph: Graph) -> bool:
    """Whether the lines of the source's first file end with CRLF, as in a checkout that git made on Windows."""
    files = (file for package in graph.source.packages() for file in graph.source.files(package))
    first = next(files, None)
    return first is not None and b"\r\n" in graph.source.read(first)


def _digest(graph: Graph, settings: Settings) -> str:
    """The source's digest; "" where it cannot be worked out, as of a partial clone that lacks files."""
    try:
        return graph.source.digest()
    except SourceError as error:
        settings.progress.note(f"{graph.source.location}: its version cannot be told by its digest: {error.message}")
        return ""
