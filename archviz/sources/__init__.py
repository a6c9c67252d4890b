"""Go source trees: from a directory, an archive or a git repository, and how they are fetched.

``open_source`` is loaded when it is first used, as most of what is in here needs no archives and no git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.sources.opening import open_source

__all__ = ["open_source"]


def __getattr__(name: str) -> object:
    if name != "open_source":
        raise AttributeError(name)
    from archviz.sources.opening import open_source

    return open_source
