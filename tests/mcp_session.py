"""`archviz mcp` as a process, asked by the protocol's own client."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from anyio.from_thread import BlockingPortal

_LIMIT = 120.0


class Agent:
    """A client with a server of its own."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self.client = client

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """What a tool answers."""
        answer: CallToolResult = self._portal.call(self.client.call_tool, tool, arguments)
        return answer

    def text(self, tool: str, **arguments: Any) -> str:
        """The text of what a tool answers, which is no error."""
        answer = self.call(tool, **arguments)
        assert not answer.is_error, said(answer)
        return said(answer)

    def data(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The data of what a tool answers, which is no error."""
        answer = self.call(tool, **arguments)
        assert not answer.is_error, said(answer)
        assert answer.structured_content is not None
        return dict(answer.structured_content)

    def error(self, tool: str, **arguments: Any) -> str:
        """What a tool says that cannot answer."""
        answer = self.call(tool, **arguments)
        assert answer.is_error, said(answer)
        return said(answer)

    def wait(self, function: Any, *arguments: Any) -> Any:
        """The result of one of the client's own functions."""
        return self._portal.call(function, *arguments)


def said(answer: CallToolResult) -> str:
    """All texts of an answer."""
    return "\n".join(block.text for block in answer.content if isinstance(block, TextContent))


@contextmanager
def agent(house: Path, environment: dict[str, str], *arguments: str) -> Iterator[Agent]:
    """A client of an `archviz mcp` that works in a folder."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "archviz", "mcp", *arguments], cwd=house, env=environment
    )
    client = Client(command, read_timeout_seconds=_LIMIT)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as connected:
        yield Agent(portal, connected)
