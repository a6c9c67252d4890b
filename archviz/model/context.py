"""For what a package is built, which decides the files that belong to it (go/build's ``Context``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable

NEWEST_GO = 27
"""The newest release of Go 1 that is known; its release tags and experiments count (``go help buildconstraint``)."""

PORTS = {
    "aix": ("ppc64",),
    "android": ("386", "amd64", "arm", "arm64"),
    "darwin": ("amd64", "arm64"),
    "dragonfly": ("amd64",),
    "freebsd": ("386", "amd64", "arm", "arm64", "riscv64"),
    "illumos": ("amd64",),
    "ios": ("amd64", "arm64"),
    "js": ("wasm",),
    "linux": (
        *("386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le"),
        *("riscv64", "s390x", "sparc64"),
    ),
    "netbsd": ("386", "amd64", "arm", "arm64"),
    "openbsd": ("386", "amd64", "arm", "arm64", "ppc64", "riscv64"),
    "plan9": ("386", "amd64", "arm"),
    "solaris": ("amd64",),
    "wasip1": ("wasm",),
    "windows": ("386", "amd64", "arm64"),
}
"""The architectures that each operating system has in Go 1.27 (``go tool dist list``, and the broken ports)."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The platform, the build tags, and whether cgo files and tests belong to a package.

    ``tags`` are sorted, each once. ``release`` is the newest N for which the tag ``go1.N`` holds. Without arguments
    this is what the go command takes on Linux with ``CGO_ENABLED=0``.
    """

    goos: str = "linux"
    goarch: str = "amd64"
    tags: tuple[str, ...] = ()
    cgo: bool = False
    tests: bool = False
    release: int = NEWEST_GO

    @property
    def platform(self) -> str:
        """As the go command writes it, such as ``linux/amd64``."""
        return f"{self.goos}/{self.goarch}"

    def __str__(self) -> str:
        tags = f"tags {','.join(self.tags)}" if self.tags else ""
        rest = (tags, "cgo" if self.cgo else "", "tests" if self.tests else "")
        return ", ".join(filter(None, (self.platform, *rest)))

    @property
    def usual(self) -> bool:
        """Whether nobody has chosen anything else than the default."""
        return replace(self, release=NEWEST_GO) == DEFAULT_CONTEXT


DEFAULT_CONTEXT = BuildContext()


@dataclass(frozen=True, slots=True)
class ContextChoice:
    """What is chosen of a build context; None leaves it as it is. ``platform`` is ``GOOS/GOARCH``."""

    platform: str | None = None
    tags: tuple[str, ...] | None = None
    cgo: bool | None = None
    tests: bool | None = None

    def of(self, context: BuildContext) -> BuildContext:
        """A context with what is chosen in the place of its own. Raises ProjectError where Go has no such platform."""
        goos, goarch = (context.goos, context.goarch) if self.platform is None else parse_platform(self.platform)
        return replace(
            context,
            goos=goos,
            goarch=goarch,
            tags=context.tags if self.tags is None else self.tags,
            cgo=context.cgo if self.cgo is None else self.cgo,
            tests=context.tests if self.tests is None else self.tests,
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of a package's folder that does not belong to the package in a build context.

    ``reason`` completes "declared in FILE, …"; ``option`` is the command line's option that takes the file in, "" where
    there is none.
    """

    file: str
    reason: str
    option: str = ""

    def __str__(self) -> str:
        return f"{self.file.rpartition('/')[2]}, {self.reason}"

    @property
    def hint(self) -> str:
        """What to do for the file to be taken in; "" where there is no such thing."""
        return f"{self.option} takes it in" if self.option else ""


def context_facts(context: BuildContext) -> dict[str, Any]:
    """What is chosen of a context, for JSON: ``platform``, ``tags``, ``cgo`` and ``tests`` where not the default."""
    facts = {"platform": context.platform, "tags": list(context.tags), "cgo": context.cgo, "tests": context.tests}
    usual = {"platform": DEFAULT_CONTEXT.platform, "tags": [], "cgo": False, "tests": False}
    return {key: value for key, value in facts.items() if value != usual[key]}


def parse_platform(text: str) -> tuple[str, str]:
    """The two parts of ``GOOS/GOARCH``. Raises ProjectError where Go has no such platform, naming those that it has."""
    goos, slash, goarch = text.strip().partition("/")
    if goos not in PORTS or not slash:
        what = f"{text!r} is no platform" if not slash else f"Go has no operating system {goos!r}"
        raise ProjectError(what, hint=f"a platform is GOOS/GOARCH, such as linux/amd64; GOOS is {_one_of(PORTS)}")
    if goarch not in PORTS[goos]:
        raise ProjectError(f"Go has no {goarch!r} on {goos}", hint=f"GOARCH on {goos} is {_one_of(PORTS[goos])}")
    return goos, goarch


def parse_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Build tags, sorted, each once. Raises ProjectError for a word that cannot be a tag."""
    tags = sorted(set(words))
    for tag in tags:
        if not is_tag(tag):
            raise ProjectError(f"{tag!r} is no build tag", hint="a tag has letters, digits, underscores and dots")
    return tuple(tags)


def split_tags(text: str) -> tuple[str, ...]:
    """The build tags of a list with commas, as ``go build -tags`` takes it. Raises ProjectError as ``parse_tags``."""
    return parse_tags(filter(None, re.split(r"[,\s]+", text)))


def is_tag(word: str) -> bool:
    """Whether a word can be a build tag: letters, digits, underscores and dots (``go help buildconstraint``)."""
    return bool(word) and all(c.isalpha() or c.isdecimal() or c in "_." for c in word)


def _one_of(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
