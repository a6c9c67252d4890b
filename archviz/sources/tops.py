"""Where the repository of a folder begins."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def repository_top(folder: Path) -> Path | None:
    """The nearest folder upwards that has a ``.git`` of any kind, as a real path; None where there is none."""
    real = folder.resolve()
    return next((above for above in (real, *real.parents) if os.path.lexists(above / ".git")), None)
