"""Claims held against a new version with the lock of an old one beside: what became of the subject of each claim."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.drift.derived import Derived
from archviz.drift.differences import differences
from archviz.drift.evidence import evident, used_parts
from archviz.drift.follow import Follower
from archviz.figures.identity import Identities
from archviz.figures.mentions import mentions
from archviz.figures.versions import in_force
from archviz.model.drift import ChangeKind, Followed, SymbolPlace
from archviz.model.errors import SymbolError
from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, entered_by
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures import Figure, Proof
    from archviz.model.drift import Version
    from archviz.model.figure import Row
    from archviz.refs import Lock

_ACCEPTED = "where the figure and the article are right with it, `archviz update` writes it into the lock"
_COUNTED = "`archviz update` writes the new number, from this version on"
_KINDS = {
    FindingKind.LOST_FRAGMENT: ChangeKind.NOTE_LOST,
    FindingKind.LOST_NOTE: ChangeKind.NOTE_LOST,
    FindingKind.UNPROVED_ORDER: ChangeKind.ORDER_CHANGED,
}
_NOTHING = (ChangeKind.UNCHANGED, ChangeKind.ADDED, ChangeKind.EDGE_ADDED)
"""What explains no failure: the lock does not know what it speaks of, or has nothing to say."""
_REPAIRABLE = (ChangeKind.MOVED, ChangeKind.RENAMED, ChangeKind.EDGE_RETARGETED)
_ENTRY = re.compile(r"entries\[(\d+)\]")
_SAID = {
    ChangeKind.UNCHANGED: "is unchanged",
    ChangeKind.GONE: "is gone",
    ChangeKind.ADDED: "is new",
    ChangeKind.RENAMED: "was renamed",
    ChangeKind.MERGED_INTO: "was merged into another",
    ChangeKind.SPLIT_INTO: "was split",
    ChangeKind.SIGNATURE_CHANGED: "has another signature",
    ChangeKind.MEMBERS_CHANGED: "has other members",
    ChangeKind.MOVED: "was moved",
    ChangeKind.BODY_CHANGED: "has another body",
    ChangeKind.EDGE_GONE: "is gone",
    ChangeKind.EDGE_ADDED: "is new",
    ChangeKind.EDGE_REROUTED: "goes another way",
    ChangeKind.EDGE_RETARGETED: "has another target",
    ChangeKind.EDGE_MOVED: "starts elsewhere",
    ChangeKind.EDGE_KIND_CHANGED: "is made otherwise",
    ChangeKind.ORDER_CHANGED: "comes in another order",
}


class Drifting:
    """Follows subjects from what was locked of an old version to a new one, each once."""

    def __init__(self, old: Lock, new: Version) -> None:
        self.old = old
        self.new = new
        self._packages: dict[str, set[str]] = {}
        self._follower = Follower(old, new)
        self._known: dict[str, Followed | None] = {}
        self._declared = {
            str(named): row.symbol for diagram in old.diagrams.values() for named, row in _promoted(diagram).items()
        }

    def follow(self, subject: str) -> Followed | None:
        """What became of a subject; None where neither version knows it.

        A promoted member that an old card shows is followed by the type that declares it.
        """
        subject = str(self._declared.get(subject, subject))
        if subject not in self._known:
            try:
                self._known[subject] = evident(self._follower.follow(subject), self._follower)
            except SymbolError:
                self._known[subject] = None
        return self._known[subject]

    def findings(self, proof: Proof) -> tuple[Finding, ...]:
        """A proof's findings with what their subjects became, and notes on what changed under claims that hold."""
        found = self._derived(proof, [self._explained(finding, proof.figure) for finding in proof.findings])
        failed = {finding.subject for finding in found}
        found += [note for note in self._changed(proof) if note.subject not in failed]
        return tuple(sorted(found, key=lambda f: (f.line, f.claim)))

    def successors(self, figure: Figure) -> dict[Symbol, Symbol]:
        """Where the symbols that a figure's claims name went, as far as that is clear."""
        found: dict[Symbol, Symbol] = {}
        for symbol in _named(figure):
            followed = self._followed(symbol)
            if followed is not None and _repairable(followed) and followed.new is not None:
                found[symbol] = followed.new.symbol
        return {**self._exchanged(figure), **found}

    def _exchanged(self, figure: Figure) -> dict[Symbol, Symbol]:
        """What is there still, and what every edge to it that a figure claims leads to in its place."""
        exchanged: dict[Symbol, set[Symbol | None]] = {}
        for edge in figure.claims.edges if figure.claims.edges != "auto" else ():
            if in_force(edge, figure.version):
                source, target = (figure.symbol(end, "edges") for end in (edge.source, edge.target))
                followed = self.follow(f"{source} -> {target}") if self.new.shape(target) is not None else None
                retargeted = followed is not None and followed.kind is ChangeKind.EDGE_RETARGETED and followed.clear
                new = followed.new.symbol if retargeted and followed is not None and followed.new is not None else None
                exchanged.setdefault(target, set()).add(new)
        return {old: new for old, found in exchanged.items() if len(found) == 1 and (new := next(iter(found)))}

    def parts(self, figure: Figure) -> dict[Symbol, tuple[Symbol, ...]]:
        """The parts of each function that a figure's claims name and that was divided, as far as these are used."""
        named = ((symbol, self._followed(symbol)) for symbol in sorted(_named(figure)))
        return {symbol: parts for symbol, one in named if one is not None and (parts := self._parts(one))}

    def _parts(self, followed: Followed) -> tuple[Symbol, ...]:
        return used_parts(followed, self._follower)

    def gone(self, symbol: Symbol) -> bool:
        """Whether the old version declares a symbol and the new one does not, though it has the package."""
        there = self.new.shape(symbol) is not None or not self.new.symbols(symbol.package)
        return self.old.shape(symbol) is not None and not there

    def _followed(self, symbol: Symbol) -> Followed | None:
        """What became of a symbol that the old version has."""
        known = self.old.shape(self._declared.get(str(symbol), symbol)) is not None
        return self.follow(str(symbol)) if known else None

    def _explained(self, finding: Finding, figure: Figure) -> Finding:
        if finding.kind in _KINDS:
            return replace(finding, kind=_KINDS[FindingKind(finding.kind)])
        if finding.kind not in (FindingKind.UNKNOWN_SYMBOL, FindingKind.UNPROVED_EDGE):
            return finding
        finding = not_in_source(finding, figure, self.new)
        followed = self.follow(finding.subject)
        if followed is None or followed.kind in _NOTHING:
            return self._entered_no_more(finding, figure)
        if followed.kind is not ChangeKind.EDGE_KIND_CHANGED:  # it was right: what looks alike now is something else
            finding = finding.without_suggestion()
        if finding.kind is ChangeKind.NOT_IN_SOURCE and followed.new is None:
            return self._with_its_package(replace(finding, old=followed.old))
        suggested = finding.suggestion.words if finding.suggestion is not None else ""
        return replace(
            finding,
            kind=followed.kind,
            message=f"{finding.message}; {self._said(followed)}",
            cause=self._cause(followed) or finding.cause,
            hint="; ".join(filter(None, (hint(followed), suggested))) if hint(followed) else finding.hint,
            old=followed.old,
            new=followed.new,
            repairable=_repairable(followed) or bool(self._parts(followed)) or finding.suggestion is not None,
        )

    def _entered_no_more(self, finding: Finding, figure: Figure) -> Finding:
        """The finding on an entry, as one that is gone where the old version has it."""
        found = _ENTRY.fullmatch(finding.claim)
        shown = self.old.diagrams.get(figure.claims.id)
        if found is None or shown is None or finding.kind is not FindingKind.UNPROVED_EDGE:
            return finding
        claim = figure.claims.entries[int(found[1])]
        at = Symbol.parse(finding.subject.partition(" -> ")[2])
        by = figure.symbol(claim.by, "").short if "." in claim.by else claim.by
        if (by, at) not in {(name, self._now(symbol)) for name, symbol in entered_by(shown)}:
            return finding
        message = f"{finding.message}; {at.short} was entered by {by} at {self.old.origin}"
        return replace(finding, kind=ChangeKind.EDGE_GONE, message=message)

    def _said(self, followed: Followed) -> str:
        """What became of a subject, with which of its members, parameters and results differ."""
        if followed.old is None or followed.new is None or "->" in followed.subject:
            return said(followed)
        old, new = self.old.shape(followed.old.symbol), self.new.shape(followed.new.symbol)
        which = differences(old, new) if old is not None and new is not None else ""
        return f"{said(followed)}: {which}" if which else said(followed)

    def _with_its_package(self, finding: Finding) -> Finding:
        """A finding on a symbol that has gone with its package: where that is, if the others of the package say so."""
        symbol = Symbol.parse(finding.subject)
        if symbol.package not in self._packages:
            others = [one for one in self.old.shapes if one.package == symbol.package and not one.member]
            self._packages[symbol.package] = {now.package for one in others if (now := self._now(one)) != one}
        for package in self._packages[symbol.package] if len(self._packages[symbol.package]) == 1 else ():
            new = self.new.shape(replace(symbol, package=package))
            if new is not None:
                place = SymbolPlace(new.symbol, new.position)
                cause = f"the package {symbol.package} is {package} now"
                return replace(finding, kind=ChangeKind.MOVED, cause=cause, new=place, hint=f"now {new.symbol}")
        return finding

    def _cause(self, followed: Followed) -> str:
        """What became of the package or the type of a subject that has found a new place, or is gone."""
        if followed.old is None or "->" in followed.subject:
            return ""
        old, new = followed.old.symbol, followed.new.symbol if followed.new is not None else None
        if not self.new.symbols(old.package):
            moved = new is not None and new.short == old.short and new.package != old.package
            return f"the package {old.package} is {new.package} now" if moved and new is not None else ""
        if old.member and self.new.shape(old.owner) is None:
            owner = self.follow(str(old.owner))
            return said(owner) if owner is not None else ""
        return said(followed)

    def _changed(self, proof: Proof) -> Iterator[Finding]:
        """A note for each declaration that a figure shows and that is not what it was."""
        seen: set[Symbol] = set()
        for path, symbol in _subjects(proof):
            known = self.old.shape(symbol) is not None and symbol not in seen
            followed = self.follow(str(symbol)) if known else None
            seen.add(symbol)
            if followed is not None and followed.kind is not ChangeKind.UNCHANGED:
                note = _finding(proof, path, followed.kind, Severity.NOTE, str(symbol), self._said(followed))
                yield replace(note, hint=hint(followed), old=followed.old, new=followed.new)

    def _derived(self, proof: Proof, found: list[Finding]) -> list[Finding]:
        """The findings of a proof, with those on what is derived from the source and is not what it was.

        Where a claim on how many there are fails, its finding says what came and went. It can be rewritten, unless a
        package is missing from the source with what went, which may have been left out.
        """
        derived = Derived(self.old, proof, self._now)
        counts = {finding.claim: i for i, finding in enumerate(found) if finding.kind is FindingKind.WRONG_COUNT}
        since = f"since {self.old.origin}" if str(self.old.origin) else "since it was last proved"
        for change in derived.changes():
            counted_by = counts.get(f"{change.path}.count")
            if counted_by is not None:
                wrong = found[counted_by]
                known = all(map(self.new.symbols, change.packages))
                found[counted_by] = replace(
                    wrong,
                    message=f"{wrong.message}; {since}: {change.parts}",
                    hint=_COUNTED if known else wrong.hint,
                    repairable=known,
                )
            else:
                message = f"{change.what} {since}: {change.parts}"
                differs = _finding(proof, change.path, change.kind, Severity.ERROR, change.subject, message)
                found.append(replace(differs, hint=_ACCEPTED))
        return found

    def _now(self, symbol: Symbol) -> Symbol:
        """What a symbol of the old version became, itself where that is not clear."""
        followed = self.follow(str(symbol))
        return followed.new.symbol if followed is not None and followed.clear and followed.new is not None else symbol


