"""Replies stay within their bound whatever is found, and nothing of it is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_types import TextContent

from archviz.ask.answers import Answer, OpenKind, OpenReason
from archviz.ask.hops import Hop
from archviz.mcp.replies import MOST_BYTES, answer_reply, as_arguments, verdict_reply
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.relations import Mode, Position, RelationKind
from archviz.model.symbols import Symbol
from archviz.workspace.claims import Verdict

COUNTS = st.sampled_from([0, 1, 20, 4000])
LETTERS = "aé世\t\n\udc80😀"
NAMES = st.builds(lambda letter, count, end: letter * count + str(end), st.sampled_from(LETTERS), COUNTS, st.integers())
SENTENCES = st.builds(lambda word, count: word * count, st.sampled_from(["word --max é\n\udc80", "s"]), COUNTS)
PLACES = st.builds(Position, NAMES, st.integers(1, 10**6), st.integers(1, 10**4))
SYMBOLS = st.builds(Symbol, NAMES, NAMES, NAMES)
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
        Hop(one, symbol, RelationKind.CALL, draw(places), draw(st.sampled_from(Mode)), why=draw(SENTENCES))
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


def test_symbols_that_were_found_by_their_names_are_rows_too() -> None:
    found = tuple(declared(Symbol("example.org/a", f"Name{number}")) for number in range(3))
    reply = answer_reply(Answer("find", (), found, ()), 1, 1)
    (block,) = reply.content
    assert isinstance(block, TextContent)
    assert block.text.splitlines() == [
        "closed: 3 symbols",
        "example.org/a.Name1  method, a.go:1:1",
        "not shown: 1 more row of 3; ask again with offset: 2",
    ]


def test_an_offset_beyond_the_end_is_said() -> None:
    reply = answer_reply(Answer("find", (), (declared(Symbol("a", "B")),), ()), 7, 5)
    assert reply.structured_content is not None
    assert reply.structured_content["next_offset"] is None
    (block,) = reply.content
    assert isinstance(block, TextContent)
    assert "nothing from offset 7 on: there is 1 row" in block.text


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
