"""Other programs: what they get, how they end, and what bounds them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import SourceError
from archviz.sources import process
from archviz.sources.process import closed_environment, run

if TYPE_CHECKING:
    from pathlib import Path


def _sh(script: str, folder: Path, seconds: float = 60.0, stall: float | None = None) -> str:
    return run(["sh", "-c", script], folder=folder, environment=closed_environment(), seconds=seconds, stall=stall)


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not state.strip() or state.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_the_environment_is_what_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("NAMED", "y")
    printed = run(["env"], folder=tmp_path, environment=closed_environment("NAMED", "NOT_SET"))
    names = {line.partition("=")[0] for line in printed.splitlines()}
    assert {"NAMED", "PATH", "LC_ALL"} <= names <= {"NAMED", "PATH", "LC_ALL", "LANGUAGE", "TMPDIR", "LD_LIBRARY_PATH"}


def test_output_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_PRINTED", 1 << 20)
    for stream in ("", " >&2"):
        with pytest.raises(SourceError, match="sh printed more than 1 MiB"):
            _sh(f"cat /dev/zero{stream}", tmp_path)


def test_what_it_brings_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_BYTES", 1 << 20)
    with pytest.raises(SourceError, match="GiB came"):
        _sh("cat /dev/zero > large", tmp_path)


def test_a_program_that_brings_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing came for 0\.3 s"):
        _sh("echo x > some; sleep 60", tmp_path, stall=0.3)
    assert _sh("for i in 1 2 3 4 5 6; do echo x >> some; sleep 0.1; done; echo done", tmp_path, stall=0.4) == "done\n"


@pytest.mark.parametrize(
    "script", ["sleep 60 & echo $! > child; {}", "trap '' TERM HUP; sleep 60 & echo $! > child; {}"]
)
@pytest.mark.parametrize("end", ["exit 0", "exit 3", "sleep 60"])
def test_what_it_started_ends_with_it(script: str, end: str, tmp_path: Path) -> None:
    try:
        _sh(script.format(end), tmp_path, seconds=0.5)
    except SourceError:
        assert end != "exit 0"
    assert _gone(int((tmp_path / "child").read_text()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_it_started_ends_when_this_process_is_told_to(number: signal.Signals, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from archviz.sources.process import run, closed_environment\n"
        "run(['sh', '-c', 'sleep 60 & echo $! > child; sleep 60'],"
        " folder=pathlib.Path(sys.argv[1]), environment=closed_environment())"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.DEVNULL) as running:
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text().strip():
            time.sleep(0.02)
        running.send_signal(number)
        assert running.wait(30) != 0
    assert _gone(int((tmp_path / "child").read_text()))


def test_a_command_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not installed"):
        run(["no-such-program"], folder=tmp_path, environment=closed_environment())
    with pytest.raises(SourceError, match="cannot start sh"):
        _sh("x\0", tmp_path)
    with pytest.raises(SourceError, match="cannot start sh"):
        _sh("x" * (8 << 20), tmp_path)
