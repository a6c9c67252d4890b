"""The site over HTTP for this machine alone, from memory; open pages are told when they have changed."""

from __future__ import annotations

import errno
import hashlib
import html
import json
import os
import sys
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from socketserver import ThreadingTCPServer
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, unquote_to_bytes, urlsplit

from archviz.model.errors import ArchvizError
from archviz.model.faults import TRACEBACK
from archviz.model.safe import visible
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from socket import socket
    from typing import Self

_ADDRESS = "127.0.0.1"
_NAMES = (_ADDRESS, "localhost", "[::1]")
"""What a request may call this machine. A page of another host whose name has come to mean 127.0.0.1 says that name."""

_METHODS = ("GET", "HEAD")
_SCRIPT, _EVENTS = "/.archviz/reload.js", "/.archviz/events"
_PAUSE = 0.05
"""Seconds to wait where no connection can be taken."""

_PULSE = 15.0
"""Seconds after which a listening page is written to although nothing has happened: so one that is gone is noticed."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tour": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


_MISSING = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found</title>
</head>
<body>
<h1>Not found</h1>
<p>The site has no {path}.</p>
<p>It begins here:</p>
<ul>{links}</ul>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What is served: the files by path, and what went wrong with a later build."""

    files: Mapping[str, bytes]
    problem: str = ""

    def mark(self, page: str) -> str:
        """Other where a page looks other: over the page, all style and scripts, and the pictures that it names."""
        content = self.files.get(page)
        if content is None:
            return ""
        digest = hashlib.sha256(content)
        for path, other in self.files.items():
            kind = _kind(path)
            named = kind.startswith("image/") and PurePosixPath(path).name.encode() in content
            if named or kind.startswith(("text/css", "text/javascript")):
                digest.update(other)
        return digest.hexdigest()[:16]

    def starts(self) -> tuple[str, ...]:
        """Where readers begin: the top, or the folders of several articles."""
        if "index.html" in self.files:
            return ("/",)
        pages = (path.split("/") for path in self.files)
        return tuple(f"/{parts[0]}/" for parts in pages if len(parts) == 2 and parts[1] == "index.html")


