"""The one place that writes to standard output and standard error.

Results go to standard output, everything about them to standard error. Lines for people have all that is not visible in
them written as escapes, as names and complaints come from anywhere. Characters that the stream's encoding lacks are
escapes too. Nobody may be there to read: what goes to a closed standard error is lost, and a reader of standard output
that has gone, such as ``head``, ends the program as SIGPIPE would.
"""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple

import click

from archviz.model.safe import terminal, visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

IMPOSSIBLE = 2
"""The command could not run: usage, configuration, a missing source, input or output."""

UNREAD = 141
"""The exit code where nobody reads the output any more: what a shell says of a program that SIGPIPE has ended."""


class Bright(NamedTuple):
    """A part of a line that stands out on a terminal, in a colour of click's or in the text's own."""

    text: str
    colour: str | None = None


@contextmanager
def streams() -> Iterator[None]:
    """Makes the standard streams take every text, and writes out at the end what is left in them."""
    _open_closed_ones()
    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")  # Python prints them as they are, names and all
            yield
    except SystemExit as end:
        if sys.stdout is not stdout:  # click, which prints its help itself, has put another there as nobody reads it
            raise SystemExit(UNREAD) from end
        raise
    finally:
        with _written(sys.stderr, needed=False):
            _flush(sys.stderr)
        with _written(sys.stdout):
            _flush(sys.stdout)


def line(*parts: str | Bright) -> None:
    """Prints a line of results."""
    with _written(sys.stdout):
        _echo(parts, sys.stdout)


def note(*parts: str | Bright) -> None:
    """Prints a line about the work, or about what is wrong with it, on standard error."""
    with _written(sys.stderr, needed=False):
        _echo(parts, sys.stderr)


def document(text: str) -> None:
    """Prints text of a format that has escapes of its own, such as JSON, and ends its last line."""
    _write(text if text.endswith("\n") else f"{text}\n")


def patch(text: str) -> None:
    """Prints a patch: to a program or a file byte for byte, in UTF-8, or it would not apply; to a terminal visibly."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        with _written(sys.stdout):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    else:
        _write(visible_lines(text))


def _write(text: str) -> None:
    with _written(sys.stdout):
        if sys.stdout is not None:
            sys.stdout.write(text)


def usage_error(error: click.ClickException) -> None:
    """Prints what is wrong with the arguments, as click itself would."""
    said = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and said == context.get_help():  # nothing was asked for
        for each in said.split("\n"):
            note(each)
        return
    if context is not None:
        for each in (*context.get_usage().split("\n"), f"Try '{context.command_path} --help' for help.", ""):
            note(each)
    note(f"Error: {said}")


def _echo(parts: tuple[str | Bright, ...], stream: TextIO | None) -> None:
    if stream is not None:
        click.echo(_line(parts), file=stream)  # without colours where that is no terminal


def _line(parts: tuple[str | Bright, ...]) -> str:
    """A line with its colours; without them where it has to be changed so as not to be a command in a log."""
    shown = [(visible(part), None) if isinstance(part, str) else (visible(part.text), part) for part in parts]
    plain = "".join(text for text, _ in shown)
    if (safe := terminal(plain)) != plain:
        return safe
    return "".join(click.style(text, fg=look.colour, bold=True) if look else text for text, look in shown)


def _flush(stream: TextIO | None) -> None:
    if stream is not None and not stream.closed:
        stream.flush()


@contextmanager
def _written(stream: TextIO | None, *, needed: bool = True) -> Iterator[None]:
    """What is written to a stream here is lost where it cannot be; where it is ``needed`` that ends the program."""
    try:
        yield
    except OSError as error:
        if stream is not None:
            _lead_nowhere(stream)
        if needed and isinstance(error, BrokenPipeError):
            raise SystemExit(UNREAD) from error
        if needed:
            note(Bright("error:", "red"), f" cannot write to standard output: {error.strerror}")
            raise SystemExit(IMPOSSIBLE) from error


def _lead_nowhere(stream: TextIO) -> None:
    """Without this Python would try again to write what is left when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _open_closed_ones() -> None:
    """Leads standard streams that are closed to nowhere: a file opened later would take the place of one."""
    with suppress(OSError):
        while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
            os.set_inheritable(opened, True)
        os.close(opened)
