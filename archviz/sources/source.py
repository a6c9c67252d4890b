"""What the rest of archviz may ask of a Go source tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from archviz.model.graph import Diagnostic


class Source(Protocol):
    """A Go tree as bytes by import path.

    A file is named by its path within the source, with ``/`` between folders and symbolic links followed
    (``staging/src/k8s.io/api/core/v1/types.go``). No file or folder counts that the Go tool passes over: ``testdata``,
    and names that begin with ``_`` or ``.`` (``go help packages``). Tests count where they are asked for.
    """

    @property
    def location(self) -> str:
        """Where the source is, as the user gave it, for messages."""

    @property
    def module(self) -> str | None:
        """The path of the main module, the one at the top; "" for a folder of import paths, None where none is."""

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path of the main module, sorted: without what it vendors and modules within it."""

    def release(self) -> int:
        """The N of the Go 1.N that the go and toolchain lines of the main module's go.mod ask for; 0 for none."""

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path with at least one file, sorted. The first call may read the whole tree's folders."""

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The paths of a package's files, sorted; empty where the source has no such package. Lists one folder only."""

    def resolve(self, importer: str, path: str) -> str:
        """The import path of the package that an import of ``path`` in a package ``importer`` means.

        It is ``path`` but for what is vendored or replaced for some packages alone; "" where only others may import it.
        """

    def read(self, file: str) -> bytes:
        """The bytes of a file. Raises SourceError where the source has no such file or it cannot be read."""

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What of the source is left out or could not be read, of what was asked for so far."""

    def digest(self, *, autocrlf: bool = False) -> str:
        """``sha256:`` and 64 hexadecimal digits over all files without tests, the same whatever holds them.

        With ``autocrlf`` that of the same files with LF at the end of each line. See ``archviz.sources.trees.digest``.
        """
