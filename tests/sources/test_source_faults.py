"""What cannot be a source ends in one clear SourceError."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from runs_git import git
from source_trees import PLAIN, UPSTREAM, Tree, contained, repository, tar, write, zipped

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source


def _fault(path: Path | str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        open_source(str(path))
    assert "\n" not in caught.value.message
    return caught.value


def test_nothing_there(tmp_path: Path) -> None:
    fault = _fault(tmp_path / "none")
    assert fault.message == f"no source at {tmp_path / 'none'}"
    assert fault.hint is not None
    assert "PATH@REV" in fault.hint


@pytest.mark.parametrize(
    "path", ["x" * 5000, "x/" * 5000, "~nobody-of-this-name/tree", "a\0b", "\ud800", "\0@HEAD", "x" * 300 + "@v1"]
)
def test_a_place_that_cannot_be(path: str) -> None:
    assert _fault(path).message == f"no source at {path}"


def test_an_empty_folder(tmp_path: Path) -> None:
    fault = _fault(tmp_path)
    assert fault.message == f"no Go source in {tmp_path}"
    assert fault.hint is not None
    assert "go.mod, staging/src, vendor" in fault.hint


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    assert "no Go source" in _fault(write(Tree({"docs/a.md": "# A\n", "src.txt": ""}, {}), tmp_path / "tree")).message


def test_a_module_without_go_files(tmp_path: Path) -> None:
    tree = Tree({"go.mod": "module example.com/empty\n", "a_test.go": "package a\n"}, {})
    assert "no Go file" in _fault(write(tree, tmp_path / "tree")).message


@pytest.mark.parametrize("content", [b"", b"package main\n", b"\x00" * 2048, b"BZh91AY&SY"])
def test_a_plain_file(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "main.go"
    file.write_bytes(content)
    fault = _fault(file)
    assert fault.message == f"{file} is no archive"
    assert fault.hint == "an archive is a .tar.gz, .tgz, .tar or .zip"


@pytest.mark.parametrize("container", ["tar.gz", "tar", "zip"])
@pytest.mark.parametrize("share", [0.03, 0.3, 0.6, 0.9, 0.995])
def test_an_archive_cut_short(container: str, share: float, tmp_path: Path) -> None:
    noise = "".join(f"// {number * 7919 % 104729}\n" for number in range(20000))
    tree = Tree(PLAIN.files | {"sub/noise.go": f"package sub\n{noise}"}, {})
    whole = Path(contained(tree, container, tmp_path)).read_bytes()
    end = len(whole) if container != "tar" else len(whole.rstrip(b"\0"))
    cut = tmp_path / f"cut.{container}"
    cut.write_bytes(whole[: int(end * share)])
    fault = _fault(cut)
    assert fault.message.startswith(f"cannot read the archive {cut}: ")
    assert fault.hint == "it may be cut short: bring it again"


def test_a_tar_cut_at_the_end_of_a_member(tmp_path: Path) -> None:
    whole = tar(write(PLAIN, tmp_path / "tree"), tmp_path / "x.tar", "w:").read_bytes()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[: len(whole.rstrip(b"\0")) // 512 * 512 + 512])
    assert "unexpected end of data" in _fault(cut).message


def test_a_tar_with_a_broken_header_in_its_middle(tmp_path: Path) -> None:
    whole = bytearray(tar(write(PLAIN, tmp_path / "tree"), tmp_path / "x.tar", "w:").read_bytes())
    start = whole.index(b"./server/inner/inner.go")
    whole[start : start + 4] = b"\xff\xfe\xfd\xfc"
    (tmp_path / "broken.tar").write_bytes(whole)
    (tmp_path / "broken.tar.gz").write_bytes(gzip.compress(bytes(whole)))
    assert "bad checksum" in _fault(tmp_path / "broken.tar").message
    assert "bad checksum" in _fault(tmp_path / "broken.tar.gz").message


def test_a_flipped_bit_in_a_compressed_tar(tmp_path: Path) -> None:
    raw = gzip.compress(tar(write(PLAIN, tmp_path / "tree"), tmp_path / "x.tar", "w:").read_bytes(), 0)
    spoilt = bytearray(raw)
    spoilt[raw.index(b"package inner")] ^= 1
    (tmp_path / "spoilt.tar.gz").write_bytes(spoilt)
    assert "CRC" in _fault(tmp_path / "spoilt.tar.gz").message


def test_a_flipped_bit_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("go.mod", "module example.com/x\n")
        archive.writestr("x.go", "package spoilt\n")
    content = bytearray((tmp_path / "x.zip").read_bytes())
    content[content.index(b"spoilt")] ^= 1
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(SourceError, match=r"cannot read x\.go in .*CRC"):
        open_source(str(tmp_path / "x.zip")).read("x.go")


@pytest.mark.parametrize("name", ["../outside.go", "sub/../../outside.go", "/outside.go", "./../outside.go"])
@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
def test_an_archive_that_names_a_file_outside_itself(kind: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / f"evil.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(file, "w") as zip_archive:
            zip_archive.writestr("go.mod", "module example.com/x\n")
            zip_archive.writestr(name, "package x\n")
    else:
        with tarfile.open(file, "w:gz" if kind == "tar.gz" else "w:") as archive:
            member = tarfile.TarInfo(name)
            member.size = 10
            archive.addfile(member, io.BytesIO(b"package x\n"))
    assert _fault(file).message == f"the archive names a file outside itself: {name!r}"


def test_an_archive_that_shrinks_while_it_is_used(tmp_path: Path) -> None:
    file = tar(write(PLAIN, tmp_path / "tree"), tmp_path / "x.tar", "w:")
    source = open_source(str(file))
    file.write_bytes(b"")
    with pytest.raises(SourceError, match=r"cannot read plain\.go in .*unexpected end of data"):
        source.read("plain.go")


def test_a_file_that_vanishes_while_it_is_used(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    source = open_source(str(folder))
    source.files("example.com/plain/v3")
    (folder / "plain.go").unlink()
    with pytest.raises(SourceError, match=r"cannot read .*plain\.go: No such file"):
        source.read("plain.go")


def test_a_hard_link_in_a_tar_is_the_file_it_links_to(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    (folder / "twin.go").hardlink_to(folder / "plain.go")
    for file in (tar(folder, tmp_path / "x.tar.gz"), tar(folder, tmp_path / "x.tar", "w:")):
        source = open_source(str(file))
        assert source.files("example.com/plain/v3") == ("plain.go", "twin.go")
        assert source.read("plain.go") == source.read("twin.go") == b"package plain\n"
        assert source.digest() == open_source(str(folder)).digest()


def test_a_revision_that_does_not_exist(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    assert (
        _fault(f"{work}@v9.9.9").message
        == f"cannot read {work}@v9.9.9: the repository has no tag, branch or commit v9.9.9"
    )


def test_a_revision_is_not_taken_for_an_option(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    assert _fault(f"{work}@--help").message.startswith(f"cannot read {work}@--help: ")


def test_an_object_that_a_repository_lacks_spoils_no_other(tmp_path: Path) -> None:
    work = repository(UPSTREAM, tmp_path / "work")
    lost = git(work, "rev-parse", "HEAD:pkg/controlplane/config.go").strip()
    (work / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    source = open_source(f"{work}@HEAD")
    with pytest.raises(SourceError, match=f"the repository has no object {lost}"):
        source.digest()
    assert source.read("pkg/controlplane/instance.go") == UPSTREAM.files["pkg/controlplane/instance.go"].encode()
    with pytest.raises(SourceError, match=f"the repository has no object {lost}"):
        source.read("pkg/controlplane/config.go")


def test_a_revision_of_what_is_no_repository(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    assert "not a git repository" in _fault(f"{folder}@HEAD").message


def test_a_bare_repository_without_a_revision(tmp_path: Path) -> None:
    contained(PLAIN, "bare repository", tmp_path)
    fault = _fault(tmp_path / "bare.git")
    assert fault.hint is not None
    assert "a git repository is read as PATH@REV" in fault.hint


def test_git_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = repository(PLAIN, tmp_path / "work")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _fault(f"{work}@HEAD").message == "git is not installed"


def test_links_that_turn_in_a_circle_end(tmp_path: Path) -> None:
    circle = Tree(PLAIN.files, {}, {"sub/x.go": "y.go", "sub/y.go": "x.go", "round": "round"})
    source = open_source(str(write(circle, tmp_path / "tree")))
    assert source.files("example.com/plain/v3/sub") == ("sub/linked.go",)
    assert source.files("example.com/plain/v3/round") == ()


def test_a_zip_of_a_tree(tmp_path: Path) -> None:
    """The control for the cut archives: uncut, they open."""
    assert open_source(str(zipped(write(PLAIN, tmp_path / "tree"), tmp_path / "x.zip"))).packages()
