"""The order of the stages, and nothing else: the only module that knows them all.

Stages are imported where they are called: a run that ends early loads nothing it does not need.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import (
    LayoutError,
    NoSuchPageError,
    UnreadableDocumentError,
    WarehouseDamagedError,
)
from pipeline.model import Document, Interpretation, RawTable, Reading, RowError, Snapshot, Zeile
from pipeline.summary import RunSummary, accepted, held, summary_record, unchanged, unreadable

if TYPE_CHECKING:
    from pipeline.check import Checked
    from pipeline.publish import Publication
    from pipeline.store import Difference, Manifest, Warehouse

LOG = logging.getLogger("planungsrahmen")
OWN_ENGINE = "pdfium"

SYNTHETIC_PUBLISHER = "niemand (synthetische Rekonstruktion zum Ausprobieren)"
INGEST_STEPS = 4
"""How often `ingest` reports progress."""

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""


def ingest(pdf: Path, root: Path, raw_dir: Path, progress: Progress) -> RunSummary:
    """Take one local PDF the whole way; how it ended is recorded in the warehouse too.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
    """
    from pipeline.store import Warehouse, lock_warehouse, write_run_record

    warehouse, started = Warehouse(root), time.monotonic()
    with lock_warehouse(warehouse):
        try:
            summary = _ingest(pdf, warehouse, raw_dir, progress, started)
        except UnreadableDocumentError as error:
            summary = unreadable(error, started)
        write_run_record(warehouse, summary_record(summary))
    return summary


def _ingest(
    pdf: Path, warehouse: "Warehouse", raw_dir: Path, progress: Progress, started: float
) -> RunSummary:
    from pipeline.acquire import take_in_file

    progress("acquire")
    document = take_in_file(pdf, raw_dir)
    known = _known_snapshot(warehouse, document)
    if known is not None:
        return unchanged(known, started)
    progress("extract")
    interpretation = read_figures(document.path, document.original_name, OWN_ENGINE)
    progress("check")
    checked = check_figures(interpretation)
    progress("store")
    if checked.held:
        return _hold(warehouse, document, interpretation, checked, started)
    return _accept(warehouse, document, interpretation, checked, started)


def read_figures(path: Path, name: str, engine: str) -> Interpretation:
    """Read a PDF with one engine, in a child process, and understand its rows.

    Raises:
        UnreadableDocumentError: no reading, or no table of municipalities in it.
    """
    from pipeline.extract import read

    return understand(read(path, engine, name=name), name)


def understand(reading: Reading, name: str) -> Interpretation:
    """Understand the rows of a reading.

    Raises:
        LayoutError: no table of municipalities and amounts is recognised in it.
    """
    from pipeline.interpret import interpret

    return interpret(reading, name)


def draw_understanding(pdf: Path, reading: Reading, page: int) -> bytes:
    """Return a page as PNG, with the columns, rows and cells that were found on it.

    A layout that is not understood is drawn too, without the meaning of its rows.

    Raises:
        UnreadableDocumentError: the page cannot be drawn.
        NoSuchPageError: the document has no such page.
    """
    from pipeline.extract import draw
    from pipeline.marks import page_marks

    if not 1 <= page <= reading.page_count:
        raise NoSuchPageError(pdf.name, page, reading.page_count)
    try:
        interpretation = understand(reading, pdf.name)
    except LayoutError:
        interpretation = None
    return draw(pdf, page, page_marks(reading, page, interpretation))


def check_figures(interpretation: Interpretation) -> "Checked":
    """Test an interpretation against register, source file, published figures and itself."""
    from pipeline.check import check
    from schemas.press import load_press
    from schemas.register import load_register
    from schemas.source import load_source

    return check(interpretation, load_source(), load_register(), load_press())


def read_tables(pdf: Path, engine: str) -> Reading:
    """Read the tables of any PDF as printed, in a child process.

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    from pipeline.extract import read

    return read(pdf, engine)


def tables_as_printed(pdf: Path, engine: str) -> list[RawTable]:
    """Read the tables of any PDF, each row of several lines as one.

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    from pipeline.extract import tables_with_whole_rows

    return tables_with_whole_rows(read_tables(pdf, engine))


def rows_in_error(interpretation: Interpretation) -> list[RowError]:
    """Return the rows that are not understood, those that give a municipality twice among them."""
    first: dict[str, Zeile] = {}
    errors = list(interpretation.errors)
    for zeile in interpretation.zeilen:
        other = first.setdefault(zeile.gemeinde_ags, zeile)
        if other is not zeile:
            place = f"one row for {zeile.gemeinde_ags}; page {other.herkunft.page}, "
            expected = f"{place}row {other.herkunft.row} has it too"
            errors.append(RowError("row_twice", zeile.herkunft.text, expected, zeile.herkunft))
    return errors


def _existing(root: Path) -> "Warehouse":
    """Return the warehouse in a folder that must be there: a misspelt one makes no new one."""
    from pipeline.store import Warehouse

    if not root.is_dir():
        remedy = "look at --warehouse, or ingest a document first"
        raise WarehouseDamagedError(root, "a warehouse", "no such folder", remedy)
    return Warehouse(root)


def list_snapshots(root: Path) -> tuple[Snapshot, ...]:
    """Return the accepted editions in the order of acceptance."""
    from pipeline.store import load_snapshots

    return load_snapshots(_existing(root))


def query(root: Path, sql: str, form: str) -> str:
    """Return the database's answer as a table, CSV or JSON."""
    from pipeline.store import Warehouse, render_csv, render_json, render_table, run_query

    render = {"table": render_table, "csv": render_csv, "json": render_json}[form]
    return render(run_query(Warehouse(root).database, sql))


