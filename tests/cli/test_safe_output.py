"""Names from outside that want to steer the terminal, the log or the report that shows them."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import kitchen
import pytest
from serving import LIMIT, serving

from archviz.drift.reports import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARTS = (
    "::error::a", "\x1b[31mb\x1b[0m", "\x07", "\x9b31mc", "\x7f", "\u202ed", "\u2066e", "\u200f", "\u061c", "\u200b",
    "\ufeff\u2028f", "\x85", "\n::set-output name=x::y\n", "\r##[error]g", "##vso[task.complete]h", "\t", "\U000e0041",
)  # fmt: skip
HOSTILE = "".join(PARTS)
"""What a file system takes as a name, and an argument."""
BYTES = HOSTILE + "\udcff"
"""The same with a byte that is no UTF-8."""
COMMANDS = "::error::a\n::set-output name=x::y\n##[error]g##vso[task.complete]h"
"""What a document may hold, as every character of it can be seen."""

HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]"
)
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


def quoted(text: str) -> str:
    """A text in YAML, every character of which is written by its number."""
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


def toml(text: str) -> str:
    """A text in TOML, likewise."""
    return quoted(text)


@dataclass(frozen=True)
class Told:
    """What a run has written."""

    code: int
    out: str
    err: str


def run(house: Path, *arguments: str, stdin: str = "", **environment: str) -> Told:
    base = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    base |= {"ARCHVIZ_CACHE": str(house / "cache"), "COLUMNS": "100", "GITHUB_ACTIONS": "true"}
    done = subprocess.run(
        [sys.executable, "-m", "archviz", *arguments],
        cwd=house,
        env=base | environment,
        capture_output=True,
        check=False,
        input=stdin.encode("utf-8", "surrogateescape"),
    )
    return Told(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def assert_safe(text: str, *, commands: bool = False) -> None:
    assert not HIDDEN.search(text), ascii(text)
    for line in text.split("\n"):
        if not (commands and re.match(r"::(error|warning|notice) file=", line)):
            assert not COMMAND.search(line), ascii(text)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.article(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


def changed(house: Path, name: str, old: str, new: str) -> None:
    file = house / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


ARGUMENTS: dict[str, tuple[str, ...]] = {
    "command": (BYTES,),
    "option of the group": (f"--{BYTES}",),
    "option": ("check", f"--{BYTES}"),
    "more than there is to say": ("schema", BYTES),
    "figure": ("render", BYTES, "--source", "go"),
    "picture": ("render", "--format", BYTES, "--source", "go"),
    "report": ("check", "--format", BYTES),
    "project": ("check", "--project", BYTES),
    "baseline": ("check", "--baseline", BYTES),
    "version": ("check", BYTES, "--offline"),
    "version to fetch": ("fetch", BYTES),
    "source": ("check", "--source", BYTES),
    "repository": ("check", "--source", f"{BYTES}@v1"),
    "revision": ("check", "--source", f"repository@{BYTES}"),
    "package": ("relations", BYTES, "--source", "go"),
    "symbol": ("follow", BYTES, "--from", "go", "--to", "go"),
    "symbol of a package": ("follow", f"example.org/house/kitchen.{BYTES}", "--from", "go", "--to", "go"),
    "edge": ("follow", f"example.org/house/kitchen.Work -> {BYTES}", "--from", "go", "--to", "go"),
    "old version": ("follow", "example.org/house/kitchen.Work", "--from", BYTES, "--to", "go"),
    "old lock": ("diff", BYTES, "go"),
    "lock": ("update", "1.0", "--name", BYTES, "--source", "go"),
    "version of a lock": ("update", BYTES, "--source", "go"),
    "folder in a file": ("build", "--out", f"archviz.toml/{BYTES}", "--source", "go"),
    "folder nobody may make": ("build", "--out", f"/proc/{BYTES}", "--source", "go"),
    "kind of site": ("build", "--to", BYTES),
    "port": ("serve", "--port", BYTES),
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_an_argument_is_told_as_it_can_be_seen(what: str, house: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(house / "repository")], check=True)
    told = run(house, *ARGUMENTS[what])
    assert told.code == 2
    assert "::error::a" in told.err
    assert told.out == ""
    assert_safe(told.err)
    assert len(told.err.splitlines()) < 8


def test_a_value_of_several_lines_is_told_on_one(house: Path) -> None:
    told = run(house, "render", "two\nlines", "--source", "go")
    first, hint = told.err.splitlines()
    assert first == r"error: no figure two\nlines"
    assert hint.startswith("hint: the figures are 1 kitchen")


Arrange = "Callable[[Path], tuple[str, ...]]"
FILES: dict[str, Callable[[Path], tuple[str, ...]]] = {}


def arranged(make: Callable[[Path], tuple[str, ...]]) -> Callable[[Path], tuple[str, ...]]:
    """A test's case: prepares a house, and gives the arguments of a command that cannot run in it."""
    FILES[make.__name__.strip("_").replace("_", " ")] = make
    return make


