"""What was worked out before is given again where nothing is different, and only there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import kitchen
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steps import steps

from archviz.model.context import ContextChoice
from archviz.refs import lock_names
from archviz.workspace import remembered
from archviz.workspace.diagnostics import DiagnosticLog
from archviz.workspace.drift import check
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings
from archviz.workspace.verify import proved
from archviz.workspace.versions import locked

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.workspace.verify import Report

MOMENT = 0.02
"""Seconds in which every file system that tests run on tells a change by another time."""


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled after a moment, so that tests need not wait for two seconds."""
    monkeypatch.setattr(sys.modules["archviz.sources.fingerprint"], "_GRAIN", int(MOMENT * 1e9 / 2))


class House:
    """A project, its source, and a cache."""

    def __init__(self, folder: Path) -> None:
        self.top = kitchen.project(folder / "house")
        self.go = kitchen.go_tree(self.top / "go")
        self.chosen = Settings(source=str(self.go), cache=folder / "cache")

    def asked(self, *, cached: bool = True, context: ContextChoice | None = None) -> Report:
        chosen = replace(self.chosen, cached=cached, context=context or ContextChoice(), diagnostics=DiagnosticLog())
        time.sleep(MOMENT)
        return check(find_project(self.top), chosen)

    def answers(self) -> tuple[Path, ...]:
        assert self.chosen.cache is not None
        return remembered.kept_answers(self.chosen.cache)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def told(report: Report) -> tuple[object, ...]:
    """All that a report says."""
    subject = report.subject
    return (
        *(report.proofs, report.findings, report.found, report.before, report.moved, report.worded),
        *(tuple(map(str, report.unreadable)), subject.location, subject.digest, subject.origin, subject.notes),
        *(subject.head, subject.graph.context, subject.graph.diagnostics()),
    )


def test_the_same_question_is_answered_without_proving_again(house: House) -> None:
    cold = house.asked()
    warm: list[Report] = []
    house.asked()  # what is loaded late is loaded
    assert steps(lambda: warm.append(house.asked())) * 3 < steps(lambda: house.asked(cached=False))
    assert told(warm[0]) == told(cold)
    assert len(house.answers()) == 1


def test_the_graph_of_an_answer_is_opened_when_more_is_asked(house: House) -> None:
    house.asked()
    graph = house.asked().subject.graph
    chef = graph.find("example.org/house/kitchen.Chef")
    assert chef is not None
    assert [str(method) for method in graph.symbols("example.org/house/kitchen")] == [
        str(method) for method in house.asked(cached=False).subject.graph.symbols("example.org/house/kitchen")
    ]
    with pytest.raises(AttributeError):
        graph.no_such_thing  # type: ignore[attr-defined]  # noqa: B018


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def stove(house: House) -> Path:
    (found,) = house.go.rglob("kitchen.go")
    return found


def same_size_and_time(house: House) -> None:
    state = stove(house).stat()
    edited(stove(house), "c.heat()", "c.rest()")
    os.utime(stove(house), ns=(state.st_atime_ns, state.st_mtime_ns))


def replaced(house: House) -> None:
    """Another file of the same size and time is put in its place."""
    state = stove(house).stat()
    other = house.top / "other.go"
    other.write_text(stove(house).read_text().replace("c.stove.Burn()", "c.stove.Wipe()"))
    os.utime(other, ns=(state.st_atime_ns, state.st_mtime_ns))
    other.replace(stove(house))


def figure(house: House) -> Path:
    return next(iter(sorted((house.top / "diagrams").rglob("*.yaml"))))


