"""A lock's two files: a summary of a size to read, and the packed facts, which are the summary's own."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_locks import BOIL, DIAGRAM, KETTLE, LOCK, PLACE

from archviz.model.errors import ProjectError
from archviz.model.figure import Card, CardKind, Row, RowKind
from archviz.refs import (
    TableFacts,
    has_facts,
    lock_files,
    lock_names,
    lock_path,
    lock_text,
    packed_path,
    read_head,
    read_lock,
    write_lock,
)
from archviz.refs.summary import summary_text

if TYPE_CHECKING:
    from archviz.refs import Lock

REFS = Path(__file__).parents[2] / "kubernetes-refs"
CHAIN = Card(
    "chain",
    CardKind.CHAIN,
    BOIL,
    "Kettle.Boil",
    "kettle",
    PLACE,
    (Row(RowKind.METHOD, "Boil", BOIL, PLACE), Row(RowKind.METHOD, "Kettle", KETTLE, PLACE, branch="c.Hot")),
    0,
    0,
)
CUPS = TableFacts(columns=("Cup", "Made by"), rows=(("blue", "example.org/tea.Potter"), ("a/b", "")))
CLAIMED = replace(
    LOCK,
    diagrams={"boiling": replace(DIAGRAM, cards=(*DIAGRAM.cards, CHAIN))},
    tables={"cups": CUPS},
    claims={"boiling": "0123456789abcdef", "cups": "f" * 16, "words": "e" * 16},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A lock that was written."""
    file = lock_path(tmp_path, "1.0.0")
    write_lock(file, CLAIMED)
    return file


def summary(lock: Lock) -> str:
    return summary_text(lock, lock_text(lock).encode())


def test_a_summary_has_a_line_for_each_thing_that_is_derived(file: Path) -> None:
    assert read_lock(file) == CLAIMED
    text = file.read_text(encoding="utf-8")
    figures = json.loads(text)["figures"]
    assert figures["boiling"] == {
        "claims": "0123456789abcdef",
        "proved": figures["boiling"]["proved"],
        "cards": 3,
        "rows": 4,
        "edges": {"call": 2},
        "chain Kettle.Boil": ["example.org/kettle.Kettle.Boil", "example.org/kettle.Kettle if c.Hot"],
    }
    assert figures["cups"]["table"] == ["blue Potter", "a/b"]
    assert figures["words"] == {"claims": "e" * 16}
    assert '\n    "example.org/kettle.Kettle if c.Hot"\n' in text
    assert {"packages": 1, "declarations": 2, "relations": 2}.items() <= json.loads(text).items()
    assert read_head(file).claims == CLAIMED.claims


def test_what_is_packed_is_the_text_of_all_facts_and_the_same_bytes_for_the_same(file: Path) -> None:
    packed = packed_path(file)
    assert packed.name == "1.0.0.lock.xz"
    before = packed.read_bytes()
    assert lzma.decompress(before).decode() == lock_text(CLAIMED)
    write_lock(file, replace(CLAIMED, shapes=dict(reversed(list(CLAIMED.shapes.items())))))
    assert packed.read_bytes() == before


def test_facts_that_another_xz_has_packed_stay_as_they_are(file: Path) -> None:
    packed = packed_path(file)
    other = lzma.compress(lock_text(CLAIMED).encode(), preset=0)
    assert other != packed.read_bytes()
    packed.write_bytes(other)
    write_lock(file, CLAIMED)
    assert packed.read_bytes() == other


def test_a_summary_has_a_bound_below_which_long_tables_go_without_symbols_and_are_cut() -> None:
    def size(rows: int) -> tuple[int, list[str]]:
        made = tuple((f"cup {n}", "example.org/tea.Potter") for n in range(rows))
        text = summary(replace(CLAIMED, tables={"cups": TableFacts(columns=CUPS.columns, rows=made)}))
        return len(text.encode()), json.loads(text)["figures"]["cups"]["table"]

    few, lines = size(600)
    assert few <= 20_000
    assert lines[599] == "cup 599 Potter"
    more, lines = size(900)
    assert more <= 20_000
    assert lines[899] == "cup 899"
    many, lines = size(90_000)
    assert 19_000 < many <= 20_000
    assert lines[-1] == f"and {90_000 - len(lines) + 1} more"
    assert json.loads(summary(CLAIMED))["figures"]["cups"]["proved"]


