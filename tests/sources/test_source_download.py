"""Downloads from hosts that lie, stall, redirect, die, or were never there: a reason or the file, always."""

from __future__ import annotations

import gzip
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from source_servers import Site, certificate, free_port, http_site, raw_host

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_BYTES
from archviz.sources.progress import Silent
from archviz.sources.providers.addresses import MOST_CHARACTERS, parse_address
from archviz.sources.providers.patience import Patience
from archviz.sources.providers.transfer import transfer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = Patience(connect=5, stall=5, pause=0.01, longest_pause=0.05)
ONCE = replace(QUICK, tries=1)
BODY = bytes(range(256)) * 40
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def site() -> Iterator[Site]:
    with http_site() as served:
        yield served


def _got(url: str, folder: Path, patience: Patience = QUICK) -> bytes:
    file = folder / "file"
    transfer(url, file, Silent(), patience)
    return file.read_bytes()


def _fault(url: str, folder: Path, patience: Patience = QUICK) -> str:
    with pytest.raises(SourceError) as caught:
        _got(url, folder, patience)
    return caught.value.message


GOOD = {
    "a length": OK + LENGTH + BODY,
    "a length and more than that": OK + LENGTH + BODY + b"and more",
    "no length": OK + b"\r\n" + BODY,
    "no reason phrase": b"HTTP/1.1 200\r\n" + LENGTH + BODY,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n" + LENGTH + BODY,
    "lines that end in LF": (OK + LENGTH).replace(b"\r\n", b"\n") + BODY,
    "a length twice, the same": OK + b"Content-Length: %d\r\n" % len(BODY) + LENGTH + BODY,
    "a length twice in one field": OK + b"Content-Length: %d, %d\r\n\r\n" % (len(BODY), len(BODY)) + BODY,
    "a length with zeros before it": OK + b"Content-Length: 000%d\r\n\r\n" % len(BODY) + BODY,
    "odd but good fields": OK + b"X-\xff: \r\n".replace(b"\xff", b"y") + b"Server:\xff\xfe\r\n" + LENGTH + BODY,
    "an encoding that is not undone": OK + b"Content-Encoding: x-gzip\r\n" + LENGTH + BODY,
    "early hints first": b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + OK + LENGTH + BODY,
    "a folded field": OK + b"X: a\r\n b\r\n" + LENGTH + BODY,
    "a length and chunks": OK
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
    "one chunk": CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
    "chunks with extensions and trailers": CHUNKED
    + b"100;a=b;c\r\n%b\r\n%X;q\r\n%b\r\n000\r\nX: y\r\n\r\n" % (BODY[:256], len(BODY) - 256, BODY[256:]),
    "chunks of one byte": CHUNKED + b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n",
}


@pytest.mark.parametrize("reply", GOOD.values(), ids=GOOD.keys())
def test_a_reply_that_is_as_it_should_be(reply: bytes, tmp_path: Path) -> None:
    with raw_host([reply]) as host:
        assert _got(f"{host.address}/x", tmp_path) == BODY
    assert host.asked[0].startswith(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % host.port)


