"""The database of a warehouse without exports."""

from pathlib import Path

from pipeline.store.database import new_database, replace_database
from pipeline.store.warehouse import Warehouse


def build_database(warehouse: Warehouse) -> Path:
    """Build the database from all snapshots and put it in the place of the published one.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
        WarehouseNotWritableError: no space or no permission. The old database stays in both cases.
    """
    with new_database(warehouse) as (new, connection):
        replace_database(warehouse, new, connection)
        return warehouse.database
