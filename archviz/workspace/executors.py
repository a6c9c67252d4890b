"""Other processes to work in, of this machine or of a cluster, each as a ``concurrent.futures.Executor``.

The processes of this machine are new ones, never copies of this one: a copy that is made while a thread holds a lock
waits for that lock for ever. They end with this process, however that ends, as then nobody holds the other end of their
pipes. docs/decisions/executors.md says why the standard library's pool is not used.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import pickle
import subprocess
import sys
import traceback
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, ParamSpec, TypeVar

from archviz.model.errors import ArchvizError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
P = ParamSpec("P")

_START = "import sys; loaded, *sys.path = sys.argv[1:]; from archviz.workspace.executors import work; work(loaded)"
_ATTEMPTS = 2
"""How often a piece of work is begun whose process ends before the work is done."""
_PATIENCE = 10
"""Seconds that a scheduler has to answer, and then to have a worker."""

_Given = tuple[Any, BaseException | None]
"""What a call gave, and None; or None, and what it raised."""


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor, and how many pieces of work it does at a time.

    ``elsewhere`` says that its workers may have other files than this process, so that the source has to be compared.
    """

    executor: Executor
    count: int
    elsewhere: bool = True


@contextmanager
def workers(jobs: int, module: str, scheduler: str = "") -> Iterator[Workers]:
    """Processes for as long as the block lasts: ``jobs`` of this machine, which begin with loading a ``module``.

    With a ``scheduler``, the address of a Dask scheduler such as ``tcp://10.0.0.5:8786``, its cluster's in their place.
    Raises ArchvizError where Dask is not installed, no scheduler answers, or it has no workers.
    """
    if scheduler:
        with _cluster(scheduler) as found:
            yield found
    else:
        with Processes(jobs, module) as executor:
            yield Workers(executor, jobs, elsewhere=False)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    try:
        from distributed import Client
        from distributed.comm import connect
    except ImportError as error:
        raise ArchvizError(
            "--scheduler needs Dask, which is not installed", hint="`pip install 'archviz[dask]'` installs it"
        ) from error

    async def answers() -> None:
        (await asyncio.wait_for(connect(address), _PATIENCE)).abort()

    try:
        asyncio.run(answers())  # a client that has waited in vain waits again when it is let go of
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:  # TimeoutError is an OSError
        raise ArchvizError(
            f"no Dask scheduler answers at {address}{f': {error}' if str(error) else ''}",
            hint="`dask scheduler` starts one and prints its address, `dask worker ADDRESS` a worker",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            hint = f"`dask worker {address}` starts one"
            raise ArchvizError(f"the Dask scheduler at {address} has no workers", hint=hint) from error
        yield Workers(client.get_executor(pure=False), sum(client.nthreads().values()))


def finished(future: Future[T]) -> T:
    """What a piece of work gives, waited for. Raises ArchvizError where its executor has lost it.

    The work has to be one that raises nothing but ArchvizErrors of its own.
    """
    try:
        return future.result()
    except ArchvizError:
        raise
    except (Exception, CancelledError) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        hint = "a worker may have been ended from outside, or for want of memory"
        raise ArchvizError(f"work was lost by those who were to do it: {said}", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Work:
    request: bytes
    future: Future[Any]


class Processes(Executor):
    """Processes of this machine that work as an executor.

    There are at most ``count`` of them, each started when there is work for it, and each begins with loading a module.
    One that ends is started again, and what it was doing is done a second time; where it ends again, the future raises
    ArchvizError. Where no process can be started, the work is done by a thread of this one. What a function raises has
    the traceback of the process as a note. At the end of a block that an exception leaves, all that is not done is
    given up.
    """

    def __init__(self, count: int = 1, module: str = __name__) -> None:
        self._module = module
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        self._closed = False
        self._given_up = False
        self._processes: list[_Process | None] = [None] * count
        self._threads = [Thread(target=self._serve, args=(place,), daemon=True) for place in range(count)]
        for thread in self._threads:
            thread.start()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.give_up()
        self.shutdown()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Has a function of a module called there. Arguments and result must be picklable."""
        if self._closed:
            raise RuntimeError("there is no work after the end")
        future: Future[T] = Future()
        self._work.put(_Work(pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL), future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes once everything is done, or with ``cancel_futures`` what has been begun."""
        if cancel_futures:
            self._cancel()
        if not self._closed:
            self._closed = True
            self._end_threads()
        if wait:
            for thread in self._threads:
                thread.join()

    def give_up(self) -> None:
        """Ends the processes now. What is not done never will be: its futures are cancelled, or say so."""
        self._given_up = True
        self._cancel()
        for process in self._processes:
            if process is not None:
                process.kill()

    def _cancel(self) -> None:
        with suppress(Empty):
            while True:
                if (work := self._work.get_nowait()) is not None:
                    work.future.cancel()
        if self._closed:  # the ends that were taken out with the work
            self._end_threads()

    def _end_threads(self) -> None:
        for _ in self._threads:
            self._work.put(None)

    def _serve(self, place: int) -> None:
        """The life of a thread: hands work to the process at a place, and takes what that gives."""
        while (work := self._work.get()) is not None:
            if work.future.set_running_or_notify_cancel():
                try:
                    value, error = self._done(place, work.request)
                except MemoryError as little:  # whoever waits for the work has to know
                    value, error = None, little
                if error is None:
                    work.future.set_result(value)
                else:
                    work.future.set_exception(error)
                del value, error  # a thread that waits holds nothing
            del work
        if (process := self._processes[place]) is not None:
            process.end()

    def _done(self, place: int, request: bytes) -> _Given:
        for _ in range(_ATTEMPTS):
            process = self._processes[place] = self._processes[place] or _started(self._module)
            if process is None:
                return _called(request)
            try:
                return process.ask(request)
            except (OSError, EOFError, pickle.UnpicklingError, MemoryError):
                process.end()
                self._processes[place] = None
                if self._given_up:
                    break
        return None, ArchvizError("a process has ended before its work was done", hint="was there enough memory?")


class _Process:
    """A started process."""

    def __init__(self, module: str) -> None:
        # -P: nothing is loaded from the working directory that this process would not load from there.
        command = [sys.executable, "-P", "-c", _START, module, *sys.path]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def ask(self, request: bytes) -> _Given:
        """What the process gives. Raises OSError, EOFError or UnpicklingError where it has ended.

        Raises MemoryError where there is no room for it. Nothing more can be asked of the process then.
        """
        if self._process.stdin is not None:
            self._process.stdin.write(len(request).to_bytes(8) + request)
            self._process.stdin.flush()
        given: _Given = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301  # from this program
        return given

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Kills the process, closes its pipes unread, for which no memory is needed, and waits for its end."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()


def _started(module: str) -> _Process | None:
    """A new process, None where the system starts none. Raises MemoryError where there is no memory for it."""
    try:
        return _Process(module)
    except OSError as error:
        if error.errno == errno.ENOMEM:  # there is none for the work itself, either
            raise MemoryError from error
        return None


def _called(request: bytes) -> _Given:
    function, args, kwargs = pickle.loads(request)  # noqa: S301  # from this program itself
    try:
        return function(*args, **kwargs), None
    except Exception as error:  # noqa: BLE001  # whoever asked has to deal with it
        error.add_note("".join(traceback.format_exception(error)))
        return None, error


def work(module: str) -> None:
    """The life of a started process: does what it is asked, until nobody can ask any more."""
    gc.set_threshold(100_000)  # looking for cycles, of which there are few, costs more than what it frees
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    asked: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    import_module(module)
    while True:
        answers.write(_packed(_called(asked.get())))
        answers.flush()


def _packed(given: _Given) -> bytes:
    try:
        packed = pickle.dumps(given, pickle.HIGHEST_PROTOCOL)
        if given[1] is not None:
            pickle.loads(packed)  # noqa: S301  # an exception of a library may go in and not come out again
    except Exception as error:  # noqa: BLE001
        return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {given[1] or error}")))
    return packed


def _listen(requests: BinaryIO, asked: SimpleQueue[bytes]) -> None:
    """Passes requests on, and ends the process where no more can be read: its parent has ended, or memory has."""
    try:
        while len(size := requests.read(8)) == 8:
            asked.put(requests.read(int.from_bytes(size)))
    finally:
        os._exit(0)
