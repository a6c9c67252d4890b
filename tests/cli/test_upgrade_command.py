"""`archviz upgrade`: a project brought to another version on a branch, with real git and a module of three versions."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import gates
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

NAMED = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
NAMED |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull}
LOST = gates.SECOND.replace("\ts.check()\n", "").replace("func (s *Server) check()", "func (s *Server) other(int)")
"""Nothing calls what Server.check did any more."""


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=os.environ | NAMED, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def committed(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def upgrade(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    cache = str(folder.parent / "cache")
    return run("upgrade", *arguments, cwd=folder, **NAMED | {"ARCHVIZ_CACHE": cache} | environment)


def state(folder: Path) -> dict[str, bytes]:
    """All files of a work tree."""
    files = (file for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project that pins version 1.0 of a module in another repository, which has 2.0, 3.0 and 4.0 as well."""
    source = tmp_path / "src"
    source.mkdir()
    git(source, "init", "-q")
    for version, code in (("1.0", gates.FIRST), ("2.0", gates.SECOND), ("3.0", gates.THIRD), ("4.0", LOST)):
        gates.tree(source, code)
        committed(source, version)
        git(source, "tag", f"v{version}")
    folder = tmp_path / "docs"
    folder.mkdir()
    git(folder, "init", "-q")
    gates.figures(folder)
    (folder / "archviz.toml").write_text("version = '1.0'  # pinned\n", encoding="utf-8")
    cache = {"ARCHVIZ_CACHE": str(tmp_path / "cache")}
    assert run("pin", f"{source}@v1.0", cwd=folder, **cache).returncode == 0
    assert run("update", "1.0", cwd=folder, **cache).returncode == 0
    assert run("render", cwd=folder, **cache).returncode == 0
    committed(folder, "figures")
    return folder


