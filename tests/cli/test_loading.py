"""What a command loads before it runs: help, version and completion are there at once."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from archviz.cli.main import COMMANDS, main

HEAVY = {
    *("rich", "jinja2", "tree_sitter", "graphviz", "pygments", "markdown_it", "babel", "watchfiles", "httpcore"),
    *("ssl", "asyncio", "archviz.golang", "archviz.render", "archviz.site", "archviz.workspace"),
}
"""What takes longer to load than to show help."""


_SCRIPT = "import sys; from archviz.__main__ import main; sys.argv[0] = 'archviz'; main()"
"""As the installed program is called, which completion knows by its name."""


def loaded(*arguments: str, **environment: str) -> tuple[set[str], str]:
    """The modules that a run loads, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", _SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    return set(names), done.stdout


def test_the_list_of_commands_loads_none_of_them() -> None:
    names, said = loaded("--help")
    assert "  relations  " in said
    assert not HEAVY & names
    assert not {f"archviz.cli.{entry.module}" for entry in COMMANDS.values()} & names


def test_the_version_loads_no_command() -> None:
    names, said = loaded("--version")
    assert said.startswith("archviz, version ")
    assert not HEAVY & names


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_loads_nothing_that_only_a_run_needs(name: str) -> None:
    names, said = loaded(name, "--help")
    assert said.startswith("Usage: ")
    assert not HEAVY & names


@pytest.mark.parametrize(
    ("words", "expected"),
    [("archviz re", {"references", "relations", "render"}), ("archviz check --base", {"--baseline"})],
)
def test_completion_loads_nothing_that_only_a_run_needs(words: str, expected: set[str]) -> None:
    count = str(len(words.split()) - 1)
    names, said = loaded(_ARCHVIZ_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count)
    assert {line.partition(",")[2] for line in said.splitlines()} == expected
    assert not HEAVY & names


@pytest.mark.parametrize(("name", "entry"), COMMANDS.items())
def test_the_list_says_of_a_command_what_its_help_begins_with(name: str, entry: tuple[str, str]) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help is not None
    first = " ".join(command.help.partition("\n\n")[0].split())
    assert entry[1] == first.partition(". ")[0].removesuffix(".") + "."
