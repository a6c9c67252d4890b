"""Which values can be found in a node: a search backwards through what flows where, as far as the question needs.

The answer is the least set that agrees with all flows (L. O. Andersen, "Program Analysis and Specialization for the C
Programming Language", 1994, chapter 4), over whole variables, parameters and fields. A value that cannot be followed is
open, and so is then whatever it can be found in.
"""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from typing import TYPE_CHECKING

from archviz.golang import stdlib
from archviz.golang.facts.flow_nodes import (
    FlowNode,
    FlowPlace,
    NodeKind,
    OpenEnd,
    OpenWhy,
    ValueFlow,
    embedding_field,
    is_followed,
    open_node,
)
from archviz.golang.facts.flow_search import FlowSearch
from archviz.golang.types.identity import identical
from archviz.golang.types.methodsets import interface_methods
from archviz.golang.types.objects import Func
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import Interface, Invalid, Type, underlying
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.graph import Graph

MOST_NODES = 20_000
"""Through how many places that hold values one question is followed."""
MOST_PLACES = 600
"""In how many declarations one name may stand,"""
MOST_DECLARATIONS = 2_000
"""and how many declarations with such names one question may go through."""
_READ_ONLY = ("fmt", "sort", "strings", "log", "errors", "strconv", "bytes", "unicode", "math", "time")
"""The standard library's packages of which no function puts something into a container that it is given."""
_LEAVES = (NodeKind.TYPE, NodeKind.FUNCTION, NodeKind.OPEN)


