"""Figures from one version to the next, as a person holds, repairs and compares them."""

from __future__ import annotations

import json
import lzma
import subprocess
from typing import TYPE_CHECKING

import kitchen
import pytest
from test_cli import run

from archviz.refs import packed_path

if TYPE_CHECKING:
    from pathlib import Path

RENAMED = (("Chef.heat", "Chef.warm"), ("Work", "Toil"))
NEWER = kitchen.STOVE_GO.replace("heat()", "warm()").replace("func Work(", "func Toil(")
TWICE = NEWER.replace(
    "func (c *Chef) rest() {}", "func (c *Chef) glow() {\n\tc.stove.Burn()\n}\n\nfunc (c *Chef) rest() {}"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project whose claims were proved and locked at version 1.20.2, from the tree in ``go``."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    done = run("update", "1.20.2", "--source", "go", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "archviz-refs/1.20.2.lock.json: written\n")
    return tmp_path


def findings(house: Path, code: str) -> list[dict[str, object]]:
    kitchen.go_tree(house / "go", code)
    done = run("check", "2.0", "--source", "go", "--format", "json", cwd=house)
    assert done.stderr == ""
    return list(json.loads(done.stdout)["findings"])


def test_a_lock_is_written_once_and_holds_no_code(house: Path) -> None:
    again = run("update", "1.20.2", "--source", "go", cwd=house)
    assert again.stdout == "archviz-refs/1.20.2.lock.json: nothing has changed\n"
    file = house / "archviz-refs" / "1.20.2.lock.json"
    facts = lzma.decompress(packed_path(file).read_bytes()).decode()
    for text in (facts, file.read_text()):
        assert "nothing to cook" not in text
        assert "Chef.heat" in text


def test_what_did_not_change_is_not_told(house: Path) -> None:
    assert findings(house, kitchen.STOVE_GO) == []
    assert (
        findings(house, kitchen.STOVE_GO.replace("dish string) error {", "meal string) error {\n\tdish := meal")) != []
    )
    assert findings(house, kitchen.STOVE_GO.replace("// Prepare cooks a dish.", "// Prepare is quick.")) == []


def test_a_renamed_method_is_told_as_such_and_can_be_repaired(house: Path) -> None:
    found = [finding for finding in findings(house, NEWER) if finding["severity"] == "error"]
    renamed = next(finding for finding in found if finding["subject"] == "example.org/house/kitchen.Chef.heat")
    assert renamed["kind"] == "renamed"
    assert renamed["repairable"] is True
    line = next(n for n, text in enumerate(kitchen.STOVE_GO.splitlines(), 1) if text.startswith("func (c *Chef) heat"))
    place = {"file": "kitchen/kitchen.go", "line": line}
    assert renamed["old"] == {"symbol": "example.org/house/kitchen.Chef.heat", **place}
    assert renamed["new"] == {"symbol": "example.org/house/kitchen.Chef.warm", **place}


def test_a_change_under_a_claim_that_holds_is_a_note_and_no_failure(house: Path) -> None:
    (finding,) = findings(house, kitchen.STOVE_GO.replace("name  string\n", "name  string\n\tage int\n"))
    assert (finding["kind"], finding["severity"]) == ("members-changed", "note")
    assert run("check", "2.0", "--source", "go", cwd=house).returncode == 0


def test_a_dry_run_prints_a_patch_that_applies_and_makes_the_claims_true(house: Path) -> None:
    kitchen.go_tree(house / "go", NEWER)
    before = {path: path.read_bytes() for path in house.rglob("*.yaml")}
    dry = run("update", "2.0", "--source", "go", "--dry-run", cwd=house)
    assert dry.returncode == 0, dry.stderr
    assert {path: path.read_bytes() for path in house.rglob("*.yaml")} == before
    assert not (house / "archviz-refs" / "2.0.lock.json").exists()
    subprocess.run(["git", "apply"], cwd=house, input=dry.stdout, text=True, check=True)
    assert run("check", "2.0", "--source", "go", cwd=house).returncode == 0
    text = (house / "diagrams" / "house" / "1-kitchen.yaml").read_text()
    renames = [f'  - {{from: k.{old}, to: k.{new}, since: "2.0"}}\n' for old, new in RENAMED]
    assert text == kitchen.DIAGRAM.replace("cards:\n", f"renames:\n{''.join(renames)}cards:\n", 1)
    kitchen.go_tree(house / "go")
    assert run("check", "1.20.2", "--source", "go", cwd=house).returncode == 0


def test_update_repairs_and_locks(house: Path) -> None:
    kitchen.go_tree(house / "go", NEWER)
    done = run("update", "2.0", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "diagrams/house/1-kitchen.yaml: repaired",
        "diagrams/house/2-a-dish.yaml: repaired",
        "archviz-refs/2.0.lock.json: written",
    ]


def test_what_is_not_clear_is_left_with_a_choice_and_no_lock(house: Path) -> None:
    kitchen.go_tree(house / "go", TWICE.replace("c.warm()\n", "c.warm()\n\tc.glow()\n", 1))
    done = run("update", "2.0", "--source", "go", cwd=house)
    assert done.returncode == 1
    choice = next(line for line in done.stderr.splitlines() if "perhaps" in line)
    assert (choice.count("Chef.glow"), choice.count("Chef.warm")) == (1, 1)
    assert not (house / "archviz-refs" / "2.0.lock.json").exists()
    text = (house / "diagrams" / "house" / "1-kitchen.yaml").read_text()
    assert "heat" in text


def test_of_two_alike_the_one_that_is_used_is_the_successor(house: Path) -> None:
    kitchen.go_tree(house / "go", TWICE)
    done = run("update", "2.0", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stderr
    text = (house / "diagrams" / "house" / "1-kitchen.yaml").read_text()
    assert '{from: k.Chef.heat, to: k.Chef.warm, since: "2.0"}' in text


def test_diff_of_two_locks_needs_no_source_and_draws_both(house: Path) -> None:
    kitchen.go_tree(house / "go", NEWER)
    names = {"1-kitchen.yaml": ("heat", "warm"), "2-a-dish.yaml": ("heat", "warm")}
    for name, (old, new) in names.items():
        file = house / "diagrams" / "house" / name
        renames = f"  - {{from: k.Chef.{old}, to: k.Chef.{new}, since: '2.0'}}\n"
        renames += "  - {from: k.Work, to: k.Toil, since: '2.0'}\n" if name.startswith("1") else ""
        file.write_text(f"{file.read_text(encoding='utf-8')}renames:\n{renames}", encoding="utf-8")
    assert run("update", "2.0", "--source", "go", cwd=house).returncode == 0
    kitchen.go_tree(house / "go", "package kitchen\n")
    done = run("diff", "1.20.2", "2.0", "--out", "pictures", cwd=house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "figure 1 kitchen" in done.stdout
    assert "kitchen.Chef.heat was renamed" in done.stdout
    assert [path.name for path in (house / "pictures").iterdir()] == ["kitchen.diff.svg"]
    document = json.loads(run("diff", "1.20.2", "2.0", "--format", "json", cwd=house).stdout)
    kinds = {one["subject"].rpartition("/")[2]: one["kind"] for one in document["declarations"]}
    assert kinds["kitchen.Work"] == "renamed"


def test_diff_with_what_is_no_version_is_told(house: Path) -> None:
    done = run("diff", "1.20.2", "nowhere", cwd=house)
    assert done.returncode == 2
    assert "no source at nowhere" in done.stderr
    old = run("diff", "9.9", "1.20.2", cwd=house)
    assert old.returncode == 2
    assert "no version 9.9 is pinned" in old.stderr


def name_of(house: Path, lock: str) -> object:
    return json.loads((house / "archviz-refs" / f"{lock}.lock.json").read_text())["name"]


def test_a_fork_is_called_one_and_so_are_its_later_versions(house: Path) -> None:
    name = "Ann's house {version}, as Bob builds it"
    title = ("--title", name)
    assert run("update", "1.1", "--source", "go", "--name", "bob-1.1", *title, cwd=house).returncode == 0
    assert run("update", "1.2", "--source", "go", "--name", "bob-1.2", cwd=house).returncode == 0
    assert (name_of(house, "bob-1.1"), name_of(house, "bob-1.2"), name_of(house, "1.20.2")) == (name, name, "")
    both = {"en": name, "zh": "Bob 建造的 {version}"}
    file = house / "archviz-refs" / "bob-1.2.lock.json"
    file.write_text(file.read_text().replace(json.dumps(name), json.dumps(both, ensure_ascii=False), 1))
    assert run("update", "1.3", "--source", "go", "--name", "bob-1.3", cwd=house).returncode == 0
    assert name_of(house, "bob-1.3") == both
    document = json.loads(run("diff", "1.20.2", "bob-1.3", "--format", "json", cwd=house).stdout)
    assert document["new"]["version"] == "Ann's house 1.3, as Bob builds it"
