"""Whether the records still hold what readers were given of each snapshot.

What is published is derived, so it can be built anew, but only from records that are all there:
built of fewer, it would silently lose figures, or bring back what a person had withdrawn. Therefore
publication remembers of each snapshot the few facts by which a loss shows itself (`Facts`), and
before anything is published these are compared with the records.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import NewerFormatError, WarehouseDamagedError
from pipeline.model import Loss, LostPart
from pipeline.store.manifest import Manifest, read_manifest, verify_figures
from pipeline.store.sealed import restore_remedy
from pipeline.store.sightings import find_sightings, sightings_path
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.warehouse import Warehouse
from pipeline.store.withdrawals import find_withdrawal, withdrawal_path

if TYPE_CHECKING:
    from pipeline.store.standing import Standing

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Facts:
    """What readers were given of a snapshot, in so few facts that any loss shows in them."""

    id: str
    rows_sha256: str
    withdrawn: bool
    captures: tuple[datetime, ...]
    """When an archive captured its document (UTC); with the first snapshot of a document only."""

    def has(self, old: "Facts") -> bool:
        """Return True if these facts say all that older ones of the same snapshot said."""
        return (
            self.rows_sha256 == old.rows_sha256
            and self.withdrawn >= old.withdrawn
            and set(self.captures) >= set(old.captures)
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the records hold of one snapshot."""

    id: str
    manifest: Manifest | None
    withdrawn: bool
    captures: frozenset[datetime]
    """Those of its manifest and those learned later."""
    damaged: tuple[Loss, ...]

    def is_intact(self, part: LostPart) -> bool:
        """Return True if nothing of a part is damaged; it may not be there at all."""
        return all(loss.part is not part for loss in self.damaged)


def facts_of(standings: "Iterable[Standing]") -> tuple[Facts, ...]:
    """Return what a database built of these records gives to readers."""
    documents: set[str] = set()
    facts = []
    for standing in standings:
        manifest, first = standing.manifest, standing.manifest.document.sha256 not in documents
        documents.add(manifest.document.sha256)
        sightings = standing.times.sightings if first else ()
        captures = tuple(one.captured_at.astimezone(UTC) for one in sightings)
        withdrawn = standing.withdrawal is not None
        facts.append(Facts(manifest.id, manifest.rows_sha256, withdrawn, captures))
    return tuple(facts)


def find_losses(warehouse: Warehouse, published: Mapping[str, Facts]) -> tuple[Loss, ...]:
    """Return what was published, by ID, and is gone, and what is kept and damaged.

    Raises:
        NewerFormatError: a record is of a format that this version cannot read.
    """
    ids = {folder.name for folder in snapshot_folders(warehouse)} | published.keys()
    kept = [_read_kept(warehouse, id) for id in sorted(ids)]
    documents: dict[str, set[datetime]] = {}
    for one in kept:
        if one.manifest:
            documents.setdefault(one.manifest.document.sha256, set()).update(one.captures)
    return tuple(
        loss
        for one in kept
        for loss in (*one.damaged, *_gone(warehouse, one, published.get(one.id), documents))
    )


def _read_kept(warehouse: Warehouse, id: str) -> _Kept:
    damaged: list[Loss] = []

    def intact(part: LostPart, read: Callable[[], Found]) -> Found | None:
        try:
            return read()
        except NewerFormatError:
            raise
        except WarehouseDamagedError as error:
            damaged.append(_damaged(warehouse, id, part, error))
            return None

    manifest = intact(LostPart.SNAPSHOT, lambda: _read_record(warehouse, id))
    withdrawal = intact(LostPart.WITHDRAWAL, lambda: find_withdrawal(warehouse, id))
    sightings = intact(LostPart.CAPTURES, lambda: find_sightings(warehouse, id)) or ()
    captures = {one.captured_at for one in sightings}
    if manifest and manifest.document.captured_at:
        captures.add(manifest.document.captured_at)
    return _Kept(id, manifest, withdrawal is not None, frozenset(captures), tuple(damaged))


def _read_record(warehouse: Warehouse, id: str) -> Manifest:
    folder = warehouse.snapshots / id
    if not folder.is_dir():
        expected, found = "the folder of a snapshot", "no such folder"
        raise WarehouseDamagedError(folder, expected, found, restore_remedy(folder))
    manifest = read_manifest(folder)
    verify_figures(warehouse, manifest)
    return manifest


def _damaged(warehouse: Warehouse, id: str, part: LostPart, error: WarehouseDamagedError) -> Loss:
    place = warehouse.snapshots / id if part is LostPart.SNAPSHOT else error.path
    return Loss(id, part, error.path, error.found, damaged=os.path.lexists(place))


def _gone(
    warehouse: Warehouse,
    kept: _Kept,
    published: Facts | None,
    documents: Mapping[str, set[datetime]],
) -> Iterator[Loss]:
    """Compare a snapshot with what was published of it; what is damaged is named already."""
    if published is None:
        return
    id, manifest, missing = kept.id, kept.manifest, "no such file"
    if manifest and manifest.rows_sha256 != published.rows_sha256:
        found = f"other rows than the published ones, hash {published.rows_sha256}"
        yield Loss(id, LostPart.SNAPSHOT, warehouse.snapshots / id, found)
    if published.withdrawn and not kept.withdrawn and kept.is_intact(LostPart.WITHDRAWAL):
        yield Loss(id, LostPart.WITHDRAWAL, withdrawal_path(warehouse, id), missing)
    captures = set(published.captures)
    gone = sorted(captures - documents[manifest.document.sha256]) if manifest else []
    if gone and kept.is_intact(LostPart.CAPTURES):
        path = sightings_path(warehouse, id)
        days = ", ".join(f"{moment:%Y-%m-%d}" for moment in gone)
        found = f"none of {days}" if path.exists() else missing
        yield Loss(id, LostPart.CAPTURES, path, found)
