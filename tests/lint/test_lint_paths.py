"""Paths, links and lines in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettle import FILES, held, replace, repository, said, wrongs
from runs_git import git

from archviz.workspace.lint import fixed

if TYPE_CHECKING:
    from pathlib import Path


def line_of(text: str, file: str = "heat/heat.go") -> int:
    """The 1-based line of a file of the module that begins with a text."""
    return next(i for i, line in enumerate(FILES[file].splitlines(), 1) if line.startswith(text))


@pytest.mark.parametrize(
    "text",
    [
        "`kettle.go`, `heat/heat.go`, `heat/`, `./heat` and `docs/assets/steam.svg`",
        "`example.org/kettle/heat` and `heat/heat.go:12`",
        "[code](heat/heat.go), [folder](heat), [picture](docs/assets/steam.svg), [top](#kettle)",
        "[elsewhere](https://example.com/heat/gone.go) and <https://example.org/kettle/gone>",
        "[fixed](https://github.com/o/kettle/blob/0123456789abcdef0123456789abcdef01234567/heat/gone.go#L999)",
        "`heat/<name>.go`, `heat/*.go`, `$HOME/heat/gone.go`, `heat/{a,b}.go` and `path/to/gone.go`",
        "`bin/kettle`, `/etc/kettle/kettle.conf`, `apps/v1`, `text/plain` and `docs/your-page.md`",
        "[a page of the site](/guide/), [another](../guide/) and [mail](mailto:a@example.org)",
    ],
)
def test_what_is_there_or_not_of_this_repository(text: str, tmp_path: Path) -> None:
    assert said(f"# Kettle\n\n{text}\n", tmp_path) == []


@pytest.mark.parametrize(
    ("text", "subject", "hint"),
    [
        ("`heat/heatr.go`", "heat/heatr.go", "did you mean heat/heat.go?"),
        ("`heat/steam.svg`", "heat/steam.svg", "it is docs/assets/steam.svg now"),
        ("`example.org/kettle/heet`", "example.org/kettle/heet", ""),
        ("[code](heat/gone.go)", "heat/gone.go", ""),
        ("[code](./heat/kettle.go)", "./heat/kettle.go", "it is kettle.go now"),
        ("![steam](docs/steam.svg)", "docs/steam.svg", "it is docs/assets/steam.svg now"),
        (
            "[code](https://github.com/o/kettle/blob/main/heat/gone.go)",
            "https://github.com/o/kettle/blob/main/heat/gone.go",
            "",
        ),
        ("[code](heat/heat.go#L999)", "heat/heat.go#L999", ""),
    ],
)
def test_what_is_not_there(text: str, subject: str, hint: str, tmp_path: Path) -> None:
    repository(tmp_path, README=f"# Kettle\n\nSee {text}.\n")
    git(tmp_path, "remote", "add", "origin", "git@github.com:o/kettle.git")
    ((line, found, message, near),) = wrongs(tmp_path, "README.md")
    assert (line, found) == (3, subject)
    assert message
    assert hint in near


def test_links_of_a_document_in_a_folder_start_there(tmp_path: Path) -> None:
    repository(
        tmp_path, docs__guide="[a](../heat/heat.go), [b](assets/steam.svg), [c](heat/heat.go) and `heat/heat.go`\n"
    )
    assert [subject for _, subject, _, _ in wrongs(tmp_path, "docs/guide.md")] == ["heat/heat.go"]


def test_a_link_of_a_document_that_is_elsewhere_is_not_of_this_repository(tmp_path: Path) -> None:
    repository(tmp_path / "kettle", README="")
    (tmp_path / "notes.md").write_text("[a](heat/gone.go), [b](notes/gone.md), `heat/gone.go`\n", encoding="utf-8")
    assert [subject for _, subject, _, _ in wrongs(tmp_path / "kettle", "../notes.md")] == ["heat/gone.go"]


def test_a_link_to_a_line_is_held_to_what_it_is_about(tmp_path: Path) -> None:
    right, wrong = line_of("func NewGasHeater"), line_of("func WithFuse")
    text = (
        f"[`NewGasHeater`](heat/heat.go#L{right}), [NewGasHeater](heat/heat.go#L{wrong}),\n"
        f"[here](heat/heat.go#L{wrong}), `WithFuse` ([code](heat/heat.go#L{right}-L{right})),\n"
        f"[`GasHeater`](heat/heat.go#L{right - 8}-L{right + 3})\n"
    )
    found = said(text, tmp_path)
    assert [(line, subject, hint) for line, subject, _, hint in found] == [
        (1, f"heat/heat.go#L{wrong}", f"it is at line {right}"),
        (2, f"heat/heat.go#L{right}-L{right}", f"it is at line {wrong}"),
    ]


def test_a_file_that_loses_its_lines(tmp_path: Path) -> None:
    repository(tmp_path, README=f"[`WithMeter`](heat/heat.go#L{line_of('func WithMeter')})\n")
    assert wrongs(tmp_path, "README.md") == []
    replace(tmp_path, "heat/heat.go", 'import "context"\n', 'import "context"\n' + "\n" * 30)
    ((_, _, _, hint),) = wrongs(tmp_path, "README.md")
    assert hint == f"it is at line {line_of('func WithMeter') + 30}"


def test_a_source_below_the_top_of_its_repository(tmp_path: Path) -> None:
    from archviz.workspace.lint import lint
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

    repository(tmp_path / "code", README="")
    git(tmp_path, "init", "--quiet", "-b", "main")
    (tmp_path / "code" / ".git").rename(tmp_path / "other")
    guide = tmp_path / "guide.md"
    guide.write_text(
        "`code/heat/heat.go`, [a](code/heat/heat.go#L1), [b](heat/heat.go), `Kettle.Whistle`\n", encoding="utf-8"
    )
    report = lint(Project(tmp_path), Settings(source=str(tmp_path / "code"), cached=False), [guide], hops=3)
    wrong = [one.subject for one in report.documents[0].held if one.wrong is not None]
    assert wrong == ["Kettle.Whistle", "heat/heat.go"] or sorted(wrong) == ["Kettle.Whistle", "heat/heat.go"]


def moved(folder: Path, *paths: tuple[str, str]) -> None:
    for old, new in paths:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        git(folder, "mv", old, new)
        if not any((folder / old).parent.iterdir()):
            (folder / old).parent.rmdir()
    git(folder, "commit", "-qm", "Move")


@pytest.mark.parametrize(
    ("document", "before", "after"),
    [
        ("README", "`heat/heat.go` and [code](heat/heat.go#L3)", "`heat/gas/gas.go` and [code](heat/gas/gas.go#L3)"),
        ("README", "[code](./heat/heat.go)", "[code](./heat/gas/gas.go)"),
        ("docs__guide", "`heat/heat.go`, [code](../heat/heat.go)", "`heat/gas/gas.go`, [code](../heat/gas/gas.go)"),
        ("docs__guide", "![steam](assets/steam.svg)", "![steam](../pictures/white%20steam.svg)"),
        ("docs__guide", "`docs/assets/` and [all](assets/)", "`pictures/` and [all](../pictures/)"),
        (
            "README",
            "[code](https://github.com/o/kettle/blob/main/heat/heat.go#L3)",
            "[code](https://github.com/o/kettle/blob/main/heat/gas/gas.go#L3)",
        ),
        ("README", "heat/heat.go is prose, and so is docs/assets", "heat/heat.go is prose, and so is docs/assets"),
    ],
)
def test_paths_that_git_knows_to_be_moved_are_put_right(document: str, before: str, after: str, tmp_path: Path) -> None:
    repository(tmp_path, **{document: f"# Kettle\n\n{before}\n"})
    git(tmp_path, "remote", "add", "origin", "git@github.com:o/kettle.git")
    picture = "white steam.svg" if "white" in after else "steam.svg"
    moved(tmp_path, ("heat/heat.go", "heat/hot.go"), ("docs/assets/steam.svg", f"pictures/{picture}"))
    moved(tmp_path, ("heat/hot.go", "heat/gas/gas.go"))
    name = f"{document.replace('__', '/')}.md"
    (text,) = [new for _, new in fixed(held(tmp_path, name)).values()] or [f"# Kettle\n\n{before}\n"]
    assert text == f"# Kettle\n\n{after}\n"


def test_a_file_that_was_written_anew_elsewhere_is_not_taken_for_the_moved_one(tmp_path: Path) -> None:
    repository(tmp_path, README="# Kettle\n\n`heat/heat.go`\n")
    (tmp_path / "heat/heat.go").unlink()
    (tmp_path / "heat/cold.go").write_text("package heat\n", encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Anew")
    report = held(tmp_path, "README.md")
    assert fixed(report) == {}
    assert [message for _, _, message, _ in wrongs(tmp_path, "README.md")] == ["the repository has no heat/heat.go"]
