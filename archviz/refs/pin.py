"""The pinned versions: one YAML file a version, as figures are YAML, so that every error has its line."""

from __future__ import annotations

import json
import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from archviz.documents import shapes
from archviz.documents.document import convert, read_document
from archviz.model.errors import ProjectError, SourceError
from archviz.model.figure import Origin
from archviz.model.modules import is_module_path, is_module_version
from archviz.model.places import git_protocol, is_archive_place, is_debian_package, is_tag, is_upstream_version
from archviz.model.versions import version_order
from archviz.refs.called import Line, ProjectName, by_language, names_of
from archviz.refs.links import FORM, PATTERN, link_fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SUFFIX = ".yaml"
_END = r"$(?!\n)"  # a $ alone matches before a last line break too
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z/](?:[!-~]*[!-9;-~])?", re.IGNORECASE)
"""A text that is the same without quotes, whatever reads the YAML."""
_FOLDER = r"^(?!/)(?!.*(^|/)\.{0,2}(/|$))[^\x00-\x1f\x7f]+" + _END + "|^" + _END
_SUM = r"^(h1:[0-9A-Za-z+/]{43}=)?" + _END
_SUM_FORM = "h1: and 44 characters, as in go.sum"


class ProviderKind(StrEnum):
    """The ways to bring a version."""

    GIT = "git"
    """``place`` is the remote's address, ``revision`` a tag; without one the pinned commit is asked for by its id."""
    ARCHIVE = "archive"
    """``place`` is the address of a .tar.gz or .zip: https, http or file, or a path from the pin's folder (``../``)."""
    GOPROXY = "goproxy"
    """``place`` is a module's path, ``revision`` its version; the environment's GOPROXY says which proxy is asked."""
    DEBIAN = "debian"
    """``place`` is a source package's name, ``revision`` the upstream part of its version."""


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place to bring a version from; ``sum`` and ``mod_sum`` are a module's two sums, as in go.sum.

    ``folder`` is the folder of the repository or archive that is the source, "" for its top.
    """

    kind: ProviderKind
    place: Annotated[str, Meta(min_length=1)]
    revision: str = ""
    folder: Annotated[str, Meta(pattern=_FOLDER, title="folder")] = ""
    sum: Annotated[str, Meta(pattern=_SUM, title="sum", extra={shapes.FORM: _SUM_FORM})] = ""
    mod_sum: Annotated[str, Meta(pattern=_SUM, title="sum", extra={shapes.FORM: _SUM_FORM})] = ""


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a project: the upstream commit, the digest over its Go files, and where it can be had, best first.

    ``commit`` is "" where it is not known, as of an archive. ``link`` is a pattern with ``{commit}``, ``{file}`` and
    ``{line}`` that leads to a line of the public repository, "" where there is none.
    """

    name: Line | ProjectName
    version: Annotated[
        str,
        Meta(
            pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*" + _END,
            title="name of a version",
            extra={shapes.FORM: "letters, digits, points, hyphens, underscores and plus signs"},
        ),
    ]
    digest: Annotated[
        str,
        Meta(
            pattern=r"^sha256:[0-9a-f]{64}" + _END,
            title="digest",
            extra={shapes.FORM: "sha256: and 64 hexadecimal digits, as `archviz pin` works it out"},
        ),
    ]
    providers: Annotated[tuple[Provider, ...], Meta(min_length=1)]
    commit: Annotated[
        str,
        Meta(
            pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})?" + _END,
            title="commit",
            extra={shapes.FORM: "40 or 64 hexadecimal digits"},
        ),
    ] = ""
    link: str = ""

    @property
    def origin(self) -> Origin:
        """The version as figures name it."""
        name, others = names_of(self.name)
        link = self.link.replace("{commit}", self.commit)
        return Origin(self.version, self.commit, link, name, other_names=others)


