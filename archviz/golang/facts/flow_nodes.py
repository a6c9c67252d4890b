"""Places in a program that can hold values, what flows between them, and which types' values are followed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.types.identity import core_type
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import (
    Array,
    Chan,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    is_interface,
    unalias,
    underlying,
)
from archviz.golang.types.typestring import type_string

if TYPE_CHECKING:
    from archviz.golang.types.objects import Func
    from archviz.model.symbols import Symbol


class FlowPlace(NamedTuple):
    """A byte offset in a file of the source."""

    file: str
    at: int


class NodeKind(StrEnum):
    """What holds a value."""

    VARIABLE = "variable"
    """A local variable, by the place that declares it; a package variable, by its symbol."""
    FIELD = "field"
    PARAMETER = "parameter"
    """Of the function, function literal or function value ``of``; -1 is the receiver."""
    RESULT = "result"
    ELEMENT = "element"
    """What the container, channel or iterated value ``of`` holds."""
    EXPRESSION = "expression"
    """What a call or a literal at a place gives."""
    TYPE = "type"
    """A value of a type that is no interface, by the type's text; a leaf."""
    FUNCTION = "function"
    """A declared function, or a function literal by its place; a leaf."""
    OPEN = "open"
    """A value of which nobody can tell what it is, with the reason; a leaf."""
    ESCAPE = "escape"
    """Where a container or a function goes and cannot be followed, with the reason."""


class OpenWhy(StrEnum):
    """Why nobody can tell what a value is, in short."""

    STANDARD = "standard library"
    MISSING = "missing"
    UNRESOLVED = "unresolved"
    ADDRESS = "address"
    REFLECTION = "reflection"
    NOBODY = "nobody"
    VALUE = "function value"
    UNFOLLOWED = "unfollowed"
    BOUND = "bound"


class OpenEnd(NamedTuple):
    """A reason why nobody can tell what a value is."""

    why: OpenWhy
    message: str


class FlowNode(NamedTuple):
    """A place that can hold a value, or a value itself."""

    kind: NodeKind
    of: Symbol | FlowPlace | FlowNode | OpenEnd | str
    number: int = 0


class ValueFlow(NamedTuple):
    """The value of ``source`` can be found in ``to``, as the code at a place says."""

    to: FlowNode
    source: FlowNode
    at: FlowPlace


class Dispatch(NamedTuple):
    """A result of a call of an interface's method; ``receiver`` holds what it is called on."""

    receiver: FlowNode
    method: str
    package: str
    result: int


class InterfaceCall(NamedTuple):
    """A call of an interface's method: the place of its name, the method, and what it is called on."""

    at: FlowPlace
    method: Func
    receiver: FlowNode


def open_node(why: OpenWhy, message: str) -> FlowNode:
    """A value of which nobody can tell what it is."""
    return FlowNode(NodeKind.OPEN, OpenEnd(why, message))


def is_container(t: Type) -> bool:
    """Whether values of a type hold others that are followed: maps, slices, arrays and channels."""
    found = core_type(t)
    if isinstance(found, Pointer):
        found = core_type(found.elem)
    return isinstance(found, (Map, Slice, Array, Chan))


def is_dynamic(t: Type) -> bool:
    """Whether values of a type have a type of their own: those of an interface or a type parameter."""
    return isinstance(unalias(t), TypeParam) or is_interface(t)


def is_function(t: Type) -> bool:
    """Whether values of a type are functions."""
    return isinstance(core_type(t), Signature)


def type_text(t: Type) -> str:
    """A type as ``type_string`` writes it, at less cost for a named type and a pointer to one."""
    t = unalias(t)
    if isinstance(t, Named) and not t.args and t.obj.symbol is not None:
        return str(t.obj.symbol)
    return f"*{type_text(t.elem)}" if isinstance(t, Pointer) else type_string(t)


def is_followed(t: Type) -> bool:
    """Whether values of a type are followed, and not known by the type alone."""
    return is_dynamic(t) or is_container(t) or is_function(t)


def is_held(t: Type) -> bool:
    """Whether a value is a container or a function, of which others may know."""
    return is_container(t) or is_function(t)


def embedding_field(t: Type, method: str, package: str) -> Symbol | None:
    """The embedded field of an interface type by which a type that is none has a method; None where it has no name."""
    level: list[Type] = [unalias(t)]
    seen: set[str] = set()
    while level:
        following: list[Type] = []
        for one in level:
            bare = unalias(one)
            bare = unalias(bare.elem) if isinstance(bare, Pointer) else bare
            struct = underlying(bare)
            if not isinstance(struct, Struct) or type_string(bare) in seen:
                continue
            seen.add(type_string(bare))
            for field in struct.fields:
                if not field.embedded:
                    continue
                if is_interface(field.type):
                    found = select(field.type, method, package)
                    if isinstance(found, Selection):
                        owner = bare.obj.symbol if isinstance(bare, Named) else None
                        return owner.of(field.name) if owner is not None else None
                else:
                    following.append(field.type)
        level = following
    return None
