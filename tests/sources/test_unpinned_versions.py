"""Versions without a pin: had as a pinned one is, from git, archives and module proxies, and then the same for good."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from source_servers import Site, git_daemon, http_site
from source_trees import Tree, git, tar, write
from test_source_proxy import packed

from archviz.model.errors import SourceError
from archviz.refs import Pin, PinnedSource, Provider, ProviderKind, pin, pin_path, pin_text
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings, named
from archviz.workspace.unpinned import like_pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("_no_proxies")

ROOT = Path(__file__).parents[2]
FIGURE = (
    "figure: 1\nkind: diagram\nid: boil\ntitle: Boil\npackages: {k: example.org/kettle}\n"
    "cards:\n  - {func: k.Boil}\n  - {func: k.pour}\nedges:\n  - {from: k.Boil, to: k.pour, kind: call}\n"
)
DIGEST = f"sha256:{'0' * 64}"


def kettle(version: str) -> Tree:
    """The module as it is at a version; at 3 nothing is poured any more."""
    call = "" if version.startswith("3.") else " pour() "
    code = f'package kettle\n\nconst V = "{version}"\n\nfunc Boil() {{{call}}}\n\nfunc pour() {{}}\n'
    return Tree({"go.mod": "module example.org/kettle\n", "kettle.go": code}, {})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "house"
    for name in ("archviz-refs", "diagrams/kettles"):
        (folder / name).mkdir(parents=True)
    (folder / "archviz.toml").write_text('version = "1.0.0"\n')
    (folder / "diagrams" / "kettles" / "boil.yaml").write_text(FIGURE)
    return Project(folder, "1.0.0")


@pytest.fixture
def site() -> Iterator[Site]:
    with http_site() as served:
        yield served


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[str]:
    """The address of a repository with tags, which a project elsewhere pins one of."""
    folder = tmp_path / "served" / "kettle"
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "-b", "main")
    for version in ("1.0.0", "1.1.0", "1.1.1", "1.2.0-rc.1", "3.0.0"):
        write(kettle(version), folder)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", version)
        git(folder, "tag", "-a", "-m", version, f"v{version}")
    with git_daemon(tmp_path / "served") as address:
        yield f"{address}/kettle"


def run(project: Project, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """archviz in the project, with a cache and a key of its own."""
    own = {
        "PYTHONPATH": str(ROOT),
        "ARCHVIZ_CACHE": str(project.root / "cache"),
        "XDG_STATE_HOME": str(project.root / "state"),
    }
    command = [sys.executable, "-m", "archviz", *arguments]
    return subprocess.run(
        command, cwd=project.root, env=os.environ | own | environment, capture_output=True, text=True, check=False
    )


def pinned(project: Project, *providers: Provider, version: str = "1.0.0", commit: str = "a" * 40) -> None:
    """Pins a version that is never brought itself."""
    made = Pin("Kettle", version, DIGEST, providers, commit if providers[0].kind == "git" else "")
    pin_path(project.refs, version).write_text(pin_text(made))


# From git


def test_a_tag_is_brought_held_and_kept(project: Project, remote: str, tmp_path: Path) -> None:
    """Without a network from then on, and as it was, whatever becomes of the tag."""
    pinned(project, Provider(ProviderKind.GIT, remote, "v1.0.0"))
    served = tmp_path / "served" / "kettle"
    commit = git(served, "rev-parse", "v1.1.0^{commit}").strip()
    done = run(project, "check", "v1.1.0", "-q")
    assert (done.returncode, done.stdout) == (0, "3 of 3 claims in 1 figure are proved at 1.1.0\n")
    said = f"1.1.0 is not pinned: commit {commit}, digest sha256:"
    assert said in run(project, "check", "1.1.0").stderr
    git(served, "tag", "--force", "v1.1.0", "v3.0.0")
    again = run(project, "check", "1.1.0", "--offline")
    assert (again.returncode, again.stdout) == (done.returncode, done.stdout)
    assert said in again.stderr
    assert again.stderr.count("is not pinned") == 1
    other = run(project, "check", "3.0.0")
    assert (other.returncode, "figure 1, edges[0]" in other.stdout) == (1, True)


def test_it_is_pinned_by_one_option(project: Project, remote: str, tmp_path: Path) -> None:
    pinned(project, Provider(ProviderKind.GIT, remote, "v1.0.0"))
    done = run(project, "fetch", "1.1.0", "--pin", "-q")
    assert done.returncode == 0
    made = pin("1.1.0", project.refs)
    made_on = int(git(tmp_path / "served" / "kettle", "show", "-s", "--format=%ct", "v1.1.0^{}"))
    assert made.date == datetime.datetime.fromtimestamp(made_on, datetime.UTC).date()
    assert (made.name, made.commit) == ("Kettle", git(tmp_path / "served" / "kettle", "rev-parse", "v1.1.0^{}").strip())
    assert made.providers == (Provider(ProviderKind.GIT, remote, "v1.1.0"),)
    assert Path(done.stdout.strip()).name == f"1.1.0-{made.digest[7:23]}"
    checked = run(project, "check", "1.1.0", "--offline")
    assert "is not pinned" not in checked.stderr
    assert run(project, "fetch", "1.1.0", "--pin").returncode == 0


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("1.1", "v1.1.1, v1.1.0"), ("1.1.2", "v1.1.1, v3.0.0"), ("9.0.0", "v3.0.0"), ("0.1", "v1.0.0, v3.0.0")],
)
def test_no_such_version_names_the_nearest(wanted: str, near: str, project: Project, remote: str) -> None:
    pinned(project, Provider(ProviderKind.GIT, remote, "v1.0.0"))
    done = run(project, "check", wanted)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: cannot bring {wanted}, which is not pinned:\n  git: {remote} has no tag v{wanted}\n" in done.stderr
    assert f"hint: the nearest tags are {near}; " in done.stderr
    assert done.stderr.endswith("pinned are 1.0.0\n")
    assert not [*(project.root / "cache").rglob("*.json")]


@pytest.mark.usefixtures("remote")
def test_a_repository_on_this_machine(project: Project, tmp_path: Path) -> None:
    pinned(project, Provider(ProviderKind.GIT, (tmp_path / "served" / "kettle").as_uri(), "v1.0.0"))
    assert run(project, "check", "1.1.0", "--offline").returncode == 0
    done = run(project, "check", "1.1.9", "--offline")
    assert "the nearest tags are v1.1.1, v3.0.0" in done.stderr


def test_offline_and_without_a_network(project: Project) -> None:
    pinned(project, Provider(ProviderKind.GIT, "git://127.0.0.1:1/kettle", "v1.0.0"))
    done = run(project, "check", "1.1.0", "--offline")
    assert done.returncode == 2
    assert done.stderr.startswith("error: 1.1.0 is neither pinned nor in the cache\nhint: go online, or ")
    done = run(project, "check", "1.1.0")
    assert done.returncode == 2
    assert "cannot bring 1.1.0, which is not pinned:\n  git: unable to connect to 127.0.0.1" in done.stderr


def test_two_versions_are_compared_without_pins(project: Project, remote: str) -> None:
    pinned(project, Provider(ProviderKind.GIT, remote, "v1.0.0"))
    done = run(project, "diff", "1.1.0", "v1.1.1", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert named(project, Settings(), "v1.1.1").version == "1.1.1"


def test_a_spoilt_or_strange_record_does_not_count(project: Project, remote: str) -> None:
    pinned(project, Provider(ProviderKind.GIT, remote, "v1.0.0"))
    assert run(project, "check", "1.1.0").returncode == 0
    (record,) = (project.root / "cache" / "versions").iterdir()
    for content in (b"", b"{", record.read_bytes().replace(b"1.1.0", b"1.1.1")):
        record.write_bytes(content)
        done = run(project, "check", "1.1.0", "--offline")
        assert (done.returncode, "neither pinned nor in the cache" in done.stderr) == (2, True)
        record.write_bytes(content)
        assert run(project, "check", "1.1.0").returncode == 0
    assert run(project, "cache", "clear", "--versions").returncode == 0
    assert not record.exists()


def test_several_sources(project: Project, remote: str, tmp_path: Path) -> None:
    """Each as another version of it: the tag of a library may be v0.1.0 for 1.1.0."""
    library = tmp_path / "served" / "lid"
    library.mkdir()
    git(library, "init", "--quiet", "-b", "main")
    write(Tree({"go.mod": "module example.org/lid\n", "lid.go": "package lid\n"}, {}), library)
    git(library, "add", "--all")
    git(library, "commit", "--quiet", "-m", "One")
    git(library, "tag", "v0.1.0")
    lids = PinnedSource(
        DIGEST, (Provider(ProviderKind.GIT, remote.replace("kettle", "lid"), "v0.0.0"),), "lid", "b" * 40
    )
    rest = PinnedSource(DIGEST, (Provider(ProviderKind.GIT, remote, "v1.0.0"),), "", "a" * 40)
    pin_path(project.refs, "1.0.0").write_text(pin_text(Pin("Kettle", "1.0.0", DIGEST, sources=(lids, rest))))
    done = run(project, "fetch", "1.1.0", "--pin", "-q")
    assert done.returncode == 0, done.stderr
    assert (Path(done.stdout.strip()) / "lid" / "lid.go").is_file()
    made = pin("1.1.0", project.refs)
    assert [one.providers[0].revision for one in made.sources] == ["v0.1.0", "v1.1.0"]
    shutil.rmtree(project.root / "cache")
    assert run(project, "check", "1.1.0").returncode == 0


# From archives and proxies


def test_an_archive_by_its_address(project: Project, site: Site, tmp_path: Path) -> None:
    file = tar(write(kettle("1.1.0"), tmp_path / "kettle"), tmp_path / "k.tgz", top="kettle-1.1.0")
    site.pages["/v1.1.0/kettle-1.1.0.tar.gz"] = file.read_bytes()
    pinned(project, Provider(ProviderKind.ARCHIVE, f"{site.address}/v1.0.0/kettle-1.0.0.tar.gz"))
    done = run(project, "check", "1.1.0")
    assert done.returncode == 0
    assert "1.1.0 is not pinned: digest sha256:" in done.stderr
    done = run(project, "check", "1.1.1")
    assert (done.returncode, f"{site.address}/v1.1.1/kettle-1.1.1.tar.gz answers 404" in done.stderr) == (2, True)


def test_a_module_from_a_proxy_and_the_sum_that_go_sum_has(project: Project, site: Site) -> None:
    files = kettle("1.1.0").files
    site.pages["/example.org/kettle/@v/v1.1.0.zip"] = packed(files, "example.org/kettle@v1.1.0/")
    site.pages["/example.org/kettle/@v/list"] = b"v1.0.0\nv1.1.0\nv1.1.1-rc.1\n"
    pinned(project, Provider(ProviderKind.GOPROXY, "example.org/kettle", "v1.0.0"))
    (project.root / "go.sum").write_text(f"example.org/kettle v1.1.0 h1:{'A' * 43}=\n")
    done = run(project, "check", "1.1.0", GOPROXY=site.address)
    assert (done.returncode, "has the sum h1:" in done.stderr) == (2, True)
    (project.root / "go.sum").unlink()
    assert run(project, "check", "1.1.0", GOPROXY=site.address).returncode == 0
    done = run(project, "check", "1.1.2", GOPROXY=site.address)
    assert (done.returncode, "the nearest versions are v1.1.0" in done.stderr) == (2, True)


# Which pin tells


def test_the_pin_before_tells_else_the_first_one_after(project: Project) -> None:
    for version, folder in (("1.0.0", "a"), ("1.2.0", "b"), ("fork-1.1.0", "c")):
        pinned(project, Provider(ProviderKind.ARCHIVE, f"https://e.org/{folder}/{version}.zip"), version=version)
    pinned(project, Provider(ProviderKind.ARCHIVE, "https://e.org/d.zip"), version="1.1.0")

    def place(version: str) -> str:
        draft = like_pinned(project, version)
        return "" if draft is None else draft.sources[0].providers[0].place

    assert place("1.1.1") == "https://e.org/a/1.1.1.zip"
    assert place("1.3.0") == "https://e.org/b/1.3.0.zip"
    assert place("0.9.0") == "https://e.org/a/0.9.0.zip"
    assert place("fork-1.9.0") == "https://e.org/c/fork-1.9.0.zip"
    assert place("main") == ""
    assert place("other-1.0.0") == ""


@pytest.mark.parametrize(
    ("provider", "wanted", "expected"),
    [
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "release-1.0.0"), "1.2.0", "release-1.2.0"),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "api/v1.0.0"), "1.2.0", "api/v1.2.0"),
        (Provider(ProviderKind.GIT, "https://e.org/k.git"), "1.2.0", "v1.2.0"),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "v0.0.0"), "1.2.0", "v0.2.0"),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "v0.0.0"), "2.2.0", ""),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "v1.0.0.1"), "1.2.0", ""),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "v11.0.0"), "1.2.0", ""),
        (Provider(ProviderKind.GIT, "https://e.org/k.git", "stable"), "1.2.0", ""),
        (Provider(ProviderKind.GOPROXY, "e.org/k", "v1.0.0"), "2.1.0", "e.org/k/v2@v2.1.0"),
        (Provider(ProviderKind.GOPROXY, "e.org/k", "v1.0.0"), "1.1", ""),
        (Provider(ProviderKind.GOPROXY, "gopkg.in/k.v1", "v1.0.0"), "1.1.0", "gopkg.in/k.v1@v1.1.0"),
        (Provider(ProviderKind.GOPROXY, "gopkg.in/k.v1", "v1.0.0"), "2.1.0", "gopkg.in/k.v2@v2.1.0"),
        (Provider(ProviderKind.DEBIAN, "kettle", "1.0.0"), "1.1.0", "1.1.0"),
        (Provider(ProviderKind.DEBIAN, "kettle", "1.0.5+really1.0.0"), "1.1.0", ""),
    ],
)
def test_how_another_version_is_had(provider: Provider, wanted: str, expected: str, project: Project) -> None:
    pinned(project, provider)
    draft = like_pinned(project, wanted)
    found = None if draft is None else draft.sources[0].providers[0]
    module = f"{found.place}@" if found is not None and found.kind == "goproxy" else ""
    assert (f"{module}{found.revision}" if found is not None else "") == expected


def test_where_no_pin_tells_it_is_said_as_before(project: Project) -> None:
    pinned(project, Provider(ProviderKind.ARCHIVE, "https://e.org/kettle.zip"))
    done = run(project, "check", "1.1.0")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: no version 1.1.0 is pinned")
    with pytest.raises(SourceError, match=r"no version 1\.1\.0 is pinned or locked"):
        named(project, Settings(), "1.1.0")
