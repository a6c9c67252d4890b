"""What could not be read of a source and has not been said yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.graph import MOST_DIAGNOSTICS

if TYPE_CHECKING:
    from archviz.golang.graph import Graph
    from archviz.model.graph import Diagnostic


class Unsaid:
    """The diagnostics of the sources that a command opens, each given once."""

    def __init__(self) -> None:
        self._graphs: list[Graph] = []
        self._said: set[Diagnostic] = set()

    def watch(self, graph: Graph) -> None:
        """Takes in a source that has been opened."""
        self._graphs.append(graph)

    def forget(self) -> None:
        """Lets go of the sources: they are closed, and what is opened in their place is to be said anew."""
        self._graphs.clear()
        self._said.clear()

    def lines(self) -> list[str]:
        """A line for each new diagnostic, by file and line; those beyond ``MOST_DIAGNOSTICS`` are counted."""
        new = sorted({one for graph in self._graphs for one in graph.diagnostics()} - self._said)
        self._said.update(new)
        lines = [f"{one.file}:{one.line}: {one.message}" for one in new[:MOST_DIAGNOSTICS]]
        left = len(new) - len(lines)
        return [*lines, f"and {left} more places that could not be read"] if left else lines
