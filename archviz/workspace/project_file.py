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
    from collections.abc import Iterable
    from pathlib import Path

_TABLE = "tool.archviz"

_DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")
"""A key of a hundred parts, which tomllib takes the square of their number to read."""

_LINE = r"^[^\x00-\x1f\x7f]+$(?!\n)"
_FOLDER = r"^(?![/~])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\x7f\\:]+$(?!\n)"
"""A path to a folder below the project's."""

_Path = Annotated[str, Meta(pattern=_LINE, max_length=4096)]


class LintTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What `archviz lint` holds, and how: an option of the command comes before each."""

    documents: Annotated[
        tuple[_Path, ...],
        Meta(
            max_length=1000,
            description="The documents, and folders of documents, that are held where the command names none.",
            examples=[["README.md", "docs"]],
        ),
    ] = ()
    exclude: Annotated[
        tuple[_Path, ...],
        Meta(
            max_length=1000,
            description="Documents below these folders that are passed over: paths from the folder of the settings, in "
            "which * stands for anything.",
            examples=[["docs/old/*"]],
        ),
    ] = ()
    words: Annotated[
        tuple[_Path, ...],
        Meta(
            max_length=1000,
            description="Names in documents that are never this code's, such as those of other programs.",
            examples=[["GitHub", "AWS.Region"]],
        ),
    ] = ()
    packages: Annotated[
        tuple[_Path, ...],
        Meta(
            max_length=1000,
            description="The packages that the documents are about: import paths, or patterns. Default: the source's "
            "own, without those that it vendors.",
            examples=[["example.org/kettle/..."]],
        ),
    ] = ()
    hops: Annotated[
        int,
        Meta(
            ge=1,
            le=10,
            description="Over how many steps an arrow of a diagram may lead.",
            examples=[2],
        ),
    ] = 3
    strict: Annotated[
        bool, Meta(description="Whether what is only likely to speak of this code is an error, too.", examples=[True])
    ] = False


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
    lint: Annotated[
        LintTable,
        Meta(
            description="Which documents are held against the source, and how.",
            examples=[{"documents": ["README.md", "docs"], "strict": True}],
        ),
    ] = LintTable()


class _Kind(NamedTuple):
    """What a value must be, as a type and in words."""

    type: type
    words: str


_KINDS = {
    "string": _Kind(str, "a text in quotes"),
    "array": _Kind(list, "a list of texts, in square brackets"),
    "boolean": _Kind(bool, "true or false"),
    "integer": _Kind(int, "a number"),
}
"""By the schema's name of a type."""


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of archviz.toml, for editors (taplo's ``#:schema``)."""
    shapes = msgspec.json.schema(ProjectTable)["$defs"]
    table = shapes.pop("ProjectTable")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **table, "$defs": shapes}


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
    """The 1-based line on which a file of settings gives a key its value, or None where that cannot be seen.

    A key of a table within the settings has the table's name and a dot before it.
    """
    text = _text(file) if text is None else text
    table, _, last = key.rpartition(".")
    headers = [f"{_TABLE}.{table}" if table else _TABLE] if file.name == SHARED else [table] if table else []
    header = next(filter(None, (_header(text, name) for name in headers)), None)
    begin = header.end() if header is not None else 0
    key = last if header is not None else key
    name = rf"(?:tool\.archviz\.)?[\"']?{re.escape(key)}[\"']?[ \t]*"
    place = re.compile(rf"^[ \t]*(?:{name}[=.]|\[+[ \t]*{name}[.\]])", re.MULTILINE).search(text, begin)
    return text.count("\n", 0, place.start()) + 1 if place is not None else None


def _header(text: str, table: str) -> re.Match[str] | None:
    return re.search(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]", text, re.MULTILINE)


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
    _check(file, text, content, ProjectTable, "")
    return msgspec.convert(content, ProjectTable)


def _check(file: Path, text: str, content: dict[str, Any], table: type[msgspec.Struct], above: str) -> None:
    """Raises ProjectError for the first key of a table that is none or has no fitting value.

    ``above`` is the name of the table with a dot behind it, "" for the settings themselves.
    """
    known = {field.name: field for field in msgspec.structs.fields(table)}
    rules = schema() if not above else schema()["$defs"][table.__name__]
    for key, value in content.items():
        line = line_of(file, f"{above}{key}", text)
        if key not in known:
            raise ProjectError(f"unknown key `{above}{key}`", file=str(file), line=line, hint=_near(key, known))
        within = getattr(known[key].type, "__origin__", None)
        if isinstance(within, type) and issubclass(within, msgspec.Struct):
            if not isinstance(value, dict):
                hint = f"its settings stand below a line [{f'{_TABLE}.' if file.name == SHARED else ''}{key}]"
                raise ProjectError(f"`{key}` is no table", file=str(file), line=line, hint=hint)
            _check(file, text, value, within, f"{key}.")
            continue
        try:
            msgspec.convert(value, known[key].type)
        except msgspec.ValidationError as error:
            rule = rules["properties"][key]
            hint = f"an example is {key} = {_toml(rule['examples'][0])}"
            message = f"`{above}{key}`: {_wrong(value, rule)}"
            raise ProjectError(message, file=str(file), line=line, hint=hint) from error


def _near(key: str, names: Iterable[str]) -> str:
    names = tuple(names)
    near = nearest(key, names, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"the settings are {', '.join(names)}"


def _wrong(value: object, rules: dict[str, Any]) -> str:
    """What is wrong with a value, in words, by the rules of its key's schema."""
    wanted = _KINDS[rules["type"]]
    shown = _toml(value)
    shown = f"{shown[:60]}…" if len(shown) > 60 else shown
    if not isinstance(value, wanted.type) or (wanted.type is int and isinstance(value, bool)):
        return f"{shown} is not {wanted.words}"
    most = rules.get("maxLength", rules.get("maxItems", len(shown)))
    if isinstance(value, str | list) and len(value) > most:
        return f"longer than {most}"
    if isinstance(value, int) and "maximum" in rules:
        return f"{shown} is not from {rules['minimum']} to {rules['maximum']}"
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
