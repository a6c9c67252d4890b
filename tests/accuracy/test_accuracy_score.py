from __future__ import annotations

import pytest
from accuracy_score import scores

CALL = {
    "rel": "call",
    "caller": "example.org/p.F",
    "callee": "example.org/p.G",
    "kind": "static",
    "mode": "",
    "pkg": "example.org/p",
    "file": "f.go",
    "line": 3,
    "col": 2,
}
TYPE = {
    "rel": "type",
    "name": "example.org/p.T",
    "kind": "struct",
    "fields": ["a int"],
    "embeds": [],
    "methods": ["M"],
    "pkg": "example.org/p",
    "file": "f.go",
    "line": 1,
}
IMPLEMENTS = {
    "rel": "implements",
    "name": "example.org/p.T",
    "iface": "example.org/p.I",
    "pointer": True,
    "pkg": "example.org/p",
}


def test_facts_that_agree_score_full_marks() -> None:
    truth = [CALL, TYPE, IMPLEMENTS, CALL | {"rel": "dyncall", "line": 4, "mode": "go"}]
    found = scores(truth, truth)
    assert sorted(found) == ["call static", "dyncall", "go and defer", "implements", "implements inside", "type"]
    assert {(score.precision, score.recall) for score in found.values()} == {(100, 100)}


@pytest.mark.parametrize(
    "change", [{"callee": "example.org/p.H"}, {"caller": "example.org/p.H"}, {"line": 4}, {"col": 3}, {"file": "g.go"}]
)
def test_a_site_is_wrong_where_anything_differs(change: dict[str, object]) -> None:
    score = scores([CALL], [CALL | change])["call static"]
    assert (score.precision, score.recall) == (0, 0)


def test_a_missed_fact_lowers_recall_and_a_surplus_one_precision() -> None:
    other, third = CALL | {"line": 4}, CALL | {"line": 5}
    assert (scores([CALL, other], [CALL])["call static"].recall) == 50
    score = scores([CALL], [CALL, other, third, CALL | {"line": 6}])["call static"]
    assert (score.precision, score.recall) == (25, 100)
    assert len(score.wrong) == 3


def test_a_call_of_another_kind_counts_against_both_kinds() -> None:
    found = scores([CALL], [CALL | {"kind": "interface"}])
    assert found["call static"].recall == 0
    assert found["call interface"].precision == 0


@pytest.mark.parametrize("change", [{"fields": []}, {"methods": None}, {"kind": "interface"}, {"line": 9}])
def test_a_type_is_wrong_where_its_shape_differs(change: dict[str, object]) -> None:
    assert scores([TYPE], [TYPE | change])["type"].recall == 0


def test_an_implementation_is_wrong_where_the_pointer_differs() -> None:
    assert scores([IMPLEMENTS], [IMPLEMENTS | {"pointer": False}])["implements"].recall == 0


def test_an_interface_of_another_package_is_not_inside() -> None:
    assert "implements inside" not in scores([IMPLEMENTS | {"iface": "example.org/q.I"}], [])


def test_a_guess_and_a_package_outside_the_truth_claim_nothing() -> None:
    guess = CALL | {"line": 4, "certain": False}
    outside = CALL | {"pkg": "example.org/q"}
    assert scores([CALL], [CALL, guess, outside])["call static"].precision == 100


UNKNOWN: dict[str, object] = {"rel": "unknown", "pkg": "example.org/p", "file": "f.go", "line": 3, "col": 2}


@pytest.mark.parametrize(
    ("unknown", "found"),
    [
        (UNKNOWN, 0),
        (UNKNOWN | {"col": 5}, 1),
        ({"rel": "unknown", "pkg": "example.org/p", "file": "f.go"}, 0),
        ({"rel": "unknown", "pkg": "example.org/p", "file": "g.go"}, 1),
    ],
)
def test_what_the_type_checker_does_not_know_is_neither_right_nor_wrong(unknown: dict[str, object], found: int) -> None:
    measured = scores([unknown, TYPE], [CALL | {"line": 3, "col": 2}, TYPE])
    assert "type" in measured
    assert sum(score.found for kind, score in measured.items() if kind.startswith("call")) == found


def test_what_is_true_in_a_file_with_errors_counts() -> None:
    whole = {"rel": "unknown", "pkg": "example.org/p", "file": "f.go"}
    assert scores([whole, CALL], [CALL])["call static"].recall == 100
    assert scores([whole, CALL], [])["call static"].recall == 0
