"""Tries a kind of hostile input: each case within its time, in little memory, with an answer.

A kind is a module beside this one with ``CASES``, a strategy of inputs as bytes; ``SECONDS``, the processor time within
which each must be answered; and ``run``, which gives what came of a case in one word and raises where a promise is
broken.
"""

from __future__ import annotations

import faulthandler
import hashlib
import importlib
import signal
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from archviz.model.errors import ArchvizError

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from hypothesis.strategies import SearchStrategy

WAIT = 60.0
"""Seconds beyond its time after which a case that does not even react to a signal ends the process."""


class Kind(Protocol):
    """What a module of a kind has."""

    CASES: SearchStrategy[bytes]
    SECONDS: float

    def run(self, case: bytes, /) -> str:
        """What came of a case, in one word; an ArchvizError is an answer too. Raises where a promise is broken."""


class Late(BaseException):
    """A case was not answered in its time."""


@dataclass
class Tally:
    """How many cases had which outcome, and the files that hold those that broke a promise."""

    outcomes: Counter[str] = field(default_factory=Counter)
    found: list[Path] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many cases were tried."""
        return self.outcomes.total()


def kind(name: str) -> Kind:
    """The module of a kind."""
    return cast("Kind", importlib.import_module(name))


def attempt(tried: Kind, case: bytes) -> str:
    """What came of a case, in one word. Raises whatever breaks a promise; Late where it takes too long."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise Late(f"not answered within {tried.SECONDS:g} s of processor time")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, tried.SECONDS)
    try:
        return tried.run(case)
    except ArchvizError:
        return "refused"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def try_cases(name: str, count: int, seed: int, findings: Path) -> Tally:
    """Tries so many cases of a kind; each that breaks a promise goes into a file in the folder, with why beside it.

    The case at hand is always in the folder's ``current-SEED``, for whoever finds that this process has died.
    """
    tried = kind(name)
    tally = Tally()
    current = findings / f"current-{seed}"
    findings.mkdir(parents=True, exist_ok=True)

    @hypothesis.seed(seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(tried.CASES)
    def every(case: bytes) -> None:
        if tally.count >= count:
            return
        current.write_bytes(case)
        faulthandler.dump_traceback_later(WAIT + tried.SECONDS, exit=True)
        try:
            outcome = attempt(tried, case)
        except (Exception, Late):  # noqa: BLE001  # whatever it is, it is a finding
            outcome = "PROMISE BROKEN"
            tally.found.append(keep(findings, case, traceback.format_exc()))
        finally:
            faulthandler.cancel_dump_traceback_later()
        tally.outcomes[outcome] += 1

    every()
    current.unlink(missing_ok=True)
    return tally


def keep(findings: Path, case: bytes, why: str) -> Path:
    """Writes a case that broke a promise into a folder, with why beside it, and gives its file."""
    findings.mkdir(parents=True, exist_ok=True)
    file = findings / hashlib.sha256(case).hexdigest()[:12]
    file.write_bytes(case)
    file.with_suffix(".txt").write_text(why, encoding="utf-8", errors="backslashreplace")
    return file