CHANGES: dict[str, Callable[[House], object]] = {
    "a call is gone": lambda h: edited(stove(h), "c.heat()", "c.rest()"),
    "a call is gone, in a file of the same size and time": same_size_and_time,
    "a file is put in the place of another": replaced,
    "a file is new": lambda h: stove(h).with_name("more.go").write_text("package kitchen\n\nfunc Chef() {}\n"),
    "a file that is not built is new": lambda h: stove(h).with_name("x_windows.go").write_text("package kitchen\n"),
    "a broken file is new": lambda h: stove(h).with_name("broken.go").write_text("package kitchen\n\nfunc (\n"),
    "the package is gone": lambda h: stove(h).unlink(),
    "the package has another folder": lambda h: stove(h).parent.rename(h.go / "scullery"),
    "the module has another path": lambda h: edited(h.go / "go.mod", "example.org/house", "example.org/home"),
    "a figure claims something else": lambda h: edited(figure(h), "A kitchen", "The kitchen"),
    "a figure is gone": lambda h: figure(h).unlink(),
    "a figure cannot be read": lambda h: figure(h).write_text("figure: [\n"),
    "a pin cannot be read": lambda h: kitchen.figure_file(find_project(h.top).refs, "name: [\n", "1.0.yaml"),
    "the settings are others": lambda h: (h.top / "archviz.toml").write_text(
        'link = "https://example.org/{file}#L{line}"\n'
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(what: str, house: House) -> None:
    before = told(house.asked())
    house.asked()
    CHANGES[what](house)
    outcomes = []
    for cached in (True, False):
        try:
            outcomes.append(told(house.asked(cached=cached)))
        except Exception as error:  # noqa: BLE001
            outcomes.append((type(error), str(error)))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0] != before


REVERSIBLE = (
    lambda h: stove(h).write_text(kitchen.STOVE_GO),
    lambda h: stove(h).write_text(kitchen.STOVE_GO.replace("c.heat()", "c.rest()")),
    lambda h: stove(h).write_text(kitchen.STOVE_GO.replace("Burn", "Warm")),
    lambda h: stove(h).with_name("more.go").write_text("package kitchen\n\nfunc (c *Chef) more() {}\n"),
    lambda h: stove(h).with_name("more.go").write_text("//go:build ignore\n\npackage kitchen\n\nfunc Serve() {}\n"),
    lambda h: stove(h).with_name("more.go").unlink(missing_ok=True),
    lambda h: (h.go / "go.mod").write_text("module example.org/house\n\ngo 1.22\n"),
    lambda h: (h.go / "go.mod").write_text("module example.org/house\n"),
    lambda h: figure(h).write_text(kitchen.DIAGRAM),
    lambda h: figure(h).write_text(kitchen.DIAGRAM.replace("A kitchen", "The kitchen")),
    lambda h: os.utime(stove(h)),
    lambda h: None,
)
CONTEXTS = (ContextChoice(), ContextChoice(platform="windows/amd64"), ContextChoice(tags=("ignore",)))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(REVERSIBLE), st.sampled_from(CONTEXTS)), min_size=1, max_size=8))
def test_after_any_edits_the_answer_is_that_of_a_first_run(
    edits: list[tuple[Callable[[House], object], ContextChoice]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        house.asked()
        for edit, context in edits:
            edit(house)
            warm = told(house.asked(context=context))
            assert warm == told(house.asked(context=context, cached=False))
            assert warm == told(house.asked(context=context))


def test_a_file_that_was_written_just_now_is_not_relied_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["archviz.sources.fingerprint"], "_GRAIN", 60_000_000_000)
    house.asked()
    assert house.answers() == ()


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"content":"AAAA","seal":""}'])
def test_a_broken_answer_is_worked_out_again(spoilt: bytes, house: House) -> None:
    cold = told(house.asked())
    (file,) = house.answers()
    whole = file.read_bytes()
    file.write_bytes(spoilt)
    assert told(house.asked()) == cold
    assert file.read_bytes() == whole
    file.write_bytes(whole[: len(whole) // 2])
    assert told(house.asked()) == cold


def test_an_answer_that_others_wrote_is_not_even_looked_at(house: House, tmp_path: Path) -> None:
    """It is a pickle, which could run anything."""
    cold = told(house.asked())
    (file,) = house.answers()
    foreign = tmp_path / "state"
    code = (
        "import sys\nfrom pathlib import Path\nfrom archviz.workspace import remembered\n"
        "class Evil:\n    def __reduce__(self):\n        return Path.touch, (Path(sys.argv[2]),)\n"
        "import pickle\nremembered._write(Path(sys.argv[1]), pickle.dumps(Evil()))\n"
    )
    environment = {**os.environ, "XDG_STATE_HOME": str(foreign)}
    subprocess.run([sys.executable, "-c", code, str(file), str(tmp_path / "ran")], check=True, env=environment)
    assert told(house.asked()) == cold
    assert not (tmp_path / "ran").exists()


def test_what_is_kept_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.asked()
    (first,) = house.answers()
    monkeypatch.setattr(remembered, "MOST_ANSWERS_BYTES", first.stat().st_size * 5 // 2)
    seen = [first]
    for count in range(4):
        stove(house).write_text(f"{kitchen.STOVE_GO}\n// {count}\n")
        house.asked()
        seen += [file for file in house.answers() if file not in seen]
    assert len(seen) == 5
    assert sorted(house.answers()) == sorted(seen[-2:])


def test_notes_and_what_could_not_be_read_are_said_again(house: House) -> None:
    stove(house).with_name("broken.go").write_text("package kitchen\n\nvar Broken = (\n")
    command = [sys.executable, "-m", "archviz", "check", "--source", "go"]
    environment = {**os.environ, "ARCHVIZ_CACHE": str(house.chosen.cache)}
    time.sleep(2.1)  # as the program counts files as settled
    runs = [subprocess.run(command, cwd=house.top, env=environment, capture_output=True, text=True) for _ in range(2)]
    assert len(house.answers()) == 1
    assert "broken.go:" in runs[0].stderr
    assert (runs[0].returncode, runs[0].stdout, runs[0].stderr) == (runs[1].returncode, runs[1].stdout, runs[1].stderr)


def test_a_kill_at_any_time_leaves_whole_answers(house: House) -> None:
    cold = told(house.asked(cached=False))
    command = [sys.executable, "-m", "archviz", "check", "--source", "go"]
    environment = {**os.environ, "ARCHVIZ_CACHE": str(house.chosen.cache)}
    time.sleep(2.1)
    for wait in (0.3, 0.6, 0.9, 1.2):
        with subprocess.Popen(command, cwd=house.top, env=environment, stdout=-3, stderr=-3) as process:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
    assert told(house.asked()) == cold


def test_builds_and_versions_rely_on_it_too(house: House) -> None:
    project = find_project(house.top)
    time.sleep(MOMENT)
    first = proved(project, house.chosen)
    lock = locked(project, house.chosen, str(house.go)).lock
    assert len(house.answers()) == 1
    assert lock_names(project.refs) == ()
    assert proved(project, house.chosen).proofs == first.proofs
    assert locked(project, house.chosen, str(house.go)).lock == lock
