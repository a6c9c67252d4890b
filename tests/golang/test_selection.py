"""What ``x.name`` selects, by the Go specification: "Selectors", "Struct types", "Method sets"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.golang.types.objects import Func, TypeName, Var
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import BASIC, Invalid, Pointer, Type
from archviz.golang.types.typestring import type_string
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

M = "example.org/m"
OTHER = "example.org/m/other"

CODE = """\
package m

import (
	"example.org/m/other"
	"example.org/missing"
)

type Base struct{ field, shadowed int }
type Holds struct{ base Base; pointer *Base }

func (Base) Value()     {}
func (*Base) Pointed()  {}
func (Base) Shadowed()  {}
func (Base) unexported() {}

type ByValue struct{ Base }
type ByPointer struct{ *Base }
type Deep struct{ ByValue; other int }
type DeepPointer struct{ *ByValue }
type PointerFirst struct{ *ByPointer }
type Shadow struct{ Base; shadowed string }

func (Shadow) Shadowed() {}

type Left struct{ same int }
type Right struct{ same int }

func (Left) Same()  {}
func (Right) Same() {}

type Both struct { Left; *Right }
type Nearer struct { Both; same string }
type OnceMore struct { Both; Third }
type Third struct { *Deeper }
type Deeper struct{ Left }

type A struct{ Base }
type B struct{ *Base }
type Diamond struct{ A; B }
type Twice struct{ Diamond }
type AA struct{ A }
type Uneven struct { AA; A }
type Hidden struct { A; B; Base }

type Circle struct { *Circle; Base }
type Ring struct { *Gnir }
type Gnir struct { *Ring; Base }

type AliasOfBase = Base
type AliasOfPointer = *Base
type ByAlias struct{ AliasOfBase }
type ByAliasedPointer struct{ AliasOfPointer }

type Defined Base
type DefinedPointer *ByValue
type DefinedStruct ByValue
type DefinedInterface Reader

type Reader interface { Read() }
type Closer interface { Close(); private() }
type ReadCloser interface { Reader; Closer }
type WithReader struct { Reader; Base }
type WithBoth struct { ReadCloser; *Base }
type Embedding interface { other.Iface }

type List[E any] struct{ elem E; *Base }

func (l *List[E]) Push(e E) E { return e }

type Ints struct{ *List[int] }
type TwoLists struct{ *List[int]; other.Holder }
type Lists struct{ IntList; StringList }
type IntList = List[int]
type StringList = List[string]
type SameLists struct { First; Second }
type First struct { List[int] }
type Second struct { List[int] }
type OtherLists struct { First; Third2 }
type Third2 struct { List[string] }
type Growing[E any] struct { *Growing[[]E] }

type Foreign struct { other.Struct }
type Clash struct { other.Struct; Own }
type Own struct { hidden string }

func (Own) secret() {}

type HalfKnown struct { missing.Type; Base }
type HalfNear struct { missing.Type; field string }
type TwoUnknown struct { missing.Type; missing.Another }
type HalfInterface interface { missing.Iface; Known() }
type WithHalf struct { HalfInterface; ByValue }
type OfMissing missing.Type
type WithOfMissing struct { OfMissing; ByValue }
type NearHalf struct { WithOfMissing; field string }

type Number int

func (Number) String() {}

type Numbers []Number

func (Numbers) Len() {}

type Blank struct { _ int; Base }
type None struct{}

var (
	literal          struct { Base; own int }
	pointerLiteral   *struct { *Base }
	literalInterface interface { Read() }
	pointerPointer   **Base
	unnamed          []Base
	readerPointer    *Reader
	missingValue     missing.Type
	missingPointer   *missing.Type
	errors           error
	integer          int
	embedsLiteral    struct { ByLiteral }
)

type ByLiteral = struct { Base }

func params[P Reader, F *Base, S Base | ByValue, H HalfInterface](p P, pp *P, f F, s S, h H) {}
"""

OTHER_CODE = """\
package other

type Struct struct { hidden, Shown int }

func (Struct) secret() {}
func (Struct) Told()   {}

type Iface interface { hidden(); Shown() }
type Holder struct{ elem int }
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder: Path = tmp_path_factory.mktemp("selection")
    (folder / "other").mkdir()
    (folder / "go.mod").write_text(f"module {M}\n\ngo 1.24\n")
    (folder / "m.go").write_text(CODE)
    (folder / "other" / "other.go").write_text(OTHER_CODE)
    return Graph(open_source(str(folder)))


