"""Which project a command works on, and which of its parts are its own."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from archviz.model.errors import ProjectError
from archviz.workspace.outputs import check_writable, digest, remove_files, write_files
from archviz.workspace.project import find_project
from archviz.workspace.project_file import ProjectTable, schema
from archviz.workspace.subject import Settings

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
    with pytest.raises(ProjectError, match="no project in"):
        find_project()
    (tmp_path / "pyproject.toml").write_text('[tool.archviz]\nversion = "1.2"\n')
    assert (find_project().root, find_project().version) == (Path(), "1.2")
    (tmp_path / "pyproject.toml").write_text("tool = 1\n")
    with pytest.raises(ProjectError, match="no project in"):
        find_project()


def test_a_project_has_nothing_of_the_shipped_one_but_templates(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text("")
    project = find_project(tmp_path)
    assert project.figures == tmp_path / "diagrams"
    assert project.refs == tmp_path / "archviz-refs"
    assert project.templates == (ROOT / "templates",)
    assert (project.version, project.pinned) == ("", "")


def test_the_folders_of_figures_and_pins_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text('figures = "docs/figures"\nrefs = "docs/refs"\n')
    (tmp_path / "kubernetes-refs").mkdir()
    project = find_project(tmp_path)
    assert (project.figures, project.refs) == (tmp_path / "docs/figures", tmp_path / "docs/refs")


def test_pins_are_found_in_a_folder_of_the_earlier_name(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").touch()
    (tmp_path / "kubernetes-refs").mkdir()
    assert find_project(tmp_path).refs == tmp_path / "kubernetes-refs"
    (tmp_path / "archviz-refs").mkdir()
    assert find_project(tmp_path).refs == tmp_path / "archviz-refs"


def test_the_source_is_the_nearest_module_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = tmp_path / "app" / "docs"
    docs.mkdir(parents=True)
    (docs / "archviz.toml").touch()
    (tmp_path / "go.mod").write_text("module example.org/all\n")
    monkeypatch.chdir(docs)
    assert find_project().source_path == "../.."
    (tmp_path / "app" / "go.mod").write_text("module example.org/all/app\n")
    assert find_project().source_path == ".."
    monkeypatch.chdir(tmp_path)
    assert find_project(docs).source_path == "app"


def test_a_source_in_the_settings_is_seen_from_their_folder(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/a\n")
    (tmp_path / "archviz.toml").write_text('source = "../b@v1"\nversion = "1.0"\ndependencies = ["c", "~/d", "/e"]\n')
    project = find_project(tmp_path)
    assert project.source_path == f"{tmp_path}/../b@v1"
    assert project.further == (f"{tmp_path}/c", "~/d", "/e")


def test_a_pinned_version_of_the_settings_comes_before_the_module_around(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/a\n")
    (tmp_path / "archviz.toml").write_text('version = "1.0"\n')
    assert find_project(tmp_path).source_path == ""
    (tmp_path / "archviz.toml").write_text('version = "git"\n')
    assert find_project(tmp_path).source_path != ""


def test_without_a_module_the_newest_pin_counts_and_without_one_nothing_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").touch()
    with pytest.raises(ProjectError, match="which Go source is meant") as caught:
        find_project(tmp_path).source_path  # noqa: B018
    assert "--source" in (caught.value.hint or "")
    (tmp_path / "archviz-refs").mkdir()
    for name in ("1.9.yaml", "1.10.yaml"):
        (tmp_path / "archviz-refs" / name).touch()
    assert (find_project(tmp_path).source_path, find_project(tmp_path).pinned) == ("", "1.10")


def test_what_a_command_is_asked_for_comes_before_the_settings(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text('source = "go"\nversion = "1.0"\ndependencies = ["std"]\n')
    project, std = find_project(tmp_path), (f"{tmp_path}/std",)
    assert Settings().choice(project) == (f"{tmp_path}/go", "1.0", std)
    assert Settings(source="else").choice(project) == ("else", "", std)
    assert Settings(source="else", further=("more",)).choice(project) == ("else", "", ("more",))
    assert Settings(source="else", version="2.0").choice(project) == ("else", "2.0", std)
    assert Settings(version="2.0").choice(project) == ("", "2.0", ())


def test_templates_of_a_project_come_before_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "archviz.toml").write_text("")
    (tmp_path / "templates").mkdir()
    assert find_project(tmp_path).templates == (tmp_path / "templates", ROOT / "templates")


def test_the_shipped_parts_are_there_once_where_they_are_the_projects_own() -> None:
    assert find_project(ROOT).templates == (ROOT / "templates",)


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is no project"):
        find_project(tmp_path)


SETTINGS = [
    ("version = 1", 1, "`version`: 1 is not a text in quotes"),
    ("\nversion = 2024-01-01", 2, "`version`: 2024-01-01 is not a text in quotes"),
    ('version = "../1.20.2"', 1, '`version`: "../1.20.2" cannot be one'),
    ('version = "--upload-pack=x"', 1, "cannot be one"),
    ('version = "1.20.2\\n"', 1, "cannot be one"),
    ('version = "1\\u0000"', 1, "cannot be one"),
    ('versoin = "1"', 1, "unknown key `versoin`\nhint: did you mean `version`?"),
    ('"colour" = "1"', 1, "unknown key `colour`\nhint: the settings are source, version, dependencies"),
    ("\nversion = 2024-13-45", 2, "not TOML"),
    ("\nversion = ", 2, "not TOML"),
    ("\nversion = \x00", 2, "not TOML"),
    ("version = " + "9" * 5000, None, "a number that is too long"),
    ("version = " + "[" * 10_000, None, "too deep"),
    ("\nversion." + "a." * 100_000 + "a = 1", 2, "a key of a hundred parts"),
    ("\n[" + '"a" . ' * 100_000 + "a]", 2, "a key of a hundred parts"),
    ("version = '" + "a" * (1 << 20) + "'", None, "more than 1,048,576 bytes"),
    ("version = '" + "a" * 100_000 + "'", 1, "longer than 100"),
    ('\ntags = "netgo"', 2, '`tags`: "netgo" is not a list of texts, in square brackets\nhint: an example is tags = '),
    ('tags = ["a", 1]', 1, "`tags`: 1 is not a text in quotes"),
    ("cgo = 1", 1, "`cgo`: 1 is not true or false"),
    ('cgo = "true"', 1, '`cgo`: "true" is not true or false'),
    ("source = true", 1, "`source`: true is not a text in quotes"),
    ('source = "a\\u0000"', 1, "cannot be one"),
    ('figures = "../other"', 1, "cannot be one: The folder of the figures, below the project's"),
    ('figures = "/etc"', 1, "cannot be one"),
    ('refs = "a/../../b"', 1, "cannot be one"),
    ('link = "javascript:alert(1)"', 1, "cannot be one"),
    ("[version]", 1, "is not a text in quotes"),
]


@pytest.mark.parametrize(("text", "line", "message"), SETTINGS)
@pytest.mark.parametrize("name", ["archviz.toml", "pyproject.toml"])
def test_settings_that_are_none(name: str, text: str, line: int | None, message: str, tmp_path: Path) -> None:
    shared = name == "pyproject.toml"
    if shared and text == "[version]":
        text = "[tool.archviz.version]"
    above = '[project]\nversion = "1"\ntags = 1\n[tool.archviz]\n'
    (tmp_path / name).write_text(f"{above}{text}" if shared else text)
    with pytest.raises(ProjectError, match=re.escape(message)) as caught:
        find_project(tmp_path)
    assert caught.value.file == str(tmp_path / name)
    assert caught.value.line == (line + shared * above.count("\n") if line is not None else None)


def test_a_table_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\narchviz = 1\n")
    with pytest.raises(ProjectError, match=r"`tool\.archviz` is no table"):
        find_project(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(b"a = 1\n# \xff\n")
    with pytest.raises(ProjectError, match="not UTF-8") as caught:
        find_project(tmp_path)
    assert caught.value.line == 2


def test_the_schema_takes_what_is_read_and_nothing_else() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for key, rules in schema()["properties"].items():
        assert rules["description"].endswith("."), key
        for example in rules["examples"]:
            validator.validate({key: example})
            msgspec.convert({key: example}, ProjectTable)
    for text, _, message in SETTINGS:
        if not message.startswith(("not TOML", "a number", "too deep", "a key", "more than")):
            assert list(validator.iter_errors(json.loads(json.dumps(tomllib.loads(text), default=lambda _: 0)))), text


PUBLISHED = ["templates/site/x.txt", "templates/articles/a.en.md", "templates/svg/x.j2", "diagrams/a/1.yaml"]


@pytest.mark.parametrize(
    "path",
    [
        *PUBLISHED,
        "archviz-refs/1.0.yaml",
        "kubernetes-refs/1.0.yaml",
        "templates/site",
        "diagrams/a",
        "templates/svg/a/b",
    ],
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
