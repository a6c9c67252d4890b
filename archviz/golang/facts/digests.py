"""What the contents of a package depend on, as digests: its files, and what others can see of what it imports.

A package whose digest is known need not be worked out again. What others can see of a package is over-approximated:
everything but the bodies of functions, as a type may come of a variable's initializer and a length of a constant.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from archviz.golang.syntax.scan import Keyword, header
from archviz.model.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import Package, Packages

STANDARD = "std"
"""The reason why an import is of no package of the source: it is of the standard library."""
_HEAD_END = re.compile(rb"\n(?:func|type|var|const)\b")
_COMMENT_OR_STRING = re.compile(rb"[/\"`']")
_SIZE = 16
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(range(128, 256))
_BLANKED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))


@dataclass(frozen=True, slots=True)
class PackageState:
    """A package as its own files and its imports are.

    ``own`` is the digest of all files in its folder, ``visible`` that of what other packages may see of it. ``imports``
    are the paths that it imports, each with the import path that is meant, "" for none, and why there is no such
    package in the source: "" where there is one, ``STANDARD`` for one of the standard library. ``beside`` are the paths
    that files of its folder import which are no part of it, as they are written and as they are meant.
    """

    own: str
    visible: str
    imports: tuple[tuple[str, str, str], ...]
    beside: tuple[str, ...] = ()


def package_state(packages: Packages, path: str) -> PackageState:
    """The state of a package of the source."""
    package = packages.load(path)
    own = hashlib.blake2b(digest_size=_SIZE)
    visible = hashlib.blake2b(digest_size=_SIZE)
    beside: dict[str, None] = {}
    chosen = {file.path: file.data for file in package.files} if package is not None else {}
    for name in packages.files.beside(path):
        data = chosen.get(name)
        left_out = data is None
        if data is None:
            try:
                data = packages.source.read(name)
            except SourceError as error:
                data = error.message.encode()
        own.update(f"{name}\0{left_out}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
        if left_out:
            for one in header(data).imports:
                beside |= {one.path: None, packages.source.resolve(path, one.path): None}
            for part in (name.encode("utf-8", "surrogatepass"), _head(data), *sorted(words(data))):
                visible.update(part + b"\0")
    if package is None:
        return PackageState(own.hexdigest(), packages.missing(path), (), tuple(filter(None, beside)))
    for part in _visible(package):
        visible.update(part + b"\0")
    paths = dict.fromkeys(one.path for file in package.files for one in file.header.imports)
    imports = tuple((one, *_meant(packages, path, one)) for one in paths)
    return PackageState(own.hexdigest(), visible.hexdigest(), imports, tuple(filter(None, beside)))


def _meant(packages: Packages, importer: str, path: str) -> tuple[str, str]:
    """The import path that an import means, and why the source has no such package."""
    meant = packages.source.resolve(importer, path)
    if not meant:
        return "", "may not be imported"
    package = packages.load(meant)
    if package is None:
        return meant, packages.missing(meant)
    return meant, STANDARD if package.standard else ""


def _head(data: bytes) -> bytes:
    """A file up to its first declaration but for the imports."""
    found = _HEAD_END.search(data)
    return data[: found.start()] if found is not None else data


def _visible(package: Package) -> Iterator[bytes]:
    """What other packages may see of a package, in order."""
    yield package.name.encode()
    for file in package.files:
        yield from (f"{one.name} {one.path}".encode("utf-8", "surrogatepass") for one in file.header.imports)
        yield from (without_body(file.data, chunk) for chunk in file.scan.chunks)


def without_body(data: bytes, chunk: Chunk) -> bytes:
    """A declaration without a function's body; the whole of it where it is not plain where the body begins."""
    start, end = chunk.start, chunk.end
    if chunk.keyword is Keyword.FUNC:
        at = data.find(b"{", start, end)
        while at >= 0:
            head = data[start:at]
            if _COMMENT_OR_STRING.search(head) is not None:
                break
            balanced = (
                head.count(b"(") == head.count(b")")
                and head.count(b"[") == head.count(b"]")
                and head.count(b"{") == head.count(b"}")
            )
            if balanced and not head.rstrip().endswith((b"struct", b"interface")):
                return head
            at = data.find(b"{", at + 1, end)
    return data[start:end]


def words(data: bytes) -> set[bytes]:
    """The identifiers and numbers that stand in a file, comments and all."""
    return set(data.translate(_BLANKED).split())


def keys(states: Mapping[str, PackageState], base: str) -> dict[str, bytes]:
    """For each package the digest over all that its contents depend on.

    ``states`` has every package of the source that one of them imports, too. ``base`` is what all contents depend on.
    """
    visible = _visible_with_imports(states)
    return {path: _digest((base, path, state.own, *_imports(state, visible))) for path, state in states.items()}


def declared_key(path: str, key: str, base: str) -> bytes:
    """The digest over all that a package's declarations alone depend on: ``key`` is that of the whole package."""
    return _digest(("declared", base, path, key))


def _visible_with_imports(states: Mapping[str, PackageState]) -> dict[str, str]:
    """For each package the digest over what others may see of it and, through it, of all that it imports."""
    imported = {path: [meant for _, meant, _ in state.imports if meant in states] for path, state in states.items()}
    try:
        order = list(TopologicalSorter(imported).static_order())
    except CycleError:  # which no valid Go has: any change counts for all packages
        whole = _digest(f"{path} {state.visible} {state.imports}" for path, state in sorted(states.items())).hex()
        return dict.fromkeys(states, whole)
    found: dict[str, str] = {}
    for path in order:
        state = states[path]
        found[path] = _digest((path, state.visible, *_imports(state, found))).hex()
    return found


def _imports(state: PackageState, visible: Mapping[str, str]) -> Iterator[str]:
    for path, meant, why in state.imports:
        yield f"{path} {meant} {visible.get(meant, why)}"


def _digest(parts: Iterable[str]) -> bytes:
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.digest()
