"""Go declarations that are small and unfold without end, depend on themselves, or depend on ten thousand others.

The first are answered within bounds, the second have a reason, and the third are valid Go and answered right.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import ends, growth

from archviz.golang.facts import jsonlines
from archviz.golang.graph import Graph
from archviz.golang.types.identity import MOST_TYPES, compared, identical, is_known
from archviz.golang.types.implementation import Decision, implements
from archviz.golang.types.lazy import NESTED, work_out
from archviz.golang.types.objects import Const, TypeName, Var
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import (
    BASIC,
    Array,
    Chan,
    Interface,
    Invalid,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    substitute,
    unalias,
    underlying,
)
from archviz.golang.types.typestring import MOST_TEXT, type_string
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archviz.golang.types.objects import Object
    from archviz.golang.types.package import Package

pytestmark = pytest.mark.fuzz

M = "example.org/m"


class Read:
    """A package of one file, and what is asked of it."""

    def __init__(self, folder: Path, text: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "go.mod").write_text(f"module {M}\n\ngo 1.24\n")
        (folder / "a.go").write_text(f"package m\n\n{text}\n")
        self.graph = Graph(open_source(str(folder)))
        self.package: Package = self.graph.package(M)

    def facts(self) -> list[jsonlines.Fact]:
        """Everything there is to say of the package."""
        return [*jsonlines.facts([self.package]), *jsonlines.unresolved([self.package])]

    def reasons(self) -> dict[str, str]:
        """Why calls could not be resolved, by their text."""
        return {str(fact["text"]): str(fact["reason"]) for fact in jsonlines.unresolved([self.package])}

    def calls(self, function: str) -> list[str]:
        """What a function calls for certain."""
        found = self.graph.relations(Symbol(M, function))
        return [str(r.target).removeprefix(f"{M}.") for r in found if r.kind == "call" and r.certain]

    def object(self, name: str) -> Object:
        """A declared object."""
        found = self.package.lookup(name)
        assert found is not None
        return found

    def type(self, name: str) -> Type:
        """A declared type, or that of a variable or constant."""
        found = self.object(name)
        assert isinstance(found, TypeName | Var | Const)
        return found.type() if isinstance(found, TypeName) else found.type


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Read]:
    """Writes a file and reads it; each in a folder of its own."""
    count = itertools.count()
    return lambda text: Read(tmp_path / str(next(count)), text)


def row(n: int, line: str, last: str) -> str:
    """``n`` declarations, each of ``@`` that mentions the next, ``$``, and a last one."""
    lines = [line.replace("@", str(i)).replace("$", str(i + 1)) for i in range(n)]
    return "\n".join([*lines, last.replace("@", str(n))])


# Rows: valid Go, answered right

LONG = 3_000


def test_constants_in_a_row(read: Callable[[str], Read]) -> None:
    """Each is one more than the next, whichever is asked for first."""
    text = row(LONG, "const C@ = C$ + 1", "const C@ = 1")
    for first in ("C0", f"C{LONG // 2}", f"C{LONG}"):
        found = read(text)
        assert isinstance(found.object(first), Const)
        obj = found.object("C0")
        assert isinstance(obj, Const)
        assert obj.value == LONG + 1
        assert type_string(obj.type) == "untyped int"


def test_variables_in_a_row(read: Callable[[str], Read]) -> None:
    """Types and declared values go through the whole row, also through calls and fields."""
    found = read(row(LONG, "var X@ = X$", 'var X@ = "a"'))
    assert type_string(found.type("X0")) == "string"
    assert found.graph.text(Symbol(M, "X0")) == "a"
    found = read(row(LONG, "var X@ = id(X$)", "var X@ = T{}\nfunc id[P any](p P) P { return p }\ntype T struct{}"))
    assert type_string(found.type("X0")) == f"{M}.T"
    found = read(row(LONG, "var X@ = T{F: X$.F}", 'var X@ = T{F: "a"}\ntype T struct{ F string }\nvar Y = X0.F'))
    assert found.graph.text(Symbol(M, "Y")) == "a"


METHOD = "func (T) M() {}\ntype T struct{ f func() T }\n"


@pytest.mark.parametrize(
    "line",
    [
        "type T@ interface{ T$ }",
        "type T@ T$",
        "type T@ = T$",
        "type T@ struct{ T$ }",
        "type T@ struct{ *T$ }",
    ],
)
def test_types_in_a_row(read: Callable[[str], Read], line: str) -> None:
    """A method of the last one is called through the first."""
    interface = "interface" in line
    last = "type T@ interface{ M() }" if interface else "type T@ struct{ f int }\nfunc (T@) M() {}"
    found = read(row(LONG, line, f"{last}\nfunc F(t T0) {{ t.M() }}"))
    wanted = [] if line == "type T@ T$" else [f"T{LONG}.M"]
    assert found.calls("F") == wanted


def test_row_of_defined_types_ends_in_what_the_last_one_is(read: Callable[[str], Read]) -> None:
    """A hundred and one types defined by one another are not a circle."""
    found = read(row(LONG, "type T@ T$", "type T@ map[string]int"))
    assert type_string(underlying(found.type("T0"))) == "map[string]int"
    found = read(row(LONG, "const C@ = C$\ntype A@ [C@]A$", "const C@ = 7\ntype A@ int"))
    assert type_string(underlying(found.type("A0"))) == f"[7]{M}.A1"


def test_row_of_embedding_interfaces_with_a_method_each(read: Callable[[str], Read]) -> None:
    """All methods are there, and a type that lacks one does not implement it."""
    methods = "".join(f"func (S) M{i}() {{}}\n" for i in range(200))
    found = read(
        row(199, "type I@ interface{ I$; M@() }", f"type I@ interface{{ M@() }}\ntype S struct{{}}\n{methods}")
    )
    implemented = {fact["iface"] for fact in found.facts() if fact["rel"] == "implements"}
    assert len(implemented) == 200


# What unfolds without end

DOUBLING = {
    "aliases": "type E@ = func(E$, E$) E$",
    "arrays": "type E@ = [2]func(E$, E$)",
    "structs": "type E@ = struct{ a, b E$ }",
    "interfaces": "type E@ = interface{ A() E$; B() E$ }",
    "generic aliases": "type P@[T any] = P$[P$[T]]\ntype E@ = P@[int]",
    "generic arguments": "type P@[T any] = func(P$[[]T]) P$[[]T]\ntype E@ = P@[int]",
    "generic types": "type P@[T any] struct{ P$[P$[T]] }\ntype E@ = P@[P@[int]]",
}
USES = """type P@[T any] struct{ x T }
type E@ = int
type Q struct{}
func (Q) M(e E0) E0 { return e }
type R interface{ M(e E0) E0 }
type H struct{ f E0; g func(E0) }
func (Q) Other() {}
func F(q Q) { q.M(nil); q.Other(); g(q.M(nil), q.M(nil)) }
func g[T any](a, b T) {}
var V = g[E0]
"""


@pytest.mark.parametrize("kind", DOUBLING)
def test_doubling_types_take_no_time(read: Callable[[str], Read], kind: str) -> None:
    """Forty lines that unfold to 2^40 types are answered, shapes included, and what is beside them is found."""
    found = read(row(40, DOUBLING[kind], USES))
    with ends():
        facts = found.facts()
        for symbol in (Symbol(M, name) for name in ("E0", "E20", "P0", "R", "H", "V")):
            assert len(str(found.graph.shape(symbol))) < 6 * MOST_TEXT
    called = {fact["callee"] for fact in facts if fact["rel"] == "call"}
    assert {f"{M}.Q.M", f"{M}.Q.Other", f"{M}.g"} <= called
    assert [fact["iface"] for fact in facts if fact["rel"] == "implements"] == [f"{M}.R"]


def test_doubling_embedding_is_searched_once_a_type(read: Callable[[str], Read]) -> None:
    """The method is there 2^60 times at one depth: ambiguous. One that is nearer is found."""
    text = row(
        60,
        "type S@ struct{ A@; *B@ }\ntype A@ struct{ S$ }\ntype B@ struct{ S$ }",
        "type S@ struct{}\n"
        "func (S@) M() {}\n"
        "func (A30) Near() {}\n"
        "type T struct{ A0 }\n"
        "func F(s S60, t S30) { s.M(); t.Near() }",
    )
    found = read(text)
    assert found.calls("F") == ["S60.M", "A30.Near"]
    start = found.type("S0")
    assert select(start, "M", M).reason == "M is ambiguous"  # type: ignore[union-attr]
    again = read(
        row(
            60,
            "type I@ interface{ A@; B@ }\ntype A@ interface{ I$ }\ntype B@ interface{ I$ }",
            "type I@ interface{ M() }\nfunc F(i I0) { i.M() }",
        )
    )
    assert again.calls("F") == ["I60.M"]


def test_doubling_calls_and_constraints(read: Callable[[str], Read]) -> None:
    """The type of a call of a call, and the terms of a union of unions."""
    calls = "f(" * 40 + "T{}" + ")" * 40
    found = read(
        f"type pair[A, B any] struct{{ a A; b B }}\n"
        f"func f[P any](p P) pair[P, P] {{ panic(0) }}\n"
        f"{METHOD}func F() {{ v := {calls}\n"
        f" v{'.a' * 40}.M() }}\n"
        f"var V = {calls}"
    )
    assert found.calls("F")[-1] == "T.M"
    assert len(type_string(found.type("V"))) < MOST_TEXT + 20
    assert "invalid type" in type_string(found.type("V"))
    text = row(
        40,
        "type C@ interface{ A@ | B@ }\ntype A@ interface{ C$ }\ntype B@ interface{ C$ }",
        f"type C@ interface{{ ~[]T }}\n{METHOD}func F[S C0](s S) {{ s[0].M() }}",
    )
    assert read(text).calls("F") == ["T.M"]


def test_types_too_large_to_compare_are_unknown() -> None:
    """Neither identical nor different: nothing is implemented, or not implemented, for certain."""

    def tower(height: int) -> Type:
        t: Type = BASIC["int"]
        for _ in range(height):
            t = Slice(t)
        return t

    assert compared(tower(MOST_TYPES // 2), tower(MOST_TYPES // 2)) is True
    assert compared(tower(MOST_TYPES * 2), tower(MOST_TYPES * 2)) is None
    assert is_known(tower(MOST_TYPES // 2))
    assert not is_known(tower(MOST_TYPES * 2))
    assert type_string(tower(MOST_TYPES * 2)).endswith("… invalid type")


@pytest.mark.parametrize(
    "text",
    [
        "type T[P any] struct{ *T[T[P]] }\nfunc F(t T[int]) { t.M() }",
        "type T[P any] interface{ T[[]P]; T[*P] }\nfunc F(t T[int]) { t.M() }",
        "type T[P any] T[[]P]\nfunc F(t T[int]) { t.M() }",
        "type T[P any] = T[[]P]\nfunc F(t T[int]) { t.M() }",
        "type T[P T[P]] struct{ T[T[P]] }\nfunc F(t T[int]) { t.M() }",
    ],
)
def test_instances_without_end(read: Callable[[str], Read], text: str) -> None:
    """Go has no such types; each has a reason."""
    assert read(text).reasons()["t.M"]


# Circles

CIRCLES = [
    "type A = B\ntype B = A",
    "type A = *A",
    "type A = []B\ntype B = map[int]A",
    "type A = func(A) B\ntype B = func(B) A",
    "type A[T any] = B[T]\ntype B[T any] = A[T]",
    "type A A",
    "type A B\ntype B = C\ntype C A",
    "type A struct{ B }\ntype B struct{ *A; B }",
    "type A = struct{ A }",
    "type A interface{ B }\ntype B interface{ C }\ntype C interface{ A }",
    "type A = interface{ A }",
    "type A [len(v)]int\nvar v A",
    "type A [c]int\nconst c = len(A{})",
]


@pytest.mark.parametrize("text", CIRCLES)
def test_circles_of_types_end(read: Callable[[str], Read], text: str) -> None:
    """Whatever is asked of them; a call through one has a reason."""
    generic = "[int]" if "[T any]" in text else ""
    uses = (
        f"func F(a A{generic}) {{ a.M(); a[0].M(); (*a).M(); a(a).M(); for range a {{}} ; g(a) }}\n"
        f"func g[T A{generic}](t T) {{ t.M() }}\n"
    )
    found = read(
        f"{text}\n"
        f"{uses}\n"
        f"type Q struct{{ A{generic} }}\n"
        f"func (Q) M(a A{generic}) {{}}\n"
        f"type R interface{{ M(A{generic}) }}"
    )
    found.facts()
    for symbol in found.graph.symbols(M):
        found.graph.shape(symbol)
        found.graph.implementers(symbol)
    assert found.reasons()["a.M"]


def test_recursive_go_is_no_circle(read: Callable[[str], Read]) -> None:
    """Types that mention themselves behind a pointer, a function or a constraint are valid."""
    found = read(
        "type Node struct{ next *Node; *Tree }\ntype Tree struct{ *Node; left, right *Tree }\nfunc (*Tree) Walk() {}\n"
        "type F func(F) F\ntype S []S\ntype I interface{ Next() I }\ntype L = List[int]\n"
        "type List[T any] struct{ next *List[T]; value T }\nfunc (l *List[T]) Push() {}\n"
        "type Ordered[T any] interface{ Less(T) bool }\ntype Sorted[T Ordered[T]] struct{ items []T }\n"
        "func Use[T Ordered[T]](t T) { t.Less(t) }\n"
        "func Run(n Node, f F, s S, i I, l L) {\n"
        "n.next.Walk(); f(f)(f); _ = s[0][0]; i.Next().Next(); l.next.next.Push() }"
    )
    assert found.calls("Run") == ["Tree.Walk", "I.Next", "I.Next", "List.Push"]
    assert found.calls("Use") == ["Ordered.Less"]
    assert found.reasons() == {}


def test_circles_of_values_have_the_same_reasons_whichever_is_asked_first(read: Callable[[str], Read]) -> None:
    """Each member depends on itself; what depends on a circle from outside tells of the member that it names."""
    text = (
        "var A = id(B)\n"
        "var B = h(A, C)\n"
        "var C = h(B, B)\n"
        "var D = A\n"
        "const X = Y + 1\n"
        "const Y = X\n"
        "const Z = X + 1\n"
        "func id[P any](p P) P { return p }\n"
        "func h[P any](a, b P) int { return 0 }"
    )
    names = ("A", "B", "C", "D", "X", "Y", "Z")
    reasons: set[tuple[str, ...]] = set()
    for order in itertools.permutations(names, 3):
        found = read(text)
        for name in order:
            found.type(name)
        types = [found.type(name) for name in names[:-1]]
        assert all(isinstance(t, Invalid) for t in types)
        reasons.add(tuple(t.reason for t in types if isinstance(t, Invalid)))
        constants = [found.object(name) for name in ("X", "Y", "Z")]
        assert [c.value for c in constants if isinstance(c, Const)] == [None] * 3
    variables = tuple(f"the type of {name} depends on itself" for name in "ABCA")
    assert reasons == {(*variables, *(f"the constant {name} depends on itself" for name in "XY"))}
    assert read("var A = B\nvar B = A\nvar C = T{F: D.F}\nvar D = T{F: C.F}").graph.text(Symbol(M, "A")) is None


# Constants

VALUES = [
    ("1 << 500", 1 << 500),
    ("1 << 500 >> 498", 4),
    ("1 << 500 << 500", None),
    ("1 << (1 << 62)", None),
    ("1 >> -1", None),
    ("1 / 0", None),
    ("1 % 0", None),
    ("1.0 / 0", None),
    ("-7 / 2", -3),
    ("-7 % 2", -1),
    ("1e400", None),
    ("1e308 * 10", None),
    ("1e-400", None),
    ("0e-400", 0.0),
    ("0x1p-2", 0.25),
    ("0x1p99999", None),
    ("9" * 5_000, None),
    ("0x" + "f" * 5_000, None),
    ("0x", None),
    ("08", None),
    ("0o17", 15),
    ("017", 15),
    ("1_000", 1_000),
    ("true + 1", None),
    ("'a'", 97),
    (r"'\x41'", 65),
    (r"'\ud800'", None),
    (r"'\U00110000'", None),
    (r"'\UFFFFFFFF'", None),
    (r'"\ud800"', None),
    (r'"\q"', None),
    (r'"\xff"', None),
    (r'"\xe4\xb8\x96"', "世"),
    (r'"\344\270\226"', "世"),
    (r'"\777"', None),
    (r'len("\u4e16")', 3),
    ('len("世")', 3),
    ("string(65)", "A"),
    ("string(-1)", "\ufffd"),
    ("string(0xd800)", "\ufffd"),
    ("string(1 << 40)", "\ufffd"),
    ("uint8(255)", 255),
    ("uint8(256)", None),
    ("int8(-128)", -128),
    ("^0", -1),
    ("^uint(0)", (1 << 64) - 1),
    ("float64(1) / 4", 0.25),
    ("int(2.0)", 2),
    ("int(2.5)", None),
    ('"a" + "b"', "ab"),
    ('"a" + 1', None),
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[text[:30] for text, _ in VALUES])
def test_a_constant_has_its_value_or_none(read: Callable[[str], Read], text: str, value: object) -> None:
    """Never a wrong one, and no exception."""
    obj = read(f"const C = {text}").object("C")
    assert isinstance(obj, Const)
    assert obj.value == value
    assert type(obj.value) is type(value)


@pytest.mark.parametrize(
    ("line", "last", "value"),
    [
        ("const C@ = C$ * C$", "const C@ = 3", 3 ** (1 << 8)),
        ("const C@ = C$ << 60", "const C@ = 1", 1 << 480),
        ("const C@ = C$ + C$", 'const C@ = "ab"', "ab" * (1 << 8)),
        ("var C@ = C$ + C$", 'var C@ = "ab"', "ab" * (1 << 8)),
        ("var C@ = C$ + C$", 'var C@ = ""', ""),
    ],
)
def test_doubling_values_end(read: Callable[[str], Read], line: str, last: str, value: object) -> None:
    """Eight steps are within the bounds, a thousand are not, but for what does not grow."""
    assert read(row(8, line, last)).graph.text(Symbol(M, "C0")) == (str(value))
    assert read(row(1_000, line, last)).graph.text(Symbol(M, "C0")) == ("" if value == "" else None)


# How the work grows


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("const C@ = C$ + 1", "const C@ = 1"),
        ("var C@ = id(C$)", "var C@ = 1\nfunc id[T any](t T) T { return t }"),
        ("type T@ interface{ T$ }", "type T@ interface{ M() }\ntype S struct{}\nfunc (S) M() {}"),
        ("type T@ T$", "type T@ struct{}"),
        ("type T@ = func(T$, T$) T$", "type T@ = int\ntype S struct{}\nfunc (S) M(T0) {}\ntype I interface{ M(T0) }"),
        ("type T@ struct{ *U@ }\ntype U@ struct{ *T$ }", "type T@ struct{ *T0 }"),
        (
            "type A@ = A$\nvar V@ = V$\ntype I@ interface{ I$ }\ntype D@ D$",
            "type A@ = A0\nvar V@ = V0\ntype I@ interface{ I0 }\ntype D@ D0",
        ),
    ],
)
def test_twice_the_declarations_are_twice_the_work(read: Callable[[str], Read], line: str, last: str) -> None:
    """Rows and circles: straight in their length."""
    assert growth(lambda count: read(row(count, line, last)).facts, 150) < 6


# Working values out


class Cell:
    """A value that is worked out from others: one more than the sum of theirs, -1 for one that depends on itself."""

    def __init__(self) -> None:
        self.others: list[Cell] = []
        self.found: int | None = None
        self.asked = 0

    def value(self) -> int:
        """The value."""
        if self.found is not None:
            return self.found
        return work_out(self, "found", self._sum, "circle", lambda _: -1)

    def _sum(self) -> int:
        self.asked += 1
        return (1 + sum(other.value() for other in self.others)) % 1_000_003


def cells(edges: list[tuple[int, int]], count: int) -> list[Cell]:
    """Cells that depend on one another."""
    made = [Cell() for _ in range(count)]
    for a, b in edges:
        made[a].others.append(made[b])
    return made


def test_a_row_is_worked_out_with_a_bounded_stack_and_each_value_twice_at_most() -> None:
    """However long it is."""
    row_of = cells([(i, i + 1) for i in range(50_000)], 50_001)
    assert row_of[0].value() == 50_001
    assert max(cell.asked for cell in row_of) <= 2


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_circles_are_found_whichever_value_is_asked_for_first(data: st.DataObject) -> None:
    """A value depends on itself exactly if there is a path from it to itself."""
    count = data.draw(st.integers(1, 2 * NESTED))
    numbers = st.integers(0, count - 1)
    sparse = [(i, i + 1) for i in range(count - 1)] if data.draw(st.booleans()) else []
    edges = sparse + data.draw(st.lists(st.tuples(numbers, numbers), max_size=count))
    after: dict[int, set[int]] = {i: {b for a, b in edges if a == i} for i in range(count)}
    for middle in range(count):
        for a in range(count):
            if middle in after[a]:
                after[a] |= after[middle]
    found = cells(edges, count)
    for i in data.draw(st.lists(numbers, min_size=1)):
        found[i].value()
    for i, cell in enumerate(found):
        expected = -1 if i in after[i] else (1 + sum(other.value() for other in cell.others)) % 1_000_003
        assert cell.value() == expected


def test_an_exception_leaves_nothing_half_made() -> None:
    """The next question is answered; a value whose own expression is too deep has none, the others have."""
    outer, inner = Cell(), Cell()
    outer.others = [inner]

    def interrupted() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_out(outer, "found", lambda: work_out(inner, "found", interrupted, "", lambda _: -1), "", lambda _: -1)
    assert (outer.found, inner.found) == (None, None)
    assert outer.value() == 2

    def endless(depth: int = 0) -> int:
        return endless(depth + 1)

    deep, user = Cell(), Cell()
    user.others = [deep]
    deep._sum = endless  # type: ignore[method-assign]
    assert (user.value(), deep.value()) == (0, -1)


# Types against simple definitions of the same


def types(params: list[TypeParam]) -> st.SearchStrategy[Type]:
    """Random unnamed types over some basic ones and type parameters, parts shared or not."""
    leaves: list[Type] = [BASIC["int"], BASIC["string"], *params]
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            st.builds(Pointer, inner),
            st.builds(Slice, inner),
            st.builds(Array, st.integers(1, 2), inner),
            st.builds(Map, inner, inner),
            st.builds(Chan, st.sampled_from(["both", "send", "receive"]), inner),
            inner.map(lambda t: Map(t, t)),
            st.builds(Tuple, st.tuples(inner, inner)),
            st.builds(Signature, st.tuples(inner), st.tuples(inner)),
            inner.map(lambda t: Struct((Var("f", M, t, field=True),), ("",))),
        ),
        max_leaves=8,
    )


P, Q = TypeParam("P", lambda: Interface(())), TypeParam("Q", lambda: Interface(()))


def naive_text(t: Type) -> str:
    """A type as nested text, the parts of which are written again each time."""
    match t:
        case Pointer(elem=elem):
            return f"*{naive_text(elem)}"
        case Slice(elem=elem):
            return f"[]{naive_text(elem)}"
        case Array(length=length, elem=elem):
            return f"[{length}]{naive_text(elem)}"
        case Map(key=key, elem=elem):
            return f"map[{naive_text(key)}]{naive_text(elem)}"
        case Chan(direction="receive", elem=elem):
            return f"<-chan {naive_text(elem)}"
        case Chan(direction="send", elem=elem):
            return f"chan<- {naive_text(elem)}"
        case Chan(elem=Chan(direction="receive") as elem):
            return f"chan ({naive_text(elem)})"
        case Chan(elem=elem):
            return f"chan {naive_text(elem)}"
        case Tuple(types=(a, b)):
            return f"({naive_text(a)}, {naive_text(b)})"
        case Signature(params=(a,), results=(b,)):
            return f"func({naive_text(a)}) {naive_text(b)}"
        case Struct(fields=(f,)):
            return f"struct{{f {naive_text(f.type)}}}"
        case _:
            return str(getattr(t, "name", "?"))


@settings(max_examples=300, deadline=None)
@given(types([P, Q]), types([P, Q]))
def test_identity_and_text_agree(a: Type, b: Type) -> None:
    """Two such types are identical exactly if they are written alike; identity is reflexive and symmetric."""
    assert type_string(a) == naive_text(a)
    assert identical(a, a)
    assert identical(a, b) == identical(b, a) == (naive_text(a) == naive_text(b))


@settings(max_examples=300, deadline=None)
@given(types([P, Q]), types([]), types([]))
def test_substitution_is_that_of_the_text(t: Type, p: Type, q: Type) -> None:
    """Each type parameter's place is taken by its argument, and nothing else changes."""
    box = TypeName("Box", None, lambda _: t, params=lambda: (P, Q))
    replaced = substitute(t, {P: p, Q: q})
    expected = naive_text(t).replace("P", "\0").replace("Q", naive_text(q)).replace("\0", naive_text(p))
    assert naive_text(replaced).replace("(", "").replace(")", "") == expected.replace("(", "").replace(")", "")
    assert identical(replaced, substitute(substitute(t, {P: p}), {Q: q}))
    assert naive_text(underlying(Named(box, (p, q)))) == naive_text(replaced)
    assert box.instance((p, q)) is box.instance((p, q))


