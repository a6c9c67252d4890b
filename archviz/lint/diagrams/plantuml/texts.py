"""Words and names in PlantUML."""

from __future__ import annotations

import re

from archviz.lint.diagrams.labels import words

_BREAK = re.compile(r"\\[nlrt]")
_CREOLE = re.compile(r"</?(?:color|size|back|font|plain)(?=[:\s>#])[^<>]*+>|<(?:color|size|back):[^<>]*+>|<&[\w-]++>")
_STRESSED = re.compile(r'\*\*([^*]++)\*\*|""([^"]++)""|__([^_]++)__')


def label(text: str) -> str:
    """The words of a label, without its markup."""
    text = _CREOLE.sub("", _BREAK.sub(" ", text))
    text = _STRESSED.sub(lambda match: match[1] or match[2] or match[3], text)
    return words(text.strip().removeprefix('"').removesuffix('"'))
