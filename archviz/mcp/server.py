"""The server for coding agents: its tools, and what it says of itself."""

from __future__ import annotations

from collections import OrderedDict
from inspect import getdoc
from itertools import count
from typing import TYPE_CHECKING, Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import Field

from archviz import __version__
from archviz.mcp.desk import Desk
from archviz.mcp.page import MOST_BYTES, MOST_TOKENS
from archviz.mcp.replies import answer_reply, found_reply, impact_reply, paths_reply, shown_reply, verdict_reply
from archviz.mcp.shapes import AnswerData, FoundData, ImpactData, PathsData, ShownData, VerdictData
from archviz.model.graph import DeclarationKind  # noqa: TC001 the parameters of a tool are read when it runs

if TYPE_CHECKING:
    from archviz.workspace.codebase import Codebase
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

INSTRUCTIONS = f"""\
archviz reads the Go source of this workspace and answers questions about it exactly, without a build. Every step of
an answer has its place as file:line:col, with paths from the source's top.

Use it for what text search cannot tell: who calls a method (not one of the same name of another type), and through
which interface; what a function reaches; what implements an interface; how one function leads to another; what a
change affects; whether a claim about the code is true. Use grep for texts, comments, log messages, files that are not
Go, and for a name that is unique and whose every mention you want: it is enough there, and as fast.

`closed` means that nothing of the source can be missing: closed with 0 places means that nobody does it. `open` lists
why there may be more, and what to ask for, often `through: ["interfaces"]`. Name a symbol `Name` or `Type.Member`,
with as much of its package before it as is needed (`http.Server.Serve`), or by its whole import path; an error lists
what may be meant. An answer has at most {MOST_TOKENS:,} tokens: `offset` gives what comes after, `max`, `depth` and
`packages` narrow it. Files that have changed are seen. Nothing is written.
"""

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_MOST_DRAWINGS = 20
_DRAWING = "archviz://drawing/"

_MOST_NAMES = 100
_Name = Annotated[str, Field(min_length=1, max_length=4_000)]
SymbolName = Annotated[
    _Name,
    Field(
        description="A symbol: Name or Type.Member, with as much of its package before it as is needed. A type stands "
        "for its methods."
    ),
]
Depth = Annotated[int, Field(description="How many steps to follow.", ge=1, le=20)]
Most = Annotated[int, Field(description="How many rows to show.", ge=1, le=1_000)]
Offset = Annotated[int, Field(description="Leave out so many rows: what an answer gives as next_offset.", ge=0)]
Ways = Annotated[
    list[Literal["interfaces", "values", "channels"]],
    Field(description="What to follow beside calls by name: interfaces' methods, functions as values, channels."),
]
Packages = Annotated[
    list[_Name],
    Field(
        description="Search these packages only: import paths, or patterns such as example.org/server/... Default: the "
        "source's own, without those that it vendors.",
        max_length=_MOST_NAMES,
    ),
]
Answered = Annotated[CallToolResult, AnswerData]
_SOUGHT = 1_000
"""How many symbols an answer may have before it is cut into replies."""


def serve(project: Project, settings: Settings) -> None:
    """Answers over standard input and output until the agent closes them."""
    try:
        server(project, settings).run("stdio")
    except BaseExceptionGroup as group:  # what a signal raises in a task comes in the groups of its tasks
        interrupt: BaseException = group
        while isinstance(interrupt, BaseExceptionGroup) and len(interrupt.exceptions) == 1:
            interrupt = interrupt.exceptions[0]
        if not isinstance(interrupt, KeyboardInterrupt):
            raise
        raise interrupt from None


def server(project: Project, settings: Settings) -> MCPServer:
    """The server for a source."""
    made = MCPServer(
        "archviz",
        title="archviz",
        description="Exact questions about Go code, each answer with its proof.",
        instructions=INSTRUCTIONS,
        version=__version__,
        log_level="WARNING",
    )
    tools = _Tools(Desk(project, settings))
    for tool in (
        tools.find,
        tools.show,
        tools.callers,
        tools.callees,
        tools.references,
        tools.implementers,
        tools.paths,
        tools.impact,
        tools.prove,
        tools.draw,
    ):
        made.add_tool(tool, description=getdoc(tool), annotations=_READS)
    made.resource(_DRAWING + "{name}", name="drawing", mime_type="image/svg+xml")(tools.drawing)
    return made


