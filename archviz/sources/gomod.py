"""What go.mod and go.work files say that decides import paths.

https://go.dev/ref/mod#go-mod-file, https://go.dev/ref/mod#go-work-file
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archviz.sources.imports import is_import_path

_COMMENT = re.compile(r"//.*")
_RELEASE = re.compile(r"(?:go)?1\.(\d{1,3})(?!\d)", re.ASCII)
_WORD = re.compile(r'"[^"]*"|`[^`]*`|[^\s"`]+')
_OTHERS = frozenset({"go", "toolchain", "godebug", "exclude", "retract", "tool", "ignore"})
"""The directives that decide no import path."""
_ALL_LISTED = 17
"""From Go 1.17 on, a go.mod lists what its requirements require too (https://go.dev/ref/mod#graph-pruning)."""


@dataclass(frozen=True, slots=True)
class Replace:
    """A replace directive: of a module, at ``version`` or at "" for every one, by a folder or another module.

    ``other`` is a folder, as written, where ``other_version`` is "".
    """

    module: str
    version: str
    other: str
    other_version: str
    line: int

    def applies(self, version: str) -> bool:
        """Whether it replaces this version; "" stands for one that is not known."""
        return not self.version or not version or version == self.version


@dataclass(frozen=True, slots=True)
class GoMod:
    """A go.mod or go.work. ``module`` is "" where the file names none.

    ``go`` is the N of the ``1.N`` that its go line says, ``release`` of the newest one that its go and toolchain lines
    ask for, 0 where they ask for none.

    ``required`` maps a module path to its version; ``uses`` are the folders of a go.work's modules, as written;
    ``faults`` are the lines, 1-based, that are no directive, with their text.
    """

    module: str = ""
    go: int = 0
    release: int = 0
    required: dict[str, str] = field(default_factory=dict)
    replaced: tuple[Replace, ...] = ()
    uses: tuple[str, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def lists_all(self) -> bool:
        """Whether it lists the requirements of its requirements too."""
        return self.go >= _ALL_LISTED

    @property
    def versions(self) -> dict[str, tuple[str, str]]:
        """By the path of a module, the module and version to use for it; none for one that a folder replaces."""
        found = {path: (path, version) for path, version in self.required.items()}
        for one in self.replaced:
            if one.other_version and one.applies(self.required.get(one.module, "")):
                found[one.module] = (one.other, one.other_version)
        return found


def parse_go_mod(text: str) -> GoMod:
    """Reads a go.mod or go.work; what is no directive is a fault and harms nothing else.

    A module whose path cannot be imported counts as one.
    """
    module, go, release, required = "", 0, 0, {}
    replaced: list[Replace] = []
    uses: list[str] = []
    faults: list[tuple[int, str]] = []
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = [word.strip('"`') for word in _WORD.findall(_COMMENT.sub("", line))]
        if not words:
            continue
        if words == [")"] and block:
            block = ""
            continue
        if len(words) == 2 and words[1] == "(" and not block:
            block = words[0]
            continue
        match [block, *words] if block else words:
            case ["module", path] if is_import_path(path):
                module = path
            case ["go" | "toolchain" as verb, version] if asked := _RELEASE.match(version):
                go = int(asked[1]) if verb == "go" else go
                release = max(release, int(asked[1]))
            case ["require", path, version] if is_import_path(path):
                required[path] = version
            case ["replace", path, "=>", *other] if is_import_path(path) and 0 < len(other) <= 2:
                replaced.append(Replace(path, "", other[0], "".join(other[1:]), number))
            case ["replace", path, version, "=>", *other] if is_import_path(path) and 0 < len(other) <= 2:
                replaced.append(Replace(path, version, other[0], "".join(other[1:]), number))
            case ["use", path]:
                uses.append(path)
            case [verb, _, *_] if verb in _OTHERS:
                pass
            case _:
                faults.append((number, line.strip()))
    return GoMod(module, go, release, required, tuple(replaced), tuple(uses), tuple(faults))


def unescape(path: str) -> str:
    """A module path or version as written, from a module cache's folder, where ``!x`` stands for ``X``.

    https://go.dev/ref/mod#module-cache
    """
    return re.sub(r"!([a-z])", lambda found: found[1].upper(), path)


def escape(path: str) -> str:
    """A module path or version as a module cache's folder has it: the other way of ``unescape``."""
    return re.sub(r"[A-Z]", lambda found: f"!{found[0].lower()}", path)
