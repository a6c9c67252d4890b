"""Pins made of revisions, archives and modules: what is written, and that it can be fetched again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from source_servers import Site, http_site
from source_trees import Tree, git, repository, tar, write, zipped
from test_source_proxy import FILES, MODULE, NAME, VERSION, packed

from archviz.model.errors import ArchvizError, ProjectError, SourceError
from archviz.model.relations import Position
from archviz.refs import ProviderKind, pin, pins
from archviz.sources.opening import open_source
from archviz.sources.providers.fetch import fetch
from archviz.workspace.pin import NewPin, make_pin
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("_no_proxies")

KETTLE = Tree(
    {
        "go.mod": "module example.org/kettle/v2\n",
        "a.go": "package kettle\n\nfunc Boil() {}\n",
        "api/go.mod": "module example.org/kettle/api\n",
        "api/b.go": "package api\n",
    },
    {},
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in the folder ``docs`` of a repository that is tagged v1.0.0."""
    folder = repository(KETTLE, tmp_path / "work")
    git(folder, "remote", "add", "origin", "https://me:secret@github.com/o/kettle.git")
    (folder / "docs" / "kubernetes-refs").mkdir(parents=True)
    (folder / "docs" / "archviz.toml").touch()
    return Project(folder / "docs", "1.0.0")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with http_site() as served:
        monkeypatch.setenv("GOPROXY", served.address)
        yield served


def make(project: Project, what: str = "", name: str = "", *, offline: bool = True, source: str = "") -> NewPin:
    """A pin, made and written; it must be read back as it was made."""
    settings = Settings(source=source or str(_top(project)), cache=_cache(project), offline=offline)
    made = make_pin(project, settings, what, name)
    assert made.write()
    assert pin(made.pin.version, project.refs).digest == made.pin.digest
    return made


def _top(project: Project) -> Path:
    return project.refs.parents[1]


def _cache(project: Project) -> Path:
    return project.refs.parents[2] / "cache"


def _fault(project: Project, what: str, *, offline: bool = True) -> ArchvizError:
    with pytest.raises((ProjectError, SourceError)) as caught:
        make(project, what, offline=offline)
    assert pins(project.refs) == ()
    return caught.value


# Revisions


def test_the_commit_at_hand(project: Project) -> None:
    made = make(project)
    head = git(_top(project), "rev-parse", "HEAD").strip()
    assert made.notes == ()
    assert (made.pin.name, made.pin.version, made.pin.commit) == ("kettle", "1.0.0", head)
    (provider,) = made.pin.providers
    assert (provider.kind, provider.place, provider.revision) == ("git", "https://github.com/o/kettle.git", "v1.0.0")
    assert made.pin.origin.url(Position("a.go", 3, 1)) == f"https://github.com/o/kettle/blob/{head}/a.go#L3"
    assert made.pin.digest == open_source(str(_top(project))).digest()
    assert made.file == project.refs / "1.0.0.yaml"
    assert "secret" not in made.text


def test_a_pin_has_the_day_of_its_commit_in_utc(project: Project) -> None:
    git(_top(project), "commit", "--quiet", "--amend", "--no-edit", date="2024-03-01T01:30:00+02:00")
    made = make(project, name="1.0.1")
    assert made.pin.date == pin("1.0.1", project.refs).date == datetime.date(2024, 2, 29)
    assert "\ndate: 2024-02-29\n" in made.text


def test_a_pinned_revision_needs_no_network(project: Project) -> None:
    made = make(project)
    assert open_source(str(fetch(made.pin, _cache(project), offline=True))).digest() == made.pin.digest


@pytest.mark.parametrize("what", ["develop", "{commit}", "HEAD"])
def test_what_has_no_tag_is_named_by_the_nearest_one(what: str, project: Project) -> None:
    folder = _top(project)
    (folder / "a.go").write_text("package kettle\n")
    git(folder, "commit", "--quiet", "-am", "Two")
    git(folder, "branch", "develop")
    head = git(folder, "rev-parse", "HEAD").strip()
    made = make(project, what.format(commit=head))
    assert made.pin.version == f"1.0.0-1-g{head[:7]}"
    assert (made.pin.commit, made.pin.providers[0].revision) == (head, "")


def test_a_commit_without_a_tag_is_brought_by_its_id(project: Project, tmp_path: Path) -> None:
    folder = _top(project)
    git(folder, "remote", "remove", "origin")
    (folder / "a.go").write_text("package kettle\n")
    git(folder, "commit", "--quiet", "-am", "Two")
    made = make(project)
    assert any("has no remote" in note for note in made.notes)
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Three")
    found = fetch(made.pin, tmp_path / "another cache", offline=True)
    assert open_source(str(found)).digest() == made.pin.digest


