"""Excerpts: pieces of declarations picked by syntax, with the author's notes beside them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from archviz.figures.claims import as_text
from archviz.model.figure import CodeLine, Excerpt, Fold, Note, SymbolUse
from archviz.model.finding import FindingKind
from archviz.model.graph import Selector, SelectorKind
from archviz.model.relations import RelationKind, certain
from archviz.model.suggest import likeliest
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures.claims import ExcerptClaim, FragmentClaim, NoteClaim, SelectorClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.graph import Declaration, Span

_USES = (RelationKind.CALL, RelationKind.REF, RelationKind.CREATES, RelationKind.HOLDS, RelationKind.EMBEDS)


def excerpts(ledger: Ledger) -> tuple[Excerpt, ...]:
    """The excerpts of a figure whose symbols are declared; what is not found is taken down in the ledger."""
    found: list[Excerpt] = []
    for i, claim in enumerate(ledger.figure.claims.excerpts):
        path = f"excerpts[{i}]"
        if not ledger.applies(claim):
            continue
        ledger.claimed.add(path)
        declared = ledger.declared(claim.symbol, path)
        if declared is not None and claim.file:
            declared = next(iter(ledger.inits(declared.symbol, claim.file, path)), None)
        if declared is not None and not declared.position.inside:
            message = f"{claim.symbol} is of the standard library, whose code is not in the source"
            ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, declared.symbol, message)
        elif declared is not None:
            found.append(_excerpt(ledger, claim, path, declared))
    return tuple(found)


def _excerpt(ledger: Ledger, claim: ExcerptClaim, path: str, declared: Declaration) -> Excerpt:
    shown: set[int] = set()
    for i, show in enumerate(claim.show):
        if ledger.applies(show):
            shown |= _shown(ledger, show, f"{path}.show[{i}]", declared)
    span = declared.span
    if span.start_line in shown:
        shown.add(span.end_line)
    lines = [CodeLine(span.start_line + i, text) for i, text in enumerate(ledger.graph.lines(span))]
    notes: list[Note] = []
    for i, note in enumerate(claim.notes):
        if ledger.applies(note):
            notes += _note(ledger, note, f"{path}.notes[{i}]", declared, shown)
    return Excerpt(
        declared.symbol,
        span.file,
        tuple(_parts(lines, shown)),
        tuple(sorted(notes, key=lambda n: n.line)),
        tuple(_uses(ledger, declared, {line.number: line.text for line in lines})),
    )


def _shown(ledger: Ledger, show: FragmentClaim, path: str, declared: Declaration) -> set[int]:
    """The lines of a claim's fragments; with ``to``, from the first one's start to the end of the other."""
    ledger.claimed.add(path)
    spans = _fragments(ledger, show.at, f"{path}.at", declared)
    if show.to is not None and spans:
        last = _fragments(ledger, show.to, f"{path}.to", declared)
        if last and last[0].end_line < spans[0].start_line:
            ledger.finding(FindingKind.LOST_FRAGMENT, f"{path}.to", declared.symbol, "`to` ends before `at` begins")
        return set(range(spans[0].start_line, last[0].end_line + 1)) if last else set()
    return {line for span in spans for line in range(span.start_line, span.end_line + 1)}


def _note(ledger: Ledger, note: NoteClaim, path: str, declared: Declaration, shown: set[int]) -> Iterator[Note]:
    ledger.claimed.add(path)
    spans = _fragments(ledger, note.at, f"{path}.at", declared, FindingKind.LOST_NOTE)
    if spans and spans[0].start_line not in shown:
        ledger.finding(
            FindingKind.LOST_NOTE,
            path,
            declared.symbol,
            f"the note stands at {spans[0].file}:{spans[0].start_line}, which the excerpt leaves out",
            "show that fragment, or anchor the note to one that is shown",
        )
    elif spans:
        yield Note(spans[0].start_line, as_text(note.text))


def _fragments(
    ledger: Ledger,
    claim: SelectorClaim,
    path: str,
    declared: Declaration,
    kind: FindingKind = FindingKind.LOST_FRAGMENT,
) -> tuple[Span, ...]:
    selector = selected(ledger, claim)
    init = declared.position if declared.symbol.short == "init" else None
    found = ledger.graph.fragments(declared.symbol, selector, init)
    if not found:
        what = f"{selector.kind} {selector.target}".strip() + (f" ({_ordinal(claim.nth)})" if claim.nth > 1 else "")
        ledger.finding(
            kind,
            path.rpartition(".")[0],
            declared.symbol,
            f"{declared.symbol.short} has no fragment `{what}`",
            _near(ledger, declared, selector),
            detail=what,
        )
    return found


def selected(ledger: Ledger, claim: SelectorClaim) -> Selector:
    """What a claim's selector asks of the source, with the symbol in full where it names one by an alias."""
    kind = next(k for k in SelectorKind if getattr(claim, k.value) is not None)
    target = getattr(claim, kind.value)
    return Selector(
        kind,
        "" if target is True else _expanded(ledger, target, kind),
        claim.nth,
        claim.extent,
        None if claim.within is None else selected(ledger, claim.within),
    )


