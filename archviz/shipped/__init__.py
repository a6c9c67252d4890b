"""Where the files that ship with archviz are: templates, the article's figures, the pinned versions."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """The folder ``templates``, ``diagrams`` or ``kubernetes-refs``: inside an installed package, or the checkout."""
    installed = Path(__file__).parent / name
    return installed if installed.is_dir() else Path(__file__).parents[2] / name
