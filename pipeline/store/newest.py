"""The newest edition that counts, with its rows: what the next document is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import LastFigure
from pipeline.store.duck import open_memory
from pipeline.store.manifest import Manifest
from pipeline.store.snapshots import verify_figures
from pipeline.store.standing import newest_manifest
from pipeline.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An accepted edition: its record and its rows."""

    manifest: Manifest
    figures: Mapping[str, LastFigure]
    """By key."""


def load_newest(warehouse: Warehouse) -> StoredEdition | None:
    """Read the newest edition that counts; None where none does.

    Raises:
        WarehouseDamagedError: its record or its rows are damaged.
    """
    manifest = newest_manifest(warehouse)
    if manifest is None:
        return None
    path = verify_figures(warehouse, manifest)
    with open_memory() as connection:
        rows = connection.execute(
            "SELECT gemeinde_ags, gemeinde_name, betrag_eur, personen FROM read_parquet(?) "
            "ORDER BY gemeinde_ags",
            [str(path)],
        ).fetchall()
    return StoredEdition(
        manifest,
        {key: LastFigure(name, _whole(amount), persons) for key, name, amount, persons in rows},
    )


def _whole(amount: Decimal) -> Decimal:
    """An amount without the cents that are stored with all, where they are none."""
    return amount if amount % 1 else amount.quantize(Decimal(1))
