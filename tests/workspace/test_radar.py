"""What came of each figure at each version, from the locks and the figures of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gates
import pytest

from archviz.figures import load_file
from archviz.site.versions import FigureState
from archviz.workspace.drift import update
from archviz.workspace.history import histories
from archviz.workspace.project import find_project
from archviz.workspace.radar import Radar
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

P, C, R, A, S = (FigureState(name) for name in ("proved", "changed", "repaired", "absent", "stale"))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with locks of three versions; what checks has another name at the last one."""
    gates.figures(tmp_path)
    (tmp_path / "archviz.toml").write_text("version = '1.0'\n", encoding="utf-8")
    for version, code in (("1.0", gates.FIRST), ("2.0", gates.SECOND), ("3.0", gates.THIRD)):
        source = str(gates.tree(tmp_path / version, code))
        project = find_project(tmp_path)
        update(project, Settings(version, source, cache=tmp_path / "cache")).write(tmp_path)
    return tmp_path


def states(folder: Path) -> dict[str, list[FigureState]]:
    project = find_project(folder)
    figures = tuple(load_file(file) for file in sorted(project.figures.glob("gate/*.yaml")))
    versions = Radar(histories(project, ("en",)), figures)["en"].versions
    return {figure.claims.id: [it.states[figure.claims.id] for it in versions] for figure in figures}


def test_a_figure_is_as_before_changed_or_proved_by_other_claims(house: Path) -> None:
    assert states(house) == {"chain": [P, C, P], "serving": [P, C, R], "handlers": [P, C, P], "install": [P, P, C]}


def test_a_figure_that_is_newer_than_the_locks_or_has_no_claim_on_a_version_is_said_so(house: Path) -> None:
    place = house / "diagrams" / "gate"
    new = gates.CHAIN.replace("figure: 1", "figure: 5").replace("id: chain", "id: new")
    (place / "5-new.yaml").write_text(new.replace("variable: handler", "variable: handler, since: '2.0'"))
    assert states(house)["new"] == [A, S, S]


def test_a_figure_with_other_claims_than_were_locked_is_stale(house: Path) -> None:
    file = house / "diagrams" / "gate" / "4-install.yaml"
    file.write_text(f"{gates.EXCERPT}      - at: {{calls: g.Server.check}}\n", encoding="utf-8")
    assert states(house)["install"] == [S, S, S]


def test_the_notes_of_each_version_are_with_it(house: Path) -> None:
    first, second, third = histories(find_project(house), ("en",))["en"].versions
    assert first.notes == ()
    assert {note.name for note in second.notes} >= {"WithTrace", "tell"}
    assert [note.name for note in third.notes] == ["verify"]


def test_a_version_stands_by_its_numbers_at_the_head_of_its_column(house: Path) -> None:
    project = find_project(house)
    source = str(gates.tree(house / "4.0", gates.THIRD))
    update(project, Settings("fork-4.0", source, cache=house / "cache")).write(house)
    versions = histories(project, ("en",))["en"].versions
    assert [(it.name, it.short) for it in versions][-2:] == [("3.0", "3.0"), ("fork-4.0", "4.0")]
