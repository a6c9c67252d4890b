"""``archviz relations``: which packages are answered, by how many processes, and what becomes of one that is broken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from archviz.sources.limits import MOST_FILE_BYTES

SHOP = "example.org/shop"
FILES = {
    "go.mod": f"module {SHOP}\n",
    "goods/goods.go": "package goods\n\ntype Priced interface{ Price() int }\n",
    "till/till.go": f'package till\n\nimport "{SHOP}/goods"\n\nfunc Sum(p goods.Priced) int {{ return p.Price() }}\n',
    "cart/cart.go": f'package cart\n\nimport "{SHOP}/till"\n\ntype Apple int\n\n'
    "func (a Apple) Price() int { return int(a) }\n\nfunc Pay(a Apple) int { return till.Sum(a) }\n",
    "elsewhere/e_windows.go": "package elsewhere\n\nfunc Here() {}\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A module of three packages, and one of which no file counts."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def relations(source: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archviz", "relations", "-q", "--source", str(source), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


def packages(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The packages of the facts that were printed, in order."""
    return list(dict.fromkeys(json.loads(line)["pkg"].removeprefix(f"{SHOP}/") for line in done.stdout.splitlines()))


def test_a_pattern_passes_over_a_package_of_which_no_file_counts(shop: Path) -> None:
    done = relations(shop, "./...")
    assert (done.returncode, done.stderr) == (0, "")
    assert packages(done) == ["cart", "goods", "till"]
    named = relations(shop, f"{SHOP}/elsewhere", f"{SHOP}/goods")
    assert named.returncode == 2
    assert named.stderr.startswith("error: ")
    assert f"{SHOP}/elsewhere" in named.stderr
    assert packages(named) == ["goods"]


def test_packages_are_answered_once_in_the_order_that_they_are_named_in(shop: Path) -> None:
    assert packages(relations(shop, "./till", f"{SHOP}/...", "./goods")) == ["till", "cart", "goods"]


def test_an_unknown_package_does_not_keep_the_others_from_being_answered(shop: Path) -> None:
    done = relations(shop, f"{SHOP}/tilt", "./goods", "example.com/...", "./none/...")
    assert done.returncode == 2
    assert packages(done) == ["goods"]
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 3
    assert f"hint: did you mean {SHOP}/till" in done.stderr


@pytest.fixture
def broken(shop: Path) -> Path:
    """The module, with a file that is too large to be read."""
    with (shop / "till" / "till.go").open("ab") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    return shop


@pytest.mark.parametrize("asked", [("./...",), ("./cart", "./goods"), ("./goods", "./till", "./cart")])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_package_that_cannot_be_read_is_one_line_and_the_others_are_answered(
    asked: tuple[str, ...], jobs: str, broken: Path
) -> None:
    done = relations(broken, "--jobs", jobs, *asked)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line == f"till/till.go:1: cannot read {broken}/till/till.go: it has more than {MOST_FILE_BYTES} bytes"
    assert set(packages(done)) == {"cart", "goods"}
    facts = [json.loads(fact) for fact in done.stdout.splitlines()]
    assert {"rel": "implements", "name": f"{SHOP}/cart.Apple", "pkg": f"{SHOP}/cart"}.items() <= facts[-1].items()
    missing = relations(broken, "--jobs", jobs, "--unresolved", *asked)
    assert [json.loads(call)["text"] for call in missing.stdout.splitlines()] == ["till.Sum"]


def test_processes_that_share_the_work_print_the_same(shop: Path) -> None:
    alone = relations(shop, "./...")
    assert {json.loads(line)["rel"] for line in alone.stdout.splitlines()} == {"call", "type", "implements"}
    for jobs in ("2", "3", "64"):
        assert relations(shop, "./...", "--jobs", jobs).stdout == alone.stdout
    missing = relations(shop, "--unresolved", "./...")
    assert relations(shop, "--unresolved", "./...", "--jobs", "2").stdout == missing.stdout


def test_what_one_process_alone_can_implement_is_found_by_all(shop: Path) -> None:
    """The interface is in the first share, the type that implements it in the last; neither imports the other."""
    (shop / "cart" / "cart.go").write_text("package cart\n\ntype Priced interface{ Price() int }\n")
    (shop / "till" / "till.go").write_text("package till\n\ntype Coin int\n\nfunc (Coin) Price() int { return 1 }\n")
    alone = relations(shop, "./...")
    assert f'"name": "{SHOP}/till.Coin", "iface": "{SHOP}/cart.Priced"' in alone.stdout
    assert relations(shop, "./...", "--jobs", "3").stdout == alone.stdout


def test_the_number_of_processes_has_bounds(shop: Path) -> None:
    for jobs in ("0", "65", "two"):
        done = relations(shop, "./...", "--jobs", jobs)
        assert done.returncode == 2
        assert "'--jobs'" in done.stderr
        assert done.stdout == ""


def children(process: int) -> list[int]:
    """The processes that a process has started and that have not ended."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(parent) == process and state != "Z":
                    found.append(int(folder.name))
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_command(ending: signal.Signals, shop: Path) -> None:
    calls = "\n".join(f"\tSum{n}(Sum{n}, {n})" for n in range(4_000))
    for package in ("cart", "till"):
        for name in "abcdef":
            text = f"package {package}\n\nfunc {name}() {{\n{calls}\n}}\n"
            (shop / package / f"{name}.go").write_text(text)
    command = [sys.executable, "-m", "archviz", "relations", "--source", str(shop), "--jobs", "2", "./..."]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not (started := children(process.pid)):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(ending)
        process.wait()
    assert process.returncode == (130 if ending is signal.SIGINT else -ending)
    while any(map(_lives, started)):  # for ever, if one does not end
        time.sleep(0.01)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_is_used_is_printed_for_those_who_ask(shop: Path) -> None:
    facts, used = relations(shop, "./..."), relations(shop, "--uses", "./...")
    kinds = {json.loads(line)["rel"] for line in used.stdout.splitlines()}
    assert "mentions" in kinds
    assert kinds <= {"reads", "asserts", "mentions"}
    assert kinds.isdisjoint(json.loads(line)["rel"] for line in facts.stdout.splitlines())
    assert relations(shop, "--uses", "./...", "--jobs", "2").stdout == used.stdout
