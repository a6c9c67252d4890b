"""Ways between symbols, as a person asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


OFFICE = "example.org/post/office"
STEPS = [
    "example.org/post/office.Clerk.Take  method, office/office.go:39:17",
    "  example.org/post/office.Clerk.put  office/office.go:44:4",
    "  example.org/post/office.Clerk.tray  sends  office/office.go:47:40",
    "  example.org/post/office.Clerk.work  receives  office/office.go:52:24",
    "  example.org/post/office.Sorter.Sort  interface  office/office.go:53:12",
    "  example.org/post/round.ByTown.Sort  implements  round/round.go:10:6",
]


def test_a_way_with_the_places_of_its_steps(office: Path) -> None:
    done = run("paths", "Clerk.Take", "Carrier.ring", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        *STEPS,
        "  example.org/post/round.Bag.Fill  round/round.go:17:8",
        "  example.org/post/round.Carrier.ring  round/round.go:25:50",
        "note: From ByTown.Sort it goes by Bag.Fill; as short by Carrier.Bring.",
        "note: --via and --avoid choose another way, --all N shows N of them",
        "closed: 7 steps, through 1 channel and 1 interface",
    ]


def test_all_ways(office: Path) -> None:
    done = run("paths", "Clerk.Take", "Carrier.ring", "--all", "5", cwd=office)
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("way")] == [
        "way 1, 7 steps, through 1 channel and 1 interface",
        "way 2, 7 steps, through 1 channel and 1 interface",
    ]
    assert lines[-1] == "closed: 2 ways"
    assert "  example.org/post/round.Carrier.Bring  round/round.go:18:12" in lines


def test_what_is_cut_of_all_ways_leaves_them_open(office: Path) -> None:
    done = run("paths", "Clerk.Take", "Carrier.ring", "--all", "1", "--format", "json", cwd=office)
    found = json.loads(done.stdout)
    assert (found["cut"], found["closed"]) == (["other ways than the 1 shortest"], False)
    assert [one["kind"] for one in found["open"]] == ["cut"]


def test_ways_as_json_share_their_steps(office: Path) -> None:
    done = run("paths", "Clerk.Take", "Carrier.ring", "--all", "2", "--format", "json", cwd=office)
    found = json.loads(done.stdout)
    assert found["ways"] == [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 7, 8]]
    implements = found["edges"][4]
    assert (implements["from"], implements["to"]) == ("example.org/post/round.ByTown.Sort", f"{OFFICE}.Sorter.Sort")
    assert (implements["rel"], implements["of"]) == ("implements", 1)
    assert found["nodes"][0]["symbol"] == "example.org/post/office.Clerk.Take"
    assert (found["closed"], found["hint"]) == (True, "")


def test_a_step_that_is_one_of_several_says_of_how_many(office: Path) -> None:
    more = "package other\n\ntype Other struct{}\n\nfunc (Other) Sort(letter string) {}\n"
    (office / "other").mkdir()
    (office / "other" / "other.go").write_text(more)
    done = run("paths", "Clerk.work", "Bag.Fill", cwd=office)
    assert (
        "  example.org/post/round.ByTown.Sort  implements  round/round.go:10:6  [one of 2]" in done.stdout.splitlines()
    )


def test_a_guess_leaves_the_way_open(office: Path) -> None:
    done = run("paths", "Watch.tick", "shout", cwd=office)
    assert done.returncode == 0
    assert "[open: NewWatch sets Watch.tell and is handed shout" in done.stdout
    assert "open: 2 steps, through 1 function value, and there may be more" in done.stdout.splitlines()


def test_no_way_that_is_closed(office: Path) -> None:
    done = run("paths", "sweep", "Clerk.Close", cwd=office)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[1:] == [
        "closed: no way",
        f"hint: the other way round there is one: archviz paths {OFFICE}.Clerk.Close {OFFICE}.sweep",
    ]


def test_a_start_that_is_not_searched(office: Path) -> None:
    done = run("paths", f"{OFFICE}.Open", "Carrier.ring", "--packages", "example.org/post/round", cwd=office)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"hint: {OFFICE} is not searched; --packages {OFFICE} searches it"
    assert f"  not-searched: 1 package of the source on the way was not searched: {OFFICE}" in done.stdout.splitlines()


def test_no_way_that_may_be_one_after_all(office: Path) -> None:
    done = run("paths", "Clerk.lose", "Clerk.work", "--format", "json", cwd=office)
    found = json.loads(done.stdout)
    assert (done.returncode, found["closed"], found["ways"]) == (1, False, [])
    assert [(one["kind"], one["count"]) for one in found["open"]] == [("value", 1)]


@pytest.mark.parametrize(("through", "code"), [("all", 0), ("calls", 1), ("interfaces,channels", 0), ("values", 1)])
def test_what_is_followed_can_be_chosen(office: Path, through: str, code: int) -> None:
    done = run("paths", "Clerk.put", "Bag.Fill", "--through", through, "--format", "json", cwd=office)
    assert done.returncode == code
    found = json.loads(done.stdout)
    assert found["closed"] is not bool(code)


def test_by_a_place_and_round_another(office: Path) -> None:
    by = run("paths", "ByTown.Sort", "Carrier.ring", "--via", "Carrier.Bring", cwd=office)
    round_it = run("paths", "ByTown.Sort", "Carrier.ring", "--avoid", "Bag", cwd=office)
    assert by.stdout.splitlines()[:3] == round_it.stdout.splitlines()[:3]
    assert "Carrier.Bring" in by.stdout


@pytest.mark.parametrize(("form", "begins"), [("mermaid", "flowchart"), ("dot", "digraph"), ("svg", "<svg")])
def test_a_way_as_a_picture_has_numbered_steps(office: Path, form: str, begins: str) -> None:
    done = run("paths", "Clerk.Take", "Carrier.ring", "--format", form, "--out", f"way.{form}", cwd=office)
    assert (done.returncode, done.stdout) == (0, f"way.{form}\n")
    drawn = (office / f"way.{form}").read_text()
    assert begins in drawn
    assert "6" in drawn


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Clark.Take", "Carrier.ring"), "did you mean Clerk.Take"),
        (("Clerk.Take",), "Missing argument 'TO'"),
        (("Clerk.Take", "Carrier.ring", "--all", "0"), "0 is not in the range"),
        (("Clerk.Take", "Carrier.ring", "--through", "call"), "is none of interfaces"),
    ],
)
def test_what_cannot_be_asked_is_said(office: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("paths", *arguments, cwd=office)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_way_of_the_article_in_kubernetes(kubernetes: Path, tmp_path: Path) -> None:
    names = ("k8s.io/kubernetes/cmd/kube-apiserver/app.Run", "APIInstaller.registerResourceHandlers")
    only = (
        "k8s.io/kubernetes/cmd/kube-apiserver/...",
        "k8s.io/kubernetes/pkg/controlplane",
        "k8s.io/apiserver/pkg/...",
    )
    packages = [f"--packages={each}" for each in only]
    done = run("paths", *names, "--source", kubernetes, *packages, "--all", "2", "--format", "json", cwd=tmp_path)
    found = json.loads(done.stdout)
    edges = found["edges"]
    assert [edges[i]["to"].rpartition("/")[2] for i in found["ways"][0]] == [
        "app.CreateServerChain",
        "app.CreateKubeAPIServer",
        "controlplane.completedConfig.New",
        "controlplane.Instance.InstallAPIs",
        "server.GenericAPIServer.InstallAPIGroups",
        "server.GenericAPIServer.installAPIResources",
        "endpoints.APIGroupVersion.InstallREST",
        "endpoints.APIInstaller.Install",
        "endpoints.APIInstaller.registerResourceHandlers",
    ]
    assert len(found["ways"][1]) >= len(found["ways"][0])
    assert all(edge["certain"] and edge["evidence"] for edge in edges)
