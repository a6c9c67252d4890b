"""The list of decisions as Markdown, from the titles of their pages."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs/decisions"


def decisions() -> str:
    """A line for each decision, in the order of their files."""
    return "\n".join(f"- [{_title(file)}]({file.name})" for file in sorted(FOLDER.glob("*.md")) if file.stem != "index")


def _title(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