def export(root: Path) -> tuple[Path, ...]:
    """Write the exports of the newest edition anew and return their paths."""
    from pipeline.store import lock_warehouse

    warehouse = _existing(root)
    with lock_warehouse(warehouse):
        return _write_exports(warehouse, warehouse.database)


def rebuild(root: Path) -> int:
    """Build database and exports anew from the snapshots and return how many these are."""
    from pipeline.store import load_snapshots, lock_warehouse

    warehouse = _existing(root)
    with lock_warehouse(warehouse):
        _publish(warehouse)
        return len(load_snapshots(warehouse))


def verify(root: Path, raw_dir: Path, progress: Progress) -> tuple[int, tuple["Difference", ...]]:
    """Prove that files, database and, read again, each document give the stored rows.

    Returns the number of snapshots and all differences found.
    """
    from pipeline.store import load_snapshots, verify_files

    warehouse = _existing(root)
    progress("files")
    differences = verify_files(warehouse, raw_dir)
    if differences:
        return 0, differences
    snapshots = load_snapshots(warehouse)
    read_again = (_read_again(snapshot, raw_dir, progress) for snapshot in snapshots)
    return len(snapshots), tuple(difference for difference in read_again if difference)


def _read_again(snapshot: Snapshot, raw_dir: Path, progress: Progress) -> "Difference | None":
    """Read a snapshot's document with today's code and compare the rows."""
    from pipeline.store import Difference, compare_rows

    progress(snapshot.id)
    path = raw_dir / f"{snapshot.document_sha256}.pdf"
    checked = check_figures(read_figures(path, path.name, OWN_ENGINE))
    if checked.frame is None:
        return Difference(f"snapshot {snapshot.id}", f"{snapshot.rows} rows", "no row read again")
    return compare_rows(snapshot, checked.frame)


def _known_snapshot(warehouse: "Warehouse", document: Document) -> "Snapshot | None":
    """Return the snapshot of the same bytes, once what a killed run left open is finished."""
    from pipeline.store import is_unpublished, load_snapshots

    if is_unpublished(warehouse):
        LOG.warning("an earlier run was stopped before it published; publishing now")
        _publish(warehouse)
    same = [s for s in load_snapshots(warehouse) if s.document_sha256 == document.sha256]
    return same[-1] if same else None


def _accept(
    warehouse: "Warehouse",
    document: Document,
    interpretation: Interpretation,
    checked: "Checked",
    started: float,
) -> RunSummary:
    """Keep a trusted document as a snapshot and publish it."""
    from pipeline.store import SnapshotDraft, mark_unpublished, write_snapshot

    assert checked.frame is not None, "a document without rows is held"
    draft = SnapshotDraft(
        document=document,
        frame=checked.frame,
        checks=checked.results,
        edition=checked.edition,
        synthetic=interpretation.synthetic,
        engines={interpretation.engine: interpretation.engine_version},
        columns=interpretation.columns,
        classes=interpretation.classes,
        summen=interpretation.summen,
        title_text=interpretation.title_text,
        page_count=interpretation.page_count,
        created_at=datetime.now(UTC),
    )
    mark_unpublished(warehouse)
    snapshot = write_snapshot(warehouse, draft)
    _publish(warehouse)
    return accepted(snapshot, interpretation, checked.results, started)


def _hold(
    warehouse: "Warehouse",
    document: Document,
    interpretation: Interpretation,
    checked: "Checked",
    started: float,
) -> RunSummary:
    """Keep a document that is not trusted with its rows and the reasons; publish nothing."""
    from pipeline.store import HeldDraft, newest_manifest, write_held

    published = newest_manifest(warehouse)
    draft = HeldDraft(
        document=document,
        edition=checked.edition,
        synthetic=interpretation.synthetic,
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        checks=checked.results,
        engines={interpretation.engine: interpretation.engine_version},
        columns=interpretation.columns,
        classes=interpretation.classes,
        title_text=interpretation.title_text,
        page_count=interpretation.page_count,
        created_at=datetime.now(UTC),
        published=published.id if published else None,
    )
    folder = write_held(warehouse, draft)
    return held(document, folder, interpretation, checked.results, started)


def _publish(warehouse: "Warehouse") -> None:
    """Build database and exports anew from the snapshots; both take their place, or neither."""
    from pipeline.store import mark_published, new_database

    with new_database(warehouse) as database:
        _write_exports(warehouse, database)
    mark_published(warehouse)


def _write_exports(warehouse: "Warehouse", database: Path) -> tuple[Path, ...]:
    """Write the files of the newest edition in a database; none where no edition counts."""
    from pipeline.publish import Export, write_exports
    from pipeline.store import export_parquet, newest_manifest, run_query

    manifest = newest_manifest(warehouse)
    if manifest is None:
        return ()
    table = run_query(database, "SELECT * FROM planungsrahmen ORDER BY gemeinde_ags")
    export = Export(table.columns, table.rows, _publication(manifest))
    return write_exports(warehouse.exports, export, lambda path: export_parquet(database, path))


def _publication(manifest: "Manifest") -> "Publication":
    """Return what must be said about an edition wherever it is published."""
    from pipeline.publish import Publication
    from schemas.source import load_source

    source, edition = load_source(), manifest.edition
    return Publication(
        snapshot=manifest.id,
        synthetic=manifest.synthetic,
        title=source.title,
        publisher=SYNTHETIC_PUBLISHER if manifest.synthetic else source.publisher,
        licence=source.licence,
        edition=edition.label if edition else None,
        published=edition.published if edition else None,
        zeitraum=edition.zeitraum if edition else None,
        document_name=manifest.document.original_name,
        document_sha256=manifest.document.sha256,
        url=manifest.document.url,
        first_seen=manifest.document.first_seen,
        rows=manifest.rows,
        total_eur=manifest.total_eur,
    )
