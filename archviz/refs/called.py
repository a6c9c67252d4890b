"""What a project is called, as pins and locks write it: one text, or one for each language."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

_LINE = r"^[^\x00-\x1f\x7f-\x9f]+$(?!\n)"  # a $ alone matches before a last line break too

Line = Annotated[str, Meta(pattern=_LINE, title="name of a project")]


class ProjectName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name in English and in other languages. ``{version}`` is where the version belongs, by default behind it."""

    en: Line
    zh: Line | UnsetType = UNSET


def by_language(name: str | ProjectName) -> dict[str, str]:
    """A name by the codes of its languages, English first."""
    if isinstance(name, str):
        return {"en": name}
    return {"en": name.en} if name.zh is UNSET else {"en": name.en, "zh": name.zh}


def names_of(name: str | ProjectName) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The English name, and the others as pairs of a language's code and the name."""
    english, *others = by_language(name).items()
    return english[1], tuple(others)
