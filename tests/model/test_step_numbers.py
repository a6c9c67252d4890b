"""Numbers with letters: the order of steps on branches within branches, and the numbers of a chain's rows."""

from __future__ import annotations

import pytest

from archviz.model.figure import StepNumber
from archviz.model.steps import apart, numbers, ways, without_gaps


def test_one_branch_comes_after_the_other_and_what_joins_them_last() -> None:
    order = ["1", "2a", "2b", "3b", "4ba", "5ba", "4bb", "6b", "7", "8a", "8b"]
    places = ways(map(StepNumber.parse, sorted(order)))
    assert [str(step) for step in sorted(places, key=lambda step: places[step])] == order


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("2a", "2b", True), ("2a", "4ba", True), ("4ba", "4bb", True), ("3b", "4ba", False), ("2a", "8b", False)],
)
def test_steps_are_apart_on_branches_of_one_beginning(one: str, other: str, expected: bool) -> None:
    places = ways(map(StepNumber.parse, ["1", "2a", "2b", "3b", "4ba", "4bb", "5b", "6", "7", "8a", "8b"]))
    mine, theirs = places[StepNumber.parse(one)], places[StepNumber.parse(other)]
    assert apart(mine, theirs) is apart(theirs, mine) is expected


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        ([(), (), ()], "1 2 3"),
        ([(), (0,), (1,), (1,), ()], "1 2a 2b 3b 4"),
        ([(0,), (0, 0), (0, 1), (0, 1), (0,), (1,), ()], "1a 2aa 2ab 3ab 4a 1b 5"),
        ([(0,), (1,), (0,), (1,)], "1a 1b 2a 2b"),
        ([(0,), (1,), (2,)], "1a 1b 1c"),
    ],
)
def test_parts_of_a_chain_are_counted_on_each_branch(branches: list[tuple[int, ...]], expected: str) -> None:
    assert " ".join(numbers(branches)) == expected


@pytest.mark.parametrize(
    ("steps", "left_out", "closed"),
    [
        ("1 2 3 4", "2", "1 2 3"),
        ("1 2 3", "1", "1 2"),
        ("1 2a 2b 3 4", "3", "1 2a 2b 3"),
        ("1 2a 2b 3b 4", "2a", "1 2 3 4"),
        ("1 2a 2b 3a 3b 4", "2a", "1 2b 2a 3b 4"),
        ("1 2a 2b 2c 3a", "2b", "1 2a 2b 3a"),
        ("1 2a 2b 3a 4a 5", "3a", "1 2a 2b 3a 4"),
        ("1a 1b 2a 3a 4a 5", "2a 3a", "1a 1b 2a 3"),
        ("1a 1b 2 3 4a 4b", "2", "1a 1b 2 3a 3b"),
        ("1 2a 2b 3ba 3bb 4", "2b", "1 2a 2ba 2bb 3"),
        ("1 2a 2b 3ba 3bb 4bb 5", "2a", "1 2 3a 3b 4b 5"),
        ("1", "1", ""),
    ],
)
def test_numbers_close_up_where_steps_between_them_are_left_out(steps: str, left_out: str, closed: str) -> None:
    every, gone = ([StepNumber.parse(step) for step in text.split()] for text in (steps, left_out))
    new = without_gaps(every, gone)
    assert [str(new[step]) for step in every if step in new] == closed.split()
    assert new.keys() == {*every} - {*gone}


@pytest.mark.parametrize(
    ("steps", "left_out"),
    [("1a 1b 2 3a 3b", "2"), ("1a 1b 1c 2ca 2cb 3c 4ca 4cb", "3c"), ("1a 1b 2 3a 3b 4aa 4ab", "2 3a 3b")],
)
def test_branches_of_two_steps_are_not_made_branches_of_one(steps: str, left_out: str) -> None:
    every, gone = ([StepNumber.parse(step) for step in text.split()] for text in (steps, left_out))
    with pytest.raises(ValueError, match="nothing is left between the branches"):
        without_gaps(every, gone)
