"""``archviz render --check``: the committed pictures against those that the source gives."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import kitchen
import pytest
from test_cli import run

PICTURE = Path("diagrams/house/kitchen.svg")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with its picture drawn, and in ``go`` the tree that it is about."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    assert run("render", "--source", "go", cwd=tmp_path).returncode == 0
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted((folder / "diagrams").rglob("*")) if file.is_file()}


def test_pictures_of_the_source_are_clean(house: Path) -> None:
    done = run("render", "--check", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 picture, as the source has it" in done.stderr


def test_figures_that_belong_to_no_article_are_drawn_beside_their_files(house: Path) -> None:
    (house / "diagrams" / "house" / "1-kitchen.yaml").rename(house / "diagrams" / "1-kitchen.yaml")
    assert run("render", "--source", "go", cwd=house).returncode == 0
    assert (house / "diagrams" / "kitchen.svg").is_file()


def test_a_picture_that_differs_or_is_missing_is_named_and_nothing_is_written(house: Path) -> None:
    (house / PICTURE).write_bytes((house / PICTURE).read_bytes().replace(b"kitchen at work", b"kitchen at rest"))
    before = files(house)
    done = run("render", "--check", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (1, f"{PICTURE}: differs from what its figure draws\n")
    assert files(house) == before

    (house / PICTURE).unlink()
    done = run("render", "--check", "kitchen", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (1, f"{PICTURE}: is missing\n")
    assert not (house / PICTURE).exists()


def test_a_picture_whose_figure_is_gone_is_named_and_a_drawing_of_another_program_is_not(house: Path) -> None:
    drawing = house / "diagrams/house/by-hand.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" class="av"><rect/></svg>')
    left = house / "diagrams/house/pantry.svg"
    left.write_bytes((house / PICTURE).read_bytes())
    done = run("render", "--check", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (1, "diagrams/house/pantry.svg: is no figure's picture any more\n")
    assert left.exists()
    assert run("render", "--check", "kitchen", "--source", "go", cwd=house).returncode == 0


def test_a_changed_source_makes_a_picture_stale(house: Path) -> None:
    kitchen.go_tree(house / "go", kitchen.STOVE_GO.replace("package kitchen\n", "package kitchen\n\n// Moved.\n", 1))
    done = run("render", "--check", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (1, f"{PICTURE}: differs from what its figure draws\n")


def test_a_claim_that_does_not_hold_is_a_finding_as_elsewhere(house: Path) -> None:
    kitchen.go_tree(house / "go", kitchen.STOVE_GO.replace("	c.heat()\n", ""))
    done = run("render", "--check", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "unproved-edge" in done.stdout


def test_nothing_needs_to_be_writable(house: Path) -> None:
    done = run("render", "--check", "--out", "nowhere/at/all", "--source", "go", cwd=house)
    assert (done.returncode, done.stdout) == (1, "nowhere/at/all/house/kitchen.svg: is missing\n")
    assert not (house / "nowhere").exists()


def test_what_the_standard_library_declares_has_its_package_for_its_place(house: Path) -> None:
    figure = """\
figure: 3
kind: diagram
id: words
file: words
title: {en: Words}
description: {en: A dish is said.}
packages: {k: example.org/house/kitchen, fmt: fmt}
cards:
  - func: k.Serve
  - func: fmt.Println
  - type: fmt.Stringer
    methods: [String]
edges:
  - {from: k.Serve, to: fmt.Println, kind: call}
"""
    kitchen.figure_file(house / "diagrams" / "house", figure, "3-words.yaml")
    assert run("render", "words", "--source", "go", cwd=house).returncode == 0
    svg = (house / "diagrams" / "house" / "words.svg").read_text()
    assert "<title>func fmt.Println (package fmt)</title>" in svg
    assert svg.count("(package fmt)</title>") == 3
    assert ":0)" not in svg


def test_a_large_picture_says_that_it_is_being_laid_out(tmp_path: Path) -> None:
    kitchen.project(tmp_path)
    names = [f"step{number}" for number in range(22)]
    calls = "".join(f"func {a}() {{ {b}() }}\n" for a, b in pairwise([*names, "last"]))
    (tmp_path / "go/mesh").mkdir(parents=True)
    (tmp_path / "go/go.mod").write_text("module example.org\n")
    (tmp_path / "go/mesh/mesh.go").write_text(f"package mesh\n\n{calls}func last() {{}}\n")
    cards = "".join(f"  - func: m.{name}\n" for name in names)
    (tmp_path / "diagrams/house/1-kitchen.yaml").write_text(
        "figure: 1\nkind: diagram\nid: mesh\nfile: mesh\ntitle: {en: Mesh}\ndescription: {en: A mesh.}\n"
        f"packages: {{m: example.org/mesh}}\ncards:\n{cards}edges: auto\n"
    )
    done = run("render", "mesh", "--source", "go", cwd=tmp_path)
    assert (done.returncode, "laying out mesh, 22 cards" in done.stderr) == (0, True), done.stderr
    assert "laying out" not in run("render", "mesh", "-q", "--source", "go", cwd=tmp_path).stderr
