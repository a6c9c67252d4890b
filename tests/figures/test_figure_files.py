"""Which files are figures, and what their names say: article, number, id and file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import load_file, load_text, read_articles
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from pathlib import Path

SHORT = "kind: diagram\ntitle: A kitchen\ncards: [{type: kitchen.Chef}]\n"


def test_every_yaml_file_is_a_figure_in_whatever_folder(tmp_path: Path) -> None:
    names = [
        "top.yaml",
        "house/1-a.yaml",
        "house/2-b.yml",
        "house/3-c.YAML",
        "house/more/deep/4-d.yaml",
        "yard/5-e.yml",
    ]
    for name in [*names, "house/.hidden.yaml", ".git/6-f.yaml", "house/notes.md", "house/x.yaml.svg"]:
        kitchen.figure_file((tmp_path / name).parent, SHORT, (tmp_path / name).name)
    found = read_articles(tmp_path)
    assert found.unreadable == ()
    assert [(figure.article, figure.claims.number, figure.claims.id) for figure in found.figures] == [
        ("", 0, "top"),
        ("house", 1, "a"),
        ("house", 2, "b"),
        ("house", 3, "c"),
        ("house", 4, "d"),
        ("yard", 5, "e"),
    ]


def test_a_folder_that_leads_to_itself_is_read_once(tmp_path: Path) -> None:
    kitchen.figure_file(tmp_path / "house", SHORT, "a.yaml")
    (tmp_path / "house" / "again").symlink_to(tmp_path / "house")
    assert [os.path.basename(figure.file) for figure in read_articles(tmp_path).figures] == ["a.yaml"]  # noqa: PTH119


@pytest.mark.parametrize(
    ("name", "number", "id_"),
    [
        ("07-request-path", 7, "request-path"),
        ("7_Request Path", 7, "request-path"),
        ("request.path", 0, "request-path"),
        ("12", 12, "figure-12"),
        ("v2-api", 0, "v2-api"),
        ("如何-boot", 0, "boot"),
    ],
)
def test_number_id_and_file_come_from_the_name(name: str, number: int, id_: str) -> None:
    claims = load_text(SHORT, f"diagrams/house/{name}.yaml").claims
    assert (claims.number, claims.id, claims.file) == (number, id_, id_)


def test_what_the_file_says_counts_before_its_name() -> None:
    claims = load_text(f"figure: 3\nid: stove\n{SHORT}", "diagrams/house/07-request-path.yaml").claims
    assert (claims.number, claims.id, claims.file) == (3, "stove", "stove")


def test_a_name_without_letters_gives_no_id() -> None:
    with pytest.raises(FigureError, match="gives the figure no id") as caught:
        load_text(SHORT, "diagrams/house/厨房.yaml")
    assert caught.value.hint == "an id has small letters a to z, digits and hyphens: give the figure an `id`"


def test_figures_without_a_number_come_after_the_others_by_name(tmp_path: Path) -> None:
    for name in ("b", "10-z", "a", "9-y"):
        kitchen.figure_file(tmp_path / "house", SHORT, f"{name}.yaml")
    assert [figure.claims.id for figure in read_articles(tmp_path).figures] == ["y", "z", "a", "b"]


def test_two_names_that_give_one_id_are_said(tmp_path: Path) -> None:
    for name in ("1-a", "more/2-a"):
        file = tmp_path / "house" / f"{name}.yaml"
        kitchen.figure_file(file.parent, SHORT, file.name)
    found = read_articles(tmp_path)
    assert len(found.figures) == 1
    (error,) = found.unreadable
    assert error.message == f"id a is taken by {tmp_path}/house/1-a.yaml"
    assert error.hint == "it comes from the file's name; `id` gives another one"


def test_plain_texts_are_enough(tmp_path: Path) -> None:
    text = SHORT + "edges:\n  - {from: kitchen.A, to: kitchen.B, kind: call, label: by hand}\n"
    figure = load_file(kitchen.figure_file(tmp_path, text, "a.yaml"))
    assert (figure.claims.title, figure.claims.description) == ("A kitchen", None)


def test_all_that_is_wrong_in_all_files_is_said_at_once(tmp_path: Path) -> None:
    kitchen.figure_file(tmp_path / "house", SHORT.replace("kind: diagram", "kind: digram") + "rows: 1\n", "1-a.yaml")
    kitchen.figure_file(tmp_path / "house", SHORT + "excerpts: []\ndirection: LT\n", "2-b.yaml")
    kitchen.figure_file(tmp_path / "house", "a: b: c\n", "3-c.yaml")
    two = SHORT.replace("{type: kitchen.Chef}", "{}, {func: k.A, fields: [a]}")
    kitchen.figure_file(tmp_path / "house", two, "4-d.yaml")
    kitchen.figure_file(tmp_path / "house", SHORT, "5-e.yaml")
    found = read_articles(tmp_path)
    assert [figure.claims.number for figure in found.figures] == [5]
    errors = [(os.path.basename(e.file or ""), e.line) for error in found.unreadable for e in error.every]  # noqa: PTH119
    expected = [("1-a.yaml", 1), ("1-a.yaml", 4), ("2-b.yaml", 5), ("3-c.yaml", 1), ("4-d.yaml", 3), ("4-d.yaml", 3)]
    assert errors == expected
