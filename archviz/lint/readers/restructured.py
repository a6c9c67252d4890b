"""reStructuredText documents, by Docutils, with the directives and roles of Sphinx.

Nothing that a document names is read: no included file, no settings. A directive's content is read as text whatever
its name, and what a role marks is code, unless the role is known to say something else.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives
from docutils.parsers.rst.states import Inliner
from docutils.utils import new_document, unescape

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock, WrittenPage
from archviz.lint.readers.block import BlockText
from archviz.lint.readers.places import LINE_END, Places, TextPlace, cut_from_lines
from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FENCES = {
    **dict.fromkeys(("code", "code-block", "sourcecode", "parsed-literal", "prompt", "code-cell"), ""),
    **dict.fromkeys(("uml", "plantuml"), "plantuml"),
    **{name: name for name in ("mermaid", "graphviz", "d2")},
}
"""The directives that hold code, by its language where that is no argument."""
_FILES = frozenset(("image", "figure", "include", "literalinclude"))
_NO_TEXT = frozenset(
    ("class", "contents", "default-role", "highlight", "index", "meta", "raw", "role", "sectnum", "tags", "toctree")
)
_SIGNATURES = frozenset(("function", "class", "method", "type", "var", "const", "envvar", "option"))
_PROSE = frozenset(
    (
        *("abbr", "dfn", "emphasis", "guilabel", "kbd", "math", "menuselection", "pep-reference", "rfc-reference"),
        *("strong", "sub", "subscript", "sup", "superscript", "term", "title-reference", "title"),
    )
)
_PAGES = frozenset(("doc", "download"))
_LABELS = frozenset(("ref", "numref", "any", "eq"))
_TITLED = re.compile(r"([^<>]*+)<([^<>]*+)>\Z")
_BREAKS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What is a line end for Docutils, and for no editor."""
_KINDS = {
    "title": BlockKind.HEADING,
    "entry": BlockKind.CELL,
    "list_item": BlockKind.ITEM,
    "definition": BlockKind.ITEM,
}
_BLOCKS = (nodes.paragraph, nodes.title, nodes.term, nodes.line, nodes.caption, nodes.attribution, nodes.rubric)
_LISTS = (nodes.list_item, nodes.definition, nodes.block_quote)
_PASSED = (nodes.system_message, nodes.target, nodes.substitution_definition, nodes.field_name, nodes.option_group)
_NEAR = 12
"""How many lines around the one that Docutils gives a block is looked for."""
_MOST_MISSED = 8
_MOST_CHARACTERS, _MOST_MARKS = 20_000, 600
"""Of a block in which marks are read; of a longer one the words alone."""
_SILENT = 5
"""Above the level of every message."""
_PATCHING = Lock()


def read_restructured(file: str, text: str) -> WrittenPage:
    """A document in reStructuredText. Raises ProjectError for one that is nested too deeply to be parsed."""
    text = LINE_END.sub("\n", text.removeprefix("\ufeff"))
    inliner = Inliner()
    inliner.parse = _bounded(inliner.parse)  # type: ignore[method-assign]
    inliner.interpreted = _interpreted  # type: ignore[method-assign] # the class reads its own attributes as patterns
    parser = Parser(inliner=inliner)
    settings = get_default_settings(parser)
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.report_level = settings.halt_level = _SILENT
    settings.warning_stream = ""
    settings.line_length_limit = max(settings.line_length_limit, len(text))
    document = new_document(file, settings)
    try:
        with _any_directive():
            parser.parse(_BREAKS.sub(" ", text), document)
        reader = _Reader(document, text.split("\n"))
        reader.read(document, 0)
    except RecursionError as error:
        hint = "leave the file out, or let its quotations, lists and directives hold fewer of each other"
        raise ProjectError("is nested too deeply to be read", file=file, hint=hint) from error
    return WrittenPage(file, tuple(reader.parts), tuple(reader.remarks))


def _bounded(parse: Callable[..., tuple[list[nodes.Node], list[Any]]]) -> Callable[..., Any]:
    """Reads what is marked within a block, of which Docutils looks for each end in all the rest of the block."""

    def within_bounds(text: str, *where: Any) -> tuple[list[nodes.Node], list[Any]]:
        if len(text) > _MOST_CHARACTERS or text.count("`") + text.count("<") > _MOST_MARKS:
            return [nodes.Text(unescape(text))], []
        return parse(text, *where)

    return within_bounds


