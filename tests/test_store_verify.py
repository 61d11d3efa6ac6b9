"""What is stored is proved to be what was accepted; every difference is named."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.store import Difference, Warehouse, compare_rows, load_snapshots, verify_files
from tests.builders.frames import (
    LOERRACH,
    PERSONEN,
    document,
    snapshot_draft,
    trusted_frame,
    vorlaeufig_draft,
    warehouse_with,
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return warehouse_with(tmp_path / "warehouse", snapshot_draft(), vorlaeufig_draft())


def subjects(differences: tuple[Difference, ...], root: Path) -> list[str]:
    return [difference.subject.replace(f"{root}/", "") for difference in differences]


def test_an_intact_warehouse_has_no_differences(warehouse: Warehouse) -> None:
    assert verify_files(warehouse).differences == ()


def test_every_damaged_file_is_named_with_what_was_expected(warehouse: Warehouse) -> None:
    first, second = load_snapshots(warehouse)
    parquet, manifest = first.path / "figures.parquet", second.path / "manifest.json"
    parquet.write_bytes(parquet.read_bytes()[:-1])
    manifest.write_text("{}")
    warehouse.database.unlink()
    differences = verify_files(warehouse).differences
    assert [difference.subject for difference in differences] == [
        str(parquet),
        str(manifest),
        str(warehouse.database),
    ]
    assert " bytes with hash " in differences[0].expected


def test_rows_that_are_not_those_of_the_record_are_named(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    other = warehouse_with(tmp_path / "other", snapshot_draft({**PERSONEN, LOERRACH: 276}))
    shutil.copy(other.database, warehouse.database)
    first, second = load_snapshots(warehouse)
    assert subjects(verify_files(warehouse).differences, warehouse.root) == [
        f"planungsrahmen.duckdb: rows of {first.id}",
        f"planungsrahmen.duckdb: rows of {second.id}",
        "planungsrahmen.duckdb: table snapshots",
    ]


def test_the_raw_document_is_compared_where_it_is_given(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    draft = snapshot_draft()
    warehouse = warehouse_with(tmp_path / "warehouse", draft)
    path = raw / f"{draft.account.document.sha256}.pdf"
    assert subjects(verify_files(warehouse, raw).differences, tmp_path) == [f"raw/{path.name}"]
    path.write_bytes(b"other bytes")
    (difference,) = verify_files(warehouse, raw).differences
    assert difference.found.startswith("hash ")
    assert draft.account.document.sha256 in difference.expected
    genuine = snapshot_draft(document=replace(document(), sha256=difference.found[5:]))
    path.rename(raw / f"{genuine.account.document.sha256}.pdf")
    assert verify_files(warehouse_with(tmp_path / "genuine", genuine), raw).differences == ()


def test_rows_read_again_are_compared_with_the_snapshot(warehouse: Warehouse) -> None:
    snapshot = load_snapshots(warehouse)[0]
    assert compare_rows(snapshot, trusted_frame()) is None
    frame = trusted_frame({ags: persons for ags, persons in PERSONEN.items() if ags != LOERRACH})
    frame.loc[0, "page"] = 2
    difference = compare_rows(snapshot, frame)
    assert difference is not None
    assert difference.subject == f"snapshot {snapshot.id}: 2 of 4 rows differ"
    radolfzell, loerrach = difference.expected.split("; ")
    assert radolfzell.startswith('"08335063","Radolfzell am Bodensee, Stadt",')
    assert loerrach.startswith('"08336050","Lörrach, Stadt",')
    assert difference.found == f"{radolfzell.replace(',1,1,', ',2,1,')}; no row 08336050"
    assert str(difference).startswith(f"{difference.subject}: expected ")
