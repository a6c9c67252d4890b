"""The server of a site, asked over real connections."""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from archviz.model.errors import ArchvizError
from archviz.site.server import SiteServer

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 60
PAGE = "<!doctype html>\n<html>\n<head>\n<title>{}</title>\n</head>\n<body>{}</body>\n</html>\n"
FILES = {
    "index.html": PAGE.format("Top", '<img src="figures/kettle.svg" alt="">').encode(),
    "about.html": PAGE.format("About", "水").encode(),
    "figures/index.html": PAGE.format("Figures", "").encode(),
    "figures/kettle.svg": b"<svg/>",
    "figures/pot.svg": b"<svg/>",
    "figures/kettle.tour": b"{}",
    "assets/site.css": b"p { color: red }",
    "assets/site.js": b"",
    "assets/data.json": b"{}",
    "assets/further/packed.of-a-kind": b"\x1f\x8b\xff\x00",
    "图.html": PAGE.format("图", "").encode(),
}


@pytest.fixture(scope="module")
def running() -> Iterator[SiteServer]:
    with SiteServer(0) as it:
        yield it


@pytest.fixture
def server(running: SiteServer) -> SiteServer:
    running.show(FILES)
    return running


@contextmanager
def connected(server: SiteServer) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=LIMIT)
    yield connection
    connection.close()


