"""Debian's source packages, by the real apt-get from a small repository on this machine."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from source_servers import Site, http_site
from source_trees import UPSTREAM, tar, write

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source
from archviz.sources.progress import Silent
from archviz.sources.providers.debian import source_lists
from archviz.sources.providers.fetch import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt-get is Debian's")


@dataclass(frozen=True)
class Provider:
    kind: str = "debian"
    place: str = "kubernetes"
    revision: str = "1.0.5+really1.0.0"
    sum: str = ""
    mod_sum: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Pin:
    digest: str
    providers: tuple[Provider, ...] = (Provider(),)
    version: str = "1.0.0"
    commit: str = "0" * 40
    sources: tuple[()] = ()


class Works(Silent):
    """A progress that remembers the last piece of work and its count."""

    def __init__(self) -> None:
        self.works: dict[str, tuple[int | None, int]] = {}

    def start(self, what: str, total: int | None) -> None:
        self._what = what
        self.works[what] = (total, 0)

    def advance(self, count: int) -> None:
        total, counted = self.works[self._what]
        self.works[self._what] = (total, counted + count)


@pytest.fixture
def pin(tmp_path: Path) -> Pin:
    return Pin(open_source(str(write(UPSTREAM, tmp_path / "upstream"))).digest())


def _package(tmp_path: Path, version: str = "1.0.5+really1.0.0-2+deb99u1") -> dict[str, bytes]:
    """A flat repository with one source package: its index and its files by name."""
    upstream = version.rpartition("-")[0].partition(":")[2] or version.rpartition("-")[0]
    name = f"kubernetes_{upstream}.orig.tar.gz"
    orig = tar(tmp_path / "upstream", tmp_path / name, top="kubernetes-1.0.0").read_bytes()
    files = {name: orig, f"kubernetes_{upstream}.dsc": f"Source: kubernetes\nVersion: {version}\n".encode()}
    sums = "".join(f" {hashlib.sha256(content).hexdigest()} {len(content)} {file}\n" for file, content in files.items())
    index = (
        f"Package: kubernetes\nBinary: kubernetes-client\nVersion: {version}\nMaintainer: A <a@example.com>\n"
        f"Architecture: any\nFormat: 3.0 (quilt)\nDirectory: .\nChecksums-Sha256:\n{sums}\n"
    )
    return {**files, "Sources": index.encode()}


def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lists: dict[str, str], main: str = "") -> None:
    """Makes apt see another machine: its main list, and its parts by name."""
    etc = tmp_path / "etc"
    (etc / "sources.list.d").mkdir(parents=True)
    (etc / "sources.list").write_text(main)
    for name, text in lists.items():
        (etc / "sources.list.d" / name).write_text(text)
    (etc / "apt.conf").write_text(
        f'Dir::Etc::SourceList "{etc}/sources.list";\nDir::Etc::SourceParts "{etc}/sources.list.d";\n'
        f'APT::Update::Post-Invoke {{ "touch {tmp_path}/hooked"; }};\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(etc / "apt.conf"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site(tmp_path: Path, pin: Pin) -> Iterator[Site]:
    with http_site() as served:
        served.pages = {f"/debian/./{name}": content for name, content in _package(tmp_path).items()}
        served.pages |= {path.replace("/./", "/"): content for path, content in served.pages.items()}
        yield served


def test_from_a_list_of_one_line_entries(pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _machine(tmp_path, monkeypatch, lists={}, main=f"# local\ndeb [trusted=yes] {site.address}/debian ./\n")
    progress = Works()
    path = fetch(pin, tmp_path / "cache", progress)
    assert open_source(str(path)).digest() == pin.digest
    size = len(site.pages["/debian/kubernetes_1.0.5+really1.0.0.orig.tar.gz"])
    assert progress.works["apt-get source kubernetes=1.0.5+really1.0.0-2+deb99u1"] == (size, size)
    assert [file.name[:6] for file in (tmp_path / "cache" / "sources").iterdir()] == ["1.0.0-"]


def test_from_a_deb822_list(pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stanza = f"Types: deb\nURIs: {site.address}/debian\nSuites: ./\nTrusted: yes\n"
    off = f"Enabled: no\nTypes: deb\nURIs: {site.address}/off\nSuites: ./\nTrusted: yes\n"
    _machine(tmp_path, monkeypatch, lists={"x.sources": f"{stanza}\n{off}", "y.sources.disabled": "nonsense"})
    assert open_source(str(fetch(pin, tmp_path / "cache"))).digest() == pin.digest
    assert not any(path.startswith("/off") for path in site.asked)


def test_from_a_repository_in_a_folder(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    for name, content in _package(tmp_path).items():
        (folder / name).write_bytes(content)
    _machine(tmp_path, monkeypatch, lists={"local.list": f"deb-src [trusted=yes] file:{folder} ./\n"})
    assert open_source(str(fetch(pin, tmp_path / "cache"))).digest() == pin.digest


def test_nothing_of_the_machine_is_changed(
    pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even by a hook that the machine runs after each update of its own lists."""
    _machine(tmp_path, monkeypatch, lists={"x.list": f"deb [trusted=yes] {site.address}/debian ./\n"})
    places = [Path("/var/lib/apt/lists"), Path("/var/cache/apt"), tmp_path / "etc"]
    before = [(path, path.stat().st_mtime_ns) for place in places for path in sorted(place.rglob("*"))]
    work = sorted(Path().iterdir())
    fetch(pin, tmp_path / "cache")
    assert [(path, path.stat().st_mtime_ns) for place in places for path in sorted(place.rglob("*"))] == before
    assert sorted(Path().iterdir()) == work
    assert not (tmp_path / "hooked").exists()


