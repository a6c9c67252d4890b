"""Committed pictures held against those that the figures would be drawn as."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archviz.model.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OWN = re.compile(rb"""<svg\s[^>]*\bclass=["'](?:[^"'>]*\s)?av["'\s][^>]*\sdata-figure=""")
"""The first tag of a picture of one figure at one version, as ``templates/svg/diagram.svg.j2`` writes it."""

_COMPARED = b"[data-change=added]"
"""What stands in the style of a picture of two versions, which is no figure's own."""


class Staleness(StrEnum):
    """What is wrong with a committed picture."""

    MISSING = "is missing"
    DIFFERS = "differs from what its figure draws"
    ORPHAN = "is no figure's picture any more"


class StalePicture(NamedTuple):
    """A picture that is not what the source and the figures give, by its path below the folder of all."""

    path: str
    why: Staleness


def stale_pictures(
    folder: Path, files: Mapping[str, bytes], orphans_below: str | None = None
) -> tuple[StalePicture, ...]:
    """The pictures below a folder that are not as they would be drawn now, by their paths.

    ``files`` are all that would be drawn. With ``orphans_below``, SVGs in or below that part of the folder
    which archviz drew and which are not among the files are named too; drawings of other programs never are.
    """
    found = {path: _state(folder / path, content) for path, content in files.items()}
    stale = [StalePicture(path, why) for path, why in found.items() if why is not None]
    if orphans_below is not None:
        stale += [StalePicture(path, Staleness.ORPHAN) for path in _drawn(folder, orphans_below) if path not in files]
    return tuple(sorted(stale))


def _state(file: Path, content: bytes) -> Staleness | None:
    try:
        held = file.read_bytes()
    except OSError:
        return Staleness.MISSING
    return Staleness.DIFFERS if held != content else None


def _drawn(folder: Path, below: str) -> Iterator[str]:
    """The SVGs in a part of a folder that archviz drew of one figure."""
    for top, _, names in os.walk(folder / below):
        for name in names:
            file = Path(top, name)
            if file.suffix.lower() == f".{Format.SVG}" and _is_own(file):
                yield file.relative_to(folder).as_posix()


def _is_own(file: Path) -> bool:
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return _OWN.search(content) is not None and _COMPARED not in content
