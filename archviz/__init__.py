"""archviz draws the architecture of a Go codebase, and draws nothing that its source does not prove.

For programs: ``archviz.open`` opens a Go source, and the ``Codebase`` that it gives answers questions, holds claims
against the source and draws. What ``__all__`` names is public; every other name and module may change at any time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archviz.ask.answers import Answer, OpenKind, OpenReason
    from archviz.ask.hops import Hop, WiredStep
    from archviz.ask.questions.impact import Impact, Reached
    from archviz.ask.questions.paths import Paths
    from archviz.ask.questions.search import Through
    from archviz.ask.questions.show import Profile, RelationCount
    from archviz.ask.ways import Way
    from archviz.model.errors import (
        ArchvizError,
        FigureError,
        ProjectError,
        RenderError,
        SourceError,
        SymbolError,
    )
    from archviz.model.finding import Finding, FindingKind, Severity
    from archviz.model.graph import Declaration, DeclarationKind, Declared, Member
    from archviz.model.relations import CallKind, Mode, Position, RelationKind, UseKind
    from archviz.model.symbols import Symbol
    from archviz.workspace.claims import Verdict
    from archviz.workspace.codebase import Codebase
    from archviz.workspace.codebase import open_codebase as open  # noqa: A004 as gzip.open and Image.open
    from archviz.workspace.lookup import ShownSymbol

__version__ = "0.2.0"

_HOMES = {
    "Answer": "archviz.ask.answers",
    "ArchvizError": "archviz.model.errors",
    "CallKind": "archviz.model.relations",
    "Codebase": "archviz.workspace.codebase",
    "Declaration": "archviz.model.graph",
    "DeclarationKind": "archviz.model.graph",
    "Declared": "archviz.model.graph",
    "FigureError": "archviz.model.errors",
    "Finding": "archviz.model.finding",
    "FindingKind": "archviz.model.finding",
    "Hop": "archviz.ask.hops",
    "Impact": "archviz.ask.questions.impact",
    "Member": "archviz.model.graph",
    "Mode": "archviz.model.relations",
    "OpenKind": "archviz.ask.answers",
    "OpenReason": "archviz.ask.answers",
    "Paths": "archviz.ask.questions.paths",
    "Position": "archviz.model.relations",
    "Profile": "archviz.ask.questions.show",
    "ProjectError": "archviz.model.errors",
    "Reached": "archviz.ask.questions.impact",
    "RelationCount": "archviz.ask.questions.show",
    "RelationKind": "archviz.model.relations",
    "RenderError": "archviz.model.errors",
    "Severity": "archviz.model.finding",
    "ShownSymbol": "archviz.workspace.lookup",
    "SourceError": "archviz.model.errors",
    "Symbol": "archviz.model.symbols",
    "SymbolError": "archviz.model.errors",
    "Through": "archviz.ask.questions.search",
    "UseKind": "archviz.model.relations",
    "Verdict": "archviz.workspace.claims",
    "Way": "archviz.ask.ways",
    "WiredStep": "archviz.ask.hops",
    "open": "archviz.workspace.codebase",
}
"""Where each public name is from. It is loaded when it is asked for, so that the command line is not slowed."""

__all__ = [
    "Answer",
    "ArchvizError",
    "CallKind",
    "Codebase",
    "Declaration",
    "DeclarationKind",
    "Declared",
    "FigureError",
    "Finding",
    "FindingKind",
    "Hop",
    "Impact",
    "Member",
    "Mode",
    "OpenKind",
    "OpenReason",
    "Paths",
    "Position",
    "Profile",
    "ProjectError",
    "Reached",
    "RelationCount",
    "RelationKind",
    "RenderError",
    "Severity",
    "ShownSymbol",
    "SourceError",
    "Symbol",
    "SymbolError",
    "Through",
    "UseKind",
    "Verdict",
    "Way",
    "WiredStep",
    "__version__",
    "open",
]


def __getattr__(name: str) -> Any:
    """A public name, loaded from its home (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), "open_codebase" if name == "open" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
