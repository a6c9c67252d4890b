"""A version without a pin: had as the pinned ones are, and the same from then on (docs/decisions/pins.md)."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from archviz.model.errors import ArchvizError, SourceError
from archviz.model.modules import is_module_version, with_major, without_major
from archviz.model.versions import bare_version, version_order
from archviz.refs import Pin, PinnedSource, Provider, ProviderKind, last_date, pin, pin_names
from archviz.sources.cache.folder import cache_folder
from archviz.sources.cache.seal import Sealed, encode, genuine

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

FOLDER = "versions"
_MOST_BYTES = 1 << 20
_known: dict[Path, Pin] = {}
"""What was brought in this run, by the file that says so, for a machine that can keep no sealed file."""


class _Unpinned(Sealed, frozen=True):
    """What a version was when it was brought."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class Draft:
    """How a version is had, if it is had as a pinned one is; its sources have no digests and commits yet."""

    version: str
    like: Pin
    sources: tuple[PinnedSource, ...]

    def pin(self, digest: str, sources: Sequence[PinnedSource], date: datetime.date | None) -> Pin:
        """The pin of the version, once its digest, its date and what its sources are is known."""
        if self.like.sources:
            return Pin(self.like.name, self.version, digest, sources=tuple(sources), date=date)
        (one,) = sources
        return Pin(self.like.name, self.version, digest, one.providers, one.commit, one.link, date=date)


def version_pin(project: Project, settings: Settings, name: str) -> Pin:
    """The pin of a version; where the project has none, what the version was when it was first brought, perhaps now.

    It is then had as the pinned version that is nearest before it, else after it, with the version's name in the
    tag, the address, or the module's version. Raises SourceError where it is not pinned and cannot be brought.
    """
    version = name.removeprefix("v")
    draft = None if is_pinned(project, version) else like_pinned(project, version)
    if draft is None:
        return pin(name, project.refs)
    places = hashlib.sha256(repr(draft.sources).encode()).hexdigest()[:16]
    file = cache_folder(settings.cache) / FOLDER / f"{version}-{places}.json"
    found = _known.get(file) or _read(file)
    if found is None:
        from archviz.workspace.outputs import write_files

        found = _brought(project, settings, draft)
        with suppress(ArchvizError, OSError):
            write_files(file.parent, {file.name: encode(_Unpinned(found))})
    _known[file] = found
    return found


def is_pinned(project: Project, version: str) -> bool:
    """Whether a version has a pin in the project."""
    return version in pin_names(project.refs)


def how_to_pin(wanted: Pin) -> str:
    """What to say of a version that was brought without a pin."""
    commit = f"commit {wanted.commit}, " if wanted.commit else ""
    command = f"`archviz fetch {wanted.version} --pin` pins it"
    return f"{wanted.version} is not pinned: {commit}digest {wanted.digest}; {command}"


def like_pinned(project: Project, version: str) -> Draft | None:
    """How a version is had if it is had as a pinned one is; None where no pin tells."""
    if not version_order(version)[0]:
        return None
    line = version.removesuffix(bare_version(version))
    alike = [name for name in pin_names(project.refs) if name == line + bare_version(name)]
    before = [name for name in alike if version_order(name) < version_order(version)]
    folder = project.refs.parent.resolve()
    nearest = (*before[::-1], *alike[len(before) :])
    drafts = (_draft(pin(name, project.refs), version, folder) for name in nearest)
    return next((draft for draft in drafts if draft is not None), None)


def _draft(known: Pin, version: str, folder: Path) -> Draft | None:
    old, new = bare_version(known.version), bare_version(version)
    sources = []
    for one in known.sources or (PinnedSource(known.digest, known.providers, "", known.commit, known.link),):
        found = (_provider(provider, old, new, folder) for provider in one.providers)
        providers = tuple(provider for provider in found if provider is not None)
        if not providers:
            return None
        link = _named(one.link, old, new) or one.link
        sources.append(msgspec.structs.replace(one, digest="", providers=providers, commit="", link=link))
    return Draft(version, known, tuple(sources))


def _provider(known: Provider, old: str, new: str, folder: Path) -> Provider | None:
    """How a provider of one version may have another one; None where that cannot be told."""
    other = Provider(known.kind, known.place, folder=known.folder)
    match known.kind:
        case ProviderKind.GIT:
            revision = _named(known.revision or f"v{old}", old, new)
            return msgspec.structs.replace(other, revision=revision) if revision else None
        case ProviderKind.ARCHIVE:
            place = _named(known.place, old, new)
            return msgspec.structs.replace(other, place=place) if place else None
        case ProviderKind.DEBIAN:
            return msgspec.structs.replace(other, revision=new) if known.revision == old else None
    from archviz.workspace.pin import module_sums

    revision = _named(known.revision, old, new)
    if not is_module_version(revision):
        return None
    module = with_major(without_major(known.place), revision)
    sums = module_sums(folder, module, revision)
    return Provider(known.kind, module, revision, known.folder, sums.get("", ""), sums.get("/go.mod", ""))


def _named(text: str, old: str, new: str) -> str:
    """A text with one version's name in the place of another's; "" where it does not have that.

    The libraries of 1.31.0 may be v0.31.0, as those of Kubernetes are.
    """
    found = _whole(old).split(text)
    if len(found) > 1:
        return new.join(found)
    found = _whole(f"0.{old[2:]}").split(text) if old[:2] == new[:2] == "1." else []
    return f"0.{new[2:]}".join(found) if len(found) > 1 else ""


def _whole(version: str) -> re.Pattern[str]:
    """A version's name where it is no part of a longer number."""
    return re.compile(rf"(?<![0-9])(?<![0-9]\.){re.escape(version)}(?![0-9])(?!\.[0-9])")


def _read(file: Path) -> Pin | None:
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        if file.stat().st_size <= _MOST_BYTES:
            read = msgspec.json.decode(file.read_bytes(), type=_Unpinned)
            return read.pin if genuine(read) else None
    return None


def _brought(project: Project, settings: Settings, draft: Draft) -> Pin:
    from archviz.sources.providers.fetch import fetch_unpinned

    cache = cache_folder(settings.cache)
    try:
        digest, found = fetch_unpinned(draft.version, draft.sources, cache, settings.progress, offline=settings.offline)
    except SourceError as error:
        hint = "; ".join(filter(None, (error.hint, f"pinned are {', '.join(pin_names(project.refs))}")))
        raise SourceError(error.message, hint=hint, details=error.details) from error
    sources = []
    for one, (place, commit, sum_, _) in zip(draft.sources, found, strict=True):
        link = one.link if commit or "{commit}" not in one.link else ""
        had = (one.providers[place],)
        sources.append(msgspec.structs.replace(one, digest=sum_, providers=had, commit=commit, link=link))
    return draft.pin(digest, sources, last_date(each.date for each in found))