def _named(figure: Figure) -> set[Symbol]:
    return {mention.symbol for mention in mentions(figure) if mention.in_force}


def _finding(proof: Proof, path: str, kind: ChangeKind, severity: Severity, subject: str, message: str) -> Finding:
    figure, claims = proof.figure, proof.figure.claims
    return Finding(
        claims.number,
        path,
        kind,
        severity,
        subject,
        message,
        figure.file,
        figure.line(path),
        id=claims.id,
        identity=Identities(claims).of(path),
    )


def _promoted(diagram: VerifiedDiagram) -> dict[Symbol, Row]:
    """The rows of promoted members, by the names that their cards give them."""
    rows = ((card.symbol.of(row.name), row) for card in diagram.cards for row in card.rows if row.symbol.member)
    return {named: row for named, row in rows if named != row.symbol}


def not_in_source(finding: Finding, figure: Figure, source: Version) -> Finding:
    """The finding on a figure, of another kind where the source has nothing of its subject's package."""
    if finding.kind is not FindingKind.UNKNOWN_SYMBOL:
        return finding
    try:
        package = Symbol.parse(finding.subject).package
    except ValueError:
        return finding
    if package not in figure.packages.values() or source.symbols(package):
        return finding
    return replace(finding, kind=ChangeKind.NOT_IN_SOURCE, cause=f"the package {package} is not in this source")


