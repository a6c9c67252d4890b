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
_HEADER = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_GO_BUILD = re.compile(rb"(?m)^//go:build[ \t]+([^\n]*)")
_PLUS_BUILD = re.compile(rb"(?m)^//[ \t]*\+build[ \t]+([^\n]*)")
_TERM = re.compile(r"\s*(\(|\)|!|&&|\|\||[\w.]+)")


def included(filename: str, data: bytes) -> bool:
    """Whether a file is part of its package, by its name and by its constraint."""
    if filename.endswith("_test.go") or not _by_name(filename):
        return False
    found = _HEADER.match(data)
    header = found.group() if found is not None else b""
    constraint = _GO_BUILD.search(header)
    if constraint is not None:
        if not _Expression(constraint.group(1).decode("utf-8", "replace")).value():
            return False
    elif not all(_plus_build(line.decode("utf-8", "replace")) for line in _PLUS_BUILD.findall(header)):
        return False
    return True


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


class _Expression:
    """A ``//go:build`` expression, by recursive descent; a malformed one is false."""

    def __init__(self, text: str) -> None:
        self.terms = _TERM.findall(text.split("//", 1)[0])
        self.at = 0

    def value(self) -> bool:
        return self._either() and self.at == len(self.terms)

    def _next(self) -> str:
        return self.terms[self.at] if self.at < len(self.terms) else ""

    def _either(self) -> bool:
        found = self._both()
        while self._next() == "||":
            self.at += 1
            found = self._both() or found
        return found

    def _both(self) -> bool:
        found = self._not()
        while self._next() == "&&":
            self.at += 1
            found = self._not() and found
        return found

    def _not(self) -> bool:
        term = self._next()
        self.at += 1
        if term == "!":
            return not self._not()
        if term == "(":
            found = self._either()
            self.at += 1
            return found
        return _tag(term)
