"""Markdown, as it reads when rendered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import html5lib
from made_reports import CLEAN, HOSTILE, MOVED, NASTY, REPORT, UNPROVED
from markdown_it import MarkdownIt

from archviz.drift.reports import FORMATS, CheckReport
from archviz.drift.reports.check_report import one_line

GITHUB_TAKES = 65_536


def rendered(report: CheckReport = REPORT) -> Any:
    html = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(FORMATS["markdown"](report))
    )
    return html5lib.parse(html, namespaceHTMLElements=False)


def words(element: Any) -> str:
    return "".join(element.itertext()).replace("\u200b", "")


def row(report: CheckReport, place: int) -> list[Any]:
    rows: list[list[Any]] = [list(r) for r in rendered(report).iter("tr")]
    return [r for r in rows if r[0].tag == "td"][place]


def test_the_first_line_says_how_it_stands() -> None:
    summary = next(rendered().iter("p"))
    assert words(summary) == (
        "archviz at Kubernetes 1.36.0: 3 errors, 2 warnings, 1 note. "
        "3 of 7 claims in 2 figures are proved, 1 asserted, 1 waived."
    )
    assert words(next(rendered(CLEAN).iter("p"))).startswith("archviz at go: every claim holds. 3 of 7 claims")


def test_findings_are_in_a_table_a_figure_and_the_rest_is_folded() -> None:
    page = rendered()
    assert [words(h) for h in page.iter("h4")] == [
        "Figure 1: kitchen",
        "Figure 2: pantry",
        "Baseline",
        "Figure 2: pantry",
        "Figure 1: kitchen",
    ]
    assert [words(s) for s in page.iter("summary")] == ["1 note", "1 waived", "2 figures"]
    open_ = [words(h) for h in page.find("body") if h.tag == "h4"]
    assert open_ == ["Figure 1: kitchen", "Figure 2: pantry", "Baseline"]


def test_old_and_new_places_are_links() -> None:
    severity, claim, said, went = row(REPORT, 1)
    assert (words(severity), words(claim)) == ("warning", "cards[0]line 9")
    assert "archviz update can rewrite this claim" in words(said)
    assert words(went) == "Chef.Prepare → Chef.Cook"
    assert [a.get("href") for a in went.iter("a")] == [
        "https://code.example/house/blob/1.20/k/chef.go#L12",
        "https://code.example/house/blob/1.36/k/chef.go#L14",
    ]
    moved = replace(CLEAN, findings=(MOVED,))
    went = row(moved, 0)[3]
    assert words(went) == "example.org/k.Shelf (k/shelf.go:3) → example.org/pantry.Shelf (pantry/shelf.go:5)"
    assert "example.org/k.Jar → nothing" in words(row(REPORT, 2)[3])


def test_hostile_texts_stay_texts() -> None:
    _, _, said, went = row(REPORT, 3)
    assert words(said) == f"{one_line(HOSTILE)} unproved-edge{one_line(HOSTILE)}"
    assert "example.org/k|`<b>.A`|B" in words(went)
    page = rendered()
    allowed = {"https://code.example/house/blob/1.20", "https://code.example/house/blob/1.36"}
    assert {a.get("href").partition("/k/")[0].partition("/pantry/")[0] for a in page.iter("a")} == allowed
    for tag in ("script", "img", "b", "i", "h1", "pre"):
        assert list(page.iter(tag)) == []
    for summons in ("@octocat", " #12", "$x$", "https://evil"):
        assert summons not in FORMATS["markdown"](REPORT)


def test_a_long_report_fits_a_comment_and_says_what_it_leaves_out() -> None:
    many = (*(replace(NASTY, claim=f"edges[{i}]") for i in range(300)), UNPROVED)
    text = FORMATS["markdown"](replace(REPORT, findings=many))
    assert len(text) < GITHUB_TAKES
    page = rendered(replace(REPORT, findings=many))
    shown = sum(r[0].tag == "td" and "error" in words(r[0]) for r in page.iter("tr"))
    assert 20 < shown < 300
    assert f"{302 - shown} more findings are not shown here" in text
    assert text.count("<details>") == text.count("</details>")
