"""Graphs in DOT, as Graphviz reads them."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, read, unread

from archviz.lint.diagrams import read_diagram


@pytest.mark.parametrize("language", ["dot", "graphviz", "gv", "{graphviz}"])
@pytest.mark.parametrize(
    "header", ["digraph", 'strict digraph "a name"', "DiGraph G", "// first\n/* -> */ digraph <b>"]
)
def test_headers(language: str, header: str) -> None:
    assert read(language, f"{header} {{ a -> b }}") == ["a -> b"]


def test_a_text_without_a_graph_is_none() -> None:
    assert read_diagram("dot", "a -> b") is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("a -> b -> c", ["a -> b", "b -> c"]),
        ("a->{b c};", ["a -> b", "a -> c"]),
        ("{a; b} -> subgraph s {c -> d} -> e", ["c -> d", "a -> c", "a -> d", "b -> c", "b -> d", "c -> e", "d -> e"]),
        ("a:port -> b:p:ne", ["a -> b"]),
        ('"a b" -> "c" + "d"', ["a b -> cd"]),
        ('"a\\"b" -> -1.5', ['a"b -> -1.5']),
        ("a -> b [label=calls]", ["a -> b: calls"]),
        ('a -> b [color=red][label="calls\\nit &amp; more"; weight=2]', ["a -> b: calls it & more"]),
        ("a -> b [xlabel=<<i>one</i><br/>two>]", ["a -> b: one two"]),
        ("edge [label=x]; a -> b; {edge [style=dashed] c -> d} e -> f", ["a -> b: x", "c ..> d: x", "e -> f: x"]),
        ("a -> b [style=dotted]", ["a ..> b"]),
        ("a -> b [dir=back]", ["b -> a"]),
        ("a -> b [dir=both]", ["a -- b"]),
        ("a -> b [dir=none]", ["a -- b"]),
        ("a -> b [arrowhead=none]", ["a -- b"]),
        ("a -> b [arrowhead=empty]", ["a -|> b"]),
        ("a -> b [dir=back arrowtail=onormal, style=dashed]", ["b ..|> a"]),
        ("a -> b [dir=both arrowtail=diamond arrowhead=vee]", ["a *-> b"]),
        ("a -> b [arrowhead=odiamond]", ["b o-> a"]),
        ("a -> b [style=invis]", []),
        ("a\n->\nb // c -> d\n# e -> f\n/* g\n-> h */", ["a -> b"]),
        ("rankdir=LR; node [shape=box]; graph [compound=true]; a -> b", ["a -> b"]),
    ],
)
def test_edges(statement: str, found: list[str]) -> None:
    assert read("dot", f"digraph {{ {statement}\n}}") == found


def test_edges_of_a_graph_have_no_direction() -> None:
    assert read("dot", "graph { a -- b -- c; d -- e [dir=forward] }") == ["a -- b", "b -- c", "d -> e"]


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ("label=Server", "Server"),
        ('label="Server.Run\\l(ctx)\\l"', "Server.Run (ctx)"),
        ('label="\\N is \\"it\\""', 'x is "it"'),
        ('label="over two\\\n lines"', "over two lines"),
        ('label="List<b>"', "List<b>"),
        ("label=<<b>Server</b><br/>runs &lt;it&gt;<!-- not -->>", "Server runs <it>"),
        ("label=<<table><tr><td>a</td><td port='p'>b</td></tr></table>>", "a b"),
        ('shape=record, label="{<p0> Server|{+ addr\\l|a \\| b}}"', "Server + addr a | b"),
        ("shape=box", "x"),
    ],
)
def test_words_of_a_node(attributes: str, words: str) -> None:
    assert labels(drawn("dot", f"digraph {{ x [{attributes}] }}")) == {"x": words}


def test_clusters_are_groups() -> None:
    diagram = drawn(
        "dot",
        """\
        digraph {
          a -> b
          subgraph cluster_0 {
            a; c [label="C"]
            subgraph cluster_1 { graph [label="inner"]; d }
            subgraph other { label="no box"; e }
            label = "The first"
          }
          subgraph cluster_2 { d; f }
          b -> d [lhead=cluster_1]
        }
        """,
    )
    assert groups(diagram) == {
        "a": "The first",
        "b": "",
        "c": "The first",
        "d": "The first/inner",
        "e": "The first",
        "f": "",
        "cluster_1": "The first",
    }
    assert labels(diagram)["cluster_1"] == "inner"
    assert arrows(diagram) == ["a -> b", "b -> cluster_1"]
    assert [node.line for node in diagram.nodes] == [2, 2, 4, 5, 6, 9, 5]


def test_what_cannot_be_read_is_unread_and_the_rest_is_read() -> None:
    diagram = drawn(
        "dot",
        "digraph {\n  a -> b\n  c -> -> d\n  e [label=]; f -> g\n  subgraph cluster_x {\n h -> i\n } j ->\n}\nk -> l\n",
    )
    assert arrows(diagram) == ["a -> b", "f -> g", "h -> i"]
    assert unread(diagram) == {
        3: "c -> -> d",
        4: "e [label=]; f -> g",
        7: "} j ->",
        8: "}",
        9: "k -> l",
    }


@pytest.mark.parametrize("text", ["/* -> b\n c -> d", '[label="b\n c -> d', "[label=<b\n c -> d\n"])
def test_what_does_not_end(text: str) -> None:
    diagram = drawn("dot", f"digraph {{\n a -> b;\n c {text}")
    assert arrows(diagram)[0] == "a -> b"
    assert 3 in unread(diagram)


def test_lists_longer_than_are_read() -> None:
    nodes = " ".join(f"n{number}" for number in range(300))
    diagram = drawn("dot", f"digraph {{ {{ {nodes} }} -> x }}")
    assert len(diagram.arrows) == 200
    assert unread(diagram) == {1: "more than 200 nodes in a list"}


def test_a_diagram_longer_than_is_read() -> None:
    assert unread(drawn("dot", "digraph {" + "a -> b;" * 50_000)) == {1: "more than 200000 characters"}
