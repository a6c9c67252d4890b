"""The command that shows what changed between two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archviz.cli import output
from archviz.cli.choices import Choice
from archviz.cli.follow import as_object
from archviz.cli.options import common
from archviz.drift.check import hint, said
from archviz.drift.follow import severity
from archviz.model.finding import Severity
from archviz.model.formats import Format
from archviz.model.names import figure_name
from archviz.model.release_note import grouped
from archviz.model.safe import json_text
from archviz.words.language import ENGLISH
from archviz.words.notes import MARKS, about, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.release_note import ReleaseNote
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.versions import Difference

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Also draw each changed diagram into DIR.")
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", help="How to report.")
@common
def diff(project: Project, settings: Settings, old: str, new: str, out: Path | None, form: str) -> None:
    """Show what changed in the figures from one version to another.

    OLD and NEW are each the name of a lock of the project (which needs no source), a pinned version, or a path as
    --source takes it. Reports the changes of every diagram, the release notes (which members of chains, rows of tables,
    implementers and arrows came and went, each with its place), and every declaration that a figure shows and that
    changed; with --out it draws one picture of both versions for each diagram that changed, in which what stayed keeps
    its place.
    A figure with a claim that one side does not prove is compared as far as it is proved, and the claim is named.
    Exits with 1 if something that a figure shows is gone, or a claim is not proved.

    \b
    archviz diff 1.20.2 1.31
    archviz diff 1.31 ../kubernetes --out /tmp/pictures
    """
    from archviz.workspace.outputs import check_writable, write_files
    from archviz.workspace.render import drawn
    from archviz.workspace.versions import difference, locked

    if out is not None:
        check_writable(out)
    before, after = (locked(project, settings, version) for version in (old, new))
    found = difference(before.lock, after.lock, now=after.version)
    if form == "json":
        output.document(json_text(_document(found), spaces=2))
    else:
        for line in _text(found):
            output.line(*line)
    if out is not None:
        changed = [each.diagram for each in found.diagrams if each.changes]
        files = {f"{diagram.file}.diff.svg": drawn(project, diagram, Format.SVG).encode() for diagram in changed}
        for path in write_files(out, files).changed:
            settings.progress.note(str(out / path))
    gone = any(severity(one) is Severity.ERROR for one in found.declarations)
    raise SystemExit(int(gone or bool(found.failing)))


def _text(found: Difference) -> Iterator[tuple[str | output.Bright, ...]]:
    if found.move is not None:
        yield (str(found.move),)
    for each in found.diagrams:
        title = figure_name(each.diagram.number, each.diagram.id)
        yield output.Bright(title), "" if each.changes else ": unchanged"
        yield from ((f"  {line}",) for line in each.changes)
    for name, side, why in found.failing:
        yield output.Bright(name), f": {side}: {why}"
    for name in found.missing:
        yield output.Bright(name), ": proved on one side only"
    for group in grouped(found.notes):
        yield output.Bright("release notes"), f": {group.figure}: {about(group, ENGLISH)}"
        for note in group.notes:
            place = f" [{note.place}]" if note.place is not None else ""
            yield (f"  {MARKS[note.change]} {sentence(note, ENGLISH)}{place}",)
    if found.declarations:
        yield (output.Bright("declarations"),)
    for one in found.declarations:
        level = severity(one)
        yield "  ", output.Bright(level, _COLOURS[level]), f": {said(one)} [{one.kind}]"
        if hint(one):
            yield (f"      {hint(one)}",)


def _document(found: Difference) -> dict[str, Any]:
    moved = {"module": {"old": found.move.old, "new": found.move.new}} if found.move is not None else {}
    return moved | {
        "old": {"version": str(found.old.origin), "digest": found.old.digest},
        "new": {"version": str(found.new.origin), "digest": found.new.digest},
        "figures": [
            {"figure": each.diagram.number or None, "id": each.diagram.id, "changes": list(each.changes)}
            for each in found.diagrams
        ],
        "missing": list(found.missing),
        "failing": [{"id": name, "side": side, "why": why} for name, side, why in found.failing],
        "declarations": [as_object(one) for one in found.declarations],
        "notes": [_note_object(note) for note in found.notes],
    }


def _note_object(note: ReleaseNote) -> dict[str, Any]:
    """A release note as JSON: what is not known of it is null or empty."""
    names = {name: str(getattr(note, name) or "") for name in ("symbol", "target", "relation", "was", "after")}
    place = {"file": note.place.file, "line": note.place.line} if note.place else {"file": None, "line": None}
    about_it = {"kind": note.kind, "change": note.change, "figure": note.figure, "name": note.name, "owner": note.owner}
    return about_it | names | place
