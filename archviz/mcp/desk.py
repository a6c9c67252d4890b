"""What stands between a server's requests and the source: one request at a time, and the source as it is now."""

from __future__ import annotations

import asyncio
import gc
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mcp.server.mcpserver.exceptions import ToolError

from archviz.mcp.page import MOST_BYTES, lines_within
from archviz.mcp.replies import as_arguments
from archviz.model.faults import explained
from archviz.workspace.codebase import Codebase

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_MOST_OPEN = 4
"""How many choices of packages are held open; the one that was asked of longest ago is let go."""

_Reply = TypeVar("_Reply")


class Desk:
    """Answers from a source that is opened with the first question and stays open.

    Questions are answered one after another in a thread of their own, as what was read of a source is shared by all of
    them and an index belongs to the thread that opened it.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        self._project = project
        self._settings = settings
        self._open: OrderedDict[tuple[str, ...], Codebase] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "archviz")

    async def ask(self, question: Callable[[Codebase], _Reply], packages: list[str]) -> _Reply:
        """What a question makes of the source, searched in some packages, or its own.

        Raises ToolError, with what to do about it, for whatever the question raises.
        """
        answer = partial(self._answer, question, tuple(packages))
        return await asyncio.get_running_loop().run_in_executor(self._thread, answer)

    def _answer(self, question: Callable[[Codebase], _Reply], packages: tuple[str, ...]) -> _Reply:
        try:
            return question(self._codebase(packages))
        except Exception as error:  # a fault of one question is no end of the next
            said = as_arguments(str(explained(error)))
            raise ToolError("\n".join(lines_within(said, MOST_BYTES))) from error

    def _codebase(self, packages: tuple[str, ...]) -> Codebase:
        code = self._open.pop(packages, None)
        if code is None:
            code = Codebase(self._project, self._settings, packages)
        elif code.refresh():
            gc.collect()  # the memory of what was read before is free before more is read
        self._open[packages] = code
        while len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)
        return code
