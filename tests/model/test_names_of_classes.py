"""What a class is called: one name, one meaning, wherever a reader meets it."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import archviz


def test_no_two_public_classes_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for file in Path(archviz.__file__).parent.rglob("*.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(file.name)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
