"""A proved diagram as SVG text."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from archviz.render.layout.arrange import arrange
from archviz.render.layout.geometry import number
from archviz.render.layout.metrics import printable
from archviz.render.svg.scene import compose
from archviz.render.templates import environment, filled, template_error
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Environment

    from archviz.model.figure import VerifiedDiagram
    from archviz.render.layout.geometry import Rect


def svg_text(
    diagram: VerifiedDiagram,
    templates: tuple[Path, ...],
    *,
    language: str = "en",
    like: Mapping[str, Rect] = MappingProxyType({}),
) -> str:
    """The diagram as a document that stands alone: styles for light and dark, legend, links to its evidence.

    Who does not see it hears every card and every relation as a list item with a label and a link to its evidence, in
    the order of the numbers; the relations stand once more, as sentences, in the description, for readers that take a
    picture as one piece. Chromium's accessibility tree has both.

    ``templates`` are folders of which the first with a file wins (``svg/diagram.svg.j2``, what it includes, and the
    catalogue ``site/LANGUAGE.po``); ``language`` is a language's code. ``like`` has the boxes of cards, by their ids,
    in another picture, beside which this one is shown: they stay in their columns and their order.

    Two calls with the same figure give the same text on any machine with the same layout engine. Raises RenderError
    when the engine is missing or fails, or a template cannot be filled in or a catalogue not be read.
    """
    words = read_language(language, templates)
    picture = compose(diagram, arrange(diagram, words, like), words)
    try:
        return filled(environment_of(templates).get_template("diagram.svg.j2"), picture=picture, _=words.gettext)
    except Exception as error:
        raise template_error(error, "diagram.svg.j2") from error


def _printable(value: object) -> object:
    return printable(value) if type(value) is str else value


@lru_cache(maxsize=4)
def environment_of(templates: tuple[Path, ...]) -> Environment:
    """The environment of the SVGs' templates, with the filter ``n`` for coordinates."""
    made = environment(FileSystemLoader([folder / "svg" for folder in templates]), _printable)
    made.filters["n"] = number
    return made
