"""YAML text to values that know their places, within bounds.

Only the parser of ruamel.yaml is used, whose events come one at a time and cost time in proportion to the text; the
values are made here, so that nothing in a file chooses a Python type. Plain scalars are resolved by YAML 1.2's core
schema (https://yaml.org/spec/1.2.2/#103-core-schema), which has no dates; ``<<`` merges mappings as in YAML 1.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from archviz.documents.syntax import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.errors import ArchvizError

MOST_DEPTH = 100
"""Mappings and lists within each other, aliases followed."""

MOST_NODES = 100_000
"""Values of a document: those of an alias count each time that it is used."""

MOST_DIGITS = 20
"""Characters of a number."""

MOST_KEY = 1000
"""Characters of a key, as YAML has it for those on a line (``simple keys``, section 7.4.3)."""

UNFIT = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
"""Characters that no text of a document may have: controls other than tab and line feed, other line ends, halves of
surrogate pairs, noncharacters, and the marks that reorder what is read (Unicode, "Bidirectional Algorithm", table 4).
"""

_NULL = ("", "~", "null", "Null", "NULL")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_TAGS: dict[type[NodeEvent], str] = {
    ScalarEvent: "tag:yaml.org,2002:str",
    SequenceStartEvent: "tag:yaml.org,2002:seq",
    MappingStartEvent: "tag:yaml.org,2002:map",
}
_MERGE = "<<"


class TextPosition(NamedTuple):
    """A place in a text: line and column, both 0-based."""

    line: int
    column: int


class MappingEntry(NamedTuple):
    """A value of a mapping, and where its key begins."""

    key: TextPosition
    node: YamlNode


@dataclass(slots=True)
class YamlNode:
    """A value, and where it begins and ends: a scalar, a list of nodes, or a mapping of keys to entries.

    A key is the text that is written, whatever it would be as a value. ``flow`` says that a mapping stands in braces.
    ``size`` counts the values in it and itself, ``depth`` the mappings and lists within each other, itself included.
    ``plain_text`` is a scalar without quotes as it is written, "" for all else: the number 1.10 is there as a text.
    """

    begin: TextPosition
    end: TextPosition
    value: str | float | bool | list[YamlNode] | dict[str, MappingEntry] | None
    flow: bool = False
    size: int = 1
    depth: int = 0
    plain_text: str = ""

    @property
    def entries(self) -> dict[str, MappingEntry]:
        """What a mapping holds; nothing for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """The value as dicts, lists, texts, numbers, booleans and None."""
        if isinstance(self.value, dict):
            return {key: entry.node.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not read to its end: what has come of it, and a key that waits for its value."""

    node: YamlNode
    anchor: str | None
    key: tuple[str, TextPosition] | None = None
    merged: list[tuple[YamlNode, TextPosition]] = field(default_factory=list)

    @property
    def wants_key(self) -> bool:
        return isinstance(self.node.value, dict) and self.key is None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one text. Its errors are of the kind ``error``, at a line of ``file``, which has ``above`` lines before.

    ``texts`` leaves every scalar a text: YAML's failsafe schema (https://yaml.org/spec/1.2.2/#101-failsafe-schema).
    """

    file: str
    above: int
    error: type[ArchvizError]
    texts: bool = False

    def read(self, text: str) -> YamlNode | None:
        """The document in a text, None where there is none."""
        unfit = UNFIT.search(text)
        if unfit is not None:
            raise self._unfit(unfit[0], TextPosition(text.count("\n", 0, unfit.start()), 0))
        root: YamlNode | None = None
        begun = False
        open_: list[_Open] = []
        anchors: dict[str, YamlNode] = {}
        for event in self._events(text):
            begin = _place(event.start_mark)
            if isinstance(event, DocumentStartEvent):
                self._document(event, begin, again=begun)
                begun = True
            elif isinstance(event, CollectionStartEvent):
                self._tagged(event, begin)
                mapping = isinstance(event, MappingStartEvent)
                node = YamlNode(begin, begin, {} if mapping else [], bool(event.flow_style), depth=1)
                open_.append(_Open(node, event.anchor))
                if len(open_) > MOST_DEPTH:
                    raise self._deep(begin)
            elif isinstance(event, ScalarEvent | AliasEvent | CollectionEndEvent):
                if isinstance(event, CollectionEndEvent):
                    node, anchor = self._closed(open_[-1], _place(event.end_mark)), open_.pop().anchor
                elif isinstance(event, AliasEvent):
                    node, anchor = self._alias(event.anchor, anchors, begin), None
                else:
                    node, anchor = self._scalar(event, begin, key=bool(open_) and open_[-1].wants_key), event.anchor
                if anchor:
                    anchors[anchor] = node
                if open_:
                    self._put(open_, node, begin)
                else:
                    root = node
        return root

    def _events(self, text: str) -> Iterator[Any]:
        """The events of the parser. Whatever else it raises, a text that it cannot read is an error at its line."""
        seen = TextPosition(0, 0)
        events = YAML(typ="safe", pure=True).parse(text)
        while True:
            try:
                event = next(events)
            except StopIteration:
                return
            except MarkedYAMLError as cause:
                raise self._no_yaml(cause, text, seen) from cause
            except Exception as cause:
                raise self._wrong("not YAML: an escape or a mark that is none", seen) from cause
            seen = _place(event.start_mark)
            yield event

    def _no_yaml(self, cause: MarkedYAMLError, text: str, seen: TextPosition) -> ArchvizError:
        mark = cause.problem_mark or cause.context_mark
        place = _place(mark) if mark else seen
        problem = " ".join(str(cause.problem or cause.context).split())
        fault = explained(problem, text.split("\n"), *place)
        if fault.at_start and cause.context_mark is not None:
            place = _place(cause.context_mark)
        return self._wrong(f"not YAML: {fault.message}", place, fault.hint or None)

    def _document(self, event: DocumentStartEvent, place: TextPosition, *, again: bool) -> None:
        if again:
            raise self._wrong("not YAML: a second document begins", place, "a file holds one document")
        if event.tags or event.version not in (None, (1, 2)):
            raise self._wrong("a directive other than %YAML 1.2", place, "leave out the lines that begin with %")

    def _tagged(self, event: Any, place: TextPosition) -> None:
        """Raises for a tag, which would choose a type; those of a text, a list and a mapping say nothing new."""
        if event.tag not in (None, "!", _TAGS[type(event)]):
            raise self._wrong(f"the tag {event.tag}", place, "values have no tags; quotes make a text")

    def _alias(self, anchor: str, anchors: dict[str, YamlNode], place: TextPosition) -> YamlNode:
        if anchor not in anchors:
            raise self._wrong(
                f"*{anchor} repeats what is not there yet",
                place,
                "&NAME names a value, *NAME repeats it; quotes make it a text",
            )
        return anchors[anchor]

    def _scalar(self, event: Any, place: TextPosition, *, key: bool) -> YamlNode:
        self._tagged(event, place)
        text: str = event.value
        unfit = UNFIT.search(text)
        if unfit is not None:
            raise self._unfit(unfit[0], place)
        plain = event.implicit[0] and not key and not self.texts
        value = self._resolved(text, place) if plain else text
        return YamlNode(place, _place(event.end_mark), value, plain_text=text if plain else "")

    def _resolved(self, text: str, place: TextPosition) -> str | float | bool | None:
        """The value of a plain scalar."""
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        whole = _INT.fullmatch(text)
        if whole is None and not _FLOAT.fullmatch(text):
            return text
        if len(text) > MOST_DIGITS:
            hint = "quotes make it a text"
            raise self._wrong(f"a number of {len(text)} characters, where {MOST_DIGITS} are the most", place, hint)
        if whole is None:
            return float(re.sub(r"\.(?=[in])", "", text.lower()))
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)

    def _put(self, open_: list[_Open], node: YamlNode, place: TextPosition) -> None:
        """Puts a value into the innermost list or mapping that is open, whose keys are values at every other turn."""
        into, value = open_[-1], open_[-1].node.value
        into.node.size += node.size
        into.node.depth = max(into.node.depth, node.depth + 1)
        if into.node.size > MOST_NODES:
            raise self._wrong(f"more than {MOST_NODES:,} values, those of aliases counted at each use", place)
        if len(open_) - 1 + into.node.depth > MOST_DEPTH:
            raise self._deep(place)
        if isinstance(value, list):
            value.append(node)
        elif isinstance(value, dict) and into.key is None:
            into.key = self._key(node, place, value, merging=bool(into.merged)), place
        elif isinstance(value, dict) and into.key is not None:
            if into.key[0] == _MERGE:
                into.merged += [(each, place) for each in (node.value if isinstance(node.value, list) else [node])]
            else:
                value[into.key[0]] = MappingEntry(into.key[1], node)
            into.key = None

    def _key(self, node: YamlNode, place: TextPosition, taken: dict[str, MappingEntry], *, merging: bool) -> str:
        key = node.value
        if not isinstance(key, str):
            raise self._wrong("a key that is no text", place)
        if len(key) > MOST_KEY:
            raise self._wrong(f"a key of {len(key)} characters, where {MOST_KEY} are the most", place)
        if key in taken or (key == _MERGE and merging):
            first = f"it is at line {taken[key].key.line + 1 + self.above} already" if key in taken else None
            raise self._wrong(f"not YAML: the key {key} is there twice", place, first)
        return key

    def _closed(self, it: _Open, end: TextPosition) -> YamlNode:
        """A list or a mapping at its end, with what is merged into it: its own keys count, then those named first."""
        it.node.end = end
        for node, place in it.merged:
            if not isinstance(node.value, dict) or not isinstance(it.node.value, dict):
                raise self._wrong(f"{_MERGE} takes a mapping, or a list of them", place)
            it.node.value |= {key: entry for key, entry in node.value.items() if key not in it.node.value}
        return it.node

    def _unfit(self, character: str, place: TextPosition) -> ArchvizError:
        return self._wrong(f"the character U+{ord(character):04X}, which no text may have", place)

    def _deep(self, place: TextPosition) -> ArchvizError:
        return self._wrong(f"more than {MOST_DEPTH} lists and mappings within each other", place)

    def _wrong(self, message: str, place: TextPosition, hint: str | None = None) -> ArchvizError:
        return self.error(message, file=self.file, line=place.line + 1 + self.above, hint=hint)


def _place(mark: Any) -> TextPosition:
    return TextPosition(mark.line, mark.column)
