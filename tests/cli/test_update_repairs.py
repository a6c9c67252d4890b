"""Repairs that make nothing false: what a figure says of versions that are locked stays as it was."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import shop
from test_cli import run

from archviz.refs import lock_text, read_lock

if TYPE_CHECKING:
    from pathlib import Path

CACHE = 'package shop\n\nimport "os"\n\n// Cache is one.\ntype Cache struct{ file string; data, crl []byte }\n\n'
LOAD = """func (c *Cache) load() error {
	b, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	c.data = b
	return nil
}
"""
ONE = CACHE + "func (c *Cache) Run() { c.load() }\n" + LOAD
CLAIMS = """cards: [{type: s.Cache, methods: [Run, load]}]
edges: [{from: s.Cache.Run, to: s.Cache.load, kind: call}]
"""


def holds(root: Path, **versions: str) -> None:
    """Each version by its code: the figures hold there."""
    for number, code in versions.items():
        version = number.replace("_", ".").removeprefix("v")
        done = shop.check(root, version, shop.module(root / "again", code))
        assert done.returncode == 0, done.stdout + done.stderr


def updated(root: Path, version: str, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("update", version, "--source", str(shop.module(root / version, code)), *arguments, cwd=root)


def begun(root: Path, claims: str = CLAIMS, **versions: str) -> Path:
    """A project whose figure was proved at some versions."""
    file = shop.figure(root, claims)
    for number, code in versions.items():
        version = number.replace("_", ".").removeprefix("v")
        shop.lock(root, version, shop.module(root / version, code))
    return file


def test_a_rename_is_one_line_and_holds_at_the_versions_before(tmp_path: Path) -> None:
    file = begun(tmp_path, v1_1=ONE)
    before = file.read_text()
    two = ONE.replace("load()", "reload()")
    assert updated(tmp_path, "1.2", two).returncode == 0
    line = '  - {from: s.Cache.load, to: s.Cache.reload, since: "1.2"}\n'
    assert file.read_text() == before.replace("cards:", f"renames:\n{line}cards:")
    three = two.replace("reload()", "refresh()")
    done = updated(tmp_path, "1.3", three)
    assert done.returncode == 0, done.stderr
    holds(tmp_path, v1_1=ONE, v1_2=two, v1_3=three)


def test_a_type_goes_with_its_members_and_words_have_the_version_s_name(tmp_path: Path) -> None:
    code = ONE + "\nfunc New() *Cache {\n\tc := &Cache{file: os.Args[0]}\n\tc.Run()\n\treturn c\n}\n"
    head = shop.HEAD.replace("title: A shop", 'title: "What `Cache.load` does"')
    shop.figure(tmp_path, CLAIMS.replace("cards: [", "cards: [{func: s.New}, "), head=head)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code))
    two = code.replace("Cache", "Depot")
    assert updated(tmp_path, "1.2", two).returncode == 0
    text = (tmp_path / "diagrams" / "a" / "1-x.yaml").read_text()
    assert text.count("s.Depot") == 1
    holds(tmp_path, v1_1=code, v1_2=two)
    assert run("render", "--source", "1.2", "--version", "1.2", "--out", "new", cwd=tmp_path).returncode in (0, 2)
    done = shop.report(tmp_path, "1.2", tmp_path / "1.2")
    assert [one for one in done["findings"] if one["kind"] == "unknown-name"] == []


def test_claims_that_are_not_in_force_stay_as_they_are(tmp_path: Path) -> None:
    poll = 'func (c *Cache) poll() { for { if len(c.file) > 3 { break }; c.file += "x" } }\n'
    one = ONE.replace("{ c.load() }", "{ c.load(); c.poll() }") + poll
    two = one.replace("poll()", "watch()")
    three = two.replace("load()", "reload()")
    claims = """cards:
  - {type: s.Cache, until: '1.2', methods: [Run, load, poll]}
  - {type: s.Cache, since: '1.2', methods: [Run, load, watch]}
edges:
  - {from: s.Cache.Run, to: s.Cache.load, kind: call}
  - {from: s.Cache.Run, to: s.Cache.poll, kind: call, until: '1.2'}
  - {from: s.Cache.Run, to: s.Cache.watch, kind: call, since: '1.2'}
