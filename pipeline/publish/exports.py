"""The files in exports/: CSV, Parquet and a note on source and meaning, put in place together.

All are written to a temporary folder first. If one fails, those of the last publication stay.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import in_place, temporary_folder, writing
from pipeline.manifest import Manifest
from pipeline.publish.liesmich import NOTHING_PUBLISHED, write_liesmich
from pipeline.tabular import Table, csv_text

NOTE_NAME = "LIESMICH.txt"
_SYNTHETIC_MARK = "_synthetisch"


@dataclass(frozen=True, slots=True)
class Export:
    """The newest edition as a table, and what must be said about it."""

    table: Table
    """In the order in which it is to be written."""
    manifest: Manifest

    @property
    def names(self) -> tuple[str, str]:
        """The names of the table as CSV and as Parquet; with synthetic data they say so."""
        mark = _SYNTHETIC_MARK if self.manifest.synthetic else ""
        return f"planungsrahmen{mark}.csv", f"planungsrahmen{mark}.parquet"


@contextmanager
def new_exports(
    folder: Path, export: Export | None, write_parquet: Callable[[Path], None]
) -> Iterator[tuple[Path, ...]]:
    """Let new files be in place within a block; where it fails, those before come back.

    `write_parquet` writes the same table as Parquet to the path it is given. Where no edition is
    published, a note says so instead.

    Raises:
        WarehouseNotWritableError: the files of the last publication are still there.
    """
    if export is None and not folder.exists():  # one never written stays away
        yield ()
        return
    with temporary_folder(folder) as temporary:
        with writing(folder):
            names = _fill(temporary, export, write_parquet)
        with in_place(temporary, folder, replace=True):
            yield tuple(folder / name for name in names)


def _fill(
    folder: Path, export: Export | None, write_parquet: Callable[[Path], None]
) -> tuple[str, ...]:
    """Write the files of an edition, or a note that none is published, which is no export."""
    if export is None:
        (folder / NOTE_NAME).write_bytes(NOTHING_PUBLISHED.encode())
        return ()
    table, parquet = export.names
    (folder / table).write_bytes(csv_text(export.table).encode())
    write_parquet(folder / parquet)
    text = write_liesmich(export.manifest, (table, parquet))
    (folder / NOTE_NAME).write_bytes(text.encode())
    return table, parquet, NOTE_NAME


def changed_exports(
    folder: Path, export: Export | None, read_parquet: Callable[[Path], Table]
) -> Iterator[tuple[Path, str, str]]:
    """Yield what is not as it would be written of `export`: path, what is expected and found.

    Names and figures are compared, not the words of the note, nor the bytes of Parquet: they
    change with the software.
    """
    names = sorted([*export.names, NOTE_NAME] if export else [NOTE_NAME])
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if there != names:
        if export or there:
            yield folder, ", ".join(names), ", ".join(there) or "no file"
        return
    # A pipe in a file's place would be waited for.
    irregular = [path for path in (folder / name for name in names) if not path.is_file()]
    yield from ((path, "a regular file", "none") for path in irregular)
    if export is None or irregular:
        return
    table, parquet = (folder / name for name in export.names)
    kept = f"the {len(export.table.rows)} rows of {export.manifest.id}"
    if table.read_bytes() != csv_text(export.table).encode():
        yield table, kept, "others"
    if read_parquet(parquet) != export.table:
        yield parquet, kept, "others"
