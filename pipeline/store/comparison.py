"""What a document is compared with: the edition before it, and the snapshot read from it before.

Of two readings of one document what counts as a difference is what readers are given: the rows,
whether they are synthetic, the edition they belong to, and the corrections shown with them.
Checks, printed sums and who read a row are in the record of the snapshot and make no new one.

A person's decision about failed checks covers another reading only where the checks that fail say
the same of the same printed rows, and these rows are read as before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, structs

from pipeline.commands import command
from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Document, DocumentReading, Manifest
from pipeline.model import CheckResult, Claims, Edition, PreviousEdition, PreviousFigure
from pipeline.store import figure_rows
from pipeline.store.duck import open_memory, quoted
from pipeline.store.history import previous_edition
from pipeline.store.records import verify_figures
from pipeline.store.warehouse import Warehouse
from pipeline.texts import Text, joined, say
from pipeline.values import format_value

if TYPE_CHECKING:
    from pandas import DataFrame

PrintedPlace: TypeAlias = tuple[int, str]
"""Page and wording of a printed row: by these it is the same in every reading."""
FailedFinding: TypeAlias = tuple[str, frozenset[PrintedPlace]]
"""What a failed check says: its message, and the printed rows concerned."""
Row: TypeAlias = Mapping[str, Any]
"""A row by its columns."""
Rows: TypeAlias = Mapping[str, Row]
"""The rows of a snapshot by key."""
_ROWS_NAMED = 3


def load_previous_edition(
    warehouse: Warehouse, document: Document, synthetic: bool, metadata: Edition | Claims
) -> PreviousEdition | None:
    """Read the edition that a document follows (see `previous_edition`).

    None where there is none, or where it is not of the document's kind.
    """
    manifest = previous_edition(warehouse, document, metadata)
    if manifest is None or manifest.synthetic is not synthetic:
        return None
    path = verify_figures(warehouse, manifest)
    with open_memory() as connection, figure_rows.reading_parquet(path):
        rows = connection.execute(
            "SELECT gemeinde_ags, gemeinde_name, betrag_eur, personen FROM read_parquet(?) "
            "ORDER BY gemeinde_ags",
            [str(path)],
        ).fetchall()
    return PreviousEdition(
        id=manifest.id,
        edition=manifest.edition.id if manifest.edition else None,
        zeitraum=manifest.metadata.zeitraum,
        figures={
            key: PreviousFigure(name, _whole(amount), persons)
            for key, name, amount, persons in rows
        },
        columns=manifest.columns,
    )


def _whole(amount: Decimal) -> Decimal:
    """An amount without the cents that are stored with all, where they are none."""
    return amount if amount % 1 else amount.quantize(Decimal(1))


class Rereading(Struct, frozen=True):
    """What today's reading of a document has that its snapshot has not, and the reverse."""

    rows_sha256: str
    """Hash of the rows read today (see `figure_rows`)."""
    places: frozenset[PrintedPlace]
    """Where the rows that differ are printed, in the snapshot or as read today."""
    differences: Text
    """What readers would be given otherwise; says nothing where they would be given the same."""

    @property
    def text(self) -> Text:
        """What differs, or that nothing does."""
        return self.differences or say("rereading.same")


def compare_reading(
    warehouse: Warehouse, manifest: Manifest, frame: "DataFrame", reading: DocumentReading
) -> Rereading:
    """Compare what was read of a document again with the snapshot that it is."""
    rows_sha256, kept, today = _both(warehouse, manifest, frame)
    places = {
        (row["page"], row["text_gedruckt"])
        for key in kept.keys() | today.keys()
        if kept.get(key) != today.get(key)
        for row in (kept.get(key), today.get(key))
        if row is not None
    }
    differences = (*_row_changes(kept, today), *_other_changes(manifest, reading))
    return Rereading(rows_sha256, frozenset(places), joined(differences, "; "))


