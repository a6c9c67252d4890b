"""`archviz serve` as a process, for tests of the command and of the pages that it has open."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT = 120


class Serve:
    """`archviz serve` at work on a project."""

    def __init__(self, house: Path, *arguments: str, **environment: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "archviz", "serve", "--source", "go", "--offline", *arguments],
            cwd=house,
            env=clean | {"ARCHVIZ_CACHE": str(house / "cache"), "COLUMNS": "100"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        )
        self.figure = house / "diagrams" / "house" / "2-a-dish.yaml"
        self.out = Lines(self.process.stdout)
        self.err = Lines(self.process.stderr)

    def ready(self) -> str:
        """Waits for the address."""
        return self.out.next()

    def edit(self, old: str, new: str) -> None:
        """Changes the figure as an editor does."""
        text = self.figure.read_text(encoding="utf-8")
        assert old in text
        beside = self.figure.with_name(".new")
        beside.write_text(text.replace(old, new), encoding="utf-8")
        beside.replace(self.figure)

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ends it as the terminal would, which tells all its processes; gives the exit code."""
        os.killpg(self.process.pid, how)
        return self.process.wait(LIMIT)


class Lines:
    """What a stream says, line by line."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream is not None
        self.said: list[str] = []
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def next(self) -> str:
        """The next line."""
        line = self._lines.get(timeout=LIMIT)
        assert line is not None, f"it ended after {self.said}"
        self.said.append(line)
        return line

    def until(self, text: str) -> str:
        """The next line that has a text in it."""
        while text not in (line := self.next()):
            pass
        return line

    def rest(self) -> str:
        """All that is said until the end."""
        while (line := self._lines.get(timeout=LIMIT)) is not None:
            self.said.append(line)
        return "\n".join(self.said)


@contextmanager
def serving(house: Path, *arguments: str, **environment: str) -> Iterator[Serve]:
    """`archviz serve` until the block ends."""
    it = Serve(house, *arguments, **environment)
    try:
        yield it
    finally:
        if it.process.poll() is None:
            it.end(signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
