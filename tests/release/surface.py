"""What of archviz others build on, by name. As a program it writes that down for the version at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

import archviz
from archviz.cli import main
from archviz.words.findings import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASED = Path(__file__).parent / "released"
"""A file for each release: ``VERSION.json``."""


def surface() -> dict[str, list[str]]:
    """The names of the library, commands with their options and arguments, kinds of findings, and keys of schemas."""
    return {
        "library": sorted(archviz.__all__),
        "commands": sorted(_commands(main, click.Context(main), "archviz")),
        "findings": sorted(map(str, MEANINGS)),
        "keys": sorted(set(_keys())),
    }


def _commands(command: click.Command, context: click.Context, name: str) -> Iterator[str]:
    """The names of a command and of those below it, with each option that is not hidden: ``archviz check --source``."""
    yield name
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield from (f"{name} {option}" for option in (*parameter.opts, *parameter.secondary_opts))
        elif isinstance(parameter, click.Argument):
            yield f"{name} {parameter.name}"
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            found = command.get_command(context, part)
            if found is not None and not found.hidden:
                yield from _commands(found, click.Context(found, parent=context, info_name=part), f"{name} {part}")


def _keys() -> Iterator[str]:
    """The keys of each kind of file and report, after the option of ``archviz schema``: ``--report fingerprint``."""
    for option in ("", "--settings", "--report", "--glossary"):
        command = [sys.executable, "-m", "archviz", "schema", *option.split()]
        printed = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True)
        schema: dict[str, Any] = msgspec.json.decode(printed.stdout)
        for shape in (schema, *schema.get("$defs", {}).values()):
            yield from (f"{option or '--figure'} {key}" for key in shape.get("properties", {}))


if __name__ == "__main__":
    RELEASED.mkdir(exist_ok=True)
    text = json.dumps(surface(), indent=1) + "\n"
    (RELEASED / f"{archviz.__version__}.json").write_text(text, encoding="utf-8")