def _interpreted(rawsource: str, text: str, role: str, lineno: int) -> tuple[list[nodes.Node], list[Any]]:  # noqa: ARG001
    """Interpreted text of any role."""
    name = role.lower().rpartition(":")[2]
    words = unescape(text)
    titled = _TITLED.match(words)
    title, target = (titled[1].rstrip(), titled[2]) if titled is not None else (words, words)
    if name in _PAGES:
        return [nodes.reference(rawsource, title, refuri=target)], []
    if name in _LABELS or name in _PROSE:
        return [nodes.inline(rawsource, title if name in _LABELS else words)], []
    return [nodes.literal(rawsource, (target if titled is not None and role else words).lstrip("~!"))], []


class _AnyOptions(dict[str, Any]):
    """The options of a directive of which none are known."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, name: str) -> Any:
        return lambda value: value


class _Text(Directive):
    """A directive with text."""

    has_content = True
    option_spec: ClassVar[dict[str, Any] | None] = _AnyOptions()

    def run(self) -> list[nodes.Node]:
        within = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, within)
        return [within]


class _NoText(_Text):
    """A directive without any text."""

    def run(self) -> list[nodes.Node]:
        return []


class _WithArgument(_Text):
    optional_arguments = 1
    final_argument_whitespace = True


class _Code(_WithArgument):
    """A directive with code or a diagram."""

    def run(self) -> list[nodes.Node]:
        language = _FENCES[self.name] or " ".join(self.arguments).split(" ")[0].lower()
        block = nodes.literal_block("\n".join(self.content), language=language)
        block.line = self.content_offset + 1
        return [block]


class _File(_WithArgument):
    """A directive that names a file, which is not read."""

    def run(self) -> list[nodes.Node]:
        within = nodes.paragraph(self.block_text)
        within.line = self.lineno
        words = self.options.get("alt") or ""
        target = "".join(self.arguments)
        within += nodes.image(target, uri=target, alt=words)
        return [within, *super().run()]


class _Signature(_WithArgument):
    """A directive that describes what its argument names."""

    def run(self) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for name in "".join(self.arguments).split("\n"):
            block = nodes.paragraph(name, "", nodes.literal(name, name))
            block.line = self.lineno
            found.append(block)
        return [*found, *super().run()]


@contextmanager
def _any_directive() -> Iterator[None]:
    """Has directives of all names, in place of those that Docutils and others have registered.

    Sphinx puts its own in the same way.
    """
    with _PATCHING:
        before = directives.directive
        directives.directive = _directive  # type: ignore[assignment]
        try:
            yield
        finally:
            directives.directive = before


def _directive(name: str, language: object, document: object) -> tuple[type[Directive], list[Any]]:  # noqa: ARG001
    domain, _, own = name.lower().rpartition(":")
    if own in _FENCES:
        return _Code, []
    if own in _FILES:
        return _File, []
    if domain or own in _SIGNATURES - _NO_TEXT:
        return _Signature, []
    return (_NoText if own in _NO_TEXT or own.startswith("auto") else _Text), []


class _Reader:
    """The parts of a document by its tree. ``lines`` are the document's."""

    def __init__(self, document: nodes.document, lines: Sequence[str]) -> None:
        self.parts: list[TextBlock | Fence] = []
        self.remarks: list[Remark] = []
        self._lines = lines
        self._last = 0
        self._item: BlockKind | None = None
        self._targets = {
            name: (target["refuri"], target.line or 0)
            for target in document.findall(nodes.target)
            if "refuri" in target
            for name in target["names"]
        }
        self._anonymous = [
            (target["refuri"], target.line or 0)
            for target in document.findall(nodes.target)
            if target.get("anonymous") and "refuri" in target
        ]

    def read(self, node: nodes.Node, level: int, heading: int = 0) -> None:
        """Adds what a part of the tree says: ``level`` lists and quotations hold it, ``heading`` sections."""
        if isinstance(node, _PASSED) or not isinstance(node, nodes.Element):
            return
        if isinstance(node, nodes.comment):
            self.remarks.append(Remark(node.astext(), self._line(node, node.astext(), ahead=True) + 1))
        elif isinstance(node, (nodes.literal_block, nodes.doctest_block)):
            self._code(node)
        elif isinstance(node, _BLOCKS):
            self._text(node, level, heading)
        elif isinstance(node, nodes.image):
            self._text(nodes.paragraph(node.rawsource, "", node), level, heading)
        else:
            if node.tagname in _KINDS:
                self._item = _KINDS[node.tagname]
            for child in node.children:
                within = level + isinstance(node, _LISTS)
                self.read(child, within, heading + isinstance(node, nodes.section))
            if isinstance(node, nodes.entry):
                self._item = None

    def _code(self, node: nodes.Element) -> None:
        text = node.astext() or node.rawsource
        if not text.strip():
            return
        first = self._line(node, text)
        begun = next(line for line in text.split("\n") if line.strip())
        at = self._lines[first].rstrip()
        indent = len(at) - len(begun.rstrip()) if at.endswith(begun.rstrip()) else 0
        own = (line.rstrip() for line in self._lines[first:])
        lines = (  # Docutils has made blanks of tabs
            line[indent:] if "\t" in line and not line[:indent].strip() else part
            for part, line in zip(text.split("\n"), own, strict=False)
        )
        self.parts.append(Fence(node.get("language", ""), "\n".join(lines), first + 1, indent))

    def _text(self, node: nodes.Element, level: int, heading: int) -> None:
        raw = node.rawsource or node.astext()
        line = self._line(node, raw)
        kind = BlockKind.HEADING if isinstance(node, nodes.title) else self._item or BlockKind.PARAGRAPH
        if self._item is not BlockKind.CELL:
            self._item = None
        last = min(line + 1 + raw.rstrip().count("\n"), len(self._lines))
        writer = _Writer(raw, cut_from_lines(raw, self._lines, line), self)
        writer.add(node)
        made = writer.block.block(kind, (line + 1, last), heading if kind is BlockKind.HEADING else level)
        if made is not None:
            self.parts.append(made)

    def _line(self, node: nodes.Element, text: str, *, ahead: bool = False) -> int:
        """The 0-based line at which a block begins, which is near the one that Docutils gives, or the last one."""
        first = next((line.strip() for line in text.split("\n") if line.strip()), "")
        given = self._last if ahead else (node.line or self._last + 1) - 1
        near = range(max(0, given - (0 if ahead else _NEAR)), min(len(self._lines), given + _NEAR * (1 + ahead)))
        found = sorted((abs(number - given), number) for number in near if first in self._lines[number])
        line = found[0][1] if found else min(given, len(self._lines) - 1)
        self._last = line
        return line

    def target(self, node: nodes.Element) -> tuple[str, TextPlace | None]:
        """Where a reference leads, and where that is defined, None for the reference itself."""
        if "refuri" in node and not node.get("anonymous"):
            return node["refuri"], None
        if node.get("anonymous") and self._anonymous:
            found: tuple[str, int] | None = self._anonymous.pop(0)
        else:
            found = self._targets.get(node.get("refname", ""))
        if found is None:
            return "", None
        target, line = found
        for number in range(max(0, line - 1), min(len(self._lines), line + 1)):
            column = self._lines[number].find(target)
            if column >= 0:
                return target, TextPlace(number + 1, column + 1)
        return target, TextPlace(max(1, line), 1)


