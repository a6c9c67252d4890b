"""One HTTP/1.1 question over a connection of its own: through the environment's proxy, over TLS, redirects followed.

The protocol is httpcore's, on h11, which refuses what RFC 9112 does not allow. How long and how much a host may answer
is bounded here, in the stream that both read from.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore

from archviz.model.errors import SourceError
from archviz.sources.providers.addresses import Address, parse_address, redirected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.sources.providers.patience import Patience

MOST_HEAD = 1 << 20
"""Bytes that a host may send before its reply's head is complete, replies such as ``100 Continue`` among them."""

_MOST_REASON = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LENGTH = re.compile(r"[0-9]{1,18}")
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


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply's status and header fields, by lower-case name; its body is still to be read.

    The body comes in pieces, exactly as long as the reply says; reading it raises HttpError where it is shorter or
    broken. A ``Content-Encoding`` stays: none was asked for, and a host that names one for a .tar.gz means the archive.
    """

    status: int
    fields: dict[str, tuple[str, ...]]
    body: Iterable[bytes]

    def field(self, name: str) -> str:
        """The value of a header field that is there once; "" where it is not there, or more than once."""
        values = self.fields.get(name, ())
        return values[0] if len(values) == 1 else ""

    def length(self) -> int | None:
        """How many bytes the body has; None where only its end will tell (RFC 9112, section 6.3)."""
        value = self.field("content-length")
        return int(value) if _LENGTH.fullmatch(value) and "transfer-encoding" not in self.fields else None


@contextmanager
def ask(url: str, fields: Mapping[str, str], patience: Patience) -> Iterator[Reply]:
    """Asks for what is at an address, with header fields beside the usual ones, and gives the reply.

    Raises HttpError where there is no reply, and SourceError where an address, first or later, is not to be asked.
    """
    address = parse_address(url)
    for _ in range(patience.redirects + 1):
        with _exchange(address, fields, patience) as reply:
            if reply.status not in _REDIRECTS:
                yield reply
                return
            location = reply.field("location")
        if not location:
            raise HttpError(f"{answered(reply.status)} and not where to go")
        try:
            address = redirected(address, location)
        except SourceError as error:
            raise HttpError(f"it redirects, and {error.message}") from error
    raise HttpError(f"it redirects more than {patience.redirects} times")


@contextmanager
def _exchange(address: Address, fields: Mapping[str, str], patience: Patience) -> Iterator[Reply]:
    """Asks at one address and gives what it answers, redirects too."""
    usual = {"Host": address.authority, "User-Agent": "archviz", "Accept-Encoding": "identity", "Connection": "close"}
    timeouts = {"connect": patience.connect, "read": patience.stall, "write": patience.stall}
    backend = _Backend(patience)
    with (
        httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), proxy=_proxy(address), network_backend=backend
        ) as pool,
        _named(backend, patience),
        pool.stream(
            "GET", str(address), headers=[*usual.items(), *fields.items()], extensions={"timeout": timeouts}
        ) as response,
    ):
        backend.head_is_there()
        found: dict[str, tuple[str, ...]] = {}
        for written, value in response.headers:
            name = written.decode("ascii").lower()
            found[name] = (*found.get(name, ()), value.decode("utf-8", "replace"))
        yield Reply(response.status, found, response.iter_stream())


@contextmanager
def _named(backend: _Backend, patience: Patience) -> Iterator[None]:
    """Raises HttpError for what httpcore raises; ``again`` where the connection broke, not where the reply is wrong."""
    try:
        yield
    except httpcore.ProxyError as error:
        raise HttpError(f"the proxy answers {str(error)[:_MOST_REASON]}") from error
    except httpcore.ConnectTimeout as error:
        raise HttpError(f"timed out: no connection within {patience.connect:g} s") from error
    except httpcore.TimeoutException as error:
        raise HttpError(f"timed out: nothing came for {patience.stall:g} s", again=True) from error
    except httpcore.ProtocolError as error:
        if backend.ended():
            raise HttpError("it hung up before its answer was complete", again=True) from error
        raise HttpError(f"what it answers is not HTTP/1.1: {str(error)[:_MOST_REASON]}") from error
    except httpcore.NetworkError as error:
        cause = error.__context__
        if isinstance(cause, ssl.SSLError):
            raise HttpError(f"no TLS: {cause.reason or cause}") from error
        unknown = isinstance(cause, socket.gaierror) and cause.errno != socket.EAI_AGAIN
        raise HttpError(str(error) or type(error).__name__, again=not unknown) from error


class _Backend(httpcore.SyncBackend):
    """Makes connections that bring as much as patience allows."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._incoming: _Incoming | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host. Raises httpcore.ConnectError and httpcore.ConnectTimeout."""
        made = super().connect_tcp(host, port, timeout, local_address, socket_options)
        self._incoming = _Incoming(made, self._patience)
        return self._incoming

    def head_is_there(self) -> None:
        """From now on it is a reply's body that comes."""
        if self._incoming is not None:
            self._incoming.meter.head = False

    def ended(self) -> bool:
        """Whether the host has hung up."""
        return self._incoming is not None and self._incoming.meter.ended


class _Meter:
    """How much has come over a connection, and how long that took."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._end = time.monotonic() + patience.longest
        self._waited, self._came = 0.0, 0
        self._whole = 0
        self.head, self.ended = True, False

    def take(self, count: int, seconds: float) -> None:
        """Counts bytes that came after some seconds. Raises HttpError beyond a bound."""
        self._waited += seconds
        self._came += count
        self._whole += count
        self.ended = not count
        if self.head and self._whole > MOST_HEAD:
            raise HttpError(f"more than {MOST_HEAD} bytes came before the reply's head was complete")
        if time.monotonic() > self._end:
            raise HttpError(f"timed out: it took more than {self._patience.longest:g} s")
        if count and self._waited > self._patience.window:
            if self._came < self._patience.slowest * self._waited:
                raise HttpError(f"timed out: fewer than {self._patience.slowest} bytes a second came")
            self._waited, self._came = 0.0, 0


class _Incoming(httpcore.NetworkStream):
    """A connection, with or without TLS, whose reading is metered."""

    def __init__(self, stream: httpcore.NetworkStream, patience: Patience, meter: _Meter | None = None) -> None:
        self._stream = stream
        self._patience = patience
        self.meter = meter or _Meter(patience)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; none at the end."""
        began = time.monotonic()
        found = self._stream.read(max_bytes, timeout)
        self.meter.take(len(found), time.monotonic() - began)
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends bytes."""
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection over TLS."""
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _Incoming(secured, self._patience, self.meter)

    def get_extra_info(self, info: str) -> object:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _proxy(address: Address) -> httpcore.Proxy | None:
    """The proxy that the environment names for a host. Raises SourceError where what it names is no HTTP proxy."""
    name = f"{address.scheme}_proxy"
    try:
        written = getproxies().get(address.scheme, "")
        if not written or proxy_bypass(address.authority):
            return None
        parts = urlsplit(written if "://" in written else f"http://{written}")
        if parts.scheme != "http":
            raise ValueError("its scheme is not http")
        user, at, place = parts.netloc.rpartition("@")
        proxy = parse_address(f"http://{place}")
    except (ValueError, SourceError) as error:
        reason = error.message if isinstance(error, SourceError) else str(error)
        raise SourceError(f"the environment's {name} is no HTTP proxy: {reason}") from error
    secret, _, password = user.partition(":")
    return httpcore.Proxy(str(proxy), auth=(unquote(secret), unquote(password)) if at else None)
