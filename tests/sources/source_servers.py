"""Servers on this machine to fetch from: git's own daemon, and HTTP that can misbehave."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def git_daemon(folder: Path) -> Iterator[str]:
    """Serves every repository in a folder; gives the address that their names are appended to."""
    port = free_port()
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", f"--base-path={folder}", "--export-all"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield f"git://127.0.0.1:{port}"
        finally:
            daemon.terminate()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        yield port


@dataclass
class Site:
    """What an HTTP server has: bytes by path, and paths to which only so many bytes are sent before it hangs up.

    ``cut_once`` does that for the first answer alone. A path with an ``etags`` entry is sent in parts when asked so
    (RFC 9110, section 14). ``answers`` are statuses, with a header field each, that a path gives first, one a request.
    """

    address: str
    pages: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    cut_once: dict[str, int] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    stalled: set[str] = field(default_factory=set)
    lengthless: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


@contextmanager
def http_site() -> Iterator[Site]:
    """Serves a site over HTTP on this machine."""
    free = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path)
            site.asked.append(path)
            page = site.pages.get(path)
            if site.answers.get(path):
                status, name, value = site.answers[path].pop(0)
                self.send_response(status)
                self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if page is None:
                self.send_error(404)
                return
            first = self._first(path)
            self.send_response(206 if first else 200)
            if first:
                self.send_header("Content-Range", f"bytes {first}-{len(page) - 1}/{len(page)}")
            if path in site.etags:
                self.send_header("ETag", site.etags[path])
            if path not in site.lengthless:
                self.send_header("Content-Length", str(len(page) - first))
            self.end_headers()
            self.wfile.write(page[first : site.cut_once.pop(path, site.cut.get(path, len(page)))])
            if path in site.stalled:
                self.wfile.flush()
                free.wait(60)

        def _first(self, path: str) -> int:
            """The first byte asked for, where the page is still what the client has a part of."""
            wanted = self.headers.get("Range", "")
            if wanted:
                site.parts.append(wanted)
            if path not in site.etags or self.headers.get("If-Range") != site.etags[path]:
                return 0
            return int(wanted.removeprefix("bytes=").removesuffix("-"))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keeps quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield site
        finally:
            free.set()
            server.shutdown()
            thread.join()


@dataclass
class Host:
    """A server that answers with whatever bytes it was given; ``asked`` are the requests that it had."""

    port: int
    asked: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        """What a path is appended to."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def raw_host(*replies: Iterable[bytes | float], tls: ssl.SSLContext | None = None) -> Iterator[Host]:
    """Answers the first connection with the first reply and so on, every later one with the last, and hangs up.

    A reply's pieces are bytes to send and seconds to wait before the next.
    """
    over = threading.Event()

    def answer(connection: socket.socket, reply: Iterable[bytes | float]) -> None:
        with suppress(OSError), connection:
            talk = tls.wrap_socket(connection, server_side=True) if tls else connection
            with talk:
                talk.settimeout(20)
                request = b""
                while not request.endswith(b"\r\n\r\n") and (more := talk.recv(4096)):
                    request += more
                host.asked.append(request)
                for piece in reply:
                    if isinstance(piece, bytes):
                        talk.sendall(piece)
                    elif over.wait(piece):
                        break
                talk.shutdown(socket.SHUT_WR)
                while talk.recv(4096):
                    """Until the client hangs up, so that nothing sent is lost."""

    def serve() -> None:
        number = 0
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            reply = replies[min(number, len(replies) - 1)]
            number += 1
            thread = threading.Thread(target=answer, args=(connection, reply))
            threads.append(thread)
            thread.start()

    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = Host(listener.getsockname()[1])
        accepting = threading.Thread(target=serve)
        accepting.start()
        try:
            yield host
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a TLS server for 127.0.0.1 needs, and the authority's certificate to trust it by."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusted = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    return context, trusted
