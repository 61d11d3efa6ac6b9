"""Feeds are Atom (RFC 4287), and an entry stays the same one wherever and whenever it is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.publish.site.content import Content, NothingPublished
from pipeline.publish.site.pages import CHANGES, EDITIONS, feed
from pipeline.store.records import add_fact
from pipeline.values import replace
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    LATER,
    PERSONEN,
    document,
    snapshot_draft,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)
from tests.builders.site import ADDRESS, content_of

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
EARLIER = vorlaeufig_draft()
LATEST = snapshot_draft({**PERSONEN, AITERN: 11}, created_at=LATER)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return content_of(warehouse_with(tmp_path_factory.mktemp("feeds"), EARLIER, LATEST), ADDRESS)


def of(element: ElementTree.Element, name: str) -> str:
    """The text of the only part of that name."""
    [part] = element.findall(f"{ATOM}{name}")
    assert part.text
    return part.text


def entries(text: str) -> Iterator[tuple[str, str, str]]:
    """ID, moment and address of each entry of a valid feed."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert of(element, "id").startswith("urn:uuid:")
        assert of(element, "title")
        assert MOMENT.fullmatch(of(element, "updated"))
    [author] = root.findall(f"{ATOM}author")
    assert of(author, "name")
    for entry in root.findall(f"{ATOM}entry"):
        [link] = entry.findall(f"{ATOM}link")
        assert of(entry, "content")
        yield of(entry, "id"), of(entry, "updated"), link.attrib["href"]


def test_each_edition_is_an_entry_and_leads_to_what_was_checked(content: Content) -> None:
    ids, moments, addresses = zip(*entries(feed(content, EDITIONS)), strict=True)
    assert len(set(ids)) == 2
    assert moments == ("2024-03-31T12:00:00Z", "2024-03-01T12:00:00Z")
    snapshots = [edition["snapshot_id"] for edition in content.editions]
    assert addresses == tuple(f"{ADDRESS}methode.html#a-{id}" for id in snapshots)


def test_each_change_is_an_entry_that_does_not_compare_unlike_things(content: Content) -> None:
    [(_, moment, address)] = entries(feed(content, CHANGES))
    assert moment == "2024-03-31T12:00:00Z"
    assert address == f"{ADDRESS}aenderungen/{content.newest['snapshot_id']}.html"
    assert "Aitern" not in feed(content, CHANGES)


def test_the_largest_changes_are_named(tmp_path: Path) -> None:
    first = snapshot_draft(document=document("first.pdf"))
    text = feed(content_of(warehouse_with(tmp_path, first, LATEST)), CHANGES)
    assert "Gemeinden mit einem Unterschied: 1." in text
    assert "Aitern: +796 €" in text


def test_an_entry_keeps_its_id_at_another_address_and_when_a_newer_edition_comes(
    content: Content, tmp_path: Path
) -> None:
    moved = replace(content, address=None)
    alone = content_of(warehouse_with(tmp_path, EARLIER))
    [(earlier, *_)] = entries(feed(alone, EDITIONS))
    ids, *_ = zip(*entries(feed(content, EDITIONS)), strict=True)
    assert ids[1] == earlier
    for name in (EDITIONS, CHANGES):
        assert [id for id, *_ in entries(feed(moved, name))] == [
            id for id, *_ in entries(feed(content, name))
        ]
    assert [address for *_, address in entries(feed(moved, CHANGES))] == [
        f"aenderungen/{content.newest['snapshot_id']}.html"
    ]
    assert {
        of(ElementTree.fromstring(feed(one, EDITIONS)), "id") for one in (content, moved, alone)
    }


def test_when_the_feed_changed_last_never_goes_back(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, EARLIER, LATEST)
    newest = content_of(warehouse).newest["snapshot_id"]
    add_fact(warehouse, newest, withdrawal())
    build_database(warehouse)
    content = content_of(warehouse)
    assert len(content.editions) == 1
    assert of(ElementTree.fromstring(feed(content, EDITIONS)), "updated") == "2024-03-31T12:00:00Z"


def test_a_withdrawal_is_an_entry_of_both_feeds(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, EARLIER, LATEST)
    before = content_of(warehouse)
    add_fact(warehouse, before.newest["snapshot_id"], withdrawal("Ein Entwurf."))
    build_database(warehouse)
    after = content_of(warehouse, ADDRESS)
    nothing = NothingPublished(after.withdrawn, after.source, ADDRESS)
    page = f"{ADDRESS}korrekturen.html#zurueckgezogen"
    for name in (EDITIONS, CHANGES):
        (id, *rest), *_ = entries(feed(after, name))
        assert rest == ["2024-03-31T12:00:00Z", page]
        assert "Am 31.03.2024 zurückgezogen: Ein Entwurf." in feed(after, name)
        assert id not in [one for one, *_ in entries(feed(before, name))]
        assert list(entries(feed(nothing, name))) == [(id, *rest)]


def test_whatever_a_document_is_called_the_feed_is_well_formed(tmp_path: Path) -> None:
    name = "a\x0b\x1b]0;\x01<b>&amp; ]]>\ufffe.pdf"
    draft = snapshot_draft(document=replace(document(), original_name=name))
    content = content_of(warehouse_with(tmp_path, draft))
    assert len(list(entries(feed(content, EDITIONS)))) == 1


def test_made_up_data_say_so_in_every_title(content: Content) -> None:
    for text in (feed(content, EDITIONS), feed(content, CHANGES)):
        titles = [one.text or "" for one in ElementTree.fromstring(text).iter(f"{ATOM}title")]
        assert all(title.startswith("Synthetische Daten: ") for title in titles)
