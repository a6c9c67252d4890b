"""Cards and edges added to a figure's file, after the source has proved them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.figures.edit import edit_words, edited
from archviz.figures.ledger import Ledger
from archviz.figures.packages import free_alias, usual_alias
from archviz.figures.proof import EdgeQuery, explain, proof
from archviz.figures.suggest import NO_CARD, place_for, true_kinds, written
from archviz.model.errors import FigureError, SymbolError
from archviz.model.finding import FigureEdit, Severity
from archviz.model.graph import DeclarationKind
from archviz.model.relations import MODAL, Mode, RelationKind
from archviz.workspace.drift import check
from archviz.workspace.past import lock_before
from archviz.workspace.raw_text import RawText
from archviz.workspace.repairs import Repairs

if TYPE_CHECKING:
    from archviz.figures.claims import CardClaim
    from archviz.model.finding import Finding
    from archviz.model.symbols import Symbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report

_CARD = {
    DeclarationKind.FUNC: "func",
    DeclarationKind.METHOD: "func",
    DeclarationKind.STRUCT: "type",
    DeclarationKind.INTERFACE: "type",
    DeclarationKind.TYPE: "type",
    DeclarationKind.ALIAS: "type",
}


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card to add, or rows to add to the card that there is; the symbol as a figure or a person writes it."""

    symbol: str
    fields: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewEdge:
    """An edge to add. Without a ``kind`` it is the one that the source proves.

    ``step`` is its number on the path; the steps from there on are numbered one higher. ``within`` is the function that
    proves an edge of kind ``sets``, "" for none.
    """

    source: str
    target: str
    kind: RelationKind | None = None
    mode: Mode | None = None
    within: str = ""
    step: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding came to: the changes in words, and the file's old and new text, line ends and all."""

    file: str
    changes: tuple[str, ...]
    texts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Refuted:
    """That the source does not prove what was to be added, so that nothing is; with the nearest true thing."""

    message: str
    hint: str = ""
    findings: tuple[Finding, ...] = ()


def add(project: Project, settings: Settings, figure: str, new: NewCard | NewEdge) -> Addition | Refuted:
    """The file of a figure with a card or an edge more, and with the rows, cards and aliases that this needs.

    Nothing is written. Raises FigureError where there is no such figure, it is no diagram, or it has the claim already,
    and SymbolError for a name that nothing or several things have.
    """
    report = check(project, settings, figures=(figure,))
    if not report.proofs:
        raise report.unreadable[0]
    origin = report.subject.origin
    known = lock_before(project, origin, report.against, origin.version)
    adding = _Adding(report, Repairs(project, settings, report, known))
    refuted = adding.card(new) if isinstance(new, NewCard) else adding.edge(new)
    return refuted if refuted is not None else adding.result()


