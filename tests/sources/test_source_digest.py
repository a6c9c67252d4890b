"""The digest: what changes it, what does not, and the same by hand."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_trees import UPSTREAM, Tree, repository, write
from steps import ends

from archviz.model.errors import SourceError
from archviz.shipped import shipped
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

BASE = "staging/src/k8s.io/component-base/version/base.go"


def _digest(tree: Tree, folder: Path) -> str:
    return open_source(str(write(tree, folder))).digest()


def _with(**changes: str) -> Tree:
    return Tree(UPSTREAM.files | changes, {}, UPSTREAM.links)


def test_it_is_what_the_readme_says_by_hand(tmp_path: Path) -> None:
    between = {"pkg/controlplane.go": "package pkg\n", "pkg/controlplane-x/x.go": "package x\n"}
    write(_with(**between), tmp_path / "tree")
    readme = (shipped("kubernetes-refs") / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert found is not None
    done = subprocess.run(["bash", "-c", found[1]], cwd=tmp_path / "tree", check=True, capture_output=True, text=True)
    assert open_source(str(tmp_path / "tree")).digest() == f"sha256:{done.stdout.split()[0]}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pkg/controlplane/instance.go", "package controlplane\n\ntype Instance struct{} \n"),
        ("pkg/controlplane/new.go", "package controlplane\n"),
        ("vendor/example.org/Big/lib/lib.go", "package lib // changed\n"),
        ("hack/tools/tools.go", "package tools // changed\n"),
        (BASE, UPSTREAM.files[BASE] + "// changed\n"),
        ("staging/src/k8s.io/component-base/version/version.go", "package version\n\nconst abbey = 0xdeadbeee\n"),
    ],
)
def test_any_byte_of_a_go_file_changes_it(path: str, text: str, tmp_path: Path) -> None:
    assert _digest(_with(**{path: text}), tmp_path / "a") != _digest(UPSTREAM, tmp_path / "b")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pkg/controlplane/instance_test.go", "package changed\n"),
        ("pkg/controlplane/testdata/sample.go", "package changed\n"),
        ("_output/made.go", "package made\n"),
        (".cache/made.go", "package made\n"),
        ("README.md", "# Changed\n"),
        ("go.sum", "new\n"),
    ],
)
def test_what_is_no_go_source_that_counts_does_not_change_it(path: str, text: str, tmp_path: Path) -> None:
    assert _digest(_with(**{path: text}), tmp_path / "a") == _digest(UPSTREAM, tmp_path / "b")


def test_moving_a_file_changes_it(tmp_path: Path) -> None:
    files = dict(UPSTREAM.files)
    files["pkg/controlplane/moved.go"] = files.pop("pkg/controlplane/config.go")
    assert _digest(Tree(files, {}, UPSTREAM.links), tmp_path / "a") != _digest(UPSTREAM, tmp_path / "b")


@pytest.mark.parametrize("format_", ["tar.gz", "tar", "zip"])
def test_git_archive_writes_the_commit_into_files_and_the_digest_stays(format_: str, tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    file = tmp_path / f"archive.{format_}"
    git(work, "archive", f"--format={format_}", "--prefix=project-1.0.0/", "-o", str(file), "HEAD")
    archive, checkout = open_source(str(file)), open_source(f"{work}@HEAD")
    commit = git(work, "rev-parse", "HEAD").strip()
    assert commit in archive.read(BASE).decode()
    assert "$Format:%H$" in checkout.read(BASE).decode()
    assert archive.digest() == checkout.digest()


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        ("base.go export-subst", True),
        ("*.go text export-subst", True),
        ("/version/base.go export-subst", True),
        ("version/*.go export-subst", True),
        ("other/base.go export-subst", False),
        ("# base.go export-subst", False),
        ("base.go -export-subst", False),
        ("base.go text", False),
    ],
)
def test_only_marked_files_may_differ_by_a_commit(pattern: str, marked: bool, tmp_path: Path) -> None:
    files = {"go.mod": "module example.com/x\n", "lib/.gitattributes": f"\n{pattern}\n"}
    one = Tree(files | {"lib/version/base.go": 'package version\n\nconst c = "$Format:%h$"\n'}, {})
    two = Tree(files | {"lib/version/base.go": 'package version\n\nconst c = "0123456789a"\n'}, {})
    assert (_digest(one, tmp_path / "one") == _digest(two, tmp_path / "two")) is marked


def test_a_mark_reaches_only_below_its_folder(tmp_path: Path) -> None:
    files = {"go.mod": "module example.com/x\n", "lib/.gitattributes": "*.go export-subst\n"}
    one = Tree(files | {"library/base.go": 'package library\n\nconst c = "$Format:%h$"\n'}, {})
    two = Tree(files | {"library/base.go": 'package library\n\nconst c = "0123456789a"\n'}, {})
    assert _digest(one, tmp_path / "one") != _digest(two, tmp_path / "two")


@pytest.mark.parametrize(
    "pattern",
    ["*a" * 30 + "*b", "[" * 300, "?" * 300, "*" * 300, "[!" * 100 + "]" * 100, "[z-a]*", "**/a/**", "/", "\\"],
)
def test_a_pattern_that_is_slow_or_none(pattern: str, tmp_path: Path) -> None:
    files = {"go.mod": "module example.com/x\n", ".gitattributes": f"{pattern} export-subst\n"}
    files |= {f"{'a' * 200}{number}.go": "package x\n" for number in range(20)}
    with ends():
        assert _digest(Tree(files, {}), tmp_path / "tree").startswith("sha256:")


@pytest.mark.parametrize("pattern", ["x*{}.go", "x" * 700 + "*{}"])
def test_patterns_that_take_too_much_work(pattern: str, tmp_path: Path) -> None:
    lines = "".join(f"{pattern.format(number)} export-subst\n" for number in range(10000))
    files = {"go.mod": "module example.com/x\n", ".gitattributes": lines}
    files |= {f"a{number}.go": "package x\n" for number in range(2000)}
    with pytest.raises(SourceError, match=r"too many or too long \.gitattributes patterns"):
        _digest(Tree(files, {}), tmp_path / "tree")


def test_very_many_names_that_are_marked(tmp_path: Path) -> None:
    lines = "".join(f"x{number}.go export-subst\n/sub/y{number}.go export-subst\n" for number in range(50000))
    one = {"go.mod": "module example.com/x\n", ".gitattributes": lines}
    marked, other = {"a/x7.go": "// $Format:%h$\n"}, {"a/x7.go": "// 0123456\n"}
    assert _digest(Tree(one | marked, {}), tmp_path / "one") == _digest(Tree(one | other, {}), tmp_path / "two")
    below, not_below = {"sub/y7.go": "// $Format:%h$\n"}, {"sub/y7.go": "// 0123456\n"}
    assert _digest(Tree(one | below, {}), tmp_path / "three") == _digest(Tree(one | not_below, {}), tmp_path / "four")


def test_a_mark_ends_with_its_folder(tmp_path: Path) -> None:
    """As folders are walked one after the other, with marks at several depths."""
    files = {
        "go.mod": "module example.com/x\n",
        "a/.gitattributes": "b*.go export-subst\n",
        "a/deep/.gitattributes": "c?.go export-subst\n",
        "a/later/b1.go": "// $Format:%h$\n",
        "a/deep/c1.go": "// $Format:%h$\n",
    }
    same = files | {"a/later/b1.go": "// 0123456\n", "a/deep/c1.go": "// 0123456\n"}
    assert _digest(Tree(files, {}), tmp_path / "one") == _digest(Tree(same, {}), tmp_path / "two")
    for outside in ("a/later/c1.go", "ab/b1.go", "z/b1.go"):
        mark, commit = {outside: "// $Format:%h$\n"}, {outside: "// 0123456\n"}
        folder = tmp_path / outside.replace("/", "-")
        assert _digest(Tree(files | mark, {}), folder / "one") != _digest(Tree(files | commit, {}), folder / "two")