class _Tools:
    """The tools; what is written of each is what an agent reads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drawings: OrderedDict[str, str] = OrderedDict()
        self._numbers = count(1)

    async def find(
        self,
        text: Annotated[
            str,
            Field(
                description="Words or beginnings of words of a name, in any order and case: `reghand` finds "
                "registerResourceHandlers, `server.Config` what has the name in such a package or type.",
                max_length=200,
            ),
        ],
        kinds: Annotated[list[DeclarationKind], Field(description="Only declarations of these kinds.")] = [],
        max: Most = 20,
        packages: Packages = [],
    ) -> Annotated[CallToolResult, FoundData]:
        """Symbols by words in their names, best first, where a name is not known exactly."""
        return await self._desk.ask(lambda code: found_reply(code.find(text, kinds=kinds, most=max)), packages)

    async def show(
        self,
        symbol: SymbolName,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Annotated[CallToolResult, ShownData]:
        """What a symbol is: signature, doc comment, fields and methods, how many relations of each kind it has.

        It comes with claims that the source proves, ready for a figure, where they fit.
        """
        return await self._desk.ask(lambda code: shown_reply(code.show(symbol), offset, max), packages)

    async def callers(
        self,
        symbol: SymbolName,
        depth: Depth = 1,
        through: Ways = [],
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Answered:
        """What calls a function or method, with the place of each call, and whether these are all calls.

        Calls through interfaces and of function values are followed with `through`; without it, an open answer says
        how many such calls may reach the symbol.
        """

        def ask(code: Codebase) -> CallToolResult:
            found = code.callers(symbol, depth=depth, through=through, most=_SOUGHT)
            return answer_reply(found, offset, max)

        return await self._desk.ask(ask, packages)

    async def callees(
        self,
        symbol: SymbolName,
        depth: Depth = 1,
        through: Ways = [],
        wired: Annotated[
            bool, Field(description="Follow calls through interfaces to the types that the source really gives them.")
        ] = False,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Answered:
        """What a function or method calls, with the place of each call.

        An interface's method is a callee of its own; `through: ["interfaces"]` shows all that implements it below,
        `wired` what it can really reach, with the proof.
        """

        def ask(code: Codebase) -> CallToolResult:
            found = code.callees(symbol, depth=depth, through=through, most=_SOUGHT, wired=wired)
            return answer_reply(found, offset, max)

        return await self._desk.ask(ask, packages)

    async def references(
        self,
        symbol: SymbolName,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Answered:
        """Every place that names a symbol: calls, reads, writes, values and types; and whether these are all."""
        return await self._desk.ask(
            lambda code: answer_reply(code.references(symbol, most=_SOUGHT), offset, max), packages
        )

    async def implementers(
        self,
        symbol: SymbolName,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Answered:
        """The types that implement an interface; of another type, the interfaces that it implements."""
        return await self._desk.ask(
            lambda code: answer_reply(code.implementers(symbol, most=_SOUGHT), offset, max), packages
        )

    async def paths(
        self,
        symbol: SymbolName,
        to: Annotated[_Name, Field(description="The symbol that it may lead to.")],
        via: Annotated[list[_Name], Field(description="Symbols to go by, in this order.", max_length=20)] = [],
        avoid: Annotated[list[_Name], Field(description="Symbols to go around.", max_length=_MOST_NAMES)] = [],
        through: Ways = ["interfaces", "values", "channels"],
        ways: Annotated[int, Field(description="How many ways to show, shortest first.", ge=1, le=20)] = 1,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Annotated[CallToolResult, PathsData]:
        """How one symbol leads to another, step by step, by the shortest way; or that it does not.

        No way that is closed means that there is none. A step marked one of n is chosen when the program runs.
        """

        def ask(code: Codebase) -> CallToolResult:
            found = code.paths(symbol, to, via=via, avoid=avoid, through=through, most=ways)
            return paths_reply(found, offset, max)

        return await self._desk.ask(ask, packages)

    async def impact(
        self,
        symbols: Annotated[
            list[_Name], Field(description="The symbols that would change; none with diff.", max_length=_MOST_NAMES)
        ] = [],
        diff: Annotated[
            str,
            Field(
                description="A git revision: what differs between it and the files as they are; or REV..OTHER.",
                max_length=400,
            ),
        ] = "",
        depth: Annotated[int, Field(description="How many steps to follow.", ge=1, le=100)] = 100,
        max: Most = 50,
        offset: Offset = 0,
        packages: Packages = [],
    ) -> Annotated[CallToolResult, ImpactData]:
        """What a change of symbols can reach, or a change that git knows: all that names them, and so on.

        First come the declarations that differ, then programs and tests that are reached, then all else, nearest
        first, each with the step that leads to it.
        """
        if bool(symbols) == bool(diff):
            raise ToolError("ask about `symbols`, or about a `diff`")

        def ask(code: Codebase) -> CallToolResult:
            return impact_reply(code.impact(*symbols, diff=diff, depth=depth, most=_SOUGHT), offset, max)

        return await self._desk.ask(ask, packages)

    async def prove(
        self,
        claim: Annotated[
            str,
            Field(
                description="`A -> B`, `A -> B KIND`, `A -> B KIND by go` (or defer), or `F -> T sets in FUNCTION`; or "
                "the YAML text of a figure. KIND is call, dyncall, ref, creates, holds, embeds, implements, sets, "
                "stores, sends or receives.",
                min_length=1,
                max_length=100_000,
            ),
        ],
        packages: Packages = [],
    ) -> Annotated[CallToolResult, VerdictData]:
        """Whether a claim about the code is true: an edge between two symbols, or every claim of a figure.

        What is proved comes with every place that proves it, what is not with the nearest true thing.
        """
        return await self._desk.ask(lambda code: verdict_reply(code.prove(claim)), packages)

    async def draw(
        self,
        symbol: SymbolName,
        to: Annotated[
            str, Field(description="Draw the way to this symbol; without it, what the symbol calls.", max_length=4_000)
        ] = "",
        callers: Annotated[bool, Field(description="Draw what calls the symbol instead.")] = False,
        depth: Depth = 1,
        max: Annotated[int, Field(description="How many symbols to draw.", ge=1, le=200)] = 20,
        format: Annotated[
            Literal["mermaid", "svg"],
            Field(description="mermaid gives text; svg gives a link to a picture for a person to look at."),
        ] = "mermaid",
        packages: Packages = [],
    ) -> CallToolResult:
        """A proved diagram: the way from one symbol to another, or what is around a symbol."""

        def ask(code: Codebase) -> str:
            return code.draw(symbol, to=to, callers=callers, depth=depth, most=max, form=format)

        text = await self._desk.ask(ask, packages)
        if format == "svg":
            return self._linked(text, symbol)
        if len(text.encode()) > MOST_BYTES:
            hint = "ask for less by `max` or `depth`, or for `format: svg`"
            raise ToolError(f"the diagram has more than {MOST_TOKENS:,} tokens\nhint: {hint}")
        return CallToolResult(content=[TextContent(type="text", text=text)])

    def drawing(self, name: str) -> str:
        """A picture that was drawn in this session."""
        if name not in self._drawings:
            raise ResourceNotFoundError(f"no drawing {name}: the last {_MOST_DRAWINGS} are there")
        return self._drawings[name]

    def _linked(self, svg: str, about: str) -> CallToolResult:
        name = f"{next(self._numbers)}.svg"
        self._drawings[name] = svg
        if len(self._drawings) > _MOST_DRAWINGS:
            self._drawings.popitem(last=False)
        return CallToolResult(
            content=[
                TextContent(type="text", text=f"{about} is drawn: {len(svg.encode()):,} bytes of SVG"),
                ResourceLink(type="resource_link", name=name, uri=_DRAWING + name, mime_type="image/svg+xml"),
            ]
        )
