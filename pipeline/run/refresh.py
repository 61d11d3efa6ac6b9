"""The document from its source's address the whole way; where nothing is new, that is all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.logs import LOG
from pipeline.run.folders import check_apart
from pipeline.run.keeping import take
from pipeline.run.progress import Progress
from pipeline.run.reading import ALL_ENGINES
from pipeline.run.recorded import recorded
from pipeline.summary import RunSummary

if TYPE_CHECKING:
    from pipeline.store import Warehouse

REFRESH_STEPS = 4
"""How often `refresh` reports progress."""


def refresh(
    root: Path,
    raw_dir: Path,
    progress: Progress,
    engines: Sequence[str] = ALL_ENGINES,
    url: str | None = None,
) -> RunSummary:
    """Fetch today's document and take it the whole way, unless its bytes are a snapshot already.

    With `url` another address than the source's own is asked.

    Raises:
        SharedFolderError: warehouse and raw store would keep files in one folder.
        NotAnAddressError: `url` is no address.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    from pipeline.acquire.fetch import fetch
    from pipeline.store import Warehouse
    from schemas.source import load_source

    check_apart(root, raw_dir)

    def run(warehouse: "Warehouse", started: float) -> RunSummary:
        progress("acquire")
        fetched = fetch(load_source(), raw_dir, url=url)
        for warning in fetched.warnings:
            LOG.warning("%s", warning)
        summary = take(warehouse, fetched.document, engines, progress, started)
        return replace(summary, warnings=(*fetched.warnings, *summary.warnings))

    return recorded(Warehouse(root), run)
