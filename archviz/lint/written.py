"""What a piece of code in a document is, by how it is written: a name, a path, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = r"[^\W\d]\w*"
_DECLARED = re.compile(
    rf"(?:func\s+(?:\((?:{_ID}\s+)?\*?(?P<of>{_ID})(?:\[[^\]]*\])?\)\s*)?|type\s+|var\s+|const\s+)(?P<rest>{_ID})"
)
_NAME = re.compile(
    rf"[*&]{{0,2}}(?:(?P<path>[\w~-][\w.~-]*(?:/[\w~-][\w.~-]*)*/[\w~-]+(?:\.v\d+)?)\.)?"
    rf"(?:(?P<package>{_ID})\.)?(?:\(\*?(?P<receiver>{_ID})\)\.)?(?P<names>{_ID}(?:\.{_ID}){{0,2}})"
    r"(?:\[[\w\s,.*\[\]]*\])?(?P<call>\(.*\))?(?:\{\s*(?:\.\.\.|…)?\s*\})?",
    re.DOTALL,
)
_PATH = re.compile(
    r"(?P<path>(?:\.{0,2}/)?[\w.@+~-]+(?:/[\w.@+~-]+)*/?)"
    r"(?:(?::|#L)(?P<first>\d+)(?:-L?(?P<last>\d+)|:\d+)?)?"
)
_OF_A_FILE = frozenset(
    (
        *("go", "mod", "sum", "work", "c", "h", "cc", "cpp", "s", "py", "rs", "js", "ts", "sh", "mk", "sql", "proto"),
        *(
            "md",
            "txt",
            "adoc",
            "rst",
            "html",
            "css",
            "svg",
            "png",
            "pem",
            "crt",
            "key",
            "tar",
            "gz",
            "zip",
            "so",
            "exe",
        ),
        *("yaml", "yml", "json", "jsonnet", "toml", "xml", "conf", "cfg", "ini", "cue", "tmpl", "tpl", "lock", "log"),
        *("service", "sock", "pid", "db"),
    )
)
"""How the names of files end that are not taken for a member of a package or type."""


_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]+")


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as Go code has it: ``pkg.Type.Member()`` has three names and is called.

    ``package`` is an import path, or the end of one, that stands before the names with a slash in it, "" for none.
    """

    names: tuple[str, ...]
    package: str = ""
    called: bool = False

    def __str__(self) -> str:
        return ".".join((*([self.package] if self.package else []), *self.names))


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """A path of a file or folder, and the 1-based lines in it that are meant; 0 for none."""

    path: str
    first: int = 0
    last: int = 0


def read_code(text: str) -> WrittenName | WrittenPath | None:
    """What a piece of code names; None where it is no single name or path."""
    text = text.strip()
    if len(text) > 500:
        return None
    if declared := _DECLARED.match(text):
        names = tuple(filter(None, (declared["of"], declared["rest"])))
        return WrittenName(names, called=text.startswith("func"))
    found = _PATH.fullmatch(text)
    if found is not None and ("/" in text or _ending(found["path"]) == "go"):
        name = _NAME.fullmatch(text)
        if name is None or not name["path"] or _is_file(found["path"]):
            first = int(found["first"] or 0)
            return WrittenPath(found["path"], first, int(found["last"] or first))
    name = _NAME.fullmatch(text)
    if name is None or (not name["call"] and _is_file(text)):
        return None
    names = tuple(filter(None, (name["package"], name["receiver"], *name["names"].split("."))))
    return WrittenName(names, name["path"] or "", name["call"] is not None) if len(names) <= 3 else None


def of_several_words(name: str) -> bool:
    """Whether a name is made of several words, each with a capital letter: ``CarrierRound``, ``HTTPServer``."""
    return len(_HUMP.findall(name)) > 1


def _ending(path: str) -> str:
    name = path.rstrip("/").rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name.lstrip(".") else ""


def _is_file(path: str) -> bool:
    """Whether a text ends as the names of files do, and not as that of a declaration."""
    return _ending(path) in _OF_A_FILE
