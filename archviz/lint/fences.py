"""Go in a document's fences: declarations that the source has otherwise, and names that it has not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.findings import Confidence, Held, Wrong, near_hint, site
from archviz.lint.signatures import parameters, plain_type
from archviz.lint.snippets import GoSnippet
from archviz.lint.written import WrittenName
from archviz.model.finding import FindingKind
from archviz.model.graph import DeclarationKind
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.lint.code import Code
    from archviz.lint.names import Names
    from archviz.lint.page import Fence
    from archviz.lint.scope import DocumentScope
    from archviz.lint.snippets import Selected
    from archviz.model.graph import Declaration, Member
    from archviz.model.symbols import Symbol

GO = ("go", "golang")
_ALIKE = 0.5
"""The share of fields, methods or types from which on a declaration in a document is taken for the source's own."""
_LEFT_OUT = re.compile(r"\.\.\.|…|/\* |// (?:omitted|other|more|etc|snip)", re.IGNORECASE)


class Fences:
    """The Go fences of one document."""

    def __init__(self, code: Code, names: Names, scope: DocumentScope) -> None:
        self._code = code
        self._names = names
        self._scope = scope

    def held(self, fence: Fence, part: int) -> Iterator[Held]:
        """What a fence of Go says of the source, with what is wrong, by the fence's number in the page."""
        snippet = GoSnippet(fence.text)
        own = {one.symbol.name for one in snippet.declarations}
        bound = self._imported(snippet)
        for line, column, subject, wrong in self._unknown_imports(snippet, fence):
            yield Held(line, column, subject, wrong=wrong)
        for one in snippet.selected:
            found = self._selected(one, bound, part, fence, has_imports=bool(snippet.imports))
            if found is not None:
                yield found
        for declared in snippet.declarations:
            if not declared.symbol.member or declared.symbol.name not in own or declared.kind is DeclarationKind.METHOD:
                found = self._declaration(declared, part, fence)
                if found is not None:
                    yield found

    def _imported(self, snippet: GoSnippet) -> dict[str, str]:
        """The source's own packages that a snippet imports, by the names that it uses for them."""
        found = {}
        for one in snippet.imports:
            if one.path in self._code.folders:
                found[one.name or self._code.facts.package_name(one.path)] = one.path
            else:
                found[one.name or one.path.rpartition("/")[2]] = ""
        return found

    def _unknown_imports(self, snippet: GoSnippet, fence: Fence) -> Iterator[tuple[int, int, str, Wrong]]:
        for one in snippet.imports:
            inside = any(one.path.startswith(f"{module}/") for module in self._code.modules if "." in module)
            if inside and one.path not in self._code.folders and not self._present(one.path):
                at = fence.text.find(f'"{one.path}"')
                line = fence.line + fence.text.count("\n", 0, max(at, 0))
                hint = near_hint(one.path, self._code.folders, 0.9)
                message = f"the source has no package {one.path}"
                yield line, 1, one.path, Wrong(FindingKind.UNKNOWN_PATH, Confidence.CERTAIN, message, hint)

    def _present(self, package: str) -> bool:
        return package in self._code.facts.all_packages()

    def _selected(
        self, one: Selected, bound: dict[str, str], part: int, fence: Fence, *, has_imports: bool
    ) -> Held | None:
        """``pkg.Name`` of a package that the snippet imports; without imports as in a code span."""
        line, column = fence.line + one.line, fence.indent + one.column + 1
        subject = f"{one.package}.{one.name}"
        package = bound.get(one.package)
        if package:
            symbols = tuple(s for s in self._code.top(one.name) if s.package == package)
            if symbols:
                return Held(line, column, subject, symbols)
            hint = near_hint(one.name, self._code.any_exported(package), 0.6, f"{one.package}.")
            message = f"package {package} has no {one.name}"
            return Held(
                line, column, subject, wrong=Wrong(FindingKind.UNKNOWN_SYMBOL, Confidence.CERTAIN, message, hint)
            )
        if has_imports or package == "":
            return None
        symbols, wrong = self._names.meaning(WrittenName((one.package, one.name)), part)
        return Held(line, column, subject, symbols, wrong) if symbols or wrong else None

    def _declaration(self, declared: Declaration, part: int, fence: Fence) -> Held | None:
        """A declaration of a name that the source has, too; None where it is the document's own example."""
        real = [
            (self._alike(declared, found), symbol, found)
            for symbol in self._meant(declared.symbol, part)
            if (found := self._code.declaration(symbol)) is not None and _same_kind(declared, found)
        ]
        if not real:
            return None
        share, symbol, found = max(real, key=lambda each: each[0])
        if share < _ALIKE:
            return None
        wrong = self._differs(declared, found, fence)
        return Held(fence.line + declared.position.line - 1, 1, declared.symbol.short, (symbol,), wrong)

    def _meant(self, symbol: Symbol, part: int) -> tuple[Symbol, ...]:
        names = (symbol.name, symbol.member) if symbol.member else (symbol.name,)
        every = self._names.symbols(WrittenName(names))
        every = tuple(s for s in every if bool(s.member) == bool(symbol.member))
        if not exported(symbol.name):
            every = tuple(s for s in every if s.package in self._scope.page)
        return self._scope.narrowed(every, part)

    @staticmethod
    def _alike(one: Declaration, other: Declaration) -> float:
        """How much of a declaration in a document stands in another, from 0 to 1."""
        mine, theirs = _parts(one), _parts(other)
        if not mine:
            return 1.0 if not theirs else 0.0
        return (
            sum(name in theirs for name in mine) / len(mine)
            if one.kind is not DeclarationKind.FUNC
            else _share(one, other)
        )

    def _differs(self, one: Declaration, other: Declaration, fence: Fence) -> Wrong | None:
        if one.kind in (DeclarationKind.FUNC, DeclarationKind.METHOD):
            mine, theirs = parameters(_head(one)), parameters(_head(other))
            if mine == theirs or (_LEFT_OUT.search(one.signature.replace("...any", "")) and not mine[0]):
                return None
            return _other(one.symbol.short, f"its signature is {other.signature}", other)
        mine_parts, theirs_parts = _parts(one), _parts(other)
        missing = [name for name in mine_parts if name not in theirs_parts]
        if missing:
            said = near_hint(missing[0], set(theirs_parts) - set(mine_parts), 0.5)
            names = ", ".join(missing)
            return _other(one.symbol.short, f"it has no {names}", other, said)
        for name, text in mine_parts.items():
            if _type_of(text) != _type_of(theirs_parts[name]):
                return _other(one.symbol.short, f"its {name} is {theirs_parts[name]}, not {text}", other)
        left = [name for name in theirs_parts if name not in mine_parts and exported(name)]
        if left and not _LEFT_OUT.search(fence.text):
            return _other(one.symbol.short, f"it also has {', '.join(left[:5])}", other, sure=Confidence.LIKELY)
        return None


