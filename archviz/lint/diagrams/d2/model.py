"""What a diagram in D2 says, before it is known what kind of diagram it is."""

from __future__ import annotations

from dataclasses import dataclass, field

Path = tuple[str, ...]
"""The names of the boxes around a box, the outermost first, and its own."""


@dataclass(slots=True)
class D2Box:
    """A box: where its words stand, or else where it is first named.

    ``holds`` is True where there are boxes in it, ``declared`` where a statement is of it alone.
    """

    line: int
    shown: str | None = None
    shape: str = ""
    holds: bool = False
    declared: bool = False

    @property
    def has_rows(self) -> bool:
        """Whether what is in it are fields and methods, or columns."""
        return self.shape in ("class", "sql_table")


@dataclass(slots=True)
class D2Edge:
    """An edge between what stands left and right of its sign, written in the map of ``scope``."""

    line: int
    scope: Path
    left: Path
    right: Path
    sign: str
    shown: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class D2Diagram:
    """All boxes and edges, in the order in which they are first named; the one without a name is the diagram itself.

    ``unread`` are lines with what is to be said of them, "" for their own text.
    """

    shapes: dict[Path, D2Box] = field(default_factory=lambda: {(): D2Box(1)})
    edges: list[D2Edge] = field(default_factory=list)
    unread: dict[int, str] = field(default_factory=dict)

    def named(self, path: Path, line: int) -> D2Box:
        """The box with a path, which is named at a line as are all that are around it."""
        for end in range(1, len(path) + 1):
            if path[:end] not in self.shapes:
                self.shapes[path[:end]] = D2Box(line)
                self.shapes[path[: end - 1]].holds = True
        return self.shapes[path]
