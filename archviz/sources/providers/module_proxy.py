"""Modules from a Go module proxy, chosen by the environment as the Go tool chooses it.

The protocol: https://go.dev/ref/mod#goproxy-protocol. The environment: https://go.dev/ref/mod#environment-variables. A
version's zip is all that is asked for, and its go.mod where the zip has none: no checksum database, the list of
versions only to name those nearest to one that is not there, and ``.info`` only where a pin is made, for the
repository's address. What came is held against the pin. Where
GOPROXY names no proxy none is asked: it would tell somebody which module is read.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec
import platformdirs
from msgspec import Meta

from archviz.model.errors import SourceError
from archviz.model.modules import is_module_path, is_module_version
from archviz.model.places import git_protocol
from archviz.model.versions import nearest_versions
from archviz.sources.gomod import parse_go_mod
from archviz.sources.limits import MOST_SIDE_FILE_BYTES
from archviz.sources.providers.addresses import shown
from archviz.sources.providers.http import HttpError
from archviz.sources.providers.module_zip import MOST_ZIP_BYTES, hash1, unpack_module
from archviz.sources.providers.transfer import transfer
from archviz.sources.trees.directory import DirectoryTree

if TYPE_CHECKING:
    from archviz.sources.progress import Progress
    from archviz.sources.providers.pinned import PinnedProvider
    from archviz.sources.trees.tree import Tree

_ENTRY = re.compile(r"([^,|]*)([,|]|$)")
_UPPER = re.compile(r"[A-Z]")
_MOST_SETTINGS = 1 << 16
_MOST_LISTED = 1 << 20


@dataclass(frozen=True, slots=True)
class Proxy:
    """One entry of GOPROXY. With ``falls_back``, any fault leads to the next; else only that it has no such module."""

    address: str
    falls_back: bool

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return self.address.startswith("file:")


@dataclass(frozen=True, slots=True)
class ProxiedModule:
    """What a proxy gave of a module's version: its tree, and the ``h1:`` sums of its zip and its go.mod."""

    tree: Tree
    sum: str
    mod_sum: str
    proxy: Proxy


@dataclass(frozen=True, slots=True)
class ModuleRepository:
    """Where a module's version comes from: the address of a git repository, the commit, and the folder in it."""

    remote: str
    commit: str
    folder: str


