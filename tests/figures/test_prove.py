"""Claims held against a small Go module: what is proved, and what is said of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import kitchen
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import CardKind, Fold, Origin, VerifiedDiagram, VerifiedExcerpt
from archviz.model.finding import FindingKind, Severity
from archviz.render import svg_text
from archviz.sources.opening import open_source


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return Graph(open_source(str(kitchen.go_tree(tmp_path_factory.mktemp("go")))))


def proof_of(text: str, house: Graph, folder: Path, version: str = "") -> Proof:
    return prove(house, load_file(kitchen.figure_file(folder, text)), Origin(version))


def diagram(cards: str, edges: str = "") -> str:
    head = kitchen.DIAGRAM.partition("cards:")[0]
    return f"{head}cards:\n{cards}" + (f"edges:\n{edges}" if edges else "")


CHEF = "  - {type: k.Chef, fields: [name, stove, plate, bells], methods: [Prepare, heat, clean, rest]}\n"
WHOLE = (
    f"{CHEF}  - {{type: k.Cook, methods: [Prepare]}}\n  - {{type: k.Stove, fields: [Heat], methods: [Burn, Wipe]}}\n"
)
MORE = "  - {func: k.NewChef}\n  - {func: k.Serve}\n  - {func: k.Work}\n  - {type: k.Bell}\n  - {type: k.Waiter}\n"


def test_a_true_diagram_is_proved_with_the_place_of_every_edge(house: Graph, tmp_path: Path) -> None:
    proof = proof_of(kitchen.DIAGRAM, house, tmp_path)
    assert proof.findings == ()
    assert (proof.proved, proof.asserted) == (proof.claims, 0)
    assert isinstance(proof.verified, VerifiedDiagram)
    code = kitchen.STOVE_GO.splitlines()
    for edge in proof.verified.edges:
        for at in edge.evidence:
            word = edge.target_symbol.leaf if edge.kind != "implements" else edge.source_symbol.leaf
            assert code[at.line - 1].encode()[at.col - 1 :].decode().startswith(word), edge.id
    chef = next(card for card in proof.verified.cards if card.title == "Chef")
    assert [(row.name, row.type, row.on_path) for row in chef.rows] == [
        ("stove", "*Stove", False),
        ("plate", "func(dish string)", False),
        ("Prepare", "", True),
        ("heat", "", True),
        ("clean", "", True),
    ]
    assert (chef.hidden_fields, chef.hidden_methods) == (2, 1)


TRUE_EDGES = [
    "{from: k.Work, to: k.Cook.Prepare, kind: call}",
    "{from: k.Chef.Prepare, to: k.Chef.plate, kind: dyncall}",
    "{from: k.Chef.heat, to: k.Chef.stove, kind: call}",
    "{from: k.Chef.clean, to: k.Chef.rest, kind: call, mode: defer}",
    "{from: k.NewChef, to: k.Chef, kind: creates}",
    "{from: k.NewChef, to: k.Serve, kind: ref}",
    "{from: k.Chef.plate, to: k.Serve, kind: sets, in: k.NewChef}",
    "{from: k.Chef.stove, to: k.Stove, kind: sets, in: k.NewChef}",
    "{from: k.Chef.bells, to: k.Bell, kind: holds}",
    "{from: k.Chef, to: k.Bell, kind: holds}",
]


@pytest.mark.parametrize("edge", TRUE_EDGES)
def test_each_kind_of_edge_is_proved_by_its_own_relation(edge: str, house: Graph, tmp_path: Path) -> None:
    proof = proof_of(diagram(WHOLE + MORE, f"  - {edge}\n"), house, tmp_path)
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    assert proof.verified.edges[0].evidence


FALSE_EDGES = [
    ("{from: k.Work, to: k.Chef.Prepare, kind: call}", "call → Cook.Prepare"),
    ("{from: k.Chef.Prepare, to: k.Chef.clean, kind: call}", "call by go"),
    ("{from: k.Chef.Prepare, to: k.Chef.rest, kind: call}", "call → Chef.heat"),
    ("{from: k.Chef.heat, to: k.Chef.Prepare, kind: call}", "the other way round: Chef.Prepare has call"),
    ("{from: k.NewChef, to: k.Serve, kind: call}", "ref"),
    ("{from: k.Waiter, to: k.Cook, kind: implements}", "Waiter lacks Prepare"),
    ("{from: k.Chef.name, to: k.Stove, kind: holds}", "no holds at all"),
    ("{from: k.Chef.plate, to: k.Serve, kind: sets, in: k.Work}", "no sets at all"),
]


@pytest.mark.parametrize(("edge", "hint"), FALSE_EDGES)
def test_an_edge_without_proof_is_an_error_with_the_nearest_truth(
    edge: str, hint: str, house: Graph, tmp_path: Path
) -> None:
    proof = proof_of(diagram(WHOLE + MORE, f"  - {edge}\n"), house, tmp_path)
    assert proof.verified is None
    (finding,) = proof.findings
    assert finding.kind is FindingKind.UNPROVED_EDGE
    assert hint in finding.hint
    text = Path(finding.file).read_text(encoding="utf-8").splitlines()
    assert edge in text[finding.line - 1]
    assert proof.proved == proof.claims - 1


WRONG_CARDS = [
    ("  - {type: k.Cheff}\n", FindingKind.UNKNOWN_SYMBOL, "Chef"),
    ("  - {type: k.Chef, fields: [stov]}\n", FindingKind.UNKNOWN_SYMBOL, "stove"),
    ("  - {type: k.Apprentice, methods: [Prepares]}\n", FindingKind.UNKNOWN_SYMBOL, "it has no methods"),
    ("  - {type: k.Work}\n", FindingKind.UNKNOWN_SYMBOL, ""),
    ("  - {func: k.Chef}\n", FindingKind.UNKNOWN_SYMBOL, ""),
    ("  - {implementers: k.Cook, count: 3}\n", FindingKind.WRONG_COUNT, ""),
    ("  - {implementers: k.Chef}\n", FindingKind.UNKNOWN_SYMBOL, ""),
    ("  - {chain: k.Work, variable: day}\n", FindingKind.UNKNOWN_SYMBOL, "a chain is a run of statements"),
    ("  - {type: k.Chef}\n  - {type: k.Chef}\n", FindingKind.UNKNOWN_SYMBOL, ""),
]


@pytest.mark.parametrize(("cards", "kind", "hint"), WRONG_CARDS)
def test_a_card_that_the_source_does_not_have_is_an_error(
    cards: str, kind: FindingKind, hint: str, house: Graph, tmp_path: Path
) -> None:
    proof = proof_of(diagram(cards), house, tmp_path)
    (finding,) = proof.findings
    assert proof.verified is None
    assert finding.kind is kind
    assert hint in finding.hint


def test_an_edge_to_what_is_not_drawn_says_what_to_list(house: Graph, tmp_path: Path) -> None:
    edge = "  - {from: k.Chef.heat, to: k.Stove.Burn, kind: call}\n"
    proof = proof_of(diagram("  - {type: k.Chef, methods: [heat]}\n  - {type: k.Stove}\n", edge), house, tmp_path)
    assert [finding.hint for finding in proof.findings] == ["list Burn in its card"]


def test_implementers_are_derived_counted_and_hold_promoted_methods(house: Graph, tmp_path: Path) -> None:
    proof = proof_of(diagram("  - {implementers: k.Cook, count: 2}\n"), house, tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    (card,) = proof.verified.cards
    assert card.kind is CardKind.IMPLEMENTERS
    assert [row.name for row in card.rows] == ["Apprentice", "Chef"]


@pytest.mark.parametrize(
    ("below", "count"),
    [("example.org/house/kitchen", 2), ("example.org/garden, example.org/house", 2), ("example.org/house/kit", 0)],
)
def test_implementers_may_be_those_below_some_paths(below: str, count: int, house: Graph, tmp_path: Path) -> None:
    proof = proof_of(diagram(f"  - {{implementers: k.Cook, below: [{below}], count: {count}}}\n"), house, tmp_path)
    assert proof.findings == ()


HIRED = """package kitchen

