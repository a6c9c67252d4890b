"""What programs that import archviz rely on."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import post
import pytest

import archviz

TOP = Path(__file__).parents[1]
DOCS = (TOP / "docs" / "reference" / "library.md").read_text(encoding="utf-8")
METHODS = tuple(name for name in vars(archviz.Codebase) if not name.startswith("_"))


@pytest.fixture
def code(tmp_path: Path) -> archviz.Codebase:
    return archviz.open(post.tree(tmp_path))


@pytest.mark.parametrize("name", archviz.__all__)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(archviz, name)
    assert name == "__version__" or inspect.getdoc(found)
    assert f"`{name}`" in DOCS or f"`{name}(" in DOCS
    assert name in dir(archviz)


@pytest.mark.parametrize("name", METHODS)
def test_what_a_codebase_offers_is_documented(name: str) -> None:
    found = inspect.getattr_static(archviz.Codebase, name)
    assert inspect.getdoc(found)
    assert f"`{name}`" in DOCS.partition("## Public names")[2]
    assert f"code.{name}" in DOCS


def test_no_other_name_is_public() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Graph'"):
        archviz.Graph  # noqa: B018  # type: ignore[attr-defined]


def test_to_import_archviz_loads_nothing() -> None:
    program = "import sys, archviz; print(*sorted(name for name in sys.modules if name.startswith('archviz')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["archviz"]


PROGRAM = """\
    import archviz
    from archviz import Codebase, Position, SymbolError

    code: Codebase = archviz.open("post", packages=["example.org/post/..."], tests=True)
    place: Position = code.symbol("Clerk.Take").position
    line: int = place.line
    try:
        proved: bool = code.prove("Clerk.Take -> Clerk.put call").holds
    except SymbolError as error:
        hint: str | None = error.hint
    """


def test_a_type_checker_sees_the_public_names(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(dedent(PROGRAM) + "wrong: str = line\nalso_wrong = code.nothing\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "--follow-imports=silent"]
    environment = {**os.environ, "MYPYPATH": "", "PYTHONPATH": str(TOP)}
    done = subprocess.run([*command, str(program)], capture_output=True, text=True, cwd=tmp_path, env=environment)
    found = [line.partition(": error: ")[2] for line in done.stdout.splitlines() if ": error: " in line]
    assert [line.partition(" [")[0].strip() for line in found] == [
        'Incompatible types in assignment (expression has type "int", variable has type "str")',
        '"Codebase" has no attribute "nothing"',
    ], done.stdout + done.stderr


def test_the_parameters_and_results_of_public_functions_have_types() -> None:
    for name in METHODS:
        found = inspect.getattr_static(archviz.Codebase, name)
        function: Any = found.fget if isinstance(found, property) else found
        assert "return" in function.__annotations__
        assert set(inspect.signature(function).parameters) - {"self"} <= set(function.__annotations__)


def test_a_change_is_seen_once_it_is_looked_for(tmp_path: Path) -> None:
    code = archviz.open(post.tree(tmp_path))
    assert not code.prove("office.Count -> ink call").holds
    office = tmp_path / "office" / "office.go"
    office.write_text(office.read_text().replace("return n }", 'ink(""); return n }'))
    assert code.refresh()
    assert code.prove("office.Count -> ink call").holds
    assert not code.refresh()


def test_a_source_that_is_gone_is_an_error_and_comes_back(tmp_path: Path) -> None:
    code = archviz.open(post.tree(tmp_path / "post"))
    shutil.move(tmp_path / "post", tmp_path / "away")
    with pytest.raises(archviz.SourceError):
        code.refresh()
    shutil.move(tmp_path / "away", tmp_path / "post")
    assert code.symbol("Clerk.Take").kind is archviz.DeclarationKind.METHOD


def test_what_cannot_be_opened_is_said_when_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(archviz.SourceError, match="no source at"):
        archviz.open(tmp_path / "nowhere")
    post.tree(tmp_path)
    with pytest.raises(archviz.SourceError):
        archviz.open(tmp_path, packages=["example.org/post/nowhere"])
    with pytest.raises(archviz.ProjectError):
        archviz.open(tmp_path, platform="amiga/m68k")


def test_a_version_that_is_not_pinned_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(post.tree(tmp_path))
    with pytest.raises(archviz.SourceError, match="no version"):
        archviz.open("1.99.0")
    assert (
        archviz.open().packages
        == archviz.open(tmp_path).packages
        == ("example.org/post/office", "example.org/post/round")
    )


@pytest.mark.parametrize(
    ("claim", "kinds"),
    [
        ("Clerk.put -> Clerk.tray", ["sends"]),
        ("Clerk.put → Clerk.tray (sends)", ["sends"]),
        ("Start -> office.Open call", ["call"]),
        ("ByTown -> Sorter", ["implements"]),
        ("Clerk.stamp -> Blue sets in Open", ["sets"]),
        ("background -> Clerk.work", []),
        ("Clerk.Take -> Clerk.put call by go", []),
        ("Clerk.stamp -> ink sets in Open", []),
    ],
)
def test_an_edge_in_words_holds_where_the_source_proves_it(
    code: archviz.Codebase, claim: str, kinds: list[str]
) -> None:
    verdict = code.prove(claim)
    assert [edge.kind for edge in verdict.edges] == kinds
    assert verdict.holds is bool(kinds)
    assert (verdict.claims, verdict.proved) == (1, len(kinds))
    assert all(edge.evidence for edge in verdict.edges)
    assert all(finding.hint for finding in verdict.findings)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("Clerk.Take -> Clerk.put clal", "no kind of edge is called clal"),
        ("Clerk.Take -> Clerk.put holds by go", "no edge of the kind holds is made by go"),
        ("Clerk.Take -> Clerk.put call by car", "no edge of the kind call is made by car"),
        ("Clerk.Take -> Clerk.put call in Open", "no function is named for the kind call"),
        ("Clerk.Take -> ", "not an edge"),
        ("-> Clerk.Take", "not an edge"),
        ("Clerk.Take", "not an edge"),
        ("", "not an edge"),
        ("Clerk.Take\nClerk.put", "not a mapping"),
    ],
)
def test_a_claim_that_cannot_be_read_is_an_error_with_the_way_to_write_it(
    code: archviz.Codebase, claim: str, said: str
) -> None:
    with pytest.raises(archviz.FigureError, match=said):
        code.prove(claim)


FIGURE = """\
kind: diagram
title: Letters
packages: {o: example.org/post/office}
cards:
  - {type: o.Clerk, fields: [tray], methods: [put, work]}
