"""Work in a second process of this program, asked for and answered by pickles over pipes.

The process is a new one, never a copy of this one: a copy that is made while a thread holds a lock waits for that lock
for ever. It ends with this process, however that ends, as then nobody holds the other end of its pipe.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import traceback
from collections import deque
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, ParamSpec, Self, TypeVar

from archviz.model.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
P = ParamSpec("P")

_START = "import sys; loaded, *sys.path = sys.argv[1:]; from archviz.workspace.worker import work; work(loaded)"


class PendingResult(Generic[T]):
    """What a piece of work will give."""

    def __init__(self, process: _Process | None = None) -> None:
        self._process = process
        self.given: tuple[T | None, BaseException | None] | None = None

    @property
    def failed(self) -> bool:
        """Whether it is known that the work has ended with an exception."""
        return self.given is not None and self.given[1] is not None

    def result(self) -> T:
        """Waits for what the work gives. Raises what it raised, and RenderError where the process has ended."""
        while self.given is None and self._process is not None:
            self._process.receive()
        value, error = self.given or (None, None)
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # as there is no error


class Worker:
    """A second process for as long as the block lasts, started again where it has ended.

    It begins with loading a module. Where no process can be started, the work is done in this one.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._process = _started(module)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.end()

    @property
    def pid(self) -> int | None:
        """The number of the process; None where there is none."""
        return None if self._process is None else self._process.pid

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> PendingResult[T]:
        """Has a function of a module called there, one after the other. Arguments and result must be picklable."""
        request = pickle.dumps((work, args, kwargs), pickle.HIGHEST_PROTOCOL)
        for _ in range(2):
            if self._process is None:
                break
            try:
                return self._process.ask(request)
            except BrokenPipeError:
                self._process.end()
                self._process = _started(self._module)
        answer: PendingResult[T] = PendingResult()
        answer.given = _done(work, args, kwargs)
        return answer


class _Process:
    """A started process, and the answers that it owes."""

    def __init__(self, module: str) -> None:
        # -P: nothing is loaded from the working directory that this process would not load from there.
        command = [sys.executable, "-P", "-c", _START, module, *sys.path]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._owed: deque[PendingResult[Any]] = deque()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: bytes) -> PendingResult[Any]:
        if self._process.stdin is not None:
            self._process.stdin.write(len(request).to_bytes(8) + request)
            self._process.stdin.flush()
        answer: PendingResult[Any] = PendingResult(self)
        self._owed.append(answer)
        return answer

    def receive(self) -> None:
        """Reads the next answer."""
        given: tuple[Any, BaseException | None]
        try:
            given = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301  # from this program itself
        except (EOFError, OSError, pickle.UnpicklingError):
            given = None, RenderError("the second process has ended", hint="was there enough memory?")
        self._owed.popleft().given = given

    def end(self) -> None:
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.communicate()


def _started(module: str) -> _Process | None:
    try:
        return _Process(module)
    except (OSError, MemoryError):
        return None


def _done(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Exception | None]:
    try:
        return function(*args, **kwargs), None
    except Exception as error:  # noqa: BLE001  # whoever asked has to deal with it
        error.add_note("".join(traceback.format_exception(error)))
        return None, error


def work(module: str) -> None:
    """The life of the second process: answers what it is asked, until nobody can ask any more."""
    gc.set_threshold(100_000)  # looking for cycles, of which there are few, costs more than what it frees
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    asked: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    import_module(module)
    while True:
        function, args, kwargs = pickle.loads(asked.get())  # noqa: S301  # from this program itself
        answers.write(_packed(_done(function, args, kwargs)))
        answers.flush()


def _packed(given: tuple[Any, Exception | None]) -> bytes:
    try:
        packed = pickle.dumps(given, pickle.HIGHEST_PROTOCOL)
        if given[1] is not None:
            pickle.loads(packed)  # noqa: S301  # an exception of a library may go in and not come out again
    except Exception as error:  # noqa: BLE001
        return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {given[1] or error}")))
    return packed


def _listen(requests: BinaryIO, asked: SimpleQueue[bytes]) -> None:
    """Passes requests on, and ends the process where there can be no more: the first process has ended."""
    while len(size := requests.read(8)) == 8:
        asked.put(requests.read(int.from_bytes(size)))
    os._exit(0)
