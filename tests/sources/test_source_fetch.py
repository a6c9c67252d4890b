"""Fetching: every provider, every way it can fail, and what the cache then holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_servers import Site, free_port, git_daemon, http_site, raw_host, silent_server
from source_trees import UPSTREAM, Tree, repository, tar, write, zipped

from archviz.model.errors import SourceError
from archviz.sources.cache.store import cache_folder
from archviz.sources.opening import open_source
from archviz.sources.progress import Silent
from archviz.sources.providers import clone, transfer
from archviz.sources.providers.fetch import fetch
from archviz.sources.providers.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SILENT = "timed out: nothing came for 0.3 s (3 tries)"
BASE = "staging/src/k8s.io/component-base/version/base.go"


@dataclass(frozen=True)
class Provider:
    kind: str
    place: str
    revision: str = ""
    sum: str = ""
    mod_sum: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Pin:
    digest: str
    providers: tuple[Provider, ...] = ()
    version: str = "1.0.0"
    commit: str = "0" * 40
    sources: tuple[()] = ()


@dataclass
class Recorder:
    """A progress that remembers."""

    notes: list[str] = field(default_factory=list)
    works: list[tuple[str, int | None, int]] = field(default_factory=list)
    _open: list[tuple[str, int | None]] = field(default_factory=list)
    _count: int = 0

    def start(self, what: str, total: int | None) -> None:
        assert not self._open
        self._open.append((what, total))
        self._count = 0

    def advance(self, count: int) -> None:
        assert self._open
        assert count >= 0
        self._count += count

    def done(self) -> None:
        self.works.append((*self._open.pop(), self._count))

    def note(self, line: str) -> None:
        assert "\n" not in line
        self.notes.append(line)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(transfer, "PATIENCE", Patience(pause=0.01))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def pin(tmp_path: Path) -> Pin:
    return Pin(open_source(str(write(UPSTREAM, tmp_path / "upstream"))).digest())


@pytest.fixture
def site() -> Iterator[Site]:
    with http_site() as served:
        yield served


@pytest.fixture
def packed(tmp_path: Path, pin: Pin, site: Site) -> Pin:
    """The pin with an archive of the tree on the site."""
    site.pages["/v1.0.0.tar.gz"] = tar(tmp_path / "upstream", tmp_path / "x.tgz", top="k-1.0.0").read_bytes()
    return replace(pin, providers=(Provider("archive", f"{site.address}/v1.0.0.tar.gz"),))


def _tidy(cache: Path) -> bool:
    """Whether one version is in the cache, and nothing else."""
    return [file.name[:6] for file in (cache / "sources").iterdir()] == ["1.0.0-"]


def _place(pin: Pin, cache: Path) -> Path:
    return cache / "sources" / f"1.0.0-{pin.digest.removeprefix('sha256:')[:16]}"


def _reasons(pin: Pin, cache: Path) -> str:
    """Why a fetch fails; nothing may be left in the cache."""
    with pytest.raises(SourceError) as caught:
        fetch(pin, cache)
    assert list((cache / "sources").iterdir()) == []
    assert caught.value.hint is not None
    assert "--source" in caught.value.hint
    assert caught.value.message == "cannot bring 1.0.0:"
    return "\n".join(caught.value.details)


def test_from_an_archive(packed: Pin, site: Site, tmp_path: Path) -> None:
    progress = Recorder()
    path = fetch(packed, tmp_path / "cache", progress)
    source = open_source(str(path))
    assert {package: source.files(package) for package in source.packages()} == UPSTREAM.packages
    assert source.digest() == packed.digest
    assert source.read("LICENSE") == b"Do what you like.\n"
    assert not (path / "README.md").exists()
    assert _tidy(tmp_path / "cache")
    size = len(site.pages["/v1.0.0.tar.gz"])
    assert progress.works[0] == (packed.providers[0].place, size, size)
    assert progress.works[1][0] == "verifying"
    assert progress.notes == []


def test_from_a_zip_whose_length_is_not_told(packed: Pin, site: Site, tmp_path: Path) -> None:
    site.pages["/x.zip"] = zipped(tmp_path / "upstream", tmp_path / "x.zip", top="k").read_bytes()
    site.lengthless.add("/x.zip")
    pin = replace(packed, providers=(Provider("archive", f"{site.address}/x.zip"),))
    assert open_source(str(fetch(pin, tmp_path / "cache"))).digest() == pin.digest


def test_from_a_git_remote(pin: Pin, tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "served" / "work")
    (work / "pkg" / "controlplane" / "config.go").write_text("package later\n")
    git(work, "commit", "--quiet", "-a", "-m", "After the tag")
    git(tmp_path / "served", "clone", "--quiet", "--bare", "work", "k.git")
    progress = Recorder()
    with git_daemon(tmp_path / "served") as address:
        pin = replace(pin, providers=(Provider("git", f"{address}/k.git", "v1.0.0"),))
        pin = replace(pin, commit=git(work, "rev-parse", "v1.0.0^{commit}").strip())
        path = fetch(pin, tmp_path / "c", progress)
    assert open_source(str(path)).digest() == pin.digest
    assert "$Format:%H$" in (path / BASE).read_text()
    assert progress.works[0][0] == f"git fetch {address}/k.git v1.0.0"
    assert progress.works[0][2] > 0
    assert _tidy(tmp_path / "c")


def test_from_the_cache_nobody_is_asked_again(packed: Pin, site: Site, tmp_path: Path) -> None:
    path = fetch(packed, tmp_path / "cache")
    site.asked.clear()
    assert fetch(packed, tmp_path / "cache") == path
    assert fetch(packed, tmp_path / "cache", offline=True) == path
    assert site.asked == []


def test_offline_with_an_empty_cache(packed: Pin, site: Site, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"1\.0\.0 is not in the cache"):
        fetch(packed, tmp_path / "cache", offline=True)
    assert site.asked == []
    assert not (tmp_path / "cache").exists()


def test_providers_are_tried_in_order_and_each_failure_is_told_in_a_line(
    packed: Pin, site: Site, tmp_path: Path
) -> None:
    closed = free_port()
    pin = replace(
        packed,
        providers=(
            Provider("git", f"http://127.0.0.1:{closed}/k.git", "v1.0.0"),
            Provider("archive", f"http://127.0.0.1:{closed}/x.tar.gz"),
            Provider("archive", f"{site.address}/gone.tar.gz"),
            *packed.providers,
            Provider("archive", f"{site.address}/never.tar.gz"),
        ),
    )
    progress = Recorder()
    path = fetch(pin, tmp_path / "cache", progress)
    assert open_source(str(path)).digest() == pin.digest
    git_note, refused, gone = progress.notes
    assert git_note.startswith("git: unable to access")
    assert refused == f"archive: http://127.0.0.1:{closed}/x.tar.gz: [Errno 111] Connection refused (3 tries)"
    assert gone == f"archive: {site.address}/gone.tar.gz answers 404 Not Found"
    assert site.asked == ["/gone.tar.gz", "/v1.0.0.tar.gz"]


def test_after_a_host_that_lies_the_next_provider_is_tried(packed: Pin, tmp_path: Path) -> None:
    """Each of these ended the run with an exception of Python's own, or without an end."""
    replies = (
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1%b\r\n\r\nhello" % (b"0" * 5000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://a..b:99999/\r\n\r\n",
    )
    odd = ("http://[::1", "http://a:99999/x", "http://a..b/x", "http://\ud800/x", "http://a b/x", "https:///x")
    progress = Recorder()
    with raw_host(*([reply] for reply in replies)) as host:
        liars = [f"{host.address}/{number}.tar.gz" for number in range(len(replies))]
        providers = [Provider("archive", place) for place in (*liars, *odd)]
        pin = replace(packed, providers=(*providers, *packed.providers))
        assert fetch(pin, tmp_path / "cache", progress).is_dir()
    assert [note.partition(":")[0] for note in progress.notes] == ["archive"] * len(providers)
    assert not [note for note in progress.notes if "unforeseen" in note]


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
def test_a_download_cut_short_is_no_source(share: float, length: bool, packed: Pin, site: Site, tmp_path: Path) -> None:
    site.cut["/v1.0.0.tar.gz"] = int(len(site.pages["/v1.0.0.tar.gz"]) * share)
    if not length:
        site.lengthless.add("/v1.0.0.tar.gz")
    assert _reasons(packed, tmp_path / "cache").startswith("archive: ")
    site.cut.clear()
    assert fetch(packed, tmp_path / "cache").is_dir()


