"""The command line: parse, call one use case, choose the exit code."""

from archviz.cli.main import main

__all__ = ["main"]