edges:
  - {from: o.Clerk.put, to: o.Clerk.tray, kind: sends}
  - {from: o.Clerk.work, to: o.Clerk.tray, kind: KIND}
"""


def test_a_figure_holds_where_every_claim_of_it_does(code: archviz.Codebase) -> None:
    good = code.prove(FIGURE.replace("KIND", "receives"))
    assert good.holds
    assert [edge.kind for edge in good.edges] == ["sends", "receives"]
    bad = code.prove(FIGURE.replace("KIND", "sends"))
    assert not bad.holds
    assert bad.proved == bad.claims - 1
    (finding,) = bad.findings
    assert (finding.kind, finding.claim, finding.line) == (archviz.FindingKind.UNPROVED_EDGE, "edges[1]", 8)
    assert "receives at office/office.go:" in finding.hint


def test_a_question_is_answered_as_on_the_command_line(code: archviz.Codebase) -> None:
    answer = code.callers("sweep", depth=2)
    assert [(hop.start.short, hop.end.short) for hop in answer.hops] == [
        ("Clerk.Close", "sweep"),
        ("Open", "sweep"),
        ("Start", "Open"),
    ]
    assert code.callees(code.symbol("Clerk.Take").symbol).hops[0].end.short == "Clerk.lose"
    interfaces = code.callers("ByTown.Sort", through=[archviz.Through.INTERFACES])
    assert interfaces.hops[0].of == 1
    assert [one.kind for one in code.callers("ByTown.Sort").open] == [archviz.OpenKind.INTERFACE]
    with pytest.raises(ValueError, match="tunnels"):
        code.callers("sweep", through=["tunnels"])


def test_a_symbol_is_found_and_shown(code: archviz.Codebase) -> None:
    assert [one.symbol.short for one in code.find("clerk", kinds=["struct"]).nodes] == ["Clerk"]
    shown = code.show("Sorter")
    assert shown.profile.declaration.doc == "Sorter knows where a letter goes."
    assert [count.words for count in shown.profile.counts if count.kind is archviz.RelationKind.IMPLEMENTS] == [
        "implemented by"
    ]
    assert code.prove(f"kind: diagram\ntitle: Sorters\n{shown.diagram}").holds


def test_ways_from_one_symbol_to_another(code: archviz.Codebase) -> None:
    found = code.paths("Clerk.Take", "Carrier.ring", avoid=["Bag"])
    assert [hop.end.short for hop in found.ways[0].hops][-2:] == ["Carrier.Bring", "Carrier.ring"]
    assert len(code.paths("Clerk.Take", "Carrier.ring", most=9).ways) > 1
    none = code.paths("Clerk.Take", "Carrier.ring", through=[])
    assert none.ways == ()
    assert archviz.OpenKind.INTERFACE in [reason.kind for reason in none.answer.open]


def test_what_a_change_reaches(code: archviz.Codebase) -> None:
    found = code.impact("ink", depth=2)
    steps = [(one.depth, one.symbol.short) for one in found.reached]
    assert steps == [(1, "Blue"), (2, "Clerk.Take"), (2, "Clerk.stamp"), (2, "Open")]
    with pytest.raises(ValueError, match="without symbols"):
        code.impact("ink", diff="HEAD")
    with pytest.raises(archviz.SourceError):
        code.impact(diff="HEAD")


def test_every_place_that_names_a_symbol_and_what_implements_an_interface(code: archviz.Codebase) -> None:
    named = code.references("Clerk.tray")
    assert {hop.kind for hop in named.hops} >= {archviz.RelationKind.SENDS, archviz.RelationKind.RECEIVES}
    assert named.closed
    assert [hop.end.short for hop in code.implementers("Messenger").hops] == ["Express"]


def test_a_way_is_drawn_in_any_form(code: archviz.Codebase) -> None:
    assert code.draw("Clerk.Take", to="Carrier.ring").startswith("<svg")
    assert code.draw("Clerk.Take", to="Carrier.ring", form="mermaid").startswith("flowchart LR")
    assert code.prove(code.draw("Clerk.Take", to="Carrier.ring", form="yaml")).holds
    assert "var(" not in code.draw("Clerk.Take", to="Carrier.ring", form="flat")
    with pytest.raises(ValueError, match="png is no text"):
        code.draw("Clerk.Take", to="Carrier.ring", form="png")
    with pytest.raises(archviz.SymbolError, match="nothing leads from"):
        code.draw("Carrier.ring", to="Clerk.Take")


def test_a_pinned_version_is_opened_by_its_name(kubernetes: Path) -> None:
    code = archviz.open(
        "1.20.2", project=TOP, packages=["k8s.io/apiserver/pkg/server/dynamiccertificates"], offline=True
    )
    answer = code.callers("DynamicFileCAContent.loadCABundle")
    assert [hop.start.short for hop in answer.hops] == [
        "DynamicFileCAContent.RunOnce",
        "DynamicFileCAContent.processNextWorkItem",
        "NewDynamicCAContentFromFile",
    ]
    assert answer.closed
    assert not code.refresh()
