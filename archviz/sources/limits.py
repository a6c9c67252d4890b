"""How much a source may hold. Beyond a bound it is refused, with the bound in the message, so that every run ends.

They are far beyond what large public Go repositories have. Those for one file follow the Go tool's own where it has one
(https://go.dev/ref/mod#zip-path-size-constraints).
"""

from __future__ import annotations

MOST_ENTRIES = 1_000_000
"""Files, folders and links of a tree together."""

MOST_FOLDERS = 200
"""Folders within each other."""

MOST_BYTES = 8 << 30
"""What an archive, a commit or a download unpacks to."""

MOST_FILE_BYTES = 64 << 20
"""One file of Go source."""

MOST_SIDE_FILE_BYTES = 16 << 20
"""One go.mod, modules.txt, .gitattributes or licence."""

MOST_PATH_BYTES = 4096
"""One path or the target of one link, as on Linux (PATH_MAX)."""
