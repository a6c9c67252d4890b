"""Why a file does not belong to the package of its folder, and what it declares all the same."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.syntax.constraints import (
    ARCHITECTURES,
    SYSTEMS,
    Constraint,
    constraint,
    demanded,
    is_test,
    needs_cgo,
    satisfied,
)
from archviz.golang.syntax.parse import parse
from archviz.golang.syntax.scan import Keyword, scan
from archviz.model.context import PORTS, BuildContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.syntax.scan import Chunk, Header

MOST_TAGS = 8
"""How many tags of a constraint are tried one by one to find out which of them is missing."""
_USUAL = ("linux", "darwin", "windows")


def declared_names(data: bytes) -> Iterator[tuple[str, str]]:
    """What a file declares: package-level names, each with "", and methods and fields, each behind its type's name."""
    for chunk in scan(data).chunks:
        if chunk.receiver:
            yield from ((chunk.receiver, name) for name in chunk.names)
            continue
        yield from ((name, "") for name in chunk.names)
        if chunk.keyword is Keyword.TYPE:
            yield from _members(data, chunk)


def _members(data: bytes, chunk: Chunk) -> Iterator[tuple[str, str]]:
    decl = parse(data, chunk.start, chunk.end, body=False)[0]
    for spec in decl.specs if isinstance(decl, ast.GenDecl) else ():
        if isinstance(spec, ast.TypeSpec) and isinstance(spec.type, ast.StructType):
            yield from ((spec.name.name, name.name) for field in spec.type.fields for name in field.names)
        elif isinstance(spec, ast.TypeSpec) and isinstance(spec.type, ast.InterfaceType):
            yield from ((spec.name.name, method.name.name) for method in spec.type.methods)


def why(name: str, data: bytes, head: Header, context: BuildContext) -> tuple[str, str]:
    """Why a file is left out, as ``LeftOut`` has it, and the options that take it in."""
    causes: list[str] = []
    options: list[str] = []
    demands = constraint(data)
    tests = is_test(name) and not context.tests
    if tests:
        options.append("--tests")
    if demands.malformed:
        return "left out as its //go:build line is malformed", ""
    wanted = _nearest(demanded(name), demands, context)
    if wanted is None:
        later = _release(demands, context)
        return f"left out before Go 1.{later}" if later else f"left out by its constraint {demands}", ""
    if wanted.platform != context.platform:
        causes.append(f"on {context.platform}")
        options.append(f"--platform {wanted.platform}")
    causes += _tag_causes(context, wanted)
    if set(wanted.tags) > set(context.tags):
        options.append(f"--tags {','.join(wanted.tags)}")
    if wanted.cgo is not context.cgo:
        causes.append("without cgo" if wanted.cgo else "with cgo")
        options.append("--cgo" if wanted.cgo else "--no-cgo")
    elif needs_cgo(name, head) and not context.cgo:
        causes.append('as it imports "C"')
        options.append("--cgo")
    if head.package == "documentation":
        return "left out as its package is named documentation", ""
    if tests and not causes:
        return "tests are left out", "--tests"
    return f"left out {' and '.join([*causes, *(['as a test'] if tests else [])])}", " ".join(options)


def _tag_causes(context: BuildContext, wanted: BuildContext) -> Iterator[str]:
    for word, tags in (
        ("without", sorted(set(wanted.tags) - set(context.tags))),
        ("with", sorted(set(context.tags) - set(wanted.tags))),
    ):
        if tags:
            yield f"{word} the tag{'s' if len(tags) > 1 else ''} {', '.join(tags)}"


def _nearest(demands: list[str], content: Constraint, context: BuildContext) -> BuildContext | None:
    """The context with the fewest changes in which a name and a constraint hold; None where no such one is found."""
    mentioned = sorted(tag for tag in content.tags if _is_free(tag))
    given = set(context.tags)
    choices = [given, *(given ^ {tag} for tag in mentioned[:MOST_TAGS]), given | set(mentioned)]
    tags = [tuple(sorted(one)) for one in choices]
    ports = [(goos, goarch) for goos, archs in PORTS.items() for goarch in archs]
    ports.sort(key=lambda port: (port[1] != context.goarch, port[0] not in _USUAL, port[0] != context.goos))
    platforms = [(context.goos, context.goarch), *ports]
    every = product(enumerate(tags), enumerate(platforms), (context.cgo, not context.cgo))
    for (_, some), (_, (goos, goarch)), cgo in sorted(
        every, key=lambda one: (one[0][0] > 0) + (one[1][0] > 0) + (one[2] is not context.cgo)
    ):
        tried = replace(context, goos=goos, goarch=goarch, tags=some, cgo=cgo)
        holds = satisfied(tried)
        if all(tag in holds for tag in demands) and content.holds(holds.__contains__):
            return tried
    return None


def _is_free(tag: str) -> bool:
    """Whether a tag stands for neither a platform, cgo nor a release."""
    return tag not in SYSTEMS and tag not in ARCHITECTURES and tag not in ("unix", "cgo") and not tag.startswith("go1.")


def _release(content: Constraint, context: BuildContext) -> int:
    """The release of Go from which on a constraint holds; 0 for none."""
    numbers = sorted(int(tag[4:]) for tag in content.tags if re.fullmatch(r"go1\.[0-9]{1,3}", tag))
    for number in numbers:
        tags = satisfied(context) | {f"go1.{n}" for n in numbers if n <= number}
        if number > context.release and content.holds(tags.__contains__):
            return number
    return 0
