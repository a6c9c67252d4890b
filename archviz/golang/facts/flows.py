"""Where the values of interface types, functions and containers in a declaration's code come from and go to.

A place that can hold such a value is a ``FlowNode``; that the value of one can be found in another is a ``ValueFlow``.
A struct's field is one node, whichever of the struct's values it is of, and a variable one, whenever it is asked for:
what flows is more than what can happen, never less. A pointer to a container is taken for the container itself.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archviz.golang.facts.flow_nodes import (
    Dispatch,
    FlowNode,
    FlowPlace,
    InterfaceCall,
    NodeKind,
    OpenEnd,
    OpenWhy,
    ValueFlow,
    embedding_field,
    is_container,
    is_dynamic,
    is_followed,
    is_function,
    is_held,
    open_node,
    type_text,
)
from archviz.golang.syntax import ast
from archviz.golang.types.body import BodyChecker
from archviz.golang.types.expr import OperandMode, callee
from archviz.golang.types.identity import core_type
from archviz.golang.types.objects import Func, Var
from archviz.golang.types.types import (
    UNTYPED,
    Array,
    Basic,
    Chan,
    Invalid,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    is_interface,
    named,
    unalias,
    underlying,
)
from archviz.golang.types.typexpr import type_of
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.golang.types.expr import Operand
    from archviz.golang.types.flow import HeldValue
    from archviz.golang.types.objects import NameLookup
    from archviz.golang.types.package import File


NIL = FlowNode(NodeKind.TYPE, "nil")
DECODING = ("encoding/", "reflect", "database/sql")


class Flows(BodyChecker):
    """Walks code of one file and gathers what flows where; ``owner`` is the function whose body it is, if any."""

    def __init__(self, package: str, scope: NameLookup, file: File, owner: Symbol | None) -> None:
        super().__init__(package, scope)
        self.file = file
        self.flows: list[ValueFlow] = []
        self.calls: list[InterfaceCall] = []
        self.dispatches: dict[FlowNode, Dispatch] = {}
        self.dynamic: dict[FlowNode, tuple[FlowNode, int]] = {}
        """Results of calls of function values: which node holds the function, and the number of the result."""
        self.asserted: dict[FlowNode, tuple[FlowNode, Type]] = {}
        self.types: dict[str, Type] = {"nil": UNTYPED["nil"]}
        self.called_literals: set[FlowPlace] = set()
        """The function literals that are called where they stand."""
        self.values: Counter[Symbol] = Counter()
        """The functions and methods that are used as values."""
        self.interface_parameters: dict[str, set[Symbol]] = {}
        """By the name of a method, the interfaces' methods of that name that are called."""
        self.unresolved: set[str] = set()
        """The names of members that are selected from what is not known."""
        self.decoded: list[tuple[Symbol, FlowPlace]] = []
        """The types a pointer to which is handed to a function of the standard library that may set its fields."""
        self._operands: dict[int, Operand] = {}
        self._parts: dict[int, tuple[ast.Expr, int]] = {}
        self._ranged: dict[int, tuple[ast.Range, int]] = {}
        self._subjects: dict[int, ast.Expr] = {}
        self._kept: list[list[Operand]] = []
        self._field_types: dict[Symbol, Type] = {}
        self._owner: Symbol | FlowPlace | None = owner
        self._results: tuple[Type, ...] = ()

    # Nodes

    def place(self, at: int) -> FlowPlace:
        """A place in this file."""
        return FlowPlace(self.file.path, at)

    def add(self, to: FlowNode | None, source: FlowNode | None, at: int) -> None:
        """The value of one node can be found in another."""
        if to is not None and source is not None and source != NIL and to != source:
            self.flows.append(ValueFlow(to, source, self.place(at)))

    def type_node(self, t: Type) -> FlowNode:
        """A value of a type that is no interface."""
        text = type_text(t)
        self.types.setdefault(text, t)
        return FlowNode(NodeKind.TYPE, text)

    def give(
        self, to: FlowNode | None, t: Type, x: ast.Expr | None, source: FlowNode | None, given: Type, at: int
    ) -> None:
        """A node of a type is given the value of an expression of another; without one, that of a node."""
        if isinstance(given, Invalid):
            if is_followed(t):
                self.add(to, open_node(OpenWhy.UNRESOLVED, f"the type is not known: {given.reason}"), at)
            return
        if given is UNTYPED["nil"]:
            return
        if isinstance(unalias(given), Struct) and x is not None:
            self._converted(x, t, given)
        if is_dynamic(t) and not is_dynamic(given):
            self.add(to, self.type_node(given), at)
            if is_container(given) or is_function(given):
                held = source if source is not None or x is None else self.node(x)
                self.add(FlowNode(NodeKind.ESCAPE, "it becomes a value of an interface"), held, at)
            return
        if is_dynamic(given) or is_container(given) or is_function(given):
            self.add(to, source if source is not None or x is None else self.node(x), at)

    def given(self, to: FlowNode | None, t: Type, x: ast.Expr, at: int | None = None) -> None:
        """A node of a type is given the value of an expression."""
        operand = self._operands.get(id(x)) or self._operands.get(id(ast.unparen(x)))
        if operand is not None:
            self.give(to, t, x, None, operand.type, x.start if at is None else at)

    def part(self, to: FlowNode | None, t: Type, x: ast.Expr, number: int, at: int) -> None:
        """A node of a type is given one of several values of an expression."""
        operand = self._operands.get(id(x))
        inner = ast.unparen(x)
        if operand is None:
            return
        if isinstance(operand.type, Tuple):
            given = operand.type.types[number] if number < len(operand.type.types) else Invalid("too few results")
            source = self._result(inner, number) if isinstance(inner, ast.Call) else None
            self.give(to, t, None, source, given, at)
        elif number == 0:
            self.give(to, t, x, None, operand.type, at)

    def variable(self, var: Var) -> FlowNode:
        """The node of a variable that is no field."""
        if var.level and var.symbol is not None:
            return FlowNode(NodeKind.VARIABLE, var.symbol)
        return FlowNode(NodeKind.VARIABLE, self.place(var.at))

    def node(self, x: ast.Expr) -> FlowNode | None:
        """What gives the value of an expression that was worked out before; None for what holds nothing of interest."""
        x = ast.unparen(x)
        operand = self._operands.get(id(x))
        if operand is None:
            return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x)} is not followed")
        t = operand.type
        if isinstance(t, Invalid):
            return open_node(OpenWhy.UNRESOLVED, f"the type of {self.file.brief(x)} is not known: {t.reason}")
        if t is UNTYPED["nil"]:
            return NIL
        if operand.mode is not OperandMode.VALUE:
            return None
        if not is_followed(t):
            return self.type_node(t)
        return self._followed(x, operand)

    def _followed(self, x: ast.Expr, operand: Operand) -> FlowNode | None:
        match x:
            case ast.Ident():
                return self._named_node(x, operand)
            case ast.SelectorExpr():
                return self._selected(x, operand)
            case ast.Call():
                return self._call_node(x)
            case ast.CompositeLit():
                return FlowNode(NodeKind.EXPRESSION, self.place(x.start))
            case ast.FuncLit():
                return FlowNode(NodeKind.FUNCTION, self.place(x.start))
            case ast.TypeAssert():
                return self._assertion(x.x, operand.type, x.start)
            case ast.Index():
                base = self._operands.get(id(x.x))
                if base is not None and is_function(base.type):
                    return self.node(x.x)  # an instantiation
                return self._within(self.node(x.x))
            case ast.SliceExpr() | ast.Star():
                base = self._operands.get(id(x.x))
                if isinstance(x, ast.Star) and base is not None and not is_container(base.type):
                    return open_node(OpenWhy.ADDRESS, f"{self.file.brief(x)} is read through a pointer")
                return self.node(x.x)
            case ast.Unary(op="&"):
                return self.node(x.x)
            case ast.Unary(op="<-"):
                return self._within(self.node(x.x))
        return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x)} is not followed")

    def _as(self, t: Type, x: ast.Expr) -> FlowNode | None:
        """What gives the value of an expression where it becomes one of a type."""
        operand = self._operands.get(id(x))
        if operand is None or not is_dynamic(t) or is_dynamic(operand.type) or not is_held(operand.type):
            return self.node(x)
        self.add(FlowNode(NodeKind.ESCAPE, "it becomes a value of an interface"), self.node(x), x.start)
        return self.type_node(operand.type)

    def _within(self, container: FlowNode | None) -> FlowNode | None:
        return FlowNode(NodeKind.ELEMENT, container) if container is not None and container != NIL else None

    def _named_node(self, x: ast.Ident, operand: Operand) -> FlowNode | None:
        obj = operand.obj
        if isinstance(obj, Func) and obj.symbol is not None:
            return FlowNode(NodeKind.FUNCTION, obj.symbol)
        if not isinstance(obj, Var):
            return open_node(OpenWhy.UNFOLLOWED, f"{x.name} is not followed")
        if not obj.level and obj.at in self._subjects and is_dynamic(obj.type):
            return self._assertion(self._subjects[obj.at], obj.type, obj.at)
        return self.variable(obj)

    def _selected(self, x: ast.SelectorExpr, operand: Operand) -> FlowNode | None:
        obj = operand.obj
        if isinstance(obj, Func):
            base = self._operands.get(id(x.x))
            if obj.symbol is None or obj.interface or (base is not None and base.mode is OperandMode.TYPE):
                what = f"{self.file.brief(x)} is a method expression, or a method of an interface used as a value"
                return open_node(OpenWhy.BOUND, what)
            return FlowNode(NodeKind.FUNCTION, obj.symbol)
        if not isinstance(obj, Var):
            return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x)} is not followed")
        if not obj.field:
            return self.variable(obj)
        return self._field(operand.symbol, self.file.brief(x))

    def _field(self, symbol: Symbol | None, text: str) -> FlowNode:
        if symbol is None:
            return open_node(OpenWhy.UNFOLLOWED, f"{text} is a field of a struct without a name")
        return FlowNode(NodeKind.FIELD, symbol)

    def _assertion(self, x: ast.Expr, t: Type, at: int) -> FlowNode | None:
        """The value of an expression where it is of a type."""
        if not is_interface(t):
            return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x)} is asserted to hold a container or a function")
        source = self.node(x)
        if source is None or source.kind in (NodeKind.OPEN, NodeKind.TYPE):
            return source
        found = FlowNode(NodeKind.EXPRESSION, self.place(at), 1 + list_index(self.types, type_text(t), t))
        self.asserted[found] = source, t
        return found

    # Calls

    def _call_node(self, x: ast.Call) -> FlowNode | None:
        fun = self._operands.get(id(x.fun))
        if fun is not None and fun.mode is OperandMode.TYPE:
            operand = self._operands.get(id(x.args[0])) if len(x.args) == 1 else None
            if operand is None:
                return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x)} is not followed")
            return self._as(fun.type, x.args[0])
        if fun is not None and fun.mode is OperandMode.BUILTIN:
            if fun.obj is not None and fun.obj.name in ("append", "make", "new"):
                return FlowNode(NodeKind.EXPRESSION, self.place(x.start))
            return open_node(OpenWhy.UNFOLLOWED, f"what {self.file.brief(x)} gives is not followed")
        return self._result(x, 0)

    def _result(self, x: ast.Call, number: int) -> FlowNode | None:
        fun = self._operands.get(id(x.fun))
        if fun is None or isinstance(fun.type, Invalid):
            reason = fun.type.reason if fun is not None and isinstance(fun.type, Invalid) else "it is not known"
            return open_node(OpenWhy.UNRESOLVED, f"what {self.file.brief(x.fun)} calls: {reason}")
        if isinstance(fun.obj, Func):
            if fun.obj.interface:
                receiver = self._receiver(x, fun.obj)
                if receiver is None:
                    return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x.fun)} is not followed")
                found = FlowNode(NodeKind.EXPRESSION, self.place(x.start), -1 - number)
                self.dispatches[found] = Dispatch(receiver, fun.obj.name, self.package, number)
                return found
            if fun.obj.symbol is None:
                return open_node(OpenWhy.UNFOLLOWED, f"{self.file.brief(x.fun)} is not followed")
            return FlowNode(NodeKind.RESULT, fun.obj.symbol, number)
        held = self.node(x.fun)
        if held is None or held.kind is NodeKind.OPEN:
            return held
        found = FlowNode(NodeKind.EXPRESSION, self.place(x.start), -1 - number)
        self.dynamic[found] = held, number
        return found

    def _receiver(self, call: ast.Call, method: Func) -> FlowNode | None:
        """What an interface's method is called on; that of an embedded interface on the field that holds it."""
        fun = callee(call.fun)
        if not isinstance(fun, ast.SelectorExpr):
            return None
        base = self._operands.get(id(fun.x))
        if base is None:
            return None
        if base.mode is OperandMode.TYPE:
            return self._as(base.type, call.args[0]) if call.args else None
        if is_dynamic(base.type):
            return self.node(fun.x)
        field = embedding_field(base.type, method.name, self.package)
        return self._field(field, self.file.brief(fun))

    def found_call(self, call: ast.Call, at: ast.Node, callee: Operand) -> None:
        """A function or method is called."""
        obj = callee.obj
        if isinstance(obj, Func) and obj.interface:
            receiver = self._receiver(call, obj) or open_node(OpenWhy.UNFOLLOWED, "the receiver is not followed")
            self.calls.append(InterfaceCall(self.place(at.start), obj, receiver))

    def found_function_value(self, at: ast.Ident, function: Operand) -> None:  # noqa: ARG002
        """A function or method is used as a value."""
        if function.symbol is not None:
            self.values[function.symbol] += 1

    def found_unresolved(self, call: ast.Call, at: ast.Node, reason: str) -> None:  # noqa: ARG002
        """A call whose callee could not be worked out."""
        if isinstance(at, ast.Ident):
            self.unresolved.add(at.name)

    def found_arguments(self, call: ast.Call, arguments: list[Operand]) -> None:
        """The arguments of a call were worked out."""
        fun = self._operands.get(id(call.fun))
        if fun is None or fun.mode is OperandMode.TYPE:
            if fun is not None and arguments and isinstance(arguments[0].type, Type):
                self._converted(call, fun.type, arguments[0].type)
            return
        if fun.mode is OperandMode.BUILTIN:
            self._builtin_call(call, fun.obj.name if fun.obj is not None else "", arguments)
            return
        t = core_type(fun.type)
        if not isinstance(t, Signature):
            return
        obj = fun.obj
        first = 0
        if isinstance(obj, Func):
            declared = obj.signature()
            first = max(len(t.params) - len(declared.params), 0)
            t = declared
            if obj.symbol is None:
                return
            self._pass_receiver(call, obj, method_expression=bool(first))
            if obj.interface:
                self.interface_parameters.setdefault(obj.name, set()).add(obj.symbol)
            of: Symbol | FlowPlace | FlowNode | None = obj.symbol
        else:
            of = self.node(call.fun)
        if (
            isinstance(of, FlowNode)
            and of.kind is NodeKind.FUNCTION
            and not isinstance(of.of, (str, FlowNode, OpenEnd))
        ):
            of = of.of
            if isinstance(of, FlowPlace):
                self.called_literals.add(of)
        if of is None or (isinstance(of, FlowNode) and of.kind is NodeKind.OPEN):
            return
        self._pass(call, of, t, arguments, first)

    def _pass_receiver(self, call: ast.Call, method: Func, *, method_expression: bool) -> None:
        fun = callee(call.fun)
        if method.interface or method_expression or not method.owner or not isinstance(fun, ast.SelectorExpr):
            return
        base = self._operands.get(id(fun.x))
        if base is not None and method.symbol is not None and (is_container(base.type) or is_function(base.type)):
            self.add(FlowNode(NodeKind.PARAMETER, method.symbol, -1), self.node(fun.x), fun.x.start)

    def _pass(
        self, call: ast.Call, of: Symbol | FlowPlace | FlowNode, t: Signature, arguments: list[Operand], first: int
    ) -> None:
        variadic = len(t.params) - 1 if t.variadic else None
        standard = isinstance(of, Symbol) and self._is_standard(of.package)
        several = len(arguments) == 1 and isinstance(arguments[0].type, Tuple)
        types = arguments[0].type.types if several and isinstance(arguments[0].type, Tuple) else ()
        for i in range(len(types) if several else len(call.args)):
            number = i - first
            if number < 0:
                continue
            to = FlowNode(NodeKind.PARAMETER, of, min(number, variadic) if variadic is not None else number)
            if number >= len(t.params) and variadic is None:
                continue
            param = t.params[min(number, len(t.params) - 1)]
            if variadic is not None and number >= variadic and not (call.spread and i == len(call.args) - 1):
                to = FlowNode(NodeKind.ELEMENT, to)
                element = core_type(param)
                param = element.elem if isinstance(element, Slice) else param
            x = call.args[0 if several else i]
            if standard and not several and not is_held(arguments[i].type):
                self._decoding(of, param, arguments[i].type, x)
                continue
            if several:
                self.part(to, param, x, i, x.start)
            else:
                self.given(to, param, x)
                self._decoding(of, param, arguments[i].type, x)

    def _is_standard(self, path: str) -> bool:
        package = self.file.package.packages.load(path)
        return package is not None and package.standard

    def _decoding(self, of: Symbol | FlowPlace | FlowNode, param: Type, given: Type, x: ast.Expr) -> None:
        if isinstance(of, Symbol) and is_interface(param) and of.package.startswith(DECODING):
            t = unalias(given)
            found = named(t)
            if isinstance(t, Pointer) and found is not None and found.obj.symbol is not None:
                self.decoded.append((found.obj.symbol, self.place(x.start)))

    def _converted(self, x: ast.Expr, to: Type, given: Type) -> None:
        """A struct becomes one of another type: the fields of one are those of the other."""
        one, other = named(to), named(given)
        if one is None or given is UNTYPED["nil"] or one is other or not isinstance(underlying(one), Struct):
            return
        struct = underlying(one)
        for field in struct.fields if isinstance(struct, Struct) else ():
            target = one.obj.symbol.of(field.name) if one.obj.symbol is not None else None
            source = other.obj.symbol.of(field.name) if other is not None and other.obj.symbol is not None else None
            if target is not None and is_followed(field.type):
                held = self._field(source, self.file.brief(x))
                self.add(FlowNode(NodeKind.FIELD, target), held, x.start)
                if source is not None:
                    self.add(held, FlowNode(NodeKind.FIELD, target), x.start)

    def _builtin_call(self, call: ast.Call, name: str, arguments: list[Operand]) -> None:
        if name == "append" and call.args:
            made = FlowNode(NodeKind.EXPRESSION, self.place(call.start))
            self.given(made, arguments[0].type, call.args[0])
            into = core_type(arguments[0].type)
            for x, operand in zip(call.args[1:], arguments[1:], strict=False):
                if call.spread:
                    self.add(self._within(made), self._within(self.node(x)), x.start)
                elif isinstance(into, Slice):
                    self.give(self._within(made), into.elem, x, None, operand.type, x.start)
        elif name == "copy" and len(call.args) == 2:
            to, source = (self.node(x) for x in call.args)
            self.add(self._within(to), self._within(source), call.start)

    # Literals and types

    def expr(self, x: ast.Expr) -> Operand:
        """Work an expression out, and remember what it is."""
        found = self._operands[id(x)] = super().expr(x)
        if isinstance(x, ast.SelectorExpr) and isinstance(found.type, Invalid):
            self.unresolved.add(x.sel.name)
        elif isinstance(x, ast.Unary) and x.op == "&":
            self._address(x)
        return found

    def _address(self, x: ast.Unary) -> None:
        """The address of what holds an interface's value or a function is taken: anybody may set it by that."""
        operand = self._operands.get(id(x.x))
        if operand is not None and (is_dynamic(operand.type) or is_function(operand.type)):
            held = self.node(x.x)
            if held is not None and held.kind in (NodeKind.VARIABLE, NodeKind.FIELD, NodeKind.ELEMENT):
                self.add(held, open_node(OpenWhy.ADDRESS, f"the address of {self.file.brief(x.x)} is taken"), x.start)

    def composite(self, x: ast.CompositeLit, t: Type) -> Operand:
        """A composite literal of a type, also one whose type is elided."""
        found = self._operands[id(x)] = super().composite(x, t)
        base = core_type(t)
        if isinstance(base, Pointer):
            base = core_type(base.elem)
        if isinstance(base, (Map, Slice, Array)):
            to = self._within(FlowNode(NodeKind.EXPRESSION, self.place(x.start)))
            for element in x.elements:
                self.given(to, base.elem, element.value)
        return found

    def found_element(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand) -> None:
        """A field is given a value in a composite literal."""
        if field is None:
            return
        self._operands[id(x)] = operand
        to, t = FlowNode(NodeKind.FIELD, field), self._field_types.get(field)
        if t is None:
            self.add(
                to, open_node(OpenWhy.UNFOLLOWED, f"{field.short} is set by the literal of another struct"), at.start
            )
        else:
            self.give(to, t, x, None, operand.type, at.start)

    def _struct_literal(self, x: ast.CompositeLit, t: Type, struct: Struct) -> None:
        found = named(t)
        symbol = found.obj.symbol if found is not None else None
        if symbol is not None:
            self._field_types.update((symbol.of(field.name), field.type) for field in struct.fields)
        super()._struct_literal(x, t, struct)

    # Functions and statements

    def function(self, decl: ast.FuncDecl, receiver: Var | None, type_params: list[ast.Field]) -> None:
        """A declared function's body."""
        if receiver is not None and self._owner is not None and receiver.at >= 0:
            self.add(self.variable(receiver), FlowNode(NodeKind.PARAMETER, self._owner, -1), receiver.at)
        super().function(decl, receiver, type_params)

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body."""
        outer = self._owner, self._results
        self._owner = self.place(literal.start)
        super().function_body(literal)
        self._owner, self._results = outer

    def _parameters(self, t: ast.FuncType, scope: object) -> None:
        super()._parameters(t, scope)  # type: ignore[arg-type]
        owner = self._owner
        if owner is None:
            return
        number = 0
        for field in t.params:
            for name in field.names:
                obj = self.uses.get(name.start)
                if isinstance(obj, Var):
                    self.add(self.variable(obj), FlowNode(NodeKind.PARAMETER, owner, number), name.start)
                number += 1
            number += not field.names
        results: list[Type] = []
        for field in t.results:
            given = type_of(field.type, self.scope, self.package)
            for name in field.names:
                obj = self.uses.get(name.start)
                if isinstance(obj, Var):
                    self.add(FlowNode(NodeKind.RESULT, owner, len(results)), self.variable(obj), name.start)
                results.append(given)
            results += [given] * (not field.names)
        self._results = tuple(results)

    def _stmt(self, s: ast.Stmt | None) -> None:
        super()._stmt(s)
        if isinstance(s, ast.Return) and self._owner is not None and s.results:
            if len(s.results) == 1 and len(self._results) > 1:
                for i, t in enumerate(self._results):
                    self.part(FlowNode(NodeKind.RESULT, self._owner, i), t, s.results[0], i, s.start)
                return
            for i, (x, t) in enumerate(zip(s.results, self._results, strict=False)):
                self.given(FlowNode(NodeKind.RESULT, self._owner, i), t, x)

    def _values(self, rhs: list[ast.Expr], count: int) -> list[Operand]:
        found = super()._values(rhs, count)
        if len(rhs) == 1 and count > 1:
            self._parts.update((id(operand), (rhs[0], i)) for i, operand in enumerate(found))
            self._kept.append(found)  # so that no other operand has the identity of one of these
        return found

    def _made(
        self, name: ast.Ident, t: Type, operand: Operand, x: ast.Expr | None = None, *, typed: bool = False
    ) -> tuple[Var, HeldValue | None]:
        var, held = super()._made(name, t, operand, x, typed=typed)
        to = self.variable(var)
        if id(name) in self._ranged:
            self._ranging(to, t, *self._ranged[id(name)])
        elif x is not None:
            self.given(to, t, x, name.start)
        elif id(operand) in self._parts:
            rhs, i = self._parts[id(operand)]
            self.part(to, t, rhs, i, name.start)
        return var, held

    def _define(self, s: ast.Assign) -> None:
        super()._define(s)
        for i, x in enumerate(s.lhs):
            obj = self.uses.get(x.start) if isinstance(x, ast.Ident) else None
            if isinstance(obj, Var) and obj.at != x.start:
                if len(s.lhs) == len(s.rhs):
                    self.given(self.variable(obj), obj.type, s.rhs[i], x.start)
                else:
                    self.part(self.variable(obj), obj.type, s.rhs[0], i, x.start)

    def _assigned(self, x: ast.Expr, target: Operand, rhs: ast.Expr, operand: Operand, *, plain: bool) -> None:
        super()._assigned(x, target, rhs, operand, plain=plain)
        inner = ast.unparen(x)
        self._operands.setdefault(id(inner), target)
        to = self._target_node(inner, target)
        if to is None or to.kind is NodeKind.OPEN:
            return
        if id(operand) in self._parts:
            source, number = self._parts[id(operand)]
            self.part(to, target.type, source, number, x.start)
        elif operand.type is not target.type or not isinstance(operand.type, Basic):
            self.give(to, target.type, rhs, None, operand.type, x.start)

    def _target_node(self, x: ast.Expr, target: Operand) -> FlowNode | None:
        t = target.type
        if not is_followed(t):
            return None
        if isinstance(x, ast.Ident) and isinstance(target.obj, Var):
            return self.variable(target.obj)
        return self.node(x)

    def _range(self, s: ast.Range) -> None:
        self._ranged.update((id(x), (s, i)) for i, x in enumerate(s.lhs))
        super()._range(s)
        for i, x in enumerate(s.lhs if not s.define else ()):
            inner = ast.unparen(x)
            target = self._operands.get(id(inner))
            to = self._target_node(inner, target) if target is not None else None
            if to is not None and target is not None and to.kind is not NodeKind.OPEN:
                self._ranging(to, target.type, s, i)

    def _ranging(self, to: FlowNode, t: Type, s: ast.Range, number: int) -> None:
        """A variable of a range clause."""
        operand = self._operands.get(id(s.x))
        if operand is None or not is_followed(t):
            return
        over = core_type(operand.type)
        if isinstance(over, Pointer):
            over = core_type(over.elem)
        if isinstance(over, Chan) or (number == 1 and isinstance(over, (Map, Slice, Array))):
            self.add(to, self._within(self.node(s.x)), s.x.start)
        else:
            self.add(to, open_node(OpenWhy.UNFOLLOWED, f"it is ranged over {self.file.brief(s.x)}"), s.x.start)

    def _send(self, s: ast.Send) -> None:
        super()._send(s)
        channel = self._operands.get(id(s.channel))
        t = core_type(channel.type) if channel is not None else None
        if isinstance(t, Chan):
            self.given(self._within(self.node(s.channel)), t.elem, s.value)

    def _type_switch(self, s: ast.TypeSwitch) -> None:
        if s.bind is not None:
            self._subjects[s.bind.start] = s.x
        super()._type_switch(s)

    def finish(self) -> None:
        """Forget what only the walk needs."""
        for known in (self._operands, self._parts, self._ranged, self._subjects, self._field_types):
            known.clear()
        self._kept.clear()
        self.uses = {}


def list_index(types: dict[str, Type], text: str, t: Type) -> int:
    """The number of a type among some, to which it is added."""
    types.setdefault(text, t)
    return list(types).index(text)
