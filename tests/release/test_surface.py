"""What a release had, later ones have; and what is new is said: docs/reference/compatibility.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from distributions import TOP
from surface import RELEASED, surface

import archviz

if TYPE_CHECKING:
    from pathlib import Path

CHANGELOG = (TOP / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("release", sorted(RELEASED.glob("*.json")), ids=lambda file: file.stem)
def test_what_others_build_on_is_still_there(release: Path) -> None:
    had = json.loads(release.read_text(encoding="utf-8"))
    has = surface()
    assert [name for kind, names in had.items() for name in names if name not in has[kind]] == []


def test_the_version_at_hand_is_the_newest_in_the_changelog_and_written_down() -> None:
    assert re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", CHANGELOG, re.MULTILINE)[0] == archviz.__version__
    assert (RELEASED / f"{archviz.__version__}.json").is_file()


def test_the_fragments_make_a_section_of_the_changelog() -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next", "--date", "2026-01-01"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("## next (2026-01-01)\n")
    fragments = [file for file in (TOP / "changelog.d").iterdir() if file.name != "README.md"]
    for file in fragments:
        assert file.read_text(encoding="utf-8").split()[0] in done.stdout, f"{file.name} is of no known kind"


def test_the_workflow_finds_the_notes_of_a_release() -> None:
    workflow = (TOP / ".github/workflows/release.yml").read_text(encoding="utf-8")
    (script,) = re.findall(r"awk .*? CHANGELOG\.md", workflow)
    command = ["bash", "-ec", script]
    notes = subprocess.run(
        command, cwd=TOP, env={"GITHUB_REF_NAME": "v0.1.0", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True
    ).stdout.decode()
    assert "A resolver for Go" in notes
    assert "## " not in notes
