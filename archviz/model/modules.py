"""How a Go module and its version are named (https://go.dev/ref/mod#module-path, https://go.dev/ref/mod#versions)."""

from __future__ import annotations

import re

_FIRST = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+")
_ELEMENT = re.compile(r"[A-Za-z0-9_~+-]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?")
_NUMBER = r"(0|[1-9][0-9]*)"
_VERSION = re.compile(rf"v{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z.-]*[0-9A-Za-z-])?(\+incompatible)?")

_MAJOR = re.compile(r"/v[0-9]+$")
_GOPKG = "gopkg.in/"
_GOPKG_MAJOR = re.compile(r"\.v[0-9]+(-unstable)?$")


def is_module_path(path: str) -> bool:
    """Whether a module that is downloaded may have this path: a host's name, and elements that name no folder above."""
    first, *others = path.split("/")
    return _FIRST.fullmatch(first) is not None and all(map(_ELEMENT.fullmatch, others))


def is_module_version(version: str) -> bool:
    """Whether this is a version in full, such as ``v1.20.2``, ``v2.0.0-rc.1`` or ``v3.0.0+incompatible``."""
    return _VERSION.fullmatch(version) is not None


def without_major(path: str) -> str:
    """A path without the major version at its end: ``/v2``, and at gopkg.in ``.v2``.

    See https://go.dev/ref/mod#major-version-suffixes. Elsewhere ``.v2`` belongs to a repository's name.
    """
    return (_GOPKG_MAJOR if path.startswith(_GOPKG) else _MAJOR).sub("", path)


def with_major(path: str, version: str) -> str:
    """The path of a module, given without its major version, at a version in full: that of v2.0.0 ends with ``/v2``."""
    major = version.partition(".")[0]
    if path.startswith(_GOPKG):
        return f"{path}.{major}"
    return path if major in ("v0", "v1") or version.endswith("+incompatible") else f"{path}/{major}"
