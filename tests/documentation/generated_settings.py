"""The settings of a project as Markdown, from their JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archviz.workspace.project_file import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = {"array": "list of texts", "boolean": "true or false", "integer": "number", "string": "text"}


def settings() -> str:
    """The settings at the top of the file, then a section for each table below."""
    table = schema()
    return "\n".join(_table("", table, table.get("$defs", {})))


def _table(name: str, table: dict[str, Any], shapes: dict[str, Any]) -> Iterator[str]:
    """One table of the file as a section, and the tables within it as sections of their own."""
    below = []
    if name:
        yield f"## `[{name}]`\n\n{table.get('description', '')}\n"
    yield "| setting | is | says | for example |\n|---|---|---|---|"
    for key, kind in table["properties"].items():
        shape = shapes[kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind
        if "properties" in shape:
            below.append((f"{name}.{key}".lstrip("."), {**shape, **kind}))
        else:
            examples = ", ".join(f"`{json.dumps(each)}`" for each in kind.get("examples", ()))
            said = kind["description"].replace("|", "\\|")
            yield f"| `{key}` | {_TYPES[shape['type']]} | {said}{_default(kind)} | {examples} |"
    yield ""
    for path, shape in below:
        yield from _table(path, shape, shapes)


def _default(kind: dict[str, Any]) -> str:
    """What holds where the setting is left out, unless its description says so or it is nothing."""
    if "Default:" in kind["description"] or not kind.get("default"):
        return ""
    return f" Default: `{json.dumps(kind['default'])}`."
