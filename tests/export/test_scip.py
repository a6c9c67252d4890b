"""An index of SCIP, read by the messages of its makers' schema, which were not written here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archviz.export.scip_schema import messages
from archviz.export.scip_symbols import GoModule, Modules, package_symbol
from archviz.golang import stdlib
from archviz.sources.opening import open_source

HERE = Path(__file__).parent
READER = HERE.parents[1] / ".venv" / "scip-reader"
FERRY = {
    "go.mod": "module example.org/ferry\n\ngo 1.22\n\nrequire example.org/rope v1.2.0\n",
    "vendor/modules.txt": "# example.org/rope v1.2.0\n## explicit\nexample.org/rope/knot\n",
    "vendor/example.org/rope/knot/knot.go": """package knot

type Knot struct{ Tight bool }

func Tie() Knot { return Knot{} }
""",
    "port/port.go": """// Package port is where boats lie.
package port

import (
	"fmt" // "io"

	"example.org/rope/knot"
)

const fare = 3

// Boat goes to places.
type Boat interface {
	Sail(to string) error
}

// Barge is slow.
type Barge struct {
	knot.Knot
	loads, größe int
}

// Sail starts.
func (b *Barge) Sail(to string) error {
	b.loads++
	b.größe = fare
	_ = Barge{Knot: knot.Tie(), loads: 1}
	_ = pair{fare, one}
	return fmt.Errorf("no way to %s", to)
}

type pair struct{ fare, one int }

const one = 1

func Moor(b Boat) { missing.Call(b.Sail("home")) }

func init() {}
""",
    "port/twice_test.go": "package port\n\nfunc twice(b Boat) { Moor(b); Moor(b) }\n",
    "lake/lake.go": """package lake

import "example.org/ferry/port"

type Raft = port.Barge

