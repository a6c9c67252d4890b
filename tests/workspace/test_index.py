"""The index gives the same facts as the code, whatever has happened to the source and to the file of the index."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archviz.ask.index.columns import FORMS
from archviz.ask.index.index_facts import IndexFacts
from archviz.ask.source_facts import SourceFacts, own_packages
from archviz.model.errors import SourceError
from archviz.model.symbols import Symbol
from archviz.workspace.facts import open_facts
from archviz.workspace.index import index, index_file, opened
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings, open_graph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.ask.facts import Facts

FINGERPRINT = import_module("archviz.sources.fingerprint")  # a function of that name hides it

BASE_GO = """\
package base

import "fmt"

// Face looks.
type Face interface {
	Look() int
	hidden()
}

type Size int

const Limit Size = 3

var Count, other = count(), Limit

var _ Face = (*Eye)(nil)

type Eye struct {
	Size
	next *Eye
	on   func(int)
}

type Eyes []Eye

func (e *Eye) Look() int { e.hidden(); return int(e.Size) }

func (e *Eye) hidden() { fmt.Println(e.next, Count) }

func New(n int) *Eye { return &Eye{Size: Size(n), on: Show} }

func Show(n int) { Count = n }

func count() int { return len(Eyes{{1, nil, Show}}) }

func init() { Show(1) }
"""

USER_GO = """\
package user

import (
	"example.org/eyes/base"
	"example.org/eyes/missing"
)

type Mine struct{ *base.Eye }

type Other = base.Eye

func Use(face base.Face) int {
	missing.Call(face)
	unknown.Look()
	mine := Mine{base.New(int(base.Limit))}
	go mine.Look()
	for _, each := range []Other{{Size: 2}} {
		each.Look()
	}
	return face.Look()
}

var Default = Use(base.New(base.Count))
"""

KINDS_GO = """\
package kinds

import (
	"fmt"
	"io"

	"example.org/eyes/base"
)

type Reader interface {
	io.Reader
	Close() error
}

type Also = Reader

type Same Reader

type Empty interface{}

type Number interface{ ~int | ~string }

type Both interface {
	Reader
	fmt.Stringer
}

type Box[T any] struct{ held T }

func (b *Box[T]) Get() T { return b.held }

func (b Box[T]) String() string { return "" }

type Getter[T any] interface{ Get() T }

type IntGetter interface{ Get() int }

type Shaped interface{ Shape(struct{ X int }) error }

type file struct{ at int }

func (f *file) Read(into []byte) (int, error) { return 0, nil }

func (f *file) Close() error { return nil }

func (f *file) Shape(s struct{ X int }) error { return nil }

type Logged struct {
	*file
	name string
}

func (l Logged) String() string { return l.name }

type Held struct{ file }

type Renamed file

type Again Logged

type Twice struct {
	Logged
	Held
}

type Sees struct{ base.Face }

type Far struct{ missing.Type }

type ints []int

func (i ints) Get() int { return i[0] }

type Rounds struct{ *Rounds }

func (r *Rounds) Get() byte { return 1 }

type Bytes interface{ Get() uint8 }

type Channels interface{ Take(<-chan int, ...string) map[string][2]any }

type taker func()

func (t taker) Take(c <-chan int, s ...string) map[string][1 + 1]interface{} { t(); return nil }
"""

TREE = {
    "kinds/kinds.go": KINDS_GO,
    "go.mod": "module example.org/eyes\n",
    "base/base.go": BASE_GO,
    "user/user.go": USER_GO,
    "user/user_windows.go": "package user\n\nfunc Windows() { Use(nil) }\n",
    "vendor/example.org/far/far.go": "package far\n\nfunc Far() {}\n\ntype Sky struct{ Blue int }\n",
    "vendor/modules.txt": "# example.org/far v1.0.0\n",
    "far/use.go": 'package use\n\nimport "example.org/far"\n\nfunc Go() far.Sky { far.Far(); return far.Sky{1} }\n',
}


def write(folder: Path, tree: dict[str, str]) -> None:
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the index of the tree, for copies: the standard library's declarations are worked out once."""
    folder = tmp_path_factory.mktemp("filled")
    write(folder / "tree", TREE)
    index(Project(folder), Settings(source=str(folder / "tree"), cache=folder / "cache"))
    return folder


