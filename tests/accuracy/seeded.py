"""How many seeded faults `archviz lint` finds: ``python tests/accuracy/seeded.py CLONE --count 40 --seed 1``.

CLONE is a git repository of Go with documents. It is copied, so that nothing of it changes. In the copy, after the
documents were committed, so many faults of each kind are made:

- ``rename``: a declaration that a document names has another name in all Go files;
- ``remove``: such a declaration is gone, with all that named it;
- ``move``: a file or folder that a document names is at another path;
- ``lines``: a document links to the line of a declaration, and the file grew above it;
- ``arrow``: an arrow of a diagram leads the other way, or to a function that its start does not reach;
- ``order``: two messages of a sequence diagram have changed places.

For the last three, documents are written first that say what is true, in Mermaid, D2, PlantUML and DOT. For each kind
it prints how many places in documents are wrong then, how many of them are found for certain, and how many with
``--strict``; then what is found where nothing was changed, which is to be nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.source_facts import own_packages
from archviz.golang.graph import Graph
from archviz.lint.findings import Confidence
from archviz.model.errors import SourceError
from archviz.model.graph import Order
from archviz.model.relations import Mode, RelationKind
from archviz.model.symbols import exported
from archviz.sources.opening import open_source
from archviz.workspace.lint import lint
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from archviz.lint.findings import Held
    from archviz.model.relations import Position, Relation
    from archviz.model.symbols import Symbol

WORDS = ("Amber", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Heron", "Iris", "Juniper", "Krill", "Lagoon")
SEEDED = "seeded"
"""The folder of the documents that are written for lines, arrows and orders."""
_WORD = re.compile(r"[^\W\d]\w*")
Line = tuple[str, int]
"""A document by its path from the repository's top, and a 1-based line of it."""


@dataclass(frozen=True)
class Fault:
    """A fault of a kind, and the places in documents that are wrong by it."""

    kind: str
    what: str
    places: frozenset[Line]


