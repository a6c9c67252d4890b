"""Builds the wheel and the source archive of a tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def built(tree: Path, folder: Path, target: str) -> Path:
    """The distribution that hatchling makes of a tree: ``wheel`` or ``sdist``, in a folder that may be new."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    given = os.environ | {"SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(command, cwd=tree, check=True, capture_output=True, env=given)
    (made,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made
