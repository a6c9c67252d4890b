"""The command that says what became of a symbol or an edge from one version to another."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from archviz.cli import output
from archviz.cli.choices import Choice
from archviz.cli.options import anywhere
from archviz.drift.follow import GONE, severity
from archviz.model.errors import SymbolError
from archviz.model.safe import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.drift import Candidate, Followed, SymbolPlace
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("subject")
@click.option("--from", "old", required=True, metavar="OLD", help="The version to follow from.")
@click.option("--to", "new", required=True, metavar="NEW", help="The version to follow to.")
@click.option(
    "--format", "form", type=Choice(["text", "json"]), default="text", help="How to answer; for `-` always json."
)
@anywhere
def follow(project: Project, settings: Settings, subject: str, old: str, new: str, form: str) -> None:
    """Say what became of SUBJECT from one version to another, in a figure or not.

    SUBJECT is a symbol, `importpath.Name` or `importpath.Type.Member`, or an edge, `A -> B` in quotes: a call, a
    function used as a value, a field's type, an embedded type, an implemented interface. OLD and NEW are version names
    or sources as for --source: a directory, an archive, or a git repository as PATH@REV.

    \b
    archviz follow k8s.io/apiserver/pkg/server.GenericAPIServer.InstallAPIGroup --from 1.20.2 --to ../kubernetes
    archviz follow 'example.org/a.Run -> example.org/a.step' --from repo@v1 --to repo@v2 --format json
    archviz follow - --from 1.20.2 --to ../kubernetes < subjects

    \b
    A symbol is unchanged, renamed, merged-into, split-into, signature-changed, members-changed, moved, body-changed,
    added or gone; of a merged or split one, "parts" are what does its work now.
    What looks alike is named as a candidate, and is a successor only where somebody who used the old one uses it.
    An edge is unchanged, edge-gone, edge-added, edge-rerouted, edge-retargeted, edge-moved, edge-kind-changed or
    order-changed. Where several apply the first is `kind`, the others are `also`.

    With `-` it reads subjects, a line each, and answers a JSON line each; {"subject", "error"} for one that neither
    version has. Exits with 1 where a subject is gone.
    """
    from archviz.workspace.follow import following

    followed = following(project, settings, old, new)
    if subject == "-":
        raise SystemExit(int(_answer(followed)))
    found = followed(subject)
    if form == "json":
        output.document(json_text(as_object(found), spaces=2))
    else:
        for line in _as_text(found):
            output.line(*line)
    raise SystemExit(int(found.kind in GONE))


def _answer(followed: Callable[[str], Followed]) -> bool:
    """Answers the subjects on standard input; whether one of them is gone."""
    gone = False
    for line in sys.stdin.buffer:
        subject = line.decode("utf-8", "replace").strip()
        if not subject:
            continue
        try:
            found = followed(subject)
        except SymbolError as error:
            answer: dict[str, Any] = {"subject": subject, "error": error.message, "hint": error.hint}
        else:
            answer = as_object(found)
            gone = gone or found.kind in GONE
        output.document(json_text(answer))
    return gone


def as_object(found: Followed) -> dict[str, Any]:
    """What became of a subject, for JSON."""
    facts: dict[str, Any] = {
        "subject": found.subject,
        "kind": str(found.kind),
        "also": [str(kind) for kind in found.also],
        "severity": str(severity(found)),
        "old": _site(found.old),
        "new": _site(found.new),
        "via": list(found.via),
        "clear": found.clear,
        "candidates": [_candidate(candidate) for candidate in found.candidates],
        "parts": [_candidate(part) for part in found.parts],
    }
    if found.new_source is not None:
        facts["new_source"] = str(found.new_source)
    return facts


def _site(site: SymbolPlace | None) -> dict[str, Any] | None:
    if site is None:
        return None
    return {"symbol": str(site.symbol), "file": site.position.file, "line": site.position.line}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {"symbol": str(candidate.symbol), "why": candidate.why, "score": candidate.score}


def _as_text(found: Followed) -> Iterator[tuple[str | output.Bright, ...]]:
    kinds = ", ".join(map(str, (found.kind, *found.also)))
    yield f"{found.subject}: ", output.Bright(kinds)
    for name, site in (("was", found.old), ("now", found.new)):
        if site is not None:
            yield (f"  {name} {site.symbol} at {site.position}",)
    if found.new_source is not None:
        yield (f"  from {found.new_source}",)
    if found.via:
        yield (f"  by {', '.join(found.via)}",)
    for part in found.parts[1:] if found.new is not None and found.parts else ():
        yield (f"  and {part.symbol} ({part.why})",)
    if not found.clear:
        for candidate in found.candidates:
            yield (f"  perhaps {candidate.symbol} ({candidate.why}, {candidate.score:.2f})",)
