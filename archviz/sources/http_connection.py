"""One HTTP/1.1 question over a connection of its own: through the environment's proxy, over TLS, redirects followed."""

from __future__ import annotations

import base64
import io
import socket
import ssl
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from archviz.model.errors import SourceError
from archviz.sources.addresses import Address, parse_address, redirected
from archviz.sources.http_reply import HttpError, Incoming, Reply, answered, read_reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.sources.patience import Patience

MOST_PLACES = 8
"""How many of the addresses that a host's name stands for are tried."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUFFER = 1 << 17


@contextmanager
def ask(url: str, fields: Mapping[str, str], patience: Patience) -> Iterator[Reply]:
    """Asks for what is at an address, with header fields beside the usual ones, and gives the reply.

    Raises HttpError where there is no reply, and SourceError where an address, first or later, is not to be asked.
    """
    address = parse_address(url)
    for _ in range(patience.redirects + 1):
        with _connected(address, patience) as (connection, target, more):
            reply = _exchange(connection, "GET", target, address.authority, {**more, **fields}, patience)
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
def _connected(address: Address, patience: Patience) -> Iterator[tuple[socket.socket, str, dict[str, str]]]:
    """A connection to a host or to its proxy; and the target to ask for and the fields that a proxy wants, if any."""
    proxy, fields = _proxy(address)
    connection = _reach(proxy or address, patience)
    try:
        if address.scheme == "https":
            if proxy is not None:
                _tunnel(connection, address, fields, patience)
            connection = _secured(connection, address.host, patience)
            fields = {}
        connection.settimeout(patience.stall)
        yield connection, str(address) if proxy and address.scheme == "http" else address.target, fields
    finally:
        connection.close()


def _reach(address: Address, patience: Patience) -> socket.socket:
    """A connection to the first of a host's addresses that takes one; ``again`` where it was refused or broke."""
    try:
        places = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise HttpError(str(error), again=error.errno == socket.EAI_AGAIN) from error
    except (OSError, ValueError) as error:
        raise HttpError(str(error)) from error
    reason: OSError = OSError("the name stands for no address")
    for family, kind, protocol, _, place in places[:MOST_PLACES]:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(patience.connect)
            connection.connect(place)
        except OSError as error:
            connection.close()
            reason = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    if isinstance(reason, TimeoutError):
        raise HttpError(f"timed out: no connection within {patience.connect:g} s") from reason
    raise HttpError(str(reason), again=True) from reason


def _secured(connection: socket.socket, host: str, patience: Patience) -> ssl.SSLSocket:
    """TLS over a connection, the host's certificate verified. Raises HttpError, the connection closed."""
    connection.settimeout(patience.connect)
    try:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=host.removesuffix("."))
    except ssl.SSLError as error:
        raise HttpError(f"no TLS: {error.reason or error}") from error
    except TimeoutError as error:
        raise HttpError(f"timed out: no TLS within {patience.connect:g} s") from error
    except (OSError, ValueError) as error:
        raise HttpError(f"no TLS: {error}", again=True) from error


def _tunnel(connection: socket.socket, address: Address, fields: Mapping[str, str], patience: Patience) -> None:
    """A proxy's connection through to a host (RFC 9110, section 9.3.6)."""
    place = f"{address.authority.removesuffix(f':{address.port}')}:{address.port}"
    connection.settimeout(patience.stall)
    reply = _exchange(connection, "CONNECT", place, place, fields, patience)
    if reply.status != HTTPStatus.OK:
        raise HttpError(f"the proxy {answered(reply.status)}")


def _exchange(
    connection: socket.socket, method: str, target: str, host: str, fields: Mapping[str, str], patience: Patience
) -> Reply:
    """Sends a request without a body and reads the head of the reply."""
    usual = {"Host": host, "User-Agent": "archviz", "Accept-Encoding": "identity", "Connection": "close"}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in {**usual, **fields}.items())]
    try:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    except (OSError, ValueError) as error:
        raise HttpError(str(error), again=isinstance(error, OSError)) from error
    # A tunnel says nothing before it is spoken to, so no byte of TLS is lost in the buffer of the proxy's reply.
    return read_reply(io.BufferedReader(Incoming(connection, patience), _BUFFER))


def _proxy(address: Address) -> tuple[Address | None, dict[str, str]]:
    """The proxy that the environment names for a host, and the field that carries its user's name and password.

    Raises SourceError where what it names is no HTTP proxy.
    """
    name = f"{address.scheme}_proxy"
    try:
        written = getproxies().get(address.scheme, "")
        if not written or proxy_bypass(address.authority):
            return None, {}
        parts = urlsplit(written if "://" in written else f"http://{written}")
        if parts.scheme != "http":
            raise ValueError("its scheme is not http")
        user, at, place = parts.netloc.rpartition("@")
        proxy = parse_address(f"http://{place}")
    except (ValueError, SourceError) as error:
        reason = error.message if isinstance(error, SourceError) else str(error)
        raise SourceError(f"the environment's {name} is no HTTP proxy: {reason}") from error
    secret = base64.b64encode(unquote(user).encode()).decode("ascii")
    return proxy, {"Proxy-Authorization": f"Basic {secret}"} if at else {}
