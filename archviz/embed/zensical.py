"""What Zensical says of the page that it converts.

Zensical has Python-Markdown convert its pages, with a preprocessor among the others that holds the page and the
settings. It runs no plugins of MkDocs, and keeps pages between builds: one that did not change is not converted again
unless a file changed that the setting ``watch`` names.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.embed.host_page import HostPage
from archviz.model.safe import visible

if TYPE_CHECKING:
    from markdown import Markdown

_CONTEXT = "rendering_context"
_LOG = logging.getLogger("archviz")


def page(md: Markdown) -> HostPage | None:
    """The page that Zensical converts, None where it is not Zensical that does."""
    if _CONTEXT not in md.preprocessors:
        return None
    context = md.preprocessors[_CONTEXT]
    config = getattr(context, "config", {})
    folder = Path(config.get("root_dir") or "")
    file = folder / (config.get("docs_dir") or "docs") / getattr(getattr(context, "page", None), "path", "")
    source = file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else ""
    watched = tuple((folder / path).resolve() for path in config.get("watch") or ())
    language = (config.get("theme") or {}).get("language") or ""
    return HostPage(folder, _from_here(file), source, language, watched)


def _from_here(file: Path) -> str:
    return str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)


@lru_cache(maxsize=1)
def warn_of_unwatched(watched: tuple[Path, ...], wanted: tuple[Path, ...]) -> None:
    """Says which files make figures and are not watched, once: pages would go on showing what was proved before."""
    missing = [path for path in wanted if not any(path.resolve().is_relative_to(one) for one in watched)]
    if missing:
        paths = ", ".join(f'"{path}"' for path in map(_from_here, missing))
        _LOG.warning(
            "Zensical keeps pages between builds and would go on showing a figure that is no longer proved: "
            "add watch = [%s] to its settings, or build with --clean",
            visible(paths),
        )
