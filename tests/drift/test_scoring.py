"""How likely one declaration became another: each rule of the score, with the shapes that it is about.

Names of two words that share one are half alike. A shape is "at home" in the package, or among the methods of the type,
where the old one stood.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from archviz.drift.scoring import category, score_pair
from archviz.model.drift import Step
from archviz.model.graph import DeclarationKind, Shape
from archviz.model.relations import Position
from archviz.model.symbols import Symbol

HOME, AWAY = "example.org/home", "example.org/away"
LONG = tuple(range(100, 120))
"""The sketch of a body that is long enough to have one: twenty hashes."""
NINETEEN_WORDS = "OneTwoThreeFourFiveSixSevenEightNineTenElevenTwelveDozenSeveralScoreGrossManyMostAll"


def shaped(kind: DeclarationKind, *names: str, at: str = HOME, **rest: object) -> Shape:
    return Shape(Symbol(at, *names), kind, Position("a.go", 1, 1), **rest)  # type: ignore[arg-type]


def function(*names: str, at: str = HOME, type_: str = "func()", body: str = "", sketch: tuple[int, ...] = ()) -> Shape:
    kind = DeclarationKind.METHOD if len(names) == 2 else DeclarationKind.FUNC
    return shaped(kind, *names, at=at, type=type_, body=body, sketch=sketch)


def struct(name: str, *members: str, at: str = HOME, type_: str = "") -> Shape:
    return shaped(DeclarationKind.STRUCT, name, at=at, type=type_, members=tuple((m, "int") for m in sorted(members)))


def defined(name: str, type_: str = "int", at: str = HOME) -> Shape:
    return shaped(DeclarationKind.TYPE, name, at=at, type=type_)


def variable(name: str, at: str = HOME, type_: str = "int", body: str = "") -> Shape:
    return shaped(DeclarationKind.VAR, name, at=at, type=type_, body=body)


def common(share: int) -> tuple[int, ...]:
    """The sketch of a shorter body, which has so many of the twenty hashes."""
    return LONG[:share]


@dataclass
class Case:
    what: str
    old: Shape
    new: Shape
    score: float
    step: Step
    why: str
    namesake: bool = False
    alike: float | None = None
    owner: Symbol | None = None


LONG_BODY = function("ReadFile", body="b", sketch=LONG)
SHORT_BODY = function("ReadFile", body="b")
OTHER_SIGNATURE = "func(int)"
SIGNATURES = {"same": "func()", "other": OTHER_SIGNATURE}
PLACES = {"at home": HOME, "elsewhere": AWAY}
BODIES = [
    Case(
        "the same long body under the same name, anywhere",
        LONG_BODY,
        function("readFile", at=AWAY, body="b", sketch=LONG, type_=OTHER_SIGNATURE),
        1.0,
        Step.SAME_BODY,
        "the same body",
        namesake=True,
        alike=1.0,
    ),
    Case(
        "the same short body under the same name, at home",
        SHORT_BODY,
        function("ReadFile", body="b", type_=OTHER_SIGNATURE),
        1.0,
        Step.SAME_BODY,
        "the same body",
        namesake=True,
        alike=1.0,
    ),
    Case(
        "the same short body under the same name elsewhere says little: many functions are as short",
        SHORT_BODY,
        function("ReadFile", at=AWAY, body="b"),
        0.5,
        Step.SAME_BODY,
        "the same body",
        namesake=True,
        alike=1.0,
    ),
    *(
        Case(
            f"the same short body under another name, {signature} signature, {place}",
            SHORT_BODY,
            function(
                "ReadLine",
                at=HOME if place == "at home" else AWAY,
                body="b",
                type_="func()" if signature == "same" else OTHER_SIGNATURE,
            ),
            score,
            Step.SAME_BODY,
            "the same body",
            alike=1.0,
        )
        for signature, place, score in (
            ("same", "at home", 0.6),
            ("other", "at home", 0.4),
            ("same", "elsewhere", 0.4),
            ("other", "elsewhere", 0.2),
        )
    ),
    *(
        Case(
            f"the same long body under another name, {signature} signature",
            LONG_BODY,
            function("Load", at=AWAY, type_=SIGNATURES[signature], body="b", sketch=LONG),
            score,
            Step.SAME_BODY,
            "the same body",
            alike=1.0,
        )
        for signature, score in (("same", 0.9), ("other", 0.85))
    ),
    Case(
        "two without a body are not of the same body",
        function("ReadFile"),
        function("Load", type_=OTHER_SIGNATURE),
        0.0,
        Step.SIMILAR_BODY,
        "a similar name",
    ),
]
FUNCTIONS = [
    Case(
        "at home, another name and signature",
        function("ReadFile", body="a"),
        function("ReadLine", body="b", type_=OTHER_SIGNATURE),
        0.325,
        Step.SIMILAR_BODY,
        "a similar name",
    ),
    Case(
        "at home, another name and the same signature",
        function("ReadFile", body="a"),
        function("ReadLine", body="b"),
        0.675,
        Step.SAME_SIGNATURE,
        "the same receiver and signature",
    ),
    Case(
        "at home, the same name and another signature",
        function("ReadFile", body="a"),
        function("ReadFile", body="b", type_=OTHER_SIGNATURE),
        0.75,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
    ),
    Case(
        "at home, the same name and signature",
        function("ReadFile", body="a"),
        function("ReadFile", body="b"),
        1.0,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
    ),
    Case(
        "elsewhere, the same name and signature: doubtful, as nothing else supports it",
        function("ReadFile", body="a"),
        function("ReadFile", at=AWAY, body="b"),
        0.5,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
    ),
    Case(
        "elsewhere, a like name and the same signature",
        function("ReadFile", body="a"),
        function("ReadLine", at=AWAY, body="b"),
        0.5,
        Step.SIMILAR_BODY,
        "a similar name",
    ),
    Case(
        "at home, a long name that is nearly the same is not doubtful",
        function(f"{NINETEEN_WORDS}Here", body="a"),
        function(f"{NINETEEN_WORDS}There", body="b"),
        0.65 * 0.95 + 0.35,
        Step.SAME_SIGNATURE,
        "the same receiver and signature",
    ),
    Case(
        "half of the body, half of the name and the signature",
        LONG_BODY,
        function("ReadLine", body="c", sketch=common(10)),
        0.2 + 0.4 * 10 / 20 + 0.2,
        Step.SAME_SIGNATURE,
        "the same receiver and signature, 50% of the body",
        alike=0.5,
    ),
    Case(
        "much of the body alone",
        LONG_BODY,
        function("Load", at=AWAY, body="c", sketch=common(15), type_=OTHER_SIGNATURE),
        0.95 * 0.75,
        Step.SIMILAR_BODY,
        "75% of the body",
        alike=0.75,
    ),
    Case(
        "much of the body and the signature, elsewhere",
        LONG_BODY,
        function("Load", at=AWAY, body="c", sketch=common(15)),
        0.95 * 0.75,
        Step.SIMILAR_BODY,
        "75% of the body",
        alike=0.75,
    ),
    Case(
        "the same name at home, whatever the body",
        LONG_BODY,
        function("ReadFile", body="c", sketch=common(5), type_=OTHER_SIGNATURE),
        0.75,
        Step.SAME_NAME,
        "the same name, 25% of the body",
        namesake=True,
        alike=0.25,
    ),
    Case(
        "the same name elsewhere, with a body that is another: doubtful",
        LONG_BODY,
        function("ReadFile", at=AWAY, body="c", sketch=common(1)),
        0.5,
        Step.SAME_NAME,
        "the same name, 5% of the body",
        namesake=True,
        alike=0.05,
    ),
    Case(
        "the same name elsewhere, with a tenth of the body: no longer doubtful",
        LONG_BODY,
        function("ReadFile", at=AWAY, body="c", sketch=common(2)),
        0.4 + 0.04 + 0.2,
        Step.SAME_NAME,
        "the same name, 10% of the body",
        namesake=True,
        alike=0.1,
    ),
    Case(
        "a long body and a short one have nothing in common",
        LONG_BODY,
        function("Load", at=AWAY, body="c"),
        0.2,
        Step.SIMILAR_BODY,
        "0% of the body",
        alike=0.0,
    ),
]
QUEUE, RUN = function("Queue", "Run", body="a"), function("Run", body="a")


def run(*names: str, at: str = HOME) -> Shape:
    return function(*names, at=at, body="b")


def method(what: str, old: Shape, new: Shape, owner: Symbol | None, at_home: bool) -> Case:
    """A namesake of the same type: doubtful unless it is at home."""
    score = 1.0 if at_home else 0.5
    return Case(what, old, new, score, Step.SAME_NAME, "the same name", namesake=True, owner=owner)


HOMES = [
    method("a method of the type that its type became", QUEUE, run("Line", "Run", at=AWAY), Symbol(AWAY, "Line"), True),
    method("a method of another type, of a package that is left", QUEUE, run("Line", "Run", at=AWAY), None, False),
    method("a method of another type of the package", QUEUE, run("Line", "Run"), Symbol(HOME, "Queue"), False),
    method("a method of the type, exported or not", QUEUE, run("queue", "Run"), None, True),
    method("a method of a namesake of the type elsewhere", QUEUE, run("Queue", "Run", at=AWAY), None, False),
    method("a function of the package in a method's place", QUEUE, run("Run"), None, False),
    method("a method of the package in a function's place", RUN, run("Queue", "Run"), None, False),
    method("a method of a type of a function's name in its place", RUN, run("Run", "Run"), None, False),
    method("a function of the package", RUN, run("Run"), None, True),
]
THREE = struct("Kettle", "lid", "spout", "water")
TYPES = [
    Case(
        "a type of the same type under a like name",
        defined("TeaTime"),
        defined("TeaHour"),
        0.675,
        Step.SIMILAR_BODY,
        "a similar name, the same type",
        alike=1.0,
    ),
    Case(
        "a type of another type under a like name",
        defined("TeaTime"),
        defined("TeaHour", "string"),
        0.325,
        Step.SIMILAR_BODY,
        "a similar name",
        alike=0.0,
    ),
    Case(
        "the same name and type elsewhere",
        defined("Tea"),
        defined("Tea", at=AWAY),
        1.0,
        Step.SAME_NAME,
        "the same name, the same type",
        namesake=True,
        alike=1.0,
    ),
    Case(
        "a like name and the same type elsewhere: doubtful",
        defined("TeaTime"),
        defined("TeaHour", at=AWAY),
        0.5,
        Step.SIMILAR_BODY,
        "a similar name, the same type",
        alike=1.0,
    ),
    Case(
        "the same name and another type elsewhere: doubtful",
        defined("Tea"),
        defined("Tea", "string", at=AWAY),
        0.5,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
        alike=0.0,
    ),
    Case(
        "the same name and another type at home",
        defined("Tea"),
        defined("Tea", "string"),
        0.65,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
        alike=0.0,
    ),
    Case(
        "two empty structs have nothing that could be the same",
        struct("Tea"),
        struct("Tea"),
        0.65,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
        alike=0.0,
    ),
    *(
        Case(
            f"a type {one} members that the other has not is not of the same type",
            old,
            new,
            0.65,
            Step.SAME_NAME,
            "the same name",
            namesake=True,
            alike=0.0,
        )
        for one, old, new in (
            ("with", struct("Tea", "Leaf()", type_="int"), struct("Tea", type_="int")),
            ("without", struct("Tea", type_="int"), struct("Tea", "Leaf()", type_="int")),
        )
    ),
    Case(
        "the same three members under another name, anywhere",
        THREE,
        struct("Pot", "lid", "spout", "water", at=AWAY),
        0.95,
        Step.SAME_BODY,
        "the same members",
        alike=1.0,
    ),
    Case(
        "the same two members under another name: many types have two such",
        struct("Kettle", "lid", "water"),
        struct("Pot", "lid", "water"),
        0.5,
        Step.SAME_BODY,
        "the same members",
        alike=1.0,
    ),
    Case(
        "the same two members under the same name",
        struct("Kettle", "lid", "water"),
        struct("Kettle", "lid", "water", at=AWAY),
        1.0,
        Step.SAME_BODY,
        "the same members",
        namesake=True,
        alike=1.0,
    ),
    Case(
        "the same name at home, whatever the members",
        THREE,
        struct("Kettle", "lid", "a", "b", "c", "d", "e", "f", "g"),
        0.75,
        Step.SAME_NAME,
        "the same name, 10% of the members",
        namesake=True,
        alike=0.1,
    ),
    Case(
        "the same name elsewhere, with a tenth of the members",
        THREE,
        struct("Kettle", "lid", "a", "b", "c", "d", "e", "f", "g", at=AWAY),
        0.55,
        Step.SAME_NAME,
        "the same name, 10% of the members",
        namesake=True,
        alike=0.1,
    ),
    Case(
        "the same name elsewhere, with fewer of the members: doubtful",
        THREE,
        struct("Kettle", "lid", "a", "b", "c", "d", "e", "f", "g", "h", at=AWAY),
        0.5,
        Step.SAME_NAME,
        "the same name, 9% of the members",
        namesake=True,
        alike=1 / 11,
    ),
    Case(
        "at home, another name with few of the members",
        struct("Kettle", "lid", "water"),
        struct("Pot", "handle", "soup"),
        0.0,
        Step.SIMILAR_BODY,
        "0% of the members",
        alike=0.0,
    ),
    Case(
        "half of the members under a like name",
        struct("TeaKettle", "lid", "spout", "water"),
        struct("TeaPot", "lid", "spout", "leaves"),
        0.5 * 0.5 + 0.5 * 0.5,
        Step.SIMILAR_BODY,
        "50% of the members",
        alike=0.5,
    ),
]
FIELD = DeclarationKind.FIELD
VALUES = [
    Case(
        "a field of the same type under a like name",
        shaped(FIELD, "Pot", "teaTime", type="int"),
        shaped(FIELD, "Pot", "teaHour", type="int"),
        0.7,
        Step.SAME_SIGNATURE,
        "the same type",
    ),
    Case(
        "a field of another type under the same name",
        shaped(FIELD, "Pot", "tea", type="int"),
        shaped(FIELD, "Pot", "Tea", type="string"),
        0.6,
        Step.SAME_SIGNATURE,
        "a similar name",
        namesake=True,
    ),
    Case(
        "the same value under another name",
        variable("Tea", body="v"),
        variable("Coffee", body="v"),
        0.5,
        Step.SAME_BODY,
        "the same value",
        alike=1.0,
    ),
    Case(
        "the same value of another type under the same name elsewhere",
        variable("Tea", body="v"),
        variable("Tea", at=AWAY, type_="int64", body="v"),
        0.8,
        Step.SAME_BODY,
        "the same value",
        namesake=True,
        alike=1.0,
    ),
    Case(
        "the same value and type under a like name elsewhere",
        variable("TeaTime", body="v"),
        variable("TeaHour", at=AWAY, body="v"),
        0.65,
        Step.SAME_BODY,
        "the same value",
        alike=1.0,
    ),
    Case(
        "two without a value, under the same name at home",
        variable("Tea"),
        variable("Tea"),
        0.75,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
    ),
    Case(
        "the same name and type elsewhere: doubtful",
        variable("Tea", body="v"),
        variable("Tea", at=AWAY, body="w"),
        0.5,
        Step.SAME_NAME,
        "the same name",
        namesake=True,
    ),
    Case(
        "a long name that is nearly the same, at home: doubtful",
        variable(f"{NINETEEN_WORDS}Here"),
        variable(f"{NINETEEN_WORDS}There"),
        0.5,
        Step.SIMILAR_BODY,
        "a similar name",
    ),
    Case(
        "a like name of the same type at home",
        variable("TeaTime", body="v"),
        variable("TeaHour", body="w"),
        0.25 + 0.1 + 0.1,
        Step.SIMILAR_BODY,
        "a similar name",
    ),
]


@pytest.mark.parametrize("case", [*BODIES, *FUNCTIONS, *HOMES, *TYPES, *VALUES], ids=lambda case: case.what)
def test_a_candidate_has_its_score_and_its_reason(case: Case) -> None:
    found = score_pair(case.old, case.new, case.owner)
    assert found.shape is case.new
    assert found.score == pytest.approx(case.score)
    assert (found.step, found.why) == (case.step, case.why)
    assert found.namesake is case.namesake
    assert found.alike == (None if case.alike is None else pytest.approx(case.alike))


def test_a_declaration_is_succeeded_by_one_of_its_sort() -> None:
    """A type by a type, a function or method by one with a body or without as itself, a value by a value."""
    with_body = [function("F", body="b"), function("T", "F", body="c")]
    without = [function("F"), shaped(DeclarationKind.METHOD, "I", "M")]
    types = [defined("T"), struct("T", "a"), shaped(DeclarationKind.INTERFACE, "T"), shaped(DeclarationKind.ALIAS, "T")]
    values = [variable("v"), variable("v", body="b"), shaped(DeclarationKind.CONST, "C", body="b")]
    sorts = [{category(shape) for shape in group} for group in (with_body, without, types, values)]
    assert all(len(found) == 1 for found in sorts)
    assert len(set.union(*sorts)) == 4
