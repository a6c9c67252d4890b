"""Zips that somebody made to do harm."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

_CENTRAL = b"PK\x01\x02"
_FILES = {"m/go.mod": b"module example.com/m\n", "m/a.go": b"package m\n", "m/b.go": b"package m\n\nfunc B() {}\n"}


def _zip(files: dict[str, bytes] | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in (_FILES | (files or {})).items():
            archive.writestr(name, content)
    return bytearray(packed.getvalue())


def _set(content: bytearray, name: bytes, offset: int, form: str, value: int) -> None:
    """Sets a field of a member's central header: APPNOTE.TXT, 4.3.12."""
    at = content.rfind(name) - 46
    assert content[at : at + 4] == _CENTRAL
    struct.pack_into(form, content, at + offset, value)


def _file(content: bytes | bytearray, folder: Path) -> str:
    (folder / "x.zip").write_bytes(content)
    return str(folder / "x.zip")


def test_a_member_that_becomes_more_than_the_zip_says_is_not_unpacked(tmp_path: Path) -> None:
    content = _zip({"m/c.go": bytes(200 << 20)})
    _set(content, b"m/c.go", 24, "<I", 10)
    source = open_source(_file(content, tmp_path))
    tracemalloc.start()
    with pytest.raises(SourceError, match=r"cannot read c\.go in .*CRC"):
        source.read("c.go")
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()
    assert source.read("a.go") == b"package m\n"


def test_a_member_that_becomes_less_than_the_zip_says(tmp_path: Path) -> None:
    content = _zip()
    _set(content, b"m/b.go", 24, "<I", 60 << 20)
    source = open_source(_file(content, tmp_path))
    with pytest.raises(SourceError, match=r"cannot read b\.go"):
        source.read("b.go")
    assert source.read("a.go") == b"package m\n"


def test_a_member_that_is_too_large(tmp_path: Path) -> None:
    source = open_source(_file(_zip({"m/c.go": bytes((64 << 20) + 1)}), tmp_path))
    with pytest.raises(SourceError, match=r"c\.go in .* has more than 67108864 bytes"):
        source.read("c.go")
    with pytest.raises(SourceError, match=r"c\.go in .* has more than 67108864 bytes"):
        source.digest()


def test_members_that_unpack_to_too_much_together(tmp_path: Path) -> None:
    content = _zip()
    for name in (b"m/a.go", b"m/b.go"):
        _set(content, name, 24, "<I", 0xFFFF0000)
    with pytest.raises(SourceError, match="unpacks to more than 4 GiB"):
        open_source(_file(content, tmp_path))


def test_one_member_under_many_names(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in _FILES.items():
            archive.writestr(name, text)
        archive.writestr("m/0.go", b"package m\n" * 1000)
        first = archive.infolist()[-1]
        for number in range(1, 20000):
            again = zipfile.ZipInfo(f"m/{number}.go")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.file_size, again.compress_size = first.file_size, first.compress_size
            archive.filelist.append(again)
    with pytest.raises(SourceError, match="its members overlap"):
        open_source(_file(packed.getvalue(), tmp_path))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9, 93, 99])
def test_only_stored_and_deflated_members_are_read(method: int, tmp_path: Path) -> None:
    content = _zip()
    _set(content, b"m/b.go", 10, "<H", method)
    source = open_source(_file(content, tmp_path))
    with pytest.raises(SourceError, match=rf"cannot read b\.go in .*: compressed by method {method}, not by deflate"):
        source.read("b.go")
    assert source.read("a.go") == b"package m\n"


def test_a_member_that_is_encrypted(tmp_path: Path) -> None:
    content = _zip()
    _set(content, b"m/b.go", 8, "<H", 1)
    source = open_source(_file(content, tmp_path))
    with pytest.raises(SourceError, match=r"cannot read b\.go in .*encrypted"):
        source.read("b.go")
    assert source.read("a.go") == b"package m\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("m/c\0.go", "a name with a zero byte"),
        ("..\\c.go", "outside itself"),
        ("C:\\c.go", "outside itself"),
        ("m/" + "d/" * 300 + "c.go", "more than 200 folders within each other"),
        ("m/" + "n" * 5000, "a name of more than 4096 bytes"),
    ],
)
def test_a_name_that_no_file_has(name: str, message: str, tmp_path: Path) -> None:
    stand_in = name.replace("\0", "0")
    content = bytes(_zip({stand_in: b""})).replace(stand_in.encode(), name.encode())
    with pytest.raises(SourceError, match=message) as caught:
        open_source(_file(content, tmp_path))
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("content", [b"/etc/passwd", b"../../outside.go", b"c\0.go", b"\xff\xfe", b"c.go", b""])
def test_a_link_leads_nowhere_else(content: bytes, tmp_path: Path) -> None:
    packed = io.BytesIO(_zip())
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("m/c.go")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, content)
    assert open_source(_file(packed.getvalue(), tmp_path)).files("example.com/m") == ("a.go", "b.go")


def test_a_link_whose_target_is_too_long(tmp_path: Path) -> None:
    packed = io.BytesIO(_zip())
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("m/c.go")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, b"x" * 4097)
    with pytest.raises(SourceError, match="a link with a target of more than 4096 bytes"):
        open_source(_file(packed.getvalue(), tmp_path))


@pytest.mark.parametrize(
    ("offset", "form"), [(6, "<H"), (8, "<H"), (20, "<I"), (28, "<H"), (30, "<H"), (32, "<H"), (42, "<I")]
)
@pytest.mark.parametrize("value", [0, 1, 45, 0x7FFF, 0x800, 0xFFFF, 0xFFFFFFFF])
def test_a_directory_that_says_odd_things(offset: int, form: str, value: int, tmp_path: Path) -> None:
    """Whatever zipfile raises for it, it is a SourceError or the files that the zip still has."""
    content = _zip({"m/c.go": b"package m\n"})
    _set(content, b"m/b.go", offset, form, value & (0xFFFF if form == "<H" else 0xFFFFFFFF))
    try:
        source = open_source(_file(content, tmp_path))
        assert "a.go" in source.files("example.com/m")
        for file in source.files("example.com/m"):
            source.read(file)
    except SourceError as error:
        assert "x.zip" in error.message or "the archive" in error.message  # noqa: PT017  # either is right


def test_every_cut_is_read_or_refused(tmp_path: Path) -> None:
    whole = bytes(_zip())
    for size in range(len(whole)):
        with pytest.raises(SourceError):
            open_source(_file(whole[:size], tmp_path))


def test_a_zip_behind_a_program_is_read(tmp_path: Path) -> None:
    """With a comment, and folders that have members of their own."""
    packed = io.BytesIO(_zip())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("m/sub/", b"")
        archive.writestr("m/sub/c.go", b"package sub\n")
        archive.comment = b"a comment"
    source = open_source(_file(b"PK#!/bin/sh\n" + packed.getvalue(), tmp_path))
    assert source.packages() == ("example.com/m", "example.com/m/sub")
