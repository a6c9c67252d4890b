"""The documentation, held by what it documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_the_documentation_says_nothing_of_its_example_that_is_wrong() -> None:
    documents = ("README.md", "CONTRIBUTING.md", "docs")
    command = [sys.executable, "-m", "archviz", "lint", *documents, "--source", "docs/example", "--no-cache"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " claims in " in done.stdout
