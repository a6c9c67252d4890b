"""Names in code spans: which declarations they may mean, and what is wrong with one that none has."""

from __future__ import annotations

import re
from functools import cached_property
from heapq import nlargest
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.findings import Confidence, Replacement, Wrong, site
from archviz.lint.written import WrittenName, WrittenPath, of_several_words, read_code
from archviz.model.finding import FindingKind
from archviz.model.suggest import nearest
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.lint.code import Code
    from archviz.lint.page import InlineCode, TextBlock
    from archviz.lint.paths import DocumentPaths, LinkTarget
    from archviz.lint.scope import DocumentScope
    from archviz.model.graph import Declaration

_NEAR = 0.85
"""The ratio from which on a name that is nowhere in the source is taken for a mistyped or an old one."""
_MOST_COMPARED = 500
_LONG = 8
_KINDS = "function|func|method|struct|type|interface|constant|variable|handler|helper|package|object|implementation"
_IN = re.compile(
    rf"[\s,]*(?:\([^()]*\)\s*)?(?:(?:the\s+)?(?:{_KINDS})s?\s+)?"
    r"(?:(?:which\s+)?(?:is|are|lives?|found|defined|declared|implemented|located)\s+){0,2}"
    r"(?:in|of|from|at)\s+(?:the\s+)?(?:package\s+|file\s+|module\s+)?\(?"
)
"""What may stand between a name and the place where it is said to be."""


class NameMeaning(NamedTuple):
    """What a name in a document means: declarations, or what is wrong; neither where it is not of this code."""

    symbols: tuple[Symbol, ...] = ()
    wrong: Wrong | None = None


