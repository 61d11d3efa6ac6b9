"""Which snapshots count today, in which order, and since when each of that is known.

Editions follow each other by the day from which they count, then by the day they were first seen
anywhere, then by the order of acceptance, so that an old edition found late takes its place in the
past. Of the readings of one document the newest counts that is not withdrawn.

Snapshots are accepted in the order of their sequence numbers, whatever the clock said, and what was
learned in between says after which. So what was accepted later is never known earlier: a clock that
was set back counts as the moment before. By as much as it was behind then, it was behind when the
document was first seen.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from pipeline.errors import AmbiguousSnapshotError, UnknownSnapshotError
from pipeline.manifest import Document, Manifest, effective_date
from pipeline.model import Claims, Edition
from pipeline.store.records import (
    Sighting,
    Withdrawal,
    add_fact,
    find_facts,
    ids_meant,
    load_manifests,
)
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace

Facts: TypeAlias = Mapping[str, Sequence[Withdrawal | Sighting]]
"""What was learned of snapshots after their acceptance, by ID."""
_STEPS_BACK = {"latest": 0, "previous": 1}
"""Words for the editions that count, and how many steps back from the newest each is."""


class Status(StrEnum):
    """Whether a snapshot counts, and if not, why."""

    AKTUELL = "aktuell"
    FRUEHER = "frueher"
    ERSETZT = "ersetzt"
    ZURUECKGEZOGEN = "zurueckgezogen"
    SYNTHETISCH_VERBORGEN = "synthetisch_verborgen"


class SnapshotStatus(Struct, frozen=True):
    """A snapshot among the others of its warehouse; all moments are UTC."""

    manifest: Manifest
    status: Status
    predecessor: int | None
    """Sequence number of the edition before it; None for the first and for what does not count."""
    known_since: datetime
    """When it was accepted, and never before anything that was accepted or learned earlier."""
    seen_here: datetime
    """When its document was first seen here."""
    sightings: tuple[Sighting, ...]
    """When an archive captured its document, each earlier than those learned before."""
    superseded_at: datetime | None
    """Since when a later reading of the same document, one that is not withdrawn, is known."""
    superseded_by: str | None
    """ID of the reading of the same document that stands in its place today."""
    withdrawal: Withdrawal | None

    @property
    def first_captured(self) -> datetime | None:
        """When an archive first captured its document; None where that is not known."""
        return min((sighting.captured_at for sighting in self.sightings), default=None)

    @property
    def first_seen(self) -> datetime:
        """When its document was first seen anywhere, as far as is known today."""
        return min(self.seen_here, self.first_captured or self.seen_here)

    @property
    def first_seen_on(self) -> date:
        """The day of that (UTC)."""
        return self.first_seen.astimezone(UTC).date()

    @property
    def stand_am(self) -> date:
        """The day from which the edition counts, by all that is known today."""
        return effective_date(self.manifest.metadata, self.first_seen_on)

    @property
    def withdrawn_at(self) -> datetime | None:
        """Since when it is withdrawn; never before it was known, whatever the clock said."""
        if self.withdrawal is None:
            return None
        return max(self.withdrawal.at, self.known_since)


def load_statuses(warehouse: Warehouse) -> tuple[SnapshotStatus, ...]:
    """Return all snapshots in the order of acceptance, each with its status."""
    manifests = load_manifests(warehouse)
    facts: Facts = {
        id: (*find_facts(warehouse, id, Withdrawal), *find_facts(warehouse, id, Sighting))
        for id in (manifest.id for manifest in manifests)
    }
    return rank(manifests, facts)


def readings_of(warehouse: Warehouse, sha256: str) -> list[SnapshotStatus]:
    """Return the snapshots of a document in the order of acceptance."""
    return [s for s in load_statuses(warehouse) if s.manifest.document.sha256 == sha256]


def editions_in_order(statuses: Sequence[SnapshotStatus]) -> list[SnapshotStatus]:
    """Return those that count, oldest edition first."""
    counting = [s for s in statuses if s.status in (Status.AKTUELL, Status.FRUEHER)]
    return sorted(counting, key=_place)


def _place(status: SnapshotStatus) -> tuple[date, date, float]:
    """By what editions follow each other."""
    return status.stand_am, status.first_seen_on, status.manifest.sequence


def newest_manifest(warehouse: Warehouse) -> Manifest | None:
    """Return the record of the newest edition that counts; None where none does."""
    return next((s.manifest for s in load_statuses(warehouse) if s.status is Status.AKTUELL), None)


def previous_edition(
    warehouse: Warehouse, document: Document, metadata: Edition | Claims
) -> Manifest | None:
    """Return the record of the edition that a document follows; None where it follows none.

    What is known of its edition and of when it was first seen gives it its place, whether it is
    published already or not: an old edition that is found late does not follow the newest.
    """
    statuses = load_statuses(warehouse)
    others, first_seen_on, number = [], document.first_seen_on, math.inf
    for status in editions_in_order(statuses):
        if status.manifest.document.sha256 == document.sha256:
            first_seen_on, number = status.first_seen_on, status.manifest.sequence
        else:
            others.append(status)
    place = effective_date(metadata, first_seen_on), first_seen_on, number
    earlier = [status.manifest for status in others if _place(status) < place]
    return earlier[-1] if earlier else None


def resolve_snapshot(warehouse: Warehouse, wanted: str) -> SnapshotStatus:
    """Find a snapshot by `latest`, `previous`, its ID, or a prefix that fits only one.

    `latest` and `previous` are the newest editions that count, as the views show them.

    Raises:
        UnknownSnapshotError: none answers to it.
        AmbiguousSnapshotError: several begin like it.
    """
    statuses = load_statuses(warehouse)
    known = {status.manifest.id: status for status in statuses}
    if wanted in _STEPS_BACK:
        newest_first = editions_in_order(statuses)[::-1]
        candidates = [one.manifest.id for one in newest_first[_STEPS_BACK[wanted] :][:1]]
    else:
        candidates = ids_meant(wanted, known)
    if not candidates:
        raise UnknownSnapshotError(wanted, tuple(known))
    if len(candidates) > 1:
        raise AmbiguousSnapshotError(wanted, tuple(candidates))
    return known[candidates[0]]


def learn(warehouse: Warehouse, id: str, fact: Withdrawal | Sighting) -> None:
    """Keep what is learned of a snapshot now, in its turn. Publish anew afterwards."""
    at, after = when_learned(load_statuses(warehouse), fact.at)
    add_fact(warehouse, id, replace(fact, at=at, after=after))


def when_learned(statuses: Sequence[SnapshotStatus], now: datetime) -> tuple[datetime, int]:
    """Return when what is learned now counts as learned, and after which snapshot (0: before all).

    `now` is what the clock says.
    """
    newest = max((status.manifest.sequence for status in statuses), default=0)
    known = [status.known_since for status in statuses]
    known += [sighting.at for status in statuses for sighting in status.sightings]
    known += [status.withdrawn_at for status in statuses if status.withdrawn_at]
    return max((now, *known)), newest


def rank(manifests: Sequence[Manifest], facts: Facts) -> tuple[SnapshotStatus, ...]:
    """Give each snapshot its status; any real edition, even withdrawn, hides synthetic ones.

    What a better reading found to be synthetic is no real edition. `manifests` are in the order of
    acceptance.
    """
    known = _known_since(manifests, [fact for learned in facts.values() for fact in learned])
    of_document: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        of_document.setdefault(manifest.document.sha256, []).append(manifest)
    ranked = [one for same in of_document.values() for one in _readings(same, known, facts)]
    ranked.sort(key=lambda one: one.manifest.sequence)
    if any(not one.manifest.synthetic for one in ranked if one.superseded_by is None):
        hidden = Status.SYNTHETISCH_VERBORGEN
        ranked = [replace(s, status=hidden) if s.manifest.synthetic else s for s in ranked]
    counting = [status.manifest for status in editions_in_order(ranked)]
    before = {later.id: earlier.sequence for earlier, later in pairwise(counting)}
    newest = counting[-1].id if counting else None
    return tuple(
        replace(
            one,
            status=Status.AKTUELL if one.manifest.id == newest else one.status,
            predecessor=before.get(one.manifest.id),
        )
        for one in ranked
    )


def _readings(
    readings: Sequence[Manifest], known: Mapping[str, datetime], facts: Facts
) -> Iterator[SnapshotStatus]:
    """Yield how the readings of one document stand among each other, in their order.

    What was learned of a document holds for all its readings; those withdrawn replace none.
    """
    first, sightings = readings[0], _sightings(readings, known, facts)
    # Seen after it was accepted, so by another clock, or by this one before it was set back.
    by_another = first.document.first_seen > first.accepted_at
    behind = timedelta(0) if by_another else known[first.id] - first.accepted_at
    seen_here = first.document.first_seen + behind
    withdrawn = {
        manifest.id: fact
        for manifest in readings
        for fact in facts.get(manifest.id, ())
        if isinstance(fact, Withdrawal)
    }
    for number, manifest in enumerate(readings, start=1):
        better = [one.id for one in readings[number:] if one.id not in withdrawn]
        status = Status.ERSETZT if better else Status.FRUEHER
        if manifest.id in withdrawn:
            status = Status.ZURUECKGEZOGEN
        yield SnapshotStatus(
            manifest=manifest,
            status=status,
            predecessor=None,
            known_since=known[manifest.id],
            seen_here=seen_here,
            sightings=sightings,
            superseded_at=known[better[0]] if better else None,
            superseded_by=better[-1] if better else None,
            withdrawal=withdrawn.get(manifest.id),
        )


def _sightings(
    readings: Sequence[Manifest], known: Mapping[str, datetime], facts: Facts
) -> tuple[Sighting, ...]:
    """Return when an archive captured a document, each earlier than those learned before."""
    learned: list[Sighting] = []
    for manifest in readings:
        captured_at, since = manifest.document.captured_at, known[manifest.id]
        if captured_at:
            learned.append(Sighting(captured_at, since, manifest.sequence))
        learned.extend(
            replace(fact, at=max(fact.at, since))
            for fact in facts.get(manifest.id, ())
            if isinstance(fact, Sighting)
        )
    kept: list[Sighting] = []
    for sighting in sorted(learned, key=lambda s: s.at):
        # A later reading repeats what was known.
        if not kept or sighting.captured_at < kept[-1].captured_at:
            kept.append(sighting)
    return tuple(kept)


def _known_since(
    manifests: Sequence[Manifest], learned: Sequence[Withdrawal | Sighting]
) -> dict[str, datetime]:
    """Return by ID when each snapshot was accepted, never before what was learned earlier."""
    latest, known = datetime.min.replace(tzinfo=UTC), dict[str, datetime]()
    for manifest in manifests:
        before = (fact.at for fact in learned if fact.after < manifest.sequence)
        latest = max((manifest.accepted_at, latest, *before))
        known[manifest.id] = latest
    return known