@arranged
def _a_folder_without_go(house: Path) -> tuple[str, ...]:
    (house / BYTES).mkdir()
    return "check", "--source", BYTES


@arranged
def _no_archive(house: Path) -> tuple[str, ...]:
    (house / BYTES).write_text("nothing")
    return "check", "--source", BYTES


@arranged
def _a_folder_that_is_no_project(house: Path) -> tuple[str, ...]:
    (house / BYTES).mkdir()
    return "check", "--project", BYTES


@arranged
def _a_cut_archive(house: Path) -> tuple[str, ...]:
    with tarfile.open(house / BYTES, "w:gz") as archive:
        archive.add(house / "go", "house-1.0")
    (house / BYTES).write_bytes((house / BYTES).read_bytes()[:-60])
    return "check", "--source", BYTES


@arranged
def _a_member_outside_the_archive(house: Path) -> tuple[str, ...]:
    with tarfile.open(house / "go.tar", "w") as archive:
        archive.add(house / "go" / "go.mod", f"../{BYTES}/go.mod")
    return "check", "--source", "go.tar"


@arranged
def _another_module(house: Path) -> tuple[str, ...]:
    kitchen.go_tree(house / BYTES)
    (house / BYTES / "go.mod").write_text("module example.org/garden\n")
    return "check", "--source", BYTES


@arranged
def _a_repository_s_complaint(house: Path) -> tuple[str, ...]:
    subprocess.run(["git", "init", "--quiet", str(house / BYTES)], check=True)
    return "check", "--source", f"{BYTES}@v1"


@arranged
def _a_key_of_a_figure(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "figure: 1\n", f"figure: 1\n{quoted(HOSTILE)}: 1\n")
    return "check", "--source", "go"


@arranged
def _a_key_twice(house: Path) -> tuple[str, ...]:
    key = quoted(HOSTILE)
    changed(house, "diagrams/house/1-kitchen.yaml", "figure: 1\n", f"figure: 1\n{key}: 1\n{key}: 2\n")
    return "check", "--source", "go"


@arranged
def _a_kind_of_figure(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "kind: diagram", f"kind: {quoted(HOSTILE)}")
    return "check", "--source", "go"


@arranged
def _an_id(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "id: kitchen", f"id: {quoted(HOSTILE)}")
    return "check", "--source", "go"


@arranged
def _a_file_s_name(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "file: kitchen", f"file: {quoted(HOSTILE)}")
    return "check", "--source", "go"


@arranged
def _an_alias_of_a_package(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "type: k.Cook", f"type: {quoted(HOSTILE + '.Cook')}")
    return "check", "--source", "go"


@arranged
def _a_figure_that_is_no_yaml(house: Path) -> tuple[str, ...]:
    (house / "diagrams" / "house" / f"{BYTES}.yaml").write_text("figure: [\n")
    return "check", "--source", "go"


@arranged
def _a_figure_that_is_no_utf8(house: Path) -> tuple[str, ...]:
    (house / "diagrams" / "house" / f"{BYTES}.yaml").write_bytes(b"\xff\n")
    return "check", "--source", "go"


@arranged
def _an_anchor_of_yaml(house: Path) -> tuple[str, ...]:
    changed(house, "diagrams/house/1-kitchen.yaml", "figure: 1\n", "figure: *\u202ex\n")
    return "check", "--source", "go"


@arranged
def _a_setting(house: Path) -> tuple[str, ...]:
    (house / "archviz.toml").write_text(f"{toml(HOSTILE)} = 1\n")
    return "check", "--source", "go"


@arranged
def _a_version_in_the_settings(house: Path) -> tuple[str, ...]:
    (house / "archviz.toml").write_text(f"version = {toml(HOSTILE)}\n")
    return "check", "--offline"


