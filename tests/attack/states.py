"""States that no warehouse should be in: each is named, readers see old or new, and it is mended.

Every attack works on a copy of a warehouse with one edition.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb

from pipeline.errors import ExitCode
from tests.attack.inject import injected
from tests.attack.place import COMMAND, EARLIER, LATER, Done, Place, Seen, copied
from tests.attack.table import Row, Scale, row

COUNT = "SELECT count(*) FROM snapshots"
SUM = "SELECT sum(betrag_eur), max(text_gedruckt) FROM belege"
LONGEST_FILES = (8, 64, 256, 1024)
"""Sizes in KiB beyond which no file grows, as on a disk that is full."""
STORAGE_VERSIONS = {64: "0.9", 65: "1.2"}
"""The oldest client that opens a file, by the number that stands in it."""
OUTSIDE = (
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "FROM '/etc/passwd'",
    "FROM glob('/*')",
    "COPY figures TO 'out.csv'",
    "EXPORT DATABASE 'out'",
    "ATTACH 'other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "CREATE TABLE mine (one INT)",
    "DELETE FROM figures",
)
LONG = "SELECT sum(a.betrag_eur) FROM figures a, figures b, range(200)"
ORDER = """
    SELECT list(edition_id ORDER BY sequence), max(bekannt_seit_utc) = min(bekannt_seit_utc)
    FROM snapshots
