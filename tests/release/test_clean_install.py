"""The wheel where there is nothing else: each Python that is here, `uvx` from a folder of wheels, other platforms."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from distributions import TOP, built

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UV = (sys.executable, "-m", "uv", "--quiet", "--no-python-downloads")
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
PLATFORMS = ("aarch64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a program prints, run with nothing of this checkout or its environment in reach; fails where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    given = kept | {"ARCHVIZ_CACHE": str(cwd / ".cache")} | environment
    done = subprocess.run(command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(TOP, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive."""
    return built(TOP, tmp_path_factory.mktemp("archive"), "sdist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder of programs of a clean environment of one Python, with the wheel in it."""
    python: str = request.param
    if subprocess.run([*UV, "python", "find", python], capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {python} on this machine")
    folder = tmp_path_factory.mktemp(python)
    run(*UV, "venv", "--python", python, folder / "venv", cwd=folder)
    programs = folder / "venv" / PROGRAMS
    run(*UV, "pip", "install", "--python", programs / "python", wheel, cwd=folder)
    return programs


each_python = pytest.mark.parametrize("installed", PYTHONS, indirect=True)


@each_python
def test_a_module_is_asked_drawn_and_checked(installed: Path, tmp_path: Path) -> None:
    archviz = installed / "archviz"
    assert run(archviz, "--version", cwd=tmp_path).startswith("archviz, version ")
    post = tmp_path / "post"
    shutil.copytree(TOP / "docs" / "example", post)
    assert "closed: " in run(archviz, "callers", "Clerk.work", cwd=post)
    assert "diagrams/post/1-clerk.yaml: written" in run(archviz, "init", "--no-workflow", cwd=post)
    assert "1 figure" in run(archviz, "check", cwd=post)
    run(archviz, "render", cwd=post)
    (drawn,) = (post / "diagrams").rglob("*.svg")
    assert drawn.read_text(encoding="utf-8").startswith("<svg")
    run(archviz, "build", "--out", tmp_path / "site", cwd=post)
    assert (tmp_path / "site" / "index.html").is_file()
    path = Path(run(archviz, "draw", "Clerk.work", cwd=post).strip())
    assert path.read_text(encoding="utf-8").startswith("<svg")


@each_python
def test_the_example_is_copied_and_its_figures_are_listed(installed: Path, tmp_path: Path) -> None:
    run(installed / "archviz", "example", tmp_path / "article", cwd=tmp_path)
    assert (tmp_path / "article" / "templates/articles/master-server.en.md").is_file()
    assert list((tmp_path / "article" / "kubernetes-refs").glob("*.yaml"))


@each_python
def test_a_shell_completes_commands(installed: Path, tmp_path: Path) -> None:
    archviz = installed / "archviz"
    assert "_ARCHVIZ_COMPLETE" in run(archviz, cwd=tmp_path, _ARCHVIZ_COMPLETE="zsh_source")
    asked = {"_ARCHVIZ_COMPLETE": "bash_complete", "COMP_WORDS": "archviz rend", "COMP_CWORD": "1"}
    assert run(archviz, cwd=tmp_path, **asked).split() == ["plain,render"]


@each_python
def test_other_tools_find_what_is_for_them(installed: Path, tmp_path: Path) -> None:
    program = (
        "from importlib.metadata import distribution\nfor one in distribution('archviz').entry_points: print(one.group)"
    )
    groups = run(installed / "python", "-c", program, cwd=tmp_path).split()
    assert sorted(groups) == ["console_scripts", "markdown.extensions", "mkdocs.plugins"]


def test_the_archive_can_be_installed(archive: Path, tmp_path: Path) -> None:
    run(*UV, "venv", "--python", sys.executable, "venv", cwd=tmp_path)
    python = tmp_path / "venv" / PROGRAMS / "python"
    run(*UV, "pip", "install", "--python", python, archive, cwd=tmp_path)
    assert run(python, "-m", "archviz", "--version", cwd=tmp_path).startswith("archviz, version ")


def test_uvx_runs_archviz_from_a_folder_of_wheels(wheel: Path, tmp_path: Path) -> None:
    shutil.copytree(TOP / "docs" / "example", tmp_path / "post")
    uvx = (*UV, "tool", "run", "--isolated", "--python", sys.executable, "--find-links", str(wheel.parent))
    named = {"UV_CACHE_DIR": str(tmp_path / "uv")}  # or an archviz of the same version from before would be run
    asked = run(*uvx, "archviz", "callers", "Clerk.work", cwd=tmp_path / "post", **named)
    assert "example.org/post/office.Open  go  office/office.go:19:7" in asked


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_each_dependency_has_a_wheel_for_other_platforms(python: str, platform: str, tmp_path: Path) -> None:
    extras = ("--extra", "lint", "--extra", "mcp", "--extra", "pictures", "--extra", "scip")
    target = ("--python-version", python, "--python-platform", platform, "--only-binary", ":all:")
    resolved = run(*UV, "pip", "compile", *target, *extras, TOP / "pyproject.toml", "-o", "found.txt", cwd=tmp_path)
    assert resolved == ""
    assert "graphviz-pure==" in (tmp_path / "found.txt").read_text(encoding="utf-8")
