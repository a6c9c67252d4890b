"""Flowcharts of Mermaid, as Mermaid 11 reads them."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, read, unread

from archviz.lint.diagrams import read_diagram


@pytest.mark.parametrize("header", ["flowchart LR", "graph TD", "flowchart", "graph", "flowchart-elk TB", "graph LR;"])
def test_headers(header: str) -> None:
    assert read("mermaid", f"{header}\n  a --> b") == ["a -> b"]


@pytest.mark.parametrize("language", ["mermaid", "{mermaid}", "Mermaid"])
def test_the_language_as_documents_write_it(language: str) -> None:
    assert read(language, "graph TD;a-->b;b-->c") == ["a -> b", "b -> c"]


@pytest.mark.parametrize(
    "kind", ["pie title Pets", "gantt", "gitGraph", "erDiagram", "C4Context", "mindmap", "", "%% x"]
)
def test_kinds_without_relations_of_code(kind: str) -> None:
    assert read_diagram("mermaid", f"{kind}\n  a --> b") is None


@pytest.mark.parametrize(
    ("link", "arrow"),
    [
        ("-->", "a -> b"),
        ("---->", "a -> b"),
        ("---", "a -- b"),
        ("-.->", "a ..> b"),
        ("-..->", "a ..> b"),
        ("-.-", "a .. b"),
        ("==>", "a -> b"),
        ("====>", "a -> b"),
        ("===", "a -- b"),
        ("--o", "a -> b"),
        ("--x", "a -> b"),
        ("<-->", "a -- b"),
        ("<-.->", "a .. b"),
        ("o--o", "a -- b"),
        ("x--x", "a -- b"),
        ("-- words here -->", "a -> b: words here"),
        ("--words---", "a -- b: words"),
        ('-- "quoted (words)" -->', "a -> b: quoted (words)"),
        ("-. v1.2 is .->", "a ..> b: v1.2 is"),
        ("== x = y ==>", "a -> b: x = y"),
        ("<-- both -->", "a -- b: both"),
        ("-->|words|", "a -> b: words"),
        ("-->| words |", "a -> b: words"),
        ('-->|"one; two"|', "a -> b: one; two"),
        ("--> |spaced|", "a -> b: spaced"),
        ("-->|one<br/>two #quot;three#quot; #40;4#41;|", 'a -> b: one two "three" (4)'),
        ("e1@-->", "a -> b"),
    ],
)
def test_links(link: str, arrow: str) -> None:
    assert read("mermaid", f"flowchart LR\n  a {link} b") == [arrow]


def test_a_link_that_is_not_drawn_is_no_arrow() -> None:
    diagram = drawn("mermaid", "graph LR\n  a ~~~ b --> c")
    assert arrows(diagram) == ["b -> c"]
    assert list(labels(diagram)) == ["a", "b", "c"]


def test_chains_and_lists() -> None:
    assert read("mermaid", "graph LR\n  a --> b & c -.-> d\n  e & f==>g") == [
        *("a -> b", "a -> c", "b ..> d", "c ..> d", "e -> g", "f -> g"),
    ]


def test_a_link_goes_on_in_the_next_line() -> None:
    assert read("mermaid", "graph LR\n  a\n  --> b -->\n  c") == ["a -> b", "b -> c"]


@pytest.mark.parametrize(
    "shape",
    [
        *(
            "[words]",
            "(words)",
            "([words])",
            "[[words]]",
            "[(words)]",
            "((words))",
            "(((words)))",
            ">words]",
            "{words}",
        ),
        *("{{words}}", "[/words/]", "[\\words\\]", "[/words\\]", "[\\words/]", "(-words-)", '["words"]', '("words")'),
        *("[ words ]", '["`**words**`"]', "[<b>words</b>]", '@{ shape: rect, label: "words" }', "@{label: words}"),
        *("[fa:fa-car words]", '["words"]:::style', ":::style", '@{ shape: docs, icon: "fa:user", label: "words"}'),
    ],
)
def test_shapes(shape: str) -> None:
    diagram = drawn("mermaid", f"flowchart LR\n  x{shape} --> y")
    assert labels(diagram) == {"x": "x" if shape == ":::style" else "words", "y": "y"}
    assert arrows(diagram) == ["x -> y"]
    assert not diagram.unread


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('["Server.Run(ctx)"]', "Server.Run(ctx)"),
        ("[genericregistry.Store]", "genericregistry.Store"),
        ("(/usr/local/bin)", "/usr/local/bin"),
        ("{/apis/apps/v1/deployments}", "/apis/apps/v1/deployments"),
        ('["one\n  two"]', "one two"),
        ('["one<br>two<br />three"]', "one two three"),
        ('["map[string]#lt;-chan int"]', "map[string]<-chan int"),
        ('["List<String> &amp; more"]', "List<String> & more"),
        ('["`The **store** of _all_ my_own_names`"]', "The store of all my_own_names"),
        ('["a_b_c *T **U"]', "a_b_c *T **U"),
        ("[数据 存储]", "数据 存储"),
    ],
)
def test_words_of_a_node(text: str, words: str) -> None:
    assert labels(drawn("mermaid", f"graph LR\n  x{text}")) == {"x": words}


def test_ids() -> None:
    ids = ["pkg.Func", "a/b", "kube-apiserver", "a_b", "1", "3.4", "über", "数据", "x:y"]
    assert labels(drawn("mermaid", "graph LR\n" + "".join(f"  {one}-->z\n" for one in ids))) == dict(
        zip([ids[0], "z", *ids[1:]], [ids[0], "z", *ids[1:]], strict=True)
    )


def test_the_last_words_are_the_nodes_and_have_its_line() -> None:
    (a, b) = drawn("mermaid", "graph LR\n  a --> b\n  a[First]\n  a[Last]").nodes
    assert (a.label, a.line, b.label, b.line) == ("Last", 4, "b", 2)


def test_subgraphs_are_groups() -> None:
    diagram = drawn(
        "mermaid",
        """
        graph TB
          subgraph Incoming Request
            a --> b
          end
          subgraph two ["The second"]
            direction LR
            b --> c
            subgraph inner
              d & c
            end
          end
          a --> two
          inner --> e
          f --> g
        """,
    )
    assert groups(diagram) == {
        "a": "Incoming Request",
        "b": "Incoming Request",
        "c": "The second/inner",
        "d": "The second/inner",
        "two": "",
        "inner": "The second",
        "e": "",
        "f": "",
        "g": "",
    }
    assert labels(diagram)["two"] == "The second"
    assert next(node.line for node in diagram.nodes if node.id == "two") == 6
    assert arrows(diagram)[-3:] == ["a -> two", "inner -> e", "f -> g"]


def test_a_subgraph_without_arrows_is_no_node() -> None:
    assert list(labels(drawn("mermaid", "graph TB\n subgraph box\n  a\n end\n"))) == ["a"]


def test_what_is_no_part_of_the_graph() -> None:
    text = """
        ---
        title: a --> b
        ---
        %%{init: {"theme":
          "dark"}}%%
        flowchart LR
          accTitle: c --> d
          accDescr {
            e --> f
          }
          %% g --> h
          x:::hot --> y
          classDef hot fill:#f96,stroke:#333;
          class x,y hot
          style x fill:#bbf
          linkStyle 0 stroke:#ff3;
          click x "https://example.org/a;b" "a tip"
          click y call open() "a tip"
          y e2@--> z
          e2@{ animate: true }
          z --> x %% behind
        """
    diagram = drawn("mermaid", text)
    assert arrows(diagram) == ["x -> y", "y -> z", "z -> x"]
    assert list(labels(diagram)) == ["x", "y", "z"]
    assert [arrow.line for arrow in diagram.arrows] == [13, 20, 22]
    assert not diagram.unread


def test_what_cannot_be_read_is_unread_and_the_rest_is_read() -> None:
    diagram = drawn(
        "mermaid",
        """\
        graph LR
          a --> b
          b[Broken (round)] --> c
          c -->
          d; e --> f; f -> g
          g["open --> h
          i --> j
          end
        """,
    )
    assert arrows(diagram) == ["a -> b", "c -> d", "e -> f", "i -> j"]
    assert unread(diagram) == {3: "b[Broken (round)] --> c", 5: "d; e --> f; f -> g", 6: 'g["open --> h', 8: "end"}


def test_a_subgraph_that_does_not_end() -> None:
    diagram = drawn("mermaid", "graph LR\n  subgraph one\n  a --> b\n")
    assert groups(diagram) == {"a": "one", "b": "one"}
    assert unread(diagram) == {2: "subgraph one"}


def test_more_arrows_than_are_read() -> None:
    names = " & ".join(f"n{number}" for number in range(200))
    diagram = drawn("mermaid", f"graph LR\n {names} --> {names.replace('n', 'm')}")
    assert len(diagram.arrows) == 10_000
    assert unread(diagram) == {2: "more than 10000 arrows"}


def test_boxes_deeper_than_are_read() -> None:
    depth = 2_000
    boxes = "".join(f"subgraph b{number}\n" for number in range(depth))
    diagram = drawn("mermaid", f"graph LR\n{boxes}a --> b\n" + "end\n" * depth + "c --> d")
    assert arrows(diagram) == ["a -> b", "c -> d"]
    assert [len(node.group) for node in diagram.nodes] == [32, 32, 0, 0]
    assert len(diagram.unread) == depth - 32
