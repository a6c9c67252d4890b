"""The feed of a site's versions: an entry for each that has a date, with what changed in the figures (RFC 4287)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from archviz.model.release_note import grouped
from archviz.model.safe import xml
from archviz.words.kinds import change
from archviz.words.notes import MARKS, about, sentence

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from archviz.model.figure import VerifiedFigure
    from archviz.model.release_note import ReleaseNote
    from archviz.site.heads import Published
    from archviz.site.links import Here
    from archviz.site.versions import VersionChanges
    from archviz.words.language import Language

_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
MEDIA_TYPE = "application/atom+xml"


def versions_feed(
    title: str,
    author: str,
    versions: Sequence[VersionChanges],
    figures: Mapping[str, VerifiedFigure],
    here: Here,
    words: Language,
    published: Published | None,
) -> bytes:
    """The feed of those versions that have a date, the newest first; there must be one at least.

    ``title`` is the site's, ``author`` whoever wrote it; ``figures`` are those of the notes, by their ids. Where the
    site is ``published``, links and ids are addresses there; else links are relative, and an id is a UUID of what was
    proved: it is the same wherever the site stands.
    """
    dated = [(it.date, number, it) for number, it in enumerate(versions) if it.date is not None]
    dated.sort(key=lambda each: each[:2], reverse=True)
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": words.code})
    _texts(feed, title=f"{words.gettext('Versions')} · {title}", id=_id(here.path, title, here, published))
    _texts(feed, updated=_instant(dated[0][0]))
    _texts(SubElement(feed, "author"), name=author)
    if published is not None:
        SubElement(feed, "link", rel="self", type=MEDIA_TYPE, href=published.url(here.path))
    SubElement(feed, "link", rel="alternate", type="text/html", href=_link("versions/index.html", here, published))
    for date, number, it in dated:
        before = versions[number - 1] if number else None
        page = _there(it.page, here)
        entry = SubElement(feed, "entry")
        _texts(entry, title=words.text(it.title), id=_id(page, f"{title} {it.name} {it.digest}", here, published))
        _texts(entry, updated=_instant(date), published=_instant(date))
        SubElement(entry, "link", rel="alternate", type="text/html", href=_link(it.page, here, published))
        content = SubElement(SubElement(entry, "content", type="xhtml"), "div", xmlns=_XHTML)
        _told(content, it, before, figures, words)
    return xml(feed).encode()


def _told(
    content: Element,
    it: VersionChanges,
    before: VersionChanges | None,
    figures: Mapping[str, VerifiedFigure],
    words: Language,
) -> None:
    """What changed in the figures, as elements of XHTML."""
    if before is None:
        _texts(content, p=words.gettext("The first version on which the figures were proved."))
        return
    old = words.text(before.title)
    _texts(content, p=words.gettext("What changed in the figures since %(old)s.", old=old))
    for group in grouped(it.notes):
        figure = figures[group.figure]
        _texts(content, h3=f"{figure.number or ''} {words.text(figure.title)}: {about(group, words)}".lstrip())
        _listed(content, group.notes, words)
    if not it.notes:
        _texts(content, p=words.gettext("Nothing in the figures came or went."))


def _listed(content: Element, notes: Iterable[ReleaseNote], words: Language) -> None:
    lines = SubElement(content, "ul")
    for note in notes:
        SubElement(lines, "li").text = f"{MARKS[note.change]} {change(note.change, words)}: {sentence(note, words)}"


def _texts(parent: Element, **texts: str) -> None:
    """Adds elements that have a text."""
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _link(address: str, here: Here, published: Published | None) -> str:
    return published.url(_there(address, here)) if published is not None else here.to(address)


def _there(address: str, here: Here) -> str:
    """Where the page of an address is in the language of another."""
    return replace(here, address=address).path


def _id(path: str, name: str, here: Here, published: Published | None) -> str:
    """What stays the same of a feed or an entry (section 4.2.6)."""
    return published.url(path) if published is not None else uuid5(NAMESPACE_URL, f"{here.language} {name}").urn


def _instant(day: datetime.date) -> str:
    """The beginning of a day (section 3.3)."""
    return f"{day}T00:00:00Z"
