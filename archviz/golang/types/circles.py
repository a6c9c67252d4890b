"""Types of a package that are defined by themselves, which no valid Go is (go/types: ``validtype.go``).

A type whose definition holds the type itself, not behind a pointer, slice, map, channel or function, would have no
size; an interface that embeds itself, no methods; an alias that stands for a type made of the alias, no meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.types.types import (
    Alias,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    Union,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archviz.golang.types.objects import TypeName


def defined_by_themselves(names: Iterable[TypeName]) -> set[TypeName]:
    """The members of circles among some type names; those whose definition nobody has asked for yet are passed over.

    Instances of generic types are passed over, too. No circle leads through another package, as imports have none.
    """
    definitions = {name: name.known_definition for name in names}
    held = {name: _named(found, within=_held) for name, found in definitions.items() if found is not None}
    of_aliases = {
        name: {one for one in _named(found, within=_made_of) if one.alias}
        for name, found in definitions.items()
        if found is not None and name.alias
    }
    return _on_circles(held) | _on_circles(of_aliases)


def work_out_definition(name: TypeName) -> None:
    """Works out what a type is defined as, with the types of the fields in it, for ``defined_by_themselves``."""
    waiting = [name.definition()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Struct):
            waiting += [field.type for field in one.fields]
        elif not isinstance(one, (Named, Alias)):
            waiting += _made_of(one)


def _named(definition: Type, *, within: Callable[[Type], tuple[Type, ...]]) -> set[TypeName]:
    """The type names in a definition; ``within`` gives the types in one that has no name."""
    found: set[TypeName] = set()
    waiting = [definition]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, (Named, Alias)):
            waiting += within(one)
        elif not one.args:
            found.add(one.obj)
    return found


def _held(t: Type) -> tuple[Type, ...]:
    """The types that a value of a type holds, or an interface embeds."""
    match t:
        case Array():
            return (t.elem,)
        case Struct():
            return tuple(field.known_type for field in t.fields if field.known_type is not None)
        case Interface():
            return t.embeds
        case Union():
            return tuple(term for _, term in t.terms)
        case _:
            return ()


def _made_of(t: Type) -> tuple[Type, ...]:
    """The types that a type is made of."""
    match t:
        case Pointer() | Slice() | Chan():
            return (t.elem,)
        case Map():
            return (t.key, t.elem)
        case Signature():
            return (*t.params, *t.results)
        case _:
            return _held(t)


def _on_circles(follows: dict[TypeName, set[TypeName]]) -> set[TypeName]:
    """The nodes of a graph from which a way leads back to them, after Kosaraju's algorithm; no recursion.

    ``follows`` has all nodes as keys. What else it names is no node.
    """
    edges = {node: [one for one in following if one in follows] for node, following in follows.items()}
    back: dict[TypeName, list[TypeName]] = {node: [] for node in edges}
    for node, following in edges.items():
        for one in following:
            back[one].append(node)
    found: set[TypeName] = set()
    done: set[TypeName] = set()
    for first in reversed(_finished(edges)):
        component: list[TypeName] = []
        waiting = [first]
        while waiting:
            node = waiting.pop()
            if node not in done:
                done.add(node)
                component.append(node)
                waiting += back[node]
        if len(component) > 1 or first in edges[first]:
            found.update(component)
    return found


def _finished(edges: dict[TypeName, list[TypeName]]) -> list[TypeName]:
    """The nodes of a graph in the order in which a search from all of them in depth is done with each."""
    order: list[TypeName] = []
    met: set[TypeName] = set()
    waiting = [(node, False) for node in edges]
    while waiting:
        node, done = waiting.pop()
        if done:
            order.append(node)
        elif node not in met:
            met.add(node)
            waiting.append((node, True))
            waiting += [(one, False) for one in edges[node] if one not in met]
    return order
