"""What is learned of snapshots is ordered by when it happened here, whatever the clock said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline.manifest import Manifest
from pipeline.store.history import learn, when_learned
from pipeline.store.records import Sighting, Withdrawal, find_facts
from pipeline.store.warehouse import Warehouse
from tests.builders.frames import FIRST_DAY, LATER, document, snapshot_draft, warehouse_with
from tests.builders.histories import History, answers, day, known_on, on
from tests.builders.manifests import manifest

YESTERDAY = FIRST_DAY - timedelta(days=1)


def lived(accepted: Sequence[Manifest], *withdrawn: tuple[str, int, float]) -> History:
    """Editions, and what was withdrawn: which, after how many of them, and what the clock said."""
    facts: dict[str, list[Withdrawal | Sighting]] = {}
    for id, after, clock in withdrawn:
        at, number = when_learned(History(accepted[:after], facts).statuses, day(clock))
        facts[id] = [Withdrawal("Irrtum", "mia", at, number)]
    return History(accepted, facts)


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
    assert answers(History(readings, {}), (on(1), None), (on(3), None)) == [None, "better"]


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
    learn(of, first, Withdrawal("Irrtum", "mia", YESTERDAY))
    assert find_facts(of, first, Withdrawal) == (Withdrawal("Irrtum", "mia", FIRST_DAY, 2),)
    learn(of, second, Sighting(YESTERDAY, LATER))
    earlier = YESTERDAY - timedelta(days=9)
    learn(of, second, Sighting(earlier, FIRST_DAY))
    assert find_facts(of, second, Sighting) == (
        Sighting(YESTERDAY, LATER, 2),
        Sighting(earlier, LATER, 2),
    )
