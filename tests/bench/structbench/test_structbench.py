"""The questions are well-formed, the scorer counts right, and archviz answers a small tree as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from structbench import questions
from structbench.places import Places
from structbench.questions import Kind, Question
from structbench.scores import Score, group
from structbench.with_archviz import Archviz, ArchvizWithout

if TYPE_CHECKING:
    from pathlib import Path

    from structbench.questions import Answer

GO = {
    "go.mod": "module example.org/ferry\n\ngo 1.22\n",
    "port/port.go": """package port

type Boat interface {
	Sail(to string) error
}

type Barge struct{}

func (b *Barge) Sail(to string) error { return nil }

type Raft struct{}

func (r Raft) Sail(to string) error { tie(); return nil }

func tie() {}

func untie() {}

func Unused() {}
""",
    "quay/quay.go": """package quay

import "example.org/ferry/port"

var _ = func() bool { Leave(nil, "home"); return true }()

func Leave(b port.Boat, to string) error {
	load()
	if err := b.Sail(to); err != nil {
		return err
	}
	unload()
	return nil
}

func Twice(r port.Raft) {
	for range 2 {
		load()
		_ = r.Sail("there")
	}
}

func load()   { weigh() }
func unload() {}
func weigh()  {}
""",
}
ASKED: tuple[tuple[Kind, str, Answer, str, str], ...] = (
    (Kind.CALLERS, "port.Boat.Sail", ("quay.Leave",), "", ""),
    (Kind.CALLERS, "port.Raft.Sail", ("quay.Twice",), "", ""),
    (Kind.CALLERS, "quay.Leave", ("quay._",), "", ""),
    (Kind.CALLERS, "quay.load", ("quay.Leave", "quay.Twice"), "", ""),
    (Kind.CALLEES, "quay.Leave", ("port.Boat.Sail", "quay.load", "quay.unload"), "", ""),
    (Kind.IMPLEMENTERS, "port.Boat", ("port.Barge", "port.Raft"), "", ""),
    (Kind.PATH, "quay.Twice", 2, "port.tie", ""),
    (Kind.PATH, "quay.Leave", 2, "quay.weigh", ""),
    (Kind.PATH, "quay.Leave", 0, "port.tie", ""),
    (Kind.ORDER, "quay.load", "before", "quay.unload", "quay.Leave"),
    (Kind.ORDER, "quay.unload", "after", "port.Boat.Sail", "quay.Leave"),
    (Kind.ORDER, "quay.load", "open", "port.Raft.Sail", "quay.Twice"),
    (Kind.NOBODY, "port.untie", True, "", ""),
    (Kind.NOBODY, "port.tie", False, "", ""),
)


def ferry(kind: Kind, of: str, answer: Answer, to: str, within: str) -> Question:
    full = "example.org/ferry/{}".format
    truth = tuple(map(full, answer)) if isinstance(answer, tuple) else answer
    return Question(kind, full(of), truth, to=full(to) if to else "", within=full(within) if within else "")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in GO.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("made", [Archviz, ArchvizWithout])
def test_archviz_answers_a_small_tree_exactly(
    tree: Path, made: type[Archviz], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHVIZ_CACHE", str(tmp_path_factory.mktemp("cache")))
    tool, score = made(), Score()
    tool.prepare(tree)
    for asked in ASKED:
        question = ferry(*asked)
        score.add(question, tool.answer(question), closed=tool.closed)
    assert score.wrong == []
    assert score.closed == score.closed_exact > 0


@pytest.mark.parametrize("name", questions.names())
def test_questions_are_well_formed(name: str) -> None:
    corpus, asked = questions.read(name)
    assert corpus.packages
    assert len({(one.kind, one.of, one.to, one.within) for one in asked}) == len(asked)
    for one in asked:
        assert {Kind.PATH: int, Kind.ORDER: str, Kind.NOBODY: bool}.get(one.kind, tuple) is type(one.answer)
        assert bool(one.to) == (one.kind in (Kind.PATH, Kind.ORDER))
        assert bool(one.within) == (one.kind is Kind.ORDER)
        assert not isinstance(one.answer, tuple) or list(one.answer) == sorted(set(one.answer))
        assert one.kind is not Kind.ORDER or one.answer in ("before", "after", "open")


def test_there_are_a_thousand_questions_and_each_kind_in_every_corpus() -> None:
    asked = {name: questions.read(name)[1] for name in questions.names()}
    assert sum(map(len, asked.values())) >= 1000
    assert {name: {one.kind for one in them} for name, them in asked.items()} == {name: set(Kind) for name in asked}


def test_the_scorer_counts_lists_by_symbol_and_the_rest_as_right_or_wrong() -> None:
    score = Score()
    score.add(Question(Kind.CALLERS, "a.F", ("a.G", "a.H"), what="function"), ("a.G", "a.I"))
    score.add(Question(Kind.CALLERS, "a.F", ("a.G",), what="function"), ("a.G",), closed=True)
    score.add(Question(Kind.CALLERS, "a.F", ("a.G",), what="function"), None)
    score.add(Question(Kind.NOBODY, "a.F", answer=True), 1)
    score.add(Question(Kind.PATH, "a.F", 3, to="a.G"), 3, closed=True)
    score.add(Question(Kind.IMPLEMENTERS, "a.I", ("a.S",)), ("a.S", "a.T"), undecided=("a.T",))
    assert (score.asked, score.answered, score.exact) == (6, 5, 3)
    assert (score.found, score.extra, score.missed) == (3, 1, 2)
    assert (score.precision, score.recall, score.exactly) == (3 / 4, 3 / 5, 1 / 2)
    assert (score.closed, score.closed_exact) == (2, 2)
    assert (score + score).exact == 6
    assert group(Question(Kind.CALLERS, "a.F", (), what="method")) == "callers of a method"


def test_lines_have_the_declarations_around_them(tree: Path) -> None:
    places = Places(tree)
    assert places.around("quay/quay.go", 9) == "example.org/ferry/quay.Leave"
    assert places.around("port/port.go", 13) == "example.org/ferry/port.Raft.Sail"
    assert places.at["example.org/ferry/port.Boat.Sail"] == ("port/port.go", 4)
    assert [symbol for _, _, symbol in places.by_name["Sail"]] == [
        f"example.org/ferry/port.{owner}.Sail" for owner in ("Boat", "Barge", "Raft")
    ]
