"""The resolver against the rules of the Go specification: one small package in ``fixtures`` for each rule.

A line says at its end what starts on it, in source order, after ``// =>`` and separated by ``;``::

    s.next.Handle(arg()) // => call .Server.Handle; call .arg

Each item is a relation's kind and its target:

- ``call`` (static), ``interface`` (a call through an interface's method), ``dyncall``, ``ref``, ``creates``, ``holds``,
  ``embeds``, ``sets``, ``sends``, ``receives``; with ``go`` or ``defer`` before it for the mode, and ``guess`` before
  that for what is not certain;
- ``stores "KEY" TYPE``: a value of a type is put under a key;
- ``implements INTERFACE``, of the package itself, with ``(pointer)`` after it where only the pointer does;
- ``unresolved REASON``: a call whose callee could not be worked out;
- ``nothing``.

A target that begins with a dot belongs to the fixture's own package; one that has no symbol is left out. ``by SYMBOL``
after the target says which declaration the relation starts in.

A line that says nothing must have nothing. Calls, references, composite literals and what is unresolved are looked at
everywhere, the other kinds in the packages that mention them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.relations import CallKind, Mode, Relation, RelationKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from archviz.model.symbols import Symbol

FIXTURES = Path(__file__).parent / "fixtures"
MODULE = "example.org/rules"
RULES = Graph(open_source(str(FIXTURES)))
PACKAGES = RULES.packages()
ALWAYS = {"call", "interface", "dyncall", "ref", "creates", "unresolved"}

Lines = dict[str, list[str]]


def expected_lines(package: str) -> Lines:
    """What each line of a package's fixture says, by ``file:line``."""
    lines: Lines = {}
    for path in sorted((FIXTURES / package.removeprefix(f"{MODULE}/")).glob("*.go")):
        for number, line in enumerate(path.read_bytes().decode().split("\n"), start=1):
            _, arrow, items = line.rstrip("\r").partition("// => ")
            if arrow and items.strip() != "nothing":
                lines[f"{path.name}:{number}"] = [item.strip() for item in items.split(";")]
    return lines


def found_lines(package: str, kinds: set[str]) -> Lines:
    """What the resolver finds on each line, in the same words; always with ``by``."""
    facts = RULES.facts(package)
    rows = [(one.position, kind_of(one), words(one, package)) for one in facts.relations]
    for call in facts.unresolved:
        text = f"unresolved {call.reason} by {name(call.source, package)}"
        rows += [(call.position, "unresolved", text)]
    if "implements" in kinds:
        for interface in RULES.symbols(package):
            implementers = RULES.implementers(interface, (package,))
            for one in implementers.relations if implementers is not None else ():
                pointer = " (pointer)" if one.pointer else ""
                text = f"implements {name(one.target, package)}{pointer} by {name(one.source, package)}"
                rows += [(one.position, "implements", text)]
    lines: Lines = defaultdict(list)
    for position, kind, text in sorted(rows, key=lambda row: row[0]):
        if kind in kinds:
            lines[f"{position.file.rpartition('/')[2]}:{position.line}"].append(text)
    return dict(lines)


def kind_of(relation: Relation) -> str:
    return "interface" if relation.call is CallKind.INTERFACE else str(relation.kind)


def words(relation: Relation, package: str) -> str:
    parts = [] if relation.certain else ["guess"]
    if relation.mode is not Mode.PLAIN:
        parts.append(str(relation.mode))
    parts.append(kind_of(relation))
    if relation.kind is RelationKind.STORES and relation.stored is not None:
        parts.append(f'"{relation.stored.key}"')
    if relation.target is not None:
        parts.append(name(relation.target, package))
    return " ".join([*parts, "by", name(relation.source, package)])


def name(symbol: Symbol | None, package: str) -> str:
    if symbol is None:
        return ""
    return f".{symbol.short}" if symbol.package == package else str(symbol)


def said(lines: Lines, like: Lines) -> Lines:
    """The lines without ``by`` where the fixture does not say it."""
    shown: Lines = {}
    for place, items in lines.items():
        asked = like.get(place, [])
        shown[place] = [
            item if i < len(asked) and " by " in asked[i] else item.rpartition(" by ")[0]
            for i, item in enumerate(items)
        ]
    return shown


@pytest.mark.parametrize("package", [path.removeprefix(f"{MODULE}/") for path in PACKAGES])
def test_rule(package: str) -> None:
    package = f"{MODULE}/{package}"
    expected = expected_lines(package)
    kinds = ALWAYS | {word for items in expected.values() for item in items for word in item.split()[:1]}
    assert said(found_lines(package, kinds), expected) == expected


def test_every_folder_of_fixtures_is_a_package() -> None:
    folders = {path.parent.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.go")}
    assert {f"{MODULE}/{folder}" for folder in folders} == set(PACKAGES)


def test_every_fixture_begins_with_the_rule_it_is_about() -> None:
    for folder in {path.parent for path in FIXTURES.glob("*/*.go")}:
        assert any(re.match(r"\ufeff?// .*\b", path.read_text()) for path in folder.glob("*.go")), folder
