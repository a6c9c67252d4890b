"""Pictures of figures for the builders of Sphinx that take no SVG: PDF for LaTeX, PNG for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging

from archviz.model.errors import RenderError
from archviz.model.formats import Format
from archviz.model.safe import visible
from archviz.render.svg.printing import pdf, png

if TYPE_CHECKING:
    import os

    from docutils import nodes

FIGURE = "archviz-figure"
"""What marks the picture of a figure among a page's images."""

_LOG = logging.getLogger(__name__)


class FigureConverter(ImageConverter):
    """Draws the pictures of figures, and no other image, in a format that the builder takes."""

    default_priority = ImageConverter.default_priority - 1  # before converters that know no style sheets
    conversion_rules = [("image/svg+xml", "application/pdf"), ("image/svg+xml", "image/png")]  # noqa: RUF012 as Sphinx has it

    def is_available(self) -> bool:
        """Whether it can be tried; what is missing then is said by ``convert``."""
        return True

    def match(self, node: nodes.image) -> bool:
        """Whether the image is a figure's, in a format that the builder does not take."""
        return FIGURE in node["classes"] and super().match(node)

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """Writes the picture; where it cannot be drawn, warns and gives false."""
        place = Path(_to)
        svg = Path(_from).read_text(encoding="utf-8")
        try:
            place.write_bytes(pdf(svg) if place.suffix == f".{Format.PDF}" else png(svg))
        except RenderError as error:
            _LOG.warning("%s", visible(str(error)), type="archviz", subtype="picture")
            return False
        return True
