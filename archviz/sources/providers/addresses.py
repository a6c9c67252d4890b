"""Addresses to download from: ``http`` and ``https`` as RFC 3986 writes them, checked before anybody is asked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from archviz.model.errors import SourceError

MOST_CHARACTERS = 8000
"""How long an address may be: what RFC 9110, section 4.1, recommends to support."""

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_MOST_HOST = 253
_USER = re.compile(r"^([^/?#]*//)[^/?#]*@")
_WRITTEN = "/%:=&~+!$,;'@()*[]"
"""What stays as it is in a path and a query, beside letters, digits and ``_.-``."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask and for what.

    ``host`` is a name in ASCII or an IP address without brackets, ``target`` the path and query as they are sent.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port, the port left out where it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(text: str) -> Address:
    """An address from its text; spaces and letters beyond ASCII are percent-encoded, what follows ``#`` is left out.

    Raises SourceError where it is neither https nor http, names no host that could be one, or holds a user name.
    """
    _check_printable(text)
    scheme = text.partition(":")[0].lower()
    if scheme not in _PORTS or not text[len(scheme) :].startswith("://"):
        raise SourceError(f"{shown(text)} is neither https nor http")
    if len(text) > MOST_CHARACTERS:
        raise SourceError(
            f"{shown(text[:60])}… is longer than the {MOST_CHARACTERS} characters that an address may have"
        )
    try:
        parts = urlsplit(text)
        port = _PORTS[scheme] if parts.port is None else parts.port
        host = _host(parts.hostname or "")
        target = quote(parts.path or "/", safe=_WRITTEN) + (
            f"?{quote(parts.query, safe=_WRITTEN + '?')}" if parts.query else ""
        )
    except ValueError as error:
        raise SourceError(f"{shown(text)} is no address: {error}") from error
    if "@" in parts.netloc:
        raise SourceError(f"{shown(text)} holds a user name, and archviz sends none")
    if port == 0:
        raise SourceError(f"{shown(text)} is no address: there is no port 0")
    return Address(scheme, host, port, target)


def redirected(address: Address, location: str) -> Address:
    """Where an answer's ``Location`` leads from an address (RFC 9110, section 10.2.2).

    Raises SourceError as ``parse_address`` does, and where it leads from https to http.
    """
    _check_printable(location)
    try:
        text = urljoin(str(address), location)
    except ValueError as error:
        raise SourceError(f"{shown(location)} is no address: {error}") from error
    found = parse_address(text)
    if address.scheme == "https" and found.scheme == "http":
        raise SourceError(f"{found} is not encrypted, and {address} is")
    return found


def shown(text: str) -> str:
    """An address as it may be shown: without the user name and password that it may hold."""
    return _USER.sub(r"\1…@", text)


def _check_printable(text: str) -> None:
    if not text.isprintable():
        raise SourceError(f"{shown(text[:60])!r} is no address: it holds a character that cannot be printed")


def _host(name: str) -> str:
    """A host's name in ASCII, or its IP address. Raises ValueError where it is neither."""
    if ":" in name:
        return str(ipaddress.IPv6Address(name if "%" not in name else ""))  # a zone means nothing to another machine
    if not name or len(name) > _MOST_HOST:
        raise ValueError("it names no host" if not name else f"its host is longer than {_MOST_HOST} characters")
    encoded = name.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(encoded):
        raise ValueError(f"{name!r} is no host")
    return encoded
