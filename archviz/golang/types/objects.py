"""What a Go name may stand for, and the scopes that names are looked up in (spec, "Declarations and scope").

Objects are lazy: what a declaration says is worked out the first time that somebody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from archviz.golang.types.lazy import work_out
from archviz.golang.types.types import Alias, Invalid, Named, Signature, Type, TypeParam, substitute
from archviz.golang.types.values import public
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from archviz.golang.syntax import ast
    from archviz.golang.types.values import Constant


class NameLookup(Protocol):
    """Anything that gives names their meaning."""

    def lookup(self, name: str) -> Object | None:
        """The object that a name stands for here, or None."""

    def left_out(self, name: str, member: str = "", package: str = "") -> str:
        """``declared in FILE, …`` where a file that is left out declares a name or a type's member; "" where none does.

        The name is this package's where none is given.
        """


MOST_STEPS = 30_000_000
"""How many scopes may be gone through in one function in search of names, from deep inside."""
_DEEP = 50


class TooManySteps(Exception):  # noqa: N818 - caught where a declaration is worked out
    """A function's names are sought through too many scopes."""


class Scope:
    """A block's names inside those of the block around it.

    A block around it that has declared nothing yet is passed over: what it declares later has no meaning in here.
    """

    __slots__ = ("depth", "names", "parent", "steps")

    def __init__(self, parent: NameLookup) -> None:
        if isinstance(parent, Scope) and not parent.names:
            parent = parent.parent
        self.parent: NameLookup = parent
        self.names: dict[str, Object] = {}
        self.depth: int = parent.depth + 1 if isinstance(parent, Scope) else 0
        self.steps: list[int] = parent.steps if isinstance(parent, Scope) else [0]

    def lookup(self, name: str) -> Object | None:
        """The object that a name stands for here, or None."""
        if self.depth > _DEEP:
            self.steps[0] += self.depth
            if self.steps[0] > MOST_STEPS:
                raise TooManySteps
        scope: NameLookup = self
        while type(scope) is Scope:  # which has no subclass, and asking so takes a fraction of the time
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return scope.lookup(name)

    def left_out(self, name: str, member: str = "", package: str = "") -> str:
        """See ``NameLookup``."""
        scope: NameLookup = self
        while isinstance(scope, Scope):
            scope = scope.parent
        return scope.left_out(name, member, package)

    def declare(self, obj: Object) -> None:
        """Declare an object; the blank identifier declares nothing."""
        if obj.name != "_":
            self.names[obj.name] = obj


class Object:
    """A declared thing. ``package`` is its import path, None for a predeclared one."""

    __slots__ = ("name", "package")

    def __init__(self, name: str, package: str | None) -> None:
        self.name = name
        self.package = package

    @property
    def key(self) -> str:
        """The name as method sets and structs compare it: unexported ones differ by package."""
        return self.name if exported(self.name) else f"{self.package}.{self.name}"


