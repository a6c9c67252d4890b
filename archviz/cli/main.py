"""The group of all commands, and what an error looks like."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from archviz import __version__, signals
from archviz.cli.faults import show_fault
from archviz.cli.output import IMPOSSIBLE, streams, usage_error
from archviz.model.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

FAILED = 1
"""The command ran and found something wrong in the source or the claims."""

INTERRUPTED = 130
"""The command was ended by Ctrl-C; by another signal it is 128 and that signal's number."""


class LazyCommand(NamedTuple):
    """A command before it is loaded: its module, and the first sentence of its help."""

    module: str
    help: str


COMMANDS = {
    "add": LazyCommand("add", "Add a card or an edge to a figure's file, after the source has proved it."),
    "adopt": LazyCommand(
        "adopt", "Make a figure of a diagram in a document, so that it is drawn and proved from then on."
    ),
    "build": LazyCommand("figures", "Prove all claims, render the figures and write the site."),
    "cache": LazyCommand("cache", "Show what the cache holds, and how much room it takes."),
    "callees": LazyCommand("questions", "Say what SYMBOL calls, and whether each of its calls could be resolved."),
    "callers": LazyCommand(
        "questions", "Say what calls SYMBOL, and whether these are all calls that the source makes."
    ),
    "check": LazyCommand("check", "Hold every claim of the figures against a version."),
    "diff": LazyCommand("diff", "Show what changed in the figures from one version to another."),
    "draw": LazyCommand(
        "draw", "Draw a picture from a question: the way from SYMBOL to another, or what it calls, or what calls it."
    ),
    "entry-points": LazyCommand("unused", "List where programs begin, and what is handed to code from elsewhere."),
    "example": LazyCommand(
        "init", "Copy the article that ships with archviz into DIR, as a project to read and to try things in."
    ),
    "explain": LazyCommand(
        "explain",
        "Show why the claims of FIGURE hold: the lines of code that prove them, or what was tried and why it fails.",
    ),
    "export": LazyCommand(
        "export", "Write the definitions, references and implementations of a source as an index for other tools."
    ),
    "fetch": LazyCommand("sources", "Bring a pinned version into the cache, verified by its digest."),
    "find": LazyCommand("lookup", "Find symbols by words in their names."),
    "follow": LazyCommand("follow", "Say what became of SUBJECT from one version to another, in a figure or not."),
    "implementers": LazyCommand(
        "questions",
        "List the types that implement SYMBOL, an interface; of another type, the interfaces that it implements.",
    ),
    "impact": LazyCommand("impact", "Say what a change of SYMBOL can reach, or a change that git knows."),
    "index": LazyCommand("index", "Work out all facts of a source, so that questions are answered in a moment."),
    "init": LazyCommand("init", "Make a project of a folder, by default this one, in a Go module or workspace."),
    "lint": LazyCommand("lint", "Hold documents against the source that they speak of."),
    "mcp": LazyCommand(
        "mcp",
        "Answer the questions of a coding agent, by the Model Context Protocol over standard input and output.",
    ),
    "paths": LazyCommand("paths", "Say how FROM leads to TO, step by step, or that it does not."),
    "pin": LazyCommand("pin", "Pin a version: a revision of the repository, an archive, or a module's version."),
    "references": LazyCommand(
        "questions", "List the places that name SYMBOL, what each does with it, and whether these are all."
    ),
    "relations": LazyCommand("sources", "Print the facts of packages, named by import path, as JSON lines."),
    "render": LazyCommand(
        "figures",
        "Prove diagrams and draw them; FIGURE is a number, an id or a file name, all diagrams if there is none.",
    ),
    "schema": LazyCommand("figures", "Print the JSON Schema of a figure's file, for editors."),
    "serve": LazyCommand("serve", "Serve the site on this machine, and build it again as files change."),
    "show": LazyCommand(
        "lookup", "Show what SYMBOL is: its declaration, members and relations, and claims of them for a figure."
    ),
    "table": LazyCommand(
        "table",
        "List all calls of a function with their arguments, all entries of a map, or all types of an interface.",
    ),
    "trace": LazyCommand("trace", "Say what serves a request to the API server: filters, handler and storage."),
    "unused": LazyCommand("unused", "List what nobody uses, for certain or perhaps."),
    "update": LazyCommand("update", "Prove the claims at a version, apply safe repairs, and write the lock."),
    "upgrade": LazyCommand(
        "upgrade", "Bring the figures to a version on a new branch, and write the pull request's text."
    ),
}
"""All commands. Only the one that runs is loaded: the list of them and completion need no more than this."""

SECTIONS = {
    "A project": ("init", "example"),
    "Figures": ("check", "render", "add", "explain", "draw", "schema"),
    "Questions": (
        "find",
        "show",
        "callers",
        "callees",
        "paths",
        "references",
        "implementers",
        "impact",
        "entry-points",
        "unused",
        "table",
        "trace",
    ),
    "Versions": ("pin", "fetch", "update", "upgrade", "diff", "follow"),
    "Sites and documents": ("build", "serve", "lint", "adopt"),
    "Programs": ("mcp", "relations", "export", "index", "cache"),
}
"""The commands as help and documentation list them: by what they are for, the first one to use first."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 as click calls it
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 as click calls it
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(import_module(f"archviz.cli.{entry.module}"), cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's own, with the nearest command where there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], COMMANDS) if args else ""
            if hint:
                raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx) from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 as click calls it
        """All commands by sections, without loading them."""
        width = max(map(len, COMMANDS))
        for section, names in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(width), COMMANDS[name].help) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """As click's own, without loading the commands."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [
            *(CompletionItem(name, help=COMMANDS[name].help) for name in names),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """As click's own, with everything printed by ``output``."""
        with streams():
            try:
                code = super().main(*args, **extra | {"standalone_mode": False})
            except click.ClickException as error:
                usage_error(error)
                code = error.exit_code
            except click.Abort:
                code = INTERRUPTED
            raise SystemExit(code)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _answered():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        gc.disable()  # a short life with few cycles: looking for them costs a fifth of a cold run and frees nothing
        with _answered():
            return super().invoke(ctx)


@contextmanager
def _answered() -> Iterator[None]:
    """Ends the run with the exit code of whatever is raised, and a message where there is something to say."""
    try:
        yield
    except (SystemExit, BrokenPipeError, click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except KeyboardInterrupt as error:
        raise SystemExit(error.code if isinstance(error, signals.Interrupted) else INTERRUPTED) from error
    except BaseException as error:
        with suppress(Exception):  # there may be too little memory to say so
            show_fault(error)
        raise SystemExit(IMPOSSIBLE) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="archviz")
def main() -> None:
    """Architecture diagrams and annotated excerpts of a Go codebase, every line of them proved by its source.

    A figure is a YAML file of claims: cards, arrows, pieces of code, notes. archviz reads the Go source itself, proves
    each claim, and draws only what is proved.

    \b
    Start here, in any Go repository:
      archviz init                       make a project, with a first figure of the code
      archviz check                      hold its claims against the code
      archviz render                     draw it
      archviz example DIR                copy out the article that ships with archviz

    Exit codes: 0 clean; 1 it ran and found something wrong in the source or the claims; 2 it could not run; 130, 143 or
    129 it was ended by Ctrl-C, SIGTERM or SIGHUP; 141 nobody read the results to their end, as with `| head`.
    """
