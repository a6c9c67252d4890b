"""Figure files that cannot be read as claims: what is said, and where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import load, load_file, schema
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = kitchen.DIAGRAM.partition("cards:")[0]

WRONG = [
    ("", 1, "not a mapping of keys to values"),
    ("- one\n- two\n", 1, "not a mapping of keys to values"),
    ("figure: 1\nkind: [diagram\n", 3, "not YAML"),
    ("figure: 1\nfigure: 2\n", 2, "not YAML"),
    (HEAD.replace("figure: 1", "figure: one"), 1, "figure: Expected `int`"),
    (HEAD.replace("kind: diagram", "kind: painting"), 2, "kind: Invalid enum value 'painting'"),
    (HEAD.replace("id: kitchen", "id: The Kitchen"), 3, "id: Expected `str` matching"),
    (HEAD.replace("title: ", "titel: "), 5, "unknown key `titel`"),
    (HEAD, 2, "needs `cards`"),
    (HEAD + "cards:\n  - {type: k.A, func: k.B}\n", 9, "a card is one of"),
    (HEAD + "cards:\n  - {fields: [a]}\n", 9, "a card is one of"),
    (HEAD + "cards:\n  - {chain: k.Open}\n", 9, "needs `variable`"),
    (HEAD + "cards:\n  - {type: k.A}\nedges:\n  - {from: k.A, to: k.B, kind: eats}\n", 11, "Invalid enum value 'eats'"),
    (HEAD + "cards:\n  - {type: k.A}\nedges:\n  - {from: k.A, to: k.B, kind: sets}\n", 11, "needs `in`"),
    (HEAD + "cards:\n  - {type: k.A}\nedges: all\n", 10, "edges: "),
    (kitchen.EXCERPT.replace("signature: true", "signature: true, whole: true"), 11, "a fragment is one of"),
    (kitchen.EXCERPT.replace("- at: {calls: k.Chef.heat}", "- {}"), 12, "missing required field `at`"),
]


@pytest.mark.parametrize(("text", "line", "message"), WRONG)
def test_a_wrong_file_is_told_by_its_line(text: str, line: int, message: str, tmp_path: Path) -> None:
    file = kitchen.figure_file(tmp_path, text)
    with pytest.raises(FigureError) as caught:
        load_file(file)
    assert (caught.value.file, caught.value.line) == (str(file), line)
    assert message in caught.value.message


def test_a_misspelt_key_has_a_hint(tmp_path: Path) -> None:
    with pytest.raises(FigureError) as caught:
        load_file(kitchen.figure_file(tmp_path, kitchen.DIAGRAM.replace("methods: [Burn]", "metods: [Burn]")))
    assert caught.value.hint == "did you mean `methods`?"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "figure.yaml"
    file.write_bytes(b"figure: \xff\xfe")
    with pytest.raises(FigureError, match="not UTF-8"):
        load_file(file)


@pytest.mark.parametrize("same", ["figure", "id", "file"])
def test_two_figures_never_share_a_number_an_id_or_a_file(same: str, tmp_path: Path) -> None:
    kitchen.figure_file(tmp_path, kitchen.DIAGRAM, "1.yaml")
    other = kitchen.EXCERPT.splitlines()
    lines = {line.partition(":")[0]: line for line in kitchen.DIAGRAM.splitlines()}
    changed = [lines[same] if line.startswith(f"{same}:") else line for line in other]
    second = kitchen.figure_file(tmp_path, "\n".join(changed), "2.yaml")
    with pytest.raises(FigureError, match="is taken by") as caught:
        load(tmp_path)
    assert caught.value.file == str(second)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match="holds no figures"):
        load(tmp_path)


def test_the_schema_is_json_and_knows_every_kind_of_card() -> None:
    card = json.loads(json.dumps(schema()))["$defs"]["CardClaim"]
    assert {"type", "func", "implementers", "chain"} <= set(card["properties"])
    assert card["additionalProperties"] is False
