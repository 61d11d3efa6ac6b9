"""The database is built whole from the snapshots, and says of itself what it is."""

import logging
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.store import database
from pipeline.store.duck import Connection, load_sql
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.warehouse import Warehouse
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FROEHND,
    query_rows,
    snapshot_draft,
    two_editions,
    vorlaeufig_draft,
    warehouse_with,
)

OBJECTS = {
    "documents": "TABLE",
    "snapshots": "TABLE",
    "figures": "TABLE",
    "checks": "TABLE",
    "gemeinden": "TABLE",
    "kreise": "TABLE",
    "planungsrahmen": "VIEW",
    "aenderungen": "VIEW",
    "historie": "VIEW",
    "belege": "VIEW",
    "planungsrahmen_am": "MACRO",
    "zusammenschluss": "MACRO",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return two_editions(tmp_path_factory.mktemp("warehouse"))


def test_the_objects_are_those_of_the_design(editions: Warehouse) -> None:
    found = query_rows(
        editions,
        """
        SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE NOT internal UNION ALL
        SELECT view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal UNION ALL
        SELECT function_name, 'MACRO' FROM duckdb_functions() WHERE NOT internal
        """,
    )
    assert dict(found) == OBJECTS


def test_everything_describes_itself(editions: Warehouse) -> None:
    undescribed = query_rows(
        editions,
        """
        WITH described AS (
            SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal UNION ALL
            SELECT view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL
            SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal UNION ALL
            SELECT table_name || '.' || column_name, comment FROM duckdb_columns()
            WHERE NOT internal
        )
        SELECT name FROM described WHERE coalesce(length(comment), 0) < 10
        """,
    )
    assert undescribed == []


def test_the_file_opens_under_any_name_and_in_older_clients(editions: Warehouse) -> None:
    with duckdb.connect() as client:
        client.execute(f"ATTACH '{editions.database}' AS daten (READ_ONLY)")
        for view in ("planungsrahmen", "aenderungen", "historie", "belege"):
            assert client.execute(f"SELECT count(*) > 0 FROM daten.{view}").fetchone() == (True,)
        client.execute("USE daten")
        macros = "SELECT (FROM planungsrahmen_am(NULL) SELECT count(*)), count(*) "
        members = f"FROM zusammenschluss(['{AITERN}', '{FROEHND}'])"
        assert client.execute(macros + members).fetchone() == (4, 2)
        version = "SELECT tags['storage_version'] FROM duckdb_databases() "
        tag = client.execute(version + "WHERE database_name = 'daten'").fetchone()
    assert tag == ("v1.2.0+",)


def test_a_build_changes_nothing_but_the_database_and_its_record(editions: Warehouse) -> None:
    build_database(editions)
    found = sorted(path.name for path in editions.root.iterdir())
    record = "planungsrahmen.duckdb.json"
    assert found == [".lock", "planungsrahmen.duckdb", record, "snapshots"]


def test_a_damaged_snapshot_is_named_and_the_old_database_stays(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    before = warehouse.database.read_bytes()
    id = write_snapshot(warehouse, vorlaeufig_draft()).id
    second = warehouse.snapshots / id / "figures.parquet"
    content = bytearray(second.read_bytes())
    content[200] ^= 1
    second.write_bytes(content)
    with pytest.raises(WarehouseDamagedError) as error:
        build_database(warehouse)
    assert error.value.path == second
    assert warehouse.database.read_bytes() == before


def test_a_database_that_differs_from_the_snapshots_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    before = warehouse.database.read_bytes()
    write_snapshot(warehouse, vorlaeufig_draft())

    def lose_rows(connection: Connection, *records: Any) -> None:
        fill(connection, *records)
        connection.execute("DELETE FROM figures")

    fill = database._fill
    monkeypatch.setattr(database, "_fill", lose_rows)
    with pytest.raises(WarehouseDamagedError, match="found nothing"):
        build_database(warehouse)
    assert warehouse.database.read_bytes() == before


def test_a_stale_log_is_moved_aside_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    stale = tmp_path / "planungsrahmen.duckdb.wal"
    stale.write_bytes(b"of some other program")
    with caplog.at_level(logging.WARNING):
        build_database(warehouse)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "was moved to planungsrahmen.duckdb.wal.stale" in caplog.text
    assert len(query_rows(warehouse, "FROM planungsrahmen")) == 4


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.database.mkdir()
    with pytest.raises(WarehouseNotWritableError, match=r"planungsrahmen\.duckdb"):
        build_database(warehouse)


@pytest.mark.parametrize("name", ["planungsrahmen_am", "zusammenschluss"])
def test_a_macro_names_nothing_that_some_clients_do_not_find(name: str) -> None:
    """DuckDB 1.4.0 and 1.4.1 read macros from the file without what these name in WITH."""
    sql = load_sql(f"{name}.sql")
    assert "CREATE MACRO" in sql
    code = [line for line in sql.splitlines() if not line.lstrip().startswith("--")]
    assert not re.search(r"\bWITH\b", "\n".join(code))
