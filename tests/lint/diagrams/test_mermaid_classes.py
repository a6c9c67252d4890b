"""Class diagrams of Mermaid, as Mermaid 11 reads them."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, members, read, unread

from archviz.lint.drawing import DrawingForm

CLASSES = DrawingForm.CLASSES


@pytest.mark.parametrize(
    ("sign", "arrow"),
    [
        ("<|--", "B -|> A"),
        ("--|>", "A -|> B"),
        ("<|..", "B ..|> A"),
        ("..|>", "A ..|> B"),
        ("*--", "A *-> B"),
        ("--*", "B *-> A"),
        ("o--", "A o-> B"),
        ("--o", "B o-> A"),
        ("*-->", "A *-> B"),
        ("<--o", "B o-> A"),
        ("-->", "A -> B"),
        ("<--", "B -> A"),
        ("..>", "A ..> B"),
        ("<..", "B ..> A"),
        ("--", "A -- B"),
        ("..", "A .. B"),
        ("<-->", "A -- B"),
        ("<|--|>", "A <-|> B"),
        ("<|--*", "B -- A"),
        ("()--", "B ..|> A"),
    ],
)
def test_relations(sign: str, arrow: str) -> None:
    arrow = arrow.replace("A", "Left").replace("B", "b.Right")
    assert read("mermaid", f"classDiagram\n  Left {sign} b.Right", CLASSES) == [arrow]
    assert read("mermaid", f'classDiagram-v2\n  Left "1" {sign} "0..*" b.Right : holds', CLASSES) == [f"{arrow}: holds"]


def test_relations_without_spaces() -> None:
    assert read("mermaid", "classDiagram\n A<|--B\n A*--C:has\n d-e..>A\n `F g`-->A\n", CLASSES) == [
        *("B -|> A", "A *-> C: has", "d-e ..> A", "F g -> A"),
    ]


def test_classes_and_members() -> None:
    diagram = drawn(
        "mermaid",
        """\
        classDiagram
          direction LR
          class Server {
            <<service>>
            +string Addr
            -mux *ServeMux
            done chan struct{}
            +Run(ctx context.Context) error

            Handler handler
          }
          class Store~T~ { +Get(key string) T }
          class Foo["Some words"]:::style
          class Iface <<interface>> {
            Do()
          }
          <<service>> Other
          Server : +Stop() error
          Server : <<ignored>>
          Store~int~ --> Foo
          note "A --> B"
          note for Server "A --> B"
          click Server href "https://example.org"
        """,
    )
    assert diagram.form is CLASSES
    assert labels(diagram) == {
        "Server": "Server",
        "Store": "Store[T]",
        "Foo": "Some words",
        "Iface": "Iface",
        "Other": "Other",
    }
    assert members(diagram) == {
        "Server": [
            "Addr string",
            "mux *ServeMux",
            "done chan struct{}",
            "Run(ctx context.Context) error",
            "handler Handler",
            "Stop() error",
        ],
        "Store": ["Get(key string) T"],
        "Iface": ["Do()"],
    }
    assert [member.line for member in diagram.nodes[0].members] == [5, 6, 7, 8, 10, 18]
    assert arrows(diagram) == ["Store -> Foo"]
    assert not diagram.unread


def test_namespaces_are_groups() -> None:
    diagram = drawn(
        "mermaid",
        """\
        classDiagram
          namespace k8s.apiserver {
            class A
            class B {
              x int
            }
          }
          namespace other["Other words"] {
            class C
          }
          A --> D
        """,
    )
    assert groups(diagram) == {"A": "k8s.apiserver", "B": "k8s.apiserver", "C": "Other words", "D": ""}
    assert not diagram.unread


def test_what_cannot_be_read() -> None:
    diagram = drawn(
        "mermaid",
        "classDiagram\n  this is wrong\n  A --> B\n  A -> C\n  class D {\n    ...\n    x int\n  }\n  class {\n}\n"
        " class E {\n",
    )
    assert list(labels(diagram)) == ["A", "B", "D", "E"]
    assert members(diagram) == {"D": ["x int"]}
    assert unread(diagram) == {2: "this is wrong", 4: "A -> C", 6: "...", 9: "class {", 10: "}", 11: "class E {"}
