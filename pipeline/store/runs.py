"""One record per run, for people and monitors: what happened, in JSON."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pipeline.files import write_file
from pipeline.jsonform import record_bytes
from pipeline.store.warehouse import Warehouse


def write_run_record(
    warehouse: Warehouse, record: Mapping[str, object], at: datetime | None = None
) -> Path:
    """Write a record as `runs/<UTC moment>-<6 hex digits of its content>.json`.

    Where a run of the same second ended alike, the digits are others: no record is overwritten.

    Raises:
        WarehouseNotWritableError: it could not be written.
    """
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    content = record_bytes(record)
    digests = (hashlib.sha256(content + b"\n" * number).hexdigest()[:6] for number in count())
    paths = (warehouse.runs / f"{moment:%Y%m%dT%H%M%SZ}-{short}.json" for short in digests)
    path = next(path for path in paths if not path.exists())
    write_file(path, content)
    return path
