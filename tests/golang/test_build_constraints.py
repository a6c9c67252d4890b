"""Which files belong to a package, as ``go list`` of Go 1.27 has it (``go help buildconstraint``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.golang.syntax.constraints import MOST_OPERANDS, included
from archviz.model.context import NEWEST_GO, BuildContext, parse_platform
from archviz.model.errors import SourceError
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

LAMP = "example.org/lamp"
CLAUSE = b"package p\n"


def belongs(constraint: str, context: BuildContext | None = None) -> bool:
    return included("a.go", f"//go:build {constraint}\n\n".encode() + CLAUSE, context or BuildContext())


@pytest.mark.parametrize(
    ("constraint", "value"),
    [
        ("linux", True),
        ("!linux", False),
        ("linux && !windows || darwin", True),
        ("darwin || linux && windows", False),
        ("!(darwin || linux) || (amd64 && !(arm64))", True),
        ("(" * 900 + "linux" + ")" * 900, True),
        (" || ".join(["linux"] * MOST_OPERANDS), True),
        (" || ".join(["linux"] * (MOST_OPERANDS + 1)), False),
        ("(" * 5_000 + "linux" + ")" * 5_000, False),
        ("!!linux", False),
        ("!" * 5_001 + "linux", False),
        ("linux &&", False),
        ("(linux", False),
        ("linux)", False),
        ("linux linux", False),
        ("linux & amd64", False),
        ("linux // why", False),
        ("linux, amd64", False),
        ("lin²x || linux", False),
        ("", False),
    ],
)
def test_an_expression_is_read_as_go_reads_it(constraint: str, value: bool) -> None:
    assert belongs(constraint) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("\ufeff//go:build windows\n\npackage p\n", False, id="a byte order mark stands first"),
        pytest.param("\ufeff//go:build linux\n\npackage p\n", True, id="a byte order mark, and it holds"),
        pytest.param("\t //go:build windows\n\npackage p\n", False, id="blanks stand before it"),
        pytest.param("\u00a0//go:build windows\n\npackage p\n", False, id="a no-break space stands before it"),
        pytest.param("// go:build windows\n\npackage p\n", True, id="a blank within"),
        pytest.param("//go:buildwindows\n\npackage p\n", True, id="another directive"),
        pytest.param("//go:build windows\npackage p\n", False, id="no blank line is needed"),
        pytest.param("//go:build windows\r\n\r\npackage p\r\n", False, id="lines that end as on Windows"),
        pytest.param("//go:build linux\r\n\r\npackage p\r\n", True, id="lines that end as on Windows, and it holds"),
        pytest.param("/* one\n//go:build windows\n*/\n\npackage p\n", True, id="in a block comment"),
        pytest.param("/* one\n*/\n//go:build windows\npackage p\n", False, id="after a block comment"),
        pytest.param("/**/ /* */\n//go:build windows\npackage p\n", False, id="after two block comments on a line"),
        pytest.param("/*/\n//go:build windows\n*/\npackage p\n", True, id="what looks like a whole block comment"),
        pytest.param("package p\n//go:build windows\n", True, id="after the package clause"),
        pytest.param("//go:build linux\n//go:build amd64\n\npackage p\n", False, id="twice"),
        pytest.param("//go:build linux\n// +build windows\n\npackage p\n", True, id="//go:build wins"),
        pytest.param("// +build windows\n\npackage p\n", False, id="the old form"),
        pytest.param("//+build windows\n\npackage p\n", False, id="the old form without a blank"),
        pytest.param("// +build windows\npackage p\n", True, id="the old form in a doc comment"),
        pytest.param("// +build windows\n\t\npackage p\n", False, id="the old form, and a line of blanks"),
        pytest.param("// +build windows\n  package p\n", True, id="the old form, and an indented clause"),
        pytest.param("/* x */\n// +build windows\n\npackage p\n", True, id="the old form after a block comment"),
        pytest.param(
            "// +build linux,amd64 windows\n// +build !arm\n\npackage p\n", True, id="the old form, all lines"
        ),
        pytest.param("// +build linux\n// +build arm\n\npackage p\n", False, id="the old form, not all lines"),
        pytest.param("// +build\n\npackage p\n", False, id="the old form of nothing is the tag ignore"),
        pytest.param("// +build !!linux\n\npackage p\n", False, id="the old form of a double negation likewise"),
        pytest.param("// +build !linux-x\n\npackage p\n", True, id="the old form of what is no tag likewise"),
        pytest.param("// +build " + "windows " * 101 + "\n\npackage p\n", False, id="the old form, 101 terms"),
        pytest.param("// +build " + "windows " * 102 + "\n\npackage p\n", True, id="the old form, too long to count"),
    ],
)
def test_the_lines_that_count(text: str, value: bool) -> None:
    assert included("a.go", text.encode()) is value


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        *(("unix", True), ("gc", True), ("gccgo", False), ("cgo", False), ("ignore", False), ("amd64.v1", True)),
        *(("amd64.v2", False), ("go1.1", True), (f"go1.{NEWEST_GO}", True), (f"go1.{NEWEST_GO + 1}", False)),
        *(("go1.99", False), ("go1", False), ("go1.9.1", False), ("goexperiment.jsonv2", True)),
        *(("goexperiment.regabiargs", True), ("goexperiment.greenteagc", True), ("goexperiment.dwarf5", True)),
        *(("goexperiment.simd", False), ("goexperiment.arenas", False), ("boringcrypto", False)),
    ],
)
def test_the_tags_of_the_toolchain(tag: str, value: bool) -> None:
    assert belongs(tag) is value
    assert belongs(f"!{tag}") is not value


@pytest.mark.parametrize(
    ("platform", "holding", "failing"),
    [
        ("android/arm64", "android && linux && unix && arm64 && arm64.v8.0", "amd64"),
        ("illumos/amd64", "illumos && solaris && unix", "linux"),
        ("ios/arm64", "ios && darwin && unix", "goexperiment.dwarf5"),
        ("windows/386", "windows && 386 && 386.sse2", "unix || goexperiment.regabiargs"),
        ("js/wasm", "js && wasm && wasm.signext", "unix"),
        ("plan9/arm", "arm.5 && arm.7", "unix"),
        ("linux/riscv64", "riscv64.rva20u64", "riscv64.rva22u64"),
    ],
)
def test_the_tags_of_a_platform(platform: str, holding: str, failing: str) -> None:
    context = BuildContext(*parse_platform(platform))
    assert belongs(holding, context)
    assert not belongs(failing, context)


@pytest.mark.parametrize(
    ("name", "platforms"),
    [
        ("a.go", "linux/amd64 windows/amd64 darwin/arm64 android/arm64"),
        ("linux.go", "linux/amd64 windows/amd64 darwin/arm64 android/arm64"),
        ("a_linux.go", "linux/amd64 android/arm64"),
        ("a_linux_arm64.go", "android/arm64"),
        ("a_arm64.go", "darwin/arm64 android/arm64"),
        ("a_linux_b.go", "linux/amd64 windows/amd64 darwin/arm64 android/arm64"),
        ("windows_amd64.go", "linux/amd64 windows/amd64"),
        ("a_unix.go", "linux/amd64 windows/amd64 darwin/arm64 android/arm64"),
        ("a_nacl.go", ""),
        ("a_sparc.go", ""),
        ("a_linux.pb.go", "linux/amd64 android/arm64"),
        ("a.pb_windows.go", "linux/amd64 windows/amd64 darwin/arm64 android/arm64"),
        ("a_windows_linux.go", "linux/amd64 android/arm64"),
    ],
)
def test_a_name_demands_a_platform(name: str, platforms: str) -> None:
    every = ["linux/amd64", "windows/amd64", "darwin/arm64", "android/arm64"]
    found = [p for p in every if included(name, CLAUSE, BuildContext(*parse_platform(p)))]
    assert found == platforms.split()


def test_a_tag_that_is_given_holds_in_constraints_and_names() -> None:
    context = BuildContext(tags=("fancy", "windows"))
    assert belongs("fancy && linux", context)
    assert not belongs("!fancy", context)
    assert included("a_windows.go", CLAUSE, context)


def test_cgo_and_what_is_no_package() -> None:
    uses_c = b'package p\n\n// int f(void);\nimport "C"\n'
    assert not included("a.go", uses_c)
    assert included("a.go", uses_c, BuildContext(cgo=True))
    assert belongs("cgo", BuildContext(cgo=True))
    assert not included("a.go", b"// Words.\n\npackage documentation\n")


# Whole packages


def source(folder: Path, files: dict[str, str], go: str = "1.21") -> str:
    for name, text in {"go.mod": f"module {LAMP}\n\ngo {go}\n", **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return str(folder)


def graph(folder: Path, files: dict[str, str], context: BuildContext | None = None, go: str = "1.21") -> Graph:
    return Graph(open_source(source(folder, files, go)), context or BuildContext())


def names(found: Graph, package: str = LAMP) -> list[str]:
    return [symbol.short for symbol in found.symbols(package)]


def test_release_tags_are_those_of_the_newest_go_or_of_what_the_module_asks_for(tmp_path: Path) -> None:
    files = {
        "a.go": "package lamp\n",
        "b.go": "//go:build go1.25\n\npackage lamp\n\nfunc newer() {}\n",
        "c.go": "//go:build !go1.99\n\npackage lamp\n\nfunc today() {}\n",
        "d.go": "//go:build go1.99\n\npackage lamp\n\nfunc tomorrow() {}\n",
    }
    assert names(graph(tmp_path / "old", files, go="1.19")) == ["newer", "today"]
    assert names(graph(tmp_path / "new", files, go="1.99.1")) == ["newer", "tomorrow"]
    assert names(graph(tmp_path / "tool", files, go="1.21\n\ntoolchain go1.99.0")) == ["newer", "tomorrow"]


TESTS = {
    "lab.go": "package lamp\n\nfunc Mix() {}\n",
    "lab_test.go": "package lamp\n\nfunc helper() { Mix() }\n",
    "a_test.go": f'package lamp_test\n\nimport "{LAMP}"\n\nfunc outside() {{ lamp.Mix() }}\n',
    "only/only_test.go": "package only\n\nfunc alone() {}\n",
    "outer/outer_test.go": "package outer_test\n\nfunc alone() {}\n",
    "under/under.go": "package under_test\n\nfunc Real() {}\n",
    "under/z_test.go": "package under_test\n\nfunc inside() {}\n",
}


def test_tests_are_part_of_a_package_or_a_package_of_their_own(tmp_path: Path) -> None:
    found = graph(tmp_path, TESTS, BuildContext(tests=True))
    assert found.packages() == tuple(f"{LAMP}{path}" for path in ("", "/only", "/outer_test", "/under", "_test"))
    assert names(found) == ["Mix", "helper"]
    assert names(found, f"{LAMP}_test") == ["outside"]
    assert names(found, f"{LAMP}/under") == ["Real", "inside"]
    (call,) = found.relations(Symbol(f"{LAMP}_test", "outside"))
    assert str(call.target) == f"{LAMP}.Mix"
    assert call.position.file == "a_test.go"


def test_without_tests_there_are_none(tmp_path: Path) -> None:
    found = graph(tmp_path, TESTS)
    assert found.packages() == (LAMP, f"{LAMP}/under")
    assert names(found) == ["Mix"]
    assert names(found, f"{LAMP}/under") == ["Real"]


def test_what_c_declares_is_unresolved_with_the_reason(tmp_path: Path) -> None:
    files = {
        "glue.go": 'package lamp\n\n// int f(int);\nimport "C"\n\ntype Held struct{ it C.int }\n\n'
        "func Twice(n int) (int, error) { got, err := C.f(C.int(n)); return int(got), err }\n"
    }
    facts = graph(tmp_path, files, BuildContext(cgo=True)).facts(LAMP)
    assert [(one.text, one.reason) for one in facts.unresolved] == [
        ("C.f", "C.f is declared by cgo, of which no source is read"),
        ("C.int", "C.int is declared by cgo, of which no source is read (a conversion, if int is a type)"),
    ]
    assert not facts.relations


@pytest.mark.parametrize(
    ("name", "text", "said", "hint"),
    [
        ("x_windows.go", "package lamp\n", "left out on linux/amd64", "--platform windows/amd64"),
        ("x_arm64.go", "package lamp\n", "left out on linux/amd64", "--platform linux/arm64"),
        ("x.go", "//go:build !unix\n\npackage lamp\n", "left out on linux/amd64", "--platform windows/amd64"),
        ("x.go", "//go:build fancy\n\npackage lamp\n", "left out without the tag fancy", "--tags fancy"),
        ("x.go", "// +build fancy\n\npackage lamp\n", "left out without the tag fancy", "--tags fancy"),
        ("x.go", "//go:build a && b\n\npackage lamp\n", "left out without the tags a, b", "--tags a,b"),
        (
            "x_windows.go",
            "//go:build fancy\n\npackage lamp\n",
            "left out on linux/amd64 and without the tag fancy",
            "--platform windows/amd64 --tags fancy",
        ),
        ("x.go", "//go:build cgo\n\npackage lamp\n", "left out without cgo", "--cgo"),
        ("x.go", 'package lamp\n\nimport "C"\n', 'left out as it imports "C"', "--cgo"),
        ("x_test.go", "package lamp\n", "tests are left out", "--tests"),
        (
            "x_windows_test.go",
            "package lamp\n",
            "left out on linux/amd64 and as a test",
            "--tests --platform windows/amd64",
        ),
        ("x.go", "//go:build go1.99\n\npackage lamp\n", "left out before Go 1.99", ""),
        ("x.go", "//go:build !gc\n\npackage lamp\n", "left out by its constraint !gc", ""),
        ("x.go", "//go:build a b\n\npackage lamp\n", "left out as its //go:build line is malformed", ""),
    ],
)
def test_a_name_of_a_left_out_file_says_which_and_why(
    tmp_path: Path, name: str, text: str, said: str, hint: str
) -> None:
    code = "\nfunc glow() {}\n\ntype Bulb struct{ watts int }\n\nfunc (b *Bulb) On() {}\n"
    found = graph(tmp_path, {"lamp.go": "package lamp\n\nfunc Switch() { glow() }\n", name: text + code})
    for short in (("glow",), ("Bulb",), ("Bulb", "watts"), ("Bulb", "On")):
        left_out = found.left_out(Symbol(LAMP, *short))
        assert left_out is not None
        assert (str(left_out), left_out.option) == (f"{name}, {said}", hint)
    assert found.left_out(Symbol(LAMP, "dim")) is None
    (call,) = found.facts(LAMP).unresolved
    assert call.reason == f"glow is declared in {name}, {said}"


def test_a_call_into_a_left_out_file_of_another_package_or_of_a_type(tmp_path: Path) -> None:
    found = graph(
        tmp_path,
        {
            "lamp.go": f'package lamp\n\nimport (\n\t"{LAMP}/bulb"\n\t"{LAMP}/wire"\n)\n\n'
            "func Switch(b *bulb.Bulb) { bulb.Glow(); b.Dim(); wire.Pull() }\n",
            "bulb/bulb.go": "package bulb\n\ntype Bulb struct{}\n",
            "bulb/fancy.go": "//go:build fancy\n\npackage bulb\n\nfunc Glow() {}\n\nfunc (*Bulb) Dim() {}\n",
            "wire/wire_plan9.go": "package wire\n\nfunc Pull() {}\n",
        },
    )
    assert [one.reason for one in found.facts(LAMP).unresolved] == [
        f"{LAMP}/bulb.Glow is declared in fancy.go, left out without the tag fancy",
        f"{LAMP}/bulb.Bulb.Dim is declared in fancy.go, left out without the tag fancy",
        f"all files of package {LAMP}/wire are left out: wire_plan9.go, left out on linux/amd64",
    ]
    with pytest.raises(SourceError) as error:
        found.package(f"{LAMP}/wire")
    assert error.value.lines == (
        f"all files of package {LAMP}/wire are left out",
        "  wire_plan9.go, left out on linux/amd64",
        "hint: --platform plan9/amd64 takes it in",
    )
    with pytest.raises(SourceError, match=r"has no package example\.org/none"):
        found.package("example.org/none")


def test_a_malformed_constraint_is_said(tmp_path: Path) -> None:
    found = graph(
        tmp_path, {"a.go": "package lamp\n", "b.go": "// Words.\n\n//go:build linux, amd64\n\npackage lamp\n"}
    )
    found.facts(LAMP)
    assert [str(one) for one in found.diagnostics()] == [
        "b.go: line 3: a malformed //go:build line: the file is left out"
    ]


def test_init_stands_for_all_functions_of_that_name(tmp_path: Path) -> None:
    files = {
        "a.go": "package lamp\n\n// Plugs a in.\nfunc init() { plug(one) }\n\nfunc one() {}\n",
        "b.go": "package lamp\n\nfunc plug(f func()) { f() }\n\nfunc two() {}\n\nfunc init() { plug(two) }\n",
    }
    found, init = graph(tmp_path / "both", files), Symbol(LAMP, "init")
    declared = found.declaration(init)
    assert declared is not None
    assert (str(declared.position), declared.signature) == ("a.go:4:6", "func init()")
    assert declared.doc == "Plugs a in.\n\nThe package has 2 functions init; this is the first."
    assert [str(one.target) for one in found.relations(init)] == [
        f"{LAMP}.{name}" for name in ("plug", "one", "plug", "two")
    ]
    other = graph(tmp_path / "other", files | {"b.go": files["b.go"].replace("plug(two)", "two()")})
    shapes = found.shape(init), other.shape(init)
    assert None not in shapes
    assert shapes[0] != shapes[1]
