"""The trees that the resolver is scored on."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import corpora
import pytest

from archviz.golang.facts.jsonlines import facts
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path


def test_each_file_is_a_package_and_those_that_import_one_another_do_so_still(tmp_path: Path) -> None:
    files = {
        "one.go": "package p\n\nfunc F() { G() }\n\nfunc G() {}\n",
        "two.go": "package p\n\nfunc F() {}\n",
        "deep/a-b_test.go": "package p\n\nfunc H() {}\n",
        "deep/both.dir/a.go": "package a\n\nfunc A() {}\n",
        "deep/both.dir/main.go": 'package main\n\nimport "./a"\n\nfunc main() { a.A() }\n',
    }
    for path, text in files.items():
        (tmp_path / "from" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / path).write_text(text)
    graph = Graph(open_source(str(corpora.separated(tmp_path / "from", tmp_path / "to"))))
    names = {path.removeprefix(f"{corpora.MODULE}/") for path in graph.packages()}
    assert names == {"one_go", "two_go", "deep/a_b_test_go", "deep/both_dir/a", "deep/both_dir/main"}
    (call,) = facts([graph.package(f"{corpora.MODULE}/deep/both_dir/main")])
    assert call["callee"] == f"{corpora.MODULE}/deep/both_dir/a.A"


def test_a_repository_is_fetched_once_at_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> str:
        who = ("-c", "user.name=n", "-c", "user.email=n@example.org")
        done = subprocess.run(("git", *who, "-C", str(tmp_path / "far"), *arguments), capture_output=True, check=True)
        return done.stdout.decode().strip()

    (tmp_path / "far").mkdir()
    git("init", "--quiet")
    (tmp_path / "far" / "tools.mod").write_text("module example.org/far\n")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    commit = git("rev-parse", "HEAD")
    listed = f'[far]\nurl = "file://{tmp_path}/far"\ncommit = "{commit}"\nmodule = "tools.mod"\n'
    (tmp_path / "corpora.toml").write_text(listed)
    monkeypatch.setattr(corpora, "HERE", tmp_path)
    monkeypatch.setattr(corpora, "KEPT", tmp_path / "kept")
    place = corpora.tree("far", tmp_path)
    assert (place / "go.mod").read_text() == "module example.org/far\n"
    (tmp_path / "far").rename(tmp_path / "gone")
    assert corpora.tree("far", tmp_path) == place


def test_a_corpus_that_is_not_listed_is_an_error() -> None:
    with pytest.raises(Exception, match="no corpus nothing; there are std, "):
        corpora.named("nothing")
