"""The Go module proxy: which one is asked for what, what it gives, and what is refused."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_servers import Site, free_port, http_site, raw_host
from source_trees import PLAIN, repository

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source
from archviz.sources.progress import Silent
from archviz.sources.providers.fetch import fetch
from archviz.sources.providers.module_proxy import go_setting, is_private
from archviz.sources.providers.module_zip import hash1, unpack_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("_no_proxies")

MODULE, VERSION = "example.com/Big/Box", "v1.2.3-Rc.1"
NAME = "/example.com/!big/!box/@v/v1.2.3-!rc.1"
FILES = {
    "go.mod": f"module {MODULE}\n\ngo 1.20\n",
    "LICENSE": "Do what you like.\n",
    "box.go": "package box\n\n// Box holds things.\ntype Box struct{}\n",
    "box_test.go": "package box\n",
    "lid/Lid.go": "package lid\n",
    "lid/größe.go": "package lid\n",
    "README.md": "# Box\n",
    "testdata/x.go": "package x\n",
}


@dataclass(frozen=True)
class Provider:
    kind: str = "goproxy"
    place: str = MODULE
    revision: str = VERSION
    sum: str = ""
    mod_sum: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Pin:
    digest: str
    providers: tuple[Provider, ...] = (Provider(),)
    version: str = "1.2.3"
    commit: str = "a" * 40
    sources: tuple[()] = ()


def packed(files: dict[str, str], prefix: str = f"{MODULE}@{VERSION}/") -> bytes:
    """A module's zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"{prefix}{path}", text)
    return target.getvalue()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with http_site() as served:
        served.pages[f"{NAME}.zip"] = packed(FILES)
        served.pages[f"{NAME}.mod"] = FILES["go.mod"].encode()
        monkeypatch.setenv("GOPROXY", served.address)
        yield served


@pytest.fixture
def pin(tmp_path: Path) -> Pin:
    for path, text in FILES.items():
        file = tmp_path / "module" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Pin(open_source(str(tmp_path / "module")).digest())


def _folder_proxy(folder: Path) -> str:
    """A proxy in a folder, as `go mod download` leaves it in $GOPATH/pkg/mod/cache/download."""
    versions = folder / NAME.rpartition("/")[0].lstrip("/")
    versions.mkdir(parents=True)
    (versions / "v1.2.3-!rc.1.zip").write_bytes(packed(FILES))
    return folder.as_uri()


def _reason(pin: Pin, folder: Path, *, offline: bool = False) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(pin, folder / "cache", offline=offline)
    assert not list((folder / "cache").glob("sources/*"))
    return "\n".join(caught.value.details or [caught.value.message]).removeprefix("goproxy: ")


def test_a_module_from_a_proxy(pin: Pin, site: Site, tmp_path: Path) -> None:
    path = fetch(pin, tmp_path / "cache")
    source = open_source(str(path))
    assert {package: source.files(package) for package in source.packages()} == {
        MODULE: ("box.go",),
        f"{MODULE}/lid": ("lid/Lid.go", "lid/größe.go"),
    }
    assert source.read("LICENSE") == b"Do what you like.\n"
    assert site.asked == [f"{NAME}.zip"]


