"""The numbered steps of a diagram as a CodeTour file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from archviz.model.figure import in_order
from archviz.model.safe import markdown, visible, visible_lines
from archviz.present.rows import edge_rows

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram
    from archviz.site.speech import Speech
    from archviz.words.language import Language


def tour(diagram: VerifiedDiagram, words: Language, speech: Speech) -> bytes | None:
    """A tour with a step for each numbered edge, at the first place that proves it; None where there is none.

    A step that the source does not prove has no place. The form is that of CodeTour's schema
    (https://aka.ms/codetour-schema); ``ref`` makes an editor show the files as they were at the commit. A description
    is Markdown in which links and lines can be commands for the editor, so that an author's words are escaped in it.
    """
    rows = {row.id: row for row in edge_rows(diagram, words)}
    steps: list[dict[str, Any]] = []
    for edge in in_order(e for e in diagram.edges if e.step):
        row = rows[edge.id]
        relation = f"`{row.subject}` {row.verb} `{row.target.short}`"
        if row.mode:
            relation += " " + speech.gettext("in a `%(mode)s` statement", mode=row.mode).unescape()
        step: dict[str, Any] = {"title": f"{row.subject} {row.verb} {row.target.short}"}
        places = [position for position in edge.evidence if position.inside]
        if places:
            step |= {"file": visible(places[0].file), "line": places[0].line}
        asserted = speech.gettext("Asserted, not proved: %(why)s", why=row.asserted).unescape() if row.asserted else ""
        more = "".join(f"\n\n{markdown(text)}" for text in (row.note, row.label, row.why, asserted) if text)
        steps.append(step | {"description": f"{relation}{more}"})
    if not steps:
        return None
    document: dict[str, Any] = {
        "$schema": "https://aka.ms/codetour-schema",
        "title": visible(words.text(diagram.title)),
        "description": visible_lines(words.text(diagram.description)),
    }
    if diagram.origin.commit:
        document["ref"] = diagram.origin.commit
    text = msgspec.json.encode(document | {"steps": steps})
    return msgspec.json.format(text, indent=2) + b"\n"
