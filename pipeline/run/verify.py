"""Proof that what is published is what the kept documents say.

files      under the lock: snapshots, database and exports against their records, all at once
documents  without it: each read again to the rows of its snapshot, which never change
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline.acquire.rawstore import find_document
from pipeline.check.acceptable import publishable
from pipeline.errors import (
    UnreadableDocumentError,
    WarehouseDamagedError,
    WarehouseNotWritableError,
)
from pipeline.logs import LOG, begin_step
from pipeline.manifest import Manifest
from pipeline.publish.exports import changed_exports
from pipeline.run.checked import check_figures, read_compared
from pipeline.run.publish import newest_export
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE
from pipeline.store.comparison import compare_rows
from pipeline.store.duck import open_published
from pipeline.store.new_snapshot import SHORT_HASH
from pipeline.store.proof import ProvedSnapshot, Verified, noted_in, verify_files
from pipeline.store.query import read_parquet
from pipeline.store.warehouse import Warehouse, existing_warehouse, lock_warehouse

_READ_OTHERWISE = "see docs/changed-layout.md, and report it if the document is not at fault"


def verify(root: Path, raw_dir: Path) -> tuple[int, tuple[WarehouseDamagedError, ...]]:
    """Prove that files, database and exports and, read again, each document give the stored rows.

    Of several readings of one document that which counts is proved by reading again: that an
    earlier one differs is what the later one was made for. What is damaged is not read again.
    Returns the number of snapshots and all differences found.
    """
    warehouse = existing_warehouse(root)
    begin_step("files")
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_warehouse(warehouse))
        except WarehouseNotWritableError as error:
            wait = "looking without the lock: if somebody writes now, look again"
            LOG.warning("%s; %s", error, wait)
        files: Verified = verify_files(warehouse, raw_dir)
        sound = not files.differences
        _look_at_records(files, raw_dir)
        # Where the database is another than it should be, so would the exports be.
        if sound:
            with noted_in(files.differences):
                _look_at_exports(files, warehouse)
    for readings in _to_be_proved(files):
        if difference := _unproved(readings, warehouse, raw_dir):
            files.differences.append(difference)
    return len(files.snapshots) + len(files.unreadable), tuple(files.differences)


def _look_at_records(files: Verified, raw_dir: Path) -> None:
    """Look at what the raw store says of each document whose bytes are there."""
    documents = (proved.manifest.document.sha256 for proved in files.snapshots if proved.intact)
    for sha256 in dict.fromkeys(documents):
        with noted_in(files.differences):
            if find_document(raw_dir, sha256) is None:
                path = raw_dir / f"{sha256}.json"
                raise WarehouseDamagedError(path, "the record of a document", "no such file")


def _look_at_exports(files: Verified, warehouse: Warehouse) -> None:
    """Compare the exports with what would be written of the database."""
    with open_published(warehouse.database) as connection:
        export = newest_export(warehouse, connection)
    for path, expected, found in changed_exports(warehouse.exports, export, read_parquet):
        files.differences.append(WarehouseDamagedError(path, expected, found))


def _to_be_proved(files: Verified) -> Iterator[Sequence[ProvedSnapshot]]:
    """Yield of each document the reading that counts, and later ones, which were withdrawn.

    Documents of which one of them is damaged are left out: the other may be the one that is right.
    """
    by_document: dict[str, list[ProvedSnapshot]] = {}
    for proved in files.snapshots:
        by_document.setdefault(proved.manifest.document.sha256, []).append(proved)
    for sha256, readings in by_document.items():
        counts = [number for number, proved in enumerate(readings) if not proved.withdrawn]
        first = counts[-1] if counts else len(readings) - 1
        for proved in readings[:first]:
            LOG.info("%s: an earlier reading: its files are proved", proved.manifest.id)
        # A snapshot whose record cannot be read may be a reading of this document.
        damaged = any(sha256[:SHORT_HASH] in id for id in files.unreadable)
        if not damaged and all(proved.intact for proved in readings[first:]):
            yield readings[first:]


def _unproved(
    readings: Sequence[ProvedSnapshot], warehouse: Warehouse, raw_dir: Path
) -> WarehouseDamagedError | None:
    """Read a document again; None if it gives the rows of one of these readings.

    Today's code may well give what a person withdrew.
    """
    differences = []
    for proved in readings:
        manifest = proved.manifest
        begin_step("documents", manifest.id)
        path = raw_dir / f"{manifest.document.sha256}.pdf"
        # All engines take several times as long, and are needed only where others filled gaps.
        difference = _difference(warehouse, manifest, path, (OWN_ENGINE,)) and _difference(
            warehouse, manifest, path, ALL_ENGINES
        )
        if difference is None:
            return None
        differences.append(difference)
    return differences[0]


def _difference(
    warehouse: Warehouse, manifest: Manifest, path: Path, engines: Sequence[str]
) -> WarehouseDamagedError | None:
    """Compare a snapshot with what these engines read in its document.

    The corrections are those recorded with it, whatever the file says today.
    """
    subject, rows = f"snapshot {manifest.id}", f"{manifest.rows} rows"
    try:
        compared = read_compared(path, str(path), engines)
        # What a person accepted although checks failed lacks the same rows again.
        frame, _ = publishable(check_figures(compared, manifest.corrections), compared)
    except UnreadableDocumentError as error:
        return WarehouseDamagedError(subject, rows, str(error), _READ_OTHERWISE)
    if frame is None:
        return WarehouseDamagedError(subject, rows, "no row", _READ_OTHERWISE)
    return compare_rows(warehouse, manifest, frame, path.parent)
