"""Figures and articles in Markdown, for sites that are built by other generators.

The Markdown is of a kind that CommonMark and Python-Markdown read alike, with tables: what would be markup in a text
of a figure is escaped with a backslash where both take one, else as a character reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.present.listings import listings
from archviz.present.rows import edge_rows, groups, place
from archviz.render.layout.metrics import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.present.listings import ListedNote, Listing
    from archviz.present.rows import EdgeRow, SourceLine

_BACKSLASH = {ord(c): f"\\{c}" for c in "\\`*_[]"}
_REFERENCE = {ord(c): f"&#{ord(c)};" for c in "&<>{}|~$"}
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in '\\`*_[]&<>{}|~$"'}
"""The full-width forms of what cannot be escaped alike everywhere (Unicode, "Halfwidth and Fullwidth Forms")."""

_TYPOGRAPHY = re.compile(r"(?<=-)-|(?<=\.\.)\.|:(?=[\w+-]+:)")
"""What generators make other characters of: dashes of hyphens, an ellipsis of points, a picture of its name."""

_BLOCK = re.compile(r"[-+#=:]|\d+(?=[.)])")
_NOT_IN_CODE = re.compile(r"[`|\\\n]|\{[{%#]|[%#}]\}|^ | $|^$")


@dataclass(frozen=True, slots=True)
class MarkdownWords:
    """What stands around a figure's own words in one language."""

    figure: str
    stop: str
    comma: str
    colon: str
    mode: str
    asserted: str
    at: str
    line: str
    unseen: str
    spaced: str
    core: str
    edges: str
    others: str
    columns: tuple[str, str, str, str]
    copyright: str
    proved: str

    def ended(self, title: str) -> str:
        """A title as a sentence of its own."""
        return title if title.endswith(tuple("?!.？！。")) else title + self.stop.strip()  # noqa: RUF001


_ENGLISH = MarkdownWords(
    figure="Figure {}", stop=". ", comma=", ", colon=": ",
    mode="in a `{}` statement", asserted="(asserted, not proved: {})",
    at="{symbol} in {place}:", line="line {}",
    unseen="Characters that are not seen stand as their code points in ⟨⟩ in: {}.",
    spaced="A space was put between braces that a site generator would take for its own.",
    core="core (legacy)", edges="Every arrow, and what proves it", others="The arrows without a number:",
    columns=("Resource", "Storage", "Built by", "Evidence"),
    copyright="The Go code is Copyright {owner}, under the {license}.", proved="Every figure is proved on {origin}.",
)  # fmt: skip

_CHINESE = MarkdownWords(
    figure="图 {}", stop="。", comma="，", colon="：",  # noqa: RUF001
    mode="（在 `{}` 语句中）", asserted="（作者断言，未经证明：{}）",  # noqa: RUF001
    at="{symbol}，位于 {place}：", line="第 {} 行",  # noqa: RUF001
    unseen="下列各行中不可见的字符以 ⟨⟩ 中的码位表示：{}。",  # noqa: RUF001
    spaced="为免被站点生成器误认为它自己的语法，相邻的花括号之间加了空格。",  # noqa: RUF001
    core="core（legacy）", edges="每个箭头和它的证据", others="没有编号的箭头：",  # noqa: RUF001
    columns=("资源", "存储", "构建者", "证据"),
    copyright="Go 代码的版权归 {owner} 所有，依 {license} 授权。", proved="每一幅图都在 {origin} 上得到证明。",  # noqa: RUF001
)  # fmt: skip


def words(language: str) -> MarkdownWords:
    """The words of ``zh``, or of English for any other language."""
    return _CHINESE if language == "zh" else _ENGLISH


@dataclass(frozen=True, slots=True)
class FigureMarkdown:
    """A figure in Markdown: ``name`` ("Figure 91") and ``caption`` are one line each, the others blocks.

    ``body`` is the picture, the code with its notes, or the tables; ``edges`` are a diagram's, as lists, else "".
    """

    name: str
    caption: str
    body: str
    edges: str = ""


def heading_id(figure: VerifiedFigure) -> str:
    """The id of a figure: what generators make of the heading ``Figure 91``."""
    return f"figure-{figure.number}"