class TypeName(Object):
    """A type's name. ``define`` gives the type it is defined as (or, for an alias, stands for), given itself.

    ``at`` is the byte offset at which a local one is declared, -1 for others; ``symbol`` is None for a predeclared or
    local type; ``method_names`` is worked out by ``implementations``.
    """

    __slots__ = (
        "_definition",
        "_instances",
        "_params",
        "alias",
        "at",
        "define",
        "local",
        "method_names",
        "methods",
        "params",
        "symbol",
    )

    def __init__(
        self,
        name: str,
        package: str | None,
        define: Callable[[TypeName], Type],
        *,
        alias: bool = False,
        local: bool = False,
        params: Callable[[], tuple[TypeParam, ...]] | None = None,
        methods: Callable[[str], Mapping[str, Func]] | None = None,
        at: int = -1,
    ) -> None:
        super().__init__(name, package)
        self.at = at
        self.define = define
        self.alias = alias
        self.local = local
        self.symbol = None if local or package is None else Symbol(package, name)
        self.params = params
        self.methods = methods
        self._definition: Type | None = None
        self._params: tuple[TypeParam, ...] | None = None
        self.method_names: frozenset[str] | None = None
        self._instances: dict[tuple[Type, ...], Named | Alias] = {}

    def type(self) -> Type:
        """The type that the name denotes, not instantiated."""
        return self.instance(())

    def instance(self, args: tuple[Type, ...]) -> Named | Alias:
        """The type instantiated with type arguments: for the very same ones the same, so that it is worked out once."""
        found = self._instances.get(args)
        if found is None:
            found = self._instances[args] = Alias(self, args) if self.alias else Named(self, args)
        return found

    def type_params(self) -> tuple[TypeParam, ...]:
        """Its type parameters."""
        if self._params is None:
            self._params = self.params() if self.params is not None else ()
        return self._params

    def definition(self) -> Type:
        """What it is defined as; Invalid where that depends on itself."""
        found = self._definition
        if found is None:
            found = work_out(
                self, "_definition", lambda: self.define(self), f"{self.name} is defined by itself", Invalid
            )
        return found

    target = definition

    @property
    def known_definition(self) -> Type | None:
        """What it is defined as where that has been worked out already."""
        return self._definition

    def declared_methods(self) -> Mapping[str, Func]:
        """The methods declared with it as receiver, by name."""
        return self.methods(self.name) if self.methods is not None and not self.alias else {}


class FixedType(TypeName):
    """The name of a predeclared type or a type parameter: it denotes that very type."""

    __slots__ = ("denoted",)

    def __init__(self, name: str, denoted: Type) -> None:
        super().__init__(name, None, lambda _: denoted, local=True)
        self.denoted = denoted

    def type(self) -> Type:
        """The type that the name denotes."""
        return self.denoted


class Func(Object):
    """A function, a method, or an interface's method.

    ``owner`` is the receiver's base type or the interface's name, "" for a function, ``UNNAMED`` for an interface
    literal's method.
    """

    __slots__ = ("_signature", "_symbol", "interface", "make", "owner", "pointer")

    def __init__(
        self,
        name: str,
        package: str | None,
        make: Callable[[], Signature],
        *,
        owner: str = "",
        pointer: bool = False,
        interface: bool = False,
    ) -> None:
        super().__init__(name, package)
        self.make = make
        self.owner = owner
        self.pointer = pointer
        self.interface = interface
        self._signature: Signature | None = None
        self._symbol: Symbol | None = None

    @property
    def symbol(self) -> Symbol | None:
        """The symbol; None for a predeclared one, such as error's method."""
        found = self._symbol
        if found is None and self.package is not None:
            names = (self.owner, self.name) if self.owner else (self.name,)
            found = self._symbol = Symbol(self.package, *names)
        return found

    def signature(self) -> Signature:
        """Its type, without the receiver; one with an Invalid result where that depends on itself."""
        found = self._signature
        if found is None:
            circle = f"the type of {self.name} depends on itself"
            found = work_out(self, "_signature", self.make, circle, lambda why: Signature((), (Invalid(why),)))
        return found

    def substituted(self, bindings: dict[TypeParam, Type]) -> Func:
        """The same method with type parameters replaced."""

        def make() -> Signature:
            found = substitute(self.signature(), bindings)
            return found if isinstance(found, Signature) else self.signature()

        return Func(self.name, self.package, make, owner=self.owner, pointer=self.pointer, interface=self.interface)


