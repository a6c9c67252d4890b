"""A pinned version from wherever it can be had: the cache first, then each provider in the pin's order."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from archviz.model.errors import SourceError
from archviz.sources.cache.store import CachedSource, other_digest
from archviz.sources.progress import Progress, Silent
from archviz.sources.providers.clone import clone
from archviz.sources.providers.debian import apt_source
from archviz.sources.trees.digest import digest
from archviz.sources.trees.overlay import Layer, OverlayTree
from archviz.sources.trees.tree import Subtree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archviz.sources.providers.pinned import Pinned, PinnedLayer, PinnedProvider
    from archviz.sources.trees.tree import Tree

T = TypeVar("T")


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
            bring.first(pin.version, pin, held, lambda tree, workspace: cached.store(tree, workspace, progress))
            return cached.path
        layers = []
        for number, source in enumerate(pin.sources, 1):
            name = f"{pin.version}, source {number} of {len(pin.sources)}" + (f" ({source.at})" if source.at else "")
            layers.append(Layer(source.at, bring.first(name, source, held, partial(_verified, source.digest))))
        workspace = held.enter_context(cached.workspace())
        try:
            cached.store(OverlayTree(pin.version, layers), workspace, progress)
        except SourceError as error:
            raise SourceError(
                f"cannot bring {pin.version}: of all its sources, {error.message}", hint=error.hint
            ) from error
    return cached.path


def _verified(expected: str, tree: Tree, _workspace: Path) -> Tree:
    """The tree itself. Raises SourceError where it has another digest."""
    found = digest(tree)
    if found != expected:
        raise other_digest(found, expected)
    return tree


class _Bringing:
    """Brings sources by their providers into folders beside the cache's own."""

    def __init__(self, cached: CachedSource, progress: Progress, *, offline: bool) -> None:
        self._cached, self._progress, self._offline = cached, progress, offline
        self._had: dict[tuple[str, ...], Tree] = {}

    def first(self, name: str, source: Pinned | PinnedLayer, held: ExitStack, accept: Callable[[Tree, Path], T]) -> T:
        """What ``accept`` makes of the tree of the first provider that can be had, and of the folder that it is in.

        The folder stays until ``held`` is closed. A tree for which ``accept`` raises SourceError is as if not had.
        """
        hint = "--source takes a directory, an archive, or a git repository as PATH@REV"
        providers = [provider for provider in source.providers if not self._offline or _is_local(provider)]
        if not providers:
            raise SourceError(f"{name} is not in the cache at {self._cached.path}", hint=f"go online, or {hint}")
        reasons: list[str] = []
        hints: dict[str | None, None] = {}
        for provider in providers:
            with ExitStack() as own:
                workspace = own.enter_context(self._cached.workspace())
                asked = (provider.kind, provider.place, provider.revision, source.commit)
                try:
                    whole = self._had.get(asked) or self._whole(provider, source.commit, workspace / "download")
                    accepted = accept(Subtree(whole, provider.folder) if provider.folder else whole, workspace)
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
        raise SourceError(f"cannot bring {name}:", details=tuple(reasons), hint="; ".join([*filter(None, hints), hint]))

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