_PLACES: dict[ProviderKind, tuple[Callable[[str], object], str]] = {
    ProviderKind.GIT: (git_protocol, "an https, http, ssh, git or file URL, HOST:PATH, or an absolute path"),
    ProviderKind.ARCHIVE: (
        is_archive_place,
        "an https or http URL of ASCII characters, a file URL, or a path that begins with /, ./ or ../",
    ),
    ProviderKind.GOPROXY: (is_module_path, "a module's path as go.mod has it, such as k8s.io/apiserver"),
    ProviderKind.DEBIAN: (is_debian_package, "the name of a Debian source package"),
}
"""What ``place`` must be for each kind, as a test and in words."""

_REVISIONS: dict[ProviderKind, tuple[Callable[[str], object], str]] = {
    ProviderKind.GIT: (
        lambda revision: not revision or is_tag(revision),
        "the name of a tag, or left out for the commit",
    ),
    ProviderKind.GOPROXY: (is_module_version, "a module's version in full, such as v0.20.2"),
    ProviderKind.DEBIAN: (is_upstream_version, "the upstream part of a Debian version"),
}


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


def pin_path(folder: Path, version: str) -> Path:
    """The file of a version's pin."""
    return folder / f"{version}{_SUFFIX}"


def pin_text(pinned: Pin) -> str:
    """A pin as its file says it."""
    keys = {key: getattr(pinned, key) for key in ("version", "commit", "link", "digest")}
    lines = [f"name: {_name(pinned.name)}", *(f"{key}: {_scalar(value)}" for key, value in keys.items() if value)]
    lines.append("providers:")
    for provider in pinned.providers:
        known = {key: str(getattr(provider, key)) for key in ("kind", "place", "revision", "folder", "sum", "mod_sum")}
        written = [f"{key}: {_scalar(value)}" for key, value in known.items() if value]
        lines += [f"  {'-' if number == 0 else ' '} {each}" for number, each in enumerate(written)]
    return "\n".join(lines) + "\n"


def _name(name: str | ProjectName) -> str:
    if isinstance(name, str):
        return _scalar(name)
    texts = (f"{code}: {json.dumps(text, ensure_ascii=False)}" for code, text in by_language(name).items())
    return f"{{{', '.join(texts)}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _load(file: Path) -> Pin:
    document = read_document(file, ProjectError, texts=True)
    loaded = convert(document, Pin, ProjectError)
    if loaded.version != file.stem:
        raise ProjectError(
            f"pins {loaded.version}", file=str(file), line=document.line("version"), hint="name it for its version"
        )
    fault = _link_fault(loaded)
    if fault:
        raise ProjectError(f"link: {fault}", file=str(file), line=document.line("link"), hint=f"it is {FORM}")
    for number, provider in enumerate(loaded.providers):
        for key, value, forms in (("place", provider.place, _PLACES), ("revision", provider.revision, _REVISIONS)):
            fits, form = forms.get(provider.kind, (None, ""))
            if fits is not None and not fits(value):
                path = f"providers[{number}].{key}"
                message = f"{path}: {value!r} is none for {provider.kind}"
                raise ProjectError(message, file=str(file), line=document.line(path), hint=f"it is {form}")
        if provider.kind is ProviderKind.GIT and not loaded.commit:
            path = f"providers[{number}]"
            hint = "`commit` is the commit that its tag names"
            raise ProjectError(f"{path}: git without a commit", file=str(file), line=document.line(path), hint=hint)
    providers = tuple(_placed(provider, file.parent) for provider in loaded.providers)
    return msgspec.structs.replace(loaded, providers=providers)


def _link_fault(pinned: Pin) -> str:
    if not pinned.link:
        return ""
    if not re.fullmatch(PATTERN, pinned.link):
        return f"{pinned.link!r} is no address"
    return link_fault(pinned.link, pinned.commit, pinned.version)


def _placed(provider: Provider, folder: Path) -> Provider:
    """A provider with the path of an archive, which is written from the pin's folder, as seen from anywhere."""
    if provider.kind is ProviderKind.ARCHIVE and provider.place.startswith("."):
        return msgspec.structs.replace(provider, place=os.path.abspath(folder / provider.place))  # noqa: PTH100
    return provider
