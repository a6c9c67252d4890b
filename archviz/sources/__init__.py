"""Go source trees: from a directory, an archive or a git repository, and how they are fetched."""

from __future__ import annotations

from archviz.sources.cache.store import cache_folder
from archviz.sources.fingerprint import fingerprint, source_fingerprint, source_identity
from archviz.sources.opening import open_source
from archviz.sources.progress import Progress, Silent
from archviz.sources.providers.fetch import fetch
from archviz.sources.several import open_sources
from archviz.sources.source import Source

__all__ = [
    "Progress",
    "Silent",
    "Source",
    "cache_folder",
    "fetch",
    "fingerprint",
    "open_source",
    "open_sources",
    "source_fingerprint",
    "source_identity",
]