class Var(Object):
    """A variable, parameter or field.

    ``at`` is the byte offset at which a local one is declared, -1 for others. ``symbol`` is that of a package-level
    one, else None: a field's depends on the struct it was selected from. ``initial`` is the expression that a
    package-level one is declared with, and where to look up its names; ``values`` what ``constants`` found out about
    that.
    """

    __slots__ = ("_make", "_typed", "at", "embedded", "field", "initial", "level", "symbol", "values")

    def __init__(
        self,
        name: str,
        package: str | None,
        make: Callable[[], Type | tuple[Type, bool]] | Type,
        *,
        field: bool = False,
        embedded: bool = False,
        level: bool = False,
        certain: bool = True,
        at: int = -1,
        initial: tuple[ast.Expr, NameLookup] | None = None,
    ) -> None:
        """``make`` gives the type, or the type and whether that is certain; of a type itself ``certain`` says it."""
        super().__init__(name, package)
        self._typed = (make, certain) if isinstance(make, Type) else None
        self._make = make
        self.field = field
        self.embedded = embedded
        self.level = level
        self.symbol = Symbol(package, name) if level and package else None
        self.at = at
        self.initial = initial
        self.values: object = None

    @property
    def typed(self) -> tuple[Type, bool]:
        """Its type, Invalid where that depends on itself; and whether no missing type can make that another one."""
        found = self._typed
        if found is None:
            found = work_out(
                self,
                "_typed",
                self._worked_out,
                f"the type of {self.name} depends on itself",
                lambda reason: (Invalid(reason), True),
            )
        return found

    def _worked_out(self) -> tuple[Type, bool]:
        found = self._make if isinstance(self._make, Type) else self._make()
        return found if isinstance(found, tuple) else (found, True)

    @property
    def type(self) -> Type:
        """Its type; Invalid where that depends on itself."""
        return self.typed[0]

    @property
    def known_type(self) -> Type | None:
        """Its type where that has been worked out already."""
        return self._typed[0] if self._typed is not None else None

    def substituted(self, bindings: dict[TypeParam, Type]) -> Var:
        """The same field with type parameters replaced."""
        return Var(
            self.name,
            self.package,
            lambda: substitute(self.type, bindings),
            field=self.field,
            embedded=self.embedded,
            level=self.level,
        )


Value = bool | int | float | str | None


class Const(Object):
    """A constant; it has no value where that could not be worked out. ``at`` and ``symbol`` are as a variable's."""

    __slots__ = ("_constant", "_make", "_type", "at", "symbol", "valued")

    def __init__(
        self,
        name: str,
        package: str | None,
        make: Callable[[], Type] | Type,
        value: Callable[[], Constant | None],
        *,
        at: int = -1,
    ) -> None:
        super().__init__(name, package)
        self.at = at
        self.symbol = Symbol(package, name) if at < 0 and package else None
        self._type = make if isinstance(make, Type) else None
        self._make = make
        self.valued = value
        self._constant: tuple[Constant | None] | None = None

    @property
    def type(self) -> Type:
        """Its type, typed or untyped; Invalid where that depends on itself."""
        found = self._type
        if found is None:
            found = work_out(self, "_type", self._worked_out, f"the constant {self.name} depends on itself", Invalid)
        return found

    def _worked_out(self) -> Type:
        return self._make if isinstance(self._make, Type) else self._make()

    @property
    def known_type(self) -> Type | None:
        """Its type where that has been worked out already."""
        return self._type

    @property
    def constant(self) -> Constant | None:
        """Its exact value with the predeclared type that it is of, or None."""
        found = self._constant
        if found is None:
            found = work_out(self, "_constant", lambda: (self.valued(),), "", lambda _: (None,))
        return found[0]

    @property
    def value(self) -> Value:
        """Its value as Python has it, or None."""
        return public(self.constant)


class PkgName(Object):
    """An imported package, by the name it has in a file.

    ``names`` gives its scope, None where it is missing; ``unselected`` says why it gives nothing by a name.
    """

    __slots__ = ("names", "path", "unselected")

    def __init__(
        self, name: str, path: str, names: Callable[[], NameLookup | None], unselected: Callable[[str], str]
    ) -> None:
        super().__init__(name, None)
        self.path = path
        self.names = names
        self.unselected = unselected

    def select(self, name: str) -> Object | None:
        """The exported object of that name, or None."""
        scope = self.names()
        return scope.lookup(name) if scope is not None else None


class Builtin(Object):
    """A predeclared function."""

    __slots__ = ()


class Nil(Object):
    """The predeclared nil."""

    __slots__ = ()
