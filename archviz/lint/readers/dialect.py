"""The parser of Markdown: CommonMark, GitHub's tables, and blocks that generators of documentation add."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import table
from markdown_it.rules_inline import autolink, backtick, html_inline, image, link
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from archviz.lint.readers.places import address_end

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

SPAN = "span"
"""The key in a token's ``meta`` of the half-open range that it has in its block's text."""
ROW = "row"
"""That of the 0-based column at which a row of a table begins in its line."""

_TITLED = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]++[\w-]++(?:[ \t]++[\w-]++)*+[ \t]*+(?:\"(?P<title>[^\"]*+)\")?[ \t]*+\Z"
    r"|===[!+]?[ \t]++\"(?P<tab>[^\"]*+)\"[ \t]*+\Z"
)
_CONTAINER = re.compile(r":{3,}[ \t]*+(?:\{[^}]*+\}|[\w.-]++)?[ \t]*+(.*)")
_SCRIPT = re.compile(
    r"import[ \t]++(?:['\"]|[\w*{])[^\n]*+|export[ \t]++(?:const|let|var|default|async|class|function|\{|\*)"
)
_ADDRESS = re.compile(r"://[^\s<>\[\]`\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]++")
_BEGINS_BLOCK: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_MOST_LEVELS = 20
_STEP = 4


@cache
def parser(scripts: bool) -> MarkdownIt:
    """The parser for Markdown, or with ``scripts`` for MDX, in which no code is marked by its indentation.

    Tokens of code, links, pictures and HTML within a line have their SPAN, rows of tables their ROW.
    """
    made = _Parser("commonmark", {"store_labels": True, "maxNesting": _MOST_LEVELS})
    made.enable(["table", "strikethrough"]).use(footnote_plugin, inline=False, move_to_end=False).use(deflist_plugin)
    rules = {"backticks": backtick, "link": link, "image": image, "autolink": autolink, "html_inline": html_inline}
    for name, rule in rules.items():
        made.inline.ruler.at(name, _placed(rule))
    made.inline.ruler.push("address", _address)
    made.block.ruler.at("table", _placed_table, {"alt": ["paragraph", "reference"]})
    made.block.ruler.before("fence", "indented container", _indented_container, _BEGINS_BLOCK)
    made.block.ruler.before("fence", "container", _container, _BEGINS_BLOCK)
    if scripts:
        made.disable("code")
        made.block.ruler.before("paragraph", "script", _script)
    return made


class _Parser(MarkdownIt):
    """A parser that leaves addresses as the document has them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 the library's name
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 the library's name
        return True


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """A rule whose first token has its range."""

    def with_range(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before : before + 2]:  # the first may be the text before
                if token.type != "text":
                    token.meta[SPAN] = (start, state.pos)
                    break
        return True

    return with_range


def _address(state: StateInline, silent: bool) -> bool:
    """A bare address (GitHub Flavored Markdown, "Autolinks")."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    pending = state.pending
    protocol = next((name for name in ("https", "http") if pending.endswith(name)), "")
    if not protocol or pending[-len(protocol) - 1 : -len(protocol)].isalnum():
        return False
    found = _ADDRESS.match(state.src, state.pos)
    end = address_end(found[0]) if found is not None else 0
    if end <= len("://"):
        return False
    address = protocol + state.src[state.pos : state.pos + end]
    state.pending = pending.removesuffix(protocol)
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": address}
    opening.meta[SPAN] = (state.pos - len(protocol), state.pos + end)
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += end
    return True


def _placed_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map is not None:
            first = state.bMarks[token.map[0]] + state.tShift[token.map[0]]
            token.meta[ROW] = first - state.src.rfind("\n", 0, first) - 1
    return True


def _titled(state: StateBlock, line: int, title: str) -> None:
    """A paragraph of a title, which stands in a line."""
    if title.strip():
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title.strip(), [line, line + 1], []
        state.push("paragraph_close", "p", -1)


def _indented_container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An admonition or a tab: a line with its title, and what is indented by four blanks under it.

    Python-Markdown, "Admonition"; PyMdown, "Details" and "Tabbed".
    """
    at, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.src[at : at + 3] not in ("!!!", "???", "===") or state.is_code_block(start):
        return False
    found = _TITLED.match(state.src[at:stop])
    if found is None:
        return False
    if silent:
        return True
    deep, last, parent = state.sCount[start] + _STEP, state.lineMax, state.blkIndent
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= deep):
        line += 1
    state.push("container_open", "div", 1)
    _titled(state, start, found["title"] or found["tab"] or "")
    state.blkIndent, state.lineMax = deep, line
    state.md.block.tokenize(state, start + 1, line)
    state.blkIndent, state.lineMax = parent, last
    state.push("container_close", "div", -1)
    state.line = line
    return True


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 a rule's parameters
    """A line that begins or ends a container, whose content is as if it stood alone (MyST, "Colon fences")."""
    at, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if not state.src.startswith(":::", at) or state.is_code_block(start):
        return False
    found = _CONTAINER.match(state.src[at:stop])
    if found is None:
        return False
    if not silent:
        title = found[1].strip()
        _titled(state, start, title[1:-1] if title.startswith("[") and title.endswith("]") else title)
        state.line = start + 1
    return True


def _script(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Imports and exports of JavaScript, up to a line without text (MDX, "ESM")."""
    if state.level or state.blkIndent or state.sCount[start] or silent:
        return False
    if _SCRIPT.match(state.src[state.bMarks[start] : state.eMarks[start]]) is None:
        return False
    line = start + 1
    while line < end and not state.isEmpty(line):
        line += 1
    state.line = line
    return True
