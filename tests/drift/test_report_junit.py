"""JUnit XML, as a reader that is not ours understands it."""

from __future__ import annotations

from dataclasses import replace

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite
from made_reports import CLEAN, NASTY, REPORT

from archviz.drift.reports import FORMATS, CheckReport


def suites(report: CheckReport = REPORT) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(FORMATS["junit"](report).encode())}


def cases(suite: TestSuite) -> dict[str, TestCase]:
    return {case.name: case for case in suite}


def test_there_is_a_suite_a_figure_and_a_case_a_claim() -> None:
    found = suites()
    assert list(found) == ["figure 1 kitchen", "figure 2 pantry", "archviz-baseline.yaml"]
    kitchen = cases(found["figure 1 kitchen"])
    assert list(kitchen) == ["cards[0]", "edges[0]", "edges[1]", "edges[2]", "edges[3]"]
    assert (kitchen["edges[3]"].result, kitchen["edges[3]"].is_passed) == ([], True)
    assert kitchen["edges[3]"]._elem.get("line") == "21"


def test_names_say_what_is_claimed_and_not_where_the_claim_or_the_source_is() -> None:
    first = REPORT.figures[0]
    named = replace(first, claims=tuple(replace(each, name=f"claim of {each.line}") for each in first.claims))
    report = replace(REPORT, path="/home/somebody/tree", origin=replace(REPORT.origin, version=""))
    report = replace(report, figures=(named, *REPORT.figures[1:]))
    found = suites(report)
    assert list(cases(found["figure 1 kitchen"])) == [each.name for each in named.claims]
    assert JUnitXml.fromstring(FORMATS["junit"](report).encode()).name == "archviz check"
    names = [*found, *(case.name for suite in found.values() for case in suite)]
    assert not [name for name in names if "somebody" in name]
    properties = {(each.get("name"), each.get("value")) for suite in found.values() for each in suite._elem[0]}
    ((name, value),) = properties
    assert name == "source"
    assert value is not None
    assert "/home/somebody/tree" in value


def test_only_what_fails_a_check_fails_a_case() -> None:
    kitchen = cases(suites()["figure 1 kitchen"])
    (failure,) = kitchen["edges[1]"].result
    assert isinstance(failure, Failure)
    assert failure.type == "unproved-edge"
    assert failure.message == "nothing proves that k.Chef.Prepare → k.Stove.Burn (call)"
    assert failure.text.startswith("diagrams/house/1-kitchen.yaml:19: nothing proves")
    assert failure.text.endswith("hint: Chef.Prepare has call → Chef.heat")
    assert kitchen["cards[0]"].is_passed
    assert "was: example.org/k.Chef.Prepare at k/chef.go:12" in kitchen["cards[0]"].system_out
    assert "now: example.org/k.Chef.Cook at k/chef.go:14" in kitchen["cards[0]"].system_out
    (skipped,) = kitchen["edges[2]"].result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "waived: Until 1.37 | see <issue>."


def test_the_counts_are_those_that_the_reader_counts() -> None:
    for report in (REPORT, CLEAN):
        whole = JUnitXml.fromstring(FORMATS["junit"](report).encode())
        told = (whole.tests, whole.failures, whole.skipped)
        each = [(suite.tests, suite.failures, suite.skipped) for suite in whole]
        whole.update_statistics()  # type: ignore[no-untyped-call]
        assert told == (whole.tests, whole.failures, whole.skipped)
        assert each == [(suite.tests, suite.failures, suite.skipped) for suite in whole]
    assert told == (7, 0, 0)


def test_hostile_texts_stay_texts() -> None:
    (failure,) = cases(suites()["figure 2 pantry"])["edges[1]"].result
    assert "]]> & \"q\" 'q' \\x1b[31mred \\x00 \\u202eback" in failure.message
    assert "<script>alert(1)</script>" in failure.message
    assert FORMATS["junit"](REPORT).isascii()


def test_a_claim_that_is_waived_and_fails_otherwise_fails() -> None:
    both = replace(REPORT, findings=(replace(NASTY, claim="edges[2]", figure=1, file=REPORT.figures[0].file),))
    (failure,) = cases(suites(both)["figure 1 kitchen"])["edges[2]"].result
    assert isinstance(failure, Failure)
