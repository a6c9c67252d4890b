"""The pinned versions: one YAML file a version, as figures are YAML, so that every error has its line."""

from __future__ import annotations

import datetime  # noqa: TC003 msgspec reads it at run time
import json
import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Meta

from archviz.documents import shapes
from archviz.documents.document import convert, read_document
from archviz.model.errors import ProjectError, SourceError
from archviz.model.figure import Origin, OriginPart
from archviz.model.modules import is_module_path, is_module_version
from archviz.model.places import (
    git_protocol,
    is_archive_place,
    is_debian_package,
    is_tag,
    is_upstream_version,
    stands_in,
)
from archviz.model.versions import version_order
from archviz.refs.called import Line, ProjectName, by_language, names_of
from archviz.refs.links import FORM, PATTERN, link_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    _Wrong = Callable[[str, str, str], ProjectError]

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


_Digest = Annotated[
    str,
    Meta(
        pattern=r"^sha256:[0-9a-f]{64}" + _END,
        title="digest",
        extra={shapes.FORM: "sha256: and 64 hexadecimal digits, as `archviz pin` works it out"},
    ),
]
_Commit = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})?" + _END,
        title="commit",
        extra={shapes.FORM: "40 or 64 hexadecimal digits"},
    ),
]


class PinnedSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several sources that a version is made of: where it can be had, its digest, commit and link.

    ``at`` is the folder of the version that it stands in, "" for the top: nothing of a later source is seen there.
    ``without`` are folders of the source, seen from its top, that are no part of the version.
    """

    digest: _Digest
    providers: Annotated[tuple[Provider, ...], Meta(min_length=1)]
    at: Annotated[str, Meta(pattern=_FOLDER, title="folder")] = ""
    commit: _Commit = ""
    link: str = ""
    without: tuple[Annotated[str, Meta(pattern=_FOLDER, min_length=1, title="folder")], ...] = ()


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a project: the upstream commit, the digest over its Go files, and where it can be had, best first.

    ``commit`` is "" where it is not known, as of an archive. ``link`` is a pattern with ``{commit}``, ``{file}`` and
    ``{line}`` that leads to a line of the public repository, "" where there is none. A version that is made of several
    ``sources``, in order of precedence, has these instead of providers, commit and link; the digest is that of all.
    ``date`` is the day of the commit in UTC, of several sources the last of theirs; None where it is not known.
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
    digest: _Digest
    providers: tuple[Provider, ...] = ()
    commit: _Commit = ""
    link: str = ""
    sources: tuple[PinnedSource, ...] = ()
    date: datetime.date | None = None

    @property
    def origin(self) -> Origin:
        """The version as figures name it."""
        name, others = names_of(self.name)
        parts = tuple(OriginPart(one.at, one.commit, _filled(one)) for one in self.sources)
        return Origin(self.version, self.commit, _filled(self), name, other_names=others, parts=parts, date=self.date)


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
    lines = [f"name: {_name(pinned.name)}", *_keys(pinned, "version", "date", "commit", "link", "digest")]
    lines += _items("providers", [_keys(one, *_OF_A_PROVIDER) for one in pinned.providers])
    of_sources = (
        _keys(one, "at", "commit", "link", "digest")
        + _items("without", [[_scalar(folder)] for folder in one.without])
        + _items("providers", [_keys(provider, *_OF_A_PROVIDER) for provider in one.providers])
        for one in pinned.sources
    )
    return "\n".join([*lines, *_items("sources", [*of_sources])]) + "\n"


_OF_A_PROVIDER = ("kind", "place", "revision", "folder", "sum", "mod_sum")


def last_date(dates: Iterable[datetime.date | None]) -> datetime.date | None:
    """The date of what is made of several parts: the last of theirs; None where one is not known."""
    known = list(dates)
    return max((each for each in known if each is not None), default=None) if None not in known else None


def _keys(value: Pin | PinnedSource | Provider, *keys: str) -> list[str]:
    """A line for each key that has a value."""
    known = {key: getattr(value, key) for key in keys}
    written = {key: _scalar(each) if isinstance(each, str) else str(each) for key, each in known.items() if each}
    return [f"{key}: {each}" for key, each in written.items()]


def _items(key: str, items: list[list[str]]) -> list[str]:
    """The lines of a list, each item's own moved in; none for an empty list."""
    each = [f"  {'-' if number == 0 else ' '} {line}" for item in items for number, line in enumerate(item)]
    return [f"{key}:", *each] if items else []


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

    def wrong(path: str, message: str, hint: str) -> ProjectError:
        return ProjectError(message, file=str(file), line=document.line(path), hint=hint)

    if loaded.version != file.stem:
        raise wrong("version", f"pins {loaded.version}", "name it for its version")
    if bool(loaded.providers) == bool(loaded.sources):
        message = "where can it be had? there are neither providers nor sources" if not loaded.sources else _BOTH
        raise wrong("sources", message, "`providers` is of one source, `sources` of several, each with its providers")
    if loaded.sources and (loaded.commit or loaded.link):
        key = "commit" if loaded.commit else "link"
        raise wrong(key, f"{key}: of which of the sources?", f"each of several sources has its own {key}")
    for number, source in enumerate(loaded.sources):
        before = next((one for one in loaded.sources[:number] if stands_in(source.at, one.at)), None)
        if before is not None:
            path, place = f"sources[{number}]", before.at or "the top folder"
            message = f"{path}: nothing of it is seen, as an earlier source stands in {place}"
            raise wrong(path, message, "the source that counts comes first, and two never stand in one folder")
        _check(source, loaded.version, f"sources[{number}].", wrong)
    _check(loaded, loaded.version, "", wrong)
    sources = tuple(_placed(one, file.parent) for one in loaded.sources)
    return msgspec.structs.replace(_placed(loaded, file.parent), sources=sources)


