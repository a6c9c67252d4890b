"""Pages of versions: what changed in each diagram from one proved version to the next, and both in one picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from archviz.site.pictures import inline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import VerifiedDiagram
    from archviz.site.environment import Templates


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next, in the order of time: for each diagram that changed, its changes in a line each.

    ``old`` and ``new`` name the versions as a reader knows them.
    """

    old: str
    new: str
    changes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Both:
    """A diagram at the first and the last version in one picture (``svg``), with each change in a line."""

    diagram: VerifiedDiagram
    old: str
    new: str
    svg: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of other versions: the steps between them, and the pictures of first and last."""

    steps: tuple[Step, ...] = ()
    pictures: tuple[Both, ...] = ()


def version_pages(history: History, templates: Templates, common: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a history by their paths in the site; none where there is no history."""
    if not history.steps:
        return {}
    drawn = {both.diagram.id: _page(both) for both in history.pictures}
    figures = {figure.id: figure for figure in common["figures"]}
    shared = {**common, "root": "../", "has_code": False, "figure_of": figures, "drawn": drawn}
    files = {"versions/index.html": templates.page("versions.html", **shared, steps=history.steps)}
    for both in history.pictures:
        svg = Markup(inline(both.svg))  # noqa: S704 archviz.render drew it, and escaped every text in it
        files[_page(both)] = templates.page("both.html", **shared, both=both, svg=svg)
    return files


def _page(both: Both) -> str:
    return f"versions/{both.diagram.file}.html"


def version_names(names: Sequence[str]) -> list[str]:
    """Locks' names as a reader knows them: ``microshift-1.21`` is 1.21 as that project has it."""
    return [re.sub(r"^([a-z][\w-]*)-(\d[\w.]*)$", r"\2 (\1)", name) for name in names]
