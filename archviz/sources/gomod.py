"""What a go.mod file says that decides import paths (https://go.dev/ref/mod#go-mod-file)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archviz.sources.imports import is_import_path

_COMMENT = re.compile(r"//.*")
_RELEASE = re.compile(r"(?:go)?1\.(\d{1,3})(?!\d)", re.ASCII)
_WORD = re.compile(r'"[^"]*"|`[^`]*`|[^\s"`]+')


@dataclass(frozen=True, slots=True)
class GoMod:
    """``module`` is "" where the file names none. ``versions`` maps a module path to the module and version to use.

    ``release`` is the N of the newest ``1.N`` that its go and toolchain lines ask for, 0 where they ask for none.
    """

    module: str = ""
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)
    release: int = 0


def parse_go_mod(text: str) -> GoMod:
    """Reads the module, go, toolchain, require and replace directives; passes over what else or broken the file holds.

    A module whose path cannot be imported counts as broken.
    """
    module, required, replaced, release = "", {}, {}, 0
    block = ""
    for line in filter(str.strip, text.split("\n")):
        words = [word.strip('"`') for word in _WORD.findall(_COMMENT.sub("", line))]
        if words == [")"]:
            block = ""
        elif len(words) == 2 and words[1] == "(":
            block = words[0]
        else:
            match [block, *words] if block else words:
                case ["module", path] if is_import_path(path):
                    module = path
                case ["go" | "toolchain", version] if found := _RELEASE.match(version):
                    release = max(release, int(found[1]))
                case ["require", path, version] if is_import_path(path):
                    required[path] = (path, version)
                case ["replace", path, "=>", other, version] | ["replace", path, _, "=>", other, version] if (
                    is_import_path(path)
                ):
                    replaced[path] = (other, version)
    return GoMod(module, required | replaced, release)


def unescape(path: str) -> str:
    """A module path or version as written, from a module cache's folder, where ``!x`` stands for ``X``.

    https://go.dev/ref/mod#module-cache
    """
    return re.sub(r"!([a-z])", lambda found: found[1].upper(), path)