def test_a_module_in_a_folder_of_the_repository(project: Project, tmp_path: Path) -> None:
    folder = _top(project)
    git(folder, "tag", "api/v0.3.0")
    made = make(project, source=str(folder / "api"))
    head = git(folder, "rev-parse", "HEAD").strip()
    assert (made.pin.name, made.pin.version) == ("api", "0.3.0")
    assert (made.pin.providers[0].revision, made.pin.providers[0].folder) == ("api/v0.3.0", "api")
    assert made.pin.origin.url(Position("b.go", 1, 1)) == f"https://github.com/o/kettle/blob/{head}/api/b.go#L1"
    local = made.text.replace("https://github.com/o/kettle.git", str(folder))
    made.file.write_text(local)
    found = fetch(pin("0.3.0", project.refs), tmp_path / "another cache", offline=True)
    assert open_source(str(found)).packages() == ("example.org/kettle/api",)


def test_a_revision_of_another_repository(project: Project, tmp_path: Path) -> None:
    other = repository(Tree({"go.mod": "module example.org/pan\n", "p.go": "package pan\n"}, {}), tmp_path / "pan")
    git(other, "tag", "v3.1.4")
    made = make(project, f"{other}@v3.1.4")
    assert (made.pin.name, made.pin.version) == ("pan", "3.1.4")


def test_what_is_not_committed_is_said(project: Project) -> None:
    (_top(project) / "a.go").write_text("package other\n")
    made = make(project)
    assert any("not committed" in note for note in made.notes)
    assert made.pin.digest != open_source(str(_top(project))).digest()


def test_a_host_that_is_not_known_takes_the_link_of_an_earlier_pin(project: Project) -> None:
    git(_top(project), "remote", "set-url", "origin", "git@git.example.org:o/kettle.git")
    first = make(project)
    assert (first.pin.link, any("no link" in note for note in first.notes)) == ("", True)
    link = "https://git.example.org/o/kettle?f={file}&c={commit}#{line}"
    first.file.write_text(f"{first.text}link: '{link}'\n")
    git(_top(project), "tag", "v1.0.1")
    assert make(project, "v1.0.1").pin.link == link


@pytest.mark.parametrize("what", ["v9.9.9", "nowhere/at/all", "none.zip", "../elsewhere@v1"])
def test_what_is_not_there(what: str, project: Project) -> None:
    assert "cannot read" in _fault(project, what).message


def test_another_pin_is_not_replaced_unless_asked(project: Project) -> None:
    first = make(project, name="mine")
    (_top(project) / "a.go").write_text("package kettle\n")
    git(_top(project), "commit", "--quiet", "-am", "Two")
    settings = Settings(source=str(_top(project)), cache=_cache(project))
    second = make_pin(project, settings, "", "mine")
    with pytest.raises(ProjectError, match="pinned already") as caught:
        second.write()
    assert "--force" in str(caught.value.hint)
    assert first.file.read_text() == first.text
    assert second.write(force=True)
    assert not second.write()


def test_a_name_that_is_no_versions(project: Project) -> None:
    with pytest.raises(ProjectError, match="cannot be named"):
        make(project, name="../evil")


def test_a_revision_without_go(project: Project) -> None:
    empty = repository(Tree({"README": "x"}, {}), project.refs.parents[2] / "empty")
    with pytest.raises(SourceError, match="no Go file"):
        make(project, f"{empty}@v1.0.0")


# Archives


@pytest.mark.parametrize(
    ("name", "version"),
    [("kettle-1.2.3.tar.gz", "1.2.3"), ("v2.0.zip", "2.0"), ("kettle_v1.2.3-rc.1.tgz", "1.2.3-rc.1")],
)
@pytest.mark.parametrize("near", [True, False])
def test_an_archive_of_this_machine(name: str, version: str, near: bool, project: Project, tmp_path: Path) -> None:
    tree = write(KETTLE, tmp_path / "tree")
    place = _top(project) / "third" if near else tmp_path / "elsewhere"
    place.mkdir()
    file = (zipped if name.endswith("zip") else tar)(tree, place / name, top="kettle")
    made = make(project, str(file))
    assert (made.pin.name, made.pin.version, made.pin.commit, made.pin.link) == ("kettle", version, "", "")
    assert made.pin.providers[0].place == (f"../../third/{name}" if near else file.as_uri())
    assert made.pin.digest == open_source(str(tree)).digest()
    found = fetch(pin(version, project.refs), tmp_path / "another cache", offline=True)
    assert open_source(str(found)).digest() == made.pin.digest


def test_an_archive_whose_name_has_no_version_needs_one(project: Project, tmp_path: Path) -> None:
    file = zipped(write(KETTLE, tmp_path / "tree"), tmp_path / "kettle.zip")
    assert "--name" in str(_fault(project, str(file)).hint)
    assert make(project, str(file), "7").pin.version == "7"
    (tmp_path / "x.zip").write_text("no zip")
    with pytest.raises(SourceError):
        make(project, str(tmp_path / "x.zip"), "8")


