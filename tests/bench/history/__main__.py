"""Real history: ``PYTHONPATH=tests/bench python -m history 1.20.2=DIR 1.21=DIR 1.25=DIR …``, versions in order.

For each version and the next, the shipped figures as in force at the one, with no word of any other, are locked there
and held against the next: ``check``, then ``update``, then ``check --fix``, which does what hints suggest. Printed is a
line a step: how many claims are not proved at the next version, how many of them ``check`` said could be rewritten, how
many these two mended, how many more are none once ``update --accept`` has ended their claims, which repairs are wrong,
and which promises were broken. A repair is wrong where the figure does not hold at both versions, or names what no
shipped figure names at the new one. With ``--show`` the errors that they left are listed, each with what archviz says.
"""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import click

from archviz.figures import read_articles
from history.replay import Hop, Version, hop

_FIGURES = Path(__file__).parents[3] / "diagrams"
_COLUMNS = "{:<18}{:>8}{:>10}{:>8}{:>7}{:>8}{:>7}"


@click.command(help=__doc__)
@click.argument("versions", nargs=-1, required=True)
@click.option("--figures", type=click.Path(exists=True, file_okay=False, path_type=Path), default=_FIGURES)
@click.option("--show", is_flag=True, help="List what was not mended, and why.")
def main(versions: tuple[str, ...], figures: Path, show: bool) -> None:
    """Measure."""
    chosen = [Version(name, Path(tree)) for name, _, tree in (each.partition("=") for each in versions)]
    shipped = read_articles(figures).figures
    click.echo(_COLUMNS.format("step", "errors", "promised", "mended", "ended", "wrong", "broken"))
    hops = []
    for old, new in pairwise(chosen):
        with tempfile.TemporaryDirectory() as temporary:
            done = hop(shipped, Path(temporary), old, new)
        hops.append(done)
        _print(f"{old.name} to {new.name}", done)
        if show:
            _explain(done)
    if len(hops) > 1:
        _print("all", *hops)


def _print(name: str, *hops: Hop) -> None:
    numbers = [
        sum(map(len, (hop.errors for hop in hops))),
        sum(len(hop.promised) for hop in hops),
        sum(hop.mended for hop in hops),
        sum(hop.ended for hop in hops),
        sum(len(hop.wrong) for hop in hops),
        sum(len(hop.broken) for hop in hops),
    ]
    click.echo(_COLUMNS.format(name, *numbers))


def _explain(hop: Hop) -> None:
    for one in hop.before:
        click.echo(f"  left out, not proved before: {Path(one.file).name}:{one.line} {one.message}")
    for said in hop.wrong:
        click.echo(f"  wrong: {said}")
    for one in hop.missed:
        click.echo(f"  {Path(one.file).stem} {one.claim} {one.kind}: {one.message}")
        if one.hint:
            click.echo(f"    {one.hint}")


if __name__ == "__main__":
    main()
