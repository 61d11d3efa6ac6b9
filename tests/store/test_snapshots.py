"""Accepted editions are kept whole, unchanged, and in an order no clock can turn round."""

import errno
import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Decision
from pipeline.model import LeftOut
from pipeline.store.new_snapshot import snapshot_id, write_snapshot
from pipeline.store.records import FORMAT_VERSION, load_manifests, read_manifest
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from tests.builders.frames import (
    FIRST_DAY,
    LOERRACH,
    PERSONEN,
    document,
    herkunft,
    snapshot_draft,
    trusted_frame,
    vorlaeufig_draft,
)

CANONICAL = """\
gemeinde_ags,gemeinde_name,kreis_ags,kreis_name,personen,personen_errechnet,betrag_eur,\
betrag_eur_gedruckt,zeitraum,antragsberechtigt,name_gedruckt,betrag_gedruckt,page,row_on_page,\
x0,y0,x1,y1,text_gedruckt,engine
"08336004","Aitern","08336","Lörrach",10,10,7961.00,7961.00,"ein Jahr",false,"Aitern","7.961",1,1,\
56.70,112.25,538.62,121.75,"08336004 | Aitern | 10 | 7.961","pdfium"
"08336050","Lörrach, Stadt","08336","Lörrach",,275,218922.00,218922.00,,true,"L""ö""r","218.922",1,\
2,56.70,124.50,538.62,134.00,"08336050 | Lörrach | 275 | 218.922","pdfium"
"""
TWO = {"08336004": 10, LOERRACH: 275}


def test_these_tests_use_the_frame_that_the_checks_hand_on() -> None:
    from schemas.planungsrahmen import Planungsrahmen

    frame = trusted_frame()
    pd.testing.assert_frame_equal(Planungsrahmen.validate(frame), frame)


