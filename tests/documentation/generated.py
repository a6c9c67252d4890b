"""Pages of the documentation that are made from the program; run as a program, it writes them."""

from __future__ import annotations

from pathlib import Path

from generated_commands import commands
from generated_decisions import decisions
from generated_figures import figures
from generated_rooms import picture, rooms
from generated_settings import settings

DOCS = Path(__file__).parents[2] / "docs"
BEGIN = "<!-- made by `make reference`, down to the end -->\n"
PAGES = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/figures.md": figures,
    "explanation/architecture.md": rooms,
    "decisions/index.md": decisions,
}
PICTURE = DOCS / "explanation/rooms.svg"


def made(page: str) -> str:
    """A page as it should be: what a person wrote, and from the mark on what the program says of itself."""
    written, mark, _ = (DOCS / page).read_text(encoding="utf-8").partition(BEGIN)
    assert mark, f"{page} has no line {BEGIN!r}"
    return f"{written}{mark}\n{PAGES[page]().strip()}\n"


if __name__ == "__main__":
    for name in PAGES:
        (DOCS / name).write_text(made(name), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")
