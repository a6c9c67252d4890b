"""Comments that take parts of a document out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettle import held, repository

if TYPE_CHECKING:
    from pathlib import Path

WRONG = "`Kettle.Whistle`"
START = "<!-- archviz: ignore-start -->"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{WRONG}\n\n<!-- archviz: ignore -->\n\n{WRONG}\n\n{WRONG}\n", 2),
        (f"<!-- archviz: ignore -->\n{WRONG}\n{WRONG}\n\n{WRONG}\n", 1),
        (f"text {WRONG} <!-- archviz: ignore -->\n\n{WRONG}\n", 1),
        ("<!-- archviz: ignore -->\n\n```go\ntype KettleOptions struct {\n\tLitres int8\n}\n```\n\n" + WRONG, 1),
        (
            f"{WRONG}\n\n{START}\n\n{WRONG}\n\n{WRONG}\n\n<!-- archviz: ignore-end -->\n\n{WRONG}\n",
            2,
        ),
        (f"{WRONG}\n\n{START}\n\n{WRONG}\n\n{WRONG}\n", 1),
        (f"{WRONG}\n\n{WRONG}\n\n<!-- archviz: ignore-file -->\n", 0),
        (f"{WRONG} and `Kettle.Sing`\n\n<!-- archviz: ignore Kettle.Whistle -->\n\n{WRONG}\n", 1),
        (f"<!-- ignore -->\n\n{WRONG}\n", 1),
        (f"{WRONG} [a]\n\n<!-- archviz: ignore -->\n\n{WRONG} {WRONG}\n\n[a]: https://example.org\n", 1),
    ],
)
def test_what_a_comment_takes_out(text: str, left: int, tmp_path: Path) -> None:
    repository(tmp_path, README=text)
    (document,) = held(tmp_path, "README.md").documents
    assert sum(one.wrong is not None for one in document.held) == left
    assert left or document.ignored
