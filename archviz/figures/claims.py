"""The shape of a figure's file. What is written here is also the JSON Schema that editors use."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from archviz.documents.shapes import FORM
from archviz.figures.meanings import described
from archviz.model.figure import ConstantMeaning, Text
from archviz.model.graph import Extent
from archviz.model.names import END, MOST_SLUG, SLUG
from archviz.model.relations import Mode, RelationKind
from archviz.model.steps import MOST_LETTERS

SYMBOL = "symbol"
"""The title of the texts that name a symbol."""

Version = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9]{{1,9}}\.[0-9]{{1,9}}(\.[0-9]{{1,9}})?{END}",
        title="version",
        extra={FORM: "two or three numbers with dots between, such as '1.21' or '1.21.3'"},
    ),
]
Identifier = Annotated[
    str,
    Meta(pattern=rf"^[^\W\d]\w*{END}", max_length=200, title="Go identifier", extra={FORM: "a name without dots"}),
]
Name = Annotated[
    str,
    Meta(
        pattern=rf"^[\w-]+\.[^\W\d]\w*(\.[^\W\d]\w*)?{END}",
        max_length=500,
        title=SYMBOL,
        extra={FORM: "alias.Name or alias.Type.Member, where `packages` has the alias, or one package ends with it"},
    ),
]
Bringer = Annotated[
    str,
    Meta(
        pattern=rf"^(go|main|[\w-]+\.[^\W\d]\w*(\.[^\W\d]\w*)?){END}",
        max_length=500,
        title=SYMBOL,
        extra={FORM: "go, main, or a symbol as alias.Name or alias.Type.Member"},
    ),
]
Slug = Annotated[
    str,
    Meta(
        pattern=SLUG,
        max_length=MOST_SLUG,
        title="name of a file",
        extra={FORM: "small letters a to z, digits and hyphens, such as request-path"},
    ),
]
GoFile = Annotated[
    str,
    Meta(
        pattern=rf"^[^/\\]+\.go{END}",
        max_length=200,
        title="name of a Go file",
        extra={FORM: "a file of the package, without folders, such as register.go"},
    ),
]
Expression = Annotated[str, Meta(min_length=1, max_length=1000)]
Prose = Annotated[str, Meta(max_length=10_000)]
Step = (
    Annotated[int, Meta(ge=1, le=1000)]
    | Annotated[
        str,
        Meta(
            pattern=rf"^[1-9][0-9]{{0,2}}[a-z]{{1,{MOST_LETTERS}}}{END}",
            title="step",
            extra={FORM: "a number, with a letter for a step on a branch: 3a and 3b, and 4ba on a branch of that"},
        ),
    ]
)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that may hold only from one version on (``since``), or only before another (``until``)."""

    since: Annotated[Version | None, Meta(description="It holds from this version of the source on.")] = None
    until: Annotated[Version | None, Meta(description="It holds before this version of the source.")] = None