import "example.org/agency"

type Hired struct{ agency.Worker }

type Team[T any] struct{ lead T }

func (*Team[T]) Prepare(string) error { return nil }
"""


@pytest.mark.parametrize("count", ["", ", count: 3"])
def test_a_list_with_an_implementer_that_nobody_can_tell_is_a_finding(count: str, tmp_path: Path) -> None:
    """It says which and why; with the dependency, or below other packages, the list is proved."""
    tree = kitchen.go_tree(tmp_path / "go")
    place = next(tree.rglob("*.go")).parent
    (place / "hired.go").write_text(HIRED)
    list_of_cooks = f"  - {{implementers: k.Cook{count}}}\n"
    edge = "  - {from: k.Hired, to: k.Cook, kind: implements}\n"
    cards = f"{list_of_cooks}  - {{type: k.Cook}}\n  - {{type: k.Hired}}\n"
    proof = proof_of(diagram(cards, edge), Graph(open_source(str(tree))), tmp_path)
    first, second = proof.findings
    assert (first.kind, second.kind) == (FindingKind.UNDECIDED, FindingKind.UNPROVED_EDGE)
    assert "Hired at " in first.message
    assert "hired.go:5:6: package example.org/agency is not in the source" in first.message
    assert "undecided: package example.org/agency is not in the source" in second.hint
    elsewhere = diagram("  - {implementers: k.Cook, below: [example.org/garden], count: 0}\n")
    assert proof_of(elsewhere, Graph(open_source(str(tree))), tmp_path).findings == ()
    agency = tree / "vendor" / "example.org" / "agency"
    agency.mkdir(parents=True)
    (agency / "agency.go").write_text("package agency\n\ntype Worker struct{}\n")
    (tree / "vendor" / "modules.txt").write_text("# example.org/agency v1.0.0\n## explicit\nexample.org/agency\n")
    whole = proof_of(diagram(list_of_cooks), Graph(open_source(str(tree))), tmp_path)
    assert isinstance(whole.verified, VerifiedDiagram)
    assert [row.name for row in whole.verified.cards[0].rows] == ["Apprentice", "Chef", "Team"]


def test_a_chain_lists_the_outermost_wrapper_first_with_its_condition(house: Graph, tmp_path: Path) -> None:
    proof = proof_of(diagram("  - {chain: k.Open, variable: day}\n"), house, tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    rows = [(row.name, row.branch) for row in proof.verified.cards[0].rows]
    assert rows == [
        ("WithMusic", ""),
        ("WithFire", "else of day.Sunny"),
        ("WithTerrace", "day.Sunny"),
        ("WithGuests", ""),
    ]


def test_a_chain_counts_each_branch_of_an_if_by_itself(house: Graph, tmp_path: Path) -> None:
    proof = proof_of(diagram("  - {chain: k.Open, variable: day}\n"), house, tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    picture = svg_text(proof.verified, (kitchen.TEMPLATES,))
    assert re.findall(r'class="stop-t"[^>]*>([^<]*)', picture) == ["1", "2a", "2b", "3"]


BRANCHES_GO = """package day

