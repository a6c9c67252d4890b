"""Lines of a class's box."""

from __future__ import annotations

import pytest

from archviz.lint.diagrams.members import read_members


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("+Addr string", "Addr", "string"),
        ("-string addr", "addr", "string"),
        ("Addr: string", "Addr", "string"),
        ("#mux *ServeMux", "mux", "*ServeMux"),
        ("*ServeMux mux", "mux", "*ServeMux"),
        ("handlers map[string]http.Handler", "handlers", "map[string]http.Handler"),
        ("http.Handler handler", "handler", "http.Handler"),
        ("done <-chan struct{}", "done", "<-chan struct{}"),
        ("chan int done", "done", "chan int"),
        ("run func(ctx context.Context) error", "run", "func(ctx context.Context) error"),
        ("data []byte // what it is", "data", "[]byte"),
        ('data []byte `json:"data"`', "data", "[]byte"),
        ("limit int = 5", "limit", "int"),
        ("~cache List~Map~string,int~~", "cache", "List[Map[string,int]]"),
        ("List~int~ items", "items", "List[int]"),
        ("sync.Mutex", "Mutex", "sync.Mutex"),
        ("*Store", "Store", "*Store"),
        ("atomic.Pointer[T]", "Pointer", "atomic.Pointer[T]"),
        ("ONE", "ONE", ""),
        ("{static} count int", "count", "int"),
        ("+{field} count int", "count", "int"),
        ("items []func(int) error", "items", "[]func(int) error"),
    ],
)
def test_fields(text: str, name: str, kind: str) -> None:
    (member,) = read_members(text, 7)
    assert (member.name, member.type, member.parameters, member.line, member.ambiguous) == (name, kind, None, 7, False)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("handler Handler", "handler", "Handler"),
        ("Handler handler", "handler", "Handler"),
        ("Kind Phase", "Phase", "Kind"),
        ("kind phase", "phase", "kind"),
    ],
)
def test_fields_in_two_words_that_could_both_be_the_name(text: str, name: str, kind: str) -> None:
    (member,) = read_members(text, 1)
    assert (member.name, member.type, member.ambiguous) == (name, kind, True)


def test_several_names_of_one_type() -> None:
    assert [(one.name, one.type) for one in read_members("+a, b int", 1)] == [("a", "int"), ("b", "int")]


@pytest.mark.parametrize(
    ("text", "name", "parameters", "kind"),
    [
        ("+Run()", "Run", "", ""),
        ("Run(ctx context.Context) error", "Run", "ctx context.Context", "error"),
        ("Get(key string) (V, bool)", "Get", "key string", "(V, bool)"),
        ("Run() : error", "Run", "", "error"),
        ("Run(): error", "Run", "", "error"),
        ("error Stop(ctx)", "Stop", "ctx", "error"),
        ("Walk(fn func(string) error) error", "Walk", "fn func(string) error", "error"),
        ("func Run(ctx) error", "Run", "ctx", "error"),
        ("func (s *Server) Run(ctx) error", "Run", "ctx", "error"),
        ("{abstract} Close()*", "Close", "", ""),
        ("Static()$", "Static", "", ""),
        ("#Get(k K) List~V~", "Get", "k K", "List[V]"),
    ],
)
def test_methods(text: str, name: str, parameters: str, kind: str) -> None:
    (member,) = read_members(text, 1)
    assert (member.name, member.parameters, member.type) == (name, parameters, kind)


@pytest.mark.parametrize(
    "text", ["", "+", "...", "a sentence of words", "Run(ctx", "1st int", "(x)", "the rest: of it all"]
)
def test_lines_that_are_no_member(text: str) -> None:
    assert read_members(text, 1) == ()
