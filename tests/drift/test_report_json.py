"""The JSON object, held against its own schema by a validator that is not ours."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from made_reports import CLEAN, HOSTILE, REPORT

from archviz.drift.reports import FORMATS, json_schema
from archviz.model.drift import ChangeKind
from archviz.model.finding import FindingKind
from archviz.words.findings import MEANINGS

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def written(report: Any = REPORT) -> Any:
    return json.loads(FORMATS["json"](report))


def test_the_schema_is_one_and_takes_every_report() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    VALIDATOR.validate(written())
    VALIDATOR.validate(written(CLEAN))


DAMAGE: list[tuple[list[Any], Any]] = [
    (["findings", 0, "kind"], "unchanged"),
    (["findings", 0, "severity"], "fatal"),
    (["findings", 0, "line"], 0),
    (["findings", 0, "figure"], 0),
    (["findings", 0, "fingerprint"], "ABC"),
    (["findings", 1, "old"], {"symbol": "a.B"}),
    (["waived", 0, "reason"], None),
    (["source", "digest"], "md5:0"),
    (["figures", 0, "proved"], -1),
]


@pytest.mark.parametrize(("path", "value"), DAMAGE, ids=[".".join(map(str, path)) for path, _ in DAMAGE])
def test_the_schema_refuses_what_is_not_a_report(path: list[Any], value: Any) -> None:
    damaged = copy.deepcopy(written())
    node = damaged
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(damaged)


def test_the_object_has_the_names_that_others_rely_on() -> None:
    found = written()
    assert found["source"] == {"path": "../kubernetes", "version": "1.36.0", "digest": f"sha256:{'0' * 64}"}
    figure = {"figure": 1, "id": "kitchen", "kind": "diagram", "claims": 5, "proved": 2, "asserted": 1}
    assert found["figures"][0] == figure
    assert found["findings"][1] == {
        "figure": 1,
        "id": "",
        "claim": "cards[0]",
        "kind": "renamed",
        "severity": "warning",
        "subject": "example.org/k.Chef.Prepare",
        "old": {"symbol": "example.org/k.Chef.Prepare", "file": "k/chef.go", "line": 12},
        "new": {"symbol": "example.org/k.Chef.Cook", "file": "k/chef.go", "line": 14},
        "message": "Chef.Prepare is now Chef.Cook",
        "hint": "",
        "suggestion": None,
        "file": "diagrams/house/1-kitchen.yaml",
        "line": 9,
        "repairable": True,
        "fingerprint": REPORT.findings[1].fingerprint,
        "cause": "",
    }
    assert found["findings"][0]["old"] is None
    assert found["findings"][5]["figure"] is None
    assert found["waived"][0]["reason"] == "Until 1.37 | see <issue>."


def test_texts_come_through_as_they_are_in_ascii() -> None:
    assert written()["findings"][4]["message"] == HOSTILE
    assert FORMATS["json"](REPORT).isascii()


def test_every_kind_of_finding_has_a_meaning() -> None:
    assert set(MEANINGS) == {*FindingKind, *ChangeKind} - {ChangeKind.UNCHANGED}
