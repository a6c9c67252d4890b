"""Changes of a figure's file that leave its comments, its order and its layout as they are.

Every change is a run of characters put in the place of another. What comes of them is read again and compared with what
was asked for, so that no layout, however strange, can turn a change into another one.
"""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from archviz.documents.document import parse_document
from archviz.figures.claims import CardClaim, Claims, EdgeClaim, EntryClaim, ExitClaim
from archviz.figures.write import WIDTH, block_lines, flow_text, item_lines
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.documents.nodes import MappingEntry, TextPosition, YamlNode
    from archviz.model.finding import FigureEdit

_STEP = re.compile(r"(?:^|\.)([\w-]+)|\[(\d+)\]")
_SHAPES: dict[str, type[msgspec.Struct]] = {
    "cards": CardClaim,
    "edges": EdgeClaim,
    "entries": EntryClaim,
    "exits": ExitClaim,
}
"""The parts of a figure whose claims are mappings with an order of keys."""
_COMMENT = re.compile(r"([ ]*)#")


def edited(text: str, file: str, edits: Iterable[FigureEdit]) -> str:
    """The text of a figure's file with some changes; lines end with ``\\n``. The same change twice is one.

    Raises FigureError where the text is not YAML, or where its layout does not let a value be changed alone: it is an
    alias, for example, which stands for a value in several places.
    """
    wanted = tuple(dict.fromkeys(edits))
    if not wanted:
        return text
    content = parse_document(text, file, FigureError).content
    expected = content.plain()
    for edit in wanted:
        _change(expected, edit)
    new = _Layout(text, content).edited(wanted)
    try:
        given = parse_document(new, file, FigureError).content.plain()
    except FigureError:
        given = None
    if given != expected:
        said = "; ".join(map(edit_words, wanted))
        line = _line(content, wanted[0].path)
        raise FigureError("archviz cannot change the file with this layout", file=file, line=line, hint=said)
    return new


def edit_words(edit: FigureEdit) -> str:
    """A change in words, without its place: ``edges[3].kind: call → ref``."""
    if edit.new is None:
        return f"{edit.path}: {edit.old}, taken away"
    if edit.further:
        return f"{edit.path}: + {flow_text(edit.value)}"
    return f"{edit.path}: {f'{edit.old} → ' if edit.old != '' else ''}{flow_text(edit.value)}"


def node_at(content: YamlNode, path: str) -> YamlNode | None:
    """What a path leads to, None where it leads nowhere."""
    node = content
    for key, index in _STEP.findall(path):
        if key and key in node.entries:
            node = node.entries[key].node
        elif index and isinstance(node.value, list) and int(index) < len(node.value):
            node = node.value[int(index)]
        else:
            return None
    return node


def _parts(path: str) -> tuple[str, str]:
    """A path of a key, as the path of its mapping and the key."""
    parent, _, key = path.rpartition(".")
    return parent, key


def _line(content: YamlNode, path: str) -> int:
    node = node_at(content, path) or node_at(content, _parts(path)[0]) or content
    return node.begin.line + 1


def _change(plain: Any, edit: FigureEdit) -> None:
    """Makes a change in plain values. Raises FigureError where its path leads nowhere."""
    steps: list[str | int] = [key or int(index) for key, index in _STEP.findall(edit.path)]
    try:
        for step in steps[:-1]:
            plain = plain.setdefault(step, {}) if isinstance(step, str) else plain[step]
        last = steps[-1]
        if edit.new is None:
            del plain[last]
        elif edit.further:
            plain[last] = [*(plain.get(last) or ()), edit.value]
        else:
            plain[last] = edit.value
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise FigureError(f"{edit.path} leads nowhere") from error


class _Splice(NamedTuple):
    begin: int
    end: int
    text: str


