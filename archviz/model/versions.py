"""Which of two versions comes first: of a project, of a fork of it, of a Go module."""

from __future__ import annotations

import re

Number = tuple[int, str]
"""A decimal number of any length, in order: how many digits it has without leading zeros, and these."""

Order = tuple[tuple[Number, ...], bool, tuple[tuple[bool, Number, str], ...]]
"""Numbers, whether it is a release, and the parts of a pre-release's name; without numbers, it is no version."""

_VERSION = re.compile(r"(?:v|[A-Za-z][\w-]*-v?)?([0-9]+(?:\.[0-9]+)*)(?:-([0-9A-Za-z.-]+))?")


def version_order(name: str) -> Order:
    """A key that sorts versions as https://semver.org/#spec-item-11 says, of as many numbers as there are.

    A leading ``v`` is passed over, and so is a project's name before a hyphen (``microshift-1.21``). What is no version
    comes first.
    """
    found = _VERSION.match(name)
    if found is None:
        return (), False, ()
    numbers, early = found.groups("")
    parts = [(not part.isdigit(), _number(part if part.isdigit() else ""), part) for part in early.split(".") if early]
    return tuple(map(_number, numbers.split("."))), not early, tuple(parts)


def bare_version(name: str) -> str:
    """A version's name without what stands before its numbers: 1.31 for ``v1.31`` and for ``microshift-1.31``."""
    found = _VERSION.match(name)
    return name if found is None else name[found.start(1) :]


def _number(digits: str) -> Number:
    significant = digits.lstrip("0")
    return len(significant), significant
