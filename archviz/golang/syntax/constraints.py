"""Build constraints: which files belong to a package on linux/amd64 (``go help buildconstraint``)."""

from __future__ import annotations

import re

_SYSTEMS = frozenset(
    (
        *("aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl"),
        *("netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos"),
    )
)
_ARCHITECTURES = frozenset(
    (
        *("386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64", "mips", "mips64", "mips64le"),
        *("mips64p32", "mips64p32le", "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x"),
        *("sparc", "sparc64", "wasm"),
    )
)
_TRUE = frozenset(("linux", "amd64", "unix", "gc"))
_HEADER = re.compile(rb"(?:\s++|//[^\n]*+|/\*(?>.*?\*/))*+", re.DOTALL)
_GO_BUILD = re.compile(rb"(?m)^//go:build[ \t]++([^\n]*+)")
_PLUS_BUILD = re.compile(rb"(?m)^//[ \t]*+\+build[ \t]++([^\n]*+)")
_TERM = re.compile(r"\(|\)|!|&&|\|\||[\w.]++")
_OPERATORS = frozenset(("(", ")", "!", "&&", "||"))


def included(filename: str, data: bytes) -> bool:
    """Whether a file is part of its package, by its name and by its constraint."""
    if filename.endswith("_test.go") or not _by_name(filename):
        return False
    found = _HEADER.match(data)
    header = found.group() if found is not None else b""
    constraint = _GO_BUILD.search(header)
    if constraint is not None:
        return _go_build(constraint.group(1).decode("utf-8", "replace"))
    return all(_plus_build(line.decode("utf-8", "replace")) for line in _PLUS_BUILD.findall(header))


def _tag(name: str) -> bool:
    return name in _TRUE or name.startswith("go1.")


def _by_name(filename: str) -> bool:
    """A name that ends in _GOOS, _GOARCH or _GOOS_GOARCH; what stands before the first underscore is no tag."""
    parts = filename.removesuffix(".go").split("_")[1:]
    if parts and parts[-1] in _ARCHITECTURES:
        return parts[-1] == "amd64" and (len(parts) < 2 or parts[-2] not in _SYSTEMS or parts[-2] == "linux")
    return not parts or parts[-1] not in _SYSTEMS or parts[-1] == "linux"


def _plus_build(line: str) -> bool:
    """A ``// +build`` line: any of its options, each all of its terms."""
    return any(
        all(_tag(term.removeprefix("!")) is not term.startswith("!") for term in option.split(","))
        for option in line.split()
    )


def _go_build(text: str) -> bool:
    """The value of a ``//go:build`` expression; a malformed one is false.

    ``!`` binds before ``&&``, this before ``||``. ``waiting`` holds, for each parenthesis that is open, what the
    expression around it has come to: its alternatives so far, the last conjunction so far, and whether a ``!`` stands
    before the parenthesis.
    """
    waiting: list[tuple[bool, bool, bool]] = []
    either, both, negated, operand = False, True, False, True
    for term in _TERM.findall(text.split("//", 1)[0]):
        if operand and term == "!":
            negated = not negated
        elif operand and term == "(":
            waiting.append((either, both, negated))
            either, both, negated = False, True, False
        elif operand and term not in _OPERATORS:
            both, negated, operand = both and _tag(term) is not negated, False, False
        elif not operand and term == "&&":
            operand = True
        elif not operand and term == "||":
            either, both, operand = either or both, True, True
        elif not operand and term == ")" and waiting:
            inner = either or both
            either, both, negated = waiting.pop()
            both, negated = both and inner is not negated, False
        else:
            return False
    return not operand and not waiting and (either or both)
