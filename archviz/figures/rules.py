"""What a schema cannot say of a figure: each kind has its own parts, each choice is made once, no key is idle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.documents.document import MOST_FAULTS
from archviz.figures.rename_rules import rename_faults
from archviz.figures.table_rules import table_faults
from archviz.model.errors import FigureError, joined
from archviz.model.figure import ConstantMeaning
from archviz.model.relations import MODAL, Mode, RelationKind
from archviz.model.symbols import is_import_path
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.documents.document import Document
    from archviz.figures.claims import CardClaim, Claims, ConstantClaim, EdgeClaim, Part, SelectorClaim

_PARTS = {"diagram": ("cards", "edges", "entries", "exits", "direction"), "excerpt": ("excerpts",), "table": ("table",)}
"""The parts that a figure of each kind may have; the first it must have."""

_CARDS = {
    "type": ("fields", "methods"),
    "func": ("file", "literals"),
    "implementers": ("count", "below"),
    "chain": ("variable",),
}
"""What a card can be, and the keys that say more of each."""

_SELECTORS = ("whole", "signature", "calls", "creates", "assigns", "stores", "returns", "field")
_ALIAS = re.compile(r"[\w-]{1,100}")


def check(claims: Claims, document: Document) -> None:
    """Raises FigureError at the line of the first claim that breaks a rule, with all others as its further errors."""
    rules = _Rules(document)
    rules.check(claims)
    if rules.broken:
        raise joined(rules.broken[:MOST_FAULTS])


class _Rules:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.broken: list[FigureError] = []

    def check(self, claims: Claims) -> None:
        self._kind(claims)
        self._packages(claims)
        for where, message, hint in rename_faults(claims):
            self._wrong(where, message, hint)
        for path, part in _parts(claims):
            self._range(part, path)
        for i, wording in enumerate(claims.wordings):
            if wording.title is None and wording.description is None:
                self._wrong(f"wordings[{i}]", "a wording has a `title`, a `description` or both")
        for i, card in enumerate(claims.cards):
            self._card(card, f"cards[{i}]")
        for i, edge in enumerate(claims.edges if claims.edges != "auto" else ()):
            self._edge(edge, f"edges[{i}]")
        for i, entry in enumerate(claims.entries):
            self._note(entry.note, f"entries[{i}]")
            if entry.within is not None and entry.by == "main":
                self._wrong(f"entries[{i}].in", "the program begins with it: no function hands it over")
        for i, table in enumerate(claims.table):
            for where, message in table_faults(table):
                self._wrong(f"table[{i}]{where}", message)
        for i, excerpt in enumerate(claims.excerpts):
            self._file(excerpt.symbol, excerpt.file, f"excerpts[{i}]")
            for j, shown in enumerate(excerpt.show):
                self._selector(shown.at, f"excerpts[{i}].show[{j}].at")
                self._selector(shown.to, f"excerpts[{i}].show[{j}].to")
            for j, note in enumerate(excerpt.notes):
                self._selector(note.at, f"excerpts[{i}].notes[{j}].at")

    def _kind(self, claims: Claims) -> None:
        wanted = _PARTS[claims.kind]
        if not getattr(claims, wanted[0]):
            self._wrong("kind", f"a figure of kind {claims.kind} needs `{wanted[0]}`")
        for key in self._document.content.entries:
            if key not in wanted and any(key in parts for parts in _PARTS.values()):
                self._wrong(key, f"a figure of kind {claims.kind} has no `{key}`")

    def _packages(self, claims: Claims) -> None:
        for alias, package in claims.packages.items():
            if not _ALIAS.fullmatch(alias):
                self._wrong(f"packages.{alias}", "an alias has letters, digits, hyphens and underscores, 100 at most")
            where = f"packages.{alias}"
            if isinstance(package, str):
                self._path(package, where)
                continue
            for i, one in enumerate(package):
                self._path(one.path, f"{where}[{i}]")
                self._range(one, f"{where}[{i}]")
                for j, other in enumerate(package[:i]):
                    if _overlap(one, other):
                        message = f"{one.path} and {other.path} are both the package {alias} at {_both(one, other)}"
                        self._wrong(f"{where}[{i}]", message, f"end one where the other begins: see {where}[{j}]")

    def _path(self, path: str, where: str) -> None:
        if not is_import_path(path):
            self._wrong(where, f"{path} is no import path")

    def _range(self, part: Part, path: str) -> None:
        if part.since and part.until and version_order(part.since) >= version_order(part.until):
            self._wrong(path, f"it ends at {part.until}, before it begins at {part.since}")

    def _card(self, card: CardClaim, path: str) -> None:
        chosen = [kind for kind in _CARDS if getattr(card, kind) is not None]
        if len(chosen) != 1:
            self._wrong(path, "a card is one of `type`, `func`, `implementers` and `chain`")
            return
        for kind, keys in _CARDS.items():
            for key in keys if kind != chosen[0] else ():
                if getattr(card, key) not in (None, "", ()):
                    self._wrong(f"{path}.{key}", f"only a card of `{kind}` has `{key}`")
        self._file(card.func, card.file, path)
        for i, literal in enumerate(card.literals):
            if literal.to is not None and literal.field is not None:
                self._wrong(f"{path}.literals[{i}]", "a literal is an argument (`to`) or a field's value (`field`)")
        if card.chain is not None and not card.variable:
            self._wrong(path, "a chain needs `variable`: the local variable that is wrapped")
        for key in ("fields", "methods"):
            names = getattr(card, key)
            for i, name in enumerate(names):
                if name in names[:i]:
                    self._wrong(f"{path}.{key}[{i}]", f"{name} is there twice")

    def _file(self, symbol: str | None, file: str, path: str) -> None:
        if file and (symbol or "").partition(".")[2] != "init":
            self._wrong(
                f"{path}.file", "only `init` has a `file`, as a package may have several functions of that name"
            )

    def _edge(self, edge: EdgeClaim, path: str) -> None:
        self._file(edge.source, edge.file, path)
        if edge.kind is RelationKind.SETS and edge.within is None:
            self._wrong(path, "a sets edge needs `in`: the function that gives the field its value")
        if edge.kind is not RelationKind.SETS and edge.within is not None:
            self._wrong(f"{path}.in", "only a sets edge has `in`")
        if edge.mode is not Mode.PLAIN and edge.kind not in MODAL:
            self._wrong(f"{path}.mode", f"only edges of kind {', '.join(MODAL)} have a `mode`")
        self._note(edge.note, path)
        if edge.note is not None and edge.asserted:
            self._wrong(f"{path}.note", "an asserted edge has no evidence that a note could be about")
        if edge.asserted and not edge.asserted.strip():
            self._wrong(f"{path}.asserted", "it says why the edge is believed")

    def _note(self, note: ConstantClaim | None, path: str) -> None:
        if note is not None and sum(getattr(note, meaning) is not None for meaning in ConstantMeaning) != 1:
            self._wrong(f"{path}.note", f"a note is one of {', '.join(ConstantMeaning)}")

    def _selector(self, selector: SelectorClaim | None, path: str) -> None:
        while selector is not None:
            if sum(getattr(selector, kind) is not None for kind in _SELECTORS) != 1:
                self._wrong(path, f"a fragment is one of {', '.join(_SELECTORS)}")
            selector, path = selector.within, f"{path}.within"

    def _wrong(self, path: str, message: str, hint: str = "") -> None:
        line = self._document.line(path)
        self.broken.append(FigureError(f"{path}: {message}", file=self._document.file, line=line, hint=hint or None))


def _overlap(one: Part, other: Part) -> bool:
    """Whether there is a version at which both hold."""
    return all(
        not (a.until and b.since) or version_order(b.since) < version_order(a.until)
        for a, b in ((one, other), (other, one))
    )


def _both(one: Part, other: Part) -> str:
    """A version at which both hold, or the word for those before each other one."""
    begins = [each for each in (one.since, other.since) if each]
    return max(begins, key=version_order) if begins else "the oldest versions"


def _parts(claims: Claims) -> Iterator[tuple[str, Part]]:
    """Every part that may hold at some versions only, with its path."""
    edges: Sequence[EdgeClaim] = claims.edges if claims.edges != "auto" else ()
    groups: dict[str, Sequence[Part]] = {
        "wordings": claims.wordings,
        "cards": claims.cards,
        "edges": edges,
        "entries": claims.entries,
        "exits": claims.exits,
        "excerpts": claims.excerpts,
        "table": claims.table,
    }
    for i, excerpt in enumerate(claims.excerpts):
        groups |= {f"excerpts[{i}].show": excerpt.show, f"excerpts[{i}].notes": excerpt.notes}
    for name, parts in groups.items():
        yield from ((f"{name}[{i}]", part) for i, part in enumerate(parts))
