"""A picture for programs that know no style sheets: its styles resolved, each element with presentation attributes.

Presentation attributes (SVG 1.1, section 6.4) are what converters, word processors and older viewers read. Custom
properties, media queries and ``paint-order`` came later: what does not know them paints every shape black.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError, fromstring, register_namespace, tostring

from archviz.model.errors import RenderError
from archviz.model.formats import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element


_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_ATTRIBUTES = frozenset({
    "dominant-baseline", "fill", "fill-opacity", "fill-rule", "font-family", "font-size", "font-style", "font-weight",
    "letter-spacing", "opacity", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "text-anchor", "text-decoration", "visibility",
})  # fmt: skip
"""The properties of SVG 1.1 that are written as attributes. All others are for browsers, but the two asked for here."""

_COLOURS = frozenset({"fill", "stroke"})
_SHAPES = frozenset({"circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text"})
_NOTHING = frozenset({"none", "transparent"})
_LENGTHS = frozenset({"font-size", "letter-spacing", "stroke-width"})
_LENGTH = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+))(px|em|)")
_MOST_DEEP = 50
"""How deep custom properties may give each other; deeper ones, and circles of them, count as not given."""

_Tokens = list[Any]
"""The parts of a value, as tinycss2 has them."""

_Styles = dict["Element", dict[str, "_Tokens"]]
"""What the style sheet declares of each element, by property, the strongest rule's."""

register_namespace("", _SVG)
register_namespace("xlink", _XLINK)


class _Inherited(NamedTuple):
    """What an element has of those around it: resolved custom properties, colours, and the size of letters in px."""

    custom: Mapping[str, _Tokens]
    fill: str = "black"
    stroke: str = "none"
    font_size: float = 16


def flat(svg: str, theme: Theme = Theme.LIGHT, *, layered: bool = True) -> str:
    """The text of an SVG with its style sheet resolved in the colours of a theme, as SVG 1.1.

    It has no ``style``, ``class``, ``var()`` or ``@media``. What is painted in no colour is left out, and what has its
    border painted first is there twice: the border, then the inside; unless ``layered`` is false, for what knows the
    attribute ``paint-order`` and would find each such word twice. Title, description, roles and links stay.

    Raises RenderError where the text is no XML, which only a template of the project's own can give.
    """
    from cssselect2 import ElementWrapper

    try:
        root = fromstring(svg)  # noqa: S314 archviz.render wrote it, and expat bounds what entities may grow to
    except ParseError as error:
        raise RenderError(f"a picture that is no XML: {error}", hint="see what svg/diagram.svg.j2 writes") from error
    root.set("data-theme", theme)
    rules = _rules("".join(style.text or "" for style in root.iter(f"{{{_SVG}}}style")))
    styles: _Styles = {}
    for wrapper in ElementWrapper.from_xml_root(root).iter_subtree():
        element = wrapper.etree_element
        found = [*(declared for *_, declared in rules.match(wrapper)), _declarations(element.get("style", ""))]
        styles[element] = {name: value for declared in found for name, value in declared.items()}
    _flatten(root, styles, _Inherited({}), layered=layered)
    root.set(_SPACE, "preserve")
    return tostring(root, encoding="unicode") + "\n"


def _rules(sheet: str) -> Any:
    """A matcher of the style sheet's rules, those of ``@media`` left out."""
    from cssselect2 import Matcher, SelectorError, compile_selector_list
    from tinycss2 import parse_stylesheet

    matcher = Matcher()
    for rule in parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            declared = _declarations(rule.content)
            try:
                selectors = compile_selector_list(rule.prelude)
            except SelectorError:  # a pseudo-class of browsers, such as :focus-visible
                continue
            for selector in selectors:
                matcher.add_selector(selector, declared)
    return matcher


def _declarations(content: Any) -> dict[str, _Tokens]:
    from tinycss2 import parse_blocks_contents

    parsed = parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {each.name: each.value for each in parsed if each.type == "declaration"}


