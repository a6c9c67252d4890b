"""How a Go module and its version are named (https://go.dev/ref/mod#module-path, https://go.dev/ref/mod#versions)."""

from __future__ import annotations

import re

_FIRST = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+")
_ELEMENT = re.compile(r"[A-Za-z0-9_~+-]([A-Za-z0-9._~+-]*[A-Za-z0-9_~+-])?")
_NUMBER = r"(0|[1-9][0-9]*)"
_VERSION = re.compile(rf"v{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z.-]*[0-9A-Za-z-])?(\+incompatible)?")


def is_module_path(path: str) -> bool:
    """Whether a module that is downloaded may have this path: a host's name, and elements that name no folder above."""
    first, *others = path.split("/")
    return _FIRST.fullmatch(first) is not None and all(map(_ELEMENT.fullmatch, others))


def is_module_version(version: str) -> bool:
    """Whether this is a version in full, such as ``v1.20.2``, ``v2.0.0-rc.1`` or ``v3.0.0+incompatible``."""
    return _VERSION.fullmatch(version) is not None
