"""The records of runs: one file each in `runs/`, begun with the run and written anew at its end."""

import hashlib
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pipeline.files import list_folder, write_file
from pipeline.jsonfiles import InUtc, read_record, record_bytes
from pipeline.store.warehouse import Warehouse

_RECORD = re.compile(r"[^.].*\.json")
"""The name of one; what is still being written has another."""


class RunRecord(InUtc, frozen=True):
    """What is asked of a run's record; it says more."""

    outcome: str
    exit_code: int
    message: str
    command: str
    version: str
    started: datetime
    seconds: float
    snapshot: str | None
    held: str | None
    warnings: tuple[str, ...]


def write_run_record(warehouse: Warehouse, record: Mapping[str, object], at: datetime) -> Path:
    """Write a new record as `runs/<UTC moment>-<6 hex digits of what it says first>.json`.

    Where a run of the same second has the same, the digits are others: no record is overwritten.
    """
    moment = at.astimezone(UTC)
    content = record_bytes(record)
    digests = (hashlib.sha256(content + b"\n" * number).hexdigest()[:6] for number in count())
    paths = (warehouse.runs / f"{moment:%Y%m%dT%H%M%SZ}-{short}.json" for short in digests)
    path = next(path for path in paths if not os.path.lexists(path))
    write_file(path, content)
    return path


def read_run_records(warehouse: Warehouse) -> list[RunRecord]:
    """Return the records of all runs, the last one first."""
    paths = [path for path in list_folder(warehouse.runs) if _RECORD.fullmatch(path.name)]
    runs = [read_record(path, "the record of a run", RunRecord) for path in paths]
    return sorted(runs, key=lambda run: run.started, reverse=True)
