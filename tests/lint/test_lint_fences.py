"""Go code in fences: declarations as the source has them, and names of packages that are imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettle import said

if TYPE_CHECKING:
    from pathlib import Path


def fenced(code: str) -> str:
    """A document with a fence of Go, whose first line is line 4."""
    return f"# Kettle\n\n```go\n{code}\n```\n"


@pytest.mark.parametrize(
    "code",
    [
        "func NewKettle(options KettleOptions) (*Kettle, error)",
        "func NewKettle(o kettle.KettleOptions) (*kettle.Kettle, error) { … }",
        "func (k *Kettle) BoilWater(ctx context.Context, degrees int) error",
        "type HeatSource interface {\n\tHeatUp(ctx context.Context, n int) (err error)\n\tCoolDown() error\n}",
        "type KettleOptions struct {\n\tLitres int // how much\n\t// ...\n}",
        'import "example.org/kettle/heat"\n\nfunc main() {\n\th := heat.NewGasHeater(3)\n\th.HeatUp(nil, 1)\n}',
        'import warm "example.org/kettle/heat"\n\nvar h warm.HeatSource',
        'import "example.com/heat"\n\nvar h heat.Pump',
        "type KettleOptions struct {\n\tColour string\n\tPrice int\n}",
        "func main() {}\n\ntype MyThing struct{ A int }",
        "heat := start()\nheat.Nothing()",
    ],
)
def test_what_is_right_or_the_documents_own(code: str, tmp_path: Path) -> None:
    assert said(fenced(code), tmp_path) == []


@pytest.mark.parametrize(
    ("code", "line", "subject", "part"),
    [
        (
            "func NewKettle(options KettleOptions) *Kettle",
            4,
            "NewKettle",
            "func NewKettle(options KettleOptions) (*Kettle, error)",
        ),
        ("func NewKettle(options KettleOptions, lid bool) (*Kettle, error)", 4, "NewKettle", "signature"),
        ("\nfunc (k *Kettle) BoilWater(degrees int) error", 5, "Kettle.BoilWater", "ctx context.Context"),
        (
            "type HeatSource interface {\n\tHeatUp(ctx context.Context, n int) error\n\tStop() error\n}",
            4,
            "HeatSource",
            "Stop",
        ),
        ("type KettleOptions struct {\n\tLitres int64\n\tSource heat.HeatSource\n}", 4, "KettleOptions", "Litres"),
        ("type KettleOptions struct {\n\tLitres int\n\tSources heat.HeatSource\n}", 4, "KettleOptions", "Sources"),
        ('import "example.org/kettle/heat"\n\nvar h = heat.NewGasHeatr(3)', 6, "heat.NewGasHeatr", "NewGasHeatr"),
        ('import h "example.org/kettle/heat"\n\nvar x h.Nothing', 6, "h.Nothing", "Nothing"),
        ('import (\n\t"fmt"\n\t"example.org/kettle/heet"\n)', 6, "example.org/kettle/heet", "example.org/kettle/heet"),
    ],
)
def test_what_is_other(code: str, line: int, subject: str, part: str, tmp_path: Path) -> None:
    ((found, about, message, _),) = said(fenced(code), tmp_path)
    assert (found, about) == (line, subject)
    assert part in message


def test_a_field_that_a_document_leaves_out_is_only_likely_wrong(tmp_path: Path) -> None:
    text = fenced("type KettleOptions struct {\n\tLitres int\n}")
    assert said(text, tmp_path / "a") == []
    ((_, subject, message, _),) = said(text, tmp_path / "b", likely=True)
    assert subject == "KettleOptions"
    assert "Source" in message
