"""One top-level declaration of a Go file to the nodes of ``ast``, by tree-sitter.

Each declaration is parsed alone, so what is broken elsewhere in the file does no harm.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, TypeVar

from tree_sitter import Parser

from archviz.golang.syntax import ast, stack
from archviz.golang.syntax.damage import Fault, without_markers
from archviz.golang.syntax.grammar import LANGUAGE, SyntaxField, SyntaxKind, by_number
from archviz.golang.syntax.prepare import Prepared, prepared, with_line_ends
from archviz.golang.syntax.salvage import add_calls, unread_calls
from archviz.golang.syntax.scan import function_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node, Point, Tree

_PARSER = Parser(LANGUAGE)
_Made = TypeVar("_Made", bound=ast.Node)

MOST_BYTES = 4 << 20
"""The longest declaration that is read."""
MOST_LEVELS = 30_000
"""How deep expressions and statements may stand within each other; an operand, too, is within its expression."""
_BLOCK = 1024
"""How many bytes the parser is given at once; what is no longer costs little, however broken it is."""
_FEWEST_STEPS = 1_000
_BYTES_A_STEP = 32


class _TooMuch(Exception):  # noqa: N818 - never leaves this module
    """A bound is exceeded at an offset."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(offset, reason)


def parse(
    data: bytes, start: int, end: int, *, body: bool = True
) -> tuple[ast.FuncDecl | ast.GenDecl | None, Fault | None]:
    """The declaration at ``data[start:end]``, and the first fault in it, None where it has none.

    ``body=False`` leaves a function's body out. The declaration is None where it is longer or deeper than a bound, or
    takes the parser too long; it is ``broken`` where it has a fault, and then holds every call in its text, also those
    where no syntax could be read.
    """
    try:
        if end - start > MOST_BYTES:
            raise _TooMuch(start, f"a declaration of more than {MOST_BYTES:,} bytes")
        text = Prepared(with_line_ends(data[start:end]))
        root = _tree(text.text, start).root_node
        if root.has_error:
            text = prepared(text.text)
            root = _tree(text.text, start).root_node
        builder = _Builder(data, start, end, text, body=body)
        fault = builder.fault(root)
        found = _first_declaration(root)
        decl = builder.declaration(found) if found is not None else None
        fault = fault or builder.receivers
    except _TooMuch as beyond:
        return None, beyond.fault
    if decl is None:
        decl = _without_syntax(data, start, end)
        fault = fault or Fault(start, SYNTAX_ERROR)
    if decl is not None and fault is not None:
        decl.broken = True
        calls = unread_calls(without_markers(data, start, end), start, decl) if body else []
        if calls:
            add_calls(decl, calls)
    return decl, fault


def _first_declaration(root: Node) -> Node | None:
    """The declaration that a text begins with, also within what tree-sitter takes for an error; None for none.

    One that begins later, behind what is broken, is another one than that whose text it is.
    """
    node: Node | None = root
    while node is not None and node.kind_id not in _DECLARATIONS:
        node = node.named_child(0) if node.named_child_count and (node is root or node.is_error) else None
    return node


def _without_syntax(data: bytes, start: int, end: int) -> ast.FuncDecl | ast.GenDecl | None:
    """A declaration of which only its keyword, and a function's name, could be read."""
    keyword = next((one for one in ("func", "type", "var", "const") if data.startswith(one.encode(), start)), None)
    if keyword is None:
        return None
    if keyword != "func":
        return ast.GenDecl(start, end, keyword, [])
    _, _, name = function_head(data, start, end)
    empty = ast.FuncType(start, start, [], [])
    return ast.FuncDecl(
        start, end, ast.Ident(start, start, name or "_"), None, [], empty, start, ast.Block(start, end, [])
    )


SYNTAX_ERROR = "syntax error"


def _tree(text: bytes, start: int) -> Tree:
    """What tree-sitter reads, in a number of steps that is proportional to the text.

    A step is a block of text that it asks for, which it does again where it goes back, or a hundred of its operations.
    Gofmt's own code takes a step every 160 bytes; text that is made to mislead the parser takes thousands a byte.
    """
    text += b"\n"
    if len(text) <= _BLOCK:
        return _PARSER.parse(text)
    steps = _FEWEST_STEPS + len(text) // _BYTES_A_STEP

    def read(offset: int, _: Point) -> bytes:
        nonlocal steps
        steps -= 1
        return text[offset : offset + _BLOCK]

    try:
        return Parser(LANGUAGE).parse(read, progress_callback=lambda _, __: steps < 0)
    except ValueError:
        raise _TooMuch(start, "the parser takes too long over a declaration that is so broken") from None


