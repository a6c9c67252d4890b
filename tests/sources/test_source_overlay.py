"""Versions made of several sources: what is laid over what, how each is brought, and what a figure then shows."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from source_servers import Site, git_daemon, http_site
from source_trees import CONTAINERS, Tree, contained, git, repository, tar, write

from archviz.model.errors import ArchvizError, ProjectError, SourceError
from archviz.model.relations import Position
from archviz.refs import PinnedSource, pin, pin_text
from archviz.sources.opening import open_source, open_tree
from archviz.sources.providers import transfer
from archviz.sources.providers.fetch import fetch
from archviz.sources.providers.patience import Patience
from archviz.sources.trees.digest import contents, digest
from archviz.sources.trees.overlay import Layer, OverlayTree
from archviz.sources.trees.tree import Subtree
from archviz.workspace.pin_several import make_pin_of_several
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.workspace.pin import NewPin

CHAIN = """package server

func Build(h int) int {{
{}	return h
}}

func WithAudit(h int) int {{ return h }}

func WithLimit(h int) int {{ return h }}
"""
UPSTREAM = Tree(
    {
        "go.mod": "module x.org/server\n\nrequire x.org/api v0.2.0\n",
        "LICENSE": "Do what you like.\n",
        "chain.go": CHAIN.format("\th = WithAudit(h)\n\th = WithLimit(h)\n"),
        "more/more.go": 'package more\n\nimport "x.org/api"\n\nvar M api.Kind\n',
    },
    {},
)
API = Tree({"go.mod": "module x.org/api\n", "kind.go": "package api\n\ntype Kind struct{ Upstream int }\n"}, {})
OWN = {
    "x.org/server/chain.go": CHAIN.format("\th = WithAudit(h)\n\th = WithForks(h)\n\th = WithLimit(h)\n"),
    "x.org/server/patch.go": "package server\n\nfunc WithForks(h int) int { return h }\n",
    "x.org/server/forks/forks.go": "package forks\n",
    "x.org/api/kind.go": "package api\n\ntype Kind struct{ Fork int }\n",
    "x.org/kit/kit.go": 'package kit\n\nimport "x.org/server"\n\nfunc Run() int { return server.Build(1) }\n',
}
MAIN = {"go.mod": "module x.org/fork\n", "main.go": 'package main\n\nimport "x.org/kit"\n\nfunc main() { kit.Run() }\n'}
FORKS = {
    "vendored": (MAIN | {"vendor/modules.txt": ""} | {f"vendor/{path}": text for path, text in OWN.items()}, "vendor/"),
    "import paths": (OWN, ""),
    "gopath": ({f"src/{path}": text for path, text in OWN.items()}, "src/"),
    "staging": (
        MAIN | {f"staging/src/{path}": text for path, text in OWN.items()} | {
            "staging/src/x.org/api/go.mod": "module x.org/api\n",
            "staging/src/x.org/server/go.mod": "module x.org/server\n",
            "staging/src/x.org/kit/go.mod": "module x.org/kit\n",
        },
        "staging/src/",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(transfer, "PATIENCE", Patience(pause=0.01))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "house"
    (folder / "archviz-refs").mkdir(parents=True)
    (folder / "archviz.toml").touch()
    return Project(folder)


@pytest.fixture
def site() -> Iterator[Site]:
    with http_site() as served:
        yield served


def made(project: Project, *whats: str, name: str = "1.0") -> NewPin:
    """A pin of several sources, written; it is read back as it was made."""
    new = make_pin_of_several(project, Settings(cache=project.root / "cache"), whats, name)
    assert new.write()
    assert pin_text(pin(name, project.refs)) == new.text
    return new


def run(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "ARCHVIZ_CACHE": str(project.root / "cache"),
    }
    command = [sys.executable, "-m", "archviz", *arguments]
    return subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=False)


def test_a_version_of_several_sources_has_the_last_of_their_dates(project: Project, tmp_path: Path) -> None:
    places = []
    for name, date in (("server", "2024-02-03T10:00:00Z"), ("fork", "2023-05-06T10:00:00Z")):
        tree = UPSTREAM if name == "server" else Tree(OWN, {})
        folder = repository(tree, tmp_path / name)
        git(folder, "commit", "--quiet", "--amend", "--no-edit", date=date)
        places.append(f"{folder}@HEAD")
    at = f"x.org/server={places[0]}"
    assert made(project, at, places[1]).pin.date == datetime.date(2024, 2, 3)
    archived = tar(write(UPSTREAM, tmp_path / "loose"), tmp_path / "server-1.0.tgz")
    assert made(project, f"x.org/server={archived}", places[1], name="1.1").pin.date is None


# One tree of several


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_overlay_is_what_its_folder_would_be(container: str, tmp_path: Path) -> None:
    """Whatever holds the sources, and with or without the folders above them in the last one."""
    upper = open_tree(contained(UPSTREAM, container, tmp_path))
    fork = write(Tree(OWN, {}), tmp_path / "fork")
    layers = [Layer("x.org/server", upper), Layer("y.org/new/api", open_tree(str(write(API, tmp_path / "api"))))]
    tree = OverlayTree("whole", [*layers, Layer("", open_tree(str(fork)))])
    expected = {path: text for path, text in OWN.items() if not path.startswith("x.org/server/")}
    expected |= {f"x.org/server/{path}": text for path, text in UPSTREAM.files.items()}
    expected |= {f"y.org/new/api/{path}": text for path, text in API.files.items()}
    assert {path: content.decode() for path, content, _ in contents(tree)} == expected
    assert digest(tree) == open_source(str(write(Tree(expected, {}), tmp_path / "by hand"))).digest()
    assert tree.read("x.org/server/more/more.go") == UPSTREAM.files["more/more.go"].encode()
    assert tree.folder("x.org/server/forks") is None
    with pytest.raises(SourceError, match="no file"):
        tree.read("x.org/server/patch.go")


def test_an_overlay_stands_in_the_place_of_a_link_and_of_a_file(tmp_path: Path) -> None:
    """Kubernetes' own repository vendors its libraries by links, which lead to where they are overlaid."""
    files = {"staging/src/x.org/api/kind.go": "package old\n", "api": "a file\n", "vendor/modules.txt": ""}
    fork = write(
        Tree(files, {}, {"vendor/x.org/api": "../../staging/src/x.org/api", "lib": "elsewhere"}), tmp_path / "f"
    )
    api, base = open_tree(str(write(API, tmp_path / "api"))), open_tree(str(fork))
    tree = OverlayTree("w", [*(Layer(at, api) for at in ("staging/src/x.org/api", "api", "lib")), Layer("", base)])
    for folder in ("staging/src/x.org/api", "vendor/x.org/api", "api", "lib"):
        found = tree.folder(folder)
        assert found is not None
        assert [file.rpartition("/")[2] for file in found.files] == ["go.mod", "kind.go"]
        assert tree.read(found.files[1]) == API.files["kind.go"].encode()