NOT_HTTP = "what it answers is not HTTP/1.1: "
HUNG_UP = "it hung up before its answer was complete"
EMPTY = b"Content-Length: 0\r\n\r\n"
BAD = {
    # what is not HTTP at all
    "nothing": (b"", HUNG_UP),
    "an empty line": (b"\r\n", NOT_HTTP),
    "no line end": (b"HTTP/1.1 200 OK", HUNG_UP),
    "HTTP/0.9": (b"<html>Hello</html>\r\n\r\n", NOT_HTTP),
    "HTTP/2": (b"HTTP/2 200 OK\r\n\r\n", NOT_HTTP),
    "HTTP/1.10": (b"HTTP/1.10 200 OK\r\n\r\n", NOT_HTTP),
    "ICY": (b"ICY 200 OK\r\n\r\n", NOT_HTTP),
    "TLS": (b"\x15\x03\x01\x00\x02\x02\x50\n", NOT_HTTP),
    "a status of two digits": (b"HTTP/1.1 20 OK\r\n\r\n", NOT_HTTP),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", NOT_HTTP),
    "a negative status": (b"HTTP/1.1 -20 OK\r\n\r\n", NOT_HTTP),
    "a status in Arabic digits": ("HTTP/1.1 ٢٠٠ OK\r\n\r\n".encode(), NOT_HTTP),
    "an endless status line": (b"HTTP/1.1 200 " + b"O" * 200_000, NOT_HTTP),
    "an endless line of spaces": (b" " * 200_000, NOT_HTTP),
    # statuses
    "100 without an end": (
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
        "more than 1048576 bytes came before the reply's head was complete",
    ),
    "101": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", NOT_HTTP),
    "201": (b"HTTP/1.1 201 Created\r\n" + EMPTY, " answers 201 Created"),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", " answers 204 No Content"),
    "206 that nobody asked for": (
        b"HTTP/1.1 206 P\r\n" + LENGTH + BODY,
        "it answers with a part, and all was asked for",
    ),
    "300": (b"HTTP/1.1 300 M\r\n" + EMPTY, " answers 300 Multiple Choices"),
    "304": (b"HTTP/1.1 304 N\r\n\r\n", " answers 304 Not Modified"),
    "401": (b"HTTP/1.1 401 \x1b[31mred\r\n" + EMPTY, " answers 401 Unauthorized"),
    "404": (b"HTTP/1.1 404 Sorry\r\n" + EMPTY, " answers 404 Not Found"),
    "407": (b"HTTP/1.1 407 P\r\n" + EMPTY, " answers 407 Proxy Authentication Required"),
    "416": (b"HTTP/1.1 416 R\r\n" + EMPTY, " answers 416 Requested Range Not Satisfiable"),
    "500": (b"HTTP/1.1 500 I\r\n" + EMPTY, " answers 500 Internal Server Error"),
    "799": (b"HTTP/1.1 799 What\r\n" + EMPTY, " answers 799"),
    # header fields
    "a field without a colon": (OK + b"Hello\r\n\r\n", NOT_HTTP),
    "a field without a name": (OK + b": x\r\n\r\n", NOT_HTTP),
    "a space before the colon": (OK + b"Content-Length : 5\r\n\r\nhello", NOT_HTTP),
    "NUL in a name": (OK + b"X\0Y: a\r\n\r\n", NOT_HTTP),
    "an endless field": (OK + b"X: " + b"y" * 200_000, NOT_HTTP),
    "endless fields": (OK + b"X: y\r\n" * 50_000, NOT_HTTP),
    "cut in the head": (OK + b"Content-Len", HUNG_UP),
    "cut after the head's first line": (OK, HUNG_UP),
    # lengths
    "a negative length": (OK + b"Content-Length: -5\r\n\r\nhello", NOT_HTTP),
    "a length with a plus": (OK + b"Content-Length: +5\r\n\r\nhello", NOT_HTTP),
    "a length with an underscore": (OK + b"Content-Length: 1_0\r\n\r\n0123456789", NOT_HTTP),
    "a length in text": (OK + b"Content-Length: five\r\n\r\nhello", NOT_HTTP),
    "an empty length": (OK + b"Content-Length: \r\n\r\nhello", NOT_HTTP),
    "a fraction": (OK + b"Content-Length: 5.0\r\n\r\nhello", NOT_HTTP),
    "a hexadecimal length": (OK + b"Content-Length: 0x5\r\n\r\nhello", NOT_HTTP),
    "a length in Arabic digits": (OK + "Content-Length: \u0665\r\n\r\nhello".encode(), NOT_HTTP),
    "a length of 10^30": (OK + b"Content-Length: 1%b\r\n\r\nhello" % (b"0" * 30), NOT_HTTP),
    "a length of 5,000 digits": (OK + b"Content-Length: %b\r\n\r\nhello" % (b"9" * 5000), NOT_HTTP),
    "a length beyond the bound": (
        OK + b"Content-Length: 999999999999\r\n\r\nhello",
        f"it has more than the {MOST_BYTES} bytes that a download may have",
    ),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", NOT_HTTP),
    "two lengths in one field": (OK + b"Content-Length: 5, 6\r\n\r\nhello!", NOT_HTTP),
    "a length that is too long": (OK + b"Content-Length: 6\r\n\r\nhello", HUNG_UP),
    "no body at all": (OK + b"Content-Length: 6\r\n\r\n", HUNG_UP),
    # chunks
    "gzip as transfer coding": (OK + b"Transfer-Encoding: gzip\r\n\r\n", NOT_HTTP),
    "an empty transfer coding": (OK + b"Transfer-Encoding:\r\n\r\n5\r\nhello", NOT_HTTP),
    "chunked twice": (
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        NOT_HTTP,
    ),
    "gzip, chunked": (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n", NOT_HTTP),
    "a negative chunk": (CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk with 0x": (CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk with an underscore": (CHUNKED + b"0_5\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk with a space before it": (CHUNKED + b" 5\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk without a size": (CHUNKED + b"\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk of 200,000 digits": (CHUNKED + b"f" * 200_000 + b"\r\nhello", NOT_HTTP),
    "a chunk line without an end": (CHUNKED + b"5;" + b"x" * 200_000, NOT_HTTP),
    "a chunk beyond the bound": (CHUNKED + b"ffffffffff\r\nhello", HUNG_UP),
    "a chunk that is longer": (CHUNKED + b"5\r\nhello!\r\n0\r\n\r\n", NOT_HTTP),
    "a chunk that is shorter": (CHUNKED + b"6\r\nhello\r\n0\r\n\r\n", NOT_HTTP),
    "cut in a chunk": (CHUNKED + b"5\r\nhel", HUNG_UP),
    "cut between chunks": (CHUNKED + b"5\r\nhello\r\n", HUNG_UP),
    "cut at a chunk's end": (CHUNKED + b"5\r\nhello\r", HUNG_UP),
    "cut before the last line": (CHUNKED + b"5\r\nhello\r\n0\r\n", HUNG_UP),
    "endless trailers": (CHUNKED + b"0\r\n" + b"X: y\r\n" * 50_000, NOT_HTTP),
    # redirects
    "no Location": (b"HTTP/1.1 302 F\r\n" + EMPTY, " answers 302 Found and not where to go"),
    "two Locations": (
        b"HTTP/1.1 302 F\r\nLocation: /a\r\nLocation: /b\r\n\r\n",
        "answers 302 Found and not where to go",
    ),
    "to itself": (b"HTTP/1.1 301 M\r\nLocation: /x\r\n\r\n", "it redirects more than 10 times"),
    "relative to itself": (b"HTTP/1.1 308 M\r\nLocation: ?a#b\r\n\r\n", "it redirects more than 10 times"),
    "to a file": (
        b"HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n",
        "it redirects, and file:///etc/passwd is neither https nor http",
    ),
    "to FTP": (b"HTTP/1.1 307 T\r\nLocation: ftp://x/\r\n\r\n", "it redirects, and ftp://x/ is neither https nor http"),
    "to a broken host": (b"HTTP/1.1 302 F\r\nLocation: http://[::1\r\n\r\n", "http://[::1 is no address: "),
    "to a port that is none": (b"HTTP/1.1 302 F\r\nLocation: http://a:99999/\r\n\r\n", "is no address: "),
    "to a user": (b"HTTP/1.1 302 F\r\nLocation: http://u:secret@a/\r\n\r\n", "http://…@a/ holds a user name"),
    "to a control character and a broken host": (
        b"HTTP/1.1 302 F\r\nLocation: http://\x1b[2J/\r\n\r\n",
        "holds a character that cannot be printed",
    ),
    "to a control character": (
        b"HTTP/1.1 302 F\r\nLocation: /a\x1b[31m\r\n\r\n",
        "holds a character that cannot be printed",
    ),
}


@pytest.mark.parametrize(("reply", "reason"), BAD.values(), ids=BAD.keys())
def test_a_reply_that_is_not(reply: bytes, reason: str, tmp_path: Path) -> None:
    with raw_host([reply]) as host:
        fault = _fault(f"{host.address}/x", tmp_path, ONCE)
    assert fault.startswith(f"{host.address}/x")
    assert reason in fault
    assert "secret" not in fault


ODD_ADDRESSES = (
    *(
        "http://[::1",
        "http://[::g]/",
        "http://[]/",
        "http://[fe80::1%eth0",
        "http://[fe80::1%eth0]/",
        "http://]/",
        "http://[v1.x]/",
        "http://",
    ),
    *(
        "http:///x",
        "http://[fe80::1%eth0]/",
        "http://:80/",
        "http://a:65536/",
        "http://a:-1/",
        "http://a:x/",
        "http://a:0/",
        "http://a:1:2/",
    ),
    *("http://a b/", "http://a\tb/", "http://a\nb/", "http://a\0b/", "http://a\x1b/", "http://a\x7f/"),
    *(
        "http://a..b/",
        "http://.a/",
        "http://-a/",
        "http://a-/",
        "http://a_-/",
        "http://a,b/",
        "http://a;b/",
        "http://%41/",
    ),
    *(
        "http://" + "a" * 64 + "/",
        "http://" + "a." * 130 + "a/",
        "http://\ud800/",
        "http://a/\ud800",
        "http://\u2488.com/",
    ),
    *("http://a\u2100b/", "http://\uff0f/", "http://\u0130\u0307" + "\u0130" * 300, "http://*/"),
    *("http://user@host/", "https://user:secret@host/", "http://a@b@c/", "http://a\\@b/", "http://a/" + "x" * 9000),
    *(
        "",
        "x",
        "//a/",
        "http:a",
        "http:/a",
        "ftp://a/",
        "file:///etc/passwd",
        "HTTPS//a/",
        " http://a/",
        "javascript:1",
    ),
)


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_address_that_is_none_is_asked_nothing(address: str, tmp_path: Path) -> None:
    fault = _fault(address, tmp_path)
    assert "secret" not in fault
    assert not (tmp_path / "file").exists()


def test_an_address_as_people_write_it() -> None:
    assert (
        str(parse_address("HTTP://Example.COM:80/a b/ü?q=a b&c=%20#top"))
        == "http://example.com/a%20b/%C3%BC?q=a%20b&c=%20"
    )
    assert str(parse_address("https://bücher.example:8443")) == "https://xn--bcher-kva.example:8443/"
    assert str(parse_address("http://[::0001]:8080/x")) == "http://[::1]:8080/x"
    assert parse_address("https://example.com./x").host == "example.com."
    assert len(str(parse_address("http://a/" + "x" * (MOST_CHARACTERS - 9)))) == MOST_CHARACTERS


def test_a_host_that_nobody_has(tmp_path: Path) -> None:
    assert _fault("http://nowhere.invalid/x", tmp_path).startswith("http://nowhere.invalid/x: [Errno ")


def test_a_port_that_nobody_listens_on_is_tried_three_times(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/x"
    assert _fault(url, tmp_path) == f"{url}: [Errno 111] Connection refused (3 tries)"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int, site: Site, tmp_path: Path) -> None:
    site.pages["/b/c d"] = BODY
    site.answers["/a"] = [(status, "Location", "b/first")]
    site.answers["/b/first"] = [(status, "Location", f"{site.address}/b/c d#there")]
    assert _got(f"{site.address}/a", tmp_path) == BODY
    assert site.asked == ["/a", "/b/first", "/b/c d"]


def test_a_host_that_is_busy_is_asked_again(site: Site, tmp_path: Path) -> None:
    site.pages["/x"] = BODY
    site.answers["/x"] = [(503, "Retry-After", "999999"), (429, "Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")]
    began = time.monotonic()
    assert _got(f"{site.address}/x", tmp_path) == BODY
    assert 2 * QUICK.pause < time.monotonic() - began < 999
    assert site.asked == ["/x"] * 3


def test_a_host_that_stays_busy_is_given_up(site: Site, tmp_path: Path) -> None:
    site.answers["/x"] = [(500, "X", "y")] * 9
    assert _fault(f"{site.address}/x", tmp_path) == f"{site.address}/x answers 500 Internal Server Error (3 tries)"
    assert len(site.asked) == 3


def test_what_is_not_there_is_asked_for_once(site: Site, tmp_path: Path) -> None:
    assert _fault(f"{site.address}/x", tmp_path) == f"{site.address}/x answers 404 Not Found"
    assert site.asked == ["/x"]


@pytest.mark.parametrize("length", [True, False])
def test_a_download_that_breaks_off_is_resumed(length: bool, site: Site, tmp_path: Path) -> None:
    site.pages["/x"], site.etags["/x"], site.cut_once["/x"] = BODY, '"one"', 1000
    if not length:
        with raw_host(
            [CHUNKED.replace(b"\r\n\r\n", b'\r\nETag: "one"\r\n\r\n'), b"3e8\r\n", BODY[:1000]],
            [b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 1000-10239/10240\r\n\r\n", BODY[1000:]],
        ) as host:
            assert _got(f"{host.address}/x", tmp_path) == BODY
        assert b'\r\nRange: bytes=1000-\r\nIf-Range: "one"\r\n' in host.asked[1]
        return
    assert _got(f"{site.address}/x", tmp_path) == BODY
    assert site.parts == ["bytes=1000-"]


def test_a_download_that_breaks_off_starts_anew_where_the_host_has_another_one_now(site: Site, tmp_path: Path) -> None:
    with raw_host(
        [OK + b'ETag: "one"\r\n' + LENGTH, BODY[:1000]],
        [OK + b'ETag: "two"\r\nContent-Length: 5\r\n\r\nhello'],
    ) as host:
        assert _got(f"{host.address}/x", tmp_path) == b"hello"
    assert b"If-Range" in host.asked[1]


@pytest.mark.parametrize("tag", ["", 'ETag: W/"one"\r\n', "ETag: one\r\n", 'ETag: "a\x1b"\r\n'])
def test_a_download_without_a_strong_tag_starts_anew(tag: str, tmp_path: Path) -> None:
    with raw_host([OK + tag.encode() + LENGTH, BODY[:1000]], [OK + LENGTH + BODY]) as host:
        assert _got(f"{host.address}/x", tmp_path) == BODY
    assert b"Range" not in host.asked[1]


WRONG_PARTS = {
    "an earlier part": b"Content-Range: bytes 999-10239/10240\r\n\r\n",
    "a later part": b"Content-Range: bytes 1001-10239/10240\r\n\r\n",
    "another total": b"Content-Range: bytes 1000-10239/10241\r\n\r\n",
    "not to the end": b"Content-Range: bytes 1000-2000/10240\r\n\r\n",
    "no total": b"Content-Range: bytes 1000-10239/*\r\n\r\n",
    "no range": b"\r\n",
    "lines": b"Content-Range: lines 1000-10239/10240\r\n\r\n",
    "digits": b"Content-Range: bytes 1000-%b/10240\r\n\r\n" % (b"9" * 5000),
    "twice": b"Content-Range: bytes 1000-10239/10240\r\n" * 2 + b"\r\n",
    "another tag": b'ETag: "two"\r\nContent-Range: bytes 1000-10239/10240\r\n\r\n',
    "another length": b"Content-Length: 5\r\nContent-Range: bytes 1000-10239/10240\r\n\r\n",
}


@pytest.mark.parametrize("fields", WRONG_PARTS.values(), ids=WRONG_PARTS.keys())
def test_another_part_than_was_asked_for_is_not_taken(fields: bytes, tmp_path: Path) -> None:
    part = b"HTTP/1.1 206 Partial\r\n" + fields
    with raw_host([OK + b'ETag: "one"\r\n' + LENGTH, BODY[:1000]], [part, BODY[1000:]], [OK + LENGTH + BODY]) as host:
        assert _got(f"{host.address}/x", tmp_path) == BODY
    assert [b"Range" in asked for asked in host.asked] == [False, True, False]


def test_a_part_that_cannot_be_had_is_asked_for_anew(tmp_path: Path) -> None:
    refused = [b"HTTP/1.1 416 Range\r\nContent-Length: 0\r\n\r\n"]
    with raw_host([OK + b'ETag: "one"\r\n' + LENGTH, BODY[:1000]], refused, [OK + LENGTH + BODY]) as host:
        assert _got(f"{host.address}/x", tmp_path) == BODY


def test_a_download_without_an_end_has_a_bound(tmp_path: Path) -> None:
    with raw_host([OK + b"\r\n", *[bytes(1000)] * 200]) as host:
        fault = _fault(f"{host.address}/x", tmp_path, replace(QUICK, most=100_000))
    assert fault == f"{host.address}/x: it has more than the 100000 bytes that a download may have"
    assert (tmp_path / "file").stat().st_size <= 100_000


@pytest.mark.parametrize("start", [b"", OK, OK + b"Content-Length: 10000\r\n\r\n", CHUNKED + b"5", CHUNKED + b"0\r\n"])
def test_a_host_that_falls_silent(start: bytes, tmp_path: Path) -> None:
    with raw_host([start, 60]) as host:
        fault = _fault(f"{host.address}/x", tmp_path, replace(ONCE, stall=0.2))
    assert fault == f"{host.address}/x: timed out: nothing came for 0.2 s"


@pytest.mark.parametrize("start", [b"", OK + b"X: ", OK + b"\r\n", CHUNKED + b"5;"])
def test_a_host_that_sends_a_byte_at_a_time_is_given_up(start: bytes, tmp_path: Path) -> None:
    pieces = [piece for byte in b"HTTP/1.1 200" * 500 for piece in (bytes([byte]), 0.02)]
    with raw_host([start, *pieces]) as host:
        fault = _fault(f"{host.address}/x", tmp_path, replace(QUICK, window=0.3))
    assert fault == f"{host.address}/x: timed out: fewer than 1000 bytes a second came"
    assert len(host.asked) == 1


def test_a_download_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    pieces = [piece for _ in range(500) for piece in (bytes(1000), 0.01)]
    with raw_host([OK + b"\r\n", *pieces]) as host:
        fault = _fault(f"{host.address}/x", tmp_path, replace(QUICK, longest=0.3))
    assert fault == f"{host.address}/x: timed out: it took more than 0.3 s"


def test_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path)
    with raw_host([OK + LENGTH + BODY], tls=context) as host:
        url = f"https://127.0.0.1:{host.port}/x"
        assert "no TLS: CERTIFICATE_VERIFY_FAILED" in _fault(url, tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert _got(url, tmp_path) == BODY
        assert "no TLS: " in _fault(f"https://localhost:{host.port}/x", tmp_path)


def test_a_host_that_has_no_tls(tmp_path: Path) -> None:
    with raw_host([OK + LENGTH + BODY]) as host:
        assert "no connection within 0.3 s" in _fault(
            f"https://127.0.0.1:{host.port}/x", tmp_path, replace(ONCE, connect=0.3)
        )


def test_a_redirect_does_not_leave_tls(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    site.pages["/y"] = BODY
    away = b"HTTP/1.1 302 Found\r\nLocation: %b/y\r\n\r\n" % site.address.encode()
    with raw_host([away], tls=context) as host:
        url = f"https://127.0.0.1:{host.port}/x"
        assert _fault(url, tmp_path) == f"{url}: it redirects, and {site.address}/y is not encrypted, and {url} is"
    assert site.asked == []


def test_a_proxy_is_asked_with_its_user(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_host([OK + LENGTH + BODY]) as host:
        monkeypatch.setenv("http_proxy", f"http://me:s%40cret@127.0.0.1:{host.port}")
        assert _got("http://somewhere.invalid/x", tmp_path) == BODY
    assert host.asked[0].startswith(b"GET http://somewhere.invalid/x HTTP/1.1\r\nHost: somewhere.invalid\r\n")
    assert b"\r\nProxy-Authorization: Basic bWU6c0BjcmV0\r\n" in host.asked[0]


def test_a_proxy_is_asked_for_a_tunnel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_host([b"HTTP/1.1 403 No\r\n\r\n"]) as host:
        monkeypatch.setenv("https_proxy", f"http://me:secret@127.0.0.1:{host.port}")
        url = "https://somewhere.invalid/x"
        assert _fault(url, tmp_path) == f"{url}: the proxy answers 403 No"
    assert host.asked[0].startswith(b"CONNECT somewhere.invalid:443 HTTP/1.1\r\nHost: somewhere.invalid:443\r\n")
    assert b"Proxy-Authorization" in host.asked[0]


@pytest.mark.parametrize(
    "proxy",
    [
        "http://[::1",
        "http://",
        "http://:80",
        "socks5://127.0.0.1:1",
        "http://a:99999",
        "file:///x",
        "http://u:secret@[",
        " ",
    ],
)
def test_a_proxy_that_is_none(proxy: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    fault = _fault(f"{site.address}/x", tmp_path)
    assert "the environment's http_proxy is no HTTP proxy: " in fault
    assert "secret" not in fault
    assert site.asked == []


def test_an_encoding_nobody_asked_for_is_left_as_it_is(site: Site, tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    with raw_host([OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed]) as host:
        assert _got(f"{host.address}/x", tmp_path) == packed
    assert b"\r\nAccept-Encoding: identity\r\n" in host.asked[0]


def test_a_file_that_cannot_be_written(site: Site, tmp_path: Path) -> None:
    site.pages["/x"] = BODY
    with pytest.raises(SourceError, match=r"cannot write .*: Is a directory"):
        transfer(f"{site.address}/x", tmp_path, Silent(), QUICK)
    assert site.asked == ["/x"]
