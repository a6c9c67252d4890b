"""Debian's Firefox, driven by what browsers have for it themselves: WebDriver BiDi, https://w3c.github.io/webdriver-bidi."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE = 60.0
"""The seconds that Firefox has to start, to answer, and to end."""
PAUSE = 0.03
"""The seconds between two looks at a page that is to change."""

# What Firefox asks for by itself goes to a port where nobody listens: only this machine is reached.
PREFERENCES: dict[str, str | int | bool] = {
    "app.update.auto": False,
    "browser.search.update": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.events.testing.asyncClipboard": True,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "services.settings.server": "data:,",
}

KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Control": "\ue009",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
"""Keys without a letter, as WebDriver writes them (https://w3c.github.io/webdriver/#keyboard-actions)."""

# The protocol has no network events for files. What a page had still to load when it is left is no fault of it.
WATCH = """() => {
    let left = false;
    addEventListener("beforeunload", () => { left = true; });
    addEventListener("error", ({ target }) => {
        if (target !== window && !left) console.error("not loaded:", target.src ?? target.href);
    }, true);
}"""

MIDDLE = """(selector) => {
    const found = document.querySelector(selector);
    found.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { x, y, width, height } = found.getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
}"""


class FirefoxPage:
    """A tab with a storage of its own.

    Attributes:
        faults: What the page has said to the console, what its scripts have thrown, and what it could not load.
        asked: The addresses that it has asked for over HTTP.
    """

    def __init__(self, firefox: Firefox, size: tuple[int, int]) -> None:
        self._firefox = firefox
        self._storage = firefox.call("browser.createUserContext")["userContext"]
        made = firefox.call("browsingContext.create", type="tab", userContext=self._storage)
        self._context: str = made["context"]
        self.faults, self.asked = firefox.faults[self._context], firefox.asked[self._context]
        firefox.call("script.addPreloadScript", functionDeclaration=WATCH, contexts=[self._context])
        self.resize(*size)

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        return self._firefox.call(method, context=self._context, **parameters)

    def resize(self, width: int, height: int) -> None:
        """Gives the page a window of so many pixels."""
        self._call("browsingContext.setViewport", viewport={"width": width, "height": height})

    def goto(self, address: str) -> None:
        """Opens a page, and waits until it has loaded."""
        self._call("browsingContext.navigate", url=address, wait="complete")

    def reload(self) -> None:
        """Opens the same page again."""
        self._call("browsingContext.reload", wait="complete")

    def back(self) -> None:
        """Goes to where the reader was before."""
        self._call("browsingContext.traverseHistory", delta=-1)

    def ask(self, function: str, *arguments: object) -> Any:
        """What a function of the page's own language returns, of arguments and results that JSON has."""
        called = f"async (text) => JSON.stringify(await ({function})(...JSON.parse(text)) ?? null)"
        answer = self._firefox.call(
            "script.callFunction",
            functionDeclaration=called,
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", (function, answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def until(self, function: str, *arguments: object) -> None:
        """Waits until a function returns what is true."""
        for _ in range(300):
            if self.ask(function, *arguments):
                return
            time.sleep(PAUSE)
        raise AssertionError((function, arguments, self.ask("() => location.href"), self.faults))

    def text(self, selector: str) -> str:
        """The text of an element as it is seen."""
        return str(self.ask("(selector) => document.querySelector(selector).innerText", selector))

    def until_text(self, selector: str, text: str) -> None:
        """Waits until an element can be seen and has a text in it."""
        function = """(selector, text) => {
            const found = document.querySelector(selector);
            return found?.checkVisibility() && found.textContent.includes(text);
        }"""
        self.until(function, selector, text)

    def middle(self, selector: str) -> tuple[int, int]:
        """The middle of an element in the window, once it is in sight."""
        x, y = self.ask(MIDDLE, selector)
        return x, y

    def pointer(self, *actions: dict[str, object]) -> None:
        """Moves the mouse, and presses and releases its button, as the protocol names these."""
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}
        self._call("input.performActions", actions=[mouse])

    def move(self, x: int, y: int) -> None:
        """Moves the mouse to a place in the window, where it stays."""
        self.pointer({"type": "pointerMove", "x": x, "y": y})

    def hover(self, selector: str) -> None:
        """Moves the mouse to an element, where it stays."""
        self.move(*self.middle(selector))

    def click(self, selector: str | None = None) -> None:
        """Clicks on an element, or where the mouse is."""
        if selector:
            self.hover(selector)
        self.pointer({"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def drag(self, x: int, y: int) -> None:
        """Moves the mouse to a place with its button pressed."""
        there: dict[str, object] = {"type": "pointerMove", "x": x, "y": y, "duration": 100}
        self.pointer({"type": "pointerDown", "button": 0}, there, {"type": "pointerUp", "button": 0})

    def press(self, *keys: str, held: str = "") -> None:
        """Types letters and keys by name, while another key may be held."""
        codes = [KEYS.get(key, key) for key in keys]
        typed = [{"type": kind, "value": code} for code in codes for kind in ("keyDown", "keyUp")]
        if held:
            typed = [{"type": "keyDown", "value": KEYS[held]}, *typed, {"type": "keyUp", "value": KEYS[held]}]
        self._call("input.performActions", actions=[{"type": "key", "id": "keys", "actions": typed}])

    def wheel(self, x: int, y: int, down: int, *, held: str = "") -> None:
        """Turns the wheel at a place, by so many pixels down, while a key may be held."""
        turn: dict[str, object] = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": down}
        pause: dict[str, object] = {"type": "pause"}
        actions: list[dict[str, object]] = [{"type": "wheel", "id": "wheel", "actions": [pause, turn, pause]}]
        if held:
            pressed = [{"type": "keyDown", "value": KEYS[held]}, pause, {"type": "keyUp", "value": KEYS[held]}]
            actions.append({"type": "key", "id": "keys", "actions": pressed})
        self._call("input.performActions", actions=actions)

    def screenshot(self, selector: str = "") -> bytes:
        """What is seen in the window, or of an element in it, as a PNG."""
        clip: dict[str, object] = {}
        if selector:
            self.middle(selector)
            box = self.ask("(selector) => document.querySelector(selector).getBoundingClientRect().toJSON()", selector)
            clip["clip"] = {"type": "box"} | {side: box[side] for side in ("x", "y", "width", "height")}
        return base64.b64decode(self._call("browsingContext.captureScreenshot", **clip)["data"])

    def close(self) -> None:
        """Forgets the tab and its storage."""
        self._firefox.call("browser.removeUserContext", userContext=self._storage)


class Firefox:
    """A Firefox that runs, and the pages opened in it."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self.faults: defaultdict[str, list[str]] = defaultdict(list)
        self.asked: defaultdict[str, list[str]] = defaultdict(list)
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.call("session.subscribe", events=["network.responseCompleted", "network.fetchError"])

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """What a command of the protocol answers; what happens meanwhile is written down."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := json.loads(self._connection.recv(PATIENCE))).get("id") != number:
            self._happens(message["method"], message["params"])
        assert message["type"] == "success", (method, parameters, message)
        answer: dict[str, Any] = message["result"]
        return answer

    def new_page(self, width: int = 1280, height: int = 900) -> FirefoxPage:
        """A page that knows nothing of the others."""
        return FirefoxPage(self, (width, height))

    def _happens(self, event: str, about: dict[str, Any]) -> None:
        faults = self.faults[about.get("context") or about["source"].get("context", "")]
        if event == "log.entryAdded":
            faults.append(f"{about['level']}: {about['text']}")
            return
        address = about["request"]["url"]
        if event == "network.beforeRequestSent":
            self.asked[about["context"]].append(address)
        elif event == "network.fetchError":
            # A page that is left while it loads gives up what is still to come.
            if about["errorText"] != "NS_BINDING_ABORTED":
                faults.append(f"{about['errorText']}: {address}")
        # Firefox itself asks for this icon when the reader goes back, whichever icon the page has.
        elif about["response"]["status"] >= 400 and urlsplit(address).path != "/favicon.ico":
            faults.append(f"{about['response']['status']}: {address}")


def _preferences(more: dict[str, str | int | bool]) -> str:
    chosen = (PREFERENCES | more).items()
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen)


def _address(process: subprocess.Popen[bytes], profile: Path) -> str:
    """Where a Firefox that starts listens, which it writes into its profile."""
    written = profile / "WebDriverBiDiServer.json"
    for _ in range(int(PATIENCE / PAUSE)):
        assert process.poll() is None, f"firefox-esr ended with {process.returncode}"
        if written.is_file() and (text := written.read_text()).endswith("}"):
            found = json.loads(text)
            return f"ws://{found['ws_host']}:{found['ws_port']}/session"
        time.sleep(PAUSE)
    raise AssertionError("firefox-esr does not listen")


@contextmanager
def firefox(preferences: Mapping[str, str | int | bool] | None = None) -> Iterator[Firefox]:
    """Firefox without a window and with an empty profile, until the block ends; more preferences may be given.

    Where it is not installed, and no continuous integration runs, the test is skipped.
    """
    program = shutil.which("firefox-esr")
    if program is None and not os.environ.get("CI"):
        pytest.skip("firefox-esr is not installed: make browser")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "user.js").write_text(_preferences({**(preferences or {})}))
        command = [program or "firefox-esr", "--headless", "--no-remote", "--remote-debugging-port", "0"]
        process = subprocess.Popen(
            [*command, "--profile", folder],
            env=os.environ | {"HOME": folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(_address(process, profile), max_size=None, proxy=None) as connection:
                driven = Firefox(connection)
                yield driven
                driven.call("browser.close")
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
