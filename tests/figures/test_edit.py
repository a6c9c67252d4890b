"""Changes of a figure's file: its comments, order and layout stay."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import kitchen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archviz.figures.edit import edited
from archviz.figures.load import load_file
from archviz.model.errors import FigureError
from archviz.model.finding import FigureEdit

SHIPPED = sorted((Path(__file__).parents[2] / "diagrams").rglob("*.yaml"))
EDGE = (("from", "k.Chef.clean"), ("to", "k.Stove.Wipe"), ("kind", "call"))
BLOCK = """\
# A kitchen.
kind: diagram
title: A kitchen

packages:
  k: example.org/house/kitchen   # ours
cards:
  # the house
  - type: k.Chef
    methods:
      - Prepare   # by hand
      - 'heat'
    # no fields yet
  - func: k.Work

# What happens.
edges:
  - from: k.Work
    to: k.Chef.Prepare
    kind: "ref"  # or call?
    label: >-
      by
      hand

"""


def edit(text: str, *edits: FigureEdit) -> str:
    return edited(text, "f.yaml", edits)


def test_a_value_is_written_as_the_one_before_it() -> None:
    assert edit(BLOCK, FigureEdit("edges[0].kind", "call", "ref")) == BLOCK.replace('"ref"', '"call"')
    assert edit(BLOCK, FigureEdit("cards[0].methods[1]", "it's", "heat")) == BLOCK.replace("'heat'", "'it''s'")
    assert edit(kitchen.DIAGRAM, FigureEdit("edges[1].step", 4, 1)) == kitchen.DIAGRAM.replace("step: 1", "step: 4")


def test_a_row_goes_behind_the_last_one() -> None:
    row = FigureEdit("cards[0].methods", "clean", further=True)
    assert edit(BLOCK, row, row) == BLOCK.replace("      - 'heat'\n", "      - 'heat'\n      - clean\n")
    there = FigureEdit("cards[1].methods", "rest", further=True)
    assert edit(kitchen.DIAGRAM, there) == kitchen.DIAGRAM.replace("heat, clean]", "heat, clean, rest]")


def test_rows_make_a_list_where_there_is_none() -> None:
    rows = [FigureEdit("cards[0].fields", name, further=True) for name in ("stove", "plate")]
    behind = "    # no fields yet\n"
    assert edit(BLOCK, *rows).count("    fields: [stove, plate]\n") == 1
    assert behind in edit(BLOCK, *rows)
    flow = "kind: diagram\ncards: [{type: k.A, methods: [b]}, {func: k.C}]  # all\n"
    assert "{type: k.A, fields: [stove, plate], methods: [b]}" in edit(flow, *rows)
    empty = flow.replace("[b]", "[]")
    assert "methods: [clean]" in edit(empty, FigureEdit("cards[0].methods", "clean", further=True))
    unsaid = "cards:\n  - type: k.A\n    methods:\n"
    assert "methods: [clean]" in edit(unsaid, FigureEdit("cards[0].methods", "clean", further=True))


def test_a_claim_is_laid_out_as_the_one_before_it() -> None:
    further = FigureEdit("edges", EDGE, further=True)
    flow = edit(kitchen.DIAGRAM, further)
    assert flow == kitchen.DIAGRAM + "  - {from: k.Chef.clean, to: k.Stove.Wipe, kind: call}\n"
    block = "  - from: k.Chef.clean\n    to: k.Stove.Wipe\n    kind: call\n"
    assert edit(BLOCK, further) in (BLOCK + block, BLOCK.rstrip("\n") + "\n" + block + "\n")
    card = FigureEdit("cards", (("type", "k.Stove"), ("methods", ("Burn", "Wipe"))), further=True)
    both = edit(BLOCK, card)
    assert "  - func: k.Work\n  - type: k.Stove\n    methods: [Burn, Wipe]\n\n# What happens.\n" in both


def test_what_is_added_at_the_end_of_a_part_comes_before_what_follows_the_part() -> None:
    alias = FigureEdit("packages.yard", "example.org/yard")
    rename = FigureEdit("renames", (("from", "k.Work"), ("to", "yard.Work"), ("since", "2")), further=True)
    assert "ours\n  yard: example.org/yard\nrenames:\n  - {from: k.Work" in edit(BLOCK, rename, alias)
    ends = FigureEdit("cards[1].until", "2")
    twin = FigureEdit("cards", (("func", "k.Toil"), ("since", "2")), further=True)
    new = '  - func: k.Work\n    until: "2"\n  - func: k.Toil\n    since: "2"\n'
    assert new in edit(BLOCK, ends, twin)
    assert edit(BLOCK, ends, twin) == edit(BLOCK, twin, ends)


def test_a_text_without_a_last_line_end_stays_without() -> None:
    text = kitchen.DIAGRAM.rstrip("\n")
    assert edit(text, FigureEdit("edges", EDGE, further=True)) == (
        text + "\n  - {from: k.Chef.clean, to: k.Stove.Wipe, kind: call}"
    )


def test_a_key_goes_where_archviz_would_write_it() -> None:
    assert edit(kitchen.DIAGRAM, FigureEdit("edges[1].mode", "go")) == kitchen.DIAGRAM.replace(
        "kind: call, step: 1", "kind: call, mode: go, step: 1"
    )
    assert edit(BLOCK, FigureEdit("edges[0].mode", "go")) == BLOCK.replace(
        '"ref"  # or call?\n', '"ref"  # or call?\n    mode: go\n'
    )
    assert edit(BLOCK, FigureEdit("packages.h", "example.org/house")) == BLOCK.replace(
        "# ours\n", "# ours\n  h: example.org/house\n"
    )
    none = BLOCK.replace("packages:\n  k: example.org/house/kitchen   # ours\n", "")
    assert "title: A kitchen\npackages: {h: example.org/house}\n" in edit(
        none, FigureEdit("packages.h", "example.org/house")
    )


def test_a_key_is_taken_away_with_its_comma_or_line() -> None:
    assert edit(kitchen.DIAGRAM, FigureEdit("edges[2].mode", None, "go")) == kitchen.DIAGRAM.replace(", mode: go", "")
    assert edit(BLOCK, FigureEdit("edges[0].label", None)) == BLOCK.replace(
        "    label: >-\n      by\n      hand\n\n", ""
    )


def test_a_long_list_goes_on_in_a_line_of_its_own() -> None:
    names = ", ".join(f"method{i}" for i in range(11))
    text = f"cards:\n  - type: k.A\n    methods: [{names}]\n"
    found = edit(text, FigureEdit("cards[0].methods", "another", further=True))
    assert max(map(len, found.splitlines())) <= 120
    assert found.endswith(",\n              another]\n")


def test_json_stays_json() -> None:
    text = json.dumps({"kind": "diagram", "cards": [{"type": "k.A"}], "edges": []}, indent=2)
    found = edit(
        text,
        FigureEdit("cards[0].methods", "b", further=True),
        FigureEdit("edges", EDGE, further=True),
        FigureEdit("packages.k", "example.org/a"),
    )
    assert json.loads(found) == {
        "kind": "diagram",
        "packages": {"k": "example.org/a"},
        "cards": [{"type": "k.A", "methods": ["b"]}],
        "edges": [dict(EDGE)],
    }


def test_what_several_places_share_is_not_changed_in_one() -> None:
    text = "cards:\n  - {type: k.A, methods: &all [b]}\n  - {type: k.C, methods: *all}\n"
    with pytest.raises(FigureError) as error:
        edit(text, FigureEdit("cards[1].methods", "d", further=True))
    assert error.value.hint == "cards[1].methods: + d"
    with pytest.raises(FigureError):
        edit(text, FigureEdit("cards[7].methods", "d", further=True))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_only_new_lines_are_new_in_real_figures(file: Path) -> None:
    claims = load_file(file).claims
    if claims.kind != "diagram" or claims.edges == "auto":
        return
    text = file.read_text(encoding="utf-8")
    found = edit(text, FigureEdit("edges", EDGE, further=True), FigureEdit("cards", (("func", "k.F"),), further=True))
    added = [line[2:] for line in difflib.ndiff(text.splitlines(), found.splitlines()) if line[0] in "+-?"]
    assert [line.strip() for line in added if "k.F" in line] == ["- func: k.F"]
    assert len(added) in (2, 3, 4), "3 where the figure has no edges yet"


_NAMES = st.text("abcXYZ_", min_size=1, max_size=8)


@given(
    st.lists(_NAMES, max_size=4, unique=True),
    st.lists(_NAMES, min_size=1, max_size=3, unique=True),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
)
def test_rows_are_added_in_any_layout(rows: list[str], new: list[str], flow: bool, comment: bool, indent: int) -> None:
    space = " " * (2 + indent)
    listed = f" [{', '.join(rows)}]" if flow or not rows else "".join(f"\n{space}- {row}" for row in rows)
    remark = "  # why\n" if comment else "\n"
    text = f"kind: diagram\ncards:\n- type: k.A\n  methods:{listed}{remark}  fields: [x]\n"
    found = edit(text, *(FigureEdit("cards[0].methods", name, further=True) for name in new))
    assert [name for name in found if name == "#"] == ["#"] * comment
    assert found.startswith("kind: diagram\ncards:\n- type: k.A\n  methods:")
    assert found.endswith("  fields: [x]\n")
