"""Settings, baselines, articles' heads and catalogues of words: read, or refused with a line of their file."""

from __future__ import annotations

import json
import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from mutations import as_yaml, changed, check_place, damaged, pool

from archviz.documents.files import read_text
from archviz.drift.baseline import read_baseline, waive
from archviz.model.errors import ArchvizError, FigureError
from archviz.present.pieces import links_to_figures, outside_code, pieces
from archviz.site.article import read_article
from archviz.words.catalogue import catalogue
from archviz.workspace.project import find_project

SECONDS = 20.0
BASELINE = {
    "waivers": [
        {"fingerprint": "0123456789abcdef", "reason": "known", "figure": 7, "subject": "a.B"},
        {"fingerprint": "fedcba9876543210", "reason": "known too"},
    ]
}
HEAD = {
    "title": "A kitchen", "description": "At work", "date": "2024-01-02", "author": "the house", "tags": ["a", "b"],
    "categories": ["c"], "image": "a.svg", "code": {"copyright": "the house", "license": "MIT",
    "link": "assets/LICENSE"},
}  # fmt: skip
OWN = {"version": "1.20.2"}
SHARED = {"project": {"name": "house"}, "tool": {"archviz": OWN, "other": {"a": [1, 2.5, True]}}}
WORDS = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
WORDS += '#: a.html:1\nmsgid "a %(name)s"\nmsgstr "b %(name)s"\n\n'
WORDS += 'msgid "%(num)s x"\nmsgid_plural "%(num)s y"\nmsgstr[0] "z"\n'
PROSE = "\n# A\n\nText with `code`, *marks* and [a link](figure:none).\n\n## B {#b}\n\n"
PROSE += "> quoted\n\n- a\n- b\n\n|a|b|\n|-|-|\n|1|2|\n"
KNOWN = pool(BASELINE, HEAD, OWN, SHARED)
FILES = ("archviz.toml", "pyproject.toml", "baseline.yaml", "a.en.md", "zh.po")


def _case(name: str, number: int) -> bytes:
    source = random.Random(number)  # noqa: S311  # no secret
    match name:
        case "archviz.toml":
            text = _toml(changed(OWN, source, KNOWN))
        case "pyproject.toml":
            text = _toml(changed(SHARED, source, KNOWN))
        case "baseline.yaml":
            text = as_yaml(changed(BASELINE, source, KNOWN))
        case "a.en.md":
            text = f"---\n{as_yaml(changed(HEAD, source, KNOWN))}---\n{PROSE}"
        case _:
            text = WORDS
    return name.encode() + b"\n" + damaged(text, source)


def _toml(tree: Any, above: str = "") -> str:
    if not isinstance(tree, dict):
        return json.dumps(tree)
    lines = [f"{_key(key)} = {json.dumps(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    for key, value in tree.items():
        if isinstance(value, dict):
            name = f"{above}.{_key(key)}".lstrip(".")
            lines += [f"[{name}]", _toml(value, name)]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else json.dumps(key)


CASES = st.builds(_case, st.sampled_from(FILES), st.integers(0, 2**63))


@cache
def _place() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def run(case: bytes) -> str:
    name, _, content = case.partition(b"\n")
    folder = Path(_place().name)
    for each in FILES:
        (folder / each).unlink(missing_ok=True)
    file = folder / (name.decode() if name.decode(errors="replace") in FILES else "a.en.md")
    file.write_bytes(content)
    try:
        _read(file)
    except ArchvizError as error:
        check_place(error, file)
        return "refused"
    return "read"


def _read(file: Path) -> None:
    match file.name:
        case "archviz.toml":
            assert find_project(file.parent).version.isprintable()
        case "pyproject.toml":
            _shared(file)
        case "baseline.yaml":
            findings, waived = waive((), read_baseline(file))
            assert not waived
            assert all(finding.line > 0 for finding in findings)
        case "zh.po":
            catalogue("zh", [file.parent]).gettext("a %(name)s")
        case _:
            assert read_article(file, {}).head.title
            for piece in pieces(read_text(file, FigureError)):
                outside_code(piece.source, lambda part: links_to_figures(part, str))


def _shared(file: Path) -> None:
    try:
        find_project(file.parent)
    except ArchvizError as error:
        if "is no project" not in error.message:
            raise
