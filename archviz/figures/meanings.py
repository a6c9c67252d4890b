"""What each value of an enumeration in a figure's file means, for the schema: editors show it beside the value."""

from __future__ import annotations

from typing import Any

_MEANINGS: tuple[dict[object, str], ...] = (
    {
        "diagram": "Cards and arrows; it has `cards` and `edges`.",
        "excerpt": "Pieces of code with notes; it has `excerpts`.",
        "table": "Rows that are derived from the source; it has `table`.",
    },
    {"LR": "From left to right.", "TB": "From top to bottom."},
    {"auto": "All relations among the cards, as the source has them."},
    {True: "The only value."},
    {"": "None."},
    {
        "call": "A function or method is called.",
        "dyncall": "A function value is called: a variable, a field, a parameter or another call's result.",
        "ref": "A function or method is used as a value, not called.",
        "creates": "A composite literal of a type is made; the arrow ends at the type.",
        "holds": "A field's type mentions a type; the arrow begins at the field.",
        "embeds": "A struct or interface embeds a type.",
        "implements": "A type, or its pointer, has every method of an interface.",
        "stores": "A value of a type is put into a map under a key.",
        "sets": "A field is given a value; `in` names the function that does it.",
        "sends": "A value is sent on a channel, that of a variable or field.",
        "receives": "A value is received from a channel, that of a variable or field.",
    },
    {"": "A plain call.", "go": "A go statement makes the call.", "defer": "A defer statement makes the call."},
    {
        "statement": "The smallest statement around it; of a compound one its head line.",
        "block": "The smallest if, for, switch, select or case around it, whole.",
        "head": "The head of the smallest compound statement or literal around it.",
        "literal": "The element of the composite literal around it.",
    },
    {
        "value": "The value as it stands: a constant, what a name names, the function that was called.",
        "key": "The key of a map's entry.",
        "type": "The named type of the value; of a function that is given, that of what it returns.",
        "constructor": "The function that makes the value.",
        "function": "The function or variable in whose code the call or entry stands.",
        "package": "The package of that, or of the type that implements the interface.",
    },
    {
        "columns": "By what the columns show, from the first to the last.",
        "source": "By the place in the source, files by name.",
    },
)


def described(schema: Any) -> Any:
    """A JSON Schema with ``enumDescriptions`` beside each ``enum`` that has meanings, as editors read them.

    A default that its own schema refuses, which stands for a value that comes from elsewhere, is left out.
    """
    if isinstance(schema, list):
        return [described(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: described(value) for key, value in schema.items()}
    if found.get("default") in (0, "") and ("pattern" in found or "minimum" in found):
        del found["default"]
    values = found.get("enum")
    meanings = next((each for each in _MEANINGS if isinstance(values, list) and set(values) == set(each)), None)
    if meanings is not None and isinstance(values, list):
        found["enumDescriptions"] = [meanings[value] for value in values]
    return found
