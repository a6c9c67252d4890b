"""What a host may answer to a download: a good reply, changed; served once on a socket of this machine."""

from __future__ import annotations

import os
import random
import re
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from hypothesis import strategies as st

from archviz.model.errors import SourceError
from archviz.sources.progress import Silent
from archviz.sources.providers.patience import Patience
from archviz.sources.providers.transfer import transfer

SECONDS = 2.0

PATIENCE = Patience(connect=5, stall=5, tries=1, redirects=0, most=1 << 20)
"""Not sent elsewhere, so that no other host is asked."""

_BODY = bytes(range(256)) * 8
_CHUNKS = b"400;x=y\r\n%b\r\n%x\r\n%b\r\n0\r\nX-Sum: 1\r\n\r\n" % (_BODY[:1024], len(_BODY) - 1024, _BODY[1024:])
_GOOD = (
    b"HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: %d\r\nContent-Type: application/gzip\r\n\r\n" % len(_BODY)
    + _BODY,
    b'HTTP/1.1 200 OK\r\nETag: "one"\r\nTransfer-Encoding: chunked\r\n\r\n' + _CHUNKS,
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + _BODY,
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 302 Found\r\nLocation: https://example.com/x\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n",
)
_PARTS = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b"\t",
        b":",
        b";",
        b",",
        b"-",
        b"+",
        b"0x",
        b"_",
        b"\xff",
        b"\x1b[2J",
        b"9" * 40,
    ),
    *(
        b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"HTTP/1.1 100 C\r\n\r\n",
    ),
    *(
        b"Content-Encoding: gzip\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"5\r\nhello\r\n",
        b"X: y\r\n" * 300,
        b"z" * 70000,
    ),
)


def _changed(source: random.Random) -> bytes:
    """A good reply with up to six places cut, doubled, overwritten, or with something put in."""
    reply = bytearray(source.choice(_GOOD))
    for _ in range(source.randrange(7)):
        head = max(reply.find(b"\r\n\r\n"), 0) + 8
        place = source.randrange(min(len(reply), head) if source.random() < 0.8 else len(reply) or 1) if reply else 0
        length = source.randrange(1, 20)
        match source.randrange(5):
            case 0:
                del reply[place : place + length]
            case 1:
                reply[place:place] = reply[place : place + length]
            case 2:
                reply[place : place + 1] = bytes([source.randrange(256)])
            case 3:
                reply[place:place] = source.choice(_PARTS)
            case _:
                del reply[place + source.randrange(200) :]
    return bytes(reply)


CASES: st.SearchStrategy[bytes] = st.integers(0, 2**63).map(lambda seed: _changed(random.Random(seed)))  # noqa: S311  # no secret


def run(case: bytes) -> str:
    """Downloads what a host answers with: a reason, or exactly what the reply announced."""
    os.environ["no_proxy"] = "127.0.0.1"  # whatever proxy this machine has
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        file = Path(folder, "file")
        serving = threading.Thread(target=_serve, args=(listener, case))
        serving.start()
        try:
            transfer(f"http://127.0.0.1:{listener.getsockname()[1]}/x", file, Silent(), PATIENCE)
        except SourceError as error:
            reason = error.message
        else:
            reason = ""
        finally:
            serving.join()
        assert reason.isprintable()
        assert reason or file.read_bytes() == _announced(case)
        return "refused" if reason else "downloaded"


def _serve(listener: socket.socket, reply: bytes) -> None:
    with suppress(OSError):
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            while not connection.recv(4096).endswith(b"\r\n\r\n"):
                """The request is read to its end, or hanging up would take the reply back."""
            connection.sendall(reply)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                """Until the client hangs up."""


def _announced(reply: bytes) -> bytes:
    """The body of a reply that was taken, by other means: what is left after the interim replies and the head."""
    rest = reply
    status = b"1"
    while status.startswith(b"1"):
        status = rest.split(b" ", 2)[1]
        found = re.search(rb"\r?\n\r?\n", rest)
        assert found
        head, rest = rest[: found.start()].lower(), rest[found.end() :]
    assert status[:3] == b"200"
    if b"\ntransfer-encoding:" in head:
        return _unchunked(rest)
    length = re.search(rb"\ncontent-length:[ \t]*([0-9]+)", head)
    assert not length or int(length[1]) <= len(rest)
    return rest[: int(length[1])] if length else rest


def _unchunked(rest: bytes) -> bytes:
    line, _, rest = rest.partition(b"\n")
    found = re.match(rb"[0-9A-Fa-f]+", line)
    assert found
    size = int(found[0], 16)
    assert not size or rest[size : size + 2] == b"\r\n"
    return rest[:size] + _unchunked(rest[size + 2 :]) if size else b""
