"""Which of two versions comes first: of a project, of a fork of it, of a Go module."""

from __future__ import annotations

import re
from bisect import bisect
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


def bare_version(name: str) -> str:
    """A version's name without what stands before its numbers: 1.31 for ``v1.31`` and for ``microshift-1.31``."""
    found = _VERSION.match(name)
    return name if found is None else name[found.start(1) :]


def nearest_versions(wanted: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names of versions nearest to one that is not there, of those with the same text before their numbers.

    They are the newest that go on as it does (``v1.31.2`` for ``v1.31``), releases before others; else the last one
    before it, the first one after it, and the newest of all.
    """
    before = wanted.removesuffix(bare_version(wanted))
    known = {name for name in names if version_order(name)[0] and name == before + bare_version(name)}
    ordered = sorted(sorted(known), key=version_order)
    releases = [name for name in ordered if version_order(name)[1]] or ordered
    within = [name for name in releases if name.startswith(f"{wanted}.")]
    if within:
        return within[-most:][::-1]
    at = bisect([version_order(name) for name in releases], version_order(wanted))
    return list(dict.fromkeys([*releases[:at][-1:], *releases[at:][:1], *releases[-1:]]))[:most]


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
