"""Tars that somebody made to do harm, and those that real programs make."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from runs_git import git
from source_tars import END, MODULE, member, octal, pax, record, written
from source_trees import PLAIN, Tree, repository, write
from steps import growth

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_BYTES
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.sources.source import Source

ENDINGS = pytest.mark.parametrize("ending", ["tar", "tar.gz"])


def _opened(tar: bytes, folder: Path, ending: str) -> Source:
    return open_source(written(tar, folder, ending))


def _refused(tar: bytes, folder: Path, ending: str) -> str:
    with pytest.raises(SourceError) as caught:
        _opened(tar, folder, ending)
    assert "\n" not in caught.value.message
    return caught.value.message


@ENDINGS
@pytest.mark.parametrize(
    ("size", "message"),
    [
        (b"\xff" * 12, "negative size"),
        (b"\xff" * 11 + b"\0", "negative size"),
        (b"-0000000512\0", "a size that is no number"),
        (b"0x0000000ff\0", "a size that is no number"),
        (b"00000000_10\0", "a size that is no number"),
        (b"\x80" + b"\xff" * 11, "more than 4 GiB"),
        (b"\x80" + bytes(6) + b"\xff" * 5, "more than 4 GiB"),
        (octal(1 << 30), "unexpected end of data"),
    ],
)
@pytest.mark.parametrize("kind", [b"0", b"7", b"V", b"?", b"g", b"x", b"L", b"K"])
def test_a_size_that_is_a_lie(kind: bytes, size: bytes, message: str, ending: str, tmp_path: Path) -> None:
    found = _refused(MODULE + member(b"m/b.img", b"x", kind=kind, size=size) + END, tmp_path, ending)
    if kind in b"gxLK" and "size" not in message:
        message = "bytes; the most is 1048576"
    assert message in found


@ENDINGS
@pytest.mark.parametrize("size", [b"-512", b"-1", b"1e3", b"9" * 5000, b"\xd9\xa1", b" 5"])
def test_a_pax_size_that_is_no_number(size: bytes, ending: str, tmp_path: Path) -> None:
    assert "no number" in _refused(MODULE + pax((b"size", size)) + member(b"m/b.go") + END, tmp_path, ending)


@ENDINGS
def test_a_pax_size_counts_for_that_of_the_header(ending: str, tmp_path: Path) -> None:
    content = b"package m // pax\n"
    plain = member(b"m/b.go", content)
    told = pax((b"size", b"%d" % len(content))) + member(b"m/b.go", size=octal(3))[:512] + plain[512:]
    assert _opened(MODULE + told + END, tmp_path, ending).read("b.go") == content


@ENDINGS
@pytest.mark.parametrize(
    "records",
    [
        *(b"0 path=x\n", b"6 path=x\n", b"5000 path=x\n", b"10 path=m/b", b"path=x\n", b"-9 path=x\n", b"\n"),
        *(b"99999999999999999999999999 path=x\n", b"9" * 5000 + b" path=x\n", b"6 path\n", b" 9 path=x\n"),
    ],
)
def test_a_pax_record_that_is_none(records: bytes, ending: str, tmp_path: Path) -> None:
    tar = MODULE + member(b"pax", records, kind=b"x") + member(b"m/b.go") + END
    assert "a record that is none" in _refused(tar, tmp_path, ending)


@ENDINGS
def test_the_last_of_a_repeated_keyword_counts_and_an_empty_one_is_none(ending: str, tmp_path: Path) -> None:
    repeated = pax(*((b"path", b"m/%d.go" % number) for number in range(500))) + member(b"m/x.go", b"package m\n")
    emptied = pax((b"path", b"m/y.go"), (b"path", b"")) + member(b"m/z.go", b"package m\n")
    source = _opened(MODULE + repeated + emptied + END, tmp_path, ending)
    assert source.files("example.com/m") == ("499.go", "a.go", "z.go")


@ENDINGS
def test_headers_about_headers_end(ending: str, tmp_path: Path) -> None:
    """Each without a member between; the reader took them for calls within calls."""
    for header in (
        pax((b"path", b"m/b.go")),
        member(b"long", b"m/b.go\0", kind=b"L"),
        pax((b"comment", b"x"), kind=b"g"),
    ):
        assert "unexpected end of data" in _refused(MODULE + header * 3000, tmp_path, ending)
        source = _opened(MODULE + header * 3000 + member(b"m/c.go", b"package m\n") + END, tmp_path, ending)
        assert len(source.files("example.com/m")) == 2


@ENDINGS
def test_a_sparse_map_that_never_ends(ending: str, tmp_path: Path) -> None:
    start = member(b"m/big.img", kind=b"S", at=482)
    more = bytearray(512)
    more[504] = 1
    assert "unexpected end of data" in _refused(MODULE + start + bytes(more) * 100, tmp_path, ending)
    assert "sparse file whose map has more than" in _refused(MODULE + start + bytes(more) * 3000, tmp_path, ending)


@ENDINGS
@pytest.mark.parametrize(
    "sparse",
    [
        member(b"m/b.go", kind=b"S"),
        pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.name", b"m/b.go"), (b"GNU.sparse.realsize", b"9" * 30))
        + member(b"x"),
        pax((b"GNU.sparse.map", b"0,9" * 9999)) + member(b"m/b.go"),
    ],
)
def test_a_sparse_go_file_is_named(sparse: bytes, ending: str, tmp_path: Path) -> None:
    assert (
        _refused(MODULE + sparse + END, tmp_path, ending)
        == "the archive has 'm/b.go' as a sparse file, which is not read"
    )


@ENDINGS
@pytest.mark.parametrize(
    ("name", "message"),
    [
        (b"m/a\0b.go", "a name with a zero byte"),
        (b"m/" + b"n" * 5000, "a name of more than 4096 bytes"),
        (b"m/" + b"d/" * 300 + b"x.go", "more than 200 folders within each other"),
        (b"..\\x.go", "outside itself"),
        (b"C:\\x.go", "outside itself"),
        (b"c:/x.go", "outside itself"),
        (b"m\\..\\..\\x.go", "outside itself"),
        (b"/x.go", "outside itself"),
        (b"m/../../x.go", "outside itself"),
    ],
)
def test_a_name_that_no_file_has(name: bytes, message: str, ending: str, tmp_path: Path) -> None:
    assert message in _refused(MODULE + pax((b"path", name)) + member(b"m/x.go") + END, tmp_path, ending)
    hard = pax((b"linkpath", name)) + member(b"m/y.go", kind=b"1")
    assert message in _refused(MODULE + hard + END, tmp_path, ending)


@ENDINGS
def test_links_lead_nowhere_else(ending: str, tmp_path: Path) -> None:
    (tmp_path / "secret.go").write_text("package secret\n")
    links = (
        member(b"m/one.go", kind=b"2", target=b"../../secret.go"),
        member(b"m/two.go", kind=b"2", target=str(tmp_path / "secret.go").encode()),
        member(b"m/three.go", kind=b"1", target=b"m/none.go"),
        member(b"m/four.go", kind=b"1", target=b"m/four.go"),
        member(b"m/five.go", kind=b"1", target=b"m/a.go"),
        member(b"m/six.go", kind=b"1", target=b"m/five.go"),
        member(b"m/seven.go", kind=b"2", target=b"eight.go"),
        member(b"m/eight.go", kind=b"2", target=b"seven.go"),
        member(b"m/nine.go", kind=b"3"),
        member(b"m/ten.go", kind=b"6"),
    )
    source = _opened(MODULE + b"".join(links) + END, tmp_path, ending)
    assert source.files("example.com/m") == ("a.go", "five.go", "six.go")
    assert source.read("six.go") == b"package m\n"


@ENDINGS
def test_a_name_that_is_a_file_and_a_folder(ending: str, tmp_path: Path) -> None:
    both = member(b"m/b.go", b"package m\n") + member(b"m/b.go/c.go", b"package c\n") + member(b"m/b.go/", kind=b"5")
    source = _opened(MODULE + both + END, tmp_path, ending)
    assert source.read("b.go") == b"package m\n"
    assert source.packages() == ("example.com/m", "example.com/m/b.go")
    assert source.digest().startswith("sha256:")


@ENDINGS
def test_names_that_are_odd_but_possible_are_read(ending: str, tmp_path: Path) -> None:
    names = (b"m/new\nline.go", b"m/\x1b[2J.go", b"m/\xff\xfe.go", "m/\u202egnp.go".encode(), b"m/back\\slash.go")
    source = _opened(MODULE + b"".join(member(name, b"package m\n") for name in names) + END, tmp_path, ending)
    assert len(source.files("example.com/m")) == 6
    assert all(source.read(file) == b"package m\n" for file in source.files("example.com/m"))
    assert source.digest().startswith("sha256:")


@ENDINGS
def test_one_file_that_is_too_large_is_named_and_the_others_are_read(ending: str, tmp_path: Path) -> None:
    large = member(b"m/large.go", bytes((64 << 20) + 1))
    source = _opened(MODULE + large + member(b"m/twin.go", kind=b"1", target=b"m/large.go") + END, tmp_path, ending)
    assert source.read("a.go") == b"package m\n"
    with pytest.raises(SourceError, match=r"large\.go in .* has more than 67108864 bytes"):
        source.read("large.go")
    with pytest.raises(SourceError, match=r"large\.go in .* has more than 67108864 bytes"):
        source.digest()


@ENDINGS
def test_a_go_mod_that_is_too_large(ending: str, tmp_path: Path) -> None:
    tar = member(b"m/go.mod", bytes((16 << 20) + 1)) + member(b"m/a.go", b"package m\n") + END
    assert "go.mod in " in (found := _refused(tar, tmp_path, ending))
    assert "it has more than 16777216 bytes" in found


def test_a_little_that_unpacks_to_far_more(tmp_path: Path) -> None:
    piece = gzip.compress(bytes(64 << 20))
    bomb = tmp_path / "bomb.tar.gz"
    with bomb.open("wb") as file:
        file.write(gzip.compress(MODULE + END))
        for _ in range(MOST_BYTES // (64 << 20) + 1):
            file.write(piece)
    with pytest.raises(SourceError, match="unpacks to more than 4 GiB"):
        open_source(str(bomb))


@ENDINGS
def test_every_cut_is_read_or_refused(ending: str, tmp_path: Path) -> None:
    whole = Path(
        written(MODULE + pax((b"path", b"m/b.go")) + member(b"x", b"package m\n") + END, tmp_path, ending)
    ).read_bytes()
    cut = tmp_path / f"cut.{ending}"
    for size in range(0, len(whole), 61 if ending == "tar" else 7):
        cut.write_bytes(whole[:size])
        try:
            open_source(str(cut)).digest()
        except SourceError:
            continue


def test_two_gzip_members_are_one_archive_and_garbage_behind_is_none(tmp_path: Path) -> None:
    tar = MODULE + END
    (tmp_path / "two.tar.gz").write_bytes(gzip.compress(tar[:700]) + gzip.compress(tar[700:]))
    assert open_source(str(tmp_path / "two.tar.gz")).files("example.com/m") == ("a.go",)
    (tmp_path / "more.tar.gz").write_bytes(gzip.compress(tar) + b"garbage behind")
    with pytest.raises(SourceError, match="cannot read the archive"):
        open_source(str(tmp_path / "more.tar.gz"))


def test_the_work_grows_as_the_archive_does(tmp_path: Path) -> None:
    def digest(count: int) -> Callable[[], str]:
        records = b"".join(record(b"k%d" % number, b"v") for number in range(20))
        tar = MODULE + b"".join(member(b"p", records, kind=b"x") + member(b"m/%d.go" % n) for n in range(count)) + END
        named = written(tar, tmp_path, "tar")
        return lambda: open_source(named).digest()

    assert growth(digest, 500) < 6


@pytest.mark.parametrize("format_", ["gnu", "oldgnu", "pax", "ustar", "posix"])
@pytest.mark.parametrize("compressed", [True, False])
def test_what_gnu_tar_packs(format_: str, compressed: bool, tmp_path: Path) -> None:
    names = ["long" * 20 + ".go", "sub/" * 40 + "x.go", "größe.go", "new\nline.go"]
    if format_ != "ustar":
        names += ["deep/" * 60 + "y.go", "longer" * 30 + ".go"]
    files = PLAIN.files | dict.fromkeys(names, "package p\n")
    links = PLAIN.links | {"far.go": f"{'./' * 60}plain.go" if format_ != "ustar" else "plain.go"}
    folder = write(Tree(files, {}, links), tmp_path / "tree")
    (folder / "hard.go").hardlink_to(folder / "plain.go")
    with (folder / "image.bin").open("wb") as image:
        image.truncate(1 << 20)
        image.seek(1 << 19)
        image.write(b"x" * 4096)
    os.mkfifo(folder / "pipe.go")
    packed = tmp_path / ("x.tar.gz" if compressed else "x.tar")
    sparse = [] if format_ == "ustar" else ["--sparse"]
    subprocess.run(
        ["tar", *sparse, f"--format={format_}", "-caf", packed, "-C", tmp_path, "tree"], check=True, capture_output=True
    )
    source, there = open_source(str(packed)), open_source(str(folder))
    assert source.digest() == there.digest()
    assert source.packages() == there.packages()
    assert "hard.go" in source.files("example.com/plain/v3")


def test_what_git_packs_has_a_global_header(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    git(work, "archive", "--format=tar.gz", "-o", str(tmp_path / "x.tar.gz"), "--prefix=p/", "HEAD")
    assert open_source(str(tmp_path / "x.tar.gz")).digest() == open_source(f"{work}@HEAD").digest()
