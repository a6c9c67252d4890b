"""The options that name and write a baseline, and what it does to findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from archviz.cli import output
from archviz.model.counts import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from archviz.drift.baseline import Baseline, Waived
    from archviz.model.finding import Finding

_Command = TypeVar("_Command", bound="Callable[..., None]")


def baseline_options(name: str) -> Callable[[_Command], _Command]:
    """The two options of a command whose baseline is a file of this name in the project's folder, or another one."""

    def decorated(command: _Command) -> _Command:
        for option in (
            click.option(
                "--write-baseline",
                "reason",
                metavar="REASON",
                help="Write the baseline: a waiver with this reason for each error that has none, and none that waives "
                "nothing.",
            ),
            click.option(
                "--baseline",
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help=f"Known findings that may stand, by fingerprint. Default: the project's {name}, if it has one.",
            ),
        ):
            command = option(command)
        return command

    return decorated


@dataclass(frozen=True, slots=True)
class ChosenBaseline:
    """A baseline's file, whether the user named it, and the reason with which it is written anew, None for not."""

    file: Path
    named: bool
    reason: str | None

    def read(self) -> Baseline | None:
        """What the file has; None where nothing is there and nobody named it, or it is written now."""
        from archviz.drift.baseline import read_baseline

        must_be = self.named and self.reason is None
        return read_baseline(self.file) if must_be or self.file.is_file() else None

    def written(
        self, findings: Sequence[Finding], baseline: Baseline | None, version: str, *, whole: bool
    ) -> Baseline | None:
        """The baseline, written anew for some findings where a reason is given; as it was where none is."""
        from archviz.documents.files import read_text
        from archviz.drift.baseline import baseline_text, read_baseline, renewed
        from archviz.model.errors import ProjectError
        from archviz.workspace.outputs import write_files

        if self.reason is None:
            return baseline
        if not self.reason.strip():
            raise click.UsageError("--write-baseline needs a reason: say why the findings may stand")
        before = read_text(self.file, ProjectError) if self.file.is_file() else ""
        waivers = renewed(findings, baseline, self.reason, version, _today(), whole=whole)
        content = baseline_text(before, waivers).encode("utf-8", "surrogateescape")
        changed = write_files(self.file.parent.resolve(), {self.file.name: content}).changed
        output.note(
            f"{self.file}: {counted(len(waivers), 'waiver')}, {'written' if changed else 'nothing has changed'}"
        )
        return read_baseline(self.file)


def waived(
    findings: tuple[Finding, ...], baseline: Baseline | None, version: str, *, whole: bool
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand today, and those that a baseline waives; ``whole`` as for ``waive``."""
    from archviz.drift.baseline import waive

    return waive(findings, baseline, version, _today(), whole=whole) if baseline is not None else (findings, ())


def _today() -> date:
    return datetime.now(UTC).date()
