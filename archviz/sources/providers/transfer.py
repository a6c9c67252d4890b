"""A download into a file: asked for again where it breaks off, and resumed where the host can do that."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.providers.addresses import shown
from archviz.sources.providers.http import HttpError, Reply, answered, ask
from archviz.sources.providers.patience import Patience

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.progress import Progress

PATIENCE = Patience()

_ETAG = re.compile(r'"[\x21\x23-\x7e]*"')
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_SECONDS = re.compile(r"[0-9]{1,9}")


def transfer(
    url: str, file: Path, progress: Progress, patience: Patience | None = None, *, most: int | None = None
) -> None:
    """Brings what is at an http or https address into a file of at most so many bytes.

    Raises HttpError, naming the address, where the host cannot be had or does not send all of it, and SourceError where
    the file cannot be written.
    """
    patience = patience or PATIENCE
    download = _Download(url, file, progress, replace(patience, most=min(most or patience.most, patience.most)))
    try:
        download.run()
    except HttpError as error:
        where = f"{shown(url)} {error.message}" if error.status else f"{shown(url)}: {error.message}"
        tried = f" ({download.tries} tries)" if download.tries > 1 else ""
        raise HttpError(where + tried, status=error.status) from error
    except OSError as error:
        raise SourceError(f"cannot write {file}: {error.strerror}") from error


class _Download:
    """What is at an address, as far as it has come: so many bytes, of the state that the host names by ``tag``."""

    def __init__(self, url: str, file: Path, progress: Progress, patience: Patience) -> None:
        self.tries = 0
        self._url, self._file, self._progress, self._patience = url, file, progress, patience
        self._size, self._tag = 0, ""

    def run(self) -> None:
        """Tries until all is there or trying again is of no use."""
        pause = self._patience.pause
        while True:
            self.tries += 1
            try:
                return self._try()
            except HttpError as error:
                if not error.again or self.tries >= self._patience.tries:
                    raise
                time.sleep(min(max(pause, error.wait), self._patience.longest_pause))
            pause *= 2

    def _try(self) -> None:
        """Asks once, for what is missing alone where the host can tell that it is still the same (RFC 9110, 13.1.5)."""
        if not self._tag:
            self._size = 0
        wanted = {"Range": f"bytes={self._size}-", "If-Range": self._tag} if self._size else {}
        with ask(self._url, wanted, self._patience) as reply:
            length = reply.length()
            if reply.status == HTTPStatus.PARTIAL_CONTENT and wanted:
                self._check_part(reply, length)
            elif reply.status == HTTPStatus.OK:
                self._size, self._tag = 0, reply.field("etag") if _ETAG.fullmatch(reply.field("etag")) else ""
            else:
                raise self._refusal(reply)
            total = None if length is None else self._size + length
            self._bound(total or 0)
            self._progress.start(shown(self._url), total)
            try:
                self._write(reply)
            finally:
                self._progress.done()

    def _write(self, reply: Reply) -> None:
        with self._file.open("r+b" if self._size else "wb") as target:
            target.truncate(self._size)
            target.seek(self._size)
            self._progress.advance(self._size)
            for piece in reply.body:
                self._bound(self._size + len(piece))
                target.write(piece)
                self._size += len(piece)
                self._progress.advance(len(piece))

    def _bound(self, size: int) -> None:
        if size > self._patience.most:
            raise HttpError(f"it has more than the {self._patience.most} bytes that a download may have")

    def _check_part(self, reply: Reply, length: int | None) -> None:
        """Holds a part against what was asked for (RFC 9110, section 14.4); what does not fit is asked for anew."""
        found = _RANGE.fullmatch(reply.field("content-range"))
        first, last, total = map(int, found.groups()) if found else (-1, -1, -1)
        fits = first == self._size and last == total - 1 and length in (None, last - first + 1)
        if not fits or reply.field("etag") not in ("", self._tag):
            self._tag = ""
            raise HttpError("it answers with another part than was asked for", again=True)

    def _refusal(self, reply: Reply) -> HttpError:
        """What a status other than that of success means."""
        status = reply.status
        if status == HTTPStatus.PARTIAL_CONTENT:
            return HttpError("it answers with a part, and all was asked for")
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self._size:
            self._tag = ""
            return HttpError(answered(status), status=status, again=True)
        busy = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
        seconds = reply.field("retry-after")
        wait = float(seconds) if _SECONDS.fullmatch(seconds) else 0.0
        return HttpError(answered(status), status=status, again=busy, wait=wait)
