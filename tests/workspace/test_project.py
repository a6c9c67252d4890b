"""Which project a command works on, and which of its parts are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from archviz.model.errors import ProjectError
from archviz.workspace.outputs import check_writable, digest, remove_files, write_files
from archviz.workspace.project import find_project

ROOT = Path(__file__).parents[2]


def test_a_project_is_found_upwards_and_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archviz.toml").write_text("")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_project().root == Path("../..")
    monkeypatch.chdir(tmp_path)
    assert find_project().root == Path()


def test_pyproject_counts_only_with_its_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n')
    assert find_project().root is None
    (tmp_path / "pyproject.toml").write_text('[tool.archviz]\nversion = "1.2"\n')
    assert (find_project().root, find_project().version) == (Path(), "1.2")


def test_parts_that_a_project_lacks_are_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text("")
    (tmp_path / "diagrams").mkdir()
    project = find_project(tmp_path)
    assert project.figures == tmp_path / "diagrams"
    assert project.templates == (ROOT / "templates",)
    assert project.refs == ROOT / "kubernetes-refs"
    assert project.version == "1.20.2"


def test_templates_of_a_project_come_before_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text("")
    (tmp_path / "templates").mkdir()
    assert find_project(tmp_path).templates == (tmp_path / "templates", ROOT / "templates")


def test_the_shipped_parts_are_there_once_where_they_are_the_projects_own() -> None:
    assert find_project(ROOT).templates == (ROOT / "templates",)


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is no project"):
        find_project(tmp_path)


def test_files_are_written_only_where_they_differ(tmp_path: Path) -> None:
    files = {"a.txt": b"one", "deep/b.txt": b"two"}
    assert write_files(tmp_path / "out", files).changed == ("a.txt", "deep/b.txt")
    assert write_files(tmp_path / "out", files).changed == ()
    assert write_files(tmp_path / "out", files | {"a.txt": b"three"}).changed == ("a.txt",)
    assert sorted(p.name for p in (tmp_path / "out").rglob("*")) == ["a.txt", "b.txt", "deep"]


def test_what_is_gone_is_taken_away_with_its_empty_folders_and_nothing_else(tmp_path: Path) -> None:
    write_files(tmp_path, {"old/deep/a.txt": b"", "old/b.txt": b"", "keep.txt": b""})
    empty = frozenset([digest(b"")])
    remove_files(tmp_path, {"old/deep/a.txt": empty, "never.txt": empty})
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["b.txt", "keep.txt", "old"]


def test_a_file_in_the_way_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ProjectError, match="is no folder"):
        check_writable(tmp_path / "out" / "site")
    with pytest.raises(ProjectError, match="cannot be written"):
        write_files(tmp_path / "out", {"a.txt": b""})
    assert (tmp_path / "out").read_text() == "mine"
