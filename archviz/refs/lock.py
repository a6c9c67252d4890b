"""The lock: what was proved at a version, so that another version can be held against it without the source.

Only facts are in it (names, types, places, hashes), no code. Each declaration, relation, card and edge is one line of
its text, so that a diff shows what changed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from archviz.model.context import DEFAULT_CONTEXT, BuildContext, ContextChoice, context_facts, parse_tags
from archviz.model.errors import ProjectError
from archviz.model.figure import Origin, OriginPart, VerifiedDiagram
from archviz.model.graph import EVERY_HASH, MANY_HASHES
from archviz.model.names import END, MOST_SLUG, SLUG
from archviz.model.symbols import MOST_SYMBOL, Symbol
from archviz.refs.called import ProjectName, names_of
from archviz.refs.declared_names import declared_names, declared_text
from archviz.refs.facts import (
    DiagramFacts,
    ShapeFacts,
    TableFacts,
    diagram_facts,
    diagram_of,
    relation_of,
    relation_text,
    shape_facts,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.graph import Shape
    from archviz.model.relations import Certain, Use

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs, which stand for bytes of file names that are no UTF-8."""

_SHORT = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")

FACTS_FORMAT = 2
"""The newest format of a lock's facts (docs/decisions/locks.md). Those of old have no such number, and are format 1."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What was proved of a source: a ``Version`` (``archviz.model.drift``) that knows what figures speak of.

    ``declared`` holds all symbols of every package that a figure names, ``shapes`` and ``started`` what is known of the
    claimed ones and of what starts in them, ``diagrams`` and ``tables`` the proved figures by their ids. ``context`` is
    what the packages were built for. Below ``sketches`` a sketch has every hash of its body, 0 in a lock of old, whose
    sketches have the smallest hashes alone. ``names`` are the package-level names and methods of other packages of the
    source, ``elsewhere`` those of which the path alone is known; an old lock has neither.
    """

    origin: Origin
    digest: str
    declared: Mapping[str, tuple[Symbol, ...]] = field(default_factory=dict)
    shapes: Mapping[Symbol, Shape] = field(default_factory=dict)
    started: Mapping[Symbol, tuple[Certain, ...]] = field(default_factory=dict)
    diagrams: Mapping[str, VerifiedDiagram] = field(default_factory=dict)
    context: BuildContext = DEFAULT_CONTEXT
    tables: Mapping[str, TableFacts] = field(default_factory=dict)
    sketches: int = MANY_HASHES
    claims: Mapping[str, str] = field(default_factory=dict)
    """A digest over the claims of each figure, by its id, that were proved; of a lock of old it is not known."""
    failing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of figures that are not here, or not whole, why: a line each. No file has such a lock."""
    names: Mapping[str, tuple[Symbol, ...]] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """False: only the packages that figures speak of are known."""
        return False

    def packages(self) -> tuple[str, ...]:
        """The packages that figures speak of."""
        return tuple(sorted(self.declared))

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """Every symbol of a package that a figure names; of others the names that are known."""
        return self.declared.get(package) or self.names.get(package, ())

    def knows(self, package: str) -> bool:
        """Whether it is known what a package declares, or that there is no such package."""
        if package in self.declared or package in self.names:
            return True
        named = self.names or self.elsewhere or self.claims  # a lock of old has none of them
        return bool(named) and package not in self.elsewhere

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a claimed declaration was, None for any other."""
        return self.shapes.get(symbol)

    def relations(self, symbol: Symbol) -> tuple[Certain, ...]:
        """What started in a claimed declaration; nothing for any other."""
        return self.started.get(symbol, ())

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:  # noqa: ARG002 - a version's, and a lock has none
        """Nothing: which fields are read is not recorded."""
        return ()


class _Context(msgspec.Struct, forbid_unknown_fields=True):
    platform: str | None = None
    tags: tuple[str, ...] = ()
    cgo: bool = False
    tests: bool = False