def test_an_archive_of_a_site(project: Project, site: Site, tmp_path: Path) -> None:
    tree = write(KETTLE, tmp_path / "tree")
    site.pages["/kettle/v1.5.0.tar.gz"] = tar(tree, tmp_path / "x.tgz", top="kettle-1.5.0").read_bytes()
    url = f"{site.address}/kettle/v1.5.0.tar.gz"
    assert "not on this machine" in _fault(project, url).message
    assert site.asked == []
    made = make(project, url, offline=False)
    assert (made.pin.version, made.pin.providers[0].place) == ("1.5.0", url)
    found = fetch(pin("1.5.0", project.refs), tmp_path / "another cache")
    assert open_source(str(found)).digest() == made.pin.digest
    site.pages.clear()
    fetch(made.pin, _cache(project), offline=True)


# Modules


def test_a_module_with_its_sums(project: Project, site: Site, tmp_path: Path) -> None:
    site.pages[f"{NAME}.zip"] = packed(FILES)
    made = make(project, f"{MODULE}@{VERSION}", offline=False)
    (provider,) = made.pin.providers
    assert (provider.kind, provider.place, provider.revision) == (ProviderKind.GOPROXY, MODULE, VERSION)
    assert provider.sum.startswith("h1:")
    assert provider.mod_sum.startswith("h1:")
    assert made.pin.version == VERSION[1:]
    assert any("no go.sum" in note for note in made.notes)
    assert f"{NAME}.info" in site.asked
    fetch(pin(VERSION[1:], project.refs), tmp_path / "another cache")
    (_top(project) / "go.sum").write_text(
        f"{MODULE} {VERSION} {provider.sum}\n{MODULE} {VERSION}/go.mod {provider.mod_sum}\n{MODULE} v9.9.9 h1:x\n"
    )
    settings = Settings(cache=_cache(project))
    assert make_pin(project, settings, f"{MODULE}@{VERSION}").pin == made.pin
    (_top(project) / "go.sum").write_text(f"{MODULE} {VERSION} h1:{'a' * 43}=\n")
    with pytest.raises(SourceError, match="has the sum"):
        make_pin(project, settings, f"{MODULE}@{VERSION}")


def test_a_proxy_says_where_a_module_comes_from(project: Project, site: Site) -> None:
    site.pages[f"{NAME}.zip"] = packed(FILES)
    site.pages[f"{NAME}.info"] = (
        '{"Version": "v1", "Origin": {"VCS": "git", "URL": "https://gitlab.com/g/box", "Subdir": "lids", '
        f'"Hash": "{"ab" * 20}", "Ref": "refs/tags/x"}}}}'
    ).encode()
    made = make(project, f"{MODULE}@{VERSION}", offline=False)
    assert made.pin.commit == "ab" * 20
    url = made.pin.origin.url(Position("box.go", 1, 1))
    assert url == f"https://gitlab.com/g/box/-/blob/{'ab' * 20}/lids/box.go#L1"


@pytest.mark.parametrize("info", [b"", b"[]", b'{"Origin": {"VCS": "git", "URL": "--x", "Hash": "1"}}', b"\xff"])
def test_what_a_proxy_says_badly_is_passed_over(info: bytes, project: Project, site: Site) -> None:
    site.pages[f"{NAME}.zip"] = packed(FILES)
    site.pages[f"{NAME}.info"] = info
    assert make(project, f"{MODULE}@{VERSION}", offline=False).pin.commit == ""


def test_a_module_without_the_network(
    project: Project, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match="GOPROXY names no proxy"):
        make(project, f"{MODULE}@{VERSION}")
    assert site.asked == []
    folder = tmp_path / "proxy"
    (folder / NAME[1:]).parent.mkdir(parents=True)
    (folder / f"{NAME[1:]}.zip").write_bytes(packed(FILES))
    monkeypatch.setenv("GOPROXY", folder.as_uri())
    made = make(project, f"{MODULE}@{VERSION}", "box-1")
    assert made.pin.version == "box-1"


def test_a_module_of_a_known_host_links_to_its_tag(project: Project, site: Site) -> None:
    files = {"go.mod": "module github.com/o/pan\n", "p.go": "package pan\n"}
    site.pages["/github.com/o/pan/@v/v1.2.3.zip"] = packed(files, "github.com/o/pan@v1.2.3/")
    made = make(project, "github.com/o/pan@v1.2.3", "mine", offline=False)
    assert made.pin.origin.url(Position("p.go", 1, 1)) == "https://github.com/o/pan/blob/v1.2.3/p.go#L1"


@pytest.mark.parametrize("version", ["latest", "v1", "v1.2", "master"])
def test_a_version_that_is_not_in_full_says_how_to_find_it(version: str, project: Project, site: Site) -> None:
    fault = _fault(project, f"{MODULE}@{version}", offline=False)
    assert f"go list -m {MODULE}@{version}" in str(fault.hint)
    assert site.asked == []
