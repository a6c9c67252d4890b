"""The account of one figure's claims: how many there are, which were proved, and what was found wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.identity import Identities
from archviz.figures.suggest import other_name
from archviz.figures.versions import in_force
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.suggest import likeliest

if TYPE_CHECKING:
    from archviz.figures.claims import Part
    from archviz.figures.drawn import Stretch
    from archviz.figures.load import Figure
    from archviz.model.figure import End, Origin
    from archviz.model.finding import Suggestion
    from archviz.model.graph import CodeGraph, Declaration
    from archviz.model.relations import Evidence
    from archviz.model.symbols import Symbol


def applies(part: Part, origin: Origin) -> bool:
    """Whether a claim speaks of the version of an origin; of one without a version, the newest claims do."""
    return in_force(part, origin.version or origin.nominal)


class Ledger:
    """Claims of ``figure`` as they are held against ``graph``; a claim is named by its path in the file."""

    def __init__(self, graph: CodeGraph, figure: Figure, origin: Origin) -> None:
        self.graph = graph
        self.figure = figure
        self.origin = origin
        self.findings: list[Finding] = []
        self.identities = Identities(figure.claims)
        self.claimed: set[str] = set()
        self.asserted: set[str] = set()
        self.open_steps: set[str] = set()
        """Numbered edges whose order after those before them the source leaves open: it is their author's."""
        self.parts: dict[End, tuple[Stretch, ...]] = {}
        """Where the parts of a function's code are that have a card or a row of their own, by where they are drawn."""
        self.listed: dict[str, tuple[Evidence, ...]] = {}
        """Of each card that lists what implements an interface, by its id, the places that prove it."""

    @property
    def proved(self) -> int:
        """How many claims the source proves."""
        return len(self.claimed - self.asserted - {f.claim for f in self.findings if f.severity is Severity.ERROR})

    def errors(self, path: str) -> bool:
        """Whether there is an error in a claim or a part of it."""
        return any(
            f.severity is Severity.ERROR and (f.claim == path or f.claim.startswith(f"{path}.")) for f in self.findings
        )

    def applies(self, part: Part) -> bool:
        """Whether a claim speaks of this version."""
        return applies(part, self.origin)

    def finding(
        self,
        kind: FindingKind,
        path: str,
        subject: object,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
        detail: str = "",
        suggestion: Suggestion | None = None,
    ) -> None:
        """Takes down what is wrong with a claim. The words of a suggestion are the end of the hint."""
        claims = self.figure.claims
        line = self.figure.line(path)
        self.findings.append(
            Finding(
                claims.number,
                path,
                kind,
                severity,
                str(subject),
                message,
                self.figure.file,
                line,
                hint if suggestion is None else "; ".join(filter(None, (hint, suggestion.words))),
                repairable=suggestion is not None,
                detail=detail,
                id=claims.id,
                suggestion=suggestion,
                identity=self.identities.of(path),
            )
        )

    def declared(self, text: str, path: str) -> Declaration | None:
        """The declaration that ``alias.Name`` or ``alias.Type.Member`` names; a finding where there is none.

        A member that is promoted to the type, or that an alias has from what it stands for, is that of the type which
        declares it (Go specification, "Struct types", "Alias declarations").
        Raises FigureError for an alias that the figure does not declare.
        """
        symbol = self.figure.symbol(text, path)
        found = self.graph.declaration(symbol) or self._promoted(symbol)
        if found is None:
            left_out = self.graph.left_out(symbol)
            said = f"{symbol} is not declared" if left_out is None else f"{symbol} is declared in {left_out}"
            hint = self._near(symbol) if left_out is None else left_out.hint
            suggestion = self._other_name(path, text, symbol) if left_out is None else None
            self.finding(FindingKind.UNKNOWN_SYMBOL, path, symbol, f"{text}: {said}", hint, suggestion=suggestion)
        return found

    def _promoted(self, symbol: Symbol) -> Declaration | None:
        """The declaration of the member that a type has from one that it embeds, or that it is an alias of."""
        member = self.graph.member(symbol.owner, symbol.member) if symbol.member else None
        return self.graph.declaration(member) if member is not None else None

    def inits(self, symbol: Symbol, file: str, path: str) -> tuple[Declaration, ...]:
        """The functions init that a file declares; a finding where it has none."""
        everywhere = self.graph.inits(symbol.package)
        found = tuple(one for one in everywhere if one.position.file.rpartition("/")[2] == file)
        if not found:
            names = sorted({one.position.file.rpartition("/")[2] for one in everywhere})
            hint = f"{symbol.package} has functions init in {', '.join(names)}" if names else ""
            message = f"{file} declares no function init of {symbol.package}"
            self.finding(FindingKind.UNKNOWN_SYMBOL, f"{path}.file", f"{symbol} in {file}", message, hint)
        return found

    def _other_name(self, path: str, text: str, symbol: Symbol) -> Suggestion | None:
        known = self.graph.symbols(symbol.package)
        if symbol.member and symbol.owner in known:
            members = [one.member for one in known if one.owner == symbol.owner and one.member]
            return other_name(self, path, text, symbol, members, member=True)
        return other_name(self, path, text, symbol, {one.name for one in known}, member=False)

    def _near(self, symbol: Symbol) -> str:
        known = self.graph.symbols(symbol.package)
        if not known:
            return self.graph.missing(symbol.package)
        if symbol.member and symbol.owner in known:
            members = [s.member for s in known if s.owner == symbol.owner and s.member]
            near = likeliest(symbol.member, members)
            return f"{symbol.name} has {', '.join(near)}" if near else f"{symbol.name} has no members"
        near = likeliest(symbol.name, {one.name for one in known})
        return f"{symbol.package} declares {', '.join(near)}"


def below(package: str, paths: tuple[str, ...]) -> bool:
    """Whether a package is at or below one of some import paths; every package is where there are none."""
    return not paths or any(f"{package}/".startswith(f"{path}/") for path in paths)
