"""Looking at what is published; nothing is written."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pipeline.model import USUAL_LIMITS, QueryLimits
from pipeline.publish.changes import changes_csv, changes_json, changes_markdown, changes_text
from pipeline.store.history import resolve_snapshot
from pipeline.store.publication import is_empty
from pipeline.store.query import compare_snapshots, listed_snapshots
from pipeline.store.question import Question
from pipeline.store.warehouse import existing_warehouse
from pipeline.tabular import Record, table_csv, table_json, terminal_text
from pipeline.values import replace

_RENDER_CHANGES = {
    "text": changes_text,
    "markdown": changes_markdown,
    "csv": changes_csv,
    "json": changes_json,
}
_RENDER_ANSWER = {"csv": table_csv, "json": table_json}


def list_snapshots(root: Path) -> Sequence[Record]:
    """Return the accepted editions that the database has, in the order of acceptance."""
    warehouse = existing_warehouse(root)
    return () if is_empty(warehouse) else listed_snapshots(warehouse.database)


def diff(
    root: Path, alt: str, neu: str, form: str, kreis: str | None = None, top: int | None = None
) -> str:
    """Return what differs between two snapshots as text, Markdown, CSV or JSON.

    `kreis` is the key of the only Kreis asked for; of the municipalities only the `top` ones that
    changed most are told, if that is given.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no or no single snapshot answers to a name.
    """
    warehouse = existing_warehouse(root)
    old, new = (resolve_snapshot(warehouse, wanted) for wanted in (alt, neu))
    report = compare_snapshots(warehouse.database, old.manifest.id, new.manifest.id)
    report = report.of_kreis(kreis) if kreis else report
    return _RENDER_CHANGES[form](replace(report, limit=top))


def query(
    root: Path, sql: str, form: str, width: int | None = None, limits: QueryLimits = USUAL_LIMITS
) -> str:
    """Return the database's answer as a table that fits a width, CSV or JSON.

    Raises:
        QueryError: the database refuses the SQL, or the answer costs more than it may.
    """
    make = _RENDER_ANSWER.get(form, partial(terminal_text, width=width))
    return Question(existing_warehouse(root).database, sql, make, limits).ask()