_Commit = Annotated[str, Meta(pattern=rf"^([0-9a-f]{{40}}|[0-9a-f]{{64}})?{END}")]
_Link = Annotated[str, Meta(pattern=rf"^(https?://([^{{}}\s]|\{{file\}}|\{{line\}})+)?{END}")]


class _Source(msgspec.Struct, forbid_unknown_fields=True):
    at: str
    commit: _Commit
    link: _Link


class _File(msgspec.Struct, forbid_unknown_fields=True):
    name: str | ProjectName
    version: str
    commit: _Commit
    link: _Link
    digest: str
    packages: dict[str, tuple[str, ...]]
    symbols: dict[str, ShapeFacts]
    relations: dict[str, tuple[str, ...]]
    diagrams: dict[Annotated[str, Meta(pattern=SLUG, max_length=MOST_SLUG)], DiagramFacts]
    sketches: Annotated[int, Meta(ge=0, le=EVERY_HASH)] = 0
    sources: tuple[_Source, ...] = ()
    context: _Context = msgspec.field(default_factory=_Context)
    tables: dict[Annotated[str, Meta(pattern=SLUG, max_length=MOST_SLUG)], TableFacts] = msgspec.field(
        default_factory=dict
    )
    names: dict[str, str] = msgspec.field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    format: int = 1
    claims: dict[
        Annotated[str, Meta(pattern=SLUG, max_length=MOST_SLUG)], Annotated[str, Meta(pattern=rf"^[0-9a-f]{{16}}{END}")]
    ] = msgspec.field(default_factory=dict)


def parsed(content: bytes) -> Lock:
    """The lock that a text says, as ``lock_text`` wrote it.

    Raises msgspec.DecodeError and UnicodeDecodeError for what is no JSON, msgspec.ValidationError and ValueError for
    what is no lock, or speaks of what is not in it.
    """
    read = msgspec.json.decode(content, type=_File)
    json.loads(content, object_pairs_hook=no_key_twice)
    if read.format > FACTS_FORMAT:
        raise ValueError(f"facts of format {read.format}; this archviz reads {FACTS_FORMAT} and those before")
    return _lock(read)


def _lock(read: _File) -> Lock:
    """The lock that a file says. Raises ValueError."""
    name, others = names_of(read.name)
    parts = tuple(OriginPart(one.at, one.commit, one.link) for one in read.sources)
    origin = Origin(read.version, read.commit, read.link, name, other_names=others, parts=parts)
    shapes = {(s := Symbol.parse(text)): shape_of(s, facts, read.sketches) for text, facts in read.symbols.items()}
    started: dict[Symbol, tuple[Certain, ...]] = {}
    for text, found in read.relations.items():
        symbol = Symbol.parse(text)
        if symbol not in shapes:
            raise ValueError(f"relations of {text}, which is not among its symbols")
        started[symbol] = tuple(relation_of(symbol, shapes[symbol].position.file, one) for one in found)
    declared = {path: tuple(_named(path, name) for name in names) for path, names in read.packages.items()}
    diagrams = {name: diagram_of(name, facts, origin) for name, facts in read.diagrams.items()}
    context = _context(read.context)
    names = {path: declared_names(path, text) for path, text in read.names.items()}
    return Lock(
        origin,
        read.digest,
        declared,
        shapes,
        started,
        diagrams,
        context,
        read.tables,
        read.sketches,
        names=names,
        elsewhere=frozenset(read.elsewhere),
        claims=read.claims,
    )


def _context(read: _Context) -> BuildContext:
    """The build context that a file says. Raises ValueError."""
    try:
        choice = ContextChoice(read.platform, parse_tags(read.tags), read.cgo, read.tests)
        return choice.of(DEFAULT_CONTEXT)
    except ProjectError as error:
        raise ValueError(error.message) from error


def no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON by its pairs, as a hook of ``json.loads``.

    Raises ValueError where a key is twice in it, of which readers take one or the other (RFC 8259, 4).
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)} is there twice")
    return found


