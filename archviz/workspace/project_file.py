"""What a project says of itself in archviz.toml, or in pyproject.toml below ``[tool.archviz]``."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from archviz.model.errors import ProjectError
from archviz.model.names import LANGUAGE, VERSION
from archviz.model.suggest import nearest
from archviz.workspace.project_names import OWN as OWN
from archviz.workspace.project_names import SHARED as SHARED

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = "tool.archviz"

_DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")
"""A key of a hundred parts, which tomllib takes the square of their number to read."""

_LINE = r"^[^\x00-\x1f\x7f]+$(?!\n)"
_FOLDER = r"^(?![/~])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f\\:]+$(?!\n)"
"""A path to a folder below the project's."""

_Path = Annotated[str, Meta(pattern=_LINE, max_length=4096)]


class ProjectTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The settings of a project. Paths are as seen from the folder of their file."""

    source: Annotated[
        _Path,
        Meta(
            description="The Go source: a folder, an archive, or a git repository as PATH@REV. Default: the nearest "
            "folder upwards with a go.mod or go.work, unless `version` names a pinned version.",
            examples=[".", "../kubernetes", "../kubernetes@v1.31.0"],
        ),
    ] = ""
    version: Annotated[
        str,
        Meta(
            pattern=VERSION,
            max_length=100,
            description="Without `source`: the pinned version that the figures are about. With it, or as `git`: what "
            "the source is called; `git` takes the tag of the commit at hand, or the nearest one before it.",
            examples=["1.20.2", "git"],
        ),
    ] = ""
    dependencies: Annotated[
        tuple[_Path, ...],
        Meta(
            max_length=100,
            description="Further sources, which give what the first imports and does not have.",
            examples=[["/usr/local/go"]],
        ),
    ] = ()
    link: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^\x00-\x20\x7f\"'<>\\^`|]+$(?!\n)",
            max_length=1000,
            description="The address of a line of the source, with {file}, {line} and, if wanted, {commit}. Default: "
            "as the git remote has it.",
            examples=["https://git.example.org/kettle/blob/{commit}/{file}#L{line}"],
        ),
    ] = ""
    title: Annotated[
        str,
        Meta(
            pattern=_LINE,
            max_length=200,
            description="What the site of figures without an article is called. Default: the module's path.",
            examples=["How the kettle works"],
        ),
    ] = ""
    languages: Annotated[
        tuple[Annotated[str, Meta(pattern=LANGUAGE)], ...],
        Meta(
            max_length=100,
            description="The languages of the site, that of its first page first. Default: English, and each that an "
            "article, or the title of every figure, is in.",
            examples=[["en", "zh"]],
        ),
    ] = ()
    site_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^\x00-\x20\x7f\"'<>\\^`|{}?#]+$(?!\n)",
            max_length=1000,
            description="The address that the site will have. With it pages name their own, and there are a sitemap, a "
            "page for addresses that are none, and, with archviz[pictures], pictures for where a page is shared.",
            examples=["https://example.org/kettle/"],
        ),
    ] = ""
    licence: Annotated[
        str,
        Meta(
            pattern=_FOLDER,
            max_length=1000,
            description="The file in the source with the licence of its code, which the site's pages lead to. Default: "
            "LICENSE or COPYING at its top.",
            examples=["docs/LICENSE.txt"],
        ),
    ] = ""
    platform: Annotated[
        str, Meta(description="The platform whose files count, as GOOS/GOARCH.", examples=["windows/amd64"])
    ] = "linux/amd64"
    tags: Annotated[
        tuple[str, ...], Meta(max_length=100, description="The build tags that hold.", examples=[["netgo"]])
    ] = ()
    cgo: Annotated[
        bool, Meta(description='Whether files that import "C" count, and the tag cgo holds.', examples=[True])
    ] = False
    tests: Annotated[bool, Meta(description="Whether _test.go files count.", examples=[True])] = False
    figures: Annotated[
        str,
        Meta(
            pattern=_FOLDER,
            max_length=1000,
            description="The folder of the figures, below the project's.",
            examples=["docs/figures"],
        ),
    ] = "diagrams"
    refs: Annotated[
        str,
        Meta(
            pattern=_FOLDER,
            max_length=1000,
            description="The folder of pinned versions and of locks, below the project's.",
            examples=["kubernetes-refs"],
        ),
    ] = "archviz-refs"


class _Kind(NamedTuple):
    """What a value must be, as a type and in words."""

    type: type
    words: str


_KINDS = {
    "string": _Kind(str, "a text in quotes"),
    "array": _Kind(list, "a list of texts, in square brackets"),
    "boolean": _Kind(bool, "true or false"),
}
"""By the schema's name of a type."""


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of archviz.toml, for editors (taplo's ``#:schema``)."""
    table = msgspec.json.schema(ProjectTable)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **table["$defs"]["ProjectTable"]}


