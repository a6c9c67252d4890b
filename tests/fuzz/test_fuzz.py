"""A short, fixed part of what ``make fuzz`` tries, and every input that once broke a promise."""

from __future__ import annotations

from pathlib import Path

import pytest
from trying import attempt, kind, try_cases

HERE = Path(__file__).parent
KINDS = sorted(file.stem for file in HERE.glob("*.py") if "\nCASES" in file.read_text(encoding="utf-8"))
FOUND = sorted(file for file in (HERE / "found").glob("*/*") if file.is_file())


@pytest.mark.parametrize("name", KINDS)
def test_hostile_inputs_are_answered(name: str, tmp_path: Path) -> None:
    tally = try_cases(name, 150, 7, tmp_path)
    assert tally.count >= 100
    assert [file.with_suffix(".txt").read_text(encoding="utf-8") for file in tally.found] == []


@pytest.mark.parametrize("file", FOUND, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_once_broke_a_promise_is_answered(file: Path) -> None:
    assert attempt(kind(file.parent.name), file.read_bytes())
