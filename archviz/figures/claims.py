"""The shape of a figure's file. What is written here is also the JSON Schema that editors use."""

from __future__ import annotations

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
Expression = Annotated[str, Meta(min_length=1, max_length=1000)]
Prose = Annotated[str, Meta(max_length=10_000)]


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


class CardClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A box: exactly one of ``type``, ``func``, ``implementers`` and ``chain`` says which.

    ``implementers`` lists all types that implement an interface, ``count`` how many there must be; with ``below`` only
    those of packages at or below these import paths. ``chain`` lists the functions that wrap ``variable`` in a
    function, outermost first.
    """

    type: Name | None = None
    func: Name | None = None
    implementers: Name | None = None
    chain: Name | None = None
    variable: Identifier | Literal[""] = ""
    count: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    below: Annotated[tuple[str, ...], Meta(max_length=1000)] = ()
    fields: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()
    methods: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()


_EDGE_KEYS = {"source": "from", "target": "to", "within": "in"}


class EdgeClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True, rename=_EDGE_KEYS):
    """An arrow. ``in`` names the function that proves a ``sets`` edge from a field to the type that it is given."""

    source: Name
    target: Name
    kind: RelationKind
    mode: Mode = Mode.PLAIN
    within: Name | None = None
    step: Annotated[int, Meta(ge=1, le=1000)] | None = None
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
    """Pieces of one declaration."""

    symbol: Name
    show: Annotated[tuple[FragmentClaim, ...], Meta(min_length=1)]
    notes: tuple[NoteClaim, ...] = ()


class TableClaim(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The table of API resources, derived from what REST storage providers put into their maps.

    ``provider`` is the interface that they implement, ``method`` its method that builds the storages, ``group`` the
    method that gives the group's name. ``storages`` is the field that maps a version to its storages, ``storage`` the
    interface of every storage. ``legacy`` is the function that builds those of the group without a name, where that
    has no provider.
    """

    provider: Name
    method: Identifier
    group: Identifier
    storages: Name
    storage: Name
    legacy: Name | None = None


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
