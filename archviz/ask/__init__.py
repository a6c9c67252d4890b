"""Questions over a code graph: what leads to what, by what, and through which packages that was searched."""

from archviz.ask.drawing import Drawing, slug
from archviz.ask.hops import Hop, Hops
from archviz.ask.names import ResolvedName, resolve
from archviz.ask.reach import Reach, reach
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