class _Builder:
    """Turns tree-sitter's nodes into ours. The parsed piece is ``data[base:limit]``, and what was prepared of it.

    ``level`` counts the expressions and statements around the one that is made; ``receivers`` is the fault of a method
    that has not one receiver, which the grammar allows.
    """

    def __init__(self, data: bytes, base: int, limit: int, prepared: Prepared, *, body: bool) -> None:
        self.data = data
        self.base = base
        self.limit = limit
        self.prepared = prepared
        self.plain = not prepared.inserted
        self.body = body
        self.level = 0
        self.receivers: Fault | None = None

    def fault(self, root: Node) -> Fault | None:
        """The first fault of the piece."""
        node: Node | None = root if root.has_error else None
        mended = self.prepared.fault
        found = Fault(self.base + mended.offset, mended.message) if mended is not None else None
        while node is not None and mended is None:
            found = Fault(min(self.base + self.prepared.original(node.start_byte), self.limit), SYNTAX_ERROR)
            node = None if node.is_error else next((c for c in node.children if c.has_error or c.is_missing), None)
        return found

    def span(self, n: Node) -> tuple[int, int]:
        """A node's byte range; what tree-sitter thinks up at the end, or the line end it was given there, is empty."""
        start, end, limit = n.start_byte, n.end_byte, self.limit
        if not self.plain:
            start, end = self.prepared.original(start), self.prepared.original(end)
        start, end = start + self.base, end + self.base
        return (start, end) if end <= limit else (min(start, limit), limit)

    def text(self, n: Node) -> str:
        start, end = self.span(n)
        return self.data[start:end].decode("utf-8", "replace")

    def ident(self, n: Node) -> ast.Ident:
        start, end = self.span(n)
        return ast.Ident(start, end, intern(self.data[start:end].decode("utf-8", "replace")))

    # Declarations

    def declaration(self, n: Node) -> ast.FuncDecl | ast.GenDecl:
        kind = n.kind_id
        if kind in (SyntaxKind.FUNCTION_DECLARATION, SyntaxKind.METHOD_DECLARATION):
            return self.function(n)
        specs: list[ast.TypeSpec | ast.ValueSpec] = []
        if kind == SyntaxKind.TYPE_DECLARATION:
            specs.extend(
                self.type_spec(c)
                for c in n.named_children
                if c.kind_id in (SyntaxKind.TYPE_SPEC, SyntaxKind.TYPE_ALIAS)
            )
            return ast.GenDecl(*self.span(n), "type", specs)
        keyword = "const" if kind == SyntaxKind.CONST_DECLARATION else "var"
        previous: ast.ValueSpec | None = None
        repeated = 0
        for c in _value_specs(n):
            spec = self.value_spec(c, len(specs))
            if keyword == "const":
                if not spec.values and previous is not None:
                    repeated += previous.values[-1].end - previous.values[0].start if previous.values else 0
                    if repeated > MOST_BYTES:
                        raise _TooMuch(
                            spec.start, f"constants that repeat more than {MOST_BYTES:,} bytes of expressions"
                        )
                    spec.type, spec.values, spec.implicit = previous.type, previous.values, True
                    spec.broken = spec.broken or previous.broken
                previous = spec
            specs.append(spec)
        return ast.GenDecl(*self.span(n), keyword, specs)

    def function(self, n: Node) -> ast.FuncDecl:
        receiver = n.child_by_field_id(SyntaxField.RECEIVER)
        fields = self.params(receiver) if receiver is not None else []
        body = n.child_by_field_id(SyntaxField.BODY)
        start, end = self.span(n)
        if receiver is not None and (len(fields) != 1 or len(fields[0].names) > 1):
            self.receivers = Fault(
                self.span(receiver)[0], f"a method with {'several receivers' if fields else 'no receiver'}"
            )
        return ast.FuncDecl(
            start,
            end,
            self.name(n),
            fields[0] if fields else None,
            self.type_params(n) if self.prepared.type_params is None else self.method_type_params(),
            self.func_type(n),
            self.span(body)[0] if body is not None else end,
            self.block(body) if body is not None and self.body else None,
        )

    def name(self, n: Node) -> ast.Ident:
        found = n.child_by_field_id(SyntaxField.NAME)
        return self.ident(found) if found is not None else ast.Ident(*self.span(n), "_")

    def names(self, n: Node) -> list[ast.Ident]:
        return [self.ident(c) for c in n.children_by_field_id(SyntaxField.NAME) if c.is_named]

    def type_spec(self, n: Node) -> ast.TypeSpec:
        alias = n.kind_id == SyntaxKind.TYPE_ALIAS
        return ast.TypeSpec(*self.span(n), self.name(n), self.type_params(n), alias, self.at(n, SyntaxField.TYPE))

    def value_spec(self, n: Node, iota: int) -> ast.ValueSpec:
        type_, values = self.maybe(n, SyntaxField.TYPE), self.list_at(n, SyntaxField.VALUE)
        return ast.ValueSpec(*self.span(n), self.names(n), type_, values, iota, broken=n.has_error)

    def type_params(self, n: Node) -> list[ast.Field]:
        found = n.child_by_field_id(SyntaxField.TYPE_PARAMETERS)
        declared = found.named_children if found is not None else []
        return [
            ast.Field(*self.span(c), self.names(c), self.at(c, SyntaxField.TYPE))
            for c in declared
            if c.kind_id == SyntaxKind.TYPE_PARAMETER_DECLARATION
        ]

    def method_type_params(self) -> list[ast.Field]:
        """The type parameters of a method, for which the grammar has no place, read as those of a function."""
        start, end = self.prepared.type_params or (0, 0)
        head = b"func x"
        piece = prepared(head + self.data[self.base + start : self.base + end] + b"()")
        base = self.base + start - len(head)
        builder = _Builder(self.data, base, self.limit, piece, body=False)
        found = _tree(piece.text, base).root_node.named_child(0)
        return builder.type_params(found) if found is not None else []

    def func_type(self, n: Node) -> ast.FuncType:
        params = n.child_by_field_id(SyntaxField.PARAMETERS)
        result = n.child_by_field_id(SyntaxField.RESULT)
        results: list[ast.Field] = []
        if result is not None:
            if result.kind_id == SyntaxKind.PARAMETER_LIST:
                results = self.params(result)
            else:
                results = [ast.Field(*self.span(result), [], self.expr(result))]
        last = result or params
        start, _ = self.span(n if params is None or n.kind_id == SyntaxKind.FUNCTION_TYPE else params)
        _, end = self.span(last if last is not None else n)
        return ast.FuncType(start, end, self.params(params) if params is not None else [], results)

    def params(self, n: Node) -> list[ast.Field]:
        return [
            ast.Field(
                *self.span(c),
                self.names(c),
                self.at(c, SyntaxField.TYPE),
                c.kind_id == SyntaxKind.VARIADIC_PARAMETER_DECLARATION,
            )
            for c in n.named_children
            if c.kind_id in (SyntaxKind.PARAMETER_DECLARATION, SyntaxKind.VARIADIC_PARAMETER_DECLARATION)
        ]

    # Expressions and types

    def at(self, n: Node, field: int) -> ast.Expr:
        found = n.child_by_field_id(field)
        return self.expr(found) if found is not None else ast.Bad(*self.span(n))

    def maybe(self, n: Node, field: int) -> ast.Expr | None:
        found = n.child_by_field_id(field)
        return self.expr(found) if found is not None else None

    def list_at(self, n: Node, field: int) -> list[ast.Expr]:
        found = n.child_by_field_id(field)
        if found is None:
            return []
        return self.exprs(found) if found.kind_id == SyntaxKind.EXPRESSION_LIST else [self.expr(found)]

    def exprs(self, n: Node) -> list[ast.Expr]:
        return [self.expr(c) for c in n.named_children if not c.is_extra]

    def only(self, n: Node) -> ast.Expr:
        for c in n.named_children:
            if not c.is_extra:
                return self.expr(c)
        return ast.Bad(*self.span(n))

    def expr(self, n: Node) -> ast.Expr:
        kind = n.kind_id
        if kind in _NAMES:
            return self.ident(n)
        make = _EXPRESSIONS.get(kind)
        if make is None:
            return ast.Bad(*self.span(n))
        self.level += 1
        found = make(self, n) if self.level % stack.STRIDE else self.deep(make, n)
        self.level -= 1
        return found

    def deep(self, make: Callable[[_Builder, Node], _Made], n: Node) -> _Made:
        if self.level > MOST_LEVELS:
            raise _TooMuch(self.span(n)[0], f"nested deeper than {MOST_LEVELS:,} levels")
        return stack.call(make, self, n)

    def paren(self, n: Node) -> ast.Expr:
        """Parentheses; those directly within each other are as one."""
        inner = n
        while True:
            within = next((c for c in inner.named_children if not c.is_extra), None)
            if within is None:
                return ast.Bad(*self.span(n))
            if within.kind_id not in (SyntaxKind.PARENTHESIZED_EXPRESSION, SyntaxKind.PARENTHESIZED_TYPE):
                return ast.Paren(*self.span(n), self.expr(within))
            inner = within

    def literal(self, n: Node) -> ast.Expr:
        return ast.Literal(*self.span(n), _LITERALS[n.kind_id], self.text(n))

    def selector(self, n: Node) -> ast.Expr:
        sel = n.child_by_field_id(SyntaxField.FIELD)
        if sel is None:
            return ast.Bad(*self.span(n))
        return ast.SelectorExpr(*self.span(n), self.at(n, SyntaxField.OPERAND), self.ident(sel))

    def qualified(self, n: Node) -> ast.Expr:
        package = n.child_by_field_id(SyntaxField.PACKAGE)
        if package is None:
            return ast.Bad(*self.span(n))
        return ast.SelectorExpr(*self.span(n), self.ident(package), self.name(n))

    def call(self, n: Node) -> ast.Expr:
        fun = self.at(n, SyntaxField.FUNCTION)
        types = n.child_by_field_id(SyntaxField.TYPE_ARGUMENTS)
        if types is not None:
            fun = ast.Index(fun.start, self.span(types)[1], fun, self.exprs(types))
        arguments = n.child_by_field_id(SyntaxField.ARGUMENTS)
        args: list[ast.Expr] = []
        spread = False
        for c in arguments.named_children if arguments is not None else ():
            if c.is_extra:
                continue
            if c.kind_id == SyntaxKind.VARIADIC_ARGUMENT:
                spread = True
                args.append(self.only(c))
            else:
                args.append(self.expr(c))
        return ast.Call(*self.span(n), fun, args, spread)

    def conversion(self, n: Node) -> ast.Expr:
        """A conversion; ``*F[T](x)`` is none, but the indirection of a call (spec, "Conversions").

        One whose operand only the prepared text has is a type that a method is selected from.
        """
        fun, operand = self.at(n, SyntaxField.TYPE), self.at(n, SyntaxField.OPERAND)
        if self.prepared.inserted and operand.start == operand.end:
            return fun
        stars: list[int] = []
        while isinstance(fun, ast.Star):
            stars.append(fun.start)
            fun = fun.x
        x: ast.Expr = ast.Call(fun.start, self.span(n)[1], fun, [operand], spread=False)
        for start in reversed(stars):
            x = ast.Star(start, x.end, x)
        return x

    def index(self, n: Node) -> ast.Expr:
        parts = self.exprs(n)
        if not parts:
            return ast.Bad(*self.span(n))
        generic, arguments = parts[0], parts[1:]
        if isinstance(generic, ast.Star):  # of ``*G[K, V]``, the parser takes the pointer to be what has arguments
            start, end = self.span(n)
            return ast.Star(start, end, ast.Index(generic.x.start, end, generic.x, arguments))
        return ast.Index(*self.span(n), generic, arguments)

    def generic(self, n: Node) -> ast.Expr:
        arguments = n.child_by_field_id(SyntaxField.TYPE_ARGUMENTS)
        return ast.Index(
            *self.span(n), self.at(n, SyntaxField.TYPE), self.exprs(arguments) if arguments is not None else []
        )

    def slice_expr(self, n: Node) -> ast.Expr:
        parts = self.exprs(n)
        return ast.SliceExpr(*self.span(n), parts[0], parts[1:]) if parts else ast.Bad(*self.span(n))

    def unary(self, n: Node) -> ast.Expr:
        operator = n.child_by_field_id(SyntaxField.OPERATOR)
        op = operator.type if operator is not None else ""
        x = self.at(n, SyntaxField.OPERAND)
        return ast.Star(*self.span(n), x) if op == "*" else ast.Unary(*self.span(n), op, x)

    def binary(self, n: Node) -> ast.Expr:
        """A binary operation; thousands of them in a row are no deeper than one."""
        spine: list[Node] = []
        inner: Node | None = n
        while inner is not None and inner.kind_id == SyntaxKind.BINARY_EXPRESSION:
            spine.append(inner)
            inner = inner.child_by_field_id(SyntaxField.LEFT)
        x: ast.Expr = self.expr(inner) if inner is not None else ast.Bad(*self.span(n))
        for outer in reversed(spine):
            operator = outer.child_by_field_id(SyntaxField.OPERATOR)
            op = operator.type if operator is not None else ""
            x = ast.Binary(*self.span(outer), op, x, self.at(outer, SyntaxField.RIGHT))
        return x

    def composite(self, n: Node) -> ast.Expr:
        body = n.child_by_field_id(SyntaxField.BODY)
        return ast.CompositeLit(
            *self.span(n), self.at(n, SyntaxField.TYPE), self.elements(body) if body is not None else []
        )

    def elements(self, n: Node) -> list[ast.Element]:
        found: list[ast.Element] = []
        for c in n.named_children:
            if c.kind_id == SyntaxKind.KEYED_ELEMENT:
                key, value = c.child_by_field_id(SyntaxField.KEY), c.child_by_field_id(SyntaxField.VALUE)
                if key is not None and value is not None:
                    found.append(ast.Element(*self.span(c), self.only(key), self.only(value)))
            elif c.kind_id == SyntaxKind.LITERAL_ELEMENT:
                found.append(ast.Element(*self.span(c), None, self.only(c)))
        return found

    def struct_type(self, n: Node) -> ast.Expr:
        fields: list[ast.Field] = []
        for members in n.named_children:
            for c in members.named_children:
                if c.kind_id != SyntaxKind.FIELD_DECLARATION:
                    continue
                names = self.names(c)
                type_ = self.at(c, SyntaxField.TYPE)
                if not names and c.children[0].type == "*":
                    type_ = ast.Star(self.span(c)[0], type_.end, type_)
                tag = c.child_by_field_id(SyntaxField.TAG)
                fields.append(ast.Field(*self.span(c), names, type_, tag=self.text(tag) if tag is not None else ""))
        return ast.StructType(*self.span(n), fields)

    def interface_type(self, n: Node) -> ast.Expr:
        methods: list[ast.Method] = []
        embeds: list[ast.Expr] = []
        for c in n.named_children:
            if c.kind_id == SyntaxKind.METHOD_ELEM:
                methods.append(ast.Method(*self.span(c), self.name(c), self.func_type(c)))
            elif c.kind_id == SyntaxKind.TYPE_ELEM:
                embeds.append(self.union(c))
        return ast.InterfaceType(*self.span(n), methods, embeds)

    def union(self, n: Node) -> ast.Expr:
        terms = self.exprs(n)
        if not terms:
            return ast.Bad(*self.span(n))
        x = terms[0]
        for y in terms[1:]:
            x = ast.Binary(x.start, y.end, "|", x, y)
        return x

    def chan_type(self, n: Node) -> ast.Expr:
        marks = [c.type for c in n.children if not c.is_named]
        direction = "receive" if marks[:1] == ["<-"] else "send" if "<-" in marks else ""
        return ast.ChanType(*self.span(n), direction, self.at(n, SyntaxField.VALUE))

    # Statements

    def block(self, n: Node) -> ast.Block:
        stmts: list[ast.Stmt] = []
        for c in n.named_children:
            if c.kind_id == SyntaxKind.STATEMENT_LIST:
                stmts.extend(self.stmts(c))
            elif not c.is_extra:
                stmts.append(self.stmt(c))
        return ast.Block(*self.span(n), stmts)

    def stmts(self, n: Node) -> list[ast.Stmt]:
        return [self.stmt(c) for c in n.named_children if not c.is_extra]

    def case_body(self, n: Node) -> ast.Block:
        """The statements of a case; without any, an empty block at its end."""
        for c in n.named_children:
            if c.kind_id == SyntaxKind.STATEMENT_LIST:
                return ast.Block(*self.span(c), self.stmts(c))
        _, end = self.span(n)
        return ast.Block(end, end, [])

    def stmt(self, n: Node) -> ast.Stmt:
        make = _STATEMENTS.get(n.kind_id, _Builder.unread)
        self.level += 1
        found = make(self, n) if self.level % stack.STRIDE else self.deep(make, n)
        self.level -= 1
        return found

    def unread(self, n: Node) -> ast.Stmt:
        return ast.Block(*self.span(n), self.salvaged(n))

    def salvaged(self, n: Node) -> list[ast.Stmt]:
        """What can still be read inside syntax that could not."""
        found: list[ast.Stmt] = []
        for c in n.named_children:
            if c.kind_id in _STATEMENTS:
                found.append(self.stmt(c))
            elif c.kind_id in _EXPRESSIONS:
                x = self.expr(c)
                found.append(ast.ExprStmt(x.start, x.end, x))
            elif c.kind_id == SyntaxKind.STATEMENT_LIST:
                found.extend(self.stmts(c))
        return found

    def stmt_at(self, n: Node, field: int) -> ast.Stmt | None:
        found = n.child_by_field_id(field)
        return self.stmt(found) if found is not None else None

    def block_at(self, n: Node, field: int) -> ast.Block:
        found = n.child_by_field_id(field)
        return self.block(found) if found is not None else ast.Block(*self.span(n), [])

    def assign(self, n: Node) -> ast.Stmt:
        operator = n.child_by_field_id(SyntaxField.OPERATOR)
        op = operator.type if operator is not None else ":="
        return ast.Assign(*self.span(n), self.list_at(n, SyntaxField.LEFT), op, self.list_at(n, SyntaxField.RIGHT))

    def receive(self, n: Node) -> ast.Stmt:
        left = self.list_at(n, SyntaxField.LEFT)
        right = self.at(n, SyntaxField.RIGHT)
        if not left:
            return ast.ExprStmt(*self.span(n), right)
        op = ":=" if any(c.type == ":=" for c in n.children) else "="
        return ast.Assign(*self.span(n), left, op, [right])

    def return_(self, n: Node) -> ast.Stmt:
        results: list[ast.Expr] = []
        for c in n.named_children:
            if not c.is_extra:
                results.extend(self.exprs(c) if c.kind_id == SyntaxKind.EXPRESSION_LIST else [self.expr(c)])
        return ast.Return(*self.span(n), results)

    def if_(self, n: Node) -> ast.Stmt:
        """An if statement; thousands of ``else if`` in a row are no deeper than one."""
        chain = [n]
        while (
            last := chain[-1].child_by_field_id(SyntaxField.ALTERNATIVE)
        ) is not None and last.kind_id == SyntaxKind.IF_STATEMENT:
            chain.append(last)
        orelse = self.stmt(last) if last is not None else None
        for one in reversed(chain):
            init, cond = self.stmt_at(one, SyntaxField.INITIALIZER), self.at(one, SyntaxField.CONDITION)
            orelse = ast.If(*self.span(one), init, cond, self.block_at(one, SyntaxField.CONSEQUENCE), orelse)
        return orelse if orelse is not None else ast.Block(*self.span(n), [])

    def switch(self, n: Node) -> ast.Stmt:
        cases = [
            ast.Case(
                *self.span(c),
                self.list_at(c, SyntaxField.VALUE) if c.kind_id == SyntaxKind.EXPRESSION_CASE else None,
                self.case_body(c),
            )
            for c in n.named_children
            if c.kind_id in (SyntaxKind.EXPRESSION_CASE, SyntaxKind.DEFAULT_CASE)
        ]
        return ast.Switch(
            *self.span(n), self.stmt_at(n, SyntaxField.INITIALIZER), self.maybe(n, SyntaxField.VALUE), cases
        )

    def type_switch(self, n: Node) -> ast.Stmt:
        alias = n.child_by_field_id(SyntaxField.ALIAS)
        bound = [c for c in alias.named_children if not c.is_extra] if alias is not None else []
        cases: list[ast.Case] = []
        for c in n.named_children:
            if c.kind_id == SyntaxKind.TYPE_CASE:
                types = [
                    self.expr(t) for t in c.children_by_field_id(SyntaxField.TYPE) if t.is_named and not t.is_extra
                ]
                cases.append(ast.Case(*self.span(c), types, self.case_body(c)))
            elif c.kind_id == SyntaxKind.DEFAULT_CASE:
                cases.append(ast.Case(*self.span(c), None, self.case_body(c)))
        bind = self.ident(bound[0]) if bound else None
        return ast.TypeSwitch(
            *self.span(n), self.stmt_at(n, SyntaxField.INITIALIZER), bind, self.at(n, SyntaxField.VALUE), cases
        )

    def select(self, n: Node) -> ast.Stmt:
        cases = [
            ast.Comm(*self.span(c), self.stmt_at(c, SyntaxField.COMMUNICATION), self.case_body(c))
            for c in n.named_children
            if c.kind_id in (SyntaxKind.COMMUNICATION_CASE, SyntaxKind.DEFAULT_CASE)
        ]
        return ast.Select(*self.span(n), cases)

    def for_(self, n: Node) -> ast.Stmt:
        body = self.block_at(n, SyntaxField.BODY)
        for c in n.named_children:
            if c.kind_id == SyntaxKind.RANGE_CLAUSE:
                define = any(mark.type == ":=" for mark in c.children)
                return ast.Range(
                    *self.span(n), self.list_at(c, SyntaxField.LEFT), define, self.at(c, SyntaxField.RIGHT), body
                )
            if c.kind_id == SyntaxKind.FOR_CLAUSE:
                init, post = self.stmt_at(c, SyntaxField.INITIALIZER), self.stmt_at(c, SyntaxField.UPDATE)
                return ast.For(*self.span(n), init, self.maybe(c, SyntaxField.CONDITION), post, body)
            if c.kind_id in _EXPRESSIONS:
                return ast.For(*self.span(n), None, self.expr(c), None, body)
        return ast.For(*self.span(n), None, None, None, body)

    def labeled(self, n: Node) -> ast.Stmt:
        inner = [c for c in n.named_children if not c.is_extra and c.kind_id != SyntaxKind.LABEL_NAME]
        return ast.Labeled(*self.span(n), self.stmt(inner[0]) if inner else None)

    def decl_stmt(self, n: Node) -> ast.Stmt:
        decl = self.declaration(n)
        return ast.DeclStmt(*self.span(n), decl) if isinstance(decl, ast.GenDecl) else ast.Block(*self.span(n), [])


