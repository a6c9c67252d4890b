"""Which methods the calls of interfaces' methods can really reach, as far as the source wires them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.ask.hops import WiredStep
from archviz.ask.wiring import Wiring
from archviz.golang.facts.flow_nodes import FlowNode, FlowPlace, NodeKind, OpenEnd, OpenWhy, embedding_field
from archviz.golang.types.objects import Func
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import named
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.facts.flow_nodes import InterfaceCall, ValueFlow
    from archviz.golang.graph import Graph
    from archviz.model.relations import Position


@dataclass(frozen=True, slots=True)
class WiredTarget:
    """What a call of an interface's method can reach.

    ``type`` is the type that the value has, as text, ``named`` its symbol or that of what it points to; ``method`` the
    method that is called then. ``proof`` leads from where such a value is made to where the method is called.
    """

    type: str
    named: Symbol | None
    method: Symbol | None
    proof: tuple[WiredStep, ...]


@dataclass(frozen=True, slots=True)
class Wired:
    """A call of an interface's method, and all that it can reach in this source where it is ``closed``.

    ``position`` is the place of the method's name, ``method`` the interface's method. Where it is not closed there are
    no targets, and ``why_open`` says why, ``kind`` in short.
    """

    position: Position
    method: Symbol | None
    targets: tuple[WiredTarget, ...] = ()
    why_open: str = ""
    kind: str = ""

    @property
    def closed(self) -> bool:
        """Whether there is no other target."""
        return not self.why_open


class WiredCalls:
    """Asks where calls of interfaces' methods lead; what was worked out for one helps the next."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.wiring = Wiring(graph)

    def calls(self, function: Symbol) -> tuple[Wired, ...]:
        """The calls of interfaces' methods in the code of a function or a variable's declaration, in source order."""
        found = self.wiring.search.own(function)
        calls = [call for one in found if one is not None for call in one.calls]
        return tuple(self._wired(call) for call in sorted(calls, key=lambda call: call.at))

    def _wired(self, call: InterfaceCall) -> Wired:
        at = self._position(call.at)
        values, why = self.wiring.values(call.receiver)
        targets: dict[tuple[str, Symbol | None], WiredTarget] = {}
        for value in values if why is None else ():
            why = self._targets(targets, call, call.receiver, value, ())
            if why is not None:
                break
        if why is None and not targets:
            why = OpenEnd(OpenWhy.NOBODY, "nothing in this source gives it a value")
        if why is not None:
            return Wired(at, call.method.symbol, (), why.message, why.why)
        return Wired(at, call.method.symbol, tuple(targets[key] for key in sorted(targets, key=str)))

    def _targets(
        self,
        targets: dict[tuple[str, Symbol | None], WiredTarget],
        call: InterfaceCall,
        node: FlowNode,
        value: FlowNode,
        steps: tuple[WiredStep, ...],
    ) -> OpenEnd | None:
        """Add what a value's method is; where that is an embedded interface's, what that field holds."""
        if value.kind is not NodeKind.TYPE:
            return None
        search = self.wiring.search
        t = search.types[str(value.of)]
        found = select(t, call.method.name, call.method.package or "")
        unknown = found.unknown if isinstance(found, Selection) else "" if found.absent else found.reason
        if unknown:
            return OpenEnd(
                OpenWhy.MISSING, f"whether {value.of} has a method {call.method.name} is not known: {unknown}"
            )
        if not isinstance(found, Selection) or not isinstance(found.obj, Func):
            return None  # a value of another type that goes the same way
        steps = (*self._steps(node, value), *steps)
        if not found.obj.interface:
            known = named(t)
            symbol = known.obj.symbol if known is not None else None
            target = WiredTarget(str(value.of), symbol, found.obj.symbol, steps)
            targets.setdefault((target.type, target.method), target)
            return None
        field = embedding_field(t, call.method.name, call.method.package or "")
        if field is None or len(steps) > 50:
            return OpenEnd(OpenWhy.UNFOLLOWED, f"{call.method.name} is promoted from what is not followed")
        inner = FlowNode(NodeKind.FIELD, field)
        values, why = self.wiring.values(inner)
        for one in values if why is None else ():
            why = why or self._targets(targets, call, inner, one, steps)
        return why

    def _steps(self, node: FlowNode, value: FlowNode) -> Iterator[WiredStep]:
        for flow in reversed(self.wiring.way(node, value)):
            text = self._said(flow)
            if text:
                yield WiredStep(self._position(flow.at), text)

    def _said(self, flow: ValueFlow) -> str:
        """What happens where a value flows; "" where a parameter is given to its variable."""
        to = flow.to
        if flow.source.kind is NodeKind.PARAMETER and to.kind is NodeKind.VARIABLE:
            return ""
        what = f"{flow.source.of} " if flow.source.kind is NodeKind.TYPE else ""
        return what + self._given(to)

    def _given(self, to: FlowNode) -> str:
        of = to.of
        other = "a function literal" if isinstance(of, FlowPlace) else "a function value"
        short = of.short if isinstance(of, Symbol) else other
        match to.kind:
            case NodeKind.FIELD:
                return f"is set as {short}"
            case NodeKind.VARIABLE:
                return f"is given to {self._variable(to)}"
            case NodeKind.PARAMETER:
                return f"is handed to {short} as argument {to.number + 1}"
            case NodeKind.RESULT:
                return f"is returned by {short}"
            case NodeKind.ELEMENT if isinstance(of, FlowNode):
                return "is put into what " + self._given(of)
        return "is made"

    def _variable(self, node: FlowNode) -> str:
        if isinstance(node.of, FlowPlace):
            data = self.wiring.search.files[node.of.file].data
            end = node.of.at
            while end < len(data) and (data[end : end + 1].isalnum() or data[end : end + 1] == b"_" or data[end] > 127):
                end += 1
            return data[node.of.at : end].decode("utf-8", "replace")
        return node.of.short if isinstance(node.of, Symbol) else ""

    def _position(self, at: FlowPlace) -> Position:
        return self.wiring.search.files[at.file].position(at.at)
