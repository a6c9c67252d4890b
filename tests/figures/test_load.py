"""Figure files that cannot be read as claims: what is said, and where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import kitchen
import pytest

from archviz.figures import load, load_file, load_text, read_articles, schema
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = kitchen.DIAGRAM.partition("cards:")[0]

WRONG = [
    ("", 1, "not a mapping of keys to values"),
    ("- one\n- two\n", 1, "not a mapping of keys to values"),
    ("figure: 1\nkind: [diagram\n", 2, "`[` without its `]`"),
    ("figure: 1\nfigure: 2\n", 2, "not YAML"),
    (HEAD.replace("figure: 1", "figure: one"), 1, "figure: the text `one`, where a whole number is needed"),
    (HEAD.replace("kind: diagram", "kind: painting"), 2, "kind: `painting` is none of diagram, excerpt, table"),
    (HEAD.replace("id: kitchen", "id: The Kitchen"), 3, "id: `The Kitchen` is no name of a file"),
    (HEAD.replace("title: ", "titel: "), 5, "unknown key `titel`"),
    (HEAD, 2, "needs `cards`"),
    (HEAD + "cards:\n  - {type: k.A, func: k.B}\n", 9, "a card is one of"),
    (HEAD + "cards:\n  - {fields: [a]}\n", 9, "a card is one of"),
    (HEAD + "cards:\n  - {chain: k.Open}\n", 9, "needs `variable`"),
    (
        HEAD + "cards:\n  - {type: k.A}\nedges:\n  - {from: k.A, to: k.B, kind: eats}\n",
        11,
        "edges[0].kind: `eats` is none of call",
    ),
    (HEAD + "cards:\n  - {type: k.A}\nedges:\n  - {from: k.A, to: k.B, kind: sets}\n", 11, "needs `in`"),
    (HEAD + "cards:\n  - {type: k.A}\nedges: all\n", 10, "edges: "),
    (
        kitchen.EXCERPT.replace("signature: true", "signature: true, whole: true"),
        11,
        "show[0].at: a fragment is one of",
    ),
    (kitchen.EXCERPT.replace("- at: {calls: k.Chef.heat}", "- {}"), 12, "`at` is missing"),
]

CARD = HEAD + "cards:\n  - {type: k.A}\n"
SHOWN = kitchen.EXCERPT.partition("      - at: {calls: k.Chef.heat}")[0]
IDLE = [
    (SHOWN + "      - at: {calls: k.A}\n        to: {extent: block}\n", 13, "show[1].to: a fragment is one of"),
    (SHOWN + "      - at: {calls: k.A}\n        to: {calls: k.A, field: b}\n", 13, "show[1].to: a fragment is one of"),
    (SHOWN + "      - at: {calls: k.A, within: {nth: 2}}\n", 12, "show[1].at.within: a fragment is one of"),
    (
        SHOWN + "      - at: {calls: k.A, within: {calls: k.A, returns: b}}\n",
        12,
        "show[1].at.within: a fragment is one",
    ),
    (SHOWN + "      - at: {calls: k.A, within: {calls: k.A, within: {}}}\n", 12, "at.within.within: a fragment is one"),
    (SHOWN + "    notes:\n      - {at: {extent: block}, text: {en: a}}\n", 13, "notes[0].at: a fragment is one of"),
    (SHOWN + "      - at: {calls: }\n", 12, "show[1].at: a fragment is one of"),
    (SHOWN + "      - at: {calls: ''}\n", 12, "show[1].at.calls: "),
    (
        SHOWN + "      - {at: {calls: k.A}, since: '1.5', until: '1.5'}\n",
        12,
        "show[1]: it ends at 1.5, before it begins",
    ),
    (CARD + "excerpts:\n  - {symbol: k.A, show: [{at: {whole: true}}]}\n", 10, "of kind diagram has no `excerpts`"),
    (SHOWN + "direction: TB\n", 12, "a figure of kind excerpt has no `direction`"),
    (CARD.replace("type: k.A", "func: k.A, fields: [b]"), 9, "cards[0].fields: only a card of `type` has `fields`"),
    (CARD.replace("type: k.A", "type: k.A, count: 0"), 9, "only a card of `implementers` has `count`"),
    (CARD.replace("type: k.A", "type: k.A, variable: a"), 9, "only a card of `chain` has `variable`"),
    (CARD.replace("type: k.A", "type: k.A, fields: [a, b, a]"), 9, "cards[0].fields[2]: a is there twice"),
    (CARD + "edges:\n  - {from: k.A, to: k.A, kind: call, in: k.B}\n", 11, "edges[0].in: only a sets edge has `in`"),
    (CARD + "edges:\n  - {from: k.A, to: k.A, kind: holds, mode: go}\n", 11, "edges[0].mode: only edges of kind call"),
    (CARD + "edges:\n  - {from: k.A, to: k.A, kind: call, asserted: ' '}\n", 11, "edges[0].asserted: it says why"),
    (CARD + "wordings:\n  - since: '1.2'\n", 11, "wordings[0]: a wording has a `title`"),
]
UNFIT = [
    (CARD.replace("figure: 1", "figure: 99999999999999999999999"), 1, "a number of 23 characters"),
    (CARD.replace("figure: 1", "figure: 0"), 1, "figure: 0, where 1 is the least"),
    *(
        (
            CARD.replace("file: kitchen", f"file: {name}"),
            4,
            "file: .* is no name of a file|file: an empty text|file: 101 characters|U\\+",
        )
        for name in (
            "../x",
            "/etc/x",
            "con",
            "nul",
            '"a\\n"',
            '"a\\0"',
            "a.b",
            "A",
            '""',
            "x" * 101,
            r"a\b",
            "a/b",
            "é",
        )
    ),
    (CARD.replace("k: example.org/house/kitchen", 'k: "x\\0y"'), 7, "U\\+0000"),
    *(
        (CARD.replace("k: example.org/house/kitchen", f"k: {path}"), 7, "is no import path")
        for path in ("../../etc", "/etc", "a//b", "a/", '""', "a b", "a/./b", '"a\\nb"', '"a:b"', "a\\b", "x" * 2000)
    ),
    (
        CARD.replace("{k: example.org/house/kitchen}", "\n  k: example.org\n  j: 1"),
        9,
        "packages.j: the number 1, where a text or a list is needed",
    ),
    (CARD.replace("packages: {k: ", "packages: {k.j: "), 7, "packages.k.j: an alias has letters"),
    *(
        (CARD.replace("k.A", name), 9, "cards\\[0\\].type: (`.*` is no symbol|502 characters)")
        for name in ("k", "k.", ".A", "k..A", "k.A.B.C", "k.1", '"k.A\\n"', "k A", "k." + "x" * 500)
    ),
    (CARD.replace("A kitchen at work", '"a \\e[31m"'), 5, "U\\+001B"),
    (CARD.replace("A kitchen at work", '"a \\u202e b"'), 5, "U\\+202E"),
    (CARD.replace("A kitchen at work", "x" * 10_001), 5, "title.en: 10,001 characters, where 10,000 are the most"),
    (CARD + "  - {type: k.A}\n" * 500, 8, "cards: 501 items, where 500 are the most"),
    (CARD + "  - {type: k.A, since: '1." + "9" * 5000 + "'}\n", 10, "cards\\[1\\].since: `1.9{58}…` is no version"),
    (CARD + "  - {type: k.A, since: 1.20}\n", 10, "cards\\[1\\].since: the number 1.20, where a version is needed"),
]


@pytest.mark.parametrize(("text", "line", "message"), IDLE)
def test_a_choice_is_made_once_and_no_key_is_idle(text: str, line: int, message: str) -> None:
    with pytest.raises(FigureError) as caught:
        load_text(text, "a.yaml")
    assert (caught.value.file, caught.value.line) == ("a.yaml", line)
    assert message in caught.value.message


@pytest.mark.parametrize(("text", "line", "message"), UNFIT)
def test_a_value_that_cannot_be_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(FigureError, match=message) as caught:
        load_text(text, "a.yaml")
    assert (caught.value.file, caught.value.line) == ("a.yaml", line)


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


def test_two_articles_never_share_an_id(tmp_path: Path) -> None:
    first = kitchen.figure_file(tmp_path / "a", kitchen.DIAGRAM)
    kitchen.figure_file(tmp_path / "b", kitchen.DIAGRAM.replace("figure: 1", "figure: 2"))
    found = read_articles(tmp_path)
    assert [figure.file for figure in found.figures] == [str(first)]
    assert [error.message for error in found.unreadable] == [f"id kitchen is taken by {first}"]


def test_a_number_in_place_of_a_version_has_a_hint() -> None:
    with pytest.raises(FigureError) as caught:
        load_text(CARD + "  - {type: k.A, since: 1.20}\n", "a.yaml")
    assert caught.value.hint == "as a number 1.10 is the same as 1.1; quotes make it a text: '1.20'"


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match="holds no figures"):
        load(tmp_path)


def test_the_schema_is_json_and_knows_every_kind_of_card() -> None:
    card = json.loads(json.dumps(schema()))["$defs"]["CardClaim"]
    assert {"type", "func", "implementers", "chain"} <= set(card["properties"])
    assert card["additionalProperties"] is False


def test_every_key_and_every_value_of_the_schema_is_described() -> None:
    properties, values = 0, 0
    waiting: list[object] = [schema()]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            for key, kind in found.get("properties", {}).items():
                properties += 1
                assert kind["description"].endswith("."), key
            if "enum" in found:
                values += len(found["enum"])
                assert len(found["enumDescriptions"]) == len(found["enum"])
                assert all(found["enumDescriptions"])
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
    assert properties > 70
    assert values > 30


def test_no_default_of_the_schema_is_refused_by_it() -> None:
    shapes = json.loads(json.dumps(schema()))["$defs"]
    for shape in shapes.values():
        for kind in shape.get("properties", {}).values():
            if "default" in kind and "$ref" not in kind:
                jsonschema.validate(kind["default"], kind | {"$defs": shapes})
