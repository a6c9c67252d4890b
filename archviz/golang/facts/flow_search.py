"""Finds, over a whole source, the code that may say something of a node, and what flows there.

A name that a field, a function or a variable has is sought as text; only the declarations in whose text it stands are
worked out, each once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.facts.analysis import TOO_DEEP
from archviz.golang.facts.flow_nodes import Dispatch, FlowNode, FlowPlace, NodeKind, ValueFlow, type_text
from archviz.golang.facts.flows import DECODING, Flows
from archviz.golang.syntax import ast
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.objects import TooManySteps, Var
from archviz.model.errors import SourceError
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package, Packages
    from archviz.golang.types.types import Type

_DECODES = re.compile(
    rb"(?:\.Decode|\.DecodeElement|json\.Unmarshal|xml\.Unmarshal|asn1\.Unmarshal|reflect\.ValueOf|binary\.Read)\("
)
_DEFINED = re.compile(rb"\s*+(type\s++)?([A-Za-z_]\w*+)[ \t]++(?:=[ \t]*+)?(?:[\[\]*]|map\[|[\w.]++\])*(?:\w++\.)?")
_EMBEDS = re.compile(rb"[ \t]+\*?(?:\w+\.)?")
_ENDS = re.compile(rb"[ \t]*(?:[\r\n`\[;]|//|/\*)")


class FlowSearch:
    """What flows where, of the declarations that were asked for so far; each asked for once.

    ``into`` and ``out`` are the flows by the node that they lead to and come from. ``fresh`` are those that were found
    since somebody last emptied it.
    """

    def __init__(self, packages: Packages) -> None:
        self.packages = packages
        self.into: dict[FlowNode, list[ValueFlow]] = {}
        self.out: dict[FlowNode, list[ValueFlow]] = {}
        self.fresh: list[ValueFlow] = []
        self.types: dict[str, Type] = {}
        self.walks: dict[FlowPlace, Flows | None] = {}
        self.dispatches: dict[FlowNode, Dispatch] = {}
        self.dynamic: dict[FlowNode, tuple[FlowNode, int]] = {}
        self.asserted: dict[FlowNode, tuple[FlowNode, Type]] = {}
        self.files: dict[str, File] = {}
        self.bytes_walked = 0
        self.called_literals: set[FlowPlace] = set()
        self._texts: list[tuple[str, bytes]] | None = None
        self._index: dict[bytes, list[int]] = {}
        self._sought = 0
        self._decoders: tuple[str, ...] | None = None
        self._decoded: dict[Symbol, FlowPlace | None] = {}
        self._types_of: dict[Symbol, tuple[Symbol, ...]] = {}
        self._mentioning: dict[Symbol, tuple[Flows | None, ...]] = {}
        self._own: dict[Symbol, tuple[Flows | None, ...]] = {}

    def own(self, function: Symbol) -> tuple[Flows | None, ...]:
        """The code of a function or a variable's declaration; None in it for what cannot be worked out.

        Nothing where it has no code here.
        """
        if function not in self._own:
            package = self.packages.load(function.package)
            place = package.place(function) if package is not None and not package.standard else None
            found = self.walk(*place) if place is not None and place[1].keyword in _CODE else ()
            self._own[function] = (found,) if found is None or isinstance(found, Flows) else ()
        return self._own[function]

    def mentioning(self, symbol: Symbol, types: Iterable[Symbol] = ()) -> tuple[Flows | None, ...]:
        """The code in which the last name of a symbol may stand for it, or a literal of one of some types."""
        if symbol not in self._mentioning:
            found: dict[int, Flows | None] = {}
            for file, chunk in self._chunks(symbol, types):
                walked = self.walk(file, chunk)
                found[id(walked)] = walked
            self._mentioning[symbol] = tuple(found.values())
        return self._mentioning[symbol]

    def more_than(self, symbol: Symbol, types: Iterable[Symbol], most: int) -> bool:
        """Whether a name may stand for a symbol in more than so many declarations."""
        if symbol in self._mentioning:
            return False
        return any(i >= most for i, _ in enumerate(self._chunks(symbol, types)))

    def literal_types(self, owner: Symbol) -> tuple[Symbol, ...]:
        """The types by whose names a literal may give the fields of a struct type values without naming them.

        That is the type itself and those that are made of it alone, such as ``type list []T``.
        """
        if owner not in self._types_of:
            found = {owner: None}
            waiting = [owner]
            while waiting and len(found) < MOST_TYPES:
                for other in self._made_of(waiting.pop()):
                    if other not in found:
                        found[other] = None
                        waiting.append(other)
            self._types_of[owner] = tuple(found)
        return self._types_of[owner]

    def _made_of(self, one: Symbol) -> Iterator[Symbol]:
        """The types that the source defines as a list, a map, a pointer or another name of one."""
        word = one.name.encode()
        for path, text in self._texts_with([word]):
            for at in occurrences(text, word):
                if text[at + len(word) : at + len(word) + 1] in (b"\n", b"\r", b" ", b"", b"`"):
                    start = text.rfind(b"\n", 0, at) + 1
                    found = _DEFINED.fullmatch(text, start, at)
                    qualified = text[at - 1 : at] == b"."
                    if found is None or qualified == (path == one.package):
                        continue
                    if found.group(1) or self._in_type_group(text, start):
                        yield Symbol(path, found.group(2).decode("utf-8", "replace"))

    def _in_type_group(self, text: bytes, at: int) -> bool:
        opened = text.rfind(b"\ntype (", 0, at)
        return opened >= 0 and text.find(b"\n)", opened, at) < 0

    def may_be_embedded(self, owner: Symbol) -> bool:
        """Whether a struct may embed a type, by the text of the source."""
        word = owner.name.encode()
        hidden = not exported(owner.name)
        for path, text in self._texts_with([word]):
            if not hidden or path == owner.package:
                for at in occurrences(text, word):
                    start = text.rfind(b"\n", 0, at) + 1
                    if _EMBEDS.fullmatch(text, start, at) and _ENDS.match(text, at + len(word)):
                        return True
        return False

    def decoded(self, owner: Symbol) -> FlowPlace | None:
        """Where a pointer to a struct type is handed to what decodes or reflects, in files that may name the type."""
        if owner not in self._decoded:
            self._decoded[owner] = next(self._decoding(owner), None)
        return self._decoded[owner]

    def _decoding(self, owner: Symbol) -> Iterator[FlowPlace]:
        if self._decoders is None:
            self._decoders = tuple(dict.fromkeys(path for path, text in self._all_texts() if _DECODES.search(text)))
        for path in self._decoders:
            package = self.packages.load(path)
            for file in package.files if package is not None else ():
                if self._imports(file, owner.package) and any(i.path.startswith(DECODING) for i in file.header.imports):
                    for chunk in file.scan.chunks:
                        if chunk.keyword is Keyword.FUNC and _DECODES.search(file.data, chunk.start, chunk.end):
                            walked = self.walk(file, chunk)
                            yield from (at for found, at in walked.decoded if found == owner) if walked else ()

    def type_node(self, t: Type) -> FlowNode:
        """A value of a type that is no interface."""
        text = type_text(t)
        self.types.setdefault(text, t)
        return FlowNode(NodeKind.TYPE, text)

    def _chunks(self, symbol: Symbol, types: Iterable[Symbol]) -> Iterator[tuple[File, Chunk]]:
        """The functions and variables in whose text a name stands."""
        leaf = symbol.leaf
        words = [(leaf.encode(), _MEMBER if symbol.member else None), *((one.name.encode(), _LITERAL) for one in types)]
        homes = [None if symbol.member else symbol.package, *(one.package for one in types)]
        hidden = not exported(leaf)
        seen: set[str] = set()
        for path, text in self._texts_with([word for word, _ in words]):
            if path in seen or (hidden and path != symbol.package):
                continue
            if all(next(_standing(text, *one), None) is None for one in words):
                continue
            seen.add(path)
            package = self.packages.load(path)
            for file in package.files if package is not None else ():
                there = [
                    word for word, home in zip(words, homes, strict=True) if home is None or self._imports(file, home)
                ]
                yield from ((file, chunk) for chunk in _chunks_with(file, there))

    def _texts_with(self, words: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
        """The files of the source in which one of some words may stand, in the order of their packages.

        Once many were sought, an index of all words costs less than looking through all files each time.
        """
        texts = self._all_texts()
        self._sought += 1
        if self._sought > MOST_SOUGHT and not self._index:
            for i, (_, text) in enumerate(texts):
                for word in set(_NAME.findall(text)):
                    self._index.setdefault(word, []).append(i)
        if not self._index:
            yield from texts
            return
        for i in sorted({i for word in words for i in self._index.get(word, ())}):
            yield texts[i]

    def _all_texts(self) -> list[tuple[str, bytes]]:
        if self._texts is None:
            self._texts = []
            for path in self.packages.files.paths():
                try:
                    self._texts += self.packages.files.texts([path])
                except SourceError:  # said where the package is asked for
                    continue
        return self._texts

    def _imports(self, file: File, path: str) -> bool:
        here = file.package.path
        resolve = self.packages.source.resolve
        return here == path or any(resolve(here, one.path) == path for one in file.header.imports)

    def walk(self, file: File, chunk: Chunk) -> Flows | None:
        """What flows in a declaration; None where it cannot be worked out, or not all of it."""
        key = FlowPlace(file.path, chunk.start)
        if key not in self.walks:
            self.files[file.path] = file
            self.bytes_walked += chunk.end - chunk.start
            try:
                found = _walked(file, chunk)
            except (TooManySteps, RuntimeError):  # a RecursionError, or no thread can be started for deep code
                file.passed_over(chunk.start, TOO_DEEP)
                found = None
            self.walks[key] = found if found is not None and not file.has_fault(chunk) else None
            if found is not None:
                self._merge(found)
        return self.walks[key]

    def _merge(self, found: Flows) -> None:
        for flow in found.flows:
            self.into.setdefault(flow.to, []).append(flow)
            self.out.setdefault(flow.source, []).append(flow)
        self.fresh += found.flows
        self.types.update(found.types)
        self.called_literals |= found.called_literals
        self.dispatches.update(found.dispatches)
        self.dynamic.update(found.dynamic)
        self.asserted.update(found.asserted)


def occurrences(text: bytes, word: bytes) -> Iterator[int]:
    """The byte offsets at which an identifier stands in a text."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_in_name(text, at - 1) or _in_name(text, end)):
            yield at
        at = text.find(word, end)