def test_a_version_that_breaks_nothing_is_a_branch_with_pin_lock_setting_and_pictures(house: Path) -> None:
    before, head = state(house), git(house, "rev-parse", "HEAD")
    done = upgrade(house, "2.0", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert state(house) == before
    assert (git(house, "rev-parse", "HEAD"), git(house, "status", "--porcelain")) == (head, "")
    assert git(house, "log", "--format=%s %P", "-1", "archviz/2.0") == f"Figures at gate 2.0 {head}"
    assert git(house, "diff", "--name-only", "HEAD", "archviz/2.0").splitlines() == [
        "archviz-refs/2.0.lock.json",
        "archviz-refs/2.0.lock.xz",
        "archviz-refs/2.0.yaml",
        "archviz.toml",
        "diagrams/gate/chain.svg",
        "diagrams/gate/serving.svg",
    ]
    assert git(house, "show", "archviz/2.0:archviz.toml") == "version = '2.0'  # pinned"
    git(house, "checkout", "-q", "archviz/2.0")
    cache = {"ARCHVIZ_CACHE": str(house.parent / "cache")}
    assert run("check", cwd=house, **cache).returncode == 0
    assert run("render", "--check", cwd=house, **cache).returncode == 0


def test_the_text_has_the_release_notes_with_places_and_the_pictures_at_both_commits(house: Path) -> None:
    text = upgrade(house, "2.0").stdout
    assert re.match(r"\*\*Figures at gate 2\.0\.\*\* Every claim holds\. \d figures? shows? something else than ", text)
    needs = text.partition("### Needs a person\n")[2].partition("\n### ")[0]
    assert "- [ ] `diagrams/gate/" in needs
    assert "has another chain since" in needs
    assert "1 came (" in needs
    lines = gates.SECOND.splitlines()
    told = next(n for n, line in enumerate(lines, 1) if '"tell":' in line)
    assert f"- `+` tell (`gate.go:{told}`)\n" in text
    assert "**The chain that Build builds** (The chain of wrappers): ~2\n" in text
    for commit in (git(house, "rev-parse", "HEAD"), git(house, "rev-parse", "archviz/2.0")):
        path = f"{commit}/diagrams/gate/chain.svg"
        assert f"(../raw/{path})" in text
        assert git(house, "show", path.replace("/", ":", 1)).startswith("<svg")


def test_a_rename_is_mended_on_the_branch_and_said(house: Path) -> None:
    done = upgrade(house, "3.0", "--text", "../body.md")
    assert (done.returncode, done.stdout) == (0, "")
    text = (house.parent / "body.md").read_text(encoding="utf-8")
    assert "### Broke and was mended\n" in text
    assert "- `diagrams/gate/2-serving.yaml:8`, figure 2," in text
    assert "`example.org/gate.Server.verify`" in text
    assert "verify" in git(house, "show", "archviz/3.0:diagrams/gate/2-serving.yaml")


def test_what_needs_a_person_is_said_with_its_place_and_the_branch_is_there_without_a_lock(house: Path) -> None:
    done = upgrade(house, "4.0")
    assert done.returncode == 1
    assert "### Needs a person\n" in done.stdout
    assert "- [ ] `diagrams/gate/2-serving.yaml:" in done.stdout
    changed = git(house, "diff", "--name-only", "HEAD", "archviz/4.0").splitlines()
    assert "archviz.toml" in changed
    assert "archviz-refs/4.0.lock.json" not in changed
    assert "diagrams/gate/chain.svg" in changed  # the figures that are proved are drawn
    assert "diagrams/gate/serving.svg" not in changed


def test_a_dry_run_prints_the_text_and_leaves_nothing(house: Path) -> None:
    before = state(house)
    done = upgrade(house, "3.0", "--dry-run")
    assert (done.returncode, state(house), git(house, "branch", "--format=%(refname:short)").count("\n")) == (
        0,
        before,
        0,
    )
    assert "### Broke and was mended\n" in done.stdout
    assert "(../raw/archviz/3.0/diagrams/gate/serving.svg)" in done.stdout


def test_done_again_there_is_nothing_to_do(house: Path) -> None:
    assert upgrade(house, "2.0").returncode == 0
    git(house, "checkout", "-q", "archviz/2.0")
    done = upgrade(house, "2.0", "--branch", "again")
    assert done.returncode == 0
    assert "nothing has changed: there is no branch" in done.stderr
    assert git(house, "branch", "--list", "again") == ""


@pytest.mark.parametrize(
    ("there", "branch", "message"),
    [
        ("archviz/2.0", "", "the branch archviz/2.0 is there already"),
        ("archviz", "", "the branch archviz/2.0 cannot be beside the branch archviz"),
        ("a/b", "a", "the branch a cannot be beside the branch a/b"),
        ("", "a..b", "'a..b' cannot be the name of a branch"),
        ("", "-d", "'-d' cannot be the name of a branch"),
    ],
)
def test_a_branch_that_cannot_be_made_is_refused_first(there: str, branch: str, message: str, house: Path) -> None:
    if there:
        git(house, "branch", there)
    branches = git(house, "branch", "-a")
    done = upgrade(house, "2.0", *([f"--branch={branch}"] if branch else []))
    assert done.returncode == 2
    assert message in done.stderr
    assert "--branch names another one" in done.stderr
    assert git(house, "branch", "-a") == branches


def test_what_is_not_committed_is_refused_and_what_has_nothing_to_do_with_it_is_not(house: Path) -> None:
    (house / "notes.txt").write_text("mine", encoding="utf-8")
    new = house / "diagrams" / "gate" / "5-new.yaml"
    new.write_text(gates.CHAIN.replace("id: chain", "id: new").replace("figure: 1", "figure: 5"), encoding="utf-8")
    done = upgrade(house, "2.0")
    assert done.returncode == 2
    assert "what is in the work tree is not all committed: diagrams/gate/5-new.yaml" in done.stderr
    new.unlink()
    file = house / "diagrams" / "gate" / "1-chain.yaml"
    file.write_text(f"# mine\n{gates.CHAIN}", encoding="utf-8")
    done = upgrade(house, "2.0")
    assert done.returncode == 2
    assert "not all committed: diagrams/gate/1-chain.yaml" in done.stderr
    git(house, "checkout", "-q", "--", "diagrams")
    assert upgrade(house, "2.0").returncode == 0


def test_without_a_repository_a_commit_or_a_name_it_says_so(tmp_path: Path, house: Path) -> None:
    done = upgrade(house, "2.0", GIT_AUTHOR_NAME="", GIT_AUTHOR_EMAIL="", EMAIL="")
    assert done.returncode == 2
    assert "git does not know who commits" in done.stderr
    alone = gates.figures(tmp_path / "alone")
    (alone / "archviz.toml").write_text("version = '1.0'\n", encoding="utf-8")
    done = upgrade(alone, "2.0")
    assert done.returncode == 2
    assert "is in no git repository" in done.stderr
    git(alone, "init", "-q")
    done = upgrade(alone, "2.0")
    assert done.returncode == 2
    assert "has no commit yet" in done.stderr


def test_a_version_that_is_nowhere_is_said_with_all_that_was_tried(house: Path) -> None:
    done = upgrade(house, "9.9")
    assert done.returncode == 2
    assert "no version 9.9 is pinned, and it was not found" in done.stderr
    assert f"{house.parent / 'src'}@v9.9" in done.stderr
    assert git(house, "branch", "--list", "archviz/*") == ""


def test_where_git_fails_half_way_there_is_no_branch(house: Path) -> None:
    refused = house / ".git" / "refs" / "heads" / "archviz"
    refused.mkdir()
    (refused / "2.0.lock").touch()  # another git is at this branch
    before = state(house)
    done = upgrade(house, "2.0")
    assert done.returncode == 2
    assert "2.0.lock" in done.stderr
    assert (git(house, "branch", "--list", "archviz/*"), state(house), git(house, "status", "--porcelain")) == (
        "",
        before,
        "",
    )


def test_a_project_in_a_folder_with_files_of_other_line_ends(house: Path) -> None:
    top = house.parent / "top"
    top.mkdir()
    git(top, "init", "-q")
    git(top, "config", "core.autocrlf", "true")
    git(top, "config", "core.safecrlf", "false")
    (house / ".git").rename(house.parent / "old")
    house.rename(top / "docs")
    committed(top, "all")
    for file in (top / "docs" / "diagrams" / "gate").glob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert git(top, "diff", "--name-only") == ""
    done = upgrade(top / "docs", "3.0", ARCHVIZ_CACHE=str(house.parent / "cache"))
    assert done.returncode == 0, done.stderr
    assert "`docs/diagrams/gate/2-serving.yaml:8`" in done.stdout
    text = git(top, "show", "archviz/3.0:docs/diagrams/gate/2-serving.yaml")
    assert "verify" in text
    assert "\r" not in text


def test_pictures_that_are_not_committed_are_not_committed(house: Path) -> None:
    git(house, "rm", "-q", "--cached", "diagrams/gate/chain.svg", "diagrams/gate/serving.svg")
    (house / ".gitignore").write_text("*.svg\n", encoding="utf-8")
    committed(house, "no pictures")
    done = upgrade(house, "2.0")
    assert done.returncode == 0
    assert "svg" not in git(house, "diff", "--name-only", "HEAD", "archviz/2.0")
    assert "### Pictures" not in done.stdout


def test_another_source_gives_a_lock_and_leaves_the_project_s_own_version(house: Path) -> None:
    done = upgrade(house, "2.0", "--source", f"{house.parent / 'src'}@v2.0", "--name", "fork-2.0")
    assert done.returncode == 0, done.stderr
    assert git(house, "diff", "--name-only", "HEAD", "archviz/2.0").split() == [
        "archviz-refs/fork-2.0.lock.json",
        "archviz-refs/fork-2.0.lock.xz",
    ]
    assert "The pictures stay those of the version that the project is about." in done.stdout


def test_in_a_module_s_own_repository_the_code_at_hand_is_the_version(tmp_path: Path) -> None:
    gates.figures(gates.tree(tmp_path / "module", gates.FIRST))
    module = tmp_path / "module"
    (module / "archviz.toml").write_text("", encoding="utf-8")
    git(module, "init", "-q")
    committed(module, "first")
    assert upgrade(module, "1.0").returncode == 0
    git(module, "merge", "-q", "archviz/1.0")
    gates.tree(module, gates.SECOND)
    committed(module, "second")
    done = upgrade(module, "2.0")
    assert done.returncode == 0, done.stderr
    assert "since 1.0\n" in done.stdout
    changed = git(module, "diff", "--name-only", "HEAD", "archviz/2.0").splitlines()
    assert changed == [
        "archviz-refs/2.0.lock.json",
        "archviz-refs/2.0.lock.xz",
        "diagrams/gate/chain.svg",
        "diagrams/gate/serving.svg",
    ]
