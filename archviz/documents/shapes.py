"""What in a document does not fit a shape: all of it, each fault with its line, in plain words and with a hint.

A shape is a msgspec type. msgspec itself decides whether a document fits; it stops at the first fault and says it in
the words of a JSON Schema, so the faults are found here again, value by value, for people who write YAML.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import inspect

from archviz.model.counts import counted
from archviz.model.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.documents.nodes import MappingEntry, YamlNode

FORM = "form"
"""The key of a ``Meta.extra`` whose value says how a text is written, for the hint where it is not."""

_SURE = 0.8
"""How alike a key and one that is allowed beside it must be to outweigh a key that is right elsewhere."""

_NEAR = 0.6
"""How alike a key or a value must be to be offered."""

_MOST_NAMED = 12
"""Keys or values that a message lists."""

_MOST_SHOWN = 60
"""Characters of a value that a message quotes."""


class ShapeFault(NamedTuple):
    """One thing that does not fit. ``path`` leads there (``edges[3].from``), ``line`` is 0-based in the document."""

    path: str
    line: int
    message: str
    hint: str = ""


def faults(content: YamlNode, shape: type) -> Iterator[ShapeFault]:
    """Every fault of a document's content against a shape, in the order of the document."""
    whole = inspect.type_info(shape)
    yield from _Check(_homes(whole)).value(content, whole, _Place("", content.begin.line))


def titled(content: YamlNode, shape: type, title: str) -> Iterator[tuple[str, str]]:
    """The path and the value of each text of a document whose type has a title, in the order of the document."""
    yield from _titled(content, inspect.type_info(shape), title, "")


