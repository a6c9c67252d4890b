"""Two versions of one diagram as one: a table of small diagrams, each kind of change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import pytest

from archviz.drift.compare import compare, summary
from archviz.model.figure import Card, CardKind, Edge, End, Origin, Row, RowKind, StepNumber, Text, VerifiedDiagram
from archviz.model.relations import Evidence, Mode, Position, RelationKind
from archviz.model.symbols import Symbol

PACKAGE = "example.org/shop"
OLD, NEW = Origin("1.20.2", link="https://example.org/old/{file}#{line}"), Origin("1.36.0")
KINDS = {"S": CardKind.STRUCT, "I": CardKind.INTERFACE, "F": CardKind.FUNC}
SIGNS = {"": " ", "added": "+", "removed": "-", "changed": "≠"}


def symbol(text: str) -> Symbol:
    """``pkg:Type.Member``, the package left out where it is the shop."""
    package, _, name = text.rpartition(":")
    return Symbol(f"{PACKAGE}/{package}" if package else PACKAGE, *name.split("."))


def place(text: str) -> Position:
    return Position("shop.go", 1 + sum(text.encode()), 1)


def card(text: str) -> Card:
    """``S Type: field type, method()``; ``* I: pkg:Type, …`` lists implementers, ``> F: WithX if y, …`` a chain."""
    head, _, body = f"{text} ".partition(": ")
    mark, name = head.split()
    parts = [part.strip() for part in body.split(",") if part.strip()]
    kind = {"*": CardKind.IMPLEMENTERS, ">": CardKind.CHAIN}.get(mark) or KINDS[mark]
    rows = []
    for part in parts:
        word, _, rest = part.partition(" ")
        if mark in "*>":
            item = symbol(word)
            kept = item.package if mark == "*" else ""
            rows.append(Row(RowKind.ITEM, item.short, item, place(word), kept, rest.removeprefix("if ")))
        else:
            what = RowKind.METHOD if word.endswith("()") else RowKind.FIELD
            member = word.removesuffix("()")
            rows.append(Row(what, member, symbol(name).of(member), place(word), rest))
    own = symbol(name)
    names = {"*": f"{name}-all", ">": f"{name}-chain"}
    return Card(names.get(mark, name).replace(":", "-"), kind, own, own.short, own.package, place(name), tuple(rows))


def diagram(cards: str, edges: str, origin: Origin) -> VerifiedDiagram:
    """Cards and edges a line each; an edge is ``1 A.b call C go``, its number and mode left out where it has none."""
    boxes = tuple(card(line.strip()) for line in cards.splitlines() if line.strip())
    ends = {c.symbol: End(c.id) for c in reversed(boxes)}
    ends |= {row.symbol: End(c.id, i) for c in boxes for i, row in enumerate(c.rows)}
    found = []
    for n, line in enumerate(line.split() for line in edges.splitlines() if line.strip()):
        step = StepNumber.parse(line.pop(0)) if line[0][0].isdigit() else None
        source, kind, target = symbol(line[0]), RelationKind(line[1]), symbol(line[2])
        mode = Mode(line[3]) if len(line) > 3 else Mode.PLAIN
        name, proof = f"edges-{n}", (Evidence(place(" ".join(line))),)
        found.append(Edge(name, kind, ends[source], ends[target], source, target, proof, mode, step))
    return VerifiedDiagram(1, "shop", "shop", Text("Shop"), Text(""), boxes, tuple(found), origin)


def shown(both: VerifiedDiagram) -> list[str]:
    """A line a part, its sign first."""
    lines = []
    for box in both.cards:
        lines.append(f"{SIGNS[box.change]} {box.symbol.short}")
        lines += [f"{SIGNS[row.change]}   {f'{row.name} {row.type or row.branch}'.strip()}" for row in box.rows]
    rows = {box.id: box for box in both.cards}
    for edge in both.edges:
        ends = [
            rows[e.card].rows[e.row].symbol if e.row is not None else rows[e.card].symbol
            for e in (edge.source, edge.target)
        ]
        step = f"{edge.step}. " if edge.step else ""
        mode = f" {edge.mode}" if edge.mode else ""
        lines.append(f"{SIGNS[edge.change]} {step}{ends[0].short} {edge.kind} {ends[1].short}{mode}")
    return lines


@dataclass(frozen=True)
class Case:
    """Cards and edges of the old and of the new diagram, and what both are together."""

    old: tuple[str, str]
    new: tuple[str, str]
    both: str
    moved: tuple[tuple[str, str], ...] = ()


CASES = {
    "nothing": Case(("S A: x int, F()", "1 A.F call A.x"), ("S A: x int, F()", "1 A.F call A.x"), """
          A
            x int
            F
          1. A.F call A.x"""),
    "a card comes": Case(("S A: F()", ""), ("S A: F()\nS B: G()", "A.F call B.G"), """
          A
            F
        + B
        +   G
        + A.F call B.G"""),
    "a card goes, from where it stood": Case(("S A:\nS B: x int\nS C:", "B.x holds C"), ("S A:\nS C:", ""), """
          A
        - B
        -   x int
          C
        - B.x holds C"""),
    "the first card goes": Case(("S A:\nS B:", ""), ("S B:\nS C:", ""), """
        - A
          B
        + C"""),
    "a row comes and a row goes": Case(("S A: x int, y int, F(), G()", ""), ("S A: y int, z int, G()", ""), """
          A
        -   x int
            y int
        +   z int
        -   F
            G"""),
    "a method goes where fields come": Case(("S A: x int, F(), G()", ""), ("S A: x int, y int, G()", ""), """
          A
            x int
        +   y int
        -   F
            G"""),
    "a field's type changes": Case(("S A: x int", ""), ("S A: x uint", ""), """
        ≠ A
        ≠   x uint"""),
    "rows in another order are the same": Case(("S A: x int, y int", ""), ("S A: y int, x int", ""), """
          A
            y int
            x int"""),
    "a struct becomes an interface": Case(("S A: F()", ""), ("I A: F()", ""), """
        ≠ A
            F"""),
    "a card moves, its members and edges with it": Case(
        ("S A: F()\nS B:", "A.F creates B"), ("S sub:A: F()\nS B:", "sub:A.F creates B"), """
        ≠ A
            F
          B
          A.F creates B""", (("A", "sub:A"),)),
    "a card of the same name in another package is another": Case(("S A: F()", ""), ("S sub:A: F()", ""), """
        - A
        -   F
        + A
        +   F"""),
    "a card is renamed": Case(("S a: x int", ""), ("S A: x int", ""), """
        ≠ A
            x int""", (("a", "A"),)),
    "a method is renamed": Case(("S A: f()\nF G:", "A.f call G"), ("S A: F()\nF G:", "A.F call G"), """
        ≠ A
        ≠   F
          G
          A.F call G""", (("A.f", "A.F"),)),
    "what is said to have moved but still stands is the same": Case(("S A:\nS B:", ""), ("S A:\nS B:", ""), """
          A
          B""", (("A", "B"),)),
    "a place that is taken is not moved to": Case(("S A:\nS B:", ""), ("S B:", ""), """
        - A
          B""", (("A", "B"),)),
    "an edge of another kind": Case(("S A: x int\nS B:", "A.x holds B"), ("S A: x int\nS B:", "A.x sets B"), """
          A
            x int
          B
        ≠ A.x sets B"""),
    "a call by go": Case(("S A: F()\nF G:", "1 A.F call G"), ("S A: F()\nF G:", "1 A.F call G go"), """
          A
            F
          G
        ≠ 1. A.F call G go"""),
    "a second edge between two ends": Case(
        ("S A:\nI B:", "A implements B"), ("S A:\nI B:", "A embeds B\nA implements B"), """
          A
          B
        + A embeds B
          A implements B"""),
    "a call goes another way": Case(
        ("F A:\nF B:\nF X:", "1 A call B"), ("F A:\nF B:\nF X:", "1 A call X\n2 X call B"), """
          A
          B
          X
        - 1. A call B
        + 1. A call X
        + 2. X call B"""),
    "numbers alone are no change": Case(
        ("F A:\nF B:\nF C:", "1 A call B"), ("F A:\nF B:\nF C:", "1 A call C\n2 A call B"), """
          A
          B
          C
        + 1. A call C
          2. A call B"""),
    "an edge is turned round": Case(("F A:\nF B:", "A call B"), ("F A:\nF B:", "B call A"), """
          A
          B
        - A call B
        + B call A"""),
    "implementers come and go in place": Case(
        ("I I:\n* I: A, B, D", "I implements I"), ("I I:\n* I: A, C, D, E", "I implements I"), f"""
          I
          I
            A {PACKAGE}
        -   B {PACKAGE}
        +   C {PACKAGE}
            D {PACKAGE}
        +   E {PACKAGE}
          I implements I"""),
    "an implementer moves": Case(("* I: A, B", ""), ("* I: B, sub:A", ""), f"""
        ≠ I
            B {PACKAGE}
        ≠   A {PACKAGE}/sub""", (("A", "sub:A"),)),
    "a wrapper comes in the middle": Case(("> F: A, B", ""), ("> F: A, X if on, B", ""), """
          F
            A
        +   X on
            B"""),
    "a wrapper is put on only sometimes": Case(("> F: A, B", ""), ("> F: A, B if on", ""), """
        ≠ F
            A
        ≠   B on"""),
    "a wrapper changes its place": Case(("> F: A, B, C, D", ""), ("> F: A, C, D, B", ""), """
          F
            A
        -   B
            C
            D
        +   B"""),
    "a wrapper moves and stays in its place": Case(("> F: A, B, C", ""), ("> F: A, sub:B, C", ""), """
        ≠ F
            A
        ≠   B
            C""", (("B", "sub:B"),)),
    "a wrapper that is there twice": Case(("> F: T, A, T, B", ""), ("> F: T, A, T, C, T, B", ""), """
          F
            T
            A
            T
        +   C
        +   T
            B"""),
    "a list and the type it is of are two cards": Case(("I I: F()", ""), ("I I: F()\n* I: A", ""), f"""
          I
            F
        + I
        +   A {PACKAGE}"""),
    "an edge at a wrapper that moved is another": Case(
        ("F G:\n> F: A, B, C", "B call G"), ("F G:\n> F: B, C, A", "A call G\nB call G"), """
          G
          F
        -   A
            B
            C
        +   A
        + A call G
          B call G"""),
}  # fmt: skip


def both(case: Case) -> VerifiedDiagram:
    moved = {symbol(a): symbol(b) for a, b in case.moved}
    return compare(diagram(*case.old, OLD), diagram(*case.new, NEW), moved)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_became_of_each_part(case: Case) -> None:
    wanted = [line[8:] for line in case.both.splitlines() if line.strip()]
    assert shown(both(case)) == wanted


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_one_sound_diagram_of_two_versions(case: Case) -> None:
    made = both(case)
    assert (made.before, made.origin) == (OLD, NEW)
    for parts in (made.cards, made.edges):
        names = [part.id for part in parts]
        assert len(set(names)) == len(names)
    assert both(case) == made


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_either_version_can_be_read_from_it(case: Case) -> None:
    made = both(case)
    for version, other, text in (("new", "removed", case.new), ("old", "added", case.old)):
        source = diagram(*text, NEW)
        old = version == "old"
        cards = []
        for box in (c for c in made.cards if c.change != other):
            rows = [
                row.before or row if old and row.change == "changed" else row for row in box.rows if row.change != other
            ]
            cards.append(
                ((box.before or box).symbol if old else box.symbol, sorted((r.name, r.type, r.branch) for r in rows))
            )
        wanted = [(box.symbol, sorted((r.name, r.type, r.branch) for r in box.rows)) for box in source.cards]
        assert sorted(cards) == sorted(wanted)
        edges = [edge.before or edge if old else edge for edge in made.edges if edge.change != other]
        keys = [
            [(e.source_symbol, e.target_symbol, e.kind, e.mode, e.step) for e in es] for es in (edges, source.edges)
        ]
        assert sorted(keys[0], key=str) == sorted(keys[1], key=str)


def test_the_order_of_old_edges_does_not_decide() -> None:
    cards = "S A: F()\nI B: G()"
    lines = ["A implements B", "A embeds B", "A.F call B.G"]
    new = diagram(cards, "\n".join(lines[1:]), NEW)
    for order in permutations(lines):
        made = compare(diagram(cards, "\n".join(order), OLD), new)
        assert sorted((edge.kind.value, edge.change.value) for edge in made.edges) == [
            ("call", ""), ("embeds", ""), ("implements", "removed"),
        ]  # fmt: skip


def test_what_is_gone_keeps_its_place_in_the_older_source() -> None:
    made = compare(diagram("F A:\nF B:", "A call B", OLD), diagram("F A:", "", NEW))
    (gone,) = [edge for edge in made.edges if edge.change]
    assert made.before is not None
    assert made.before.url(gone.evidence[0]).startswith("https://example.org/old/shop.go#")


def test_a_name_that_both_use_for_different_cards_is_made_unique() -> None:
    old, new = diagram("S A: F()", "A.F call A.F", OLD), diagram("S sub:A: F()", "sub:A.F call sub:A.F", NEW)
    alike = replace(new.cards[0], id="A")
    ends = [replace(edge, source=End("A", 0), target=End("A", 0)) for edge in new.edges]
    made = compare(old, replace(new, cards=(alike,), edges=tuple(ends)))
    assert [(box.id, box.change.value) for box in made.cards] == [("A.before", "removed"), ("A", "added")]
    assert [edge.source.card for edge in made.edges] == ["A.before", "A"]
    assert len({edge.id for edge in made.edges}) == 2


def test_old_numbers_are_kept_beside_the_new() -> None:
    made = both(CASES["numbers alone are no change"])
    (same,) = [edge for edge in made.edges if not edge.change]
    assert same.before is not None
    assert (str(same.before.step), str(same.step)) == ("1", "2")


def test_a_change_is_said_in_a_line() -> None:
    case = Case(
        ("S A: x int, F()\nF G:\n> C: P, Q, R\nS M:", "1 A.F call G\nA.x holds A"),
        ("S A: x uint, H()\nF G:\nF K: \n> C: Q, R, P\nS sub:M:", "1 A.H call K\nA.x sets A"),
        "",
        (("M", "sub:M"),),
    )
    assert summary(both(case)) == (
        "changed: A: x uint (was x int)",
        "removed: A: F()",
        "added: A: H()",
        "added: func example.org/shop.K",
        "removed: C: P",
        "added: C: P (was at place 1)",
        "changed: struct example.org/shop/sub.M (was example.org/shop.M)",
        "removed: 1. A.F calls G",
        "added: 1. A.H calls K",
        "changed: A.x is set from A (was A.x holds A)",
    )


def test_nothing_changed_says_nothing() -> None:
    assert summary(both(CASES["nothing"])) == ()
