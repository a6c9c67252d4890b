"""Names of Go declarations in SCIP, in the form that scip-go writes, so that indexes of both fit together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archviz.golang import stdlib
from archviz.model.errors import SourceError
from archviz.model.graph import DeclarationKind
from archviz.sources.gomod import GoMod, parse_go_mod, unescape

if TYPE_CHECKING:
    from archviz.model.graph import Declared
    from archviz.sources.source import Source

STANDARD = "github.com/golang/go/src"
"""What scip-go calls the module of Go's standard library."""
_SIMPLE = re.compile(r"[A-Za-z0-9_+$-]+")


@dataclass(frozen=True, slots=True)
class GoModule:
    """A module and its version, "" for one that is not known."""

    path: str
    version: str = ""


@dataclass
class Modules:
    """Which module each package of a source is of, by the go.mod above its files, or that of who vendors it.

    ``version`` is what the source's own modules get, as no go.mod says its own.
    """

    source: Source
    version: str = ""
    _found: dict[str, GoMod | None] = field(default_factory=dict)
    _modules: dict[str, GoModule] = field(default_factory=dict)

    def of(self, package: str) -> GoModule:
        """The module of a package; a package that nothing is known of is taken for a module of its own path."""
        if package not in self._modules:
            self._modules[package] = self._of(package)
        return self._modules[package]

    def _of(self, package: str) -> GoModule:
        files = self.source.files(package, tests=True)
        if not files:
            if package in stdlib.packages():
                return GoModule(STANDARD, stdlib.go_version())
            return self._required(package, "") or GoModule(package)
        cached, _, within = files[0].partition("@")  # as in the module cache: path@version/…
        version, inside, _ = within.partition("/")
        if cached and version and inside:
            return GoModule(unescape(cached), unescape(version))
        folder = files[0].rpartition("/")[0]
        before, vendored, _ = f"/{folder}/".rpartition("/vendor/")
        if vendored:
            return self._required(package, before.strip("/")) or GoModule(package)
        while True:
            found = self._go_mod(folder)
            if found is not None and found.module:
                return GoModule(found.module, self.version)
            if not folder:
                return GoModule(self.source.module or package, self.version)
            folder = folder.rpartition("/")[0]

    def _required(self, package: str, folder: str) -> GoModule | None:
        """The module that the go.mod of a folder requires for a package, the one of the longest path."""
        found = self._go_mod(folder)
        versions = found.versions if found is not None else {}
        fitting = [path for path in versions if package == path or package.startswith(f"{path}/")]
        return GoModule(*versions[max(fitting, key=len)]) if fitting else None

    def _go_mod(self, folder: str) -> GoMod | None:
        if folder not in self._found:
            try:
                text = self.source.read(f"{folder}/go.mod" if folder else "go.mod").decode("utf-8", "replace")
            except SourceError:
                self._found[folder] = None
            else:
                self._found[folder] = parse_go_mod(text)
        return self._found[folder]


def package_symbol(module: GoModule, package: str) -> str:
    """``scip-go gomod example.org/m v1.0.0 `example.org/m/pkg`/``: a package."""
    parts = (one.replace(" ", "  ") or "." for one in ("scip-go", "gomod", module.path, module.version))
    return f"{' '.join(parts)} {_identifier(package)}/"


def symbol_name(module: GoModule, declared: Declared, *, owner: DeclarationKind | None = None) -> str:
    """What is declared, with its suffix: ``F().``, ``T#``, ``T#Method().``, ``T#field.`` or ``V.``.

    A method of an interface, whose type is of the kind ``owner``, is written as a field is.
    """
    name, kind = declared.symbol, declared.kind
    text = package_symbol(module, name.package)
    if name.member:
        called = kind is DeclarationKind.METHOD and owner is not DeclarationKind.INTERFACE
        return f"{text}{_identifier(name.name)}#{_identifier(name.member)}{'().' if called else '.'}"
    suffix = {DeclarationKind.FUNC: "().", DeclarationKind.CONST: ".", DeclarationKind.VAR: "."}.get(kind, "#")
    return f"{text}{_identifier(name.name)}{suffix}"


def _identifier(text: str) -> str:
    """As it is where it has letters, digits and ``_+-$`` alone, else between backticks."""
    return text if _SIMPLE.fullmatch(text) else f"`{text.replace('`', '``')}`"
