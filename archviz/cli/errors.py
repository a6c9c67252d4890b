"""What an error looks like."""

from __future__ import annotations

from archviz.cli.output import Bright, note


def show_error(message: str) -> None:
    """Prints an error on stderr: its first line after a red word, then the rest, such as a hint."""
    first, *rest = message.split("\n")
    note(Bright("error:", "red"), f" {first}")
    for line in rest:
        note(line)