class SiteServer(ThreadingTCPServer):
    """Takes a port of 127.0.0.1 when made, and answers from the first ``show`` until the block ends.

    Port 0 is any free one. Raises ArchvizError where the port cannot be had.
    """

    allow_reuse_address = os.name == "posix"  # elsewhere it lets two servers take one port
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self._changed = threading.Condition()
        self._shown: _Shown | None = None
        self._ended = False
        try:
            super().__init__((_ADDRESS, port), _Handler)
        except OSError as error:
            why = "in use" if error.errno == errno.EADDRINUSE else f"not to be had: {error.strerror}"
            raise ArchvizError(f"port {port} is {why}", hint="--port names another, and 0 takes a free one") from error

    @property
    def url(self) -> str:
        """The address of the site's top."""
        return f"http://{_ADDRESS}:{self.server_address[1]}/"

    @property
    def serving(self) -> bool:
        """Whether there is a site to serve."""
        return self._shown is not None

    @property
    def shown(self) -> _Shown:
        """What is served now."""
        return self._shown or _Shown({})

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that mean this server."""
        port = self.server_address[1]
        return frozenset(f"{name}:{port}" for name in _NAMES) | (frozenset(_NAMES) if port == 80 else frozenset())

    def show(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Serves these files from now on, by their paths with ``/`` between; gives the paths of those that changed."""
        before = self.shown.files
        if self._shown is None:
            threading.Thread(target=self.serve_forever, daemon=True).start()
        self._announce(_Shown(files))
        return tuple(sorted(path for path in files.keys() | before.keys() if files.get(path) != before.get(path)))

    def warn(self, problem: str) -> None:
        """Serves the same files, and tells the open pages what went wrong with those that were to come."""
        self._announce(replace(self.shown, problem=problem))

    def news(self, told: _Shown | None) -> _Shown | None:
        """What is served, once it is not what was told before or after a while; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._shown is not told, _PULSE)
            return None if self._ended else self._shown

    def _announce(self, shown: _Shown) -> None:
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._shown is not None:
            self.shutdown()
        self.server_close()

    def get_request(self) -> tuple[socket, Any]:
        """The next connection; where the system has none left, the others have a moment to end."""
        try:
            return super().get_request()
        except OSError:
            sleep(_PAUSE)
            raise

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Passes over browsers that have gone away, and what else one request comes to."""
        if os.environ.get(TRACEBACK) and not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def parse_request(self) -> bool:
        """Reads a request's head; one that is not for this server is refused here."""
        if not super().parse_request():
            return False
        hosts = self.headers.get_all("Host", [])
        try:
            named = urlsplit(self.path).netloc or hosts[0]
        except (IndexError, ValueError):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        if len(hosts) != 1:
            return self._refuse(HTTPStatus.BAD_REQUEST)  # RFC 9112, section 3.2
        if named.lower() not in self.server.hosts:
            return self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        if self.command not in _METHODS:
            return self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        return True

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path = unquote_to_bytes(url.path.encode("latin-1")).decode("utf-8", "replace")
        if path == _EVENTS:
            self._events(url.query)
        elif path == _SCRIPT:
            self._answer(HTTPStatus.OK, _TYPES[".js"], (shipped("templates") / "serve/reload.js").read_bytes())
        else:
            self._file(path, url.query)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _file(self, path: str, query: str) -> None:
        shown = self.server.shown
        name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
        content = shown.files.get(name)
        kind = _kind(name)
        if content is None and f"{name}/index.html" in shown.files:
            place = quote(f"/{name}/") + (f"?{query}" if query else "")
            self._answer(HTTPStatus.FOUND, _TYPES[".txt"], b"", {"Location": place})
        elif content is None:
            self._answer(HTTPStatus.NOT_FOUND, _TYPES[".html"], _listening(_missing(path, shown), name, shown))
        elif kind == _TYPES[".html"]:
            self._answer(HTTPStatus.OK, kind, _listening(content, name, shown))
        else:
            self._answer(HTTPStatus.OK, kind, content)

    def _events(self, query: str) -> None:
        """Tells a page, over and over, whether it has changed since it was loaded.

        The form is that of the HTML standard, "Server-sent events".
        """
        asked = parse_qs(query)
        page, mark = (unquote(asked.get(name, [""])[0]) for name in ("page", "mark"))
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 1000\n\n")
        told: _Shown | None = None
        while (now := self.server.news(told)) is not None:
            news = {"changed": now.mark(page) != mark, "problem": now.problem}
            self.wfile.write(b":\n\n" if now is told else f"data: {json.dumps(news)}\n\n".encode())
            told = now

    def _refuse(self, status: HTTPStatus) -> bool:
        self.close_connection = True  # whatever else the request holds is not read
        more = {"Connection": "close", "Allow": ", ".join(_METHODS)}
        self._answer(status, _TYPES[".txt"], f"{status.phrase}\n".encode(), more)
        return False

    def _answer(self, status: HTTPStatus, kind: str, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def version_string(self) -> str:
        """The program's name alone."""
        return "archviz"

    def log_message(self, *_: object) -> None:
        """Says nothing: what goes on in the browser is no news in the terminal."""


def _kind(path: str) -> str:
    return _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")


def _listening(content: bytes, page: str, shown: _Shown) -> bytes:
    """A page with the script that loads it again."""
    name, mark = quote(page), shown.mark(page)
    script = f'<script src="{_SCRIPT}" data-page="{name}" data-mark="{mark}" defer></script>\n'
    before, head, after = content.partition(b"</head>")
    return before + script.encode() + head + after


def _missing(path: str, shown: _Shown) -> bytes:
    links = "".join(f'<li><a href="{quote(start)}">{html.escape(start)}</a></li>' for start in shown.starts())
    return _MISSING.format(path=html.escape(visible(path)), links=links).encode()
