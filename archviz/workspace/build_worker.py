"""The part of a build that a second process does: it draws, and works out what the locks tell of other versions.

Making one loads next to nothing here, so that the second process can load what it needs while this one does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archviz.sources.fingerprint import fingerprint
from archviz.workspace.executors import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from archviz.model.figure import VerifiedFigure
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

        folders = (project.refs, *(folder / "svg" for folder in project.templates))
        codes = language_codes(project.templates)
        catalogues = (folder / "site" / f"{code}.po" for folder in project.templates for code in codes)
        seen = (*map(fingerprint, filter(Path.is_dir, folders)), *map(_state, filter(Path.is_file, catalogues)))
        if self._past is None or _failed(self._past) or seen != self._seen or _claimed_anew(project, self._past):
            self._past, self._seen = self.submit(histories, project, codes), seen
        return _Later(codes, self._past)

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
