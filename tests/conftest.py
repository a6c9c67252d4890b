"""What tests of every floor share: the real source, and its code graph."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from archviz.golang.graph import Graph
from archviz.refs import pin
from archviz.sources.cache.store import cache_folder
from archviz.sources.opening import open_source
from archviz.sources.providers.fetch import fetch

REFS = Path(__file__).parents[1] / "kubernetes-refs"


MARKS = {"browser": "browser", "kubernetes": "source"}
"""Fixtures, and the mark of each test that needs one of them, by itself or through another."""
STARTING = {"subprocess", "serving"}
"""What a module of tests has that starts programs."""


def pytest_configure() -> None:
    """Lets Ctrl-C reach the programs that tests start: a runner in the background may have it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what takes long by what it needs, so that nobody has to remember."""
    for item in items:
        for fixture, mark in MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
        if STARTING & vars(getattr(item, "module", None)).keys():
            item.add_marker("processes")
        if item.path.parent.name == "fuzz":
            item.add_marker("fuzz")


@pytest.fixture(scope="session")
def kubernetes() -> Path:
    """The tree of Kubernetes 1.20.2, verified against its pin; brought here where the cache does not have it."""
    return fetch(pin("1.20.2", REFS), cache_folder())


@pytest.fixture(scope="session")
def graph(kubernetes: Path) -> Graph:
    """The code graph of Kubernetes 1.20.2. Tests share it, as its answers are kept."""
    return Graph(open_source(str(kubernetes)))


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the machine's is asked, and what fails is tried again at once."""
    from archviz.sources.providers import transfer
    from archviz.sources.providers.patience import Patience

    for name in os.environ:
        if name.lower().endswith("_proxy") or name in ("GOPROXY", "GONOPROXY", "GOPRIVATE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GOENV", "off")
    monkeypatch.setattr(transfer, "PATIENCE", Patience(pause=0.01))
