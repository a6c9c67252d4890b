"""Diagrams in D2."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, members, read, unread

from archviz.lint.drawing import DrawingForm


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x -> y", ["x -> y"]),
        ("x->y:calls", ["x -> y: calls"]),
        ("x <- y", ["y -> x"]),
        ("x <-> y", ["x -- y"]),
        ("x -- y: holds # a remark", ["x -- y: holds"]),
        ("x ---> y", ["x -> y"]),
        ("a -> b <- c: label", ["a -> b: label", "c -> b: label"]),
        ("a -> b; c -> d", ["a -> b", "c -> d"]),
        ('a -> b: "quoted; {it}"', ["a -> b: quoted; {it}"]),
        ("a -> b: {label: words}", ["a -> b: words"]),
        ("a -> b: words {style.stroke-dash: 3}", ["a ..> b: words"]),
        ("a -> b {\n  style: {\n    stroke-dash: 3\n    opacity: 0.4\n  }\n}", ["a ..> b"]),
        ("a -> b\na -> b\n(a -> b)[1].style.stroke-dash: 5\n(a -> b)[0]: first", ["a -> b: first", "a ..> b"]),
        ("kube-apiserver -> my-node.pod-1", ["kube-apiserver -> my-node.pod-1"]),
        ("my node -> 'it''s' -> \"a.b\"", ["my node -> it's", 'it\'s -> "a.b"']),
        ("a.b -> a.c", ["a.b -> a.c"]),
        ("a: {\n  b -> c\n  b -> _.d\n}", ["a.b -> a.c", "a.b -> d"]),
        ('"""\na -> b\n"""\n# c -> d\ne -> f', ["e -> f"]),
        ("direction: right\nvars: {\n  x: a -> b\n}\nclasses: { c: { shape: box } }\nx.class: c\nx -> y", ["x -> y"]),
        ("*.style.fill: red\n*: {\n  &shape: box\n  style.opacity: 0\n}\nx -> y: ${v}", ["x -> y: ${v}"]),
        ("x -> y: |md\n  **calls** -> it\n| \ny -> z: ||go a | b||", ["x -> y: calls -> it", "y -> z: a | b"]),
    ],
)
def test_connections(text: str, found: list[str]) -> None:
    assert read("d2", text) == found


@pytest.mark.parametrize(
    ("arrowhead", "arrow"),
    [
        ("target-arrowhead.shape: triangle", "a -> b"),
        ("target-arrowhead: { shape: triangle; style.filled: false }", "a -|> b"),
        ("target-arrowhead: 1 { shape: triangle; style.filled: false }; style.stroke-dash: 3", "a ..|> b"),
        ("target-arrowhead: { shape: diamond; style.filled: true }", "b *-> a"),
        ("target-arrowhead.shape: diamond", "b o-> a"),
        ("source-arrowhead.shape: diamond", "a -> b"),
    ],
)
def test_arrowheads(arrowhead: str, arrow: str) -> None:
    assert read("d2", f"a -> b: {{ {arrowhead} }}") == [arrow]


def test_containers_are_groups() -> None:
    diagram = drawn(
        "d2",
        """\
        pkg: "The package" {
          server: "Server\\nRun" {
            shape: rectangle
          }
          inner {
            deep: ""
          }
          store
          store.label: Store
          style: { fill: red }
        }
        other.x -> pkg.inner
        y: {style.fill: blue}
        """,
    )
    assert labels(diagram) == {
        "pkg.server": "Server Run",
        "pkg.inner.deep": "deep",
        "pkg.store": "Store",
        "other.x": "x",
        "y": "y",
        "pkg.inner": "inner",
    }
    assert groups(diagram) == {
        "pkg.server": "The package",
        "pkg.inner.deep": "The package/inner",
        "pkg.store": "The package",
        "other.x": "other",
        "y": "",
        "pkg.inner": "The package",
    }
    assert [node.line for node in diagram.nodes] == [2, 6, 9, 12, 13, 5]
    assert not diagram.unread


def test_classes() -> None:
    diagram = drawn(
        "d2",
        """\
        Server: {
          shape: class
          +addr: string
          -mux: "*ServeMux"
          \\#handlers: "map[string]Handler"
          +Run(ctx context.Context): error
          Close()
        }
        Handler: { shape: class; ServeHTTP(w, r) }
        Server -> Handler: implements {
          style.stroke-dash: 3
          target-arrowhead: { shape: triangle; style.filled: false }
        }
        Server.mux -> Mux
        """,
    )
    assert diagram.form is DrawingForm.CLASSES
    assert members(diagram) == {
        "Server": [
            "addr string",
            "mux *ServeMux",
            "handlers map[string]Handler",
            "Run(ctx context.Context) error",
            "Close()",
        ],
        "Handler": ["ServeHTTP(w, r)"],
    }
    assert arrows(diagram) == ["Server ..|> Handler: implements", "Server -> Mux"]
    assert list(labels(diagram)) == ["Server", "Handler", "Mux"]
    assert not diagram.unread


@pytest.mark.parametrize("head", ["shape: sequence_diagram\n{}", "all: {{\nshape: sequence_diagram\n{}\n}}"])
def test_a_sequence(head: str) -> None:
    text = """
        alice: Alice
        alice -> bob: hi
        bob -> alice: hello { style.stroke-dash: 3 }
        later: {
          alice -> bob: again
          bob.span -> carol: spans
        }
        alice."a note"
    """
    diagram = drawn("d2", head.format(text))
    assert diagram.form is DrawingForm.SEQUENCE
    assert labels(diagram) == {"alice": "Alice", "bob": "bob", "carol": "carol"}
    assert arrows(diagram) == [
        "alice -> bob: hi",
        "bob ..> alice: hello",
        "alice -> bob: again",
        "bob -> carol: spans",
    ]
    assert not diagram.unread


def test_what_cannot_be_read() -> None:
    diagram = drawn(
        "d2", "a -> b\n...@other\nx: @file\n-> c\nd -> e\n}\nlayers: {\n  one: { f -> g }\n}\nh: {\n i -> j\n"
    )
    assert arrows(diagram) == ["a -> b", "d -> e", "h.i -> h.j"]
    assert unread(diagram) == {2: "...@other", 3: "x: @file", 4: "-> c", 6: "}", 7: "layers: {", 10: "h: {"}


def test_a_block_that_does_not_end() -> None:
    diagram = drawn("d2", "a -> b\nc: |md\n d -> e\n")
    assert arrows(diagram) == ["a -> b"]
    assert unread(diagram) == {2: "c: |md", 3: "d -> e"}


def test_boxes_deeper_than_are_read() -> None:
    path = ".".join(f"b{number}" for number in range(40))
    assert unread(drawn("d2", f"a -> b\n{path}: x")) == {2: f"{path}: x"}
    assert "more than 32 boxes" in unread(drawn("d2", "a: {\n" * 40 + "}" * 40))[33]
