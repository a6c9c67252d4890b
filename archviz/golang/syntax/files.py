"""The files of each package of a source in a build context, as ``go list`` gives them, and those that it leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.syntax.constraints import by_content, by_name, constraint, is_test
from archviz.golang.syntax.left_out import declared_names, why
from archviz.golang.syntax.scan import FileScan, Header, header, scan
from archviz.model.context import LeftOut
from archviz.model.errors import SourceError
from archviz.model.graph import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.context import BuildContext
    from archviz.sources.source import Source

_TEST = "_test"


class GoFile(NamedTuple):
    """A file by its path in the source, its bytes, and its package clause and imports."""

    path: str
    data: bytes
    header: Header


class PackageFiles:
    """The files of every package of a source in a build context.

    With tests, those in a package's own name belong to it. Those whose package clause says that name with ``_test``
    behind it are a package of their own (``go help test``); its import path is the folder's with the same behind it, as
    golang.org/x/tools/go/packages has it. A module that asks for a newer Go than is known has its release tags.

    Each file is read once, and its declarations are found once, however many code graphs share this.
    """

    def __init__(self, source: Source, context: BuildContext) -> None:
        self._source = source
        self.context = replace(context, release=max(context.release, source.release()))
        self.diagnostics: list[Diagnostic] = []
        self._chosen: dict[str, tuple[GoFile, ...]] = {}
        self._scans: dict[str, FileScan] = {}

    def paths(self) -> tuple[str, ...]:
        """The import path of every folder with Go files, sorted; with tests also those of the packages of tests."""
        paths = self._source.packages(tests=self.context.tests)
        if not self.context.tests:
            return paths
        tested = [path for path in paths if any(map(is_test, self._source.files(path, tests=True)))]
        alone = {path for path in tested if not self.chosen(path)} - {*self._source.packages()}
        return tuple(sorted({*paths, *(path + _TEST for path in tested if self.chosen(path + _TEST))} - alone))

    def chosen(self, package: str) -> tuple[GoFile, ...]:
        """The files that belong to a package, by path. Raises SourceError where one cannot be read."""
        if package not in self._chosen:
            self._chosen[package] = tuple(self._choose(package))
        return self._chosen[package]

    def scan(self, path: str, data: bytes) -> FileScan:
        """The declarations of a file of the source."""
        if path not in self._scans:
            self._scans[path] = scan(data)
        return self._scans[path]

    def _choose(self, package: str) -> Iterable[GoFile]:
        names, external = self._names(package, tests=self.context.tests)
        read = (self._read(path) for path in names if by_name(_base(path), self.context))
        files = list(filter(self._belongs, read))
        return _in(files, external=external) if self.context.tests else files

    def _belongs(self, file: GoFile) -> bool:
        """Whether a file belongs to its package by what is in it; a malformed constraint is a diagnostic."""
        if by_content(_base(file.path), file.data, file.header, self.context):
            return True
        demands = constraint(file.data)
        if demands.malformed:
            what = "more than one //go:build line" if len(demands.go_build) > 1 else "a malformed //go:build line"
            line = file.data.count(b"\n", 0, max(file.data.find(b"//go:build"), 0)) + 1
            self.diagnostics.append(Diagnostic(file.path, line, f"{what}: the file is left out"))
        return False

    def texts(self, packages: Iterable[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Every file that may belong to a package, or to one of some, with the package's import path."""
        for package in self.paths() if packages is None else packages:
            names, _ = self._names(package, tests=self.context.tests)
            for path in names:
                if by_name(_base(path), self.context):
                    yield package, self._source.read(path)

    def left_out(self, package: str) -> LeftOutFiles:
        """The files of a package's folder that do not belong to the package; those that cannot be read do not count."""
        names, external = self._names(package, tests=True)
        files: list[GoFile] = []
        for path in names:
            try:
                files.append(self._read(path))
            except SourceError:  # raised where the file was to be taken in
                continue
        return LeftOutFiles(_in(files, external=external), self.context)

    def beside(self, package: str) -> tuple[str, ...]:
        """The paths of all Go files in the folder that holds a package, whether they belong to it or not, sorted."""
        return self._names(package, tests=True)[0]

    def _names(self, package: str, *, tests: bool) -> tuple[tuple[str, ...], bool]:
        """The files of the folder that holds a package, and whether the package is that of the tests beside another."""
        names = self._source.files(package, tests=tests)
        external = tests and not names and package.endswith(_TEST)
        return (self._source.files(package.removesuffix(_TEST), tests=True) if external else names), external

    def _read(self, path: str) -> GoFile:
        try:
            data = self._source.read(path)
        except SourceError as error:
            error.file, error.line = path, 1
            raise
        return GoFile(path, data, header(data))


class LeftOutFiles:
    """Files that do not belong to their package, and what they declare."""

    def __init__(self, files: Iterable[GoFile], context: BuildContext) -> None:
        self._context = context
        self._files = [file for file in files if not self._belongs(file)]
        self._declares: dict[str, frozenset[tuple[str, str]]] = {}

    @property
    def files(self) -> tuple[LeftOut, ...]:
        """Each of them, and why it does not belong."""
        return tuple(map(self._left_out, self._files))

    def declaring(self, name: str, member: str = "") -> LeftOut | None:
        """The first of them that declares a package-level name, or the method or field ``member`` of a type."""
        mentioned = (member or name).encode("utf-8", "surrogatepass")
        for file in self._files:
            if mentioned not in file.data:
                continue
            if file.path not in self._declares:
                self._declares[file.path] = frozenset(declared_names(file.data))
            if (name, member) in self._declares[file.path]:
                return self._left_out(file)
        return None

    def _belongs(self, file: GoFile) -> bool:
        name = _base(file.path)
        return by_name(name, self._context) and by_content(name, file.data, file.header, self._context)

    def _left_out(self, file: GoFile) -> LeftOut:
        return LeftOut(file.path, *why(_base(file.path), file.data, file.header, self._context))


def _in(files: Iterable[GoFile], *, external: bool) -> Iterator[GoFile]:
    """The files that are in a folder's package, or with ``external`` in the package of its tests.

    The folder's package is that of its first file, as for go/build.
    """
    name = ""
    for file in files:
        own = file.header.package
        outside = is_test(file.path) and own.endswith(_TEST) and own != name
        name = name or (own.removesuffix(_TEST) if outside else own)
        if outside is external:
            yield file


def _base(path: str) -> str:
    return path.rpartition("/")[2]
