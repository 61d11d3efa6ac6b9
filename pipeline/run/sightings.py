"""An archive captured the bytes of a snapshot earlier than was known: the edition is older."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.logs import log_event
from pipeline.run.publication import publish

if TYPE_CHECKING:
    from pipeline.store import Warehouse


def note_first_capture(warehouse: "Warehouse", sha256: str, captured_at: datetime) -> None:
    """Keep an earlier capture beside the snapshot of these bytes, and publish what follows.

    Where there is no such snapshot, or nothing earlier is told, nothing happens.

    Raises:
        WarehouseError: the warehouse cannot be used.
    """
    from pipeline.store import Sighting, add_sighting, mark_unpublished, seen_only_after

    snapshot = seen_only_after(warehouse, sha256, captured_at)
    if snapshot is None:
        return
    log_event("captured_earlier", snapshot=snapshot, captured_at=captured_at)
    mark_unpublished(warehouse)
    add_sighting(warehouse, snapshot, Sighting(captured_at, datetime.now(UTC)))
    publish(warehouse)
