"""Zips that a module proxy may serve: good ones, odd names, and bytes changed where a zip keeps its numbers."""

from __future__ import annotations

import io
import random
import tempfile
import warnings
import zipfile
from pathlib import Path

from hypothesis import strategies as st

from archviz.model.errors import SourceError
from archviz.sources.providers.module_zip import unpack_module
from archviz.sources.trees.tree import matters

SECONDS = 2.0

MODULE, VERSION = "example.com/box", "v1.2.3"

_NAMES = (
    *(
        "go.mod",
        "LICENSE",
        "box.go",
        "a/a.go",
        "a/b/b.go",
        "A/a.go",
        "a",
        "a/",
        "lid/größe.go",
        "x/testdata/x.go",
        "GO.MOD",
    ),
    *(
        "../x.go",
        "a/../x.go",
        "/x.go",
        "a//x.go",
        "./x.go",
        "a\\x.go",
        "c:x.go",
        "con.go",
        "x.go.",
        "a\nb.go",
        "\x1b.go",
        "",
    ),
    *(
        "\u017f.go",
        "S.go",
        "\ud800.go",
        "a/" * 150 + "x.go",
        "a/" * 250 + "x.go",
        "x" * 300 + ".go",
        "vendor/a/a.go",
        "~x.go",
    ),
)
_MARKS = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")


def _zip(source: random.Random) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)  # zipfile's own word for a name that is there twice
        for _ in range(source.randrange(1, 6)):
            prefix = f"{MODULE}@{VERSION}/" if source.random() < 0.95 else source.choice(("", "x/", f"{MODULE}@v1/"))
            name = source.choice(_NAMES[:5] if source.random() < 0.6 else _NAMES).encode("utf-8", "replace").decode()
            content = source.choice((b"package box\n", b"", b"module example.com/box\n", b"x" * 5000))
            method = source.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
            member = zipfile.ZipInfo(prefix + name)
            member.external_attr = source.choice((0o100644, 0o120777, 0o040755, 0o010644)) << 16
            archive.writestr(member, content, method)
    return target.getvalue()


def _changed(source: random.Random) -> bytes:
    """A zip, half of them with up to four numbers or bytes changed, most of them in its headers."""
    content = bytearray(_zip(source))
    for _ in range(source.choice((0, 0, 0, 1, 2, 4))):
        start = content.find(source.choice(_MARKS), source.randrange(len(content)))
        place = max(start, 0) + source.randrange(50) if source.random() < 0.8 else source.randrange(len(content))
        match source.randrange(4):
            case 0:
                number = source.choice((0, 1, 0xFF, 0xFFFF, 0xFFFFFFFF, 0x80000000, source.randrange(1 << 32)))
                content[place : place + 4] = number.to_bytes(4, "little")
            case 1:
                content[place : place + 1] = bytes([source.randrange(256)])
            case 2:
                del content[place : place + source.randrange(40)]
            case _:
                content[place:place] = content[place : place + source.randrange(40)]
        content = content or bytearray(b"P")
    return bytes(content)


CASES: st.SearchStrategy[bytes] = st.integers(0, 2**63).map(
    lambda seed: _changed(random.Random(seed))  # noqa: S311  # no secret
)


def run(case: bytes) -> str:
    """Unpacks a module's zip: a reason, or what matters of it in its folder; and nothing beside that, either way."""
    with tempfile.TemporaryDirectory() as above:
        file, folder = Path(above, "deep", "module.zip"), Path(above, "deep", "module")
        folder.mkdir(parents=True)
        file.write_bytes(case)
        try:
            sum_ = unpack_module(file, MODULE, VERSION, folder)
        except SourceError as error:
            sum_, reason = "", error.message
        beside = {path.relative_to(above).parts[:2] for path in Path(above).rglob("*")}
        assert beside <= {("deep",), ("deep", "module"), ("deep", "module.zip")}
        assert not any(path.is_symlink() for path in folder.rglob("*"))
        assert all(matters(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())
        assert len(sum_) == len("h1:") + 44 if sum_ else reason
        return "unpacked" if sum_ else "refused"
