"""What a warehouse may have lived through, as records without files, and questions about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pipeline.manifest import Manifest
from pipeline.store.database import insert_records
from pipeline.store.duck import Connection, load_sql, open_memory
from pipeline.store.figure_rows import create_tables
from pipeline.store.history import Facts, SnapshotStatus, rank
from pipeline.store.records import Sighting, Withdrawal
from pipeline.values import replace

DAY_0 = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    """Noon of a day, counted from the first; fractions are other times of day."""
    return DAY_0 + timedelta(days=number)


def on(number: float) -> date:
    """The day itself."""
    return day(number).date()


@dataclass(frozen=True)
class History:
    """Records as the store keeps them."""

    manifests: Sequence[Manifest]
    facts: Facts

    @property
    def statuses(self) -> tuple[SnapshotStatus, ...]:
        return rank(self.manifests, self.facts)

    def ask(self, connection: Connection, datum: date | None, bekannt: date | None) -> str | None:
        """The ID of the snapshot that the macro answers with; None for an empty answer."""
        sql = "SELECT DISTINCT snapshot_id FROM planungsrahmen_am(?, bekannt_am := ?)"
        rows = connection.execute(sql, [datum, bekannt]).fetchall()
        assert len(rows) < 2
        return rows[0][0] if rows else None

    @contextmanager
    def database(self) -> Iterator[Connection]:
        """A database of one municipality, with the views that know of times."""
        with open_memory() as connection:
            create_tables(connection)
            insert_records(connection, self.statuses)
            connection.execute(
                "INSERT INTO figures BY NAME SELECT sequence, snapshot_id, '08336050' AS "
                "gemeinde_ags, 1 AS betrag_eur, zeitraum FROM snapshots"
            )
            for name in ("planungsrahmen_am", "planungsrahmen", "historie", "aenderungen"):
                connection.execute(load_sql(f"{name}.sql"))
            yield connection


def history(
    *manifests: Manifest,
    withdrawn: dict[str, datetime] | None = None,
    captures: dict[str, Sequence[Sighting]] | None = None,
) -> History:
    """Manifests in the order given, numbered, and what was learned after all of them."""
    numbered = [replace(one, sequence=number) for number, one in enumerate(manifests, start=1)]
    last = len(numbered)
    facts: dict[str, list[Withdrawal | Sighting]] = {
        id: [replace(one, after=last) for one in seen] for id, seen in (captures or {}).items()
    }
    for id, at in (withdrawn or {}).items():
        facts.setdefault(id, []).append(Withdrawal("Irrtum", "mia", at, last))
    return History(numbered, facts)


def answers(of: History, *questions: tuple[date | None, date | None]) -> list[str | None]:
    """What the macro answers, asked for a day, and as far as was known on another."""
    with of.database() as connection:
        return [of.ask(connection, *question) for question in questions]


def today(of: History) -> list[tuple[str, str, date]]:
    """The snapshots in order, with their status and the day from which they count."""
    with of.database() as connection:
        sql = "SELECT snapshot_id, status, stand_am FROM snapshots ORDER BY sequence"
        return connection.execute(sql).fetchall()


def known_on(of: History, *days: float) -> list[str | None]:
    """What was the newest edition, as far as was known at the end of these days, and today."""
    return answers(of, *((None, on(number)) for number in days), (None, None))
