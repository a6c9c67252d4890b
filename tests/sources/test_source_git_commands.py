"""What a git repository can make git run, fetch or write: none of it happens when the repository is read."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_trees import PLAIN, repository

from archviz.model.errors import ArchvizError
from archviz.sources.fingerprint import sight
from archviz.sources.opening import open_source
from archviz.sources.trees import git_repository as at_hand

if TYPE_CHECKING:
    from pathlib import Path

KEYS = (
    *(
        "core.fsmonitor",
        "core.sshCommand",
        "core.gitProxy",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.alternateRefsCommand",
    ),
    *("credential.helper", "diff.external", "gpg.program", "pager.rev-parse", "pager.cat-file", "alias.cat-file"),
    *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command"),
    *("uploadpack.packObjectsHook", "remote.origin.uploadpack", "remote.origin.vcs", "sequence.editor"),
)
"""Settings that are commands."""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return repository(PLAIN, tmp_path / "work")


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that is there once a command was run."""
    return tmp_path / "PWNED"


def _read(work: Path) -> None:
    try:
        source = open_source(f"{work}@HEAD")
        for package in source.packages():
            for file in source.files(package):
                source.read(file)
        source.digest()
        sight(f"{work}@HEAD")
    except ArchvizError:
        pass


def _lose(work: Path, name: str) -> None:
    lost = git(work, "rev-parse", f"HEAD{name}").strip()
    (work / ".git" / "objects" / lost[:2] / lost[2:]).unlink()


def _promise(work: Path, url: str, **settings: str) -> None:
    """Makes it a partial clone of a remote."""
    settings = {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": url,
    } | {key.replace("__", "."): value for key, value in settings.items()}
    for key, value in settings.items():
        git(work, "config", key, value)


@pytest.mark.parametrize("lost", ["", ":", ":plain.go", ":go.mod", ":server"])
@pytest.mark.parametrize("guarded", [True, False])
def test_an_object_that_a_remote_has_promised(
    lost: str, guarded: bool, work: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without what newer versions of git alone understand."""
    if not guarded:
        environment = at_hand.git_environment
        unknown = ("GIT_NO_LAZY_FETCH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_ALLOW_PROTOCOL")
        monkeypatch.setattr(
            at_hand,
            "git_environment",
            lambda *given: {name: value for name, value in environment(*given).items() if name not in unknown},
        )
    _lose(work, lost)
    _promise(work, str(work.parent / "nowhere"), remote__origin__uploadpack=f"touch {mark}; git-upload-pack")
    _read(work)
    assert not mark.exists()


def test_git_itself_would_run_the_command(work: Path, mark: Path) -> None:
    """The control for what is above."""
    _lose(work, ":plain.go")
    _promise(work, str(work.parent / "nowhere"), remote__origin__uploadpack=f"touch {mark}; git-upload-pack")
    os.system(f"GIT_NO_LAZY_FETCH=0 git -C {work} cat-file -p HEAD:plain.go 2>/dev/null")  # noqa: S605
    assert mark.exists()


@pytest.mark.parametrize(
    "url", ["ext::sh -c 'touch {}'", "evil", "http://127.0.0.1:1/", "ssh://-oProxyCommand=touch {}/x"]
)
def test_a_promise_by_any_protocol(url: str, work: Path, mark: Path) -> None:
    _lose(work, ":plain.go")
    _promise(work, url.format(mark), protocol__allow="always", core__sshCommand=f"touch {mark} #")
    git(work, "config", f"url.ext::sh -c touch% {mark} .insteadOf", "evil")
    _read(work)
    assert not mark.exists()


@pytest.mark.parametrize("place", ["config", "include", "config.worktree", "user", "xdg"])
def test_settings_that_are_commands(place: str, work: Path, mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = work.parent / "home"
    (home / ".config" / "git").mkdir(parents=True)
    file = {
        "config": work / ".git" / "config",
        "include": work / "included",
        "config.worktree": work / ".git" / "config.worktree",
        "user": home / ".gitconfig",
        "xdg": home / ".config" / "git" / "config",
    }[place]
    for key in KEYS:
        git(work, "config", "--file", str(file), key, f"touch {mark};")
    git(work, "config", "--file", str(file), "core.hooksPath", str(work / "hooks"))
    if place == "include":
        git(work, "config", "include.path", str(file))
    if place == "config.worktree":
        git(work, "config", "extensions.worktreeConfig", "true")
    (work / ".gitattributes").write_text("* filter=evil diff=evil\n")
    git(work, "-c", "core.fsmonitor=false", "-c", "filter.evil.clean=cat", "-c", "filter.evil.process=", "add", "-A")
    for folder in (work / "hooks", work / ".git" / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in (
            "post-checkout",
            "post-index-change",
            "reference-transaction",
            "fsmonitor-watchman",
            "pre-auto-gc",
        ):
            (folder / hook).write_text(f"#!/bin/sh\ntouch {mark}\n")
            (folder / hook).chmod(0o755)
    mark.unlink(missing_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)
    _read(work)
    assert not mark.exists()


def test_variables_that_reach_git(work: Path, tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = repository(PLAIN, tmp_path / "other")
    for name in ("GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_PACKET"):
        monkeypatch.setenv(name, str(mark))
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(other / ".git" / "objects"))
    monkeypatch.setenv("GIT_EXEC_PATH", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {mark}")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.fsmonitor=touch {mark}'")
    monkeypatch.setenv("GIT_PAGER", f"touch {mark}")
    monkeypatch.setenv("GIT_NAMESPACE", "elsewhere")
    (work / "more.go").write_text("package plain\n")
    git(work, "add", "more.go")
    git(work, "commit", "--quiet", "-m", "More")
    assert "more.go" in open_source(f"{work}@HEAD").files("example.com/plain/v3")
    assert not mark.exists()


@pytest.mark.parametrize(
    "setting",
    [
        ("core.worktree", "/etc"),
        ("core.bare", "nonsense"),
        ("core.repositoryformatversion", "99"),
        ("extensions.unheardOf", "true"),
        ("core.attributesFile", "/dev/zero"),
        ("core.excludesFile", "/dev/zero"),
        ("core.bigFileThreshold", "1"),
        ("core.packedGitLimit", "1"),
        ("safe.directory", "/nowhere"),
    ],
)
def test_settings_that_change_how_a_repository_is_read(setting: tuple[str, str], work: Path) -> None:
    git(work, "config", *setting)
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)


def test_settings_that_cannot_be_parsed(work: Path) -> None:
    (work / ".git" / "config").write_text("[core\n")
    with pytest.raises(ArchvizError, match="bad config line 1"):
        open_source(f"{work}@HEAD")


def test_a_hash_that_nobody_knows(work: Path) -> None:
    git(work, "config", "extensions.objectFormat", "md5")
    with pytest.raises(ArchvizError, match="md5 is no hash"):
        open_source(f"{work}@HEAD")


def test_a_program_named_git_in_the_repository(work: Path, mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search path has the folder at hand, as on some machines, that is never the repository."""
    for folder in (work, work / ".git"):
        (folder / "git").write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'w')\n")
        (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    _read(work)
    assert not mark.exists()
