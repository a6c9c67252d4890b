"""Every kind of page, light and dark, wide and narrow, held against axe-core's rules."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from browsing import chromium
from kettles import ENGLISH, FIGURES, TEMPLATES, templates
from kitchens import kitchen_files, written

from archviz.site import Count, build, gallery_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Browser, Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitchen")
    return written(kitchen_files(folder), folder / "site")


@pytest.fixture(scope="module")
def kettle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kettle")
    made = build(
        FIGURES, ENGLISH, templates(folder / "templates"), counts={"boiling": Count(7, 6, 1)}, article="kettle"
    )
    return written(made, folder / "site")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shown = gallery_of("example.com/kettle", {"": FIGURES[:2], "tea & cups": FIGURES[2:]})
    made = build(shown.figures, ENGLISH, (TEMPLATES,), counts={"boiling": Count(7, 6, 1)}, gallery=shown)
    return written(made, tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def _faults(page: Page) -> list[str]:
    """What axe-core finds: rule, element and what is wrong with it."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")
    return [f"{v['id']} {n['html'][:200]}: {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, kitchen: Path, kettle: Path, gallery: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    symbols = [f"symbols/{next((kitchen / 'symbols').glob(f'kitchen.{n}-*')).name}" for n in ("Chef", "Chef.Prepare")]
    symbols += [f"symbols/example.org/house/kitchen/{name}.html" for name in ("kitchen.go", "index")]
    kinds = [
        (kitchen, path)
        for path in (
            "index.html",
            "figures/kitchen.html",
            "figures/a-dish.html",
            "symbols/index.html",
            "glossary.html",
            *symbols,
        )
    ]
    kinds += [(kettle, path) for path in ("index.html", "about.html", "figures/kettle-served.html")]
    kinds += [(kettle, f"figures/kettle-{name}.html") for name in ("boil-code", "harm")]
    kinds += [(gallery, "index.html"), (gallery, "figures/kettle-served.html")]
    for site, path in kinds:
        page.goto(f"{site.as_uri()}/{path}")
        for summary in page.locator("details > summary").all():
            summary.click()
        assert _faults(page) == [], path
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_step_is_shown(
    browser: Browser, kitchen: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{kitchen.as_uri()}/figures/kitchen.html#step-2")
    assert page.locator(".panel").is_visible()
    assert _faults(page) == []
    context.close()
