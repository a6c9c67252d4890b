"""What does not fit a shape is all said, each fault at its line, in words for people who write YAML."""

from __future__ import annotations

import copy
import json
from datetime import date  # noqa: TC003  # msgspec reads it
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta
from steps import growth

from archviz.documents.document import MOST_FAULTS, convert, parse_document
from archviz.documents.shapes import FORM, faults
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"
    NONE = ""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: Annotated[str, Meta(min_length=1, max_length=20)]
    zh: str = ""


class Door(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"to": "into"}):
    to: Annotated[str, Meta(pattern=r"^[a-z]+$", title="room", extra={FORM: "small letters"})]
    colour: Colour
    label: Words | None = None
    width: Annotated[int, Meta(ge=1, le=1000)] = 1
    since: Annotated[str, Meta(pattern=r"^\d+\.\d+$", title="version", extra={FORM: "such as '1.2'"})] | None = None


class House(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: Words
    kind: Literal["flat", "tower"]
    built: date | None = None
    open: Literal[True] | None = None
    height: float = 1.0
    doors: tuple[Door, ...] | Literal["none"] = ()
    names: Annotated[dict[str, str], Meta(max_length=2)] = {}
    tags: Annotated[tuple[str, ...], Meta(min_length=1, max_length=3)] = ("a",)


HEAD = "title: {en: A house}\nkind: flat\n"
DOOR = HEAD + "doors:\n  - {into: hall, colour: red%s}\n"

SAID = [
    ("title: {en: x}\n", 1, "`kind` is missing", "it is one of flat, tower"),
    (HEAD.replace("flat", "flt"), 2, "kind: `flt` is none of flat, tower", "did you mean `flat`?"),
    (HEAD.replace("flat", "7"), 2, "kind: `7` is none of flat, tower", None),
    (HEAD.replace("flat", ""), 2, "kind: no value, where one of flat, tower is needed", None),
    (HEAD.replace("{en: A house}", "[en: x]"), 1, "title: a list, where a mapping", "a mapping is in braces"),
    (HEAD.replace("{en: A house}", "\n  - en: x"), 1, "title: a list, where a mapping", "leave out the `- `"),
    (HEAD.replace("{en: A house}", "A house"), 1, "title: the text `A house`, where a mapping", "its keys are en, zh"),
    (
        HEAD + "doors:\n  into: hall\n",
        3,
        "doors: a mapping of keys to values, where a list or `none`",
        "begins with `- `",
    ),
    (HEAD + "doors: nome\n", 3, "doors: the text `nome`, where a list or `none` is needed", "did you mean `none`?"),
    (HEAD + "tags: small\n", 3, "tags: the text `small`, where a list is needed", "a list of one is [small]"),
    (HEAD + "tags: []\n", 3, "tags: 0 items, where 1 is the least", None),
    (HEAD + "tags: [a, b, c, d]\n", 3, "tags: 4 items, where 3 are the most", None),
    (HEAD + "names: {a: b, c: d, e: f}\n", 3, "names: 3 keys, where 2 are the most", None),
    (HEAD + "names:\n  a: 1.10\n", 4, "names.a: the number 1.10, where a text", "1.10 is the same as 1.1; quotes"),
    (HEAD + "open: 'true'\n", 3, "open: the text `true`, where `true` is needed", "without quotes"),
    (HEAD + "built: soon\n", 3, "built: `soon` is no date", "a date is a year"),
    (DOOR % ", label: {en: Left, right, zh: x}", 4, "doors[0].label.right: `right` has no value", 'en: "Left, right"'),
    (DOOR % ", since: 1.10", 4, "doors[0].since: the number 1.10, where a version", "quotes make it a text: '1.10'"),
    (DOOR % ", since: v1.7", 4, "doors[0].since: `v1.7` is no version", "leave out the v: '1.7'"),
    (DOOR % ", since: x", 4, "doors[0].since: `x` is no version", "such as '1.2'"),
    (DOOR % ", since: true", 4, "doors[0].since: `true`, where a version is needed", "quotes make it a text: 'true'"),
    (DOOR % ", width: 0", 4, "doors[0].width: 0, where 1 is the least", None),
    (DOOR % ", width: 1001", 4, "doors[0].width: 1001, where 1,000 is the most", None),
    (DOOR % ", width: wide", 4, "doors[0].width: the text `wide`, where a whole number is needed", None),
    (DOOR % ", widht: 2", 4, "doors[0].widht: unknown key `widht`", "did you mean `width`?"),
    (DOOR % ", tags: [a]", 4, "doors[0].tags: unknown key `tags`", "`tags` belongs in the file itself"),
    (HEAD + "colour: red\n", 3, "colour: unknown key `colour`", "`colour` belongs in `doors`; the keys here are title"),
    (HEAD + "to: hall\n", 3, "to: unknown key `to`", "the keys here are title, kind"),
    (DOOR.replace("hall", "Hall") % "", 4, "doors[0].into: `Hall` is no room", "small letters"),
    (DOOR % ", label: {en: ''}", 4, "doors[0].label.en: an empty text", None),
    (DOOR % f", label: {{en: {'x' * 21}}}", 4, "doors[0].label.en: 21 characters, where 20 are the most", None),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), SAID)