def compare_rows(
    warehouse: Warehouse, manifest: Manifest, frame: "DataFrame", raw_dir: Path | None = None
) -> WarehouseDamagedError | None:
    """Compare rows read again from the document with those of the snapshot; None if the same."""
    rows_sha256, kept, today = _both(warehouse, manifest, frame)
    if rows_sha256 == manifest.rows_sha256:
        return None
    keys = sorted(kept.keys() | today.keys())
    differing = [key for key in keys if kept.get(key) != today.get(key)]
    expected, found = (
        "; ".join(_difference(key, one.get(key), other.get(key)) for key in differing[:_ROWS_NAMED])
        for one, other in ((kept, today), (today, kept))
    )
    reprocess = command("reprocess", manifest.id, warehouse=warehouse.root, raw_dir=raw_dir)
    remedy = f"look which reading is right, and if it is today's, run: {reprocess}"
    subject = f"snapshot {manifest.id}: {len(differing)} of {len(keys)} rows differ"
    return WarehouseDamagedError(subject, expected, found, remedy)


def _difference(key: str, row: Row | None, other: Row | None) -> str:
    """What a row has that another reading of it has not."""
    if row is None or other is None:
        return f"row {key}" if row else f"no row {key}"
    values = (f"{name} {format_value(row[name])}" for name in row if row[name] != other[name])
    return f"{key}: {', '.join(values)}"


def _both(warehouse: Warehouse, manifest: Manifest, frame: "DataFrame") -> tuple[str, Rows, Rows]:
    """The hash of the rows of a frame, the rows of a snapshot, and those of the frame."""
    path = verify_figures(warehouse, manifest)
    with figure_rows.loaded(frame) as connection, figure_rows.reading_parquet(path):
        [rows_sha256] = figure_rows.hash_rows(connection).values()
        kept = figure_rows.rows_by_key(connection, f"read_parquet({quoted(path)})")
        return rows_sha256, kept, figure_rows.rows_by_key(connection)


def hash_frame(frame: "DataFrame") -> str:
    """Return the hash that these rows have as those of a snapshot."""
    with figure_rows.loaded(frame) as connection:
        [sha256] = figure_rows.hash_rows(connection).values()
        return sha256


def _row_changes(kept: Rows, today: Rows) -> Iterator[Text]:
    """How many rows have another content, and in which columns, and how many came or went."""
    changed = [key for key in kept if key in today and kept[key] != today[key]]
    columns = Counter(
        name for key in changed for name in today[key] if kept[key][name] != today[key][name]
    )
    if changed:
        named = (say("rereading.column", name=name, rows=rows) for name, rows in columns.items())
        yield say("rereading.changed", rows=len(changed), columns=joined(named))
    if added := len(today.keys() - kept.keys()):
        yield say("rereading.added", rows=added)
    if gone := len(kept.keys() - today.keys()):
        yield say("rereading.gone", rows=gone)


def _other_changes(kept: DocumentReading, today: DocumentReading) -> Iterator[Text]:
    """What differs in all that is said about the rows."""
    if kept.synthetic != today.synthetic:
        yield say("rereading.synthetic" if today.synthetic else "rereading.real")
    unknown = say("rereading.unknown")
    old, new = (one.edition.id if one.edition else unknown for one in (kept, today))
    if old != new:
        yield say("rereading.edition", new=new, old=old)
    elif kept.metadata != today.metadata:
        old_facts, new_facts = structs.asdict(kept.metadata), structs.asdict(today.metadata)
        differing = joined(name for name in old_facts if old_facts[name] != new_facts[name])
        yield say("rereading.metadata", names=differing)
    # What the column `korrektur` says of the same municipality.
    before, now = (
        sorted((one.gemeinde_ags, one.korrektur) for one in reading.corrections)
        for reading in (kept, today)
    )
    if before != now:
        yield say("rereading.corrections", now=len(now), before=len(before))


def failed_findings(checks: Iterable[CheckResult]) -> Mapping[str, FailedFinding]:
    """Return what the checks that hold a document say, by their names."""
    return {
        check.name: (check.message, frozenset((row.page, row.text) for row in check.rows))
        for check in checks
        if check.holds
    }


def covers(
    then: Iterable[CheckResult], now: Iterable[CheckResult], changed: Iterable[PrintedPlace]
) -> bool:
    """Return True if what was decided about these checks `then` is decided about those of `now`.

    `changed` are the printed rows that are read otherwise now, even if in the same words: a
    correction may have changed the figure.
    """
    known, failed = failed_findings(then), failed_findings(now)
    concerned = {place for _, places in failed.values() for place in places}
    return failed.items() <= known.items() and concerned.isdisjoint(changed)