var Boats = []port.Boat{new(Raft)}
""",
}
OWN = "scip-go gomod example.org/ferry v0.4.0 `example.org/ferry/port`/"

STANDARD = f"github.com/golang/go/src {stdlib.go_version()}"


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    for name, text in FERRY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def export(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archviz", "export", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def read(file: Path) -> Any:
    """The index as another program reads it."""
    if shutil.which("node") is None or not (READER / "node_modules").exists():
        pytest.skip("`make scip` brings the reader by npm, and node runs it")
    command = ["node", str(HERE / "scip_as_json.mjs"), str(READER), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def index_of(ferry: Path, *arguments: str) -> Any:
    done = export("--module-version", "v0.4.0", *arguments, cwd=ferry)
    assert done.returncode == 0, done.stderr
    index = messages()["Index"]()
    index.ParseFromString((ferry / "index.scip").read_bytes())
    return index


def named(index: Any, path: str) -> set[tuple[str, str, int]]:
    """What stands at each occurrence in a file, its symbol without what is the same for all, and its roles."""
    lines = FERRY[path].encode().split(b"\n")
    found = set()
    for document in index.documents:
        for one in document.occurrences if document.relative_path == path else ():
            line, start, end = one.range
            symbol = one.symbol.removeprefix(OWN).removeprefix("scip-go gomod ")
            found.add((lines[line][start:end].decode(), symbol, one.symbol_roles))
    return found


def test_every_name_of_a_file_with_its_symbol_and_roles(ferry: Path) -> None:
    assert named(index_of(ferry), "port/port.go") == {
        ("port", "", 1),
        ("fmt", f"{STANDARD} fmt/", 2),
        ("example.org/rope/knot", "example.org/rope v1.2.0 `example.org/rope/knot`/", 2),
        ("fare", "fare.", 1),
        ("Boat", "Boat#", 1),
        ("Sail", "Boat#Sail.", 1),
        ("Barge", "Barge#", 1),
        ("Knot", "Barge#Knot.", 1),
        ("Knot", "example.org/rope v1.2.0 `example.org/rope/knot`/Knot#", 0),
        ("loads", "Barge#loads.", 1),
        ("größe", "Barge#`größe`.", 1),
        ("Barge", "Barge#", 0),
        ("Sail", "Barge#Sail().", 1),
        ("loads", "Barge#loads.", 4 | 8),
        ("größe", "Barge#`größe`.", 4),
        ("fare", "fare.", 8),
        ("Knot", "Barge#Knot.", 4),
        ("Tie", "example.org/rope v1.2.0 `example.org/rope/knot`/Tie().", 0),
        ("loads", "Barge#loads.", 4),
        ("pair", "pair#", 0),
        ("one", "one.", 8),
        ("Errorf", f"{STANDARD} fmt/Errorf().", 0),
        ("pair", "pair#", 1),
        ("fare", "pair#fare.", 1),
        ("one", "pair#one.", 1),
        ("one", "one.", 1),
        ("Moor", "Moor().", 1),
        ("Boat", "Boat#", 0),
        ("Sail", "Boat#Sail.", 0),
    }


def test_definitions_have_what_a_reader_of_them_wants(ferry: Path) -> None:
    index = index_of(ferry)
    found = {one.symbol.removeprefix(OWN): one for document in index.documents for one in document.symbols}
    barge, sail, declared = found["Barge#"], found["Barge#Sail()."], found["Boat#Sail."]
    assert (list(barge.documentation), barge.signature_documentation.text) == (["Barge is slow."], "type Barge struct")
    assert [one.symbol.removeprefix(OWN) for one in barge.relationships if one.is_implementation] == ["Boat#"]
    assert [one.symbol.removeprefix(OWN) for one in sail.relationships if one.is_implementation] == ["Boat#Sail."]
    assert (barge.kind, sail.kind, declared.kind) == (49, 26, 67)


def test_no_symbol_is_without_information_and_none_is_defined_twice(ferry: Path) -> None:
    index = index_of(ferry)
    own = [one.symbol for document in index.documents for one in document.symbols]
    others = [one.symbol for one in index.external_symbols]
    assert len(set(own + others)) == len(own + others)
    used = {one.symbol for document in index.documents for one in document.occurrences}
    related = {to.symbol for document in index.documents for one in document.symbols for to in one.relationships}
    assert used | related <= {*own, *others}
    defined = [one.symbol for document in index.documents for one in document.occurrences if one.symbol_roles & 1]
    assert sorted(defined) == sorted(own)


def test_what_is_not_certain_is_left_out_and_counted(ferry: Path) -> None:
    done = export(cwd=ferry)
    assert done.stdout == "index.scip\n"
    assert re.search(
        r"^2 files, \d+ definitions, .*left out.*: 0 guesses and 1 unresolved call$", done.stderr, re.MULTILINE
    )


def test_an_alias_is_a_type_of_its_own(ferry: Path) -> None:
    lake = "example.org/ferry v0.4.0 `example.org/ferry/lake`/"
    assert named(index_of(ferry), "lake/lake.go") == {
        ("lake", lake, 1),
        ("example.org/ferry/port", "", 2),
        ("Raft", f"{lake}Raft#", 1),
        ("Barge", "Barge#", 0),
        ("Boats", f"{lake}Boats.", 1),
        ("Boat", "Boat#", 0),
        ("Raft", f"{lake}Raft#", 0),
    }


def test_modules_of_a_module_cache_have_the_versions_of_their_folders(tmp_path: Path) -> None:
    folder = tmp_path / "example.org" / "!rope@v1.2.0-rc.1" / "knot"
    folder.mkdir(parents=True)
    (folder / "knot.go").write_text("package knot\n")
    (folder.parent / "go.mod").write_text("module example.org/Rope\n")
    modules = Modules(open_source(str(tmp_path)), "v9.0.0")
    assert modules.of("example.org/Rope/knot") == GoModule("example.org/Rope", "v1.2.0-rc.1")
    assert modules.of("net/http") == GoModule("github.com/golang/go/src", stdlib.go_version())
    assert modules.of("example.org/nowhere") == GoModule("example.org/nowhere")


def test_what_a_symbol_cannot_have_as_it_is_is_escaped() -> None:
    assert package_symbol(GoModule("m"), "a`b c") == "scip-go gomod m . `a``b c`/"


def test_tests_are_marked_and_packages_chosen(ferry: Path) -> None:
    index = index_of(ferry, "--tests", "example.org/ferry/port")
    assert [one.relative_path for one in index.documents] == ["port/port.go", "port/twice_test.go"]
    assert ("Moor", "Moor().", 32) in named(index, "port/twice_test.go")


def test_another_program_reads_it_by_the_makers_schema(ferry: Path) -> None:
    index_of(ferry)
    index = read(ferry / "index.scip")
    assert index["metadata"]["toolInfo"]["name"] == "archviz"
    assert index["metadata"]["textDocumentEncoding"] == "UTF8"
    assert index["metadata"]["projectRoot"] == ferry.as_uri()
    port = next(one for one in index["documents"] if one["relativePath"] == "port/port.go")
    assert (port["language"], port["positionEncoding"]) == ("go", "UTF8CodeUnitOffsetFromLineStart")
    kinds = {one["symbol"].removeprefix(OWN): one["kind"] for one in port["symbols"]}
    assert kinds == {
        "": "Package", "fare.": "Constant", "one.": "Constant", "Boat#": "Interface", "Barge#": "Struct",
        "pair#": "Struct", "Boat#Sail.": "MethodSpecification", "Barge#Sail().": "Method", "Moor().": "Function",
        "Barge#Knot.": "Field", "Barge#loads.": "Field", "Barge#`größe`.": "Field", "pair#fare.": "Field",
        "pair#one.": "Field",
    }  # fmt: skip
    lake = next(one for one in index["documents"] if one["relativePath"] == "lake/lake.go")
    assert [one["kind"] for one in lake["symbols"]] == ["Package", "Variable", "TypeAlias"]
    sail = next(
        one for one in port["occurrences"] if one["symbol"] == f"{OWN}Barge#Sail()." and one["symbolRoles"] == 1
    )
    assert sail["range"] == [23, 16, 20]
    assert {one["kind"] for one in index["externalSymbols"]} >= {"Package", "Struct", "Function"}


def test_the_same_source_gives_the_same_bytes(ferry: Path) -> None:
    index_of(ferry)
    first = (ferry / "index.scip").read_bytes()
    index_of(ferry)
    assert (ferry / "index.scip").read_bytes() == first


def test_without_the_library_it_says_what_to_install(ferry: Path) -> None:
    program = "import sys; sys.modules['google.protobuf'] = None; from archviz.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "export"], cwd=ferry, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "protobuf, which is not installed" in done.stderr
    assert "hint: pip install 'archviz[scip]'" in done.stderr
    assert not (ferry / "index.scip").exists()


def test_a_package_that_is_not_there_and_a_place_that_cannot_be_written(ferry: Path) -> None:
    done = export("example.org/ferry/pier", cwd=ferry)
    assert done.returncode == 2
    assert "example.org/ferry/pier" in done.stderr
    done = export("--out", "go.mod/index.scip", cwd=ferry)
    assert done.returncode == 2
    assert "cannot write to go.mod" in done.stderr
    done = export("--to", "lsif", cwd=ferry)
    assert done.returncode == 2
    assert "scip" in done.stderr
