"""The diagrams of a site at other versions, from the locks of a project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import gates
import pytest

from archviz.figures import load_file
from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.workspace.drift import update
from archviz.workspace.other_versions import other_versions
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings
from archviz.workspace.verify import proved

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.site.picker import DiagramAt

TWO_PATHS = gates.SERVING.replace(
    "{g: example.org/gate}",
    "\n  g: [{path: example.org/gate, until: '3.0'}, {path: example.org/gate/v3, since: '3.0'}]",
)
RENAMED = TWO_PATHS.replace(
    "  - {from: g.Server.Install, to: g.Server.check, kind: call}",
    "  - {from: g.Server.Install, to: g.Server.check, kind: call, until: '3.0'}\n"
    "  - {from: g.Server.Install, to: g.Server.verify, kind: call, since: '3.0'}",
).replace(
    "  - type: g.Server\n    methods: [Install, check]",
    "  - {type: g.Server, methods: [Install, check], until: '3.0'}\n"
    "  - {type: g.Server, methods: [Install, verify], since: '3.0'}",
)
CODE = {"1.0": gates.FIRST, "2.0": gates.SECOND, "3.0": gates.THIRD}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with locks of three versions; the module has another path at the last one, as has a method."""
    gates.figures(tmp_path)
    (tmp_path / "diagrams" / "gate" / "2-serving.yaml").write_text(RENAMED, encoding="utf-8")
    for name in ("1-chain", "3-handlers", "4-install"):
        (tmp_path / "diagrams" / "gate" / f"{name}.yaml").unlink()
    (tmp_path / "archviz.toml").write_text("version = '1.0'\n", encoding="utf-8")
    for version in CODE:
        update(find_project(tmp_path), _settings(tmp_path, version)).write(tmp_path)
    return tmp_path


def _settings(folder: Path, version: str) -> Settings:
    source = gates.tree(folder / version, CODE[version])
    if version == "3.0":
        (source / "go.mod").write_text("module example.org/gate/v3\n\ngo 1.20\n", encoding="utf-8")
    return Settings(version, str(source), cache=folder / "cache")


def _others(folder: Path, version: str) -> tuple[VerifiedDiagram, tuple[DiagramAt, ...]]:
    project = find_project(folder)
    figure = load_file(folder / "diagrams" / "gate" / "2-serving.yaml")
    [proof] = proved(project, _settings(folder, version)).proofs
    assert isinstance(proof.verified, VerifiedDiagram)
    found = other_versions(project, figure, proof.verified, ("en", "zh"), version)
    assert [it.name for it in found["zh"]] == [it.name for it in found["en"]]
    return proof.verified, found["en"]


@pytest.mark.parametrize(("shown", "other"), [("1.0", "3.0"), ("3.0", "1.0")])
def test_what_has_another_name_there_has_its_name_here(house: Path, shown: str, other: str) -> None:
    _, others = _others(house, shown)
    assert [it.name for it in others] == [name for name in CODE if name != shown]
    it = next(it for it in others if it.name == other)
    new, old = "example.org/gate/v3.Server", "example.org/gate.Server"
    pairs = [(f"{new}.verify", f"{old}.check"), (new, old), (f"{new}.Install", f"{old}.Install")]
    for there, here in pairs if shown == "1.0" else [(here, there) for there, here in pairs]:
        assert it.moved[there] == here
    assert it.older == (other == "1.0")


def test_each_version_says_what_changed_and_stands_as_the_one_shown(house: Path) -> None:
    shown, others = _others(house, "1.0")
    across = _lefts(svg_text(shown, find_project(house).templates))
    assert len(across) == 2
    for it in others:
        assert it.changes
        assert _lefts(it.svg) == across


def _lefts(svg: str) -> list[float]:
    """How far right of the first card each stands, in px."""
    lefts = [float(x) for x in re.findall(r'<rect class="shadow" x="([\d.]+)"', svg)]
    return [left - lefts[0] for left in lefts]


def test_a_lock_from_other_claims_has_no_picture(house: Path) -> None:
    file = house / "diagrams" / "gate" / "2-serving.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[Install, check]", "[Install]"), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    file.write_text("\n".join(line for line in text.split("\n") if "check, kind" not in line), encoding="utf-8")
    _, others = _others(house, "1.0")
    assert [(it.name, it.diagram is None) for it in others] == [("2.0", True), ("3.0", False)]
