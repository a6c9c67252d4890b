"""What goes wrong around a run: nothing is lost, nothing is half-written, and the exit code says what happened."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.model.errors import ProjectError
from archviz.sources.scratch import PREFIX, scratch
from archviz.workspace.outputs import digest, remove_files, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 120
BUILD = ("build", "--source", "go")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with an article, in ``go`` the Go tree that it is about, and the user's own state beside."""
    kitchen.project(tmp_path)
    kitchen.article(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


def command(house: Path, environment: dict[str, str]) -> dict[str, object]:
    places = {"ARCHVIZ_CACHE": str(house / "cache"), "XDG_STATE_HOME": str(house / "state")}
    return {
        "cwd": house,
        "env": {**os.environ, **places, **environment},
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


def run(
    house: Path,
    *arguments: str,
    before: Callable[[], object] | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "archviz", *arguments],
        timeout=LIMIT,
        check=False,
        preexec_fn=before,
        **command(house, environment or {}),
    )
    return done


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def record_of(house: Path) -> Path:
    (file,) = (house / "cache" / "builds").glob("*.json")
    return file


# What is read from the cache


def test_a_record_that_was_tampered_with_deletes_nothing(house: Path) -> None:
    assert run(house, *BUILD).returncode == 0
    inside, outside = house / "site" / "mine.txt", house / "precious.txt"
    for file in (inside, outside):
        file.write_text("mine")
    record = json.loads(record_of(house).read_text())
    for path in ("mine.txt", "../precious.txt", str(outside)):
        record["written"][path] = [digest(b"mine")]
    record_of(house).write_text(json.dumps(record | {"inputs": "x"}))
    assert run(house, *BUILD).returncode == 0
    assert (inside.read_text(), outside.read_text()) == ("mine", "mine")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"inputs": 3}', "[" * 100_000, "\udcff", '{"seal": "\\u0000"}']
)
def test_a_broken_record_is_none(house: Path, content: str) -> None:
    assert run(house, *BUILD).returncode == 0
    before = contents(house / "site")
    record_of(house).write_bytes(content.encode("utf-8", "surrogateescape"))
    done = run(house, *BUILD)
    assert (done.returncode, "nothing has changed" in done.stderr) == (0, False)
    assert contents(house / "site") == before


def test_a_record_that_another_user_made_is_none(house: Path) -> None:
    assert run(house, *BUILD).returncode == 0
    done = run(house, *BUILD, environment={"XDG_STATE_HOME": str(house / "other")})
    assert "nothing has changed" not in done.stderr
    assert "nothing has changed" not in run(house, *BUILD).stderr


@pytest.mark.parametrize("path", ["../a", "/a", "b/../../a", "b//a", "./a", "", "b/", "b\0a", "b\\..\\a", "C:a"])
def test_nothing_is_written_or_removed_by_a_path_that_leads_out(tmp_path: Path, path: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(ProjectError, match="no path below"):
        write_files(tmp_path / "out", {"c": b"new", path: b"new"})
    assert list((tmp_path / "out").iterdir()) == []
    remove_files(tmp_path / "out", {path: frozenset([digest(b"mine")])})
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_nothing_is_written_or_removed_through_a_link_that_leads_out(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (elsewhere / "a").write_bytes(b"mine")
    (out / "b").symlink_to(elsewhere)
    (out / "a").symlink_to(elsewhere / "a")
    for path in ("b/c", "b/deep/c"):
        with pytest.raises(ProjectError, match="leads out"):
            write_files(out, {"c": b"new", path: b"new"})
    remove_files(out, {"b/a": frozenset([digest(b"mine")]), "a": frozenset([digest(b"mine")])})
    assert contents(elsewhere) == {"a": b"mine"}
    assert not (out / "c").exists()
    assert write_files(out, {"a": b"new"}).changed == ("a",)
    assert contents(elsewhere) == {"a": b"mine"}


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    assert write_files(tmp_path, {"a": b""}).changed == ("a",)
    assert (tmp_path / "a").read_bytes() == b""


def test_a_file_that_was_edited_since_stays(house: Path) -> None:
    assert run(house, *BUILD).returncode == 0
    page = house / "site" / "figures" / "a-dish.html"
    page.write_text("my own words")
    kitchen.figure_file(
        house / "diagrams" / "house", kitchen.EXCERPT.replace("file: a-dish", "file: dish"), "2-a-dish.yaml"
    )
    assert run(house, *BUILD).returncode == 0
    assert page.read_text() == "my own words"


# Unfinished files


def test_what_a_dead_run_left_is_removed_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from archviz.sources.scratch import scratch\n"
    code += "with scratch(Path(sys.argv[1])) as folder:\n    print(folder, flush=True); sys.stdin.read()"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    dead, living = both
    assert dead.stdout is not None
    assert living.stdout is not None
    left, used = (Path(process.stdout.readline().strip()) for process in both if process.stdout)
    (left / "file").write_text("half")
    dead.kill()
    dead.communicate()
    with scratch(tmp_path) as mine:
        assert sorted(tmp_path.iterdir()) == sorted([used.parent, mine.parent])
    living.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_folders_that_only_have_such_a_name_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "work").mkdir(parents=True)
    (tmp_path / "elsewhere" / "work" / "mine").write_text("mine")
    (tmp_path / "elsewhere" / "lock").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"{PREFIX}a").mkdir()
    (tmp_path / f"{PREFIX}a" / "lock").touch()
    (tmp_path / f"{PREFIX}a" / "work").symlink_to(tmp_path / "elsewhere" / "work")
    with scratch(tmp_path):
        pass
    assert (tmp_path / "elsewhere" / "work" / "mine").read_text() == "mine"


