"""Which paths a REST storage is served under, read off the function that registers the handlers of a resource.

``k8s.io/apiserver/pkg/endpoints.APIInstaller.registerResourceHandlers`` asks a storage for interfaces, makes a list of
actions (a verb and a path each, appended on a condition) and then a route of each action, in a switch over its verb.
None of its rules is repeated here: flags, paths, conditions, methods and handlers are all read from its statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.cells import lost
from archviz.model.errors import SymbolError
from archviz.model.relations import Position, RelationKind, certain
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.model.graph import CodeGraph

ENDPOINTS = "k8s.io/apiserver/pkg/endpoints"
REQUEST = f"{ENDPOINTS}/request"
_REGISTERS = Symbol(ENDPOINTS, "APIInstaller", "registerResourceHandlers")
_APPENDS = Symbol(ENDPOINTS, "appendIf")

_ASSERTED = re.compile(r"\w+, (\w+) :?= storage\.\((?:\w+\.)?(\w+)\)")
_OPTIONS = re.compile(r"\w+, (\w+), _ :?= \w+\.(New\w+Options)\(\)")
_BOTH = re.compile(r"(\w+) := (\w+(?: && \w+)+)")
_IF = re.compile(r"if (!?\w+) \{")
_APPENDED = re.compile(r"actions = appendIf\(actions, action\{([^,]+), ([^,]+), .*\}, ([^,]+)\)")
_TRUE = re.compile(r"(\w+) = true")
_TEXT = re.compile(r"(\w+) :?= (.+)")
_CASE = re.compile(r"case (.+):")
_METHOD = re.compile(r"\bws\.([A-Z]+)\(action\.Path\)")
_METHODS = re.compile(r"range \w+\.(\w+)\(\)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the function without its comment: the code, how deep it is indented, and where it stands."""

    code: str
    depth: int
    at: Position


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a storage: its verb, its path below the group's version, and the flags that it is served on.

    ``at`` is the statement that appends it.
    """

    verb: str
    path: str
    flags: tuple[str, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Handling:
    """How an action with a verb becomes a route: by a handler, on a flag of the storage ("" for always).

    ``method`` is the HTTP method, "" where the storage's method ``methods`` gives them.
    """

    verb: str
    method: str
    methods: str
    flag: str
    handler: Symbol
    at: Position


class Installer:
    """The rules of a source. Raises SymbolError, with the place, where one has a form that is not known."""

    def __init__(self, graph: CodeGraph) -> None:
        self._graph = graph
        declared = graph.declaration(_REGISTERS)
        if declared is None:
            raise SymbolError(f"{_REGISTERS} is not declared", hint="the routes of resources are read off it")
        self.at = declared.position
        span = declared.span
        lines = list(_lines(graph.lines(span), span.file, span.start_line))
        self._switches = [i for i, line in enumerate(lines) if line.code.startswith("switch")]
        self._scopes = self._scope_cases(lines)
        self.interfaces: dict[str, list[tuple[Symbol, Position]]] = {}
        self.options: dict[str, str] = {}
        """The flag of each method of a storage whose second result it is."""
        self._both: dict[str, tuple[str, ...]] = {}
        self._flags(lines)
        self.handlings = tuple(self._handled(lines))
        read = sum(_APPENDED.match(line.code) is not None for case in self._scopes.values() for line in case)
        calls = graph.calls(_APPENDS, (ENDPOINTS,))
        if calls.undecided or read != len(calls.sites) or not read:
            raise lost(f"{len(calls.sites)} actions are appended, and {read} of them can be read", self.at)

    def actions(self, name: str, flags: frozenset[str], *, namespaced: bool) -> Iterator[Action]:
        """The actions of a storage under a name such as ``pods/status``, of which these flags hold."""
        resource, _, subresource = name.partition("/")
        values = {"resource": resource, "subresource": subresource}
        given = flags | ({"isSubresource"} if subresource else frozenset())
        skipped = 0
        for line in self._scopes[namespaced]:
            if skipped and line.depth >= skipped:
                continue
            skipped = 0
            condition = _IF.fullmatch(line.code)
            appended = _APPENDED.fullmatch(line.code)
            assigned = _TEXT.fullmatch(line.code)
            if condition is not None:
                wanted, negated = condition[1].lstrip("!"), condition[1].startswith("!")
                if (wanted in given) is negated:
                    skipped = line.depth + 1
            elif appended is not None:
                needed = self._needed(appended[3].split(" && "), line)
                if given.issuperset(needed):
                    yield Action(self._verb(appended[1], line), _evaluated(appended[2], values, line), needed, line.at)
            elif "appendIf" in line.code:
                raise lost("the action that is appended here cannot be read", line.at)
            elif assigned is not None:
                try:
                    values[assigned[1]] = _evaluated(assigned[2], values, line)
                except SymbolError:
                    values.pop(assigned[1], None)

    def handling(self, verb: str, flags: frozenset[str]) -> Handling:
        """The handler of an action with a verb. Raises SymbolError where there is none."""
        for one in self.handlings:
            if one.verb == verb and (not one.flag or one.flag in flags):
                return one
        raise lost(f"no handler is registered for {verb}", self.at)

    def _needed(self, names: list[str], line: Line) -> tuple[str, ...]:
        found: list[str] = []
        for name in names:
            if name in self._both:
                found += self._both[name]
            elif name in self.interfaces or name in self.options:
                found.append(name)
            else:
                raise lost(f"what the condition {name} says of a storage cannot be followed", line.at)
        return tuple(found)

    def _verb(self, text: str, line: Line) -> str:
        """A verb as a string, or a constant of the package of requests."""
        if text.startswith('"'):
            return text.strip('"')
        constant = self._graph.text(Symbol(REQUEST, text.rpartition(".")[2]))
        if constant is None:
            raise lost(f"the verb {text} is no constant", line.at)
        return constant

    def _scope_cases(self, lines: list[Line]) -> dict[bool, list[Line]]:
        """The statements for resources in namespaces (True) and for others, of the switch over the scope."""
        start = next((i for i in self._switches if lines[i + 1].code == "case !namespaceScoped:"), None)
        if start is None:
            raise lost("no switch chooses between resources in namespaces and others", self.at)
        depth = lines[start].depth
        end = next(i for i in range(start + 1, len(lines)) if lines[i].depth == depth and lines[i].code == "}")
        other = next((i for i in range(start, end) if lines[i].code == "default:" and lines[i].depth == depth), None)
        if other is None:
            raise lost("the switch over the scope has no default", lines[start].at)
        return {False: lines[start + 2 : other], True: lines[other + 1 : end]}

    def _flags(self, lines: list[Line]) -> None:
        """Which interfaces make each flag true, and which flags are those of several."""
        inside: list[tuple[int, str]] = []
        rest = {r.position.line: r.target for r in self._graph.uses(_REGISTERS) if r.kind == "asserts" and r.certain}
        for line in lines:
            asserted, both, options = (known.fullmatch(line.code) for known in (_ASSERTED, _BOTH, _OPTIONS))
            target = rest.get(line.at.line)
            if asserted is not None and target is not None:
                self.interfaces.setdefault(asserted[1], []).append((target, line.at))
            elif both is not None:
                self._both[both[1]] = tuple(both[2].split(" && "))
            elif options is not None:
                self.options[options[1]] = options[2]
            inside = [each for each in inside if each[0] < line.depth]
            condition, made_true = _IF.fullmatch(line.code), _TRUE.fullmatch(line.code)
            if condition is not None:
                inside.append((line.depth, condition[1]))
            elif made_true is not None and len(inside) == 1 and inside[0][1] in self.interfaces:
                self.interfaces.setdefault(made_true[1], []).extend(self.interfaces[inside[0][1]])

    def _handled(self, lines: list[Line]) -> Iterator[Handling]:
        """What each case of the switch over the verb makes of an action."""
        start = next((i for i in self._switches if lines[i].code == "switch action.Verb {"), None)
        if start is None:
            raise lost("no switch over the verb of an action makes routes", self.at)
        calls = {
            r.position.line: r.target
            for r in filter(None, map(certain, self._graph.relations(_REGISTERS)))
            if r.kind is RelationKind.CALL
            and r.target is not None
            and r.target.package == ENDPOINTS
            and r.target.name.startswith("restful")
        }
        end = next(i for i in range(start, len(lines)) if lines[i].depth == lines[start].depth and lines[i].code == "}")
        cases = [
            i for i in range(start, end) if lines[i].depth == lines[start].depth and _CASE.fullmatch(lines[i].code)
        ]
        for i, until in zip(cases, [*cases[1:], end], strict=True):
            found = _CASE.fullmatch(lines[i].code)
            text = "\n".join(line.code for line in lines[i:until])
            method, methods = _METHOD.search(text), _METHODS.search(text)
            for before, line in zip(lines[i:until], lines[i + 1 : until], strict=False):
                handler = calls.get(line.at.line)
                if handler is not None and found is not None:
                    flag = _IF.fullmatch(before.code)
                    yield Handling(
                        self._verb(found[1], lines[i]),
                        method[1] if method is not None else "",
                        methods[1] if methods is not None and method is None else "",
                        flag[1] if flag is not None else "",
                        handler,
                        line.at,
                    )


def _lines(lines: tuple[str, ...], file: str, first: int) -> Iterator[Line]:
    """The lines that have code, as gofmt lays them out."""
    for number, line in enumerate(lines, first):
        code = line.strip()
        if code and not code.startswith("//"):
            before, comment, after = code.rpartition(" // ")
            code = before.rstrip() if comment and '"' not in after else code
            depth = len(line) - len(line.lstrip("\t"))
            yield Line(code, depth, Position(file, number, depth + 1))


def _evaluated(text: str, values: Mapping[str, str], line: Line) -> str:
    """A string that joins texts and variables by +. Raises SymbolError where a variable is not known."""
    parts = []
    for part in text.split(" + "):
        if part.startswith('"') and part.endswith('"'):
            parts.append(part[1:-1])
        elif part in values:
            parts.append(values[part])
        else:
            raise lost(f"the path {text} cannot be followed", line.at)
    return "".join(parts)
