"""Trees of folders, links, go.mod and .gitattributes files, put together at random, as well-formed tars."""

from __future__ import annotations

import io
import random
import tarfile

from archives import read_all
from hypothesis import strategies as st

SECONDS = 2.0
_FOLDERS = (
    *("a", "b", "vendor", "staging", "src", "pkg", "mod", "k8s.io", "x.org", "m@v1.0.0", "m@v1.2.0-rc.1", "!big"),
    *("testdata", "_x", "größe", "\udcff", "cmd", "..a", "@", "a@b@c"),
)
_FILES = (
    *("x.go", "y.go", "go.mod", "go.mod", "go.work", ".gitattributes", "LICENSE", "modules.txt", "x_test.go", "\n.go"),
)
_WORDS = (
    *(
        "module",
        "module std\n",
        "use",
        "./a\n",
        "require",
        "replace",
        "exclude",
        "retract",
        "=>",
        "(",
        ")",
        '"',
        "`",
        "//",
        "/*",
        "x.org/m",
        "k8s.io/api",
    ),
    *(
        "example.com/a",
        "v1.0.0",
        "v1.2.0-rc.1",
        "../a",
        "\0",
        "\u2028",
        "x" * 300,
        "x/" * 300,
        "v" + "9" * 5000,
        "\n",
        "\n",
    ),
)
_PATTERNS = (
    "*.go",
    "x.go",
    "/a/*.go",
    "a/x.go",
    "[a-z]*",
    "*a*a*a*a*a*b",
    "[[[[",
    "?" * 50,
    "#",
    "!x.go",
    "**",
    "[z-a]",
)


def made(seed: int) -> bytes:
    """A tar of a tree, made from a seed."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    packed = io.BytesIO()
    depth = chance.choice((2, 4, 4, 8, 60))
    with tarfile.open(fileobj=packed, mode="w", encoding="utf-8", errors="surrogateescape") as archive:
        _put(archive, "go.mod", "module example.com/m\n" if chance.randrange(3) else _go_mod(chance))
        for _ in range(chance.choice((5, 20, 60, 200))):
            folder = "".join(f"{chance.choice(_FOLDERS)}/" for _ in range(chance.randrange(depth)))
            if chance.randrange(3):
                name = chance.choice(_FILES)
                _put(archive, folder + name, _content(chance, name))
            else:
                link = tarfile.TarInfo(folder + chance.choice(_FOLDERS + _FILES))
                link.type, link.linkname = tarfile.SYMTYPE, _target(chance, depth)
                archive.addfile(link)
    return packed.getvalue()


def _target(chance: random.Random, depth: int) -> str:
    up = "../" * chance.randrange(depth)
    return up + "/".join(chance.choice(_FOLDERS + _FILES) for _ in range(chance.randrange(4)))


def _content(chance: random.Random, name: str) -> str:
    match name:
        case "go.mod" | "go.work":
            return _go_mod(chance)
        case ".gitattributes":
            return "".join(f"{chance.choice(_PATTERNS)} export-subst\n" for _ in range(chance.randrange(9)))
        case _:
            return "package x\n"


def _go_mod(chance: random.Random) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(chance.randrange(40)))


def _put(archive: tarfile.TarFile, path: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(path)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


CASES = st.integers(0, 2**63).map(made)


def run(case: bytes, /) -> str:
    """Lists and reads a tree to its end."""
    return read_all(case, ".tar")