type Day struct{}

func With(d Day) Day    { return d }
func Without(d Day) Day { return d }

func Plan(d Day, rain, snow bool, hour int) Day {
	if rain {
		d = With(d)
	} else if snow {
		d = Without(d)
		switch {
		case hour < 12:
			d = With(d)
		default:
			d = Without(d)
			d = With(d)
		}
	} else {
		d = Without(d)
	}
	if rain {
		d = With(d)
	}
	switch {
	case rain:
		d = With(d)
		fallthrough
	case snow:
		d = Without(d)
	}
	return d
}
"""


def test_branches_of_else_if_and_switch_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/day\n\ngo 1.22\n")
    (tmp_path / "day.go").write_text(BRANCHES_GO)
    text = diagram("  - {chain: d.Plan, variable: d}\n").replace(
        "{k: example.org/house/kitchen}", "{d: example.org/day}"
    )
    proof = proof_of(text, Graph(open_source(str(tmp_path))), tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    branches = [row.branches for row in proof.verified.cards[0].rows]
    assert branches == [(), (), (), (0,), (1, 0), (1, 0), (1, 1), (1,), (2,)], "what falls through is no branch"


@pytest.mark.parametrize(
    ("steps", "message"),
    [((2, 1), "before step 1"), ((1, 3), "step 3 where step 2 should be"), ((1, 1), "step 1 where step 2")],
)
def test_steps_follow_the_source_without_gaps(
    steps: tuple[int, int], message: str, house: Graph, tmp_path: Path
) -> None:
    first, second = steps
    edges = (
        f"  - {{from: k.Chef.Prepare, to: k.Chef.heat, kind: call, step: {first}}}\n"
        f"  - {{from: k.Chef.Prepare, to: k.Chef.clean, kind: call, mode: go, step: {second}}}\n"
    )
    proof = proof_of(diagram(CHEF, edges), house, tmp_path)
    (finding,) = proof.findings
    assert finding.kind is FindingKind.UNPROVED_ORDER
    assert message in finding.message


def test_an_asserted_edge_is_counted_and_has_no_evidence(house: Graph, tmp_path: Path) -> None:
    edge = "  - {from: k.Chef.heat, to: k.Chef.rest, kind: call, asserted: seen at noon}\n"
    proof = proof_of(diagram(CHEF, edge), house, tmp_path)
    assert (proof.asserted, proof.proved) == (1, proof.claims - 1)
    assert isinstance(proof.verified, VerifiedDiagram)
    assert proof.verified.edges[0].evidence == ()
    assert proof.verified.edges[0].asserted == "seen at noon"


def test_an_assertion_that_the_source_proves_is_a_warning(house: Graph, tmp_path: Path) -> None:
    edge = "  - {from: k.Chef.Prepare, to: k.Chef.heat, kind: call, asserted: seen at noon}\n"
    proof = proof_of(diagram(CHEF, edge), house, tmp_path)
    assert [finding.severity for finding in proof.findings] == [Severity.WARNING]
    assert proof.verified is not None


def test_edges_auto_draws_every_relation_among_the_cards(house: Graph, tmp_path: Path) -> None:
    text = diagram(WHOLE) + "edges: auto\n"
    proof = proof_of(text, house, tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    drawn = {(e.source_symbol.short, str(e.kind), e.target_symbol.short, str(e.mode)) for e in proof.verified.edges}
    assert drawn == {
        ("Chef", "implements", "Cook", ""),
        ("Chef.stove", "holds", "Stove", ""),
        ("Chef.Prepare", "call", "Chef.heat", ""),
        ("Chef.Prepare", "dyncall", "Chef.plate", ""),
        ("Chef.Prepare", "call", "Chef.clean", "go"),
        ("Chef.heat", "call", "Stove.Burn", ""),
        ("Chef.clean", "call", "Chef.rest", "defer"),
        ("Chef.clean", "call", "Stove.Wipe", ""),
    }


def test_claims_hold_only_for_their_versions(house: Graph, tmp_path: Path) -> None:
    cards = "  - {type: k.Chef}\n  - {type: k.Old, until: '1.5'}\n  - {type: k.Newer, since: '2.0'}\n"
    for version in ("1.5.0", "v1.5.0", "fork-1.5.0", "1.5.0-rc.1"):
        assert proof_of(diagram(cards), house, tmp_path, version).findings == ()
    (old,) = proof_of(diagram(cards), house, tmp_path, "1.4.9").findings
    assert "k.Old" in old.message
    (newer,) = proof_of(diagram(cards), house, tmp_path, "2.0.0").findings
    assert "k.Newer" in newer.message
    (unversioned,) = proof_of(diagram(cards), house, tmp_path).findings
    assert "k.Newer" in unversioned.message


def test_the_same_card_may_show_other_rows_from_one_version_on(house: Graph, tmp_path: Path) -> None:
    cards = "  - {type: k.Chef, until: '1.5', fields: [name]}\n  - {type: k.Chef, since: '1.5', methods: [heat]}\n"
    for version, rows in (("1.4", ["name"]), ("1.5", ["heat"])):
        proof = proof_of(diagram(cards), house, tmp_path, version)
        assert isinstance(proof.verified, VerifiedDiagram)
        (card,) = proof.verified.cards
        assert [row.name for row in card.rows] == rows


def test_an_edge_has_the_same_id_whatever_other_versions_claim(house: Graph, tmp_path: Path) -> None:
    cards = "  - {type: k.Chef, methods: [Prepare, heat]}\n  - {type: k.Cook}\n"
    heat = "  - {from: k.Chef.Prepare, to: k.Chef.heat, kind: call}\n"
    other = "  - {from: k.Chef, to: k.Cook, kind: implements, since: '2.0'}\n"
    for edges in (heat, other + heat):
        proof = proof_of(diagram(cards, edges), house, tmp_path, "1.0")
        assert isinstance(proof.verified, VerifiedDiagram)
        assert [edge.id for edge in proof.verified.edges] == ["edges-0"]


def test_a_figure_may_be_worded_otherwise_at_some_versions(house: Graph, tmp_path: Path) -> None:
    words = """wordings:
  - {since: '1.5', title: {en: A later kitchen}}
  - {since: '2.0', description: {en: Nobody cooks.}}