def _flatten(element: Element, styles: _Styles, around: _Inherited, *, layered: bool) -> None:
    """Gives an element and all within it their attributes, and leaves out what of these cannot be seen."""
    declared = styles[element]
    custom = _custom(declared, around.custom)
    size = _length(_text(declared.get("font-size", []), custom), around.font_size) or around.font_size
    for name, tokens in declared.items():
        value = _text(tokens, custom) if name in _ATTRIBUTES else ""
        if value:
            element.set(name, _plain(name, value, around.font_size if name == "font-size" else size))
    _rename(element)
    inside = _Inherited(custom, element.get("fill", around.fill), element.get("stroke", around.stroke), size)
    found: list[Element] = []
    for child in element:
        own = styles[child]
        given = _custom(own, custom)
        if child.tag != f"{{{_SVG}}}style" and _text(own.get("display", []), given) != "none":
            _flatten(child, styles, inside, layered=layered)
            found += _layers(child, inside, _text(own.get("paint-order", []), given), layered=layered)
    element[:] = found


def _rename(element: Element) -> None:
    for name in [name for name in element.attrib if name in ("class", "style") or name.startswith("data-")]:
        del element.attrib[name]
    link = element.attrib.pop("href", None)
    if link is not None:
        element.set(f"{{{_XLINK}}}href", link)


def _layers(element: Element, around: _Inherited, paint_order: str, *, layered: bool) -> Iterator[Element]:
    """An element as it is to be painted: not at all, once, or its border and then its inside."""
    fill, stroke = element.get("fill", around.fill), element.get("stroke", around.stroke)
    shape = element.tag.rpartition("}")[2] in _SHAPES
    if shape and fill in _NOTHING and stroke in _NOTHING:
        return
    if shape and paint_order.startswith("stroke") and not {fill, stroke} & _NOTHING:
        if layered:
            border = deepcopy(element)
            border.set("fill", stroke)
            yield border
            element.set("stroke", "none")
        else:
            element.set("paint-order", paint_order)
    yield element


def _custom(declared: Mapping[str, _Tokens], around: Mapping[str, _Tokens]) -> Mapping[str, _Tokens]:
    """An element's custom properties: its own, which may be given by each other, over those of the elements around."""
    own = {name: tokens for name, tokens in declared.items() if name.startswith("--")}
    known = {**around, **own}
    resolved = {name: _substituted(tokens, known) for name, tokens in own.items()}
    return {**around, **{name: tokens for name, tokens in resolved.items() if tokens is not None}} if own else around


def _substituted(tokens: _Tokens, known: Mapping[str, _Tokens], depth: int = 0) -> _Tokens | None:
    """Values with every ``var()`` in its place, None where one is not given (CSS Custom Properties, section 3)."""
    found: _Tokens = []
    for token in tokens:
        if token.type != "function" or token.lower_name != "var":
            found.append(token)
            continue
        name = next((each.value for each in token.arguments if each.type == "ident"), "")
        value = _substituted(known[name], known, depth + 1) if name in known and depth < _MOST_DEEP else None
        if value is None:
            comma = next((n for n, each in enumerate(token.arguments) if each == ","), len(token.arguments))
            value = _substituted(token.arguments[comma + 1 :], known, depth + 1) if depth < _MOST_DEEP else None
        if not value:
            return None
        found += value
    return found


def _text(tokens: _Tokens, custom: Mapping[str, _Tokens]) -> str:
    from tinycss2 import serialize

    found = _substituted(tokens, custom)
    return serialize(found).strip() if found else ""


def _plain(name: str, value: str, size: float) -> str:
    """A value as SVG 1.1 has it: colours of CSS as ``#rrggbb``, weights in hundreds, lengths in px without a unit."""
    if name in _COLOURS:
        return _hexadecimal(value)
    if name == "font-weight" and value.isdecimal():
        return str(round(int(value), -2))
    length = _length(value, size) if name in _LENGTHS else None
    return value if length is None else f"{length:g}"


def _length(value: str, size: float) -> float | None:
    found = _LENGTH.fullmatch(value)
    return float(found[1]) * (size if found[2] == "em" else 1) if found else None


def _hexadecimal(value: str) -> str:
    """A colour that SVG 1.1 does not know, as one that it does; what is no colour as it is."""
    from tinycss2.color4 import parse_color

    colour = parse_color(value) if "(" in value else None
    if colour is None or isinstance(colour, str):
        return value
    channels = colour.to("srgb").coordinates
    return "#" + "".join(f"{round(255 * min(1, max(0, channel or 0))):02x}" for channel in channels)
