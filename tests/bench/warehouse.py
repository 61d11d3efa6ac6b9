"""Questions to a database of many editions, made of a few sets of figures in turn."""

from __future__ import annotations

import hashlib
import random
import shutil
import statistics
import time
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from pipeline.manifest import Manifest
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.query import run_query
from pipeline.store.records import MANIFEST_NAME, checksummed_bytes
from pipeline.store.warehouse import Warehouse, lock_warehouse
from pipeline.values import replace
from tests.bench.timing import Measured
from tests.builders.database import build_database
from tests.builders.editions import ENDGUELTIG
from tests.builders.frames import FIRST_DAY, document, snapshot_draft
from tests.builders.persons import personen_by_gemeinde

SETS = 8
CHANGED_OF_100 = 10
"""So many municipalities differ from one set of figures to the next."""


def build(folder: Path, editions: int) -> Warehouse:
    """A warehouse of so many editions of the whole Land, all synthetic, a day apart."""
    warehouse = Warehouse(folder)
    with lock_warehouse(warehouse):
        deque(keep_editions(warehouse, editions), maxlen=0)
        build_database(warehouse)
    return warehouse


def keep_editions(warehouse: Warehouse, editions: int) -> Iterator[Manifest]:
    """Keep so many, each as it is asked for."""
    sets: list[Manifest] = []
    for draft in islice(_drafts(), editions):
        sets.append(write_snapshot(warehouse, draft))
        yield sets[-1]
    for number in range(len(sets), editions):
        yield _copy(warehouse, sets[number % len(sets)], number)


def questions(warehouse: Warehouse, editions: int) -> Iterator[tuple[str, str, float]]:
    """What is asked, the SQL, and the milliseconds wanted."""
    middle = (FIRST_DAY + timedelta(days=editions // 2)).date()
    pair = f"stand_am_neu = DATE '{middle}'"
    as_of = f"SELECT sum(betrag_eur) FROM planungsrahmen_am(DATE '{middle}')"
    yield "as of a day, all municipalities", as_of, 50
    yield "changes between two editions", f"SELECT * FROM aenderungen WHERE {pair}", 50
    yield "history of one municipality", "FROM historie WHERE gemeinde_ags = '08336050'", 50
    yield "all changes", "SELECT count(*), sum(differenz_eur) FROM aenderungen", 300


def answers(folder: Path, editions: int, runs: int) -> Iterator[Measured]:
    """How long each question takes, opening the database included."""
    part, warehouse = f"{editions:,} editions", build(folder, editions)
    size = warehouse.database.stat().st_size / 1e6
    yield Measured(part, "the database", size, "MB", "at most 60")
    for what, sql, most in questions(warehouse, editions):
        milliseconds = 1000 * statistics.median(_seconds(warehouse, sql) for _ in range(2 * runs))
        yield Measured(part, what, milliseconds, "ms", f"at most {most:g}")


def _seconds(warehouse: Warehouse, sql: str) -> float:
    started = time.perf_counter()
    run_query(warehouse.database, sql)
    return time.perf_counter() - started


def _drafts() -> Iterator[SnapshotDraft]:
    drawn = random.Random("bench")
    persons = dict(personen_by_gemeinde(ENDGUELTIG))
    for number in range(SETS):
        yield snapshot_draft(
            persons, None, document=document(content=_content(number)), created_at=_moment(number)
        )
        for ags in drawn.sample(sorted(persons), len(persons) * CHANGED_OF_100 // 100):
            persons[ags] += drawn.randint(1, 9)


def _copy(warehouse: Warehouse, known: Manifest, number: int) -> Manifest:
    """Another edition with the figures of one that is there."""
    sha256 = hashlib.sha256(_content(number)).hexdigest()
    id = f"{_moment(number):%Y-%m-%d}-{sha256[:8]}"
    stored = replace(known.document, sha256=sha256, first_seen=_moment(number))
    record = replace(
        known, id=id, sequence=number + 1, document=stored, accepted_at=_moment(number)
    )
    folder = warehouse.snapshots / id
    shutil.copytree(warehouse.snapshots / known.id, folder)
    (folder / MANIFEST_NAME).write_bytes(checksummed_bytes(record))
    return record


def _content(number: int) -> bytes:
    return b"%%PDF-%d" % number


def _moment(number: int) -> datetime:
    return FIRST_DAY + timedelta(days=number)
