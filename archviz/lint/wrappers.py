"""Chains of wrappers that a document names: which stage of its diagrams is which wrapper, and in which order."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.lint.page import TextBlock
from archviz.lint.written import WrittenName, read_code
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.lint.code import Code
    from archviz.lint.names import Names
    from archviz.lint.page import WrittenPage
    from archviz.model.graph import ChainLink
    from archviz.model.symbols import Symbol

_ASSIGNED_CALL = re.compile(r"(?<!\w)([^\W\d]\w*+)[ \t]*+:?=[ \t]*+[\w.]++\(([^()]*+)")
_WORDS = re.compile(r"[A-Za-z0-9]+")
_PREFIX = re.compile(r"^(?:With|New|Wrap|Add|Use)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class WrappedChain:
    """The wrappers that a function puts around the value of a local variable, outermost first."""

    function: Symbol
    variable: str
    links: tuple[ChainLink, ...]

    @property
    def order(self) -> Mapping[str, int]:
        """The number of each wrapper by the name of its stage; one that is there twice is left out."""
        names = [stage(_PREFIX.sub("", link.function.leaf)) for link in self.links]
        return {name: i for i, name in enumerate(names) if names.count(name) == 1}


def stage(words: str) -> str:
    """The words of a stage in one, in small letters: ``Priority and Fairness`` as ``priorityandfairness``."""
    return "".join(_WORDS.findall(words)).lower()


class Wrappers:
    """The chains in functions that a page names in code spans."""

    def __init__(self, code: Code, names: Names, page: WrittenPage) -> None:
        self._code = code
        self._names = names
        self._page = page

    @cached_property
    def chains(self) -> tuple[WrappedChain, ...]:
        """The chains, in the order in which the page names their functions."""
        return tuple(found for function in dict.fromkeys(self._functions()) for found in self._of(function))

    def _functions(self) -> Iterator[Symbol]:
        for i, part in enumerate(self._page.parts):
            for span in part.codes if isinstance(part, TextBlock) else ():
                written = read_code(span.text)
                if isinstance(written, WrittenName):
                    for symbol in self._names.meaning(written, i).symbols[:3]:
                        if self._code.kind(symbol) in (DeclarationKind.FUNC, DeclarationKind.METHOD):
                            yield symbol

    def _of(self, function: Symbol) -> Iterator[WrappedChain]:
        declared = self._code.declaration(function)
        if declared is None or not declared.position.inside:
            return
        text = "\n".join(self._code.graph.lines(declared.span))
        calls = _ASSIGNED_CALL.finditer(text)
        wrapped = (found[1] for found in calls if found[1] in (each.strip() for each in found[2].split(",")))
        for variable in dict.fromkeys(wrapped):
            links: tuple[ChainLink, ...] = ()
            with suppress(SymbolError):  # a wrapper that could not be resolved
                links = self._code.graph.chain(function, variable)
            if len(links) > 1:
                yield WrappedChain(function, variable, tuple(reversed(links)))
