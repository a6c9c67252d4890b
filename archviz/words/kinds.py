"""What each kind of thing is called: relations, cards, declarations, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from archviz.model.figure import CardKind, Change
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind as R
from archviz.words.language import N_

if TYPE_CHECKING:
    from archviz.words.language import Language

_Text = TypeVar("_Text", bound=str, covariant=True)


class Messages(Protocol[_Text]):
    """What gives a message in a language, as text or as markup."""

    def gettext(self, message: str, /) -> _Text:
        """A message, which is given in English."""


_VERBS = {
    R.CALL: N_("calls"),
    R.DYNCALL: N_("calls"),
    R.REF: N_("refers to"),
    R.CREATES: N_("creates"),
    R.HOLDS: N_("holds"),
    R.EMBEDS: N_("embeds"),
    R.IMPLEMENTS: N_("implements"),
    R.STORES: N_("stores"),
    R.SETS: N_("is set from"),
    R.SENDS: N_("sends to"),
    R.RECEIVES: N_("receives from"),
}
_CARDS = {
    CardKind.STRUCT: N_("struct"),
    CardKind.INTERFACE: N_("interface"),
    CardKind.TYPE: N_("type"),
    CardKind.FUNC: N_("func"),
    CardKind.IMPLEMENTERS: N_("implementers"),
    CardKind.CHAIN: N_("chain"),
}
_DECLARATIONS = {
    DeclarationKind.STRUCT: N_("struct"),
    DeclarationKind.INTERFACE: N_("interface"),
    DeclarationKind.TYPE: N_("type"),
    DeclarationKind.ALIAS: N_("alias"),
    DeclarationKind.FUNC: N_("func"),
    DeclarationKind.METHOD: N_("method"),
    DeclarationKind.FIELD: N_("field"),
    DeclarationKind.VAR: N_("var"),
    DeclarationKind.CONST: N_("const"),
}
_CHANGES = {Change.SAME: "", Change.ADDED: N_("added"), Change.REMOVED: N_("removed"), Change.CHANGED: N_("changed")}


def verb(kind: R, words: Messages[_Text]) -> _Text:
    """A relation between its two ends: ``Run calls Stop``."""
    return words.gettext(_VERBS[kind])


def card_kind(kind: CardKind, words: Messages[_Text]) -> _Text:
    """What a card stands for."""
    return words.gettext(_CARDS[kind])


def declaration_kind(kind: DeclarationKind, words: Messages[_Text]) -> _Text:
    """What a declaration declares."""
    return words.gettext(_DECLARATIONS[kind])


def change(kind: Change, words: Messages[_Text]) -> _Text:
    """What became of a part of a diagram; "" where it is the same."""
    return words.gettext(_CHANGES[kind])


def relation(kind: R, words: Language) -> str:
    """A relation by itself, as in a legend."""
    match kind:
        case R.CALL:
            return words.pgettext("relation", "call")
        case R.DYNCALL:
            return words.pgettext("relation", "call of a function value")
        case R.REF:
            return words.pgettext("relation", "use as a value")
        case R.CREATES:
            return words.pgettext("relation", "creates")
        case R.HOLDS:
            return words.pgettext("relation", "holds in a field")
        case R.EMBEDS:
            return words.pgettext("relation", "embeds")
        case R.IMPLEMENTS:
            return words.pgettext("relation", "implements")
        case R.STORES:
            return words.pgettext("relation", "puts into a map")
        case R.SETS:
            return words.pgettext("relation", "a field is set from")
        case R.SENDS:
            return words.pgettext("relation", "sends on a channel")
        case R.RECEIVES:
            return words.pgettext("relation", "receives from a channel")
