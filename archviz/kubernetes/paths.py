"""The paths that servers register by themselves: with the path mux, and as web services of go-restful.

A path is followed from the call that registers it to the text that gives it: through the parameters of functions to
what their callers give, through a field to what the functions that make its struct give it, and through ``+``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from archviz.figures.cells import lost
from archviz.kubernetes.installer import ENDPOINTS
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind, Span
from archviz.model.relations import RelationKind, certain, evidence
from archviz.model.symbols import Symbol
from archviz.model.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Evidence, Position
    from archviz.model.values import CallSite, SourceValue

SERVER = "k8s.io/apiserver/pkg/server"
_MUX = Symbol(f"{SERVER}/mux", "PathRecorderMux")
_MUXED = ("Handle", "HandleFunc", "HandlePrefix", "UnlistedHandle", "UnlistedHandleFunc", "UnlistedHandlePrefix")
_SPECS = "k8s.io/kube-openapi/pkg"
"""Where functions register paths with a mux that is handed to them."""
_DISCOVERY = f"{ENDPOINTS}/discovery"
_INSTALLED = Symbol(ENDPOINTS, "APIInstaller", "newWebService")
"""What makes the web service of the resources of a group's version; its path is the root of their routes."""
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_SUM = re.compile(r'(?:"[^"]*+"|[\w.]++)(?: ?\+ ?(?:"[^"]*+"|[\w.]++))*+')
_TERM = re.compile(r'"[^"]*+"|[\w.]++')


@dataclass(frozen=True, slots=True)
class RegisteredPath:
    """A path that is registered for one HTTP ``method``, or "" for all: itself, or with ``prefix`` all that begin so.

    ``path`` is as the source has it, with an expression that cannot be followed in braces. ``paths`` are those that
    this stands for: the path, those of the groups that are installed, or none where the source does not say it.
    ``by`` gives the path, at ``at``; ``handler`` is the expression of what handles it, as written, where the path is
    ``registered``.
    """

    path: str
    paths: tuple[str, ...]
    prefix: bool
    method: str
    handler: str
    by: Symbol
    at: Evidence
    registered: Evidence


@dataclass(frozen=True, slots=True)
class _Text:
    """A string, who gives it and where; ``known`` is False where it has an expression in braces."""

    text: str
    by: Symbol
    at: Evidence
    known: bool = True


