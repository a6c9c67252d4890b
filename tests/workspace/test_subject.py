"""A version told from a path, the same for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source
from archviz.sources.progress import Silent
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings, named, open_subject

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a pin and two locks, in the working directory; beside it a source named like a version."""
    (tmp_path / "archviz-refs").mkdir()
    archive = f"digest: sha256:{'0' * 64}\nproviders:\n  - {{kind: archive, place: https://e.org/k.zip}}\n"
    (tmp_path / "archviz-refs" / "1.20.2.yaml").write_text(f"name: K\nversion: 1.20.2\n{archive}")
    for name in ("1.20.2.lock.json", "microshift-1.31.lock.json"):
        (tmp_path / "archviz-refs" / name).touch()
    for folder in ("1.20.2", "2.0", "kettles"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, "1.20.2")


@pytest.mark.parametrize(
    ("text", "version"), [("1.20.2", "1.20.2"), ("v1.20.2", "1.20.2"), ("microshift-1.31", "microshift-1.31")]
)
def test_a_pin_or_a_lock_is_a_version_whatever_stands_beside(project: Project, text: str, version: str) -> None:
    found = named(project, Settings(source="else"), text)
    assert (found.version, found.source) == (version, "")


@pytest.mark.parametrize("text", ["kettles", "2.0", "./1.20.2", "kettles@v1.2", "1.99/src", "nowhere"])
def test_anything_else_is_a_source(project: Project, text: str) -> None:
    found = named(project, Settings(version="else"), text)
    assert (found.version, found.source) == ("", text)


@pytest.mark.parametrize("text", ["9.9", "v1.31", "microshift-1.30"])
def test_an_unknown_version_names_the_known_ones(project: Project, text: str) -> None:
    with pytest.raises(SourceError) as caught:
        named(project, Settings(), text)
    assert caught.value.message == f"no version {text} is pinned or locked"
    assert caught.value.hint == "there are 1.20.2, microshift-1.31; or name a source by its path"


def test_a_checkout_with_crlf_is_the_version_that_it_was_committed_as(tmp_path: Path) -> None:
    """As git writes it on Windows (core.autocrlf); a note says where it is none."""
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    for folder, end in ((unix, b"\n"), (windows, b"\r\n")):
        folder.mkdir()
        (folder / "go.mod").write_bytes(b"module example.org/kettle\n".replace(b"\n", end))
        (folder / "a.go").write_bytes(b"package kettle\n\nfunc Boil() {}\n".replace(b"\n", end))
    refs = tmp_path / "archviz-refs"
    refs.mkdir()
    (refs / "1.0.yaml").write_text(
        f'name: Kettle\nversion: "1.0"\ncommit: {"ab" * 20}\nlink: "https://git.example.org/{{commit}}/{{file}}#L{{line}}"\n'
        f"digest: {open_source(str(unix)).digest()}\nproviders:\n"
        '  - {kind: archive, place: "https://git.example.org/x.tar.gz"}\n'
    )
    project, notes = Project(tmp_path, "1.0"), _Notes()
    found = [open_subject(project, Settings(source=str(one), progress=notes)) for one in (unix, windows)]
    assert [str(one.origin) for one in found] == ["Kettle 1.0", "Kettle 1.0"]
    assert found[0].digest == found[1].digest
    assert notes.lines == []
    (windows / "a.go").write_bytes(b"package kettle\r\n")
    assert open_subject(project, Settings(source=str(windows), progress=notes)).origin.version == ""
    assert notes.lines == [f"{windows}: its lines end with CRLF, and it is no pinned version"]


class _Notes(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)
