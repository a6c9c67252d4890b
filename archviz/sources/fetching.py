"""A pinned version from wherever it can be had: the cache first, then each provider in the pin's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from archviz.model.errors import SourceError
from archviz.sources.cache import CachedSource
from archviz.sources.debian import apt_source
from archviz.sources.progress import Progress, Silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archviz.sources.tree import Tree


class Provider(Protocol):
    """One place to have a version from."""

    @property
    def kind(self) -> str:
        """``git``, ``archive`` or ``debian``."""

    @property
    def place(self) -> str:
        """The remote's or the archive's address, or the source package's name."""

    @property
    def revision(self) -> str:
        """The tag, or the package's upstream version; "" for an archive."""


class Pinned(Protocol):
    """A version, its digest, and where it can be had."""

    @property
    def version(self) -> str:
        """The version's name, which is its folder's name in the cache."""

    @property
    def digest(self) -> str:
        """The digest that its Go files must have."""

    @property
    def providers(self) -> Sequence[Provider]:
        """Where it can be had, best first."""


def fetch(pin: Pinned, cache: Path, progress: Progress | None = None, *, offline: bool = False) -> Path:
    """The directory in the cache that holds a pinned version, brought there if need be and verified by its digest.

    Each provider that fails is noted in one line and the next one tried. Raises SourceError, with every reason, where
    all fail, and at once with ``offline`` where the cache has it not.
    """
    progress = progress or Silent()
    cached = CachedSource(cache, pin.version, pin.digest)
    if cached.holds():
        return cached.path
    hint = "--source takes a directory, an archive, or a git repository as PATH@REV"
    if offline:
        raise SourceError(f"{pin.version} is not in the cache at {cached.path}", hint=f"go online, or {hint}")
    reasons = []
    for provider in pin.providers:
        with cached.workspace() as workspace:
            try:
                cached.store(_bring(provider, workspace / "download", progress), workspace, progress)
            except SourceError as error:
                reasons.append(f"{provider.kind}: {' '.join(error.message.split())}")
                progress.note(reasons[-1])
            else:
                return cached.path
    raise SourceError(f"cannot bring {pin.version}:", details=tuple(reasons), hint=hint)


def _bring(provider: Provider, folder: Path, progress: Progress) -> Tree:
    from archviz.sources.remote import clone, download  # with HTTP and TLS, which a source at hand does not need

    folder.mkdir()
    match provider.kind:
        case "git":
            return clone(provider.place, provider.revision, folder, progress)
        case "archive":
            return download(provider.place, folder, progress)
        case "debian":
            return apt_source(provider.place, provider.revision, folder, progress)
    raise SourceError(f"no way to bring a source by {provider.kind!r}")
