"""Documents held against a project's source, and what of it they speak of."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents.files import read_text
from archviz.lint.code import Code
from archviz.lint.hold import DocumentPlace, Holder
from archviz.lint.hold import words as written_words
from archviz.lint.readers.choose import ENDINGS, GO, read_page
from archviz.model.errors import ProjectError
from archviz.sources.opening import place_of
from archviz.sources.tops import repository_top
from archviz.workspace.facts import open_facts
from archviz.workspace.lint_past import GitPast
from archviz.workspace.outputs import write_files
from archviz.workspace.remembered import remembered
from archviz.workspace.repository_files import FolderFiles, GoFiles
from archviz.workspace.subject import open_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.lint.findings import Replacement
    from archviz.lint.hold import HeldDocument
    from archviz.lint.page import WrittenPage
    from archviz.model.symbols import Symbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject

_PASSED_OVER = ("node_modules", "vendor", "third_party", "testdata")
_HOSTED = re.compile(r"https?://([^{}]+?)/(?:-/blob|blob|src/commit|src)/")
"""What a link to a line of code begins with: the page of its repository."""
_HISTORY = re.compile(
    r"(?:change-?logs?|changes|historical|history|archived?|news|release[-_ ]?notes?|releases)\b.*", re.IGNORECASE
)
"""The names of files and folders that tell what was, in which old names are right."""


@dataclass(frozen=True, slots=True)
class LintReport:
    """What came of documents that were held against a source, in the order of their paths.

    ``passed_over`` counts the names whose past was not looked up, as it would have taken more commits than are read.
    """

    subject: Subject
    documents: tuple[HeldDocument, ...]
    passed_over: int = 0


def lint(
    project: Project,
    settings: Settings,
    paths: Sequence[Path],
    *,
    hops: int,
    packages: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    words: frozenset[str] = frozenset(),
) -> LintReport:
    """Holds documents against the source that the settings choose: files, and all documents below folders.

    An arrow of a diagram may lead over ``hops`` steps. ``packages`` are import paths and patterns of the packages that
    the documents are about; without any, the source's own. ``exclude`` are patterns, as fnmatch has them, of the paths
    from the project's folder that are passed over below folders; ``words`` are names that are never this code's.

    What came of it before is given again where no document, no file of the repository and no commit is another.

    Raises ProjectError for a path that is no document or cannot be read, and SourceError where the source cannot be
    opened or has no such packages.
    """
    files = list(dict.fromkeys(_documents(project, paths, exclude)))
    texts = {file: read_text(file, ProjectError) for file in files}

    def held(chosen: Settings) -> LintReport:
        pages = [_page(file, text) for file, text in texts.items()]
        opened = open_documents(project, chosen, pages, hops=hops, packages=packages, words=words)
        found = tuple(opened.holder.hold(page, opened.place(page)) for page in pages)
        return LintReport(opened.subject, found, opened.past.passed_over if opened.past is not None else 0)

    top, _ = _repository(project, settings)
    asked = (hops, packages, sorted(words), top and FolderFiles(top).state())
    written = hashlib.sha256(repr((asked, texts)).encode("utf-8", "surrogateescape")).hexdigest()
    return remembered(project, settings, f"lint {written}", held)


@dataclass(frozen=True, slots=True)
class OpenedDocuments:
    """A source, and what holds documents against it; ``top`` is that of the repository, None where it is no folder."""

    subject: Subject
    code: Code
    holder: Holder
    top: Path | None
    past: GitPast | None

    def place(self, page: WrittenPage) -> DocumentPlace:
        """Where a document is in the repository of the source."""
        return DocumentPlace(_from(self.top, Path(page.file)), _remotes(self.subject, self.code))


def open_documents(
    project: Project,
    settings: Settings,
    pages: Sequence[WrittenPage],
    *,
    hops: int,
    packages: tuple[str, ...] = (),
    words: frozenset[str] = frozenset(),
) -> OpenedDocuments:
    """The source that the settings choose, opened to hold documents against it. Takes and raises what ``lint`` does."""
    facts = open_facts(project, settings, packages)
    subject = open_subject(project, settings, graph=facts.graph)
    top, prefix = _repository(project, settings)
    code = Code(facts, facts.graph, FolderFiles(top) if top is not None else GoFiles(facts.graph), prefix)
    past = GitPast(settings.choice(project).path, facts.graph) if top is not None else None
    holder = Holder(code, code.look_for(written_words(pages)), past, hops, words)
    return OpenedDocuments(subject, code, holder, top, past)


def fixed(report: LintReport) -> dict[str, tuple[str, str]]:
    """The documents in which something can be put right for certain, by their files: the text as it is, and put right.

    Only names and the lines of links are replaced, each at its own place. Raises ProjectError where one cannot be read.
    """
    found: dict[str, tuple[str, str]] = {}
    for document in report.documents:
        fixes = [one.wrong.fix for one in document.held if one.wrong is not None and one.wrong.fix is not None]
        if fixes:
            text = read_text(Path(document.file), ProjectError)
            found[document.file] = text, _replaced(text, fixes)
    return {file: (old, new) for file, (old, new) in found.items() if old != new}


def write_fixed(texts: dict[str, tuple[str, str]]) -> None:
    """Writes documents as ``fixed`` has them. Raises ProjectError where one cannot be written."""
    for file, (_, new) in texts.items():
        path = Path(file).resolve()
        write_files(path.parent, {path.name: new.encode("utf-8", "surrogateescape")})


def _replaced(text: str, fixes: Sequence[Replacement]) -> str:
    """A text with replacements, from the last to the first; what does not stand at its place is left."""
    lines = text.split("\n")
    for fix in sorted(set(fixes), key=lambda one: (one.line, one.column), reverse=True):
        line = lines[fix.line - 1] if fix.line <= len(lines) else ""
        at = fix.column - 1
        if line.startswith(fix.old, at):
            lines[fix.line - 1] = f"{line[:at]}{fix.new}{line[at + len(fix.old) :]}"
    return "\n".join(lines)


def covered(report: LintReport) -> dict[Symbol, tuple[tuple[str, int], ...]]:
    """The declarations that documents speak of, sorted, with the file and line of each place that can mean no other."""
    found: dict[Symbol, list[tuple[str, int]]] = defaultdict(list)
    for document in report.documents:
        for one in document.held:
            if len(one.symbols) == 1:
                found[one.symbols[0]].append((document.file, one.line))
    return {symbol: tuple(dict.fromkeys(found[symbol])) for symbol in sorted(found)}


def _documents(project: Project, paths: Sequence[Path], exclude: tuple[str, ...]) -> Iterator[Path]:
    """The documents at some paths and below them; what a pattern matches only where it is named itself."""
    for path in paths:
        for file in documents(path):
            name = Path(os.path.relpath(file, project.root)).as_posix()
            if file == path or not any(fnmatchcase(name, pattern) for pattern in exclude):
                yield file


def documents(path: Path) -> Iterator[Path]:
    """The document at a path, which may be a Go file for its doc comments, or those below a folder.

    Below a folder hidden folders, those of others' code, and changelogs and release notes are passed over.

    Raises ProjectError where there is nothing, or a file that is no document.
    """
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(filter(_enters, folders))
            yield from (
                Path(folder, name) for name in sorted(names) if name.lower().endswith(ENDINGS) and _is_now(name)
            )
    elif path.name.lower().endswith((*ENDINGS, GO)) and path.is_file():
        yield path
    else:
        what = "is no document" if path.exists() else "is not there"
        raise ProjectError(f"{path} {what}", hint=f"documents are files that end in {', '.join(ENDINGS)}, and folders")


def _enters(folder: str) -> bool:
    return not folder.startswith((".", "_")) and folder not in _PASSED_OVER and _is_now(folder)


def _is_now(name: str) -> bool:
    """Whether a file or folder, by its name, speaks of the code as it is."""
    return _HISTORY.fullmatch(name) is None


def document_page(file: Path) -> WrittenPage:
    """A document, read. Raises ProjectError where it cannot be."""
    return _page(file, read_text(file, ProjectError))


def _page(file: Path, text: str) -> WrittenPage:
    page = read_page(str(file), text)
    assert page is not None  # noqa: S101  # its ending is one of a document
    return page


def _repository(project: Project, settings: Settings) -> tuple[Path | None, str]:
    """The top of the repository that the source is in and the source's path from there; None where it is no folder."""
    path = settings.choice(project).path
    place = place_of(path) if path else None
    if place is None or not place.is_dir():
        return None, ""
    real = place.resolve()
    top = repository_top(real) or real
    return top, real.relative_to(top).as_posix() if real != top else ""


def _from(top: Path | None, file: Path) -> str:
    """The path of a document from the top of the repository, "" where it is not in it."""
    real = file.resolve()
    return real.relative_to(top).as_posix() if top is not None and real.is_relative_to(top) else ""


def _remotes(subject: Subject, code: Code) -> tuple[str, ...]:
    """The pages of the repository at its hosts, by the links to its code and by the paths of its modules."""
    found = [module for module in code.modules if module.count("/") >= 2]
    hosted = _HOSTED.match(subject.origin.link)
    return tuple(dict.fromkeys("/".join(one.split("/")[:3]) for one in (*found, *([hosted[1]] if hosted else []))))
