"""The keys of a figure's file as Markdown, from its JSON Schema."""

from __future__ import annotations

from typing import Any

from archviz.figures import schema

_TITLES = {
    "Claims": "The file",
    "TextClaim": "A text",
    "PackagePath": "A path of a package",
    "Rename": "An item of `renames`",
    "Wording": "An item of `wordings`",
    "CardClaim": "An item of `cards`",
    "LiteralClaim": "An item of `literals`",
    "EdgeClaim": "An item of `edges`",
    "EntryClaim": "An item of `entries`",
    "ExitClaim": "An item of `exits`",
    "ConstantClaim": "`note` of an edge or an entry",
    "ExcerptClaim": "An item of `excerpts`",
    "FragmentClaim": "An item of `show`",
    "NoteClaim": "An item of `notes`",
    "SelectorClaim": "`at`, `to` and `within`",
    "TableClaim": "An item of `table`",
    "RowsClaim": "`rows` of a table",
    "ColumnClaim": "An item of a table's `columns`",
}


def figures() -> str:
    """A section for each kind of mapping in a figure's file, with a table of its keys."""
    shapes = schema()["$defs"]
    assert {name for name, shape in shapes.items() if "properties" in shape} == set(_TITLES)
    return "\n".join(line for name, title in _TITLES.items() for line in _section(title, shapes[name], shapes))


def _section(title: str, shape: dict[str, Any], shapes: dict[str, Any]) -> list[str]:
    needed = shape.get("required", [])
    lines = [f"### {title}", "", shape["description"].split("\n\n")[0].replace("\n", " ").replace("``", "`"), ""]
    lines += ["| key | value | |", "|---|---|---|"]
    for key, kind in shape["properties"].items():
        name = f"**`{key}`**" if key in needed else f"`{key}`"
        lines.append(f"| {name} | {_kind(kind, shapes)} | {kind['description']}{_values(kind, shapes)} |")
    return [*lines, ""]


def _kind(kind: dict[str, Any], shapes: dict[str, Any]) -> str:
    """The type of a value in few words."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        if "enum" in shapes[name]:
            return "one of these"
        return "text in each language" if name == "TextClaim" else "mapping"
    if "anyOf" in kind:
        return " or ".join(dict.fromkeys(_kind(each, shapes) for each in kind["anyOf"] if each != {"type": "null"}))
    if "enum" in kind:
        values = [value for value in kind["enum"] if value != ""]
        return " or ".join(f"`{str(value).lower() if value is True else value}`" for value in values) or "nothing"
    match kind["type"]:
        case "array":
            return f"list of {_kind(kind['items'], shapes)}s"
        case "object":
            return "mapping"
        case "integer":
            return "number"
        case "boolean":
            return "true or false"
    return str(kind.get("title", "text"))


def _values(kind: dict[str, Any], shapes: dict[str, Any]) -> str:
    """What each value of an enumeration means."""
    if "$ref" in kind:
        kind = shapes[kind["$ref"].rpartition("/")[2]]
    pairs = zip(kind.get("enum", ()), kind.get("enumDescriptions", ()), strict=True)
    return "".join(f"<br>`{value}`: {meaning}" for value, meaning in pairs if value != "")
