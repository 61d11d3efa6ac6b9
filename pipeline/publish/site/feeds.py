"""Atom feeds (RFC 4287): one of editions, one of what changed from each to the next."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from pipeline.change_report import ChangeReport
from pipeline.publish.changes import warnings
from pipeline.publish.site.content import Content, NothingPublished, file_name
from pipeline.publish.site.figures import change, day, euros, number
from pipeline.publish.town_text import SYNTHETIC
from pipeline.tabular import Record
from pipeline.values import one_line

ATOM = "http://www.w3.org/2005/Atom"
EDITIONS, CHANGES = "ausgaben.xml", "aenderungen.xml"
LARGEST = 10
CHECKS = "auf der Seite „Zweifel“"
"""Where readers of the page find which checks failed."""

FeedContent: TypeAlias = Content | NothingPublished


def edition_feed(content: FeedContent) -> str:
    """One entry for each edition that counts, the newest first, after those withdrawn."""
    entries = (_edition(content, edition) for edition in content.editions)
    return _feed(content, "Ausgaben", EDITIONS, entries)


def change_feed(content: FeedContent) -> str:
    """One entry for each edition but the first: what differs from the one before.

    Those withdrawn come first.
    """
    known = {edition["snapshot_id"]: edition for edition in content.editions}
    entries = (
        _change(content, known[report.neu["snapshot_id"]], report) for report in content.changes
    )
    return _feed(content, "Änderungen", CHANGES, entries)


def _withdrawal(content: FeedContent, edition: Record, feed: str) -> ElementTree.Element:
    moment = edition["zurueckgezogen_seit_utc"]
    text = (
        f"Am {day(moment)} zurückgezogen: {edition['zurueckgezogen_grund']}",
        "Zahlen dieser Ausgabe bitte nicht weiter verwenden.",
    )
    about = f"{feed} zurueckgezogen {edition['snapshot_id']}"
    title, page = f"{_name(edition)} ist zurückgezogen", "korrekturen.html#zurueckgezogen"
    return _entry(content, about, moment, title, page, text)


def _edition(content: FeedContent, edition: Record) -> ElementTree.Element:
    covers = f", gilt für: {edition['zeitraum']}" if edition["zeitraum"] else ""
    text = (
        f"{number(edition['row_count'])} Gemeinden, {euros(edition['total_eur'])}{covers}.",
        f"Stand {day(edition['stand_am'])}; Dokument {edition['original_name']}, "
        f"SHA-256 {edition['document_sha256']}.",
    )
    page = f"methode.html#a-{file_name(edition['snapshot_id'])}"
    about, moment = f"{EDITIONS} {edition['snapshot_id']}", edition["bekannt_seit_utc"]
    return _entry(content, about, moment, _name(edition), page, text)


def _change(content: FeedContent, edition: Record, report: ChangeReport) -> ElementTree.Element:
    title = f"{_name(edition)}: was sich geändert hat"
    page = f"aenderungen/{file_name(edition['snapshot_id'])}.html"
    about, moment = f"{CHANGES} {edition['snapshot_id']}", edition["bekannt_seit_utc"]
    return _entry(content, about, moment, title, page, _changes(report))


def _changes(report: ChangeReport) -> Iterator[str]:
    yield from warnings(report, CHECKS)
    yield f"Gemeinden mit einem Unterschied: {number(len(report.differing.rows))}."
    if report.vergleichbar:
        for row in report.largest(LARGEST).records:
            yield f"{row['gemeinde_name']}: {change(row['differenz_eur'])} €"


def _name(edition: Record) -> str:
    since = f"ab {day(edition['stand_am'])}"
    return f"Ausgabe {edition['edition_label'] or since}"


def _feed(
    content: FeedContent, what: str, file: str, entries: Iterable[ElementTree.Element]
) -> str:
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "de"})
    _add(feed, "id", _identity(content, file))
    _add(feed, "title", f"{_mark(content)}{content.source.title}: {what}")
    if content.synthetic:
        _add(feed, "subtitle", SYNTHETIC)
    _add(feed, "updated", _moment(content.changed))
    _add(_add(feed, "author"), "name", "planungsrahmen")
    _add(feed, "link", rel="self", href=_address(content, file))
    _add(feed, "link", href=_address(content, "index.html"))
    feed.extend(_withdrawal(content, edition, file) for edition in content.withdrawn)
    feed.extend(entries)
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, "unicode")}\n'


def _entry(
    content: FeedContent, about: str, moment: datetime, title: str, page: str, text: Iterable[str]
) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _add(entry, "id", _identity(content, about))
    _add(entry, "title", one_line(f"{_mark(content)}{title}"))
    _add(entry, "updated", _moment(moment))
    _add(entry, "link", href=_address(content, page))
    _add(entry, "content", "\n".join(map(one_line, text)), type="text")
    return entry


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def _address(content: FeedContent, path: str) -> str:
    return f"{content.address or ''}{path}"


def _mark(content: FeedContent) -> str:
    """Return what titles begin with, which readers meet one by one."""
    return "Synthetische Daten: " if content.synthetic else ""


def _identity(content: FeedContent, about: str) -> str:
    """Return an ID that stays the same wherever the page is found."""
    return uuid5(NAMESPACE_URL, f"{content.source.address} {about}").urn


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