def said(followed: Followed) -> str:
    """What became of a subject, as a sentence without its full stop."""
    name = " -> ".join(part.rpartition("/")[2] for part in followed.subject.split(" -> "))
    return f"{name} {' and '.join(_SAID[kind] for kind in (followed.kind, *followed.also))}"


def hint(followed: Followed) -> str:
    """Where a subject is now, or what it may have become; "" where there is nothing to tell."""
    if followed.kind is ChangeKind.EDGE_REROUTED:
        return f"by way of {', '.join(followed.via)}"
    if followed.new is not None and followed.old is not None and _elsewhere(followed.old, followed.new):
        by = f" ({'; '.join(followed.via)})" if followed.via else ""
        return f"now {followed.new.symbol} at {followed.new.position}{by}"
    if followed.new is None and followed.candidates:
        return "perhaps " + "; ".join(f"{c.symbol} ({c.why}, {c.score:.0%})" for c in followed.candidates[:3])
    return ""


def _repairable(followed: Followed) -> bool:
    return followed.kind in _REPAIRABLE and followed.clear and followed.new is not None


def _elsewhere(old: SymbolPlace, new: SymbolPlace) -> bool:
    return old.symbol != new.symbol or old.position.file.rpartition("/")[2] != new.position.file.rpartition("/")[2]


def _subjects(proof: Proof) -> Iterator[tuple[str, Symbol]]:
    """The declarations that a proved figure shows, with the claims that name them."""
    figure, verified = proof.figure, proof.verified
    if isinstance(verified, VerifiedDiagram):
        shown = {card.symbol for card in verified.cards} | {row.symbol for card in verified.cards for row in card.rows}
        declared = {named: row.symbol for named, row in _promoted(verified).items()}
        for i, claim in enumerate(figure.claims.cards):
            path = f"cards[{i}]"
            symbol = figure.symbol(claim.type or claim.func or claim.implementers or claim.chain or "", path)
            methods = [(f"{path}.methods[{j}]", symbol.of(name)) for j, name in enumerate(claim.methods)]
            subjects = [(path, declared.get(subject, subject)) for path, subject in [(path, symbol), *methods]]
            yield from ((path, subject) for path, subject in subjects if subject in shown)
    elif isinstance(verified, VerifiedExcerpt):
        shown = {excerpt.symbol for excerpt in verified.excerpts}
        for i, piece in enumerate(figure.claims.excerpts):
            symbol = figure.symbol(piece.symbol, f"excerpts[{i}]")
            if symbol in shown:
                yield f"excerpts[{i}]", symbol
