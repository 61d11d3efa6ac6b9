"""How a warehouse stands: the whole watch over a scheduled job in one command."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from pipeline.commands import HELD_REPORT, REASON, command
from pipeline.files import read_regular
from pipeline.publish.edition import FOLDER_ON_PAGE, INDEX
from pipeline.run.look import list_snapshots
from pipeline.store.held import waiting_runs
from pipeline.store.history import Status
from pipeline.store.runs import RunRecord, read_run_records
from pipeline.store.warehouse import Warehouse, existing_warehouse
from pipeline.tabular import json_text
from pipeline.values import one_line

HOURS_A_DAY = 24
TRIES = ("refresh", "ingest", "backfill")
"""The commands that take documents in."""


class WarehouseStatus(Struct, frozen=True):
    """What there is, what was tried, and what waits for somebody."""

    newest: str | None
    """ID of the newest edition; None where none is published."""
    rows: int | None
    total_eur: Decimal | None
    synthetic: bool | None
    last_run: RunRecord | None
    last_try: RunRecord | None
    """The last run that was to take a document in, however it ended."""
    last_success: RunRecord | None
    """The last of these that ended well, with news or without."""
    age_days: float | None
    """Since the last success began."""
    page: str | None
    """ID of the edition that the page for readers shows; None where there is no page."""
    held: tuple[str, ...]
    """IDs of held runs that wait for a person, the one held last first."""
    held_for_good: tuple[str, ...]
    """IDs of those of which nobody can accept anything: another document, or no row."""

    def is_older_than(self, days: float) -> bool:
        """Return True if there was no success in these last days."""
        return self.age_days is None or self.age_days > days


def read_status(root: Path, now: datetime | None = None) -> WarehouseStatus:
    """Return how a warehouse stands.

    Raises:
        NoWarehouseError: there is no warehouse.
    """
    warehouse = existing_warehouse(root)
    current = [one for one in list_snapshots(root) if one["status"] == Status.AKTUELL]
    newest = current[0] if current else {}
    runs = read_run_records(warehouse)
    tries = [run for run in runs if run.command in TRIES]
    success = next((run for run in tries if run.exit_code == 0), None)
    waiting = waiting_runs(warehouse)
    age = (now or datetime.now(UTC)) - success.started if success else None
    return WarehouseStatus(
        newest=newest.get("id"),
        rows=newest.get("rows"),
        total_eur=newest.get("total_eur"),
        synthetic=newest.get("synthetic"),
        last_run=runs[0] if runs else None,
        last_try=tries[0] if tries else None,
        last_success=success,
        age_days=age / timedelta(days=1) if age is not None else None,
        page=_edition_of_page(warehouse),
        held=tuple(run.folder.name for run in waiting if run.is_acceptable),
        held_for_good=tuple(run.folder.name for run in waiting if not run.is_acceptable),
    )


def status_json(status: WarehouseStatus) -> str:
    """Return the same for machines."""
    record = asdict(status)
    for name, value in record.items():
        if isinstance(value, RunRecord):
            record[name] = {**asdict(value), "started": value.started.isoformat()}
    return json_text(record)


def status_text(status: WarehouseStatus, root: Path) -> str:
    """Return how the warehouse in a folder stands, in lines for who looks after it."""
    return "".join(f"{name:15}  {text}\n" for name, text in _lines(status, Warehouse(root)))


def _lines(status: WarehouseStatus, warehouse: Warehouse) -> Iterator[tuple[str, str]]:
    yield "newest edition", _newest(status)
    if status.last_run != status.last_try:
        yield "last run", _run(status.last_run)
    yield "last try", _run(status.last_try)
    yield "last success", _success(status)
    if status.page:
        stale = "" if status.page == status.newest else ", not the newest: build it anew"
        yield "page", f"of edition {status.page}{stale}"
    if not status.held:
        yield "held", "none that waits for a person"
    for id in status.held:
        accept = command("accept", id, *REASON, warehouse=warehouse.root)
        why = f"why is in {warehouse.held / id / HELD_REPORT}"
        yield "held", f"{id}: {why}; to publish it all the same, run: {accept}"
    if status.held_for_good:
        yield "", f"nothing to decide about: {', '.join(status.held_for_good)}"
    for warning in status.last_try.warnings if status.last_try else ():
        yield "warning", one_line(warning)


def _edition_of_page(warehouse: Warehouse) -> str | None:
    """Return what the exports in the page say of themselves."""
    try:
        index = json.loads(read_regular(warehouse.site / FOLDER_ON_PAGE / INDEX.name))
        return str(index["snapshot_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _newest(status: WarehouseStatus) -> str:
    if status.newest is None:
        return "none"
    synthetic = ", synthetic" if status.synthetic else ""
    return f"{status.newest}: {status.rows:,} rows, {status.total_eur:,.0f} EUR{synthetic}"


def _run(run: RunRecord | None) -> str:
    if run is None:
        return "none on record"
    # Most messages begin with the outcome.
    more = re.sub(rf"^{re.escape(run.outcome)}\b[\s:;,]*", "", one_line(run.message))
    ended = f"{run.outcome} (exit code {run.exit_code}){f': {more}' if more else ''}"
    return f"{run.started:%Y-%m-%d %H:%M} UTC {run.command}: {ended}"


def _success(status: WarehouseStatus) -> str:
    if status.last_success is None:
        return "none on record"
    days = status.age_days or 0
    ago = f"{days:.1f} days" if days >= 1 else f"{days * HOURS_A_DAY:.1f} hours"
    return f"{status.last_success.started:%Y-%m-%d %H:%M} UTC, {ago} ago"
