"""The reports of a check as files, beside the one that is printed, whatever comes of the check."""

from __future__ import annotations

import os
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archviz.cli import output
from archviz.drift.reports import FORMATS
from archviz.model.errors import ArchvizError
from archviz.model.suggest import did_you_mean
from archviz.sources.tops import repository_top

if TYPE_CHECKING:
    from collections.abc import Callable


class ReportFile(click.ParamType[tuple[str, Path]]):
    """``FORMAT=FILE``, as a pair."""

    name = "FORMAT=FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """The format and the file. Fails for a format that there is not, and without a file."""
        if isinstance(value, tuple):
            return value[0], value[1]
        form, _, file = str(value).partition("=")
        if form not in FORMATS:
            hint = did_you_mean(form, FORMATS, f"the formats are {', '.join(FORMATS)}")
            self.fail(f"{form!r} is no format; {hint}", param, ctx)
        if not file:
            self.fail(f"{value!r} names no file: write {form}=FILE", param, ctx)
        return form, Path(file)


report_option = click.option(
    "--report",
    "reports",
    type=ReportFile(),
    multiple=True,
    help="Also write a report into a file, in any of the formats but text; may be given several times.",
)


class Reporting(click.Command):
    """A command whose reports say it, too, when it cannot run."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click's own; an error is in the reports before it ends the run."""
        try:
            return super().invoke(ctx)
        except ArchvizError as raised:
            error = _from_root(raised)
            from archviz.drift.reports.cannot_run import CANNOT_RUN

            write_reports(ctx.params.get("reports", ()), lambda form: CANNOT_RUN[form](error))
            printed = CANNOT_RUN.get(ctx.params.get("form", ""))
            if printed is not None:
                output.document(printed(error))
            raise


def from_root(file: str, near: Path) -> str:
    """A file named from the root of the repository that ``near`` is in, else of the current one; absolute outside it.

    A runner of GitHub Actions says where the root is; elsewhere it is the folder that git has its own in, and the
    current folder where that is none.
    """
    root = Path(os.environ.get("GITHUB_WORKSPACE") or repository_top(near) or ".").resolve()
    path = Path(file).resolve()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _from_root(error: ArchvizError) -> ArchvizError:
    """The same error with its files, where they are there, named from the repository's root."""
    moved = copy(error)
    moved.further = tuple(map(_from_root, error.further))
    if error.file is not None and os.path.lexists(error.file):
        moved.file = from_root(error.file, Path(error.file).absolute().parent)
    return moved


def write_reports(reports: tuple[tuple[str, Path], ...], made: Callable[[str], str]) -> None:
    """Writes each report into its file, whole or not at all. Raises ProjectError where one cannot be written."""
    from archviz.workspace.outputs import write_files

    for form, file in reports:
        text = made(form)
        content = text if not text or text.endswith("\n") else f"{text}\n"
        write_files(file.parent.resolve(), {file.name: content.encode("utf-8", "surrogateescape")})
