"""Graphviz as a process: a text in DOT goes in, positions come out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from archviz.model.errors import RenderError

SECONDS = 60
_HINT = "install the package graphviz-pure into the same environment, or Graphviz, so that `dot` is on PATH"


def find_engine() -> str:
    """The path of graphviz-pure, beside the running interpreter or on PATH; Graphviz's own ``dot`` where it is missing.

    Raises RenderError when there is neither.
    """
    suffix = ".exe" if os.name == "nt" else ""
    beside = Path(sys.executable).parent / f"graphviz-pure{suffix}"
    if beside.is_file():
        return str(beside)
    found = next(filter(None, map(_installed, ("graphviz-pure", "dot"))), None)
    if found is None:
        raise RenderError("no layout engine: neither graphviz-pure nor dot was found", hint=_HINT)
    return found


def _installed(program: str) -> str | None:
    """The path of a program. One in the folder at hand, where the search path has that, may be anybody's."""
    found = shutil.which(program)
    return found if found and Path(found).is_absolute() else None


def run_engine(dot: str, *, engine: str | None = None) -> dict[str, Any]:
    """Graphviz's JSON (its ``-Tjson`` format) for a graph in DOT.

    Raises RenderError when the engine is missing, fails, complains, is too slow, or says nothing.
    """
    program = engine or find_engine()
    name = Path(program).name
    try:
        done = subprocess.run(
            [program, "-Kdot", "-Tjson"], input=dot.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"{name} did not lay the diagram out within {SECONDS} s", hint="split the figure into smaller ones"
        ) from None
    except OSError as error:
        raise RenderError(f"{name} cannot be started: {error.strerror}", file=program, hint=_HINT) from error
    said = done.stderr.decode(errors="replace").strip().splitlines()
    complaints = [line for line in said if not line.startswith("Warning:")]
    if done.returncode or complaints:
        first = (complaints or said or ["it does not say why"])[0]
        raise RenderError(f"{name} failed with exit code {done.returncode}: {first}", hint=_HINT)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise RenderError(f"{name} gave no layout", hint=_HINT) from None
    if not isinstance(answer, dict):
        raise RenderError(f"{name} gave no layout", hint=_HINT)
    return answer
