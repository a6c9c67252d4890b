"""The command that answers the questions of coding agents."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import click

from archviz import signals
from archviz.cli.options import anywhere, source_option
from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@source_option
@anywhere
def mcp(project: Project, settings: Settings) -> None:
    """Answer the questions of a coding agent, by the Model Context Protocol over standard input and output.

    It is for an agent to start, not for a terminal: the agent's settings name this command, and where it works. The
    source is the Go module around the working directory, or what --source names. It is opened with the first question,
    stays open, and is read again where files have changed. Nothing is written into it.

    \b
    claude mcp add archviz -- archviz mcp
    codex mcp add archviz -- archviz mcp --source ../server

    The tools are those of the commands: find, show, callers, callees, implementers, references, paths, impact, draw,
    and prove, which holds a claim against the code. Each answer says whether it is closed, and fits 2,000 tokens.
    It needs `pip install 'archviz[mcp]'`.
    """
    try:
        from archviz.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types", "pydantic"):
            raise
        hint = "pip install 'archviz[mcp]'"
        raise ProjectError("the Python package mcp is not installed", hint=hint) from error

    signals.expect_interrupts()
    gc.enable()  # it lives long
    serve(project, settings)