def test_facts_that_are_not_here_are_an_error_that_says_how_to_have_them(file: Path) -> None:
    assert has_facts(file)
    packed_path(file).unlink()
    assert not has_facts(file)
    assert read_head(file).version == "1.0.0"
    with pytest.raises(
        ProjectError, match=r"the facts of this lock are not here: there is no 1\.0\.0\.lock\.xz"
    ) as caught:
        read_lock(file)
    assert "`archviz update 1.0.0 --source PATH`" in str(caught.value.hint)


def test_facts_of_another_summary_are_refused(file: Path) -> None:
    packed = packed_path(file).read_bytes()
    write_lock(file, LOCK)
    packed_path(file).write_bytes(packed)
    with pytest.raises(ProjectError, match="are not those that this lock was written with") as caught:
        read_lock(file)
    assert caught.value.file == str(file)
    assert "`archviz update 1.0.0`" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version": "1.0.0"', '"version": "2.0.0"'),
        ("blue Potter", "red Potter"),
        ('"cards": 3', '"cards": 3, "cards": 3'),
    ],
)
def test_a_summary_that_says_something_else_than_its_facts_is_refused(old: str, new: str, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProjectError, match=r"says something else than the facts in 1\.0\.0\.lock\.xz"):
        read_lock(file)


def test_a_summary_may_be_laid_out_otherwise_and_a_version_called_otherwise(file: Path) -> None:
    said = json.loads(file.read_text(encoding="utf-8"))
    said["name"] = {"en": "The kettle", "zh": "水壶"}
    file.write_text(json.dumps(said, indent=4).replace("\n", "\r\n"), encoding="utf-8")
    origin = replace(CLAIMED.origin, name="The kettle", other_names=(("zh", "水壶"),))
    read = read_lock(file)
    assert (read.origin, read.diagrams["boiling"].origin) == (origin, origin)
    write_lock(file, read)
    assert read_lock(file) == read


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cut off"),
        (b"{}" * 20, "not facts packed by xz"),
        (lzma.compress(b"{}")[:-4], "cut off"),
        (lzma.compress(b"{}") + b"more", "go on after their end"),
        (lzma.compress(b" " * (16 << 20) + b"{}"), "unpacks to more than 16,777,216 bytes"),
        (lzma.compress(b"{}", format=lzma.FORMAT_ALONE), "not facts packed by xz"),
        (lzma.compress(b"{}", preset=9), "are not those"),
    ],
)
def test_packed_facts_that_somebody_else_made(content: bytes, message: str, file: Path) -> None:
    packed_path(file).write_bytes(content)
    with pytest.raises(ProjectError, match=message) as caught:
        read_lock(file)
    assert "1.0.0.lock." in str(caught.value.file)
    assert "`archviz update 1.0.0`" in str(caught.value.hint)


def test_a_summary_without_a_digest_of_facts_is_no_lock(file: Path) -> None:
    said = json.loads(file.read_text(encoding="utf-8"))
    del said["facts"]
    file.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ProjectError, match="does not say which facts are its own"):
        read_lock(file)


def test_a_lock_of_old_has_its_facts_in_one_file(tmp_path: Path) -> None:
    file = lock_path(tmp_path, "1.0.0")
    file.write_text(lock_text(CLAIMED), encoding="utf-8")
    assert read_lock(file) == CLAIMED
    assert read_head(file).claims == CLAIMED.claims
    assert has_facts(file)
    assert lock_files(file, CLAIMED).before == ""
    write_lock(file, CLAIMED)
    assert lock_files(file, CLAIMED).before == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", lock_names(REFS))
def test_the_summary_of_each_shipped_lock_has_a_size_to_read_and_is_that_of_its_facts(name: str) -> None:
    file = lock_path(REFS, name)
    assert file.stat().st_size <= 20_000
    assert max(map(len, file.read_text(encoding="utf-8").splitlines())) < 300
    assert read_lock(file).origin.version == read_head(file).version
    assert read_head(file).format == 3
