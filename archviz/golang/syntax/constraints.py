"""Build constraints: which files of a folder belong to its package (``go help buildconstraint``, go/build).

A file's name, the comments before its package clause, the package clause and ``import "C"`` decide, in this order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from archviz.golang.syntax.scan import header
from archviz.model.context import DEFAULT_CONTEXT, PORTS, BuildContext, is_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.syntax.scan import Header

SYSTEMS = frozenset(PORTS) | {"hurd", "nacl", "zos"}
ARCHITECTURES = frozenset(arch for archs in PORTS.values() for arch in archs) | {
    *("amd64p32", "armbe", "arm64be", "mips64p32", "mips64p32le", "ppc", "riscv", "s390", "sparc"),
}
"""The systems and architectures that a file's name may end in: Go's own, former and reserved ones."""

_UNIX = SYSTEMS - {"js", "nacl", "plan9", "wasip1", "windows", "zos"}
_ALSO = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
"""The system whose files a system takes beside its own."""

_REGISTER_ABI = frozenset(("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"))
_NO_DWARF5 = frozenset(("aix", "darwin", "ios"))
_EXPERIMENTS = ("greenteagc", "jsonv2", "randomizedheapbase64", "sizespecializedmalloc")
_FEATURES = {
    "386": ("sse2",),
    "amd64": ("v1",),
    "arm": ("5", "6", "7"),
    "arm64": ("v8.0",),
    "mips": ("hardfloat",),
    "mips64": ("hardfloat",),
    "mips64le": ("hardfloat",),
    "mipsle": ("hardfloat",),
    "ppc64": ("power8",),
    "ppc64le": ("power8",),
    "riscv64": ("rva20u64",),
    "wasm": ("satconv", "signext"),
}
"""What is on by default in Go 1.27: experiments (internal/buildcfg/exp.go), and features of each architecture."""

MOST_OPERANDS = 1_000
"""Operands and parentheses of a ``//go:build`` expression, as in go/build/constraint."""
MOST_OLD_OPERATORS = 100
"""Commas and blanks between the terms of a ``// +build`` line, as there; a longer line does not count."""

_BLANK = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What counts as white space there (unicode.IsSpace)."""

_BLANKS = re.compile(f"[{_BLANK}]+")
_HEADER = re.compile(rb"(?:[\s\x80-\xff]++|//[^\n]*+|/\*(?>.*?(?:\*/|\Z)))*+", re.DOTALL)
_COMMENTS = re.compile(rf"(?:[{_BLANK}]++|/\*(?>.*?\*/))*+")
_GO_BUILD = re.compile(rf"//go:build(?:[{_BLANK}]+(.*))?", re.DOTALL)
_PLUS_BUILD = re.compile(rf"//[{_BLANK}]*\+build(?:[{_BLANK}]+(.*))?", re.DOTALL)
_TOKEN = re.compile(r"[ \t]++|([()!]|&&|\|\|)|([\w.]++)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the comments before a package clause demand: the ``//go:build`` expressions, or else ``// +build`` lines."""

    go_build: tuple[str, ...] = ()
    plus_build: tuple[str, ...] = ()

    @property
    def malformed(self) -> bool:
        """Whether the go command refuses the file: it has two ``//go:build`` lines, or one that is no expression."""
        return len(self.go_build) > 1 or any(_go_build(text, bool) is None for text in self.go_build)

    def holds(self, tag: Callable[[str], bool]) -> bool:
        """Whether the constraint is satisfied where these tags are; one that is malformed never is."""
        if self.go_build:
            return len(self.go_build) == 1 and _go_build(self.go_build[0], tag) is True
        return all(_plus_build(line, tag) for line in self.plus_build)

    @property
    def tags(self) -> frozenset[str]:
        """Every tag that it mentions."""
        mentioned: set[str] = set()
        for text in self.go_build or self.plus_build:
            mentioned.update(word for word in re.findall(r"[\w.]++", text) if is_tag(word))
        return frozenset(mentioned)

    def __str__(self) -> str:
        return " and ".join(self.go_build or self.plus_build)


NONE = Constraint()


def included(filename: str, data: bytes, context: BuildContext = DEFAULT_CONTEXT, head: Header | None = None) -> bool:
    """Whether a file belongs to its package; ``head`` is its package clause and imports where they are known."""
    return by_name(filename, context) and by_content(filename, data, head or header(data), context)


def by_name(filename: str, context: BuildContext = DEFAULT_CONTEXT) -> bool:
    """Whether a file may belong to its package by its name, so that it has to be read.

    A test does where there are tests; a name that ends in _GOOS, _GOARCH or _GOOS_GOARCH does on that platform.
    """
    return (context.tests or not is_test(filename)) and all(tag in satisfied(context) for tag in demanded(filename))


def by_content(filename: str, data: bytes, head: Header, context: BuildContext = DEFAULT_CONTEXT) -> bool:
    """Whether a file that may belong to its package by its name does so by what is in it."""
    demands = constraint(data)
    return (
        (demands is NONE or demands.holds(satisfied(context).__contains__))
        and head.package != "documentation"
        and (context.cgo or not needs_cgo(filename, head))
    )


def is_test(filename: str) -> bool:
    """Whether a file is a test."""
    return filename.endswith("_test.go")