def _titled(node: YamlNode, kind: inspect.Type, title: str, path: str) -> Iterator[tuple[str, str]]:
    value = node.value
    for choice in _choices(kind):
        it = choice.kind
        if isinstance(value, str):
            if choice.title == title:
                yield path, value
        elif isinstance(it, inspect.StructType) and isinstance(value, dict):
            fields = {field.encode_name: field.type for field in it.fields}
            for key, entry in value.items():
                if key in fields:
                    yield from _titled(entry.node, fields[key], title, f"{path}.{key}" if path else key)
        elif isinstance(it, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
            for i, item in enumerate(value):
                yield from _titled(item, it.item_type, title, f"{path}[{i}]")


class _Place(NamedTuple):
    path: str
    line: int

    def key(self, name: str, line: int) -> _Place:
        return _Place(f"{self.path}.{name}" if self.path else name, line)

    def fault(self, message: str, hint: str = "") -> ShapeFault:
        return ShapeFault(self.path, self.line, message, hint)


@dataclass(frozen=True, slots=True)
class _Check:
    """``homes`` has for every key of the whole shape where it belongs."""

    homes: Mapping[str, str]

    def value(self, node: YamlNode, kind: inspect.Type, place: _Place) -> Iterator[ShapeFault]:
        choices = list(_choices(kind))
        fitting = [choice for choice in choices if _same_kind(node, choice)]
        if any(isinstance(choice.kind, inspect.NoneType) for choice in fitting):
            return
        if not fitting:
            yield place.fault(*_of_another_kind(node, choices))
            return
        if len(fitting) < len(choices) and all(map(_is_choice_of_values, fitting)):
            if not any(_has_value(node, choice.kind) for choice in fitting):
                values = [value for choice in fitting for value in _spelt_values(choice.kind)]
                message, hint = _of_another_kind(node, choices)
                quoted = "it is written without quotes" if node.value in values else ""
                yield place.fault(message, quoted or _meant(node, values) or hint)
            return
        tried = [list(self._fitted(node, choice, place)) for choice in fitting]
        yield from min(tried, key=len)

    def _fitted(self, node: YamlNode, choice: _Choice, place: _Place) -> Iterator[ShapeFault]:
        """The faults of a value of the right kind."""
        kind, value = choice.kind, node.value
        if isinstance(kind, inspect.StructType):
            yield from self._mapping(node, kind, place)
        elif isinstance(kind, inspect.DictType) and isinstance(value, dict):
            yield from _sized(len(value), kind, place, "key")
            for key, entry in value.items():
                yield from self.value(entry.node, kind.value_type, place.key(key, entry.key.line))
        elif isinstance(kind, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
            yield from _sized(len(value), kind, place, "item")
            for i, item in enumerate(value):
                yield from self.value(item, kind.item_type, _Place(f"{place.path}[{i}]", item.begin.line))
        elif isinstance(kind, inspect.EnumType | inspect.LiteralType):
            if not _has_value(node, kind):
                values = _spelt_values(kind)
                none = f"is none of {_listed(values)}" if len(values) > 1 else f"is not `{values[0]}`"
                yield place.fault(f"`{_short(_written(node))}` {none}", _meant(node, values))
        elif isinstance(kind, inspect.StrType) and isinstance(value, str):
            yield from _text(value, kind, choice, place)
        elif isinstance(kind, inspect.DateType) and isinstance(value, str) and not _is_date(value):
            yield place.fault(f"`{_short(value)}` is no date", "a date is a year, a month and a day: 2021-05-15")
        elif isinstance(kind, inspect.IntType) and isinstance(value, int):
            if kind.ge is not None and value < kind.ge:
                yield place.fault(f"{value}, where {kind.ge} is the least")
            elif kind.le is not None and value > kind.le:
                yield place.fault(f"{value}, where {kind.le:,} is the most")

    def _mapping(self, node: YamlNode, kind: inspect.StructType, place: _Place) -> Iterator[ShapeFault]:
        fields = {field.encode_name: field for field in kind.fields}
        strange = [key for key in node.entries if key not in fields] if kind.forbid_unknown_fields else []
        for field in kind.fields:
            if (
                field.required
                and field.encode_name not in node.entries
                and not nearest(field.encode_name, strange, 1, _NEAR)
            ):
                yield place.fault(f"`{field.encode_name}` is missing", _offer(field.type))
        parts = _parts_of_texts(node, strange)
        for key, entry in node.entries.items():
            within = place.key(key, entry.key.line)
            if key in fields:
                yield from self.value(entry.node, fields[key].type, within)
            elif key in parts:
                if parts[key]:
                    yield within.fault(f"`{key}` has no value", f"a text with a comma needs quotes: {parts[key]}")
            elif kind.forbid_unknown_fields:
                yield within.fault(f"unknown key `{_short(key)}`", self._elsewhere(key, [*fields]))

    def _elsewhere(self, key: str, allowed: list[str]) -> str:
        """What may be meant by a key that is not allowed where it stands."""
        near = nearest(key, allowed, 1, _SURE)
        if not near and key in self.homes:
            home = self.homes[key]
            return f"`{key}` belongs in {home}; the keys here are {_listed(allowed)}"
        near = near or nearest(key, allowed, 1, _NEAR)
        return f"did you mean `{near[0]}`?" if near else f"the keys here are {_listed(allowed)}"


@dataclass(frozen=True, slots=True)
class _Choice:
    """A type without alternatives, with what the shape says of it: a name (``symbol``) and the form of a value."""

    kind: inspect.Type
    title: str = ""
    form: str = ""


def _choices(kind: inspect.Type, title: str = "", form: str = "") -> Iterator[_Choice]:
    """The types that a value may have."""
    if isinstance(kind, inspect.Metadata):
        title = (kind.extra_json_schema or {}).get("title", title)
        yield from _choices(kind.type, title, (kind.extra or {}).get(FORM, form))
    elif isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _choices(each, title, form)
    else:
        yield _Choice(kind, title, form)


def _same_kind(node: YamlNode, choice: _Choice) -> bool:
    """Whether a value is a mapping, a list, a text, a number or nothing, as a type asks for."""
    kind, value = choice.kind, node.value
    match kind:
        case inspect.StructType() | inspect.DictType():
            return isinstance(value, dict)
        case inspect.VarTupleType() | inspect.ListType():
            return isinstance(value, list)
        case inspect.StrType() | inspect.DateType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.NoneType():
            return value is None
        case inspect.EnumType() | inspect.LiteralType():
            return not isinstance(value, dict | list) and value is not None
    return True


def _of_another_kind(node: YamlNode, choices: list[_Choice]) -> tuple[str, str]:
    """The message and the hint for a list where a mapping is meant, a number where a text is, and so on."""
    kinds = [choice.kind for choice in choices if not isinstance(choice.kind, inspect.NoneType)]
    wanted = " or ".join(dict.fromkeys(_wanted(choice) for choice in choices if choice.kind in kinds))
    message = f"{_what(node)}, where {wanted} is needed"
    value, written = node.value, node.plain_text
    if isinstance(value, list) and any(isinstance(kind, inspect.StructType | inspect.DictType) for kind in kinds):
        return (
            message,
            "leave out the `- ` before its keys" if not node.flow else "a mapping is in braces: {key: value}",
        )
    lists = [kind for kind in kinds if isinstance(kind, inspect.VarTupleType | inspect.ListType)]
    if lists:
        one = any(_same_kind(node, choice) for choice in _choices(lists[0].item_type))
        bare = one and isinstance(value, str) and written
        return message, f"a list of one is [{_short(written)}]" if bare else "each item of a list begins with `- `"
    if any(isinstance(kind, inspect.StrType) for kind in kinds) and not isinstance(value, list | dict) and written:
        if isinstance(value, float):
            return message, f"as a number 1.10 is the same as 1.1; quotes make it a text: '{written}'"
        return message, f"quotes make it a text: '{written}'"
    return message, next((_keys_of(kind) for kind in kinds if isinstance(kind, inspect.StructType)), "")


def _wanted(choice: _Choice) -> str:
    match choice.kind:
        case inspect.StructType():
            return "a mapping of keys to values"
        case inspect.DictType():
            return "a mapping of keys to values"
        case inspect.VarTupleType() | inspect.ListType():
            return "a list"
        case inspect.IntType():
            return "a whole number"
        case inspect.FloatType():
            return "a number"
        case inspect.BoolType():
            return "true or false"
        case inspect.DateType():
            return "a date"
        case inspect.EnumType() | inspect.LiteralType() as kind:
            values = _spelt_values(kind)
            return f"`{values[0]}`" if len(values) == 1 else f"one of {_listed(values)}"
    return _with_article(choice.title) if choice.title else "a text"


def _what(node: YamlNode) -> str:
    match node.value:
        case dict():
            return "a mapping of keys to values"
        case list():
            return "a list"
        case None:
            return "no value"
        case str() as text:
            return f"the text `{_short(text)}`"
        case bool():
            return f"`{node.plain_text}`"
    return f"the number {node.plain_text}"


def _text(value: str, kind: inspect.StrType, choice: _Choice, place: _Place) -> Iterator[ShapeFault]:
    if kind.max_length is not None and len(value) > kind.max_length:
        yield place.fault(f"{counted(len(value), 'character')}, where {kind.max_length:,} are the most")
    elif kind.min_length and not value:
        yield place.fault("an empty text", choice.form)
    elif kind.pattern is not None and not re.search(kind.pattern, value):
        without = value.lstrip("vV")
        fits = without != value and re.search(kind.pattern, without)
        wrong = f"is no {choice.title}" if choice.title else "does not have the form that is needed"
        yield place.fault(f"`{_short(value)}` {wrong}", f"leave out the v: '{without}'" if fits else choice.form)


def _is_choice_of_values(choice: _Choice) -> bool:
    return isinstance(choice.kind, inspect.EnumType | inspect.LiteralType)


def _has_value(node: YamlNode, kind: inspect.Type) -> bool:
    """Whether a value is one of those of an enumeration."""
    if not isinstance(kind, inspect.EnumType | inspect.LiteralType):
        return False
    return any(type(value) is type(node.value) and value == node.value for value in _values(kind))


def _meant(node: YamlNode, values: list[str]) -> str:
    near = nearest(_written(node), values, 1, _NEAR)
    return f"did you mean `{near[0]}`?" if near else ""


def _written(node: YamlNode) -> str:
    return node.value if isinstance(node.value, str) else node.plain_text


def _is_date(text: str) -> bool:
    try:
        msgspec.convert(text, datetime.date)
    except msgspec.ValidationError:
        return False
    return True


def _sized(count: int, kind: Any, place: _Place, what: str) -> Iterator[ShapeFault]:
    if kind.max_length is not None and count > kind.max_length:
        yield place.fault(f"{counted(count, what)}, where {kind.max_length:,} are the most")
    elif kind.min_length is not None and count < kind.min_length:
        yield place.fault(f"{counted(count, what)}, where {kind.min_length:,} is the least")


def _offer(kind: inspect.Type) -> str:
    """What a missing value could be."""
    for choice in _choices(kind):
        if isinstance(choice.kind, inspect.EnumType | inspect.LiteralType):
            return f"it is one of {_listed(_spelt_values(choice.kind))}"
        if choice.form:
            return choice.form
    return ""


def _parts_of_texts(node: YamlNode, strange: list[str]) -> dict[str, str]:
    """Keys in braces that are the rest of a text after its comma: ``{label: x, y}`` has the text x and the key y.

    The first one of a text comes with what was meant, ``label: "x, y"``; those after it with "".
    """
    if not node.flow:
        return {}
    parts: dict[str, str] = {}
    text: tuple[str, str] | None = None
    first = ""
    for key, entry in node.entries.items():
        if text is not None and key in strange and _bare(entry):
            text = text[0], f"{text[1]}, {key}"
            first = first or key
            parts[key] = ""
            parts[first] = f'{text[0]}: "{_short(text[1])}"'
        else:
            first = ""
            text = (key, entry.node.plain_text) if entry.node.plain_text else None
    return parts


def _bare(entry: MappingEntry) -> bool:
    """Whether a key stands alone, without a value."""
    return entry.node.value is None and not entry.node.plain_text


def _homes(whole: inspect.Type) -> dict[str, str]:
    """Where each key of a shape belongs: the key whose value has it, of several the first from the top."""
    homes: dict[str, str] = {}
    seen: set[object] = set()
    waiting: list[tuple[inspect.Type, str]] = [(whole, "")]
    while waiting:
        kind, home = waiting.pop(0)
        for choice in _choices(kind):
            it = choice.kind
            if isinstance(it, inspect.StructType) and it.cls not in seen:
                seen.add(it.cls)
                for field in it.fields:
                    homes.setdefault(field.encode_name, f"`{home}`" if home else "the file itself, outside all else")
                    waiting.append((field.type, field.encode_name))
            elif isinstance(it, inspect.VarTupleType | inspect.ListType):
                waiting.append((it.item_type, home))
            elif isinstance(it, inspect.DictType):
                waiting.append((it.value_type, home))
    return homes


def _keys_of(kind: inspect.StructType) -> str:
    return f"its keys are {_listed(field.encode_name for field in kind.fields)}"


def _values(kind: inspect.EnumType | inspect.LiteralType) -> list[Any]:
    return [each.value for each in kind.cls] if isinstance(kind, inspect.EnumType) else list(kind.values)


def _spelt_values(kind: inspect.Type) -> list[str]:
    """The values of an enumeration as YAML spells them."""
    values = _values(kind) if isinstance(kind, inspect.EnumType | inspect.LiteralType) else []
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def _listed(names: Iterable[str]) -> str:
    listed = [name for name in names if name]
    more = len(listed) - _MOST_NAMED
    return ", ".join(listed) if more <= 1 else f"{', '.join(listed[:_MOST_NAMED])} and {more} more"


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
