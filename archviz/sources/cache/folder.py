"""Where the cache is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from archviz.model.errors import SourceError


def cache_folder(chosen: Path | None = None) -> Path:
    """Where archviz keeps what it can bring again: as chosen, else ``ARCHVIZ_CACHE``, else the user's cache folder.

    Raises SourceError where the user has no home for it.
    """
    if chosen is not None:
        return chosen
    if named := os.environ.get("ARCHVIZ_CACHE"):
        return Path(named)
    import platformdirs

    with suppress(RuntimeError):  # there is no home folder
        folder = platformdirs.user_cache_path("archviz")
        if folder.is_absolute():
            return folder
    raise SourceError("there is no home folder to keep a cache in", hint="ARCHVIZ_CACHE names a folder for it")
