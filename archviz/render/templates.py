"""What went wrong in a template, and where: a project may have templates of its own, which can raise anything."""

from __future__ import annotations

import traceback

from jinja2 import TemplateError, TemplateSyntaxError

from archviz.model.errors import RenderError

_ENDINGS = (".html", ".j2")


def template_error(error: Exception, name: str) -> RenderError:
    """The error to raise for one that came of a template ``name``, with the file and line of the innermost template."""
    if isinstance(error, TemplateSyntaxError):
        return RenderError(error.message or "not a template", file=error.filename, line=error.lineno)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(_ENDINGS)]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (None, None)
    if isinstance(error, TemplateError):
        return RenderError(error.message or f"no template {name}", file=file, line=line)
    return RenderError(f"{type(error).__name__}: {error}", file=file or name, line=line)
