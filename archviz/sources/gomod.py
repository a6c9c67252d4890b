"""What a go.mod file says that decides import paths (https://go.dev/ref/mod#go-mod-file)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archviz.sources.imports import is_import_path

_COMMENT = re.compile(r"//.*")
_WORD = re.compile(r'"[^"]*"|`[^`]*`|[^\s"`]+')


@dataclass(frozen=True, slots=True)
class GoMod:
    """``module`` is "" where the file names none. ``versions`` maps a module path to the module and version to use."""

    module: str = ""
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)


def parse_go_mod(text: str) -> GoMod:
    """Reads the module, require and replace directives; whatever else or broken the file holds is passed over.

    A module whose path cannot be imported counts as broken.
    """
    module, required, replaced = "", {}, {}
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
                case ["require", path, version] if is_import_path(path):
                    required[path] = (path, version)
                case ["replace", path, "=>", other, version] | ["replace", path, _, "=>", other, version] if (
                    is_import_path(path)
                ):
                    replaced[path] = (other, version)
    return GoMod(module, required | replaced)


def unescape(path: str) -> str:
    """A module path or version as written, from a module cache's folder, where ``!x`` stands for ``X``.

    https://go.dev/ref/mod#module-cache
    """
    return re.sub(r"!([a-z])", lambda found: found[1].upper(), path)