@arranged
def _a_key_of_a_pin(house: Path) -> tuple[str, ...]:
    pins(house, extra=f"{quoted(HOSTILE)}: 1\n")
    return "fetch", "1.0"


@arranged
def _a_kind_of_provider(house: Path) -> tuple[str, ...]:
    pins(house, providers=f"  - kind: {quoted(HOSTILE)}\n    place: x\n")
    return "fetch", "1.0"


@arranged
def _a_remote(house: Path) -> tuple[str, ...]:
    pins(house, providers=f"  - kind: git\n    place: {quoted(f'/nowhere/{HOSTILE}')}\n    revision: v1\n")
    return "fetch", "1.0"


@arranged
def _an_archive_s_address(house: Path) -> tuple[str, ...]:
    pins(house, providers=f"  - kind: archive\n    place: {quoted(f'http://127.0.0.1:1/{HOSTILE}')}\n")
    return "fetch", "1.0"


@arranged
def _a_lock(house: Path) -> tuple[str, ...]:
    assert run(house, "update", "1.0", "--source", "go").code == 0
    lock = house / "archviz-refs" / "1.0.lock.json"
    (house / "archviz-refs" / f"{BYTES}.lock.json").write_text(lock.read_text().replace('"version"', '"varsion"'))
    return "diff", "1.0", BYTES


@arranged
def _a_key_of_a_baseline(house: Path) -> tuple[str, ...]:
    (house / "archviz-baseline.yaml").write_text(f"{quoted(HOSTILE)}: 1\n")
    return "check", "--source", "go"


@arranged
def _an_undefined_name_in_a_template(house: Path) -> tuple[str, ...]:
    own_template(house, "site/index.html", "{{ {}[" + json.dumps(HOSTILE, ensure_ascii=False) + "] }}")
    return "build", "--source", "go"


@arranged
def _a_template_that_raises(house: Path) -> tuple[str, ...]:
    own_template(house, "svg/diagram.svg.j2", "{{ " + json.dumps(HOSTILE, ensure_ascii=False) + " | int + none }}")
    return "render", "--source", "go"


@arranged
def _a_template_of_another_name(house: Path) -> tuple[str, ...]:
    own_template(house, "svg/diagram.svg.j2", "{% include " + json.dumps(HOSTILE, ensure_ascii=False) + " %}")
    return "render", "--source", "go"


@arranged
def _a_key_of_an_article(house: Path) -> tuple[str, ...]:
    changed(house, "templates/articles/house.en.md", "title:", f"{quoted(HOSTILE)}: 1\ntitle:")
    return "build", "--source", "go"


@arranged
def _a_figure_of_an_article(house: Path) -> tuple[str, ...]:
    changed(house, "templates/articles/house.en.md", "figure:kitchen", "figure:\u202e\u200b\x9b::error::a")
    return "build", "--source", "go"


@arranged
def _a_package_that_is_not_in_the_cache(house: Path) -> tuple[str, ...]:
    pins(house)
    return "fetch", "1.0", "--offline"


def pins(house: Path, *, providers: str = "", extra: str = "") -> None:
    """A pinned version 1.0."""
    folder = house / "archviz-refs"
    folder.mkdir()
    providers = providers or f"  - kind: archive\n    place: http://127.0.0.1:1/{'x'}\n"
    (folder / "1.0.yaml").write_text(
        f"name: House\nversion: '1.0'\ncommit: {'a' * 40}\n"
        "link: https://code.example/house/blob/{commit}/{file}#L{line}\n"
        f"digest: sha256:{'0' * 64}\n{extra}providers:\n{providers}",
        encoding="utf-8",
    )


def own_template(house: Path, name: str, text: str) -> None:
    file = house / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("what", FILES)
def test_a_name_in_a_file_is_told_as_it_can_be_seen(what: str, house: Path) -> None:
    arguments = FILES[what](house)
    told = run(house, *arguments, ARCHVIZ_CACHE=str(house / f"cache {HOSTILE}"))
    assert told.code in (1, 2), told  # 1 where the name is another module's, which claims are held against all the same
    assert told.out or told.err
    assert_safe(told.out)
    assert_safe(told.err)


CALL = "example.org/house/kitchen.Chef.heat -> example.org/house/kitchen.Stove.Burn"
GO_FILE = f"{HOSTILE}\udcff.go"
MORE_GO = """\
package kitchen

import "example.org/nowhere"

var rooms = map[string]func(){}

type Guest struct{}

func (g *Guest) Call() { nowhere.Call(); rooms["##[error]\u202e::error::\x1b"](); missing["##vso[a]\x1b\u2066"]() }
"""


