"""A short part of what ``kills.py`` tries, the same each time."""

from __future__ import annotations

import signal

import pytest
from kills import COMMANDS, Way, try_kills


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_killed_at_a_change_of_a_file_loses_nothing(name: str) -> None:
    tally, broken = try_kills(3, 7, Way(signal.SIGKILL, 20.0, at_steps=True), [name])
    assert broken == []
    assert tally[name].total() == 3


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_is_asked_to_end_does(how: signal.Signals) -> None:
    _, broken = try_kills(2, 7, Way(how, 20.0), ["build", "fetch"])
    assert broken == []
