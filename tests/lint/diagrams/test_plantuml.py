"""Diagrams of PlantUML: sequences, classes, components."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn, groups, labels, members, read, unread

from archviz.lint.diagrams import read_diagram
from archviz.lint.drawing import DrawingForm

SEQUENCE, CLASSES = DrawingForm.SEQUENCE, DrawingForm.CLASSES


@pytest.mark.parametrize("language", ["plantuml", "puml", "uml", "PlantUML"])
@pytest.mark.parametrize(
    "text", ["A -> B: x", "@startuml\nA -> B: x\n@enduml\nC -> D: y", "@startuml name\n\nA->B:x\n"]
)
def test_headers(language: str, text: str) -> None:
    assert read(language, text, SEQUENCE) == ["A -> B: x"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@startmindmap\n* a\n@endmindmap",
        "@startgantt\n[A] lasts 3 days\n@endgantt",
        "@startjson\n{}\n@endjson",
        "start\n:work;\nstop",
        "[*] --> Open\nOpen --> [*]",
        "state Open\nOpen --> Closed",
        "if (a) then (b)\n:c;\nendif",
        "just words",
    ],
)
def test_kinds_without_relations_of_code(text: str) -> None:
    assert read_diagram("plantuml", text) is None


def test_a_graph_of_graphviz() -> None:
    assert read("plantuml", "@startdot\ndigraph { a -> b }\n@enddot") == ["a -> b"]


@pytest.mark.parametrize(
    ("sign", "arrow"),
    [
        ("->", "A -> B: m"),
        ("-->", "A ..> B: m"),
        ("->>", "A -> B: m"),
        ("-->>", "A ..> B: m"),
        ("<-", "B -> A: m"),
        ("<--", "B ..> A: m"),
        ("<->", "A -- B: m"),
        ("->x", "A -> B: m"),
        ("->o", "A -> B: m"),
        ("-\\", "A -> B: m"),
        ("//--", "B ..> A: m"),
        ("-[#red]>", "A -> B: m"),
        ("-[#0000FF]->", "A ..> B: m"),
    ],
)
def test_messages(sign: str, arrow: str) -> None:
    assert read("puml", f"participant A\nA {sign} B : m", SEQUENCE) == [arrow]


def test_a_sequence() -> None:
    diagram = drawn(
        "plantuml",
        """\
        @startuml
        !theme plain
        ' A -> B : a comment
        /' A -> B : and
           another '/
        title A -> B
        skinparam class {
          ArrowColor red
        }
        autonumber
        participant "The Server\\n(main)" as S #red
        actor User
        database DB as "Data base"
        box "Storage" #LightBlue
          participant Etcd
        end box
        User -> S ++ : Run(ctx)
        S ->> DB : query\\n**more**
        DB -->> S
        note left of S : A -> B
        note right
          A -> B
        end note
        ref over A, B
          A -> B
        end ref
        alt good
          S <- Etcd : watch
        else bad
          S -> Etcd : put
          activate Etcd
          return done
        end
        return
        [-> S : from outside
        S ->] : to outside
        "Some One" -> Group
        == part ==
        ...
        @enduml
        """,
    )
    assert diagram.form is SEQUENCE
    assert labels(diagram) == {
        "S": "The Server (main)",
        "User": "User",
        "DB": "Data base",
        "Etcd": "Etcd",
        "Some One": "Some One",
        "Group": "Group",
    }
    assert groups(diagram)["Etcd"] == "Storage"
    assert arrows(diagram) == [
        "User -> S: Run(ctx)",
        "S -> DB: query more",
        "DB ..> S",
        "Etcd -> S: watch",
        "S -> Etcd: put",
        "Etcd ..> S: done",
        "S ..> User",
        "Some One -> Group",
    ]
    assert [arrow.line for arrow in diagram.arrows][:3] == [17, 18, 19]
    assert not diagram.unread


@pytest.mark.parametrize(
    ("sign", "arrow"),
    [
        ("<|--", "B -|> A"),
        ("--|>", "A -|> B"),
        ("<|..", "B ..|> A"),
        ("..|>", "A ..|> B"),
        ("^--", "B -|> A"),
        ("*--", "A *-> B"),
        ("--*", "B *-> A"),
        ("o--", "A o-> B"),
        ("--o", "B o-> A"),
        ("*-->", "A *-> B"),
        ("-->", "A -> B"),
        ("->", "A -> B"),
        ("<--", "B -> A"),
        ("..>", "A ..> B"),
        ("--", "A -- B"),
        ("..", "A .. B"),
        ("-up->", "A -> B"),
        ("<-left-", "B -> A"),
        ("-[#red,dashed]->", "A ..> B"),
        ("-d-|>", "A -|> B"),
        ("*-[#blue]-", "A *-> B"),
    ],
)
def test_relations(sign: str, arrow: str) -> None:
    assert read("puml", f"class A\nA {sign} B", CLASSES) == [arrow]
    assert read("puml", f'class A\nA "1" {sign} "0..*" B : holds >', CLASSES) == [f"{arrow}: holds"]


def test_relations_without_spaces_and_of_members() -> None:
    assert read("puml", "class A\nA-->B\npkg.C<|--A\nA::run ..> pkg.C::f\nA -[hidden]- B", CLASSES) == [
        "A -> B",
        "A -|> pkg.C",
        "A ..> pkg.C",
    ]


def test_classes_and_members() -> None:
    diagram = drawn(
        "plantuml",
        """\
        @startuml
        package "server pkg" as sp {
          abstract class Base<T> {
            # name : string
            +Run(ctx context.Context) error
            {static} count int
            -- words --
            ..
          }
          interface Handler
          class Server<K, V> extends Base<T> implements Handler, io.Closer {
            mux *ServeMux
            seen map[string]struct{}
          }
        }
        class "Long Name" as LN <<service>> #red {
        }
        enum Color {
          RED
        }
        Server : Stop()
        note "A -> B" as N1
        note as N2
          A -> B
        end note
        hide empty members
        LN --> sp : all
        @enduml
        """,
    )
    assert diagram.form is CLASSES
    assert labels(diagram) == {
        "Base": "Base[T]",
        "Handler": "Handler",
        "Server": "Server[K, V]",
        "io.Closer": "io.Closer",
        "LN": "Long Name",
        "Color": "Color",
        "sp": "server pkg",
    }
    assert groups(diagram)["Server"] == "server pkg"
    assert groups(diagram)["LN"] == ""
    assert members(diagram) == {
        "Base": ["name string", "Run(ctx context.Context) error", "count int"],
        "Server": ["mux *ServeMux", "seen map[string]struct{}", "Stop()"],
        "Color": ["RED"],
    }
    assert arrows(diagram) == ["Server -|> Base", "Server ..|> Handler", "Server ..|> io.Closer", "LN -> sp: all"]
    assert not diagram.unread


def test_names_with_their_namespace_as_programs_write_them() -> None:
    diagram = drawn(
        "plantuml",
        """\
        @startuml
        namespace shop {
            class Counter << (S,Aquamarine) >> {
                - name string
                + Bells []*Bell

                + Serve(order string, to <font color=blue>map</font>[string]int) error

            }
            interface Server  {
            }
            class "<font color=blue>func</font>(string) error" as alias1 {
                ' a remark
            }
        }
        "shop.Server" <|-- "shop.Counter"
        "shop.Counter""uses" o-- "oven.Oven"
        "oven.Oven" *-- "extends""shop.Counter"
        @enduml
        """,
    )
    assert arrows(diagram) == ["Counter -|> Server", "Counter o-> oven.Oven", "oven.Oven *-> Counter"]
    assert labels(diagram)["alias1"] == "func(string) error"
    assert members(diagram) == {
        "Counter": ["name string", "Bells []*Bell", "Serve(order string, to map[string]int) error"],
    }
    assert not diagram.unread


def test_components() -> None:
    diagram = drawn(
        "plantuml",
        """\
        @startuml
        left to right direction
        actor User
        component "API Server" as api
        [etcd client] as ec
        database etcd {
          [Store]
        }
        package Group {
          component inner
          () "REST" as rest
          node N [
            several
            words
          ]
          folder deep {
            artifact leaf
          }
        }
        User --> api : calls
        api -> ec
        ec ..> [Store] : reads
        api -( rest
        inner - rest
        Group --> api
        cloud Cloud
        Cloud -down-> [New One]
        (Log in) <-- User
        @enduml
        """,
    )
    assert diagram.form is DrawingForm.GRAPH
    assert labels(diagram) == {
        "User": "User",
        "api": "API Server",
        "ec": "etcd client",
        "Store": "Store",
        "inner": "inner",
        "rest": "REST",
        "N": "several words",
        "leaf": "leaf",
        "Group": "Group",
        "Cloud": "Cloud",
        "New One": "New One",
        "Log in": "Log in",
    }
    assert groups(diagram) | {"x": ""} == dict.fromkeys(labels(diagram), "") | {
        "Store": "etcd",
        "inner": "Group",
        "rest": "Group",
        "N": "Group",
        "leaf": "Group/deep",
        "x": "",
    }
    assert arrows(diagram) == [
        "User -> api: calls",
        "api -> ec",
        "ec ..> Store: reads",
        "api -> rest",
        "inner -- rest",
        "Group -> api",
        "Cloud -> New One",
        "User -> Log in",
    ]
    assert not diagram.unread


def test_what_cannot_be_read() -> None:
    diagram = drawn(
        "puml",
        "@startuml\n!include other.puml\nclass A {\n  ...\n  x int\n}\nthis is no line\nA --> B\n}\n"
        "note left\n A -> B\n",
    )
    assert arrows(diagram) == ["A -> B"]
    assert members(diagram) == {"A": ["x int"]}
    assert unread(diagram) == {2: "!include other.puml", 7: "this is no line", 9: "}", 10: "note left"}


def test_what_cannot_be_read_in_a_sequence() -> None:
    diagram = drawn("puml", "A -> B : x\nthis is no line\nend\nalt open\nreturn x\n!include_once x")
    assert arrows(diagram) == ["A -> B: x"]
    assert list(unread(diagram)) == [2, 3, 4, 5, 6]
