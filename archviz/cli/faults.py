"""What the terminal shows of an exception, whatever it is."""

from __future__ import annotations

import os
import traceback

from archviz.cli import output
from archviz.cli.errors import show_error
from archviz.model.faults import TRACEBACK, explained


def show_fault(error: BaseException) -> None:
    """Prints what an exception means on stderr, before that the traceback if the environment asks for it."""
    if os.environ.get(TRACEBACK):
        for line in "".join(traceback.format_exception(error)).splitlines():
            output.note(line)
    for each in explained(error).every:
        show_error(each.said)
