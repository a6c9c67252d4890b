"""Sequence diagrams of Mermaid, as Mermaid 11 reads them."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, read, unread

from archviz.lint.drawing import DrawingForm


@pytest.mark.parametrize(
    ("sign", "arrow"),
    [
        ("->>", "A -> B: m"),
        ("-->>", "A ..> B: m"),
        ("->", "A -- B: m"),
        ("-->", "A .. B: m"),
        ("-x", "A -> B: m"),
        ("--x", "A ..> B: m"),
        ("-)", "A -> B: m"),
        ("--)", "A ..> B: m"),
        ("<<->>", "A -- B: m"),
        ("<<-->>", "A .. B: m"),
        ("->>+", "A -> B: m"),
        ("-->>-", "A ..> B: m"),
        ("->>()", "A -> B: m"),
        ("()->>", "A -> B: m"),
        ("-|\\", "A -> B: m"),
        ("--//", "A ..> B: m"),
        ("/|-", "B -> A: m"),
        ("\\\\--", "B ..> A: m"),
    ],
)
@pytest.mark.parametrize("space", ["", " "])
def test_messages(sign: str, arrow: str, space: str) -> None:
    assert read("mermaid", f"sequenceDiagram\n  A{space}{sign}{space}B{space}: m", DrawingForm.SEQUENCE) == [arrow]


def test_participants_have_aliases_and_spaces() -> None:
    diagram = drawn(
        "mermaid",
        """\
        sequenceDiagram
          participant S as Server.Run<br/>(main)
          actor U as "User"
          create participant kube-apiserver
          participant Q@{ "type": "queue", "alias": "The queue" }
          participant T@{ "type": "queue" } as The table
          participant as
          Handler Chain ->>+ S: Serve(a, b): now
          S -->> Handler Chain: wrap: Proceed
          kube-apiserver->>pkg.Type: x
        """,
    )
    assert labels(diagram) == {
        "S": "Server.Run (main)",
        "U": "User",
        "kube-apiserver": "kube-apiserver",
        "Q": "The queue",
        "T": "The table",
        "as": "as",
        "Handler Chain": "Handler Chain",
        "pkg.Type": "pkg.Type",
    }
    assert arrows(diagram) == [
        "Handler Chain -> S: Serve(a, b): now",
        "S ..> Handler Chain: Proceed",
        "kube-apiserver -> pkg.Type: x",
    ]
    assert not diagram.unread


def test_blocks_and_notes_send_nothing() -> None:
    assert read(
        "mermaid",
        """\
        sequenceDiagram
          autonumber 10 5
          title A->>B: no message
          loop until A->>B: is done
            A->>B: 1
            alt is well
              B->>A: 2
            else is not
              B->>A: 3
            end
          end
          par one
            A->>B: 4
          and two
            A->>C: 5
          end
          critical a
            A->>B: 6
          option b
            A->>B: 7
          end
          opt c
            A->>B: 8
          end
          break d
            A->>B: 9
          end
          rect rgb(0, 255, 0)
            A->>B: 10
          end
          Note over A,B: A->>B: no message
          note right of A: text
          activate B
          deactivate B
          destroy C
          link A: board @ https://example.org
        """,
        DrawingForm.SEQUENCE,
    ) == ["A -> B: 1", "B -> A: 2", "B -> A: 3", "A -> B: 4", "A -> C: 5"] + [
        f"A -> B: {number}" for number in range(6, 11)
    ]


def test_boxes_are_groups() -> None:
    diagram = drawn(
        "mermaid",
        """\
        sequenceDiagram
          box Aqua Group one
            participant A
          end
          box The others
            participant B
          end
          box rgb(33, 66, 99)
            participant C
          end
          A->>B: x
          B->>D: y
        """,
    )
    assert groups(diagram) == {"A": "Group one", "B": "The others", "C": "", "D": ""}
    assert not diagram.unread


def test_semicolons_and_remarks() -> None:
    text = "sequenceDiagram\n  A->>B: one; B->>A: two # a remark\n  %% C->>D: none\n  A->>B: #35;1 #59; 2\n # remark\n"
    assert read("mermaid", text, DrawingForm.SEQUENCE) == ["A -> B: one", "B -> A: two", "A -> B: #1 ; 2"]


def test_what_cannot_be_read() -> None:
    diagram = drawn("mermaid", "sequenceDiagram\n  what is this\n  A->>B: x\n  A->>B->>C: y\n  end\n  loop open\n")
    assert arrows(diagram) == ["A -> B: x"]
    assert unread(diagram) == {2: "what is this", 4: "A->>B->>C: y", 5: "end", 6: "loop open"}
