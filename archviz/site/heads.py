"""What a site says of itself to those who index, preview and share its pages, once its address is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement

from archviz.model.safe import xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOT_FOUND = "404.html"
"""The page that hosts such as GitHub Pages, GitLab Pages and Netlify show at an address that is none."""

MOST_ADDRESSES = 50_000
"""Addresses in one sitemap (sitemaps.org, "Sitemap protocol")."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a site stands: its ``address``, which ends in /, and the ``cards`` that it has as pictures.

    Cards are PNGs by the ``file`` of the figure that they are of; "" is that of the site.
    """

    address: str
    cards: Mapping[str, bytes]

    @property
    def root(self) -> str:
        """The path of the site on its host, which ends in /."""
        return urlsplit(self.address).path

    def url(self, path: str) -> str:
        """The address of a file by its path in the site; a folder's own for the first page of one."""
        folder = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
        return self.address + quote(folder)

    def card(self, figure: str = "") -> str:
        """The address of the card of a figure, by its ``file``; the site's where it has none, and "" without any."""
        name = figure if figure in self.cards else ""
        return self.url(card_path(name)) if name in self.cards else ""


def card_path(figure: str) -> str:
    """Where the card of a figure is in the site, by the figure's ``file``; that of the site is ``cards/site.png``."""
    return f"cards/{f'figure-{figure}' if figure else 'site'}.png"


def sitemaps(published: Published, paths: Iterable[str]) -> dict[str, bytes]:
    """The sitemap of the pages at paths, by its name; of more than one takes, several with an index of them.

    It names no dates: a page's file is new with each build, which is not when it changed for its readers.
    """
    urls = [published.url(path) for path in sorted(paths)]
    parts = [urls[i : i + MOST_ADDRESSES] for i in range(0, len(urls), MOST_ADDRESSES)]
    if len(parts) == 1:
        return {"sitemap.xml": _listed("urlset", "url", parts[0])}
    files = {f"sitemap-{n}.xml": _listed("urlset", "url", part) for n, part in enumerate(parts, 1)}
    return {"sitemap.xml": _listed("sitemapindex", "sitemap", map(published.url, files)), **files}


def _listed(root: str, each: str, urls: Iterable[str]) -> bytes:
    listed = Element(root, xmlns=_NAMESPACE)
    for url in urls:
        SubElement(SubElement(listed, each), "loc").text = url
    return xml(listed).encode()
