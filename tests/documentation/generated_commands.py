"""The reference of commands as Markdown, from click's own description of each."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import TYPE_CHECKING

import click

from archviz.cli import main
from archviz.cli.main import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHARED = 5
"""Of how many commands an option has to be, in the same words, to be described once for all of them."""

_VERBATIM = "\b\n"
"""What click takes for the mark of a paragraph whose lines stay as they are."""

Described = tuple[str, str]
"""An option: how it is written, and what it does."""


def commands() -> str:
    """The options of many commands, then each command in the order of ``archviz --help``."""
    group = click.Context(main, info_name="archviz")
    each = {name: list(_with_parts(name, group)) for names in SECTIONS.values() for name in names}
    known = Counter(option for parts in each.values() for _, part in parts for option in _options(part))
    shared = {option for option, count in known.items() if count >= _SHARED}
    return "\n".join(_page(each, shared))


def _with_parts(name: str, parent: click.Context) -> Iterator[tuple[str, click.Context]]:
    """A command by its whole name, and the commands within it."""
    command = main.get_command(parent, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=parent)
    yield name, context
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            below = command.get_command(context, part)
            assert below is not None
            yield f"{name} {part}", click.Context(below, info_name=part, parent=context)


def _options(context: click.Context) -> list[Described]:
    options = (each for each in context.command.get_params(context) if isinstance(each, click.Option))
    found = (each.get_help_record(context) for each in options)
    return [(written, " ".join(help_.split())) for written, help_ in filter(None, found)]


def _page(each: dict[str, list[tuple[str, click.Context]]], shared: set[Described]) -> Iterator[str]:
    yield "## Options of many commands\n"
    yield from _table(sorted(shared, key=lambda option: option[0].lstrip("-")))
    for section, names in SECTIONS.items():
        yield f"## {section}\n"
        for name in names:
            for title, context in each[name]:
                yield from _command(title, context, shared)


def _command(title: str, context: click.Context, shared: set[Described]) -> Iterator[str]:
    yield f"### archviz {title}\n"
    yield f"```text\n{' '.join([context.command_path, *context.command.collect_usage_pieces(context)])}\n```\n"
    for paragraph in inspect.cleandoc(context.command.help or "").split("\n\n"):
        verbatim = paragraph.startswith(_VERBATIM)
        text = paragraph.removeprefix(_VERBATIM)
        yield f"```text\n{text}\n```\n" if verbatim else f"{' '.join(text.split())}\n"
    options = _options(context)
    yield from _table([option for option in options if option not in shared])
    yield f"Also {', '.join(_name(option[0]) for option in options if option in shared)}.\n"


def _name(written: str) -> str:
    """An option's first long name, as code."""
    return f"`{next(word for word in re.split(r'[, ]+', written) if word.startswith('--'))}`"


def _table(options: list[Described]) -> Iterator[str]:
    if options:
        yield "| option | does |\n|---|---|"
        yield from map(_row, options)
        yield ""


def _row(option: Described) -> str:
    """An option as a row. Its choices follow what it does, as a bar in code is no text of a table everywhere."""
    written, does = option
    name, bracket, choices = written.partition(" [")
    chosen = ", ".join(f"`{choice}`" for choice in choices.rstrip("]").split("|")) if bracket else ""
    return f"| `{name}` | {does.replace('<', '&lt;').replace('|', '&#124;')}{f'<br>One of {chosen}' * bool(chosen)} |"
