"""The rooms of the program as a table and as a picture, from its import graph and the first lines of its packages."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import graphviz
import grimp

from archviz.render.layout.engine import find_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).parents[2]
_PROGRAM = "archviz"


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(_PROGRAM, include_external_packages=True, exclude_type_checking_imports=True)


def _floors() -> list[list[str]]:
    """The rooms from the top floor down, as the import linter has them; those of one floor do not know each other."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [[room.strip().removeprefix(f"{_PROGRAM}.") for room in layer.split("|")] for layer in contract["layers"]]


def _modules(room: str) -> set[str]:
    name = f"{_PROGRAM}.{room}"
    return {name, *_graph().find_descendants(name)}


def _imports(room: str) -> set[str]:
    """All modules, of the program and of others, that the modules of a room import."""
    return {found for module in _modules(room) for found in _graph().find_modules_directly_imported_by(module)}


def _rooms_below(room: str) -> set[str]:
    within = {found.split(".")[1] for found in _imports(room) if found.startswith(f"{_PROGRAM}.")}
    return within - {room}


def _libraries(room: str) -> set[str]:
    """The packages of others that a room imports, without the standard library's."""
    found = {name.partition(".")[0] for name in _imports(room)}
    return found - {_PROGRAM, "__future__"} - sys.stdlib_module_names


def _purpose(room: str) -> str:
    """The first sentence of a room's own documentation."""
    folder = TOP / _PROGRAM / room
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def rooms() -> str:
    """A row for each room, from the top floor down."""
    return "\n".join(_rows())


def _rows() -> Iterator[str]:
    yield "| room | what it is for | libraries that it knows |\n|---|---|---|"
    for floor in _floors():
        for room in floor:
            libraries = ", ".join(f"`{name}`" for name in sorted(_libraries(room), key=str.lower))
            yield f"| `{room}` | {_purpose(room)} | {libraries} |"
    yield ""


def picture() -> str:
    """The rooms by floors as SVG, an arrow to each room that one imports and does not know by way of another."""
    below = {room: _rooms_below(room) for floor in _floors() for room in floor}
    drawing = graphviz.Digraph(
        graph_attr={"rankdir": "TB", "ranksep": "0.35", "nodesep": "0.2", "bgcolor": "transparent", "newrank": "true"},
        node_attr={"shape": "box", "style": "rounded", "fontname": "sans-serif", "fontsize": "13", "height": "0.35"},
        edge_attr={"arrowsize": "0.6"},
    )
    for floor in _floors():
        with drawing.subgraph() as level:
            level.attr(rank="same")
            for room in floor:
                level.node(room)
    for room, others in below.items():
        further = {each for other in others for each in _reached(other, below)}
        for other in sorted(others - further):
            drawing.edge(room, other)
    done = subprocess.run(
        [find_engine(), "-Kdot", "-Tsvg"], input=drawing.source, capture_output=True, text=True, check=True
    )
    return _for_both_themes(done.stdout)


def _reached(room: str, below: dict[str, set[str]]) -> set[str]:
    """The rooms that one imports, by way of others too."""
    return below[room] | {each for other in below[room] for each in _reached(other, below)}


def _for_both_themes(svg: str) -> str:
    """An SVG that Graphviz drew in black, in the colours of a light or a dark page."""
    head, _, body = svg[svg.index("<svg") :].partition(">")
    style = "svg{color:#1f2328;background:#fff}@media(prefers-color-scheme:dark){svg{color:#d1d7e0;background:#0d1117}}"
    for colour in ("black", "#000000"):
        body = body.replace(f'"{colour}"', '"currentColor"')
    return f"{head}><style>{style}</style>{body}".replace("<text ", '<text fill="currentColor" ')