def written(
    figure: VerifiedFigure, language: str, picture: str = "", code: Callable[[str], tuple[str, bool]] | None = None
) -> FigureMarkdown:
    """A figure in Markdown. ``picture`` is the address of a diagram's picture from the page.

    ``code`` writes code so that a generator leaves it alone, and says whether it had to put spaces in.
    """
    said = words(language)
    title = clean(figure.title.in_language(language))
    description = text(figure.description.in_language(language))
    caption = f"**{text(said.ended(title))}** {description}"
    edges = ""
    match figure:
        case VerifiedDiagram():
            alt = title.translate(_WIDE)
            body = f'![{alt}]({_address(picture)} "{alt}")'
            edges = "\n\n".join(_edges(figure, language, said))
        case VerifiedExcerpt():
            body = "\n\n".join(
                block for listing in listings(figure, language) for block in _listing(listing, said, code)
            )
        case VerifiedTable():
            body = "\n\n".join(_tables(figure, said))
    return FigureMarkdown(said.figure.format(figure.number), caption, body, edges)


def text(words: str) -> str:
    """A text of a figure as one line of Markdown that shows it as it is."""
    escaped = clean(words).translate(_BACKSLASH | _REFERENCE)
    return _TYPOGRAPHY.sub(lambda found: f"&#{ord(found[0])};", escaped)


def _at_start(words: str) -> str:
    """A text that begins a block, and begins none within it."""
    escaped = text(words)
    found = _BLOCK.match(escaped)
    if found is None:
        return escaped
    end = found.end() if found[0].isdigit() else 0
    return f"{escaped[:end]}&#{ord(escaped[end])};{escaped[end + 1 :]}"


def literal(words: str) -> str:
    """A name or a piece of code within a line: as code where that shows it as it is, else as text."""
    return text(words) if _NOT_IN_CODE.search(words) else f"`{words}`"


def fence(code: str, language: str = "go") -> str:
    """A fenced block that no line of the code can end (CommonMark, "Fenced code blocks")."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _address(url: str) -> str:
    """An address that ends where it ends, in a link of Markdown."""
    return quote(url, safe="%/:=&?~#+!$,;'@", errors="replace")


def _linked(where: SourceLine, label: str = "") -> str:
    shown = text(label or where.label)
    return f"[{shown}]({_address(where.url)})" if where.url else shown


def _named(symbol: Symbol, depth: int = 1) -> str:
    return literal("/".join(symbol.package.split("/")[-depth:]) + f".{symbol.short}")


def _edges(diagram: VerifiedDiagram, language: str, said: MarkdownWords) -> Iterator[str]:
    rows = edge_rows(diagram, language)
    steps = [f"{row.step}. {_edge(row, said)}" for row in rows if row.step]
    others = [f"* {_edge(row, said)}" for row in rows if not row.step]
    if steps:
        yield "\n".join(steps)
    if steps and others:
        yield said.others  # two lists with nothing between are one list to Python-Markdown
    if others:
        yield "\n".join(others)


def _edge(row: EdgeRow, said: MarkdownWords) -> str:
    subject = _named(row.source) if row.subject == row.source.short else _at_start(row.subject)
    parts = [subject, text(row.verb), _named(row.target), said.mode.format(row.mode) if row.mode else ""]
    parts += [
        f"({text(row.label)})" if row.label else "",
        said.asserted.format(text(row.asserted)) if row.asserted else "",
    ]
    told = " ".join(part for part in parts if part)
    return f"{told}{said.colon}{', '.join(map(_linked, row.places))}" if row.places else told


def _listing(listing: Listing, said: MarkdownWords, change: Callable[[str], tuple[str, bool]] | None) -> Iterator[str]:
    yield said.at.format(symbol=_named(listing.symbol), place=_linked(listing.place))
    code, spaced = change(listing.code) if change is not None else (listing.code, False)
    yield fence(code)
    if spaced:
        yield said.spaced
    if listing.unseen:
        yield said.unseen.format(", ".join(said.line.format(number) for number in listing.unseen))
    if listing.notes:
        yield "\n".join(_note(note, said) for note in listing.notes)


def _note(note: ListedNote, said: MarkdownWords) -> str:
    line = said.line.format(note.line)
    where = _linked(note.place, line[0].upper() + line[1:])
    code = "" if not note.begun or _NOT_IN_CODE.search(note.begun) else f"{said.comma}`{note.begun}`"
    return f"{note.number}. {where}{code}{said.colon}{text(note.text)}"


def _tables(table: VerifiedTable, said: MarkdownWords) -> Iterator[str]:
    for group in groups(table):
        for version in group.versions:
            yield f"**{text(group.name or said.core)} / {text(version.name)}** ({len(version.rows)})"
            lines = [said.columns, ("---",) * len(said.columns)]
            for row in version.rows:
                built, evidence = _named(row.provider, 2), _linked(place(row.evidence, table.origin))
                lines.append((literal(row.name), _named(row.storage, 2), built, evidence))
            yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