class _Adding:
    def __init__(self, report: Report, repairs: Repairs) -> None:
        (self._proof,) = report.proofs
        self._repairs = repairs
        self._subject = report.subject
        self._graph = report.subject.graph
        self._figure = self._proof.figure
        self._raw = RawText(Path(self._figure.file))
        self._edits: list[FigureEdit] = []
        self._paths: list[str] = []
        """The paths of the claims that are new."""
        if self._figure.claims.kind != "diagram":
            self._wrong(f"is of kind {self._figure.claims.kind}: only a diagram has cards and edges")

    def _wrong(self, message: str, path: str = "", hint: str = "") -> NoReturn:
        line = self._figure.line(path) if path else None
        raise FigureError(message, file=self._figure.file, line=line, hint=hint or None)

    def card(self, new: NewCard) -> Refuted | None:
        """Adds a card, or rows to one."""
        symbol = self._resolved(new.symbol)
        declared = self._graph.declaration(symbol)
        key = _CARD.get(declared.kind, "") if declared is not None else ""
        if declared is None or not key:
            kind = declared.kind if declared is not None else "not declared"
            owner = f"`archviz add card {self._figure.claims.id} {symbol.owner} --fields {symbol.leaf}` adds a row"
            raise SymbolError(f"{symbol} is a {kind}, and no card shows one", hint=owner if symbol.member else None)
        rows = [("fields", name) for name in new.fields] + [("methods", name) for name in new.methods]
        if rows and key == "func":
            raise SymbolError(f"{symbol} is a {declared.kind}, which has no fields and methods")
        at = self._card_of(symbol)
        if at is None:
            values: list[tuple[str, str | int | tuple[str, ...]]] = [(key, self._written(symbol))]
            values += [(each, given) for each, given in (("fields", new.fields), ("methods", new.methods)) if given]
            self._paths.append(f"cards[{len(self._figure.claims.cards)}]")
            self._edits.append(FigureEdit("cards", tuple(values), further=True))
            return None
        shown = self._figure.claims.cards[at]
        missing = [(each, name) for each, name in rows if name not in getattr(shown, each)]
        if not missing:
            self._wrong(f"{symbol.short} has a card{' with these rows' if rows else ''} already", f"cards[{at}]")
        for each, name in missing:
            self._edits.append(FigureEdit(f"cards[{at}].{each}", name, further=True))
        self._paths.append(f"cards[{at}]")
        return None

    def edge(self, new: NewEdge) -> Refuted | None:
        """Adds an edge, with what shows its ends."""
        claims = self._figure.claims
        if claims.edges == "auto":
            hint = f"`archviz add card {claims.id} SYMBOL` adds what they join"
            self._wrong("`edges: auto` draws all edges among the cards", "edges", hint)
        source, target = self._resolved(new.source), self._resolved(new.target)
        wanted = self._kind(new, source, target)
        if isinstance(wanted, Refuted):
            return wanted
        names = self._written(source), self._written(target)
        for i, one in enumerate(claims.edges):
            if (one.source, one.target, one.kind, one.mode) == (*names, wanted.kind, wanted.mode):
                self._wrong(f"{one.source} → {one.target} ({wanted.words}) is there already", f"edges[{i}]")
        for symbol in (source, target):
            self._show(symbol)
        values: list[tuple[str, str | int | tuple[str, ...]]] = [("from", names[0]), ("to", names[1])]
        values.append(("kind", wanted.kind.value))
        if wanted.mode is not Mode.PLAIN:
            values.append(("mode", wanted.mode.value))
        if wanted.within is not None:
            values.append(("in", self._written(wanted.within)))
        if new.step is not None:
            self._make_room(new.step)
            values.append(("step", new.step))
        if new.label:
            values.append(("label", new.label))
        self._paths.append(f"edges[{len(claims.edges)}]")
        self._edits.append(FigureEdit("edges", tuple(values), further=True))
        return None

    def result(self) -> Addition | Refuted:
        """The changed file where the source proves what is new."""
        text = edited(self._raw.text, self._figure.file, self._edits)
        after = self._repairs.proved(self._proof, text)
        before = {(f.claim, f.message) for f in self._proof.findings}
        wrong = tuple(
            finding
            for finding in after.findings
            if finding.severity is Severity.ERROR
            and (self._is_new(finding.claim) or (finding.claim, finding.message) not in before)
        )
        if wrong:
            return Refuted("the source does not prove the figure with it", findings=wrong)
        changes = tuple(edit_words(edit) for edit in dict.fromkeys(self._edits))
        return Addition(self._figure.file, changes, self._raw.changed_to(text))

    def _is_new(self, path: str) -> bool:
        return any(path == new or path.startswith((f"{new}.", f"{new}[")) for new in self._paths)

    def _resolved(self, text: str) -> Symbol:
        """What a name stands for: by an alias of the figure, else as ``archviz draw`` takes it."""
        alias, _, rest = text.partition(".")
        if alias in self._figure.packages and 1 <= len(rest.split(".")) <= 2 and rest:
            symbol = self._figure.symbol(text, "")
            if self._graph.declaration(symbol) is not None:
                return symbol
            if symbol.member and (member := self._graph.member(symbol.owner, symbol.member)) is not None:
                return member
        return resolve(SourceFacts(self._graph, own_packages(self._graph)), text).symbol

    def _written(self, symbol: Symbol) -> str:
        """A symbol as the figure writes it, with an alias of its package, which is added where there is none."""
        known = written(self._figure, symbol)
        if known is not None:
            return known
        packages = self._figure.claims.packages
        alias = free_alias(usual_alias(self._graph, symbol.package), packages)
        self._edits.append(FigureEdit(f"packages.{alias}", symbol.package))
        claims = msgspec.structs.replace(self._figure.claims, packages={**packages, alias: symbol.package})
        self._figure = replace(self._figure, claims=claims)
        return f"{alias}.{symbol.short}"

    def _card_of(self, symbol: Symbol) -> int | None:
        """The index of the card that shows a type or a function itself."""
        ledger = self._ledger()
        for i, card in enumerate(self._figure.claims.cards):
            text = card.type or card.func
            if text and ledger.applies(card) and not card.file and self._figure.symbol(text, f"cards[{i}]") == symbol:
                return i
        return None

    def _ledger(self) -> Ledger:
        return Ledger(self._graph, self._figure, self._subject.origin)

    def _show(self, symbol: Symbol) -> None:
        """Adds the row or the card that shows an end of an edge, unless there is one."""
        declared = self._graph.declaration(symbol)
        if declared is None or declared.kind in NO_CARD:
            kind = f"a {declared.kind}" if declared is not None else "not declared"
            raise SymbolError(f"{symbol} is {kind}, and no card shows one")
        if self._card_of(symbol) is not None or (symbol.member and self._has_row(symbol)):
            return
        self._written(symbol)
        suggestion = place_for(self._ledger(), symbol)
        for edit in suggestion.edits if suggestion is not None else ():
            value = edit.value
            same = [i for i, one in enumerate(self._edits) if isinstance(value, dict) and _same_card(one.value, value)]
            if same:  # the other end is of the same type
                self._edits[same[0]] = _joined(self._edits[same[0]].value, value)
            else:
                self._edits.append(edit)

    def _has_row(self, symbol: Symbol) -> bool:
        at = self._card_of(symbol.owner)
        card: CardClaim | None = self._figure.claims.cards[at] if at is not None else None
        return card is not None and symbol.member in (*card.fields, *card.methods)

    def _make_room(self, step: int) -> None:
        """Numbers the steps from a number on one higher, where it is taken."""
        edges = self._figure.claims.edges
        assert edges != "auto"  # noqa: S101  # said before
        numbered = [(i, re.fullmatch(r"(\d+)([a-z]*)", str(edge.step))) for i, edge in enumerate(edges) if edge.step]
        taken = [(i, int(found[1]), found[2]) for i, found in numbered if found is not None]
        if step not in {number for _, number, _ in taken}:
            return
        for i, number, branch in taken:
            if number >= step:
                new = f"{number + 1}{branch}" if branch else number + 1
                self._edits.append(FigureEdit(f"edges[{i}].step", new, f"{number}{branch}"))

    def _kind(self, new: NewEdge, source: Symbol, target: Symbol) -> EdgeQuery | Refuted:
        """The edge that is meant, as the source proves it."""
        within = self._resolved(new.within) if new.within else None
        if new.kind is not None and (new.mode is not None or new.kind not in MODAL):
            true: tuple[EdgeQuery, ...] = (EdgeQuery(new.kind, source, target, new.mode or Mode.PLAIN, within),)
            true = tuple(one for one in true if proof(self._graph, one))
        elif within is not None:
            sets = EdgeQuery(RelationKind.SETS, source, target, within=within)
            true = (sets,) if proof(self._graph, sets) else ()
        else:
            true = tuple(
                one
                for one in true_kinds(self._graph, source, target)
                if (new.kind is None or one.kind is new.kind) and (new.mode is None or one.mode is new.mode)
            )
        if len(true) == 1:
            return true[0]
        if true:
            options = [f"--kind {one.kind}{f' --mode {one.mode}' if one.mode else ''}" for one in true]
            raise SymbolError(
                f"{source.short} → {target.short} is proved as several kinds",
                details=tuple(f"{one.words}, at {proof(self._graph, one)[0]}" for one in true),
                hint=f"say which: {' or '.join(options)}",
            )
        kind = new.kind or (RelationKind.SETS if within is not None else RelationKind.CALL)
        wanted = EdgeQuery(kind, source, target, new.mode or Mode.PLAIN, within)
        said = f" ({wanted.words})" if new.kind is not None or new.mode is not None else ""
        near = explain(self._graph, wanted)
        if new.kind is None and (back := true_kinds(self._graph, target, source)):
            near = f"the other way round: {target.short} has {back[0].words} at {proof(self._graph, back[0])[0]}"
        return Refuted(f"nothing proves that {source.short} → {target.short}{said}", near)


def _same_card(value: object, card: dict[str, Any]) -> bool:
    return isinstance(value, dict) and "type" in value and value["type"] == card.get("type")


def _joined(value: dict[str, Any], card: dict[str, Any]) -> FigureEdit:
    """A new card with the rows of another one of the same type."""
    rows = {key: tuple(dict.fromkeys([*value.get(key, ()), *card.get(key, ())])) for key in ("fields", "methods")}
    shown = ((key, names) for key, names in rows.items() if names)
    return FigureEdit("cards", (("type", value["type"]), *shown), further=True)