# Pins


@pytest.mark.parametrize("layout", FORKS)
def test_libraries_laid_over_a_fork_give_upstreams_picture(layout: str, project: Project, tmp_path: Path) -> None:
    """In whole: neither the fork's filter, nor the file or the package of its own in that module."""
    files, below = FORKS[layout]
    fork, server = write(Tree(files, {}), tmp_path / "fork"), repository(UPSTREAM, tmp_path / "server")
    git(fork, "init", "--quiet", "-b", "main")
    git(fork, "add", "--force", "--all")
    git(fork, "commit", "--quiet", "-m", "All of it")
    api = repository(API, tmp_path / "api")
    new = made(project, f"{server}@v1.0.0", f"{api}@v1.0.0", f"{fork}@main")
    assert [source.at for source in new.pin.sources] == [f"{below}x.org/server", f"{below}x.org/api", ""]
    figures = project.root / "diagrams"
    figures.mkdir()
    (figures / "chain.yaml").write_text(
        "figure: 1\nkind: diagram\nid: chain\ntitle: Chain\npackages: {s: x.org/server, k: x.org/kit, a: x.org/api}\n"
        "cards:\n  - {chain: s.Build, variable: h}\n  - {func: k.Run}\n  - {type: a.Kind, fields: [Upstream]}\n"
        "edges:\n  - {from: k.Run, to: s.Build, kind: call}\n"
    )
    done = run(project, "render", "--format", "json", "--offline", "--out", "drawn")
    assert done.returncode == 0, done.stderr
    (card,) = [
        one for one in json.loads((project.root / "drawn" / "chain.json").read_text())["cards"] if one["rows"][1:]
    ]
    assert [row["symbol"]["name"] for row in card["rows"]] == ["WithLimit", "WithAudit"]
    asked = run(project, "relations", "x.org/...", "--offline", "--unresolved")
    assert asked.stdout == ""
    packages = open_source(str(fetch(new.pin, project.root / "cache", offline=True))).packages()
    assert {"x.org/server", "x.org/server/more", "x.org/kit"} <= {*packages}
    assert "x.org/server/forks" not in packages