@pytest.fixture
def chosen(filled: Path, tmp_path: Path) -> Settings:
    """The tree and a cache that has what the index knows of another copy of it."""
    write(tmp_path / "tree", TREE)
    shutil.copytree(filled / "cache", tmp_path / "cache")
    return Settings(source=str(tmp_path / "tree"), cache=tmp_path / "cache")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def answers(facts: Facts) -> Iterator[tuple[object, ...]]:
    """Everything that facts say."""
    yield facts.packages, facts.all_packages()
    symbols = [Symbol("fmt", "Println"), Symbol("example.org/far", "Sky"), Symbol("example.org/far", "Sky", "Blue")]
    for package in facts.packages:
        yield package, facts.package_name(package), facts.symbols(package)
        symbols += [*facts.symbols(package), Symbol(package, "init"), Symbol(package, "_"), Symbol(package, "none")]
    for symbol in symbols:
        yield symbol, facts.declared(symbol), facts.find(str(symbol))
        if symbol.package in facts:
            yield facts.relations(symbol), facts.uses(symbol), facts.variables(symbol), facts.unresolved_in(symbol)
        yield symbol, facts.users(symbol), facts.used(symbol)
        yield facts.gaps(symbol), facts.elsewhere(symbol), facts.having(symbol.leaf)
        yield facts.interface_methods(symbol.leaf), facts.unresolved(symbol.leaf)
        yield symbol, facts.implementers(symbol), facts.member(symbol.owner, symbol.leaf), facts.implemented(symbol)
        yield tuple(facts.implements(one, symbol) for one in symbols[::11])


def from_code(project: Project, chosen: Settings) -> SourceFacts:
    graph = open_graph(project, chosen)
    return SourceFacts(graph, own_packages(graph))


def test_the_index_gives_the_facts_that_the_code_gives(project: Project, chosen: Settings) -> None:
    index(project, chosen)
    facts = open_facts(project, chosen)
    assert isinstance(facts, IndexFacts)
    assert list(answers(facts)) == list(answers(from_code(project, chosen)))
    facts.close()
    assert isinstance(open_facts(project, chosen), IndexFacts)  # nothing of it was found damaged, or it would be gone


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_record_is_written(kind: type) -> None:
    assert list(FORMS[kind]) == [one.name for one in fields(kind)]


def test_without_an_index_the_code_answers_and_no_file_is_made(
    project: Project, chosen: Settings, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "cache")
    assert isinstance(open_facts(project, chosen), SourceFacts)
    assert not (tmp_path / "cache").exists()


def test_what_was_not_indexed_is_read_from_the_code(project: Project, chosen: Settings) -> None:
    index(project, chosen)
    assert isinstance(open_facts(project, chosen, ("example.org/far",)), SourceFacts)
    searched = open_facts(project, chosen, ("./user/...",))
    assert isinstance(searched, IndexFacts)
    assert searched.packages == ("example.org/eyes/user",)


EDITS = (
    ("base/base.go", "return len(Eyes{{1, nil, Show}})", "Show(2); return 1"),
    ("base/base.go", "func New(n int) *Eye", "func New(n uint) *Eye"),
    ("base/base.go", "func Show(n int) { Count = n }", "func Show(n int) { New(n) }"),
    ("base/base.go", "const Limit Size = 3", "const Limit = 4"),
    ("base/base.go", "type Size int", "type Size struct{ Wide int }"),
    ("base/base.go", "\thidden()\n", ""),
    ("base/base.go", "func (e *Eye) Look() int", "func (e *Eye) Look() string"),
    ("base/base.go", "var Count, other = count(), Limit", "var Count, other = New(1), Limit"),
    ("base/base.go", "package base\n", "package based\n"),
    ("base/base.go", 'import "fmt"', 'import (\n\tfmt "example.org/eyes/printing"\n)'),
    ("base/base.go", "type Eye struct {", "type Eye struct {{"),
    ("user/user.go", "mine.Look()", "func() { mine.Eye.Look() }()"),
    ("user/user.go", '\t"example.org/eyes/missing"\n', ""),
    ("user/user.go", "type Other = base.Eye", "type Other = base.Eyes"),
    ("user/user_windows.go", "_windows", "_windows"),
    ("far/use.go", "far.Far()", "far.Near()"),
    ("vendor/example.org/far/far.go", "type Sky struct{ Blue int }", "type Sky struct{ Red, Blue int }"),
    ("vendor/example.org/far/far.go", "func Far() {}\n", ""),
    ("kinds/kinds.go", "func (f *file) Close()", "func (f file) Close()"),
    ("kinds/kinds.go", "Get() uint8", "Get() int8"),
    ("go.mod", "module example.org/eyes", "module example.org/ears"),
)
FILES = (
    ("printing/printing.go", "package printing\n\nfunc Println(all ...any) {}\n"),
    ("missing/missing.go", "package missing\n\nfunc Call(of any) {}\n"),
    ("missing/missing_plan9.go", "package missing\n\nfunc Call(of any) {}\n"),
    ("base/more.go", "package base\n\nfunc (e Eyes) Look() int { return 1 }\n\nfunc Show() {}\n"),
    ("base/base_test.go", "package base\n\nfunc Tested() { Show(1) }\n"),
    ("base/more_plan9.go", "package base\n\nfunc Near() {}\n"),
    ("vendor/example.org/far/near.go", "package far\n\nfunc Near() {}\n"),
    ("vendor/example.org/eyes/base/base.go", "package base\n\nfunc New(n int) int { return n }\n"),
    ("user/user.go", None),
    ("far/use.go", None),
    ("vendor/modules.txt", None),
    ("base/base.go", None),
)