"""
"""In the order of acceptance, and known no earlier than what was accepted before."""
HOLD = """
import sys
from pathlib import Path
from pipeline.store.warehouse import Warehouse, lock_warehouse
with lock_warehouse(Warehouse(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


def states(folder: Path, _: Scale) -> Iterator[Row]:
    """Rows for the database, for what goes wrong during a run, and for damaged files."""
    base = Place(folder / "base")
    assert base.ingest(EARLIER).code == ExitCode.DONE
    for attack in ATTACKS:
        with copied(base, folder / attack.__name__) as place:
            yield from attack(place)
    for damage in DATABASE_DAMAGES:
        with copied(base, folder / damage.__name__) as place:
            yield from database_rows(place, damage)
    for name, of in RECORDS.items():
        with copied(base, folder / "record") as place:
            yield from record_rows(place, name, of(place))


def told(done: Done, *says: str) -> str:
    """How a command ended, and what it should have said and did not."""
    said = f"{done.out}\n{done.err}"
    missing = [f"does not say {text!r}: {done.last_line}" for text in says if text not in said]
    return ", ".join([f"exit {done.code}", *(["traceback"] if done.crashed else []), *missing])


def left(place: Place, before: Seen | None = None) -> str:
    """What is there afterwards: verified, and if so wanted as before."""
    faults = place.faults()
    if before is not None and place.seen() != before:
        faults.append(f"readers see {place.seen()}")
    return "; ".join(faults) or ("verified" if before is None else "as before")


# The database and its readers


def foreign_log(place: Place) -> Iterator[Row]:
    """A log that is none of ours lies beside the database."""
    wal = Path(f"{place.warehouse.database}.wal")
    wal.write_bytes(b"of another")
    yield row(
        "a log beside the database: query", "exit 6", told(place.run("query", COUNT), str(wal))
    )
    done = place.run("ingest", LATER, "--readings", "own")
    kept = f"{len(list(place.root.glob('*.wal.stale')))} moved"
    yield row(
        "  the next run", "exit 0, verified, 1 moved", told(done, "was moved to"), left(place), kept
    )


def published_file(place: Place) -> Iterator[Row]:
    """What lies there after a run."""
    logs = len(list(place.root.glob("*.wal")))
    version = int.from_bytes(place.warehouse.database.read_bytes()[12:20], "little")
    oldest = STORAGE_VERSIONS.get(version, f"storage version {version}")
    yield row(
        "the published file",
        "0 logs, opens from DuckDB 1.2",
        f"{logs} logs",
        f"opens from DuckDB {oldest}",
    )


def staying_reader(place: Place) -> Iterator[Row]:
    """A reader keeps the database open while a run publishes."""
    with duckdb.connect(place.warehouse.database, read_only=True) as connection:
        counts = [connection.execute(COUNT).fetchall()[0][0]]
        done = place.ingest(LATER)
        counts.append(connection.execute(COUNT).fetchall()[0][0])
    counts.append(place.ask(COUNT))
    yield row(
        "open while a run publishes",
        "exit 0, editions 1, 1, then ((2,),)",
        told(done),
        "editions {}, {}, then {}".format(*counts),
    )


def statements(place: Place) -> Iterator[Row]:
    """A statement reaches for files, the network, or what is published."""
    before = place.seen()
    done = {sql: place.run("query", sql) for sql in OUTSIDE}
    let = [f"{sql}: {told(one)}" for sql, one in done.items() if one.code != ExitCode.USAGE]
    refused = f"{len(OUTSIDE) - len(let)} refused"
    yield row(
        "query: files, network, writing",
        f"{len(OUTSIDE)} refused, as before",
        refused,
        *let,
        left(place, before),
    )
    long = place.run("query", LONG)
    lines = f"{len(long.out.splitlines())} lines"
    yield row(
        "query: a long one in a pipe",
        "exit 0, 2 lines, no more",
        told(long),
        lines,
        long.err or "no more",
    )


# During a run


def full_disk(place: Place) -> Iterator[Row]:
    """No file can grow beyond some size."""
    before = place.seen()
    for kib in LONGEST_FILES:
        limited = ("sh", "-c", f'ulimit -f {2 * kib}; exec "$@"', "sh", *COMMAND)
        done = place.ingest(LATER, command=limited)
        half = [path.name for path in place.root.rglob(".tmp-*")]
        seen = "old" if place.seen() == before else f"{place.seen()}"
        yield row(
            f"disk full at {kib} KiB",
            "exit 6, readers see old",
            told(done, "too large"),
            f"readers see {seen}",
            *half,
        )
    yield row("  the next run", "exit 0, verified", told(place.ingest(LATER)), left(place))


def two_runs(place: Place) -> Iterator[Row]:
    """Two runs at once."""
    words = ("--warehouse", str(place.root), "--readings", "own", "-q")
    both = [
        subprocess.Popen([*COMMAND, "ingest", str(pdf), *words], stdout=subprocess.DEVNULL)
        for pdf in (LATER, EARLIER)
    ]
    codes = {process.wait() for process in both}
    ended = "each 0 or 6" if codes <= {0, 6} else str(codes)
    yield row("two runs at once", "each 0 or 6, verified", ended, left(place))


def held_lock(place: Place) -> Iterator[Row]:
    """Another holds the lock for long."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, place.root], stdin=pipe, stdout=pipe
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = place.run("rebuild")
        holder.kill()
    yield row(
        "a run while another holds the lock",
        "exit 6, names it",
        told(done, f"process {holder.pid}"),
        "names it",
    )


def clock_set_back(place: Place) -> Iterator[Row]:
    """An edition is taken in while the clock stands eight years earlier."""
    words = ("ingest", LATER, "--readings", "own", "-q")
    done = place.run(*words, command=injected("days-back", 3_000))
    order = place.ask(ORDER)
    expected = "((['vorlaeufig-2017-07', 'endgueltig-2018-01'], True),)"
    yield row(
        "the clock set back by 3,000 days",
        f"exit 0, {expected}, verified",
        told(done),
        order,
        left(place),
    )


def failing_export(place: Place) -> Iterator[Row]:
    """One file of the exports cannot be written."""
    before = place.seen()
    done = place.ingest(
        LATER, command=injected("failing", "pipeline.publish.exports.write_liesmich")
    )
    seen = "old" if place.seen() == before else f"{place.seen()}"
    yield row("an export fails", "exit 6, readers see old", told(done), f"readers see {seen}")
    yield row("  the next run", "exit 0, verified", told(place.ingest(LATER)), left(place))


ATTACKS: tuple[Callable[[Place], Iterator[Row]], ...] = (
    foreign_log,
    published_file,
    staying_reader,
    statements,
    full_disk,
    two_runs,
    held_lock,
    clock_set_back,
    failing_export,
)

# Damaged files


def lost(path: Path) -> None:
    """Lose it."""
    path.unlink()


def cut(path: Path) -> None:
    """Cut it in half."""
    os.truncate(path, path.stat().st_size // 2)


def overwritten(path: Path) -> None:
    """Write other bytes over it."""
    path.write_bytes(b"x" * path.stat().st_size)


def flipped(path: Path) -> None:
    """Change a bit in its middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DATABASE_DAMAGES = (lost, cut, overwritten)
RECORDS: Mapping[str, Callable[[Place], Path]] = {
    "the rows of a snapshot": lambda place: one(place.warehouse.snapshots, "*/figures.parquet"),
    "the record of a snapshot": lambda place: one(place.warehouse.snapshots, "*/manifest.json"),
    "the document": lambda place: one(place.raw, "*.pdf"),
}
BREAKS_RECORDS = (flipped, cut, lost)


def one(folder: Path, pattern: str) -> Path:
    """The only file of that name."""
    [path] = folder.glob(pattern)
    return path


def database_rows(place: Place, damage: Callable[[Path], None]) -> Iterator[Row]:
    """The database is damaged, and built anew."""
    before, database = place.seen(), place.warehouse.database
    damage(database)
    refused = told(place.run("query", SUM), str(database), "rebuild")
    mended = told(place.run("rebuild"))
    what = f"the database {damage.__name__}: query, rebuild"
    yield row(what, "exit 6, exit 0, as before", refused, mended, left(place, before))


def record_rows(place: Place, name: str, path: Path) -> Iterator[Row]:
    """A file that is kept is damaged, and put back."""
    before, whole = place.seen(), path.read_bytes()
    for damage in BREAKS_RECORDS:
        damage(path)
        named = told(place.run("verify"), str(path), "expected", "found")
        path.write_bytes(whole)
        what = f"{name} {damage.__name__}: verify, put back"
        yield row(what, "exit 6, as before", named, left(place, before))
