"""A figure about a function and its callers, held and repaired through a refactor."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures import read_articles
from archviz.figures.claims import CardClaim, Claims, EdgeClaim
from archviz.figures.mentions import mentions
from archviz.figures.versions import at
from archviz.figures.write import write
from archviz.model.figure import Origin
from archviz.model.relations import RelationKind
from archviz.workspace.drift import check, update
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.golang.graph import Graph
    from archviz.model.symbols import Symbol
    from archviz.workspace.project import Project
    from archviz.workspace.verify import Report
    from refactors.programs import Site


@dataclass(frozen=True)
class Repaired:
    """What ``update`` did. ``written`` is False where nothing was to be, or could be, repaired.

    ``names`` are the symbols that the figure names then and did not, ``false`` what does not hold of it at either
    version, and ``broken`` the promises of ``check`` that were not kept.
    """

    written: bool
    names: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def repaired(graph: Graph, old: Path, new: Path, site: Site, folder: Path) -> Repaired:
    """Locks a figure of a function, its callers and its callees in the old tree and updates it for the new one."""
    shutil.rmtree(folder, ignore_errors=True)
    file = folder / "diagrams" / "a" / "1-site.yaml"
    file.parent.mkdir(parents=True)
    (folder / "archviz.toml").touch()
    file.write_text(write(_claims(graph, site)), encoding="utf-8")
    project = find_project(folder)
    then = Settings(version="1.0", source=str(old), cached=False, cache=folder / "cache")
    now = Settings(version="2.0", source=str(new), cached=False, cache=folder / "cache")
    first = update(project, then)
    if first.after.failed:
        raise AssertionError(first.after.findings[0].message)
    first.write(folder)
    before = _names(project, "1.0")
    promised = {one.claim for one in check(project, now).findings if one.unproved and one.repairable}
    repair = update(project, now)
    repair.write(folder)
    left = {one.claim for one in repair.after.findings if one.unproved}
    broken = tuple(sorted(promised if not repair.files else promised & left))
    if not repair.files:
        return Repaired(written=False, broken=broken)
    false = [*_false(check(project, then), "before"), *_false(check(project, now), "after")]
    names = tuple(str(symbol) for symbol in sorted(_names(project, "2.0") - before))
    return Repaired(True, names, tuple(false), broken)


def _claims(graph: Graph, site: Site) -> Claims:
    """A card for the function and each of its callers and callees in the package, and the calls between them."""
    here = site.symbol.package
    callers = [one.symbol for one in site.callers]
    called = [target for target, _ in site.targets if target.package == here and graph.shape(target) is not None]
    pairs = dict.fromkeys([*((c, site.symbol) for c in callers), *((site.symbol, t) for t in called)])
    certain = [pair for pair in pairs if pair[0] != pair[1] and _plain(graph, *pair)]
    shown = dict.fromkeys([site.symbol, *(end for pair in certain for end in pair)])
    cards = [CardClaim(func=_name(symbol)) for symbol in shown]
    edges = [EdgeClaim(source=_name(a), target=_name(b), kind=RelationKind.CALL) for a, b in certain]
    packages = {"p": here}
    return Claims(kind="diagram", title="A site", packages=packages, cards=tuple(cards), edges=tuple(edges))


def _plain(graph: Graph, a: Symbol, b: Symbol) -> bool:
    """Whether one calls the other by a plain statement."""
    calls = (r for r in graph.relations(a) if r.target == b and r.kind is RelationKind.CALL and r.certain)
    return any(not r.started for r in calls)


def _name(symbol: Symbol) -> str:
    return f"p.{symbol.short}"


def _names(project: Project, version: str) -> set[Symbol]:
    figures = read_articles(project.figures).figures
    return {each.symbol for figure in figures for each in mentions(at(figure, Origin(version))) if each.in_force}


def _false(report: Report, when: str) -> list[str]:
    return [f"{when}: {one.message}" for one in report.findings if one.unproved]
