"""The places in a declaration's code that are relations, and the calls among them that cannot be resolved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.types.body import BodyChecker
from archviz.golang.types.constants import evaluate, initial_value
from archviz.golang.types.identity import core_type
from archviz.golang.types.objects import Const, Func, PkgName, TypeName, Var
from archviz.golang.types.types import Chan, Map, Type, named, underlying
from archviz.model.graph import Gap, GapKind, Unresolved
from archviz.model.relations import (
    CallKind,
    FunctionLiteral,
    LiteralUse,
    Mode,
    Relation,
    RelationKind,
    Stored,
    Use,
    UseKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.types.expr import Operand
    from archviz.golang.types.objects import NameLookup, Object, Value
    from archviz.golang.types.package import File
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

_READS = (UseKind.READS,)
_MENTIONS = (UseKind.MENTIONS,)
_LITERAL_USES = {Mode.PLAIN: LiteralUse.CALLED, Mode.GO: LiteralUse.GO, Mode.DEFER: LiteralUse.DEFER}


class Sites(BodyChecker):
    """Walks code of one file that belongs to ``source`` and gathers what is found in ``relations`` and ``unresolved``.

    ``finish`` is called after the last of it.
    """

    def __init__(self, package: str, scope: NameLookup, source: Symbol, file: File) -> None:
        super().__init__(package, scope)
        self.source = source
        self.file = file
        self.position = file.position
        self.text = file.brief
        self.relations: list[Relation] = []
        self.unresolved: list[Unresolved] = []
        self._within: FunctionLiteral | None = None
        self.literals: list[tuple[FunctionLiteral, int, int]] = []
        """Each function literal, and the byte offsets of its begin and end."""
        self._literals: dict[int, tuple[LiteralUse, Symbol | None]] = {}
        self._modes: dict[int, Mode] = {}
        self._receivers: dict[int, Symbol | None] = {}
        self._fields: dict[int, Symbol | None] = {}
        self._arguments: dict[int, list[Operand]] = {}
        self._containers: dict[int, Operand] = {}
        self._conversions: set[int] = set()
        self._used: list[tuple[UseKind, Symbol, Symbol, int, FunctionLiteral | None, bool]] = []
        self._roles: dict[int, tuple[UseKind, ...]] = {}
        self._given: set[int] = set()
        self.selected: dict[int, Symbol] = {}
        self.channels: list[tuple[Symbol, int | None]] = []
        """For each field that is given a channel its capacity, None where the place does not show that."""
        self.unknown: list[Gap] = []
        self._followed: list[tuple[int, tuple[Var, ...], tuple[Var, ...]]] = []

    def finish(self) -> None:
        """Take back what was said of values that went through variables of which nothing can be said."""
        for at, through, key in self._followed:
            relation = self.relations[at]
            stored = relation.stored
            if not self.flow.settled(through):
                relation = replace(relation, through=None)
                stored = replace(stored, value_from=None, value_read=None) if stored is not None else None
            if stored is not None and not self.flow.settled(key):
                stored = replace(stored, key="")
            self.relations[at] = replace(relation, stored=stored)
        self._followed.clear()

    def forget_uses(self, places: Iterable[Position]) -> None:
        """Pass over the uses that were found so far at some places."""
        known = frozenset(places)
        self._used = [use for use in self._used if self.position(use[3]) not in known]

    def used(self) -> Iterator[Use]:
        """The uses that were found."""
        places = {use[3] for use in self._used}
        found = self._used if len(places) == len(self._used) else dict.fromkeys(self._used)
        for kind, source, target, at, literal, certain in found:
            yield Use(kind, source, target, self.position(at), literal, certain)

    def found_use(self, at: ast.Ident, obj: Object) -> None:
        """An identifier means an object."""
        super().found_use(at, obj)
        symbol = used_symbol(obj)
        if symbol is not None:
            usual = _MENTIONS if isinstance(obj, TypeName) else _READS
            for kind in self._roles.get(at.start, usual):
                self._used.append((kind, self.source, symbol, at.start, self._within, True))

    def found_field(self, at: ast.Ident, field: Operand) -> None:
        """A field is selected."""
        if field.symbol is not None:
            if field.certain:
                self.selected[at.start] = field.symbol
            for kind in self._roles.get(at.start, _READS):
                if kind is not UseKind.WRITES or at.start not in self._given:
                    self._used.append((kind, self.source, field.symbol, at.start, self._within, field.certain))

    def found_unknown(self, at: ast.Ident, reason: str) -> None:
        """A field or a method is selected of something that could not be worked out."""
        message = f"{at.name} is selected of something that could not be resolved: {reason}"
        names = frozenset((at.name,))
        self.unknown.append(Gap(GapKind.UNRESOLVED, self.position(at.start), message, names, package=self.package))

    def found_written(self, x: ast.Expr, *, read: bool = False, assigned: bool = False) -> None:
        """What is written is about to be worked out; a field that is assigned to has a relation of its own."""
        name = _name_of(x)
        if name is not None:
            self._roles[name.start] = (*(_READS if read else ()), UseKind.WRITES)
            if assigned:
                self._given.add(name.start)

    def found_operand(self, x: ast.Expr) -> None:
        """What the address is taken of is about to be worked out."""
        name = _name_of(x)
        if name is not None:
            self._roles[name.start] = (UseKind.ADDRESSES,)

    def found_asserted(self, x: ast.Expr) -> None:
        """The type that an assertion or a type switch asks for is about to be worked out."""
        self._play(x, UseKind.ASSERTS)

    def found_created(self, x: ast.Expr) -> None:
        """The type of a composite literal is about to be worked out."""
        self._play(x, UseKind.CREATES)

    def _play(self, x: ast.Expr, kind: UseKind) -> None:
        while isinstance(x, (ast.Paren, ast.Star, ast.Index)):
            x = x.x
        name = _name_of(x)
        if name is not None:
            self._roles[name.start] = (kind,)

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body, in the scope where it stands."""
        use, receiver = self._literals.get(id(literal), (LiteralUse.KEPT, None))
        outer = self._within
        field = self._fields.get(id(literal))
        self._within = FunctionLiteral(self.position(literal.start), use, receiver, outer, field)
        self.literals.append((self._within, literal.start, literal.end))
        super().function_body(literal)
        self._within = outer

    def _add(
        self,
        kind: RelationKind,
        target: Symbol | None,
        at: int,
        *,
        via: tuple[Var, ...] = (),
        key: tuple[Var, ...] = (),
        **more: object,
    ) -> None:
        if via or key:
            self._followed.append((len(self.relations), via, key))
        self.relations.append(
            Relation(kind, self.source, target, self.position(at), literal=self._within, **more)  # type: ignore[arg-type]
        )

    def found_started(self, call: ast.Expr, mode: Mode) -> None:
        """A go or defer statement is about to be worked out."""
        self._modes[id(ast.unparen(call))] = mode

    def found_call(self, call: ast.Call, at: ast.Node, callee: Operand) -> None:
        """A function or method is called."""
        interface = isinstance(callee.obj, Func) and callee.obj.interface
        self._add(
            RelationKind.CALL,
            callee.symbol,
            at.start,
            call=CallKind.INTERFACE if interface else CallKind.STATIC,
            mode=self._modes.get(id(call), Mode.PLAIN),
            certain=callee.certain,
            through=callee.read_from,
            via=callee.via if callee.read_from is not None else (),
        )

    def found_dynamic_call(self, call: ast.Call, at: ast.Node, callee: Operand | None) -> None:
        """A function value is called."""
        self._add(
            RelationKind.DYNCALL,
            callee.symbol if callee is not None else None,
            at.start,
            call=CallKind.EXPR if callee is None else CallKind.VAR,
            mode=self._modes.get(id(call), Mode.PLAIN),
            certain=callee is None or callee.certain or not _is_field(callee),
        )

    def found_unresolved(self, call: ast.Call, at: ast.Node, reason: str) -> None:
        """A call whose callee could not be worked out; of a chain of calls, only its name is told."""
        text = self.text(call.fun)
        if "(" in text and isinstance(at, ast.Ident):
            text = f"….{at.name}"
        fun = ast.unparen(call.fun)
        selected = isinstance(fun, ast.SelectorExpr) and not (
            isinstance(fun.x, ast.Ident) and isinstance(self.uses.get(fun.x.start), PkgName)
        )
        name = at.name if isinstance(at, ast.Ident) and selected else ""
        self.unresolved.append(Unresolved(self.source, self.position(at.start), text, reason, name))

    def found_argument(self, argument: ast.Expr, call: ast.Call, callee: Symbol | None) -> None:
        """An argument of a call is about to be worked out."""
        inner = ast.unparen(argument)
        if isinstance(inner, (ast.FuncLit, ast.Call)):
            self._literals[id(inner)] = LiteralUse.ARGUMENT, callee
            return
        named_by = _name_of(inner)
        if named_by is not None:
            self._receivers[id(named_by)] = callee
            self._modes[id(named_by)] = self._modes.get(id(call), Mode.PLAIN)

    def found_callee(self, call: ast.Call) -> None:
        """What a call calls is about to be worked out."""
        fun = ast.unparen(call.fun)
        if isinstance(fun, ast.FuncLit):
            self._literals[id(fun)] = _LITERAL_USES[self._modes.get(id(call), Mode.PLAIN)], None

    def found_conversion(self, conversion: ast.Call) -> None:
        """A conversion's operand is about to be worked out: a function literal in it is used as the conversion is."""
        if len(conversion.args) != 1:
            return
        self._conversions.add(id(conversion))
        use = self._literals.get(id(conversion))
        if use is not None:
            self._literals[id(ast.unparen(conversion.args[0]))] = use
        if id(conversion) in self._fields:
            self._expect_field(conversion.args[0], self._fields[id(conversion)])

    def _expect_field(self, x: ast.Expr, field: Symbol | None) -> None:
        inner = ast.unparen(x)
        given = inner if isinstance(inner, (ast.FuncLit, ast.Call)) else _name_of(inner)
        if given is not None:
            self._fields[id(given)] = field

    def found_expected(self, x: ast.Expr, field: Symbol | None) -> None:
        """What is assigned to a field, or to something else, is about to be worked out."""
        self._expect_field(x, field)

    def found_field_value(self, x: ast.Expr, field: Symbol | None) -> None:
        """A field's value in a composite literal is about to be worked out."""
        self._expect_field(x, field)

    def found_function_value(self, at: ast.Ident, function: Operand) -> None:
        """A function or method is used as a value."""
        self._add(
            RelationKind.REF,
            function.symbol,
            at.start,
            mode=self._modes.get(id(at), Mode.PLAIN),
            certain=function.certain,
            receiver=self._receivers.get(id(at)),
            field=self._fields.get(id(at)),
        )

    def found_literal(self, literal: ast.CompositeLit, t: Type) -> None:
        """A composite literal of a named type."""
        found = named(t)
        if found is not None and found.obj.package is not None:
            self._add(RelationKind.CREATES, found.obj.symbol, literal.start)

    def found_element(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand) -> None:
        """A field is given a value in a composite literal."""
        self._sets(at, field, x, operand)

    def found_assigned_field(self, x: ast.SelectorExpr, target: Operand, value: ast.Expr, operand: Operand) -> None:
        """A field is assigned to."""
        self._sets(x.sel, target.symbol, value, operand, certain=target.certain)

    def _sets(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand, *, certain: bool = True) -> None:
        if field is None:
            return
        value = ast.unparen(x)
        given = self._arguments.get(id(value), ()) if isinstance(value, ast.Call) else (operand,)
        symbols = tuple(found for one in given if (found := type_symbol(one.type)) is not None)
        while isinstance(value, ast.Call) and id(value) in self._conversions:
            value = ast.unparen(value.args[0])
        if isinstance(value, ast.FuncLit):
            symbols = (*symbols, self.source)
        certain = certain and all(one.certain for one in given)
        self._add(RelationKind.SETS, field, at.start, arguments=symbols, certain=certain)
        self.channels.append((field, self._capacity(value, operand) if certain else None))

    def _capacity(self, x: ast.Expr, operand: Operand) -> int | None:
        """The capacity of what ``make`` gives (Go specification, "Making slices, maps and channels"), or None."""
        if not isinstance(x, ast.Call) or operand.results != () or not isinstance(underlying(operand.type), Chan):
            return None
        fun = ast.unparen(x.fun)
        if not isinstance(fun, ast.Ident) or fun.name != "make":
            return None
        found = evaluate(x.args[1], self.scope) if len(x.args) > 1 else 0
        return found if isinstance(found, int) else None

    def found_arguments(self, call: ast.Call, arguments: list[Operand]) -> None:
        """The arguments of a call were worked out."""
        self._arguments[id(call)] = arguments

    def found_index(self, x: ast.Index, container: Operand) -> None:
        """What is indexed was worked out."""
        self._containers[id(x)] = container

    def found_entry(self, key: ast.Expr, x: ast.Expr, operand: Operand, element: Type) -> None:
        """A value is put under a key of a map literal."""
        self._stores(key, x, operand, element)

    def found_assigned_entry(self, x: ast.Index, value: ast.Expr, operand: Operand) -> None:
        """An element of a map, slice or array is assigned to."""
        held = self._containers[id(x)]
        into = core_type(held.type)
        if isinstance(into, Map):
            self._stores(x.indices[0], value, operand, into.elem, self.text(x.x), held)

    def _stores(
        self,
        key: ast.Expr,
        x: ast.Expr,
        operand: Operand,
        element: Type,
        text: str = "",
        container: Operand | None = None,
    ) -> None:
        asked: list[Var] = []

        def held(var: Var) -> Value:
            known = self.flow.holds(var)
            if known is None or known.literal is None:
                return None
            asked.append(var)
            return evaluate(known.literal, self.scope)

        found = initial_value(key, self.scope, held)
        stored = Stored(
            key=str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else "",
            key_text=self.text(key),
            container_text=text,
            value_text=self.text(x),
            element=type_symbol(element),
            container=container.symbol if container is not None else None,
            value_from=operand.results if operand.read_or_made is None else (),
            value_read=operand.read_from or operand.read_or_made,
            container_read=container.read_from if container is not None and container.symbol is None else None,
        )
        self._add(
            RelationKind.STORES,
            type_symbol(operand.type),
            key.start,
            stored=stored,
            certain=operand.certain and (container is None or container.certain),
            via=operand.via if stored.value_from is not None or stored.value_read is not None else (),
            key=tuple(asked),
        )

    def found_receive(self, channel: ast.Expr, operand: Operand) -> None:
        """A value is received from a channel."""
        self._channel(RelationKind.RECEIVES, channel, operand)

    def found_sent(self, channel: ast.Expr, operand: Operand) -> None:
        """A value is sent on a channel."""
        self._channel(RelationKind.SENDS, channel, operand)

    def _channel(self, kind: RelationKind, channel: ast.Expr, operand: Operand) -> None:
        at = ast.unparen(channel)
        if isinstance(operand.obj, Var) and operand.symbol is not None:
            start = at.sel.start if isinstance(at, ast.SelectorExpr) else at.start
            self._add(kind, operand.symbol, start, certain=operand.certain)


def used_symbol(obj: Object) -> Symbol | None:
    """The symbol of a type, a package-level variable or a constant; None of anything else."""
    if type(obj) is Var or type(obj) is TypeName or type(obj) is Const:
        return obj.symbol
    return None


def type_symbol(t: Type) -> Symbol | None:
    """The symbol of a named type or of what a pointer to one points to."""
    found = named(t)
    return found.obj.symbol if found is not None else None


def _is_field(operand: Operand) -> bool:
    return isinstance(operand.obj, Var) and operand.obj.field


def _name_of(x: ast.Expr) -> ast.Ident | None:
    x = ast.unparen(x)
    if isinstance(x, ast.SelectorExpr):
        return x.sel
    return x if isinstance(x, ast.Ident) else None
