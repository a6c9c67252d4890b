"""A pin of a version that is made of several sources: libraries laid over what another project vendors of them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

from archviz.model.errors import ProjectError
from archviz.model.places import stands_in
from archviz.refs import Pin, PinnedSource, last_date, pin_path, pins
from archviz.sources.layout import Layout
from archviz.sources.roots import find_roots
from archviz.sources.trees.digest import digest
from archviz.sources.trees.overlay import Layer, OverlayTree, TreeWithout
from archviz.sources.trees.tree import join
from archviz.workspace.pin import NewPin, found_source, no_link, project_named, put_in_cache, version_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.sources.trees.tree import Tree
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_AT = re.compile(r"((?:[A-Za-z0-9][\w.~/-]*)?)=(.+)")
"""A folder of the version, "" for its top, and the source that stands there."""


def make_pin_of_several(
    project: Project,
    settings: Settings,
    whats: Sequence[str],
    name: str,
    *,
    without: Sequence[str] = (),
    store: bool = True,
) -> NewPin:
    """The pin of a version that is made of several sources, and its Go files in the cache, if they are to be there.

    ``whats`` name the sources as ``make_pin`` takes them, in order of precedence: nothing of a later one is seen in the
    folder where an earlier one stands. ``FOLDER=SOURCE`` says which folder that is. Otherwise a module stands where the
    last source has that module, or else in a folder of its path; what is more than a module is at the top. ``without``
    are folders of the version that are left out. Raises as ``make_pin`` does, and ProjectError where nothing of a
    source would be seen, or there is no such folder.
    """
    if not name:
        raise ProjectError("which version do several sources make up?", hint="--name names it, such as --name 1.2.3")
    version = version_named(name, name)
    known = pins(project.refs)
    with ExitStack() as opened:
        asked = [(at[1], at[2]) if (at := _AT.fullmatch(what)) else (None, what) for what in whats]
        found = [opened.enter_context(found_source(project, settings, what)) for _, what in asked]
        places = _places([at for at, _ in asked], [one.tree for one in found])
        _hold_apart(places, whats)
        left_out = _left_out(places, [one.tree for one in found], without)
        trees = [
            TreeWithout(one.tree, folders) if folders else one.tree
            for one, folders in zip(found, left_out, strict=True)
        ]
        whole = OverlayTree(version, [Layer(at, tree) for at, tree in zip(places, trees, strict=True)])
        sources = tuple(
            PinnedSource(digest(tree), one.providers, at, one.commit, one.link, folders)
            for one, at, tree, folders in zip(found, places, trees, left_out, strict=True)
        )
        date = last_date(one.date for one in found)
        made = Pin(project_named(known, found[-1]), version, digest(whole), sources=sources, date=date)
        if store:
            put_in_cache(made, whole, settings)
    notes = [
        f"{what}: {note}"
        for what, one in zip(whats, found, strict=True)
        for note in (one.notes if one.link else (*one.notes, no_link(one)))
    ]
    return NewPin(made, pin_path(project.refs, version), tuple(notes))


def _places(chosen: Sequence[str | None], trees: Sequence[Tree]) -> list[str]:
    """The folder that each source stands in: as chosen, else by the module that it is."""
    modules = [_module(tree) for tree in trees]
    *above, last = chosen
    base = last if last is not None else modules[-1]
    places = [
        at if at is not None else _home(module, base, trees[-1]) for at, module in zip(above, modules, strict=False)
    ]
    return [*places, base]


def _module(tree: Tree) -> str:
    """The path of the module that a tree is; "" where it vendors others, or is no module."""
    roots = find_roots(tree).roots
    top = next((root.prefix for root in roots if not root.folder), "")
    return "" if any(not root.prefix for root in roots) else top


def _home(module: str, base: str, tree: Tree) -> str:
    """The folder of a module in a version whose last source, a tree, stands in ``base``."""
    found = find_roots(tree)
    there = next(Layout(tree, found).folders(module), None) if module else None
    if there is not None:
        return join(base, there.path)
    bare = next((root.folder for root in found.roots if not root.prefix), None)
    return join(base, join(bare, module)) if bare is not None else module


def _left_out(places: Sequence[str], trees: Sequence[Tree], without: Sequence[str]) -> list[tuple[str, ...]]:
    """For each source the folders of it that are left out. Raises ProjectError for a folder that no source has."""
    found: list[list[str]] = [[] for _ in places]
    for folder in (one.strip("/") for one in without):
        owner = next((number for number, at in enumerate(places) if stands_in(folder, at) and folder != at), None)
        below = "" if owner is None else folder[len(places[owner]) :].lstrip("/")
        if owner is None or trees[owner].folder(below) is None:
            raise ProjectError(
                f"there is no folder {folder} to leave out", hint="it is named from the top of the version"
            )
        found[owner].append(below)
    return [tuple(folders) for folders in found]


def _hold_apart(places: Sequence[str], whats: Sequence[str]) -> None:
    """Raises ProjectError where a source stands where nothing of it is seen."""
    for number, place in enumerate(places):
        for other, before in enumerate(places[:number]):
            if stands_in(place, before):
                raise ProjectError(
                    f"nothing of {whats[number]} would be seen: {whats[other]} comes first and is at "
                    f"{before or 'the top folder'}",
                    hint="FOLDER=SOURCE says in which folder of the version a source stands",
                )