class Wiring:
    """What each node can hold, worked out when it is asked for and never again."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.search = FlowSearch(graph.loaded)
        self.sets: dict[FlowNode, dict[FlowNode, tuple[FlowNode, ValueFlow | None]]] = {}
        """Of each node the values that can be found in it, and from which node each came first, by which flow."""
        self.sources: dict[FlowNode, dict[FlowNode, None]] = {}
        self._edges: dict[FlowNode, dict[FlowNode, tuple[ValueFlow | None, Type | None]]] = {}
        self._watched: dict[FlowNode, list[Callable[[FlowNode], None]]] = {}
        self._expanded: set[FlowNode] = set()
        self._cost: dict[FlowNode, int] = {}
        """In how many declarations the name of a node stands."""
        self._visited: set[FlowNode] = set()
        self._waiting: deque[FlowNode] = deque()
        self._pending: deque[tuple[FlowNode, FlowNode, FlowNode, ValueFlow | None]] = deque()
        self._implements: dict[tuple[Symbol, Symbol], bool] = {}
        self._embedded: dict[Symbol, bool] = {}

    # The search

    def values(self, node: FlowNode) -> tuple[tuple[FlowNode, ...], OpenEnd | None]:
        """The values that can be found in a node, and the first reason why there may be others, or None."""
        self._visited, self._waiting = set(), deque([node])
        if node.kind in _LEAVES:
            return ((), node.of) if isinstance(node.of, OpenEnd) else ((node,), None)
        declarations = 0
        while self._waiting:
            found = self.open(node)
            if found is not None:
                return (), found
            one = self._waiting.popleft()
            if one in self._visited or one.kind in _LEAVES or self.open(one) is not None:
                continue
            self._visited.add(one)
            if len(self._visited) > MOST_NODES or declarations > MOST_DECLARATIONS:
                return (), _too_far(declarations)
            if one not in self._expanded:
                self._expanded.add(one)
                self._expand(one)
                self._take_in()
                self._spread()
            declarations += self._cost.get(one, 0)
            self._waiting.extend(self.sources.get(one, ()))
        found = self.open(node)
        if found is not None:
            return (), found
        return tuple(self.sets.get(node, ())), None

    def open(self, node: FlowNode) -> OpenEnd | None:
        """Why a node may hold what nobody can tell, as far as that is known; None for no reason."""
        for value in self.sets.get(node, ()):
            if value.kind is NodeKind.OPEN and isinstance(value.of, OpenEnd):
                return value.of
        return None

    def way(self, node: FlowNode, value: FlowNode) -> list[ValueFlow]:
        """By which flows a value came into a node, the last one first."""
        found: list[ValueFlow] = []
        passed: set[FlowNode] = set()
        while node not in passed and node.kind not in _LEAVES:
            passed.add(node)
            before = self.sets.get(node, {}).get(value)
            if before is None:
                break
            node, flow = before
            if flow is not None:
                found.append(flow)
        return found

    def _take_in(self) -> None:
        """Flows into nodes that were gone through before their code was found."""
        fresh, self.search.fresh = self.search.fresh, []
        for flow in fresh:
            if flow.to in self._expanded:
                self._edge(flow.source, flow.to, flow)

    def _edge(self, source: FlowNode, to: FlowNode, flow: ValueFlow | None = None, only: Type | None = None) -> None:
        """What one node holds can be found in another; ``only`` what implements an interface."""
        edges = self._edges.setdefault(source, {})
        if to in edges or source == to:
            return
        edges[to] = flow, only
        self.sources.setdefault(to, {})[source] = None
        if to in self._visited:
            self._waiting.append(source)
        if source.kind in _LEAVES:
            self._arrive(to, source, source, flow, only)
        else:
            for value in tuple(self.sets.get(source, ())):
                self._arrive(to, value, source, flow, only)

    def _arrive(
        self, to: FlowNode, value: FlowNode, source: FlowNode, flow: ValueFlow | None, only: Type | None
    ) -> None:
        if only is None or value.kind is not NodeKind.TYPE or self._satisfies(value, only):
            self._pending.append((to, value, source, flow))

    def _spread(self) -> None:
        while self._pending:
            to, value, source, flow = self._pending.popleft()
            known = self.sets.setdefault(to, {})
            if value in known or (value.kind is NodeKind.OPEN and self.open(to) is not None):
                continue
            known[value] = source, flow
            for after, (by, only) in tuple(self._edges.get(to, {}).items()):
                self._arrive(after, value, to, by, only)
            for watcher in tuple(self._watched.get(to, ())):
                watcher(value)

    def _watch(self, node: FlowNode, watcher: Callable[[FlowNode], None]) -> None:
        """Say of each value of a node that it is found there."""
        self._watched.setdefault(node, []).append(watcher)
        if node.kind in _LEAVES:
            watcher(node)
        for value in tuple(self.sets.get(node, ())):
            watcher(value)

    def _satisfies(self, value: FlowNode, interface: Type) -> bool:
        t = self.search.types.get(str(value.of))
        return t is None or satisfies(t, interface)

    # Where a node's values come from

    def _expand(self, node: FlowNode) -> None:
        of = node.of
        match node.kind:
            case NodeKind.VARIABLE if isinstance(of, Symbol):
                self._declared(node, of)
            case NodeKind.FIELD if isinstance(of, Symbol):
                self._declared(node, of)
            case NodeKind.PARAMETER:
                self._parameter(node)
            case NodeKind.RESULT:
                self._result(node)
            case NodeKind.ELEMENT if isinstance(of, FlowNode):
                self._element(node, of)
            case NodeKind.EXPRESSION:
                self._expression(node)
        for flow in self.search.into.get(node, ()):
            self._edge(flow.source, node, flow)

    def _open(self, node: FlowNode, why: OpenWhy, message: str, at: FlowPlace | None = None) -> None:
        source = open_node(why, message)
        self._edge(source, node, ValueFlow(node, source, at) if at is not None else None)

    def _declared(self, node: FlowNode, symbol: Symbol) -> None:
        """What a field or a package variable is given, wherever that is."""
        package = self.graph.loaded.load(symbol.package)
        if package is None:
            self._open(node, OpenWhy.MISSING, self.graph.missing(symbol.package))
        elif package.standard:
            self._open(node, OpenWhy.STANDARD, f"{symbol} is set by the standard library")
        elif self._mentions(node, symbol) and symbol.member and exported(symbol.member):
            place = self.search.decoded(symbol.owner)
            if place is not None:
                self._open(
                    node, OpenWhy.REFLECTION, f"a {symbol.owner.short} is handed to what may set its fields", place
                )

    def _mentions(self, node: FlowNode, symbol: Symbol) -> bool:
        """Work out the code in which a symbol may be named; False, and the node is open, where that is not possible."""
        types = self.search.literal_types(symbol.owner) if node.kind is NodeKind.FIELD else ()
        if self.search.more_than(symbol, types, MOST_PLACES):
            message = f"{symbol.leaf} stands in more than {MOST_PLACES:,} declarations"
            self._open(node, OpenWhy.UNFOLLOWED, message)
            return False
        walks = self.search.mentioning(symbol, types)
        self._cost[node] = len(walks)
        for found in walks:
            if found is None:
                self._open(node, OpenWhy.UNRESOLVED, f"code that names {symbol.leaf} cannot be worked out")
                return False
            if symbol.member and symbol.leaf in found.unresolved:
                message = f"what {symbol.leaf} means cannot be worked out in {found.file.path}"
                self._open(node, OpenWhy.UNRESOLVED, message)
                return False
        return True

    def _result(self, node: FlowNode) -> None:
        if not isinstance(node.of, Symbol):
            return
        package = self.graph.loaded.load(node.of.package)
        if package is None:
            self._open(node, OpenWhy.MISSING, self.graph.missing(node.of.package))
        elif package.standard:
            self._open(node, OpenWhy.STANDARD, f"{node.of} of the standard library gives it")
        else:
            own = self.search.own(node.of)
            if not own or own[0] is None:
                self._open(
                    node, OpenWhy.UNRESOLVED, f"the body of {node.of.short} cannot be worked out, or is not here"
                )

    def _parameter(self, node: FlowNode) -> None:
        of = node.of
        if isinstance(of, FlowNode):
            self._called_by_value(node, of)
            return
        if isinstance(of, FlowPlace):
            self._value_uses(node, FlowNode(NodeKind.FUNCTION, of), 0 if of in self.search.called_literals else 1)
            return
        if not isinstance(of, Symbol) or not self._mentions(node, of):
            return
        uses = 0
        callers = self._is_called(node)
        interfaces: dict[Symbol, None] = {}
        for found in self.search.mentioning(of):
            if found is not None:
                uses += found.values[of]
                if of.member:
                    interfaces.update(dict.fromkeys(sorted(found.interface_parameters.get(of.member, ()))))
        if of.member and self._is_interfaces(of):
            return
        for method in standard_interfaces().get(of.member, ()):
            if self._may_be(of, method):
                self._open(node, OpenWhy.STANDARD, f"the standard library may call {of.short} as a {method.owner}")
                break
        for method in interfaces:
            if self._may_be(of, method):
                callers = True
                self._edge(FlowNode(NodeKind.PARAMETER, method, node.number), node)
        if uses:
            self._value_uses(node, FlowNode(NodeKind.FUNCTION, of), uses)
        elif not callers and exported(of.leaf):
            self._open(node, OpenWhy.NOBODY, f"nobody in this source calls {of.short}, which is exported")

    def _is_interfaces(self, method: Symbol) -> bool:
        package = self.graph.loaded.load(method.package)
        return package is None or package.place(method) is None

    def _may_be(self, method: Symbol, target: Symbol) -> bool:
        """Whether a call of an interface's method may call that of a type, or of one that embeds the type."""
        key = method.owner, target.owner
        if key not in self._implements:
            found = target.name == "?" or self.graph.implements(method.owner, target.owner) is not None
            self._implements[key] = found or self._is_embedded(method.owner)
        return self._implements[key]

    def _is_embedded(self, owner: Symbol) -> bool:
        if owner not in self._embedded:
            self._embedded[owner] = self.search.may_be_embedded(owner)
        return self._embedded[owner]

    def _value_uses(self, node: FlowNode, function: FlowNode, uses: int) -> None:
        """A parameter of a function that is used as a value so often: what is given wherever that is called."""
        flows = self.search.out.get(function, ())
        if len(flows) < uses:
            self._open(node, OpenWhy.VALUE, "the function is used as a value in a place that is not followed")
        for flow in flows:
            self._handed_on(node, flow)

    def _handed_on(self, node: FlowNode, flow: ValueFlow) -> None:
        to = flow.to
        if to.kind is NodeKind.ESCAPE:
            self._open(node, OpenWhy.VALUE, "the function becomes a value of an interface", flow.at)
        elif to.kind is NodeKind.PARAMETER and self._of_standard(to):
            self._open(node, OpenWhy.STANDARD, "the function is handed to the standard library", flow.at)
        else:
            self._edge(FlowNode(NodeKind.PARAMETER, to, node.number), node)

    def _of_standard(self, node: FlowNode) -> bool:
        package = self.graph.loaded.load(node.of.package) if isinstance(node.of, Symbol) else None
        return isinstance(node.of, Symbol) and (package is None or package.standard)

    def _called_by_value(self, node: FlowNode, held: FlowNode) -> None:
        """A parameter of whatever function a node holds: what it is given there, and where that is handed to."""
        if held.kind is NodeKind.PARAMETER and isinstance(held.of, Symbol):
            own = self.search.own(held.of)
            if not own or own[0] is None:
                self._open(node, OpenWhy.VALUE, f"the function is handed to {held.of.short}, which has no body here")
        elif (held.kind is not NodeKind.VARIABLE or isinstance(held.of, Symbol)) and not self._both_ways(node, held):
            return
        for flow in self.search.out.get(held, ()):
            self._handed_on(node, flow)
        if held.kind is NodeKind.ELEMENT and isinstance(held.of, FlowNode):
            for other in self._aliases(node, held.of):
                self._edge(FlowNode(NodeKind.PARAMETER, FlowNode(NodeKind.ELEMENT, other), node.number), node)

    def _both_ways(self, node: FlowNode, held: FlowNode) -> bool:
        """Work out all code that may say where a node's values come from and go to; else open another node."""
        while held.kind is NodeKind.ELEMENT and isinstance(held.of, FlowNode):
            held = held.of
        if held.kind in (NodeKind.TYPE, NodeKind.OPEN):
            self._open(node, OpenWhy.UNFOLLOWED, "it is held by what is not followed")
            return False
        if held in self.search.dispatches or held in self.search.dynamic or held in self.search.asserted:
            self._open(node, OpenWhy.UNFOLLOWED, "it is held by what a call through an interface or a value gives")
            return False
        if isinstance(held.of, FlowNode):
            self._open(node, OpenWhy.UNFOLLOWED, "it is handed to a function value")
            return False
        if not isinstance(held.of, Symbol):
            if held.kind is NodeKind.PARAMETER and held.number >= 0:
                self._open(node, OpenWhy.UNFOLLOWED, "it is a parameter of a function literal")
                return False
            return True
        if self._of_standard(held):
            self._open(node, OpenWhy.STANDARD, f"{held.of} is of the standard library")
            return False
        if not self._mentions(node, held.of):
            return False
        if held.kind in (NodeKind.RESULT, NodeKind.PARAMETER):
            return self._function_both_ways(node, held.of, held if held.kind is NodeKind.PARAMETER else None)
        return True

    def _is_called(self, parameter: FlowNode) -> bool:
        """Whether a call by name gives a parameter a value."""
        into = self.search.into
        return bool(into.get(parameter)) or bool(into.get(FlowNode(NodeKind.ELEMENT, parameter)))

    def _function_both_ways(self, node: FlowNode, function: Symbol, parameter: FlowNode | None) -> bool:
        own = self.search.own(function)
        if not own or own[0] is None:
            self._open(node, OpenWhy.UNFOLLOWED, f"{function.short} has no body here")
            return False
        if parameter is not None and not self._is_called(parameter) and exported(function.leaf):
            self._open(node, OpenWhy.NOBODY, f"nobody in this source calls {function.short}, which is exported")
            return False
        for method in standard_interfaces().get(function.member, ()):
            if self._may_be(function, method):
                self._open(node, OpenWhy.STANDARD, f"the standard library may call {function.short}")
                return False
        for found in self.search.mentioning(function):
            if found is None:
                continue
            if found.values[function]:
                self._open(node, OpenWhy.VALUE, f"{function.short} is used as a value")
                return False
            methods = found.interface_parameters.get(function.member, ()) if function.member else ()
            if any(self._may_be(function, method) for method in sorted(methods)):
                self._open(node, OpenWhy.UNFOLLOWED, f"{function.short} may be called through an interface")
                return False
        return True

    def _element(self, node: FlowNode, container: FlowNode) -> None:
        if self._both_ways(node, container):
            for other in self._aliases(node, container):
                self._edge(FlowNode(NodeKind.ELEMENT, other), node)

    def _aliases(self, node: FlowNode, container: FlowNode) -> list[FlowNode]:
        """What may be the same container as another; where one is not followed, a node is open."""
        found: dict[FlowNode, None] = {}
        for flow in self.search.into.get(container, ()):
            if flow.source.kind is NodeKind.OPEN and isinstance(flow.source.of, OpenEnd):
                self._edge(flow.source, node, flow)
            elif flow.source.kind is not NodeKind.TYPE:
                found[flow.source] = None
        for flow in self.search.out.get(container, ()):
            if flow.to.kind is NodeKind.ESCAPE:
                self._open(node, OpenWhy.UNFOLLOWED, "what holds it becomes a value of an interface", flow.at)
            elif flow.to.kind is NodeKind.PARAMETER and self._of_standard(flow.to):
                if not (isinstance(flow.to.of, Symbol) and flow.to.of.package in _READ_ONLY):
                    self._open(node, OpenWhy.STANDARD, "what holds it is handed to the standard library", flow.at)
            else:
                found[flow.to] = None
        if container.kind is NodeKind.ELEMENT and isinstance(container.of, FlowNode):
            found.update((FlowNode(NodeKind.ELEMENT, one), None) for one in self._aliases(node, container.of))
        return list(found)

    def _expression(self, node: FlowNode) -> None:
        search = self.search
        if node in search.asserted:
            source, t = search.asserted[node]
            self._edge(source, node, None, t)
        elif node in search.dispatches:
            dispatch = search.dispatches[node]
            receiver = dispatch.receiver
            self._waiting.append(receiver)
            self.sources.setdefault(node, {})[receiver] = None
            self._watch(receiver, lambda value: self._dispatched(node, value, *dispatch[1:]))
        elif node in search.dynamic:
            held, number = search.dynamic[node]
            self._waiting.append(held)
            self.sources.setdefault(node, {})[held] = None
            self._watch(held, lambda value: self._called(node, value, number))

    def _dispatched(self, node: FlowNode, value: FlowNode, method: str, package: str, number: int) -> None:
        """A value turned out to be what an interface's method is called on."""
        if value.kind is NodeKind.OPEN:
            self._edge(value, node)
            return
        t = self.search.types.get(str(value.of))
        found = select(t, method, package) if t is not None and value.kind is NodeKind.TYPE else None
        if isinstance(found, Invalid) and not found.absent:
            self._open(node, OpenWhy.MISSING, f"whether {value.of} has a method {method} is not known: {found.reason}")
        if not isinstance(found, Selection) or not isinstance(found.obj, Func) or t is None:
            return  # not of this interface
        if not found.obj.interface:
            self._method_result(node, found.obj, number)
            return
        field = embedding_field(t, method, package)
        if field is None:
            self._open(node, OpenWhy.UNFOLLOWED, f"{method} is of an interface embedded in a struct without a name")
            return
        inner = FlowNode(NodeKind.FIELD, field)
        self._waiting.append(inner)
        self.sources.setdefault(node, {})[inner] = None
        self._watch(inner, lambda one: self._dispatched(node, one, method, package, number))

    def _method_result(self, node: FlowNode, method: Func, number: int) -> None:
        results = method.signature().results
        if method.symbol is None or number >= len(results):
            self._open(node, OpenWhy.UNFOLLOWED, f"what {method.name} gives is not followed")
        elif not is_followed(results[number]):
            self._edge(self.search.type_node(results[number]), node)
        else:
            self._edge(FlowNode(NodeKind.RESULT, method.symbol, number), node)

    def _called(self, node: FlowNode, value: FlowNode, number: int) -> None:
        """A value turned out to be the function that is called."""
        if value.kind is NodeKind.OPEN:
            self._edge(value, node)
        elif value.kind is NodeKind.FUNCTION and isinstance(value.of, Symbol | FlowPlace):
            self._edge(FlowNode(NodeKind.RESULT, value.of, number), node)


