"""Paths of files, folders and packages in a document, and links to lines of files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from archviz.lint.findings import Confidence, Replacement, Wrong, near_hint
from archviz.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.lint.code import Code
    from archviz.lint.past import Past

_LINES = re.compile(r"L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?")
_PLACEHOLDER = re.compile(r"[<>*{}$|…]|\.\.\.|\bX{2,}\b|\bfoo\b|\bbar\b|\bexample(?!\.)\b", re.IGNORECASE)
_HOSTED = re.compile(r"/(?:-/)?(?:blob|tree|raw|edit|src/branch)/([^/]+)/?(.*)")
_MOVING = ("main", "master", "HEAD")
"""Names of branches whose files are as they are now."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link leads to in the repository: a path from its top, and 1-based lines, 0 for none."""

    path: str
    first: int = 0
    last: int = 0


class DocumentPaths:
    """What paths in one document mean. ``document`` is its path from the top of the repository, "" where outside.

    ``remotes`` are the pages of the repository at its hosts, such as ``github.com/example/kettle``. ``past`` knows what
    was moved.
    """

    def __init__(self, code: Code, document: str, remotes: tuple[str, ...] = (), past: Past | None = None) -> None:
        self._code = code
        self._past = past
        self._document = document
        self._folder = posixpath.dirname(document)
        self._remotes = tuple(remote.lower() for remote in remotes)
        self.home = code.package_of(self._folder) if document else ""

    def packages(self, text: str) -> Iterator[str]:
        """The packages that a path or a link names: by import path, folder or file."""
        target = self.target(text) if "://" in text else LinkTarget(text)
        if target is None:
            return
        path = target.path.split("#")[0].rstrip("/")
        if path in self._code.folders:
            yield path
            return
        for place in self._places(path):
            package = self._code.package_of(place) or (self._code.package_of_file(place) if "." in place else "")
            if package and (place == path or self._exists(place)):
                yield package
                return

    def place(self, path: str) -> str:
        """The path from the top of the repository at which something is that a path names; "" where nothing is."""
        return next((place for place in self._places(path) if self._exists(place)), "")

    def _places(self, path: str) -> Iterator[str]:
        """Where a path may lead, best first: from the top, from the document, from a module, or by its end."""
        plain = path.strip("/")
        if path.startswith((".", "..")):
            yield _joined(self._folder, path)
            return
        yield posixpath.normpath(plain)
        if not path.startswith("/"):
            yield _joined(self._folder, path)
        yield from self._in_modules(plain)

    def _in_modules(self, path: str) -> Iterator[str]:
        for module, folder in self._code.modules.items():
            if path == module or path.startswith(f"{module}/"):
                yield posixpath.join(folder, path[len(module) + 1 :]) if path != module else folder
            staged = f"staging/src/{module}"
            if path == staged or path.startswith(f"{staged}/"):
                yield posixpath.join(folder, path[len(staged) + 1 :]).rstrip("/")

    def _exists(self, place: str) -> bool | None:
        """Whether the repository has a file or folder; None where that is not known."""
        files = self._code.files
        found = (files.is_file(place), files.is_folder(place))
        return True if True in found else None if None in found else False

    def code_path(self, path: str) -> Wrong | bool | None:
        """What is wrong with a path in a code span; True for one that is there, None for one that is not held.

        It is held where it begins as paths of this repository do: with a folder of its top, or with a module of it.
        """
        if _PLACEHOLDER.search(path) or "//" in path:
            return None
        places = list(dict.fromkeys(self._places(path)))
        known = [self._exists(place) for place in places]
        if True in known:
            return True
        plain = path.strip("/")
        name = plain.rpartition("/")[2]
        if any(f"/{found}".endswith(f"/{plain}") for found in self._code.files.named(name)):
            return True
        if None in known or not self._is_ours(plain):
            return None
        missing = self._missing(plain, Confidence.CERTAIN if self._is_beside(plain) else Confidence.LIKELY)
        return self._moved(path, places, link=False) or missing

    def _is_ours(self, path: str) -> bool:
        first, slash, _ = path.partition("/")
        if any(path.startswith(f"{module}/") for module in self._code.modules if module):
            return True
        return bool(slash) and bool(self._code.files.is_folder(first)) and not first.startswith((".", "_"))

    def _is_beside(self, path: str) -> bool:
        """Whether what a path names would stand beside Go source of this repository, so that it is surely meant."""
        folder = path.rpartition("/")[0]
        if folder in self._code.folders or self._code.package_of(folder):
            return True
        return path.endswith(".go") and bool(self._code.files.is_folder(folder))

    def _moved(self, text: str, places: Iterable[str], *, link: bool) -> Wrong | None:
        """What is wrong with a path or a link that led to one of some places, from where something was moved."""
        for place in places:
            now = self._past.moved(place) if self._past and place and not place.startswith("..") else ""
            if now:
                fix = self._rewritten(text, place, now, link=link)
                message = f"the repository has no {place} any more"
                return Wrong(FindingKind.UNKNOWN_PATH, Confidence.CERTAIN, message, f"it is {now} now", fix=fix)
        return None

    def _rewritten(self, text: str, place: str, now: str, *, link: bool) -> Replacement | None:
        """The path in a text that led to a place, as it leads to another; None where it was written in another way."""
        if "://" in text:
            return Replacement(0, 0, place, quote(now))
        written = text.partition("#")[0].partition("?")[0]
        path = unquote(written)
        if posixpath.normpath(path.strip("/")) == place:
            new = now
        elif _joined(self._folder, path) == place:
            new = posixpath.relpath(now, self._folder)
        else:
            return None
        new = f"{'./' if path.startswith('./') else ''}{new}{'/' if path.endswith('/') else ''}"
        return Replacement(0, 0, written, quote(new) if link else new)

    def _missing(self, path: str, confidence: Confidence) -> Wrong:
        name = path.rpartition("/")[2]
        folder = path.rpartition("/")[0]
        found = self._code.files.named(name) if name != "README.md" else ()
        hint = ""
        if len(found) == 1:
            hint = f"it is {found[0]} now"
        elif found:
            hint = f"that name have {', '.join(found[:3])}"
        else:
            beside = self._code.files.within(folder) if self._code.files.is_folder(folder) else ()
            hint = near_hint(name, beside, 0.7, f"{folder}/" if folder else "")
        return Wrong(FindingKind.UNKNOWN_PATH, confidence, f"the repository has no {path}", hint)

    def target(self, link: str) -> LinkTarget | None:
        """The place in the repository that a link leads to; None for one that leads elsewhere or to a fixed commit."""
        try:
            parts = urlsplit(link)
        except ValueError:
            return None
        lines = _LINES.fullmatch(parts.fragment)
        numbers = (int(lines[1]), int(lines[2] or lines[1])) if lines else (0, 0)
        path = unquote(parts.path)
        if parts.scheme in ("http", "https"):
            at = f"{parts.netloc}{path}".lower()
            for remote in self._remotes:
                hosted = _HOSTED.fullmatch(path, len(remote.partition("/")[2]) + 1)
                if at.startswith(f"{remote}/") and hosted is not None and hosted[1] in _MOVING:
                    return LinkTarget(hosted[2].strip("/"), *numbers)
            return None
        if parts.scheme or parts.netloc or not path or _PLACEHOLDER.search(path):
            return None
        if path.startswith("/") or not self._document:
            return None  # a page of the site that the document becomes, which nothing here says
        return LinkTarget(_joined(self._folder, path), *numbers)

    def link(self, target: LinkTarget, text: str) -> Wrong | bool | None:
        """What is wrong with the place that a link leads to; True where it is there, None where that is not known.

        ``text`` is the link as the document has it.
        """
        if target.path.startswith("../"):
            return None
        there = self._exists(target.path)
        if there is None:
            return None
        if not there:
            return self._moved(text, (target.path,), link=True) or self._missing_link(target.path)
        if target.first:
            count = self._code.files.lines(target.path)
            if count and max(target.first, target.last) > count:
                message = f"{target.path} has {count} lines, not {max(target.first, target.last)}"
                return Wrong(FindingKind.WRONG_LINE, Confidence.CERTAIN, message)
        return True

    def _missing_link(self, path: str) -> Wrong | None:
        """A link without an ending may be to a page that a site's generator makes of a document."""
        name = path.rpartition("/")[2]
        if "." not in name or name.endswith(".html"):
            return None
        if name in ("index.md", "README.md") and self._code.files.is_file(
            _joined(path.rpartition("/")[0], "_index.md")
        ):
            return None
        return self._missing(path, Confidence.CERTAIN)


def _joined(folder: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(folder, path))
    return "" if found == "." else found
