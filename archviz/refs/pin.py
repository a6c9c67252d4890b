"""The pinned versions: one YAML file a version, as figures are YAML, so that every error has its line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from archviz.documents import convert, read_document
from archviz.model.errors import ProjectError, SourceError
from archviz.model.figure import Origin
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX = ".yaml"
_SUM = r"^(h1:[0-9A-Za-z+/]{43}=)?$(?!\n)"


class ProviderKind(StrEnum):
    """The ways to bring a version."""

    GIT = "git"
    """``place`` is the remote's address, ``revision`` a tag."""
    ARCHIVE = "archive"
    """``place`` is the address of a .tar.gz or .zip over HTTPS."""
    GOPROXY = "goproxy"
    """``place`` is a module's path, ``revision`` its version; the environment's GOPROXY says which proxy is asked."""
    DEBIAN = "debian"
    """``place`` is a source package's name, ``revision`` the upstream part of its version."""


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place to bring a version from; ``sum`` and ``mod_sum`` are a module's two sums, as in go.sum."""

    kind: ProviderKind
    place: Annotated[str, Meta(min_length=1)]
    revision: str = ""
    sum: Annotated[str, Meta(pattern=_SUM)] = ""
    mod_sum: Annotated[str, Meta(pattern=_SUM)] = ""


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a project: the upstream commit, the digest over its Go files, and where it can be had, best first.

    ``link`` is a pattern with ``{commit}``, ``{file}`` and ``{line}`` that leads to a line of the public repository.
    """

    name: Annotated[str, Meta(min_length=1)]
    version: Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*$")]
    commit: Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]
    link: Annotated[str, Meta(pattern=r"^https://[^{}]*\{commit\}/\{file\}#L\{line\}$")]
    digest: Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
    providers: Annotated[tuple[Provider, ...], Meta(min_length=1)]

    @property
    def origin(self) -> Origin:
        """The version as figures name it."""
        return Origin(self.version, self.commit, self.link.replace("{commit}", self.commit), self.name)


def pin_names(folder: Path) -> tuple[str, ...]:
    """The versions that are pinned in a folder, oldest first."""
    return tuple(sorted(sorted(file.stem for file in folder.glob(f"*{_SUFFIX}")), key=version_order))


def pin(version: str, folder: Path) -> Pin:
    """The pin of a version in a folder of pins; a leading ``v`` is passed over.

    Raises SourceError where the version is not pinned, and ProjectError where its file is not a pin.
    """
    name = version.removeprefix("v")
    known = pin_names(folder)
    if name not in known:
        hint = f"pinned are {', '.join(known)}" if known else f"{folder} has no pins"
        raise SourceError(f"no version {version} is pinned", hint=f"{hint}; --source reads any other tree")
    return _load(folder / f"{name}{_SUFFIX}")


def pins(folder: Path) -> tuple[Pin, ...]:
    """Every pin in a folder, oldest version first. Raises ProjectError for the first file that is not a pin."""
    return tuple(_load(folder / f"{name}{_SUFFIX}") for name in pin_names(folder))


def _load(file: Path) -> Pin:
    document = read_document(file, ProjectError)
    loaded = convert(document, Pin, ProjectError)
    if loaded.version != file.stem:
        raise ProjectError(
            f"pins {loaded.version}", file=str(file), line=document.line("version"), hint="name it for its version"
        )
    return loaded
