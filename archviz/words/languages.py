"""The words of pages in the languages of their readers."""

from __future__ import annotations

import re
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from markupsafe import Markup, escape

from archviz.documents import read_bytes
from archviz.model.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from babel.messages.catalog import Message

    from archviz.model.figure import Text

_VALUE = re.compile(r"%\((\w+)\)s")
_LONE = re.compile(r"%\S?")
_PLURALS = re.compile(rb"nplurals\s*=\s*[0-9]{2}")
_JOINT = re.compile(rb'"\s*"')
_Words = TypeVar("_Words", bound=str)

NAMES = {"en": "English", "zh": "中文"}
"""The languages that a site can have, and what each calls itself: English, and one other."""


class Speech(Protocol):
    """What says the words of a page. The values in a message are named ``%(name)s``, and escaped."""

    def gettext(self, message: str, /, **values: object) -> Markup:
        """A message, which is given in English."""

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """One of two messages by a number, which it may name as ``%(num)s``."""

    def told(self, text: Text) -> str:
        """A text of the figures or of the article."""


class One:
    """One language."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self._language = language
        self._catalogue = catalogue

    def gettext(self, message: str, /, **values: object) -> Markup:
        """See Speech."""
        return _filled(self._catalogue.gettext(message), message, values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """See Speech."""
        return _filled(self._catalogue.ngettext(one, many, number), one, {"num": number} | values)

    def told(self, text: Text) -> str:
        """See Speech."""
        return text.in_language(self._language)


class BothLanguages:
    """English, for pages that readers of another language share; what was said is kept with what it is there."""

    def __init__(self, english: Speech, other: Speech) -> None:
        self._english = english
        self._other = other
        self.said: dict[str, str] = {}

    def gettext(self, message: str, /, **values: object) -> Markup:
        """See Speech."""
        return self._kept(self._english.gettext(message, **values), self._other.gettext(message, **values))

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """See Speech."""
        english, other = (it.ngettext(one, many, number, **values) for it in (self._english, self._other))
        return self._kept(english, other)

    def told(self, text: Text) -> str:
        """See Speech."""
        return self._kept(self._english.told(text), self._other.told(text))

    def _kept(self, english: _Words, other: str) -> _Words:
        self.said[_plain(english)] = _plain(other)
        return english


def catalogue(language: str, folders: Sequence[Path]) -> NullTranslations:
    """The messages of a language from the files ``LANGUAGE.po`` of some folders, where the first that has one wins.

    Raises RenderError with the file and line where one cannot be read.
    """
    found = NullTranslations()
    for folder in reversed(folders):
        file = folder / f"{language}.po"
        if file.exists():
            read = _read(file, language)
            read.add_fallback(found)
            found = read
    return found


def _read(file: Path, language: str) -> NullTranslations:
    content = read_bytes(file, RenderError)
    if _PLURALS.search(_JOINT.sub(b"", content)):
        raise RenderError("more than nine plural forms", file=str(file))
    compiled = BytesIO()
    try:
        messages = read_po(BytesIO(content), locale=language, abort_invalid=True)
        for message in messages:
            _check(message, file)
        write_mo(compiled, messages)
        compiled.seek(0)
        return GNUTranslations(compiled)
    except RenderError:
        raise
    except PoFileError as error:
        raise RenderError(str(error), file=str(file), line=error.lineno + 1) from error
    except Exception as error:  # Babel and gettext raise many kinds for what is no catalogue
        raise RenderError(f"not a catalogue: {error}", file=str(file)) from error


def _check(message: Message, file: Path) -> None:
    """Raises RenderError for a translation that names other values than the message, or has a percent sign alone."""
    ids, said = ([each] if isinstance(each, str) else [*each] for each in (message.id, message.string or ""))
    known = {name for text in ids for name in _VALUE.findall(text)}
    for text in said if message.id else ():
        odd = [*(set(_VALUE.findall(text)) - known), *_LONE.findall(_VALUE.sub("", text.replace("%%", "")))]
        if odd:
            hint = f"it may name {', '.join(sorted(known))}" if known else "it has no values; %% is a percent sign"
            raise RenderError(f"{text!r} has {odd[0]!r}", file=str(file), line=message.lineno, hint=hint)


def _plain(words: str) -> str:
    return str(words.unescape()) if isinstance(words, Markup) else words


def _filled(said: str, message: str, values: dict[str, object]) -> Markup:
    """What is said for a message, which is markup where that has an element, with its values escaped."""
    return (Markup(said) if "<" in message else escape(said)) % values  # noqa: S704 catalogues may hold what templates may
