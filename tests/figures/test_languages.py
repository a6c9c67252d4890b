"""Every text of the shipped figures is there in both languages of the article."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import pytest

from archviz.figures import Figure, load
from archviz.figures.claims import TextClaim
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIGURES = [figure for folder in sorted(shipped("diagrams").iterdir()) if folder.is_dir() for figure in load(folder)]


def texts(value: object, path: str = "") -> Iterator[tuple[str, TextClaim]]:
    """Every text of a figure's claims with its path (``excerpts[0].notes[1].text``), wherever a field holds one."""
    if isinstance(value, TextClaim):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.encode_name}".lstrip("."))
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from texts(part, f"{path}[{i}]")


def mappings(node: object) -> Iterator[dict[str, object]]:
    """Every mapping of a file as it was read."""
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from mappings(part)


def told(figure: Figure, path: str) -> str:
    return f"{figure.file}:{figure.line(path)}: {path}"


@pytest.fixture(params=FIGURES, ids=[figure.claims.id for figure in FIGURES])
def figure(request: pytest.FixtureRequest) -> Figure:
    assert isinstance(request.param, Figure)
    return request.param


def test_no_text_is_overlooked(figure: Figure) -> None:
    written = [mapping["en"] for mapping in mappings(figure.document.content.plain()) if "en" in mapping]
    assert Counter(text.en for _, text in texts(figure.claims)) == Counter(written)


def test_every_text_has_its_chinese(figure: Figure) -> None:
    assert [told(figure, path) for path, text in texts(figure.claims) if not text.zh] == []


def test_a_chinese_text_is_chinese(figure: Figure) -> None:
    odd = [t for t in texts(figure.claims) if t[1].zh and t[1].zh != t[1].en and not CHINESE.search(t[1].zh)]
    assert [told(figure, path) for path, _ in odd] == []