class Names:
    """The names of one document. ``present`` are the identifiers that stand anywhere in the source's Go files."""

    def __init__(self, code: Code, scope: DocumentScope, paths: DocumentPaths, present: frozenset[str]) -> None:
        self._code = code
        self._scope = scope
        self._paths = paths
        self._present = present

    def meaning(self, written: WrittenName, part: int) -> NameMeaning:
        """What a name means in a part of the document, by the part's number."""
        symbols = self.symbols(written)
        if symbols and self._is_bound(written, symbols):
            return NameMeaning(self._scope.narrowed(symbols, part))
        if symbols:
            return NameMeaning()
        match written.names:
            case _ if written.package:
                return self._in_named_package(written)
            case [name]:
                return self._lone(name)
            case [first, second]:
                return self._pair(first, second)
            case [package, name, member] if not self._code.standard(package, name):
                return self._in_packages(self._code.packages_named(package), (name, member))
        return NameMeaning()

    def _is_bound(self, written: WrittenName, symbols: Sequence[Symbol]) -> bool:
        """Whether a name is surely one of this code, and no word that happens to be one.

        One word alone is, where it is called, made of several, or the document speaks of a package that declares it.
        """
        name = written.names[0]
        if len(written.names) > 1 or written.package or written.called:
            return True
        if exported(name) and not name.isupper() and of_several_words(name):
            return True
        return exported(name) and any(symbol.package in self._scope.page for symbol in symbols)

    def former_packages(self, written: WrittenName) -> frozenset[str] | None:
        """In which packages a name may have been declared that nothing has now; None for all packages.

        Empty for a name that is there, or that is no name for certain. A word by itself (``Run``) may be anybody's, so
        it is one of the packages that the page names.
        """
        name = written.names[-1]
        if self.symbols(written) or self._code.by_leaf.get(name) or not exported(name) or name.isupper():
            return frozenset()
        shaped = len(written.names) > 1 or written.called or of_several_words(name)
        return None if shaped else self._scope.page

    def symbols(self, written: WrittenName) -> tuple[Symbol, ...]:
        """Every declaration of the source's own packages that a name may mean, sorted."""
        names, code = written.names, self._code
        found: set[Symbol] = set()
        if written.package:
            packages = frozenset(self._paths.packages(written.package))
            found.update(
                s for s in self._selected(names) if s.package in packages or self._is_called(s, written.package)
            )
        elif len(names) == 1:
            found.update(code.by_leaf.get(names[0], ()))
        else:
            found.update(self._selected(names))
            packages = frozenset((*code.packages_named(names[0]), *code.imported_as(names[0])))
            found.update(s for s in self._selected(names[1:]) if s.package in packages)
        return tuple(sorted(found))

    def _selected(self, names: Sequence[str]) -> Iterable[Symbol]:
        if len(names) == 1:
            return self._code.top(names[0])
        if len(names) > 2:
            return ()
        owners = (symbol for symbol in self._code.top(names[0]))
        return tuple(found for owner in owners if (found := self._code.member(owner, names[1])) is not None)

    @staticmethod
    def _is_called(symbol: Symbol, package: str) -> bool:
        return f"/{symbol.package}".endswith(f"/{package}")

    @staticmethod
    def placed(block: TextBlock, code: InlineCode) -> str:
        """The path of the file or folder that the text says a name is in, "" where it says none."""
        end = code.start + len(code.text)
        for other in block.codes:
            if other.start > end and _IN.fullmatch(block.text, end, other.start):
                written = read_code(other.text)
                if isinstance(written, WrittenPath):
                    return written.path
        return ""

    def in_place(self, name: WrittenName, path: str) -> Wrong | bool | None:
        """What is wrong with the words that a name is in a file or folder; True where it is, None where not known."""
        packages = tuple(self._paths.packages(path))
        if not packages:
            return None
        symbols = self.symbols(name)
        here = [symbol for symbol in symbols if self._stands_in(symbol, packages[0], path)]
        if here:
            return True
        what = ".".join(name.names)
        if symbols and len(name.names) == 1 and not all(exported(s.leaf) for s in symbols):
            return None
        if symbols:
            near = [declared for s in symbols[:3] if (declared := self._code.facts.declared(s)) is not None]
            places = ", ".join(one.position.file for one in near)
            new = site(near[0]) if len(symbols) == 1 and near else None
            return Wrong(
                FindingKind.WRONG_PLACE, Confidence.CERTAIN, f"{what} is not in {path}", f"it is in {places}", new
            )
        if self._known_elsewhere(what):
            return None
        return self._nothing(what, (packages[0],), Confidence.CERTAIN, f"in {path}")

    def at_line(self, text: str, target: LinkTarget) -> Wrong | None:
        """What is wrong with a link to lines of a file that is said to be about a name; None where nothing is."""
        written = read_code(text)
        if not isinstance(written, WrittenName):
            return None
        here = [
            found
            for symbol in self.symbols(written)
            if (found := self._code.declaration(symbol)) is not None
            and self._code.path(found.position.file) == target.path
        ]
        if not here or any(_shows(found, target) for found in here):
            return None
        found = here[0]
        message = f"{found.symbol.short} is not at line {target.first} of {target.path}"
        hint = f"it is at line {found.position.line}"
        fix = None
        if target.first == target.last:
            fix = Replacement(0, 0, f"#L{target.first}", f"#L{found.position.line}")
        return Wrong(FindingKind.WRONG_LINE, Confidence.CERTAIN, message, hint, site(found), fix=fix)

    def _stands_in(self, symbol: Symbol, package: str, path: str) -> bool:
        if path.endswith(".go"):
            declared = self._code.facts.declared(symbol)
            place = self._paths.place(path) or path.lstrip("./")
            return declared is not None and f"/{self._code.path(declared.position.file)}".endswith(f"/{place}")
        return symbol.package == package or symbol.package.startswith(f"{package}/")

    def _in_named_package(self, written: WrittenName) -> NameMeaning:
        packages = tuple(self._paths.packages(written.package))
        return self._in_packages(packages, written.names) if packages else NameMeaning()

    def _in_packages(self, packages: Sequence[str], names: Sequence[str]) -> NameMeaning:
        """What is wrong with ``pkg.Name`` or ``pkg.Type.Member`` of packages that have no such name."""
        if not packages or not all(map(exported, names[:1])):
            return NameMeaning()
        owners = [s for s in self._code.top(names[0]) if s.package in packages]
        if len(names) > 1 and owners:
            return NameMeaning(wrong=self._no_member(owners, names[1], named=True))
        return NameMeaning(wrong=self._nothing(names[0], packages, Confidence.CERTAIN))

    def _pair(self, first: str, second: str) -> NameMeaning:
        """``Type.Member`` or ``pkg.Name``, where no declaration fits."""
        owners = self._code.types(first)
        if owners and exported(first):
            return NameMeaning(wrong=self._no_member(owners, second))
        packages = self._code.packages_named(first)
        if packages and exported(second) and not exported(first):
            return NameMeaning(wrong=self._no_name(first, second, packages))
        if exported(first) and exported(second) and not owners and not self._known_elsewhere(first):
            near = self._near(first)
            for symbol in self._code.types(near) if near else ():
                if self._code.member(symbol, second) is not None:
                    return NameMeaning(
                        wrong=self._wrong(f"{first}.{second}", "", f"{near}.{second}", Confidence.CERTAIN)
                    )
        return NameMeaning()

    def _no_member(self, owners: Sequence[Symbol], member: str, *, named: bool = False) -> Wrong | None:
        """What is wrong with a member of types of one name, where none of them has it.

        A type whose name is one word may be another project's, unless the document has ``named`` its package.
        """
        code = self._code
        named = named or any(owner.package in self._scope.page for owner in owners)
        if any(not code.closed(owner) for owner in owners):
            return None
        names = {name for owner in owners for name in code.members(owner)}
        if member.lower() in {name.lower() for name in names}:
            return None  # as it is in JSON
        if any(code.member(owner, f"{member[:1].upper()}{member[1:]}") is not None for owner in owners):
            return None
        near = nearest(member, names, 1, 0.6)
        name = owners[0].name
        sure = Confidence.LIKELY
        if named or of_several_words(name) or nearest(member, names, 1, _NEAR):
            sure = Confidence.CERTAIN
        return self._wrong(f"{name}.{member}", f"{name} has no {member}", f"{name}.{near[0]}" if near else "", sure)

    def _no_name(self, package: str, name: str, packages: Sequence[str]) -> Wrong | None:
        """What is wrong with ``pkg.Name``, where neither a package nor a variable that is called so has the name."""
        code = self._code
        if any(symbol.member for symbol in code.by_leaf.get(name, ())):  # a variable that is called as the package is
            return None
        if code.foreign_named(package) or code.standard(package, name):
            return None
        near = nearest(name, (one for path in packages for one in code.any_exported(path)), 1, 0.75)
        named = any(path in self._scope.page for path in packages)
        ours = near or named or not self._known_elsewhere(name)
        sure = Confidence.CERTAIN if ours and "_" not in name else Confidence.LIKELY  # as names of other languages have
        suggested = f"{package}.{near[0]}" if near else ""
        return self._wrong(f"{package}.{name}", f"package {package} has no {name}", suggested, sure)

    def _lone(self, name: str) -> NameMeaning:
        """What is wrong with an exported name that nothing in the source has."""
        if not exported(name) or name.isupper() or self._known_elsewhere(name) or not of_several_words(name):
            return NameMeaning()
        near = self._near(name) if len(name) >= _LONG else ""
        sure = Confidence.CERTAIN if near and "_" not in name else Confidence.LIKELY  # as names of other languages have
        return NameMeaning(wrong=self._wrong(name, f"nothing in the source is called {name}", near, sure))

    def _known_elsewhere(self, name: str) -> bool:
        """Whether a name, or the name of which it is the plural, stands in the source or is of the standard library."""
        forms = {name, name.removesuffix("s"), name.removesuffix("es"), re.sub(r"ies$", "y", name)}
        return any(form in self._present or form in self._code.by_leaf for form in forms)

    def _nothing(self, name: str, packages: Sequence[str], sure: Confidence, where: str = "") -> Wrong | None:
        near = nearest(name, (one for path in packages for one in self._code.any_exported(path)), 1, 0.6)
        elsewhere = [s for s in self._code.top(name) if s.package not in packages]
        where = where or f"in {packages[0] if len(packages) == 1 else 'packages ' + packages[0].rpartition('/')[2]}"
        message = f"there is no {name} {where}"
        if len(elsewhere) == 1 and (declared := self._code.facts.declared(elsewhere[0])) is not None:
            return Wrong(FindingKind.UNKNOWN_SYMBOL, sure, message, f"it is {elsewhere[0]}", site(declared))
        return self._wrong(name, message, near[0] if near else "", sure)

    @staticmethod
    def _wrong(name: str, message: str, near: str, sure: Confidence) -> Wrong:
        message = message or f"nothing in the source is called {name}"
        return Wrong(FindingKind.UNKNOWN_SYMBOL, sure, message, f"did you mean {near}?" if near else "")

    def _near(self, name: str) -> str:
        """The exported name of the source's own that is nearly this one, "" for none."""
        pairs = set(pairwise(name.lower()))

        def share(word: str) -> float:
            others = set(pairwise(word.lower()))
            return len(pairs & others) / (len(pairs | others) or 1)

        near = nearest(name, nlargest(_MOST_COMPARED, self._of_length(len(name)), share), 1, _NEAR)
        return near[0] if near and not _is_longer(name, near[0]) and not _is_longer(near[0], name) else ""

    def _of_length(self, length: int) -> list[str]:
        apart = max(2, length // 4)
        return [word for word in self._exported if abs(len(word) - length) <= apart]

    @cached_property
    def _exported(self) -> tuple[str, ...]:
        return tuple(filter(exported, self._code.by_leaf))


def _is_longer(word: str, other: str) -> bool:
    """Whether a name is another with more words behind or before it, and so a name of its own."""
    rest = word.removeprefix(other) if word.startswith(other) else word.removesuffix(other)
    return rest != word and len(rest) > 1


def _shows(declared: Declaration, target: LinkTarget) -> bool:
    """Whether lines of a file are of a declaration or of the comment above it."""
    doc = declared.doc.count("\n") + 1 if declared.doc else 0
    return declared.span.start_line - doc <= target.last and target.first <= declared.span.end_line