def _same_kind(one: Declaration, other: Declaration) -> bool:
    return one.kind is other.kind and one.kind in (
        DeclarationKind.STRUCT,
        DeclarationKind.INTERFACE,
        DeclarationKind.FUNC,
        DeclarationKind.METHOD,
    )


def _members(declared: Declaration) -> tuple[Member, ...]:
    return declared.methods if declared.kind is DeclarationKind.INTERFACE else declared.fields


def _parts(declared: Declaration) -> dict[str, str]:
    """The fields of a struct or the methods of an interface with their types as written."""
    return {member.symbol.member: member.type for member in (*_members(declared), *declared.embeds)}


def _head(declared: Declaration) -> str:
    """A function's signature from its parameters on."""
    _, _, rest = declared.signature.partition(declared.symbol.leaf)
    if rest.startswith("["):
        rest = rest[rest.find("]") + 1 :]
    return rest.split("{")[0] if "interface{" not in rest and "struct{" not in rest and "func" not in rest else rest


def _type_of(text: str) -> object:
    return parameters(text) if text.startswith("(") else plain_type(text)


def _share(one: Declaration, other: Declaration) -> float:
    """How many of the types in a function's signature another has, too, at least half for one without any."""
    mine, theirs = (sum(parameters(_head(each)), ()) for each in (one, other))
    if not mine or not theirs:
        return 1.0 if mine == theirs else _ALIKE / 2
    return sum(each in theirs for each in mine) / max(len(mine), len(theirs))


def _other(name: str, what: str, real: Declaration, hint: str = "", sure: Confidence = Confidence.CERTAIN) -> Wrong:
    where = f"{real.position.file}:{real.position.line}"
    return Wrong(FindingKind.WRONG_SIGNATURE, sure, f"{name} is other in the source: {what}", hint or where, site(real))
