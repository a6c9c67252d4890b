"""The commands that show the cache and empty it."""

from __future__ import annotations

import click

from archviz.cli import output


@click.group(invoke_without_command=True)
@click.pass_context
def cache(context: click.Context) -> None:
    """Show what the cache holds, and how much room it takes.

    \b
    archviz cache
    archviz cache clear --index

    Everything in it can be had again. ARCHVIZ_CACHE names another folder.
    """
    if context.invoked_subcommand is None:
        from archviz.workspace.cache import cached
        from archviz.workspace.subject import Settings

        folder, entries = cached(Settings())
        output.line(f"{folder}: {_megabytes(sum(entry.size for entry in entries))}")
        for entry in entries:
            name = "" if entry.name == entry.kind else f" {entry.name}"
            output.line(f"  {entry.kind}{name}: {_megabytes(entry.size)}")


@cache.command()
@click.option("--sources", is_flag=True, help="Fetched versions; `archviz fetch` brings them again.")
@click.option("--versions", is_flag=True, help="What versions without a pin were; they are asked for again, by name.")
@click.option("--index", is_flag=True, help="The facts that questions are answered from.")
@click.option("--answers", is_flag=True, help="What commands found out about sources that have not changed since.")
@click.option("--builds", is_flag=True, help="What builds left; the next one does all its work.")
@click.option("--drawn", is_flag=True, help="Pictures that `archviz draw` showed.")
@click.option("--all", "everything", is_flag=True, help="All of these.")
def clear(*, everything: bool, **chosen: bool) -> None:
    """Remove what the cache holds, of one kind or all of it.

    \b
    archviz cache clear --index
    archviz cache clear --all
    """
    from archviz.workspace.cache import CacheKind
    from archviz.workspace.cache import clear as remove
    from archviz.workspace.subject import Settings

    kinds = [kind for kind in CacheKind if everything or chosen[kind.value]]
    if not kinds:
        raise click.UsageError(f"nothing is chosen: {', '.join(f'--{kind}' for kind in CacheKind)} or --all")
    output.line(f"{_megabytes(remove(Settings(), kinds))} freed")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