def described() -> list[tuple[str, str]]:
    """Each key with its description and an example."""
    return [
        (key, f"{it['description']} Example: {key} = {_toml(it['examples'][0])}")
        for key, it in schema()["properties"].items()
    ]


def read_table(folder: Path) -> tuple[Path, ProjectTable] | None:
    """The file with a folder's settings, and what it says; None where the folder is no project.

    An archviz.toml comes before a pyproject.toml, which counts only with ``[tool.archviz]``. Raises ProjectError with
    the line of what cannot be read.
    """
    own, shared = folder / OWN, folder / SHARED
    file = own if own.is_file() else shared
    if not file.is_file():
        return None
    text = _text(file)
    content = _parsed(file, text)
    if file is own:
        return file, _table(file, text, content)
    tool = content.get("tool")
    if not isinstance(tool, dict) or "archviz" not in tool:
        return None
    return file, _table(file, text, tool["archviz"])


def _text(file: Path) -> str:
    from archviz.documents.files import (
        read_text,  # which needs the reader of YAML, and a module without settings does not
    )

    return read_text(file, ProjectError)


def line_of(file: Path, key: str, text: str | None = None) -> int | None:
    """The 1-based line on which a file of settings gives a key its value, or None where that cannot be seen."""
    text = _text(file) if text is None else text
    header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(_TABLE)}[ \t]*\]", text, re.MULTILINE)
    begin = header.end() if header is not None and file.name == SHARED else 0
    name = rf"(?:tool\.archviz\.)?[\"']?{re.escape(key)}[\"']?[ \t]*"
    place = re.compile(rf"^[ \t]*(?:{name}[=.]|\[+[ \t]*{name}[.\]])", re.MULTILINE).search(text, begin)
    return text.count("\n", 0, place.start()) + 1 if place is not None else None


def _parsed(file: Path, text: str) -> dict[str, Any]:
    dotted = _DOTTED.search(text)
    if dotted is not None:
        above = text.count("\n", 0, dotted.start())
        raise ProjectError("not TOML: a key of a hundred parts", file=str(file), line=above + 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), ", str(error))
        last = text.rstrip("\n").count("\n") + 1
        raise ProjectError(f"not TOML: {error}", file=str(file), line=int(at[1]) if at else last) from error
    except (ValueError, RecursionError) as error:
        raise ProjectError("not TOML: too deep, or a number that is too long", file=str(file)) from error


def _table(file: Path, text: str, content: object) -> ProjectTable:
    """The settings in a table. Raises ProjectError for the first key that is none or has no fitting value."""
    if not isinstance(content, dict):
        hint = f"settings stand below a line [{_TABLE}]"
        raise ProjectError(f"`{_TABLE}` is no table", file=str(file), hint=hint)
    known = {field.name: field for field in msgspec.structs.fields(ProjectTable)}
    for key, value in content.items():
        if key not in known:
            raise ProjectError(f"unknown key `{key}`", file=str(file), line=line_of(file, key, text), hint=_near(key))
        try:
            msgspec.convert(value, known[key].type)
        except msgspec.ValidationError as error:
            hint = f"an example is {key} = {_toml(_property(key)['examples'][0])}"
            raise ProjectError(
                f"`{key}`: {_wrong(key, value)}", file=str(file), line=line_of(file, key, text), hint=hint
            ) from error
    return msgspec.convert(content, ProjectTable)


def _near(key: str) -> str:
    names = [field.name for field in msgspec.structs.fields(ProjectTable)]
    near = nearest(key, names, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"the settings are {', '.join(names)}"


def _property(key: str) -> dict[str, Any]:
    found: dict[str, Any] = schema()["properties"][key]
    return found


def _wrong(key: str, value: object) -> str:
    """What is wrong with a value, in words."""
    rules = _property(key)
    wanted = _KINDS[rules["type"]]
    shown = _toml(value)
    shown = f"{shown[:60]}…" if len(shown) > 60 else shown
    if not isinstance(value, wanted.type):
        return f"{shown} is not {wanted.words}"
    most = rules.get("maxLength", rules.get("maxItems", len(shown)))
    if isinstance(value, str | list) and len(value) > most:
        return f"longer than {most}"
    if isinstance(value, list):
        odd = next((one for one in value if not isinstance(one, str)), None)
        return f"{_toml(odd)} is not a text in quotes" if odd is not None else f"{shown} has a text that cannot be one"
    return f"{shown} cannot be one: {rules['description'].partition('. ')[0]}"


def _toml(value: object) -> str:
    """A value as TOML writes it, near enough for a message."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return msgspec.json.encode(value).decode()
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return str(value)
