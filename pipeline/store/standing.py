"""Which snapshots count today, and in which order: for the views, and for `latest` and `previous`.

Editions follow each other by the day from which they count, then by the day they were first seen
anywhere, then by the order of acceptance, so that an old edition found late takes its place in the
past. Of the readings of one document the newest counts that is not withdrawn. When each of these
was learned is for `pipeline.store.times`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from pipeline.errors import AmbiguousSnapshotError, UnknownSnapshotError
from pipeline.model import Snapshot
from pipeline.store.manifest import Manifest, load_manifests
from pipeline.store.sightings import Sighting, find_sightings
from pipeline.store.times import Times, times_of
from pipeline.store.warehouse import Warehouse
from pipeline.store.withdrawals import Withdrawal, find_withdrawal

_BACK = {"latest": 0, "previous": 1}
"""Words for the editions that count, and how many steps back from the newest each is."""


class Status(StrEnum):
    """How a snapshot stands among the others."""

    AKTUELL = "aktuell"
    FRUEHER = "frueher"
    ERSETZT = "ersetzt"
    ZURUECKGEZOGEN = "zurueckgezogen"
    SYNTHETISCH_VERBORGEN = "synthetisch_verborgen"


@dataclass(frozen=True, slots=True)
class Standing:
    """A snapshot and how it stands among the others of its warehouse."""

    manifest: Manifest
    status: Status
    predecessor: int | None
    """Sequence number of the edition before it; None for the first and for what does not count."""
    times: Times
    superseded_at: datetime | None
    """Since when a later reading of the same document, one that is not withdrawn, is known."""
    superseded_by: str | None
    """ID of the reading of the same document that stands in its place today."""
    withdrawal: Withdrawal | None

    @property
    def stand_am(self) -> date:
        """The day from which the edition counts, by all that is known today."""
        return self.manifest.counts_from(self.times.first_seen_on)

    @property
    def withdrawn_at(self) -> datetime | None:
        """Since when it is withdrawn; never before it was known, whatever the clock said."""
        if self.withdrawal is None:
            return None
        return max(self.withdrawal.withdrawn_at, self.times.known_since)


def resolve_snapshot(warehouse: Warehouse, wanted: str) -> Snapshot:
    """Find a snapshot by `latest`, `previous`, its ID, or a prefix that fits only one.

    `latest` and `previous` are the newest editions that count, as the views show them.

    Raises:
        UnknownSnapshotError: none answers to it.
        AmbiguousSnapshotError: several begin like it.
    """
    standings = load_standings(warehouse)
    known = {standing.manifest.id: standing.manifest for standing in standings}
    candidates = _by_age(standings, wanted) if wanted in _BACK else _by_prefix(known, wanted)
    if not candidates:
        raise UnknownSnapshotError(wanted, tuple(known))
    if len(candidates) > 1:
        raise AmbiguousSnapshotError(wanted, candidates)
    return known[candidates[0]].snapshot(warehouse.snapshots / candidates[0])


def newest_manifest(warehouse: Warehouse) -> Manifest | None:
    """Return the record of the newest edition that counts; None where none does."""
    counting = editions_in_order(load_standings(warehouse))
    return counting[-1].manifest if counting else None


def edition_before(warehouse: Warehouse, document_sha256: str) -> Manifest | None:
    """Return the record of the edition to hold a document against; None where there is none.

    It is the newest that counts, or, where the document is published itself, the one before it.
    """
    counting = [s.manifest for s in editions_in_order(load_standings(warehouse))]
    documents = [manifest.document.sha256 for manifest in counting]
    if document_sha256 in documents:
        counting = counting[: documents.index(document_sha256)]
    return counting[-1] if counting else None


def seen_only_after(warehouse: Warehouse, sha256: str, moment: datetime) -> str | None:
    """Return the first snapshot of a document that is known to have been there only later.

    None where the document has no snapshot, or was seen by then.
    """
    of_document = [s for s in load_standings(warehouse) if s.manifest.document.sha256 == sha256]
    if not of_document or min(s.times.first_seen for s in of_document) <= moment:
        return None
    return of_document[0].manifest.id


def _by_age(standings: Sequence[Standing], wanted: str) -> list[str]:
    newest_first = [standing.manifest.id for standing in reversed(editions_in_order(standings))]
    return newest_first[_BACK[wanted] :][:1]


def _by_prefix(known: Mapping[str, Manifest], wanted: str) -> list[str]:
    if wanted in known:
        return [wanted]
    return [id for id in known if wanted and id.startswith(wanted)]


def load_standings(warehouse: Warehouse) -> tuple[Standing, ...]:
    """All snapshots in the order of acceptance, each with its standing.

    Raises:
        WarehouseDamagedError: a manifest or the record of a withdrawal is damaged.
    """
    manifests = load_manifests(warehouse)
    sightings = {m.id: find_sightings(warehouse, m.id) for m in manifests}
    return rank(manifests, _load_withdrawals(warehouse, manifests), sightings)


def editions_in_order(standings: Sequence[Standing]) -> list[Standing]:
    """Those that count, oldest edition first."""
    counting = [s for s in standings if s.status in (Status.AKTUELL, Status.FRUEHER)]
    return sorted(counting, key=lambda s: (s.stand_am, s.times.first_seen_on, s.manifest.sequence))


def rank(
    manifests: Sequence[Manifest],
    withdrawals: Mapping[str, Withdrawal],
    sightings: Mapping[str, Sequence[Sighting]],
) -> tuple[Standing, ...]:
    """Give each snapshot its standing; any real edition, even withdrawn, hides synthetic ones.

    What a better reading found to be synthetic is no real edition.
    """
    times = times_of(manifests, sightings, withdrawals)
    better = _better_readings(manifests, withdrawals, times)
    real = any(not manifest.synthetic for manifest in manifests if manifest.id not in better)

    def standing(manifest: Manifest) -> Standing:
        withdrawal = withdrawals.get(manifest.id)
        since, id = better.get(manifest.id, (None, None))
        status = _status(manifest.synthetic and real, withdrawal, since)
        return Standing(manifest, status, None, times[manifest.id], since, id, withdrawal)

    return _with_predecessors([standing(manifest) for manifest in manifests])


def _better_readings(
    manifests: Sequence[Manifest], withdrawals: Mapping[str, Withdrawal], times: Mapping[str, Times]
) -> dict[str, tuple[datetime, str]]:
    """By ID since when a later reading of its document is known, and which stands in its place.

    Those that are withdrawn are none.
    """
    better: dict[str, tuple[datetime, str]] = {}
    next_since: dict[str, datetime] = {}
    newest: dict[str, str] = {}
    for manifest in reversed(manifests):
        sha256 = manifest.document.sha256
        if sha256 in newest:
            better[manifest.id] = (next_since[sha256], newest[sha256])
        if manifest.id not in withdrawals:
            next_since[sha256] = times[manifest.id].known_since
            newest.setdefault(sha256, manifest.id)
    return better


def _status(hidden: bool, withdrawal: Withdrawal | None, superseded_at: datetime | None) -> Status:
    if hidden:
        return Status.SYNTHETISCH_VERBORGEN
    if withdrawal:
        return Status.ZURUECKGEZOGEN
    return Status.ERSETZT if superseded_at else Status.FRUEHER


def _with_predecessors(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Let each edition that counts know the one before it, and the last that it is the newest."""
    counting = [standing.manifest for standing in editions_in_order(standings)]
    predecessors = {later.id: earlier.sequence for earlier, later in pairwise(counting)}
    newest = counting[-1].id if counting else None
    return tuple(
        replace(
            standing,
            status=Status.AKTUELL if standing.manifest.id == newest else standing.status,
            predecessor=predecessors.get(standing.manifest.id),
        )
        for standing in standings
    )


def _load_withdrawals(warehouse: Warehouse, manifests: Sequence[Manifest]) -> dict[str, Withdrawal]:
    found = {m.id: find_withdrawal(warehouse, m.id) for m in manifests}
    return {id: withdrawal for id, withdrawal in found.items() if withdrawal}
