"""The command that makes figures of diagrams in documents, as a person runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shop import module, run

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
// Till takes money.
type Till interface{ Pay(coins int) }

// Drawer is a till.
type Drawer struct{ coins int }

// Pay puts coins in.
func (d *Drawer) Pay(coins int) {
	d.count(coins)
	d.lock()
}

func (d *Drawer) count(coins int) { d.coins += coins }
func (d *Drawer) lock()           {}

// Base has what all have.
type Base struct{ Name string }

// Basket holds goods.
type Basket struct {
	Base
	Goods []string
	till  *Drawer
}

// CheckOut pays.
func (b *Basket) CheckOut() {
	b.empty()
	b.till.Pay(len(b.Goods))
}

func (b *Basket) empty() { b.Goods = nil }

// Serve wraps.
func Serve(next func()) func() {
	next = WithLights(next)
	next = WithDoor(next)
	return next
}

// WithLights switches the lights on.
func WithLights(next func()) func() { return next }

// WithDoor opens the door.
func WithDoor(next func()) func() { return next }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project about a module."""
    module(tmp_path, CODE)
    (tmp_path / "archviz.toml").touch()
    return tmp_path


def document(shop: Path, language: str, text: str, before: str = "") -> None:
    """A document with a diagram, whose first line is line 6."""
    (shop / "README.md").write_text(f"# Shop\n\n## 1. How one pays\n{before}\n```{language}\n{text}\n```\n", "utf-8")


def edges(text: str) -> list[str]:
    """The edges of a figure's file without the package, as ``from -> to kind step``."""
    found = []
    for line in text.splitlines():
        if line.startswith("  - {from: "):
            pairs = dict(pair.split(": ") for pair in line.strip(" -{}").split(", "))
            ends = f"{pairs['from']} -> {pairs['to']} {pairs['kind']}".replace("shop.", "")
            found.append(f"{ends} {pairs['step']}" if "step" in pairs else ends)
    return found


SEQUENCE = [
    "Basket.CheckOut -> Basket.empty call 1",
    "Basket.CheckOut -> Drawer.Pay call 2",
    "Drawer.Pay -> Drawer.count call 3",
]
MESSAGES = "Basket -> Basket: empty()\nBasket -> Drawer: Pay()\nDrawer -> Drawer: count()\n"
BOXES = """\
class Basket {
  Goods []string
  CheckOut()
}
Till <|.. Drawer
Basket *-- Drawer
Base <|-- Basket
"""
CLASSES = ["Drawer -> Till implements", "Basket.till -> Drawer holds", "Basket -> Base embeds"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("mermaid", "graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay] --> C[Drawer.count]", SEQUENCE[1:]),
        ("d2", "Basket\\.CheckOut -> Drawer\\.Pay -> Drawer\\.count", SEQUENCE[1:]),
        ("dot", 'digraph { "Basket.CheckOut" -> "Drawer.Pay" -> "Drawer.count" }', SEQUENCE[1:]),
        (
            "plantuml",
            "@startuml\n[Basket.CheckOut] --> [Drawer.Pay]\n[Drawer.Pay] --> [Drawer.count]\n@enduml",
            SEQUENCE[1:],
        ),
        ("mermaid", f"sequenceDiagram\n{MESSAGES}Drawer-->>Basket: paid".replace(" -> ", "->>"), SEQUENCE),
        ("plantuml", f"@startuml\n{MESSAGES}@enduml", SEQUENCE),
        ("mermaid", f"classDiagram\n{BOXES}", CLASSES),
        ("plantuml", f"@startuml\n{BOXES}@enduml", CLASSES),
    ],
)
def test_a_true_diagram_becomes_a_figure_that_is_proved_and_drawn(
    language: str, text: str, expected: list[str], shop: Path
) -> None:
    document(shop, language, text)
    done = run("adopt", "README.md", cwd=shop)
    assert (done.returncode, done.stdout.split()) == (0, ["diagrams/how-one-pays.yaml", "diagrams/how-one-pays.svg"]), (
        done.stdout + done.stderr
    )
    assert "this may stand for the diagram: ![](figure:how-one-pays)" in done.stderr
    figure = (shop / "diagrams" / "how-one-pays.yaml").read_text("utf-8")
    assert "title: How one pays\n" in figure
    steps = expected if expected is SEQUENCE else [one.rstrip(" 123") for one in expected]
    assert edges(figure) == steps
    if expected is CLASSES:
        assert "fields: [Goods, till]" in figure
        assert "methods: [CheckOut]" in figure
    assert run("check", cwd=shop).returncode == 0
    drawn = run("render", cwd=shop)
    assert (drawn.returncode, drawn.stdout + drawn.stderr) == (0, "1 drawn, 0 changed\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay]\nB --> A", "README.md:8: Drawer.Pay -> Basket.CheckOut: "),
        ("graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay] --> C[a bank]", "README.md:7: a bank: this names no decl"),
        ("graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay] --> C[Drawer.rob]", "README.md:7: Drawer.rob: "),
        ("classDiagram\nTill <|.. Drawer\nTill <|.. Basket", "README.md:8: Basket -> Till: Basket does not implement"),
        ("classDiagram\nTill <|.. Drawer\nclass Drawer {\n  Rob()\n}", "README.md:9: Drawer.Rob: Drawer has no Rob"),
        ("classDiagram\nBasket *-- Drawer\nclass Basket {\n  Name string\n}", "Basket.Name: it is promoted: Base.Name"),
        (
            "sequenceDiagram\nDrawer->>Drawer: lock()\nDrawer->>Drawer: count()",
            "README.md:8: lock(), then count(): Drawer.Pay calls Drawer.count before Drawer.lock",
        ),
        ("sequenceDiagram\nBasket->>Drawer: Pay()\nDrawer->>Bank: ok", "README.md:8: Drawer -> Bank: Bank is not"),
        ("graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay]\n%% ok\nA ==", "README.md:9: A ==: this line could not be"),
    ],
)
def test_what_is_not_proved_is_said_and_left_out(text: str, said: str, shop: Path) -> None:
    document(shop, "mermaid", text)
    done = run("adopt", "README.md", cwd=shop)
    assert done.returncode == 1
    assert said in done.stderr
    figure = (shop / "diagrams" / "how-one-pays.yaml").read_text("utf-8")
    remarks = " ".join(line.lstrip("# ") for line in figure.splitlines() if line.startswith("#"))
    assert said.removeprefix("README.md:") in remarks
    checked = run("check", cwd=shop)
    assert checked.returncode == 0, checked.stdout


