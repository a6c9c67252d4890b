"""The digest: what changes it, what does not, and the same by hand."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from source_trees import UPSTREAM, Tree, git, repository, write

from archviz.shipped import shipped
from archviz.sources import open_source

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
