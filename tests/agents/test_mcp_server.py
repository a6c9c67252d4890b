"""`archviz mcp` as an agent uses it: a process, asked by the protocol's own client."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mcp_session
import post
import pytest
from mcp_types import ResourceLink, TextResourceContents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcp_session import Agent

TOP = Path(__file__).parents[2]
LIMIT = 120
MOST_BYTES = 7_000
"""2,000 tokens of three and a half bytes."""


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "ARCHVIZ_CACHE": str(folder / "cache"), "PYTHONPATH": str(TOP)}


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("agent")
    with mcp_session.agent(post.tree(folder / "post"), environment(folder)) as found:
        yield found


def test_every_tool_only_reads_says_what_it_does_and_is_documented(agent: Agent) -> None:
    tools = agent.wait(agent.client.list_tools).tools
    page = (TOP / "docs/guides/agents.md").read_text(encoding="utf-8")
    table = page.partition("## Tools")[2].partition("## ")[0]
    documented = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert {tool.name for tool in tools} == documented
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert not tool.description.startswith(" ")
        assert "\n    " not in tool.description
        assert all("description" in each for name, each in tool.input_schema["properties"].items()), tool.name
        assert tool.name == "draw" or tool.output_schema


def test_the_server_says_when_text_search_is_enough_and_what_closed_means(agent: Agent) -> None:
    said = agent.client.instructions
    assert said is not None
    assert "grep" in said
    assert "`closed` means" in said
    assert len(said.encode()) < MOST_BYTES / 2


def test_an_answer_says_the_same_as_text_and_as_data(agent: Agent) -> None:
    answer = agent.call("callers", symbol="Clerk.put")
    assert mcp_session.said(answer).splitlines() == [
        "callers of example.org/post/office.Clerk.put  method, office/office.go:47:17",
        "closed: 1 call; 0 unresolved calls could be it",
        "  example.org/post/office.Clerk.Take  office/office.go:44:4",
    ]
    data = answer.structured_content
    assert data is not None
    assert data["closed"] is True
    assert data["steps"] == [
        {
            "from": "example.org/post/office.Clerk.Take",
            "to": "example.org/post/office.Clerk.put",
            "kind": "call",
            "certain": True,
            "places": ["office/office.go:44:4"],
        }
    ]
    assert (data["found"], data["next_offset"]) == (1, None)


def test_what_leaves_an_answer_open_says_which_argument_follows_it(agent: Agent) -> None:
    text = agent.text("callers", symbol="ByTown.Sort")
    assert 'through: ["interfaces"]' in text
    followed = agent.data("callers", symbol="ByTown.Sort", through=["interfaces"])
    assert [step["kind"] for step in followed["steps"]] == ["implements", "call"]
    assert not agent.data("callers", symbol="ByTown.Sort")["closed"]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("callers", {"symbol": "Clerk.Tak"}, "hint: did you mean Clerk.Take"),
        ("callers", {"symbol": "Count"}, "example.org/post/round.Count  (func, round/round.go:"),
        ("callers", {"symbol": "Count", "packages": ["example.org/post/nowhere"]}, "example.org/post/nowhere"),
        ("callers", {"symbol": "Count", "depth": 0}, "greater than or equal to 1"),
        ("callers", {"symbol": "Count", "through": ["tunnels"]}, "'interfaces', 'values' or 'channels'"),
        ("callers", {}, "Field required"),
        ("prove", {"claim": "Clerk.Take"}, "hint: an edge is `A -> B`"),
        ("prove", {"claim": "kind: diagram\ncards: 3\n"}, "hint: "),
        ("draw", {"symbol": "Carrier.ring", "to": "Clerk.Take"}, "hint: the other way round"),
    ],
)
def test_what_cannot_be_answered_is_an_error_of_the_tool_and_the_next_question_is_answered(
    agent: Agent, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in agent.error(tool, **arguments)
    assert agent.data("callers", symbol="Clerk.put")["found"] == 1


def test_a_symbol_is_found_and_shown(agent: Agent) -> None:
    assert [one["symbol"] for one in agent.data("find", text="clerk", kinds=["struct"])["symbols"]] == [
        "example.org/post/office.Clerk"
    ]
    shown = agent.data("show", symbol="Clerk", max=2)
    assert (shown["signature"], shown["doc"]) == ("type Clerk struct", "Clerk takes letters and hands them on.")
    assert [one["symbol"].rpartition(".")[2] for one in shown["members"]] == ["tray", "closed"]
    assert shown["next_offset"] == 2
    whole = agent.data("show", symbol="Sorter")
    assert "to: office.Sorter, kind: implements" in whole["diagram"]
    figure = f"kind: diagram\ntitle: Sorters\n{whole['diagram']}\n"
    assert agent.data("prove", claim=figure)["holds"]


def test_ways_come_step_by_step_and_page_by_page(agent: Agent) -> None:
    ways = {"symbol": "Clerk.Take", "to": "Carrier.ring", "ways": 3}
    steps: list[tuple[int, str]] = []
    offset: int | None = 0
    while offset is not None:
        data = agent.data("paths", **ways, max=4, offset=offset)
        steps += [(step["way"], step["from"].rpartition("/")[2]) for step in data["steps"]]
        offset = data["next_offset"]
    assert data["ways"] == 2
    assert len(steps) == data["found"]
    assert [start for way, start in steps if way == 1][:2] == ["office.Clerk.Take", "office.Clerk.put"]
    avoided = agent.data("paths", symbol="Clerk.Take", to="Carrier.ring", avoid=["Bag"])
    assert "round.Bag.Fill" not in str(avoided["steps"])


def test_no_way_says_whether_there_is_none(agent: Agent) -> None:
    answer = agent.call("paths", symbol="Carrier.ring", to="Clerk.Take")
    assert answer.structured_content is not None
    assert (answer.structured_content["ways"], answer.structured_content["closed"]) == (0, True)
    assert "closed: no way" in mcp_session.said(answer)
    assert "nothing leads from Carrier.ring to Clerk.Take" in mcp_session.said(answer)


def test_what_a_change_reaches_comes_nearest_first(agent: Agent) -> None:
    data = agent.data("impact", symbols=["ink"])
    assert [(row["depth"], row["symbol"].rpartition("/")[2]) for row in data["rows"]][:2] == [
        (1, "office.Blue"),
        (2, "office.Clerk.Take"),
    ]
    assert data["reached"] == data["found"]
    assert "ask about `symbols`, or about a `diff`" in agent.error("impact")
    assert "ask about `symbols`, or about a `diff`" in agent.error("impact", symbols=["ink"], diff="HEAD")
    assert agent.error("impact", diff="HEAD")


def test_what_a_difference_reaches(tmp_path: Path) -> None:
    house = post.tree(tmp_path / "post")
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "post"],
    ):
        subprocess.run(["git", *command], cwd=house, check=True)
    office = house / "office" / "office.go"
    with mcp_session.agent(house, environment(tmp_path)) as agent:
        assert agent.data("impact", diff="HEAD")["rows"] == []
        office.write_text(office.read_text().replace("return ink(letter)", "return ink(letter + letter)"))
        first, *rest = agent.data("impact", diff="HEAD")["rows"]
        assert (first["what"], first["symbol"]) == ("changed", "example.org/post/office.Blue")
        assert first["kind"] == "body-changed"
        assert "example.org/post/office.Clerk.stamp" in [row["symbol"] for row in rest if row["what"] == "reached"]
        assert "nowhere" in agent.error("impact", diff="nowhere")


def test_every_place_that_names_a_symbol_and_what_implements_an_interface(agent: Agent) -> None:
    named = agent.data("references", symbol="Clerk.tray")
    assert {step["kind"] for step in named["steps"]} >= {"sends", "receives"}
    assert named["closed"]
    found = agent.data("implementers", symbol="Messenger")
    assert [step["from"] for step in found["steps"]] == ["example.org/post/round.Express"]
    assert "round.Messenger" in agent.text("implementers", symbol="Express")


def test_packages_narrow_a_question(agent: Agent) -> None:
    data = agent.data("callers", symbol="Count", packages=["example.org/post/office"])
    assert [step["from"] for step in data["steps"]] == ["example.org/post/office.Clerk.Close"]


def test_a_claim_is_proved_with_its_places(agent: Agent) -> None:
    verdict = agent.data("prove", claim="Clerk.put -> Clerk.tray sends")
    assert verdict["holds"]
    assert verdict["edges"][0]["places"] == ["office/office.go:47:40"]
    wrong = agent.data("prove", claim="Open -> Clerk.work call")
    assert not wrong["holds"]
    assert "ref at office/office.go:29:15" in wrong["findings"][0]


def test_a_picture_is_a_text_or_a_link_to_what_can_be_read(agent: Agent) -> None:
    assert agent.text("draw", symbol="Clerk.Take", to="Carrier.ring").startswith("flowchart LR\n")
    answer = agent.call("draw", symbol="Clerk.Take", to="Carrier.ring", format="svg")
    (link,) = (block for block in answer.content if isinstance(block, ResourceLink))
    (content,) = agent.wait(agent.client.read_resource, link.uri).contents
    assert isinstance(content, TextResourceContents)
    assert content.text.startswith("<svg")
    assert content.mime_type == "image/svg+xml"


def many(folder: Path, count: int) -> Path:
    """A module in which a function is called by many, whose names are long."""
    calls = "\n".join(f"func theCallerWhoseNumberIs{number:05}OfSoMany() {{ called() }}\n" for number in range(count))
    folder.mkdir()
    (folder / "go.mod").write_text("module example.org/many\n\ngo 1.20\n")
    (folder / "many.go").write_text(f"package many\n\nfunc called() {{}}\n\n{calls}")
    return folder


def test_an_answer_fits_and_the_rest_comes_by_asking_on(tmp_path: Path) -> None:
    with mcp_session.agent(many(tmp_path / "many", 400), environment(tmp_path)) as agent:
        offset: int | None = 0
        found: list[str] = []
        asked = 0
        while offset is not None:
            answer = agent.call("callers", symbol="called", offset=offset, max=1000)
            text, data = mcp_session.said(answer), answer.structured_content
            assert data is not None
            assert len(text.encode()) <= MOST_BYTES
            assert len(json.dumps(data, ensure_ascii=False).encode()) <= MOST_BYTES
            assert data["found"] == 400
            found += [step["from"] for step in data["steps"]]
            assert ("ask again with offset: " in text) is (data["next_offset"] is not None)
            offset = data["next_offset"]
            asked += 1
        assert len(found) == len(set(found)) == 400
        assert asked < 60
        assert "more than 2,000 tokens" in agent.error("draw", symbol="called", callers=True, max=200)


def test_a_file_that_changes_is_seen_by_the_next_question(tmp_path: Path) -> None:
    house = post.tree(tmp_path / "post")
    with mcp_session.agent(house, environment(tmp_path)) as agent:
        assert agent.data("callers", symbol="sweep")["found"] == 2
        office = house / "office" / "office.go"
        text = office.read_text()
        office.write_text(
            text.replace("func ink(letter string) string { return", "func ink(letter string) string { sweep(); return")
        )
        assert agent.data("callers", symbol="sweep")["found"] == 3
        office.write_text(text + "\nfunc broken( {\n")
        assert agent.data("callers", symbol="sweep")["found"] == 2
        office.unlink()
        assert "nothing is named sweep" in agent.error("callers", symbol="sweep")
        office.write_text(text)
        assert agent.data("callers", symbol="sweep")["found"] == 2


def test_a_folder_without_go_is_an_error_of_each_question(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with mcp_session.agent(tmp_path / "empty", environment(tmp_path)) as agent:
        assert "hint: there is no go.mod" in agent.error("callers", symbol="sweep")
        post.tree(tmp_path / "empty")
        assert agent.data("callers", symbol="sweep")["found"] == 2


def started(house: Path, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "archviz", "mcp", *arguments],
        cwd=house,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def requests(*messages: tuple[str, dict[str, Any]]) -> str:
    opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    lines = [{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": opening}]
    lines.append({"jsonrpc": "2.0", "method": "notifications/initialized"})
    lines += [{"jsonrpc": "2.0", "id": n, "method": m, "params": p} for n, (m, p) in enumerate(messages, 1)]
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def test_standard_output_has_the_protocol_and_nothing_else(tmp_path: Path) -> None:
    house = post.tree(tmp_path / "post")
    (house / "office" / "torn.go").write_text("package office\n\nfunc torn( {\n")
    server = started(house, tmp_path)
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(requests(("tools/call", {"name": "callers", "arguments": {"symbol": "sweep"}})))
    server.stdin.flush()
    answers = [json.loads(server.stdout.readline()) for _ in range(2)]
    assert [answer["id"] for answer in answers] == [0, 1]
    assert answers[1]["result"]["structuredContent"]["found"] == 2
    rest, said = server.communicate(timeout=LIMIT)
    assert rest == ""
    assert "torn.go" in said
    assert server.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly(tmp_path: Path, how: signal.Signals) -> None:
    server = started(post.tree(tmp_path / "post"), tmp_path)
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(requests())
    server.stdin.flush()
    assert server.stdout.readline()
    server.send_signal(how)
    _, said = server.communicate(timeout=LIMIT)
    assert (server.returncode, said) == (0, "")


def test_a_platform_that_go_does_not_have_is_said_at_once(tmp_path: Path) -> None:
    server = started(post.tree(tmp_path / "post"), tmp_path, "--platform", "amiga/m68k")
    out, said = server.communicate(timeout=LIMIT)
    assert (server.returncode, out) == (2, "")
    assert "amiga" in said


def test_without_the_protocols_package_it_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['mcp'] = None; sys.argv = ['archviz', 'mcp']; import archviz.__main__ as a; a.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=post.tree(tmp_path),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env=environment(tmp_path),
        check=False,
    )
    assert done.returncode == 2
    assert "hint: pip install 'archviz[mcp]'" in done.stderr
    assert "Traceback" not in done.stderr
