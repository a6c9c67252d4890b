"""Names in code spans: what the source has is right, what it surely had to have is wrong, all else is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettle import FILES, all_held, commit, git_folder, repository, said, write, wrongs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    [
        "Kettle",
        "NewKettle()",
        "NewKettle(options)",
        "kettle.NewKettle",
        "*kettle.Kettle",
        "&kettle.KettleOptions{}",
        "Kettle.BoilWater",
        "(*Kettle).BoilWater",
        "kettle.Kettle.BoilWater()",
        "example.org/kettle/heat.GasHeater",
        "heat.MaxDegrees",
        "KettleOptions.Source",
        "func NewKettle(options KettleOptions) (*Kettle, error)",
        "type KettleOptions struct",
    ],
)
def test_what_the_source_has_is_right(name: str, tmp_path: Path) -> None:
    assert said(f"# Kettle\n\nSee `{name}` in `example.org/kettle`.\n", tmp_path) == []
    assert any(name in one.subject and one.symbols for one in all_held(tmp_path, "README.md"))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("kettle.NewKetle", "did you mean kettle.NewKettle?"),
        ("Kettle.BoilWatr", "did you mean Kettle.BoilWater?"),
        ("Kettle.Whistle", ""),
        ("heat.NewElectricHeater", ""),
        ("example.org/kettle/heat.GasHeatr", "did you mean GasHeater?"),
        ("KettleOption.Litres", "did you mean KettleOptions.Litres?"),
        ("KettelOptions", "did you mean KettleOptions?"),
        ("GasHeater.HeatUpp()", "did you mean GasHeater.HeatUp?"),
        ("(*GasHeater).Explode", ""),
    ],
)
def test_what_it_has_not_is_wrong(name: str, hint: str, tmp_path: Path) -> None:
    ((line, subject, message, said_hint),) = said(f"# Kettle\n\nSee\n`{name}`.\n", tmp_path)
    assert (line, subject, said_hint) == (4, name, hint)
    assert message


@pytest.mark.parametrize(
    "text",
    [
        "Run `make test` and open `index.html`, set `GOFLAGS` and `LOG_LEVEL`.",
        "An HTTP `Handler` of `net/http.Server`, `http.ListenAndServe` or `context.WithCancel`.",
        "A `Deployment`, a `ConfigMap`, `NetworkPolicies` and `CustomResourceDefinition` of somebody else.",
        "JSON has `kettle.litres`, `options.Source.url` and `apps/v1`; `e.g.` and `i.e.` too.",
        "A variable `client.Fetch`, a flag `--heat.MaxDegrees` and an address `example.com/kettle.git`.",
        "`Kettle_Options` is as another language has it, `MAX_DEGREES` a variable of the shell.",
        "`Kettles` and `GasHeaters` are plural; `kettle.go`, `heat.yaml` and `kettle.sock` are files.",
        "`Kettle.lid` is as JSON has it, and `prometheus.NewCounter` another project's.",
        "```\nkettle.Nothing\n```",
        "A script has `heat.MOST_BYTES`.",
    ],
)
def test_what_is_not_of_this_code_is_left_alone(text: str, tmp_path: Path) -> None:
    assert said(f"# Kettle\n\n{text}\n", tmp_path) == []


def test_a_package_that_is_called_as_one_of_the_standard_library_is_not_meant_by_that_ones_names(
    tmp_path: Path,
) -> None:
    repository(tmp_path, README="`time.Duration.Hours`, `time.Sleep` and `time.Now()` are Go's.\n")
    write(tmp_path, {"time/time.go": "package time\n\n// Timer rings.\ntype Timer struct{ Minutes int }\n"})
    assert wrongs(tmp_path, "README.md", likely=True) == []


def test_a_member_of_a_type_whose_embedded_type_is_missing_is_not_known(tmp_path: Path) -> None:
    repository(tmp_path, README="`Urn.Pour` pours.\n")
    write(tmp_path, {"urn.go": 'package kettle\n\nimport "example.com/tea"\n\ntype Urn struct{ tea.Pot }\n'})
    assert wrongs(tmp_path, "README.md", likely=True) == []


def test_a_name_that_is_said_to_be_in_a_file_is_held_there(tmp_path: Path) -> None:
    text = (
        "`NewGasHeater` in `heat/heat.go` is right, the function `NewKettle` in `heat/heat.go` is elsewhere,\n"
        "and `NewToaster` (see below) is found in `kettle.go`. `Kettle` is in the package `example.org/kettle`.\n"
    )
    found = said(text, tmp_path)
    assert [(line, subject, hint) for line, subject, _, hint in found] == [
        (1, "NewKettle", "it is in kettle.go"),
        (2, "NewToaster", ""),
    ]


def test_an_old_name_is_certain_where_git_knows_it(tmp_path: Path) -> None:
    repository(tmp_path, README="The `BoilFast` way, `SteamWhistle` and `PressureGauge`.\n")
    assert wrongs(tmp_path, "README.md") == []
    old = (
        FILES["kettle.go"] + "\n// BoilFast is quick.\nfunc BoilFast(k *Kettle) int {\n\tk.closeLid()\n\treturn 1\n}\n"
    )
    folder = tmp_path / "other"
    git_folder(folder)
    write(folder, FILES | {"kettle.go": old, "README.md": "The `BoilFast` way, `SteamWhistle`.\n"})
    commit(folder)
    assert wrongs(folder, "README.md") == []
    write(folder, {"kettle.go": old.replace("BoilFast", "QuickBoil")})
    ((line, subject, message, hint),) = wrongs(folder, "README.md")
    assert (line, subject) == (1, "BoilFast")
    assert "not in the source any more" in message
    assert hint == "it is QuickBoil now"


def test_a_line_that_is_not_committed_has_no_past(tmp_path: Path) -> None:
    repository(tmp_path, README="Nothing.\n")
    write(tmp_path, {"README.md": "Nothing.\n\nThe `SteamWhistle`.\n"})
    assert wrongs(tmp_path, "README.md") == []
    assert [subject for _, subject, _, _ in wrongs(tmp_path, "README.md", likely=True)] == ["SteamWhistle"]
