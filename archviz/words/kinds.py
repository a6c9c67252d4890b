"""What each kind of thing is called: relations, cards, declarations, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from archviz.model.figure import CardKind, Change, FieldShape
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind as R
from archviz.model.relations import UseKind
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
_DOES = _VERBS | {
    R.REF: N_("uses as a value"),
    R.STORES: N_("puts into a map"),
    R.SETS: N_("sets"),
    UseKind.READS: N_("reads"),
    UseKind.WRITES: N_("writes"),
    UseKind.ADDRESSES: N_("takes the address of"),
    UseKind.CREATES: N_("creates"),
    UseKind.ASSERTS: N_("asserts"),
    UseKind.MENTIONS: N_("names as a type"),
}
_DONE_BY = {
    R.CALL: N_("called by"),
    R.DYNCALL: N_("called by"),
    R.REF: N_("used as a value by"),
    R.CREATES: N_("created by"),
    R.HOLDS: N_("held by"),
    R.EMBEDS: N_("embedded by"),
    R.IMPLEMENTS: N_("implemented by"),
    R.STORES: N_("put into a map by"),
    R.SETS: N_("set by"),
    R.SENDS: N_("sent to by"),
    R.RECEIVES: N_("received from by"),
    UseKind.READS: N_("read by"),
    UseKind.WRITES: N_("written by"),
    UseKind.ADDRESSES: N_("address taken by"),
    UseKind.CREATES: N_("created by"),
    UseKind.ASSERTS: N_("asserted by"),
    UseKind.MENTIONS: N_("named as a type by"),
}
_CARDS = {
    CardKind.STRUCT: N_("struct"),
    CardKind.INTERFACE: N_("interface"),
    CardKind.TYPE: N_("type"),
    CardKind.FUNC: N_("func"),
    CardKind.IMPLEMENTERS: N_("implementers"),
    CardKind.CHAIN: N_("chain"),
    CardKind.ENTRY: N_("entry"),
    CardKind.EXIT: N_("exit"),
}
_SHAPES = {
    FieldShape.MAP: N_("a map"),
    FieldShape.SLICE: N_("a slice"),
    FieldShape.CHANNEL: N_("a channel"),
    FieldShape.QUEUE: N_("a queue"),
    FieldShape.ATOMIC: N_("an atomic value"),
    FieldShape.RING: N_("a ring"),
    FieldShape.LIST: N_("a list"),
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


def field_shape(shape: FieldShape, words: Messages[_Text]) -> _Text:
    """What a field's values are held in; not for those that are held in nothing."""
    return words.gettext(_SHAPES[shape])


def verb(kind: R, words: Messages[_Text]) -> _Text:
    """A claim between its two ends: ``Run calls Stop``, ``Server.Handler is set from NewMux``."""
    return words.gettext(_VERBS[kind])


def does(kind: R | UseKind, words: Messages[_Text]) -> _Text:
    """What the code of a declaration does with a symbol: ``Run calls Stop``, ``NewServer sets Server.Handler``.

    A claim that a field is set starts at the field; the relation that proves it starts in the function that sets it.
    """
    return words.gettext(_DOES[kind])


def done_by(kind: R | UseKind, words: Messages[_Text]) -> _Text:
    """The same from the other end: ``Stop called by Run``, ``Server.Handler set by NewServer``."""
    return words.gettext(_DONE_BY[kind])


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
