"""A pinned version from wherever it can be had: the cache first, then each provider in the pin's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.cache.store import CachedSource
from archviz.sources.progress import Progress, Silent
from archviz.sources.providers.clone import clone
from archviz.sources.providers.debian import apt_source
from archviz.sources.trees.tree import Subtree

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.providers.pinned import Pinned, PinnedProvider
    from archviz.sources.trees.tree import Tree


def fetch(pin: Pinned, cache: Path, progress: Progress | None = None, *, offline: bool = False) -> Path:
    """The directory in the cache that holds a pinned version, brought there if need be and verified by its digest.

    Each provider that fails is noted in one line and the next one tried; with ``offline``, those alone that are on this
    machine. Raises SourceError, with every reason, where all fail.
    """
    progress = progress or Silent()
    cached = CachedSource(cache, pin.version, pin.digest)
    if cached.holds():
        return cached.path
    hint = "--source takes a directory, an archive, or a git repository as PATH@REV"
    providers = [provider for provider in pin.providers if not offline or _is_local(provider)]
    if not providers:
        raise SourceError(f"{pin.version} is not in the cache at {cached.path}", hint=f"go online, or {hint}")
    reasons: list[str] = []
    hints: dict[str | None, None] = {}
    for provider in providers:
        with cached.workspace() as workspace:
            try:
                tree = _bring(pin, provider, workspace / "download", progress, offline=offline)
                tree = Subtree(tree, provider.folder) if provider.folder else tree
                cached.store(tree, workspace, progress)
            except SourceError as error:
                reasons.append(f"{provider.kind}: {' '.join(error.message.split())}")
                hints[error.hint] = None
            except Exception as error:  # noqa: BLE001  # one provider's fault is no reason not to try the next
                reasons.append(f"{provider.kind}: unforeseen: {type(error).__name__}: {' '.join(str(error).split())}")
            else:
                return cached.path
            progress.note(reasons[-1])
    raise SourceError(
        f"cannot bring {pin.version}:", details=tuple(reasons), hint="; ".join([*filter(None, hints), hint])
    )


def _is_local(provider: PinnedProvider) -> bool:
    """Whether a provider is on this machine, so that asking it is no use of the network."""
    if provider.kind in ("git", "archive"):
        return provider.place.startswith(("file://", "/"))
    if provider.kind == "goproxy":
        from archviz.sources.providers.module_proxy import local_proxies

        return local_proxies()
    return False


def _bring(pin: Pinned, provider: PinnedProvider, folder: Path, progress: Progress, *, offline: bool) -> Tree:
    # HTTP and TLS take a while to import, and a source at hand does not need them.
    from archviz.sources.providers.downloads import download
    from archviz.sources.providers.module_proxy import proxied_module

    folder.mkdir()
    match provider.kind:
        case "git":
            return clone(provider.place, provider.revision, pin.commit, folder, progress)
        case "archive":
            return download(provider.place, folder, progress)
        case "goproxy":
            return proxied_module(provider, folder, progress, offline=offline).tree
        case "debian":
            return apt_source(provider.place, provider.revision, folder, progress)
    raise SourceError(f"no way to bring a source by {provider.kind!r}")