def _too_far(declarations: int) -> OpenEnd:
    what = f"{MOST_DECLARATIONS:,} declarations" if declarations > MOST_DECLARATIONS else f"{MOST_NODES:,} values"
    return OpenEnd(OpenWhy.UNFOLLOWED, f"it would have to be followed through more than {what}")


def satisfies(t: Type, interface: Type) -> bool:
    """Whether a type's method set has the methods of an interface, as far as they can be compared."""
    wanted = underlying(interface)
    if not isinstance(wanted, Interface):
        return True
    for method in interface_methods(wanted).values():
        found = select(t, method.name, method.package or "")
        if isinstance(found, Invalid) and not found.absent:
            continue
        if not isinstance(found, Selection) or not isinstance(found.obj, Func):
            return False
        if found.obj.pointer and not found.indirect and not found.obj.interface:
            return False
        if not identical(found.obj.signature(), method.signature()):
            return False
    return True


@cache
def standard_interfaces() -> dict[str, tuple[Symbol, ...]]:
    """The standard library's interfaces by the name of each exported method."""
    found: dict[str, list[Symbol]] = {}
    for path in sorted(stdlib.packages()):
        text = (stdlib.text(path) or b"").decode()
        for name, body in re.findall(r"(?m)^type (\w+)(?:\[.*\])? interface \{\n((?:\t.*\n)*)\}", text):
            for method in re.findall(r"(?m)^\t([A-Z]\w*)\(", body):
                found.setdefault(method, []).append(Symbol(path, name, method))
    return {name: tuple(symbols) for name, symbols in found.items()}