def needs_cgo(filename: str, head: Header) -> bool:
    """Whether a file is left out where there is no cgo, as it imports "C" (``go help cgo``); a test is not."""
    return bool(head.package) and any(one.path == "C" for one in head.imports) and not is_test(filename)


def demanded(filename: str) -> list[str]:
    """The system and the architecture that a file's name demands.

    What stands before the first underscore is no tag, and what follows the first dot does not count.
    """
    parts = filename.partition(".")[0].split("_")[1:]
    if parts and parts[-1] == "test":
        parts.pop()
    if len(parts) > 1 and parts[-2] in SYSTEMS and parts[-1] in ARCHITECTURES:
        return parts[-2:]
    return parts[-1:] if parts and (parts[-1] in SYSTEMS or parts[-1] in ARCHITECTURES) else []


@lru_cache(1024)
def satisfied(context: BuildContext) -> frozenset[str]:
    """Every tag that holds in a context: the platform's, the toolchain's (Go 1.27), the releases', and those given."""
    goos, goarch = context.goos, context.goarch
    tags = {goos, goarch, "gc", *context.tags, *(f"go1.{n}" for n in range(1, context.release + 1))}
    tags |= {_ALSO[goos]} if goos in _ALSO else set()
    tags |= {"unix"} if goos in _UNIX else set()
    tags |= {"cgo"} if context.cgo else set()
    on = [*_EXPERIMENTS]
    on += ["regabiargs", "regabiwrappers"] if goarch in _REGISTER_ABI else []
    on += ["dwarf5"] if goos not in _NO_DWARF5 else []
    tags.update(f"goexperiment.{name}" for name in on)
    tags.update(f"{goarch}.{feature}" for feature in _FEATURES.get(goarch, ()))
    tags.discard("boringcrypto")  # an old name, for which no other tag stands
    tags |= {"boringcrypto"} if "goexperiment.boringcrypto" in tags else set()
    return frozenset(tags)


def constraint(data: bytes) -> Constraint:
    """What the comments before a file's package clause demand."""
    found = _HEADER.match(data)
    comments = found.group() if found is not None else b""
    if b"build" not in comments:
        return NONE
    expressions: list[str] = []
    old: list[str] = []
    last: list[str] = []  # the lines since the last blank one, which do not count
    leading = True  # no more than blank lines and // comments so far
    within = False  # a block comment
    *lines, rest = comments.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    for written in [*lines, rest] if rest.strip(_BLANK) else lines:
        line = written.strip(_BLANK)
        if leading and not line:
            old += last
            last = []
        leading = leading and (not line or line.startswith("//"))
        if not within and (expression := _GO_BUILD.fullmatch(line)):
            expressions.append(expression[1] or "")
        elif leading and (terms := _PLUS_BUILD.fullmatch(line)):
            last.append(terms[1] or "")
        within, code = _after_comments(line, within=within)
        if code:
            break
    return Constraint(tuple(expressions), tuple(old))


def _after_comments(line: str, *, within: bool) -> tuple[bool, bool]:
    """Whether a line ends in a block comment, and whether it holds anything that is no comment."""
    at = line.find("*/") + 2 if within else 0
    if within and at == 1:
        return True, False
    found = _COMMENTS.match(line, at)
    at = found.end() if found is not None else at
    return line.startswith("/*", at), at < len(line) and not line.startswith(("//", "/*"), at)


def _plus_build(line: str, tag: Callable[[str], bool]) -> bool:
    """A ``// +build`` line: any of its options, each all of its terms. What is no tag counts as the tag ``ignore``."""
    options = [option.split(",") for option in _BLANKS.split(line) if option]
    if sum(map(len, options)) > MOST_OLD_OPERATORS + 1:
        return True
    return any(all(_term(term, tag) for term in option) for option in options or [["ignore"]])


def _term(term: str, tag: Callable[[str], bool]) -> bool:
    if term == "!" or term.startswith("!!"):
        return tag("ignore")
    word = term.removeprefix("!")
    return tag(word if is_tag(word) else "ignore") is not term.startswith("!")


def _go_build(text: str, tag: Callable[[str], bool]) -> bool | None:
    """The value of a ``//go:build`` expression; None where it is malformed.

    ``!`` binds before ``&&``, this before ``||``. ``waiting`` holds, for each parenthesis that is open, what the
    expression around it has come to: its alternatives so far, the last conjunction so far, and whether a ``!`` stands
    before the parenthesis.
    """
    waiting: list[tuple[bool, bool, bool]] = []
    either, both, negated, operand = False, True, False, True
    operands = 0
    for sign, word, other in _TOKEN.findall(text):
        if not (sign or word or other):
            continue
        operands += operand and sign != "!"
        if operands > MOST_OPERANDS:
            return None
        if operand and sign == "!" and not negated:
            negated = True
        elif operand and sign == "(":
            waiting.append((either, both, negated))
            either, both, negated = False, True, False
        elif operand and word and is_tag(word):
            both, negated, operand = both and tag(word) is not negated, False, False
        elif not operand and sign == "&&":
            operand = True
        elif not operand and sign == "||":
            either, both, operand = either or both, True, True
        elif not operand and sign == ")" and waiting:
            inner = either or both
            either, both, negated = waiting.pop()
            both, negated = both and inner is not negated, False
        else:
            return None
    return None if operand or waiting else either or both
