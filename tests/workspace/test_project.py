"""Which project a command works on, and which of its parts are its own."""

from __future__ import annotations

import os
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


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("version = 1", 1, "Expected `str`, got `int`"),
        ("\nversion = 2024-01-01", 2, "Expected `str`, got `date`"),
        ('version = "../1.20.2"', 1, "matching regex"),
        ('version = "--upload-pack=x"', 1, "matching regex"),
        ('version = "1.20.2\\n"', 1, "matching regex"),
        ('version = "1\\u0000"', 1, "matching regex"),
        ('versoin = "1"', None, "unknown field `versoin`"),
        ("\nversion = 2024-13-45", 2, "not TOML"),
        ("\nversion = ", 2, "not TOML"),
        ("\nversion = \x00", 2, "not TOML"),
        ("version = " + "9" * 5000, None, "a number that is too long"),
        ("version = " + "[" * 10_000, None, "too deep"),
        ("\nversion." + "a." * 100_000 + "a = 1", 2, "a key of a hundred parts"),
        ("\n[" + '"a" . ' * 100_000 + "a]", 2, "a key of a hundred parts"),
        ("version = '" + "a" * (1 << 20) + "'", None, "more than 1,048,576 bytes"),
        ("version = '" + "a" * 100_000 + "'", 1, "length <= 100"),
    ],
)
@pytest.mark.parametrize("name", ["archviz.toml", "pyproject.toml"])
def test_settings_that_are_none(name: str, text: str, line: int | None, message: str, tmp_path: Path) -> None:
    shared = name == "pyproject.toml"
    (tmp_path / name).write_text(f"[tool.archviz]\n{text}" if shared else text)
    with pytest.raises(ProjectError, match=message) as caught:
        find_project(tmp_path)
    assert caught.value.file == str(tmp_path / name)
    assert caught.value.line == (line + shared if line is not None else None)


def test_a_table_that_is_none_is_no_project_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 1\n")
    with pytest.raises(ProjectError, match="Expected `object`, got `int`"):
        find_project(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(b"a = 1\n# \xff\n")
    with pytest.raises(ProjectError, match="not UTF-8") as caught:
        find_project(tmp_path)
    assert caught.value.line == 2


PUBLISHED = ["templates/site/x.txt", "templates/articles/a.en.md", "templates/svg/x.j2", "diagrams/a/1.yaml"]


@pytest.mark.parametrize(
    "path", [*PUBLISHED, "kubernetes-refs/1.0.yaml", "templates/site", "diagrams/a", "templates/svg/a/b"]
)
@pytest.mark.parametrize("target", ["/etc", "{out}", "../../../..", ".git", ".git/config"])
def test_a_link_out_of_the_project_is_named(path: str, target: str, tmp_path: Path) -> None:
    root, out = tmp_path / "in" / "project", tmp_path / "out"
    link = root / path
    for folder in (link.parent, root / ".git", out):
        folder.mkdir(parents=True)
    (out / "secret.yaml").write_text("password")
    (root / ".git" / "config").mkdir()
    (root / "archviz.toml").touch()
    link.symlink_to(root / target if target.startswith(".git") else target.format(out=out))
    with pytest.raises(ProjectError, match="leads to") as caught:
        find_project(root)
    assert caught.value.file == str(link)


def test_links_within_the_project_are_followed(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").touch()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").touch()
    site = tmp_path / "templates" / "site"
    site.mkdir(parents=True)
    (site / "docs").symlink_to("../../docs")
    (site / "b.md").symlink_to("docs/a.md")
    (site / "nothing").symlink_to("nowhere")
    (site / "circle").symlink_to("circle")
    (site / "self").symlink_to(".")
    find_project(tmp_path)
    (tmp_path / "docs" / "c.md").symlink_to("/etc/passwd")
    with pytest.raises(ProjectError, match="leads to /etc/passwd"):
        find_project(tmp_path)


def test_a_link_to_the_whole_project_leads_to_what_is_hidden_there(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / "templates" / "site").mkdir(parents=True)
    (tmp_path / "templates" / "site" / "all").symlink_to(tmp_path)
    with pytest.raises(ProjectError, match=r"leads to .*git"):
        find_project(tmp_path)


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_pipe_among_a_projects_files_does_not_block(path: str, tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").touch()
    (tmp_path / path).parent.mkdir(parents=True)
    os.mkfifo(tmp_path / path)
    with pytest.raises(ProjectError, match="is no regular file"):
        find_project(tmp_path)


def test_a_project_that_is_a_link_itself(tmp_path: Path) -> None:
    (tmp_path / "real" / ".hidden" / "templates" / "site").mkdir(parents=True)
    (tmp_path / "real" / ".hidden" / "archviz.toml").touch()
    (tmp_path / "link").symlink_to("real/.hidden")
    assert find_project(tmp_path / "link").root == tmp_path / "link"


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