def test_a_download_that_breaks_off_goes_on_where_it_was(packed: Pin, site: Site, tmp_path: Path) -> None:
    site.cut_once["/v1.0.0.tar.gz"] = 300
    site.etags["/v1.0.0.tar.gz"] = '"as-it-was"'
    progress = Recorder()
    assert fetch(packed, tmp_path / "cache", progress).is_dir()
    place, size = packed.providers[0].place, len(site.pages["/v1.0.0.tar.gz"])
    assert progress.works[:2] == [(place, size, 300), (place, size, size)]
    assert progress.notes == []
    assert site.parts == ["bytes=300-"]


def test_another_tree_than_the_pinned_one(packed: Pin, site: Site, tmp_path: Path) -> None:
    (tmp_path / "upstream" / "cmd" / "server" / "main.go").write_text("package main\n\nfunc main() { steal() }\n")
    site.pages["/v1.0.0.tar.gz"] = tar(tmp_path / "upstream", tmp_path / "y.tgz", top="k-1.0.0").read_bytes()
    reason = _reasons(packed, tmp_path / "cache")
    assert reason.startswith("archive: its Go files have the digest sha256:")
    assert reason.endswith(f"not the pinned {packed.digest}")
    with pytest.raises(SourceError) as caught:
        fetch(packed, tmp_path / "cache")
    assert str(caught.value.hint).startswith("the pin is wrong or the place has another source now: ")


