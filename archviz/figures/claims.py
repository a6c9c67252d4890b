"""The shape of a figure's file. What is written here is also the JSON Schema that editors use."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from archviz.model.figure import Text
from archviz.model.graph import Extent
from archviz.model.names import END, MOST_SLUG, SLUG
from archviz.model.relations import Mode, RelationKind

SYMBOL = "symbol"
"""The title of the texts that name a symbol."""

Version = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9]{{1,9}}\.[0-9]{{1,9}}(\.[0-9]{{1,9}})?{END}",
        title="version",
        description="two or three numbers with dots between, such as '1.21' or '1.21.3'",
    ),
]
Identifier = Annotated[
    str,
    Meta(pattern=rf"^[^\W\d]\w*{END}", max_length=200, title="Go identifier", description="a name without dots"),
]
Name = Annotated[
    str,
    Meta(
        pattern=rf"^[\w-]+\.[^\W\d]\w*(\.[^\W\d]\w*)?{END}",
        max_length=500,
        title=SYMBOL,
        description="alias.Name or alias.Type.Member, where `packages` has the alias, or one package ends with it",
    ),
]
Slug = Annotated[
    str,
    Meta(
        pattern=SLUG,
        max_length=MOST_SLUG,
        title="name of a file",
        description="small letters a to z, digits and hyphens, such as request-path",
    ),
]
GoFile = Annotated[
    str,
    Meta(
        pattern=rf"^[^/\\]+\.go{END}",
        max_length=200,
        description="A file of the package, as a.go: of several functions init those that it declares.",
    ),
]
Expression = Annotated[str, Meta(min_length=1, max_length=1000)]
Prose = Annotated[str, Meta(max_length=10_000)]
Step = (
    Annotated[int, Meta(ge=1, le=1000, description="The number of a step, from 1.")]
    | Annotated[
        str,
        Meta(
            pattern=rf"^[1-9][0-9]{{0,2}}[a-z]{END}",
            description="The number of a step that is on a branch, with the branch's letter: 3a and 3b.",
        ),
    ]
)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that may hold only from one version on (``since``), or only before another (``until``)."""

    since: Version | None = None
    until: Version | None = None


class TextClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in the article's languages."""

    en: Annotated[str, Meta(min_length=1, max_length=10_000)]
    zh: Prose = ""


Words = TextClaim | Annotated[str, Meta(min_length=1, max_length=10_000)]


def as_text(words: Words | None) -> Text:
    """A claim's words as a text: a plain one is for all languages; empty where there are none."""
    if isinstance(words, TextClaim):
        return Text(words.en, words.zh)
    return Text(words or "")


