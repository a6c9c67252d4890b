"""Questions over a code graph: what leads to what, by what, and through which packages that was searched.

What is named here is loaded when it is first used, as most of it needs what a question to the index does without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.ask.drawing import Drawing, slug
    from archviz.ask.hops import Hop, Hops
    from archviz.ask.names import ResolvedName, resolve
    from archviz.ask.neighbours import Reach, reach
    from archviz.ask.source_facts import SourceFacts, matching, own_packages
    from archviz.ask.ways import NoWay, Way, find_way

__all__ = [
    "Drawing",
    "Hop",
    "Hops",
    "NoWay",
    "Reach",
    "ResolvedName",
    "SourceFacts",
    "Way",
    "find_way",
    "matching",
    "own_packages",
    "reach",
    "resolve",
    "slug",
]

_MODULES = {
    "drawing": ("Drawing", "slug"),
    "hops": ("Hop", "Hops"),
    "names": ("ResolvedName", "resolve"),
    "neighbours": ("Reach", "reach"),
    "source_facts": ("SourceFacts", "matching", "own_packages"),
    "ways": ("NoWay", "Way", "find_way"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"archviz.ask.{module}"), name)
    raise AttributeError(name)
