"""What proves an edge, and what is said of one that nothing proves, on Go of a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.figures.proof import EdgeQuery, explain, proof
from archviz.golang.graph import Graph
from archviz.model.relations import Mode, RelationKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

M = "example.org/m"

CODE = """\
package m

import (
	"sort"

	"example.org/missing"
)

type Store struct{}

func (*Store) Get() {}
func (Store) Put()  {}

type Getter interface{ Get() }
type Filler interface {
	Get()
	Fill(full bool)
	Empty()
}
type Filled struct{}

func (Filled) Get()       {}
func (Filled) Fill(n int) {}
func (Filled) Empty()     {}

type Server struct {
	store   *Store
	handler func()
	others  map[string]Getter
}

func (s *Server) Serve() {
	s.store.Get()
	go s.run()
	defer s.stop()
	s.store.Get(); s.handler()
}
func (s *Server) run()  { go func() { s.stop() }() }
func (s *Server) stop() {}
func (s *Server) Restart() { s.run(); go s.run(); s.Restart() }

func NewServer(o Options) *Server {
	s := &Server{store: open(o), handler: work}
	s.others["main"] = Store{}
	keep(work)
	go keep(work)
	return s
}

type Options struct{ name string }

func open(o Options) *Store { return &Store{} }
func work()                 {}
func keep(f func())         {}

func Assign(s *Server, o, p Options) {
	s.store = merge(o, p)
	s.handler = work
	open(p)
}

func merge(o, p Options) *Store { return nil }

type Linked struct{ next *Linked }

func (l *Linked) Follow() { l.next.Follow() }
func Make() *Linked { return &Linked{} }
func Twice() { open(Options{}); work(); open(Options{}); keep(work); merge(Options{}, Options{}) }
func Pass(s *Server) { defer s.handler(); go keep(work) }

type Half struct{ missing.Type }

func (Half) Fill(full bool) {}

type Refiller interface{ missing.Iface; Get() }
type Round interface { Getter; Inner }
type Inner interface { Getter; Turn(); Close() }
type Renamed Getter
type Anything interface{}
type Failing interface { error; Turn(n int) }
type Sorting interface { sort.Interface; Turn(n int) }
type Chain interface { Link; Pull() }
type Link interface { Chain }
type Kitchen struct { server Server }

func (k *Kitchen) Open() { k.server.handler() }
func (k *Kitchen) Again() { Default.handler() }
type Turned struct { Store }

func (Turned) Turn(n int) {}
func (Turned) Close() {}

type Unsure struct {
	missing.Type
	Store
}

func (u *Unsure) Uses() { u.Get() }
func (u *Unsure) Both() { u.Get(); u.Store.Get(); u.Both() }

var Default = NewServer(Options{})
var registry = map[string]func(){"work": work}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder: Path = tmp_path_factory.mktemp("proof")
    (folder / "go.mod").write_text(f"module {M}\n\ngo 1.24\n")
    (folder / "m.go").write_text(CODE)
    return Graph(open_source(str(folder)))


def symbol(text: str) -> Symbol:
    return Symbol(M, *text.split("."))


def wanted(text: str) -> EdgeQuery:
    """``SOURCE KIND [by MODE] TARGET [in FUNCTION]``."""
    edge, _, within = text.partition(" in ")
    source, kind, *by, target = edge.split()
    mode = Mode(by[1]) if by else Mode.PLAIN
    return EdgeQuery(RelationKind(kind), symbol(source), symbol(target), mode, symbol(within) if within else None)


def code_at(line: int, column: int) -> str:
    return CODE.splitlines()[line - 1][column - 1 :]


