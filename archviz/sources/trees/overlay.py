"""Several trees as one: each stands in a folder of its own, in order of precedence (docs/decisions/pins.md)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from archviz.model.places import stands_in
from archviz.sources.trees.tree import Entries, Tree, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Layer(NamedTuple):
    """A tree and the folder of the whole that it stands in, "" for the top."""

    at: str
    tree: Tree


class OverlayTree(Tree):
    """Trees laid over one another: a folder and all below it is that of the first layer that stands there.

    Nothing of a later layer is seen in it, so that two versions of one module are never mixed.
    """

    def __init__(self, location: str, layers: Sequence[Layer]) -> None:
        super().__init__(location)
        self._layers = tuple(layers)

    def scan(self, folder: str) -> Entries | None:
        """What its layer has for the folder, and the folders in which earlier layers stand."""
        count, layer = self._owner(folder)
        found = None if layer is None else layer.tree.scan(_below(folder, layer.at))
        above = [one.at for one in self._layers[:count] if one.at != folder and stands_in(one.at, folder)]
        if found is None and not above:
            return None
        mounts = {_below(at, folder).partition("/")[0] for at in above}
        entries = found or Entries()
        return Entries(
            [name for name in entries.files if name not in mounts],
            [*(name for name in entries.folders if name not in mounts), *mounts],
            {name: target for name, target in entries.links.items() if name not in mounts},
        )

    def load(self, file: str) -> bytes:
        """The bytes that its layer has."""
        (content,) = self.load_each([file])
        return content

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files, those in a row that are of one layer as that one reads them."""
        for (_, layer), some in groupby(files, self._owner):
            if layer is not None:
                yield from layer.tree.load_each([_below(file, layer.at) for file in some])

    def _owner(self, path: str) -> tuple[int, Layer | None]:
        """The layer that a path belongs to and how many come before it; all of them where it belongs to none."""
        for number, layer in enumerate(self._layers):
            if stands_in(path, layer.at):
                return number, layer
        return len(self._layers), None


class TreeWithout(Tree):
    """Another tree without some of its folders; what leads into one of them leads nowhere."""

    def __init__(self, tree: Tree, without: Sequence[str]) -> None:
        super().__init__(tree.location)
        self._tree, self._without = tree, frozenset(without)

    def scan(self, folder: str) -> Entries | None:
        """What the other tree has for the folder, if it is not left out."""
        if any(stands_in(folder, one) for one in self._without):
            return None
        found = self._tree.scan(folder)
        if found is None:
            return None
        folders = [name for name in found.folders if join(folder, name) not in self._without]
        links = {name: target for name, target in found.links.items() if join(folder, name) not in self._without}
        return Entries([*found.files], folders, links)

    def load(self, file: str) -> bytes:
        """The bytes that the other tree has."""
        return self._tree.load(file)

    def load_each(self, files: list[str]) -> Iterator[bytes]:
        """The bytes of several files, as the other tree reads them."""
        return self._tree.load_each(files)


def _below(path: str, folder: str) -> str:
    return path[len(folder) :].lstrip("/")
