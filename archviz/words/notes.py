"""What the architecture's release notes say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archviz.model.figure import Change
from archviz.model.release_note import NoteKind
from archviz.words.kinds import verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.release_note import NoteGroup, ReleaseNote
    from archviz.words.language import Language

MARKS = {Change.ADDED: "+", Change.REMOVED: "\u2212", Change.CHANGED: "~"}
"""The mark before a note; each says the same as its word (``archviz.words.kinds.change``)."""


def about(group: NoteGroup, words: Language) -> str:
    """What the notes of a group are about; the figure goes without saying."""
    match group.kind:
        case NoteKind.WRAPPER:
            return words.gettext("The chain that %(name)s builds", name=group.owner)
        case NoteKind.ROW:
            return words.gettext("Rows")
        case NoteKind.IMPLEMENTER:
            return words.gettext("Types that implement %(name)s", name=group.owner)
        case NoteKind.ARROW:
            return words.gettext("Arrows")
        case NoteKind.DECLARATION:
            return words.gettext("Declarations")


def sentence(note: ReleaseNote, words: Language) -> str:
    """A note without its mark: what it names, and what that was before."""
    name = f"{note.owner}.{note.name}" if note.kind is NoteKind.DECLARATION and note.owner else note.name
    if note.target is not None and note.relation is not None:
        does = words.gettext("is entered by") if note.entered else verb(note.relation, words)
        name = f"{name} {does} {note.target.short}"
    said = [name, *_place_in_chain(note, words)]
    return words.listed(said) + (f" ({words.gettext('was %(what)s', what=note.was)})" if note.was else "")


def tally(notes: Iterable[ReleaseNote]) -> str:
    """How many came, went and changed, by their marks: ``+2 ~1``; "" for none."""
    counts = Counter(note.change for note in notes)
    return " ".join(f"{mark}{counts[change]}" for change, mark in MARKS.items() if counts[change])


def _place_in_chain(note: ReleaseNote, words: Language) -> tuple[str, ...]:
    """Behind which wrapper one that came or that changed its place stands now."""
    if note.kind is not NoteKind.WRAPPER or note.change is Change.REMOVED or note.was:
        return ()
    if not note.after:
        return (words.gettext("first"),)
    return (words.gettext("after %(name)s", name=note.after),)
