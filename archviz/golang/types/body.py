"""Function bodies and initializers: statements, scopes, and the relations found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.syntax import ast, stack
from archviz.golang.types.constants import Place, changed_names, constant, initial_value
from archviz.golang.types.expr import Evaluator, Mode, Operand, value
from archviz.golang.types.identity import core_type
from archviz.golang.types.objects import Const, Func, Scope, TypeName, Var
from archviz.golang.types.types import (
    BASIC,
    UNTYPED,
    Array,
    Basic,
    Chan,
    Invalid,
    Map,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    default_type,
    named,
)
from archviz.golang.types.typexpr import declare_type_params, signature, type_of
from archviz.model.graph import Unresolved
from archviz.model.relations import CallKind, Position, Relation, RelationKind, Stored
from archviz.model.relations import Mode as CallMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.types.objects import Lookup
    from archviz.model.symbols import Symbol


class Checker(Evaluator):
    """Walks code that belongs to one symbol and gathers its relations in ``relations`` and ``unresolved``.

    ``position`` turns a byte offset into a place, ``text`` gives the source of a node.
    """

    def __init__(
        self,
        package: str,
        scope: Lookup,
        source: Symbol,
        position: Callable[[int], Position],
        text: Callable[[ast.Node], str],
    ) -> None:
        super().__init__(package, scope)
        self.level = 1
        self.source = source
        self.position = position
        self.text = text
        self.relations: list[Relation] = []
        self.unresolved: list[Unresolved] = []
        self._modes: dict[int, CallMode] = {}
        self._receivers: dict[int, Symbol | None] = {}
        self._fields: dict[int, Symbol | None] = {}
        self._arguments: dict[int, list[Type]] = {}
        self._containers: dict[int, Operand] = {}
        self._body: ast.Block | None = None
        self._changed: frozenset[str] | None = None

    # Functions

    def function(self, decl: ast.FuncDecl, receiver: Var | None, type_params: list[ast.Field]) -> Signature | None:
        """A declared function's body; ``receiver`` is its receiver, already typed. Gives the function's type."""
        if decl.body is None:
            return None
        if type_params:
            self.scope, _ = declare_type_params(type_params, self.scope, self.package)
        inner = Scope(self.scope)
        if receiver is not None:
            inner.declare(receiver)
        found = self._parameters(decl.type, inner)
        self._body = decl.body
        self._in(inner, decl.body.stmts)
        return found

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body, in the scope where it stands."""
        inner = Scope(self.scope)
        self._parameters(literal.type, inner)
        self._in(inner, literal.body.stmts)

    def _parameters(self, t: ast.FuncType, scope: Scope) -> Signature:
        found = signature(t, self.scope, self.package)
        for name, part in zip(found.names, found.params + found.results, strict=True):
            if name:
                scope.declare(Var(name, self.package, part))
        return found

    # Statements

    def _in(self, scope: Scope, stmts: list[ast.Stmt]) -> None:
        outer, self.scope = self.scope, scope
        for stmt in stmts:
            self.stmt(stmt)
        self.scope = outer

    def _block(self, block: ast.Block) -> None:
        self._in(Scope(self.scope), block.stmts)

    def stmt(self, s: ast.Stmt | None) -> None:
        """Walk a statement in the current scope."""
        self.level += 1
        if self.level % stack.STRIDE != 1:
            self._stmt(s)
        else:
            stack.call(self._stmt, s)
        self.level -= 1

    def _stmt(self, s: ast.Stmt | None) -> None:
        match s:
            case ast.ExprStmt():
                self.certainly_calls(s.x)
                self.expr(s.x)
            case ast.Assign():
                self._assign(s)
            case ast.Return():
                for x in s.results:
                    self.expr(x)
            case ast.If():
                self._if(s)
            case ast.Block():
                self._block(s)
            case ast.Go(call=call) | ast.Defer(call=call):
                self._modes[id(ast.unparen(call))] = CallMode.GO if isinstance(s, ast.Go) else CallMode.DEFER
                self.certainly_calls(call)
                self.expr(call)
            case ast.Range():
                self._range(s)
            case ast.For():
                self._for(s)
            case ast.Switch():
                self._switch(s)
            case ast.TypeSwitch():
                self._type_switch(s)
            case ast.Select():
                self._select_stmt(s)
            case ast.DeclStmt():
                self.declare(s.decl)
            case ast.Send():
                self._send(s)
            case ast.IncDec():
                self.expr(s.x)
            case ast.Labeled():
                self.stmt(s.stmt)
            case _:
                pass

    def _if(self, s: ast.If) -> None:
        """An if statement; thousands of ``else if`` in a row are no deeper than one."""
        outer = self.scope
        orelse: ast.Stmt | None = s
        while isinstance(orelse, ast.If):
            if orelse.init is not None:
                self.scope = Scope(self.scope)
                self.stmt(orelse.init)
            self.expr(orelse.cond)
            self._block(orelse.body)
            orelse = orelse.orelse
        self.stmt(orelse)
        self.scope = outer

    def _for(self, s: ast.For) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        if s.cond is not None:
            self.expr(s.cond)
        self.stmt(s.post)
        self._block(s.body)
        self.scope = outer

    def _range(self, s: ast.Range) -> None:
        over = self.expr(s.x)
        types = range_types(over.type)
        inner = Scope(self.scope)
        for i, x in enumerate(s.lhs):
            t = types[i] if i < len(types) else Invalid("a range with too many variables")
            if s.define and isinstance(x, ast.Ident):
                inner.declare(
                    self._variable(x.name, t, Operand(Mode.VALUE, t, read_from=over.read_from if i else None))
                )
            elif not s.define:
                self.expr(x)
        self._in(inner, [s.body])

    def _switch(self, s: ast.Switch) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        if s.tag is not None:
            self.expr(s.tag)
        for case in s.cases:
            for x in case.exprs or ():
                self.expr(x)
            self._block(case.body)
        self.scope = outer

    def _type_switch(self, s: ast.TypeSwitch) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        subject = self.expr(s.x).type
        for case in s.cases:
            inner = Scope(self.scope)
            types = [self._case_type(x) for x in case.exprs or ()]
            if s.bind is not None:
                single = types[0] if len(types) == 1 else None
                inner.declare(Var(s.bind.name, self.package, single if single is not None else subject))
            self._in(inner, case.body.stmts)
        self.scope = outer

    def _case_type(self, x: ast.Expr) -> Type | None:
        if isinstance(x, ast.Ident) and x.name == "nil":
            return None
        return self.type_of(x)

    def _select_stmt(self, s: ast.Select) -> None:
        for case in s.cases:
            inner = Scope(self.scope)
            outer, self.scope = self.scope, inner
            self.stmt(case.comm)
            self.scope = outer
            self._in(inner, case.body.stmts)

    def _send(self, s: ast.Send) -> None:
        channel = self.expr(s.channel)
        self.expr(s.value)
        self._channel(RelationKind.SENDS, s.channel, channel)

    # Declarations and assignments

    def declare(self, decl: ast.GenDecl) -> None:
        """A declaration inside a function."""
        for spec in decl.specs:
            if isinstance(spec, ast.TypeSpec):
                self._declare_type(spec)
            elif decl.keyword == "const":
                self._declare_constants(spec)
            else:
                self._declare_variables(spec)

    def _declare_type(self, spec: ast.TypeSpec) -> None:
        scope, package = Scope(self.scope), self.package
        inner, params = declare_type_params(spec.type_params, scope, package)
        obj = TypeName(
            spec.name.name,
            package,
            lambda _: type_of(spec.type, inner, package),
            alias=spec.alias,
            local=True,
            params=lambda: params,
        )
        scope.declare(obj)
        if isinstance(self.scope, Scope):
            self.scope.declare(obj)

    def _declare_constants(self, spec: ast.ValueSpec) -> None:
        place = Place(self.scope, self.package, spec.iota)
        declared: list[Const] = []
        for i, name in enumerate(spec.names):
            x = spec.values[i] if i < len(spec.values) else None
            t = self.type_of(spec.type) if spec.type is not None else None
            if x is not None and not spec.implicit:
                found = self.expr(x).type
                t = t or found
            known = x if not spec.broken else None
            declared.append(
                Const(
                    name.name,
                    self.package,
                    t or UNTYPED["int"],
                    lambda x=known, place=place, t=t if spec.type is not None else None: (  # type: ignore[misc]
                        constant(x, place, t) if x is not None else None
                    ),
                )
            )
        self._declare_all(declared)

    def _declare_variables(self, spec: ast.ValueSpec) -> None:
        operands = self._values(spec.values, len(spec.names))
        t = self.type_of(spec.type) if spec.type is not None else None
        declared: list[Var] = []
        for i, name in enumerate(spec.names):
            operand = operands[i] if i < len(operands) else value(Invalid("no value"))
            declared.append(self._variable(name.name, t or default_type(operand.type), operand))
        self._declare_all(declared)

    def _declare_all(self, objects: list[Const] | list[Var]) -> None:
        for obj in objects:
            if isinstance(self.scope, Scope):
                self.scope.declare(obj)

    def _variable(self, name: str, t: Type, operand: Operand) -> Var:
        var = Var(name, self.package, t)
        var.value_from = operand.came_from
        var.read_from = operand.read_from
        return var

    def _kept(self, name: str, x: ast.Expr) -> bool:
        """Whether a variable is declared with a literal and keeps it.

        None of its name is given another value, or has its address taken, anywhere in the function.
        """
        if not isinstance(x, ast.Literal) or self._body is None:
            return False
        if self._changed is None:
            self._changed = frozenset(changed_names(self._body))
        return name not in self._changed

    def _values(self, rhs: list[ast.Expr], count: int) -> list[Operand]:
        """The operands of ``count`` variables: one each, or the parts of one call, or a value with its ok."""
        if len(rhs) != 1 or count < 2:
            return [self.expr(x) for x in rhs]
        self.certainly_calls(rhs[0])
        found = self.expr(rhs[0])
        if isinstance(found.type, Tuple):
            return [Operand(Mode.VALUE, t, came_from=found.came_from) for t in found.type.types]
        if isinstance(found.type, Invalid):
            return [found] * count
        return [found, value(BASIC["bool"])]

    def _assign(self, s: ast.Assign) -> None:
        if s.op == ":=":
            operands = self._values(s.rhs, len(s.lhs))
            declared: list[Var] = []
            for i, x in enumerate(s.lhs):
                operand = operands[i] if i < len(operands) else value(Invalid("no value"))
                if not isinstance(x, ast.Ident):
                    continue
                known = self.scope.names.get(x.name) if isinstance(self.scope, Scope) else None
                if isinstance(known, Var):
                    known.value_from, known.read_from, known.initial = operand.came_from, None, None
                else:
                    declared.append(self._variable(x.name, default_type(operand.type), operand))
                    if len(s.lhs) == len(s.rhs) and self._kept(x.name, s.rhs[i]):
                        declared[-1].initial = s.rhs[i], self.scope
            self._declare_all(declared)
            return
        targets = [self.expr(x) if not _blank(x) else None for x in s.lhs]
        for i, x in enumerate(s.rhs):
            if i < len(targets) and len(s.rhs) == len(s.lhs):
                target = targets[i]
                self._expect_field(x, target.symbol if target is not None and _is_field(target) else None)
        operands = self._values(s.rhs, len(s.lhs))
        for i, (x, target) in enumerate(zip(s.lhs, targets, strict=True)):
            if target is None or i >= len(operands):
                continue
            self._assigned(x, target, s.rhs[i] if len(s.rhs) == len(s.lhs) else s.rhs[0], operands[i])

    def _assigned(self, x: ast.Expr, target: Operand, rhs: ast.Expr, operand: Operand) -> None:
        x = ast.unparen(x)
        if isinstance(target.obj, Var) and isinstance(x, ast.Ident):
            target.obj.value_from, target.obj.read_from = operand.came_from, None
        elif isinstance(x, ast.Selector) and _is_field(target):
            self._sets(x.sel, target.symbol, rhs, operand)
        elif isinstance(x, ast.Index) and len(x.indices) == 1:
            self._entry(x, rhs, operand)

    # What is found on the way

    def _add(self, kind: RelationKind, target: Symbol | None, at: int, **more: object) -> None:
        self.relations.append(Relation(kind, self.source, target, self.position(at), **more))  # type: ignore[arg-type]

    def found_call(self, call: ast.Call, at: ast.Node, callee: Operand) -> None:
        """A function or method is called."""
        interface = isinstance(callee.obj, Func) and callee.obj.interface
        self._add(
            RelationKind.CALL,
            callee.symbol,
            at.start,
            call=CallKind.INTERFACE if interface else CallKind.STATIC,
            mode=self._modes.get(id(call), CallMode.PLAIN),
            certain=callee.certain,
            through=callee.read_from,
        )

    def found_dynamic_call(self, call: ast.Call, at: ast.Node, callee: Operand | None) -> None:
        """A function value is called."""
        self._add(
            RelationKind.DYNCALL,
            callee.symbol if callee is not None else None,
            at.start,
            call=CallKind.EXPR if callee is None else CallKind.VAR,
            mode=self._modes.get(id(call), CallMode.PLAIN),
            certain=callee is None or callee.certain,
        )

    def found_unresolved(self, call: ast.Call, at: ast.Node, reason: str) -> None:
        """A call whose callee could not be worked out; of a chain of calls, only its name is told."""
        text = self.text(call.fun)
        if "(" in text and isinstance(at, ast.Ident):
            text = f"….{at.name}"
        self.unresolved.append(Unresolved(self.source, self.position(at.start), text, reason))

    def found_argument(self, argument: ast.Expr, call: ast.Call, callee: Symbol | None) -> None:
        """An argument of a call is about to be worked out."""
        named_by = _name_of(argument)
        if named_by is not None:
            self._receivers[id(named_by)] = callee
            self._modes[id(named_by)] = self._modes.get(id(call), CallMode.PLAIN)

    def _expect_field(self, x: ast.Expr, field: Symbol | None) -> None:
        named_by = _name_of(x)
        if named_by is not None:
            self._fields[id(named_by)] = field

    def found_field_value(self, x: ast.Expr, field: Symbol | None) -> None:
        """A field's value in a composite literal is about to be worked out."""
        self._expect_field(x, field)

    def found_function_value(self, at: ast.Ident, function: Operand) -> None:
        """A function or method is used as a value."""
        self._add(
            RelationKind.REF,
            function.symbol,
            at.start,
            mode=self._modes.get(id(at), CallMode.PLAIN),
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

    def _sets(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand) -> None:
        if field is None:
            return
        call = ast.unparen(x)
        types = self._arguments.get(id(call), ()) if isinstance(call, ast.Call) else (operand.type,)
        symbols = tuple(found for t in types if (found := type_symbol(t)) is not None)
        self._add(RelationKind.SETS, field, at.start, arguments=symbols)

    def found_arguments(self, call: ast.Call, types: list[Type]) -> None:
        """The arguments of a call were worked out."""
        self._arguments[id(call)] = types

    def found_index(self, x: ast.Index, container: Operand) -> None:
        """What is indexed was worked out."""
        self._containers[id(x)] = container

    def found_entry(self, key: ast.Expr, x: ast.Expr, operand: Operand, element: Type) -> None:
        """A value is put under a key of a map literal."""
        self._stores(key, x, operand, element)

    def _entry(self, at: ast.Index, x: ast.Expr, operand: Operand) -> None:
        held = self._containers[id(at)]
        into = core_type(held.type)
        if isinstance(into, Map):
            self._stores(at.indices[0], x, operand, into.elem, self.text(at.x), held.symbol)

    def _stores(
        self, key: ast.Expr, x: ast.Expr, operand: Operand, element: Type, text: str = "", held: Symbol | None = None
    ) -> None:
        found = initial_value(key, self.scope)
        stored = Stored(
            key=str(found) if isinstance(found, str | int) and not isinstance(found, bool) else "",
            key_text=self.text(key),
            container_text=text,
            value_text=self.text(x),
            element=type_symbol(element),
            container=held,
            value_from=operand.came_from,
        )
        self._add(RelationKind.STORES, type_symbol(operand.type), key.start, stored=stored)

    def found_receive(self, channel: ast.Expr, operand: Operand) -> None:
        """A value is received from a channel."""
        self._channel(RelationKind.RECEIVES, channel, operand)

    def _channel(self, kind: RelationKind, channel: ast.Expr, operand: Operand) -> None:
        at = ast.unparen(channel)
        if isinstance(operand.obj, Var) and operand.symbol is not None:
            self._add(kind, operand.symbol, at.sel.start if isinstance(at, ast.Selector) else at.start)


def range_types(t: Type) -> tuple[Type, ...]:
    """The types of a range clause's variables (Go specification, "For statements with range clause")."""
    over = core_type(t)
    if isinstance(over, Pointer):
        over = core_type(over.elem)
    match over:
        case Slice(elem=elem) | Array(elem=elem):
            return BASIC["int"], elem
        case Map(key=key, elem=elem):
            return key, elem
        case Chan(elem=elem):
            return (elem,)
        case Basic(name="string" | "untyped string"):
            return BASIC["int"], BASIC["int32"]
        case Basic():
            return (default_type(t),)
        case Signature(params=(first, *_)):
            body = core_type(first)
            return body.params if isinstance(body, Signature) else ()
        case Invalid():
            return over, over
        case _:
            return ()


def type_symbol(t: Type) -> Symbol | None:
    """The symbol of a named type or of what a pointer to one points to."""
    found = named(t)
    return found.obj.symbol if found is not None else None


def _name_of(x: ast.Expr) -> ast.Ident | None:
    x = ast.unparen(x)
    if isinstance(x, ast.Selector):
        return x.sel
    return x if isinstance(x, ast.Ident) else None


def _blank(x: ast.Expr) -> bool:
    return isinstance(x, ast.Ident) and x.name == "_"


def _is_field(operand: Operand) -> bool:
    return isinstance(operand.obj, Var) and operand.obj.field