"""
    file = begun(tmp_path, claims, v1_1=one, v1_2=two)
    assert updated(tmp_path, "1.3", three).returncode == 0
    assert file.read_text().endswith(claims)
    assert "poll" not in file.read_text().removesuffix(claims)
    holds(tmp_path, v1_1=one, v1_2=two, v1_3=three)


def test_a_package_that_moved_has_a_path_for_each_range(tmp_path: Path) -> None:
    claims = CLAIMS.replace("s.", "c.").replace("cards: [", "cards: [{func: s.Main}, ")
    head = shop.HEAD.replace(" {s: ", "\n  s: ").replace("}", "\n  c: example.org/shop/cache  # why")
    file = shop.figure(tmp_path, claims, head=head)
    code = ONE.replace("package shop", "package cache")
    for version, folder in (("1.1", "cache"), ("1.2", "store")):
        source = shop.module(tmp_path / version, "func Main() {}\n", **{folder: code})
        assert run("update", version, "--source", str(source), cwd=tmp_path).returncode == 0
    line = '[{path: example.org/shop/cache, until: "1.2"}, {path: example.org/shop/store, since: "1.2"}]  # why\n'
    assert f"  c: {line}" in file.read_text()
    third = shop.module(tmp_path / "1.3", "func Main() {}\n", depot=code)
    assert run("update", "1.3", "--source", str(third), cwd=tmp_path).returncode == 0
    assert file.read_text().endswith(claims)
    for version in ("1.1", "1.2", "1.3"):
        assert shop.check(tmp_path, version, tmp_path / version).returncode == 0


def test_what_was_found_at_a_later_version_first_begins_earlier(tmp_path: Path) -> None:
    file = begun(tmp_path, v1_1=ONE)
    new = ONE.replace("load()", "reload()")
    assert updated(tmp_path, "1.3", new).returncode == 0
    assert updated(tmp_path, "1.2", new).returncode == 0
    assert file.read_text().count("since") == 1
    holds(tmp_path, v1_1=ONE, v1_2=new, v1_3=new)


@pytest.mark.parametrize(
    "use",
    [
        "func (c *Cache) Run() { c.data = nil }\n",
        "func (c *Cache) Run() { c.data = nil }\nfunc (c *Cache) Other() { c.again() }\n",
    ],
)
def test_a_lookalike_that_nobody_uses_is_a_candidate_and_no_successor(use: str, tmp_path: Path) -> None:
    file = begun(tmp_path, v1_1=ONE)
    before = file.read_text()
    done = updated(tmp_path, "1.2", CACHE + use + LOAD.replace("load()", "again()"))
    assert done.returncode == 1
    assert "perhaps example.org/shop.Cache.again (the same body, but nobody who used the old one uses it" in done.stderr
    assert file.read_text() == before
    assert not (tmp_path / "archviz-refs" / "1.2.lock.json").exists()


def test_what_was_inlined_beside_a_new_lookalike_is_gone(tmp_path: Path) -> None:
    cache = 'package shop\n\nimport "bytes"\n\ntype Cache struct{ data, crl []byte }\n'
    body = """
