"""What the documentation shows is what happens."""

from __future__ import annotations

import json
import re
import subprocess  # noqa: F401  # what the sessions start marks these tests
import tomllib
from typing import TYPE_CHECKING

import pytest
import sessions

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = [page for page in sessions.PAGES if sessions.has_sessions(page)]


@pytest.mark.parametrize("page", _SHOWN, ids=[str(page.relative_to(sessions.TOP)) for page in _SHOWN])
def test_the_sessions_of_a_page_go_as_it_says(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert sessions.answered(text, tmp_path) == text, "`make sessions` writes what comes of them now"


def test_what_a_page_says_wrong_is_seen(tmp_path: Path) -> None:
    fences = (
        "```console\n$ archviz --version | cut -c 1-7\narchviS\n$ false\n$ echo $?\n0\n```\n"
        "```pycon\n>>> for number in (1, 2):\n...     number\n1\n3\n>>> 1 / 0\n```\n"
    )
    assert sessions.answered(fences, tmp_path) == (
        "```console\n$ archviz --version | cut -c 1-7\narchviz\n$ false\n$ echo $?\n1\n```\n"
        "```pycon\n>>> for number in (1, 2):\n...     number\n1\n2\n>>> 1 / 0\n"
        "Traceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n```\n"
    )


@pytest.mark.parametrize("page", sessions.PAGES, ids=[str(page.relative_to(sessions.TOP)) for page in sessions.PAGES])
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", sessions.PAGES, ids=[str(page.relative_to(sessions.TOP)) for page in sessions.PAGES])
def test_settings_that_a_page_shows_can_be_read(page: Path) -> None:
    for language, text in re.findall(r"^```(json|toml)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        json.loads(text) if language == "json" else tomllib.loads(text)
