"""Labels of Mermaid: its entity codes, Markdown in quotation marks, and icons."""

from __future__ import annotations

import re

from archviz.lint.diagrams.labels import plain_markdown, words

_ENTITY = re.compile(r"#(?:(\d{1,7})|([A-Za-z]\w{1,30}));")
_ICON = re.compile(r"(?<!\w)fa[a-z]?:fa-[\w-]++")


def label(text: str) -> str:
    """The words of a label, with quotation marks around it or without."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
        if len(text) > 1 and text[0] == text[-1] == "`":
            text = plain_markdown(text[1:-1])
    if "#" in text:
        text = _ENTITY.sub(lambda code: f"&#{code[1]};" if code[1] else f"&{code[2]};", text)
    if ":fa-" in text:
        text = _ICON.sub("", text)
    return words(text)
