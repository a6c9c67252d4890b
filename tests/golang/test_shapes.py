"""What of a declaration can drift, and what cannot: types as written, bodies as hashes, sketches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.drift.similarity import bodies, kept
from archviz.golang.graph import Graph
from archviz.model.graph import EVERY_HASH, FEW_HASHES, MANY_HASHES
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.graph import Shape

PACKAGE = "example.org/m"


def graph(folder: Path, code: str) -> Graph:
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text(f"module {PACKAGE}\n\ngo 1.24\n")
    (folder / "m.go").write_text(f"package m\n\n{code}\n")
    return Graph(open_source(str(folder)))


def shape(folder: Path, code: str, name: str) -> Shape:
    found = graph(folder, code).shape(Symbol(PACKAGE, *name.split(".")))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "name", "written"),
    [
        ("func F(a, b int, c string) {}", "F", "func(int, int, string)"),
        ("func F(list ...string) error { return nil }", "F", "func(...string) error"),
        ("func F() (n int, err error) { return }", "F", "func() (int, error)"),
        ("func F(f func(x int) (y string)) {}", "F", "func(func(int) string)"),
        ("func F(<-chan chan<- int) {}", "F", "func(<-chan (chan<- (int)))"),
        ("func F(m map[rune][]byte, a [2 + 1]any) {}", "F", "func(map[int32][]uint8, [3]interface{})"),
        ("type T struct{}\nfunc (t *T) M(other T) *T { return t }", "T.M", f"func({PACKAGE}.T) *{PACKAGE}.T"),
        ("func F[K comparable, V any](m map[K]V) {}", "F", "func[$0 comparable, $1 interface{}](map[$0]$1)"),
        ("type S[T any] struct{}\nfunc (s *S[E]) M(e E) S[E] { panic(0) }", "S.M", f"func($0) {PACKAGE}.S[$0]"),
        ('import f "fmt"\nvar V f.Stringer', "V", "fmt.Stringer"),
        ('import "fmt"\nvar V = fmt.Sprint(1)', "V", "string"),
        ('import "example.org/gone"\nfunc F(x *gone.Thing) {}', "F", "func(*example.org/gone.Thing)"),
        ('import "example.org/gone/v3"\nvar V gone.Set[string]', "V", "example.org/gone/v3.Set[string]"),
        ('import "example.org/gone"\nvar V = gone.New()', "V", "?"),
        ("const C = iota + 1.5", "C", "untyped float"),
        ("type T struct{ F struct{ A, B int } }", "T.F", "struct{A int; B int}"),
        ("type I interface{ M(n int) }", "I.M", "func(int)"),
        ("type T []T", "T", f"[]{PACKAGE}.T"),
        ("type A = map[string]int", "A", "map[string]int"),
        ("type N interface{ ~int | ~string }\nfunc F[T N](t T) {}", "F", f"func[$0 {PACKAGE}.N]($0)"),
    ],
)
def test_types_have_import_paths_and_no_names(tmp_path: Path, code: str, name: str, written: str) -> None:
    assert shape(tmp_path / "m", code, name).type == written


def test_members_are_fields_embedded_types_and_methods_by_name(tmp_path: Path) -> None:
    code = 'type T struct {\n\tB, A int `json:"a"`\n\t*U\n}\n\nfunc (t T) Do(n int) {}\n\ntype U struct{}'
    assert shape(tmp_path / "m", code, "T").members == (
        ("A", 'int "json:\\"a\\""'),
        ("B", 'int "json:\\"a\\""'),
        ("Do()", "func(int)"),
        ("U", f"embedded *{PACKAGE}.U"),
    )


def test_hashes_are_the_same_in_every_process(tmp_path: Path) -> None:
    found = shape(tmp_path / "m", "func F(a, b int) int { return a + b - a }", "F")
    assert found.body == shape(tmp_path / "n", "func F(x, y int) int {\n\treturn x +\n\t\ty - x\n}", "F").body
    assert found.body == "5f0d417af51c2569"


BODY = 'if err := check("name", n); err != nil { return err }; return load("disk", n, mode, x.Size)'
HEAD = "func check(a string, n int) error { return nil }\nfunc F(n, mode int, x struct{ Size int }) error {"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (BODY.replace("err", "e").replace("if e", "if /* sic */ e"), True),
        (BODY.replace("; return", "\n// loads\nreturn").replace("x.Size)", "x.Size,\n)"), True),
        (BODY.replace("err != nil", "nil != err"), False),
        (BODY.replace('"disk"', '"net"'), False),
        (BODY.replace("n, mode", "mode, n"), False),
        (BODY.replace("x.Size", "x.size"), False),
        (BODY.replace("err :=", "err, _ :="), False),
    ],
)
def test_a_body_is_its_tokens_without_names_of_its_own(tmp_path: Path, other: str, same: bool) -> None:
    old = shape(tmp_path / "old", f"{HEAD} {BODY} }}", "F")
    new = shape(tmp_path / "new", f"{HEAD} {other} }}", "F")
    assert (old.body == new.body) is same


def test_a_local_name_is_told_from_what_it_hides(tmp_path: Path) -> None:
    code = 'import "strings"\n\nvar n = 1\n\nfunc F() int { %s }'
    hides = shape(tmp_path / "a", code % "strings := n; return strings", "F")
    differs = shape(tmp_path / "b", code % "n := n; return n", "F")
    package = shape(tmp_path / "c", code % "m := n; return n", "F")
    assert hides.body == differs.body
    assert package.body != differs.body


def test_a_sketch_tells_how_much_is_shared_and_is_empty_where_little_is_said(tmp_path: Path) -> None:
    few = shape(tmp_path / "a", 'func F() string { return "x" }', "F")
    many = shape(tmp_path / "b", "func F() {" + "".join(f"f{i}(a{i}, b{i});" for i in range(100)) + "}", "F")
    plain = shape(tmp_path / "c", "func F(e error) error { if e != nil { return e }; return nil }", "F")
    assert few.sketch == plain.sketch == ()
    assert list(many.sketch) == sorted(set(many.sketch))
    assert len(many.sketch) > FEW_HASHES
    assert many.sketch[-1] < many.below == MANY_HASHES
    assert few.below == EVERY_HASH


def test_a_sketch_of_a_part_says_that_it_is_one(tmp_path: Path) -> None:
    calls = [f"f{i}(a{i}, b{i});" for i in range(400)]
    whole, half, short = (
        shape(tmp_path / name, f"func F() {{{''.join(some)}}}", "F")
        for name, some in (("whole", calls), ("half", calls[:200]), ("short", calls[:6]))
    )
    assert kept(half, whole) == kept(short, whole) == 1
    assert 0.4 < (kept(whole, half) or 0) < 0.6
    assert (bodies(whole, half) or 0) == kept(whole, half)
    assert kept(short, half) == 1
    assert 0 < (kept(half, short) or 0) < 0.1


def test_what_is_not_declared_has_no_shape(tmp_path: Path) -> None:
    found = graph(tmp_path / "m", "type T struct{ A int }")
    for symbol in (Symbol(PACKAGE, "X"), Symbol(PACKAGE, "T", "X"), Symbol("example.org/none", "X")):
        assert found.shape(symbol) is None
    outside = found.shape(Symbol("strings", "ToUpper"))
    assert outside is not None
    assert outside.type == "func(string) string"
    assert not outside.position.inside