PROVED = [
    # a call in its mode, from the function or from anything that belongs to it
    ("Server.Serve call Store.Get", ["Get()", "Get(); s.handler()"]),
    ("Server.Serve call by go Server.run", ["run()"]),
    ("Server.Serve call by defer Server.stop", ["stop()"]),
    ("Server.run call by go Server.stop", ["stop() }()"]),
    ("Server.Restart call Server.run", ["run(); go"]),
    ("Server.Restart call by go Server.run", ["run(); s.Restart()"]),
    # a call through a field proves the edge to the field
    ("Server.Serve call Server.store", ["Get()", "Get(); s.handler()"]),
    ("Server.Serve dyncall Server.handler", ["handler()"]),
    ("Pass dyncall by defer Server.handler", ["handler(); go"]),
    ("NewServer ref work", ["work}", "work)"]),
    ("NewServer ref by go work", ["work)"]),
    ("NewServer creates Server", ["Server{"]),
    # put into a map: the value's type, or the map that is given it
    ("NewServer stores Store", ['"main"] = Store']),
    ("NewServer stores Server.others", ['"main"] = Store']),
    # a field's type is proved for the field and for its struct
    ("Server.store holds Store", ["Store"]),
    ("Server holds Store", ["Store"]),
    ("Server holds Getter", ["Getter"]),
    ("Linked holds Linked", ["Linked }"]),
    # a field is set from the named type of a value or an argument, or to a function
    ("Server.store sets Options in NewServer", ["store: open"]),
    ("Server.store sets Options in Assign", ["store = merge"]),
    ("Server.handler sets work in NewServer", ["work}"]),
    ("Server.handler sets work in Assign", ["work"]),
    # a variable's value
    ("Default call NewServer", ["NewServer("]),
    # of types: the concrete one's declaration
    ("Store implements Getter", ["Store struct{}"]),
    ("Linked implements Anything", ["Linked struct"]),
    ("Unsure.Both call Store.Get", ["Get(); u.Both"]),
]
NOT_PROVED = [
    # the mode, the kind, the direction or an end is another
    "Server.Serve call Server.run",
    "Server.Serve call by defer Server.run",
    "Server.Serve call by go Store.Get",
    "Server.run call Server.stop",
    "Server.Serve dyncall by go Server.handler",
    "NewServer ref by defer work",
    "NewServer call work",
    "NewServer ref keep",
    "Server.Serve call Server.handler",
    "Server.Serve dyncall Server.store",
    "Store.Get call Server.Serve",
    "Server.Serve call Store.Put",
    "Store holds Server",
    "Server holds Options",
    "Server.store holds Getter",
    "Server.others holds Store",
    "Getter implements Store",
    "Filled implements Filler",
    "Store implements Filler",
    "NewServer creates Store.Get",
    "Server.store sets Server in NewServer",
    "Server.handler sets Options in NewServer",
    "Server.store sets work in NewServer",
    "Server.handler sets keep in NewServer",
    "Server.store sets Options",
    "Options sets Server.store in NewServer",
    # another function's
    "Store call Store.Get in Server.Serve",
    "Kitchen.Open dyncall Kitchen.server",
    "Kitchen.Again dyncall Default",
    "Server.store sets Options in Twice",
    "Server call Store.Get",
    # not for certain: the missing type may have the method
    "Unsure.Uses call Store.Get",
    "Half implements Getter",
    # what is not declared
    "Absent call work",
    "Absent implements Getter",
]


@pytest.mark.parametrize(("edge", "places"), PROVED)
def test_every_place_that_proves_an_edge_is_found(edge: str, places: list[str], graph: Graph) -> None:
    """In source order, each once."""
    found = proof(graph, wanted(edge))
    assert len(found) == len(places)
    assert list(found) == sorted(found)
    for at, text in zip(found, places, strict=True):
        assert code_at(at.line, at.col).startswith(text)


@pytest.mark.parametrize("edge", NOT_PROVED)
def test_anything_else_proves_no_edge(edge: str, graph: Graph) -> None:
    assert proof(graph, wanted(edge)) == ()


