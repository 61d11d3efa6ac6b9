"""All that is published is proved: beside a writer, past what is damaged, exports among it."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, LayoutError, WarehouseBusyError, WarehouseDamagedError
from pipeline.run import publish, verify
from pipeline.store.history import learn
from pipeline.store.proof import verify_files
from pipeline.store.warehouse import Warehouse, lock_warehouse
from tests.builders.frames import withdrawal
from tests.builders.interpretations import FIRST
from tests.builders.rereadings import ROWS, STUTTGART, Shelf
from tests.builders.slow import slow


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Two editions, published."""
    with pytest.MonkeyPatch.context() as patch:
        shelf = Shelf(tmp_path_factory.mktemp("intact"), patch)
    shelf.publish(name="first.pdf", edition_id=FIRST)
    shelf.publish()
    publish.rebuild(shelf.root)
    return shelf


@pytest.fixture
def shelf(intact: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A copy of it."""
    return intact.copy(tmp_path, monkeypatch)


def differences(shelf: Shelf) -> list[str]:
    """What differs, each in a line, without the folder."""
    _, found = verify.verify(shelf.root, shelf.raw)
    return [str(difference).replace(f"{shelf.root.parent}/", "") for difference in found]


def snapshots(shelf: Shelf) -> list[Path]:
    """The folders of the first and of the newest edition."""
    return sorted(
        (path for path in shelf.warehouse.snapshots.iterdir() if path.is_dir()), reverse=True
    )


def test_what_is_published_is_proved(shelf: Shelf) -> None:
    assert shelf.verify() == (2, [])


def test_files_are_not_looked_at_beside_a_writer(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.files.lock_within", lambda *_: False)
    with pytest.raises(WarehouseBusyError) as busy:
        shelf.verify()
    assert busy.value.exit_code == ExitCode.WAREHOUSE


def test_others_may_write_while_documents_are_read_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = shelf._read

    def read_beside_a_writer(path: Path, *rest: object) -> object:
        with lock_warehouse(Warehouse(shelf.root), wait_seconds=0):
            return read(path, *rest)

    monkeypatch.setattr("pipeline.run.verify.read_compared", read_beside_a_writer)
    assert shelf.verify() == (2, [])


@pytest.mark.slow
def test_a_copy_that_cannot_be_written_is_proved(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    (shelf.root / ".lock").unlink()
    (shelf.root / ".lock").mkdir()
    assert shelf.verify() == (2, [])
    assert "looking without the lock: if somebody writes now, look again" in caplog.text


def test_documents_of_intact_snapshots_are_read_again_past_damaged_ones(shelf: Shelf) -> None:
    first, newest = snapshots(shelf)
    (first / "figures.parquet").write_bytes(b"")
    for sha256 in shelf.reads:
        shelf.reads[sha256] = LayoutError("IGM.pdf", "no table")
    count, subjects = shelf.verify()
    assert (count, subjects) == (2, [f"{first / 'figures.parquet'}", f"snapshot {newest.name}"])


def test_a_record_that_cannot_be_read_hides_no_other_difference(shelf: Shelf) -> None:
    first, newest = snapshots(shelf)
    (first / "manifest.json").write_text("{}")
    (newest / "figures.parquet").write_bytes(b"")
    shelf.warehouse.snapshots.joinpath(f"{newest.name}.withdrawn.json").write_text("{}")
    assert shelf.verify() == (
        2,
        [
            str(shelf.warehouse.snapshots / f"{newest.name}.withdrawn.json"),
            str(newest / "figures.parquet"),
            str(first / "manifest.json"),
        ],
    )


@pytest.mark.parametrize("kind", [slow("withdrawn"), "seen"])
def test_what_was_learned_of_a_snapshot_that_is_not_there_is_named(shelf: Shelf, kind: str) -> None:
    stray = shelf.warehouse.snapshots / f"vorlaeufig-2017-07-00000000.{kind}.json"
    stray.write_text('{"snapshot": "vorlaeufig-2017-07-00000000", "facts": []}')
    assert shelf.verify() == (2, [str(stray)])


def test_what_was_moved_away_as_advised_is_no_difference(shelf: Shelf) -> None:
    first, _ = snapshots(shelf)
    figures = first / "figures.parquet"
    content = figures.read_bytes()
    figures.unlink()
    os.mkfifo(figures)
    [difference] = verify_files(shelf.warehouse).differences
    mv = str(difference).partition("run: ")[2].partition(";")[0]
    subprocess.run(shlex.split(mv), check=True)
    figures.write_bytes(content)
    assert verify_files(shelf.warehouse).differences == []


def test_what_is_no_folder_is_moved_out_of_the_place_of_a_warehouse(tmp_path: Path) -> None:
    os.mkfifo(root := tmp_path / "warehouse")
    with pytest.raises(WarehouseDamagedError, match="found none; to move away what lies there"):
        verify.verify(root, tmp_path / "raw")


@pytest.mark.slow
def test_of_readings_of_one_document_none_is_blamed_where_another_is_damaged(
    shelf: Shelf,
) -> None:
    manifest = shelf.publish({STUTTGART: 111}, name="other.pdf")
    shelf.reprocess(manifest.id)
    better = shelf.warehouse.snapshots / f"{manifest.id}-r2"
    (better / "manifest.json").write_text("{}")
    assert shelf.verify() == (4, [str(better / "manifest.json")])


def test_the_record_of_a_document_is_looked_at(shelf: Shelf) -> None:
    damaged, missing = sorted(shelf.raw.glob("*.json"))
    damaged.write_text("{}")
    missing.unlink()
    found = sorted(differences(shelf))
    assert found[0].startswith(
        f"raw/{damaged.name}: expected the record of a document, found Object missing"
    )
    assert found[1] == (
        f"raw/{missing.name}: expected the record of a document, found no such file; restore it "
        "from a copy, or take the PDF in again without it: planungsrahmen ingest PDF --raw-dir raw"
    )


@pytest.mark.slow
def test_a_pipe_among_the_exports_is_not_waited_for(shelf: Shelf) -> None:
    table = shelf.warehouse.exports / "planungsrahmen_synthetisch.csv"
    table.unlink()
    os.mkfifo(table)
    assert differences(shelf) == [
        f"warehouse/exports/{table.name}: expected a regular file, found none; to write "
        "the exports anew, run: planungsrahmen export --warehouse warehouse"
    ]


def test_every_difference_says_what_to_do(shelf: Shelf) -> None:
    shelf.warehouse.database.unlink()
    for document in shelf.raw.glob("*.pdf"):
        document.unlink()
    no_first, no_second, no_database = differences(shelf)
    for line in (no_first, no_second):
        assert line.startswith("raw/")
        assert line.endswith(
            "; look whether raw is the folder of documents, or put a copy back there"
        )
    assert no_database == (
        "warehouse/planungsrahmen.duckdb: expected the database, found no such file; to make one, "
        "run: planungsrahmen ingest PDF --warehouse warehouse; if there are snapshots, to build it "
        "anew from the snapshots, run: "
        "planungsrahmen rebuild --warehouse warehouse"
    )


@pytest.mark.parametrize("name", [slow("planungsrahmen_synthetisch.csv"), "LIESMICH.txt"])
def test_an_export_that_is_missing_is_named(shelf: Shelf, name: str) -> None:
    (shelf.warehouse.exports / name).unlink()
    [difference] = differences(shelf)
    assert difference.startswith("warehouse/exports: expected CITATION.cff, LIESMICH.txt, datapack")
    assert difference.endswith(
        "; to write the exports anew, run: planungsrahmen export --warehouse warehouse"
    )


def test_figures_of_exports_are_those_of_the_newest_edition(shelf: Shelf) -> None:
    first, newest = snapshots(shelf)
    exports = shelf.warehouse.exports
    table = exports / "planungsrahmen_synthetisch.csv"
    parquet = exports / "planungsrahmen_synthetisch.parquet"
    table.write_text(table.read_text("utf-8").replace(",624923,", ",624932,"), "utf-8")
    parquet.write_bytes((first / "figures.parquet").read_bytes())
    assert differences(shelf) == [
        f"warehouse/exports/{path.name}: expected the {ROWS} rows of {newest.name}, found others; "
        "to write the exports anew, run: planungsrahmen export --warehouse warehouse"
        for path in (table, parquet)
    ]
    parquet.write_bytes(b"")
    unreadable = differences(shelf)[1]
    assert ("expected a Parquet file, found" in unreadable, "\n" in unreadable) == (True, False)
    publish.export(shelf.root)
    assert differences(shelf) == []


@pytest.mark.slow
def test_where_no_edition_counts_only_a_note_may_be_exported(shelf: Shelf) -> None:
    for folder in snapshots(shelf):
        learn(shelf.warehouse, folder.name, withdrawal())
    publish.rebuild(shelf.root)
    assert differences(shelf) == []
    (shelf.warehouse.exports / "planungsrahmen.csv").write_text("old")
    assert differences(shelf) == [
        "warehouse/exports: expected LIESMICH.txt, found LIESMICH.txt, planungsrahmen.csv; "
        "to write the exports anew, run: planungsrahmen export --warehouse warehouse"
    ]