def edit(tree: Path, number: int) -> None:
    """One of many changes of a tree, and that change taken back where it was made before."""
    if number < len(EDITS):
        name, old, new = EDITS[number]
        if (tree / name).is_file():
            text = (tree / name).read_text()
            (tree / name).write_text(text.replace(old, new) if old in text else text.replace(new, old))
        return
    name, content = FILES[number - len(EDITS)]
    if (tree / name).is_file():
        (tree / name).unlink()
    else:
        write(tree, {name: TREE.get(name, "") if content is None else content})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(
        st.sets(st.integers(0, len(EDITS) + len(FILES) - 1), min_size=1, max_size=3), min_size=1, max_size=3
    )
)
def test_an_index_brought_up_to_date_gives_what_the_code_gives(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, rounds: list[set[int]]
) -> None:
    monkeypatch.setattr(FINGERPRINT, "_GRAIN", 0)  # so that files count as unchanged though they were just written
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(filled / "cache", folder / "cache")
    write(folder / "tree", TREE)
    project, chosen = Project(folder), Settings(source=str(folder / "tree"), cache=folder / "cache")
    index(project, chosen)
    for numbers in rounds:
        for number in sorted(numbers):
            edit(folder / "tree", number)
        facts = open_facts(project, chosen)
        assert isinstance(facts, IndexFacts)
        assert list(answers(facts)) == list(answers(from_code(project, chosen)))
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", range(len(EDITS) + len(FILES)))
def test_each_edit_alone(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project, chosen: Settings, number: int
) -> None:
    monkeypatch.setattr(FINGERPRINT, "_GRAIN", 0)
    index(project, chosen)
    edit(tmp_path / "tree", number)
    facts = open_facts(project, chosen)
    assert isinstance(facts, IndexFacts)
    assert list(answers(facts)) == list(answers(from_code(project, chosen)))


def test_a_changed_body_is_worked_out_alone_and_a_changed_signature_with_its_importers(
    project: Project, chosen: Settings, tmp_path: Path
) -> None:
    index(project, chosen)
    edit(tmp_path / "tree", 0)
    assert index(project, chosen).fresh == 1
    edit(tmp_path / "tree", 1)
    assert index(project, chosen).fresh == 3  # with the two packages that import it
    assert index(project, chosen).fresh == 0