class PathReader:
    """Reads the paths that some packages register. ``roots`` are those of the routes, such as ``/apis/apps/v1/``."""

    def __init__(self, graph: CodeGraph, packages: Sequence[str], roots: Sequence[str]) -> None:
        self._graph = graph
        every = graph.packages()
        self._packages = tuple(one for one in every if _within(one, packages))
        self._registering = tuple(one for one in every if _within(one, (*packages, ENDPOINTS, _SPECS)))
        self._roots = tuple(one.rstrip("/") for one in roots)

    def muxed(self) -> Iterator[RegisteredPath]:
        """The paths that are registered with path muxes."""
        for method in self._registers():
            prefix = method.member.endswith("Prefix")
            for site in self._calls(method):
                for one in self._given_to_mux(site):
                    paths = (one.text,) if one.known else ()
                    handler = brief(site.arguments[1].text)
                    yield RegisteredPath(one.text, paths, prefix, "", handler, one.by, one.at, site.evidence)

    def services(self) -> Iterator[RegisteredPath]:
        """The paths of the routes of web services, but for those of resources.

        Raises SymbolError where a route or the web service that it is of cannot be followed.
        """
        made = self._graph.results(_INSTALLED)
        service = made[0].type if len(made) == 1 else None
        if service is None:
            raise SymbolError(f"{_INSTALLED} returns no web service", hint="the routes of web services are read off it")
        begun = [(each, self._calls(Symbol(service.package, service.name, each))) for each in _METHODS]
        handled = self._calls(Symbol(service.package, "RouteBuilder", "To"))
        rooted = self._calls(Symbol(service.package, service.name, "Path"))
        for route in self._calls(Symbol(service.package, service.name, "Route")):
            if route.source.owner == _INSTALLED.owner or not self._called(route.source):
                continue
            inside = [(method, one) for method, sites in begun for one in sites if _encloses(route, one)]
            handlers = [one for one in handled if _encloses(route, one)]
            if len(inside) != 1 or len(handlers) != 1:
                raise lost(f"the route that {route.source.short} adds cannot be read", route.position)
            method, start = inside[0]
            below = start.arguments[0].constant
            if below is None:
                raise lost(f"the path of the route that {route.source.short} adds is no constant", start.position)
            to = handlers[0]
            for own in self._own(rooted, route.source, self._receiver(start), start.position):
                for root in self._texts(own.arguments[0], own.source, own.evidence):
                    paths = tuple(_joined(one, below) for one in self._stands_for(root, own.source))
                    handler = brief(to.arguments[0].text)
                    path = _joined(root.text, below)
                    yield RegisteredPath(path, paths, False, method, handler, root.by, root.at, to.evidence)

    def _given_to_mux(self, site: CallSite) -> Iterator[_Text]:
        """The paths that a call registers, of those that the packages give; what nothing calls gives none on."""
        if site.source.owner != _MUX:
            for one in self._texts(site.arguments[0], site.source, site.evidence):
                if _within(one.by.package, self._packages) and (one.by == site.source or self._called(one.by)):
                    yield one

    def _registers(self) -> Iterator[Symbol]:
        """The methods of the mux that register a path, and those of the interfaces by which it is handed on."""
        yield from (Symbol(_MUX.package, _MUX.name, one) for one in _MUXED)
        for package in self._registering:
            for one in self._graph.symbols(package):
                declared = self._graph.declaration(one.owner) if one.member in _MUXED else None
                interface = declared is not None and declared.kind is DeclarationKind.INTERFACE
                if interface and self._graph.implements(_MUX, one.owner) is not None:
                    yield one

    def _calls(self, function: Symbol) -> tuple[CallSite, ...]:
        found = self._graph.find(str(function))
        return self._graph.calls(found, self._registering).sites if found is not None else ()

    def _called(self, function: Symbol) -> bool:
        """Whether a function is called, by its name or by that of an interface's method which it implements."""
        if self._calls(function):
            return True
        alike = (
            one
            for one in self._graph.symbols(function.package)
            if one.member == function.member != "" and one.owner != function.owner
        )
        return any(self._graph.implements(function.owner, one.owner) is not None and self._calls(one) for one in alike)

    def _receiver(self, site: CallSite) -> str:
        """The variable whose method a call calls, as written before the dot."""
        at = site.position
        line = self._graph.lines(Span(at.file, at.line, at.line, 0, 0))[0].encode()
        return line[: at.col - 1].decode().rstrip(".").split()[-1].rpartition("(")[2]

    def _own(self, rooted: Sequence[CallSite], source: Symbol, variable: str, at: Position) -> tuple[CallSite, ...]:
        """The calls that give the web service in a variable of a function its path, one for each web service."""
        here = [one for one in rooted if one.source == source]
        named = [one for one in here if self._receiver(one) == variable]
        if len(named) == 1:
            return (named[0],)
        given: list[CallSite] = []
        for _, value in self._given(source, variable):
            while value.kind is ValueKind.RESULT and value.symbol is not None and value.symbol.package == ENDPOINTS:
                maker = value.symbol
                given += [one for one in rooted if one.source == maker]
                results = self._graph.results(maker, value.result)
                if len(results) != 1:
                    break
                value = results[0]
        if named or not given:
            raise lost(f"the path of the web service {variable} of {source.short} cannot be followed", at)
        return tuple(given)

    def _given(self, function: Symbol, parameter: str) -> Iterator[tuple[CallSite, SourceValue]]:
        """What the calls of a function give for a parameter; nothing where it has none of this name."""
        declared = self._graph.declaration(function)
        names = _parameters(declared.signature, function.leaf) if declared is not None else ()
        if parameter in names:
            for site in self._calls(function):
                if names.index(parameter) < len(site.arguments):
                    yield site, site.arguments[names.index(parameter)]

    def _stands_for(self, root: _Text, source: Symbol) -> tuple[str, ...]:
        """The paths that a root stands for: itself, or the beginnings of the routes' roots that it has the form of.

        The web service of resources has these roots themselves, and that of a group is made as its resources are
        installed.
        """
        if root.known:
            return (root.text,)
        if source == _INSTALLED:
            return self._roots
        if source.package != _DISCOVERY:
            return ()
        known, steps = root.text.partition("{")[0], root.text.count("/")
        begun = ("/".join(one.split("/")[: steps + 1]) for one in self._roots if one.startswith(known))
        return tuple(dict.fromkeys(begun))

    def _texts(
        self, value: SourceValue, source: Symbol, at: Evidence, within: tuple[Symbol, ...] = ()
    ) -> Iterator[_Text]:
        """What a string in a function may be. ``within`` are functions that it was handed through."""
        if value.constant is not None:
            yield _Text(value.constant, source, at)
        elif value.kind is ValueKind.NAME and value.symbol is not None and value.symbol.member:
            found = list(self._held(value.symbol, within))
            yield from found or [_Text(f"{{{value.text}}}", source, at, known=False)]
        elif _SUM.fullmatch(value.text):
            for parts in product(*(self._term(one, source, at, within) for one in _TERM.findall(value.text))):
                first = next((one for one in parts if one.by != source), parts[0])
                text = "".join(one.text for one in parts)
                yield _Text(text, first.by, first.at, known=all(one.known for one in parts))
        else:
            yield _Text(f"{{{value.text}}}", source, at, known=False)

    def _term(self, term: str, source: Symbol, at: Evidence, within: tuple[Symbol, ...]) -> list[_Text]:
        """What a literal, a constant or a parameter of a function may be."""
        if term.startswith('"'):
            return [_Text(term.strip('"'), source, at)]
        given = [
            text
            for site, value in self._given(source, term)
            if site.source not in within
            for text in self._texts(value, site.source, site.evidence, (*within, source))
        ]
        if given:
            return given
        constant = self._graph.text(Symbol(source.package, term)) if "." not in term else None
        return [_Text(constant if constant is not None else f"{{{term}}}", source, at, known=constant is not None)]

    def _held(self, field: Symbol, within: tuple[Symbol, ...]) -> Iterator[_Text]:
        """What a field may be: what the functions of its package give it in the literals of its struct."""
        for one in self._graph.symbols(field.package):
            declared = self._graph.declaration(one)
            if declared is None or declared.kind not in (DeclarationKind.FUNC, DeclarationKind.METHOD):
                continue
            for made in filter(None, map(certain, self._graph.relations(one))):
                if made.kind is RelationKind.CREATES and made.target == field.owner:
                    given = self._element(field.member, made.position, declared.span.end_line)
                    yield from (text for term in given for text in self._term(term, one, evidence(made), within))

    def _element(self, name: str, at: Position, end: int) -> list[str]:
        """The text or the name that a composite literal gives a field, where it stands before any literal in it."""
        lines = self._graph.lines(Span(at.file, at.line, end, 0, 0))
        text = "\n".join((lines[0].encode()[at.col - 1 :].decode(), *lines[1:]))
        found = re.search(rf'\b{name}: *+("[^"]*+"|\w++),?+[ \n}}]', text.partition("{")[2].partition("}")[0] + "}")
        return [found[1]] if found is not None else []


