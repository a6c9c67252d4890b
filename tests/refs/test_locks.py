"""Locks: the same bytes for the same facts, read back as they were written, and a version by themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import ProjectError
from archviz.model.figure import (
    Card,
    CardKind,
    Edge,
    End,
    Origin,
    Row,
    RowKind,
    StepNumber,
    Text,
    Undrawn,
    VerifiedDiagram,
)
from archviz.model.graph import DeclarationKind, Shape
from archviz.model.relations import CallKind, Certain, Evidence, Mode, Position, Relation, RelationKind
from archviz.model.symbols import Symbol
from archviz.refs import Lock, lock_names, lock_path, lock_text, read_lock, write_lock

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = Origin("1.0.0", "ab" * 20, "https://example.org/{file}#L{line}", "Kettle")
BOIL = Symbol("example.org/kettle", "Kettle", "Boil")
SING = Symbol("gopkg.in/whistle.v2", "Whistle", "Sing")
KETTLE = BOIL.owner
PLACE = Position("kettle/kettle.go", 12, 3)
DIAGRAM = VerifiedDiagram(
    7,
    "boiling",
    "kettle-boiling",
    Text("How it boils", "水如何沸腾"),
    Text(""),
    (
        Card(
            "k.Kettle",
            CardKind.STRUCT,
            KETTLE,
            "Kettle",
            "kettle",
            PLACE,
            (
                Row(RowKind.METHOD, "Boil", BOIL, PLACE, on_path=True),
                Row(RowKind.FIELD, "lid", KETTLE.of("lid"), PLACE, "*Lid"),
            ),
            3,
            1,
        ),
        Card("w.Whistle", CardKind.INTERFACE, SING.owner, "Whistle", "whistle", Position("w.go", 1, 6)),
    ),
    (
        Edge(
            "edges-0",
            RelationKind.CALL,
            End("k.Kettle", 0),
            End("w.Whistle"),
            BOIL,
            SING,
            (Evidence(PLACE), Evidence(Position("kettle/kettle.go", 14, 5))),
            Mode.GO,
            StepNumber(1),
            Text("loudly"),
        ),
        Edge(
            "edges-1",
            RelationKind.CALL,
            End("k.Kettle", 0),
            End("w.Whistle"),
            BOIL,
            SING,
            (Evidence(PLACE),),
            Mode.PLAIN,
            StepNumber(2, "b"),
            order_open=True,
        ),
    ),
    ORIGIN,
    "TB",
    undrawn=Undrawn(3, 1),
)
LOCK = Lock(
    ORIGIN,
    "sha256:" + "ab" * 32,
    {"example.org/kettle": (KETTLE, BOIL)},
    {
        BOIL: Shape(BOIL, DeclarationKind.METHOD, PLACE, "func() error", (), "c0ffee", (1, 2**32 - 1)),
        KETTLE: Shape(KETTLE, DeclarationKind.STRUCT, PLACE, members=(("Boil()", "func() error"), ("lid", "*lid.Lid"))),
    },
    {
        BOIL: (
            Certain(
                Relation(RelationKind.CALL, BOIL, SING, PLACE, CallKind.INTERFACE, Mode.GO, through=KETTLE.of("lid"))
            ),
        ),
        KETTLE: (Certain(Relation(RelationKind.HOLDS, KETTLE.of("lid"), SING.owner, PLACE)),),
    },
    {"boiling": DIAGRAM},
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = lock_path(tmp_path, "1.0.0")
    write_lock(file, LOCK)
    assert file.name == "1.0.0.lock.json"
    assert read_lock(file) == LOCK
    assert sorted(left.name for left in tmp_path.iterdir()) == [file.name, "1.0.0.lock.xz"]


def test_a_lock_of_a_fork_is_called_one_in_every_language(tmp_path: Path) -> None:
    name, chinese = "Ann's Kettle {version}, as Bob vends it", "Bob 所收录的 Ann 版 Kettle {version}"
    fork = replace(LOCK, origin=replace(ORIGIN, name=name, other_names=(("zh", chinese),)))
    file = lock_path(tmp_path, "fork-1.0.0")
    write_lock(file, fork)
    assert read_lock(file).origin == fork.origin
    assert str(read_lock(file).origin) == "Ann's Kettle 1.0.0, as Bob vends it"
    assert str(replace(fork.origin, version="")) == "Ann's Kettle, as Bob vends it"


@pytest.mark.parametrize(("hashes", "below"), [(63, 1 << 32), (64, 1 << 30)])
def test_a_sketch_is_read_back_with_its_bound(tmp_path: Path, hashes: int, below: int) -> None:
    boil = replace(LOCK.shapes[BOIL], sketch=tuple(range(hashes)), below=below)
    lock = replace(LOCK, shapes={**LOCK.shapes, BOIL: boil})
    write_lock(tmp_path / "a.lock.json", lock)
    assert read_lock(tmp_path / "a.lock.json") == lock


@pytest.mark.parametrize(("hashes", "below"), [(63, 1 << 32), (64, 64)])
def test_a_sketch_of_an_old_lock_has_the_smallest_hashes_alone(tmp_path: Path, hashes: int, below: int) -> None:
    boil = replace(LOCK.shapes[BOIL], sketch=tuple(range(hashes)))
    text = lock_text(replace(LOCK, shapes={**LOCK.shapes, BOIL: boil}))
    (tmp_path / "a.lock.json").write_text(text.replace(f' "sketches": {1 << 30},\n', ""), encoding="utf-8")
    lock = read_lock(tmp_path / "a.lock.json")
    assert (lock.sketches, lock.shapes[BOIL].below) == (0, below)


def test_the_names_of_other_packages_are_read_back_and_tell_what_is_known(tmp_path: Path) -> None:
    tea = "example.org/tea"
    names = (Symbol(tea, "Cup"), Symbol(tea, "Cup", "Drink"), Symbol(tea, "Cup", "Fill"), Symbol(tea, "Pour"))
    lock = replace(LOCK, names={tea: names, "example.org/empty": ()}, elsewhere=frozenset({"example.org/far"}))
    write_lock(tmp_path / "a.lock.json", lock)
    assert read_lock(tmp_path / "a.lock.json") == lock
    assert '"example.org/tea": "Cup(Drink Fill) Pour"' in lock_text(lock)
    assert lock.symbols(tea) == names
    known = {path: lock.knows(path) for path in (tea, "example.org/empty", "example.org/far", "example.org/new")}
    assert list(known.values()) == [True, True, False, True]
    assert not LOCK.knows(tea)


@pytest.mark.parametrize("names", ["Cup(", "Cup()", "Cup(Fill", "a-b", "Cup  Pour", "Cup,Pour", "1"])
def test_names_that_are_none(tmp_path: Path, names: str) -> None:
    text = lock_text(replace(LOCK, names={"example.org/tea": (Symbol("example.org/tea", "Cup"),)}))
    (tmp_path / "a.lock.json").write_text(text.replace('/tea": "Cup"', f'/tea": "{names}"'), encoding="utf-8")
    with pytest.raises(ProjectError, match="is no name of"):
        read_lock(tmp_path / "a.lock.json")


def test_a_lock_is_a_version_of_what_was_claimed() -> None:
    assert LOCK.symbols("example.org/kettle") == (KETTLE, BOIL)
    assert LOCK.symbols("example.org/pan") == ()
    shape = LOCK.shape(BOIL)
    assert shape is not None
    assert shape.type == "func() error"
    assert LOCK.shape(SING) is None
    assert [relation.target for relation in LOCK.relations(BOIL)] == [SING]
    assert LOCK.relations(SING) == ()


def test_the_order_of_facts_does_not_show() -> None:
    turned = replace(LOCK, shapes=dict(reversed(list(LOCK.shapes.items()))))
    assert list(turned.shapes) != list(LOCK.shapes)
    assert lock_text(turned) == lock_text(LOCK)


def test_each_fact_is_one_line_and_no_code_is_in_it() -> None:
    lines = lock_text(LOCK).splitlines()
    through = '"call/interface/go gopkg.in/whistle.v2.Whistle.Sing 12:3 through example.org/kettle.Kettle.lid"'
    for text in ("func() error", "edges-0", "w.Whistle", through):
        assert any(text in line for line in lines), text
    assert max(map(len, lines)) < 600
    json.loads("\n".join(lines))


def test_locks_come_oldest_first(tmp_path: Path) -> None:
    for name in ("1.31", "microshift-1.21", "1.20.2", "1.3"):
        write_lock(lock_path(tmp_path, name), Lock(ORIGIN, ""))
    assert lock_names(tmp_path) == ("1.3", "1.20.2", "microshift-1.21", "1.31")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be written"):
        write_lock(tmp_path / "none" / "a.lock.json", LOCK)
    (tmp_path / "a.lock.json").mkdir()
    with pytest.raises(ProjectError, match="cannot be written"):
        write_lock(tmp_path / "a.lock.json", LOCK)
    assert sorted(left.name for left in tmp_path.iterdir()) == ["a.lock.json", "a.lock.xz"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"digest": ', '"digest" ', "not JSON"),
        ('"digest"', '"digits"', "not a lock"),
        ('"call/interface/go ', '"shout/interface/go ', "not a lock"),
        ('"at": ["kettle/kettle.go", 12, 3]', '"at": ["kettle/kettle.go"]', "not a lock"),
        ("example.org/kettle.Kettle.Boil", "Boil", "not a lock"),
    ],
)
def test_a_file_that_is_no_lock(old: str, new: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.lock.json"
    text = lock_text(LOCK)
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProjectError, match=message) as caught:
        read_lock(file)
    assert caught.value.file == str(file)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"ends": [["k.Kettle", 0]', '"ends": [["k.Kettle", 2]', "an edge edges-0 that ends at no card or row"),
        ('"ends": [["k.Kettle", 0]', '"ends": [["k.Kettle", -1]', "Expected `int` >= 0"),
        ('["w.Whistle", null]', '["w.Whistles", null]', "an edge edges-0 that ends at no card or row"),
        ('"id": "w.Whistle"', '"id": "k.Kettle"', "two cards or two edges of one id"),
        ('"id": "w.Whistle"', '"id": "a:b"', "matching regex"),
        ('"file": "kettle-boiling"', '"file": "../../boiling"', "matching regex"),
        ('"file": "kettle-boiling"', '"file": "boiling\\n"', "matching regex"),
        ('  "boiling": ', '  "../boiling": ', "matching regex"),
        ('"https://example.org/', '"javascript:', "matching regex"),
        ("{file}#L{line}", "{file.__class__}#L{line}", "matching regex"),
        ('"direction": "TB"', '"direction": "XY"', "Invalid enum value 'XY'"),
        ('"number": 7', '"number": ' + "9" * 5000, "not a lock|not JSON"),
        ('"number": 7', '"number": NaN', "not JSON"),
        ('"number": 7', '"number": 7, "number": 8', "the key number is there twice"),
        ('"number": 7', '"number": -7', "Expected `int` >= 0"),
        ('"number": 7', '"number": true', "Expected `int`, got `bool`"),
        ('"hidden": [3, 1]', '"hidden": [3]', "Expected `array` of length 2"),
        ('"Boil()"', '"\\ud800"', "not JSON"),
        ("12:3 through", "-12:3 through", "is no relation"),
        ("12:3 through", "9" * 5000 + ":3 through", "is no relation"),
        ('"sketch": "00000001', '"sketch": "-0000001', "matching regex"),
        ('"Kettle.Boil"', '"Kettle..Boil"', "is no name of"),
        (' "relations": {', ' "relations": {"example.org/pan.Pan": [],', "is not among its symbols"),
        ('"digest": ', '"more": 1, "digest": ', "unknown field `more`"),
        ('"digest": "', '"digest": ' + "[" * 100_000 + '"', "not a lock|not JSON"),
    ],
)
def test_a_lock_that_somebody_else_wrote(old: str, new: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.lock.json"
    text = lock_text(LOCK)
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError, match=message) as caught:
        read_lock(file)
    assert caught.value.file == str(file)


def test_json_that_is_none_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.lock.json"
    file.write_text(lock_text(LOCK).replace('"digest": ', '"digest" ', 1), encoding="utf-8")
    with pytest.raises(ProjectError, match="not JSON") as caught:
        read_lock(file)
    assert caught.value.line == 6


def test_a_lock_is_read_to_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "a.lock.json"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(ProjectError, match="more than 16,777,216 bytes"):
        read_lock(file)


@pytest.mark.parametrize("name", ["", "..", "../a", "a/b", "/etc/a", "index", "a\0b", "a\n", "-a", "a b"])
def test_a_name_that_is_no_address(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="a lock cannot be named"):
        lock_path(tmp_path, name)


def test_an_address_is_filled_in_without_a_look_at_what_is_in_it() -> None:
    origin = replace(ORIGIN, link="https://example.org/{file}#L{line}")
    assert origin.url(Position("{line.real}/{0}", 3, 1)) == "https://example.org/%7Bline.real%7D/%7B0%7D#L3"


def test_a_lock_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be read"):
        read_lock(tmp_path / "a.lock.json")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("example.org/kettle.Kettle.Boil", ("example.org/kettle", "Kettle", "Boil")),
        ("gopkg.in/whistle.v2.Sing", ("gopkg.in/whistle.v2", "Sing", "")),
        ("go.example.org/semconv/v1.17.0.Target", ("go.example.org/semconv/v1.17.0", "Target", "")),
        ("fmt.Errorf", ("fmt", "Errorf", "")),
        ("net/http.Handler.ServeHTTP", ("net/http", "Handler", "ServeHTTP")),
    ],
)
def test_a_symbol_is_read_as_it_is_written(text: str, parts: tuple[str, str, str]) -> None:
    assert Symbol.parse(text) == Symbol(*parts)
    assert str(Symbol.parse(text)) == text


@pytest.mark.parametrize("text", ["", "fmt", "a/b", "a/b.", "a/b.C.D.E", "a/b.1C"])
def test_what_is_no_symbol_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not written as"):
        Symbol.parse(text)