def test_a_full_disk_leaves_the_site_as_it_was(house: Path) -> None:
    assert run(house, *BUILD).returncode == 0
    before = contents(house / "site")
    edited = kitchen.EXCERPT.replace("How a dish is made", "How soup is made")
    kitchen.figure_file(house / "diagrams" / "house", edited, "2-a-dish.yaml")

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = run(house, *BUILD, before=little)
    assert done.returncode == 2, done.stderr
    assert "error: " in done.stderr
    assert contents(house / "site") == before
    assert run(house, *BUILD).returncode == 0
    assert b"How soup is made" in (house / "site" / "figures" / "a-dish.html").read_bytes()


# A cache that is not what it should be


def test_a_build_that_cannot_write_its_record_has_still_built(house: Path) -> None:
    (house / "cache").write_text("no folder")
    done = run(house, *BUILD)
    assert done.returncode == 0, done.stderr
    assert "warning: the next build starts from nothing: " in done.stderr
    assert (house / "site" / "index.html").is_file()
    assert run(house, "check", "--source", "go").returncode == 0


def test_without_a_home_what_needs_no_cache_works(house: Path) -> None:
    (house / "sitecustomize.py").write_text(  # as in a container with a user that has no entry
        "import pwd\ndef getpwuid(number): raise KeyError(number)\npwd.getpwuid = getpwuid\n"
    )
    path = f"{house}:{os.environ.get('PYTHONPATH', '')}"

    def homeless(*arguments: str) -> subprocess.CompletedProcess[str]:
        places = {"HOME": "~", "XDG_CACHE_HOME": "", "XDG_STATE_HOME": "", "ARCHVIZ_CACHE": ""}
        return run(house, *arguments, environment={"PYTHONPATH": path, **places})

    done = homeless(*BUILD)
    assert done.returncode == 0, done.stderr
    assert "there is no home folder" in done.stderr
    assert homeless("check", "--source", "go").returncode == 0
    done = homeless("fetch", "--offline", "--project", str(Path(__file__).parents[2]))
    assert (done.returncode, "ARCHVIZ_CACHE names a folder" in done.stderr) == (2, True)
    assert not (house / "~").exists()


def test_eight_builds_at_once_do_no_harm(house: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        builds = list(pool.map(lambda _: run(house, *BUILD), range(8)))
    assert [build.returncode for build in builds] == [0] * 8, [build.stderr for build in builds]
    assert "nothing has changed" in run(house, *BUILD).stderr
    assert list(house.rglob(f"{PREFIX}*")) == []


def test_a_cache_that_goes_away_meanwhile_is_no_loss(house: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "archviz", *BUILD], **command(house, {}))  # type: ignore[call-overload]
    while process.poll() is None:
        shutil.rmtree(house / "cache", ignore_errors=True)
        time.sleep(0.01)
    assert process.returncode == 0, process.communicate()
    process.communicate()
    before = contents(house / "site")
    assert run(house, *BUILD).returncode == 0
    assert contents(house / "site") == before


