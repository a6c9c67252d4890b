"""A git remote that a pin names: what may be asked for, and what of the answer is believed."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_servers import git_daemon, silent_server
from source_trees import PLAIN, UPSTREAM, repository

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source
from archviz.sources.progress import Silent
from archviz.sources.providers import clone
from archviz.sources.providers.clone import clone as bring
from archviz.sources.providers.clone import git_commands
from archviz.sources.providers.fetch import fetch as fetch_pin
from archviz.sources.trees.git_repository import git_environment

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Provider:
    place: str
    kind: str = "git"
    revision: str = "v1.0.0"
    sum: str = ""
    mod_sum: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Pin:
    commit: str
    digest: str
    providers: tuple[Provider, ...] = ()
    version: str = "1.0.0"
    sources: tuple[()] = ()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return repository(UPSTREAM, tmp_path / "served" / "work")


@pytest.fixture
def pin(work: Path) -> Pin:
    commit = git(work, "rev-parse", "v1.0.0^{commit}").strip()
    return Pin(commit, open_source(f"{work}@v1.0.0").digest(), (Provider(str(work)),))


@pytest.mark.parametrize("kind", ["path", "file URL", "daemon"])
@pytest.mark.parametrize("annotated", [True, False])
def test_the_commit_that_is_pinned(kind: str, annotated: bool, pin: Pin, work: Path, tmp_path: Path) -> None:
    if annotated:
        git(work, "tag", "--force", "--annotate", "v1.0.0", "-m", "It")
    with git_daemon(tmp_path / "served") as daemon:
        place = {"path": str(work), "file URL": f"file://{work}".replace("work", "w%6frk"), "daemon": f"{daemon}/work"}
        path = fetch_pin(replace(pin, providers=(Provider(place[kind]),)), tmp_path / "cache")
    assert open_source(str(path)).digest() == pin.digest


@pytest.mark.parametrize("kind", ["path", "daemon"])
def test_a_tag_that_was_moved(kind: str, pin: Pin, work: Path, tmp_path: Path) -> None:
    git(work, "commit", "--quiet", "--allow-empty", "-m", "The same files")
    git(work, "tag", "--force", "v1.0.0")
    moved = git(work, "rev-parse", "HEAD").strip()
    with git_daemon(tmp_path / "served") as daemon:
        remote = str(work) if kind == "path" else f"{daemon}/work"
        with pytest.raises(SourceError) as caught:
            fetch_pin(replace(pin, providers=(Provider(remote),)), tmp_path / "cache")
    wanted = f"the tag v1.0.0 of {remote} names the commit {moved}, not the pinned {pin.commit}"
    assert wanted in "\n".join((caught.value.message, *caught.value.details))


@pytest.mark.parametrize("kind", ["path", "daemon"])
def test_a_commit_without_a_tag(kind: str, pin: Pin, work: Path, tmp_path: Path) -> None:
    git(work, "tag", "--delete", "v1.0.0")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Later")
    with git_daemon(tmp_path / "served") as daemon:
        remote = str(work) if kind == "path" else f"{daemon}/work"
        wanted = replace(pin, providers=(Provider(remote, revision=""),))
        assert open_source(str(fetch_pin(wanted, tmp_path / "cache"))).digest() == pin.digest
        with pytest.raises(SourceError, match="cannot bring"):
            fetch_pin(replace(wanted, commit="ab" * 20), tmp_path / "another cache")


def test_a_remote_by_sha256(tmp_path: Path) -> None:
    work = tmp_path / "served" / "work"
    work.mkdir(parents=True)
    git(work, "init", "--quiet", "--object-format=sha256")
    (work / "go.mod").write_text("module example.com/m\n")
    (work / "a.go").write_text("package m\n")
    git(work, "add", "-A")
    git(work, "commit", "--quiet", "-m", "All")
    git(work, "tag", "v1.0.0")
    (tmp_path / "workspace").mkdir()
    with git_daemon(tmp_path / "served") as daemon:
        commit = git(work, "rev-parse", "HEAD").strip()
        tree = bring(f"{daemon}/work", "v1.0.0", commit, tmp_path / "workspace", Silent())
    assert tree.read("a.go") == b"package m\n"


ODD = [
    "--upload-pack=touch MARK; false",
    "-oProxyCommand=touch MARK",
    "ext::sh -c touch% MARK",
    "fd::17",
    "ssh://-oProxyCommand=touch% MARK/x",
    "-oProxyCommand=touch MARK:x",
    "host:-x",
    "host::x",
    "./relative",
    "https://",
    "https:///x",
    "ftp://example.com/x",
    "https://example.com/a b",
    "https://example.com/%0ax",
    "git://example.com/x\nhost=y",
    "/path\0x",
    "",
]


@pytest.mark.parametrize("place", ODD)
def test_places_that_are_none(place: str, pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match="is no git address"):
        fetch_pin(replace(pin, providers=(Provider(place),)), tmp_path / "cache")
    assert not list(tmp_path.rglob("MARK"))


@pytest.mark.parametrize("tag", ["--upload-pack=x", "a b", "a:refs/heads/x", "^x", "../x", "x.lock", "@", "x\n", "x/"])
def test_tags_that_are_none(tag: str, pin: Pin, work: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no tag's name"):
        fetch_pin(replace(pin, providers=(Provider(str(work), revision=tag),)), tmp_path / "cache")


def test_nothing_follows_options_but_what_was_checked() -> None:
    for command in git_commands("https://example.com/x", "v1", "0" * 40):
        if "init" not in command:
            rest = command[command.index("--") + 1 :]
            assert rest[0] == "https://example.com/x"
            assert not [word for word in rest if word.startswith("-")]


def test_a_local_repository_runs_nothing(pin: Pin, work: Path, tmp_path: Path) -> None:
    """It is read where it is: git's own way is to run git upload-pack in it, with its configuration."""
    mark = tmp_path / "PWNED"
    lost = git(work, "rev-parse", "HEAD:LICENSE").strip()
    (work / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    for key, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(tmp_path / "nowhere"),
        "remote.origin.uploadpack": f"touch {mark}; git-upload-pack",
        "uploadpack.packObjectsHook": f"touch {mark};",
    }.items():
        git(work, "config", key, value)
    with pytest.raises(SourceError, match="has no object"):
        fetch_pin(pin, tmp_path / "cache")
    assert not mark.exists()


