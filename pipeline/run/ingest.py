"""A document the whole way, from its bytes to published figures or a held run; each only once.

Where nothing is new, a run ends here, and loads nothing that it takes to read a document.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.acquire.rawstore import store_file
from pipeline.errors import ExitCode
from pipeline.logs import LOG, begin_step, log_event
from pipeline.manifest import Document, Manifest
from pipeline.model import CheckResult
from pipeline.run.recorded import check_apart, recorded
from pipeline.run.setup import Setup
from pipeline.store.history import (
    SnapshotStatus,
    editions_in_order,
    learn,
    load_statuses,
    readings_of,
)
from pipeline.store.publication import mark_unpublished
from pipeline.store.records import Sighting
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from pipeline.values import replace
from schemas.source import load_source


def ingest(pdf: Path, setup: Setup, name: str | None = None) -> RunSummary:
    """Take one local PDF the whole way; how it ended is recorded in the warehouse too.

    Messages call it `name`, if given; else by its path.
    """
    check_apart(setup.root, setup.raw_dir)
    name = name or str(pdf)

    def run(warehouse: Warehouse) -> RunSummary:
        begin_step("acquire")
        document = store_file(pdf, setup.raw_dir, name)
        return ingest_document(warehouse, document, setup.engines, name)

    return recorded(Warehouse(setup.root), run)


def refresh(setup: Setup, url: str | None = None) -> RunSummary:
    """Fetch today's document and take it the whole way, unless its bytes are a snapshot already.

    With `url` another address than the source's own is asked.
    """
    from pipeline.acquire.fetch import fetch  # only who asks the network waits for its library

    check_apart(setup.root, setup.raw_dir)

    def run(warehouse: Warehouse) -> RunSummary:
        begin_step("acquire")
        fetched = fetch(load_source(), setup.raw_dir, url=url)
        summary = ingest_document(warehouse, fetched.document, setup.engines)
        warnings = (*fetched.warnings, *_steps_back(warehouse, summary.document))
        for warning in warnings:
            LOG.warning("%s", warning)
        return replace(summary, warnings=(*warnings, *summary.warnings))

    return recorded(Warehouse(setup.root), run)


def _steps_back(warehouse: Warehouse, sha256: str | None) -> Iterator[str]:
    """Say so where the source gives an edition that is not the newest one published."""
    counting = [status.manifest for status in editions_in_order(load_statuses(warehouse))]
    given = [manifest.id for manifest in counting if manifest.document.sha256 == sha256]
    if given and given[-1] != counting[-1].id:
        yield (
            f"the source gives an older edition, {given[-1]}, than the newest published, "
            f"{counting[-1].id}, which stays; look at the source's page whether it was taken back"
        )


def ingest_document(
    warehouse: Warehouse, document: Document, engines: Sequence[str], name: str | None = None
) -> RunSummary:
    """Take a document of the raw store into the warehouse; bytes that are a snapshot stay it."""
    if known := record_capture_of_known(warehouse, document):
        return known
    from pipeline.run.review import review_new

    return review_new(warehouse, document, engines, name)


def record_capture_of_known(warehouse: Warehouse, document: Document) -> RunSummary | None:
    """Return which snapshot these bytes are, maybe a withdrawn one; None where they are none.

    An earlier capture of them than was known is kept next to it, and what follows is published.
    """
    captured_at, readings = document.captured_at, readings_of(warehouse, document.sha256)
    if captured_at and readings and captured_at < readings[0].first_seen:
        from pipeline.run.publish import publish

        id = readings[0].manifest.id
        log_event("captured_earlier", snapshot=id, captured_at=captured_at)
        mark_unpublished(warehouse)
        learn(warehouse, id, Sighting(captured_at, datetime.now(UTC)))
        publish(warehouse)
    return _about(readings)


def find_snapshot(warehouse: Warehouse, sha256: str) -> RunSummary | None:
    """Return which snapshot the bytes of this hash are, without writing; None where none."""
    return _about(readings_of(warehouse, sha256))


def _about(readings: Sequence[SnapshotStatus]) -> RunSummary | None:
    if not readings:
        return None
    found = ([one for one in readings if not one.withdrawal] or readings)[-1]
    message = f"unchanged: these bytes are snapshot {found.manifest.id}"
    if found.withdrawal:
        message += f", which was withdrawn {found.withdrawal.text}"
    return about_snapshot(found.manifest, "unchanged", message)


def about_snapshot(
    snapshot: Manifest,
    outcome: str,
    message: str,
    checks: tuple[CheckResult, ...] = (),
    warnings: Iterable[str] = (),
) -> RunSummary:
    """Return the summary of a run after which a document is published as a snapshot."""
    return RunSummary(
        outcome=outcome,
        exit_code=ExitCode.HELD if outcome == "held" else ExitCode.DONE,
        message=message,
        document=snapshot.document.sha256,
        snapshot=snapshot.id,
        rows=snapshot.rows,
        total_eur=snapshot.total_eur,
        checks=checks,
        warnings=tuple(warnings),
    )
