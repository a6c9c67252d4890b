"""What ``follow`` says of small Go: the table in ``follow/``.

A row begins with ``### `` and its name, and has old code, new code and what became of a subject: ``expect`` is the kind
and the new symbol, ``also`` the other kinds, ``via`` how it was found or which way it goes, ``source`` where an edge
starts now, ``candidates`` what is offered where none is clear. Code without a ``-- file --`` line is ``a/a.go``; a
file's package is the name of its folder. Symbols are written without the module's path.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archviz.drift.follow import follow
from archviz.golang.graph import Graph
from archviz.model.drift import DERIVED, ChangeKind, Followed
from archviz.sources.opening import open_source

MODULE = "example.org/m"
FOLDER = Path(__file__).parent / "follow"
OF_FIGURES = (ChangeKind.NOTE_LOST, ChangeKind.NOT_IN_SOURCE, *DERIVED)


@dataclass
class Row:
    name: str
    facts: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def rows() -> list[Row]:
    found: list[Row] = []
    for file in sorted(FOLDER.glob("*.txt")):
        for text in re.split(r"(?m)^### ", file.read_text())[1:]:
            head, old, new = re.split(r"(?m)^--- (?:old|new)\n", text)
            name, *facts = head.strip().splitlines()
            found.append(Row(f"{file.stem}: {name}", dict(f.split(": ", 1) for f in facts), {"old": old, "new": new}))
    return found


def graph(folder: Path, code: str) -> Graph:
    parts = re.split(r"(?m)^-- (.*) --\n", code)
    files = {"a/a.go": parts[0]} | dict(zip(parts[1::2], parts[2::2], strict=True))
    (folder / "go.mod").parent.mkdir(parents=True)
    (folder / "go.mod").write_text(f"module {MODULE}\n\ngo 1.24\n")
    for path, text in files.items():
        if text.strip():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(f"package {path.split('/')[-2]}\n\n{text}")
    return Graph(open_source(str(folder)))


def full(subject: str) -> str:
    named = re.sub(r"(?<![\w/.])([a-z]+[/.])", rf"{MODULE}/\1", subject)
    return named.replace(f"{MODULE}/lib/", "example.org/lib/")


def short(found: object) -> str:
    return str(found).replace(f"{MODULE}/", "").replace("example.org/", "")


def told(found: Followed) -> dict[str, str]:
    return {
        "expect": f"{found.kind} {short(found.new.symbol)}" if found.new is not None else str(found.kind),
        "also": " ".join(found.also),
        "source": short(found.new_source) if found.new_source is not None else "",
        "via": " ".join(map(short, found.via)),
        "candidates": " ".join(short(c.symbol) for c in found.candidates),
    }


@pytest.mark.parametrize("row", rows(), ids=str)
def test_what_became_of_it(row: Row, tmp_path: Path) -> None:
    old, new = graph(tmp_path / "old", row.code["old"]), graph(tmp_path / "new", row.code["new"])
    subject = full(row.facts["subject"])
    found = follow(subject, old, new)
    expected = {"also": "", "source": ""} | {k: v for k, v in row.facts.items() if k != "subject"}
    assert found.subject == subject
    assert {key: told(found)[key] for key in expected} == expected
    assert found.clear is (found.kind not in (ChangeKind.GONE, ChangeKind.EDGE_GONE))


def test_each_kind_is_in_the_table_several_times() -> None:
    kinds = Counter(row.facts["expect"].split()[0] for row in rows())
    assert len(rows()) >= 60
    assert all(kinds[kind] >= 3 for kind in ChangeKind if kind not in OF_FIGURES)