def _in_name(text: bytes, at: int) -> bool:
    if not 0 <= at < len(text):
        return False
    one = text[at]
    return one > 127 or one == 95 or 48 <= one <= 57 or 65 <= one <= 90 or 97 <= one <= 122


class _Around(NamedTuple):
    """What stands before or after a name that is sought: one of the two, as far as blanks do not matter."""

    before: re.Pattern[bytes] | None
    after: re.Pattern[bytes]

    def fits(self, text: bytes, at: int, end: int) -> bool:
        """Whether a name between two offsets is one that is sought."""
        if self.after.match(text, end):
            return True
        return self.before is not None and self.before.fullmatch(text, max(at - 2, 0), at) is not None


_MEMBER = _Around(re.compile(rb"(?s:.?[.\s])"), re.compile(rb"\s*:"))
"""A member is selected, or a key of a literal."""
_LITERAL = _Around(None, re.compile(rb"\s*[{(}\])]"))
"""The type of a literal or a conversion."""
MOST_SOUGHT = 40
"""How many names are sought in all files before there is an index of them."""
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*")
MOST_TYPES = 50
"""How many types are sought whose literals may give a struct's fields values."""
_CODE = (Keyword.FUNC, Keyword.VAR)
_Word = tuple[bytes, _Around | None]