def renamed_packages(lock: Lock, old: str, new: str) -> Lock:
    """A lock in which a package, and each one below it, has another import path, wherever it is named."""
    path = re.compile(rf"(?<![\w.~/-]){re.escape(old)}(?![\w~-])")
    head = replace(lock, origin=Origin(""))
    return replace(
        _lock(msgspec.json.decode(path.sub(new, lock_text(head)), type=_File)), origin=lock.origin, failing=lock.failing
    )


def origin_facts(origin: Origin) -> dict[str, Any]:
    """What a lock says first: the version, what it is called, and where its code is shown."""
    name = {"en": origin.name, **dict(origin.other_names)} if origin.other_names else origin.name
    return {"name": name, "version": origin.version, "commit": origin.commit, "link": origin.link}


def source_facts(origin: Origin) -> list[dict[str, str]]:
    """The sources that a version is made of; none where it is one."""
    return [{"at": one.at, "commit": one.commit, "link": one.link} for one in origin.parts]


def lock_text(lock: Lock) -> str:
    """A lock with all its facts as JSON: the same text for the same facts."""
    head = origin_facts(lock.origin)
    made_of = source_facts(lock.origin)
    built = {} if lock.context.usual else {"context": context_facts(lock.context)}
    head |= {"format": FACTS_FORMAT} if lock.claims else {}
    head |= {"digest": lock.digest} | built | ({"sketches": lock.sketches} if lock.sketches else {})
    parts = [f" {json_text(key)}: {json_text(value)}" for key, value in head.items()]
    parts += [f' "sources": {_lines(made_of)}'] if made_of else []
    sections: dict[str, Mapping[str, Any]] = {
        "packages": {path: [s.short for s in symbols] for path, symbols in lock.declared.items()},
        "symbols": {str(symbol): shape_facts(shape) for symbol, shape in lock.shapes.items()},
        "relations": {
            str(symbol): [relation_text(symbol, lock.shapes[symbol].position.file, r) for r in found]
            for symbol, found in lock.started.items()
        },
        "diagrams": {name: diagram_facts(diagram) for name, diagram in lock.diagrams.items()},
    }
    if lock.tables:
        sections["tables"] = {name: msgspec.to_builtins(table) for name, table in lock.tables.items()}
    if lock.names:
        sections["names"] = {path: declared_text(symbols) for path, symbols in lock.names.items()}
    if lock.claims:
        sections["claims"] = lock.claims
    for section, entries in sections.items():
        rows = ",\n".join(f"  {json_text(key)}: {_lines(entries[key])}" for key in sorted(entries))
        parts.append(f' "{section}": {{\n{rows}\n }}' if rows else f' "{section}": {{}}')
    if lock.elsewhere:
        rows = ",\n".join(f"  {json_text(path)}" for path in sorted(lock.elsewhere))
        parts.append(f' "elsewhere": [\n{rows}\n ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    """JSON with each object, list, or text with spaces, of a list on a line of its own."""
    if (
        isinstance(value, list | tuple)
        and value
        and (isinstance(value[0], dict | list | tuple) or " " in str(value[0]))
    ):
        return "[\n" + ",\n".join(f"   {json_text(item)}" for item in value) + "\n  ]"
    if isinstance(value, dict) and ("cards" in value or "rows" in value):
        return "{" + ", ".join(f"{json_text(key)}: {_lines(value[key])}" for key in sorted(value)) + "}"
    return json_text(value)


def _named(package: str, short: str) -> Symbol:
    """The symbol of a package that is written without it. Raises ValueError."""
    if len(short) > MOST_SYMBOL or not _SHORT.fullmatch(short):
        raise ValueError(f"{short!r} is no name of {package}")
    return Symbol(package, *short.split("."))


def json_text(value: Any) -> str:
    """A value as JSON on one line, keys sorted."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return _HALVES.sub(lambda half: rf"\\u{ord(half[0]):x}", text)  # UTF-8 cannot hold them: they become visible