def type_of(graph: Graph, text: str) -> Type:
    """The type of a variable, a declared type, its pointer ``*T``, or an instance ``T[int]``; ``params.N`` the
    type of a function's Nth parameter."""
    if text.startswith("*"):
        return Pointer(type_of(graph, text[1:]))
    text, _, argument = text.removesuffix("]").partition("[")
    text, _, number = text.partition(".")
    found = graph.package(M).lookup(text)
    if isinstance(found, Func):
        return found.signature().params[int(number)]
    assert isinstance(found, TypeName | Var), text
    if isinstance(found, Var):
        return found.type
    return found.instance((BASIC[argument],)) if argument else found.type()


SELECTED = [
    # a type's own fields and methods, of the value and through a pointer
    ("Base", "field", "Base.field", False),
    ("*Base", "field", "Base.field", True),
    ("Base", "Value", "Base.Value", False),
    ("*Base", "Value", "Base.Value", True),
    ("Base", "Pointed", "Base.Pointed", False),
    ("Base", "unexported", "Base.unexported", False),
    ("Number", "String", "Number.String", False),
    ("*Number", "String", "Number.String", True),
    ("Numbers", "Len", "Numbers.Len", False),
    # promotion, at any depth; a pointer anywhere on the way is followed
    ("ByValue", "field", "Base.field", False),
    ("ByValue", "Base", "ByValue.Base", False),
    ("ByPointer", "Base", "ByPointer.Base", False),
    ("ByValue", "Pointed", "Base.Pointed", False),
    ("ByPointer", "Pointed", "Base.Pointed", True),
    ("*ByValue", "Pointed", "Base.Pointed", True),
    ("Deep", "Value", "Base.Value", False),
    ("Deep", "other", "Deep.other", False),
    ("DeepPointer", "Pointed", "Base.Pointed", True),
    ("DeepPointer", "field", "Base.field", True),
    ("PointerFirst", "Pointed", "Base.Pointed", True),
    # the shallowest wins, whatever it is
    ("Shadow", "shadowed", "Shadow.shadowed", False),
    ("Shadow", "Shadowed", "Shadow.Shadowed", False),
    ("Shadow", "field", "Base.field", False),
    ("Nearer", "same", "Nearer.same", False),
    ("Uneven", "field", "Base.field", False),
    ("Hidden", "field", "Base.field", False),
    ("Hidden", "Pointed", "Base.Pointed", False),
    ("Hidden", "Base", "Hidden.Base", False),
    # types that embed themselves by a pointer
    ("Circle", "Value", "Base.Value", False),
    ("Circle", "Circle", "Circle.Circle", False),
    ("Ring", "field", "Base.field", True),
    # aliases are the types that they stand for
    ("AliasOfBase", "field", "Base.field", False),
    ("AliasOfPointer", "Pointed", "Base.Pointed", True),
    ("ByAlias", "Value", "Base.Value", False),
    ("ByAlias", "AliasOfBase", "ByAlias.AliasOfBase", False),
    ("ByAliasedPointer", "Pointed", "Base.Pointed", True),
    # a defined type has the fields and embedded types of what it is defined as
    ("Defined", "field", "Defined.field", False),
    ("DefinedStruct", "Value", "Base.Value", False),
    ("DefinedPointer", "field", "Base.field", True),
    ("DefinedPointer", "Base", "ByValue.Base", True),
    ("DefinedInterface", "Read", "Reader.Read", False),
    # interfaces, their embedded ones, and interfaces in structs
    ("Reader", "Read", "Reader.Read", False),
    ("ReadCloser", "Close", "Closer.Close", False),
    ("ReadCloser", "private", "Closer.private", False),
    ("WithReader", "Read", "Reader.Read", False),
    ("*WithReader", "Value", "Base.Value", True),
    ("WithBoth", "Close", "Closer.Close", False),
    ("WithBoth", "private", "Closer.private", False),
    ("WithBoth", "field", "Base.field", True),
    ("Embedding", "Shown", "other.Iface.Shown", False),
    # generic types
    ("List[int]", "elem", "List.elem", False),
    ("*List[int]", "Push", "List.Push", True),
    ("Ints", "Push", "List.Push", True),
    ("Ints", "Value", "Base.Value", True),
    ("TwoLists", "elem", "List.elem", True),
    # what another package declares and exports
    ("Foreign", "Shown", "other.Struct.Shown", False),
    ("Foreign", "Told", "other.Struct.Told", False),
    # its unexported names hide none of this package's
    ("Clash", "hidden", "Own.hidden", False),
    ("Clash", "secret", "Own.secret", False),
    # type parameters have the methods that their constraint declares
    ("params.0", "Read", "Reader.Read", False),
    ("params.4", "Known", "HalfInterface.Known", False),
    # struct types without a name
    ("literal", "Value", "Base.Value", False),
    ("pointerLiteral", "Pointed", "Base.Pointed", True),
    ("embedsLiteral", "Value", "Base.Value", False),
    ("literalInterface", "Read", "?.Read", False),
]


