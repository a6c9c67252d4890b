"""A picture in the formats of printers and word processors: PNG and PDF, typeset from its flat SVG by Typst.

Typst and the fonts come with ``archviz[pictures]``, so the pixels and the letters' widths are the same on any machine.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import RenderError
from archviz.model.formats import Theme
from archviz.render.svg.flat import flat

if TYPE_CHECKING:
    from typing import Literal

    from typst import Fonts

_PIXELS_PER_INCH = 96
"""Those of CSS (CSS Values, section 6.2), in which an SVG's coordinates are."""

_DOCUMENT = b"""\
#set page(width: auto, height: auto, margin: 0pt)
#set document(title: sys.inputs.title, date: none)
#set text(lang: sys.inputs.language)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.description)
"""

_WIDE_FAMILIES = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "PingFang SC", "Microsoft YaHei")
"""Fonts with the characters that the fonts of the extra lack; the first ones that style.css.j2 asks for."""


def png(svg: str, theme: Theme = Theme.LIGHT, *, scale: float = 2) -> bytes:
    """The picture of an SVG as PNG, ``scale`` pixels for each of its own. Raises RenderError as ``pdf`` does."""
    return _typeset(svg, theme, "png", scale)


def pdf(svg: str, theme: Theme = Theme.LIGHT) -> bytes:
    """The picture of an SVG as a PDF of one page of its size, with text that can be searched and its description.

    Raises RenderError where ``archviz[pictures]`` is not installed, the machine has no font for a character, or the
    text is no SVG.
    """
    return _typeset(svg, theme, "pdf", 1)


def _typeset(svg: str, theme: Theme, wanted: Literal["png", "pdf"], scale: float) -> bytes:
    from xml.etree.ElementTree import fromstring

    try:
        import typst
    except ImportError as error:
        raise _without_extra(wanted) from error
    drawn = flat(svg, theme, layered=False)
    root = fromstring(drawn)  # noqa: S314 what flat has just written
    said = {name: root.findtext(f"{{*}}{name}") or "" for name in ("title", "desc")}
    inputs = {
        "svg": drawn,
        "title": said["title"],
        "description": said["desc"],
        "language": root.get("lang", "en").partition("-")[0],
    }
    try:
        made = typst.compile(
            _DOCUMENT, font_paths=_fonts(drawn, wanted), format=wanted, ppi=scale * _PIXELS_PER_INCH, sys_inputs=inputs
        )
    except typst.TypstError as error:
        raise RenderError(f"no {wanted.upper()}: {error.message}", hint="see what svg/diagram.svg.j2 writes") from error
    assert isinstance(made, bytes)  # noqa: S101 one page
    return made


def _fonts(drawn: str, wanted: str) -> Fonts:
    """The fonts of the extra; with them the machine's own, for characters of East Asia alone."""
    import typst

    try:
        import fontpkg_inter
    except ImportError as error:
        raise _without_extra(wanted) from error
    files = Path(fontpkg_inter.__file__).parent / "files"
    wide = next((character for character in drawn if unicodedata.east_asian_width(character) in "WF"), "")
    fonts = typst.Fonts(include_system_fonts=bool(wide), font_paths=[str(files)])
    if wide and not any(family in _WIDE_FAMILIES for family in fonts.families()):
        hint = f"install one of {', '.join(_WIDE_FAMILIES)}; on Debian that is fonts-noto-cjk"
        raise RenderError(f"no font of this machine has {wide!r}", hint=hint)
    return fonts


def _without_extra(wanted: str) -> RenderError:
    return RenderError(f"{wanted.upper()} needs an extra that is not installed", hint='pip install "archviz[pictures]"')
