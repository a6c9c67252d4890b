"""A small Go module in three versions, whose chain, table, implementers and arrows come and go; and figures of them."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "templates"

FIRST = """\
package gate

// Handler answers.
type Handler interface{ Serve(name string) string }

// Server is what is served.
type Server struct{ limit int }

var handlers = map[string]Handler{
	"greet": Greeter{},
	"count": Counter{},
}

// Greeter greets.
type Greeter struct{}

// Serve greets.
func (Greeter) Serve(name string) string { return "hello " + name }

// Counter counts.
type Counter struct{}

// Serve counts.
func (Counter) Serve(name string) string { return "one" }

// Install makes ready.
func (s *Server) Install() {
	s.check()
}

func (s *Server) check() {
	for name := range handlers {
		s.limit += len(name)
	}
	if s.limit > 100 {
		panic("too many names")
	}
}

// Build wraps a handler.
func Build(handler Handler) Handler {
	handler = WithLog(handler)
	handler = WithLimit(handler)
	handler = WithLogin(handler)
	return handler
}

func WithLog(handler Handler) Handler   { return handler }
func WithLimit(handler Handler) Handler { return handler }
func WithLogin(handler Handler) Handler { return handler }
"""

_TELLER = """\
// Teller tells.
type Teller struct{}

// Serve tells.
func (Teller) Serve(name string) string { return name }

"""
SECOND = (
    FIRST.replace("WithLimit", "WithTrace")
    .replace("// Build wraps", f"{_TELLER}// Build wraps")
    .replace('\t"count": Counter{},\n', '\t"count": Teller{},\n\t"tell":  Teller{},\n')
    .replace("\thandler = WithLogin(handler)\n", "")
    .replace("Handler {\n\thandler = WithLog(", "Handler {\n\thandler = WithLogin(handler)\n\thandler = WithLog(")
)
"""WithLimit became WithTrace, WithLogin is the innermost wrapper, Teller came, and what counts is served by it."""

THIRD = SECOND.replace("check()", "verify()")
"""Server.check became Server.verify."""

CHAIN = """\
figure: 1
kind: diagram
id: chain
title: {en: The chain of wrappers, zh: 包装链}
packages: {g: example.org/gate}
cards:
  - {chain: g.Build, variable: handler}
"""

SERVING = """\
figure: 2
kind: diagram
id: serving
title: {en: What the server does, zh: 服务器做什么}
packages: {g: example.org/gate}
cards:
  - type: g.Server
    methods: [Install, check]
  - implementers: g.Handler
edges:
  - {from: g.Server.Install, to: g.Server.check, kind: call}
"""

TABLE = """\
figure: 3
kind: table
id: handlers
title: {en: All handlers, zh: 全部处理器}
packages: {g: example.org/gate}
table:
  - rows: {entries: g.handlers}
    columns:
      - {title: Name, show: key}
      - {title: Handler, show: type}
"""

EXCERPT = """\
figure: 4
kind: excerpt
id: install
title: {en: How a server is made ready, zh: 服务器如何就绪}
packages: {g: example.org/gate}
excerpts:
  - symbol: g.Server.Install
    show:
      - at: {signature: true}
"""


def tree(folder: Path, code: str = FIRST) -> Path:
    """The Go module in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module example.org/gate\n\ngo 1.20\n", encoding="utf-8")
    (folder / "gate.go").write_text(code, encoding="utf-8")
    return folder


def figures(folder: Path) -> Path:
    """The four figures, in the folder ``diagrams/gate`` of a project."""
    place = folder / "diagrams" / "gate"
    place.mkdir(parents=True, exist_ok=True)
    for name, text in (("1-chain", CHAIN), ("2-serving", SERVING), ("3-handlers", TABLE), ("4-install", EXCERPT)):
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
