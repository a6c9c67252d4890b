"""Trees that the resolver is scored on: by name (``corpora.toml``), or made of single files."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / ".accuracy"
"""The folder that repositories are fetched into."""
MODULE = "example.org/files"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A tree as ``corpora.toml`` has it; see there."""

    url: str = ""
    commit: str = ""
    folder: str = "."
    under: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    files: bool = False
    module: str = "go.mod"


def named(name: str) -> Corpus:
    """The corpus of a name. Raises ClickException where there is none."""
    known = msgspec.toml.decode((HERE / "corpora.toml").read_bytes(), type=dict[str, Corpus])
    if name not in known:
        raise click.ClickException(f"no corpus {name}; there are {', '.join(known)}")
    return known[name]


def tree(name: str, scratch: Path) -> Path:
    """The folder of a corpus, fetched where it is not there yet; what has to be written goes into ``scratch``."""
    corpus = named(name)
    root = _fetched(name, corpus) if corpus.url else Path(_output("go", "env", "GOROOT"))
    place = (root / corpus.folder).resolve()
    if corpus.files:
        return separated(place, scratch / name)
    if corpus.module != "go.mod":
        shutil.copy(place / corpus.module, place / "go.mod")
    return place


def _fetched(name: str, corpus: Corpus) -> Path:
    place = KEPT / name / corpus.commit
    if not (place / ".complete").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _output("git", "init", "--quiet", str(place))
        _output("git", "-C", str(place), "fetch", "--quiet", "--depth", "1", corpus.url, corpus.commit)
        _output("git", "-C", str(place), "checkout", "--quiet", "FETCH_HEAD")
        (place / ".complete").touch()
    return place


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)} failed\n{done.stderr}")
    return done.stdout.strip()


def separated(folder: Path, into: Path) -> Path:
    """A tree in which each Go file below a folder is a package of its own, with the file's name for its path.

    Files in a folder ``x.dir`` may import one another as ``"./name"``, as tests of the Go project do; they import
    ``"MODULE/…/name"`` here.
    """
    into.mkdir(parents=True)
    (into / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
    for file in sorted(folder.rglob("*.go")):
        around = re.sub(r"[^\w/]", "_", file.parent.relative_to(folder).as_posix()).strip("_")
        own = re.sub(r"\W", "_", file.stem)
        together = file.parent.suffix == ".dir"
        place = into / around / (own if together else f"{own}_go")
        place.mkdir(parents=True)
        text = file.read_bytes()
        if together:
            text = re.sub(rb'"\./(\w+)"', rb'"%s/%s/\1"' % (MODULE.encode(), around.encode()), text)
        (place / f"{own.removesuffix('_test')}.go").write_bytes(text)
    return into
