"""What differs between a snapshot and its document read again is said in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.store.comparison import Rereading, compare_reading, compare_rows
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from schemas.corrections import Correctable, Correction
from tests.builders.frames import (
    AITERN,
    FROEHND,
    LOERRACH,
    PERSONEN,
    edition,
    snapshot_draft,
    trusted_frame,
)

CORRECTION = Correction(
    edition="endgueltig-2018-01",
    document=None,
    gemeinde_ags=LOERRACH,
    column=Correctable.PERSONEN,
    printed=257,
    corrected=275,
    reason="Zahlendreher",
    source="Schreiben",
    added=date(2018, 2, 14),
)


def reread(folder: Path, kept: SnapshotDraft, today: SnapshotDraft) -> Rereading:
    warehouse = Warehouse(folder)
    manifest = write_snapshot(warehouse, kept)
    return compare_reading(warehouse, manifest, today.frame, today)


def test_the_same_reading_does_not_differ(tmp_path: Path) -> None:
    draft = snapshot_draft(corrections=(CORRECTION,))
    # Where an entry holds, and who reads, is not what readers are given.
    other = snapshot_draft(
        corrections=(replace(CORRECTION, document="0" * 8),), checks=(), readers=(), columns=()
    )
    rereading = reread(tmp_path, draft, other)
    told = (bool(rereading.differences), rereading.text.message, rereading.text.meldung)
    assert told == (False, "the same rows", "dieselben Zeilen")


def test_rows_that_differ_are_counted_by_column(tmp_path: Path) -> None:
    kept = snapshot_draft({ags: PERSONEN[ags] for ags in PERSONEN if ags != AITERN})
    today = snapshot_draft({**PERSONEN, LOERRACH: 276})
    today.frame.loc[today.frame["gemeinde_ags"] == FROEHND, "x0"] += 0.004
    today = replace(today, frame=today.frame[today.frame["gemeinde_ags"] != FROEHND])
    rereading = reread(tmp_path, kept, today)
    # The row of Aitern moves those below it down, so Lörrach's has another place.
    columns = (
        "personen 1, personen_errechnet 1, betrag_eur 1, betrag_eur_gedruckt 1, betrag_gedruckt 1, "
        "row_on_page 1, y0 1, y1 1, text_gedruckt 1"
    )
    assert (bool(rereading.differences), rereading.text.message, rereading.text.meldung) == (
        True,
        f"rows changed: 1 ({columns}); rows added: 1; rows gone: 1",
        f"geänderte Zeilen: 1 ({columns}); neue Zeilen: 1; entfallene Zeilen: 1",
    )


def test_coordinates_differ_by_a_hundredth_of_a_point(tmp_path: Path) -> None:
    nearly, other = snapshot_draft(), snapshot_draft()
    nearly.frame["x0"] += 0.004
    other.frame["x0"] += 0.01
    assert not reread(tmp_path / "nearly", snapshot_draft(), nearly).differences
    assert (
        reread(tmp_path / "other", snapshot_draft(), other).text.message == "rows changed: 4 (x0 4)"
    )


def test_edition_and_corrections_are_told_beside_the_rows(tmp_path: Path) -> None:
    unknown = replace(snapshot_draft(edition_id=None), frame=snapshot_draft().frame)
    today = snapshot_draft(corrections=(CORRECTION,))
    rereading = reread(tmp_path / "unknown", unknown, today)
    assert (bool(rereading.differences), rereading.text.message, rereading.text.meldung) == (
        True,
        "edition: endgueltig-2018-01, unknown before; corrections: 1, 0 before",
        "Ausgabe: endgueltig-2018-01, zuvor unbekannt; Berichtigungen: 1, zuvor 0",
    )
    kind = reread(tmp_path / "kind", snapshot_draft(synthetic=False), snapshot_draft())
    assert (kind.text.message, kind.text.meldung) == (
        "data: synthetic, real before",
        "Daten: erfunden, zuvor echt",
    )
    later = snapshot_draft(edition=replace(edition(), published="2018-02-01", label="neu"))
    rereading = reread(tmp_path / "known", snapshot_draft(), later)
    assert (rereading.text.message, rereading.text.meldung) == (
        "edition: other label, published",
        "Angaben zur Ausgabe geändert: label, published",
    )


def test_rows_read_again_are_compared_with_the_snapshot(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    snapshot = write_snapshot(warehouse, snapshot_draft())
    assert compare_rows(warehouse, snapshot, trusted_frame()) is None
    frame = trusted_frame({ags: persons for ags, persons in PERSONEN.items() if ags != LOERRACH})
    frame.loc[0, "page"] = 2
    difference = compare_rows(warehouse, snapshot, frame)
    assert difference is not None
    assert str(difference.path) == f"snapshot {snapshot.id}: 2 of 4 rows differ"
    [changed] = PERSONEN.keys() - {AITERN, FROEHND, LOERRACH}
    assert difference.expected == f"{changed}: page 1; row {LOERRACH}"
    assert difference.found == f"{changed}: page 2; no row {LOERRACH}"
    assert str(difference).startswith(f"{difference.path}: expected ")
