"""An HTTP/1.1 reply, read from a connection that may send anything (RFC 9112).

Python's own client takes a negative chunk size for "all there is", reads replies ``100 Continue`` and trailers without
an end, and waits for a byte at a time as long as one comes. Here every line, every number and every wait has a bound.
"""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from archviz.sources.patience import Patience

MOST_LINE = 1 << 16
"""Bytes of one line of a reply's head."""

MOST_FIELDS = 200
"""Header fields of a reply, and as many trailers."""

MOST_INTERIM = 10
"""Replies such as ``100 Continue`` before the one that counts."""

_CHUNK = 1 << 17
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})(?: .*)?")
_FIELD_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile(r"[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_CUT = "it hung up in the middle of its answer"
_STATUSES = {status.value: status.phrase for status in HTTPStatus}


class HttpError(SourceError):
    """A host that cannot be reached, or a reply that cannot be used.

    ``status`` is the reply's status where that is why, else 0. With ``again`` the same question may be answered later,
    after ``wait`` seconds where the host says how long.
    """

    def __init__(self, message: str, *, status: int = 0, again: bool = False, wait: float = 0) -> None:
        super().__init__(message)
        self.status = status
        self.again = again
        self.wait = wait


def answered(status: int) -> str:
    """A status with its name, as in RFC 9110, whatever words the host has for it."""
    return f"answers {status} {_STATUSES.get(status, '')}".rstrip()


class Incoming(io.RawIOBase):
    """What a connection brings, as long as it brings enough. Raises HttpError where it breaks, stalls or trickles."""

    def __init__(self, connection: socket.socket, patience: Patience) -> None:
        self._connection = connection
        self._patience = patience
        self._end = time.monotonic() + patience.longest
        self._waited, self._came = 0.0, 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives a memoryview
        """The next bytes, as many as there are; 0 at the end."""
        began = time.monotonic()
        try:
            count = self._connection.recv_into(buffer)
        except TimeoutError as error:
            raise HttpError(f"timed out: nothing came for {self._patience.stall:g} s", again=True) from error
        except (OSError, ValueError) as error:
            raise HttpError(str(error) or type(error).__name__, again=True) from error
        now = time.monotonic()
        self._waited += now - began
        self._came += count
        if now > self._end:
            raise HttpError(f"timed out: it took more than {self._patience.longest:g} s")
        if count and self._waited > self._patience.window:
            if self._came < self._patience.slowest * self._waited:
                raise HttpError(f"timed out: fewer than {self._patience.slowest} bytes a second came")
            self._waited, self._came = 0.0, 0
        return count


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply's status and header fields, by lower-case name; its body is still to be read."""

    status: int
    fields: dict[str, tuple[str, ...]]
    incoming: io.BufferedReader

    def field(self, name: str) -> str:
        """The value of a header field that is there once; "" where it is not there, or more than once."""
        values = self.fields.get(name, ())
        return values[0] if len(values) == 1 else ""

    def length(self) -> int | None:
        """How many bytes the body has; None where only its end will tell (RFC 9112, section 6.3).

        Raises HttpError where ``Content-Length`` is no number, or more than one.
        """
        values = {value.strip() for field in self.fields.get("content-length", ()) for value in field.split(",")}
        if not values:
            return None
        if len(values) > 1 or not _LENGTH.fullmatch(value := values.pop()):
            raise HttpError("its Content-Length is no number of bytes")
        if "transfer-encoding" in self.fields:
            raise HttpError("it has a Content-Length and a Transfer-Encoding")
        return int(value)

    def body(self) -> Iterator[bytes]:
        """The body in pieces, exactly as long as the reply says. Raises HttpError where it is shorter or broken.

        A ``Content-Encoding`` stays: none was asked for, and a host that names one for a .tar.gz means the archive.
        """
        length = self.length()
        codings = self.fields.get("transfer-encoding", ())
        if codings and ",".join(codings).lower() != "chunked":
            raise HttpError("its Transfer-Encoding is not chunked")
        if codings:
            yield from self._chunks()
        elif length is not None:
            yield from self._exactly(length)
        else:
            while piece := self.incoming.read1(_CHUNK):
                yield piece

    def _exactly(self, length: int) -> Iterator[bytes]:
        left = length
        while left:
            piece = self.incoming.read1(min(left, _CHUNK))
            if not piece:
                raise HttpError(f"only {length - left} of {length} bytes came", again=True)
            left -= len(piece)
            yield piece

    def _chunks(self) -> Iterator[bytes]:
        """The chunked transfer coding, its trailers passed over (RFC 9112, section 7.1)."""
        while True:
            found = _CHUNK_SIZE.fullmatch(_line(self.incoming))
            if not found:
                raise HttpError("a chunk's size is no number of bytes")
            size = int(found[1], 16)
            if not size:
                break
            yield from self._exactly(size)
            end = self.incoming.read(2)
            if end != b"\r\n":
                short = len(end) < len(b"\r\n")
                raise HttpError(_CUT if short else "a chunk does not end where its size says", again=short)
        _read_fields(self.incoming)


def read_reply(incoming: io.BufferedReader) -> Reply:
    """The head of the next reply that counts. Raises HttpError where what comes is no HTTP/1.1."""
    for _ in range(MOST_INTERIM + 1):
        found = _STATUS.fullmatch(_line(incoming))
        if not found:
            raise HttpError("what it answers is not HTTP/1.1")
        status, fields = int(found[1]), _read_fields(incoming)
        if status >= HTTPStatus.OK:
            return Reply(status, fields, incoming)
    raise HttpError(f"more than {MOST_INTERIM} replies came before the one that counts")


def _read_fields(incoming: io.BufferedReader) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for _ in range(MOST_FIELDS + 1):
        line = _line(incoming)
        if not line:
            return fields
        written, colon, value = line.partition(b":")
        if not colon or not _FIELD_NAME.fullmatch(written):
            raise HttpError("a line of its head is no header field")
        name = written.decode("ascii").lower()
        fields[name] = (*fields.get(name, ()), value.strip(b" \t").decode("utf-8", "replace"))
    raise HttpError(f"more than {MOST_FIELDS} header fields came")


def _line(incoming: io.BufferedReader) -> bytes:
    """The next line without its end. Raises HttpError where it is too long, or the end comes first."""
    line = incoming.readline(MOST_LINE)
    if not line.endswith(b"\n"):
        if len(line) == MOST_LINE:
            raise HttpError(f"a line of more than {MOST_LINE} bytes came")
        raise HttpError(_CUT if line else "it hung up without an answer", again=True)
    return line.removesuffix(b"\n").removesuffix(b"\r")
