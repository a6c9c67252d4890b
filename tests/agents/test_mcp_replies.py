"""Replies stay within their bound whatever is found, and nothing of it is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_types import TextContent

from archviz.ask.answers import Answer, OpenKind, OpenReason
from archviz.ask.hops import Hop, WiredStep
from archviz.ask.questions.show import Profile, RelationCount
from archviz.mcp.page import MOST_BYTES
from archviz.mcp.replies import answer_reply, as_arguments, found_reply, shown_reply, verdict_reply
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.graph import Declaration, DeclarationKind, Declared, Member, Span
from archviz.model.relations import Mode, Position, RelationKind
from archviz.model.symbols import Symbol
from archviz.workspace.claims import Verdict
from archviz.workspace.lookup import ShownSymbol

COUNTS = st.sampled_from([0, 1, 20, 4000])
LETTERS = "aé世\t\n\udc80😀"
NAMES = st.builds(lambda letter, count, end: letter * count + str(end), st.sampled_from(LETTERS), COUNTS, st.integers())
SENTENCES = st.builds(lambda word, count: word * count, st.sampled_from(["word --max é\n\udc80", "s"]), COUNTS)
PLACES = st.builds(Position, NAMES, st.integers(1, 10**6), st.integers(1, 10**4))
SYMBOLS = st.builds(Symbol, NAMES, NAMES, NAMES)
WIRED = st.lists(st.builds(WiredStep, PLACES, SENTENCES), max_size=4).map(tuple)
REASONS = st.builds(
    OpenReason,
    st.sampled_from(OpenKind),
    st.integers(0, 10**9),
    SENTENCES,
    st.lists(PLACES, max_size=2).map(tuple),
    SENTENCES,
)


def declared(symbol: Symbol) -> Declared:
    return Declared(symbol, DeclarationKind.METHOD, Position("a.go", 1, 1))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Callers of a symbol, each different, with all that may be said of an answer."""
    symbol = draw(SYMBOLS)
    others = draw(st.lists(SYMBOLS.filter(lambda one: one != symbol), unique=True, max_size=60))
    places = st.lists(PLACES, min_size=1, max_size=5).map(tuple)
    hops = tuple(
        Hop(
            one,
            symbol,
            RelationKind.CALL,
            draw(places),
            draw(st.sampled_from(Mode)),
            why=draw(SENTENCES),
            wired=draw(WIRED),
        )
        for one in others
    )
    texts = st.lists(SENTENCES, max_size=6).map(tuple)
    reasons = draw(st.lists(REASONS, max_size=13).map(tuple))
    nodes = tuple(map(declared, [symbol, *others]))
    return Answer("callers", (declared(symbol),), nodes, hops, draw(texts), reasons, draw(texts))


@settings(max_examples=60, deadline=None)
@given(answers(), st.integers(1, 100))
def test_asking_on_brings_every_row_once_and_each_reply_fits(answer: Answer, most: int) -> None:
    offset: int | None = 0
    count = 0
    while offset is not None:
        reply = answer_reply(answer, offset, most)
        (block,) = reply.content
        data = reply.structured_content
        assert isinstance(block, TextContent)
        assert data is not None
        assert len(block.text.encode()) <= MOST_BYTES
        assert len(json.dumps(data, ensure_ascii=False).encode()) <= MOST_BYTES
        assert len(data["steps"]) <= most
        assert data["next_offset"] is None or data["next_offset"] > offset
        count += len(data["steps"])
        offset = data["next_offset"]
    assert count == data["found"] == len(answer.hops)


@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCES, max_size=40), answers())
def test_what_came_of_a_claim_fits(messages: list[str], answer: Answer) -> None:
    findings = [Finding(0, one, FindingKind.UNPROVED_EDGE, Severity.ERROR, one, one, "", 3, one) for one in messages]
    reply = verdict_reply(Verdict(99, len(answer.hops), 0, answer.hops, tuple(findings)))
    (block,) = reply.content
    assert isinstance(block, TextContent)
    assert len(block.text.encode()) <= MOST_BYTES
    assert len(json.dumps(reply.structured_content, ensure_ascii=False).encode()) <= MOST_BYTES


def test_symbols_that_were_found_by_their_names_fit_too() -> None:
    found = tuple(declared(Symbol("example.org/a", f"Name{number:0200}")) for number in range(99))
    reply = found_reply(Answer("find", (), found, (), ("9 more names that fit: --max shows more",)))
    (block,) = reply.content
    assert isinstance(block, TextContent)
    assert len(block.text.encode()) <= MOST_BYTES
    first, *_, cut, left = block.text.splitlines()
    assert first == f"example.org/a.Name{0:0200}  method, a.go:1:1"
    assert cut == "9 more names that fit: `max` shows more"
    assert left.startswith("not shown: ")
    assert reply.structured_content is not None
    assert f"not shown: {99 - len(reply.structured_content['symbols'])} more symbols" in left


def test_an_offset_beyond_the_end_is_said() -> None:
    symbol, other = Symbol("a", "B"), Symbol("a", "C")
    hop = Hop(other, symbol, RelationKind.CALL, (Position("a.go", 1, 1),))
    reply = answer_reply(Answer("callers", (declared(symbol),), (), (hop,)), 7, 5)
    assert reply.structured_content is not None
    assert reply.structured_content["next_offset"] is None
    (block,) = reply.content
    assert isinstance(block, TextContent)
    assert "nothing from offset 7 on: there is 1 row" in block.text


MEMBERS = st.builds(Member, SYMBOLS, SENTENCES, PLACES)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(MEMBERS, max_size=30).map(tuple), SENTENCES, SENTENCES, SENTENCES, st.lists(SYMBOLS, max_size=9).map(tuple)
)
def test_what_a_symbol_is_fits_and_its_members_come_by_asking_on(
    members: tuple[Member, ...], signature: str, doc: str, claims: str, others: tuple[Symbol, ...]
) -> None:
    place, span = Position("a.go", 1, 1), Span("a.go", 1, 2, 0, 9)
    head = Declaration(Symbol("a", "T"), DeclarationKind.STRUCT, place, span, signature, doc, methods=members)
    counts = tuple(RelationCount(kind, kind.value, True, others, 9) for kind in RelationKind)
    shown = ShownSymbol(Profile(head, members, counts, None, None), claims, "")
    offset: int | None = 0
    found = 0
    while offset is not None:
        reply = shown_reply(shown, offset, 7)
        (block,) = reply.content
        data = reply.structured_content
        assert isinstance(block, TextContent)
        assert data is not None
        assert len(block.text.encode()) <= MOST_BYTES
        assert len(json.dumps(data, ensure_ascii=False).encode()) <= MOST_BYTES
        found += len(data["members"])
        offset = data["next_offset"]
    assert found == 2 * len(members)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("--through interfaces follows them", '`through: ["interfaces"]` follows them'),
        ("--packages example.org/a searches it, too", '`packages: ["example.org/a"]` searches it, too'),
        ("--max shows more", "`max` shows more"),
        ("name one of them in full", "name one of them in full"),
    ],
)
def test_hints_speak_of_arguments_not_of_options(said: str, meant: str) -> None:
    assert as_arguments(said) == meant