@pytest.mark.parametrize(("text", "name", "selected", "indirect"), SELECTED)
def test_a_selector_denotes_the_shallowest_field_or_method(
    text: str, name: str, selected: str, indirect: bool, graph: Graph
) -> None:
    """``indirect`` says whether a pointer is followed: then a method with a pointer receiver is in the method set."""
    found = select(type_of(graph, text), name, M)
    assert isinstance(found, Selection)
    assert str(found.symbol).removeprefix(f"{M}.").removeprefix(f"{M}/") == selected
    assert found.indirect is indirect
    assert found.unknown == ""


AMBIGUOUS = "{} is ambiguous"
NOTHING = [
    # two at one depth select nothing, whether by value or pointer, fields or methods, one or several types
    ("Both", "same", AMBIGUOUS),
    ("*Both", "Same", AMBIGUOUS),
    ("Nearer", "Same", AMBIGUOUS),
    ("OnceMore", "Same", AMBIGUOUS),
    ("Diamond", "field", AMBIGUOUS),
    ("Diamond", "Base", AMBIGUOUS),
    ("Twice", "Value", AMBIGUOUS),
    ("Lists", "Push", AMBIGUOUS),
    ("SameLists", "elem", AMBIGUOUS),
    ("OtherLists", "elem", AMBIGUOUS),
    ("SameLists", "Value", AMBIGUOUS),
    # there is none
    ("Base", "absent", "Base has no field or method absent"),
    ("*Base", "absent", "Base has no field or method absent"),
    ("None", "absent", "None has no field or method absent"),
    ("Circle", "absent", "Circle has no field or method absent"),
    ("Ring", "absent", "Ring has no field or method absent"),
    ("unnamed", "field", "slice has no field or method field"),
    ("integer", "field", "int has no field or method field"),
    ("literalInterface", "Value", "interface has no field or method Value"),
    ("Number", "Len", "Number has no field or method Len"),
    ("ReadCloser", "absent", "ReadCloser has no field or method absent"),
    # a field that is not embedded promotes nothing
    ("Holds", "field", "Holds has no field or method field"),
    ("Holds", "Base", "Holds has no field or method Base"),
    ("Holds", "Value", "Holds has no field or method Value"),
    # a pointer to a pointer is not followed
    ("pointerPointer", "field", "pointer has no field or method field"),
    ("**ByValue", "Base", "pointer has no field or method Base"),
    # a defined type does not have the methods of what it is defined as
    ("Defined", "Value", "Defined has no field or method Value"),
    # a defined pointer type has fields alone, promoted methods included
    ("DefinedPointer", "Value", "DefinedPointer is a defined pointer type, which has no method Value"),
    ("*DefinedPointer", "field", "DefinedPointer has no field or method field"),
    # a pointer to an interface or to a type parameter has neither
    ("readerPointer", "Read", "a pointer to an interface, Reader, has no field or method Read"),
    ("*DefinedInterface", "Read", "a pointer to an interface, DefinedInterface, has no field or method Read"),
    ("params.1", "Read", "a pointer to a type parameter, P, has no field or method Read"),
    # a type parameter has no fields, and no methods but those that its constraint declares
    ("params.0", "field", "P has no field or method field"),
    ("params.2", "field", "F has no field or method field"),
    ("params.2", "Value", "F has no field or method Value"),
    ("params.3", "Value", "S has no field or method Value"),
    # unexported names of another package
    ("Foreign", "hidden", "Foreign has no field or method hidden"),
    ("Foreign", "secret", "Foreign has no field or method secret"),
    ("Embedding", "hidden", "Embedding has no field or method hidden"),
]


@pytest.mark.parametrize(("text", "name", "reason"), NOTHING)
def test_a_selector_that_denotes_nothing_has_a_reason(text: str, name: str, reason: str, graph: Graph) -> None:
    """``absent`` says that nothing was missing in the search: there is none."""
    found = select(type_of(graph, text), name, M)
    assert isinstance(found, Invalid)
    assert found.reason == reason.format(name)
    assert found.absent


