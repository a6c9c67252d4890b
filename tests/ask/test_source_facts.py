"""Uses are found in the text of code, also where the name of what is used does not stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.source_facts import SourceFacts, own_packages
from archviz.golang.graph import Graph
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

POINTS = "example.org/points"

POINTS_GO = """\
package points

type Point struct{ X, y int }

type Points []Point

type Line = Points

func Both() Points { return Points{{1, 2}} }
"""

USE_GO = """\
package use

import "example.org/points"

type Dot = points.Exported

func One() Dot { return Dot{3} }

func Many() points.Row { return points.Row{{4}} }
"""


def facts_of(folder: Path) -> SourceFacts:
    (folder / "go.mod").write_text("module example.org/points\n")
    (folder / "points.go").write_text(
        POINTS_GO + "\ntype Exported struct{ Z int }\n\ntype Row []Exported\n\n// ExportedOnly is another word.\n"
    )
    (folder / "use").mkdir()
    (folder / "use" / "use.go").write_text(USE_GO)
    graph = Graph(open_source(str(folder)))
    return SourceFacts(graph, own_packages(graph))


def test_a_field_is_set_by_literals_without_its_name(tmp_path: Path) -> None:
    facts = facts_of(tmp_path)
    sets = [one.source.short for one in facts.users(Symbol(POINTS, "Point", "X")) if one.kind is RelationKind.SETS]
    assert sets == ["Both"]
    sets = [one.source.short for one in facts.users(Symbol(POINTS, "Exported", "Z")) if one.kind is RelationKind.SETS]
    assert sets == ["Many", "One"]


def test_a_type_is_created_by_its_other_names(tmp_path: Path) -> None:
    users = facts_of(tmp_path).users(Symbol(POINTS, "Exported"))
    assert [one.source.short for one in users if one.kind is RelationKind.CREATES] == ["Many", "One"]


def test_a_word_within_another_is_no_identifier(tmp_path: Path) -> None:
    facts = facts_of(tmp_path)
    assert facts.having("Point") == (POINTS,)
    assert facts.having("Only") == ()
