"""What differs between things that are stored and their records."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import WarehouseDamagedError
from pipeline.store import figures
from pipeline.store.duck import Connection
from pipeline.store.manifest import Manifest, verify_figures
from pipeline.store.sealed import restore_remedy
from pipeline.store.warehouse import Warehouse, rebuild_remedy


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what its record says."""

    subject: str
    """The file, or the snapshot and what of it."""
    expected: str
    found: str
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """One line for logs."""
        return f"{self.subject}: expected {self.expected}, found {self.found}; {self.remedy}"


def difference_of(error: WarehouseDamagedError) -> Difference:
    """Return as a difference that a file is damaged."""
    return Difference(str(error.path), error.expected, error.found, error.remedy)


def database_differences(
    connection: Connection,
    path: Path,
    manifests: Iterable[Manifest],
    unproved: Collection[str] = (),
) -> Iterator[Difference]:
    """Compare an open database with the records: which snapshots, and the rows of each.

    Snapshots that are `unproved`, since their records are lost or damaged, are not looked at.
    """
    remedy = rebuild_remedy(path)
    expected = {one.id: one for one in manifests if one.id not in unproved}
    found = figures.hash_rows(connection, [])
    for id in sorted((expected.keys() | found.keys()) - set(unproved)):
        kept = expected[id].rows_sha256 if id in expected else "no such snapshot"
        if found.get(id) != kept:
            yield Difference(f"{path}: rows of {id}", kept, found.get(id, "no rows"), remedy)
    rows = connection.execute("SELECT snapshot_id FROM snapshots").fetchall()
    listed = {id for (id,) in rows} - set(unproved)
    if listed != expected.keys():
        kept, there = str(sorted(expected)), str(sorted(listed))
        yield Difference(f"{path}: table snapshots", kept, there, remedy)
    doubled = connection.execute(
        "SELECT snapshot_id, gemeinde_ags FROM figures GROUP BY ALL HAVING count(*) > 1"
    ).fetchall()
    for id, gemeinde_ags in doubled:
        yield Difference(f"{path}: {id}", f"one row of {gemeinde_ags}", "several", remedy)


def rows_difference(
    connection: Connection, warehouse: Warehouse, manifest: Manifest
) -> Difference | None:
    """Compare the rows of a snapshot's intact file with its record; None if they are the same.

    What the connection has in `figures` is forgotten.

    Raises:
        WarehouseDamagedError: the file is missing, changed, or holds no such rows.
    """
    path = verify_figures(warehouse, manifest)
    figures.clear(connection)
    figures.insert_parquet(connection, path, manifest.sequence, manifest.id)
    found = figures.hash_rows(connection, [manifest.id])[manifest.id]
    if found == manifest.rows_sha256:
        return None
    kept, there = (f"rows of hash {sha256}" for sha256 in (manifest.rows_sha256, found))
    return Difference(str(path), kept, there, restore_remedy(path.parent))
