"""What is stored is proved to be what was accepted; every difference is named."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import StoredFile
from pipeline.store.duck import open_published
from pipeline.store.history import learn
from pipeline.store.proof import verify_files
from pipeline.store.publication import mark_unpublished
from pipeline.store.query import compare_snapshots, newest_edition
from pipeline.store.records import Sighting, checksummed_bytes, load_manifests, read_manifest
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from tests.builders.database import build_database
from tests.builders.frames import (
    FIRST_DAY,
    LOERRACH,
    PERSONEN,
    document,
    snapshot_draft,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return warehouse_with(tmp_path / "warehouse", snapshot_draft(), vorlaeufig_draft())


def hand_in(folder: Path, figures: bytes) -> None:
    """Put another file in the place of a snapshot's figures, with a record that agrees."""
    path = folder / "figures.parquet"
    path.write_bytes(figures)
    record = replace(read_manifest(folder), files={path.name: StoredFile.of(path.read_bytes())})
    (folder / "manifest.json").write_bytes(checksummed_bytes(record))


def export_anew(warehouse: Warehouse) -> None:
    """Ask for the newest edition, to write files of it."""
    with open_published(warehouse.database) as connection:
        newest_edition(connection)


def subjects(differences: Sequence[WarehouseDamagedError], root: Path) -> list[str]:
    return [str(difference.path).replace(f"{root}/", "") for difference in differences]


def test_an_intact_warehouse_has_no_differences(warehouse: Warehouse) -> None:
    assert verify_files(warehouse).differences == []


def test_every_damaged_file_is_named_with_what_was_expected(warehouse: Warehouse) -> None:
    first, second = load_manifests(warehouse)
    parquet = warehouse.snapshots / first.id / "figures.parquet"
    manifest = warehouse.snapshots / second.id / "manifest.json"
    parquet.write_bytes(parquet.read_bytes()[:-1])
    manifest.write_text("{}")
    warehouse.database.unlink()
    differences = verify_files(warehouse).differences
    assert [str(difference.path) for difference in differences] == [
        str(parquet),
        str(manifest),
        str(warehouse.database),
    ]
    assert "bytes with hash " in differences[0].expected


def test_rows_that_are_not_those_of_the_record_are_named(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    other = warehouse_with(tmp_path / "other", snapshot_draft({**PERSONEN, LOERRACH: 276}))
    shutil.copy(other.database, warehouse.database)
    first, second = load_manifests(warehouse)
    assert subjects(verify_files(warehouse).differences, warehouse.root) == [
        f"planungsrahmen.duckdb: rows of {first.id}",
        f"planungsrahmen.duckdb: rows of {second.id}",
    ]


CHANGES = {
    "UPDATE snapshots SET zeitraum = 'zwei Jahre'": "rows of table snapshots",
    "UPDATE checks SET passed = NOT passed": "rows of table checks",
    "UPDATE documents SET url = 'https://localhost/'": "rows of table documents",
    "UPDATE figures SET gelesen_von = 'camelot'": "rows of table figures",
    "UPDATE kreise SET kreis_name = 'X' WHERE kreis_ags = '08111'": "rows of table kreise",
    "DELETE FROM gemeinden WHERE kreis_ags = '08336'": "rows of table gemeinden",
    "DROP VIEW aenderungen": "view aenderungen",
    "DROP MACRO TABLE zusammenschluss": "macro zusammenschluss",
    "CREATE OR REPLACE VIEW belege AS SELECT 1 AS page": "view belege",
    "COMMENT ON COLUMN figures.betrag_eur IS 'Cent'": "column figures.betrag_eur",
    "CREATE TABLE mehr AS SELECT 1 AS eins": "table mehr",
    "CREATE TYPE art AS ENUM ('x')": "type art",
}
"""What is done to the database, and what `verify` names then."""


def test_all_that_the_database_holds_is_compared_with_the_records(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.database)) as connection:
        for statement in CHANGES:
            connection.execute(statement)
        connection.execute("CHECKPOINT")
    differences = verify_files(warehouse).differences
    named = subjects(differences, warehouse.root)
    assert {f"planungsrahmen.duckdb: {subject}" for subject in CHANGES.values()} <= {*named}
    assert {difference.remedy for difference in differences} == {
        "to build it anew from the snapshots, run: "
        f"planungsrahmen rebuild --warehouse {warehouse.root}"
    }


