"""What a layout gives: every box, line and label of a diagram in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.render.layout import metrics
from archviz.render.layout.boxes import PACKAGE_SIZE as TITLE_SIZE
from archviz.render.layout.boxes import package_title
from archviz.render.layout.geometry import Rect
from archviz.render.layout.placement import PACKAGE_PAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.render.layout.boxes import Box
    from archviz.render.layout.geometry import Line
    from archviz.render.layout.gutters import Gutter
    from archviz.render.layout.labels import Placed

PATH_SIZE = 11


@dataclass(frozen=True, slots=True)
class PackageFrame:
    """A cluster: its frame, its title in one line or two, and where the title's text stands."""

    path: str
    box: Rect
    name: str
    one_line: bool

    def titles(self) -> tuple[Rect, Rect]:
        """What the name's text covers, and the path's."""
        room = self.box.width - 2 * PACKAGE_PAD
        left, top = self.box.x + PACKAGE_PAD, self.box.y + 14
        name, path = (min(room, width) for width in (name_width(self.name), metrics.mono(self.path, PATH_SIZE)))
        second = Rect(left + room - path, top, path, 18) if self.one_line else Rect(left, top + 18, path, 17)
        return Rect(left, top, name, 18), second


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Everything in its place; ``frame`` is what the drawing covers, legend and title aside."""

    boxes: Mapping[str, Box]
    gutters: Mapping[str, Gutter]
    cards: Mapping[str, Rect]
    packages: tuple[PackageFrame, ...]
    lines: Mapping[str, Line]
    labels: Mapping[str, Placed]
    frame: Rect


def name_width(name: str) -> float:
    """The width in px of the first line of a package's title."""
    return metrics.mono(package_title(name), TITLE_SIZE)