def test_a_page_instead_of_an_archive(packed: Pin, site: Site, tmp_path: Path) -> None:
    site.pages["/v1.0.0.tar.gz"] = b"<html>Please log in</html>"
    assert _reasons(packed, tmp_path / "cache") == f"archive: {packed.providers[0].place} is no archive"


def test_an_archive_that_would_write_outside_the_cache(packed: Pin, site: Site, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    zipped(write(Tree({"evil.go": "package evil\n"}, {}), tmp_path / "evil"), evil, top="../..")
    site.pages["/v1.0.0.tar.gz"] = evil.read_bytes()
    assert "names a file outside itself" in _reasons(packed, tmp_path / "cache")
    assert not list(tmp_path.glob("cache/**/evil.go"))


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/x.tar.gz", "x.tar.gz"])
def test_an_archive_is_brought_by_http_alone(place: str, pin: Pin, tmp_path: Path) -> None:
    reason = _reasons(replace(pin, providers=(Provider("archive", place),)), tmp_path / "cache")
    assert reason == f"archive: {place} is neither https nor http"


def test_a_remote_without_the_tag(pin: Pin, tmp_path: Path) -> None:
    repository(UPSTREAM, tmp_path / "served" / "k.git")
    with git_daemon(tmp_path / "served") as address:
        pin = replace(pin, providers=(Provider("git", f"{address}/k.git", "v2.0.0"),))
        assert _reasons(pin, tmp_path / "cache") == f"git: {address}/k.git has no tag v2.0.0"


def test_hosts_that_take_the_call_and_say_nothing(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clone, "CONNECT", 0.3)
    monkeypatch.setattr(transfer, "PATIENCE", Patience(stall=0.3, pause=0.01))
    with silent_server() as port:
        providers = (
            Provider("git", f"git://127.0.0.1:{port}/k.git", "v1.0.0"),
            Provider("archive", f"http://127.0.0.1:{port}/x.tar.gz"),
        )
        reasons = _reasons(replace(pin, providers=providers), tmp_path / "cache").splitlines()
    assert reasons == ["git: no answer within 0.3 s", f"archive: http://127.0.0.1:{port}/x.tar.gz: {SILENT}"]


def test_a_host_that_falls_silent_half_way(
    packed: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "PATIENCE", Patience(stall=0.3, pause=0.01))
    site.cut["/v1.0.0.tar.gz"] = 100
    site.stalled.add("/v1.0.0.tar.gz")
    assert _reasons(packed, tmp_path / "cache") == f"archive: {packed.providers[0].place}: {SILENT}"


def test_a_proxy_of_the_environment_is_used(
    packed: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.address)
    monkeypatch.delenv("no_proxy")
    monkeypatch.delenv("NO_PROXY", raising=False)
    elsewhere = "http://archives.invalid/v1.0.0.tar.gz"
    site.pages[elsewhere] = site.pages["/v1.0.0.tar.gz"]
    assert fetch(replace(packed, providers=(Provider("archive", elsewhere),)), tmp_path / "cache").is_dir()


@pytest.mark.parametrize("change", ["edited", "added", "removed", "no go.mod", "broken stamp"])
def test_a_cached_tree_that_was_changed_is_replaced(change: str, packed: Pin, tmp_path: Path) -> None:
    path = fetch(packed, tmp_path / "cache")
    main = path / "cmd" / "server" / "main.go"
    before = main.read_bytes()
    match change:
        case "edited":
            main.write_text("package main\n")
        case "added":
            (path / "cmd" / "server" / "more.go").write_text("package main\n")
        case "removed":
            main.unlink()
        case "no go.mod":
            (path / "go.mod").unlink()
        case _:
            (path / ".archviz-stamp.json").write_text("{")
    with pytest.raises(SourceError, match="not in the cache"):
        fetch(packed, tmp_path / "cache", offline=True)
    assert fetch(packed, tmp_path / "cache") == path
    assert main.read_bytes() == before
    assert (path / "go.mod").exists()
    assert open_source(str(path)).digest() == packed.digest
    assert _tidy(tmp_path / "cache")


def test_a_cached_tree_that_was_only_copied_is_verified_again_and_kept(packed: Pin, site: Site, tmp_path: Path) -> None:
    path = fetch(packed, tmp_path / "cache")
    for file in path.rglob("*.go"):
        os.utime(file, (1, 1))
    stamp = (path / ".archviz-stamp.json").read_bytes()
    site.asked.clear()
    assert fetch(packed, tmp_path / "cache") == path
    assert site.asked == []
    assert (path / ".archviz-stamp.json").read_bytes() != stamp


def test_an_archive_of_this_machine_is_read_where_it_is(pin: Pin, tmp_path: Path) -> None:
    file = zipped(tmp_path / "upstream", tmp_path / "of mine.zip", top="k-1.0.0")
    for place in (str(file), file.as_uri()):
        cache = tmp_path / f"cache-{len(place)}"
        found = fetch(replace(pin, providers=(Provider("archive", place),)), cache, offline=True)
        assert open_source(str(found)).digest() == pin.digest
    for place, said in (("/etc/passwd", "is no archive"), ("/dev/zero", "there is no file"), ("/no/x.zip", "no file")):
        assert said in _reasons(replace(pin, providers=(Provider("archive", f"file://{place}"),)), tmp_path / "cache")


def test_another_digest_is_pinned_now(packed: Pin, site: Site, tmp_path: Path) -> None:
    """As another project may have a version of the same name: each finds its own, and neither is brought again."""
    path = fetch(packed, tmp_path / "cache")
    (tmp_path / "upstream" / "cmd" / "server" / "main.go").write_text("package main // new\n")
    site.pages["/v1.0.0.tar.gz"] = tar(tmp_path / "upstream", tmp_path / "y.tgz", top="k").read_bytes()
    newer = replace(packed, digest=open_source(str(tmp_path / "upstream")).digest())
    other = fetch(newer, tmp_path / "cache")
    assert (other / "cmd" / "server" / "main.go").read_text() == "package main // new\n"
    site.pages.clear()
    assert fetch(packed, tmp_path / "cache") == path == _place(packed, tmp_path / "cache")
    assert fetch(newer, tmp_path / "cache") == other == _place(newer, tmp_path / "cache")
    assert open_source(str(path)).digest() == packed.digest


def test_a_version_that_an_earlier_release_brought_is_found(packed: Pin, site: Site, tmp_path: Path) -> None:
    """It was named for the version alone, and is verified as any other."""
    older = tmp_path / "cache" / "sources" / "1.0.0"
    fetch(packed, tmp_path / "cache").rename(older)
    site.asked.clear()
    assert fetch(packed, tmp_path / "cache") == older
    assert fetch(packed, tmp_path / "cache", offline=True) == older
    assert site.asked == []
    (older / "cmd" / "server" / "main.go").write_text("package main // other\n")
    assert fetch(packed, tmp_path / "cache") == _place(packed, tmp_path / "cache")


def test_a_folder_that_is_in_the_way_is_replaced(packed: Pin, tmp_path: Path) -> None:
    write(Tree({"junk.go": "package junk\n"}, {}), _place(packed, tmp_path / "cache"))
    path = fetch(packed, tmp_path / "cache")
    assert open_source(str(path)).digest() == packed.digest
    assert not (path / "junk.go").exists()


def test_a_cache_that_cannot_be_written(packed: Pin, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot write the cache") as caught:
        fetch(packed, tmp_path / "file")
    assert caught.value.hint is not None
    assert "ARCHVIZ_CACHE" in caught.value.hint


RUN = """
import sys
from pathlib import Path
from types import SimpleNamespace
from archviz.sources.providers.fetch import fetch
version, digest, kind, place, revision, cache = sys.argv[1:]
provider = SimpleNamespace(kind=kind, place=place, revision=revision, folder="")
pin = SimpleNamespace(version=version, commit="0" * 40, digest=digest, providers=[provider], sources=[])
print(fetch(pin, Path(cache)))
"""


def _start(pin: Pin, cache: Path) -> subprocess.Popen[str]:
    provider = pin.providers[0]
    named = [pin.version, pin.digest, provider.kind, provider.place, provider.revision, str(cache)]
    command = [sys.executable, "-c", RUN, *named]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("way", ["archive", "git"])
def test_ctrl_c_ends_a_fetch_at_once_and_leaves_nothing(way: str, packed: Pin, site: Site, tmp_path: Path) -> None:
    """The host would be waited for: 90 s for an archive, 30 s for git's own connection."""
    cache = tmp_path / "cache"
    site.cut["/v1.0.0.tar.gz"] = 100
    site.stalled.add("/v1.0.0.tar.gz")
    with silent_server() as port:
        place = packed.providers[0].place if way == "archive" else f"git://127.0.0.1:{port}/k.git"
        run = _start(replace(packed, providers=(Provider(way, place, "v1.0.0"),)), cache)
        for _ in range(400):
            if list(cache.glob(f"sources/.*/work/download{'/*' if way == 'archive' else ''}")):
                break
            time.sleep(0.05)
        time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in run.communicate(timeout=20)[1]
    assert list((cache / "sources").iterdir()) == []


def test_several_runs_at_once_on_one_cache(packed: Pin, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(Tree({"junk.go": "package junk\n"}, {}), _place(packed, cache))
    runs = [_start(packed, cache) for _ in range(4)]
    results = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, results
    assert {out.strip() for out, _ in results} == {str(_place(packed, cache))}
    assert open_source(str(_place(packed, cache))).digest() == packed.digest
    assert _tidy(cache)


def test_what_another_run_put_in_place_meanwhile_stays(packed: Pin, tmp_path: Path) -> None:
    """A build may be reading it already."""
    other: list[int] = []

    class Meanwhile(Silent):
        def done(self) -> None:
            if not other:
                other.append(fetch(packed, tmp_path / "cache").stat().st_ino)

    assert fetch(packed, tmp_path / "cache", Meanwhile()).stat().st_ino == other[0]
    assert _tidy(tmp_path / "cache")


def test_what_a_killed_run_leaves_is_no_source_and_goes_away(packed: Pin, site: Site, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    site.cut["/v1.0.0.tar.gz"] = 100
    site.stalled.add("/v1.0.0.tar.gz")
    run = _start(packed, cache)
    for _ in range(200):
        if list(cache.glob("sources/.*/work/download/archive")):
            break
        time.sleep(0.05)
    (left,) = (cache / "sources").iterdir()
    assert not left.name.startswith("1.0.0")

    site.cut.clear()
    site.stalled.clear()
    path = fetch(packed, cache)
    assert open_source(str(path)).digest() == packed.digest
    assert left.exists(), "its run still goes on"

    run.send_signal(signal.SIGKILL)
    run.communicate()
    (path / "cmd" / "server" / "main.go").unlink()
    fetch(packed, cache)
    assert _tidy(cache)


def test_where_the_cache_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHVIZ_CACHE", str(tmp_path / "named"))
    assert cache_folder(tmp_path / "chosen") == tmp_path / "chosen"
    assert cache_folder() == tmp_path / "named"
    monkeypatch.delenv("ARCHVIZ_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "archviz"