class Wording(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a figure is called and said to show at some versions, where its own words would be wrong."""

    title: Words | None = None
    description: Words | None = None


class LiteralClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function literal: one that is an argument of the function ``to``, one that ``field`` is given, or any.

    ``nth`` (1-based) picks among several in source order.
    """

    to: Name | None = None
    field: Name | None = None
    nth: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class CardClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A box: exactly one of ``type``, ``func``, ``implementers`` and ``chain`` says which.

    ``implementers`` lists all types that implement an interface, ``count`` how many there must be; with ``below`` only
    those of packages at or below these import paths. ``chain`` lists the functions that wrap ``variable`` in a
    function, outermost first. ``literals`` are the function literals of a function that have a row each. With ``file``
    a card of ``init`` stands for the functions init of one file.
    """

    type: Name | None = None
    func: Name | None = None
    file: GoFile | Literal[""] = ""
    literals: Annotated[tuple[LiteralClaim, ...], Meta(max_length=1000)] = ()
    implementers: Name | None = None
    chain: Name | None = None
    variable: Identifier | Literal[""] = ""
    count: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    below: Annotated[tuple[str, ...], Meta(max_length=1000)] = ()
    fields: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()
    methods: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()


_EDGE_KEYS = {"source": "from", "target": "to", "within": "in"}


class EdgeClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True, rename=_EDGE_KEYS):
    """An arrow. ``in`` names the function that proves a ``sets`` edge from a field to the type that it is given.

    ``file`` is for an edge from ``init``: only the functions init of that file prove it.
    """

    source: Name
    target: Name
    file: GoFile | Literal[""] = ""
    kind: RelationKind
    mode: Mode = Mode.PLAIN
    within: Name | None = None
    step: Step | None = None
    label: Words | None = None
    asserted: Prose = ""


class SelectorClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fragment: exactly one of the first eight says what to look for; ``nth`` is 1-based, 0 takes every match."""

    whole: Literal[True] | None = None
    signature: Literal[True] | None = None
    calls: Expression | None = None
    creates: Expression | None = None
    assigns: Expression | None = None
    stores: Expression | None = None
    returns: Expression | None = None
    field: Expression | None = None
    nth: Annotated[int, Meta(ge=0, le=1_000_000)] = 1
    extent: Extent = Extent.STATEMENT
    within: SelectorClaim | None = None


class FragmentClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fragment that an excerpt shows; ``to`` extends it to the end of another fragment."""

    at: SelectorClaim
    to: SelectorClaim | None = None


class NoteClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A remark beside the first line of a fragment."""

    at: SelectorClaim
    text: Words


class ExcerptClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Pieces of one declaration. ``file`` says which function init is meant where a package has several."""

    symbol: Name
    file: GoFile | Literal[""] = ""
    show: Annotated[tuple[FragmentClaim, ...], Meta(min_length=1)]
    notes: tuple[NoteClaim, ...] = ()


class Show(StrEnum):
    """What a column shows of a row, or of the value in it."""

    VALUE = "value"
    """The value as it stands: a constant, what a name names, the function that was called, a literal's type."""
    KEY = "key"
    """The key of a map's entry."""
    TYPE = "type"
    """The named type of the value; of a function that is given, that of what it returns."""
    CONSTRUCTOR = "constructor"
    """The function that makes the value."""
    FUNCTION = "function"
    """The function or variable in whose code the call or entry stands."""
    PACKAGE = "package"
    """The package of that, or of the type that implements the interface."""


class Sort(StrEnum):
    """The order of a table's rows."""

    COLUMNS = "columns"
    """By what the columns show, from the first to the last."""
    SOURCE = "source"
    """By the place in the source: files by name."""


Names = Name | Annotated[tuple[Name, ...], Meta(min_length=1, max_length=100)]


class RowsClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a table has a row for: exactly one of the first four says which."""

    calls: Annotated[
        Names | None,
        Meta(
            description="A function or method, or several: a row for each call, or for each value of its variadic "
            "parameter where a column shows that."
        ),
    ] = None
    entries: Annotated[
        Names | None,
        Meta(
            description="A field or package variable that is a map, or a function that returns one, or several: a row "
            "for each entry put into it."
        ),
    ] = None
    implementers: Annotated[Name | None, Meta(description="An interface: a row for each type that implements it.")] = (
        None
    )
    collector: Annotated[
        Annotated[str, Meta(max_length=100)] | None,
        Meta(
            description="The name of a table that archviz has for a project's own conventions; it has its own columns.",
        ),
    ] = None
    options: Annotated[
        dict[str, Expression],
        Meta(max_length=100, description="What a collector needs to know: symbols and names, by its own keys."),
    ] = msgspec.field(default_factory=dict, name="with")


class ColumnClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A column: which value of the row, and what of it."""

    title: Annotated[Words, Meta(description="What stands above it.")]
    argument: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None,
        Meta(description="Of a call, the argument of this number, from 1. Of an entry, the value is shown."),
    ] = None
    show: Annotated[
        Show,
        Meta(
            description="value: as it stands. key: of a map's entry. type: the value's named type. constructor: the "
            "function that makes it. function, package: where the row stands in the source."
        ),
    ] = Show.VALUE
    method: Annotated[
        Identifier | None, Meta(description="The constant that this method of the value's type returns.")
    ] = None
    field: Annotated[
        Identifier | None, Meta(description="What the composite literal that is the value gives this field.")
    ] = None
    optional: Annotated[
        bool, Meta(description="Show a dash where the source does not say, and count it; else that is an error.")
    ] = False
    group: Annotated[
        bool, Meta(description="Put rows with the same cells here under a heading of their own; leading columns only.")
    ] = False


class TableClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table derived from the source: its rows, and what its columns show of each."""

    rows: Annotated[RowsClaim, Meta(description="What there is a row for.")]
    columns: Annotated[
        tuple[ColumnClaim, ...], Meta(max_length=20, description="What is shown of each row, from left to right.")
    ] = ()
    below: Annotated[
        tuple[str, ...],
        Meta(max_length=1000, description="Only what stands in packages at or below these import paths."),
    ] = ()
    count: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | None, Meta(description="How many rows there must be.")
    ] = None
    sort: Annotated[Sort, Meta(description="columns: by what they show. source: by place in the source.")] = (
        Sort.COLUMNS
    )


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"number": "figure"}):
    """A figure's file."""

    number: Annotated[int, Meta(ge=1, le=1_000_000)] = 0
    kind: Literal["diagram", "excerpt", "table"]
    id: Slug = ""
    file: Slug = ""
    title: Words
    description: Words | None = None
    wordings: tuple[Wording, ...] = ()
    packages: Annotated[dict[str, str], Meta(max_length=1000)] = {}
    direction: Literal["LR", "TB"] = "LR"
    cards: Annotated[tuple[CardClaim, ...], Meta(max_length=500)] = ()
    edges: Annotated[tuple[EdgeClaim, ...], Meta(max_length=2000)] | Literal["auto"] = ()
    excerpts: tuple[ExcerptClaim, ...] = ()
    table: tuple[TableClaim, ...] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a figure's file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Claims)}
