"""Where the output goes: every encoding, streams that are closed, full or no longer read, terminals, patches."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import kitchen
import pytest

BASH = shutil.which("bash") or "bash"
NEWER = kitchen.STOVE_GO.replace("heat", "warm")
"""The kitchen with its method ``heat`` renamed, which a claim follows."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with one false claim."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    file = tmp_path / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("mode: go, ", ""), encoding="utf-8")
    return tmp_path


def environment(house: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "ARCHVIZ_CACHE": f"{house}/cache",
    } | more


def run(house: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "archviz", *arguments]
    return subprocess.run(
        command, cwd=house, env=environment(house, **more), capture_output=True, check=False, stdin=subprocess.DEVNULL
    )


def shell(house: Path, script: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """A script of bash in which ``archviz`` is the program."""
    head = f'archviz() {{ {sys.executable} -m archviz "$@"; }}\n'
    return subprocess.run(
        [BASH, "-c", head + script], cwd=house, env=environment(house, **more), capture_output=True, check=False
    )


PLAIN = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "C"}


@pytest.mark.parametrize("form", ["text", "github", "markdown", "json", "sarif", "junit"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "C"])
def test_what_an_encoding_lacks_is_written_as_an_escape(encoding: str, form: str, house: Path) -> None:
    check = ("check", "--source", "go", "--format", form)
    whole = run(house, *check, PYTHONIOENCODING="utf-8")
    setting = PLAIN if encoding == "C" else {"PYTHONIOENCODING": encoding}
    done = run(house, *check, **setting)
    assert (done.returncode, done.stderr) == (whole.returncode, whole.stderr) == (1, b"")
    expected = whole.stdout.decode("utf-8").encode("ascii" if encoding == "C" else encoding, "backslashreplace")
    assert done.stdout == expected


FOLLOWED = "example.org/house/kitchen.Chef.heat"
OTHERS = {
    "render --source go --out out --format svg,dot,mermaid,d2,json": 0,
    "diff go new --format text": 1,
    "diff go new --format json": 1,
    f"follow {FOLLOWED} --from go --to new": 0,
    f"follow {FOLLOWED} --from go --to new --format json": 0,
    "relations ./... --source go": 0,
    "update 2.0 --source new --dry-run": 1,
}


def texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("arguments", OTHERS)
def test_the_encoding_of_a_stream_changes_nothing_else(arguments: str, house: Path) -> None:
    """Neither the exit code nor what is written into files, which is UTF-8 whatever the terminal has."""
    title = kitchen.DIAGRAM.replace("title: {en: ", "title: {en: Ключ → 厨房 ", 1)
    assert title != kitchen.DIAGRAM
    (house / "diagrams" / "house" / "1-kitchen.yaml").write_text(title, encoding="utf-8")
    kitchen.go_tree(house / "new", NEWER)
    whole = run(house, *arguments.split(), PYTHONIOENCODING="utf-8")
    written = texts(house / "out")
    assert all("Ключ → 厨房" in text for name, text in written.items() if name.endswith(".svg"))
    assert len(written) == (5 if "--out" in arguments else 0)
    shutil.rmtree(house / "out", ignore_errors=True)
    done = run(house, *arguments.split(), PYTHONIOENCODING="ascii")
    assert done.returncode == whole.returncode == OTHERS[arguments], done.stderr
    assert done.stdout == whole.stdout.decode("utf-8").encode("ascii", "backslashreplace")
    assert done.stderr == whole.stderr.decode("utf-8").encode("ascii", "backslashreplace")
    assert texts(house / "out") == written


def test_help_and_errors_are_written_in_any_encoding(house: Path) -> None:
    for arguments, code in ((("render", "--help"), 0), (("render", "Ключ", "--source", "go"), 2), (("ключ",), 2)):
        done = run(house, *arguments, PYTHONIOENCODING="ascii")
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


def test_nothing_of_the_environment_is_needed(house: Path) -> None:
    done = run(house, "check", "--source", "go")  # no HOME, no TERM, no language
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    ("closed", "out", "err"),
    [(">&-", False, True), ("2>&-", True, False), ("<&-", True, True), ("<&- >&- 2>&-", False, False)],
)
@pytest.mark.parametrize("arguments", ["check --source go", "render nothing --source go", "render --format x", "fetch"])
def test_a_closed_stream_changes_nothing_else(arguments: str, closed: str, out: bool, err: bool, house: Path) -> None:
    whole = shell(house, f"archviz {arguments} --offline" if arguments == "fetch" else f"archviz {arguments}")
    done = shell(house, f"archviz {arguments} {'--offline ' if arguments == 'fetch' else ''}{closed}")
    assert done.returncode == whole.returncode in (1, 2)
    assert done.stdout == (whole.stdout if out else b"")
    assert done.stderr == (whole.stderr if err else b"")


