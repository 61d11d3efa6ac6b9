"""Whether commands can read what a checkout becomes by what is handed over, and it follows on.

One record that they cannot read would stop them all, for everybody who pulls it. The package's own
readers say so, so that no schema stands here a second time; they need nothing but Python and
msgspec. No document is read and no Parquet file opened: whether figures are those of their document
is what `planungsrahmen verify` proves, in jobs that cannot write.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.acquire.rawstore import fetch_events, find_document, is_believed
from pipeline.manifest import Manifest
from pipeline.store.held import find_decidable, held_folders, held_sequence
from pipeline.store.history import load_statuses
from pipeline.store.records import (
    FIGURES_NAME,
    Sighting,
    find_facts,
    load_manifests,
    read_manifest,
    snapshot_folders,
    verify_figures,
)
from pipeline.store.warehouse import Warehouse

FIRST_MOMENT = datetime(1996, 1, 1, tzinfo=UTC)
"""Before it there was no archive of the web, and no document like this on it."""
KINDS = (
    (".parquet", 0, b"PAR1", b"PAR1"),
    (".duckdb", 8, b"DUCK", b""),
    (".sqlite", 0, b"SQLite format 3\0", b""),
    (".xlsx", 0, b"PK\x03\x04", b""),
    (".zip", 0, b"PK\x03\x04", b""),
)
"""How files begin, at which byte, and how they end."""


class HandoverError(Exception):
    """Something was handed over that no run writes; nothing is taken."""


def check_snapshots(before: Path, after: Path) -> None:
    """Refuse snapshots that are not whole, not the next ones, or not what a refresh writes."""
    warehouse = Warehouse(after / "warehouse")
    standings = load_statuses(Warehouse(before / "warehouse"))
    known = {standing.manifest.id: standing.manifest for standing in standings}
    folders = [path for path in snapshot_folders(warehouse) if path.name not in known]
    new = [read_manifest(folder) for folder in folders]
    last = max((one.sequence for one in known.values()), default=0)
    _check_numbers("snapshots", last, [one.sequence for one in new])
    load_statuses(warehouse)
    documents = {manifest.document.sha256 for manifest in known.values()}
    for manifest in new:
        _check_undecided(manifest, documents)
        _check_whole(warehouse, manifest)
        _check_document(after / "raw", manifest.document.sha256)
        documents.add(manifest.document.sha256)


def check_sightings(ids: Sequence[str], before: Path, after: Path) -> None:
    """Refuse to lose what was known of earlier captures, and what no run can have learned."""
    numbers = {one.id: one.sequence for one in load_manifests(Warehouse(after / "warehouse"))}
    for id in ids:
        if id not in numbers:
            raise HandoverError(f"{id}.seen.json: there is no such snapshot")
        known = find_facts(Warehouse(before / "warehouse"), id, Sighting)
        found = find_facts(Warehouse(after / "warehouse"), id, Sighting)
        if found[: len(known)] != known:
            raise HandoverError(f"{id}.seen.json: lacks sightings that were known before")
        for sighting in found[len(known) :]:
            _check_moments(f"{id}.seen.json", sighting.captured_at, sighting.at)
            if sighting.after not in numbers.values():
                raise HandoverError(f"{id}.seen.json: learned after snapshot {sighting.after}")


def check_held(ids: Sequence[str], before: Path, after: Path) -> None:
    """Refuse reports on held runs that a person could not decide about, or out of their turn."""
    earlier, later = (Warehouse(place / "warehouse") for place in (before, after))
    most = max(map(held_sequence, held_folders(earlier)), default=0) + len(ids)
    for id in ids:
        find_decidable(later, id)
        if (number := held_sequence(later.held / id)) > most:
            raise HandoverError(f"held/{id}: is number {number}, expected {most} at most")


def check_fetches(names: Sequence[str], before: Path, after: Path) -> None:
    """Refuse records of fetches that are not the next ones, or that break the next question."""
    known, events = fetch_events(before / "raw"), fetch_events(after / "raw")
    last = known[-1].number if known else 0
    new = [number for number in map(int, names) if number > last]
    _check_numbers("fetches", last, new)
    if [event.number for event in events] != [*(event.number for event in known), *new]:
        raise HandoverError("a fetch has another number than the name of its record")
    for event in events[len(known) :]:
        _check_moments(f"fetch {event.number}", event.at, event.captured_at)
        for name, value in (event.headers or {}).items():
            if not is_believed(name, value):
                raise HandoverError(f"fetch {event.number}: header {name} cannot be sent again")


def check_documents(hashes: Iterable[str], after: Path) -> None:
    """Refuse documents without a record, and records without a document."""
    for sha256 in hashes:
        _check_document(after / "raw", sha256)


def check_kind(name: str, content: bytes) -> None:
    """Refuse a file that does not begin, and end, as its name says."""
    for suffix, at, sign, closing in KINDS:
        if name.endswith(suffix) and not (
            content[at:].startswith(sign) and content.endswith(closing) and len(content) > at + 8
        ):
            raise HandoverError(f"{name}: does not begin and end as such a file")


def _check_undecided(manifest: Manifest, documents: Collection[str]) -> None:
    """A second reading of a document, or one in spite of failed checks, is a person's decision."""
    decision = (
        manifest.accepted_by,
        manifest.reason,
        manifest.supersedes,
        manifest.supersedes_reason,
    )
    decided = any(one is not None for one in decision) or any(c.holds for c in manifest.checks)
    if decided or manifest.document.sha256 in documents:
        raise HandoverError(f"{manifest.id}: is a decision or another reading, no new document")
    document = manifest.document
    _check_moments(manifest.id, manifest.accepted_at, document.first_seen, document.captured_at)


def _check_moments(what: str, *moments: datetime | None) -> None:
    """Moments to come would order all that is learned after them; none is older than the web."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for moment in moments:
        if moment is not None and not FIRST_MOMENT <= moment <= tomorrow:
            raise HandoverError(f"{what}: {moment.isoformat()} lies to come, or before the web")


def _check_numbers(what: str, last: int, numbers: Sequence[int]) -> None:
    found, expected = sorted(numbers), list(range(last + 1, last + 1 + len(numbers)))
    if found != expected:
        raise HandoverError(f"new {what} are numbered {found}, expected {expected}")


def _check_whole(warehouse: Warehouse, manifest: Manifest) -> None:
    if set(manifest.files) != {FIGURES_NAME}:
        raise HandoverError(f"{manifest.id}: has {sorted(manifest.files)}, expected {FIGURES_NAME}")
    path = verify_figures(warehouse, manifest)
    check_kind(f"{manifest.id}/{FIGURES_NAME}", path.read_bytes())


def _check_document(raw: Path, sha256: str) -> None:
    if find_document(raw, sha256) is None:
        raise HandoverError(f"raw/{sha256}: the document or its record is missing")
