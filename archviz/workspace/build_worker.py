"""The part of a build that a second process does: it draws, and works out what the locks tell of other versions.

Making one loads next to nothing here, so that the second process can load what it needs while this one does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archviz.model.figure import VerifiedDiagram
from archviz.sources.fingerprint import fingerprint
from archviz.workspace.executors import Processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from archviz.figures import Proof
    from archviz.model.figure import VerifiedFigure
    from archviz.site.picker import DiagramAt
    from archviz.site.versions import History
    from archviz.workspace.project import Project

T = TypeVar("T")


class BuildWorker(Processes):
    """A second process, for one build or for several. At the end of its block it ends, whatever it is doing."""

    def __init__(self) -> None:
        super().__init__(1, "archviz.workspace.render")
        self._pid = self.submit(os.getpid)  # starts the process
        self._past: Future[dict[str, History]] | None = None
        self._seen: tuple[str, ...] = ()
        self._others: dict[str, tuple[object, Future[dict[str, tuple[DiagramAt, ...]]]]] = {}

    def __exit__(self, *_: object) -> None:
        self.give_up()
        self.shutdown()

    @property
    def pid(self) -> int:
        """The number of the process; this one's where no other could be started."""
        return self._pid.result()

    def past(self, project: Project) -> Mapping[str, History]:
        """What other versions had, by language; worked out again where it would be something else now.

        That is where locks, templates or catalogues changed, and where another figure is stale in a lock than before.
        """
        from archviz.words.language import language_codes
        from archviz.workspace.history import histories

        codes = language_codes(project.templates)
        seen = _sight(project, codes)
        if self._past is None or _failed(self._past) or seen != self._seen or _claimed_anew(project, self._past):
            self._past, self._seen = self.submit(histories, project, codes), seen
        return _Later(codes, self._past)

    def others(
        self, project: Project, proofs: Iterable[Proof], languages: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, tuple[DiagramAt, ...]]]:
        """What the diagrams among some proved figures are at other versions, by their ids and by language.

        Each is worked out again where it, the locks, the templates or the catalogues have changed.
        """
        from archviz.workspace.other_versions import other_versions

        seen = _sight(project, languages)
        found: dict[str, Mapping[str, tuple[DiagramAt, ...]]] = {}
        for proof in proofs:
            name, shown = proof.figure.claims.id, proof.verified
            if not isinstance(shown, VerifiedDiagram):
                continue
            made = (project, shown, languages, seen)
            before, work = self._others.get(name, (None, None))
            if work is None or before != made or _failed(work):
                work = self.submit(other_versions, project, proof.figure, shown, languages, " ".join(seen))
                self._others[name] = made, work
            found[name] = _Later(languages, work)
        return found

    def pictures(
        self, project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, str]]:
        """The pictures of the diagrams by language and file."""
        from archviz.workspace.render import drawings

        return _Later(languages, self.submit(drawings, project, figures, languages))


def _failed(work: Future[Any]) -> bool:
    """Whether it is known that work has ended with an exception."""
    return work.done() and work.exception() is not None


def _claimed_anew(project: Project, past: Future[dict[str, History]]) -> bool:
    """Whether other figures than those in the histories claim something else than a lock was made from."""
    from archviz.figures import read_articles
    from archviz.refs import lock_path, read_head
    from archviz.workspace.past import stale_figures

    versions = next((history.versions for history in past.result().values()), ())
    figures = read_articles(project.figures).figures if versions else ()
    heads = ((it.stale, read_head(lock_path(project.refs, it.name))) for it in versions)
    return any(stale != {figure.claims.id for figure in stale_figures(head, figures)} for stale, head in heads)


def _sight(project: Project, languages: Iterable[str]) -> tuple[str, ...]:
    """What of the locks, the templates of pictures and the catalogues shows that they were changed."""
    folders = (project.refs, *(folder / "svg" for folder in project.templates))
    catalogues = (folder / "site" / f"{code}.po" for folder in project.templates for code in languages)
    return (*map(fingerprint, filter(Path.is_dir, folders)), *map(_state, filter(Path.is_file, catalogues)))


def _state(file: Path) -> str:
    """What of a file shows that it was changed."""
    state = file.stat()
    return f"{file} {state.st_size} {state.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class _Later(Mapping[str, T]):
    """What another process works out, by keys that are known already."""

    keys_: tuple[str, ...]
    answer: Future[dict[str, T]]

    def __getitem__(self, key: str) -> T:
        return self.answer.result()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)