def test_both_sides_are_shown_where_they_part(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("COMMENT ON VIEW planungsrahmen IS 'Die neueste Ausgabe von vielen'")
    [difference] = verify_files(warehouse).differences
    assert difference.found.endswith("-- Die neueste Ausgabe von vielen")
    assert " -- Die neueste angenommene Ausgabe" in difference.expected


def test_decisions_that_are_not_published_are_noticed(warehouse: Warehouse) -> None:
    first, _ = load_manifests(warehouse)
    learn(warehouse, first.id, withdrawal())
    tables = ["planungsrahmen.duckdb: rows of table snapshots"]
    assert subjects(verify_files(warehouse).differences, warehouse.root) == tables
    build_database(warehouse)
    assert verify_files(warehouse).differences == []
    record = warehouse.snapshots / f"{first.id}.withdrawn.json"
    record.unlink()
    [difference] = verify_files(warehouse).differences
    assert (str(difference.path), difference.found) == (str(record), "no such file")
    assert difference.remedy.endswith(
        f"run: planungsrahmen rebuild --forget {first.id} --warehouse {warehouse.root}"
    )


@pytest.mark.slow
def test_sightings_that_are_not_published_are_noticed(warehouse: Warehouse) -> None:
    first, _ = load_manifests(warehouse)
    learn(warehouse, first.id, Sighting(FIRST_DAY.replace(year=2019), FIRST_DAY))
    assert "planungsrahmen.duckdb: rows of table documents" in subjects(
        verify_files(warehouse).differences, warehouse.root
    )


def test_a_run_that_was_stopped_before_it_published_is_named(warehouse: Warehouse) -> None:
    mark_unpublished(warehouse)
    [difference] = verify_files(warehouse).differences
    assert str(difference).replace(str(warehouse.root), "ROOT") == (
        "ROOT/.unpublished: expected all that is kept to be published, found a mark that a run was "
        "stopped before it published; to build it anew from the snapshots, run: planungsrahmen "
        "rebuild --warehouse ROOT"
    )


def test_what_does_not_belong_into_a_snapshot_is_named(warehouse: Warehouse) -> None:
    first, second = load_manifests(warehouse)
    (warehouse.snapshots / first.id / "figures.csv").touch()
    os.mkfifo(warehouse.snapshots / second.id / "pipe")
    assert subjects(verify_files(warehouse).differences, warehouse.snapshots) == [
        f"{first.id}/figures.csv",
        f"{second.id}/pipe",
    ]


@pytest.mark.parametrize("name", ["figures.parquet", "manifest.json", "../{id}.withdrawn.json"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(warehouse: Warehouse, name: str) -> None:
    snapshot = load_manifests(warehouse)[0]
    path = (warehouse.snapshots / snapshot.id / name.format(id=snapshot.id)).resolve()
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    difference = verify_files(warehouse).differences[0]
    assert (str(difference.path), difference.found) == (str(path), "no regular file")


def test_a_file_of_figures_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    [snapshot] = load_manifests(warehouse)
    folder = warehouse.snapshots / snapshot.id
    hand_in(folder, b"garbage")
    [difference] = verify_files(warehouse).differences[:1]
    assert str(difference.path) == str(folder / "figures.parquet")
    assert difference.expected == "a Parquet file of the rows of a snapshot"


def test_a_database_of_other_software_is_damage_to_every_reader(warehouse: Warehouse) -> None:
    first, second = load_manifests(warehouse)
    warehouse.database.unlink()
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("CREATE TABLE other AS SELECT 1 AS one")
    [difference] = verify_files(warehouse).differences
    assert str(difference.path) == str(warehouse.database)
    assert difference.expected == "a database of this software"
    assert "\n" not in difference.found
    for read in (
        lambda: compare_snapshots(warehouse.database, first.id, second.id),
        lambda: export_anew(warehouse),
    ):
        with pytest.raises(WarehouseDamagedError, match="expected a database of this software"):
            read()


def test_no_flipped_bit_that_a_query_stumbles_over_goes_unnoticed(warehouse: Warehouse) -> None:
    content = warehouse.database.read_bytes()
    block = 262_144
    for at in range(3 * 4096 + 100, len(content), block):
        flipped = bytearray(content)
        flipped[at] ^= 1
        warehouse.database.write_bytes(flipped)
        assert verify_files(warehouse).differences != [], at


@pytest.mark.slow
def test_the_raw_document_is_compared_where_it_is_given(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    draft = snapshot_draft()
    warehouse = warehouse_with(tmp_path / "warehouse", draft)
    path = raw / f"{draft.document.sha256}.pdf"
    assert subjects(verify_files(warehouse, raw).differences, tmp_path) == [f"raw/{path.name}"]
    path.write_bytes(b"other bytes")
    (difference,) = verify_files(warehouse, raw).differences
    assert difference.found.startswith("hash ")
    assert draft.document.sha256 in difference.expected
    genuine = snapshot_draft(document=replace(document(), sha256=difference.found[5:]))
    path.rename(raw / f"{genuine.document.sha256}.pdf")
    assert verify_files(warehouse_with(tmp_path / "genuine", genuine), raw).differences == []
