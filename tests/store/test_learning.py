"""What is learned of snapshots is ordered by when it happened here, whatever the clock said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline.store import Warehouse, Withdrawal, add_sighting, withdraw_snapshot
from pipeline.store.learning import in_turn
from pipeline.store.manifest import Manifest
from pipeline.store.sightings import Sighting, find_sightings
from pipeline.store.withdrawals import find_withdrawal
from tests.builders.frames import FIRST_DAY, LATER, document, snapshot_draft, warehouse_with
from tests.builders.histories import History, answers, day, known_on, on
from tests.builders.manifests import manifest

YESTERDAY = FIRST_DAY - timedelta(days=1)


def lived(accepted: Sequence[Manifest], *withdrawn: tuple[str, int, float]) -> History:
    """Editions, and what was withdrawn: which, after how many of them, and what the clock said."""
    of = History(accepted, {}, {})
    for id, after, clock in withdrawn:
        at, number = in_turn(History(accepted[:after], of.withdrawn, {}).standings, day(clock))
        decision = Withdrawal(id, "Irrtum", "mia", at, number)
        of = History(accepted, {**of.withdrawn, id: decision}, {})
    return of


def test_a_withdrawal_by_a_slow_clock_is_not_known_before_what_was_accepted_earlier() -> None:
    editions = [
        manifest("first", sequence=1, published="2017-07", accepted_at=day(0)),
        manifest("second", sequence=2, published="2018-01", accepted_at=day(9)),
    ]
    of = lived(editions, ("first", 2, 5))
    assert known_on(of, 4, 6, 8, 9) == ["first", "first", "first", "second", "second"]


def test_an_edition_accepted_by_a_slow_clock_is_not_known_before_an_earlier_withdrawal() -> None:
    editions = [
        manifest("first", sequence=1, published="2017-07", accepted_at=day(0)),
        manifest("second", sequence=2, published="2018-01", accepted_at=day(5)),
    ]
    of = lived(editions, ("first", 1, 9))
    assert known_on(of, 4, 6, 8, 9) == ["first", "first", "first", "second", "second"]


def test_of_two_withdrawals_by_a_clock_set_back_the_first_stays_the_first() -> None:
    editions = [
        manifest("first", sequence=1, published="2017-07", accepted_at=day(0)),
        manifest("second", sequence=2, published="2018-01", accepted_at=day(1)),
    ]
    of = lived(editions, ("first", 2, 9), ("second", 2, 5))
    assert known_on(of, 4, 6, 8, 9) == ["second", "second", "second", None, None]


def test_a_later_reading_by_a_slow_clock_does_not_change_when_its_document_was_seen() -> None:
    readings = [
        manifest(id, sequence=n, document="same", accepted_at=day(at), first_seen=day(2))
        for n, id, at in ((1, "first", 6), (2, "better", 3))
    ]
    assert answers(History(readings, {}, {}), (on(1), None), (on(3), None)) == [None, "better"]


def warehouse(folder: Path) -> tuple[Warehouse, list[str]]:
    """A warehouse of two editions and their IDs, in the order of acceptance."""
    of = warehouse_with(
        folder, snapshot_draft(), snapshot_draft(edition_id=None, document=document("other.pdf"))
    )
    return of, ["endgueltig-2018-01-5d2dced1", next(of.snapshots.glob("2024-*")).name]


def test_what_is_recorded_says_after_which_snapshot_and_never_an_earlier_moment(
    tmp_path: Path,
) -> None:
    of, (first, second) = warehouse(tmp_path)
    withdraw_snapshot(of, Withdrawal(first, "Irrtum", "mia", YESTERDAY))
    assert find_withdrawal(of, first) == Withdrawal(first, "Irrtum", "mia", FIRST_DAY, 2)
    add_sighting(of, second, Sighting(YESTERDAY, LATER))
    earlier = YESTERDAY - timedelta(days=9)
    add_sighting(of, second, Sighting(earlier, FIRST_DAY))
    assert find_sightings(of, second) == (
        Sighting(YESTERDAY, LATER, 2),
        Sighting(earlier, LATER, 2),
    )


def test_records_of_earlier_releases_are_read(tmp_path: Path) -> None:
    of, (first, second) = warehouse(tmp_path)
    withdraw_snapshot(of, Withdrawal(first, "Irrtum", "mia", LATER))
    add_sighting(of, second, Sighting(YESTERDAY, LATER))
    for path in of.snapshots.glob("*.json"):
        record = json.loads(path.read_bytes())
        for one in record.get("sightings", [record]):
            del one["after"]
        path.write_text(json.dumps(record), "utf-8")
    assert find_withdrawal(of, first) == Withdrawal(first, "Irrtum", "mia", LATER)
    assert find_sightings(of, second) == (Sighting(YESTERDAY, LATER),)
