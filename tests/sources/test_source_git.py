"""A revision of a git repository: where it is found, and what of it is not believed."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest
from git_objects import new_repository, put, put_commit, put_module, put_tree
from source_trees import PLAIN, UPSTREAM, Tree, contained, git, repository, write
from steps import ends

from archviz.model.errors import SourceError
from archviz.sources import limits
from archviz.sources.fingerprint import sight
from archviz.sources.opening import open_source
from archviz.sources.trees import git_repository as at_hand
from archviz.sources.trees import git_tree as reading
from archviz.sources.trees.git_tree import GitTree

if TYPE_CHECKING:
    from pathlib import Path


def _fault(path: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        _read(str(path))
    return caught.value


def _read(path: str) -> dict[str, bytes]:
    source = open_source(path)
    return {file: source.read(file) for package in source.packages() for file in source.files(package)}


# Where a repository is


@pytest.mark.parametrize(
    ("committer", "date"),
    [
        (b"A <a@example.com> 1610543941 +0000", datetime.date(2021, 1, 13)),
        (b"A <a@example.com> 1610584200 -1200", datetime.date(2021, 1, 14)),
        (b"A <a@example.com> 0 +0000", datetime.date(1970, 1, 1)),
        (b"A <a@example.com> 999999999999 +0000", None),
        (b"A <a@example.com> 99999999999999999999 +0000", None),
        (b"A <a@example.com> -5 +0000", None),
        (b"A <a@example.com>", None),
        (b"\n\ncommitter A <a@example.com> 1610543941 +0000", None),
    ],
)
def test_a_commit_has_its_day_in_utc_if_it_says_one(
    committer: bytes, date: datetime.date | None, tmp_path: Path
) -> None:
    made = new_repository(tmp_path / "r.git")
    go_mod = put(made, "blob", b"module example.com/m\n")
    put_commit(made, put_tree(made, [("100644", b"go.mod", go_mod)]), committer)
    assert GitTree("r.git", made, "v1").date == date


def test_a_folder_within_a_work_tree(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    source = open_source(f"{work / 'staging' / 'src' / 'k8s.io' / 'api'}@v1.0.0")
    assert source.files("k8s.io/api/core/v1") == ("core/v1/types.go",)


def test_a_folder_that_the_commit_does_not_have(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    (work / "later" / "still").mkdir(parents=True)
    assert "no Go source" in _fault(f"{work / 'later' / 'still'}@v1.0.0").message


def test_a_tag_that_a_shallow_clone_does_not_have(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Second")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{work}", "shallow")
    assert open_source(f"{tmp_path / 'shallow'}@HEAD").packages() == tuple(PLAIN.packages)
    fault = _fault(f"{tmp_path / 'shallow'}@v1.0.0")
    assert fault.hint is not None
    assert "git fetch --unshallow --tags" in fault.hint


def test_a_linked_work_tree_has_a_head_of_its_own(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    git(work, "worktree", "add", "--quiet", "-b", "other", "../linked")
    (tmp_path / "linked" / "plain.go").write_text("package plain // linked\n")
    git(tmp_path / "linked", "commit", "--quiet", "-a", "-m", "Linked")
    assert open_source(f"{tmp_path / 'linked'}@HEAD").read("plain.go") == b"package plain // linked\n"
    assert open_source(f"{tmp_path / 'linked'}@main").read("plain.go") == b"package plain\n"
    assert open_source(f"{work}@other").read("plain.go") == b"package plain // linked\n"


def test_a_submodule(tmp_path: Path) -> None:
    repository(PLAIN, tmp_path / "library")
    work = repository(UPSTREAM, tmp_path / "work")
    git(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "library"), "library")
    assert (work / "library" / ".git").is_file()
    assert open_source(f"{work / 'library'}@v1.0.0").packages() == tuple(PLAIN.packages)


def test_a_git_file_that_leads_to_a_repository_which_does_not_know_it(tmp_path: Path) -> None:
    """Else an unpacked archive could show its reader's private repositories."""
    private = repository(PLAIN, tmp_path / "private")
    (tmp_path / "unpacked").mkdir()
    (tmp_path / "unpacked" / ".git").write_text(f"gitdir: {private}/.git\n")
    fault = _fault(f"{tmp_path / 'unpacked'}@HEAD")
    (tmp_path / "unpacked" / ".git").unlink()
    (tmp_path / "unpacked" / ".git").symlink_to(private / ".git")
    assert _fault(f"{tmp_path / 'unpacked'}@HEAD").message == fault.message
    assert f"{private}/.git, which does not name it back" in fault.message
    assert fault.hint == f"name that git directory instead, as {private}/.git@REV"
    assert open_source(f"{private}/.git@HEAD").packages() == tuple(PLAIN.packages)