"""
    text = kitchen.DIAGRAM.replace("packages:", f"{words}packages:")
    said = {}
    for version in ("1.4", "1.5", "2.0"):
        verified = proof_of(text, house, tmp_path, version).verified
        assert verified is not None
        said[version] = verified.title.en, verified.description.en
    cooks = "The chef cooks what guests ask for."
    assert said == {
        "1.4": ("A kitchen at work", cooks),
        "1.5": ("A later kitchen", cooks),
        "2.0": ("A later kitchen", "Nobody cooks."),
    }


def test_an_unknown_package_alias_is_an_error_with_its_line(house: Graph, tmp_path: Path) -> None:
    with pytest.raises(FigureError) as caught:
        proof_of(diagram("  - {type: k.Chef}\n  - {type: kk.Chef}\n"), house, tmp_path)
    assert caught.value.line == 10
    assert caught.value.hint == "did you mean k.Chef?"


def excerpt(show: str, notes: str = "", symbol: str = "k.Chef.Prepare") -> str:
    head = kitchen.EXCERPT.partition("excerpts:")[0]
    text = f"{head}excerpts:\n  - symbol: {symbol}\n    show:\n{show}"
    return text + (f"    notes:\n{notes}" if notes else "")


def shown(proof: Proof) -> list[str]:
    """The excerpt as a reader sees it: lines without indentation, folds as their count."""
    assert isinstance(proof.verified, VerifiedExcerpt)
    rows: list[str] = []
    for part in proof.verified.excerpts[0].parts:
        rows += [f"… {len(part.lines)}"] if isinstance(part, Fold) else [line.text.strip() for line in part]
    return rows


def test_an_excerpt_shows_its_fragments_with_folds_between(house: Graph, tmp_path: Path) -> None:
    proof = proof_of(kitchen.EXCERPT, house, tmp_path)
    assert shown(proof) == [
        "func (c *Chef) Prepare(dish string) error {",
        "… 4",
        "c.heat()",
        "… 1",
        "go c.clean(dish)",
        "… 1",
        "}",
    ]
    assert isinstance(proof.verified, VerifiedExcerpt)
    (one,) = proof.verified.excerpts
    (note,) = one.notes
    code = kitchen.STOVE_GO.splitlines()
    assert code[note.line - 1].strip() == "go c.clean(dish)"
    for part in one.parts:
        for line in part.lines if isinstance(part, Fold) else part:
            assert code[line.number - 1] == line.text
    named = {(code[u.line - 1].encode()[u.start : u.end].decode(), str(u.symbol)) for u in one.uses}
    assert ("heat", "example.org/house/kitchen.Chef.heat") in named
    assert ("Errorf", "fmt.Errorf") in named


def test_a_range_reaches_from_one_fragment_to_the_end_of_another(house: Graph, tmp_path: Path) -> None:
    show = "      - {at: {calls: k.Chef.heat}, to: {calls: k.Chef.clean}}\n"
    assert shown(proof_of(excerpt(show), house, tmp_path)) == [
        "… 5",
        "c.heat()",
        "c.plate(dish)",
        "go c.clean(dish)",
        "… 2",
    ]


@pytest.mark.parametrize(
    ("show", "hint"),
    [
        ("{calls: k.Chef.hea}", "Chef.heat"),
        ("{creates: k.Stove}", "nothing that `creates` could pick"),
        ("{calls: k.Chef.heat, nth: 2}", "Chef.heat"),
    ],
)
def test_a_lost_fragment_is_an_error_with_what_there_is(show: str, hint: str, house: Graph, tmp_path: Path) -> None:
    proof = proof_of(excerpt(f"      - at: {show}\n"), house, tmp_path)
    (finding,) = proof.findings
    assert finding.kind is FindingKind.LOST_FRAGMENT
    assert hint in finding.hint
    assert finding.line == 11


def test_a_note_on_a_line_that_is_left_out_is_an_error(house: Graph, tmp_path: Path) -> None:
    show = "      - at: {calls: k.Chef.heat}\n"
    notes = "      - {at: {calls: k.Chef.clean}, text: {en: Later.}}\n"
    (finding,) = proof_of(excerpt(show, notes), house, tmp_path).findings
    assert finding.kind is FindingKind.LOST_NOTE
    assert "leaves out" in finding.message


def test_a_range_that_ends_before_it_begins_is_an_error(house: Graph, tmp_path: Path) -> None:
    show = "      - {at: {calls: k.Chef.clean}, to: {calls: k.Chef.heat}}\n"
    (finding,) = proof_of(excerpt(show), house, tmp_path).findings
    assert "ends before" in finding.message


def test_what_the_standard_library_declares_is_drawn_without_a_place(house: Graph, tmp_path: Path) -> None:
    text = kitchen.DIAGRAM.replace("packages: {k:", "packages: {fmt: fmt, k:")
    cards, _, edges = text.partition("edges:\n")
    text = f"{cards}  - func: fmt.Errorf\nedges:\n  - {{from: k.Chef.Prepare, to: fmt.Errorf, kind: call}}\n{edges}"
    proof = proof_of(text, house, tmp_path)
    assert isinstance(proof.verified, VerifiedDiagram)
    card = next(card for card in proof.verified.cards if card.title == "Errorf")
    assert str(card.position) == "package fmt"
    assert Origin("1", "c", "https://example.org/{file}#L{line}").url(card.position) == ""
    excerpt_ = excerpt("      - at: {signature: true}\n", symbol="fmt.Errorf").replace("{k:", "{fmt: fmt, k:")
    (finding,) = proof_of(excerpt_, house, tmp_path).findings
    assert "standard library" in finding.message
