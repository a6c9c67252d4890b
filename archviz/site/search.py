"""The search index: from the site's pages to the files that a browser searches in. Pagefind makes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import msgspec
from pagefind.service import get_executable

from archviz.model.errors import RenderError
from archviz.sources.scratch import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHARED = "symbols/"
"""Where the pages are that readers of every language find."""

_NOISE = (
    "thead",
    "#keys",
    ".about-figure h2",
    *(
        f".about-symbol {part}"
        for part in ("h1", "h2", "h3", "table", ".ways", ".rest summary", ".muted", ".owner", ".shown")
    ),
    ".all-figures",
    ".by",
    ".copy",
    ".evidence",
    ".fold",
    ".kicker",
    ".lines [id] > a",
    ".mark",
    ".panel",
    ".place",
    ".prose .list",
    ".tools",
    ".where",
    "article .figure",
)
"""What pages show beside their own text. The figures of the article have pages of their own."""

_NEEDED = re.compile(r"pagefind(-worker)?\.js|pagefind\.[\w-]+\.pf_meta|(filter|fragment|index)/[\w-]+\.pf_\w+")
"""All but the interfaces that Pagefind brings along, and the WebAssembly of languages that the site does not have."""

_BODY = b" data-pagefind-body"
_LANGUAGE = re.compile(r'<html lang="([\w-]+)"')
_NAMES = re.compile(r'(?<=data-pagefind-meta="names:)[^"]*')
_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=_)(?=[^_])")
_JOINT = re.compile(r"<[^<>]*>|(?<=[\w>])(?:[.,:;/*+=|!?()\[\]{}]|&(?:lt|gt|amp|#34);)+(?=(?:<[^<>]*>)*[^\W\d])")
_BREAK = "\u2060 "
_NAMED = "__"
_PATIENCE = 120


def search_index(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files below ``pagefind/`` for the pages of a site, both by their paths in it, with ``/`` between.

    A page counts that has an element with ``data-pagefind-body``. There is an index for each language (``<html lang>``)
    that pages outside ``symbols/`` are in; those in ``symbols/`` are in all of them. Names that punctuation joins are
    words of their own there, with U+2060 and a space between, which is to be taken out of what is shown. A symbol
    (``data-pagefind-meta="names:SYMBOL"``) is also found by the words within its name, and by the whole name after two
    low lines as no other page is. The same pages give the same bytes as long as no filter of Pagefind has more than
    one value. Raises RenderError where Pagefind is missing or fails.
    """
    pages = {path: data.decode() for path, data in files.items() if path.endswith(".html") and _BODY in data}
    spoken = {path: _language(text) for path, text in pages.items() if not path.startswith(_SHARED)}
    languages = sorted(set(spoken.values()))
    with ExitStack() as until:
        try:
            name = until.enter_context(scratch(Path(gettempdir())))
        except OSError as error:
            raise RenderError(f"no room for the search index: {error.strerror}", file=gettempdir()) from error
        for folder in {str(Path(path).parent) for path in pages}:
            for language in languages:
                Path(name, language, folder).mkdir(parents=True, exist_ok=True)
        for path, text in pages.items():
            first, *others = [spoken[path]] if path in spoken else languages
            file = Path(name, first, path)
            file.write_bytes(_words(text).encode())
            for language in others:
                Path(name, language, path).hardlink_to(file)
        indexing = [until.enter_context(_indexing(name, language)) for language in languages]
        made = [_indexed(name, language, process) for language, process in zip(languages, indexing, strict=True)]
    return _together(made) if made else {}


def _language(page: str) -> str:
    found = _LANGUAGE.search(page)
    return found.group(1).lower() if found else "unknown"


def _words(page: str) -> str:
    """A page as it is indexed: with the parts of names as words."""
    page = _NAMES.sub(lambda found: " ".join(_names(found.group())), page)
    return _JOINT.sub(lambda found: found.group() if found.group()[0] == "<" else found.group() + _BREAK, page)


def _names(symbol: str) -> Iterator[str]:
    """The words that a symbol is found by.

    These are the parts of its name, each followed by what is left of it after its first word, its first two, and so
    on; and the whole name, with and without its type and package, as one word that only a name can be.
    """
    parts = symbol.rpartition("/")[2].split(".")
    for part in parts:
        yield part
        yield from (part[hump.start() :] for hump in _HUMP.finditer(part))
    yield from (_NAMED + "".join(parts[start:]) for start in range(len(parts)))


@contextmanager
def _indexing(folder: Path, language: str) -> Iterator[subprocess.Popen[bytes]]:
    """Pagefind at work on the pages in a folder named as their language; ended with the block."""
    program = get_executable()
    if program is None or shutil.which(program) is None:
        raise RenderError("the search index needs Pagefind", hint="pip install 'pagefind[extended]'")
    command: list[str | Path] = [program, "--site", folder / language, "--output-path", folder / f"{language}.out"]
    command += ["--force-language", language, "--keep-index-url", "--silent"]
    command += [part for selector in _NOISE for part in ("--exclude-selectors", selector)]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    nothing, both = subprocess.DEVNULL, subprocess.STDOUT
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=settings, stdin=nothing, stdout=subprocess.PIPE, stderr=both
        )
    except OSError as error:
        raise RenderError(f"Pagefind cannot be started: {error.strerror}") from error
    with process:
        try:
            yield process
        finally:
            process.kill()


def _indexed(folder: Path, language: str, process: subprocess.Popen[bytes]) -> dict[str, bytes]:
    """What Pagefind makes of the pages, once it is done."""
    try:
        said = process.communicate(timeout=_PATIENCE)[0].decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"Pagefind gave no answer within {_PATIENCE} s") from error
    if process.returncode or said:
        first = said.split("\n")[0] or f"exit code {process.returncode}"
        raise RenderError(f"Pagefind failed: {first}")
    out = folder / f"{language}.out"
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


def _together(made: list[dict[str, bytes]]) -> dict[str, bytes]:
    """Several indexes as one, without what no page asks for."""
    entry: dict[str, Any] = {}
    found: dict[str, bytes] = {}
    for files in made:
        part = msgspec.json.decode(files["pagefind-entry.json"])
        entry = part | {"languages": entry.get("languages", {}) | part["languages"]}
        needed = {f"wasm.{each['wasm'] or 'unknown'}.pagefind" for each in part["languages"].values()}
        found |= {path: data for path, data in files.items() if path in needed or _NEEDED.fullmatch(path)}
    found["pagefind-entry.json"] = msgspec.json.encode(entry)
    return {f"pagefind/{path}": data for path, data in sorted(found.items())}
