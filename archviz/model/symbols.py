"""Names of Go declarations."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNFIT = r"\s!\"#$%&'()*,:;<=>?\[\\\]^`{|}\x00-\x1f\x7f\ufffd"
"""What an import path may not have (Go specification, "Import declarations")."""

MOST_SYMBOL = 4000
"""Characters of a symbol."""

UNNAMED = "?"
"""The name of an interface that has none, as the type of its methods."""

MOST_PATH = 1000
"""Characters of an import path."""

_PATH = re.compile(rf"(?!(?:.*/)?\.\.?(?:/|\Z))[^/{_UNFIT}]+(?:/[^/{_UNFIT}]+)*")
_WRITTEN = re.compile(
    rf"(?P<package>(?:[^{_UNFIT}]*/)?[^./{_UNFIT}]+(?:\.v?\d+)*)\.(?P<name>[^\W\d]\w*)(?:\.(?P<member>[^\W\d]\w*))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """A declared name: ``importpath.Name``, or ``importpath.Type.Member`` for a method or a field.

    The import path is the real one (``k8s.io/apiserver/pkg/server``), whatever directory it came from. A
    promoted method or field is named by the type that declares it.
    """

    package: str
    name: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.package}.{self.name}.{self.member}" if self.member else f"{self.package}.{self.name}"

    @classmethod
    def parse(cls, text: str) -> Symbol:
        """The symbol that is written as ``importpath.Name`` or ``importpath.Type.Member``.

        The last element of an import path may be or end in a version, as in ``gopkg.in/yaml.v2``. Raises ValueError.
        """
        found = _WRITTEN.fullmatch(text) if len(text) <= MOST_SYMBOL else None
        if found is None:
            raise ValueError(f"{text[:MOST_SYMBOL]} is not written as importpath.Name or importpath.Type.Member")
        return cls(found["package"], found["name"], found["member"] or "")

    @property
    def short(self) -> str:
        """The name without its import path: ``Type.Member``."""
        return f"{self.name}.{self.member}" if self.member else self.name

    @property
    def owner(self) -> Symbol:
        """The type that a member belongs to; the symbol itself when it is no member."""
        return Symbol(self.package, self.name) if self.member else self

    @property
    def leaf(self) -> str:
        """The last identifier: the member's name, or the name."""
        return self.member or self.name

    def of(self, member: str) -> Symbol:
        """The symbol of a member of this type."""
        return Symbol(self.package, self.name, member)


def exported(identifier: str) -> bool:
    """Whether an identifier is exported (Go specification, "Exported identifiers")."""
    return identifier[:1].isupper()


def is_import_path(text: str) -> bool:
    """Whether a text can be an import path: elements with a slash between, none of them ``.`` or ``..``."""
    return len(text) <= MOST_PATH and _PATH.fullmatch(text) is not None
