"""The links of Mermaid's flowcharts: ``-->``, ``-- text -->``, ``-.->|text|`` and all the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.lint.diagrams.mermaid.texts import label
from archviz.lint.drawing import ArrowForm

if TYPE_CHECKING:
    from archviz.lint.diagrams.sketch import Reading

_ID = re.compile(r"[ \t]*+([\w.$/:-]++)@(?=[^{\"\s])")
_WHOLE = re.compile(r"\s*+([xo<]?)(--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)\s*+")
_START = re.compile(r"\s*+([xo<]?)(--|==|-\.)[ \t]*+")
_TEXT = {
    "--": re.compile(r'"[^"]*+"|(?:[^-\n"]|-(?!-))++'),
    "==": re.compile(r'"[^"]*+"|(?:[^=\n"]|=(?!=))++'),
    "-.": re.compile(r'"[^"]*+"|(?:[^-.\n"]|-(?!\.)|\.(?![.-]))++'),
}
_END = {
    "--": re.compile(r"\s*+(--+[-xo>])\s*+"),
    "==": re.compile(r"\s*+(==+[=xo>])\s*+"),
    "-.": re.compile(r"\s*+(-?\.+-[xo>]?)\s*+"),
}
_PIPED = re.compile(r'\|\s*+("[^"]*+"|[^|"\[\](){}]*+)\|\s*+')


@dataclass(frozen=True, slots=True)
class Link:
    """A link between nodes; ``id`` is "" where it has none, and ``drawn`` False for one that only sets distances."""

    id: str
    text: str
    line: int
    form: ArrowForm
    directed: bool
    drawn: bool


def read_link(reading: Reading) -> Link | None:
    """The link that starts here, with its text; None where there is none that can be read.

    It is directed where it has a head at its end alone: > or a circle or a cross.
    """
    start, name, text = reading.at, reading.take(_ID), ""
    if match := reading.take(_WHOLE):
        end = match[2]
    else:
        match = reading.take(_START)
        inside = reading.take(_TEXT[match[2]]) if match else None
        ending = reading.take(_END[match[2]]) if match and inside else None
        if match is None or inside is None or ending is None:
            reading.at = start
            return None
        text, end = label(inside[0]), ending[1]
    line = reading.line_of(match.start(2))
    if piped := reading.take(_PIPED):
        text = label(piped[1])
    directed = end[-1] in "xo>" and not match[1]
    form = ArrowForm.DASHED if "." in end else ArrowForm.PLAIN
    return Link(name[1] if name else "", text, line, form, directed, drawn=end[0] != "~")
