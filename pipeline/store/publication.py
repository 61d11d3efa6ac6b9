"""Whether all that is kept is also published: a mark that outlives a killed run.

The mark is set before a snapshot is written and taken away once database and exports hold it.
A run that finds it finishes what the one before could not. No clock is asked.
"""

from pipeline.files import make_folder, write_file, writing
from pipeline.store.warehouse import Warehouse

MARK = ".unpublished"


def mark_unpublished(warehouse: Warehouse) -> None:
    """Note that what is published may lag behind what is kept."""
    make_folder(warehouse.root)
    write_file(warehouse.root / MARK, b"a run is publishing, or was stopped before it had\n")


def mark_published(warehouse: Warehouse) -> None:
    """Note that all that is kept is published."""
    with writing(warehouse.root / MARK):
        (warehouse.root / MARK).unlink(missing_ok=True)


def is_unpublished(warehouse: Warehouse) -> bool:
    """Say whether what is published may lag behind what is kept."""
    return (warehouse.root / MARK).exists()
