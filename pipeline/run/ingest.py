"""A document the whole way, from its bytes to published figures or a held run; each only once.

Where nothing is new, a run ends here, and loads nothing that it takes to read a document.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.acquire.fetch import fetch
from pipeline.acquire.rawstore import store_file
from pipeline.logs import LOG, begin_step
from pipeline.manifest import Document
from pipeline.run.known import known_snapshot
from pipeline.run.recorded import check_apart, recorded
from pipeline.run.setup import Setup
from pipeline.store.history import editions_in_order, load_statuses
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
    if known := known_snapshot(warehouse, document):
        return known
    from pipeline.run.review import review_new

    return review_new(warehouse, document, engines, name)
