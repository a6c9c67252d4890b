"""`archviz serve` as a person runs it: a process, its output, the pages, an open browser."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import urlopen

import kitchen
import pytest
from serving import LIMIT, Serve, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDIT = ("How a dish is made", "How soup is made")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.article(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


@pytest.fixture
def served(house: Path) -> Iterator[Serve]:
    with serving(house, "--port", "0") as it:
        yield it


def fetched(url: str) -> str:
    with urlopen(url, timeout=LIMIT) as response:  # noqa: S310 on this machine
        text: str = response.read().decode()
        return text


@contextmanager
def listening(url: str) -> Iterator[Iterator[dict[str, Any]]]:
    """What the page of the figure is told."""
    mark = fetched(f"{url}figures/a-dish.html").partition('data-mark="')[2].partition('"')[0]
    asked = urlencode({"page": "figures/a-dish.html", "mark": mark})
    with urlopen(f"{url}.archviz/events?{asked}", timeout=LIMIT) as events:  # noqa: S310 on this machine
        yield (json.loads(line[5:]) for line in events if line.startswith(b"data:"))


def test_a_change_builds_again_and_is_told_to_the_open_page(served: Serve) -> None:
    url = served.ready()
    assert url.startswith("http://127.0.0.1:")
    with listening(url) as told:
        assert next(told) == {"changed": False, "problem": ""}
        served.edit(*EDIT)
        assert next(told) == {"changed": True, "problem": ""}
    assert EDIT[1] in fetched(url + "figures/a-dish.html")
    assert served.err.next() == "building the site"
    assert "files changed: " in served.err.next()
    assert served.err.next() == "diagrams/house/2-a-dish.yaml: building again"
    assert "files changed: " in served.err.next()


def test_what_cannot_be_built_is_told_and_the_last_site_stays(served: Serve) -> None:
    url = served.ready()
    served.edit("figure: 2", "figure: [")
    assert "diagrams/house/2-a-dish.yaml:" in served.err.until("error: ")
    assert EDIT[0] in fetched(url + "figures/a-dish.html")
    served.edit("figure: [", "figure: 2")
    served.err.until("files changed: ")
    served.edit("calls: k.Chef.heat", "calls: k.Chef.hat")
    assert "diagrams/house/2-a-dish.yaml:12: error: figure 2, excerpts[0].show[1]: " in served.out.next()
    assert served.out.next() == "    hint: there is Chef.heat, Chef.plate"
    assert EDIT[0] in fetched(url + "figures/a-dish.html")
    with listening(url) as told:
        assert "Chef.hat" in next(told)["problem"]
        served.edit("calls: k.Chef.hat", "calls: k.Chef.heat")
        assert next(told) == {"changed": False, "problem": ""}
        served.edit(*EDIT)
        assert next(told) == {"changed": True, "problem": ""}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_with_open_pages(how: signal.Signals, served: Serve, house: Path) -> None:
    url = served.ready()
    before = sorted(path for path in house.rglob("*") if path.is_file())
    with urlopen(f"{url}.archviz/events?page=index.html", timeout=LIMIT) as events:  # noqa: S310 on this machine
        events.readline()
        assert served.end(how) == 0
    assert "Traceback" not in served.err.rest()
    assert served.out.rest() == url
    assert sorted(path for path in house.rglob("*") if path.is_file()) == before
    assert not (house / "site").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_in_the_middle_of_a_build(how: signal.Signals, served: Serve) -> None:
    served.err.until("building the site")
    assert served.end(how) == 0
    assert served.err.rest() == "building the site"


def test_the_port_is_the_one_asked_for_and_is_told_when_it_is_in_use(house: Path) -> None:
    port = free_port()
    with serving(house, "--port", str(port)) as first:
        assert first.ready() == f"http://127.0.0.1:{port}/"
        with serving(house, "--port", str(port)) as second:
            assert second.process.wait(LIMIT) == 2
            told = f"error: port {port} is in use\nhint: --port names another, and 0 takes a free one"
            assert (second.out.rest(), second.err.rest()) == ("", told)
        assert first.end() == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("calls: k.Chef.heat", "calls: k.Chef.hat", 1, "2-a-dish.yaml:12: error: "),
        ("figure: 2", "figure: [", 2, "not YAML"),
    ],
)
def test_a_first_build_that_fails_ends_it(old: str, new: str, code: int, told: str, house: Path) -> None:
    kitchen.figure_file(house / "diagrams" / "house", kitchen.EXCERPT.replace(old, new), "2-a-dish.yaml")
    with serving(house, "--port", "0") as served:
        assert served.process.wait(LIMIT) == code
        out, err = served.out.rest(), served.err.rest()
    assert told in (out if code == 1 else err)
    assert "http://" not in out


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_a_usage_error(port: str, house: Path) -> None:
    with serving(house, "--port", port) as served:
        assert served.process.wait(LIMIT) == 2
        assert "'--port'" in served.err.rest()


def test_quiet_it_says_its_address_alone(house: Path) -> None:
    with serving(house, "--port", "0", "-q") as served:
        url = served.ready()
        with listening(url) as told:
            next(told)
            served.edit(*EDIT)
            assert next(told)["changed"]
        assert served.end() == 0
        assert (served.out.rest(), served.err.rest()) == (url, "")


def test_a_browser_is_opened_if_asked(house: Path) -> None:
    browser = house / "browser"
    browser.write_text('#!/bin/sh\necho "opened $1"\n')
    browser.chmod(0o755)
    with serving(house, "--port", "0", "--open", BROWSER=f"{browser} %s") as served:
        url = served.ready()
        assert served.out.next() == f"opened {url}"
        assert served.end() == 0
