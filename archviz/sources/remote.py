"""Sources from a public repository, as the archive that its host makes."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.archive import open_archive

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.progress import Progress
    from archviz.sources.tree import Tree

CONNECT = 5.0
"""Seconds within which a host must answer."""

STALL = 30.0
"""Seconds that a host may be silent once it has answered."""

_CHUNK = 1 << 17


def download(url: str, workspace: Path, progress: Progress) -> Tree:
    """Brings an archive over HTTPS or HTTP into the workspace, by the proxy that the environment names.

    Raises SourceError where the host does not answer, refuses, or stops early.
    """
    if not url.startswith(("https://", "http://")):
        raise SourceError(f"{url} is neither https nor http")
    file = workspace / "archive"
    opener = urllib.request.build_opener(_Http, _Https)
    opener.addheaders = [("User-Agent", "archviz")]
    try:
        with opener.open(url, timeout=CONNECT) as response, file.open("wb") as target:
            length = response.headers.get("Content-Length")
            progress.start(url, int(length) if length else None)
            try:
                while chunk := response.read(_CHUNK):
                    target.write(chunk)
                    progress.advance(len(chunk))
            finally:
                progress.done()
    except urllib.error.HTTPError as error:
        error.close()
        raise SourceError(f"{url} answers {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise SourceError(f"{url}: {reason}") from error
    if length and file.stat().st_size != int(length):
        raise SourceError(f"{url}: only {file.stat().st_size} of {length} bytes came")
    tree = open_archive(url, file)
    if tree is None:
        raise SourceError(f"{url} is no archive")
    return tree


class _PatientHttp(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(STALL)


class _PatientHttps(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(STALL)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PatientHttp, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PatientHttps, req)
