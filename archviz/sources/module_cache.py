"""Where the go command keeps modules on this machine."""

from __future__ import annotations

import os
from pathlib import Path

NO_CACHE = "no module cache"
"""What is said of a machine that has none."""


def module_cache_folder() -> Path | None:
    """The folder of the module cache as the go command finds it (``go help environment``), or None where it is not."""
    chosen = os.environ.get("GOMODCACHE", "")
    paths = os.environ.get("GOPATH", "").split(os.pathsep)
    home = paths[0] or os.path.expanduser("~/go")  # noqa: PTH111  # a Path's raises where there is none
    folder = Path(chosen) if chosen else Path(home) / "pkg" / "mod"
    return folder if folder.is_absolute() and folder.is_dir() else None