def test_the_hash_is_that_of_a_csv_anyone_can_write(tmp_path: Path) -> None:
    frame = trusted_frame(TWO)
    frame.loc[1, "personen"] = None
    frame.loc[1, "zeitraum"] = None
    frame.loc[1, "name_gedruckt"] = 'L"ö"r'
    frame.loc[1, "x0"] = 56.700000001
    snapshot = write_snapshot(Warehouse(tmp_path), snapshot_draft(frame=frame))
    assert snapshot.rows_sha256 == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_an_accepted_edition_is_described_in_full(tmp_path: Path) -> None:
    draft = snapshot_draft()
    snapshot = write_snapshot(Warehouse(tmp_path), draft)
    id = f"endgueltig-2018-01-{draft.document.sha256[:8]}"
    assert (snapshot.id, snapshot.sequence, snapshot.synthetic) == (id, 1, True)
    assert (snapshot.rows, snapshot.total_eur) == (4, Decimal("404409.00"))
    folder = tmp_path / "snapshots" / id
    manifest = read_manifest(folder)
    assert manifest == snapshot
    assert manifest.edition == draft.edition
    assert manifest.checks == draft.checks
    assert manifest.summen == draft.summen
    assert manifest.classes == draft.classes
    assert manifest.columns == draft.columns
    assert manifest.accepted_at == FIRST_DAY
    assert manifest.document.url == "https://example.org/IGM_VwV_Planungsrahmen.pdf"
    assert set(manifest.software) == {"planungsrahmen", "python", "duckdb", "pandas", "pandera"}
    assert sorted(path.name for path in folder.iterdir()) == [
        "figures.parquet",
        "manifest.json",
    ]
    written = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (written["total_eur"], written["format_version"]) == ("404409.00", FORMAT_VERSION)


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    warehouses = [Warehouse(tmp_path / name) for name in ("one", "other")]
    files = [
        one.snapshots / write_snapshot(one, snapshot_draft()).id / "figures.parquet"
        for one in warehouses
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_better_reading_is_kept_beside_the_first(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    better = snapshot_draft(
        {**PERSONEN, LOERRACH: 276}, supersedes=first.id, supersedes_reason="Spalte"
    )
    second = write_snapshot(warehouse, better)
    best = snapshot_draft(
        {**PERSONEN, LOERRACH: 277}, supersedes=second.id, supersedes_reason="Zeile"
    )
    third = write_snapshot(warehouse, best)
    assert [second.id, third.id] == [f"{first.id}-r2", f"{first.id}-r3"]
    assert [snapshot.sequence for snapshot in load_manifests(warehouse)] == [1, 2, 3]


def test_an_unknown_edition_is_named_by_the_day_it_was_first_seen(tmp_path: Path) -> None:
    snapshot = write_snapshot(Warehouse(tmp_path), snapshot_draft(edition_id=None))
    assert (snapshot.id[:-8], snapshot.edition) == ("2024-03-01-", None)


def test_the_order_is_that_of_acceptance_whatever_the_clock_says(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    second = write_snapshot(warehouse, vorlaeufig_draft(created_at=FIRST_DAY - timedelta(days=900)))
    assert load_manifests(warehouse) == (first, second)
    assert (first.sequence, second.sequence) == (1, 2)


def test_a_frame_of_other_columns_is_refused(tmp_path: Path) -> None:
    frame = trusted_frame().assign(einwohner=1)
    with pytest.raises(ValueError, match="expected columns"):
        write_snapshot(Warehouse(tmp_path), snapshot_draft(frame=frame))
    assert load_manifests(Warehouse(tmp_path)) == ()


def test_an_amount_is_never_rounded(tmp_path: Path) -> None:
    frame = trusted_frame()
    frame["betrag_eur"] = [Decimal("132149.005"), *frame["betrag_eur"][1:]]
    with pytest.raises(ValueError, match=r"betrag_eur 132149\.005 has parts of a cent"):
        write_snapshot(Warehouse(tmp_path), snapshot_draft(frame=frame))


def test_a_municipality_stands_in_a_snapshot_once(tmp_path: Path) -> None:
    frame = trusted_frame()
    frame.loc[1, "gemeinde_ags"] = "08335063"
    with pytest.raises(ValueError, match="08335063 stands in several rows"):
        write_snapshot(Warehouse(tmp_path), snapshot_draft(frame=frame))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("a file where a folder belongs")
    with pytest.raises(WarehouseDamagedError, match=r"snapshots: .* Not a directory; .*run: mv"):
        write_snapshot(Warehouse(tmp_path), snapshot_draft())


def damaged(warehouse: Warehouse) -> str:
    with pytest.raises(WarehouseDamagedError) as error:
        load_manifests(warehouse)
    return str(error.value)


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    path = warehouse.snapshots / write_snapshot(warehouse, snapshot_draft()).id / "manifest.json"
    intact = path.read_text(encoding="utf-8")
    path.write_text(intact.replace("404409.00", "404408.00"), encoding="utf-8")
    assert damaged(warehouse).startswith(f"{path}: expected content with hash ")
    path.write_text(intact[:100], encoding="utf-8")
    assert damaged(warehouse).startswith(f"{path}: expected a checksummed manifest, found ")
    path.unlink()
    assert "no such file" in damaged(warehouse)


def test_a_persons_decision_is_kept(tmp_path: Path) -> None:
    left = LeftOut("zeilen_lesbar", None, "not readable", "nicht lesbar", (herkunft(7, 32),))
    draft = snapshot_draft(decision=Decision("bestätigt", "mia", FIRST_DAY), left_out=(left,))
    manifest = write_snapshot(Warehouse(tmp_path), draft)
    assert (manifest.reason, manifest.accepted_by, manifest.left_out) == (
        "bestätigt",
        "mia",
        (left,),
    )


def test_a_snapshot_copied_from_elsewhere_is_refused(tmp_path: Path) -> None:
    warehouse, other = Warehouse(tmp_path / "one"), Warehouse(tmp_path / "other")
    write_snapshot(warehouse, snapshot_draft())
    stranger = write_snapshot(other, vorlaeufig_draft(document=document("anderes.pdf")))
    (other.snapshots / stranger.id).rename(warehouse.snapshots / stranger.id)
    assert "a sequence number other than that of" in damaged(warehouse)
    (warehouse.snapshots / stranger.id).rename(warehouse.snapshots / "renamed")
    assert f"expected renamed, found {stranger.id}" in damaged(warehouse)


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path)
    write_snapshot(warehouse, snapshot_draft())

    def fail(path: Path) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    monkeypatch.setattr(Path, "iterdir", fail)
    with pytest.raises(WarehouseDamagedError, match=r"snapshots: expected .*, found Stale file"):
        load_manifests(warehouse)


def test_an_id_has_the_day_on_which_a_document_was_first_seen_anywhere() -> None:
    here = document()
    archived_before, archived_later = (
        replace(here, captured_at=FIRST_DAY + timedelta(days=days)) for days in (-900, 900)
    )
    days = [snapshot_id(one, None)[:10] for one in (here, archived_before, archived_later)]
    assert days == ["2024-03-01", "2021-09-13", "2024-03-01"]
