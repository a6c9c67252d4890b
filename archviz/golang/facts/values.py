"""The values in a declaration's code: arguments of calls, entries of maps, results of functions.

Relations say that there is a call; what it is given is worked out here, for the few declarations that are asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from archviz.golang.facts.sites import type_symbol
from archviz.golang.syntax import ast
from archviz.golang.types.body import BodyChecker
from archviz.golang.types.constants import initial_value
from archviz.golang.types.expr import Operand, OperandMode
from archviz.golang.types.identity import core_type
from archviz.golang.types.objects import Const, Func, PkgName, Var
from archviz.golang.types.types import UNTYPED, Basic, Interface, Map, Signature, Tuple, Type, named, underlying
from archviz.model.values import SourceValue, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.types.flow import HeldValue
    from archviz.golang.types.objects import NameLookup, Value
    from archviz.golang.types.package import File
    from archviz.model.symbols import Symbol

Holder: TypeAlias = "Symbol | Var | int"
"""What holds a map: a field, package variable or the function that returns it; a local variable; or (by its identity) a
literal that is the map."""


@dataclass(slots=True)
class DraftValue:
    """A value before the end of the code, where it is known which of the variables ``via`` are given another one."""

    value: SourceValue
    constant: Value = None
    via: tuple[Var, ...] = ()
    fields: dict[str, DraftValue] = field(default_factory=dict)
    returns: list[list[DraftValue]] = field(default_factory=list)


@dataclass(slots=True)
class FoundCall:
    """A call of a declared function: its name in the code, where it ends, what it calls and what it is given.

    ``variadic`` and ``spread`` are as of ``archviz.model.values.CallSite``.
    """

    at: ast.Node
    end: int
    function: Symbol
    certain: bool
    arguments: list[DraftValue]
    variadic: int | None
    spread: bool


@dataclass(slots=True)
class FoundEntry:
    """A value that is put under a key into a map that ``holder`` holds."""

    at: ast.Node
    holder: Holder | None
    certain: bool
    key: DraftValue
    value: DraftValue


@dataclass(slots=True)
class FoundUse:
    """A function that is used as a value, or a map that is given a value, or handed to ``function`` as an argument.

    ``holder`` is the function, or what holds the map; ``argument`` is the 0-based number of the argument.
    """

    at: ast.Node
    holder: Holder
    reason: str
    function: Symbol | None = None
    argument: int = 0


class Values(BodyChecker):
    """Walks code of one file that belongs to ``source`` and gathers its calls, entries and results.

    ``finish`` is called after the last of it.
    """

    def __init__(self, package: str, scope: NameLookup, source: Symbol, file: File) -> None:
        super().__init__(package, scope)
        self.source = source
        self.file = file
        self.calls: list[FoundCall] = []
        self.unresolved: list[tuple[ast.Ident, str]] = []
        self.used: list[FoundUse] = []
        self.returned: list[list[DraftValue]] = []
        self.initial: DraftValue | None = None
        """What a package-level variable is declared with."""
        self._entries: list[FoundEntry] = []
        self._operands: dict[int, Operand] = {}
        self._called: dict[int, tuple[ast.Node, Operand]] = {}
        self._drafts: dict[Var, DraftValue] = {}
        self._parts: dict[int, tuple[Operand, ast.Expr, int]] = {}
        self._changed_fields: dict[tuple[Var, str], SourceValue] = {}
        self._literal_of: dict[int, int] = {}
        self._held_by: dict[Holder, list[Holder]] = {}
        self._literal_returns: dict[int, list[list[DraftValue]]] = {}
        self._returning = self.returned

    # What is found on the way

    def expr(self, x: ast.Expr) -> Operand:
        """Work an expression out, and remember what it is."""
        found = self._operands[id(x)] = super().expr(x)
        return found

    def composite(self, x: ast.CompositeLit, t: Type) -> Operand:
        """A composite literal of a type, also one whose type is elided."""
        self._literal_of.update((id(element.key), id(x)) for element in x.elements if element.key is not None)
        found = self._operands[id(x)] = super().composite(x, t)
        return found

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body."""
        outer, self._returning = self._returning, []
        self._literal_returns[id(literal)] = self._returning
        super().function_body(literal)
        self._returning = outer

    def found_call(self, call: ast.Call, at: ast.Node, callee: Operand) -> None:
        """A function or method is called."""
        self._called[id(call)] = at, callee

    def found_unresolved(self, call: ast.Call, at: ast.Node, reason: str) -> None:
        """A call whose callee could not be worked out; a function of another package is no method."""
        fun = ast.unparen(call.fun)
        package = isinstance(fun, ast.SelectorExpr) and isinstance(self.uses.get(fun.x.start), PkgName)
        if isinstance(at, ast.Ident) and not package:
            self.unresolved.append((at, reason))

    def found_function_value(self, at: ast.Ident, function: Operand) -> None:
        """A function or method is used as a value."""
        if function.symbol is not None:
            self.used.append(FoundUse(at, function.symbol, "it is used as a value"))

    def found_arguments(self, call: ast.Call, arguments: list[Operand]) -> None:
        """The arguments of a call were worked out."""
        at, fun = self._called.get(id(call), (None, None))
        t = core_type(fun.type) if fun is not None else None
        function = fun.symbol if fun is not None else None
        if at is None or fun is None or function is None or not isinstance(t, Signature):
            return
        for i, (x, operand) in enumerate(zip(call.args, arguments, strict=False)):
            holder = _holder(operand)
            if holder is not None and isinstance(core_type(operand.type), Map):
                self.used.append(FoundUse(x, holder, f"it is handed to {function.short}", function, i))
        drafts = [self.draft(x) for x in call.args]
        if len(arguments) == 1 and isinstance(arguments[0].type, Tuple):
            x = call.args[0]
            drafts = [self._result(x, arguments[0], i, part) for i, part in enumerate(arguments[0].type.types)]
        own = fun.obj.signature() if isinstance(fun.obj, Func) else t
        first = max(len(t.params) - len(own.params), 0)  # a method expression is given the receiver first
        variadic = len(own.params) - 1 if own.variadic else None
        self.calls.append(FoundCall(at, call.end, function, fun.certain, drafts[first:], variadic, call.spread))

    def found_entry(self, key: ast.Expr, x: ast.Expr, operand: Operand, element: Type) -> None:  # noqa: ARG002
        """A value is put under a key of a map literal."""
        literal = self._literal_of[id(key)]
        self._entries.append(FoundEntry(key, literal, operand.certain, self.draft(key), self.draft(x)))

    def found_assigned_entry(self, x: ast.Index, value: ast.Expr, operand: Operand) -> None:  # noqa: ARG002
        """An element of a map, slice or array is assigned to."""
        held = self._operands.get(id(x.x))
        if held is not None and isinstance(core_type(held.type), Map):
            key = x.indices[0]
            self._entries.append(FoundEntry(key, _holder(held), held.certain, self.draft(key), self.draft(value)))

    def found_element(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand) -> None:  # noqa: ARG002
        """A field is given a value in a composite literal."""
        self.given(field, x)

    def found_assigned_field(
        self,
        x: ast.SelectorExpr,
        target: Operand,
        value: ast.Expr,
        operand: Operand,  # noqa: ARG002
    ) -> None:
        """A field is assigned to."""
        self.given(target.symbol, value)
        owner = self.uses.get(x.x.start) if isinstance(x.x, ast.Ident) else None
        if isinstance(owner, Var):
            self._changed_fields[owner, x.sel.name] = self.draft(value).value

    def _assigned(self, x: ast.Expr, target: Operand, rhs: ast.Expr, operand: Operand, *, plain: bool) -> None:
        super()._assigned(x, target, rhs, operand, plain=plain)
        if isinstance(target.obj, Var) and target.obj.level:
            self.given(target.symbol, rhs)

    def given(self, holder: Symbol | Var | None, x: ast.Expr) -> None:
        """A field or variable is given a map, or a function returns one."""
        x = ast.unparen(x)
        operand = self._operands.get(id(x))
        if holder is None or operand is None or not isinstance(core_type(operand.type), Map):
            return
        if isinstance(x, ast.CompositeLit):
            self._held_by.setdefault(id(x), []).append(holder)
            return
        source = _holder(operand)
        if isinstance(holder, Var):
            if source is not None:
                self._held_by.setdefault(holder, []).append(source)
        elif isinstance(source, Var):
            self._held_by.setdefault(source, []).append(holder)
        elif operand.results != ():
            self.used.append(FoundUse(x, holder, f"it is given {self.file.brief(x)}"))

    def _values(self, rhs: list[ast.Expr], count: int) -> list[Operand]:
        found = super()._values(rhs, count)
        if len(rhs) == 1 and count > 1:
            self._parts.update((id(operand), (operand, rhs[0], i)) for i, operand in enumerate(found))
        return found

    def _made(
        self, name: ast.Ident, t: Type, operand: Operand, x: ast.Expr | None = None, *, typed: bool = False
    ) -> tuple[Var, HeldValue | None]:
        var, held = super()._made(name, t, operand, x, typed=typed)
        if x is not None:
            self._drafts[var] = self.draft(x)
            self.given(var, x)
        elif id(operand) in self._parts:
            _, call, i = self._parts[id(operand)]
            self._drafts[var] = self._result(call, operand, i, operand.type)
        return var, held

    def _stmt(self, s: ast.Stmt | None) -> None:
        super()._stmt(s)
        if isinstance(s, ast.Return):
            for x in s.results if self._returning is self.returned else ():
                self.given(self.source, x)
            operand = self._operands.get(id(s.results[0])) if len(s.results) == 1 else None
            if operand is not None and isinstance(operand.type, Tuple):
                parts = enumerate(operand.type.types)
                self._returning.append([self._result(s.results[0], operand, i, t) for i, t in parts])
            else:
                self._returning.append([self.draft(x) for x in s.results])

    # What a value is

    def draft(self, x: ast.Expr, depth: int = 1) -> DraftValue:
        """What an expression is that was worked out before; the fields of literals within it to a ``depth``."""
        inner = ast.unparen(x)
        operand = self._operands.get(id(x)) or self._operands.get(id(inner))
        t = operand.type if operand is not None else None
        known = named(t) if t is not None else None
        plain = SourceValue(
            ValueKind.OPEN,
            self.file.brief(x),
            self.file.position(x.start),
            type=type_symbol(t) if t is not None else None,
            interface=known is not None and isinstance(underlying(known), Interface),
            basic=t is not None and isinstance(underlying(t), Basic),
            certain=operand is None or operand.certain,
        )
        asked: list[Var] = []
        constant = initial_value(inner, self.scope, lambda var: self._constant(var, asked))
        if constant is not None:
            symbol = operand.symbol if operand is not None and isinstance(operand.obj, Const) else None
            found = replace(plain, kind=ValueKind.CONSTANT, constant=_text(constant), symbol=symbol)
            return DraftValue(found, constant, tuple(asked))
        return self._named_or_made(inner, operand, plain, depth)

    def _constant(self, var: Var, asked: list[Var]) -> Value:
        known = self._drafts.get(var)
        asked.append(var)
        asked.extend(known.via if known is not None else ())
        return known.constant if known is not None else None

    def _named_or_made(self, x: ast.Expr, operand: Operand | None, plain: SourceValue, depth: int) -> DraftValue:
        match x:
            case ast.FuncLit():
                function = replace(plain, kind=ValueKind.FUNCTION)
                return DraftValue(function, returns=self._literal_returns.get(id(x), []))
            case ast.CompositeLit():
                fields = {
                    element.key.name: self.draft(element.value, depth - 1)
                    for element in x.elements
                    if depth > 0 and isinstance(element.key, ast.Ident)
                }
                return DraftValue(replace(plain, kind=ValueKind.LITERAL), fields=fields)
            case ast.Unary(op="&", x=pointed):
                found = self.draft(pointed, depth)
                return replace(found, value=replace(found.value, text=plain.text, position=plain.position))
            case ast.Call():
                return self._call_result(x, operand, plain, depth)
        if operand is None or operand.mode is not OperandMode.VALUE:
            return DraftValue(plain)
        if operand.type is UNTYPED["nil"]:
            return DraftValue(replace(plain, kind=ValueKind.CONSTANT, constant="nil"))
        if isinstance(operand.obj, Var) and not operand.obj.level and not operand.obj.field:
            known = self._drafts.get(operand.obj)
            if known is None:
                return DraftValue(plain, via=(operand.obj,))
            value = replace(known.value, certain=known.value.certain and plain.certain)
            return replace(known, value=value, via=(*known.via, operand.obj))
        if operand.symbol is not None and isinstance(operand.obj, (Func, Var)):
            return DraftValue(replace(plain, kind=ValueKind.NAME, symbol=operand.symbol))
        return DraftValue(plain)

    def _call_result(self, x: ast.Call, operand: Operand | None, plain: SourceValue, depth: int) -> DraftValue:
        fun = self._operands.get(id(x.fun))
        if fun is not None and fun.mode is OperandMode.TYPE and len(x.args) == 1:
            found = self.draft(x.args[0], depth)  # a conversion
            return replace(found, value=replace(found.value, type=plain.type, interface=plain.interface))
        if fun is not None and fun.mode is OperandMode.BUILTIN:
            made = fun.obj is not None and fun.obj.name in ("new", "make")
            return DraftValue(replace(plain, kind=ValueKind.LITERAL if made else ValueKind.OPEN))
        return self._result(x, operand, 0, operand.type if operand is not None else None)

    def _result(self, x: ast.Expr, operand: Operand | None, number: int, t: Type | None) -> DraftValue:
        """The result of a number of a call."""
        known = named(t) if t is not None else None
        results = operand.results if operand is not None else None
        return DraftValue(
            SourceValue(
                ValueKind.RESULT if results else ValueKind.OPEN,
                self.file.brief(x),
                self.file.position(x.start),
                symbol=results[0] if results else None,
                result=number,
                type=type_symbol(t) if t is not None else None,
                interface=known is not None and isinstance(underlying(known), Interface),
                basic=t is not None and isinstance(underlying(t), Basic),
                certain=operand is None or operand.certain,
            )
        )

    # After the walk

    def finish(self) -> None:
        """Forget what only the walk needs."""
        for known in (self._operands, self._called, self._parts, self._literal_of, self._literal_returns):
            known.clear()
        self.uses = {}

    def settled(self, draft: DraftValue) -> SourceValue:
        """A value as it is where none of the variables that it went through was given another one."""
        constant = draft.value.kind is ValueKind.CONSTANT
        if any(map(self.flow.reassigned, draft.via)) or (constant and not self.flow.settled(draft.via)):
            return _open(draft.value)
        fields = {name: self.settled(part) for name, part in draft.fields.items()}
        for (var, name), value in self._changed_fields.items():
            if var in draft.via:
                fields[name] = _open(value)
        returns = tuple(self.settled(returned[0]) for returned in draft.returns if returned)
        return replace(draft.value, fields=tuple(fields.items()), returns=returns)

    def entries(self) -> Iterator[tuple[FoundEntry, Symbol, bool]]:
        """Every entry with a field or package variable that holds its map, and whether it certainly does."""
        for entry in self._entries:
            for holder, certain in self.holders(entry.holder).items() if entry.holder is not None else ():
                yield entry, holder, certain and entry.certain

    def holders(self, holder: Holder) -> dict[Symbol, bool]:
        """The fields, package variables and functions that something is, through variables, and whether for certain."""
        found: dict[Symbol, bool] = {}
        waiting, seen, certain = [holder], {holder}, True
        while waiting:
            one = waiting.pop()
            if isinstance(one, Var):
                certain = certain and not self.flow.reassigned(one)
            elif not isinstance(one, int):
                found[one] = certain
            fresh = [outer for outer in self._held_by.get(one, ()) if outer not in seen]
            seen.update(fresh)
            waiting += fresh
        return found

    def fills(self, name: str) -> bool:
        """Whether something is put into the map that a parameter of a name holds, or that map is handed on."""
        holders = [entry.holder for entry in self._entries] + [use.holder for use in self.used]
        return any(isinstance(holder, Var) and holder.name == name for holder in holders)


def _holder(operand: Operand) -> Symbol | Var | None:
    """The field or variable that an operand names."""
    if not isinstance(operand.obj, Var):
        return None
    return operand.symbol if operand.obj.level or operand.obj.field else operand.obj


def _open(value: SourceValue) -> SourceValue:
    """A value of which nothing is known but how it is written."""
    return SourceValue(ValueKind.OPEN, value.text, value.position, certain=value.certain)


def _text(constant: Value) -> str:
    return ("false", "true")[constant] if isinstance(constant, bool) else str(constant)
