"""Diagrams in documents: arrows, the order of messages, and classes, held against the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettle import FILES, held, repository, said, write, wrongs

if TYPE_CHECKING:
    from pathlib import Path


def drawn(text: str, before: str = "") -> str:
    """A document with a diagram in Mermaid, whose first line is line 4 where nothing stands before."""
    return f"# Kettle\n{before}\n```mermaid\n{text}\n```\n"


@pytest.mark.parametrize(
    "arrows",
    [
        "A[Kettle.BoilWater] --> B[GasHeater.HeatUp]",
        "A[NewKettle] --> B[NewGasHeater] --> C[GasHeater]",
        "A[kettle.Kettle] -- holds --> B[heat.GasHeater]",
        "GasHeater --> HeatSource",
        "A[NewKettle] --> B[GasHeater]",
        "A[kettle.Kettle] --> B[GasHeater.HeatUp]",
        "A[Client] --> B[a boiling kettle] --> C[(Storage)]",
        "A[KettleOptions] --- B[HeatSource]\nB --- A",
    ],
)
def test_arrows_that_the_source_has(arrows: str, tmp_path: Path) -> None:
    assert said(drawn(f"graph LR\n{arrows}"), tmp_path) == []


@pytest.mark.parametrize(
    ("arrow", "subject", "hint"),
    [
        (
            "A[GasHeater.HeatUp] --> B[Kettle.BoilWater]",
            "GasHeater.HeatUp -> Kettle.BoilWater",
            "Kettle.BoilWater that calls",
        ),
        ("A[WithFuse] --> B[NewKettle]", "WithFuse -> NewKettle", ""),
        ("A[NewKettle] --> B[GasHeater.Explode]", "GasHeater.Explode", ""),
    ],
)
def test_arrows_that_it_has_not(arrow: str, subject: str, hint: str, tmp_path: Path) -> None:
    ((line, found, message, near),) = said(drawn(f"flowchart TD\n  {arrow}"), tmp_path)
    assert (line, found) == (5, subject)
    assert message
    assert hint in near


def test_an_arrow_over_more_steps_than_are_asked_for(tmp_path: Path) -> None:
    repository(tmp_path, README=drawn("graph LR\nA[Kettle.BoilWater] --> B[GasHeater.openValve]"))
    assert wrongs(tmp_path, "README.md", hops=2) == []
    ((_, _, _, hint),) = wrongs(tmp_path, "README.md", hops=1)
    assert "GasHeater.HeatUp" in hint


def test_messages_in_the_order_of_the_calls(tmp_path: Path) -> None:
    calls = "Kettle->>GasHeater: HeatUp()\nGasHeater->>GasHeater: openValve()\nGasHeater->>GasHeater: lightFlame()"
    text = f"sequenceDiagram\n{calls}"
    assert said(drawn(text), tmp_path) == []


def test_messages_in_another_order(tmp_path: Path) -> None:
    text = "sequenceDiagram\nA->>B: lightFlame()\nA->>B: openValve()\nB-->>A: done"
    ((line, subject, message, hint),) = said(drawn(text), tmp_path)
    assert (line, subject) == (6, "lightFlame(), then openValve()")
    assert "before" in message
    assert "heat/heat.go" in hint


CHAIN = """
The chain is made by `BuildChain` in `kettle.go`.
"""


def test_stages_of_a_chain_in_its_order(tmp_path: Path) -> None:
    calls = "Client->>M: in\nClient->>Fuse: on\nFuse-->>Client: ok\nClient->>Thermostat: on"
    text = f"sequenceDiagram\nparticipant M as Meter\n{calls}"
    assert said(drawn(text, CHAIN), tmp_path) == []


def test_stages_of_a_chain_in_another_order(tmp_path: Path) -> None:
    text = "sequenceDiagram\nClient->>Meter: in\nClient->>Thermostat: on\nClient->>Fuse: on"
    ((line, subject, message, hint),) = said(drawn(text, CHAIN), tmp_path)
    assert (line, subject) == (9, "Thermostat, then Fuse")
    assert "WithFuse outside of WithThermostat" in message
    assert "kettle.go:" in hint


def test_a_chain_that_the_document_does_not_name_holds_nothing(tmp_path: Path) -> None:
    text = "sequenceDiagram\nClient->>Thermostat: on\nClient->>Meter: in"
    assert said(drawn(text), tmp_path) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("class GasHeater {\n  -flow int\n  +HeatUp(ctx, degrees) error\n  +CoolDown() error\n}", []),
        ("class Kettle {\n  +Lid bool\n}\nKettle *-- GasHeater\nGasHeater ..|> HeatSource", []),
        ("class KettleOptions {\n  HeatSource Source\n  Litres int\n}", []),
        ("class GasHeater {\n  +Pressure int\n}", ["GasHeater.Pressure"]),
        ("class KettleOptions {\n  +Litres string\n}", ["KettleOptions.Litres"]),
        ("HeatSource ..|> GasHeater", ["HeatSource -> GasHeater"]),
        ("GasHeater *-- Kettle", ["GasHeater -> Kettle"]),
    ],
)
def test_classes(lines: str, expected: list[str], tmp_path: Path) -> None:
    assert [subject for _, subject, _, _ in said(drawn(f"classDiagram\n{lines}"), tmp_path)] == expected


def test_a_line_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    repository(tmp_path, README=drawn("graph LR\nA[Kettle --> ]]\nC[NewKettle] --> D[NewGasHeater]"))
    (document,) = held(tmp_path, "README.md").documents
    assert [line for line, _ in document.unread] == [5]


def test_where_code_could_not_be_resolved_a_missing_arrow_is_only_likely(tmp_path: Path) -> None:
    head = 'package kettle\n\nimport "example.com/whistle"\n\n'
    more = f"{head}// SoundAlarm is loud.\nfunc SoundAlarm() {{ whistle.New().CoolDown() }}\n"
    repository(tmp_path, README=drawn("graph LR\nA[SoundAlarm] --> B[NewKettle]"))
    write(tmp_path, FILES | {"alarm.go": more})
    assert wrongs(tmp_path, "README.md") == []
    assert len(wrongs(tmp_path, "README.md", likely=True)) == 1
