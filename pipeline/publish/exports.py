"""The files in exports/: CSV, Parquet and a note on source and meaning, put in place together.

All are written to a temporary folder first. If one fails, those of the last publication stay.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipeline.files import new_folder
from pipeline.publish.liesmich import NOTHING_PUBLISHED, Publication, write_liesmich
from pipeline.values import format_value, guard_formula

NOTE_NAME = "LIESMICH.txt"
_SYNTHETIC_MARK = "_synthetisch"


@dataclass(frozen=True, slots=True)
class Export:
    """The newest edition as a table, and what must be said about it."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    """In the order in which they are to be written."""
    publication: Publication


def write_exports(
    folder: Path, export: Export, write_parquet: Callable[[Path], None]
) -> tuple[Path, ...]:
    """Write all files anew into `folder`, which is exchanged as a whole, and return their paths.

    `write_parquet` writes the same table as Parquet to the path it is given. With synthetic data
    the file names say so.

    Raises:
        WarehouseNotWritableError: the files of the last publication are still there.
    """
    mark = _SYNTHETIC_MARK if export.publication.synthetic else ""
    table, parquet = f"planungsrahmen{mark}.csv", f"planungsrahmen{mark}.parquet"
    with new_folder(folder, replace=True) as temporary:
        (temporary / table).write_bytes(table_to_csv(export.columns, export.rows).encode())
        write_parquet(temporary / parquet)
        text = write_liesmich(export.publication, (table, parquet))
        (temporary / NOTE_NAME).write_bytes(text.encode())
    return tuple(folder / name for name in (table, parquet, NOTE_NAME))


def clear_exports(folder: Path) -> None:
    """Leave nothing but a note that no edition is published; a folder never written stays away.

    Raises:
        WarehouseNotWritableError: the files of the last publication are still there.
    """
    if folder.exists():
        with new_folder(folder, replace=True) as temporary:
            (temporary / NOTE_NAME).write_bytes(NOTHING_PUBLISHED.encode())


def table_to_csv(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> str:
    """A CSV (UTF-8, comma, header) in which text cannot run as a formula; numbers stay numbers."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return output.getvalue()


def _cell(value: object) -> str:
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return format_value(value)
    return guard_formula(format_value(value))
