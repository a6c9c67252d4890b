"""The part of a build that a second process does: it draws, and works out what the locks tell of other versions.

Making one loads next to nothing here, so that the second process can load what it needs while this one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from archviz.sources import fingerprint
from archviz.workspace.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.figure import VerifiedFigure
    from archviz.site.versions import History
    from archviz.workspace.project import Project
    from archviz.workspace.worker import PendingResult

T = TypeVar("T")


class BuildWorker(Worker):
    """A second process, for one build or for several."""

    def __init__(self) -> None:
        super().__init__("archviz.workspace.render")
        self._past: PendingResult[dict[str, History]] | None = None
        self._seen: tuple[str, ...] = ()

    def past(self, project: Project) -> Mapping[str, History]:
        """What other versions had, by language; worked out again where locks or templates of pictures look changed."""
        from archviz.words.languages import NAMES
        from archviz.workspace.history import histories

        folders = (project.refs, *(folder / "svg" for folder in project.templates))
        seen = tuple(fingerprint(folder) for folder in folders if folder.is_dir())
        if self._past is None or self._past.failed or seen != self._seen:
            self._past, self._seen = self.submit(histories, project, tuple(NAMES)), seen
        return _Later(tuple(NAMES), self._past)

    def pictures(
        self, project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, str]]:
        """The pictures of the diagrams by language and file."""
        from archviz.workspace.render import drawings

        return _Later(languages, self.submit(drawings, project, figures, languages))


@dataclass(frozen=True, slots=True)
class _Later(Mapping[str, T]):
    """What another process works out, by keys that are known already."""

    keys_: tuple[str, ...]
    answer: PendingResult[dict[str, T]]

    def __getitem__(self, key: str) -> T:
        return self.answer.result()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)