def test_a_module_from_a_proxy_in_a_folder(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOPROXY", _folder_proxy(tmp_path / "a proxy"))
    assert open_source(str(fetch(pin, tmp_path / "cache", offline=True))).digest() == pin.digest


def test_a_module_without_go_mod_has_that_of_the_proxy(pin: Pin, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = packed({path: text for path, text in FILES.items() if path != "go.mod"})
    assert MODULE in open_source(str(fetch(pin, tmp_path / "cache"))).packages()
    assert site.asked == [f"{NAME}.zip", f"{NAME}.mod"]


def test_a_go_mod_of_another_module_is_not_taken(pin: Pin, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = packed({path: text for path, text in FILES.items() if path != "go.mod"})
    site.pages[f"{NAME}.mod"] = b"module example.com/other\n"
    assert _reason(pin, tmp_path) == f"the proxy's go.mod is that of 'example.com/other', not of {MODULE}"


@pytest.mark.parametrize(
    ("go_mod", "sum_"),
    [
        ("module golang.org/x/text\n", "h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ="),  # v0.3.0
        ("module github.com/davecgh/go-spew\n", "h1:J7Y8YcW2NihsgmVo/mv3lAwl/skON4iLHjSsI+c5H38="),  # v1.1.1
        ("module github.com/pmezard/go-difflib\n", "h1:iKH77koFhYxTK1pcRnkKkqfTogsbg7gZNVY4sRDYZ/4="),  # v1.0.0
    ],
)
def test_the_sum_of_a_go_mod_is_that_of_public_go_sum_files(go_mod: str, sum_: str) -> None:
    assert hash1({"go.mod": hashlib.sha256(go_mod.encode()).digest()}) == sum_


def test_the_sum_of_a_zip_is_that_of_its_files_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(packed(FILES))
    tree = tmp_path / f"{MODULE}@{VERSION}"
    for path, text in FILES.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    shell = (
        f"find {MODULE}@{VERSION} -type f | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 sha256sum "
        "| sha256sum | cut -d' ' -f1 | tr -d '\\n'"
    )
    by_hand = subprocess.run(["sh", "-c", shell], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    encoded = subprocess.run(["base64"], input=bytes.fromhex(by_hand), check=True, capture_output=True).stdout
    assert unpack_module(file, MODULE, VERSION, tmp_path / "out") == f"h1:{encoded.decode().strip()}"


def test_the_sums_are_held_against_the_pin(pin: Pin, site: Site, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(site.pages[f"{NAME}.zip"])
    whole = unpack_module(tmp_path / "x.zip", MODULE, VERSION, tmp_path / "out")
    sums = re.findall(r"h1:\S{44}", _reason(replace(pin, providers=(Provider(mod_sum="h1:no"),)), tmp_path))
    right = Provider(sum=whole, mod_sum=sums[0])
    assert fetch(replace(pin, providers=(right,)), tmp_path / "good").is_dir()
    for wrong in (replace(right, sum="h1:wrong"), replace(right, mod_sum="h1:wrong")):
        with pytest.raises(SourceError) as caught:
            fetch(replace(pin, providers=(wrong,)), tmp_path / "cache")
        found = whole if wrong.sum == "h1:wrong" else sums[0]
        assert f"has the sum {found}, not the pinned h1:wrong" in "".join(caught.value.details)
        assert "go.sum" in str(caught.value.hint)


def test_another_module_than_the_pinned_one(pin: Pin, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = packed(FILES | {"box.go": "package box // stolen\n"})
    reason = _reason(pin, tmp_path)
    assert re.fullmatch(f"its Go files have the digest sha256:[0-9a-f]{{64}}, not the pinned {pin.digest}", reason)


@pytest.mark.parametrize(
    ("listed", "ends"),
    [
        ("GONE,GOOD", ""),
        ("GONE|GOOD", ""),
        ("DEAD|GOOD", ""),
        (" GONE , , GOOD ", ""),
        ("GOOD,off", ""),
        ("DEAD,GOOD", "Connection refused (3 tries)"),
        ("GONE,off,GOOD", "GOPROXY is off"),
        ("off", "GOPROXY is off"),
        ("direct", "where the pin names it as git"),
        ("GONE,direct,GOOD", "where the pin names it as git"),
        ("GONE", " answers 404 Not Found"),
        (",", "GOPROXY names no proxy"),
        ("ftp://example.com", "GOPROXY names ftp://example.com, which is neither https, http nor file"),
        ("GOOD,proxy", "GOPROXY names proxy, which is neither https, http nor file"),
        ("/srv/proxy", "GOPROXY names /srv/proxy, which is neither https, http nor file"),
        ("file://host/x", "GOPROXY names file://host/x, which has more than a path"),
        ("https://a/x?y", "GOPROXY names https://a/x?y, which has more than a path"),
        ("http://[::1", "GOPROXY names http://[::1, which is no address: Invalid IPv6 URL"),
        ("http://u:secret@a/x", "http://…@a/x" + NAME + ".zip holds a user name, and archviz sends none"),
    ],
)
def test_the_proxies_are_asked_as_the_go_tool_asks_them(
    listed: str, ends: str, pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"GOOD": site.address, "GONE": f"{site.address}/gone", "DEAD": f"http://127.0.0.1:{free_port()}"}
    for name, place in places.items():
        listed = listed.replace(name, place)
    monkeypatch.setenv("GOPROXY", listed)
    if ends:
        reason = _reason(pin, tmp_path)
        assert reason.endswith(ends)
        assert "secret" not in reason
    else:
        assert fetch(pin, tmp_path / "cache").is_dir()


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_only_what_is_not_there_leads_on_after_a_comma(
    status: int, pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOPROXY", f"{site.address}/first,{site.address}")
    site.answers[f"/first{NAME}.zip"] = [(status, "X", "y")] * 3
    if status in (404, 410):
        assert fetch(pin, tmp_path / "cache").is_dir()
    else:
        assert f" answers {status} " in _reason(pin, tmp_path)


def test_where_nothing_is_set_nobody_is_asked(pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_host([b"HTTP/1.1 403 Forbidden\r\n\r\n"]) as host:
        monkeypatch.setenv("https_proxy", host.address)
        assert _reason(pin, tmp_path) == "GOPROXY names no proxy"
    assert host.asked == []


PRIVATE = [
    ("example.com", "example.com/a/b", True),
    ("example.com/a", "example.com/a/b", True),
    ("example.com/a/", "example.com/a", True),
    ("*.example.com", "git.example.com/a", True),
    ("x.org,*/a", "example.com/a/b", True),
    ("example.com/[a-c]?", "example.com/bx", True),
    ("example.com/[^a]", "example.com/b", True),
    ("example.com/[^a]", "example.com/a", False),
    ("example.com/a", "example.com", False),
    ("example.com/a", "example.com/ab", False),
    ("*.com/b", "example.com/a/b", False),
    ("*", "example.com/a/b", True),
    ("", "example.com/a", False),
    (",/,", "example.com/a", False),
    ("none", "example.com/a", False),
]


@pytest.mark.parametrize(("globs", "module", "private"), PRIVATE)
def test_which_modules_are_private(globs: str, module: str, private: bool) -> None:
    assert is_private(module, globs) is private


@pytest.mark.parametrize("name", ["GOPRIVATE", "GONOPROXY"])
def test_a_private_module_goes_to_no_proxy(
    name: str, pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "other.org,example.com/Big")
    assert _reason(pin, tmp_path) == f"{MODULE} is private by {name}, so that no proxy is asked for it"
    assert site.asked == []
    monkeypatch.setenv("GONOPROXY", "none")
    assert fetch(pin, tmp_path / "cache").is_dir()


def test_what_go_env_wrote_counts(pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "env").write_text("GOPRIVATE=example.com\nGOFLAGS=-mod=mod\n")
    monkeypatch.setenv("GOENV", str(tmp_path / "env"))
    assert "is private by GOPRIVATE" in _reason(pin, tmp_path)
    monkeypatch.delenv("GOENV")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "go").mkdir()
    (tmp_path / "env").rename(tmp_path / "go" / "env")
    assert go_setting("GOPRIVATE") == "example.com"
    monkeypatch.setenv("GOPRIVATE", "other.org")
    assert go_setting("GOPRIVATE") == "other.org"


@pytest.mark.parametrize(
    ("module", "version"),
    [
        *((module, "v1.0.0") for module in ("nodot/a", "", "a.b//c", "a.b/../c", "a.b/.c", "-a.b", "A.b", "a.b/c d")),
        *(
            (module, "v1.0.0")
            for module in ("a.b/c\n", "a.b/c?d", "a.b/c\x1b", "a.b/!c", "/a.b", "a.b/", "a.b/%2e", "a.b/é")
        ),
        *(
            (MODULE, version)
            for version in ("", "latest", "1.0.0", "v1", "v1.0", "v1.0.0/..", "v1.0.0-", "v1.0.0\n", "--x")
        ),
    ],
)
def test_what_is_no_module_is_asked_nowhere(module: str, version: str, pin: Pin, site: Site, tmp_path: Path) -> None:
    reason = _reason(replace(pin, providers=(Provider(place=module, revision=version),)), tmp_path)
    assert reason.endswith("is no module path" if version == "v1.0.0" else "is no module version")
    assert site.asked == []


def _stored(change: Callable[[zipfile.ZipInfo], None], content: str = "package box\n") -> bytes:
    """A zip whose listing says other things of its one file than are so."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{MODULE}@{VERSION}/box.go", content)
        change(archive.filelist[0])
    return target.getvalue()


def _linked() -> bytes:
    link = zipfile.ZipInfo(f"{MODULE}@{VERSION}/box.go")
    link.external_attr = 0o120777 << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


HUGE = (500 << 20) + 1
BROKEN = {
    "a page": (b"<html>", "File is not a zip file"),
    "nothing": (b"", "File is not a zip file"),
    "cut short": (packed(FILES)[:-40], "File is not a zip file"),
    "another module": (
        packed(FILES, "example.com/big/box@v1.2.3-Rc.1/"),
        "where all begins with example.com/Big/Box",
    ),
    "another version": (packed(FILES, f"{MODULE}@v1.2.3/"), "where all begins with "),
    "no folder": (packed(FILES, ""), "where all begins with "),
    "outside": (packed({"../x.go": "package x\n"}), "cannot be a file's name everywhere"),
    "far outside": (packed({"a/../../../../x.go": "package x\n"}), "cannot be a file's name everywhere"),
    "rooted": (packed({"/x.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a backslash": (packed({"a\\x.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a colon": (packed({"c:x.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a line end": (packed({"a\nb.go": "package x\n"}), "cannot be a file's name everywhere"),
    "an escape": (packed({"a\x1b[31m.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a dot at the end": (packed({"a./b.go": "package x\n"}), "cannot be a file's name everywhere"),
    "an empty folder name": (packed({"a//b.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a device of Windows": (packed({"Com1.go": "package x\n"}), "cannot be a file's name everywhere"),
    "a long path": (packed({"a/" * 300 + "x.go": "package x\n"}), "a path in the zip is longer than 200 folders"),
    "case": (packed({"a/x.go": "package x\n", "A/y.go": "package x\n"}), "'a' and 'A' are in the zip"),
    "folded case": (packed({"\u017f.go": "package x\n", "S.go": "package x\n"}), "one file where case does not count"),
    "file and folder": (packed({"a": "", "a/x.go": "package x\n"}), "more than once as a file and a folder"),
    "go.mod below": (packed({"a/go.mod": "module x\n"}), "go.mod can only be at its top"),
    "GO.MOD": (packed({"GO.MOD": "module x\n"}), "go.mod can only be at its top"),
    "a large go.mod": (packed({"go.mod": " " * (16 << 20) + "x"}), "go.mod has 16777217 bytes, more than 16777216"),
    "a size that lies": (_stored(lambda member: setattr(member, "file_size", 5)), "Bad CRC-32"),
    "a larger size": (_stored(lambda member: setattr(member, "file_size", 500)), "has 12 bytes, and the zip says 500"),
    "a huge size": (_stored(lambda member: setattr(member, "file_size", HUGE)), "unpacks to more than 524288000 bytes"),
    "another sum": (_stored(lambda member: setattr(member, "CRC", 5)), "Bad CRC-32"),
    "another method": (_stored(lambda member: setattr(member, "compress_type", 12)), "a method other than deflate"),
    "encrypted": (_stored(lambda member: setattr(member, "flag_bits", 1)), "cannot unpack"),
    "a place that is none": (_stored(lambda member: setattr(member, "header_offset", 9999)), "cannot unpack"),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_zip_that_breaks_the_rules(content: bytes, reason: str, pin: Pin, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = content
    assert reason in _reason(pin, tmp_path)


def test_a_link_in_a_zip_is_a_file_like_any_other(pin: Pin, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = _linked()
    assert "have the digest" in _reason(pin, tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_in_a_zip_twice(pin: Pin, site: Site, tmp_path: Path) -> None:
    target = io.BytesIO(packed(FILES))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(f"{MODULE}@{VERSION}/box.go", "package box // again\n")
    site.pages[f"{NAME}.zip"] = target.getvalue()
    assert _reason(pin, tmp_path) == "'box.go' is in the zip more than once"


def test_a_listing_that_is_too_long_is_not_read(pin: Pin, site: Site, tmp_path: Path) -> None:
    content = bytearray(packed(FILES))
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (33 << 20).to_bytes(4, "little")
    padded = bytes(34 << 20) + content
    site.pages[f"{NAME}.zip"] = padded
    assert _reason(pin, tmp_path) == "the zip lists its files in more than 33554432 bytes"


def test_offline_asks_only_what_is_on_this_machine(
    pin: Pin, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Provider("git", f"{site.address}/box.git", "v1.2.3")
    everywhere = (remote, Provider(), Provider("archive", f"{site.address}/x.tar.gz"), Provider("debian", "box", "1"))
    pin = replace(pin, providers=everywhere)
    assert _reason(pin, tmp_path, offline=True).startswith("1.2.3 is not in the cache")
    monkeypatch.setenv("GOPROXY", f"{site.address}|{_folder_proxy(tmp_path / 'proxy')}")
    assert fetch(pin, tmp_path / "cache", offline=True).is_dir()
    assert site.asked == []


def test_offline_a_repository_on_this_machine_is_none_of_the_network(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    digest = open_source(f"{work}@v1.0.0").digest()
    commit = git(work, "rev-parse", "v1.0.0").strip()
    pin = Pin(digest, (Provider("git", f"file://{work}", "v1.0.0"),), commit=commit)
    assert open_source(str(fetch(pin, tmp_path / "cache", offline=True))).digest() == digest


FIGURE = f"""\
figure: 1
kind: diagram
id: box
file: box
title: {{en: The box, zh: 盒子}}
description: {{en: A box., zh: 盒子。}}
packages: {{b: {MODULE}}}
cards:
  - type: b.Box
"""

OFFLINE = """
import sys
asked = []
def hear(event, arguments):
    if event.startswith("socket.") or event == "subprocess.Popen":
        asked.append(event)
sys.addaudithook(hear)
from archviz.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("exit", end.code or 0)
print("asked", asked)
"""


@dataclass
class Checkout:
    """A project with one figure and one pin, which every kind of provider could bring over the network."""

    folder: Path
    source: Path

    def run(self, *arguments: str) -> tuple[str, str]:
        """What a command printed and said, run in a process that hears every use of a socket or a program."""
        environment = {**os.environ, "ARCHVIZ_CACHE": str(self.folder / "cache"), "GOENV": "off"}
        command = [sys.executable, "-c", OFFLINE, *arguments, "--project", str(self.folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.stdout, done.stderr


@pytest.fixture
def checkout(pin: Pin, site: Site, tmp_path: Path) -> Checkout:
    project = tmp_path / "project"
    for name in ("diagrams/boxes", "archviz-refs"):
        (project / name).mkdir(parents=True)
    (project / "diagrams" / "boxes" / "box.yaml").write_text(FIGURE)
    (project / "archviz.toml").write_text('version = "1.2.3"\n')
    (project / "archviz-refs" / "1.2.3.yaml").write_text(
        f"name: Box\nversion: 1.2.3\ncommit: {'a' * 40}\ndigest: {pin.digest}\n"
        "link: https://example.com/{commit}/{file}#L{line}\n"
        "providers:\n"
        f"  - {{kind: archive, place: '{site.address}/nothing.tar.gz'}}\n"
        f"  - {{kind: git, place: '{site.address}/box.git', revision: v1.2.3}}\n"
        f"  - {{kind: goproxy, place: {MODULE}, revision: {VERSION}}}\n"
    )
    return Checkout(project, tmp_path / "module")


def test_fetch_gets_from_the_proxy_what_no_other_provider_has(checkout: Checkout, site: Site) -> None:
    out, err = checkout.run("fetch")
    assert "exit 0" in out, err
    assert err.splitlines()[0] == f"archive: {site.address}/nothing.tar.gz answers 404 Not Found"
    assert err.splitlines()[1].startswith("git: ")
    (made,) = (checkout.folder / "cache" / "sources").glob("1.2.3-*")
    assert (made / "lid" / "Lid.go").read_text() == "package lid\n"
    assert f"{NAME}.zip" in site.asked
    assert f"{NAME}.info" not in site.asked


def test_offline_nobody_is_asked_for_anything(checkout: Checkout, site: Site) -> None:
    out, err = checkout.run("fetch", "--offline")
    assert "exit 2" in out
    assert "asked []" in out
    assert "1.2.3 is not in the cache" in err
    assert site.asked == []


@pytest.mark.parametrize("command", [("relations", MODULE), ("check",)])
def test_with_a_source_at_hand_nothing_is_fetched(command: tuple[str, ...], checkout: Checkout, site: Site) -> None:
    out, err = checkout.run(*command, "--source", str(checkout.source))
    assert ("exit 0" in out, "asked []" in out) == (True, True), err
    assert site.asked == []
    assert not (checkout.folder / "cache" / "sources").exists()


def test_an_exception_that_nobody_foresaw_is_one_providers_own(pin: Pin, site: Site, tmp_path: Path) -> None:
    """No program can be started with a NUL in an argument: a ValueError, where nothing holds the place before."""
    odd = Provider("git", "/box\0", "v1.2.3")
    notes: list[str] = []

    class Notes(Silent):
        def note(self, line: str) -> None:
            notes.append(line)

    assert fetch(replace(pin, providers=(odd, Provider())), tmp_path / "cache", Notes()).is_dir()
    assert notes[-1].startswith("git: ")