def _value_specs(n: Node) -> list[Node]:
    found: list[Node] = []
    for c in n.named_children:
        if c.kind_id == SyntaxKind.VAR_SPEC_LIST:
            found.extend(_value_specs(c))
        elif c.kind_id in (SyntaxKind.CONST_SPEC, SyntaxKind.VAR_SPEC):
            found.append(c)
    return found


_DECLARATIONS = (
    SyntaxKind.FUNCTION_DECLARATION,
    SyntaxKind.METHOD_DECLARATION,
    SyntaxKind.TYPE_DECLARATION,
    SyntaxKind.CONST_DECLARATION,
    SyntaxKind.VAR_DECLARATION,
)
_IDENTIFIERS = (
    "identifier",
    "blank_identifier",
    "type_identifier",
    "field_identifier",
    "package_identifier",
    "nil",
    "true",
    "false",
    "iota",
)
_NAMES = frozenset(by_number(dict.fromkeys(_IDENTIFIERS, True)))
_BASIC_LITERALS = {
    "int_literal": "int",
    "float_literal": "float",
    "imaginary_literal": "imaginary",
    "rune_literal": "rune",
    "raw_string_literal": "string",
    "interpreted_string_literal": "string",
}
_LITERALS = by_number(_BASIC_LITERALS)
_EXPRESSION_KINDS: dict[str, Callable[[_Builder, Node], ast.Expr]] = {
    **dict.fromkeys(_IDENTIFIERS, _Builder.ident),
    **dict.fromkeys(_BASIC_LITERALS, _Builder.literal),
    "selector_expression": _Builder.selector,
    "qualified_type": _Builder.qualified,
    "call_expression": _Builder.call,
    "type_conversion_expression": _Builder.conversion,
    "index_expression": _Builder.index,
    "type_instantiation_expression": _Builder.index,
    "generic_type": _Builder.generic,
    "slice_expression": _Builder.slice_expr,
    "type_assertion_expression": lambda b, n: ast.TypeAssert(
        *b.span(n), b.at(n, SyntaxField.OPERAND), b.at(n, SyntaxField.TYPE)
    ),
    "unary_expression": _Builder.unary,
    "binary_expression": _Builder.binary,
    "func_literal": lambda b, n: ast.FuncLit(*b.span(n), b.func_type(n), b.block_at(n, SyntaxField.BODY)),
    "composite_literal": _Builder.composite,
    "literal_value": lambda b, n: ast.CompositeLit(*b.span(n), None, b.elements(n)),
    "parenthesized_expression": _Builder.paren,
    "parenthesized_type": _Builder.paren,
    "pointer_type": lambda b, n: ast.Star(*b.span(n), b.only(n)),
    "array_type": lambda b, n: ast.ArrayType(*b.span(n), b.at(n, SyntaxField.LENGTH), b.at(n, SyntaxField.ELEMENT)),
    "implicit_length_array_type": lambda b, n: ast.ArrayType(*b.span(n), None, b.at(n, SyntaxField.ELEMENT)),
    "slice_type": lambda b, n: ast.SliceType(*b.span(n), b.at(n, SyntaxField.ELEMENT)),
    "map_type": lambda b, n: ast.MapType(*b.span(n), b.at(n, SyntaxField.KEY), b.at(n, SyntaxField.VALUE)),
    "channel_type": _Builder.chan_type,
    "function_type": _Builder.func_type,
    "struct_type": _Builder.struct_type,
    "interface_type": _Builder.interface_type,
    "negated_type": lambda b, n: ast.Unary(*b.span(n), "~", b.only(n)),
    "type_elem": _Builder.union,
    "type_constraint": _Builder.union,
}
_EXPRESSIONS = by_number(_EXPRESSION_KINDS)
_STATEMENT_KINDS: dict[str, Callable[[_Builder, Node], ast.Stmt]] = {
    "expression_statement": lambda b, n: ast.ExprStmt(*b.span(n), b.only(n)),
    "send_statement": lambda b, n: ast.Send(*b.span(n), b.at(n, SyntaxField.CHANNEL), b.at(n, SyntaxField.VALUE)),
    "inc_statement": lambda b, n: ast.IncDec(*b.span(n), b.only(n)),
    "dec_statement": lambda b, n: ast.IncDec(*b.span(n), b.only(n)),
    "assignment_statement": _Builder.assign,
    "short_var_declaration": _Builder.assign,
    "receive_statement": _Builder.receive,
    "go_statement": lambda b, n: ast.Go(*b.span(n), b.only(n)),
    "defer_statement": lambda b, n: ast.Defer(*b.span(n), b.only(n)),
    "return_statement": _Builder.return_,
    "break_statement": lambda b, n: ast.Branch(*b.span(n), "break"),
    "continue_statement": lambda b, n: ast.Branch(*b.span(n), "continue"),
    "goto_statement": lambda b, n: ast.Branch(*b.span(n), "goto"),
    "fallthrough_statement": lambda b, n: ast.Branch(*b.span(n), "fallthrough"),
    "block": _Builder.block,
    "if_statement": _Builder.if_,
    "expression_switch_statement": _Builder.switch,
    "type_switch_statement": _Builder.type_switch,
    "select_statement": _Builder.select,
    "for_statement": _Builder.for_,
    "labeled_statement": _Builder.labeled,
    "const_declaration": _Builder.decl_stmt,
    "type_declaration": _Builder.decl_stmt,
    "var_declaration": _Builder.decl_stmt,
    "empty_statement": lambda b, n: ast.Block(*b.span(n), []),
}
_STATEMENTS = by_number(_STATEMENT_KINDS)
