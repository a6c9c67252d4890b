"""What was found wrong with a claim."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from archviz.model.drift import DERIVED

if TYPE_CHECKING:
    from archviz.model.drift import ChangeKind, SymbolPlace


class Severity(StrEnum):
    """How bad a finding is. Only an error makes a check fail."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class FindingKind(StrEnum):
    """Why a claim does not hold against a source."""

    UNKNOWN_SYMBOL = "unknown-symbol"
    UNPROVED_EDGE = "unproved-edge"
    UNPROVED_ORDER = "unproved-order"
    LOST_FRAGMENT = "lost-fragment"
    LOST_NOTE = "lost-note"
    OPEN_CELL = "open-cell"
    """What a cell of a table shows cannot be followed in the source."""
    WRONG_COUNT = "wrong-count"
    UNDECIDED = "undecided"
    """What decides the claim is not in the source."""
    STALE_WAIVER = "stale-waiver"
    """A waiver in the baseline that waives nothing."""
    STALE_LOCK = "stale-lock"
    """A lock that was made from other claims than its figures make now."""
    UNKNOWN_NAME = "unknown-name"
    """A code span in an author's words that names a symbol which the source does not have."""
    UNREADABLE_FIGURE = "unreadable-figure"
    """A file that cannot be read as a figure, so that none of its claims was held against the source."""
    UNKNOWN_PATH = "unknown-path"
    """A document names a file, a folder or a package that is not there."""
    WRONG_LINE = "wrong-line"
    """A link leads to a line that the file does not have, or at which something else stands."""
    WRONG_PLACE = "wrong-place"
    """A document says that a declaration is in a file or package in which it is not."""
    WRONG_SIGNATURE = "wrong-signature"
    """A document shows a declaration with other types, fields or methods than the source has."""


EditMapping = tuple[tuple[str, "str | int | tuple[str, ...]"], ...]
"""A mapping as pairs of a key and a value."""


@dataclass(frozen=True, slots=True)
class FigureEdit:
    """A change of a figure's file at a path, such as ``edges[3].kind``.

    ``new`` is the value that shall be there: a text, a number, a list of texts, a mapping as pairs of a key and a
    value, or a list of such; None takes the key away. ``further`` puts the value at the end of the list that the path
    leads to, which may not be there yet. ``old`` is the text or number that is there now, "" for none.
    """

    path: str
    new: str | int | tuple[str, ...] | EditMapping | tuple[EditMapping, ...] | None
    old: str | int = ""
    further: bool = False

    @property
    def value(self) -> Any:
        """The new value as lists, dictionaries and scalars."""
        return _plain(self.new)


def _plain(new: Any) -> Any:
    if isinstance(new, tuple):
        if new and all(isinstance(each, tuple) and isinstance(each[0], str) for each in new):
            return {key: _plain(value) for key, value in new}
        return [_plain(each) for each in new]
    return new


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a finding's claim may be changed to: in ``words`` (``write `kind: ref```), and as edits of its file."""

    words: str
    edits: tuple[FigureEdit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim that the source does not prove, or that holds but whose subject has changed since it was proved.

    ``suggestion`` is a change of the file that may make the claim a true one; its words are a part of the hint.

    ``figure`` is the figure's number, 0 where it has none; ``id`` is "" where the finding is about no figure. ``file``
    and ``line`` (1-based) are the claim's own place in its YAML file; ``claim`` is its path there (``edges[3]``),
    ``subject`` what it is about, ``hint`` the nearest true thing. ``old`` is where the subject was when the claim was
    last proved, ``new`` where it is now; ``repairable`` says that the claim can safely be rewritten.
    """

    figure: int
    claim: str
    kind: FindingKind | ChangeKind
    severity: Severity
    subject: str
    message: str
    file: str
    line: int
    hint: str = ""
    old: SymbolPlace | None = None
    new: SymbolPlace | None = None
    repairable: bool = False
    detail: str = ""
    """What tells findings of one kind and subject apart: an edge's kind, a fragment's selector."""
    id: str = ""
    suggestion: Suggestion | None = None
    cause: str = ""
    """What many findings have in common, as a sentence: that a package was moved, that a type is gone; "" for none."""
    identity: str = ""
    """What the claim is, wherever it stands in the file; "" where the finding is about no claim of a figure."""

    @property
    def unproved(self) -> bool:
        """Whether it is a claim that the source does not prove."""
        return self.severity is Severity.ERROR and self.kind not in DERIVED

    @property
    def about(self) -> str:
        """The claim and its figure in a message: ``figure 7, edges[3]``; the figure's id where it has no number."""
        name = str(self.figure or self.id)
        return f"figure {name}, {self.claim}" if name else self.claim

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that stay when lines shift: over the figure, the claim, and whether it holds.

        It does not say why a claim fails, so that it stays when that changes, by another version or by another lock to
        compare with. What is no claim of a figure is told apart by its subject and detail.
        """
        what = (self.identity,) if self.identity else (self.claim.partition("[")[0], self.subject, self.detail)
        state = "differs" if self.kind in DERIVED else "fails" if self.severity is Severity.ERROR else "holds"
        identity = "\0".join((self.id or str(self.figure), state, *what))
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def without_suggestion(self) -> Finding:
        """The finding where its claim is not to be changed as it suggests."""
        if self.suggestion is None:
            return self
        hint = self.hint.removesuffix(self.suggestion.words).removesuffix("; ")
        return replace(self, hint=hint, suggestion=None, repairable=False)
