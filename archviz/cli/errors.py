"""What an error looks like."""

from __future__ import annotations

import click


def show_error(message: str) -> None:
    """Prints an error on stderr: its first line after a red word, then the rest, such as a hint."""
    first, _, rest = message.partition("\n")
    click.echo(click.style("error: ", fg="red", bold=True, reset=True) + first, err=True)
    if rest:
        click.echo(rest, err=True)