def _standing(text: bytes, word: bytes, around: _Around | None) -> Iterator[int]:
    for at in occurrences(text, word):
        if around is None or around.fits(text, at, at + len(word)):
            yield at


def _chunks_with(file: File, words: Iterable[_Word]) -> Iterator[Chunk]:
    """The functions and variables of a file in which one of some words stands."""
    chunks = file.scan.chunks
    starts = [chunk.start for chunk in chunks]
    found: set[int] = set()
    for one in words:
        for at in _standing(file.data, *one):
            i = bisect_right(starts, at) - 1
            if i >= 0 and at < chunks[i].end and chunks[i].keyword in _CODE:
                found.add(i)
    yield from (chunks[i] for i in sorted(found))


def _walked(file: File, chunk: Chunk) -> Flows | None:
    package = file.package
    decl = file.declaration(chunk, body=True)
    if isinstance(decl, ast.FuncDecl):
        base = package.receiver_base(chunk)
        owner = Symbol(package.path, base, decl.name.name) if base else Symbol(package.path, decl.name.name)
        scope = package.receiver_scope(file, decl)
        flows = Flows(package.path, scope, file, owner)
        flows.function(decl, package.receiver(decl, scope), decl.type_params)
        flows.finish()
        return flows
    if isinstance(decl, ast.GenDecl):
        flows = Flows(package.path, file, file, None)
        for spec in decl.specs:
            if isinstance(spec, ast.ValueSpec):
                _variables(package, flows, spec)
        flows.finish()
        return flows
    return None


def _variables(package: Package, flows: Flows, spec: ast.ValueSpec) -> None:
    for x in spec.values:
        flows.expr(x)
    for i, name in enumerate(spec.names):
        obj = package.lookup(name.name)
        if not isinstance(obj, Var) or not spec.values:
            continue
        to = FlowNode(NodeKind.VARIABLE, Symbol(package.path, name.name))
        if len(spec.values) == len(spec.names):
            flows.given(to, obj.type, spec.values[i], name.start)
        else:
            flows.part(to, obj.type, spec.values[0], i, name.start)
