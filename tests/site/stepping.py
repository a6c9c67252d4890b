"""A reader who goes through a figure's steps and leaves the pointer where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PACE = 5000
"""The milliseconds after which play goes on by itself."""

SETTLED = 400
"""The milliseconds after which what a step begins is over."""

STATE = """() => {
    const names = (what) => [...document.querySelectorAll(what)].map((each) => each.dataset.step ?? each.dataset.edge);
    return {
        lit: names(".drawing .edge.lit"),
        said: document.querySelector(".panel h2 .mark")?.lastChild.textContent,
        hash: location.hash,
        under: document.elementFromPoint(...window.pointer)?.closest("[data-do]")?.dataset.do ?? "",
    };
}"""


def is_in_sight(page: Page, edge: Locator) -> bool:
    """Whether the middle of an edge is in the drawing, and not below the bar, the panel or the buttons."""
    return bool(
        edge.locator(".line").evaluate(
            """(line) => {
                const point = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
                const found = document.elementFromPoint(point.x, point.y);
                return Boolean(found?.closest(".drawing"));
            }"""
        )
    )


def comes_into_sight(page: Page, edge: Locator) -> bool:
    """Whether an edge is in sight once the page has scrolled to it, which is smooth; after five seconds it is not."""
    for _ in range(50):
        if is_in_sight(page, edge):
            return True
        page.wait_for_timeout(100)
    return False


def rests_through_the_steps(page: Page, way: str) -> None:
    """Goes through all steps by ``mouse``, ``keys`` or ``play``; the page's clock is installed.

    The pointer goes to the button once and stays. At each step the arrow that is lit, what is said beside it, the
    address and the number are those of the same step, the arrow is in sight, the button below the pointer is the same,
    and the page is the same. What is below the pointer is told of movements that are none, as when a page scrolls.
    """
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    what = "play" if way == "play" else "next"
    box = page.locator(f'[data-do="{what}"]').bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("(at) => { window.pointer = at; }", [x, y])
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    start = page.url.partition("#")[0]
    steps = page.locator(".proofs [data-step]").evaluate_all("all => all.map((each) => each.dataset.step)")
    assert steps
    if way == "keys":
        page.locator(".drawing").focus()
        over = page.locator(".drawing").bounding_box()
        assert over is not None
        page.mouse.move(over["x"] + over["width"] / 2, min(over["y"] + 150, y - 60))
    for number, step in enumerate(steps):
        if way == "keys":
            page.keyboard.press("n")
        elif way == "mouse" or number == 0:
            page.mouse.down()
            page.mouse.up()
        else:
            page.clock.run_for(PACE - SETTLED)
        page.clock.run_for(SETTLED)
        expect(page.locator(".stepper output")).to_contain_text(str(number + 1))
        state = page.evaluate(STATE)
        assert state == {
            "lit": [step],
            "said": step,
            "hash": f"#step-{step}",
            "under": what,
        }, (page.url, step)
        assert page.url.partition("#")[0] == start
        edge = page.locator(f'.drawing .edge[data-step="{step}"]')
        assert is_in_sight(page, edge), (page.url, step)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
