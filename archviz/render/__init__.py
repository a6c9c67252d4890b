"""From a proved figure to what a reader sees: SVG, code, and the texts of other tools. Only here is Graphviz known."""

from archviz.render.svg.picture import svg_text

__all__ = ["svg_text"]
