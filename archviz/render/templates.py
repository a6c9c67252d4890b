"""Templates, which a project may have of its own: sandboxed, and what goes wrong in one is an error with its place.

They are somebody else's code: docs/decisions/templates.md says what the sandbox holds and what it does not.
"""

from __future__ import annotations

import traceback
from collections.abc import Sized
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from archviz.model.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BaseLoader, Environment, Template
    from jinja2.ext import Extension

_ENDINGS = (".html", ".j2")

MOST_CHARACTERS = 64 << 20
"""What one template is filled in to. The largest page of the shipped article has a hundredth."""

MOST_REPEATED = 1_000_000
"""Characters or items that ``*`` repeats a text or a list to."""

MOST_BITS = 10_000
"""The length of a number that ``**`` gives."""


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The product or the power of two values. Raises SecurityError where that would be too large."""
        sizes = [len(value) for value in (left, right) if isinstance(value, Sized)]
        times = [value for value in (left, right) if isinstance(value, int)]
        if operator == "*" and sizes and times and sizes[0] * times[0] > MOST_REPEATED:
            raise SecurityError(f"`*` repeats to more than {MOST_REPEATED:,}")
        if operator == "**" and len(times) > 1 and abs(left).bit_length() * right > MOST_BITS:
            raise SecurityError(f"`**` gives more than {MOST_BITS:,} bits")
        return super().call_binop(context, operator, left, right)


def environment(
    loader: BaseLoader, finalize: Callable[[object], object], *extensions: str | type[Extension]
) -> Environment:
    """An environment for templates that may be a stranger's: all output escaped, an undefined name an error.

    A template reaches the values that it is given, their public attributes and the other templates of the loader;
    nothing of Python, and it changes no value. ``finalize`` is what becomes of each value before it is written.
    """
    return _Sandbox(
        loader=loader,
        extensions=extensions,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def filled(template: Template, **values: object) -> str:
    """A template filled in. Raises RenderError beyond MOST_CHARACTERS, and what the template raises."""
    parts: list[str] = []
    size = 0
    for part in template.generate(**values):
        parts.append(part)
        size += len(part)
        if size > MOST_CHARACTERS:
            raise RenderError(f"fills in to more than {MOST_CHARACTERS:,} characters", file=template.filename)
    return "".join(parts)


def template_error(error: Exception, name: str) -> RenderError:
    """The error to raise for one that came of a template ``name``, with the file and line of the innermost template."""
    if isinstance(error, RenderError):
        return error
    if isinstance(error, TemplateSyntaxError):
        return RenderError(error.message or "not a template", file=error.filename, line=error.lineno)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(_ENDINGS)]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (None, None)
    if isinstance(error, TemplateError):
        return RenderError(error.message or f"no template {name}", file=file, line=line)
    return RenderError(f"{type(error).__name__}: {error}", file=file or name, line=line)