@pytest.mark.parametrize("part", ["objects", "objects/pack", "refs", "packed-refs"])
def test_a_part_that_is_a_link_out_of_the_repository(part: str, tmp_path: Path) -> None:
    private = repository(PLAIN, tmp_path / "private")
    git(private, "pack-refs", "--all")
    git(private, "repack", "-adq")
    hostile = repository(PLAIN, tmp_path / "hostile")
    place = hostile / ".git" / part
    if place.is_dir():
        shutil.rmtree(place)
    place.symlink_to(private / ".git" / part)
    assert "leads out of the repository" in _fault(f"{hostile}@HEAD").message


def test_a_commondir_that_leads_out_of_the_repository(tmp_path: Path) -> None:
    private = repository(PLAIN, tmp_path / "private")
    hostile = repository(PLAIN, tmp_path / "hostile")
    (hostile / ".git" / "commondir").write_text(f"{private}/.git\n")
    assert "is no part of" in _fault(f"{hostile}@HEAD").message


def test_the_repository_of_somebody_else_is_read(tmp_path: Path) -> None:
    """git refuses it, because of what its configuration could run; of that nothing is read."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    work = repository(PLAIN, tmp_path / "work")
    for path in (work, *work.rglob("*")):
        os.lchown(path, 65534, 65534)
    with pytest.raises(subprocess.CalledProcessError):
        git(work, "-c", "safe.directory=", "rev-parse", "HEAD")
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)


def test_objects_by_sha256(tmp_path: Path) -> None:
    work = write(PLAIN, tmp_path / "work")
    git(work, "init", "--quiet", "-b", "main", "--object-format=sha256")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "-m", "All of it")
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)
    assert len(sight(f"{work}@HEAD").rest.partition("\n")[0]) == 64


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    "revision", ["HEAD", "main", "v1.0.0", "annotated", "main~1", "main^{/All of}", "@{0}", "main@{1}"]
)
def test_revisions(revision: str, pack: bool, tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    git(work, "tag", "--annotate", "annotated", "-m", "It")
    (work / "plain.go").write_text("package plain // second\n")
    git(work, "commit", "--quiet", "-a", "-m", "Second")
    if pack:
        git(work, "gc", "--quiet")
    commit = git(work, "rev-parse", f"{revision}^{{commit}}").strip()
    assert sight(f"{work}@{revision}").rest.partition("\n")[0] == commit
    source = open_source(f"{work}@{revision}")
    assert source.read("plain.go").decode() == git(work, "show", f"{commit}:plain.go")


def test_a_branch_that_is_a_link_of_old(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    (work / ".git" / "HEAD").unlink()
    (work / ".git" / "HEAD").symlink_to("refs/heads/main")
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)
    git(work, "pack-refs", "--all")
    assert open_source(f"{work}@HEAD").packages() == tuple(PLAIN.packages)


@pytest.mark.parametrize(
    "revision",
    ["-h", "--all", "--git-dir", "-", "^HEAD", "HEAD\0", "HEAD\n", "\ud800", "x" * 200_000, "", "HEAD:plain.go"],
)
def test_what_is_no_revision(revision: str, tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    with pytest.raises(SourceError, match="cannot read"):
        GitTree("work", work, revision)


def test_a_folder_whose_name_is_like_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(PLAIN, tmp_path / "--git-dir=x")
    monkeypatch.chdir(tmp_path)
    assert open_source("--git-dir=x@HEAD").packages() == tuple(PLAIN.packages)


# What its ids say is what is read


def test_a_replacement_does_not_stand_in(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    first = git(work, "rev-parse", "HEAD").strip()
    (work / "plain.go").write_text("package plain // replaced\n")
    git(work, "commit", "--quiet", "-a", "-m", "Another")
    git(work, "replace", first, "HEAD")
    git(work, "replace", git(work, "rev-parse", "v1.0.0:sub/linked.go").strip(), "HEAD:plain.go")
    source = open_source(f"{work}@{first}")
    assert source.read("plain.go") == b"package plain\n"
    assert source.read("sub/linked.go") == b"package sub\n"


@pytest.mark.parametrize("kind", ["commit", "tree", "blob"])
def test_an_object_that_is_not_what_its_id_says(kind: str, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    commit = put_module(made)
    tree = git(made, "rev-parse", "HEAD^{tree}").strip()
    blob = git(made, "rev-parse", "HEAD:a.go").strip()
    named = {"commit": commit, "tree": tree, "blob": blob}[kind]
    content = subprocess.run(["git", "cat-file", kind, named], cwd=made, capture_output=True, check=True).stdout
    other = {"commit": content + b"y\n", "tree": content.replace(b"a.go", b"b.go"), "blob": b"package evil\n"}[kind]
    put(made, kind, other, named=named)
    fault = _fault(f"{made}@{commit}")
    if kind == "commit":  # git finds that out itself
        assert fault.message == f"cannot read {made}@{commit}: the repository has no tag, branch or commit {commit}"
    else:
        assert fault.message == f"the object {named} is not what its id says"


def test_an_object_of_another_kind(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    tree = put_tree(made, [])
    put_module(made, ("100644", b"b.go", tree))
    assert _fault(f"{made}@HEAD").message == f"the object {tree} is a tree, not a blob"
    blob = put(made, "blob", b"package b\n")
    put_module(made, ("40000", b"b", blob))
    assert _fault(f"{made}@HEAD").message == f"the object {blob} is a blob, not a tree"


@pytest.mark.parametrize("raw", [b"broken", b"", zlib.compress(b"blob 5000\0" + b"package b\n")])
def test_a_broken_object_spoils_no_other(raw: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git never answers for one that is shorter than it says."""
    monkeypatch.setattr(at_hand, "PATIENCE", 1.0)
    made = new_repository(tmp_path / "r")
    broken = put(made, "blob", b"package b\n", raw=raw)
    put_module(made, ("100644", b"b.go", broken))
    source = open_source(f"{made}@HEAD")
    with pytest.raises(SourceError, match=broken):
        source.digest()
    with pytest.raises(SourceError, match=broken):
        source.read("b.go")
    assert source.read("a.go") == b"package m\n"


