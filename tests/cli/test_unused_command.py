"""What nobody uses, and where programs begin, as a person asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

LIB_GO = """\
package lib

import (
	"errors"
	"net/http"
	"sort"
	"time"
)

// Open is for other modules.
func Open() { used(); http.HandleFunc("/", serve) }

func used() {}

func serve(w http.ResponseWriter, r *http.Request) {}

func alone() { alone() }

func one() { other() }

func other() { one() }

var registered = register()

func register() int { return 1 }

var table = map[string]func(){"a": listed}

func listed() {}

var errGone = errors.New("gone")

const (
	first = iota
	second
)

func pick() int { return second }

var _ = pick()

type shape interface {
	area() int
	mark()
}

type square struct {
	side  int
	label string
}

func (s square) area() int { return s.side }

func (s square) mark() {}

func (s square) String() string { return "square" }

func (s square) grow() {}

type forgotten struct{ part piece }

func (f forgotten) method() {}

type piece struct{}

type kept struct{ inner core }

type core struct{}

func measure(s shape) int { return s.area() }

var _ = measure(square{side: 1})

var _ kept

type byArea []square

func (b byArea) Len() int           { return len(b) }
func (b byArea) Less(i, j int) bool { return b[i].side < b[j].side }
func (b byArea) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

var _ = func() int { sort.Sort(byArea{}); time.AfterFunc(0, func() { used() }); return 0 }

var server = &http.Server{Handler: http.HandlerFunc(serve), ConnState: nil}

func start() { server.ErrorLog = nil; server.RegisterOnShutdown(stop) }

func stop() {}

func init() { start() }
"""

MAIN_GO = """\
package main

import "example.org/m/lib"

func main() { lib.Open(); run() }

func run() {}

func Exported() {}
"""

INNER_GO = """\
package inner

import _ "unsafe"

func Exported() {}

//go:linkname linked example.org/other.linked
func linked() {}
"""

TEST_GO = """\
package lib

import "testing"

func TestAlone(t *testing.T) { alone() }
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    files = {
        "go.mod": "module example.org/m\n\ngo 1.20\n",
        "lib/lib.go": LIB_GO,
        "lib/lib_test.go": TEST_GO,
        "cmd/tool/main.go": MAIN_GO,
        "internal/inner/inner.go": INNER_GO,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def asked(folder: Path, *arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def names(found: list[dict[str, Any]]) -> list[str]:
    return [one["symbol"].removeprefix("example.org/m/") for one in found]


def test_what_is_unused_for_certain(module: Path) -> None:
    found = asked(module, "unused", "-q")["certain"]
    assert names(found) == [
        "cmd/tool.Exported",
        "internal/inner.Exported",
        "lib.alone",
        "lib.errGone",
        "lib.first",
        "lib.forgotten",
        "lib.listed",
        "lib.one",
        "lib.other",
        "lib.piece",
        "lib.registered",
        "lib.square.grow",
        "lib.table",
    ]
    by = {
        one["symbol"].rpartition(".")[2]: names(one["by"] and [{"symbol": each} for each in one["by"]]) for one in found
    }
    assert (by["one"], by["other"], by["alone"]) == (["lib.other"], ["lib.one"], [])
    assert by["listed"] == ["lib.table"]


def test_what_is_perhaps_unused_says_what_may_use_it(module: Path) -> None:
    found = {
        one["symbol"].removeprefix("example.org/m/"): one["why"] for one in asked(module, "unused", "-q")["perhaps"]
    }
    assert found["lib.square.String"] == "an interface or reflection may call it"
    assert found["lib.square.label"] == "its struct may be converted, compared, or read by reflection"
    assert found["lib.shape.mark"] == "it says which types implement the interface"
    assert found["lib.square.mark"] == "an interface may call it"
    assert "linkname" in found["internal/inner.linked"]
    assert "lib.square.area" in found
    assert not {"lib.Open", "lib.kept", "lib.core", "lib.used", "lib.register", "lib.second"} & set(found)


def test_tests_use_what_they_name(module: Path) -> None:
    assert "lib.alone" not in names(asked(module, "unused", "--tests")["certain"])
    assert "tests were not read" in run("unused", cwd=module).stderr


def test_only_some_kinds(module: Path) -> None:
    assert names(asked(module, "unused", "-q", "--kind", "const,method")["certain"]) == ["lib.first", "lib.square.grow"]


def test_the_unused_as_text(tmp_path: Path) -> None:
    done = run("unused", "-q", cwd=post.tree(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:4] == [
        "unused for certain: 11",
        "  example.org/post/office",
        "    Clerk.leave  method  office/office.go:66:17",
        "    Clerk.rest  method  office/office.go:64:17",
    ]
    assert "    knock  func  round/round.go:77:6  named by bells" in done.stdout.splitlines()
    assert done.stdout.splitlines()[-1] == "perhaps unused: 7  (--perhaps lists them)"
    listed = run("unused", "-q", "--perhaps", cwd=tmp_path).stdout
    assert "    Count  func  round/round.go:82:6  [it is exported, and other modules may use it]" in listed


def test_where_programs_begin(module: Path) -> None:
    done = run("entry-points", cwd=module)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("  lib/")[0] for line in done.stdout.splitlines()] == [
        "example.org/m/cmd/tool",
        "  main    main  cmd/tool/main.go:5:6",
        "example.org/m/lib",
        "  init    init",
        "  handed  a function literal in _ to time.AfterFunc",
        "  handed  serve to net/http.HandleFunc",
        "  handed  stop to net/http.Server.RegisterOnShutdown",
        "  set     serve to net/http.Server.Handler",
        "6 entry points",
    ]


def test_entry_points_of_a_kind_as_json(module: Path) -> None:
    done = run("entry-points", "--kind", "test", "--tests", "--format", "json", cwd=module)
    (found,) = json.loads(done.stdout)
    assert (found["symbol"], found["kind"], found["to"], found["line"]) == (
        "example.org/m/lib.TestAlone",
        "test",
        None,
        5,
    )
    assert run("entry-points", "--kind", "tests", cwd=module).returncode == 2
