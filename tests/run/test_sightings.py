"""An edition that is known already turns out to have been there long before."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.acquire.rawstore import FetchEvent, FetchOutcome, record_event, store_document
from pipeline.errors import RecordsLostError
from pipeline.run.checked import kept_document
from pipeline.run.ingest import record_capture_of_known
from pipeline.run.recorded import recorded
from pipeline.store.history import learn, resolve_snapshot
from pipeline.store.publication import mark_unpublished, unpublished_because
from pipeline.store.records import Sighting, find_facts
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY, document, query_rows, snapshot_draft, warehouse_with

IN_2018 = datetime(2018, 2, 3, 4, 5, 6, tzinfo=UTC)
IN_2017 = IN_2018.replace(year=2017)
UNKNOWN = document("unbekannt.pdf")


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """A warehouse with an edition that nobody knows, newer than the known one, as it seems."""
    return warehouse_with(
        tmp_path, snapshot_draft(), snapshot_draft(edition_id=None, document=UNKNOWN)
    )


def fetched_again(warehouse: Warehouse, captured_at: datetime | None) -> str:
    """Meet the document in a run of its own."""

    def meet(warehouse: Warehouse) -> RunSummary:
        summary = record_capture_of_known(warehouse, replace(UNKNOWN, captured_at=captured_at))
        assert summary is not None
        return summary

    summary = recorded(warehouse, meet)
    assert summary.outcome == "unchanged"
    return str(summary.snapshot)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


STAND = "SELECT status, stand_am::VARCHAR FROM snapshots ORDER BY sequence"


def test_an_earlier_capture_moves_the_edition_and_changes_no_snapshot(
    warehouse: Warehouse,
) -> None:
    assert query_rows(warehouse, STAND) == [("frueher", "2018-01-01"), ("aktuell", "2024-03-01")]
    unknown = resolve_snapshot(warehouse, "latest").manifest
    folder = warehouse.snapshots / unknown.id
    before = files_of(folder)
    assert fetched_again(warehouse, IN_2017) == unknown.id
    assert query_rows(warehouse, STAND) == [("aktuell", "2018-01-01"), ("frueher", "2017-02-03")]
    assert (files_of(folder), unpublished_because(warehouse)) == (before, None)
    assert resolve_snapshot(warehouse, "previous").manifest == unknown
    [sighting] = find_facts(warehouse, unknown.id, Sighting)
    captured = "SELECT captured_utc, erfassungen FROM documents WHERE original_name = ?"
    learned = sighting.at.replace(tzinfo=None)
    utc = IN_2017.replace(tzinfo=None)
    assert query_rows(warehouse, captured.replace("?", "'unbekannt.pdf'")) == [
        (utc, [{"captured_utc": utc, "bekannt_seit_utc": learned}])
    ]


def test_each_earlier_capture_is_kept_and_no_other(warehouse: Warehouse) -> None:
    id = fetched_again(warehouse, IN_2018)
    record = warehouse.snapshots / f"{id}.seen.json"
    kept = json.loads(record.read_text(encoding="utf-8"))
    assert (kept["snapshot"], len(kept["facts"])) == (id, 1)
    for nothing_new in (IN_2018, datetime(2020, 1, 1, tzinfo=UTC), None):
        fetched_again(warehouse, nothing_new)
        assert len(find_facts(warehouse, id, Sighting)) == 1
    fetched_again(warehouse, IN_2017)
    captured = [sighting.captured_at for sighting in find_facts(warehouse, id, Sighting)]
    assert captured == [IN_2018, IN_2017]


def test_a_capture_after_the_document_was_seen_here_says_nothing(warehouse: Warehouse) -> None:
    id = fetched_again(warehouse, datetime(2025, 1, 1, tzinfo=UTC))
    assert find_facts(warehouse, id, Sighting) == ()


def test_what_a_killed_run_had_noted_is_published_by_the_next(warehouse: Warehouse) -> None:
    id = resolve_snapshot(warehouse, "latest").manifest.id
    mark_unpublished(warehouse)
    learn(warehouse, id, Sighting(IN_2017, FIRST_DAY))
    fetched_again(warehouse, None)
    assert query_rows(warehouse, STAND)[1] == ("frueher", "2017-02-03")


def test_a_damaged_record_is_named(warehouse: Warehouse) -> None:
    id = fetched_again(warehouse, IN_2018)
    (warehouse.snapshots / f"{id}.seen.json").write_text('{"snapshot": 1}')
    with pytest.raises(RecordsLostError, match=r"captures of its document.*found facts about 1"):
        fetched_again(warehouse, IN_2017)


def test_a_document_held_and_found_again_in_the_archive_knows_its_first_capture(
    tmp_path: Path,
) -> None:
    sha256 = store_document(b"%PDF-", tmp_path, "plan.pdf", FIRST_DAY, captured_at=IN_2018).sha256
    assert kept_document(tmp_path, sha256).captured_at == IN_2018
    for captured_at in (IN_2018, IN_2017, None):
        event = FetchEvent(asked="", at=FIRST_DAY, outcome=FetchOutcome.KNOWN, sha256=sha256)
        record_event(tmp_path, replace(event, captured_at=captured_at))
    assert kept_document(tmp_path, sha256).captured_at == IN_2017
