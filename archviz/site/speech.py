"""The words of pages as markup: in one language, or in the first of several with the others beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.model.figure import Text
    from archviz.words.language import Language

_Words = TypeVar("_Words", bound=str)


class Speech(Protocol):
    """What gives the words of a page. The values in a message are named ``%(name)s``, and escaped."""

    def gettext(self, message: str, /, **values: object) -> Markup:
        """A message, which is given in English."""

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """One of two messages by a number, which it may name as ``%(num)s``."""

    def text(self, text: Text) -> str:
        """A text of the figures or of the article."""


class OneLanguage:
    """The words of a page in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def gettext(self, message: str, /, **values: object) -> Markup:
        """See Speech."""
        return _filled(self._language.messages.gettext(message) if message else "", message, values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """See Speech."""
        return _filled(self._language.messages.ngettext(one, many, number), one, {"num": number} | values)

    def text(self, text: Text) -> str:
        """See Speech."""
        return self._language.text(text)


class SharedWords:
    """The words of pages that readers of all languages share, in the first of them.

    ``translations`` has for each other language what the words used so far are there.
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        self._first, *others = map(OneLanguage, languages)
        self._others = dict(zip((language.code for language in languages[1:]), others, strict=True))
        self.translations: dict[str, dict[str, str]] = {code: {} for code in self._others}

    def gettext(self, message: str, /, **values: object) -> Markup:
        """See Speech."""
        others = {code: it.gettext(message, **values) for code, it in self._others.items()}
        return self._noted(self._first.gettext(message, **values), others)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """See Speech."""
        others = {code: it.ngettext(one, many, number, **values) for code, it in self._others.items()}
        return self._noted(self._first.ngettext(one, many, number, **values), others)

    def text(self, text: Text) -> str:
        """See Speech."""
        return self._noted(self._first.text(text), {code: it.text(text) for code, it in self._others.items()})

    def _noted(self, first: _Words, others: dict[str, _Words]) -> _Words:
        for code, other in others.items():
            self.translations[code][_plain(first)] = _plain(other)
        return first


def _plain(words: str) -> str:
    return str(words.unescape()) if isinstance(words, Markup) else words


def _filled(translation: str, message: str, values: dict[str, object]) -> Markup:
    """A translation, which is markup where its message has an element, with its values escaped."""
    return (Markup(translation) if "<" in message else escape(translation)) % values  # noqa: S704 catalogues may hold what templates may