def test_a_fault_is_said_in_plain_words(text: str, line: int, message: str, hint: str | None) -> None:
    with pytest.raises(FigureError) as caught:
        convert(parse_document(text, "a.yaml", FigureError), House, FigureError)
    error = caught.value
    assert (error.file, error.line, error.further) == ("a.yaml", line, ())
    assert error.message.startswith(message)
    assert (hint or "") in (error.hint or "")
    assert hint is not None or error.hint is None


def test_all_faults_are_said_in_the_order_of_the_file() -> None:
    doors = "  - {into: Hall, color: red}\n  - x\n  - {into: a, colour: red, width: 0}\n"
    text = f"titel: {{en: A house}}\nkind: flt\ndoors:\n{doors}"
    with pytest.raises(FigureError) as caught:
        convert(parse_document(text, "a.yaml", FigureError, above=10), House, FigureError)
    assert [(error.line, error.message.partition(": ")[0]) for error in caught.value.every] == [
        (11, "titel"),
        (12, "kind"),
        (14, "doors[0].into"),
        (14, "doors[0].color"),
        (15, "doors[1]"),
        (16, "doors[2].width"),
    ]
    assert str(caught.value).count("a.yaml:") == 6


def test_a_file_of_faults_has_a_bound() -> None:
    with pytest.raises(FigureError) as caught:
        convert(parse_document(HEAD + "doors:\n" + "  - x\n" * 1000, "a.yaml", FigureError), House, FigureError)
    assert len(caught.value.every) == MOST_FAULTS


WHOLE: dict[str, Any] = {
    "title": {"en": "A house", "zh": "房子"},
    "kind": "flat",
    "built": "2021-05-15",
    "open": True,
    "height": 2.5,
    "doors": [{"into": "hall", "colour": "red", "label": {"en": "Left"}, "width": 3, "since": "1.2"}] * 2,
    "names": {"a": "b"},
    "tags": ["x", "y"],
}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2000)
    | st.sampled_from([1.5, 2.0, "", "red", "flat", "true", "v1.2", "1.2", "x, y", "2021-05-15", "none", "x" * 30]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["en", "into", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a value, with each key or index of it."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_fault_is_found_where_msgspec_finds_one_and_nowhere_else(data: st.DataObject) -> None:
    """Changes a right document at places by chance. JSON is YAML, so it is written as that."""
    whole = copy.deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(_places(whole))
        within, key = places[data.draw(st.integers(0, len(places) - 1))]
        match data.draw(st.sampled_from(["put", "drop", "add"])):
            case "drop":
                del within[key]
            case "add" if isinstance(within, dict):
                within[data.draw(st.sampled_from(["en", "x", "width", "kind"]))] = data.draw(VALUES)
            case _:
                within[key] = data.draw(VALUES)
        if not whole:
            return
    document = parse_document(json.dumps(whole, ensure_ascii=False), "a.yaml", FigureError)
    try:
        msgspec.convert(document.content.plain(), House)
    except msgspec.ValidationError:
        found = list(faults(document.content, House))
        assert found
        assert all("Expected" not in fault.message for fault in found)
    else:
        assert list(faults(document.content, House)) == []


def test_the_work_grows_with_the_document() -> None:
    def work(count: int) -> Any:
        document = parse_document(HEAD + "doors:\n" + "  - {intoo: hall, kind: x}\n" * count, "a.yaml", FigureError)
        return lambda: list(faults(document.content, House))

    assert growth(work, 50) < 6
