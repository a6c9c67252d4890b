"""The names of the files that say what a project is."""

from __future__ import annotations

OWN = "archviz.toml"
SHARED = "pyproject.toml"