EXPLAINED = [
    # what the source has between the two, the first two places
    ("Server.Serve call Server.run", "call by go at m.go:34:7"),
    ("Server.Serve call by go Store.Get", "call at m.go:33:10; call at m.go:36:10"),
    ("Server.Serve dyncall Server.store", "call at m.go:33:10; call at m.go:36:10"),
    ("Server.Restart call by defer Server.run", "call at m.go:40:32; call by go at m.go:40:44"),
    ("NewServer call work", "ref at m.go:43:40; ref at m.go:45:7"),
    ("NewServer sets Options in NewServer", "sets at m.go:43:15"),
    ("Server.store sets Server in NewServer", "creates at m.go:43:8"),
    ("Unsure.Uses call Store.Get", "call, but not for certain at m.go:98:29"),
    ("Unsure.Both call by go Store.Get", "call, but not for certain at m.go:99:29; call at m.go:99:44"),
    # the same the other way round
    ("Store holds Server", "the other way round: Server has holds at m.go:27:11"),
    ("Server.run call Server.Serve", "the other way round: Server.Serve has call by go at m.go:34:7"),
    ("work call NewServer", "the other way round: NewServer has ref at m.go:43:40"),
    # of the same kind, what is named most alike, or the first three
    ("Server.Serve call Store.Put", "Server.Serve has call → Store.Get (36)"),
    ("Server.Serve call Server.stopped", "Server.Serve has call → Server.stop (35), call → Server.run (34)"),
    ("Unsure.Uses call Store.Put", "Unsure.Uses has call → Store.Get (98, not for certain)"),
    ("Twice call Absent", "Twice has call → open (68), call → work (68), call → keep (68)"),
    ("Twice call mergee", "Twice has call → merge (68)"),
    ("NewServer stores Filled", "NewServer has stores → Store (44)"),
    ("registry ref NewServer", "registry has ref → work (102)"),
    ("registry stores Store", "registry has stores of what has no name at m.go:102:34"),
    # nothing
    ("Linked.Follow dyncall Server.handler", "Linked.Follow has no dyncall at all"),
    ("work ref keep", "work has no ref at all"),
    ("Server.store sets Store in work", "work has no sets at all"),
    # implementation
    ("Store implements Filler", "Store lacks Fill, Empty"),
    ("Filled implements Filler", "its methods have other signatures"),
    ("Half implements Getter", "whether it does is undecided: package example.org/missing is not in the source"),
    ("Store implements Refiller", "whether it does is undecided: package example.org/missing is not in the source"),
    ("Half implements Filler", "whether it does is undecided: package example.org/missing is not in the source"),
    ("Server implements Absent", "Absent is no interface with methods"),
    ("Filled implements Store", "Store is no interface with methods"),
    ("Inner implements Filler", "Inner is an interface itself"),
    ("Store implements Round", "Store lacks Turn, Close"),
    ("Linked implements Round", "Linked lacks Get, Turn, Close"),
    ("Turned implements Failing", "Turned lacks Error"),
    ("Linked implements Failing", "Linked lacks Turn, Error"),
    ("Linked implements Sorting", "Linked lacks Turn, Len, Less, Swap"),
    (
        "Linked implements Chain",
        "whether it does is undecided: an interface that it embeds, Link, is not known as a whole",
    ),
    ("Turned implements Round", "its methods have other signatures"),
    ("Linked implements Renamed", "Linked does not have all its methods"),
    ("Linked implements Getter", "Linked lacks Get"),
]


@pytest.mark.parametrize(("edge", "hint"), EXPLAINED)
def test_an_edge_that_nothing_proves_is_explained_by_the_nearest_truth(edge: str, hint: str, graph: Graph) -> None:
    assert proof(graph, wanted(edge)) == ()
    assert explain(graph, wanted(edge)) == hint


@pytest.mark.parametrize(
    ("edge", "words"),
    [
        ("Server.Serve call Server.run", "call"),
        ("Server.Serve call by go Server.run", "call by go"),
        ("Server.handler sets work in NewServer", "sets in NewServer"),
        ("Server.Serve dyncall by defer Server.handler in Server.run", "dyncall by defer in Server.run"),
    ],
)
def test_a_wanted_edge_in_words(edge: str, words: str) -> None:
    assert wanted(edge).words == words
