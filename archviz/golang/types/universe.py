"""The predeclared identifiers (Go specification, "Predeclared identifiers")."""

from __future__ import annotations

from archviz.golang.types.objects import Builtin, Const, FixedType, Func, Nil, Object, TypeName
from archviz.golang.types.types import BASIC, UNTYPED, Basic, Interface, Signature, Type
from archviz.golang.types.values import FALSE, TRUE

_EMPTY = Interface(())


class Universe:
    """The outermost block."""

    def __init__(self) -> None:
        names: dict[str, Object] = {name: FixedType(name, basic) for name, basic in BASIC.items()}
        for alias, target in (("byte", "uint8"), ("rune", "int32")):
            names[alias] = FixedType(alias, Basic(alias, same_as=target))
        error = Func("Error", None, lambda: Signature((), (BASIC["string"],)), owner="error", interface=True)
        names["error"] = TypeName("error", None, lambda _: Interface((error,)))
        names["any"] = TypeName("any", None, lambda _: _EMPTY, alias=True)
        names["comparable"] = TypeName("comparable", None, lambda _: _EMPTY)
        names["true"] = Const("true", None, UNTYPED["bool"], lambda: TRUE)
        names["false"] = Const("false", None, UNTYPED["bool"], lambda: FALSE)
        names["iota"] = Const("iota", None, UNTYPED["int"], lambda: None)
        names["nil"] = Nil("nil", None)
        for name in (
            *("append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min"),
            *("new", "panic", "print", "println", "real", "recover"),
        ):
            names[name] = Builtin(name, None)
        self.names = names
        self.error: Type = self._named("error")

    def _named(self, name: str) -> Type:
        found = self.names[name]
        return found.type() if isinstance(found, TypeName) else BASIC["int"]

    def lookup(self, name: str) -> Object | None:
        """The predeclared object of that name, or None."""
        return self.names.get(name)

    def left_out(self, name: str, member: str = "", package: str = "") -> str:  # noqa: ARG002 as ``Lookup`` has it
        """Nothing: no file declares these names."""
        return ""


UNIVERSE = Universe()
