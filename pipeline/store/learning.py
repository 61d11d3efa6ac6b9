"""Record what is learned of snapshots after their acceptance, in the order in which it is learned.

The clock may have been set back since something was learned before: then this counts as learned at
the same moment, and not before it. As the number of the newest snapshot is kept too, what is
accepted later is not known earlier either (`pipeline.store.times`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.store.sightings import Sighting, write_sighting
from pipeline.store.standing import Standing, load_standings
from pipeline.store.warehouse import Warehouse
from pipeline.store.withdrawals import Withdrawal, write_withdrawal


def withdraw_snapshot(warehouse: Warehouse, withdrawal: Withdrawal) -> None:
    """Take a snapshot out of the views; its files stay. Rebuild the database afterwards.

    Raises:
        WarehouseDamagedError: a record of the warehouse is damaged.
        WarehouseNotWritableError: the decision could not be recorded.
    """
    at, after = in_turn(load_standings(warehouse), withdrawal.withdrawn_at)
    write_withdrawal(warehouse, replace(withdrawal, withdrawn_at=at, after=after))


def add_sighting(warehouse: Warehouse, id: str, sighting: Sighting) -> None:
    """Keep a sighting beside a snapshot's folder. Rebuild the database afterwards.

    Raises:
        WarehouseDamagedError: a record of the warehouse is damaged.
        WarehouseNotWritableError: it could not be kept.
    """
    at, after = in_turn(load_standings(warehouse), sighting.learned_at)
    write_sighting(warehouse, id, replace(sighting, learned_at=at, after=after))


def in_turn(standings: Sequence[Standing], now: datetime) -> tuple[datetime, int]:
    """When what is learned now counts as learned, and after which snapshot (0: before all).

    `now` is what the clock says.
    """
    newest = max((standing.manifest.sequence for standing in standings), default=0)
    return max((now, *_moments(standings))), newest


def _moments(standings: Sequence[Standing]) -> Iterator[datetime]:
    for standing in standings:
        yield standing.times.known_since
        yield from (sighting.learned_at for sighting in standing.times.sightings)
        if standing.withdrawn_at is not None:
            yield standing.withdrawn_at