class _Writer:
    """The text of a block by the nodes in it, which are looked for in its source one behind the other."""

    def __init__(self, source: str, places: Places, reader: _Reader) -> None:
        self.block = BlockText()
        self._source, self._places, self._reader = source, places, reader
        self._at = self._missed = 0

    def add(self, node: nodes.Node) -> None:
        """Adds what a node within the block says."""
        if isinstance(node, nodes.Text):
            self.block.add(node.astext().replace("\n", " "))
        elif isinstance(node, nodes.literal):
            self.block.code(node.astext().replace("\n", " "), self._find(node, node.astext()))
        elif isinstance(node, nodes.image):
            self.block.link(node["uri"], node.get("alt") or "", self._find(node, node["uri"]))
        elif isinstance(node, nodes.reference):
            target, place = self._reader.target(node)
            own = self._find(node, target)
            if target:
                self.block.open_link(target, place or own)
            self._within(node)
            if target:
                self.block.close_link()
        elif isinstance(node, nodes.strong):
            self.block.open_strong()
            self._within(node)
            self.block.close_strong()
        elif not isinstance(node, (nodes.system_message, nodes.footnote_reference, nodes.citation_reference)):
            self._within(node)

    def _within(self, node: nodes.Node) -> None:
        for child in node.children:
            self.add(child)

    def _find(self, node: nodes.Element, text: str) -> TextPlace:
        """The place of a text in the source of a node, or that of the block."""
        raw = node.rawsource or text
        at = self._source.find(raw, self._at) if self._missed < _MOST_MISSED else -1
        if at < 0:
            self._missed += 1
            return TextPlace(self._places[0].line, 1)
        self._at = at if isinstance(node, nodes.reference) and node.children else at + len(raw)
        return self._places[at + max(0, raw.rfind(text) if isinstance(node, nodes.reference) else raw.find(text))]
