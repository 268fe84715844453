"""Feeds and sitemaps as XML trees: the library escapes, nothing is pasted together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
register_namespace("atom", ATOM)


class Entry(NamedTuple):
    """One offer in a feed; addresses are absolute."""

    id: str
    url: str
    title: str
    summary: str
    author: str
    published_at: datetime
    updated_at: datetime


class Feed(NamedTuple):
    title: str
    url: str  # the page it follows
    self_url: str
    language: str
    updated_at: datetime
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """RFC 4287."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _text(root, "id", feed.self_url)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated_at))
    SubElement(root, "link", rel="self", href=feed.self_url, type="application/atom+xml")
    SubElement(root, "link", rel="alternate", href=feed.url, type="text/html")
    for entry in feed.entries:
        item = SubElement(root, "entry")
        _text(item, "id", entry.id)
        _text(item, "title", entry.title)
        SubElement(item, "link", rel="alternate", href=entry.url, type="text/html")
        _text(item, "published", _instant(entry.published_at))
        _text(item, "updated", _instant(entry.updated_at))
        _text(SubElement(item, "author"), "name", entry.author)
        _text(item, "summary", entry.summary)
    return _document(root)


def rss(feed: Feed) -> bytes:
    """RSS 2.0."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _text(channel, "title", feed.title)
    _text(channel, "link", feed.url)
    _text(channel, "description", feed.title)
    _text(channel, "language", feed.language)
    _text(channel, "lastBuildDate", format_datetime(feed.updated_at))
    SubElement(channel, f"{{{ATOM}}}link", rel="self", href=feed.self_url, type="application/rss+xml")
    for entry in feed.entries:
        item = SubElement(channel, "item")
        _text(item, "title", entry.title)
        _text(item, "link", entry.url)
        SubElement(item, "guid", isPermaLink="true").text = entry.id
        _text(item, "pubDate", format_datetime(entry.published_at))
        _text(item, "description", f"{entry.author}. {entry.summary}")
    return _document(root)


WRITERS: Mapping[str, Callable[[Feed], bytes]] = {"atom": atom, "rss": rss}


def sitemap(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """sitemaps.org protocol: at most 50,000 addresses a file."""
    root = Element("urlset", xmlns=SITEMAP)
    for url, changed_at in pages:
        page = SubElement(root, "url")
        _text(page, "loc", url)
        if changed_at:
            _text(page, "lastmod", _instant(changed_at))
    return _document(root)


def sitemap_index(urls: Iterable[str]) -> bytes:
    root = Element("sitemapindex", xmlns=SITEMAP)
    for url in urls:
        _text(SubElement(root, "sitemap"), "loc", url)
    return _document(root)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _legal(text)


def _legal(text: str) -> str:
    """Drop what XML 1.0 has no way to write (control characters, lone surrogates)."""
    return "".join(
        char
        for char in text
        if char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _document(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body
