"""What came and went in the architecture from one version to another, as data and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gates
import pytest

from archviz.figures import load_file, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin
from archviz.model.release_note import NoteKind, grouped
from archviz.refs import TableFacts, lock_text, read_lock
from archviz.sources.opening import open_source
from archviz.words.language import ENGLISH, language
from archviz.words.notes import MARKS, about, sentence
from archviz.workspace.record import record
from archviz.workspace.subject import Subject
from archviz.workspace.verify import Report
from archviz.workspace.versions import difference

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.release_note import ReleaseNote
    from archviz.refs import Lock


def locked(folder: Path, code: str, version: str) -> Lock:
    """The lock of the figures of gates, as it is read from its file."""
    graph = Graph(open_source(str(gates.tree(folder / version, code))))
    files = sorted((gates.figures(folder) / "diagrams" / "gate").iterdir())
    proofs = tuple(prove(graph, load_file(file), Origin(version)) for file in files)
    file = folder / f"{version}.lock.json"
    file.write_text(lock_text(record(Report(Subject(graph, "here", f"sha256:{version}", Origin(version)), proofs))))
    return read_lock(file)


def told(notes: tuple[ReleaseNote, ...], code: str = "en") -> list[str]:
    words = ENGLISH if code == "en" else language(code, (gates.TEMPLATES,))
    return [f"{note.figure}: {MARKS[note.change]} {sentence(note, words)}" for note in notes]


@pytest.fixture
def notes(tmp_path: Path) -> tuple[ReleaseNote, ...]:
    first, second = (locked(tmp_path, code, v) for code, v in ((gates.FIRST, "1.0"), (gates.SECOND, "2.0")))
    return difference(first, second).notes


def test_members_of_a_chain_rows_and_implementers_that_came_and_went_are_told(notes: tuple[ReleaseNote, ...]) -> None:
    assert told(notes) == [
        "chain: ~ WithTrace (was example.org/gate.WithLimit)",
        "chain: ~ WithLogin, after WithLog",
        "handlers: ~ count (was Handler: gate.Counter)",
        "handlers: + tell",
        "serving: + example.org/gate.Teller",
    ]
    assert [about(group, ENGLISH) for group in grouped(notes)] == [
        "The chain that Build builds",
        "Rows",
        "Types that implement Handler",
    ]


def test_each_note_has_its_place_in_the_version_that_has_it(notes: tuple[ReleaseNote, ...]) -> None:
    lines = gates.SECOND.splitlines()
    for note in notes:
        assert note.place is not None
        assert note.name.split(".")[-1] in lines[note.place.line - 1]


def test_what_went_has_its_place_in_the_older_version(tmp_path: Path) -> None:
    second, first = (locked(tmp_path, code, v) for code, v in ((gates.SECOND, "1.0"), (gates.FIRST, "2.0")))
    gone = [note for note in difference(second, first).notes if note.change == "removed"]
    assert told(tuple(gone)) == ["handlers: \u2212 tell", "serving: \u2212 example.org/gate.Teller"]
    lines = gates.SECOND.splitlines()
    assert ["tell" in lines[note.place.line - 1].lower() for note in gone if note.place] == [True, True]


def test_nothing_is_told_of_two_versions_with_the_same_architecture(tmp_path: Path) -> None:
    longer = f"{gates.FIRST}\n// Other is not in any figure.\nfunc Other() {{}}\n"
    first, second = (locked(tmp_path, code, v) for code, v in ((gates.FIRST, "1.0"), (longer, "2.0")))
    assert difference(first, second).notes == ()


def test_a_table_without_recorded_places_is_compared_all_the_same(tmp_path: Path) -> None:
    from dataclasses import replace

    first, second = (locked(tmp_path, code, v) for code, v in ((gates.FIRST, "1.0"), (gates.SECOND, "2.0")))
    old = first.tables["handlers"]
    assert len(old.at) == len(old.rows)
    before = replace(first, tables={"handlers": TableFacts(columns=old.columns, rows=old.rows)})
    found = [note for note in difference(before, second).notes if note.kind is NoteKind.ROW]
    assert [note.name for note in found] == ["count", "tell"]
    assert all(note.place is not None for note in found)


def test_the_notes_are_told_in_chinese(notes: tuple[ReleaseNote, ...]) -> None:
    chinese = told(notes, "zh")
    assert chinese[1] != told(notes)[1]
    assert "WithLog" in chinese[1]


def test_a_member_that_was_only_there_under_a_condition_names_it(tmp_path: Path) -> None:
    plain = "\thandler = WithLimit(handler)\n"
    gated = gates.FIRST.replace(plain, f"\tif limited {{\n\t{plain}\t}}\n") + "\nvar limited = true\n"
    first, second = (locked(tmp_path, code, v) for code, v in ((gated, "1.0"), (gates.FIRST, "2.0")))
    assert told(difference(first, second).notes) == ["chain: ~ WithLimit (was if limited)"]


def test_a_row_is_named_with_all_of_its_resource(tmp_path: Path) -> None:
    more = gates.FIRST.replace('\t"greet": Greeter{},\n', '\t"greet": Greeter{},\n\t"greet/status": Greeter{},\n')
    first, second = (locked(tmp_path, code, v) for code, v in ((gates.FIRST, "1.0"), (more, "2.0")))
    assert told(difference(first, second).notes) == ["handlers: + greet/status"]
