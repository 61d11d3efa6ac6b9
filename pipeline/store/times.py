"""Since when a snapshot is known here, and since when its document is known to have been there.

Snapshots are accepted in the order of their sequence numbers, whatever the clock said, and what was
learned in between says after which. So what was accepted later is never known earlier: a clock that
was set back counts as the moment before. By as much as it was behind then, it was behind when the
document was first seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from pipeline.store.manifest import Manifest
from pipeline.store.sightings import Sighting
from pipeline.store.withdrawals import Withdrawal


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of one snapshot (UTC)."""

    known_since: datetime
    """When it was accepted, and never before anything that was accepted or learned earlier."""
    seen_here: datetime
    """When its document was first seen here."""
    sightings: tuple[Sighting, ...]
    """When an archive captured its document, each earlier than those learned before."""

    @property
    def first_captured(self) -> datetime | None:
        """When an archive first captured it; None where that is not known."""
        return min((sighting.captured_at for sighting in self.sightings), default=None)

    @property
    def first_seen(self) -> datetime:
        """When it was first seen anywhere, as far as is known today."""
        return min(self.seen_here, self.first_captured or self.seen_here)

    @property
    def first_seen_on(self) -> date:
        """The day of that (UTC)."""
        return self.first_seen.astimezone(UTC).date()


def times_of(
    manifests: Sequence[Manifest],
    sightings: Mapping[str, Sequence[Sighting]],
    withdrawals: Mapping[str, Withdrawal],
) -> dict[str, Times]:
    """Give each snapshot its times; what was learned of a document holds for all its readings.

    `manifests` are in the order of acceptance, the others what was learned since, by snapshot.
    """
    learned = [(one.after, one.learned_at) for kept in sightings.values() for one in kept]
    learned += [(one.after, one.withdrawn_at) for one in withdrawals.values()]
    known = _known_since(manifests, learned)
    seen_here: dict[str, datetime] = {}
    of_document: dict[str, list[Sighting]] = {}
    for manifest in manifests:
        document = manifest.document
        seen_here.setdefault(document.sha256, _seen_here(manifest, known[manifest.id]))
        found = of_document.setdefault(document.sha256, [])
        if document.captured_at:
            found.append(Sighting(document.captured_at, known[manifest.id]))
        found.extend(
            replace(one, learned_at=max(one.learned_at, known[manifest.id]))
            for one in sightings.get(manifest.id, ())
        )
    return {
        manifest.id: Times(
            known[manifest.id],
            seen_here[manifest.document.sha256],
            _each_earlier(of_document[manifest.document.sha256]),
        )
        for manifest in manifests
    }


def _each_earlier(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Those earlier than all that were known before: a later reading repeats what was known."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: s.learned_at):
        if not kept or sighting.captured_at < kept[-1].captured_at:
            kept.append(sighting)
    return tuple(kept)


def _known_since(
    manifests: Sequence[Manifest], learned: Sequence[tuple[int | None, datetime]]
) -> dict[str, datetime]:
    latest = datetime.min.replace(tzinfo=UTC)
    known: dict[str, datetime] = {}
    for manifest in manifests:
        before = (
            moment for after, moment in learned if after is not None and after < manifest.sequence
        )
        latest = max((manifest.accepted_at, latest, *before))
        known[manifest.id] = latest
    return known


def _seen_here(manifest: Manifest, known_since: datetime) -> datetime:
    first_seen = manifest.document.first_seen
    if first_seen > manifest.accepted_at:
        return first_seen  # by another clock than that of the acceptance, before it was set back
    return first_seen + (known_since - manifest.accepted_at)
