"""What was found wrong with a claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    WRONG_COUNT = "wrong-count"


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim that the source does not prove.

    ``file`` and ``line`` (1-based) are the claim's own place in its YAML file; ``claim`` is its path there
    (``edges[3]``), ``subject`` what it is about, ``hint`` the nearest true thing.
    """

    figure: int
    claim: str
    kind: FindingKind
    severity: Severity
    subject: str
    message: str
    file: str
    line: int
    hint: str = ""
