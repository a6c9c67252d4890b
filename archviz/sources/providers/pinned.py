"""What a pin tells those who bring its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class PinnedProvider(Protocol):
    """One place to have a version from."""

    @property
    def kind(self) -> str:
        """``git``, ``archive``, ``goproxy`` or ``debian``."""

    @property
    def place(self) -> str:
        """The remote's or the archive's address, the module's path, or the source package's name."""

    @property
    def revision(self) -> str:
        """The tag, the module's version, or the package's upstream version; "" for an archive."""

    @property
    def folder(self) -> str:
        """The folder of what is brought that is the source; "" for its top."""

    @property
    def sum(self) -> str:
        """The ``h1:`` sum of a module's zip, as in go.sum; "" where it is not pinned."""

    @property
    def mod_sum(self) -> str:
        """The ``h1:`` sum of a module's go.mod, as in go.sum; "" where it is not pinned."""


class PinnedContent(Protocol):
    """Go files that are held against a digest, and where they can be had."""

    @property
    def commit(self) -> str:
        """The id of the commit that a git provider's tag must name."""

    @property
    def digest(self) -> str:
        """The digest that the Go files must have."""

    @property
    def providers(self) -> Sequence[PinnedProvider]:
        """Where they can be had, best first; none for a version that is made of several sources."""


class PinnedLayer(PinnedContent, Protocol):
    """One of several sources that a version is made of."""

    @property
    def at(self) -> str:
        """The folder of the version that it stands in; "" for the top."""

    @property
    def without(self) -> Sequence[str]:
        """The folders of it that are no part of the version."""


class Pinned(PinnedContent, Protocol):
    """A version, its digest, and where it can be had."""

    @property
    def version(self) -> str:
        """The version's name, which is its folder's name in the cache."""

    @property
    def sources(self) -> Sequence[PinnedLayer]:
        """What it is made of, in order of precedence; none where it is had as a whole."""