def test_libraries_alone(project: Project, tmp_path: Path) -> None:
    """Where no fork has the rest: each stands in a folder of its path, and each line leads to its own repository."""
    server, api = repository(UPSTREAM, tmp_path / "server"), repository(API, tmp_path / "api")
    git(server, "remote", "add", "origin", "https://github.com/x/server.git")
    git(api, "remote", "add", "origin", "https://gitlab.com/x/api.git")
    new = made(project, f"{server}@v1.0.0", f"{api}@v1.0.0")
    assert new.notes == ()
    assert [source.at for source in new.pin.sources] == ["x.org/server", "x.org/api"]
    heads = [git(one, "rev-parse", "HEAD").strip() for one in (server, api)]
    assert [
        new.pin.origin.url(Position(file, 3, 1)) for file in ("x.org/server/a.go", "x.org/api/b.go", "x.org/c.go")
    ] == [
        f"https://github.com/x/server/blob/{heads[0]}/a.go#L3",
        f"https://gitlab.com/x/api/-/blob/{heads[1]}/b.go#L3",
        "",
    ]
    assert "x.org/server/more" in open_source(str(fetch(new.pin, project.root / "cache", offline=True))).packages()


def test_a_folder_that_is_chosen(project: Project, tmp_path: Path) -> None:
    api, other = repository(API, tmp_path / "api"), repository(UPSTREAM, tmp_path / "server")
    new = made(project, f"third/party={api}@v1.0.0", f"={other}@v1.0.0")
    assert [source.at for source in new.pin.sources] == ["third/party", ""]
    assert (fetch(new.pin, project.root / "cache", offline=True) / "third" / "party" / "kind.go").is_file()


def test_folders_that_are_left_out(project: Project, tmp_path: Path) -> None:
    """They are no part of the digest either, so that a source may lack them, and of no other source."""
    fork, api = repository(Tree(OWN, {}), tmp_path / "fork"), repository(API, tmp_path / "api")
    whats = (f"{api}@v1.0.0", f"{fork}@v1.0.0")
    whole = make_pin_of_several(project, Settings(cache=project.root / "cache"), whats, "1.0")
    done = run(project, "pin", *whats, "--name", "1.0", "--without", "x.org/server/forks", "--without", "x.org/kit/")
    assert done.returncode == 0
    made = pin("1.0", project.refs)
    assert [source.without for source in made.sources] == [(), ("x.org/server/forks", "x.org/kit")]
    assert made.digest != whole.pin.digest
    shutil.rmtree(fork / "x.org" / "kit")
    git(fork, "commit", "--quiet", "-a", "-m", "Less")
    git(fork, "tag", "--force", "v1.0.0")
    less = msgspec.structs.replace(made.sources[1], commit=git(fork, "rev-parse", "HEAD").strip())
    again = fetch(msgspec.structs.replace(made, sources=(made.sources[0], less)), tmp_path / "another cache")
    assert open_source(str(again)).packages() == ("x.org/api", "x.org/server")
    assert run(project, "pin", "--without", "x", "HEAD").returncode == 2
    refused = run(project, "pin", *whats, "--name", "2.0", "--without", "x.org/none")
    assert (refused.returncode, "there is no folder x.org/none to leave out" in refused.stderr) == (2, True)


def test_what_would_not_be_seen_is_refused(project: Project, tmp_path: Path) -> None:
    fork, api = repository(Tree(OWN, {}), tmp_path / "fork"), repository(API, tmp_path / "api")
    with pytest.raises(ProjectError, match="comes first and is at the top folder") as caught:
        made(project, f"{fork}@v1.0.0", f"{api}@v1.0.0")
    assert caught.value.message.startswith(f"nothing of {api}@v1.0.0 would be seen: {fork}@v1.0.0 ")
    with pytest.raises(ProjectError, match=r"is at x\.org/api"):
        made(project, f"{api}@v1.0.0", f"{api}@v1.0.0", f"{fork}@v1.0.0")
    with pytest.raises(ProjectError, match="which version do several sources make up") as unnamed:
        made(project, f"{api}@v1.0.0", f"{fork}@v1.0.0", name="")
    assert unnamed.value.hint is not None
    assert "--name" in unnamed.value.hint
    assert list(project.refs.iterdir()) == []


def test_on_the_command_line(project: Project, tmp_path: Path) -> None:
    fork, api = repository(Tree(OWN, {}), tmp_path / "fork"), repository(API, tmp_path / "api")
    done = run(project, "pin", f"{api}@v1.0.0", f"{fork}@v1.0.0", "--name", "v2.0")
    assert (done.returncode, done.stdout) == (0, "archviz-refs/2.0.yaml: written\n")
    assert f"\n{api}@v1.0.0: the repository has no remote: the pin names " in done.stderr
    again = run(project, "pin", f"{api}@v1.0.0", f"{fork}@v1.0.0", "--name", "v2.0")
    assert again.stdout == "archviz-refs/2.0.yaml: nothing has changed\n"
    assert run(project, "pin", f"{api}@v1.0.0", f"{fork}@v1.0.0").returncode == 2


