"""The edition that a document is held against, with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import PreviousFigure
from pipeline.store.duck import open_memory
from pipeline.store.manifest import Manifest, verify_figures
from pipeline.store.standing import edition_before
from pipeline.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An accepted edition: its record and its rows."""

    manifest: Manifest
    figures: Mapping[str, PreviousFigure]
    """By key."""


def load_edition_before(warehouse: Warehouse, document_sha256: str) -> StoredEdition | None:
    """Read the edition to hold a document against (see `edition_before`); None where none is.

    Raises:
        WarehouseDamagedError: its record or its rows are damaged.
    """
    manifest = edition_before(warehouse, document_sha256)
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
        {key: PreviousFigure(name, _whole(amount), persons) for key, name, amount, persons in rows},
    )


def _whole(amount: Decimal) -> Decimal:
    """An amount without the cents that are stored with all, where they are none."""
    return amount if amount % 1 else amount.quantize(Decimal(1))