class PackagePath(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The import path that a package has at some versions."""

    path: Annotated[str, Meta(description="The import path at these versions.")]


Packages = Mapping[str, str | Annotated[tuple[PackagePath, ...], Meta(min_length=1, max_length=100)]]


class Rename(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"old": "from", "new": "to"}
):
    """A symbol that has another name from one version on. The members of a type go with it."""

    old: Annotated[Name, Meta(description="Its name before that version.")]
    new: Annotated[Name, Meta(description="Its name from that version on; its alias may be another one.")]
    since: Annotated[Version, Meta(description="The first version of the source that has the new name.")]


class TextClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in the article's languages."""

    en: Annotated[str, Meta(min_length=1, max_length=10_000, description="The text in English.")]
    zh: Annotated[Prose, Meta(description="The text in Chinese; the English one where it is left out.")] = ""


Words = TextClaim | Annotated[str, Meta(min_length=1, max_length=10_000)]


def as_text(words: Words | None) -> Text:
    """A claim's words as a text: a plain one is for all languages; empty where there are none."""
    if isinstance(words, TextClaim):
        return Text(words.en, words.zh)
    return Text(words or "")


class Wording(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a figure is called and said to show at some versions, where its own words would be wrong."""

    title: Annotated[Words | None, Meta(description="The title at these versions.")] = None
    description: Annotated[Words | None, Meta(description="The description at these versions.")] = None


class LiteralClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function literal: one that is an argument of the function ``to``, one that ``field`` is given, or any.

    ``nth`` (1-based) picks among several in source order.
    """

    to: Annotated[Name | None, Meta(description="The function or method whose argument the literal is.")] = None
    field: Annotated[Name | None, Meta(description="The field that the literal is given to.")] = None
    nth: Annotated[int, Meta(ge=1, le=1_000_000, description="Which of several, from 1, in source order.")] = 1


class CardClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A box: exactly one of ``type``, ``func``, ``implementers`` and ``chain`` says which.

    ``implementers`` lists all types that implement an interface, ``count`` how many there must be; with ``below`` only
    those of packages at or below these import paths. ``chain`` lists the functions that wrap ``variable`` in a
    function, outermost first. ``literals`` are the function literals of a function that have a row each. With ``file``
    a card of ``init`` stands for the functions init of one file.
    """

    type: Annotated[Name | None, Meta(description="A struct, an interface or another type: its card.")] = None
    func: Annotated[Name | None, Meta(description="A function or method of any package: its card.")] = None
    file: Annotated[
        GoFile | Literal[""],
        Meta(description="Of a card of init, the file whose functions init it stands for."),
    ] = ""
    literals: Annotated[
        tuple[LiteralClaim, ...],
        Meta(max_length=1000, description="Function literals of the function: the card has a row for each."),
    ] = ()
    implementers: Annotated[
        Name | None, Meta(description="An interface: the card lists all types that implement it, derived and counted.")
    ] = None
    chain: Annotated[
        Name | None,
        Meta(description="A function that wraps a local variable again and again: the card lists what wraps it."),
    ] = None
    variable: Annotated[
        Identifier | Literal[""], Meta(description="Of a chain, the local variable that is wrapped.")
    ] = ""
    count: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | None, Meta(description="How many implementers there must be.")
    ] = None
    below: Annotated[
        tuple[str, ...],
        Meta(max_length=1000, description="Only implementers in packages at or below these import paths."),
    ] = ()
    fields: Annotated[
        tuple[Identifier, ...],
        Meta(max_length=1000, description="The fields of the type that the card shows, in order."),
    ] = ()
    methods: Annotated[
        tuple[Identifier, ...],
        Meta(max_length=1000, description="The methods of the type that the card shows, in order."),
    ] = ()


class ConstantClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A constant that stands on an arrow: exactly one of the first four says which call is given it, and what it means.

    The call is the one that proves the arrow, or that is given what proves it: the function, or the function literal
    that it stands in.
    """

    every: Annotated[Name | None, Meta(description="A function: what it is given is the period of a timer.")] = None
    after: Annotated[Name | None, Meta(description="A function: what it is given is a delay.")] = None
    within: Annotated[Name | None, Meta(description="A function: what it is given is a time limit.")] = None
    value: Annotated[Name | None, Meta(description="A function: what it is given is shown as it is.")] = None
    argument: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None,
        Meta(description="Which argument, from 1; by default the only one that is a time.Duration."),
    ] = None

    @property
    def said(self) -> tuple[ConstantMeaning, str]:
        """What the constant means, and the function that is given it; "" where the claim names none."""
        given = ((meaning, getattr(self, meaning.value)) for meaning in ConstantMeaning)
        return next(((meaning, name) for meaning, name in given if name is not None), (ConstantMeaning.VALUE, ""))


_EDGE_KEYS = {"source": "from", "target": "to", "within": "in"}


class EdgeClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True, rename=_EDGE_KEYS):
    """An arrow. ``in`` names the function that proves a ``sets`` edge from a field to the type that it is given.

    ``file`` is for an edge from ``init``: only the functions init of that file prove it.
    """

    source: Annotated[Name, Meta(description="Where the arrow begins: a symbol that a card or a row shows.")]
    target: Annotated[Name, Meta(description="Where the arrow ends: a symbol that a card or a row shows.")]
    file: Annotated[
        GoFile | Literal[""],
        Meta(description="Of an edge from init, the file whose functions init alone may prove it."),
    ] = ""
    kind: Annotated[RelationKind, Meta(description="What the source has to prove between the two.")]
    mode: Annotated[Mode, Meta(description="The statement that makes the call; a plain one where it is left out.")] = (
        Mode.PLAIN
    )
    within: Annotated[Name | None, Meta(description="Of a sets edge, the function that gives the field its value.")] = (
        None
    )
    step: Annotated[
        Step | None,
        Meta(description="Its number on a path, held against the order in the source; 3a and 3b are on two branches."),
    ] = None
    label: Annotated[Words | None, Meta(description="A short word that stands on the arrow.")] = None
    note: Annotated[
        ConstantClaim | None,
        Meta(description="A constant that a call around the arrow's evidence is given, such as a timer's period."),
    ] = None
    why: Annotated[
        Words | None,
        Meta(description="What the step is for, in a sentence: it stands beside the picture, not in it."),
    ] = None
    asserted: Annotated[
        Prose,
        Meta(description="Why the arrow is believed, where the source cannot show it; it is drawn dashed and counted."),
    ] = ""


class EntryClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"within": "in"}):
    """A way into the figure: an arrow from outside to ``at``, where the source shows that ``by`` brings that about.

    ``by`` is an interface of which ``at`` is a method, a function or field that is given ``at`` or a function literal
    of it, or a function that calls it. ``in`` names the function that hands it over where that is in another package.
    """

    at: Annotated[Name, Meta(description="Where the way begins: a symbol that a card or a row shows.")]
    by: Annotated[
        Bringer,
        Meta(
            description="What brings it about: an interface that it is there for, a function or field that it is given "
            "to, a function that calls it; go, where a go statement starts it; main, where the program begins with it."
        ),
    ]
    within: Annotated[
        Name | None,
        Meta(description="The function that hands it over or starts it, where that is not in its own package."),
    ] = None
    label: Annotated[Words | None, Meta(description="What comes in, in a word or two, such as: a request.")] = None
    note: Annotated[
        ConstantClaim | None,
        Meta(description="A constant that the call it is handed to is given, such as a timer's period."),
    ] = None


class ExitClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way out of the figure: an arrow from ``at`` to what it calls, sends to or stores into outside the cards."""

    at: Annotated[Name, Meta(description="Where the way leaves: a symbol that a card or a row shows.")]
    to: Annotated[Name, Meta(description="What it calls, sends to, stores into or hands on; no card shows it.")]
    label: Annotated[Words | None, Meta(description="What is done there, in a word or two.")] = None


class SelectorClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fragment: exactly one of the first eight says what to look for; ``nth`` is 1-based, 0 takes every match."""

    whole: Annotated[Literal[True] | None, Meta(description="The whole declaration.")] = None
    signature: Annotated[
        Literal[True] | None, Meta(description="A function's head with its opening brace; a type's first line.")
    ] = None
    calls: Annotated[
        Expression | None, Meta(description="The statement that calls this function, or takes it as a value.")
    ] = None
    creates: Annotated[
        Expression | None, Meta(description="The statement with the composite literal of this type.")
    ] = None
    assigns: Annotated[
        Expression | None, Meta(description="The statement that assigns to this variable or field, or declares it.")
    ] = None
    stores: Annotated[
        Expression | None, Meta(description="The statement, or element of a literal, that puts a value under this key.")
    ] = None
    returns: Annotated[Expression | None, Meta(description="The return statement that has this text.")] = None
    field: Annotated[
        Expression | None, Meta(description="This field of a struct or method of an interface, with its comment.")
    ] = None
    nth: Annotated[int, Meta(ge=0, le=1_000_000, description="Which of several matches, from 1; 0 takes them all.")] = 1
    extent: Annotated[Extent, Meta(description="How much around what was picked.")] = Extent.STATEMENT
    within: Annotated[SelectorClaim | None, Meta(description="The fragment in which alone to look.")] = None


class FragmentClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fragment that an excerpt shows; ``to`` extends it to the end of another fragment."""

    at: Annotated[SelectorClaim, Meta(description="The piece of code that is shown.")]
    to: Annotated[SelectorClaim | None, Meta(description="A later piece, to whose end the fragment goes.")] = None


class NoteClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A remark beside the first line of a fragment."""

    at: Annotated[SelectorClaim, Meta(description="The piece of code beside whose first line the note stands.")]
    text: Annotated[Words, Meta(description="What the note says.")]


class ExcerptClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Pieces of one declaration. ``file`` says which function init is meant where a package has several."""

    symbol: Annotated[Name, Meta(description="The declaration of which pieces are shown.")]
    file: Annotated[
        GoFile | Literal[""],
        Meta(description="Where a package has several functions init, the file of the one that is meant."),
    ] = ""
    show: Annotated[
        tuple[FragmentClaim, ...],
        Meta(min_length=1, description="The pieces, in any order; lines left out between them stand as an ellipsis."),
    ]
    notes: Annotated[tuple[NoteClaim, ...], Meta(description="Remarks beside lines that are shown.")] = ()


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

    number: Annotated[
        int,
        Meta(
            ge=1, le=1_000_000, description="The figure's number, by default that at the beginning of its file's name."
        ),
    ] = 0
    kind: Annotated[Literal["diagram", "excerpt", "table"], Meta(description="What the figure is.")]
    id: Annotated[
        Slug,
        Meta(description="The figure's name in links and commands, by default its file's name without the number."),
    ] = ""
    file: Annotated[Slug, Meta(description="The name of the picture's file, by default the id.")] = ""
    title: Annotated[Words, Meta(description="What the figure is called.")]
    description: Annotated[Words | None, Meta(description="What the figure shows, in a sentence or two.")] = None
    wordings: Annotated[
        tuple[Wording, ...], Meta(description="Other titles and descriptions at some versions of the source.")
    ] = ()
    packages: Annotated[
        Packages,
        Meta(
            max_length=1000,
            description="The packages that symbols name, as `alias: import path`, or with a path for each range of "
            "versions. An alias that is not here is the one package of the source with that name.",
        ),
    ] = {}
    renames: Annotated[
        tuple[Rename, ...],
        Meta(
            max_length=1000,
            description="Symbols that have another name from a version on. Claims are written with either name, and "
            "mean the one that the version has.",
        ),
    ] = ()
    direction: Annotated[Literal["LR", "TB"], Meta(description="Where a diagram's arrows lead.")] = "LR"
    cards: Annotated[tuple[CardClaim, ...], Meta(max_length=500, description="The boxes of a diagram.")] = ()
    edges: Annotated[
        Annotated[tuple[EdgeClaim, ...], Meta(max_length=2000)] | Literal["auto"],
        Meta(description="The arrows of a diagram."),
    ] = ()
    entries: Annotated[
        tuple[EntryClaim, ...], Meta(max_length=100, description="Where a diagram's ways come in from outside.")
    ] = ()
    exits: Annotated[tuple[ExitClaim, ...], Meta(max_length=100, description="Where a diagram's ways leave it.")] = ()
    excerpts: Annotated[
        tuple[ExcerptClaim, ...], Meta(description="The declarations of which an excerpt shows pieces.")
    ] = ()
    table: Annotated[tuple[TableClaim, ...], Meta(description="Tables that are derived from the source.")] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a figure's file, with a description of every key and value."""
    found: dict[str, Any] = described(msgspec.json.schema(Claims))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
