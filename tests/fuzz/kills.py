"""Kills commands at random moments and sees what is left: ``python tests/fuzz/kills.py --count 200``.

Each try starts a command on a small project, ends it after a random part of its usual time, and runs it again. However
the first run ended, every output parses or is absent, no file of the user's has changed, the second run succeeds and
gives the bytes of a run that nobody disturbed, and no unfinished file and no process is left. With ``--signal TERM``,
``INT`` or ``HUP`` the first run has to end within a second, with the signal's exit code or its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import kitchen  # noqa: E402  # from the folder above

from archviz.sources.opening import open_source  # noqa: E402

COMMANDS = {
    "build": ["build", "--source", "go", "--out", "site"],
    "fetch": ["fetch"],
    "render": ["render", "--source", "go", "--out", "pictures"],
    "update": ["update", "2.0", "--source", "new"],
}
LIMIT = 120.0
_MARK = ".archviz-part-"
_PIN = """\
name: House
version: 1.20.2
commit: {commit}
link: https://example.org/{{commit}}/{{file}}#L{{line}}
digest: {digest}
providers:
  - {{kind: git, place: "{place}", revision: v1}}
"""


_COUNTING = """\
import os, signal, sys

CHANGES = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
count = 0

def counted(event, args):
    global count
    if event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
        if str(args[0]) in (os.environ["COUNTED_IN"], os.devnull):
            return
        count += 1
        if count == int(os.environ["KILL_AT"]):
            os.kill(os.getpid(), signal.SIGKILL)
        with open(os.environ["COUNTED_IN"], "a") as steps:
            steps.write(".")

if sys.argv[0] != "-c":  # the process that draws changes nothing
    sys.addaudithook(counted)
"""


class BrokenPromiseError(Exception):
    """What does not hold after a run was ended."""


@dataclass(frozen=True)
class Way:
    """How a run is ended: by a signal, within so many seconds; after a time, or ``at_steps``: changes of files."""

    signal: signal.Signals
    seconds: float
    at_steps: bool = False


def main() -> None:
    """Tries as often as asked for, and exits with 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description="Kills commands at random moments.")
    parser.add_argument("--count", type=int, default=40, help="how many runs are ended")
    parser.add_argument("--seed", type=int, default=1, help="other seeds give other moments")
    parser.add_argument("--signal", default="KILL", choices=["KILL", "TERM", "INT", "HUP"], help="how they are ended")
    parser.add_argument("--steps", action="store_true", help="kill at a change of a file instead of after a time")
    parser.add_argument("--command", choices=sorted(COMMANDS), action="append", help="which commands; all by default")
    asked = parser.parse_args()
    number = signal.Signals[f"SIG{asked.signal}"]
    way = Way(number, 20.0 if number == signal.SIGKILL else 1.0, at_steps=asked.steps)
    tally, broken = try_kills(asked.count, asked.seed, way, asked.command or sorted(COMMANDS))
    told = [f"{name}: {found.total()} runs: {dict(sorted(found.items()))}" for name, found in sorted(tally.items())]
    sys.stdout.write("\n".join([*told, *broken, ""]))
    sys.exit(1 if broken else 0)


def try_kills(count: int, seed: int, way: Way, names: list[str]) -> tuple[dict[str, Counter[str]], list[str]]:
    """Ends so many runs; gives how many had ended by themselves and how many had not, and what did not hold."""
    choose = random.Random(seed)  # noqa: S311  # moments, not secrets
    tally: dict[str, Counter[str]] = {name: Counter() for name in names}
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        trials = [Trial(Path(folder) / name, name) for name in names]
        for number in range(count):
            trial = trials[number % len(trials)]
            moment = choose.uniform(0, trial.usual * 1.05)
            step = choose.randint(1, trial.steps) if way.at_steps else 0
            try:
                outcome = trial.disturbed(moment, way, step)
            except BrokenPromiseError as error:
                outcome = "broken"
                broken.append(f"{trial.name} {f'at step {step}' if step else f'after {moment:.3f} s'}: {error}")
            tally[trial.name][outcome] += 1
    return tally, broken


