"""Room for recursion over deep syntax.

Python allows a thread about a thousand calls within each other, and C less than that where its stack is small. Code
that follows syntax asks now and then whether there is room, and goes on on the fresh stack of another thread where
there is none, while the thread that it came from waits. So the depth of what can be read is set by a bound on the
syntax (see ``parse``), and a recursion that never ends is still an error.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")

STRIDE = 24
"""After how many levels of syntax it is time to ask again; a level takes at most five calls."""
_FULL = 400
"""How many calls within each other may come before: less than half of what Python allows, as types recurse too."""


LONG = 100
"""How many bytes syntax has at least that could be deep: none is nested deeper than it has bytes."""


def full() -> bool:
    """Whether it is time to go on on a fresh stack."""
    try:
        sys._getframe(_FULL)
    except ValueError:
        return False
    return True


def afresh(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What a call gives or raises, made on the stack of another thread, with this one's context variables."""
    context = copy_context()
    with ThreadPoolExecutor(1) as fresh:
        return fresh.submit(lambda: context.run(function, *args, **kwargs)).result()


def call(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What a call gives or raises, made on a fresh stack where this one has no room left."""
    return afresh(function, *args, **kwargs) if full() else function(*args, **kwargs)
