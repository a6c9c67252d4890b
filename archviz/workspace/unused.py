"""Where the programs of a project's source begin, and what of it nobody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archviz.ask.questions.entries import Entry, EntryKind, entries
from archviz.ask.questions.unused import Unused, UnusedSymbol, unused
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from archviz.model.graph import DeclarationKind
    from archviz.model.relations import Position
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def find_entries(
    project: Project, settings: Settings, kinds: tuple[EntryKind, ...] = (), packages: tuple[str, ...] = ()
) -> tuple[Entry, ...]:
    """Where programs begin. Raises SourceError where the source cannot be opened or has no such packages."""
    return entries(open_facts(project, settings, packages), kinds)


def find_unused(
    project: Project, settings: Settings, kinds: tuple[DeclarationKind, ...] = (), packages: tuple[str, ...] = ()
) -> Unused:
    """What nobody uses. Raises SourceError where the source cannot be opened or has no such packages."""
    return unused(open_facts(project, settings, packages), kinds)


def entry_facts(found: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Entry points for JSON."""
    return [
        {
            "symbol": str(one.declared.symbol),
            "kind": one.kind.value,
            "to": str(one.to) if one.to is not None else None,
            "literal": one.literal,
            **_place(one.position),
        }
        for one in found
    ]


def unused_facts(found: Unused) -> dict[str, Any]:
    """What nobody uses, for JSON."""
    return {"certain": [_unused(one) for one in found.certain], "perhaps": [_unused(one) for one in found.perhaps]}


def _unused(one: UnusedSymbol) -> dict[str, Any]:
    return {
        "symbol": str(one.declared.symbol),
        "kind": one.declared.kind.value,
        **_place(one.declared.position),
        "why": one.why,
        "by": [str(symbol) for symbol in one.by],
    }


def _place(at: Position) -> dict[str, Any]:
    return {"file": at.file, "line": at.line, "col": at.col}