def test_settings_of_the_user_reach_no_remote(
    pin: Pin, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They could put another address in the place of the pin's; what counts are the variables for proxies alone."""
    other = repository(PLAIN, tmp_path / "served" / "other")
    home = tmp_path / "home"
    home.mkdir()
    with git_daemon(tmp_path / "served") as daemon:
        git(work, "config", "--file", str(home / ".gitconfig"), f"url.{daemon}/other.insteadOf", f"{daemon}/work")
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{daemon}/other.insteadOf")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"{daemon}/work")
        path = fetch_pin(replace(pin, providers=(Provider(f"{daemon}/work"),)), tmp_path / "cache")
    assert other.exists()
    assert open_source(str(path)).digest() == pin.digest


@pytest.mark.parametrize(
    ("protocols", "place"), [("https", "http://127.0.0.1:1/x"), ("git", "/x"), ("none", "git://127.0.0.1:1/x")]
)
def test_git_reaches_others_by_the_protocol_of_the_address_alone(protocols: str, place: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", ".")
    ask, _, _ = git_commands(place, "v1", "0" * 40)
    done = subprocess.run(ask, env=git_environment(tmp_path, protocols), capture_output=True, text=True, check=False)
    assert "not allowed" in done.stderr


def test_a_remote_that_says_nothing_after_its_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clone, "CONNECT", 0.3)
    with silent_server() as port, pytest.raises(SourceError, match=r"no answer within 0\.3 s"):
        bring(f"git://127.0.0.1:{port}/x", "v1", "0" * 40, tmp_path, Silent())
