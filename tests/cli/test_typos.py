"""What is mistyped comes with what may be meant: commands, options, their values, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest
from test_check import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "no command 'chek'; did you mean check?"),
        (("Render",), "no command 'Render'; did you mean render?"),
        (("check", "--sorce", "x"), "--source"),
        (("check", "--format", "sarf"), "; did you mean sarif?"),
        (("render", "--format", "svg,mermaind"), "; did you mean mermaid?"),
        (("build", "--to", "markdwon"), "; did you mean markdown?"),
        (("render", "--source", "go", "kitchn"), "hint: did you mean kitchen?"),
    ],
)
def test_a_typo_comes_with_what_may_be_meant(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_is_like_nothing_has_no_suggestion(tmp_path: Path) -> None:
    assert "did you mean" not in run("xyzzy", cwd=tmp_path).stderr