def test_a_closed_stream_s_place_is_taken_by_no_file(house: Path) -> None:
    true = kitchen.DIAGRAM
    (house / "diagrams" / "house" / "1-kitchen.yaml").write_text(true, encoding="utf-8")
    assert shell(house, "archviz update 1.0 --source go <&- >&- 2>&-").returncode == 0
    lock = house / "archviz-refs" / "1.0.lock.json"
    assert json.loads(lock.read_text(encoding="utf-8"))["version"] == "1.0"


RESULTS = ["relations example.org/house/kitchen --source go", "check --source go", "schema", "--help", "check --help"]


@pytest.mark.parametrize("arguments", RESULTS)
def test_a_reader_that_has_gone_is_no_finding(arguments: str, house: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "archviz", *arguments.split()]
    done = subprocess.run(command, cwd=house, env=environment(house), stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_head_takes_what_it_wants(house: Path) -> None:
    code = kitchen.STOVE_GO + "".join(f"func call{i}() {{ Serve(`soup`); Serve(`bread`) }}\n" for i in range(3000))
    kitchen.go_tree(house / "go", code)
    done = shell(house, "archviz relations example.org/house/kitchen --source go | head -1; echo ${PIPESTATUS[0]}")
    first, code = done.stdout.decode().splitlines()
    assert json.loads(first)["rel"] == "creates"
    assert (code, done.stderr) == ("141", b"")


def test_nobody_who_hears_complaints_is_no_failure(house: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "archviz", "render", "--source", "go", "2"]
    done = subprocess.run(command, cwd=house, env=environment(house), stdout=subprocess.PIPE, stderr=write, check=False)
    os.close(write)
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told(house: Path) -> None:
    for arguments in RESULTS[:3]:
        done = shell(house, f"archviz {arguments} > /dev/full")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"error: " in done.stderr
        assert b"No space left on device" in done.stderr
        assert b"Traceback" not in done.stderr
    assert shell(house, "archviz check --source go 2> /dev/full").returncode == 1


def renamed(house: Path, comment: str) -> Path:
    """A project in which claims can be repaired by a line below a comment, in a file of an odd name."""
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM, encoding="utf-8")
    assert run(house, "update", "1.20.2", "--source", "go").returncode == 0
    beside = "packages: {k: example.org/house/kitchen}"
    assert beside in kitchen.DIAGRAM
    text = kitchen.DIAGRAM.replace(beside, f"{beside} # {comment}")
    file.unlink()
    odd = file.with_name('1 "kitchen"\t\u202eк.yaml')
    odd.write_text(text, encoding="utf-8")
    kitchen.go_tree(house / "go", NEWER)
    return odd


COMMENT = "Ключ → 厨\u200b房 é"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_patch_to_a_program_is_exact(encoding: str, house: Path) -> None:
    file = renamed(house, COMMENT)
    dry = run(house, "update", "2.0", "--source", "go", "--dry-run", PYTHONIOENCODING=encoding)
    assert dry.returncode == 0, dry.stderr
    subprocess.run(["git", "apply"], cwd=house, input=dry.stdout, check=True)
    text = file.read_text(encoding="utf-8")
    assert '  - {from: k.Chef.heat, to: k.Chef.warm, since: "2.0"}\n' in text
    assert COMMENT in text


def test_a_patch_on_a_terminal_is_visible(house: Path) -> None:
    renamed(house, COMMENT)
    terminal, stdout = pty.openpty()
    command = [sys.executable, "-m", "archviz", "update", "2.0", "--source", "go", "--dry-run"]
    done = subprocess.run(
        command, cwd=house, env=environment(house, TERM="xterm"), stdout=stdout, stderr=subprocess.PIPE, check=False
    )
    os.close(stdout)
    assert done.returncode == 0
    said = os.read(terminal, 1 << 16).decode("utf-8")
    os.close(terminal)
    assert "\\u200b" in said
    assert "\u200b" not in said
    assert "\u202e" not in said