class Trial:
    """One command on a project, run once without disturbance to know what it gives and how long it takes."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._fresh = folder / "fresh"
        _house(self._fresh)
        self._own = _sums(self._fresh)
        whole = self._prepared(folder / "whole")
        began = time.monotonic()
        _done(self._start(whole))
        self.usual = time.monotonic() - began
        self.steps = len((whole / "tmp" / "steps").read_bytes())
        self._wanted = _sums(whole)
        self._at_work = folder / "at-work"

    def disturbed(self, moment: float, way: Way, step: int = 0) -> str:
        """Runs the command, ends it after so many seconds or before a step, and runs it again.

        Raises BrokenPromiseError.
        """
        house = self._prepared(self._at_work)
        process = self._start(house, step)
        if not step:
            time.sleep(moment)
        ended = process.poll() is not None
        if not ended and not step:
            os.killpg(process.pid, way.signal)  # it is not waited for yet, so the group is there
        code, complaint = self._wait(process, LIMIT if step else way.seconds)
        if (step or not ended) and code not in (0, -way.signal, 128 + way.signal):
            raise BrokenPromiseError(f"exit code {code}: {complaint[-500:]!r}")
        self._users_files_are_there(house, repaired=self.name == "update")
        _parse(house)
        _done(self._start(house))
        now = _sums(house)
        if now != self._wanted:
            raise BrokenPromiseError(
                f"other files than without: {sorted(dict(now.items() ^ self._wanted.items()))[:5]}"
            )
        left = [str(path) for path in house.rglob(f"{_MARK}*")]
        if left:
            raise BrokenPromiseError(f"left behind: {left}")
        return "ended before" if ended and not step else "ended by the signal"

    def _prepared(self, place: Path) -> Path:
        """The project as the command finds it: for a build with an older site, of which no page may stay."""
        shutil.rmtree(place, ignore_errors=True)
        house = Path(shutil.copytree(self._fresh, place))
        if self.name == "build":
            figure = house / "diagrams/house/2-a-dish.yaml"
            text = figure.read_text(encoding="utf-8")
            figure.write_text(text.replace("How a dish is made", "How soup is made"), encoding="utf-8")
            _done(self._start(house))
            figure.write_text(text, encoding="utf-8")
        return house

    def _start(self, house: Path, step: int = 0) -> subprocess.Popen[bytes]:
        """Starts the command; it counts its changes of files in ``tmp/steps``, and kills itself before one of them."""
        tmp = house / "tmp"
        tmp.mkdir(exist_ok=True)
        (tmp / "steps").unlink(missing_ok=True)
        (tmp / "sitecustomize.py").write_text(_COUNTING)  # which Python runs as it starts
        places = {"ARCHVIZ_CACHE": "cache", "XDG_STATE_HOME": str(house / "state"), "TMPDIR": str(tmp)}
        places |= {"PYTHONPATH": f"{tmp}:{os.environ.get('PYTHONPATH', '')}", "KILL_AT": str(step)}
        places |= {"COUNTED_IN": str(tmp / "steps"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "archviz", *COMMANDS[self.name]],
            cwd=house,
            env={**os.environ, **places},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _wait(self, process: subprocess.Popen[bytes], seconds: float) -> tuple[int, bytes]:
        try:
            complaint = process.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise BrokenPromiseError(f"it has not ended within {seconds} s") from None
        return process.returncode, complaint

    def _users_files_are_there(self, house: Path, *, repaired: bool) -> None:
        now = _sums(house)
        changed = [path for path, sum_ in self._own.items() if now.get(path) != sum_]
        if repaired:
            changed = [path for path in changed if now.get(path) != self._wanted[path]]
        if changed:
            raise BrokenPromiseError(f"changed: {changed}")


def _house(house: Path) -> None:
    """A project with sources for every command: a Go tree, a newer one that asks for repairs, a pinned repository."""
    kitchen.project(house)
    kitchen.article(house)
    kitchen.go_tree(house / "go")
    kitchen.go_tree(house / "new", kitchen.STOVE_GO.replace("heat()", "warmUp()"))
    (house / "archviz.toml").write_text('version = "1.20.2"\n')
    refs = house / "archviz-refs"
    refs.mkdir()
    (house / "site").mkdir()
    (house / "site" / "mine.html").write_text("the user's own\n")
    repository = house / "repository"
    shutil.copytree(house / "go", repository)
    for number in range(300):  # that it takes a while to copy
        (repository / "kitchen" / f"more{number}.go").write_text(f"package kitchen\n\nconst More{number} = {number}\n")
    who = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "1"], ["tag", "v1"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True, env={**os.environ, **who})
    commit = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", "v1"], check=True, capture_output=True, text=True
    )
    digest = open_source(str(repository)).digest()
    place = f"file://{repository}"
    subprocess.run(
        [sys.executable, "-m", "archviz", "update", "1.20.2", "--source", "go"],
        cwd=house,
        check=True,
        capture_output=True,
        env={**os.environ, "ARCHVIZ_CACHE": "cache"},
    )
    (refs / "1.20.2.yaml").write_text(_PIN.format(commit=commit.stdout.strip(), digest=digest, place=place))


def _done(process: subprocess.Popen[bytes]) -> None:
    out, err = process.communicate()
    if process.returncode != 0:
        raise BrokenPromiseError(f"exit code {process.returncode}: {(out + err)[-600:]!r}")


def _sums(house: Path) -> dict[str, str]:
    """The files of a project with their digests, but for what the cache says of itself, which has times in it."""
    return {
        path.relative_to(house).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in house.rglob("*")
        if path.is_file()
        and not {"answers", "builds", "state", "tmp", ".git"} & {*path.relative_to(house).parts}
        and path.name != ".archviz-stamp.json"
        and not any(part.startswith(_MARK) for part in path.parts)
    }


def _parse(house: Path) -> None:
    """Holds that each file under its own name is whole."""
    for path in house.rglob("*"):
        if any(part.startswith(_MARK) for part in path.relative_to(house).parts) or not path.is_file():
            continue
        try:
            if path.suffix == ".json":
                json.loads(path.read_bytes())
            elif path.suffix == ".svg":
                ElementTree.parse(path)  # noqa: S314  # our own
            elif path.suffix == ".html" and path.name != "mine.html" and b"</html>" not in path.read_bytes():
                raise BrokenPromiseError(f"{path} is cut short")
        except (ValueError, ElementTree.ParseError) as error:
            raise BrokenPromiseError(f"{path} does not parse: {error}") from error


if __name__ == "__main__":
    main()
