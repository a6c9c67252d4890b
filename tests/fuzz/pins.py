"""Pins whose values were changed at random, often to what a program would take for an option or a command."""

from __future__ import annotations

import copy
import json
import random
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from archviz.model.errors import ProjectError
from archviz.model.places import git_protocol
from archviz.model.relations import Position
from archviz.refs import Pin, ProviderKind, pins
from archviz.sources.providers.clone import git_commands
from archviz.sources.providers.debian import source_command, versions_command

SECONDS = 5.0

GOOD: dict[str, Any] = {
    "name": "Kettle",
    "version": "1.0.0",
    "commit": "ab" * 20,
    "link": "https://example.com/blob/{commit}/{file}#L{line}",
    "digest": "sha256:" + "cd" * 32,
    "providers": [
        {"kind": "git", "place": "https://example.com/k.git", "revision": "v1.0.0"},
        {"kind": "archive", "place": "https://example.com/k.tar.gz"},
        {"kind": "debian", "place": "kettle", "revision": "1.0.0+dfsg"},
    ],
}
PLACES = (
    *(
        "https://example.com/k",
        "git@example.com:k",
        "/srv/k",
        "file:///srv/k",
        "ssh://u@h:22/k",
        "git://[::1]/k",
        "kettle",
    ),
    *(
        "--upload-pack=touch x",
        "-o",
        "ext::sh -c x",
        "http::x",
        "h:-x",
        "-u@h:x",
        "ssh://-o/x",
        "k\n",
        "\0",
        "",
        " ",
        "~/k",
    ),
)
REVISIONS = (
    "v1",
    "1.0",
    "a/b",
    "-x",
    "--all",
    "a..b",
    "a:b",
    "a b",
    "@",
    "x.lock",
    "",
    "1.0\n",
    "1:2",
    "1=2",
    "\ud800",
    "süß",
)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    10**30,
    1.5,
    [],
    {},
    [[]],
    {"a": 1},
    "x" * 5000,
    "2020-13-45",
    "\x1b[2J",
    "é",
    "\u202e",
)
YAMLS = (
    b"&a",
    b"*a",
    b"!!python/object:os.system",
    b"<<: ",
    b"---\n",
    b"? ",
    b"\t",
    b"\xff",
    b"\0",
    b"|\n",
    b"{",
    b"]",
    b"'",
    b"%YAML 9",
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _case(seed: int, words: list[str]) -> bytes:
    rng = random.Random(seed)  # noqa: S311
    pin = copy.deepcopy(GOOD)
    if rng.random() < 0.4:
        had = {key: pin.pop(key) for key in ("commit", "link", "providers")} | {"digest": pin["digest"]}
        pin["sources"] = [copy.deepcopy(had) | {"at": "x.org/api", "without": ["sdk"]}, had]
    for _ in range(rng.randrange(4)):
        _change(pin, rng, words)
    flow = rng.random() < 0.3
    text = (
        json.dumps(pin) if flow else "".join(f"{json.dumps(key)}: {json.dumps(value)}\n" for key, value in pin.items())
    )
    raw = bytearray(text.encode())
    for _ in range(rng.choice([0, 0, 0, 0, 1, 3])):
        place = rng.randrange(len(raw) + 1)
        raw[place : place + rng.randrange(3)] = rng.choice([rng.choice(YAMLS), rng.randbytes(2), b""])
    return bytes(raw)


def _change(pin: dict[str, Any], rng: random.Random, words: list[str]) -> None:
    """Changes one value of a pin, of one of its sources or of their providers, mostly to what is nearly right."""
    sources = pin.get("sources")
    if isinstance(sources, list) and sources and isinstance(sources[0], dict) and rng.random() < 0.7:
        pin = rng.choice([one for one in sources if isinstance(one, dict)])
    providers = pin.get("providers")
    within = rng.choice(
        [pin, *(one for one in providers if isinstance(one, dict))] if isinstance(providers, list) else [pin]
    )
    key = rng.choice([*within, "more"])
    choices = {
        "at": PLACES,
        "without": (["-"], [".."], ["a/b"], "a", [""]),
        "place": PLACES,
        "revision": REVISIONS,
        "kind": ("git", "archive", "debian", "svn"),
    }.get(key, OTHERS)
    old = within.get(key)
    match rng.randrange(6):
        case 0:
            within.pop(key, None)
        case 1 if words:
            within[key] = rng.choice(words)
        case 2 if isinstance(old, str):
            cut = rng.randrange(len(old) + 1)
            within[key] = (
                old[:cut]
                + rng.choice(["-", "--", "\n", "\0", "'", '"', "\\", " ", ":", "::", "%0a", "@{", "é"])
                + old[cut:]
            )
        case 3 if isinstance(old, str):
            within[key] = rng.choice(["-", "--x=", "ext::", "\n", " "]) + old
        case _:
            within[key] = rng.choice(choices)


CASES: st.SearchStrategy[bytes] = st.builds(_case, st.integers(0, 2**63), st.lists(st.text(max_size=20), max_size=3))


def run(case: bytes) -> str:
    """Loads the pin; one that loads gives commands in which none of its values is an option."""
    loaded = _loaded(case)
    if isinstance(loaded, ProjectError):
        lines = len(re.split(rb"\r\n?|\n", case))
        assert loaded.file, "an error without its file"
        assert loaded.line is None or 1 <= loaded.line <= lines, f"line {loaded.line} of {lines}"
        return "refused"
    for command, good in _commands(loaded):
        rest = command.index("--") + 1 if "--" in command else len(command)
        assert command[:rest] == good, command
        assert not [word for word in command[rest:] if word.startswith("-") or _CONTROL.search(word)], command
    assert not re.search(r"[\s'\"<>`\\]", loaded.origin.url(Position("a.go", 1, 1)))
    return "loaded"


def _loaded(case: bytes) -> Pin | ProjectError:
    with tempfile.TemporaryDirectory(prefix="fuzz-pins-") as folder:
        (Path(folder) / "1.0.0.yaml").write_bytes(case)
        try:
            (loaded,) = pins(Path(folder))
        except ProjectError as error:
            return error
    return loaded


def _commands(pin: Pin) -> list[tuple[list[str], list[str]]]:
    """Every command that a pin's values become part of, each with how it must begin."""
    found = []
    made: tuple[list[str], ...]
    safe: tuple[list[str], ...]
    had = [(provider, pin.commit) for provider in pin.providers]
    had += [(provider, one.commit) for one in pin.sources for provider in one.providers]
    for provider, commit in had:
        if provider.kind is ProviderKind.GIT:
            protocol = git_protocol(provider.place)
            assert protocol in ("https", "http", "ssh", "git", "file"), provider.place
            made = git_commands(provider.place, provider.revision, commit)
            safe = git_commands("https://example.com/k", "v1", commit)
        elif provider.kind is ProviderKind.DEBIAN:
            work = Path("/work")
            made = (
                versions_command(work, provider.place),
                source_command(work, provider.place, f"{provider.revision}-1"),
            )
            safe = (versions_command(work, "k"), source_command(work, "k", "1-1"))
        else:
            assert provider.place.startswith(("https://", "http://")), provider.place
            continue
        begins = [good[: good.index("--") + 1] if "--" in good else good for good in safe]
        found += list(zip(made, begins, strict=True))
    return found
