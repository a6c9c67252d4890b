"""The command that shows why a figure's claims hold, as lines of code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archviz.cli import output
from archviz.cli.choices import Choice
from archviz.cli.options import common, source_option
from archviz.model.safe import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures.reasons import Explanation, Reason
    from archviz.workspace.explain import ExplainedFigure
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_TAB = 4
_INDENT = "      "


@click.command()
@click.argument("figure")
@click.argument("claim", default="", metavar="[CLAIM]")
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", help="How to print it.")
@source_option
@common
def explain(project: Project, settings: Settings, figure: str, claim: str, form: str) -> None:
    """Show why the claims of FIGURE hold: the lines of code that prove them, or what was tried and why it fails.

    FIGURE is a number, an id or a file name. CLAIM is a path as reports have it, a line of the figure's file, both ends
    of an edge, or a symbol; without it all claims are explained.

    \b
    archviz explain 91 'edges[3]'
    archviz explain dynamic-file-ca-content 'Run -> runWorker'
    archviz explain 91 16
    archviz explain 91 dc.Listener.Enqueue --format json

    Exits with 1 where one of these claims does not hold.
    """
    from archviz.figures.reasons import ClaimState
    from archviz.workspace.explain import explain as explained

    found = explained(project, settings, figure, claim)
    if form == "json":
        output.document(json_text(_object(found), spaces=2))
    else:
        for one in found.claims:
            _show(found.figure.file, one)
    raise SystemExit(int(any(one.state is ClaimState.FAILED for one in found.claims)))


def _show(file: str, claim: Explanation) -> None:
    colour = {"proved": "green", "not proved": "red"}.get(claim.state, "yellow")
    says = f": {claim.says}" if claim.says else ""
    output.line(f"{file}:{claim.line}: {claim.path}{says}: ", output.Bright(claim.state, colour))
    for finding in claim.findings:
        output.line(f"    {finding.message} [{finding.kind}]")
        if finding.hint:
            output.line(f"    hint: {finding.hint}")
    for sentence in claim.tried:
        output.line(f"    {sentence}")
    for reason in claim.reasons:
        for line in _lines(reason):
            output.line(*line)


def _lines(reason: Reason) -> Iterator[tuple[str | output.Bright, ...]]:
    """A place: what is there, the line of code, and a mark under the name that counts."""
    from archviz.render.layout.metrics import cells

    inside = f", in {reason.inside}" if reason.inside else ""
    why_not = f": {reason.why_not}" if reason.why_not else ""
    yield (f"  {reason.position}: {reason.what}{inside}{why_not}",)
    if not reason.text.strip():
        return
    code = reason.text.lstrip()
    indent = len(reason.text) - len(code)
    start, end = max(reason.start - indent, 0), max(reason.end - indent, 0)
    before, name, after = code[:start].expandtabs(_TAB), code[start:end], code[end:].expandtabs(_TAB)
    yield (f"{_INDENT}{before}", output.Bright(name), after)
    yield (f"{_INDENT}{' ' * cells(before)}{'^' * max(cells(name), 1)}",)


def _object(found: ExplainedFigure) -> dict[str, Any]:
    claims = found.figure.claims
    return {
        "figure": claims.number or None,
        "id": claims.id,
        "file": found.figure.file,
        "claims": [
            {
                "claim": one.path,
                "line": one.line,
                "says": one.says,
                "state": one.state.value,
                "places": [_place(reason) for reason in one.reasons],
                "tried": list(one.tried),
                "findings": [{"kind": f.kind, "message": f.message, "hint": f.hint} for f in one.findings],
            }
            for one in found.claims
        ],
    }


def _place(reason: Reason) -> dict[str, Any]:
    return {
        "what": reason.what,
        "file": reason.position.file,
        "line": reason.position.line,
        "col": reason.position.col,
        "text": reason.text,
        "name": reason.text[reason.start : reason.end],
        "in": reason.inside,
        "proves": not reason.why_not,
        "why_not": reason.why_not,
    }
