"""What names of a document stood for when it was written, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from archviz.lint.findings import Confidence, Replacement, Wrong
from archviz.model.drift import ChangeKind
from archviz.model.finding import FindingKind

if TYPE_CHECKING:
    from archviz.lint.written import WrittenName
    from archviz.model.drift import Followed

_FIXABLE = (ChangeKind.RENAMED, ChangeKind.MOVED)


@dataclass(frozen=True, slots=True)
class Former:
    """What became of a declaration of an older version, which is called ``version``."""

    followed: Followed
    version: str


class Past(Protocol):
    """The older versions of a source."""

    def was(self, file: str, line: int, written: WrittenName, packages: frozenset[str] | None) -> Former | None:
        """What a name stood for when its line of a document was written; None where it stood for nothing.

        Only what ``packages`` declared counts, or with None what any package of the source did.
        """

    def moved(self, path: str) -> str:
        """Where a file or folder is that is not there any more, by paths from the top of the repository; "" if gone."""


def with_former(wrong: Wrong | None, written: WrittenName, former: Former) -> Wrong | None:
    """What is wrong with a name that an older version had: for certain something, as it is not there any more."""
    followed = former.followed
    old, new = followed.old, followed.new
    if old is None or (new is not None and new.symbol == old.symbol):
        return wrong
    name = ".".join(written.names)
    message = f"{name} is not in the source any more; {former.version} has it"
    fix = None
    hint = "" if wrong is None else wrong.hint
    if new is not None:
        hint = (
            f"it is {new.symbol.short} now" if new.symbol.package == old.symbol.package else f"it is {new.symbol} now"
        )
        if followed.clear and followed.kind in _FIXABLE and new.symbol.leaf != old.symbol.leaf:
            fix = Replacement(0, 0, old.symbol.leaf, new.symbol.leaf)
    elif followed.candidates:
        hint = f"it may be {followed.candidates[0].symbol.short} now"
    base = wrong or Wrong(FindingKind.UNKNOWN_SYMBOL, Confidence.CERTAIN, message)
    return replace(base, confidence=Confidence.CERTAIN, message=message, hint=hint, old=old, new=new, fix=fix)