def _expanded(ledger: Ledger, target: str, kind: SelectorKind) -> str:
    """The full symbol of ``alias.Name`` where the alias is one of the figure's; else as it is written.

    A promoted member is named by the type that declares it.
    """
    alias, _, rest = target.partition(".")
    package = ledger.figure.packages.get(alias)
    if kind not in (SelectorKind.CALLS, SelectorKind.CREATES) or package is None or not rest:
        return target
    name, _, member = rest.partition(".")
    promoted = ledger.graph.member(Symbol(package, name), member) if member.isidentifier() else None
    return str(promoted) if promoted is not None else f"{package}.{rest}"


def _near(ledger: Ledger, declared: Declaration, selector: Selector) -> str:
    relations = ledger.graph.relations(declared.symbol)
    match selector.kind:
        case SelectorKind.CALLS:
            kinds = (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF)
            words = {r.target.short for r in relations if r.kind in kinds and r.target is not None}
        case SelectorKind.CREATES:
            words = {r.target.short for r in relations if r.kind is RelationKind.CREATES and r.target is not None}
        case SelectorKind.STORES:
            words = {r.stored.key or r.stored.key_text for r in relations if r.stored is not None}
        case SelectorKind.FIELD:
            words = {m.symbol.leaf for m in declared.fields + declared.methods}
        case _:
            return ""
    leaf = selector.target.rpartition("/")[2]
    near = likeliest(leaf, words)
    return f"there is {', '.join(near)}" if near else f"it has nothing that `{selector.kind}` could pick"


def _parts(lines: list[CodeLine], shown: set[int]) -> Iterator[tuple[CodeLine, ...] | Fold]:
    """Runs of shown lines with folds between them; blank lines alone are not worth a fold."""
    runs = [(seen, tuple(run)) for seen, run in groupby(lines, lambda line: line.number in shown)]
    runs = [(seen or not any(line.text.strip() for line in run), run) for seen, run in runs]
    for seen, joined in groupby(runs, lambda run: run[0]):
        part = tuple(line for _, run in joined for line in run)
        yield part if seen else Fold(part)


def _uses(ledger: Ledger, declared: Declaration, lines: dict[int, str]) -> Iterator[SymbolUse]:
    """Where the declaration's identifiers name symbols; byte columns, as positions have them."""
    seen: set[tuple[int, int]] = set()
    for relation in map(certain, ledger.graph.relations(declared.symbol)):
        if relation is None or relation.kind not in _USES:
            continue
        target, line = relation.target, relation.position.line
        if target is None or line not in lines:
            continue
        name = target.leaf.encode()
        start = lines[line].encode().find(name, relation.position.col - 1)
        if start >= 0 and (line, start) not in seen:
            seen.add((line, start))
            yield SymbolUse(line, start, start + len(name), target)


def _ordinal(n: int) -> str:
    return f"the {n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
