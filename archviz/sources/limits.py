"""How much a source may hold. Beyond a bound it is refused, with the bound in the message, so that every run ends.

They are far beyond what large public Go repositories have. Those for one file follow the Go tool's own where it has one
(https://go.dev/ref/mod#zip-path-size-constraints).
"""

from __future__ import annotations

from archviz.model.errors import SourceError

MOST_ENTRIES = 1_000_000
"""Files, folders and links of a tree together; members of an archive."""

MOST_FOLDERS = 200
"""Folders within each other."""

MOST_BYTES = 4 << 30
"""What an archive, a commit or a download unpacks to."""

MOST_FILE_BYTES = 64 << 20
"""One file of Go source."""

MOST_SIDE_FILE_BYTES = 16 << 20
"""One go.mod, modules.txt, .gitattributes or licence."""

MOST_PATH_BYTES = 4096
"""One path or the target of one link, as on Linux (PATH_MAX)."""

MOST_NAME_BYTES = 256 << 20
"""All paths of a tree and the targets of its links together."""

MOST_LINKS = 40
"""Symbolic links that one path goes through, as in Linux (path_resolution(7)). A path with more leads nowhere."""

MOST_LINK_BYTES = 64 << 20
"""All targets of links that are followed while a tree is in use, each as often as it is followed."""

MOST_LINKED_FOLDERS = 100_000
"""Folders of a vendor folder that are reached by a link."""

MOST_NAMESAKES = 1000
"""Modules of one path in a tree."""

MOST_SCOPES = 10_000
"""Folders of a tree that vendor or replace modules for themselves."""

MOST_REQUIREMENTS = 100_000
"""Versions of modules that are gone through to find which versions are required."""

MOST_HEADER_BYTES = 1 << 20
"""A pax header, a GNU long name or the map of a sparse file in a tar, as in Go's archive/tar."""

MOST_PATTERN_WORK = 4_000_000_000
"""Characters of .gitattributes patterns times characters of the paths that they are tried on: a few seconds."""


class Tally:
    """Counts the entries of a tree and the bytes of their names."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._entries = 0
        self._bytes = 0

    def add(self, name: str, target: str = "") -> None:
        """Counts an entry, with its target where it is a link. Raises SourceError beyond a bound."""
        self.count(1, len(name) + len(target))

    def count(self, entries: int, length: int) -> None:
        """Counts so many entries, and names and targets of so many bytes. Raises SourceError beyond a bound."""
        self._entries += entries
        self._bytes += length
        if self._entries > MOST_ENTRIES:
            raise SourceError(f"{self._location} has more than {MOST_ENTRIES} files, folders and links")
        if self._bytes > MOST_NAME_BYTES:
            raise SourceError(f"{self._location} has more than {MOST_NAME_BYTES >> 20} MiB of names")
