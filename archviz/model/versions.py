"""Which of two versions comes first: of a project, of a fork of it, of a Go module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def _number(digits: str) -> Number:
    significant = digits.lstrip("0")
    return len(significant), significant


def first_version(name: str, known: Iterable[str]) -> str:
    """The shortest version, of two or three numbers, from which on a version is newer than the known ones before it.

    "1.29" for 1.29.4 where 1.28.7 is known, "1.29.4" where 1.29.1 is; "" where there is none.
    """
    order = version_order(name)
    found = _VERSION.match(name)
    if found is None or not order[0]:
        return ""
    numbers = found[1].split(".")
    before = [each for each in map(version_order, known) if each[0] and each < order]
    for count in (2, 3):
        first = ".".join(numbers[:count])
        begin = version_order(first)
        if len(numbers) >= count and begin <= order and all(one < begin for one in before):
            return first
    return ""