# Too little of something, and what nobody foresaw


@pytest.mark.parametrize("most", [9, 12, 16, 24, 64])
def test_few_open_files_are_enough_or_told(house: Path, most: int) -> None:
    done = run(house, *BUILD, before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
    assert done.returncode in ((0,) if most >= 24 else (0, 2)), done.stderr
    assert "Traceback" not in done.stderr
    assert (house / "site").exists() == (done.returncode == 0)


# Not where the modules just fit in, at some 65 MB: an interpreter without a byte left may never leave its handlers.
@pytest.mark.parametrize("megabytes", [50, 100, 140, 200])
def test_little_memory_is_told(house: Path, megabytes: int) -> None:
    most = megabytes << 20
    done = run(house, *BUILD, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
    assert done.returncode != 1
    assert "Traceback" not in done.stderr


FAULTS = {
    "KeyError('x')": "archviz has failed, which is a fault of its own: KeyError: 'x'",
    "MemoryError()": "there is not enough memory",
    "RecursionError('maximum')": "something is nested too deeply",
    "OSError(24, 'Too many open files', 'f')": "f: Too many open files",
    "UnicodeEncodeError('ascii', 'é', 0, 1, 'x')": "a text cannot be read or written",
    "GeneratorExit()": "archviz has failed, which is a fault of its own: GeneratorExit",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_is_raised_is_a_line_and_exit_code_2(house: Path, fault: str) -> None:
    """It is raised where the command's own module is to be loaded."""
    (house / "sitecustomize.py").write_text(
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == 'archviz.cli.check': raise {fault}\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    path = f"{house}:{os.environ.get('PYTHONPATH', '')}"
    done = run(house, "check", "--source", "go", environment={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {FAULTS[fault]}" in done.stderr
    assert "Traceback" not in done.stderr
    ours = fault not in ("MemoryError()", "OSError(24, 'Too many open files', 'f')")
    how = "hint: please report it with the command line, this message, and what is printed where ARCHVIZ_TRACEBACK=1"
    assert (how in done.stderr) == ours
    assert len(done.stderr.splitlines()) == 1 + ours
    done = run(house, "check", "--source", "go", environment={"PYTHONPATH": path, "ARCHVIZ_TRACEBACK": "1"})
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_a_program_that_cannot_be_loaded_says_so_and_what_to_do(house: Path) -> None:
    """Whatever is wrong with what is installed, a run that proved nothing never ends with 1."""
    (house / "click.py").write_text("raise ZeroDivisionError('a \\x1b\\n::error::##[x]')\n")
    path = f"{house}:{os.environ.get('PYTHONPATH', '')}"
    done = run(house, "check", "--source", "go", environment={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (2, "")
    first, hint = done.stderr.splitlines()
    assert first == "error: archviz cannot be loaded: ZeroDivisionError: a \\x1b\\n::error::\\x23\\x23[x]"
    assert hint.startswith("hint: install it again; ")


# Signals


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["first import", "proving", "making pages"])
def test_a_signal_ends_a_command_quietly_and_leaves_no_process(house: Path, how: signal.Signals, moment: str) -> None:
    """The signal is sent by the process to itself as it comes to a place, so that each place is met."""
    event, text = {
        "first import": ("import", "archviz.cli"),
        "proving": ("import", "archviz.workspace.site"),
        "making pages": ("open", "search.html"),
    }[moment]
    (house / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "def hook(event, args):\n"
        f"    if event == {event!r} and sys.argv[0] != '-c' and {text!r} in str(args[0]):\n"
        f"        os.kill(os.getpid(), {int(how)})\n"
        "sys.addaudithook(hook)\n"
    )
    path = f"{house}:{os.environ.get('PYTHONPATH', '')}"
    done = run(house, *BUILD, before=lambda: signal.signal(how, signal.SIG_DFL), environment={"PYTHONPATH": path})
    assert done.returncode == 128 + how
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    assert not (house / "site").exists()
    assert list(house.rglob(f"{PREFIX}*")) == []
    assert _processes_in(house) == []


def _processes_in(folder: Path) -> list[str]:
    """The processes that work in a folder, given a moment to end."""
    end = time.monotonic() + 10
    while True:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink() == folder:
                    found.append((process / "cmdline").read_bytes().decode("utf-8", "replace"))
            except OSError:
                continue
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.05)