def test_the_stages_of_a_chain_become_its_card(shop: Path) -> None:
    document(shop, "mermaid", "sequenceDiagram\nDoor->>Lights: in", before="\n`shop.Serve` wraps.\n")
    done = run("adopt", "README.md", cwd=shop)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stderr
    assert "- chain: shop.Serve\n    variable: next\n" in (shop / "diagrams" / "how-one-pays.yaml").read_text("utf-8")
    assert run("check", cwd=shop).returncode == 0


def test_a_word_alone_is_a_name_where_an_arrow_is_proved_then(shop: Path) -> None:
    document(shop, "mermaid", "graph LR\nBasket --> Drawer\nTill --> Base")
    done = run("adopt", "README.md", "--dry-run", cwd=shop)
    assert "# Basket is taken for example.org/shop.Basket: " in done.stdout
    assert edges(done.stdout) == ["Basket.till -> Drawer holds"]
    assert "README.md:8: Till: this names no declaration of the source for certain" in done.stderr


def test_a_diagram_is_named_by_number_heading_and_title(shop: Path) -> None:
    graph = "```mermaid\n{}graph LR\nA[Basket.CheckOut] --> B[{}]\n```\n"
    parts = ["## To pay", graph.format("", "Drawer.Pay"), graph.format("---\ntitle: To empty\n---\n", "Basket.empty")]
    dot = '```dot\ndigraph counting { "Drawer.Pay" -> "Drawer.count" }\n```\n'
    (shop / "README.md").write_text("\n".join((*parts, dot)), "utf-8")
    several = run("adopt", "README.md", cwd=shop)
    assert several.returncode == 2
    assert "README.md:3: #1 To pay" in several.stderr
    for name, title in (("2", "To empty"), ("to-empty", "To empty"), ("counting", "counting"), ("3", "counting")):
        done = run("adopt", f"README.md#{name}", "--dry-run", cwd=shop)
        assert (done.returncode, f"title: {title}\n" in done.stdout) == (0, True), done.stderr
    assert "did you mean counting?" in run("adopt", "README.md#countin", cwd=shop).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("README.md",), 1, "README.md:6: nothing in the diagram names a declaration"),
        (("README.md#2",), 2, "README.md: the document has no diagram 2"),
        (("nothing.md",), 2, "nothing.md is not there"),
        (("go.mod",), 2, "go.mod is no document"),
        ((".",), 2, ". is a folder"),
        (("README.md", "--id", "No Good"), 2, "'No Good' is not made of small letters"),
    ],
)
def test_what_cannot_be_adopted(arguments: tuple[str, ...], code: int, message: str, shop: Path) -> None:
    document(shop, "mermaid", "graph LR\nA[a cup] --> B[a bank]")
    done = run("adopt", *arguments, cwd=shop)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""
    assert not (shop / "diagrams").exists()


def test_a_figure_that_is_there_is_left_alone(shop: Path) -> None:
    document(shop, "mermaid", "graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay]")
    assert run("adopt", "README.md", cwd=shop).returncode == 0
    file = shop / "diagrams" / "how-one-pays.yaml"
    before = file.read_text("utf-8")
    again = run("adopt", "README.md", cwd=shop)
    assert (again.returncode, file.read_text("utf-8")) == (2, before)
    assert "--id gives this one another name" in again.stderr
    assert run("adopt", "README.md", "--id", "other", cwd=shop).returncode == 0


def test_without_a_project_it_can_only_be_printed(tmp_path: Path) -> None:
    module(tmp_path, CODE)
    document(tmp_path, "mermaid", "graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay]")
    assert run("adopt", "README.md", cwd=tmp_path).returncode == 2
    assert run("adopt", "README.md", "--dry-run", cwd=tmp_path).returncode == 0


def test_the_title_is_in_the_documents_language(shop: Path) -> None:
    document(shop, "mermaid", "graph LR\nA[Basket.CheckOut] --> B[Drawer.Pay]")
    text = (shop / "README.md").read_text("utf-8").replace("How one pays", "如何付款")
    (shop / "README.md").write_text(text, "utf-8")
    done = run("adopt", "README.md", cwd=shop)
    assert done.returncode == 0
    assert 'title: "如何付款"\n' in (shop / "diagrams" / "readme-1.yaml").read_text("utf-8")
