"""Changes of files as a patch that ``git apply`` and ``patch`` take."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.safe import visible
from archviz.sources.tops import repository_top

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def patch(files: Mapping[str, tuple[str, str]]) -> str:
    """A unified diff of files by their paths, with what each was before and is now.

    The paths in it are those from the top of the repository that a file is in, as git writes them: ``git apply`` takes
    it there and in any folder above the files. The paths of files in no repository are as they are given.
    """
    named = {_from_top(file): texts for file, texts in files.items()}
    return "".join(line for file, (old, new) in sorted(named.items()) for line in _file(file, old, new))


def _from_top(file: str) -> str:
    folder = Path(file).parent.resolve()
    top = repository_top(folder)
    return (folder / Path(file).name).relative_to(top).as_posix() if top is not None else file


def _file(file: str, old: str, new: str) -> Iterator[str]:
    lines = difflib.unified_diff(_LINE.findall(old), _LINE.findall(new), _name(f"a/{file}"), _name(f"b/{file}"))
    return (line if line.endswith("\n") else line + _NO_NEWLINE for line in lines)


def _name(path: str) -> str:
    """A path as git writes it there: in quotes where it could end its line, and with a tab after blanks."""
    if visible(path) == path and not re.search(r'["\\]', path):
        return f"{path}\t" if " " in path else path
    octal = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in path.encode("utf-8", "surrogateescape")
    )
    return f'"{octal}"'
