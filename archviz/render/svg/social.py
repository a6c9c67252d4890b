"""The picture that stands for a page where somebody shares its address: its title, and its diagram beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring, tostring

from archviz.render.layout import metrics
from archviz.render.layout.geometry import Rect
from archviz.render.svg.flat import flat
from archviz.render.svg.picture import environment_of
from archviz.render.svg.printing import png
from archviz.render.svg.views import TextLine
from archviz.render.templates import filled, template_error

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 1200, 630
"""The size in px that the Open Graph protocol's readers show whole."""

_LEFT, _TOP, _PAD = 72, 128, 16
_NARROW, _WIDE = 520, 1040
_TITLE_SIZE, _TEXT_SIZE = 46, 24
_MOST_TITLE, _MOST_LINES = 4, 9
_FRAME = Rect(640, 40, 520, 550)


@dataclass(frozen=True, slots=True)
class _Card:
    """All of a card but its markup."""

    language: str
    title: str
    description: str
    titles: tuple[TextLine, ...]
    texts: tuple[TextLine, ...]
    foot: TextLine
    frame: Rect | None
    title_size: int = _TITLE_SIZE
    text_size: int = _TEXT_SIZE
    width: int = WIDTH
    height: int = HEIGHT


def social_card(
    title: str, description: str, foot: str, templates: tuple[Path, ...], *, svg: str = "", language: str = "en"
) -> bytes:
    """A PNG of 1200 by 630 pixels: title and description, shortened to their room, and the picture of an SVG, if any.

    ``templates`` are folders of which the first with ``svg/social.svg.j2`` wins. Raises RenderError as ``png`` does.
    """
    width = _NARROW if svg else _WIDE
    heading = _shortened(metrics.wrap(title, _TITLE_SIZE, width, bold=True), _MOST_TITLE)
    room = max(0, _MOST_LINES - 2 * len(heading) + 2)
    prose = _shortened(metrics.wrap(description, _TEXT_SIZE, width), room)
    titles, y = _lines(heading, _TOP, 58)
    texts, _ = _lines(prose, y + 6, 36)
    card = _Card(
        language,
        metrics.clean(title),
        metrics.clean(description),
        titles,
        texts,
        TextLine(_LEFT, HEIGHT - 56, metrics.clean(foot)),
        _FRAME if svg else None,
    )
    try:
        drawn = filled(environment_of(templates).get_template("social.svg.j2"), card=card)
    except Exception as error:
        raise template_error(error, "social.svg.j2") from error
    return png(_with(drawn, svg) if svg else drawn, scale=1)


def _lines(texts: tuple[str, ...], y: float, height: float) -> tuple[tuple[TextLine, ...], float]:
    return tuple(TextLine(_LEFT, y + n * height, text) for n, text in enumerate(texts)), y + len(texts) * height


def _shortened(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], lines[most - 1].rstrip(" ,.;:") + metrics.ELLIPSIS) if most else ()


def _with(card: str, svg: str) -> str:
    """A card with a diagram in its frame, as large as fits."""
    root, picture = fromstring(card), fromstring(flat(svg, layered=False))  # noqa: S314 both drawn here
    box = _FRAME
    for name, value in zip(
        ("x", "y", "width", "height"),
        (box.x + _PAD, box.y + _PAD, box.width - 2 * _PAD, box.height - 2 * _PAD),
        strict=True,
    ):
        picture.set(name, f"{value:g}")
    root.append(picture)
    return tostring(root, encoding="unicode")
