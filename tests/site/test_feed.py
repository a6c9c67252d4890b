"""The feed of versions: what a reader of feeds makes of it, and that pages lead to it only where there is one."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import html5lib
import pytest
from histories import kettle_history
from kettles import ARTICLE, DIAGRAM, FIGURES, SVGS, templates

from archviz.site import build
from archviz.site.heads import Published

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.site.versions import History

ADDRESS = "https://example.org/tea%20house/"
ATOM = "{http://www.w3.org/2005/Atom}"
DATES = (datetime.date(2021, 1, 13), None, datetime.date(2020, 5, 1))
"""The second version is not dated, and the third one older than the first, as that of a branch may be."""


def history(dates: tuple[datetime.date | None, ...] = DATES) -> History:
    known = kettle_history()
    versions = (replace(it, date=date) for it, date in zip(known.versions, dates, strict=True))
    return replace(known, versions=tuple(versions))


def site(folder: Path, past: History, published: Published | None = None) -> dict[str, bytes]:
    drawn = {"en": SVGS, "zh": SVGS}
    folders = templates(folder, zh=ARTICLE.replace("Reading the kettle", "读水壶"))
    histories = dict.fromkeys(drawn, past)
    return build(FIGURES, drawn, folders, histories=histories, article="kettle", published=published)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return site(tmp_path_factory.mktemp("tea"), history(), Published(ADDRESS, {}))


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return site(tmp_path_factory.mktemp("unpublished"), history())


def test_a_reader_of_feeds_gets_an_entry_for_each_version_with_a_date(files: dict[str, bytes]) -> None:
    read = feedparser.parse(files["versions/feed.xml"])
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "Versions · Reading the kettle"
    assert read.feed.updated == "2021-01-13T00:00:00Z"
    links = {link.rel: link.href for link in read.feed.links}
    assert links == {"self": f"{ADDRESS}versions/feed.xml", "alternate": f"{ADDRESS}versions/"}
    assert [(it.title, it.updated_parsed[:3], it.link) for it in read.entries] == [
        ("1.0.0", (2021, 1, 13), f"{ADDRESS}versions/1.0.0.html"),
        ("2.0.0", (2020, 5, 1), f"{ADDRESS}versions/2.0.0.html"),
    ]


def test_an_entry_says_what_changed_in_the_figures(files: dict[str, bytes]) -> None:
    first, last = feedparser.parse(files["versions/feed.xml"]).entries
    assert "The first version on which the figures were proved." in first.content[0].value
    said = last.content[0].value
    page = html5lib.parse(files["versions/2.0.0.html"].decode(), namespaceHTMLElements=False)
    notes = [" ".join("".join(it.itertext()).split()) for it in page.findall(".//ul[@class='notes']/li")]
    assert notes
    told = re.findall(r"<li>(.*?)</li>", said)
    assert [line.replace("\u200b", "") for line in told] == [re.sub(r" \S+\.go:\d+$", "", note) for note in notes]
    assert f"<h3>{DIAGRAM.number} {DIAGRAM.title.en}: " in said


def test_it_has_all_that_atom_asks_for(files: dict[str, bytes], unpublished: dict[str, bytes]) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    for each in (files, unpublished):
        for path in ("versions/feed.xml", "zh/versions/feed.xml"):
            feed = ElementTree.fromstring(each[path])  # noqa: S314 - ours
            entries = feed.findall(f"{ATOM}entry")
            for element in (feed, *entries):
                for name in ("id", "title", "updated"):
                    found = element.findall(f"{ATOM}{name}")
                    assert len(found) == 1, (path, name)
                    assert found[0].text
            assert feed.findtext(f"{ATOM}author/{ATOM}name")
            ids = [element.findtext(f"{ATOM}id") for element in (feed, *entries)]
            assert len(set(ids)) == len(ids)
            for entry in entries:
                assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1


def test_the_feed_of_each_language_is_in_its_words(files: dict[str, bytes]) -> None:
    read = feedparser.parse(files["zh/versions/feed.xml"])
    assert not read.bozo
    assert read.feed.language == "zh"
    assert read.feed.title == "版本 · 读水壶"
    assert read.entries[0].link == f"{ADDRESS}zh/versions/1.0.0.html"
    assert read.entries[0].content[0].value == "<p>图首次得到证明的版本。</p>"


def test_without_an_address_ids_are_those_of_what_was_proved_and_links_are_relative(
    unpublished: dict[str, bytes], tmp_path: Path
) -> None:
    path = "zh/versions/feed.xml"
    feed = ElementTree.fromstring(unpublished[path])  # noqa: S314 - ours
    ids = [it.text or "" for it in feed.iter(f"{ATOM}id")]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", it) for it in ids)
    for link in feed.iter(f"{ATOM}link"):
        address = urljoin(f"https://example.net/deep/{path}", link.get("href"))
        assert address.removeprefix("https://example.net/deep/") in unpublished
    assert site(tmp_path, history())[path] == unpublished[path], "the same input gives the same bytes"


def test_pages_of_versions_lead_to_it(files: dict[str, bytes]) -> None:
    for path in ("versions/index.html", "versions/1.0.0.html", "versions/radar.html", "zh/versions/index.html"):
        head = html5lib.parse(files[path].decode(), namespaceHTMLElements=False).find("head")
        assert head is not None
        (link,) = (it for it in head.iter("link") if it.get("type") == "application/atom+xml")
        assert (link.get("rel"), link.get("href")) == ("alternate", "feed.xml")


def test_dates_stand_where_they_are_known(files: dict[str, bytes]) -> None:
    page = html5lib.parse(files["versions/index.html"].decode(), namespaceHTMLElements=False)
    rows = page.findall(".//table/tbody/tr")
    assert [[it.get("datetime") for it in row.iter("time")] for row in rows] == [["2021-01-13"], [], ["2020-05-01"]]
    assert b'<time datetime="2020-05-01">' in files["versions/2.0.0.html"]
    assert b"<time" not in files["versions/pot-1.5.html"]


def test_without_dates_there_is_no_feed_and_nothing_leads_to_one(tmp_path: Path) -> None:
    found = site(tmp_path, history((None, None, None)))
    assert not [path for path in found if path.endswith("feed.xml")]
    assert not [path for path, data in found.items() if path.endswith(".html") and b"feed.xml" in data]