func (c *Cache) changed(b []byte) bool {
	if c.data == nil { return true }
	if len(c.data) != len(b) { return true }
	if !bytes.Equal(c.data, b) { return true }
	return false
}
"""
    old = cache + "func (c *Cache) Run(b []byte) { if c.changed(b) { c.data = b } }" + body
    inlined = "func (c *Cache) Run(b []byte) { if c.data == nil || !bytes.Equal(c.data, b) { c.data = b } }"
    new = cache + inlined + body.replace("data", "crl").replace("changed", "crlChanged")
    file = begun(tmp_path, CLAIMS.replace("load", "changed"), v1_1=old)
    before = file.read_text()
    done = updated(tmp_path, "1.2", new)
    assert done.returncode == 1
    assert "shop.Cache.changed is gone" in done.stderr
    assert "perhaps example.org/shop.Cache.crlChanged" in done.stderr
    assert file.read_text() == before


def test_a_figure_is_repaired_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    code = ONE.replace("{ c.load() }", "{ c.load(); c.stop() }") + "func (c *Cache) stop() {}\n"
    claims = CLAIMS.replace("load]", "load, stop]")
    file = begun(tmp_path, claims, v1_1=code)
    shop.figure(tmp_path, CLAIMS, "2-y.yaml")
    before = file.read_text()
    two = ONE.replace("load()", "reload()")
    found = shop.report(tmp_path, "1.2", shop.module(tmp_path / "new", two))["findings"]
    repairable = {(one["figure"], one["repairable"]) for one in found if one["severity"] == "error"}
    assert repairable == {(1, False), (2, True)}
    done = updated(tmp_path, "1.2", two)
    assert done.returncode == 1
    assert "1-x.yaml: not repaired: 1 of its 3 errors would be left, and a figure is repaired as a whole" in done.stderr
    assert file.read_text() == before
    assert done.stdout == "diagrams/a/2-y.yaml: repaired\n"


def test_a_source_without_a_version_repairs_nothing_that_holds_at_one(tmp_path: Path) -> None:
    file = begun(tmp_path, v1_1=ONE)
    before = file.read_text()
    source = shop.module(tmp_path / "new", ONE.replace("load()", "reload()"))
    done = run("update", "--source", str(source), cwd=tmp_path)
    assert done.returncode == 1
    assert "not repaired: it would say something else at 1.1: the source has no version" in done.stderr
    assert file.read_text() == before


def test_a_lock_that_is_written_again_binds_nobody(tmp_path: Path) -> None:
    file = begun(tmp_path, v1_1=ONE)
    before = file.read_text()
    assert updated(tmp_path, "1.1", ONE.replace("load()", "reload()")).returncode == 0
    assert file.read_text() == before.replace("load", "reload")


@pytest.mark.parametrize(
    ("folder", "end", "last"),
    [(".", "\n", "\n"), ("sub", "\r\n", ""), ("sub/docs", "\n", ""), ("sub/docs/diagrams/a", "\r\n", "\r\n")],
)
def test_a_patch_applies_in_each_folder_above_the_figure(folder: str, end: str, last: str, tmp_path: Path) -> None:
    root = tmp_path / "sub" / "docs"
    file = begun(root, v1_1=ONE)
    file.write_bytes((file.read_text().rstrip("\n").replace("\n", end) + last).encode())
    git = ["git", "-c", "core.autocrlf=false", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    source = shop.module(tmp_path / "new", ONE.replace("load()", "reload()"))
    command = [*run("--version", cwd=root).args[:-1], "update", "1.2", "--source", str(source), "--dry-run"]
    made = subprocess.run([*command, "--project", str(root)], cwd=tmp_path / folder, capture_output=True, check=True)
    subprocess.run([*git, "apply"], cwd=tmp_path / folder, input=made.stdout, check=True)
    assert shop.check(root, "1.2", source).returncode == 0
    assert shop.check(root, "1.1", root / "1.1").returncode == 0
    assert file.read_bytes().endswith(end.encode()) is bool(last)
    assert (b"\r" in file.read_bytes()) is (end == "\r\n")


def test_every_lock_is_brought_up_to_the_claims(tmp_path: Path) -> None:
    two = ONE.replace("load()", "reload()")
    file = begun(tmp_path, v1_1=ONE)
    assert updated(tmp_path, "1.2", two).returncode == 0
    assert updated(tmp_path, "1.3", two.replace("reload()", "load()")).returncode == 1  # a name that comes back
    for version in ("1.1", "1.2"):
        archive = shutil.make_archive(f"{tmp_path}/shop-{version}", "gztar", tmp_path, version)
        pinned = run("pin", archive, "--name", version, cwd=tmp_path)
        assert pinned.returncode == 0, pinned.stderr
    locks = {version: tmp_path / "archviz-refs" / f"{version}.lock.json" for version in ("1.1", "1.2")}
    before = {version: lock.read_text() for version, lock in locks.items()}
    file.write_text(file.read_text().replace("[Run, load]", "[Run, load], fields: [data]"))
    shop.lock(tmp_path, "2.0", shop.module(tmp_path / "2.0", f"{two}// 2.0\n"))  # no pin
    done = run("update", "--all", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [f"archviz-refs/{version}.lock.json: written" for version in ("1.1", "1.2")]
    assert done.stderr.startswith("2.0: no pin says where its source is; `archviz update 2.0 --source PATH` writes")
    for version, lock in locks.items():
        assert "Cache.data" in lock_text(read_lock(lock))
        assert lock.read_text() != before[version]
    file.write_text(file.read_text().replace("fields: [data]", "fields: [none]"))
    failed = run("update", "--all", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.count("not written, as claims are not proved") == 2
    assert run("update", "--all", "1.1", cwd=tmp_path).returncode == 2


def test_a_version_of_the_libraries_alone_is_named_and_no_failure(tmp_path: Path) -> None:
    code = 'package shop\n\nimport "example.org/shop/store"\n\nfunc Run() { store.Load() }\n'
    store = "package store\n\nfunc Load() {}\n"
    shop.figure(
        tmp_path,
        "cards: [{func: s.Run}, {func: t.Load}]\nedges: [{from: s.Run, to: t.Load, kind: call}]\n",
        head=shop.HEAD.replace("}", ", t: example.org/shop/store}"),
    )
    whole = shop.module(tmp_path / "whole", code, store=store)
    part = shop.module(tmp_path / "part", "func Other() {}\n", store=store)
    (part / "shop.go").unlink()
    for version, source in (("1.1", whole), ("libraries-1.2", part)):
        shutil.make_archive(str(tmp_path / version), "zip", source)
        done = run("pin", str(tmp_path / f"{version}.zip"), "--name", version, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    shop.lock(tmp_path, "1.1", whole)
    done = run("update", "--all", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    words = "libraries-1.2: has no lock, as figures speak of packages that are not in this source: example.org/shop"
    assert words in done.stderr.splitlines()
    (tmp_path / "archviz-refs" / "libraries-1.2.lock.json").write_bytes(
        (tmp_path / "archviz-refs" / "1.1.lock.json").read_bytes()
    )
    assert run("update", "--all", cwd=tmp_path).returncode == 1
