"""Each promise of the documentation is held by tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TOP = Path(__file__).parents[2]
PROMISES = (TOP / "docs/explanation/promises.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_that_there_are() -> None:
    rows = [line.split("|")[1:3] for line in PROMISES.splitlines() if line.startswith("| ")][1:]
    assert rows
    for promise, held in rows:
        named = re.findall(r"`([^`]+)::(\w+)`", held)
        assert named, promise
        for file, test in named:
            there = ast.walk(ast.parse((TOP / file).read_text(encoding="utf-8")))
            assert test in {each.name for each in there if isinstance(each, ast.FunctionDef)}, f"{file}::{test}"
