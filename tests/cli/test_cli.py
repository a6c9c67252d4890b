"""The commands as a person runs them: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import kitchen
import pytest

from archviz.cli import main
from archviz.cli.main import SECTIONS

ROOT = str(Path(__file__).parents[2])
FORMATS = (Path(__file__).parents[2] / "docs/reference/formats.md").read_text(encoding="utf-8")


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archviz", *map(str, arguments)]
    base = {**os.environ, "ARCHVIZ_CACHE": str(cwd / "cache"), "COLUMNS": "100"}
    return subprocess.run(
        command, cwd=cwd, env=base | environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with a project, an article for it and, in ``go``, the Go tree that it is about."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(main)
    found = ((name, main.get_command(context, name)) for name in main.list_commands(context))
    return [(name, command) for name, command in found if command is not None]


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_teaches(name: str, command: click.Command) -> None:
    assert command.help is not None
    assert len(command.help) > 60
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"


def test_each_command_has_one_place_in_help() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(name for name, _ in commands())


def test_the_group_says_where_to_start(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Start here, in any Go repository:" in done.stdout
    for name, _ in commands():
        assert f"\n  {name} " in done.stdout


def test_a_true_project_is_clean(house: Path) -> None:
    done = run("check", "--source", "go", cwd=house)
    assert (done.returncode, done.stderr) == (0, "")
    assert "22 of 22 claims in 2 figures are proved at go" in done.stdout


def test_check_tells_a_false_claim_at_its_line_and_exits_with_1(house: Path) -> None:
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("to: k.Cook.Prepare, kind: call", "to: k.Stove.Burn, kind: call"))
    done = run("check", "--source", "go", cwd=house)
    assert done.returncode == 1
    where = "diagrams/house/1-kitchen.yaml:18: error: figure 1, edges[0]: nothing proves that k.Work → k.Stove.Burn"
    assert where in done.stdout
    assert "hint: Work has call → Cook.Prepare" in done.stdout


def test_check_as_json_is_one_object_with_the_documented_keys(house: Path) -> None:
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("fields: [stove, plate]", "fields: [stove, plates]"))
    done = run("check", "--source", "go", "--format", "json", cwd=house)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["source"]["path"] == "go"
    assert found["source"]["digest"].startswith("sha256:")
    figure = {"figure": 1, "id": "kitchen", "kind": "diagram", "claims": 17, "proved": 16, "asserted": 0}
    assert found["figures"][0] == figure
    (finding,) = found["findings"]
    assert finding["claim"] == "cards[1].fields[1]"
    assert finding["subject"] == "example.org/house/kitchen.Chef.plates"
    assert (finding["file"].rpartition("/")[2], finding["line"]) == ("1-kitchen.yaml", 12)
    documented = FORMATS.partition('"findings": [{')[2].partition("}")[0]
    assert set(finding) == {name.strip(' "\n') for name in documented.split(",")}


def test_a_fingerprint_stays_when_lines_shift(house: Path) -> None:
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    wrong = kitchen.DIAGRAM.replace("fields: [stove, plate]", "fields: [stove, plates]")
    prints = []
    for text in (wrong, "# a comment\n\n" + wrong):
        file.write_text(text)
        done = run("check", "--source", "go", "--format", "json", cwd=house)
        prints.append(json.loads(done.stdout)["findings"][0]["fingerprint"])
    assert prints[0] == prints[1]


def test_render_writes_what_changed_and_nothing_again(house: Path) -> None:
    first = run("render", "--source", "go", cwd=house)
    assert (first.returncode, first.stdout) == (0, "diagrams/house/kitchen.svg\n")
    svg = house / "diagrams" / "house" / "kitchen.svg"
    before = svg.stat()
    again = run("render", "--source", "go", cwd=house)
    assert (again.returncode, again.stdout) == (0, "")
    assert svg.stat().st_mtime_ns == before.st_mtime_ns


def test_render_takes_figures_by_number_or_id_and_several_formats(house: Path) -> None:
    done = run("render", "1", "--format", "svg,dot,mermaid,d2,json", "--out", "out", "--source", "go", cwd=house)
    assert done.returncode == 0
    names = sorted(path.name for path in (house / "out" / "house").iterdir())
    assert names == ["kitchen.d2", "kitchen.dot", "kitchen.json", "kitchen.mermaid", "kitchen.svg"]
    missing = run("render", "pantry", "--source", "go", cwd=house)
    assert missing.returncode == 2
    assert "no figure pantry" in missing.stderr
    assert "1 kitchen" in missing.stderr


def test_render_draws_for_what_knows_no_style_sheets(house: Path) -> None:
    done = run("render", "1", "--format", "flat,png,pdf", "--theme", "dark", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    drawn = house / "diagrams" / "house"
    assert done.stdout.split() == [f"diagrams/house/kitchen.{end}" for end in ("dark.pdf", "dark.png", "flat.dark.svg")]
    assert "#0e131b" in (drawn / "kitchen.flat.dark.svg").read_text()
    assert (drawn / "kitchen.dark.png").read_bytes().startswith(b"\x89PNG")
    assert (drawn / "kitchen.dark.pdf").read_bytes().startswith(b"%PDF")
    checked = run("render", "1", "--format", "flat,png,pdf", "--theme", "dark", "--check", "--source", "go", cwd=house)
    assert checked.returncode == 0, checked.stdout


def test_a_format_or_theme_that_is_none_is_named(house: Path) -> None:
    done = run("render", "--format", "svg,pgn", cwd=house)
    assert done.returncode == 2
    assert "'pgn' is none of svg, flat, png, pdf, dot, mermaid, d2, json; did you mean png?" in done.stderr
    done = run("render", "--theme", "dark", cwd=house)
    assert done.returncode == 2
    assert "it is for --format flat, png, pdf" in done.stderr


def test_draw_writes_a_png_where_the_file_is_one(house: Path) -> None:
    done = run("draw", "Chef.Prepare", "--out", "prepare.png", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    assert (house / "prepare.png").read_bytes().startswith(b"\x89PNG")
    done = run("draw", "Chef.Prepare", "--format", "pdf", "--out", "-", "--source", "go", cwd=house)
    assert done.returncode == 2
    assert "--format pdf is no text" in done.stderr


def test_render_of_a_false_claim_draws_nothing(house: Path) -> None:
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("mode: go, ", ""))
    done = run("render", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "call by go" in done.stdout
    assert list(house.rglob("*.svg")) == []


def test_output_depends_on_nothing_but_the_source(house: Path) -> None:
    settings = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
    ]
    pictures = []
    for i, setting in enumerate(settings):
        run("render", "--source", "go", "--out", f"out{i}", cwd=house, **setting)
        pictures.append((house / f"out{i}" / "house" / "kitchen.svg").read_bytes())
    assert pictures[0] == pictures[1]


def test_relations_are_json_lines_of_the_packages_asked_for(house: Path) -> None:
    done = run("relations", "example.org/house/kitchen", "--source", "go", cwd=house)
    facts = [json.loads(line) for line in done.stdout.splitlines()]
    assert {fact["pkg"] for fact in facts} == {"example.org/house/kitchen"}
    assert {"call", "dyncall", "ref", "creates", "type", "implements"} == {fact["rel"] for fact in facts}


def test_calls_that_cannot_be_resolved_are_listed_with_the_reason(house: Path) -> None:
    code = kitchen.STOVE_GO.replace('import "fmt"', 'import (\n\t"fmt"\n\n\t"example.org/market"\n)')
    kitchen.go_tree(house / "go", code.replace("c.heat()", "market.Buy()"))
    done = run("relations", "--unresolved", "example.org/house/kitchen", "--source", "go", cwd=house)
    (call,) = map(json.loads, done.stdout.splitlines())
    assert (call["text"], call["reason"]) == ("market.Buy", "package example.org/market is not in the source")


def test_an_archive_is_read_in_place(house: Path) -> None:
    with tarfile.open(house / "go.tar.gz", "w:gz") as archive:
        archive.add(house / "go", "house-1.0")
    done = run("check", "--source", "go.tar.gz", cwd=house)
    assert done.returncode == 0
    there = {path.name for path in house.iterdir()}
    assert there - {"cache"} == {"archviz.toml", "diagrams", "go", "go.tar.gz"}
    assert not [path for path in house.glob("cache/*") if path.name != "answers"]  # no copy of the code


BAD = [
    (["check", "--source", "nowhere"], "no source at nowhere"),
    (["check", "--source", "archviz.toml"], "archviz.toml is no archive"),
    (["check", "--source", "diagrams"], "no Go source in diagrams"),
    (["check", "--source", "cut.tar.gz"], "cannot read the archive cut.tar.gz"),
    (["check", "--source", "other"], "other has none of the packages that the figures speak of"),
    (["check", "9.9.9", "--offline"], "no version 9.9.9 is pinned"),
    (["check", "--offline"], "no version 1.20.2 is pinned"),
    (["fetch", "--offline"], "no version 1.20.2 is pinned"),
    (["check", "--offline", "--project", ROOT], "1.20.2 is not in the cache"),
    (["fetch", "--offline", "--project", ROOT], "1.20.2 is not in the cache"),
    (["relations", "example.org/none", "--source", "go"], "has no package example.org/none"),
    (["relations"], "Missing argument"),
    (["render", "--format", "gif", "--source", "go"], "'gif' is none of svg"),
    (["check", "--format", "xml"], "'xml' is not one of"),
    (["check", "--project", "go"], "go is no project"),
    (["build", "--out", "archviz.toml", "--source", "go"], "archviz.toml is no folder"),
    (["paint"], "no command 'paint'"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[" ".join(arguments) for arguments, _ in BAD])
def test_bad_input_is_told_in_a_line_with_exit_code_2_and_nothing_written(
    arguments: list[str], message: str, house: Path
) -> None:
    kitchen.go_tree(house / "other", "package kitchen\n\nfunc Weed() {}\n")
    (house / "other" / "go.mod").write_text("module example.org/garden\n")
    with tarfile.open(house / "cut.tar.gz", "w:gz") as archive:
        archive.add(house / "go", "house-1.0")
    (house / "cut.tar.gz").write_bytes((house / "cut.tar.gz").read_bytes()[:-100])
    before = sorted(house.rglob("*"))
    done = run(*arguments, cwd=house)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert sorted(house.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("archviz.toml", "version = \n", "archviz.toml:1: not TOML"),
        ("archviz.toml", "color = 3\n", "archviz.toml:1: unknown key `color`"),
        ("diagrams/house/1-kitchen.yaml", "figure: [\n", "1-kitchen.yaml:2: error: file: not YAML"),
    ],
)
def test_a_broken_project_is_told_by_file_and_line(name: str, text: str, message: str, house: Path) -> None:
    (house / name).write_text(text)
    done = run("check", "--source", "go", cwd=house)
    assert done.returncode == 2
    assert message in done.stdout + done.stderr


def test_a_folder_that_cannot_be_written_is_told(house: Path) -> None:
    kitchen.article(house)
    done = run("build", "--out", "/proc/archviz", "--source", "go", cwd=house)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "/proc/archviz" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_builds_at_once_on_one_cache_do_no_harm(house: Path) -> None:
    kitchen.article(house)
    with ThreadPoolExecutor(2) as pool:
        builds = list(pool.map(lambda _: run("build", "--source", "go", cwd=house), range(2)))
    assert [build.returncode for build in builds] == [0, 0]
    again = run("build", "--source", "go", cwd=house)
    assert "nothing has changed" in again.stderr
    assert not [path for path in house.rglob("*") if path.name.startswith(".") and path.is_file()]


def test_build_writes_only_what_changed_and_takes_away_what_is_gone(house: Path) -> None:
    kitchen.article(house)
    assert run("build", "--source", "go", cwd=house).returncode == 0
    site = house / "site"
    assert (site / "index.html").is_file()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    assert (site / "figures" / "kitchen.svg") in before
    same = run("build", "--source", "go", cwd=house)
    assert "nothing has changed" in same.stderr
    file = house / "diagrams" / "house" / "2-a-dish.yaml"
    file.write_text(kitchen.EXCERPT.replace("file: a-dish", "file: dish"))
    done = run("build", "-v", "--source", "go", cwd=house)
    assert "site/figures/dish.html" in done.stdout
    assert not (site / "figures" / "a-dish.html").exists()
    assert (site / "figures" / "kitchen.svg").stat().st_mtime_ns == before[site / "figures" / "kitchen.svg"]
    (site / "index.html").unlink()
    assert run("build", "--source", "go", cwd=house).returncode == 0
    assert (site / "index.html").is_file()


def test_build_of_a_false_claim_writes_no_site(house: Path) -> None:
    kitchen.article(house)
    kitchen.go_tree(house / "go", kitchen.STOVE_GO.replace("\tc.heat()\n", ""))
    done = run("build", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "edges[1]" in done.stdout
    assert not (house / "site").exists()


def test_a_changed_note_writes_only_the_pages_that_show_it(house: Path) -> None:
    kitchen.article(house)
    assert run("build", "--source", "go", cwd=house).returncode == 0
    file = house / "diagrams" / "house" / "2-a-dish.yaml"
    file.write_text(kitchen.EXCERPT.replace("keep the guest waiting", "keep the guests waiting"))
    done = run("build", "-v", "--source", "go", cwd=house)
    pages = {line for line in done.stdout.splitlines() if line.endswith(".html")}
    assert pages == {"site/index.html", "site/figures/a-dish.html"}


def test_an_article_as_markdown_has_its_pictures_beside_it(house: Path) -> None:
    kitchen.article(house)
    done = run("build", "--to", "markdown", "--out", "content", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (house / "content" / "house").iterdir()} == {"index.md", "kitchen.svg"}
    text = (house / "content" / "house" / "index.md").read_text()
    assert "](kitchen.svg " in text
    assert "```go\n" in text
    assert (
        "nothing has changed"
        in run("build", "--to", "markdown", "--out", "content", "--source", "go", cwd=house).stderr
    )
    assert run("build", "--out", "content", "--source", "go", cwd=house).returncode == 0
    assert not (house / "content" / "house").exists()


def test_what_locks_say_of_figures_that_are_no_more_is_left_out(house: Path) -> None:
    kitchen.article(house)
    for version, code in (("1.0", kitchen.STOVE_GO), ("1.1", kitchen.STOVE_GO.replace("name  ", "nome  "))):
        kitchen.go_tree(house / "go", code)
        assert run("update", version, "--source", "go", cwd=house).returncode == 0
    file = house / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(file.read_text().replace("id: kitchen", "id: galley"))
    text = house / "templates" / "articles" / "house.en.md"
    text.write_text(text.read_text().replace("figure:kitchen", "figure:galley"))
    done = run("build", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    assert (house / "site" / "versions" / "1.1.html").is_file()


@pytest.mark.parametrize("name", ["index", "../up", "1.1#x", "a b"])
def test_a_lock_has_a_name_that_a_page_can_have(house: Path, name: str) -> None:
    done = run("update", "1.0", "--source", "go", "--name", name, cwd=house)
    assert done.returncode == 2
    assert f"a lock cannot be named {name!r}" in done.stderr
    assert not list(house.rglob("*.lock.json"))
    assert not (house / "up.lock.json").exists()


def test_nothing_of_a_build_outlives_it(house: Path) -> None:
    code = (
        "import time\n"
        "from archviz.workspace.project import find_project\n"
        "from archviz.workspace.build_worker import BuildWorker\n"
        "with BuildWorker() as beside:\n"
        "    beside.past(find_project())\n"
        "    print(beside.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=house) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.kill()
    end = time.monotonic() + 60
    while _lives(second):
        assert time.monotonic() < end
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
