"""What the repository that a source is in says of it: commit, remote, version, and what is not as committed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from runs_git import git

from archviz.model.errors import SourceError
from archviz.sources.checkout import checkout, checkout_state, git_version
from archviz.sources.opening import open_source
from archviz.sources.trees.git_repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


def committed(folder: Path, files: dict[str, str], message: str = "more") -> str:
    """Commits files in a repository, which is made where there is none; gives the commit's id."""
    folder.mkdir(exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "-b", "main")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with a module at its top and one in a folder, and the remote ``origin``."""
    folder = tmp_path / "work"
    committed(
        folder,
        {
            "go.mod": "module example.org/kettle\n",
            "a.go": "package kettle\n\nfunc Boil() {}\n",
            "a_test.go": "package kettle\n",
            "api/go.mod": "module example.org/kettle/api\n",
            "api/b.go": "package api\n",
            "README.md": "# Kettle\n",
        },
    )
    git(folder, "remote", "add", "origin", "https://github.com/o/kettle.git")
    return folder


def test_a_clean_work_tree(work: Path) -> None:
    found = checkout(str(work))
    assert found is not None
    assert (found.folder, found.remote) == ("", "https://github.com/o/kettle.git")
    assert found.commit == git(work, "rev-parse", "HEAD").strip()
    assert (found.changed, found.untracked) == ((), ())
    below = checkout(str(work / "api"))
    assert below is not None
    assert (below.folder, below.changed, below.untracked) == ("api", (), ())


def test_what_is_not_as_committed(work: Path) -> None:
    (work / "README.md").write_text("# Kettles\n")
    (work / "c.go").write_text("package kettle\n")
    (work / "api" / "b.go").write_text("package api // new\n")
    (work / "a_test.go").unlink()
    (work / "testdata").mkdir()
    (work / "testdata" / "d.go").write_text("package d\n")
    found = checkout(str(work))
    assert found is not None
    assert found.changed == ("api/b.go",)
    assert found.untracked == ("c.go",)
    (work / "a.go").unlink()
    found = checkout(str(work))
    assert found is not None
    assert found.changed == ("a.go", "api/b.go")


def test_a_checkout_with_crlf_is_as_committed(work: Path) -> None:
    (work / "a.go").write_text("package kettle\n\nfunc Boil() {}\n", newline="\r\n")
    found = checkout(str(work))
    assert found is not None
    assert found.changed == ()


def test_a_revision_has_nothing_else_than_what_is_committed(work: Path) -> None:
    git(work, "tag", "v1.0.0")
    first = git(work, "rev-parse", "HEAD").strip()
    committed(work, {"a.go": "package kettle\n"})
    (work / "a.go").write_text("package other\n")
    found = checkout(f"{work / 'api'}@v1.0.0")
    assert found is not None
    assert (found.commit, found.folder, found.changed) == (first, "api", ())


def test_what_is_in_no_repository_or_not_committed(work: Path, tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    assert checkout(str(tmp_path / "alone")) is None
    (tmp_path / "a.tar.gz").touch()
    assert checkout(str(tmp_path / "a.tar.gz")) is None
    (work / "third" / "party").mkdir(parents=True)
    (work / "third" / "party" / "x.go").write_text("package x\n")
    assert checkout(str(work / "third" / "party")) is None
    (tmp_path / "new").mkdir()
    git(tmp_path / "new", "init", "--quiet")
    (tmp_path / "new" / "x.go").write_text("package x\n")
    assert checkout(str(tmp_path / "new")) is None


@pytest.mark.parametrize(
    ("remotes", "tracked", "chosen"),
    [
        ({}, "", ""),
        ({"upstream": "git@gitlab.com:o/r.git"}, "", "git@gitlab.com:o/r.git"),
        ({"a": "/a", "origin": "/o"}, "", "/o"),
        ({"a": "/a", "origin": "/o"}, "a", "/a"),
        ({"a": "/a", "b": "/b"}, "", ""),
        ({"a.b": "/a.b", "origin": "/o"}, "a.b", "/a.b"),
    ],
)
def test_which_remote_counts(remotes: dict[str, str], tracked: str, chosen: str, tmp_path: Path) -> None:
    committed(tmp_path / "work", {"a.go": "package a\n"})
    for name, address in remotes.items():
        git(tmp_path / "work", "remote", "add", name, address)
    if tracked:
        git(tmp_path / "work", "config", "branch.main.remote", tracked)
    found = checkout(str(tmp_path / "work"))
    assert found is not None
    assert found.remote == chosen


def test_nothing_that_the_repository_asks_for_is_run(work: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    for key in (
        "core.fsmonitor",
        "core.sshCommand",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.external",
        "core.pager",
    ):
        git(work, "config", key, f"touch {seen}")
    (work / ".gitattributes").write_text("*.go filter=x diff=x\n")
    (work / "a.go").write_text("package other\n")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        file = work / ".git" / "hooks" / hook
        file.write_text(f"#!/bin/sh\ntouch {seen}\n")
        file.chmod(0o755)
    git(work, "config", "include.path", str(tmp_path / "more"))
    (tmp_path / "more").write_text('[remote "origin"]\n\turl = /elsewhere\n')
    found = checkout(str(work))
    assert found is not None
    assert found.remote == "https://github.com/o/kettle.git"
    assert git_version(str(work)).endswith("-dirty")
    assert not seen.exists()


# What it is called


def test_a_version_by_the_tags(work: Path) -> None:
    first = git(work, "rev-parse", "--short=7", "HEAD").strip()
    assert git_version(str(work)) == first
    git(work, "tag", "nightly")
    assert git_version(str(work)) == "nightly"
    for tag in ("v1.9.0", "v1.10.0-rc.1", "v1.10.0"):
        git(work, "tag", "-a", "-m", tag, tag)
    assert git_version(str(work)) == "v1.10.0"
    git(work, "tag", "zzz")
    commit = committed(work, {"a.go": "package kettle // 2\n"})
    assert git_version(str(work)) == f"v1.10.0-1-g{commit[:7]}"
    (work / "a.go").write_text("package kettle // 3\n")
    assert git_version(str(work)) == f"v1.10.0-1-g{commit[:7]}-dirty"
    (work / "README.md").write_text("# No Go\n")
    git(work, "checkout", "--quiet", "a.go")
    assert git_version(str(work)) == f"v1.10.0-1-g{commit[:7]}"
    assert git_version(f"{work}@v1.9.0") == "v1.10.0"


def test_a_module_in_a_folder_has_tags_of_its_own(work: Path) -> None:
    git(work, "tag", "v1.0.0")
    git(work, "tag", "api/v0.3.0")
    assert (git_version(str(work)), git_version(str(work / "api"))) == ("v1.0.0", "v0.3.0")
    commit = committed(work, {"api/b.go": "package api // 2\n", "api/v2/c.go": "package api\n"})
    assert git_version(str(work)) == f"v1.0.0-1-g{commit[:7]}"
    assert git_version(str(work / "api")) == f"v0.3.0-1-g{commit[:7]}"
    git(work, "tag", "api/v2.0.0")
    assert git_version(str(work / "api" / "v2")) == "v2.0.0"


def test_a_tag_that_is_no_name_of_a_version_is_made_one(work: Path) -> None:
    git(work, "tag", "v1.0~".replace("~", "ü(x)"))
    assert git_version(str(work)) == "v1.0--x-"


def test_a_version_of_what_is_in_no_repository(tmp_path: Path) -> None:
    (tmp_path / "a.go").write_text("package a\n")
    with pytest.raises(SourceError, match="is in no git repository"):
        git_version(str(tmp_path))


def test_a_state_changes_with_the_commit_and_the_remote(work: Path, tmp_path: Path) -> None:
    states = {checkout_state(str(work))}
    committed(work, {})
    states.add(checkout_state(str(work)))
    git(work, "remote", "set-url", "origin", "/elsewhere")
    states.add(checkout_state(str(work)))
    assert len(states) == 3
    (tmp_path / "alone").mkdir()
    assert checkout_state(str(tmp_path / "alone")) == ""


# A revision that is not there


def test_the_nearest_names_of_a_revision_that_is_not_there(work: Path) -> None:
    for tag in ("v1.0.0", "v1.1.0", "api/v0.1.0"):
        git(work, "tag", tag)
    git(work, "update-ref", "refs/remotes/origin/feature", "HEAD")
    for revision, near in (
        ("v1.0.1", "v1.0.0"),
        ("1.1.0", "v1.1.0"),
        ("feature", "origin/feature"),
        ("v0.1.0", "v0.1.0"),
    ):
        with pytest.raises(SourceError) as caught:
            open_source(f"{work}@{revision}")
        assert caught.value.message.endswith(f"the repository has no tag, branch or commit {revision}")
        assert near in str(caught.value.hint)


def test_a_clone_without_tags_says_how_to_bring_them(work: Path, tmp_path: Path) -> None:
    git(work, "tag", "v1.0.0")
    git(tmp_path, "clone", "--quiet", "--no-tags", str(work), "bare-of-tags")
    with pytest.raises(SourceError) as caught:
        open_source(f"{tmp_path / 'bare-of-tags'}@v1.0.0")
    assert "`git fetch --tags`" in str(caught.value.hint)


@pytest.mark.parametrize("revision", ["v1.0.0", "develop", "ab" * 20])
def test_a_shallow_clone_says_so_whatever_is_missing(revision: str, work: Path, tmp_path: Path) -> None:
    git(work, "tag", "v1.0.0")
    git(work, "branch", "develop")
    committed(work, {"a.go": "package kettle\n"})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{work}", "shallow")
    with pytest.raises(SourceError) as caught:
        open_source(f"{tmp_path / 'shallow'}@{revision}")
    for remedy in ("shallow clone", "`git fetch --unshallow --tags`", "`git fetch --tags`", "`fetch-depth: 0`"):
        assert remedy in str(caught.value.hint)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository to another user")
def test_a_repository_of_another_user_is_read(work: Path) -> None:
    for path in [work, *work.rglob("*")]:
        os.chown(path, 65534, 65534)
    assert open_source(f"{work}@HEAD").packages() == ("example.org/kettle", "example.org/kettle/api")
    found = checkout(str(work))
    assert found is not None
    assert found.remote == "https://github.com/o/kettle.git"


def test_the_branch_of_a_detached_head_is_none(work: Path) -> None:
    assert Repository("work", work).branch == "main"
    git(work, "checkout", "--quiet", "--detach")
    assert Repository("work", work).branch == ""