class _Layout:
    """A text, and where its values stand in it."""

    def __init__(self, text: str, content: YamlNode) -> None:
        self.text = text
        self.content = content
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.json = content.flow and next(iter(re.findall(r"\{\s*(.)", text)), "") == '"'

    def edited(self, edits: Sequence[FigureEdit]) -> str:
        """The text with all changes made."""
        items: dict[str, list[Any]] = {}
        keys: dict[str, dict[str, Any]] = {}
        splices: list[_Splice] = []
        for edit in edits:
            node = node_at(self.content, edit.path)
            if edit.new is None:
                splices.append(self._removal(*_parts(edit.path)))
            elif edit.further and node is not None and isinstance(node.value, list):
                items.setdefault(edit.path, []).append(edit.value)
            elif node is not None and node.value is not None:
                splices.append(self._replaced(node, self._scalar(edit.value, node)))
            else:
                parent, key = _parts(edit.path)
                into = self._into(keys, parent)
                if edit.further:
                    into.setdefault(key, []).append(edit.value)
                else:
                    into[key] = edit.value
        added = [
            (path, self._further(node_at(self.content, path) or self.content, each)) for path, each in items.items()
        ]
        added += [(path, splice) for path, new in keys.items() for splice in self._keys(path, new)]
        # what belongs to the mapping or list that ends at a place comes before what follows it there
        splices += [splice for _, splice in sorted(added, key=lambda one: -len(_STEP.findall(one[0])))]
        text = self.text
        for _, splice in sorted(enumerate(splices), key=lambda one: (one[1].begin, one[0]), reverse=True):
            text = text[: splice.begin] + splice.text + text[splice.end :]
        return text

    def _into(self, keys: dict[str, dict[str, Any]], path: str) -> dict[str, Any]:
        """The new keys of a mapping, which may be new itself."""
        if path and node_at(self.content, path) is None:
            parent, key = _parts(path)
            made: dict[str, Any] = self._into(keys, parent).setdefault(key, {})
            return made
        return keys.setdefault(path, {})

    def _at(self, place: TextPosition) -> int:
        return min(self.starts[place.line] + place.column, len(self.text))

    def _flow(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if self.json else flow_text(value)

    def _replaced(self, node: YamlNode, written: str) -> _Splice:
        return _Splice(self._at(node.begin), self._at(node.end), written)

    def _given(self, entry: MappingEntry, written: str) -> _Splice:
        """A value for a key that has none; where it is left out altogether, behind the key's colon."""
        if entry.node.begin != entry.node.end:
            return self._replaced(entry.node, written)
        colon = self.text.find(":", self._at(entry.key)) + 1
        return _Splice(colon, colon, f" {written}")

    def _scalar(self, value: Any, node: YamlNode) -> str:
        """A value as it is written in the place of another, with its quotes."""
        quote = self.text[self._at(node.begin) : self._at(node.begin) + 1]
        if isinstance(value, str) and quote == "'":
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False) if quote == '"' else self._flow(value)

    def _further(self, node: YamlNode, values: list[Any]) -> _Splice:
        """Items at the end of a list."""
        assert isinstance(node.value, list)  # noqa: S101  # as it was chosen
        if node.flow:
            return self._in_flow(node, [self._flow(value) for value in values], node.value)
        dash = node.begin.column
        last = node.value[-1]
        lines = [line for value in values for line in self._item(value, dash, last)]
        return self._inserted(self._behind(node, dash), lines)

    def _in_flow(self, node: YamlNode, written: list[str], members: Sequence[YamlNode]) -> _Splice:
        """Items of a list in brackets, or entries of a mapping in braces, behind the last of some members."""
        if not members:
            opening = re.compile(r"[\[{]").search(self.text, self._at(node.begin))
            at = opening.end() if opening is not None else self._at(node.begin)
            return _Splice(at, at, ", ".join(written))
        end = members[-1].end
        added = "".join(f", {each}" for each in written)
        if len(self.lines[end.line]) <= WIDTH < len(self.lines[end.line]) + len(added):
            added = "".join(f",\n{' ' * (node.begin.column + 1)}{each}" for each in written)
        return _Splice(self._at(end), self._at(end), added)

    def _item(self, value: Any, dash: int, sibling: YamlNode) -> Iterator[str]:
        """The lines of an item of a list of lines, laid out as the one before it."""
        if not isinstance(value, dict) or sibling.flow:
            yield f"{' ' * dash}- {self._flow(value)}"
        elif sibling.entries:
            column = max(min(entry.key.column for entry in sibling.entries.values()), dash + 2)
            first, *rest = block_lines(value, column)
            yield f"{' ' * dash}-{first[dash + 1 :]}"
            yield from rest
        else:
            yield from item_lines(value, dash)

    def _keys(self, path: str, new: dict[str, Any]) -> Iterator[_Splice]:
        """New keys of a mapping, each behind those that it comes after where a figure is written by archviz."""
        node = node_at(self.content, path) or self.content
        places: dict[str, list[str]] = {}
        for key in new:
            if key in node.entries:  # without a value
                yield self._given(node.entries[key], self._flow(new[key]))
                continue
            before = [each for each in node.entries if _rank(path, each) < _rank(path, key)]
            behind = before[-1] if before else "" if not path else next(reversed(node.entries), "")
            places.setdefault(behind, []).append(key)
        for behind, names in places.items():
            names.sort(key=lambda key: _rank(path, key))
            if node.flow or not node.entries:
                members = [node.entries[behind].node] if behind else []
                written = [f"{self._flow(name)}: {self._flow(new[name])}" for name in names]
                if node.value is None:
                    yield self._replaced(node, "{" + ", ".join(written) + "}")
                elif not members and node.entries:
                    at = self._at(next(iter(node.entries.values())).key)
                    yield _Splice(at, at, "".join(f"{each}, " for each in written))
                else:
                    yield self._in_flow(node, written, members)
                continue
            first = next(iter(node.entries.values()))
            lines = list(block_lines({name: new[name] for name in names}, first.key.column))
            if behind:
                yield self._inserted(self._end(node.entries[behind].node, node.entries[behind].key), lines)
            else:
                above = self.lines[: first.key.line]
                comments = len(list(takewhile(_COMMENT.match, reversed(above))))
                yield self._inserted(first.key.line - comments if comments < len(above) else first.key.line, lines)

    def _removal(self, parent: str, key: str) -> _Splice:
        """A key of a mapping, its value and the comma before it or its lines."""
        node = node_at(self.content, parent) or self.content
        entry = node.entries[key]
        if not node.flow:
            begin = self.starts[entry.key.line]
            end = self.starts[self._end(entry.node, entry.key)]
            return _Splice(begin, min(end, len(self.text)), "")
        names = list(node.entries)
        at = names.index(key)
        if at:
            return _Splice(self._at(node.entries[names[at - 1]].node.end), self._at(entry.node.end), "")
        end = self._at(node.entries[names[1]].key) if len(names) > 1 else self._at(entry.node.end)
        return _Splice(self._at(entry.key), end, "")

    def _behind(self, node: YamlNode, dash: int) -> int:
        """The line behind a list's last item, and behind the comments that are indented as a part of it."""
        line = self._end(node, node.begin)
        while line < len(self.lines):
            comment = _COMMENT.match(self.lines[line])
            if comment is None or len(comment[1]) <= dash:
                break
            line += 1
        return line

    def _end(self, node: YamlNode, begin: TextPosition) -> int:
        """The line behind the last one of a value that begins at or behind a place."""
        last = node
        while not last.flow and isinstance(last.value, dict | list) and last.value:
            inner = last.value if isinstance(last.value, list) else [entry.node for entry in last.value.values()]
            last = max(inner, key=lambda each: each.begin)
        end = max(last.end, begin)
        return end.line if end.column == 0 and end.line > last.begin.line else end.line + 1

    def _inserted(self, line: int, lines: list[str]) -> _Splice:
        """Whole lines before another one; at the end of a text that ends without a line feed, it stays so."""
        written = "".join(f"{each}\n" for each in lines)
        if line < len(self.lines):
            return _Splice(self.starts[line], self.starts[line], written)
        return _Splice(len(self.text), len(self.text), f"\n{written[:-1]}")


def _rank(path: str, key: str) -> int:
    """Where a key comes among those of its mapping."""
    shape = _SHAPES.get(path.partition("[")[0] if "[" in path else "", Claims)
    names = [field.encode_name for field in msgspec.structs.fields(shape)]
    ordered = sorted(names, key=lambda name: name in ("since", "until"))
    return ordered.index(key) if key in ordered and path != "packages" else len(names)
