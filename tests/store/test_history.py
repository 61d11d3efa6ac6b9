"""Which snapshots count, and what `latest` and `previous` are."""

from pathlib import Path

import pytest

from pipeline.errors import AmbiguousSnapshotError, UnknownSnapshotError, WarehouseDamagedError
from pipeline.store.history import learn, load_statuses, resolve_snapshot
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.warehouse import Warehouse
from tests.builders.frames import (
    LATER,
    LOERRACH,
    PERSONEN,
    document,
    snapshot_draft,
    vorlaeufig_draft,
    withdrawal,
)


def statuses(warehouse: Warehouse) -> list[tuple[int, str, int | None]]:
    return [
        (standing.manifest.sequence, standing.status.value, standing.predecessor)
        for standing in load_statuses(warehouse)
    ]


def test_an_old_edition_found_late_takes_its_place_in_the_past(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    newest = write_snapshot(warehouse, snapshot_draft())
    oldest = write_snapshot(warehouse, vorlaeufig_draft())
    assert statuses(warehouse) == [(1, "aktuell", 2), (2, "frueher", None)]
    assert resolve_snapshot(warehouse, "latest").manifest == newest
    assert resolve_snapshot(warehouse, "previous").manifest == oldest


def test_a_better_reading_takes_the_place_of_the_first_until_it_is_withdrawn(
    tmp_path: Path,
) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    better = write_snapshot(
        warehouse, snapshot_draft({**PERSONEN, LOERRACH: 276}, supersedes=first.id)
    )
    assert statuses(warehouse) == [(1, "ersetzt", None), (2, "aktuell", None)]
    learn(warehouse, better.id, withdrawal("Spalte falsch gelesen"))
    assert statuses(warehouse) == [(1, "aktuell", None), (2, "zurueckgezogen", None)]
    assert load_statuses(warehouse)[1].withdrawal is not None


def test_a_reading_withdrawn_between_two_brings_the_first_not_back(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    second = write_snapshot(warehouse, snapshot_draft(supersedes=first.id, created_at=LATER))
    third = write_snapshot(warehouse, snapshot_draft(supersedes=second.id))
    assert [(s.superseded_by, s.superseded_at) for s in load_statuses(warehouse)] == [
        (third.id, LATER),
        (third.id, LATER),  # by a clock set back, and never before what was known then
        (None, None),
    ]
    learn(warehouse, second.id, withdrawal())
    assert statuses(warehouse) == [
        (1, "ersetzt", None),
        (2, "zurueckgezogen", None),
        (3, "aktuell", None),
    ]


def test_a_real_edition_hides_synthetic_ones_also_when_withdrawn(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    write_snapshot(warehouse, vorlaeufig_draft())
    real = write_snapshot(warehouse, snapshot_draft(synthetic=False))
    assert statuses(warehouse) == [(1, "synthetisch_verborgen", None), (2, "aktuell", None)]
    learn(warehouse, real.id, withdrawal("Irrtum"))
    assert statuses(warehouse) == [(1, "synthetisch_verborgen", None), (2, "zurueckgezogen", None)]
    with pytest.raises(UnknownSnapshotError):
        resolve_snapshot(warehouse, "latest")


def test_what_is_found_to_be_synthetic_hides_nothing(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    taken_for_real = write_snapshot(warehouse, snapshot_draft(synthetic=False))
    write_snapshot(warehouse, snapshot_draft(supersedes=taken_for_real.id))
    assert statuses(warehouse) == [(1, "ersetzt", None), (2, "aktuell", None)]


def test_a_prefix_answers_where_it_fits_only_one(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    second = write_snapshot(warehouse, snapshot_draft(document=document("anderes.pdf")))
    better = write_snapshot(
        warehouse, snapshot_draft({**PERSONEN, LOERRACH: 276}, supersedes=first.id)
    )
    assert resolve_snapshot(warehouse, second.id[:-3]).manifest == second
    assert resolve_snapshot(warehouse, first.id).manifest == first
    with pytest.raises(AmbiguousSnapshotError) as error:
        resolve_snapshot(warehouse, first.id[:-1])
    assert error.value.candidates == (first.id, better.id)


@pytest.mark.parametrize("wanted", ["", "vorlaeufig", "latest", "previous"])
def test_what_is_not_there_is_answered_with_what_is(tmp_path: Path, wanted: str) -> None:
    warehouse = Warehouse(tmp_path)
    with pytest.raises(
        UnknownSnapshotError, match="none; to make one, run: planungsrahmen ingest PDF"
    ):
        resolve_snapshot(warehouse, wanted)
    known = write_snapshot(warehouse, snapshot_draft())
    if wanted != "latest":
        with pytest.raises(UnknownSnapshotError, match=f"known snapshots: {known.id}"):
            resolve_snapshot(warehouse, wanted)


def test_a_damaged_withdrawal_is_named(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    id = write_snapshot(warehouse, snapshot_draft()).id
    learn(warehouse, id, withdrawal("Irrtum"))
    (warehouse.snapshots / f"{id}.withdrawn.json").write_text('{"snapshot": 1}')
    with pytest.raises(WarehouseDamagedError, match="expected facts about snapshot"):
        load_statuses(warehouse)