# Bringing them


def test_each_source_comes_by_its_own_way(project: Project, site: Site, tmp_path: Path) -> None:
    """By git's protocol and by HTTP, each of them into an empty cache; a provider with another tree is passed over."""
    served = tmp_path / "served"
    repository(API, served / "api")
    site.pages["/fork.tar.gz"] = tar(write(Tree(OWN, {}), tmp_path / "fork"), tmp_path / "f.tgz", top="f").read_bytes()
    site.pages["/other.tar.gz"] = tar(write(UPSTREAM, tmp_path / "other"), tmp_path / "o.tgz", top="o").read_bytes()
    with git_daemon(served) as address:
        git(served / "api", "remote", "add", "origin", f"{address}/api")
        new = made(project, f"{served / 'api'}@v1.0.0", f"{site.address}/fork.tar.gz")
        file = project.refs / "1.0.yaml"
        first = f"      - kind: archive\n        place: {site.address}/other.tar.gz\n"
        file.write_text(new.text.replace("      - kind: archive\n", f"{first}      - kind: archive\n"))
        done = run(project, "fetch", "1.0")
        assert (done.returncode, run(project, "cache", "clear", "--sources").returncode) == (0, 0)
        again = run(project, "fetch", "1.0")
    assert again.returncode == 0
    assert "archive: its Go files have the digest" in again.stderr
    assert open_source(again.stdout.strip()).digest() == new.pin.digest


def test_two_folders_of_one_archive_are_one_download(project: Project, site: Site, tmp_path: Path) -> None:
    api = repository(API, tmp_path / "api")
    site.pages["/fork.tar.gz"] = tar(write(Tree(OWN, {}), tmp_path / "fork"), tmp_path / "f.tgz", top="f").read_bytes()
    new = made(project, f"{api}@v1.0.0", f"{site.address}/fork.tar.gz")
    whole = new.pin.sources[1]
    kit = digest(Subtree(open_tree(str(tmp_path / "fork")), "x.org/kit"))
    two = (
        msgspec.structs.replace(new.pin.sources[0], at="a"),
        PinnedSource(kit, (msgspec.structs.replace(whole.providers[0], folder="x.org/kit"),), "kit"),
        msgspec.structs.replace(whole, at="b"),
    )
    site.asked.clear()
    with pytest.raises(SourceError, match="of all its sources"):
        fetch(msgspec.structs.replace(new.pin, sources=two), tmp_path / "empty")
    assert site.asked == ["/fork.tar.gz"]


def test_what_cannot_be_brought_says_which_source(project: Project, site: Site, tmp_path: Path) -> None:
    api = repository(API, tmp_path / "api")
    site.pages["/fork.tar.gz"] = tar(write(Tree(OWN, {}), tmp_path / "fork"), tmp_path / "f.tgz", top="f").read_bytes()
    new = made(project, f"{api}@v1.0.0", f"{site.address}/fork.tar.gz")
    site.pages.clear()
    empty = tmp_path / "empty"

    def fault(*, offline: bool = False) -> ArchvizError:
        with pytest.raises(SourceError) as caught:
            fetch(new.pin, empty, offline=offline)
        assert not list((empty / "sources").iterdir()) if empty.exists() else True
        return caught.value

    assert fault().message == "cannot bring 1.0, source 2 of 2:"
    assert fault(offline=True).message.startswith("1.0, source 2 of 2 is not in the cache at ")
    git(api, "tag", "--delete", "v1.0.0")
    assert fault().message == "cannot bring 1.0, source 1 of 2 (x.org/api):"


def test_a_digest_over_all_that_is_another(project: Project, tmp_path: Path) -> None:
    """As where a folder was changed by hand: each source has its digest, and all together have another."""
    fork, api = repository(Tree(OWN, {}), tmp_path / "fork"), repository(API, tmp_path / "api")
    new = made(project, f"{api}@v1.0.0", f"{fork}@v1.0.0")
    file = project.refs / "1.0.yaml"
    file.write_text(new.text.replace("at: x.org/api", "at: x.org/lib"))
    with pytest.raises(SourceError, match=r"cannot bring 1\.0: of all its sources, its Go files have the digest"):
        fetch(pin("1.0", project.refs), tmp_path / "empty")


def test_the_workspaces_are_gone(project: Project, tmp_path: Path) -> None:
    fork, api = repository(Tree(OWN, {}), tmp_path / "fork"), repository(API, tmp_path / "api")
    new = made(project, f"{api}@v1.0.0", f"{fork}@v1.0.0")
    path = fetch(new.pin, tmp_path / "cache")
    assert [one.name for one in (tmp_path / "cache" / "sources").iterdir()] == [path.name]
