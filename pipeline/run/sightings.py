"""An archive captured the bytes of a snapshot earlier than was known: the edition is older."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.model import Document
from pipeline.run.publication import publish

if TYPE_CHECKING:
    from pipeline.store import Warehouse

LOG = logging.getLogger("planungsrahmen")


def note_first_capture(warehouse: "Warehouse", document: Document) -> None:
    """Keep an earlier capture beside the snapshot of these bytes, and publish what follows.

    Where there is no such snapshot, or nothing earlier is told, nothing happens.

    Raises:
        WarehouseError: the warehouse cannot be used.
    """
    from pipeline.store import Sighting, add_sighting, mark_unpublished, seen_only_after

    if document.captured_at is None:
        return
    snapshot = seen_only_after(warehouse, document.sha256, document.captured_at)
    if snapshot is None:
        return
    LOG.info("snapshot %s: captured on %s already", snapshot, document.captured_at.date())
    mark_unpublished(warehouse)
    add_sighting(warehouse, snapshot, Sighting(document.captured_at, datetime.now(UTC)))
    publish(warehouse)
