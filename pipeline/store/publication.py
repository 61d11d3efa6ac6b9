"""Whether all that is kept is also published: a mark that outlives a killed run.

The mark is set before a snapshot is written and taken away once database and exports hold it.
A run that finds it finishes what the one before could not; so does one that finds no database where
there are snapshots. No clock is asked.
"""

from pathlib import Path

from pipeline.files import make_folder, write_file, writing
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.warehouse import Warehouse

MARK = ".unpublished"
_MAGIC, _MAGIC_AT = b"DUCK", 8
"""How every DuckDB file begins, after a checksum."""


def mark_unpublished(warehouse: Warehouse) -> None:
    """Note that what is published may lag behind what is kept."""
    make_folder(warehouse.root)
    write_file(warehouse.root / MARK, b"a run is publishing, or was stopped before it had\n")


def mark_published(warehouse: Warehouse) -> None:
    """Note that all that is kept is published."""
    with writing(warehouse.root / MARK):
        (warehouse.root / MARK).unlink(missing_ok=True)


def is_unpublished(warehouse: Warehouse) -> bool:
    """Say whether what is published may lag behind what is kept, or is not there any more."""
    lost = bool(snapshot_folders(warehouse)) and not _begins_like_a_database(warehouse.database)
    return lost or (warehouse.root / MARK).exists()


def _begins_like_a_database(path: Path) -> bool:
    """Look at its first bytes only: what is wrong beyond them is for `verify`."""
    if not path.is_file():  # a pipe would be waited for
        return False
    try:
        with path.open("rb") as file:
            return file.read(_MAGIC_AT + len(_MAGIC)).endswith(_MAGIC)
    except OSError:
        return False
