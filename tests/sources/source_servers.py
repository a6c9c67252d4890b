"""Servers on this machine to fetch from: git's own daemon, and HTTP that can misbehave."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """What an HTTP server has: bytes by path, and paths to which only so many bytes are sent before it hangs up."""

    address: str
    pages: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    stalled: set[str] = field(default_factory=set)
    lengthless: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)


@contextmanager
def http_site() -> Iterator[Site]:
    """Serves a site over HTTP on this machine."""
    free = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path)
            site.asked.append(path)
            page = site.pages.get(path)
            if page is None:
                self.send_error(404)
                return
            self.send_response(200)
            if path not in site.lengthless:
                self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page[: site.cut.get(path, len(page))])
            if path in site.stalled:
                self.wfile.flush()
                free.wait(60)

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