class _Origin(msgspec.Struct):
    VCS: str = ""
    URL: str = ""
    Hash: Annotated[str, Meta(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$(?!\n)")] = ""
    Subdir: str = ""


class _Info(msgspec.Struct):
    """What a proxy answers with to ``.info`` (https://go.dev/ref/mod#goproxy-protocol, cmd/go's modfetch.RevInfo)."""

    Origin: _Origin | None = None


class _MissingError(SourceError):
    """A proxy has no such module or version."""


def proxies(listed: str) -> tuple[Proxy, ...]:
    """The entries of GOPROXY, in order, up to ``off`` or ``direct``. Raises SourceError for an address that is none."""
    found: list[Proxy] = []
    for entry, end in _ENTRY.findall(listed):
        address = entry.strip()
        if not address:
            continue
        if re.search(r"[.:/]", address) and ":/" not in address and not address.startswith("/"):
            address = f"https://{address}"
        parts = _split(address)
        if address not in ("off", "direct") and parts.scheme not in ("http", "https", "file"):
            raise SourceError(f"GOPROXY names {shown(address)}, which is neither https, http nor file")
        if parts.query or parts.fragment or (parts.scheme == "file" and parts.netloc):
            raise SourceError(f"GOPROXY names {shown(address)}, which has more than a path")
        found.append(Proxy(address.rstrip("/"), end == "|"))
        if address in ("off", "direct"):
            break
    return tuple(found)


def go_setting(name: str) -> str:
    """A setting of the Go tool: from the environment, else from the file that ``go env -w`` writes, else ""."""
    if os.environ.get(name):
        return os.environ[name]
    try:
        chosen = os.environ.get("GOENV") or platformdirs.user_config_path("go", appauthor=False, roaming=True) / "env"
        if chosen == "off" or not Path(chosen).is_file():
            return ""
        with Path(chosen).open("rb") as file:
            lines = file.read(_MOST_SETTINGS).decode("utf-8", "replace").splitlines()
    except (OSError, ValueError, RuntimeError):  # the last where there is no home folder
        return ""
    return dict(line.partition("=")[::2] for line in lines).get(name, "").strip()


def is_private(module: str, globs: str) -> bool:
    """Whether one of GOPRIVATE's patterns, separated by commas, fits the first elements of a module's path."""
    elements = module.split("/")
    for glob in globs.split(","):
        wanted = glob.strip().removesuffix("/").replace("[^", "[!").split("/")
        if wanted != [""] and len(wanted) <= len(elements) and all(map(fnmatchcase, elements, wanted)):
            return True
    return False


def local_proxies() -> bool:
    """Whether the environment names a proxy in a folder of this machine."""
    try:
        return any(proxy.local for proxy in proxies(go_setting("GOPROXY")))
    except SourceError:
        return False


def proxied_module(
    pinned: PinnedProvider, workspace: Path, progress: Progress, *, offline: bool = False
) -> ProxiedModule:
    """Brings a module of a pinned version into the workspace; with ``offline``, from a folder of this machine alone.

    Raises SourceError where no proxy gives it, and where what it gives does not have the pinned sums.
    """
    module, version = pinned.place, pinned.revision
    if not is_module_path(module):
        raise SourceError(f"{module!r} is no module path", hint="such as k8s.io/apiserver, as go.mod has it")
    if not is_module_version(version):
        raise SourceError(f"{version!r} is no module version", hint="such as v0.20.2, as go.mod has it")
    private = next((name for name in ("GONOPROXY", "GOPRIVATE") if go_setting(name)), "")
    if private and is_private(module, go_setting(private)):
        raise SourceError(f"{module} is private by {private}, so that no proxy is asked for it")
    reasons: list[str] = []
    hint = None
    lacks: Proxy | None = None
    for proxy in proxies(go_setting("GOPROXY")):
        if offline and not proxy.local:
            continue
        try:
            return _from(proxy, pinned, workspace, progress)
        except SourceError as error:
            reasons.append(error.message)
            hint = error.hint
            lacks = proxy if isinstance(error, _MissingError) else None
            if not (proxy.falls_back or isinstance(error, _MissingError)):
                break
    if not reasons:
        raise SourceError("GOPROXY names no proxy", hint="set it to what `go env GOPROXY` says, or to one of your own")
    if lacks is not None:
        near = nearest_versions(version, _listed(lacks, module, workspace, progress))
        hint = f"the nearest versions are {', '.join(near)}" if near else hint
    raise SourceError("; ".join(reasons), hint=hint)


def module_repository(
    given: ProxiedModule, pinned: PinnedProvider, workspace: Path, progress: Progress
) -> ModuleRepository | None:
    """Where a proxy says that a version comes from; None where it does not say so, or not in a form that can be."""
    name = f"{_escaped(pinned.place)}/@v/{_escaped(pinned.revision)}.info"
    try:
        file = _get(given.proxy, name, workspace / "module.info", progress, _MOST_SETTINGS)
        said = msgspec.json.decode(file.read_bytes(), type=_Info).Origin
    except (SourceError, OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    proper = said is not None and said.VCS == "git" and git_protocol(said.URL) not in (None, "file")
    return ModuleRepository(said.URL, said.Hash, said.Subdir.strip("/")) if proper and said is not None else None


def _listed(proxy: Proxy, module: str, workspace: Path, progress: Progress) -> list[str]:
    """The versions of a module that a proxy lists; none where it does not say."""
    try:
        file = _get(proxy, f"{_escaped(module)}/@v/list", workspace / "module.list", progress, _MOST_LISTED)
        return file.read_text(encoding="utf-8", errors="replace").split()
    except (SourceError, OSError):
        return []


def _from(proxy: Proxy, pinned: PinnedProvider, workspace: Path, progress: Progress) -> ProxiedModule:
    if proxy.address == "off":
        raise SourceError("GOPROXY is off")
    if proxy.address == "direct":
        raise SourceError("GOPROXY says direct, and archviz reads a repository only where the pin names it as git")
    module, version = pinned.place, pinned.revision
    name = f"{_escaped(module)}/@v/{_escaped(version)}"
    folder = Path(tempfile.mkdtemp(dir=workspace))  # a new one, as another proxy may have failed half-way
    packed = _get(proxy, f"{name}.zip", workspace / "module.zip", progress, MOST_ZIP_BYTES)
    zip_sum = unpack_module(packed, module, version, folder)
    _check_sum(f"{module} {version}", zip_sum, pinned.sum)
    go_mod = folder / "go.mod"
    if not go_mod.exists():
        _add_go_mod(_get(proxy, f"{name}.mod", workspace / "go.mod", progress, MOST_SIDE_FILE_BYTES), module, go_mod)
    found = hash1({"go.mod": hashlib.sha256(go_mod.read_bytes()).digest()})
    _check_sum(f"{module} {version}/go.mod", found, pinned.mod_sum)
    return ProxiedModule(DirectoryTree(f"{module}@{version}", folder), zip_sum, found, proxy)


def _add_go_mod(file: Path, module: str, target: Path) -> None:
    """Puts a proxy's go.mod where the zip has none; it names the module, as the Go tool writes it in that case."""
    try:
        target.write_bytes(file.read_bytes())
        found = parse_go_mod(target.read_text(encoding="utf-8", errors="replace")).module
    except OSError as error:
        raise SourceError(f"cannot copy {file}: {error.strerror}") from error
    if found != module:
        raise SourceError(f"the proxy's go.mod is that of {found!r}, not of {module}")


def _check_sum(what: str, found: str, pinned: str) -> None:
    if pinned and found != pinned:
        raise SourceError(
            f"{what} has the sum {found}, not the pinned {pinned}",
            hint="compare with a go.sum that you trust: either the pin is wrong or the proxy has another module",
        )


def _get(proxy: Proxy, name: str, target: Path, progress: Progress, most: int) -> Path:
    """A file of a proxy, downloaded to a target unless it is here already. Raises _MissingError where there is none."""
    if not proxy.local:
        try:
            transfer(f"{proxy.address}/{name}", target, progress, most=most)
        except HttpError as error:
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                raise _MissingError(error.message) from error
            raise
        return target
    file = Path(unquote(_split(proxy.address).path), name)
    try:
        if not file.exists():
            raise _MissingError(f"there is no {file}")
        if not file.is_file() or file.stat().st_size > most:
            raise SourceError(f"{file} is no file of at most {most} bytes")
    except OSError as error:
        raise SourceError(f"cannot read {file}: {error.strerror}") from error
    return file


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise SourceError(f"GOPROXY names {shown(address)}, which is no address: {error}") from error


def _escaped(text: str) -> str:
    """A path or version with ``!x`` for each ``X`` (https://go.dev/ref/mod#goproxy-protocol)."""
    return _UPPER.sub(lambda found: "!" + found[0].lower(), text)
