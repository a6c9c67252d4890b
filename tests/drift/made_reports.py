"""Reports made up for tests: drift of every sort, waivers, and texts that want to break out of every format."""

from __future__ import annotations

from archviz.drift.baseline import Waived
from archviz.drift.reports import CheckReport, Claim, FigureResult
from archviz.model.drift import ChangeKind, SymbolPlace
from archviz.model.figure import Origin
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.relations import Position
from archviz.model.symbols import Symbol

HOSTILE = (
    "a\r\nb 100% `code` |cell| <script>alert(1)</script> ]]> & \"q\" 'q' \x1b[31mred \x00 \u202eback "
    "**bold** _it_ [text](https://evil.example) ![i](x) @octocat #12 $x$ {0} ::error::no %0A --> ```\n# head"
)
LINK = "https://code.example/house/blob/{version}/{{file}}#L{{line}}"
NOW = Origin("1.36.0", "b" * 40, LINK.format(version="1.36"), "Kubernetes")
BEFORE = Origin("1.20.2", "a" * 40, LINK.format(version="1.20"), "Kubernetes")
KITCHEN, PANTRY, BASELINE = "diagrams/house/1-kitchen.yaml", "diagrams/house/2-pantry.yaml", "archviz-baseline.yaml"


def site(package: str, name: str, file: str, line: int) -> SymbolPlace:
    type_, _, member = name.partition(".")
    return SymbolPlace(Symbol(package, type_, member), Position(file, line, 6))


UNPROVED = Finding(
    1,
    "edges[1]",
    FindingKind.UNPROVED_EDGE,
    Severity.ERROR,
    "example.org/k.Chef.Prepare -> example.org/k.Stove.Burn",
    "nothing proves that k.Chef.Prepare → k.Stove.Burn (call)",
    KITCHEN,
    19,
    "Chef.Prepare has call → Chef.heat",
)
RENAMED = Finding(
    1,
    "cards[0]",
    ChangeKind.RENAMED,
    Severity.WARNING,
    "example.org/k.Chef.Prepare",
    "Chef.Prepare is now Chef.Cook",
    KITCHEN,
    9,
    old=site("example.org/k", "Chef.Prepare", "k/chef.go", 12),
    new=site("example.org/k", "Chef.Cook", "k/chef.go", 14),
    repairable=True,
)
MOVED = Finding(
    2,
    "cards[0]",
    ChangeKind.MOVED,
    Severity.NOTE,
    "example.org/k.Shelf",
    "Shelf stands in another package",
    PANTRY,
    8,
    old=site("example.org/k", "Shelf", "k/shelf.go", 3),
    new=site("example.org/pantry", "Shelf", "pantry/shelf.go", 5),
)
GONE = Finding(
    2,
    "edges[0]",
    ChangeKind.EDGE_GONE,
    Severity.ERROR,
    "example.org/k.Shelf -> example.org/k.Jar",
    "the call is gone",
    PANTRY,
    14,
    "most like it: example.org/k.Bottle (same receiver and signature)",
    old=site("example.org/k", "Jar", "k/jar.go", 30),
)
WAIVED = Finding(
    1,
    "edges[2]",
    ChangeKind.ORDER_CHANGED,
    Severity.ERROR,
    "example.org/k.Chef.Prepare",
    "Chef.Prepare calls heat and clean in another order",
    KITCHEN,
    20,
)
STALE = Finding(
    0,
    "waivers[1]",
    FindingKind.STALE_WAIVER,
    Severity.WARNING,
    "0123456789abcdef",
    "no finding has the fingerprint 0123456789abcdef",
    BASELINE,
    5,
    "take the waiver away",
)
NASTY = Finding(
    2,
    "edges[1]",
    FindingKind.UNPROVED_EDGE,
    Severity.ERROR,
    HOSTILE,
    HOSTILE,
    PANTRY,
    15,
    HOSTILE,
    old=site("example.org/k|`<b>", "A`|B", "k/a b%,:|`<i>.go", 1),
    new=site("example.org/k", "C", "k/]]>.go", 2),
)
FIGURES = (
    FigureResult(
        1,
        "kitchen",
        "diagram",
        KITCHEN,
        (Claim("cards[0]", 9), *(Claim(f"edges[{i}]", 18 + i) for i in range(4))),
        proved=2,
        asserted=1,
    ),
    FigureResult(
        2,
        "pantry",
        "diagram",
        PANTRY,
        tuple(Claim(p, n) for p, n in (("cards[0]", 8), ("edges[0]", 14))),
        1,
        asserted=0,
    ),
)
REPORT = CheckReport(
    "../kubernetes",
    NOW,
    f"sha256:{'0' * 64}",
    FIGURES,
    (UNPROVED, RENAMED, MOVED, GONE, NASTY, STALE),
    (Waived(WAIVED, "Until 1.37 | see <issue>."),),
    BEFORE,
)
CLEAN = CheckReport("go", Origin(""), f"sha256:{'0' * 64}", FIGURES, ())
