"""The places of a package where it may use symbols that no relation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.golang.types.package import Package
    from archviz.model.graph import Gap


def package_gaps(package: Package) -> tuple[Gap, ...]:  # noqa: ARG001
    """The gaps of a package, in source order."""
    return ()
