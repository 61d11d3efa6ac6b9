"""Two snapshots side by side: what changed, by municipality and by Kreis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.change_report import Change, ChangeKind, Decided, Figure, KreisChange, Side, percent
from pipeline.errors import WarehouseDamagedError
from pipeline.store.history import learn
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.query import compare_snapshots
from pipeline.store.snapshots import load_snapshots
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FROEHND,
    LOERRACH,
    PERSONEN,
    RADOLFZELL,
    document,
    snapshot_draft,
    two_editions,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)


def test_every_difference_is_there_and_nothing_else(tmp_path: Path) -> None:
    less = {ags: persons for ags, persons in PERSONEN.items() if ags != FROEHND}
    other = document("other.pdf")
    warehouse = warehouse_with(
        tmp_path,
        snapshot_draft(less),
        snapshot_draft({**PERSONEN, LOERRACH: 276}, document=other),
    )
    old, new = (snapshot.id for snapshot in load_snapshots(warehouse))
    report = compare_snapshots(warehouse.database, old, new)
    assert report.changes == (
        Change(FROEHND, "Fröhnd", "08336", "Lörrach", None, Figure(Decimal("45377.00"), 57, False)),
        Change(
            LOERRACH,
            "Lörrach, Stadt",
            "08336",
            "Lörrach",
            Figure(Decimal("218922.00"), 275, True),
            Figure(Decimal("219718.00"), 276, True),
        ),
    )
    assert [change.kind for change in report.changes] == [ChangeKind.NEU, ChangeKind.GEAENDERT]
    assert report.changes[1].differenz_eur == Decimal("796.00")
    assert report.changes[1].differenz_personen == 1
    assert report.kreise == (
        KreisChange(
            *("08335", "Landkreis Konstanz", 1, 1, 0),
            *(Decimal("132149.00"), Decimal("132149.00"), 166, 166),
        ),
        KreisChange(
            *("08336", "Landkreis Lörrach", 2, 3, 2),
            *(Decimal("226883.00"), Decimal("273056.00"), 285, 342 + 1),
        ),
    )
    assert report.comparable
    assert not report.same_document


def test_each_side_says_what_it_is(tmp_path: Path) -> None:
    warehouse = two_editions(tmp_path)
    final, earlier = load_snapshots(warehouse)
    report = compare_snapshots(warehouse.database, earlier.id, final.id)
    assert report.neu == Side(
        snapshot_id=final.id,
        edition_id="endgueltig-2018-01",
        edition_label="endgültig",
        zeitraum="ein Jahr",
        stand_am=date(2018, 1, 1),
        rows=4,
        total_eur=Decimal("404409.00"),
        document_sha256=final.document_sha256,
        synthetic=True,
        status="aktuell",
        superseded=False,
        accepted=None,
        withdrawn=None,
    )
    assert (report.alt.edition_label, report.alt.zeitraum) == (
        "vorläufig (erste Tranche, 60 %)",
        "erste Tranche (60 %)",
    )
    assert not report.comparable
    assert {change.gemeinde_ags: change.kind for change in report.changes} == {
        RADOLFZELL: ChangeKind.GEAENDERT,
        AITERN: ChangeKind.GEAENDERT,
        FROEHND: ChangeKind.NEU,
        LOERRACH: ChangeKind.GEAENDERT,
    }


def test_a_side_says_what_was_decided_about_it(tmp_path: Path) -> None:
    draft = snapshot_draft(accepted_by="mia", reason="bestätigt")
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft(), draft)
    earlier, final = load_snapshots(warehouse)
    learn(warehouse, earlier.id, withdrawal())
    better = replace(draft, supersedes=final.id, supersedes_reason="besser", accepted_by=None)
    write_snapshot(warehouse, better)
    build_database(warehouse)
    report = compare_snapshots(warehouse.database, earlier.id, final.id)
    assert (report.alt.status, report.alt.withdrawn) == (
        "zurueckgezogen",
        Decided("mia", "Irrtum"),
    )
    assert (report.neu.status, report.neu.superseded, report.neu.accepted) == (
        "ersetzt",
        True,
        Decided("mia", "bestätigt"),
    )


def test_a_snapshot_differs_in_nothing_from_itself(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    (snapshot,) = load_snapshots(warehouse)
    report = compare_snapshots(warehouse.database, snapshot.id, snapshot.id)
    assert report.changes == ()
    assert report.same_document


def test_a_snapshot_that_the_database_lacks_is_damage(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft())
    with pytest.raises(WarehouseDamagedError, match="rebuild"):
        compare_snapshots(warehouse.database, "no-such", "no-such")


def test_a_change_from_nothing_has_no_percentage() -> None:
    assert percent(Decimal(0), Decimal(796)) is None
    assert percent(Decimal(800), Decimal(796)) == Decimal("-0.5")