class Seeding:
    """Faults in a copy of a repository. ``top`` is the copy's folder; the random numbers decide what is changed."""

    def __init__(self, top: Path, count: int, numbers: random.Random) -> None:
        self.top = top
        self._count = count
        self._numbers = numbers
        self._graph = Graph(open_source(str(top)))
        self._taken: set[str] = set()
        self._drawn: dict[str, Symbol] = {}

    def document(self) -> None:
        """Writes documents that say what is true: lines, arrows and orders of the source."""
        folder = self.top / SEEDED
        folder.mkdir()
        relations = list(self._relations())
        self._numbers.shuffle(relations)
        self._write_lines(folder / "lines.md", relations)
        self._write_arrows(folder / "arrows.md", relations)
        self._write_orders(folder / "orders.md")

    def _relations(self) -> Iterator[tuple[Symbol, Symbol]]:
        """Certain calls between exported functions of the source."""
        for package, relations in self._facts.items():
            for one in relations if "test" not in package else ():
                source, target = one.source, one.target
                called = one.kind is RelationKind.CALL and one.certain and source != target
                if called and target is not None and self._is_public(source) and self._is_public(target):
                    yield source, target

    def _is_public(self, symbol: Symbol) -> bool:
        return symbol.package in self._facts and exported(symbol.name) and exported(symbol.leaf)

    @cached_property
    def _facts(self) -> dict[str, tuple[Relation, ...]]:
        """The relations of the source's own packages, but of those of which the platform leaves all files out."""
        found = {}
        for package in sorted(own_packages(self._graph)):
            with suppress(SourceError):
                found[package] = self._graph.facts(package).relations
        return found

    def _write_lines(self, file: Path, relations: Iterable[tuple[Symbol, Symbol]]) -> None:
        lines = []
        for symbol in list(dict.fromkeys(target for _, target in relations))[: self._count]:
            declared = self._graph.declaration(symbol)
            if declared is not None:
                place = declared.position
                lines.append(f"- [`{_words(self._graph, symbol)}`](../{place.file}#L{place.line}) does it\n")
        file.write_text("# Lines\n\n" + "".join(lines), encoding="utf-8")

    def _write_arrows(self, file: Path, relations: Iterable[tuple[Symbol, Symbol]]) -> None:
        parts = ["# Arrows\n"]
        pairs = list(dict.fromkeys(relations))[: 3 * self._count]
        for i, (source, target) in enumerate(pairs):
            start, end = _words(self._graph, source), _words(self._graph, target)
            self._drawn |= {start: source, end: target}
            language, body = (
                ("mermaid", f'flowchart LR\n  a["{start}"] --> b["{end}"]\n'),
                ("d2", f'"{start}" -> "{end}"\n'),
                ("plantuml", f"@startuml\n[{start}] --> [{end}]\n@enduml\n"),
                ("dot", f'digraph {{\n  "{start}" -> "{end}"\n}}\n'),
            )[i % 4]
            parts.append(f"\n```{language}\n{body}```\n")
        file.write_text("".join(parts), encoding="utf-8")

    def _write_orders(self, file: Path) -> None:
        """Sequences of two calls that one function makes, one after the other in its own statements."""
        calls: dict[Symbol, dict[Symbol, Position]] = defaultdict(dict)
        for relations in self._facts.values():
            for one in relations:
                source, target = one.source, one.target
                called = one.kind is RelationKind.CALL and one.certain and one.mode is Mode.PLAIN
                if called and target is not None and target.member and self._is_public(target):
                    calls[source].setdefault(target, one.position)
        parts = ["# Orders\n"]
        found = [
            (source, first, second)
            for source, targets in calls.items()
            for first, second in pairwise(targets)
            if self._graph.order(source, targets[first], targets[second]) is Order.BEFORE
        ]
        self._numbers.shuffle(found)
        for source, first, second in found[: self._count]:
            body = "".join(f"  A->>{one.name}: {one.member}()\n" for one in (first, second))
            parts.append(f"\nWhat `{source.short}` does:\n\n```mermaid\nsequenceDiagram\n{body}```\n")
        file.write_text("".join(parts), encoding="utf-8")

    def make(self, kinds: Iterable[str], held: dict[Line, list[Held]]) -> list[Fault]:
        """Faults of some kinds, of what documents say rightly, by the lines on which they say it."""
        makers: dict[str, Callable[[dict[Line, list[Held]]], Iterator[Fault]]] = {
            "rename": self._renamed,
            "remove": self._removed,
            "move": self._moved,
            "lines": self._grown,
            "arrow": self._rerouted,
            "order": self._reordered,
        }
        return [fault for kind in kinds for fault in makers[kind](held)]

    def _spoken(self, held: dict[Line, list[Held]]) -> list[tuple[Symbol, frozenset[Line]]]:
        """Declarations that documents of the repository's own name and that no other has the last name of."""
        places: dict[str, set[Line]] = defaultdict(set)
        symbols: dict[str, set[Symbol]] = defaultdict(set)
        for line, every in held.items():
            for one in every:
                for symbol in one.symbols:
                    symbols[symbol.leaf].add(symbol)
                    places[symbol.leaf].add(line)
        found = [
            (next(iter(meant)), frozenset(places[leaf]))
            for leaf, meant in sorted(symbols.items())
            if len(meant) == 1 and exported(leaf) and leaf not in self._taken and len(leaf) > 3
            if not any(line[0].startswith(SEEDED) for line in places[leaf])
        ]
        self._numbers.shuffle(found)
        return found

    def _renamed(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        spoken = self._spoken(held)
        for i, (symbol, places) in enumerate(spoken[: min(self._count, (len(spoken) + 1) // 2)]):
            self._taken.add(symbol.leaf)
            new = f"{symbol.leaf[: max(3, len(symbol.leaf) // 2)]}{WORDS[i % len(WORDS)]}"
            self._replace(symbol.leaf, new)
            yield Fault("rename", f"{symbol.short} is {new}", places)

    def _removed(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        for symbol, places in self._spoken(held)[: self._count]:
            declared = self._graph.declaration(symbol)
            if declared is None or symbol.leaf in self._taken:
                continue
            self._taken.add(symbol.leaf)
            file = self.top / declared.position.file
            lines = file.read_text(encoding="utf-8").split("\n")
            for number in range(declared.span.start_line - 1, declared.span.end_line):
                lines[number] = ""  # the others keep their numbers
            file.write_text("\n".join(lines), encoding="utf-8")
            self._replace(symbol.leaf, "_")
            yield Fault("remove", symbol.short, places)

    def _replace(self, old: str, new: str) -> None:
        word = re.compile(rf"\b{re.escape(old)}\b")
        for file in self.top.rglob("*.go"):
            text = file.read_text(encoding="utf-8", errors="surrogateescape")
            if old in text:
                file.write_text(word.sub(new, text), encoding="utf-8", errors="surrogateescape")

    def _moved(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        """Files that documents name; each gets another name in its folder."""
        places: dict[Path, set[Line]] = defaultdict(set)
        for (document, line), every in held.items():
            for one in every:
                path = one.subject.strip("`").partition("#")[0].removesuffix("/")
                for base in (self.top, (self.top / document).parent):
                    written = not one.symbols and "/" in path and "://" not in path and not document.startswith(SEEDED)
                    if written and (base / path).is_file():
                        places[(base / path).resolve()].add((document, line))
                        break
        files = sorted(file for file in places if file.is_relative_to(self.top.resolve()) and file.suffix != ".md")
        self._numbers.shuffle(files)
        for file in files[: self._count]:
            file.rename(file.with_name(f"seeded_{file.name}"))
            yield Fault("move", str(file.relative_to(self.top.resolve())), frozenset(places[file]))

    def _grown(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        """Files to whose lines documents link; each grows at its top."""
        links: dict[str, set[Line]] = defaultdict(set)
        for (document, line), every in held.items():
            for one in every:
                if document == f"{SEEDED}/lines.md" and "#L" in one.subject:
                    links[one.subject.partition("#")[0].removeprefix("../")].add((document, line))
        for path in sorted(links):
            file = self.top / path
            if file.is_file():
                text = file.read_text(encoding="utf-8", errors="surrogateescape")
                file.write_text("// grown\n" * 60 + "\n" + text, encoding="utf-8", errors="surrogateescape")
                yield Fault("lines", path, frozenset(links[path]))

    def _rerouted(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        """Arrows that were right; every other one is turned round, the rest lead to another diagram's end."""
        file = self.top / SEEDED / "arrows.md"
        lines = file.read_text(encoding="utf-8").split("\n")
        arrow = re.compile(
            r'^(?P<before>.*?)(?P<tail>["\[][^"\]]+["\]])(?P<arrow>\]? --?> (?:b\[)?)(?P<head>["\[][^"\]]+["\]])'
        )
        right = [
            line
            for (document, line), every in sorted(held.items())
            if document == f"{SEEDED}/arrows.md" and any(" -> " in one.subject and one.wrong is None for one in every)
        ]
        self._numbers.shuffle(right)
        found = [(line, match) for line in right if (match := arrow.match(lines[line - 1])) is not None]
        for i, (line, match) in enumerate(found[: self._count]):
            tail, head = match["tail"][1:-1], match["head"][1:-1]
            others = [end for end in sorted(self._drawn) if not self._drawn[end].member and self._is_apart(tail, end)]
            now = (tail, self._numbers.choice(others)) if i % 2 and others else (head, tail)
            ends = [f"{match[end][0]}{name}{match[end][-1]}" for end, name in zip(("tail", "head"), now, strict=True)]
            lines[line - 1] = f"{match['before']}{ends[0]}{match['arrow']}{ends[1]}{lines[line - 1][match.end() :]}"
            yield Fault("arrow", lines[line - 1].strip(), frozenset({(f"{SEEDED}/arrows.md", line)}))
        file.write_text("\n".join(lines), encoding="utf-8")

    def _is_apart(self, start: str, end: str) -> bool:
        """Whether the package of one function has nothing to do with that of another, not even by way of others."""
        reached, following = set(), [self._drawn[start].package]
        while following:
            package = following.pop()
            if package not in reached:
                reached.add(package)
                following += self._used[package]
        return self._drawn[end].package not in reached

    @cached_property
    def _used(self) -> dict[str, set[str]]:
        """The source's own packages that each of them names anything of."""
        return {
            package: {one.target.package for one in relations if one.target is not None} & set(self._facts) - {package}
            for package, relations in self._facts.items()
        }

    def _reordered(self, held: dict[Line, list[Held]]) -> Iterator[Fault]:
        """Sequences of two messages, exchanged."""
        document = f"{SEEDED}/orders.md"
        file = self.top / document
        lines = file.read_text(encoding="utf-8").split("\n")
        starts = [i for i, line in enumerate(lines) if line == "sequenceDiagram"]
        self._numbers.shuffle(starts)
        for start in starts[: self._count]:
            lines[start + 1], lines[start + 2] = lines[start + 2], lines[start + 1]
            yield Fault(
                "order", f"{lines[start + 1].strip()}, {lines[start + 2].strip()}", frozenset({(document, start + 3)})
            )
        file.write_text("\n".join(lines), encoding="utf-8")


def _words(graph: Graph, symbol: Symbol) -> str:
    """How a document names a function: by its type, or by its package."""
    return symbol.short if symbol.member else f"{graph.package_name(symbol.package)}.{symbol.name}"


def held(top: Path) -> dict[Line, list[Held]]:
    """What the documents of a repository say of its code, by the lines on which they say it."""
    documents = lint(Project(top), Settings(source=str(top), cached=False), [top], hops=3).documents
    found: dict[Line, list[Held]] = defaultdict(list)
    for document in documents:
        path = Path(document.file).resolve().relative_to(top.resolve()).as_posix()
        for one in document.held:
            found[path, one.line].append(one)
    return dict(found)


def wrong(found: dict[Line, list[Held]], *, strict: bool) -> dict[Line, list[str]]:
    """What is wrong on each line, for certain or, where ``strict``, likely so."""
    return {
        line: messages
        for line, every in found.items()
        if (
            messages := [
                one.wrong.message
                for one in every
                if one.wrong is not None and (strict or one.wrong.confidence is Confidence.CERTAIN)
            ]
        )
    }


def commit(top: Path, message: str) -> None:
    """Commits whatever is in a repository."""
    who = ("-c", "user.name=Seeder", "-c", "user.email=seeder@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "add", "-A"], cwd=top, check=True)
    subprocess.run(["git", *who, "commit", "-q", "-m", message], cwd=top, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone", type=Path)
    parser.add_argument("--count", type=int, default=40, help="how many faults of each kind (40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="rename,remove,move,lines,arrow,order", help="of which kinds, with commas")
    parser.add_argument("--no-git", action="store_true", help="hold the documents against a tree that has no past")
    parser.add_argument(
        "--show", action="store_true", help="print each place that is not found, and each false finding"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "copy"
        subprocess.run(["git", "clone", "-q", "--shared", chosen.clone.resolve(), top], check=True)
        seeding = Seeding(top, chosen.count, random.Random(chosen.seed))  # noqa: S311  # that can be repeated
        seeding.document()
        commit(top, "Documents")
        before = held(top)
        faults = seeding.make(chosen.kinds.split(","), before)
        commit(top, "Faults")
        if chosen.no_git:
            shutil.rmtree(top / ".git")
        _print(faults, before, held(top), show=chosen.show)


def _print(faults: list[Fault], before: dict[Line, list[Held]], after: dict[Line, list[Held]], *, show: bool) -> None:
    known = {line for line, messages in wrong(before, strict=True).items() if messages}
    certain, strict = wrong(after, strict=False), wrong(after, strict=True)
    places: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    likely: Counter[str] = Counter()
    made: Counter[str] = Counter(fault.kind for fault in faults)
    seeded = {line for fault in faults for line in fault.places}
    for fault in faults:
        for line in sorted(fault.places - known):
            places[fault.kind] += 1
            sure[fault.kind] += line in certain
            likely[fault.kind] += line in strict
            if show and line not in certain:
                _say(f"missed{' (likely)' * (line in strict)}: {fault.kind}: {fault.what}: {line[0]}:{line[1]}")
    for kind, number in places.items():
        shares = (f"{sure[kind]} certain", f"{sure[kind] / number:.0%}", f"{likely[kind] / number:.0%} with --strict")
        _say(f"{kind}: {made[kind]} faults at {number} places: {', '.join(shares)}")
    false = sorted(line for line in certain if line not in seeded and line not in known)
    _say(f"elsewhere: {len(false)} findings")
    for line in false if show else ():
        _say(f"false: {line[0]}:{line[1]}: {'; '.join(certain[line])}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    os.environ.setdefault("GIT_CONFIG_GLOBAL", os.devnull)
    main()