def test_borrowed_objects_are_not_read(tmp_path: Path) -> None:
    repository(PLAIN, tmp_path / "private")
    git(tmp_path, "clone", "--quiet", "--shared", "private", "hostile")
    fault = _fault(f"{tmp_path / 'hostile'}@HEAD")
    git(tmp_path / "hostile", "repack", "-adq")
    (tmp_path / "hostile" / ".git" / "objects" / "info" / "alternates").unlink()
    assert open_source(f"{tmp_path / 'hostile'}@HEAD").packages() == tuple(PLAIN.packages)
    assert fault.hint is not None
    assert "git repack -a -d" in fault.hint


def test_a_graft_changes_no_parent(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    first = git(work, "rev-parse", "HEAD").strip()
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Second")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Third")
    (work / ".git" / "info").mkdir(exist_ok=True)
    (work / ".git" / "info" / "grafts").write_text(f"{git(work, 'rev-parse', 'HEAD').strip()} {first}\n")
    assert git(work, "rev-parse", "HEAD~1").strip() == first
    assert sight(f"{work}@HEAD~2").rest.partition("\n")[0] == first
    assert sight(f"{work}@HEAD~1").rest.partition("\n")[0] != first


# Bounds


def test_a_few_objects_that_stand_for_ten_million_files(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    tree = put_tree(made, [("100644", b"%d.go" % number, put(made, "blob", b"package a\n")) for number in range(10)])
    for _ in range(6):
        tree = put_tree(made, [("40000", b"d%d" % number, tree) for number in range(10)])
    put_module(made, ("40000", b"bomb", tree))
    with ends():
        assert _fault(f"{made}@HEAD").message == f"{made}@HEAD has more than 1000000 files, folders and links"


def test_folders_without_end(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    tree = put_tree(made, [("100644", b"a.go", put(made, "blob", b"package a\n"))])
    for _ in range(200):
        tree = put_tree(made, [("40000", b"d", tree)])
    put_commit(made, put_tree(made, [("40000", b"k8s.io", tree)]))
    assert _fault(f"{made}@HEAD").message == f"{made}@HEAD has more than 200 folders within each other"


def test_long_names_in_many_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_NAME_BYTES", 4 << 20)
    made = new_repository(tmp_path / "r")
    tree = put_tree(made, [("120000", b"l" * 200 + b"%d" % number, put(made, "blob", b"x")) for number in range(100)])
    for _ in range(3):
        tree = put_tree(made, [("40000", b"%d" % number + b"d" * 200, tree) for number in range(10)])
    put_module(made, ("40000", b"bomb", tree))
    assert _fault(f"{made}@HEAD").message == f"{made}@HEAD has more than 4 MiB of names"


@pytest.mark.parametrize(
    ("mode", "name", "size", "bound"),
    [
        ("100644", b"b.go", 64 << 20, "more than 67108864"),
        ("120000", b"b", 4096, "more than 4096"),
    ],
)
def test_an_object_that_is_too_large(mode: str, name: bytes, size: int, bound: str, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    large = put(made, "blob", b"/" * (size + 1))
    put_module(made, (mode, name, large))
    assert _fault(f"{made}@HEAD").message == f"the object {large} has {size + 1} bytes, {bound}"


def test_a_side_file_that_is_too_large(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    go_mod = put(made, "blob", b"/" * ((16 << 20) + 1))
    put_commit(made, put_tree(made, [("100644", b"go.mod", go_mod)]))
    assert _fault(f"{made}@HEAD").message == f"go.mod in {made}@HEAD has more than 16 MiB"


def test_all_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    made = new_repository(tmp_path / "r")
    same = put(made, "blob", b"package a" + b" " * 300)
    put_module(made, *(("100644", b"%d.go" % number, same) for number in range(4)))
    assert "the files of" in _fault(f"{made}@HEAD").message


@pytest.mark.parametrize("place", ["objects/ab/" + "cd" * 19, "refs/heads/main"])
def test_git_that_does_not_answer(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for somebody to write into a named pipe."""
    monkeypatch.setattr(at_hand, "PATIENCE", 0.5)
    made = new_repository(tmp_path / "r")
    put_module(made, ("100644", b"b.go", "ab" + "cd" * 19))
    (made / place).parent.mkdir(exist_ok=True)
    (made / place).unlink(missing_ok=True)
    os.mkfifo(made / place)
    before = _children()
    assert "within 0.5 s" in _fault(f"{made}@HEAD").message
    assert _children() <= before


def _children() -> set[str]:
    """The processes that this one has started, as lines with id and name."""
    listed = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return {line for line in listed.stdout.splitlines() if not line.endswith(" ps")}


def test_a_small_file_that_is_stored_as_a_difference_to_a_huge_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To give the small one, git would need memory for the huge one."""
    made = new_repository(tmp_path / "r")
    huge = b"package b\n" + b"\0" * (1 << 20)
    small = huge[: 1 << 19]
    objects = [put(made, "blob", huge), put(made, "blob", small)]
    put_module(made, ("100644", b"b.go", objects[1]), ("100644", b"bb.go", objects[0]))
    git(made, "repack", "-adfq")
    assert "chain length" in git(made, "verify-pack", "-v", *map(str, (made / "objects" / "pack").glob("*.idx")))
    assert open_source(f"{made}@HEAD").read("b.go") == small
    monkeypatch.setattr(at_hand, "MOST_ALLOCATED", 1 << 20)
    with pytest.raises(SourceError, match=f"git cannot read the object {objects[1]}"):
        open_source(f"{made}@HEAD").read("b.go")


# Entries that git would not write


@pytest.mark.parametrize("name", [b"..", b".", b"", b".git", b".GIT", b"a/b.go", b"../b.go", b"/etc/b.go", b"b" * 5000])
@pytest.mark.parametrize("mode", ["100644", "40000", "120000"])
def test_names_that_lead_elsewhere(mode: str, name: bytes, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    entry = put_tree(made, []) if mode == "40000" else put(made, "blob", b"package b\n")
    put_module(made, (mode, name, entry))
    fault = _fault(f"{made}@HEAD")
    assert fault.message.startswith("the tree ")
    assert "has an entry" in fault.message


def test_two_entries_of_one_name(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    put_module(made, ("40000", b"a.go", put_tree(made, [])))
    assert "has two entries of one name" in _fault(f"{made}@HEAD").message


@pytest.mark.parametrize(
    "raw", [b"100644 a.go", b"100644 a.go\0short", b"\0", b"9 a\0" + b"x" * 20, b"100644a\0" + b"x" * 20]
)
def test_a_tree_that_is_none(raw: bytes, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    tree = put(made, "tree", raw)
    put_commit(made, tree)
    assert _fault(f"{made}@HEAD").message == f"the tree {tree} is broken"


def test_a_commit_without_a_tree(tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    commit = put(made, "commit", b"author nobody\n")
    (made / "refs" / "heads" / "main").write_text(f"{commit}\n")
    assert commit in _fault(f"{made}@HEAD").message or "cannot read" in _fault(f"{made}@HEAD").message


@pytest.mark.parametrize(
    ("mode", "name"),
    [("160000", b"b.go"), ("100644", b"b\n.go"), ("140000", b"b.go"), ("10644", b"b.go"), ("0", b"b.go")],
)
def test_entries_that_are_passed_over(mode: str, name: bytes, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    put_module(made, (mode, name, put(made, "blob", b"package b\n")))
    assert open_source(f"{made}@HEAD").files("example.com/m") == ("a.go",)


@pytest.mark.parametrize("mode", ["100664", "100755", "0100644", "100000"])
def test_files_with_modes_of_old(mode: str, tmp_path: Path) -> None:
    made = new_repository(tmp_path / "r")
    put_module(made, (mode, b"b.go", put(made, "blob", b"package b\n")))
    assert open_source(f"{made}@HEAD").files("example.com/m") == ("a.go", "b.go")


def test_a_tree_reads_the_same_from_git_as_from_its_folder(tmp_path: Path) -> None:
    strange = Tree(
        UPSTREAM.files | {"pkg/naïve/süß.go": "package suess\n", "pkg/x/" + "n" * 200 + ".go": "package x\n"}, {}
    )
    folder = open_source(contained(strange, "directory", tmp_path / "a"))
    committed = open_source(contained(strange, "bare repository", tmp_path / "b"))
    assert committed.packages() == folder.packages()
    assert committed.digest() == folder.digest()


def test_two_readers_of_one_tree_at_a_time(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    tree = GitTree("work", work, "HEAD")
    names = sorted(
        name for name, text in UPSTREAM.files.items() if name.endswith((".go", "go.mod")) and "/_" not in name
    )
    names = [name for name in names if "testdata" not in name and "_test" not in name and "/." not in name]
    for name, content in zip(names, tree.load_each(names), strict=True):
        assert content.decode() == UPSTREAM.files[name]
        assert tree.load("go.mod").decode() == UPSTREAM.files["go.mod"]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    before = {path: path.lstat().st_mtime_ns for path in work.rglob("*")}
    children = _children()
    source = open_source(f"{work}@HEAD")
    source.digest()
    assert list((tmp_path / "temporary").iterdir())
    del source
    assert list((tmp_path / "temporary").iterdir()) == []
    assert _children() <= children
    assert {path: path.lstat().st_mtime_ns for path in work.rglob("*")} == before
