"""Whether commands can read what a checkout becomes by what is handed over, and it follows on.

One record that they cannot read would stop them all, for everybody who pulls it. The package's own
readers say so, so that no schema stands here a second time; they need nothing but Python. No
document is read and no Parquet file opened: whether figures are those of their document is what
`planungsrahmen verify` proves, in jobs that cannot write.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.acquire.events import fetch_events
from pipeline.acquire.rawstore import find_document
from pipeline.store.held_decision import find_decidable
from pipeline.store.manifest import FIGURES_NAME, Manifest, read_manifest, verify_figures
from pipeline.store.sightings import find_sightings
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.standing import load_standings
from pipeline.store.warehouse import Warehouse


class HandoverError(Exception):
    """Something was handed over that no run writes; nothing is taken."""


def check_snapshots(before: Path, after: Path) -> None:
    """Refuse snapshots that are not whole, or whose numbers are not the next ones."""
    warehouse = Warehouse(after / "warehouse")
    standings = load_standings(Warehouse(before / "warehouse"))
    known = {standing.manifest.id: standing.manifest.sequence for standing in standings}
    folders = [path for path in snapshot_folders(warehouse) if path.name not in known]
    new = [read_manifest(folder) for folder in folders]
    _check_numbers("snapshots", max(known.values(), default=0), [one.sequence for one in new])
    load_standings(warehouse)
    for manifest in new:
        _check_whole(warehouse, manifest)
        _check_document(after / "raw", manifest.document.sha256)


def check_sightings(ids: Sequence[str], before: Path, after: Path) -> None:
    """Refuse to lose what was known of earlier captures."""
    for id in ids:
        known = find_sightings(Warehouse(before / "warehouse"), id)
        if find_sightings(Warehouse(after / "warehouse"), id)[: len(known)] != known:
            raise HandoverError(f"{id}.seen.json: lacks sightings that were known before")


def check_held(ids: Sequence[str], after: Path) -> None:
    """Refuse reports on held runs that a person could not decide about."""
    for id in ids:
        find_decidable(Warehouse(after / "warehouse"), id)


def check_fetches(names: Sequence[str], before: Path, after: Path) -> None:
    """Refuse records of fetches whose numbers, in name and content, are not the next ones."""
    known, events = fetch_events(before / "raw"), fetch_events(after / "raw")
    last = known[-1].number if known else 0
    new = [number for number in map(int, names) if number > last]
    _check_numbers("fetches", last, new)
    if [event.number for event in events] != [*(event.number for event in known), *new]:
        raise HandoverError("a fetch has another number than the name of its record")


def check_documents(hashes: Sequence[str], after: Path) -> None:
    """Refuse records of documents that are not there."""
    for sha256 in hashes:
        _check_document(after / "raw", sha256)


def _check_numbers(what: str, last: int, numbers: Sequence[int]) -> None:
    found, expected = sorted(numbers), list(range(last + 1, last + 1 + len(numbers)))
    if found != expected:
        raise HandoverError(f"new {what} are numbered {found}, expected {expected}")


def _check_whole(warehouse: Warehouse, manifest: Manifest) -> None:
    if set(manifest.files) != {FIGURES_NAME}:
        raise HandoverError(f"{manifest.id}: has {sorted(manifest.files)}, expected {FIGURES_NAME}")
    verify_figures(warehouse, manifest)


def _check_document(raw: Path, sha256: str) -> None:
    if find_document(raw, sha256) is None:
        raise HandoverError(f"raw/{sha256}: the document or its record is missing")
