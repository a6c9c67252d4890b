"""Directories with more in them than files and folders, and those that change while they are read."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
from pathlib import Path

import pytest
from source_trees import PLAIN, Tree, tar, write

from archviz.model.errors import SourceError
from archviz.sources.fingerprint import fingerprint
from archviz.sources.opening import open_source
from archviz.sources.trees.directory import DirectoryTree


def test_only_plain_files_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    os.mkfifo(folder / "pipe.go")
    (folder / "null.go").symlink_to("/dev/null")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.go")
        source = open_source(str(folder))
        assert source.files("example.com/plain/v3") == ("plain.go",)
        assert source.digest() == open_source(str(write(PLAIN, tmp_path / "again"))).digest()
        assert fingerprint(folder)


def test_a_pipe_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(SourceError, match="no source at"):
            open_source(str(path))


def test_a_file_that_becomes_something_else_while_it_is_used(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    source = open_source(str(folder))
    source.packages()
    (folder / "plain.go").unlink()
    os.mkfifo(folder / "plain.go")
    with pytest.raises(SourceError, match=r"cannot read .*plain\.go: it is no plain file"):
        source.read("plain.go")
    (folder / "plain.go").unlink()
    (folder / "plain.go").symlink_to("/etc/passwd")
    with pytest.raises(SourceError, match=r"cannot read .*plain\.go: "):
        source.read("plain.go")
    (folder / "plain.go").unlink()
    (folder / "plain.go").mkdir()
    with pytest.raises(SourceError, match=r"cannot read .*plain\.go: "):
        source.read("plain.go")


def test_a_file_that_is_too_large_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    with (folder / "sub" / "large.go").open("wb") as file:
        file.truncate(10 << 30)
    source = open_source(str(folder))
    assert source.files("example.com/plain/v3/sub") == ("sub/large.go", "sub/linked.go")
    assert source.read("sub/linked.go") == b"package sub\n"
    for read in (lambda: source.read("sub/large.go"), source.digest):
        with pytest.raises(SourceError, match=r"cannot read .*sub/large\.go: it has more than 67108864 bytes"):
            read()


def test_a_go_mod_that_is_too_large(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    with (folder / "go.mod").open("r+b") as file:
        file.truncate(1 << 30)
    with pytest.raises(SourceError, match=r"go\.mod: it has more than 16777216 bytes"):
        open_source(str(folder))


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="only Linux has files of a size that is not so")
def test_a_file_that_says_it_is_empty_is_read_to_its_end() -> None:
    assert Path("/proc/self/status").stat().st_size == 0
    assert b"VmPeak" in DirectoryTree("it", Path("/proc/self")).load("status")


def test_folders_that_are_too_deep(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    deep = folder
    for _ in range(600):
        deep /= "d"
        deep.mkdir()
    try:
        with pytest.raises(SourceError, match="more than 200 folders within each other") as caught:
            open_source(str(folder)).packages()
        assert caught.value.hint is not None
        assert fingerprint(folder)
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)  # shutil's would call itself as often


def test_a_tree_of_as_many_folders_as_there_may_be(tmp_path: Path) -> None:
    folder = write(Tree({"go.mod": "module m.org/m\n", f"{'d/' * 199}d.go": "package d\n"}, {}), tmp_path / "tree")
    assert open_source(str(folder)).packages() == (f"m.org/m{'/d' * 199}",)
    assert open_source(str(tar(folder, tmp_path / "x.tar.gz"))).packages() == (f"m.org/m{'/d' * 199}",)


def test_a_link_to_the_tree_itself_ends(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    for name in ("one", "two", "vendor"):
        (folder / name).symlink_to(".")
    (folder / "sub" / "up").symlink_to("..")
    assert open_source(str(folder)).files("example.com/plain/v3") == ("plain.go",)
    assert "example.com/plain/v3/sub" in open_source(str(folder)).packages()


def test_a_folder_whose_names_are_too_long_to_list(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    at = os.open(folder, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("n" * 200, dir_fd=at)
        below = os.open("n" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    try:
        with pytest.raises(SourceError, match=r"cannot list .*: File name too long"):
            open_source(str(folder)).digest()
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


def test_a_name_never_passes_for_two_lines_of_the_digest(tmp_path: Path) -> None:
    """Its digest is what sha256sum prints for the names as they are."""
    first = "package m // a\n"
    sum_ = hashlib.sha256(b"package m // b\n").hexdigest()
    two = Tree({"go.mod": "module m.org/m\n", "a.go": first, "b.go": "package m // b\n"}, {})
    honest = open_source(str(write(two, tmp_path / "two"))).digest()
    name = f"a.go\n{sum_}  b.go"
    forged = write(
        Tree({"go.mod": "module m.org/m\n", name: first, "back\\slash.go": "", "re\rturn.go": ""}, {}), tmp_path / "one"
    )
    assert open_source(str(forged)).digest() != honest
    names = sorted(os.fsencode(file.name) for file in forged.glob("*") if file.name != "go.mod")
    printed = subprocess.run([b"sha256sum", *names], cwd=forged, capture_output=True, check=True).stdout
    assert open_source(str(forged)).digest() == f"sha256:{hashlib.sha256(printed).hexdigest()}"


def test_names_that_are_no_text_are_read_and_no_import_paths(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    for name in (b"caf\xe9", b"new\nline", b"esc\x1b[2J", b"a b", b"tab\there", "\u202eover".encode(), b"qu'ote"):
        (below := Path(os.fsdecode(bytes(folder) + b"/" + name))).mkdir()
        (below / "x.go").write_text("package x\n")
    source = open_source(str(folder))
    assert set(source.packages()) == set(PLAIN.packages)
    assert source.digest() == open_source(str(tar(folder, tmp_path / "x.tar.gz"))).digest()
    assert source.read("new\nline/x.go") == b"package x\n"
    assert fingerprint(folder)


@pytest.mark.parametrize("file", ["nul\0.go", "\0/x.go", "\ud800/x.go", "\ud800.go", "d/" * 10000 + "x.go", "n" * 5000])
def test_a_file_whose_name_is_none(file: str, tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    source = open_source(str(folder))
    with pytest.raises(SourceError, match="no file"):
        source.read(file)
    with pytest.raises(SourceError, match="cannot read"):
        DirectoryTree("it", folder).load(file)
