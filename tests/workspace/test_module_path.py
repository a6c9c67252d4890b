"""A module with another path: a new major version, or another name, is the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import SourceError
from archviz.workspace.drift import check, update
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings
from archviz.workspace.versions import difference, locked

if TYPE_CHECKING:
    from pathlib import Path

STORE = """\
package store

// Store has what was bought.
type Store struct{ items []string }

func Open() *Store {
	s := &Store{}
	s.load("all")
	return s
}

func (s *Store) load(name string) {
	s.items = append(s.items, name)
}
"""
SHOP = 'package shop\n\nimport "MODULE/store"\n\nfunc Run() *store.Store { return store.Open() }\n'
FIGURE = """\
figure: 1
kind: diagram
id: shop
file: shop
title: {en: Shop}
description: {en: A shop.}
packages: {s: MODULE/store, shop: MODULE}  # both
cards:
  - func: shop.Run
  - type: s.Store
    methods: [load]
  - func: s.Open
  - implementers: s.Any
    below: [MODULE/store]
edges:
  - {from: shop.Run, to: s.Open, kind: call}
  - {from: s.Open, to: s.Store.load, kind: call}
"""
ANY = "\n// Any is anything with items.\ntype Any interface{ load(name string) }\n"


def tree(folder: Path, module: str, store: str = STORE + ANY) -> str:
    """A module in a folder; gives the folder's path."""
    (folder / "store").mkdir(parents=True)
    (folder / "go.mod").write_text(f"module {module}\n\ngo 1.20\n")
    (folder / "shop.go").write_text(SHOP.replace("MODULE", module))
    (folder / "store" / "store.go").write_text(store)
    return str(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project about example.org/shop, without a lock."""
    return made(tmp_path, "example.org/shop")


def made(folder: Path, module: str) -> Project:
    figures = folder / "docs" / "diagrams" / "a"
    figures.mkdir(parents=True)
    (folder / "docs" / "archviz.toml").touch()
    (folder / "docs" / "kubernetes-refs").mkdir()
    (figures / "1.yaml").write_text(FIGURE.replace("MODULE", module))
    return Project(folder / "docs", "1.0")


MOVES = [
    ("example.org/shop", "example.org/shop/v2"),
    ("example.org/shop/v2", "example.org/shop/v3"),
    ("example.org/shop/v2", "example.org/shop"),
    ("gopkg.in/shop.v1", "gopkg.in/shop.v2"),
    ("example.org/shop", "example.net/other/name"),
    ("github.com/old/shop", "github.com/new/shop"),
]


@pytest.mark.parametrize(("old", "new"), MOVES)
@pytest.mark.parametrize("has_lock", [True, False])
def test_check_says_that_each_package_moved_and_update_repairs_it(
    old: str, new: str, has_lock: bool, tmp_path: Path
) -> None:
    project = made(tmp_path, old)
    if has_lock:
        first = update(project, Settings("1.0", tree(tmp_path / "old", old)))
        first.write(project.refs.parent)
        assert not first.after.failed
    settings = Settings("2.0", tree(tmp_path / "new", new))
    report = check(project, settings)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(finding.claim, finding.kind, finding.line, finding.repairable) for finding in errors] == [
        ("packages.s", "moved", 7, True),
        ("packages.shop", "moved", 7, True),
    ]
    assert errors[1].message == f"the package {old} is {new} here: the module {old} is {new} now"
    assert report.failed
    repair = update(project, settings, "2.0")
    assert not repair.after.failed
    repair.write(project.refs.parent)
    text = (project.figures / "a" / "1.yaml").read_text()
    if has_lock:  # the old path is that of the old version still
        for rest in ("/store", ""):
            assert f'[{{path: {old}{rest}, until: "2.0"}}, {{path: {new}{rest}, since: "2.0"}}]' in text
        assert check(project, Settings("1.0", str(tmp_path / "old"))).findings == ()
    else:
        assert text == FIGURE.replace("MODULE", new)
    assert check(project, settings).findings == ()
    assert (
        difference(locked(project, settings, "2.0").lock, locked(project, settings, settings.source).lock).move is None
    )


@pytest.mark.parametrize(("old", "new"), MOVES)
def test_a_comparison_of_both_versions_shows_what_else_changed(old: str, new: str, tmp_path: Path) -> None:
    project = made(tmp_path, old)
    before = tree(tmp_path / "old", old)
    after = tree(tmp_path / "new", new, (STORE + ANY).replace("items []string", "items []string; size int"))
    found = difference(locked(project, Settings(), before).lock, locked(project, Settings(), after).lock)
    assert found.move is not None
    assert (found.move.old, found.move.new) == (old, new)
    assert [(one.kind, one.subject) for one in found.declarations if one.kind != "body-changed"] == [
        ("members-changed", f"{new}/store.Store")
    ]
    assert found.missing == ()


def test_what_else_is_wrong_is_found_under_the_new_path(project: Project, tmp_path: Path) -> None:
    first = update(project, Settings("1.0", tree(tmp_path / "old", "example.org/shop")))
    first.write(project.refs.parent)
    newer = tree(tmp_path / "new", "example.org/shop/v2", (STORE + ANY).replace("load(", "fill("))
    report = check(project, Settings(source=newer))
    renamed = next(finding for finding in report.findings if finding.kind == "renamed")
    assert "Store.load" in renamed.message
    assert renamed.new is not None
    assert str(renamed.new.symbol) == "example.org/shop/v2/store.Store.fill"
    repair = update(project, Settings(source=newer), "2.0")
    assert not repair.after.failed
    (text,) = (new for _, new in repair.files.values())
    assert '  - {from: s.Store.load, to: s.Store.fill, since: "2.0"}\n' in text
    assert '{path: example.org/shop/v2/store, since: "2.0"}' in text
    assert text.endswith(FIGURE[FIGURE.index("cards:") :].replace("MODULE", "example.org/shop"))


def test_without_a_version_of_the_source_a_figure_that_holds_elsewhere_is_left_alone(
    project: Project, tmp_path: Path
) -> None:
    first = update(project, Settings("1.0", tree(tmp_path / "old", "example.org/shop")))
    first.write(project.refs.parent)
    newer = Settings(source=tree(tmp_path / "new", "example.org/shop/v2"))
    assert not any(finding.repairable for finding in check(project, newer).findings)
    (refused,) = update(project, newer).refused.values()
    assert refused.startswith("it would say something else at 1.0: the source has no version")


def test_another_project_with_a_package_of_that_name_is_another_project(project: Project, tmp_path: Path) -> None:
    other = tree(tmp_path / "other", "example.net/hotel", "package store\n\nfunc Rent() {}\n")
    (tmp_path / "other" / "shop.go").write_text("package hotel\n")
    with pytest.raises(SourceError, match="none of the packages"):
        check(project, Settings(source=other))


def test_a_package_that_is_gone_is_no_move(project: Project, tmp_path: Path) -> None:
    source = tree(tmp_path / "src", "example.org/shop")
    (tmp_path / "src" / "store").rename(tmp_path / "src" / "v2")
    report = check(project, Settings(source=source))
    assert report.move is None
    assert report.failed


def test_a_new_major_version_beside_the_old_one_is_no_move(project: Project, tmp_path: Path) -> None:
    source = tree(tmp_path / "src", "example.org/shop")
    tree(tmp_path / "src" / "v2", "example.org/shop/v2")
    report = check(project, Settings(source=source))
    assert report.move is None
    assert report.findings == ()
