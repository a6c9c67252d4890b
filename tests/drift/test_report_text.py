"""The lines for people."""

from __future__ import annotations

from made_reports import CLEAN, NASTY, REPORT
from ruamel.yaml import YAML

from archviz.drift.reports import Line, Style, finding_lines, text


def plain(lines: object) -> list[str]:
    return ["".join(span for span, _ in line) for line in lines]  # type: ignore[attr-defined]


def test_a_finding_says_what_was_what_is_and_what_to_do() -> None:
    lines = plain(text(REPORT))
    start = lines.index(
        "diagrams/house/1-kitchen.yaml:9: warning: figure 1, cards[0]: Chef.Prepare is now Chef.Cook [renamed]"
    )
    assert lines[start + 1 : start + 4] == [
        "    was: example.org/k.Chef.Prepare at k/chef.go:12",
        "    now: example.org/k.Chef.Cook at k/chef.go:14",
        "    repair: `archviz update` can rewrite this claim",
    ]


def test_a_stale_waiver_is_about_no_figure() -> None:
    stale = (
        "archviz-baseline.yaml:5: warning: waivers[1]: no finding has the fingerprint 0123456789abcdef [stale-waiver]"
    )
    assert stale in plain(text(REPORT))


def test_waived_findings_are_shown_with_their_reason_and_counted() -> None:
    lines = plain(text(REPORT))
    assert lines[-3].startswith("diagrams/house/1-kitchen.yaml:20: waived: figure 1, edges[2]: ")
    assert lines[-2] == "    reason: Until 1.37 | see <issue>."
    assert lines[-1] == "3 of 7 claims in 2 figures are proved at 1.36.0, 1 asserted, 1 waived"
    assert plain(text(CLEAN)) == ["3 of 7 claims in 2 figures are proved at go, 1 asserted"]


def test_verbose_gives_the_entry_that_would_waive_each_finding() -> None:
    entries = [line.partition("to waive: ")[2] for line in plain(text(REPORT, verbose=True)) if "to waive: " in line]
    read = YAML().load("\n".join(entries))
    claims = [finding for finding in REPORT.findings if finding.figure]
    assert [(e["fingerprint"], e["figure"], e["subject"], e["reason"]) for e in read] == [
        (finding.fingerprint, finding.figure, finding.subject, "") for finding in claims
    ]


def test_severities_have_styles_of_their_own() -> None:
    def styles(lines: list[Line]) -> set[Style]:
        return {style for line in lines for _, style in line}

    found = styles(list(text(REPORT)))
    assert found == {Style.ERROR, Style.WARNING, Style.NOTE, Style.WAIVED, Style.STRONG, Style.PLAIN}


def test_hostile_texts_stay_on_their_line_and_steer_no_terminal() -> None:
    lines = plain(finding_lines([NASTY]))
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)
    assert "\\x1b[31mred \\x00 \\u202eback" in lines[0]