def test_instances_of_the_same_arguments_are_one(read: Callable[[str], Read]) -> None:
    """So that what is found out about one need not be found out again."""
    found = read("type Box[T any] struct{ value T; next *Box[T] }\ntype T struct{}\nvar A Box[T]\nvar B Box[T]")
    assert found.type("A") is found.type("B")
    struct = underlying(found.type("A"))
    assert isinstance(struct, Struct)
    pointer = struct.fields[1].type
    assert isinstance(pointer, Pointer)
    assert unalias(pointer.elem) is found.type("A")
    answer = select(found.type("A"), "value", M)
    assert isinstance(answer, Selection)


def test_an_interface_of_too_many_embedded_methods_is_incomplete(read: Callable[[str], Read]) -> None:
    """Its own methods are all there, and nothing implements it for certain."""
    parts = "".join(f"type I{i} interface{{ {'; '.join(f'M{i}x{k}()' for k in range(300))} }}\n" for i in range(10))
    embeds = "; ".join(f"I{i}" for i in range(10))
    own = "; ".join(f"Own{k}()" for k in range(10))
    found = read(
        f"{parts}type All interface{{ {embeds}; {own} }}\n"
        f"func F(a All) {{ a.Own9(); a.M9x299() }}\n"
        f"type S struct{{ All }}"
    )
    assert found.calls("F") == ["All.Own9"]
    assert found.reasons()["a.M9x299"]
    t, interface = found.type("S"), found.type("All")
    assert isinstance(interface, Named)
    assert implements(t, interface).answer is Decision.UNKNOWN