@pytest.fixture
def odd(house: Path) -> Path:
    """A house whose Go tree has a file of a hostile name, with claims about it: one is true and one is false."""
    (house / "go" / "kitchen" / GO_FILE).write_text(MORE_GO, encoding="utf-8")
    changed(house, "diagrams/house/1-kitchen.yaml", "edges:", "  - {type: k.Guest, methods: [Call]}\nedges:")
    return house


def false_claim(house: Path, name: str = "1-kitchen.yaml") -> None:
    changed(house, f"diagrams/house/{name}", "k.Chef.heat, to: k.Stove.Burn", "k.Guest.Call, to: k.Stove.Burn")


def test_facts_about_a_file_of_a_hostile_name_are_json_lines(odd: Path) -> None:
    for more in ((), ("--unresolved",)):
        told = run(odd, "relations", "example.org/house/kitchen", "--source", "go", *more)
        assert told.code == 0, told
        assert_safe(told.out + told.err)
        facts = [json.loads(line) for line in told.out.splitlines()]
        files = {fact.get("file", "").encode("utf-8") for fact in facts}
        assert f"{HOSTILE}\\udcff.go".encode() in files


@pytest.mark.parametrize("form", ["text", *FORMATS])
def test_reports_of_hostile_names_steer_nothing(form: str, odd: Path) -> None:
    false_claim(odd)
    old = odd / "diagrams" / "house" / "1-kitchen.yaml"
    old.rename(old.with_name(f"{BYTES}.yaml"))
    told = run(odd, "check", "--source", "go", "--format", form)
    assert told.code == 1, told
    assert_safe(told.out + told.err, commands=form == "github")
    READERS.get(form, len)(told.out)


def waived(odd: Path) -> str:
    """A finding that a baseline waives, in a project in a folder of a hostile name; gives the folder."""
    false_claim(odd)
    told = run(odd, "check", "--source", "go", "--format", "json")
    (finding,) = json.loads(told.out)["findings"]
    (odd / "archviz-baseline.yaml").write_text(
        f"waivers:\n- fingerprint: {finding['fingerprint']!r}\n  reason: {quoted(COMMANDS)}\n"
        f"- fingerprint: '0123456789abcdef'\n  subject: {quoted(COMMANDS)}\n  reason: x\n"
    )
    (odd / BYTES).mkdir()
    for name in ("diagrams", "go", "archviz.toml", "archviz-baseline.yaml"):
        shutil.move(odd / name, odd / BYTES / name)
    return BYTES


@pytest.mark.parametrize("form", ["text", *FORMATS])
def test_reports_of_waived_findings_and_of_folders_steer_nothing(form: str, odd: Path) -> None:
    folder = waived(odd)
    told = run(odd, "check", "--source", f"{folder}/go", "--project", folder, "--format", form, "-v")
    assert told.code == 0, told
    assert_safe(told.out + told.err, commands=form == "github")
    READERS.get(form, len)(told.out)


def read_sarif(text: str) -> None:
    (log,) = json.loads(text)["runs"]
    for result in log["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w./%~-]+", uri, re.ASCII)
    json.dumps(log, ensure_ascii=False).encode("utf-8")


def read_json(text: str) -> None:
    json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")


READERS: dict[str, Callable[[str], object]] = {
    "json": read_json,
    "sarif": read_sarif,
    "junit": ElementTree.fromstring,
}


