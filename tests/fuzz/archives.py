"""What the kinds of archives share: how one is opened, listed and read to its end, and how headers become odd."""

from __future__ import annotations

import os
import struct
import tempfile
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

NAMES = (
    *(
        "go.mod",
        "a.go",
        "b/b.go",
        "b/c/c.go",
        "b/.gitattributes",
        "vendor/modules.txt",
        "vendor/x.org/y/y.go",
        "LICENSE",
    ),
    *("staging/src/k8s.io/api/a.go", "x.org/m@v1.2.3/m.go", "x.org/m@v1.10.0/m.go", "src/x.org/z/z.go", "README.md"),
    *(".", "./", "b//b.go", "a.go/inner.go", "testdata/t.go", "_x/x.go", "größe/茶.go", "a\udcff.go", "b/\x1b[2J.go"),
    *("new\nline.go", "\u202egnp.go", "pkg/mod/x.org/q@v1/q.go", "vendor/l", "vendor/x.org/l", "l.go", "a b/x.go"),
)
"""Names that an archive may have."""

ODD_NAMES = (
    *("../out.go", "/abs.go", "b/../../out.go", "", "C:/x.go", "..\\x.go", "nul\0.go", "b/" * 300 + "deep.go"),
    *("n" * 5000 + ".go", "x.org/q@v" + "9" * 4500 + "/q.go", "/", "..", "\0", "b/" * 2100 + "x.go"),
)
"""Names that none may have, or that are beyond a bound."""

TARGETS = (
    "a.go",
    "b",
    "..",
    ".",
    "../b",
    "/etc/passwd",
    "../../../../etc/passwd",
    "",
    "b/c/../c",
    "x" * 5000,
    "l",
    "a\0b",
)
CONTENTS = (
    b"module example.com/m\n\ngo 1.20\n",
    b"package b\n\nfunc F() {}\n",
    b"*.go export-subst\n",
    b"*a*a*a*a*a*a*a*a*b export-subst\n[[[[[ export-subst\n",
    b'module "\0"\nrequire (\n\ta b\n',
    b"",
    b"x" * 2000,
)
NUMBERS = (0, 1, 2, 10, 511, 512, 513, 4096, 0o77777777777, 1 << 31, 1 << 32, 1 << 33, 1 << 63, (1 << 64) - 1)


def read_all(case: bytes, ending: str) -> str:
    """Opens an archive and reads all of it; says whether it was read. Raises AssertionError where it leads outside."""
    with _alone() as folder:
        file = folder / f"case{ending}"
        file.write_bytes(case)
        try:
            source = open_source(str(file))
            packages = source.packages()
            listed = [path for package in packages for path in source.files(package)]
            assert packages == tuple(sorted(set(packages)))
            for importer, path in product(packages[:20], packages[:20]):
                meant = source.resolve(importer, path)
                assert not meant or source.files(meant)
            assert all(one.line > 0 for one in source.diagnostics())
            outcome = "read"
            for path in listed:
                assert not path.startswith("/")
                assert ".." not in path.split("/")
                try:
                    assert b"root:" not in source.read(path)
                except SourceError:
                    outcome = "partly"
            try:
                assert source.digest().startswith("sha256:")
            except SourceError:
                outcome = "partly"
            return outcome if listed else "empty"
        finally:
            assert [entry.name for entry in folder.iterdir()] == [file.name]


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    """Some bytes of a file changed, left out, doubled or cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 5, 30))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 1 if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                changed[at : at + chance.randrange(600)] = b""
            case 3:
                changed[at:at] = changed[at : at + chance.randrange(600)]
            case 4:
                number = chance.choice(NUMBERS)
                written = struct.pack(chance.choice("<>") + "Q", number)[: chance.choice((2, 4, 8))]
                changed[at : at + len(written)] = written
            case _ if not chance.randrange(4):
                del changed[at:]
    return bytes(changed)


def any_name(chance: random.Random) -> str:
    """A name, seldom an odd one, mostly below the folder that holds all."""
    name = chance.choice(NAMES if chance.randrange(40) else ODD_NAMES)
    return f"m/{name}" if chance.randrange(40) else name


def name_bytes(name: str) -> bytes:
    """A name as an archive has it."""
    return name.encode("utf-8", "surrogateescape")


@contextmanager
def _alone() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)
