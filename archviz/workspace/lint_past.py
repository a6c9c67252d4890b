"""The versions of a source at which the lines of a document were written, as git has them."""

from __future__ import annotations

from contextlib import suppress
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.source_facts import own_packages
from archviz.documents.files import read_text
from archviz.drift.evidence import evident
from archviz.drift.follow import Follower
from archviz.lint.past import Former
from archviz.model.errors import SourceError, SymbolError
from archviz.sources.opening import open_source, place_of
from archviz.sources.tops import repository_top
from archviz.sources.trees.git_repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.graph import Graph
    from archviz.lint.written import WrittenName
    from archviz.model.symbols import Symbol

MOST_COMMITS = 40
"""At how many commits it is looked what names stood for, and of how many paths where they went."""
MOST_MOVES = 10
"""How often a file may have been moved to be found."""


class GitPast:
    """What names stood for at the commit in which their lines came into a document.

    ``path`` is the source, a folder in a git repository; ``graph`` is it as it is now. Beyond ``MOST_COMMITS`` commits
    nothing is known, and ``passed_over`` counts the names that were asked for then.
    """

    def __init__(self, path: str, graph: Graph) -> None:
        self._path = path
        self._now = graph
        self._lines: dict[str, tuple[str, ...]] = {}
        self._versions: dict[str, _Version | None] = {}
        self._moves: dict[str, str] = {}
        self.passed_over = 0

    @cached_property
    def _repository(self) -> Repository | None:
        with suppress(SourceError):
            found = Repository(self._path, place_of(self._path))
            return None if found.unborn else found
        return None

    @cached_property
    def _top(self) -> Path | None:
        return repository_top(place_of(self._path))

    def was(self, file: str, line: int, written: WrittenName, packages: frozenset[str] | None) -> Former | None:
        """What a name stood for when its line of a document was written, and what became of that.

        Only what ``packages`` declared counts, or with None what any package of the source did.
        """
        commit = self._commit(file, line)
        version = self._version(commit) if commit else None
        return version.former(written, packages) if version is not None else None

    def moved(self, path: str) -> str:
        """Where a file or folder that is not there any more went, by the renames that git sees, one after the other."""
        for _ in range(MOST_MOVES):
            if self._repository is None or self._top is None or not (path := self._renamed(path)):
                break
            if (self._top / path).exists():
                return path
        return ""

    def _renamed(self, path: str) -> str:
        if path not in self._moves:
            if len(self._moves) >= MOST_COMMITS:
                self.passed_over += 1
                return ""
            self._moves[path] = ""
            with suppress(SourceError):
                assert self._repository is not None  # noqa: S101  # whoever asks has looked
                self._moves[path] = self._repository.moved(path)
        return self._moves[path]

    def _commit(self, file: str, line: int) -> str:
        """The commit in which a line came into a document, "" where that is none."""
        repository, top = self._repository, self._top
        if repository is None or top is None:
            return ""
        if file not in self._lines:
            real = Path(file).resolve()
            self._lines[file] = ()
            if real.is_relative_to(top):
                with suppress(SourceError):
                    committed = repository.authored(real.relative_to(top).as_posix())
                    self._lines[file] = _as_now(committed, read_text(real, SourceError).splitlines())
        lines = self._lines[file]
        return lines[line - 1] if line <= len(lines) else ""

    def _version(self, commit: str) -> _Version | None:
        if commit not in self._versions:
            if len(self._versions) >= MOST_COMMITS:
                self.passed_over += 1
                return None
            self._versions[commit] = None
            with suppress(SourceError):
                assert self._repository is not None  # noqa: S101  # it knows the commit
                self._versions[commit] = _Version(self._repository, self._path, commit, self._now)
        return self._versions[commit]


def _as_now(committed: tuple[tuple[str, str], ...], lines: list[str]) -> tuple[str, ...]:
    """The commit of each line of a file as it is now, "" for a line that is in no commit."""
    found = [""] * len(lines)
    matcher = SequenceMatcher(None, [line for line, _ in committed], lines, autojunk=False)
    for old, new, count in matcher.get_matching_blocks():
        found[new : new + count] = [commit for _, commit in committed[old : old + count]]
    return tuple(found)


class _Version:
    """The source at a commit."""

    def __init__(self, repository: Repository, path: str, commit: str, now: Graph) -> None:
        self._repository = repository
        self._path = path
        self._commit = commit
        self._now = now
        self._found: dict[tuple[WrittenName, frozenset[str] | None], Former | None] = {}

    @cached_property
    def _graph(self) -> Graph:
        from archviz.golang.graph import Graph

        return Graph(open_source(f"{place_of(self._path)}@{self._commit}"), self._now.context)

    @cached_property
    def _follower(self) -> Follower:
        return Follower(self._graph, self._now)

    @cached_property
    def _name(self) -> str:
        called = self._repository.version_name(self._commit)
        return f"{called} of {self._repository.date(self._commit)}"

    def former(self, written: WrittenName, packages: frozenset[str] | None) -> Former | None:
        """What a name stood for at this commit, and what became of it: the first of several declarations of it.

        Only what ``packages`` declared counts, or with None what any package did.
        """
        asked = written, packages
        if asked not in self._found:
            self._found[asked] = None
            with suppress(SymbolError, SourceError):  # of long ago, when there was no go.mod
                every = sorted(set(self._declared(written)))
                symbols = [symbol for symbol in every if packages is None or symbol.package in packages]
                if symbols:
                    followed = evident(self._follower.follow(str(symbols[0])), self._follower)
                    self._found[asked] = Former(followed, self._name)
        return self._found[asked]

    def _declared(self, written: WrittenName) -> Iterator[Symbol]:
        """The declarations of packages in which the name's last word stood, that end in the name."""
        names = written.names
        files = self._repository.files_with(self._commit, [names[-1]])
        folders = {file.rpartition("/")[0] for file in files if not file.endswith("_test.go")}
        prefix = f"{self._repository.prefix}/" if self._repository.prefix else ""
        for folder in sorted(folders):
            package = self._by_folder.get(folder.removeprefix(prefix), "")
            for symbol in self._graph.symbols(package) if package else ():
                if symbol.leaf == names[-1] and self._fits(symbol, names):
                    yield symbol

    def _fits(self, symbol: Symbol, names: tuple[str, ...]) -> bool:
        if len(names) == 1:
            return True
        own = (self._graph.package_name(symbol.package), symbol.name, *([symbol.member] if symbol.member else []))
        return own[-len(names) :] == names

    @cached_property
    def _by_folder(self) -> dict[str, str]:
        """The source's own packages by their folders."""
        files = ((package, self._graph.source.files(package)) for package in own_packages(self._graph))
        return {names[0].rpartition("/")[0]: package for package, names in files if names}