def _reason(pin: Pin, cache: Path) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(pin, cache)
    assert list((cache / "sources").iterdir()) == []
    (reason,) = caught.value.details
    return reason


@pytest.mark.parametrize("version", ["1.0.6-1", "1.0.5+really1.0.1-1", "11.0.5+really1.0.0-1"])
def test_another_upstream_version(
    version: str, pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {f"/debian/./{name}": content for name, content in _package(tmp_path, version).items()}
    site.pages |= {f"/debian/{name}": content for name, content in _package(tmp_path, version).items()}
    _machine(tmp_path, monkeypatch, lists={"x.list": f"deb [trusted=yes] {site.address}/debian ./\n"})
    wanted = "debian: no source package kubernetes 1.0.5+really1.0.0 in the machine's package sources"
    assert _reason(pin, tmp_path / "cache") == wanted


def test_any_debian_revision_and_epoch_will_do(
    pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in _package(tmp_path, "2:1.0.5+really1.0.0-7").items():
        site.pages |= {f"/debian/./{name}": content, f"/debian/{name}": content}
    _machine(tmp_path, monkeypatch, lists={"x.list": f"deb [trusted=yes] {site.address}/debian ./\n"})
    assert open_source(str(fetch(pin, tmp_path / "cache"))).digest() == pin.digest


def test_an_upstream_archive_that_is_not_what_the_index_says(
    pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in site.pages:
        if path.endswith(".orig.tar.gz"):
            site.pages[path] = site.pages[path][:-100] + b"\0" * 100
    _machine(tmp_path, monkeypatch, lists={"x.list": f"deb [trusted=yes] {site.address}/debian ./\n"})
    assert _reason(pin, tmp_path / "cache").startswith("debian: ")


def test_a_machine_whose_sources_do_not_answer(
    pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _machine(tmp_path, monkeypatch, lists={"x.list": f"deb [trusted=yes] {site.address}/nothing ./\n"})
    assert _reason(pin, tmp_path / "cache").startswith("debian: no source package kubernetes 1.0.5+really1.0.0 in")


def test_a_machine_without_package_sources(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _machine(tmp_path, monkeypatch, lists={})
    (tmp_path / "etc" / "sources.list").unlink()
    assert _reason(pin, tmp_path / "cache").startswith("debian: no package sources in ")


def test_a_machine_without_apt(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _reason(pin, tmp_path / "cache") == "debian: apt-config is not installed"


@pytest.mark.parametrize(
    ("given", "deb822", "wanted"),
    [
        ("deb http://a.example b c\n", False, "deb-src http://a.example b c\n"),
        ("  deb\t[arch=amd64 signed-by=/k.gpg] http://a.example b c # x\n", False,
         "  deb-src\t[arch=amd64 signed-by=/k.gpg] http://a.example b c # x\n"),
        ("# deb http://a.example b c\n", False, "# deb http://a.example b c\n"),
        ("deb-src http://a.example b c", False, "deb-src http://a.example b c"),
        ("Types: deb\nURIs: http://a.example\n", True, "Types: deb-src\nURIs: http://a.example\n"),
        ("types: deb deb-src\nSigned-By: /k.gpg\n", True, "Types: deb-src\nSigned-By: /k.gpg\n"),
        ("URIs: http://a.example\nTypes:\n deb\n deb-src\nSuites: b\n", True,
         "URIs: http://a.example\nTypes: deb-src\nSuites: b\n"),
        ("# Types: deb\nTypes: deb\n\nEnabled: no\nTypes: deb\n", True,
         "# Types: deb\nTypes: deb-src\n\nEnabled: no\nTypes: deb-src\n"),
    ],
)  # fmt: skip
def test_binary_entries_become_source_entries(given: str, deb822: bool, wanted: str) -> None:
    assert source_lists(given, deb822=deb822) == wanted