def get(server: SiteServer, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    with connected(server) as connection:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response, response.read()


def raw(server: SiteServer, request: bytes) -> bytes:
    """All that is answered to the bytes of a request."""
    with socket.create_connection(("127.0.0.1", server.server_address[1]), LIMIT) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@contextmanager
def listening(server: SiteServer, page: str, mark: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The news that a page is told."""
    with connected(server) as connection:
        connection.request("GET", f"/.archviz/events?{urlencode({'page': page, 'mark': mark})}")
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/event-stream"
        yield (json.loads(line[5:]) for line in response if line.startswith(b"data:"))


def mark(server: SiteServer, page: str) -> str:
    """The mark that a page was given."""
    text = get(server, f"/{page}")[1].decode()
    assert f'data-page="{page}"' in text
    return text.partition('data-mark="')[2].partition('"')[0]


TYPES = {
    "/index.html": "text/html; charset=utf-8",
    "/figures/kettle.svg": "image/svg+xml",
    "/figures/kettle.tour": "application/json",
    "/assets/site.css": "text/css; charset=utf-8",
    "/assets/site.js": "text/javascript; charset=utf-8",
    "/assets/data.json": "application/json",
    "/assets/further/packed.of-a-kind": "application/octet-stream",
    "/.archviz/reload.js": "text/javascript; charset=utf-8",
}


@pytest.mark.parametrize("path", TYPES)
def test_a_file_comes_with_its_type_its_length_and_nothing_kept(path: str, server: SiteServer) -> None:
    for method in ("GET", "HEAD"):
        response, body = get(server, path, method)
        assert response.status == 200
        assert response.getheader("Content-Type") == TYPES[path]
        assert response.getheader("Cache-Control") == "no-store"
        assert response.getheader("X-Content-Type-Options") == "nosniff"
        if method == "GET":
            length = len(body)
            assert length or path == "/assets/site.js"
        else:
            assert body == b""
        assert response.getheader("Content-Length") == str(length)


def test_files_that_are_no_pages_come_byte_for_byte(server: SiteServer) -> None:
    for path, content in FILES.items():
        if not path.endswith(".html"):
            assert get(server, f"/{path}")[1] == content


def test_a_page_is_as_built_but_for_the_script_in_its_head(server: SiteServer) -> None:
    served = get(server, "/about.html")[1].decode()
    script = next(line for line in served.splitlines(keepends=True) if "/.archviz/reload.js" in line)
    assert served.replace(script, "").encode() == FILES["about.html"]
    assert served.index(script) < served.index("</head>")


def test_several_requests_go_over_one_connection(server: SiteServer) -> None:
    with connected(server) as connection:
        for path in ("/about.html", "/none", "/figures/kettle.svg"):
            connection.request("GET", path)
            connection.getresponse().read()
            assert connection.sock is not None


def test_a_folder_is_its_index_and_has_a_slash(server: SiteServer) -> None:
    assert get(server, "/")[1] == get(server, "/index.html")[1]
    assert b"Figures" in get(server, "/figures/")[1]
    response, _ = get(server, "/figures?v=1")
    assert (response.status, response.getheader("Location")) == (302, "/figures/?v=1")


@pytest.mark.parametrize("path", ["/%E5%9B%BE.html", "/about%2Ehtml", "/about.html?print=1"])
def test_a_path_is_decoded_and_its_query_passed_over(path: str, server: SiteServer) -> None:
    assert get(server, path)[0].status == 200


def test_bytes_that_are_not_encoded_are_utf_8(server: SiteServer) -> None:
    host = urlsplit(server.url).netloc.encode()
    answer = raw(server, "GET /图.html HTTP/1.1\r\n".encode() + b"Host: " + host + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "path",
    [
        "/none.html",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/figures/..%2findex.html",
        "/figures/../index.html",
        "//etc/passwd",
        "/figures//kettle.svg",
        "/index.html/",
        "/%00",
        "/%ff",
        "/<script>alert(1)</script>",
    ],
)
def test_what_the_site_has_not_is_not_found(path: str, server: SiteServer) -> None:
    host = urlsplit(server.url).netloc
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in answer
    assert b"<script>alert" not in answer
    assert b'<a href="/">/</a>' in answer


def test_of_several_articles_each_is_named_where_nothing_is_found(server: SiteServer) -> None:
    server.show({"house/index.html": b"", "garden/index.html": b"", "garden/figures/index.html": b""})
    response, body = get(server, "/")
    assert response.status == 404
    assert b'<li><a href="/house/">/house/</a></li><li><a href="/garden/">/garden/</a></li>' in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_only_reading_is_allowed(method: str, server: SiteServer) -> None:
    response, _ = get(server, "/", method)
    assert response.status == 405
    assert response.getheader("Allow") == "GET, HEAD"


def test_other_names_for_this_machine_are_not_answered_to(server: SiteServer) -> None:
    port = urlsplit(server.url).port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        assert get(server, "/", Host=host)[0].status == 200
    for host in (f"evil.example:{port}", "127.0.0.1", "localhost:1", f"127.0.0.1.evil.example:{port}", ""):
        for path in ("/", "/.archviz/events", "/.archviz/reload.js"):
            response, body = get(server, path, Host=host)
            assert response.status == 421
            assert b"Top" not in body


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET / HTTP/1.1", "", 400),
        ("GET / HTTP/1.1", "Host: {host}\r\nHost: {host}\r\n", 400),
        ("GET http://[/ HTTP/1.1", "Host: {host}\r\n", 400),
        ("GET http://evil.example/ HTTP/1.1", "Host: {host}\r\n", 421),
        ("GET http://{host}/about.html HTTP/1.1", "Host: {host}\r\nConnection: close\r\n", 200),
    ],
)
def test_hosts_are_taken_as_http_says(request_line: str, headers: str, status: int, server: SiteServer) -> None:
    host = urlsplit(server.url).netloc
    answer = raw(server, f"{request_line}\r\n{headers}\r\n".format(host=host).encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


def test_only_this_machine_is_listened_to(server: SiteServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.server_address[1]}/"
    assert server.server_address[0] == "127.0.0.1"


def test_a_port_in_use_is_told_with_a_way_out(server: SiteServer) -> None:
    port = urlsplit(server.url).port
    assert port
    with pytest.raises(ArchvizError, match=f"port {port} is in use") as told:
        SiteServer(port)
    assert told.value.hint is not None
    assert "--port" in told.value.hint


def test_after_the_end_the_port_is_free_and_listeners_are_let_go(server: SiteServer) -> None:
    with SiteServer(0) as other:
        other.show(FILES)
        port = urlsplit(other.url).port
        connection = HTTPConnection(urlsplit(other.url).netloc, timeout=LIMIT)
        connection.request("GET", "/.archviz/events?page=index.html&mark=")
        response = connection.getresponse()
    response.read()
    connection.close()
    assert port
    with SiteServer(port):
        pass


def test_show_gives_the_paths_of_what_has_changed(server: SiteServer) -> None:
    assert server.show(FILES) == ()
    changed = {path: content for path, content in FILES.items() if path != "about.html"}
    changed |= {"new.html": b"", "index.html": b""}
    assert server.show(changed) == ("about.html", "index.html", "new.html")


CHANGES = {
    "nothing": ({}, False),
    "the page": ({"index.html": PAGE.format("Top", "other").encode()}, True),
    "another page": ({"about.html": b""}, False),
    "a picture that it shows": ({"figures/kettle.svg": b"<svg></svg>"}, True),
    "a picture that it does not show": ({"figures/pot.svg": b"<svg></svg>"}, False),
    "the style": ({"assets/site.css": b""}, True),
    "a script": ({"assets/site.js": b"1"}, True),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_open_page_is_told_of_what_it_shows_alone(what: str, server: SiteServer) -> None:
    change, changed = CHANGES[what]
    with listening(server, "index.html", mark(server, "index.html")) as news:
        assert next(news) == {"changed": False, "problem": ""}
        server.show(FILES | change)
        assert next(news) == {"changed": changed, "problem": ""}


def test_a_page_that_was_away_learns_what_it_missed(server: SiteServer) -> None:
    old = mark(server, "about.html")
    server.show(FILES | {"about.html": PAGE.format("About", "tea").encode()})
    with listening(server, "about.html", old) as news:
        assert next(news)["changed"]
    with listening(server, "about.html", mark(server, "about.html")) as news:
        assert not next(news)["changed"]


def test_a_page_that_goes_and_one_that_comes_are_changes(server: SiteServer) -> None:
    with (
        listening(server, "about.html", mark(server, "about.html")) as goes,
        listening(server, "tea.html", mark(server, "tea.html")) as comes,
    ):
        assert not next(goes)["changed"]
        assert not next(comes)["changed"]
        server.show({"index.html": b"", "tea.html": b""})
        assert next(goes)["changed"]
        assert next(comes)["changed"]


def test_a_problem_is_told_and_taken_back_and_the_pages_stay(server: SiteServer) -> None:
    before = get(server, "/about.html")[1]
    with listening(server, "about.html", mark(server, "about.html")) as news:
        next(news)
        server.warn("figure.yaml:3: not YAML\nhint: …")
        assert next(news) == {"changed": False, "problem": "figure.yaml:3: not YAML\nhint: …"}
        assert get(server, "/about.html")[1] == before
        server.show(FILES)
        assert next(news) == {"changed": False, "problem": ""}


def test_many_pages_listen_at_once(server: SiteServer) -> None:
    at = mark(server, "about.html")
    pages = [listening(server, "about.html", at) for _ in range(40)]
    heard = [page.__enter__() for page in pages]
    assert all(not next(news)["changed"] for news in heard)
    server.show(FILES | {"about.html": b""})
    assert all(next(news)["changed"] for news in heard)
    for page in pages:
        page.__exit__(None, None, None)


def test_a_browser_that_goes_away_is_not_spoken_of(server: SiteServer, capfd: pytest.CaptureFixture[str]) -> None:
    server.show(FILES | {"large.txt": b"x" * 50_000_000})
    for path in ("/large.txt", "/.archviz/events?page=about.html"):
        connection = socket.create_connection(("127.0.0.1", server.server_address[1]), LIMIT)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, not an end
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n\r\n".encode())
        connection.recv(100)
        connection.close()
    server.show(FILES)
    server.warn("to the one that is gone")
    assert get(server, "/about.html")[0].status == 200
    assert capfd.readouterr() == ("", "")
