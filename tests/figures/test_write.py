"""Claims written as the text of a figure's file."""

from __future__ import annotations

from pathlib import Path

import kitchen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archviz.figures import load_file, load_text
from archviz.figures.claims import CardClaim, Claims, EdgeClaim, TextClaim
from archviz.figures.write import WIDTH, write
from archviz.model.relations import Mode, RelationKind

SHIPPED = sorted((Path(__file__).parents[2] / "diagrams").rglob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_figure_that_is_written_says_what_it_said(file: Path) -> None:
    claims = load_file(file).claims
    text = write(claims)
    assert load_text(text, "figure.yaml").claims == claims
    assert max(map(len, text.splitlines())) <= WIDTH
    assert not {"null", "{}", "[]"} & {
        line.rpartition(": ")[2] for line in text.splitlines()
    }  # nothing that is default


def test_it_is_laid_out_as_an_author_would() -> None:
    assert write(load_text(kitchen.DIAGRAM, "kitchen.yaml").claims) == kitchen.DIAGRAM


IDENTIFIERS = st.from_regex(r"[^\W\d]\w{0,12}", fullmatch=True) | st.sampled_from(
    ["yes", "null", "n", "True", "on", "größe"]
)
PROSE = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from([" ", ":", "#", '"', "'", "\\", "-", "\n"])
)


@given(
    title=PROSE.filter(len),
    description=PROSE.filter(len),
    members=st.lists(IDENTIFIERS, max_size=40, unique=True),
    why=PROSE.filter(str.strip),
)
def test_any_words_and_names_come_back(title: str, description: str, members: list[str], why: str) -> None:
    claims = Claims(
        number=1,
        kind="diagram",
        id="yes",
        file="null",
        title=TextClaim(title),
        description=TextClaim(description),
        packages={"on": "example.org/on", "p-2": "gopkg.in/yaml.v2"},
        cards=(CardClaim(type="on.T", fields=tuple(members), methods=tuple(members)),),
        edges=(
            EdgeClaim(source="on.T", target="on.U", kind=RelationKind.CALL, mode=Mode.GO, step=1, asserted=why),
            EdgeClaim(source="on.T.f", target="on.U", kind=RelationKind.SETS, within="on.F", since="1.20"),
        ),
    )
    assert load_text(write(claims), "figure.yaml").claims == claims