def test_every_other_command_says_what_it_says_of_hostile_names_visibly(odd: Path) -> None:
    assert run(odd, "update", "1.0", "--source", "go").code == 0
    shutil.copytree(odd / "go", odd / BYTES)
    other = odd / BYTES / "kitchen" / GO_FILE
    other.rename(other.with_name(f"other {GO_FILE}"))
    changed(odd, f"{BYTES}/kitchen/kitchen.go", "func (s *Stove) Burn() {}\n", "func (s *Stove) Char() {}\n")
    changed(odd, f"{BYTES}/kitchen/kitchen.go", "c.stove.Burn()", "c.stove.Char()")
    guest = "example.org/house/kitchen.Guest"
    for arguments in (
        ("render", "--source", "go", "--format", "svg,dot,mermaid,d2,json", "--out", f"out {BYTES}"),
        ("build", "-v", "--source", "go", "--out", f"site {BYTES}"),
        ("build", "-v", "--source", "go", "--out", f"md {BYTES}", "--to", "markdown"),
        ("follow", guest, "--from", "go", "--to", BYTES),
        ("follow", guest, "--from", "go", "--to", BYTES, "--format", "json"),
        ("follow", f"{guest}.Call", "--from", BYTES, "--to", "go"),
        ("follow", CALL, "--from", BYTES, "--to", "go"),
        ("diff", "1.0", BYTES, "--out", f"diff {BYTES}"),
        ("diff", "1.0", BYTES, "--format", "json"),
        ("update", "1.1", "--source", BYTES),
    ):
        told = run(odd, *arguments)
        assert "Traceback" not in told.err
        assert told.code in (0, 1), told
        assert_safe(told.out + told.err)
    told = run(odd, "follow", "-", "--from", "go", "--to", BYTES, stdin=f"{guest}\n{BYTES}\n")
    assert_safe(told.out + told.err)
    assert all(json.loads(line) for line in told.out.splitlines())
    (svg,) = (odd / f"out {BYTES}").rglob("*.svg")
    ElementTree.fromstring(svg.read_bytes())  # noqa: S314 - our own output


class Reply(http.server.BaseHTTPRequestHandler):
    """Answers with a reason that would be a command."""

    def do_GET(self) -> None:
        self.wfile.write(b"HTTP/1.1 404 ::error::\x1b[31m\x9b\xff##[error]\r\nContent-Length: 0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def answering() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reply) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_server_s_reason_is_told_visibly(house: Path) -> None:
    with answering() as address:
        pins(house, providers=f"  - kind: archive\n    place: {address}/x.tar.gz\n")
        told = run(house, "fetch", "1.0")
    assert told.code == 2
    assert "404" in told.err
    assert_safe(told.err)


def test_an_error_s_lines_are_those_of_its_own_layout(house: Path) -> None:
    pins(house, providers="  - kind: git\n    place: /nowhere/one\n    revision: v1\n")
    told = run(house, "fetch", "1.0")
    *_, first, second, hint = told.err.splitlines()
    assert first == "error: cannot bring 1.0:"
    assert second.startswith("  git: ")
    assert hint.startswith("hint: ")


def asked(port: int, *lines: bytes) -> bytes:
    """What a server answers to a request's head."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
        connection.sendall(b"\r\n".join((*lines, b"", b"")))
        with connection.makefile("rb") as answer:
            return answer.read()


REQUESTS = {
    "path": (b"GET /" + quote(HOSTILE).encode() + b" HTTP/1.1", b"Host: 127.0.0.1:%d"),
    "raw path": (b"GET /\x1b[31m\xe2\x80\xae<b>%0d%0aSet-Cookie:a HTTP/1.1", b"Host: 127.0.0.1:%d"),
    "folder": (b"GET /figures?\x1b[31m\x9b\xe2\x80\xae HTTP/1.1", b"Host: 127.0.0.1:%d"),
    "host": (b"GET / HTTP/1.1", b"Host: \x1b[31m::error::%d"),
    "method": (b"\x1b[31m::error:: / HTTP/1.1", b"Host: 127.0.0.1:%d"),
    "version": (b"GET / \x1b[31m::error::", b"Host: 127.0.0.1:%d"),
    "header": (b"GET / HTTP/1.1", b"Host: 127.0.0.1:%d", b"\x1b[31m::error::\xff"),
}


def test_what_a_browser_asks_for_steers_neither_page_nor_terminal(house: Path) -> None:
    with serving(house, "--port", "0") as served:
        port = int(served.ready().rpartition(":")[2].strip("/"))
        for what, lines in REQUESTS.items():
            first, *rest = (line.replace(b"%d", str(port).encode()) for line in lines)
            answer = asked(port, first, b"Connection: close", *rest)
            said = answer.decode("utf-8").replace("\r\n", "\n").replace("\t", " ")
            assert not HIDDEN.search(said), (what, ascii(said))
            assert "Set-Cookie:" not in said.partition("\n\n")[0]
        served.edit("figure: 2", f"figure: 2\n{quoted(COMMANDS)}: 1")
        line = served.err.until("error: ")
        assert "::error::a" in line
        assert served.end() == 0
        for stream in (served.out, served.err):
            stream.rest()
            assert_safe("\n".join(stream.said))
