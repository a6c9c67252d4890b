"""Catalogues of messages as gettext has them: files that give each English message in another language."""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from archviz.documents.files import read_bytes
from archviz.model.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from babel.messages.catalog import Message

_VALUE = re.compile(r"%\((\w+)\)s")
_LONE = re.compile(r"%\S?")
_PLURALS = re.compile(rb"nplurals\s*=\s*[0-9]{2}")
_JOINT = re.compile(rb'"\s*"')


def catalogue(code: str, folders: Sequence[Path]) -> NullTranslations:
    """The messages of a language from the files ``CODE.po`` of some folders, where the first that has one wins.

    Raises RenderError with the file and line where one cannot be read.
    """
    found: tuple[tuple[str, bytes], ...] = ()
    for folder in folders:
        file = folder / f"{code}.po"
        if file.exists():
            found = (*found, (str(file), read_bytes(file, RenderError)))
    return _merged(code, found)


@lru_cache(maxsize=16)
def _merged(code: str, files: tuple[tuple[str, bytes], ...]) -> NullTranslations:
    """The catalogue of some files with their content; the same ones are read once."""
    if not files:
        return NullTranslations()
    first, *others = files
    read = _read(*first, code)
    read.add_fallback(_merged(code, tuple(others)))
    return read


def _read(file: str, content: bytes, code: str) -> NullTranslations:
    from babel.messages.mofile import write_mo  # which is loaded where there is a catalogue to read
    from babel.messages.pofile import PoFileError, read_po

    if _PLURALS.search(_JOINT.sub(b"", content)):
        raise RenderError("more than nine plural forms", file=file)
    compiled = BytesIO()
    try:
        messages = read_po(BytesIO(content), locale=code.replace("-", "_"), abort_invalid=True)
        for message in messages:
            _check(message, file)
        write_mo(compiled, messages)
        compiled.seek(0)
        return GNUTranslations(compiled)
    except RenderError:
        raise
    except PoFileError as error:
        raise RenderError(str(error), file=file, line=error.lineno + 1) from error
    except Exception as error:  # Babel and gettext raise many kinds for what is no catalogue
        raise RenderError(f"not a catalogue: {error}", file=file) from error


def _check(message: Message, file: str) -> None:
    """Raises RenderError for a translation that names other values than the message, or has a percent sign alone."""
    ids, texts = ([each] if isinstance(each, str) else [*each] for each in (message.id, message.string or ""))
    known = {name for text in ids for name in _VALUE.findall(text)}
    for text in texts if message.id else ():
        odd = [*(set(_VALUE.findall(text)) - known), *_LONE.findall(_VALUE.sub("", text.replace("%%", "")))]
        if odd:
            hint = f"it may name {', '.join(sorted(known))}" if known else "it has no values; %% is a percent sign"
            raise RenderError(f"{text!r} has {odd[0]!r}", file=file, line=message.lineno, hint=hint)
