"""Which version a source is, as reports and pictures say it, and where their links lead."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import kitchen
import pytest
from test_cli import run

from archviz.refs import Pin, Provider, ProviderKind, lock_path, pin_text, read_lock
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

CODE = "kitchen/kitchen.go"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository with a Go module in ``go``, a project about it, and a remote."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    (tmp_path / "archviz.toml").write_text('version = "1.0"\n')
    (tmp_path / "archviz-refs").mkdir()
    (tmp_path / ".gitignore").write_text("cache\n")
    git(tmp_path, "init", "--quiet", "-b", "main")
    git(tmp_path, "remote", "add", "origin", "git@github.com:o/house.git")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=os.environ | settings, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "more")
    return git(folder, "rev-parse", "HEAD")


def pinned(house: Path, version: str, digest: str = f"sha256:{'0' * 64}") -> None:
    made = Pin("House", version, digest, (Provider(ProviderKind.ARCHIVE, "https://example.org/house.zip"),))
    (house / "archviz-refs" / f"{version}.yaml").write_text(pin_text(made))


def links(picture: Path) -> set[str]:
    """The links of a picture, without what leads to a line."""
    return {link.partition("#")[0] for link in re.findall(r'href="(http[^"]*)"', picture.read_text())}


# Links


def test_pictures_of_ones_own_code_link_to_the_remote_at_the_commit(house: Path) -> None:
    head = git(house, "rev-parse", "HEAD")
    done = run("render", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    picture = house / "diagrams" / "house" / "kitchen.svg"
    assert links(picture) == {f"https://github.com/o/house/blob/{head}/go/{CODE}"}
    first = picture.read_bytes()
    commit(house)
    assert run("render", "--source", "go", cwd=house).stdout == ""
    assert picture.read_bytes() == first, "a picture links to the commit that it was made of"
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    newer = commit(house)
    assert run("render", "--source", "go", cwd=house).stdout == "diagrams/house/kitchen.svg\n"
    assert links(picture) == {f"https://github.com/o/house/blob/{newer}/go/{CODE}"}


def test_there_is_no_link_to_what_is_not_as_committed(house: Path) -> None:
    picture = house / "diagrams" / "house" / "kitchen.svg"
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    done = run("render", "--source", "go", cwd=house)
    head = git(house, "rev-parse", "HEAD")
    assert f"no links to {CODE}: not as in the commit {head[:7]}" in done.stderr
    assert links(picture) == set()
    (house / "go" / CODE).write_text(kitchen.STOVE_GO)
    (house / "go" / "kitchen" / "more.go").write_text("package kitchen\n")
    done = run("render", "--source", "go", cwd=house)
    assert "no links to kitchen/more.go" in done.stderr
    assert links(picture) == {f"https://github.com/o/house/blob/{head}/go/{CODE}"}


def test_a_revision_links_to_its_commit(house: Path) -> None:
    git(house, "tag", "v1.0.0")
    tagged = git(house, "rev-parse", "HEAD")
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    commit(house)
    done = run("render", "--source", "go@v1.0.0", cwd=house)
    assert done.returncode == 0, done.stderr
    assert links(house / "diagrams/house/kitchen.svg") == {f"https://github.com/o/house/blob/{tagged}/go/{CODE}"}


def test_no_link_is_made_up_for_a_host_that_is_not_known(house: Path) -> None:
    git(house, "remote", "set-url", "origin", "https://me:secret@git.example.org/o/house.git")
    done = run("render", "--source", "go", cwd=house)
    assert done.returncode == 0
    assert "no links to code: https://…@git.example.org/o/house.git is at no host" in done.stderr
    assert "secret" not in done.stderr
    assert links(house / "diagrams/house/kitchen.svg") == set()
    git(house, "remote", "remove", "origin")
    assert "no links" not in run("render", "--source", "go", cwd=house).stderr


def test_a_repository_that_cannot_be_read_says_why_there_are_no_links(house: Path) -> None:
    (house / ".git" / "objects" / "info" / "alternates").write_text("/nowhere\n")
    for file in (house / ".git" / "objects").glob("??/*"):
        file.unlink()
    done = run("render", "--source", "go", cwd=house)
    assert done.returncode == 0
    assert "no links to code: " in done.stderr


def test_the_lock_of_a_tree_that_is_not_as_committed_names_no_commit(house: Path) -> None:
    head = git(house, "rev-parse", "HEAD")
    assert run("update", "2.0", "--source", "go", cwd=house).returncode == 0
    assert read_lock(lock_path(house / "archviz-refs", "2.0")).origin.commit == head
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    assert run("update", "3.0", "--source", "go", cwd=house).returncode == 0
    origin = read_lock(lock_path(house / "archviz-refs", "3.0")).origin
    assert (origin.version, origin.commit, origin.link) == ("3.0", "", "")


def test_a_site_is_built_again_where_a_commit_brings_links(house: Path) -> None:
    kitchen.article(house)
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    assert run("build", "--source", "go", cwd=house).returncode == 0
    head = commit(house)
    done = run("build", "--source", "go", cwd=house)
    assert "nothing has changed" not in done.stderr
    (page,) = (house / "site" / "symbols").rglob("kitchen.go.html")
    assert f"/blob/{head}/go/{CODE}" in page.read_text()
    assert "nothing has changed" in run("build", "--source", "go", cwd=house).stderr


# Versions


def test_a_version_is_what_the_digest_says(house: Path) -> None:
    pinned(house, "1.0", open_source(str(house / "go")).digest())
    pinned(house, "2.0")
    assert "are proved at 1.0\n" in run("check", "--source", "go", cwd=house).stdout
    assert "are proved at 1.0\n" in run("check", "1.0", "--source", "go", cwd=house).stdout


@pytest.mark.parametrize("version", ["2.0", "v2.0"])
def test_nothing_is_proved_at_a_version_that_the_digest_does_not_bear_out(version: str, house: Path) -> None:
    pinned(house, "2.0")
    done = run("check", version, "--source", "go", cwd=house)
    assert done.returncode == 0
    assert done.stdout.endswith(f"are proved at go (not {version}: the digest differs)\n")
    source = json.loads(run("check", version, "--source", "go", "--format", "json", cwd=house).stdout)["source"]
    assert (source["path"], source["version"], source["nominal"]) == ("go", "", version)
    for form in ("markdown", "junit"):
        said = run("check", version, "--source", "go", "--format", form, cwd=house).stdout
        assert f"not {version}: the digest differs" in said
    assert '"id": "archviz/"' in run("check", version, "--source", "go", "--format", "sarif", cwd=house).stdout


def test_a_pinned_version_is_not_locked_from_another_source(house: Path) -> None:
    pinned(house, "2.0")
    done = run("update", "2.0", "--source", "go", cwd=house)
    assert done.returncode == 2
    assert "go is not the pinned 2.0" in done.stderr
    assert "--name" in done.stderr
    assert not lock_path(house / "archviz-refs", "2.0").exists()
    assert run("update", "2.0", "--source", "go", "--name", "mine", cwd=house).returncode == 0


def test_a_locked_version_is_what_was_locked_until_it_is_locked_again(house: Path) -> None:
    assert run("update", "2.0", "--source", "go", cwd=house).returncode == 0
    assert "are proved at 2.0\n" in run("check", "2.0", "--source", "go", cwd=house).stdout
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    assert "are proved at go (not 2.0: the digest differs)" in run("check", "2.0", "--source", "go", cwd=house).stdout
    assert run("update", "2.0", "--source", "go", cwd=house).returncode == 0
    assert "are proved at 2.0\n" in run("check", "2.0", "--source", "go", cwd=house).stdout


def test_a_source_is_called_as_the_lock_that_was_made_of_it(house: Path) -> None:
    title = ("--title", "Ann's House {version}, as Bob keeps it")
    assert run("update", "2.0", "--source", "go", "--name", "bob-2.0", *title, cwd=house).returncode == 0
    for version in ("2.0", "v2.0", "bob-2.0"):
        said = run("check", version, "--source", "go", cwd=house).stdout
        assert said.endswith("are proved at Ann's House 2.0, as Bob keeps it\n")
    assert run("check", "2.1", "--source", "go", cwd=house).stdout.endswith("are proved at 2.1\n")
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    assert run("check", "2.0", "--source", "go", cwd=house).stdout.endswith("are proved at 2.0\n")


def test_claims_are_chosen_for_the_version_that_a_source_is_said_to_be(house: Path) -> None:
    pinned(house, "2.0")
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(
        file.read_text().replace("  - func: k.Work\n", '  - func: k.Work\n  - {func: k.Gone, until: "2.0"}\n')
    )
    assert run("check", "2.0", "--source", "go", cwd=house).returncode == 0
    assert run("check", "1.9", "--source", "go", cwd=house).returncode == 1


# Pins


def test_a_pin_is_written_and_the_tree_is_that_version(house: Path) -> None:
    git(house, "tag", "v1.0")
    dry = run("pin", "--source", "go", "--dry-run", cwd=house)
    assert (dry.returncode, dry.stdout.splitlines()[:2]) == (0, ["name: house", 'version: "1.0"'])
    assert not (house / "archviz-refs" / "1.0.yaml").exists()
    assert not (house / "cache").exists()
    done = run("pin", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (0, "archviz-refs/1.0.yaml: written\n"), done.stderr
    assert (house / "archviz-refs" / "1.0.yaml").read_text() == dry.stdout
    assert "are proved at 1.0\n" in run("check", "--source", "go", cwd=house).stdout
    assert "are proved at 1.0\n" in run("check", "1.0", "--offline", cwd=house).stdout
    assert "nothing has changed" in run("pin", "--source", "go", cwd=house).stdout
    (house / "go" / CODE).write_text("// Longer.\n" + kitchen.STOVE_GO)
    commit(house)
    again = run("pin", "--source", "go", "--name", "1.0", cwd=house)
    assert again.returncode == 2
    assert "1.0 is pinned already" in again.stderr
    assert run("pin", "v9", "--source", "go", cwd=house).returncode == 2
