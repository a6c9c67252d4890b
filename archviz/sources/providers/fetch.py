"""A pinned version from wherever it can be had: the cache first, then each provider in the pin's order."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from archviz.model.errors import SourceError
from archviz.sources.cache.store import CachedSource, other_digest
from archviz.sources.progress import Progress, Silent
from archviz.sources.providers.clone import clone
from archviz.sources.providers.debian import apt_source
from archviz.sources.trees.digest import digest
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.overlay import Layer, OverlayTree, TreeWithout
from archviz.sources.trees.tree import Subtree

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from archviz.sources.providers.pinned import Pinned, PinnedLayer, PinnedProvider
    from archviz.sources.trees.tree import Tree

T = TypeVar("T")

_OTHERWISE = "--source takes a directory, an archive, or a git repository as PATH@REV"


def fetch(pin: Pinned, cache: Path, progress: Progress | None = None, *, offline: bool = False) -> Path:
    """The directory in the cache that holds a pinned version, brought there if need be and verified by its digest.

    Each provider that fails is noted in one line and the next one tried; with ``offline``, those alone that are on this
    machine. Of several sources each is verified by its own digest, then all together by the version's. Raises
    SourceError, with every reason, where one cannot be had.
    """
    progress = progress or Silent()
    cached = CachedSource(cache, pin.version, pin.digest)
    if cached.holds():
        return cached.path
    bring = _Bringing(cached, progress, offline=offline)
    with ExitStack() as held:
        if not pin.sources:
            bring.first(pin.version, pin, held, lambda found: cached.store(found.tree, found.workspace, progress))
            return cached.path
        layers = []
        for number, source in enumerate(pin.sources, 1):
            name = f"{pin.version}, source {number} of {len(pin.sources)}" + (f" ({source.at})" if source.at else "")
            layers.append(Layer(source.at, bring.first(name, source, held, partial(_verified, source))))
        workspace = held.enter_context(cached.workspace())
        try:
            cached.store(OverlayTree(pin.version, layers), workspace, progress)
        except SourceError as error:
            raise SourceError(
                f"cannot bring {pin.version}: of all its sources, {error.message}", hint=error.hint
            ) from error
    return cached.path


class UnpinnedSource(NamedTuple):
    """What a source of a version without a pin turns out to be: which of its providers gave it, its commit, its digest.

    ``commit`` is "", and ``date``, the day of the commit, None, where it did not come by git.
    """

    provider: int
    commit: str
    digest: str
    date: datetime.date | None


def fetch_unpinned(
    version: str, sources: Sequence[PinnedLayer], cache: Path, progress: Progress, *, offline: bool = False
) -> tuple[str, tuple[UnpinnedSource, ...]]:
    """Brings a version whose digest nobody knows yet into the cache: the digest of all, and what each source is.

    Whatever a tag or a module's version names now is taken, with what its own format verifies: a commit by its id, a
    module by the sums of its provider. Raises SourceError as ``fetch`` does.
    """
    if offline and not all(any(map(_is_local, source.providers)) for source in sources):
        raise SourceError(f"{version} is neither pinned nor in the cache", hint=f"go online, or {_OTHERWISE}")
    bring = _Bringing(CachedSource(cache, version, ""), progress, offline=offline)
    with ExitStack() as held:
        brought = [
            bring.first(f"{version}, which is not pinned", source, held, lambda found: found) for source in sources
        ]
        layers = [Layer(source.at, _part(source, one)) for source, one in zip(sources, brought, strict=True)]
        whole = layers[0].tree if len(layers) == 1 and not layers[0].at else OverlayTree(version, layers)
        sum_ = digest(whole)
        cached = CachedSource(cache, version, sum_)
        if not cached.holds():
            cached.store(whole, held.enter_context(cached.workspace()), progress)
        if len(layers) == 1:
            return sum_, (UnpinnedSource(brought[0].provider, brought[0].commit, sum_, brought[0].date),)
        sums = (digest(layer.tree) for layer in layers)
        return sum_, tuple(
            UnpinnedSource(one.provider, one.commit, own, one.date) for one, own in zip(brought, sums, strict=True)
        )


def _verified(source: PinnedLayer, found: _Brought) -> Tree:
    """What of a tree is a part of the version. Raises SourceError where that has another digest."""
    tree = _part(source, found)
    sum_ = digest(tree)
    if sum_ != source.digest:
        raise other_digest(sum_, source.digest)
    return tree


def _part(source: PinnedLayer, found: _Brought) -> Tree:
    return TreeWithout(found.tree, source.without) if source.without else found.tree


class _Brought(NamedTuple):
    """What a provider gave, and the folder in which it is: it stays while that does."""

    tree: Tree
    workspace: Path
    provider: int
    commit: str
    date: datetime.date | None


class _Bringing:
    """Brings sources by their providers into folders beside the cache's own."""

    def __init__(self, cached: CachedSource, progress: Progress, *, offline: bool) -> None:
        self._cached, self._progress, self._offline = cached, progress, offline
        self._had: dict[tuple[str, ...], Tree] = {}

    def first(self, name: str, source: Pinned | PinnedLayer, held: ExitStack, accept: Callable[[_Brought], T]) -> T:
        """What ``accept`` makes of what comes from the first provider that can be had.

        Its folder stays until ``held`` is closed. A tree for which ``accept`` raises SourceError is as if not had.
        """
        providers = [provider for provider in source.providers if not self._offline or _is_local(provider)]
        if not providers:
            raise SourceError(f"{name} is not in the cache at {self._cached.path}", hint=f"go online, or {_OTHERWISE}")
        reasons: list[str] = []
        hints: dict[str | None, None] = {}
        for provider in providers:
            with ExitStack() as own:
                workspace = own.enter_context(self._cached.workspace())
                asked = (provider.kind, provider.place, provider.revision, source.commit)
                try:
                    whole = self._had.get(asked) or self._whole(provider, source.commit, workspace / "download")
                    tree = Subtree(whole, provider.folder) if provider.folder else whole
                    commit, date = (whole.commit, whole.date) if isinstance(whole, GitTree) else ("", None)
                    accepted = accept(_Brought(tree, workspace, source.providers.index(provider), commit, date))
                except SourceError as error:
                    reasons.append(f"{provider.kind}: {' '.join(error.message.split())}")
                    hints[error.hint] = None
                except Exception as error:  # noqa: BLE001  # one provider's fault is no reason not to try the next
                    said = " ".join(str(error).split())
                    reasons.append(f"{provider.kind}: unforeseen: {type(error).__name__}: {said}")
                else:
                    self._had[asked] = whole  # another source may be another folder of it
                    held.push(own.pop_all())
                    return accepted
            self._progress.note(reasons[-1])
        raise SourceError(
            f"cannot bring {name}:", details=tuple(reasons), hint="; ".join([*filter(None, hints), _OTHERWISE])
        )

    def _whole(self, provider: PinnedProvider, commit: str, folder: Path) -> Tree:
        """What a provider has, brought into a new folder."""
        # HTTP and TLS take a while to import, and a source at hand does not need them.
        from archviz.sources.providers.downloads import download
        from archviz.sources.providers.module_proxy import proxied_module

        folder.mkdir()
        match provider.kind:
            case "git":
                return clone(provider.place, provider.revision, commit, folder, self._progress)
            case "archive":
                return download(provider.place, folder, self._progress)
            case "goproxy":
                return proxied_module(provider, folder, self._progress, offline=self._offline).tree
            case "debian":
                return apt_source(provider.place, provider.revision, folder, self._progress)
        raise SourceError(f"no way to bring a source by {provider.kind!r}")


def _is_local(provider: PinnedProvider) -> bool:
    """Whether a provider is on this machine, so that asking it is no use of the network."""
    if provider.kind in ("git", "archive"):
        return provider.place.startswith(("file://", "/"))
    if provider.kind == "goproxy":
        from archviz.sources.providers.module_proxy import local_proxies

        return local_proxies()
    return False
