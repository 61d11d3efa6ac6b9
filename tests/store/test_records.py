"""A record that the database cannot hold is damaged: named with its remedy, never a traceback."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, OtherFormatError, WarehouseDamagedError
from pipeline.manifest import StoredFile
from pipeline.model import Claims
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.records import FORMAT_VERSION, load_manifests, read_manifest
from pipeline.store.warehouse import Warehouse
from tests.builders.database import build_database
from tests.builders.frames import snapshot_draft, vorlaeufig_draft, warehouse_with
from tests.builders.manifests import rewrite_manifest


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Two editions, the first of them published."""
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    write_snapshot(warehouse, vorlaeufig_draft())
    return warehouse


def resealed(warehouse: Warehouse, **changes: object) -> Path:
    """Change the record of the second edition, whose checksum is right."""
    folder = warehouse.snapshots / load_manifests(warehouse)[-1].id
    rewrite_manifest(folder, **changes)
    return folder


def refused(warehouse: Warehouse) -> WarehouseDamagedError:
    """Why nothing is built; what was published stays."""
    before = warehouse.database.read_bytes()
    with pytest.raises(WarehouseDamagedError) as error:
        build_database(warehouse)
    assert warehouse.database.read_bytes() == before
    assert error.value.remedy.startswith(
        "restore it from a copy; to publish without it, for good, run: "
    )
    return error.value


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"page_count": 10**17}, "Expected `int` <= 2147483647 - at `$.page_count`"),
        ({"rows": -1}, "Expected `int` >= 0 - at `$.rows`"),
        ({"total_eur": Decimal("1E+12")}, "total_eur 1000000000000, expected whole cents below"),
        ({"total_eur": Decimal("0.001")}, "total_eur 0.001, expected whole cents below"),
        ({"software": {}}, "software [], expected planungsrahmen"),
        ({"edition": None, "claims": Claims(None, None, "2017-13")}, "month must be in 1..12"),
    ],
)
def test_a_record_beyond_the_bounds_is_refused(
    warehouse: Warehouse, changes: Mapping[str, object], found: str
) -> None:
    folder = resealed(warehouse, **changes)
    error = refused(warehouse)
    assert (error.path, error.expected) == (folder / "manifest.json", "a checksummed manifest")
    assert found in error.found


@pytest.mark.parametrize("content", [b"", b"garbage", b"PAR1 garbage PAR1"])
def test_figures_that_are_no_parquet_are_named(warehouse: Warehouse, content: bytes) -> None:
    path = warehouse.snapshots / load_manifests(warehouse)[-1].id / "figures.parquet"
    path.write_bytes(content)
    resealed(warehouse, files={path.name: StoredFile.of(path.read_bytes())})
    error = refused(warehouse)
    assert error.path == path
    assert error.expected == "a Parquet file of the rows of a snapshot"


def test_figures_that_are_not_those_of_the_record_are_named(warehouse: Warehouse) -> None:
    folder = resealed(warehouse, rows_sha256="0" * 64)
    error = refused(warehouse)
    assert (error.path, error.expected) == (folder / "figures.parquet", "rows of hash " + "0" * 64)


@pytest.mark.parametrize("version", [FORMAT_VERSION - 1, FORMAT_VERSION + 1, 0, None, "3"])
def test_a_manifest_of_another_format(tmp_path: Path, version: object) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    [snapshot] = load_manifests(warehouse)
    folder = warehouse.snapshots / snapshot.id
    rewrite_manifest(folder, format_version=version)
    for read in (lambda: read_manifest(folder), lambda: load_manifests(warehouse)):
        with pytest.raises(OtherFormatError) as caught:
            read()
        assert caught.value.exit_code is ExitCode.WAREHOUSE
        assert str(caught.value).endswith(
            f"expected manifest format {FORMAT_VERSION}, found format {version}; read this "
            "warehouse with the version of the software that wrote it, or ingest its documents "
            "again into a new one"
        )
