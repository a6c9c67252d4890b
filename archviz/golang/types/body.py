"""Function bodies and initializers: statements, and the scopes and the flow of values in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.syntax import ast, stack
from archviz.golang.types.constants import ConstantScope, constant
from archviz.golang.types.expr import Evaluator, Operand, OperandMode, made, value
from archviz.golang.types.flow import Flow, Fork, HeldValue, held_by
from archviz.golang.types.identity import core_type
from archviz.golang.types.objects import Builtin, Const, PkgName, Scope, TypeName, Var
from archviz.golang.types.types import (
    BASIC,
    UNTYPED,
    VOID,
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
)
from archviz.golang.types.typexpr import declare_type_params, signature, type_of
from archviz.model.relations import Mode as CallMode

if TYPE_CHECKING:
    from archviz.golang.types.objects import NameLookup, Object
    from archviz.model.symbols import Symbol


class BodyChecker(Evaluator):
    """Walks statements in their scopes; what it finds goes to methods that do nothing here and that others fill.

    ``uses`` gives, by the byte offset of an identifier, the object that it means (go/types: ``Info.Uses`` and
    ``Info.Defs``), wherever that is known.
    """

    def __init__(self, package: str, scope: NameLookup) -> None:
        super().__init__(package, scope)
        self.level = 1
        self.flow = Flow()
        self.uses: dict[int, Object] = {}

    # What is found on the way

    def found_started(self, call: ast.Expr, mode: CallMode) -> None:
        """A go or defer statement is about to be worked out."""

    def found_sent(self, channel: ast.Expr, operand: Operand) -> None:
        """A value is sent on a channel."""

    def found_assigned_field(self, x: ast.SelectorExpr, target: Operand, value: ast.Expr, operand: Operand) -> None:
        """A field is assigned to."""

    def found_assigned_entry(self, x: ast.Index, value: ast.Expr, operand: Operand) -> None:
        """An element of a map, slice or array is assigned to."""

    def found_expected(self, x: ast.Expr, field: Symbol | None) -> None:
        """What is assigned to a field, or to something else, is about to be worked out."""

    def holds(self, var: Var) -> HeldValue | None:
        """What is known of a local variable's value."""
        return self.flow.holds(var)

    def found_address(self, var: Object | None) -> None:
        """The address of what an expression names is taken."""
        if isinstance(var, Var):
            self.flow.share(var)

    def found_use(self, at: ast.Ident, obj: Object) -> None:
        """An identifier means an object."""
        self.uses[at.start] = obj

    def found_type(self, x: ast.Expr) -> None:
        """What the names in a type expression mean; the lengths of its arrays are worked out as expressions."""
        waiting: list[ast.Node] = [x]
        while waiting:
            node = waiting.pop()
            match node:
                case ast.Ident():
                    obj = self.scope.lookup(node.name)
                    if obj is not None:
                        self.found_use(node, obj)
                case ast.SelectorExpr(x=ast.Ident() as outer):
                    obj = self.scope.lookup(outer.name)
                    if obj is not None:
                        self.uses[outer.start] = obj
                    found = obj.select(node.sel.name) if isinstance(obj, PkgName) else None
                    if found is not None:
                        self.found_use(node.sel, found)
                case ast.ArrayType(length=length, elem=elem):
                    if length is not None:
                        self.expr(length)
                    waiting.append(elem)
                case ast.FuncType():
                    for field in node.params + node.results:
                        waiting.append(field.type)
                        self._name(field.names)
                case ast.StructType():
                    waiting.extend(field.type for field in node.fields)
                case ast.InterfaceType():
                    waiting.extend(method.type for method in node.methods)
                    waiting.extend(node.embeds)
                case ast.Call() | ast.CompositeLit() | ast.FuncLit() | ast.Bad():
                    pass
                case _:
                    waiting.extend(ast.children(node))

    def _name(self, names: list[ast.Ident]) -> None:
        """Names of a function type's parameters, which mean nothing outside it."""
        for name in names:
            if name.name != "_":
                self.uses[name.start] = Var(name.name, self.package, VOID, at=name.start)

    # Functions

    def function(self, decl: ast.FuncDecl, receiver: Var | None, type_params: list[ast.Field]) -> None:
        """A declared function: its types, and its body; ``receiver`` is its receiver, already typed."""
        if type_params:
            self.scope, _ = declare_type_params(type_params, self.scope, self.package)
            for field in type_params:
                self.found_type(field.type)
        inner = Scope(self.scope)
        if receiver is not None and decl.receiver is not None:
            self.found_type(decl.receiver.type)
            for name in decl.receiver.names:
                self._declared(inner, name, receiver)
        self._parameters(decl.type, inner)
        if decl.body is not None:
            self._in(inner, decl.body.stmts)

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body, in the scope where it stands."""
        outer = self.flow.enter(literal=True)
        inner = Scope(self.scope)
        self._parameters(literal.type, inner)
        self._in(inner, literal.body.stmts)
        self.flow.leave(outer)

    def _parameters(self, t: ast.FuncType, scope: Scope) -> None:
        found = signature(t, self.scope, self.package)
        types = iter(found.params + found.results)
        for field in t.params + t.results:
            self.found_type(field.type)
            for name in field.names:
                self._declared(scope, name, Var(name.name, self.package, next(types), at=name.start))
            if not field.names:
                next(types)

    def _declared(
        self, scope: NameLookup, name: ast.Ident, obj: Var | Const | TypeName, held: HeldValue | None = None
    ) -> None:
        """A name is declared in a scope."""
        if name.name == "_":
            return
        self.uses[name.start] = obj
        if isinstance(scope, Scope):
            scope.declare(obj)
        if isinstance(obj, Var):
            self.flow.declare(obj, held)

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
                self.flow.dead = self.flow.dead or self._panics(s.x)
            case ast.Assign():
                self._assign(s)
            case ast.Return():
                for x in s.results:
                    self.expr(x)
                self.flow.dead = True
            case ast.If():
                self._if(s)
            case ast.Block():
                self._block(s)
            case ast.Go(call=call) | ast.Defer(call=call):
                self.found_started(call, CallMode.GO if isinstance(s, ast.Go) else CallMode.DEFER)
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
                self.found_written(s.x, read=True)
                self._changed(self.expr(s.x))
            case ast.Labeled():
                self.flow.jumps = self.flow.jumps or not isinstance(s.stmt, (ast.For, ast.Range))
                self.stmt(s.stmt)
            case ast.Branch():
                self.flow.jump(s.keyword, labeled=s.end - s.start > len(s.keyword))
            case _:
                pass

    def _panics(self, x: ast.Expr) -> bool:
        """Whether an expression calls the predeclared panic (Go specification, "Terminating statements")."""
        fun = x.fun if isinstance(x, ast.Call) else None
        return isinstance(fun, ast.Ident) and fun.name == "panic" and isinstance(self.scope.lookup("panic"), Builtin)

    def _changed(self, target: Operand) -> None:
        """A variable is given a value of which nothing is known."""
        if isinstance(target.obj, Var) and not target.obj.field:
            self.flow.assign(target.obj, None)

    def _if(self, s: ast.If) -> None:
        """An if statement; thousands of ``else if`` in a row are no deeper than one."""
        outer = self.scope
        forks: list[Fork] = []
        orelse: ast.Stmt | None = s
        while isinstance(orelse, ast.If):
            if orelse.init is not None:
                self.scope = Scope(self.scope)
                self.stmt(orelse.init)
            if not forks or not _declares(orelse.init):
                forks.append(self.flow.fork())
            self.expr(orelse.cond)
            forks[-1].branch()
            self._block(orelse.body)
            forks[-1].end()
            orelse = orelse.orelse
        for i, fork in enumerate(reversed(forks)):
            if i == 0 and orelse is not None:
                fork.branch()
                self.stmt(orelse)
                fork.end()
            elif i > 0:
                fork.end()
            fork.join(whole=i > 0 or orelse is not None)
        self.scope = outer

    def _for(self, s: ast.For) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        around = self.flow.enter()
        if s.cond is not None:
            self.expr(s.cond)
        self.stmt(s.post)
        self._block(s.body)
        self.flow.leave(around)
        self.scope = outer

    def _range(self, s: ast.Range) -> None:
        over = self.expr(s.x)
        if isinstance(core_type(over.type), Chan):
            self.found_receive(s.x, over)
        types = range_types(over.type)
        inner = Scope(self.scope)
        around = self.flow.enter()
        for i, x in enumerate(s.lhs):
            t = types[i] if i < len(types) else Invalid("a range with too many variables")
            if s.define and isinstance(x, ast.Ident):
                element = value(t, certain=over.certain)
                if i:
                    element = Operand(
                        OperandMode.VALUE, t, read_from=over.read_from, certain=over.certain, via=over.via
                    )
                self._declared(inner, x, *self._made(x, t, element))
            elif not s.define:
                self.found_written(x)
                self._changed(self.expr(x))
        self._in(inner, [s.body])
        self.flow.leave(around)

    def _switch(self, s: ast.Switch) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        if s.tag is not None:
            self.expr(s.tag)
        fork = self.flow.fork(breakable=True)
        for case in s.cases:
            fork.branch()
            for x in case.exprs or ():
                self.expr(x)
            self._block(case.body)
            fork.end(falls=_falls(case.body))
        fork.join(whole=any(case.exprs is None for case in s.cases))
        self.scope = outer

    def _type_switch(self, s: ast.TypeSwitch) -> None:
        outer = self.scope
        self.scope = Scope(outer)
        self.stmt(s.init)
        subject = self.expr(s.x)
        fork = self.flow.fork(breakable=True)
        if s.bind is not None:
            self.uses[s.bind.start] = Var(s.bind.name, self.package, subject.type, at=s.bind.start)
        for case in s.cases:
            fork.branch()
            inner = Scope(self.scope)
            types = [self._case_type(x) for x in case.exprs or ()]
            if s.bind is not None:
                single = types[0] if len(types) == 1 else None
                t = single if single is not None else subject.type
                certain = single is not None or subject.certain
                inner.declare(Var(s.bind.name, self.package, t, certain=certain, at=s.bind.start))
            self._in(inner, case.body.stmts)
            fork.end()
        fork.join(whole=any(case.exprs is None for case in s.cases))
        self.scope = outer

    def _case_type(self, x: ast.Expr) -> Type | None:
        if isinstance(x, ast.Ident) and x.name == "nil":
            return None
        self.found_asserted(x)
        return self.type_of(x)

    def _select_stmt(self, s: ast.Select) -> None:
        fork = self.flow.fork(breakable=True)
        for case in s.cases:
            fork.branch()
            inner = Scope(self.scope)
            outer, self.scope = self.scope, inner
            self.stmt(case.comm)
            self.scope = outer
            self._in(inner, case.body.stmts)
            fork.end()
        fork.join(whole=True)

    def _send(self, s: ast.Send) -> None:
        channel = self.expr(s.channel)
        self.expr(s.value)
        self.found_sent(s.channel, channel)

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
            at=spec.name.start,
        )
        scope.declare(obj)
        self._declared(self.scope, spec.name, obj)
        outer, self.scope = self.scope, inner
        for field in spec.type_params:
            self.found_type(field.type)
        self.found_type(spec.type)
        self.scope = outer

    def _declare_constants(self, spec: ast.ValueSpec) -> None:
        place = ConstantScope(self.scope, self.package, spec.iota)
        declared: list[Const] = []
        for i, name in enumerate(spec.names):
            x = spec.values[i] if i < len(spec.values) else None
            t = self.type_of(spec.type) if spec.type is not None and not spec.implicit else None
            if spec.implicit and spec.type is not None:
                t = type_of(spec.type, self.scope, self.package)
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
                    at=name.start,
                )
            )
        for name, obj in zip(spec.names, declared, strict=True):
            self._declared(self.scope, name, obj)

    def _declare_variables(self, spec: ast.ValueSpec) -> None:
        operands = self._values(spec.values, len(spec.names)) if spec.values else [made(VOID)] * len(spec.names)
        t = self.type_of(spec.type) if spec.type is not None else None
        self._declare_all(spec.names, operands, [] if spec.broken else spec.values, t)

    def _declare_all(
        self, names: list[ast.Ident], operands: list[Operand], values: list[ast.Expr], t: Type | None = None
    ) -> None:
        """Variables are declared together, with a type or with that of their values."""
        found: list[tuple[ast.Ident, Var, HeldValue | None]] = []
        for i, name in enumerate(names):
            operand = operands[i] if i < len(operands) else value(Invalid("no value"))
            x = values[i] if len(values) == len(names) else None
            found.append((name, *self._made(name, t or default_type(operand.type), operand, x, typed=t is not None)))
        for name, var, held in found:
            self._declared(self.scope, name, var, held)

    def _made(
        self, name: ast.Ident, t: Type, operand: Operand, x: ast.Expr | None = None, *, typed: bool = False
    ) -> tuple[Var, HeldValue | None]:
        """A variable with the value of an operand, whose expression is ``x``, and what it holds then."""
        var = Var(name.name, self.package, t, certain=typed or operand.certain, at=name.start)
        return var, _held(operand, x)

    def _values(self, rhs: list[ast.Expr], count: int) -> list[Operand]:
        """The operands of ``count`` variables: one each, or the parts of one call, or a value with its ok."""
        if len(rhs) != 1 or count < 2:
            return [self.expr(x) for x in rhs]
        self.certainly_calls(rhs[0])
        found = self.expr(rhs[0])
        if isinstance(found.type, Tuple):
            return [
                Operand(OperandMode.VALUE, t, results=found.results, certain=found.certain) for t in found.type.types
            ]
        if isinstance(found.type, Invalid):
            return [found] * count
        return [found, value(BASIC["bool"])]

    def _assign(self, s: ast.Assign) -> None:
        if s.op == ":=":
            self._define(s)
            return
        targets = [self._target(x, alone=s.op == "=") for x in s.lhs]
        paired = len(s.rhs) == len(s.lhs)
        for target, x in zip(targets, s.rhs, strict=False) if paired else ():
            self.found_expected(x, target.symbol if target is not None and _is_field(target) else None)
        operands = self._values(s.rhs, len(s.lhs))
        for i, (x, target) in enumerate(zip(s.lhs, targets, strict=True)):
            if target is None or i >= len(operands):
                continue
            self._assigned(x, target, s.rhs[i] if paired else s.rhs[0], operands[i], plain=s.op == "=" and paired)

    def _define(self, s: ast.Assign) -> None:
        """A short variable declaration: it declares what its block has not declared, and assigns to the rest."""
        operands = self._values(s.rhs, len(s.lhs))
        paired = len(s.lhs) == len(s.rhs)
        known = self.scope.names if isinstance(self.scope, Scope) else {}
        found: list[tuple[ast.Ident, Var, HeldValue | None]] = []
        for i, x in enumerate(s.lhs):
            if not isinstance(x, ast.Ident):
                continue
            operand = operands[i] if i < len(operands) else value(Invalid("no value"))
            old = known.get(x.name)
            if isinstance(old, Var):
                self.uses[x.start] = old
                self.flow.assign(old, _held(operand, s.rhs[i] if paired else None))
            else:
                made_var = self._made(x, default_type(operand.type), operand, s.rhs[i] if paired else None)
                found.append((x, *made_var))
        for name, var, held in found:
            self._declared(self.scope, name, var, held)

    def _target(self, x: ast.Expr, *, alone: bool) -> Operand | None:
        """What is assigned to; ``alone`` where it is not read as well."""
        if _blank(x):
            return None
        self.found_written(x, read=not alone, assigned=True)
        return self.expr(x)

    def found_written(self, x: ast.Expr, *, read: bool = False, assigned: bool = False) -> None:
        """What is written is about to be worked out: by an assignment or not, and read as well or not."""

    def _assigned(self, x: ast.Expr, target: Operand, rhs: ast.Expr, operand: Operand, *, plain: bool) -> None:
        x = ast.unparen(x)
        if isinstance(target.obj, Var) and isinstance(x, ast.Ident):
            if not target.obj.level:
                self.flow.assign(target.obj, _held(operand, rhs if plain else None))
        elif isinstance(x, ast.SelectorExpr) and _is_field(target):
            self.found_assigned_field(x, target, rhs, operand)
        elif isinstance(x, ast.Index) and len(x.indices) == 1:
            self.found_assigned_entry(x, rhs, operand)


def _held(operand: Operand, x: ast.Expr | None) -> HeldValue | None:
    """What a variable holds that is given the value of an operand, whose expression is ``x``."""
    literal = x if isinstance(x, ast.Literal) else None
    return held_by(operand.results, operand.read_from, literal, operand.via, operand.read_or_made)


def _declares(init: ast.Stmt | None) -> bool:
    """Whether a statement before a condition gives no variable of an outer scope a value."""
    return init is None or (isinstance(init, ast.Assign) and init.op == ":=")


def _falls(body: ast.Block) -> bool:
    last = body.stmts[-1] if body.stmts else None
    return isinstance(last, ast.Branch) and last.keyword == "fallthrough"


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


def _blank(x: ast.Expr) -> bool:
    return isinstance(x, ast.Ident) and x.name == "_"


def _is_field(operand: Operand) -> bool:
    return isinstance(operand.obj, Var) and operand.obj.field
