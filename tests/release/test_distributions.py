"""What is in the wheel and in the source archive, under which licences, and that one source gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from typing import TYPE_CHECKING

import pytest
from distributions import TOP, built

import archviz

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

SHIPPED = ("diagrams", "kubernetes-refs", "templates")
MOST_BYTES = 2_000_000
"""Of a wheel or a source archive; the packed facts of locks and the data of tests would double and treble them."""


def tracked(*folders: str) -> set[str]:
    """The paths of this checkout's files in these folders, as git has them or would take them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.run(command, cwd=TOP, check=True, capture_output=True, encoding="utf-8").stdout
    return {path for path in listed.split("\0") if path and (TOP / path).is_file()}


def members(wheel: Path) -> set[str]:
    """The paths in a wheel, without those of its own metadata."""
    with zipfile.ZipFile(wheel) as opened:
        return {name for name in opened.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(TOP, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive."""
    return built(TOP, tmp_path_factory.mktemp("archive"), "sdist")


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(opened.read(name).decode())


def test_the_wheel_has_the_program_and_what_ships_with_it_and_nothing_else(wheel: Path) -> None:
    shipped = {f"archviz/shipped/{path}" for path in tracked(*SHIPPED) if not path.endswith(".lock.xz")}
    assert members(wheel) == tracked("archviz") | shipped
    assert "archviz/py.typed" in members(wheel)
    assert wheel.stat().st_size < MOST_BYTES


def test_the_archive_is_small_and_its_wheel_has_the_same_bytes(wheel: Path, archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        opened.extractall(tmp_path, filter="data")
    assert not [name for name in names if "/tests/" in name or name.endswith(".lock.xz")]
    assert archive.stat().st_size < MOST_BYTES
    (tree,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert built(tree, tmp_path / "dist", "wheel").read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_the_same_tree_gives_the_same_bytes(target: str, wheel: Path, archive: Path, tmp_path: Path) -> None:
    first = wheel if target == "wheel" else archive
    assert built(TOP, tmp_path, target).read_bytes() == first.read_bytes()


def test_the_version_is_said_in_one_place(metadata: Message) -> None:
    assert metadata["Version"] == archviz.__version__
    assert archviz.__version__ not in (TOP / "pyproject.toml").read_text(encoding="utf-8")


def test_each_python_of_the_metadata_is_one_that_the_workflow_tests(metadata: Message) -> None:
    minors = re.findall(r"Python :: 3\.(\d+)", "\n".join(metadata.get_all("Classifier", [])))
    assert metadata["Requires-Python"] == f">=3.{minors[0]}"
    workflow = (TOP / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    assert re.findall(r'"3\.(\d+)"', workflow.partition("python: [")[2].partition("]")[0]) == minors


def test_the_licences_are_in_the_wheel(wheel: Path, metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0 AND BSD-3-Clause"
    files = metadata.get_all("License-File", [])
    assert files == ["LICENSE", "LICENSES/BSD-3-Clause.txt", "NOTICE"]
    with zipfile.ZipFile(wheel) as opened:
        for file in files:
            (name,) = (name for name in opened.namelist() if name.endswith(f".dist-info/licenses/{file}"))
            assert opened.read(name) == (TOP / file).read_bytes()


def test_what_others_have_written_is_in_the_notice(wheel: Path) -> None:
    places = re.findall(r"^\* (.+)$", (TOP / "NOTICE").read_text(encoding="utf-8"), re.MULTILINE)
    assert "archviz/golang/stdlib/declarations.txtar" in places
    for place in places:
        assert (TOP / place).exists(), place
    shown = re.compile(rb"Copyright (?:\(c\) |\xc2\xa9 )?(?:\d{4}|The )|SPDX-License|@license")
    with zipfile.ZipFile(wheel) as opened:
        for name in members(wheel):
            if shown.search(opened.read(name)):
                path = name.removeprefix("archviz/shipped/")
                assert any(path == place or path.startswith(f"{place}/") for place in places), name


def test_the_wheel_is_one_that_a_linter_of_wheels_accepts(wheel: Path) -> None:
    command = [sys.executable, "-m", "check_wheel_contents", "--ignore", "W002", str(wheel)]  # a licence twice
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings_of_the_project_are_valid() -> None:
    command = [
        sys.executable,
        "-m",
        "validate_pyproject",
        "--disable",
        "trove_classifiers",
        str(TOP / "pyproject.toml"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_dependency_is_accounted_for(metadata: Message) -> None:
    page = (TOP / "docs/explanation/dependencies.md").read_text(encoding="utf-8")
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra == 'dev'" not in line]
    for line in needed:
        name = re.split(r"[^\w.-]", line)[0].replace("ruamel-yaml", "ruamel.yaml")
        assert re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", page), name