_BOTH = "providers and sources: it is had from one source or from several"


def _check(
    found: Pin | PinnedSource, version: str, before: str, wrong: Callable[[str, str, str], ProjectError]
) -> None:
    """Raises the error for a link or a provider that cannot be; ``before`` stands before the paths of its keys."""
    if fault := _link_fault(found, version):
        raise wrong(f"{before}link", f"{before}link: {fault}", f"it is {FORM}")
    for number, provider in enumerate(found.providers):
        path = f"{before}providers[{number}]"
        for key, value, forms in (("place", provider.place, _PLACES), ("revision", provider.revision, _REVISIONS)):
            fits, form = forms.get(provider.kind, (None, ""))
            if fits is not None and not fits(value):
                raise wrong(f"{path}.{key}", f"{path}.{key}: {value!r} is none for {provider.kind}", f"it is {form}")
        if provider.kind is ProviderKind.GIT and not found.commit:
            raise wrong(path, f"{path}: git without a commit", "`commit` is the commit that its tag names")


def _filled(found: Pin | PinnedSource) -> str:
    """The link's pattern with the commit in it."""
    return found.link.replace("{commit}", found.commit)


def _link_fault(found: Pin | PinnedSource, version: str) -> str:
    if not found.link:
        return ""
    if not re.fullmatch(PATTERN, found.link):
        return f"{found.link!r} is no address"
    return link_fault(found.link, found.commit, version)


_Had = TypeVar("_Had", Pin, PinnedSource)


def _placed(found: _Had, folder: Path) -> _Had:
    """With the paths of archives, which are written from the pin's folder, as seen from anywhere."""
    return msgspec.structs.replace(
        found,
        providers=tuple(
            msgspec.structs.replace(one, place=os.path.abspath(folder / one.place))  # noqa: PTH100
            if one.kind is ProviderKind.ARCHIVE and one.place.startswith(".")
            else one
            for one in found.providers
        ),
    )
