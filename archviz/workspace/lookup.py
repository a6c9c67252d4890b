"""Symbols by words in their names, and what a symbol is, for a project's source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archviz.ask.questions.find import find
from archviz.workspace.ask import named
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from archviz.ask.answers import Answer
    from archviz.ask.facts import Facts
    from archviz.ask.questions.show import Profile, RelationCount
    from archviz.golang.graph import Graph
    from archviz.model.graph import DeclarationKind, Member
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def find_names(
    project: Project,
    settings: Settings,
    text: str,
    *,
    kinds: tuple[DeclarationKind, ...] = (),
    most: int = 20,
    packages: tuple[str, ...] = (),
) -> Answer:
    """The symbols whose names fit a text best; see ``archviz.ask.questions.find``.

    Raises SymbolError for a text that can be no part of a name, and SourceError where the source cannot be opened or
    has no such packages.
    """
    return find(open_facts(project, settings, packages), text, kinds, most)


@dataclass(frozen=True, slots=True)
class ShownSymbol:
    """What a symbol is, ready to be printed.

    ``diagram`` and ``excerpt`` are the YAML of the claims: the parts of a figure of that kind, "" for none.
    """

    profile: Profile
    diagram: str
    excerpt: str
    notes: tuple[str, ...] = ()


def show_symbol(project: Project, settings: Settings, text: str, packages: tuple[str, ...] = ()) -> ShownSymbol:
    """What the symbol that a text names is.

    Raises SymbolError for a name that no declaration or several have, and SourceError where the source cannot be opened
    or has no such packages.
    """
    facts = open_facts(project, settings, packages)
    return shown_symbol(facts, facts.graph, text)


def shown_symbol(facts: Facts, graph: Graph, text: str) -> ShownSymbol:
    """As ``show_symbol``, of a source that is open already."""
    from archviz.ask.questions.show import profile
    from archviz.figures.write import write_parts

    (asked,), notes = named(facts, (text,))
    declaration = graph.declaration(asked.symbol)
    assert declaration is not None  # noqa: S101  # the facts have it, and it is the same source
    found = profile(facts, graph, declaration)
    diagram = write_parts(found.diagram, "packages", "cards", "edges") if found.diagram is not None else ""
    excerpt = write_parts(found.excerpt, "packages", "excerpts") if found.excerpt is not None else ""
    return ShownSymbol(found, diagram, excerpt, notes)


def symbol_facts(shown: ShownSymbol) -> dict[str, Any]:
    """What a symbol is, for JSON."""
    found = shown.profile
    declaration = found.declaration
    at = declaration.position
    own = (*declaration.fields, *declaration.methods, *declaration.embeds)
    return {
        "symbol": str(declaration.symbol),
        "kind": declaration.kind.value,
        "file": at.file if at.inside else "",
        "line": at.line,
        "col": at.col,
        "signature": declaration.signature,
        "doc": declaration.doc,
        "members": [_member(one) for one in own],
        "promoted": [_member(one) for one in found.promoted],
        "relations": [_count(one) for one in found.counts],
        "diagram": shown.diagram,
        "excerpt": shown.excerpt,
        "notes": list(shown.notes),
    }


def _member(one: Member) -> dict[str, Any]:
    at = one.position
    return {
        "symbol": str(one.symbol),
        "name": one.symbol.leaf,
        "type": one.type,
        "embedded": one.embedded,
        "file": at.file if at.inside else "",
        "line": at.line,
    }


def _count(one: RelationCount) -> dict[str, Any]:
    return {
        "rel": one.kind.value,
        "words": one.words,
        "direction": "out" if one.forward else "in",
        "places": one.places,
        "symbols": [str(symbol) for symbol in one.symbols],
    }
