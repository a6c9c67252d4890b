"""What an error looks like."""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

import click

from archviz.model.faults import TRACEBACK

if TYPE_CHECKING:
    from archviz.model.errors import ArchvizError


def tell(error: ArchvizError) -> None:
    """Prints an error on stderr, with the traceback if the environment asks for it."""
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    show_error(str(error))


def show_error(message: str) -> None:
    """Prints an error on stderr: its first line after a red word, then the rest, such as a hint."""
    first, _, rest = message.partition("\n")
    click.echo(click.style("error: ", fg="red", bold=True, reset=True) + first, err=True)
    if rest:
        click.echo(rest, err=True)
