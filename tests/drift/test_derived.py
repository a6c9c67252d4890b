"""What figures derive from the source is held too: chains, lists of implementers, automatic edges, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

if TYPE_CHECKING:
    from pathlib import Path

FILTERS = "type H interface{ Serve() }\n\n" + "".join(f"func {n}(h H) H {{ return h }}\n\n" for n in "ABCD")
BODY = "h = A(h); h = B(h); h = C(h)"
CHAIN = f"{FILTERS}func Chain(h H, on bool) H {{ {BODY}; return h }}\n"
CHAINED = "cards: [{chain: s.Chain, variable: h}]\n"
INNERMOST_FIRST = [
    ("h = A(h); h = C(h); h = B(h)", "C is number 2 of 3 from outside, and was 1"),
    ("h = A(h); h = B(h); h = D(h); h = C(h)", "1 came (D)"),
    ("h = A(h); h = C(h)", "1 went (B)"),
    ("h = D(h); h = B(h); h = C(h)", "1 came (D) and 1 went (A)"),
    ("h = A(h); h = B(h); if on { h = C(h) }", "C applies if on, where it did always"),
    ("h = A(h); h = A(h); h = B(h); h = C(h)", "1 came (A)"),
]


def errors(root: Path, source: Path, *arguments: str) -> list[tuple[str, str]]:
    found = shop.report(root, "1.2", source, *arguments)["findings"]
    return [(one["kind"], one["message"]) for one in found if one["severity"] == "error"]


@pytest.mark.parametrize(("body", "changes"), INNERMOST_FIRST)
def test_a_chain_s_members_their_order_and_conditions_are_held(body: str, changes: str, tmp_path: Path) -> None:
    shop.figure(tmp_path, CHAINED)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", CHAIN))
    new = shop.module(tmp_path / "new", CHAIN.replace(BODY, body))
    ((kind, message),) = errors(tmp_path, new)
    assert kind == "list-changed"
    assert message.startswith("Chain has another chain since 1.1: ")
    assert changes in message
    assert shop.check(tmp_path, "1.2", new).returncode == 1


def test_update_accepts_what_is_derived_and_says_so(tmp_path: Path) -> None:
    shop.figure(tmp_path, CHAINED)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", CHAIN))
    new = shop.module(tmp_path / "new", CHAIN.replace(BODY, "h = C(h); h = A(h)"))
    done = run("update", "1.2", "--source", "new", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "archviz-refs/1.2.lock.json: written\n")
    assert "Chain has another chain since 1.1" in done.stderr
    assert shop.check(tmp_path, "1.2", new).stdout == "1 of 1 claim in 1 figure is proved at 1.2\n"
    assert errors(tmp_path, new, "--against", "1.1") != []


def test_a_filter_that_is_only_renamed_is_called_so(tmp_path: Path) -> None:
    code = CHAIN.replace(
        "func B(h H) H { return h }", "func B(h H) H { for i := 0; i < 3; i++ { h.Serve() }; return h }"
    )
    shop.figure(tmp_path, CHAINED)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", code))
    new = shop.module(tmp_path / "new", code.replace("B(", "WithB("))
    ((kind, message),) = errors(tmp_path, new)
    assert (kind, message) == ("list-changed", "Chain has another chain since 1.1: B is now WithB")


TYPES = (
    "type Runner interface{ Run() }\n\ntype A struct{}\n\nfunc (A) Run() {}\n\ntype B struct{}\n\nfunc (B) Run() {}\n"
)
MORE = "type C struct{}\n\nfunc (C) Run() {}\n"


def test_which_types_came_and_went_in_a_list_of_implementers(tmp_path: Path) -> None:
    shop.figure(tmp_path, "cards: [{implementers: s.Runner}]\n")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", TYPES, more="type B struct{}\n\nfunc (B) Run() {}\n"))
    new = shop.module(tmp_path / "new", TYPES.replace("func (B) Run()", "func (B) Walk()") + MORE, more="type X int\n")
    ((kind, message),) = errors(tmp_path, new)
    assert kind == "list-changed"
    assert message.endswith(": 1 came (C) and 2 went (shop.B, more.B)")


def test_which_types_came_and_went_behind_a_count(tmp_path: Path) -> None:
    file = shop.figure(tmp_path, "cards: [{implementers: s.Runner, count: 2}]\n")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", TYPES))
    new = shop.module(tmp_path / "new", TYPES + MORE)
    ((kind, message),) = errors(tmp_path, new)
    assert kind == "wrong-count"
    assert message.endswith("; since 1.1: 1 came (C)")
    assert run("update", "1.2", "--source", "new", cwd=tmp_path).returncode == 0
    assert "count: 3" in file.read_text()


def test_a_list_that_is_claimed_from_a_version_on_is_not_compared_with_the_one_before(tmp_path: Path) -> None:
    counts = (
        "cards: [{implementers: s.Runner, count: 2, until: '1.2'}, {implementers: s.Runner, count: 3, since: '1.2'}]\n"
    )
    shop.figure(tmp_path, counts)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", TYPES))
    assert errors(tmp_path, shop.module(tmp_path / "new", TYPES + MORE)) == []


TWO = "type A struct{ b B }\n\nfunc (A) Run() { step() }\n\ntype B struct{}\n\nfunc step() {}\n"
AUTO = "cards: [{type: s.A}, {type: s.B}, {func: s.step}]\nedges: auto\n"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (TWO.replace("struct{ b B }", "struct{}"), "1 arrow went (A.b → B (holds))"),
        (TWO.replace("func step() {}", "func step() { A{}.Run() }"), "came (step → A"),
        (
            TWO.replace("{ step() }", "{ go step() }"),
            "1 arrow came (A.Run → step (call by go)) and 1 arrow went (A.Run",
        ),
    ],
)
def test_automatic_arrows_that_came_and_went_are_named(code: str, changes: str, tmp_path: Path) -> None:
    shop.figure(tmp_path, AUTO)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", TWO))
    ((kind, message),) = errors(tmp_path, shop.module(tmp_path / "new", code))
    assert kind == "edges-changed"
    assert changes in message


def test_the_rows_of_a_table_behind_a_count_are_named(tmp_path: Path) -> None:
    code = 'var menu = map[string]int{"soup": 3, "bread": 1}\n'
    table = "table: [{rows: {entries: s.menu}, count: 2, columns: [{title: Dish, show: key}]}]\n"
    shop.figure(tmp_path, table, head=shop.HEAD.replace("diagram", "table"))
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", code))
    new = shop.module(tmp_path / "new", code.replace('"bread": 1', '"tea": 2, "milk": 1'))
    ((kind, message),) = errors(tmp_path, new)
    assert kind == "wrong-count"
    assert message.endswith("since 1.1: 2 rows came (milk, tea) and 1 row went (bread)")


def test_a_waiver_for_what_is_derived_does_not_cover_a_claim_that_fails(tmp_path: Path) -> None:
    shop.figure(tmp_path, CHAINED)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", CHAIN))
    swapped = shop.module(tmp_path / "new", CHAIN.replace(BODY, "h = C(h); h = A(h)"))
    (finding,) = (one for one in shop.report(tmp_path, "1.2", swapped)["findings"] if one["severity"] == "error")
    waiver = f"waivers: [{{fingerprint: '{finding['fingerprint']}', reason: Soon.}}]\n"
    (tmp_path / "archviz-baseline.yaml").write_text(waiver, encoding="utf-8")
    assert shop.check(tmp_path, "1.2", swapped).returncode == 0
    assert shop.check(tmp_path, "1.2", shop.module(tmp_path / "none", FILTERS)).returncode == 1