def brief(text: str) -> str:
    """An expression up to its arguments or elements."""
    marks = [i for i in map(text.find, "({") if i >= 0]
    if not marks:
        return text
    first = min(marks)
    return f"{text[:first]}{'(…)' if text[first] == '(' else '{…}'}"


def _within(package: str, packages: Sequence[str]) -> bool:
    """Whether a package is one of some, or below one."""
    return any(package == one or package.startswith(f"{one}/") for one in packages)


def _encloses(outer: CallSite, inner: CallSite) -> bool:
    """Whether a call stands in the arguments of another."""
    place = (inner.position.line, inner.position.col)
    start, end = outer.position, outer.end
    return (
        inner.source == outer.source
        and inner.position.file == start.file
        and (start.line, start.col) < place < (end.line, end.col)
    )


def _joined(root: str, path: str) -> str:
    """The path of a route below the root of its web service, as go-restful joins them."""
    return f"{root.rstrip('/')}/{path.lstrip('/')}".rstrip("/") or "/"


def _parameters(signature: str, name: str) -> tuple[str, ...]:
    """The names of a function's parameters, of its declaration's head as written."""
    text = signature.partition(f" {name}(")[2]
    names, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif (char == "," and not depth) or (char == ")" and not depth):
            names.append(text[start:i].split(maxsplit=1)[0] if text[start:i].strip() else "")
            start = i + 1
            if char == ")":
                break
        elif char in ")]}":
            depth -= 1
    return tuple(names)
