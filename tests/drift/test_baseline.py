"""Known findings that may stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from made_reports import GONE, MOVED, RENAMED, UNPROVED

from archviz.drift.baseline import Baseline, read_baseline, waive
from archviz.model.errors import ProjectError
from archviz.model.finding import FindingKind, Severity

if TYPE_CHECKING:
    from pathlib import Path


def baseline(folder: Path, text: str) -> Baseline:
    file = folder / "archviz-baseline.yaml"
    file.write_text(text, encoding="utf-8")
    return read_baseline(file)


def test_findings_are_waived_by_fingerprint_wherever_they_stand(tmp_path: Path) -> None:
    known = baseline(tmp_path, f'waivers:\n  - fingerprint: "{GONE.fingerprint}"\n    reason: Soon redrawn.\n')
    shifted = replace(GONE, line=99)
    left, waived = waive([UNPROVED, shifted, MOVED], known)
    assert left == (UNPROVED, MOVED)
    assert [(each.finding, each.reason) for each in waived] == [(shifted, "Soon redrawn.")]


def test_a_waiver_that_waives_nothing_is_a_finding_at_its_line(tmp_path: Path) -> None:
    known = baseline(
        tmp_path,
        f"""\
# what may stand
waivers:
  - {{fingerprint: "{GONE.fingerprint}", reason: Soon redrawn.}}
  - {{fingerprint: "0123456789abcdef", figure: 7, subject: k.Old, reason: Gone long ago.}}
  - {{fingerprint: "{GONE.fingerprint}", reason: Again.}}
""",
    )
    left, waived = waive([GONE, RENAMED], known)
    assert [each.reason for each in waived] == ["Soon redrawn."]
    renamed, stale, twice = left
    assert renamed == RENAMED
    assert (stale.kind, stale.severity) == (FindingKind.STALE_WAIVER, Severity.WARNING)
    assert (stale.file, stale.line, stale.claim) == (str(tmp_path / "archviz-baseline.yaml"), 4, "waivers[1]")
    assert (stale.figure, stale.subject) == (7, "k.Old")
    assert (twice.line, twice.message) == (5, f"{GONE.fingerprint} is waived twice")


BAD = [
    ('waivers:\n  - fingerprint: "0123456789abcdef"\n', 2, "reason"),
    ('waivers:\n  - fingerprint: "0123456789abcdef"\n    reason: "  "\n', 3, "waivers[0] has no reason"),
    ('waivers:\n  - fingerprint: "0123"\n    reason: Known.\n', 2, "fingerprint"),
    ("waivers:\n  - fingerprint: 0123456789123456\n    reason: Known.\n", 2, "fingerprint"),
    (
        'waivers:\n  - fingerprint: "0123456789abcdef"\n    raeson: Known.\n    reason: Known.\n',
        3,
        "unknown key `raeson`",
    ),
    ("waivers: all\n", 1, "waivers"),
    ("- 0123456789abcdef\n", 1, "not a mapping"),
    ("waivers: [\n", 2, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "message"), BAD)
def test_what_is_no_baseline_is_told_at_its_line(text: str, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as told:
        baseline(tmp_path, text)
    assert told.value.line == line
    assert message in told.value.message


def test_a_fingerprint_ends_where_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "baseline.yaml"
    file.write_text('waivers:\n  - fingerprint: "0123456789abcdef\\n"\n    reason: known\n')
    with pytest.raises(ProjectError, match=r"waivers\[0\]\.fingerprint: `.*` is no fingerprint") as caught:
        read_baseline(file)
    assert caught.value.line == 2
