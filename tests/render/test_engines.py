"""The two layout engines: other positions, the same content."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import fictional
import pytest
from big import big

from archviz.refs import lock_path, read_lock
from archviz.render import svg_text
from archviz.render.layout import arrange
from archviz.render.layout.engine import run_engine
from archviz.render.text.exports import dot
from archviz.shipped import shipped

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram

DOT = shutil.which("dot")
needs_dot = pytest.mark.skipif(DOT is None, reason="Graphviz's own dot is not installed")
REFS = Path(__file__).parents[2] / "kubernetes-refs"
FIGURES = {
    **{builder.__name__: builder() for builder in fictional.ALL},
    **read_lock(lock_path(REFS, "1.20.2")).diagrams,
}


def content(figure: VerifiedDiagram) -> list[tuple[str, ...]]:
    """What a picture says, without where: identifiers, links, what is read aloud."""
    root = ElementTree.fromstring(svg_text(figure, (shipped("templates"),)))  # noqa: S314 - our own output
    names = ("id", "href", "aria-label", "data-from", "data-to", "data-kind")
    return sorted(tuple(element.get(name, "") for name in names) for element in root.iter())


@needs_dot
@pytest.mark.parametrize("name", FIGURES)
def test_both_engines_give_the_same_content(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    figure = FIGURES[name]
    arrange._laid_out.cache_clear()
    first = content(figure)
    assert DOT is not None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "dot").symlink_to(DOT)
    monkeypatch.setenv("PATH", str(tmp_path))
    arrange._laid_out.cache_clear()
    try:
        assert content(figure) == first
    finally:
        arrange._laid_out.cache_clear()


@pytest.mark.parametrize("engine", [None, pytest.param(DOT, marks=needs_dot)])
@pytest.mark.parametrize("seed", [3, 7, 19])
def test_dot_puts_the_ends_of_an_arrow_in_different_ranks(engine: str | None, seed: int) -> None:
    """Whatever package they are in; with ranks for each cluster of its own, Graphviz fails for the last one."""
    answer = run_engine(dot(big(4 + seed, 6 + seed, seed)), engine=engine)
    along = {item["_gvid"]: float(item["pos"].split(",")[0]) for item in answer["objects"] if "pos" in item}
    assert all(abs(along[edge["tail"]] - along[edge["head"]]) > 2 for edge in answer["edges"])