def test_a_change_that_no_time_shows_is_seen(project: Project, chosen: Settings, tmp_path: Path) -> None:
    index(project, chosen)
    path = tmp_path / "tree/far/use.go"
    before = path.stat()
    with path.open("r+") as file:  # the same file, of the same size
        file.write(path.read_text().replace("far.Far()", "far.Fa1()"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [one.text for one in open_facts(project, chosen).unresolved_in(Symbol("example.org/eyes/far", "Go"))] == [
        "far.Fa1"
    ]


def test_the_index_is_read_without_what_reads_code(project: Project, chosen: Settings, tmp_path: Path) -> None:
    index(project, chosen)
    time.sleep(2.1)  # until the files are old enough to be known by their times
    index(project, chosen)
    program = f"""
import sys
from pathlib import Path
from archviz.model.symbols import Symbol
from archviz.workspace.facts import open_facts
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings
chosen = Settings(source={chosen.source!r}, cache=Path({str(chosen.cache)!r}))
facts = open_facts(Project(Path({str(tmp_path)!r})), chosen)
print(len(facts.users(Symbol("example.org/eyes/base", "Eye", "Look"))), "tree_sitter" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"], done.stderr


def test_a_broken_or_foreign_file_is_made_again(project: Project, chosen: Settings, tmp_path: Path) -> None:
    index(project, chosen)
    path = index_file(tmp_path / "cache")
    expected = list(answers(from_code(project, chosen)))
    whole = path.read_bytes()
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE unit (id INTEGER)")
    other.close()
    for content in (
        b"",
        b"no database" * 500,
        whole[: len(whole) // 3],
        whole[:5000] + bytes(20_000),
        foreign.read_bytes(),
    ):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(content)
        facts = open_facts(project, chosen)
        assert list(answers(facts)) == expected
        if isinstance(facts, IndexFacts):
            facts.close()
    path.write_bytes(whole[:5000] + bytes(20_000))
    shutil.rmtree(tmp_path / "cache")
    assert index(project, chosen).packages == 4


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE unit SET facts = x'00'",
        "UPDATE unit SET facts = substr(facts, 1, length(facts) - 1) || x'7F'",
        "UPDATE unit SET rest = x'00'",
        "UPDATE posted SET places = x'01'",
    ],
)
def test_damaged_contents_are_read_from_the_code(
    project: Project, chosen: Settings, tmp_path: Path, damage: str
) -> None:
    index(project, chosen)
    expected = list(answers(from_code(project, chosen)))
    with sqlite3.connect(index_file(tmp_path / "cache")) as connection:
        connection.execute(damage)
    connection.close()
    facts = open_facts(project, chosen)
    assert isinstance(facts, IndexFacts)
    assert list(answers(facts)) == expected
    facts.close()
    assert not index_file(tmp_path / "cache").exists()


def test_an_index_that_cannot_be_used_is_done_without(project: Project, chosen: Settings, tmp_path: Path) -> None:
    index(project, chosen)
    edit(tmp_path / "tree", 0)
    with sqlite3.connect(index_file(tmp_path / "cache"), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")  # another process writes, and does not end
        assert isinstance(open_facts(project, chosen), SourceFacts)
        with pytest.raises(SourceError, match="cannot be written: database is locked"):
            index(project, chosen)
        other.execute("ROLLBACK")
    other.close()
    assert isinstance(open_facts(project, chosen), IndexFacts)
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("no folder")
    assert isinstance(open_facts(project, chosen), SourceFacts)
    with pytest.raises(SourceError, match="cannot be written"):
        index(project, chosen)


def test_a_process_that_is_killed_leaves_a_usable_index(project: Project, chosen: Settings, tmp_path: Path) -> None:
    expected = list(answers(from_code(project, chosen)))
    program = f"""
from pathlib import Path
from archviz.workspace import index_update
from archviz.workspace.index import index
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings
index_update._BATCH = 1
print("ready", flush=True)
index(Project(Path({str(tmp_path)!r})), Settings(source={chosen.source!r}, cache=Path({str(chosen.cache)!r})))
"""
    for delay in (0.0, 0.2, 0.35, 0.5, 0.7):
        for number in (1, 4):
            edit(tmp_path / "tree", number)
            edit(tmp_path / "tree", number)
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay)
            process.kill()
        facts = open_facts(project, chosen)
        assert list(answers(facts)) == expected
    index(project, chosen)
    assert isinstance(open_facts(project, chosen), IndexFacts)


def test_the_sources_that_were_asked_for_the_longest_ago_are_left_out(
    project: Project, chosen: Settings, tmp_path: Path
) -> None:
    index(project, chosen)
    store = opened(chosen)
    assert store is not None
    assert len(store.sources()) == 2
    with store.writing():
        store.tidy(most=1)
    assert len(store.sources()) == 1
    store.close()
    facts = open_facts(project, chosen)
    assert isinstance(facts, IndexFacts)
    assert list(answers(facts)) == list(answers(from_code(project, chosen)))