MISSING = "package example.org/missing is not in the source"
UNKNOWN = [
    ("missingValue", "field", MISSING),
    ("missingPointer", "field", MISSING),
    ("OfMissing", "field", MISSING),
    ("HalfKnown", "absent", MISSING),
    ("TwoUnknown", "absent", MISSING),
    ("WithOfMissing", "absent", MISSING),
    ("HalfInterface", "absent", "an interface embedded in HalfInterface is not in the source"),
    ("WithHalf", "absent", "an interface embedded in HalfInterface is not in the source"),
    ("params.4", "absent", "an interface embedded in H is not in the source"),
]


@pytest.mark.parametrize(("text", "name", "reason"), UNKNOWN)
def test_what_a_missing_package_may_have_is_not_absent(text: str, name: str, reason: str, graph: Graph) -> None:
    found = select(type_of(graph, text), name, M)
    assert isinstance(found, Invalid)
    assert found.reason == reason
    assert not found.absent


HIDDEN = [
    # what is missing is at the depth of the method or above it, and may hide it
    ("HalfKnown", "Value", "Base.Value", MISSING),
    ("WithHalf", "Value", "Base.Value", "an interface embedded in HalfInterface is not in the source"),
    ("WithOfMissing", "Value", "Base.Value", MISSING),
    # what is missing is deeper
    ("HalfKnown", "Base", "HalfKnown.Base", ""),
    ("HalfNear", "field", "HalfNear.field", ""),
    ("NearHalf", "field", "NearHalf.field", ""),
    ("WithHalf", "ByValue", "WithHalf.ByValue", ""),
    ("HalfInterface", "Known", "HalfInterface.Known", ""),
]


@pytest.mark.parametrize(("text", "name", "selected", "unknown"), HIDDEN)
def test_a_selection_says_what_missing_type_may_hide_it(
    text: str, name: str, selected: str, unknown: str, graph: Graph
) -> None:
    found = select(type_of(graph, text), name, M)
    assert isinstance(found, Selection)
    assert str(found.symbol).removeprefix(f"{M}.") == selected
    assert found.unknown == unknown


def test_unexported_names_are_selected_by_their_own_package_alone(graph: Graph) -> None:
    for name, symbol in (("hidden", "Struct.hidden"), ("secret", "Struct.secret"), ("Told", "Struct.Told")):
        found = select(type_of(graph, "Foreign"), name, OTHER)
        assert isinstance(found, Selection)
        assert found.symbol == Symbol.parse(f"{OTHER}.{symbol}")
    found = select(type_of(graph, "Embedding"), "hidden", OTHER)
    assert isinstance(found, Selection)
    assert found.symbol == Symbol(OTHER, "Iface", "hidden")
    for text in ("Base", "ReadCloser"):
        assert isinstance(select(type_of(graph, text), {"Base": "field"}.get(text, "private"), OTHER), Invalid)


def test_a_field_of_a_type_without_a_name_has_no_symbol(graph: Graph) -> None:
    found = select(type_of(graph, "literal"), "own", M)
    assert isinstance(found, Selection)
    assert found.symbol is None
    error = select(type_of(graph, "errors"), "Error", M)
    assert isinstance(error, Selection)
    assert error.symbol is None


def test_members_of_an_instance_have_its_type_arguments(graph: Graph) -> None:
    """Also where it is reached by promotion."""
    for text in ("List[int]", "*List[int]", "Ints", "First"):
        elem, push = (select(type_of(graph, text), name, M) for name in ("elem", "Push"))
        assert isinstance(elem, Selection)
        assert isinstance(elem.obj, Var)
        assert type_string(elem.obj.type) == "int"
        assert isinstance(push, Selection)
        assert isinstance(push.obj, Func)
        assert type_string(push.obj.signature()) == "func(e int) int"
    declared = select(type_of(graph, "List"), "Push", M)
    assert isinstance(declared, Selection)
    assert isinstance(declared.obj, Func)
    assert type_string(declared.obj.signature()) == "func(e E) E"


def test_the_owner_of_a_selection_is_the_type_that_declares_it(graph: Graph) -> None:
    for text, name, owner in (("Deep", "Value", f"{M}.Base"), ("Ints", "elem", f"{M}.List[int]")):
        found = select(type_of(graph, text), name, M)
        assert isinstance(found, Selection)
        assert type_string(found.owner) == owner


def test_instances_of_one_type_in_one_another_end(graph: Graph) -> None:
    """Each of ``Growing[int]``, ``Growing[[]int]``, … is another type; Go has no such declaration."""
    found = select(type_of(graph, "Growing[int]"), "absent", M)
    assert isinstance(found, Invalid)
    assert found.reason == "more than 50 instances of Growing in one another"
    assert not found.absent
