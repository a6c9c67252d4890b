"""Random changes of documents: of their values, and of their text."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.model.errors import ArchvizError

VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 3, 7, 10**6, 10**19, 10**30, 1.5, -0.0, 1e308, "", " ", "a", "x" * 300,
    "x" * 20_000,
    [], {}, [[]], [{}], {"": ""}, ["a"], {"a": "a"}, "\0", "a\nb", "\x1b[31m", "\u202e", "\u2028", "\ud800",
    "\ufeff",
    "../../x", "/etc/passwd", "con", "a/../b", "a.b", ".", "..", "~", "*", "<script>", "{{ 1 }}", "${x}", "%s",
    "$(id)",
    "--upload-pack=x", "::error::x", "javascript:alert(1)", "2024-13-45", "9" * 5000, "1.20", 1.20, "auto",
    "<<", "é", "中文",
    "k", "k.", ".k", "k.Chef", "k.Chef.Prepare", "k.Chef.heat", "k.Stove", "k.Cook", "k.Cook.Prepare",
    "k.Work", "k.Open",
    "s.Storage", "go", "defer", "call", "sets", "implements", "holds", "ref", "creates", "TB", "chain", "day",
    "stove",
]  # fmt: skip
"""What may come in the place of any value."""

PIECES = [
    "[", "]", "{", "}", ":", ": ", "- ", "? ", "&a ", "*a", "<<: *a", "!!python/object:os.system ", "!!str ",
    "!x ", "|\n", ">\n",
    "'", '"', "\\", "\\ud800", "\\UFFFFFFFF", "\\0", "#", "\n", "\n---\n", "\n...\n", "%YAML 1.1\n---\n", "\t",
    "\r", "\0", "\x85",
    "\u2028", "\u202e", "\ufeff", "\ud800", "~", "null", "9" * 30, "0x", "0o8", ".inf", ".nan", "1e999", "=",
    ",", "@", "`",
    " " * 2000, "[" * 150, "a: " * 5, "\n" * 5, "\x1b]0;x\7", "NaN", "Infinity", "1_0", "true", "yes", "2024-13-45",
]  # fmt: skip
"""What may come anywhere in a text."""


Pool = dict[str, list[Any]]
"""The values that documents have under each key."""


def pool(*trees: Any) -> Pool:
    """The values under each key of some trees; those of a list stand under the list's own key."""
    found: Pool = {}
    for tree in trees:
        _collect(tree, "", found)
    return found


def _collect(tree: Any, above: str, found: Pool) -> None:
    for key, value in tree.items() if isinstance(tree, dict) else [(above, each) for each in tree]:
        found.setdefault(key, []).append(value)
        if isinstance(value, dict | list):
            _collect(value, key, found)


def changed(tree: Any, source: random.Random, known: Pool) -> Any:
    """A copy of a tree of dicts and lists with a few of its parts put in place of others, left out or made anew.

    Half of the copies have only values that documents have at such a place.
    """
    tree = copy.deepcopy(tree)
    keys = [*known, "", "<<", "a b"]
    mild = source.random() < 0.5
    for _ in range(source.choice((0, 1, 1, 1, 2, 3, 5))):
        parts = list(_parts(tree, ""))
        if not parts:
            break
        holder, key, name = source.choice(parts)
        likely = known.get(name) or [holder[key]]
        match source.randrange(7):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict) and not mild:
                holder[source.choice(keys)] = holder.pop(key)
            case 1 | 2 if isinstance(holder, list):
                holder.insert(source.randrange(len(holder) + 1), copy.deepcopy(source.choice(likely)))
            case 3 if not mild:
                other, place, _ = source.choice(parts)
                if _there(other, place):
                    holder[key] = copy.deepcopy(other[place])
            case 4 if isinstance(holder, dict):
                new = source.choice(keys)
                holder[new] = copy.deepcopy(source.choice(known.get(new) or VALUES))
            case _:
                holder[key] = copy.deepcopy(source.choice(likely if mild else VALUES))
        if len(str(tree)) > 200_000:
            break
    return tree


def _there(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _parts(tree: Any, above: str) -> Iterator[tuple[Any, Any, str]]:
    """Every place in a tree: what holds it, its key or index there, and the nearest key."""
    items = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []
    for key, value in items:
        name = key if isinstance(key, str) else above
        yield tree, key, name
        yield from _parts(value, name)


def damaged(text: str, source: random.Random) -> bytes:
    """A text with a few pieces put in, taken out or doubled, now and then in another encoding or with odd bytes."""
    for _ in range(source.choice((0, 0, 0, 0, 0, 1, 1, 2, 4))):
        at = source.randrange(len(text) + 1)
        to = min(len(text), at + source.choice((0, 1, 1, 3, 20, 200)))
        match source.randrange(5):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:to] + text[at:to] * source.choice((1, 1, 2, 50)) + text[to:]
            case 2:
                text = text[:at] if source.random() < 0.3 else text[:at] + text[to:at:-1] + text[to:]
            case _:
                text = text[:at] + source.choice(PIECES) + text[to:]
    content = text.encode(source.choice(("utf-8",) * 40 + ("utf-16", "utf-8-sig")), "surrogatepass")
    if source.random() < 0.03 and content:
        at = source.randrange(len(content))
        content = content[:at] + bytes([source.randrange(256)]) + content[at + 1 :]
    return content


def check_place(error: ArchvizError, file: Path) -> None:
    """Raises AssertionError for an error without its file, or with a line that the file does not have."""
    content = file.read_bytes()
    assert error.message.strip()
    assert error.file == str(file), error
    assert error.line is None or 1 <= error.line <= lines(content), error


def lines(content: bytes) -> int:
    """How many lines a file has, the one after its last line end among them."""
    return content.count(b"\n") + content.count(b"\r") + 1


def as_yaml(tree: Any) -> str:
    """A tree as YAML: the first two levels in blocks, a line for each part, the others in braces and brackets."""
    if not isinstance(tree, dict):
        return json.dumps(tree)
    lines = []
    for key, value in tree.items():
        name = key if key.isidentifier() else json.dumps(key)
        if isinstance(value, list) and value:
            lines += [f"{name}:", *(f"  - {json.dumps(item, ensure_ascii=False)}" for item in value)]
        elif isinstance(value, dict) and value:
            lines += [f"{name}:", *(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())]
        else:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
