"""A language: its code, the words of archviz in it, and which of an author's texts are in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from gettext import NullTranslations
from typing import TYPE_CHECKING

from archviz.model.names import LANGUAGE
from archviz.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archviz.model.figure import Cell, Text

_NAMED = re.compile(r"%\((\w+)\)s")


def N_(message: str) -> str:  # noqa: N802 the name by which gettext's tools know what is translated later
    """The message itself: marks a text that is given to ``gettext`` elsewhere, so that catalogues get it."""
    return message


@dataclass(frozen=True, slots=True)
class Language:
    """What archviz says in one language. Messages are English and name their values as ``%(name)s``.

    ``code`` is a language tag such as ``en`` or ``zh``. What the catalogue does not have stays English.
    """

    code: str
    messages: NullTranslations

    def gettext(self, message: str, /, **values: object) -> str:
        """A message with its values; "" for ""."""
        return self.messages.gettext(message) % values if message else ""

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A message that means something of its own in a context, where English has one word for two things."""
        return self.messages.pgettext(context, message) % values

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """One of two messages, or of as many forms as the language has, by a number, which it names as ``%(num)s``."""
        return self.messages.ngettext(one, many, number) % ({"num": number} | values)

    def listed(self, texts: Sequence[str]) -> str:
        """Texts as a list in a line."""
        return reduce(lambda first, second: self.gettext("%(first)s, %(second)s", first=first, second=second), texts)

    def parts(self, message: str) -> list[tuple[str, str]]:
        """A message in parts: each is a text and the name of the value behind it, "" behind the last.

        For values that are no text, such as the nodes of a document.
        """
        found = _NAMED.split(self.messages.gettext(message))
        return [(text.replace("%%", "%"), name) for text, name in zip(found[::2], [*found[1::2], ""], strict=True)]

    def term(self, text: Text) -> str:
        """An author's text; one that has no words in this language may be a message of the catalogue."""
        found = self.text(text)
        return self.messages.gettext(found) if found and found == text.en else found

    def cell(self, cell: Cell) -> str:
        """What is shown of a cell: a dash for one that is not known, quotes for the empty string."""
        if cell.evidence is None:
            return "—"
        return self.term(cell.words) if cell.words is not None else cell.text or '""'

    def text(self, text: Text) -> str:
        """An author's text."""
        return text.in_language(self.code)


ENGLISH = Language("en", NullTranslations())


def language(code: str, templates: Sequence[Path]) -> Language:
    """A language with the catalogues ``site/CODE.po`` of some folders of templates, where the first has the last word.

    Raises RenderError with the file and line where one cannot be read.
    """
    return Language(code, catalogue(code, [folder / "site" for folder in templates]))


def language_codes(templates: Sequence[Path]) -> tuple[str, ...]:
    """The languages that folders of templates have: English, then each with a catalogue ``site/CODE.po``."""
    found = {file.stem for folder in templates for file in (folder / "site").glob("*.po")}
    return ("en", *sorted(code for code in found - {"en"} if re.match(LANGUAGE, code)))


def nearest_code(wanted: str, codes: Sequence[str]) -> str:
    """The one of some language codes that is wanted, as ``zh`` is for ``zh_CN``; "" where none is.

    The region, and what else stands behind the language, is left out from the end (RFC 4647, section 3.4).
    """
    parts = wanted.replace("_", "-").split("-")
    tried = ("-".join(parts[:count]).lower() for count in range(len(parts), 0, -1))
    known = {code.lower(): code for code in codes}
    return next((known[each] for each in tried if each in known), "")


def language_name(code: str) -> str:
    """What a language calls itself, its code where that is not known."""
    from babel import Locale, UnknownLocaleError  # which is loaded where there is a site to make

    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
