"""The sessions in the documentation, run again; a program that writes what comes of them into the pages.

A page's examples are about the Go module in docs/example, of which each page gets a copy as its working directory. What
is run are the fences of these languages; everything between one line of input and the next is what comes of it:

- ``console``: each line after ``$ `` in a shell, with all that it prints on both standard streams;
- ``pycon``: Python after ``>>> `` and ``... ``, as at its prompt, with the names of the page's fences before;
- ``mcp``: after ``> `` the name of a tool and its arguments as JSON, asked of one `archviz mcp` for the whole page,
  with the text of the answer.
"""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
import traceback
from contextlib import ExitStack, chdir, contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOP = Path(__file__).parents[1]
PAGES = (*sorted((TOP / "docs").rglob("*.md")), TOP / "README.md", TOP / "CONTRIBUTING.md")
_FENCE = re.compile(r"^```(console|pycon|mcp)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LIMIT = 120


def has_sessions(page: Path) -> bool:
    """Whether a page has something that can be run."""
    return _FENCE.search(page.read_text(encoding="utf-8")) is not None


def answered(text: str, folder: Path) -> str:
    """The text of a page with what comes of its sessions now; ``folder`` is empty and for what they leave behind."""
    house = folder / "post"
    shutil.copytree(TOP / "docs" / "example", house)
    with ExitStack() as open_until_end:
        session = _Session(house, open_until_end)
        run: dict[str, Callable[[str], Iterator[str]]] = {
            "console": session.console,
            "pycon": session.python,
            "mcp": session.mcp,
        }
        return _FENCE.sub(lambda fence: f"```{fence[1]}\n{''.join(run[fence[1]](fence[2]))}```", text)


class _Session:
    """What is open while a page is run."""

    def __init__(self, house: Path, open_until_end: ExitStack) -> None:
        self._house = house
        self._open_until_end = open_until_end
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._status = 0
        self._ask: Callable[[str, dict[str, Any]], str] | None = None
        programs = house.parent / "programs"
        programs.mkdir()
        program = programs / "archviz"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archviz "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "ARCHVIZ_"))}
        self._environment = kept | {
            "ARCHVIZ_CACHE": str(house.parent / "cache"),
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(TOP),
        }

    def console(self, body: str) -> Iterator[str]:
        """The lines of a shell's session; each command finds the exit code of the one before in ``$?``."""
        for line in body.splitlines(keepends=True):
            if line.startswith("$ "):
                done = subprocess.run(
                    ["bash", "-c", f"(exit {self._status}); {line[2:]}"],
                    cwd=self._house,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=_LIMIT,
                    encoding="utf-8",
                    check=False,
                )
                self._status = done.returncode
                yield line + _ended(done.stdout)

    def python(self, body: str) -> Iterator[str]:
        """The lines of a session at Python's prompt."""
        for example in doctest.DocTestParser().get_examples(body):
            first, *rest = example.source.splitlines(keepends=True)
            said = io.StringIO()
            with chdir(self._house), redirect_stdout(said), _environment(self._environment):
                try:
                    exec(compile(example.source, "<session>", "single"), self._names)  # noqa: S102 that is its use
                except Exception as error:  # noqa: BLE001 as the prompt does
                    said.write("Traceback (most recent call last):\n  ...\n")
                    said.writelines(traceback.format_exception_only(error))
            yield f">>> {first}" + "".join(f"... {line}" for line in rest)
            yield _ended(said.getvalue())

    def mcp(self, body: str) -> Iterator[str]:
        """The lines of a session with the server for agents."""
        for line in body.splitlines(keepends=True):
            if line.startswith("> "):
                name, _, arguments = line[2:].strip().partition(" ")
                yield line + _ended(self._server()(name, json.loads(arguments or "{}")))

    def _server(self) -> Callable[[str, dict[str, Any]], str]:
        if self._ask is None:
            from mcp_session import agent, said

            server = self._open_until_end.enter_context(agent(self._house, self._environment))
            self._ask = lambda tool, arguments: said(server.call(tool, **arguments))
        return self._ask


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """Other environment variables while a block runs."""
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _main() -> None:
    for page in filter(has_sessions, PAGES):
        text = page.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            page.write_text(answered(text, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    _main()
