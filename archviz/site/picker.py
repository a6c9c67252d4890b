"""The versions of a diagram on its own page: what a reader picks from, and the pictures that are loaded by need."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from gzip import compress
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

import msgspec

from archviz.model.versions import bare_version, version_order
from archviz.present.pictures import inline
from archviz.present.rows import card_rows, edge_rows
from archviz.site.proofs import EdgeProof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from archviz.model.figure import Origin, Text, VerifiedDiagram
    from archviz.site.versions import History
    from archviz.words.language import Language


@dataclass(frozen=True, slots=True)
class DiagramAt:
    """A diagram at another version than the one that the site shows; ``name`` is that of the version's lock.

    ``diagram`` is None where it is not proved there, ``svg`` its picture. ``moved`` has the symbols that it has under
    another name than the diagram of the site, with that name. ``changes`` are a line each, from the ``older`` of the
    two to the other.
    """

    name: str
    origin: Origin
    diagram: VerifiedDiagram | None = None
    svg: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    older: bool = False


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A version to pick: its ``value`` in the address, "" for the one that the page shows; its page, "" for none.

    ``name`` is that of its lock, ``proved`` whether there is a picture of it.
    """

    value: str
    name: str
    title: Text
    project: Text
    short: str
    page: str
    proved: bool = True


def picker_script(diagram: VerifiedDiagram) -> str:
    """The address of the script with a diagram's pictures at other versions, from the site's root."""
    return f"figures/{diagram.file}.versions.js"


def choices(diagram: VerifiedDiagram, others: Sequence[DiagramAt], history: History) -> tuple[VersionChoice, ...]:
    """The versions to pick from, oldest first as ``others`` are, with that of the diagram; none without others.

    In an address a version has its numbers alone, and the name of its lock where another one has these too.
    """
    if not others:
        return ()
    pages = {it.name: it.page for it in history.versions}
    own = diagram.origin
    its = next((it.name for it in history.versions if (it.origin.name, it.origin.version) == _key(own)), "")
    order = version_order(own.version or own.nominal)
    at = next((n for n, it in enumerate(others) if order[0] and version_order(it.name) > order), len(others))
    shorts = [bare_version(it.origin.version or it.name) for it in others]
    numbers = bare_version(own.version)
    found = []
    for it, short in zip(others, shorts, strict=True):
        alone = shorts.count(short) == 1 and short != numbers
        value, page = short if alone else it.name, pages.get(it.name, "")
        found.append(
            VersionChoice(
                value, it.name, it.origin.title, it.origin.project, short, page, proved=it.diagram is not None
            )
        )
    shown = VersionChoice("", its, own.title, own.project, numbers or str(own), pages.get(its, ""))
    return (*found[:at], shown, *found[at:])


def _key(origin: Origin) -> tuple[str, str]:
    return origin.name, origin.version


def grouped(some: Iterable[VersionChoice]) -> list[tuple[Text, list[VersionChoice]]]:
    """Choices that follow each other and are of one project, with its name."""
    return [(project, list(same)) for project, same in groupby(some, key=lambda each: each.project)]


def pictures(
    diagram: VerifiedDiagram,
    others: Sequence[DiagramAt],
    some: Sequence[VersionChoice],
    language: Language,
    page: Callable[..., bytes],
) -> bytes:
    """The script with the pictures of a diagram at other versions and what is listed below each, in a language.

    ``some`` are the choices, ``page`` fills a template in at the place of the diagram's own page. It is a script, as
    pages from disk may read nothing else, with JSON in gzip in base64: of each version the numbers of its lines and its
    symbols that have another name than in the diagram, and once all lines.
    """
    values = {choice.name: choice.value for choice in some}
    texts = {
        values[it.name]: _texts(diagram, it, it.diagram, language, page) for it in others if it.diagram is not None
    }
    columns = [text.split("\n") for pair in texts.values() for text in pair]
    # Lines at the same place in several versions stand together: what is packed must be near to what it repeats.
    lines = dict.fromkeys(line for same in zip_longest(*columns) for line in same if line is not None)
    number = {line: index for index, line in enumerate(lines)}
    moved = {values[it.name]: dict(it.moved) for it in others}
    versions = {
        value: {
            "picture": [number[line] for line in picture.split("\n")],
            "lists": [number[line] for line in lists.split("\n")],
            "moved": moved[value],
        }
        for value, (picture, lists) in texts.items()
    }
    content = msgspec.json.encode({"lines": list(lines), "versions": versions})
    packed = b64encode(compress(content, mtime=0))
    return b'(globalThis.versions ??= {})[%s] = "%s";\n' % (msgspec.json.encode(diagram.file), packed)


def _texts(
    shown: VerifiedDiagram, it: DiagramAt, diagram: VerifiedDiagram, language: Language, page: Callable[..., bytes]
) -> tuple[str, str]:
    """The picture of a version, and the lists that stand below it."""
    old, new = (it.origin, shown.origin) if it.older else (shown.origin, it.origin)
    proofs = {edge.id: EdgeProof((), ()) for edge in diagram.edges}
    lists = page(
        "diagram-at.html",
        figure=diagram,
        edges=edge_rows(diagram, language),
        cards=card_rows(diagram, language),
        proofs=proofs,
        svg="",
        address=lambda _: "",
        changes=it.changes,
        old=old,
        new=new,
    )
    return inline(it.svg).strip(), lists.decode()
