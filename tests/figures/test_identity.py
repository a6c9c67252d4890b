"""What tells a claim from all others of its figure, and stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures import load_text
from archviz.figures.claim_names import claim_names
from archviz.figures.identity import Identities
from archviz.figures.versions import at
from archviz.model.figure import Origin

if TYPE_CHECKING:
    from archviz.figures import Figure

HEAD = "kind: diagram\ntitle: A shop\npackages: {s: example.org/shop}\n"
CLAIMS = HEAD + (
    "cards:\n"
    "  - {type: s.Cache, until: '1.2', methods: [Run, load]}\n"
    "  - {type: s.Cache, since: '1.2', methods: [Run]}\n"
    "  - {type: s.Other}\n"
    "edges:\n"
    "  - {from: s.Cache.Run, to: s.Cache.load, kind: call}\n"
    "  - {from: s.Cache.Run, to: s.Cache.load, kind: ref}\n"
)


def figure(text: str) -> Figure:
    return load_text(text, "1-x.yaml", "a")


def identities(text: str = CLAIMS) -> dict[str, str]:
    paths = ("cards[0]", "cards[1]", "cards[2]", "cards[0].methods[0]", "cards[0].methods[1]", "cards[1].methods[0]")
    found = Identities(figure(text).claims)
    return {path: found.of(path) for path in (*paths, "edges[0]", "edges[1]", "cards[0].count")}


def test_every_claim_has_an_identity_of_its_own() -> None:
    found = identities()
    assert len(set(found.values())) == len(found)


def test_it_stays_when_claims_come_before_and_words_and_versions_change() -> None:
    first = identities()
    more = CLAIMS.replace("cards:\n", "cards:\n  - {type: s.New}\n").replace(
        "kind: call}", "kind: call, label: x, step: 1}"
    )
    found = Identities(
        figure(more.replace("until: '1.2'", "until: '1.3'").replace("[Run, load]", "[More, Run, load]")).claims
    )
    assert found.of("cards[1]") == first["cards[0]"]
    assert found.of("cards[2]") == first["cards[1]"]
    assert found.of("cards[1].methods[2]") == first["cards[0].methods[1]"]
    assert found.of("edges[0]") == first["edges[0]"]


def test_fragments_are_told_apart_by_what_they_pick() -> None:
    text = HEAD.replace("diagram", "excerpt") + (
        "excerpts:\n"
        "  - symbol: s.Cache.Run\n"
        "    show: [{at: {calls: s.Cache.load}}, {at: {calls: s.Cache.load, nth: 2}}]\n"
        "    notes: [{at: {calls: s.Cache.load}, text: Here.}]\n"
    )
    paths = ("excerpts[0]", "excerpts[0].show[0]", "excerpts[0].show[1]", "excerpts[0].notes[0]")
    found = Identities(figure(text).claims)
    assert len({found.of(path) for path in paths}) == 4
    other = Identities(figure(text.replace("Here.", "There.")).claims)
    assert [other.of(path) for path in paths] == [found.of(path) for path in paths]


def test_it_stays_when_a_symbol_is_renamed() -> None:
    first = identities()
    later = "{from: s.Cache, to: s.Store, since: '1.5'}"
    renames = f"renames: [{{from: s.Cache.load, to: s.Cache.reload, since: '1.4'}}, {later}]\n"
    for version in ("1.3", "1.4", "1.5"):
        turned = at(figure(CLAIMS.replace("cards:", f"{renames}cards:", 1)), Origin(version))
        found = Identities(turned.claims)
        assert {path: found.of(path) for path in first} == first


def test_claims_are_named_by_what_they_say() -> None:
    named = claim_names(
        figure(CLAIMS).claims, ["cards[1]", "cards[0].methods[1]", "edges[0]", "edges[1]", "cards[2].count"]
    )
    assert list(named.values()) == [
        "Cache",
        "Cache.load",
        "Cache.Run -> Cache.load (call)",
        "Cache.Run -> Cache.load (ref)",
        "Other count",
    ]
    renames = "renames: [{from: s.Cache.load, to: s.Cache.reload, since: '1.4'}]\n"
    turned = at(figure(CLAIMS.replace("cards:", f"{renames}cards:", 1)), Origin("1.4"))
    assert claim_names(turned.claims, ["edges[0]"]) == {"edges[0]": "Cache.Run -> Cache.load (call)"}


def test_parts_of_excerpts_are_named_by_what_they_pick() -> None:
    text = HEAD.replace("diagram", "excerpt") + (
        "excerpts:\n"
        "  - symbol: s.Cache.Run\n"
        "    show: [{at: {signature: true}}, {at: {calls: s.Cache.load}}, {at: {calls: s.Cache.load, nth: 2}}]\n"
        "    notes: [{at: {calls: s.Cache.load}, text: Here.}, {at: {calls: s.Cache.load}, text: There.}]\n"
    )
    paths = [
        "excerpts[0].show[0]",
        "excerpts[0].show[1]",
        "excerpts[0].show[2]",
        *(f"excerpts[0].notes[{i}]" for i in "01"),
    ]
    assert list(claim_names(figure(text).claims, paths).values()) == [
        "Cache.Run show: signature: true",
        "Cache.Run show: calls: Cache.load",
        "Cache.Run show: calls: Cache.load, nth: 2",
        "Cache.Run notes: calls: Cache.load",
        "Cache.Run notes: calls: Cache.load 2",
    ]
