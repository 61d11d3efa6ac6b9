"""The two times, over every order in which editions and decisions can come.

A warehouse's history is made up as records, without files, and the macro is asked what counted on a
day, as far as was known on another; a model in plain Python says what it must answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.changes import same_period
from pipeline.model import Claims
from pipeline.store.duck import Connection, load_sql, open_memory
from pipeline.store.figures import create_tables
from pipeline.store.manifest import Manifest
from pipeline.store.sightings import Sighting
from pipeline.store.standing import Withdrawal, rank
from pipeline.store.tables import insert_records
from tests.builders.manifests import manifest

DAY_0 = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LAST = 12
"""Days from DAY_0 on which something may happen."""


def day(number: float) -> datetime:
    return DAY_0 + timedelta(days=number)


def on(number: float) -> date:
    return day(number).date()


@dataclass(frozen=True)
class History:
    """Records as the store keeps them."""

    manifests: Sequence[Manifest]
    withdrawn: dict[str, datetime]
    captures: dict[str, Sequence[Sighting]]

    def ask(self, connection: Connection, datum: date | None, bekannt: date | None) -> str | None:
        """The ID of the snapshot that the macro answers with; None for an empty answer."""
        sql = "SELECT DISTINCT snapshot_id FROM planungsrahmen_am(?, bekannt_am := ?)"
        rows = connection.execute(sql, [datum, bekannt]).fetchall()
        assert len(rows) < 2
        return rows[0][0] if rows else None

    @contextmanager
    def database(self) -> Iterator[Connection]:
        withdrawals = {id: Withdrawal(id, "Irrtum", "mia", at) for id, at in self.withdrawn.items()}
        with open_memory() as connection:
            create_tables(connection)
            insert_records(connection, rank(self.manifests, withdrawals, self.captures))
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
    """Manifests in the order given, numbered."""
    numbered = [replace(one, sequence=number) for number, one in enumerate(manifests, start=1)]
    return History(numbered, withdrawn or {}, captures or {})


def answers(of: History, *questions: tuple[date | None, date | None]) -> list[str | None]:
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


def test_what_an_edition_withdrawn_was_before() -> None:
    of = history(
        manifest("old", published="2017-07", accepted_at=day(0)),
        manifest("new", published="2018-01", accepted_at=day(2)),
        withdrawn={"new": day(4)},
    )
    assert known_on(of, -1, 0, 1, 2, 3, 4, 5) == [
        *(None, "old", "old", "new", "new", "old", "old"),
        "old",
    ]


def test_a_better_reading_is_not_known_before_it_is_there_nor_after_it_is_withdrawn() -> None:
    # The second reading recognised an edition, so that the two have different days.
    first = manifest("first", document="same", accepted_at=day(0))
    better = manifest("better", document="same", published="2018-01", accepted_at=day(2))
    of = history(first, better, withdrawn={"better": day(4)})
    assert known_on(of, 0, 1, 2, 3, 4) == ["first", "first", "better", "better", "first", "first"]
    past = ((on(-30), on(1)), (on(-30), on(3)), (on(-30), on(5)), (on(-30), None))
    assert answers(of, *past) == [None, "better", None, None]


def test_of_three_readings_the_newest_counts_that_is_not_withdrawn() -> None:
    readings = [manifest(id, document="same", accepted_at=day(n)) for n, id in enumerate("abc")]
    of = history(*readings, withdrawn={"b": day(4), "c": day(6)})
    assert known_on(of, 0, 1, 2, 3, 4, 5, 6) == ["a", "b", "c", "c", "c", "c", "a", "a"]
    of = history(*readings, withdrawn={"c": day(4), "a": day(6)})
    assert known_on(of, 3, 4, 6) == ["c", "b", "b", "b"]


def test_of_editions_of_one_day_that_counts_which_was_first_seen_last() -> None:
    """An old printing of an edition that is found later in the archive does not come back."""
    live = manifest("live", published="2018-01", accepted_at=day(0), first_seen=day(0))
    archived = manifest(
        "archived",
        published="2018-01",
        accepted_at=day(2),
        first_seen=day(2),
        captured_at=day(-900),
    )
    assert known_on(history(live, archived), 0, 2) == ["live", "live", "live"]
    assert [status for _, status, _ in today(history(live, archived))] == ["aktuell", "frueher"]
    # Seen on the same day, the order of acceptance decides.
    again = manifest("again", published="2018-01", accepted_at=day(3), first_seen=day(0))
    assert known_on(history(live, again), 0, 3) == ["live", "again", "again"]
    assert [status for _, status, _ in today(history(live, again))] == ["frueher", "aktuell"]


def test_the_order_of_acceptance_and_not_the_clock_says_what_was_known() -> None:
    """The clock stood at day -100 when the second was accepted, which was on day 5 or later."""
    of = history(
        manifest("first", accepted_at=day(5), first_seen=day(5)),
        manifest("second", accepted_at=day(-100), first_seen=day(-100.01)),
        withdrawn={"second": day(-99)},
    )
    still = replace(of, withdrawn={})
    assert known_on(still, -100, 4, 5) == [None, None, "second", "second"]
    assert known_on(of, -100, -99, 4, 5) == [None, None, None, "first", "first"]
    with still.database() as connection:
        sql = "SELECT stand_am, gesehen_seit_utc, bekannt_seit_utc FROM snapshots ORDER BY sequence"
        seen, known = (moment.replace(tzinfo=None) for moment in (day(4.99), day(5)))
        assert connection.execute(sql).fetchall()[1] == (on(5), seen, known)
    with of.database() as connection:
        withdrawn = connection.execute("SELECT zurueckgezogen_seit_utc FROM snapshots").fetchall()
        assert withdrawn == [(None,), (known,)]


def test_a_document_held_long_keeps_the_day_it_was_seen() -> None:
    """A slow clock at its acceptance is no reason to doubt when it was first seen."""
    of = history(
        manifest("newer", accepted_at=day(5), first_seen=day(5)),
        manifest("held", accepted_at=day(-100), first_seen=day(1)),
    )
    assert answers(of, (on(1), None), (on(5), None)) == ["held", "newer"]


def test_an_earlier_capture_counts_from_when_it_was_learned() -> None:
    unknown = manifest("unknown", accepted_at=day(0), first_seen=day(0))
    of = history(unknown, captures={"unknown": [Sighting(day(-2000), day(6))]})
    past = on(-1000)
    assert answers(of, (past, on(5)), (past, on(6)), (past, None)) == [None, "unknown", "unknown"]
    assert answers(of, (on(0), on(5)), (on(0), None)) == ["unknown", "unknown"]
    with of.database() as connection:
        sql = "SELECT DISTINCT stand_am FROM planungsrahmen_am(NULL, bekannt_am := ?)"
        stands = [connection.execute(sql, [on(number)]).fetchall() for number in (5, 6)]
        assert stands == [[(on(0),)], [(on(-2000),)]]


def test_captures_are_told_once_each_time_an_earlier_one_was_learned() -> None:
    first = manifest("first", document="same", accepted_at=day(0), captured_at=day(-10))
    again = manifest("again", document="same", accepted_at=day(4), captured_at=day(-10))
    learned = [Sighting(day(-20), day(2)), Sighting(day(-15), day(3))]
    of = history(first, again, captures={"first": learned})
    with of.database() as connection:
        [(captured, told)] = connection.execute(
            "SELECT captured_utc, [[e.captured_utc, e.bekannt_seit_utc] FOR e IN erfassungen] "
            "FROM documents"
        ).fetchall()
    utc = {number: day(number).replace(tzinfo=None) for number in (-20, -10, 0, 2)}
    assert (captured, told) == (utc[-20], [[utc[-10], utc[0]], [utc[-20], utc[2]]])


def test_a_later_capture_of_what_was_seen_before_changes_nothing() -> None:
    unknown = manifest("unknown", accepted_at=day(0), first_seen=day(0))
    late = history(unknown, captures={"unknown": [Sighting(day(3), day(6))]})
    assert answers(late, (on(0), None), (on(-1), None)) == ["unknown", None]


def test_an_unknown_edition_counts_from_the_day_its_title_says_but_not_after_it_was_seen() -> None:
    said = manifest("said", claims=Claims(None, None, "2019-03"), first_seen=day(0))
    assert answers(history(said), (date(2019, 2, 28), None), (date(2019, 3, 1), None)) == [
        None,
        "said",
    ]
    later = manifest("later", claims=Claims(None, None, "2030-01"), first_seen=day(0))
    assert answers(history(later), (on(-1), None), (on(0), None)) == [None, "later"]
    assert today(history(said)) == [("said", "aktuell", date(2019, 3, 1))]
    assert today(history(later)) == [("later", "aktuell", on(0))]


@pytest.mark.parametrize(
    ("alt", "neu", "vergleichbar"),
    [
        (("2018-01", None), ("2018-02", None), True),
        ((None, "2019"), (None, "2019"), True),
        ((None, "2019"), (None, "2018 und 2019"), False),
        ((None, None), (None, None), False),
        ((None, "zweite Tranche (40 %)"), (None, "zweite Tranche (40 %)"), False),
        # "ein Jahr" of the source file is one that the source file knows.
        (("2018-01", None), (None, "ein Jahr"), False),
    ],
)
def test_amounts_are_compared_only_where_their_periods_are_known_to_be_the_same(
    alt: tuple[str | None, str | None], neu: tuple[str | None, str | None], vergleichbar: bool
) -> None:
    of = history(
        *(
            manifest(id, published=published, claims=Claims(None, zeitraum, None), first_seen=seen)
            for id, (published, zeitraum), seen in (("alt", alt, day(0)), ("neu", neu, day(1)))
        )
    )
    with of.database() as connection:
        connection.execute("UPDATE figures SET betrag_eur = 3 WHERE snapshot_id = 'neu'")
        sql = "SELECT vergleichbar, differenz_eur, differenz_prozent FROM aenderungen"
        percent = 200.0 if vergleichbar else None
        assert connection.execute(sql).fetchall() == [(vergleichbar, 2, percent)]
        told = connection.execute("SELECT DISTINCT angaben_aus FROM snapshots").fetchall()
    sources = {"quelldatei" if one[0] else "dokument" if one[1] else None for one in (alt, neu)}
    assert {source for (source,) in told} == sources
    known = all(one.edition for one in of.manifests)
    assert same_period(*(one.told.zeitraum for one in of.manifests), known=known) == vergleichbar


@pytest.mark.parametrize("withdrawn", [{}, {"real": day(4)}])
def test_invented_data_are_never_what_was_known_once_there_are_real_ones(
    withdrawn: dict[str, datetime],
) -> None:
    of = history(
        manifest("invented", synthetic=True, accepted_at=day(0)),
        manifest("real", accepted_at=day(2)),
        withdrawn=withdrawn,
    )
    last = None if withdrawn else "real"
    assert known_on(of, 1, 3, 5) == [None, "real", last, last]
    assert known_on(history(of.manifests[0]), 1) == ["invented", "invented"]


@dataclass(frozen=True)
class Arrival:
    """A reading of a document is accepted."""

    day: int
    document: int
    published: str | None
    age: int
    """Days from when the document was first seen here."""
    captured: int | None


@dataclass(frozen=True)
class Withdrawn:
    """An earlier arrival is withdrawn, counted from the first and round again."""

    day: int
    which: int


@dataclass(frozen=True)
class Found:
    """A capture of the document of an earlier arrival is found."""

    day: int
    which: int
    captured: int


Step = Arrival | Withdrawn | Found
DAYS = st.integers(0, LAST)
CAPTURED = st.integers(-900, LAST)
STEPS = st.one_of(
    st.builds(
        Arrival,
        DAYS,
        st.integers(0, 3),
        st.sampled_from([None, None, "2017-07", "2018-01", "2024-03-05"]),
        st.integers(0, 3),
        st.none() | CAPTURED,
    ),
    st.builds(Withdrawn, DAYS, st.integers(0, 5)),
    st.builds(Found, DAYS, st.integers(0, 5), CAPTURED),
)
HISTORIES = st.lists(STEPS, max_size=12).map(lambda steps: sorted(steps, key=lambda s: s.day))
"""In the order of their days; several of one day in any order."""


def records(steps: Sequence[Step]) -> History:
    """What the store keeps of it."""
    accepted: list[Manifest] = []
    withdrawn: dict[str, datetime] = {}
    captures: dict[str, list[Sighting]] = {}
    first_seen: dict[int, datetime] = {}
    for step in steps:
        if isinstance(step, Arrival):
            seen = first_seen.setdefault(step.document, day(step.day - step.age))
            accepted.append(
                manifest(
                    f"s{len(accepted)}",
                    document=str(step.document),
                    published=step.published,
                    accepted_at=day(step.day),
                    first_seen=seen,
                    captured_at=None if step.captured is None else day(step.captured),
                )
            )
        elif accepted:
            id = accepted[step.which % len(accepted)].id
            if isinstance(step, Withdrawn):
                withdrawn.setdefault(id, day(step.day))
            else:
                captures.setdefault(id, []).append(Sighting(day(step.captured), day(step.day)))
    return history(*accepted, withdrawn=withdrawn, captures=dict(captures))


def expected(steps: Sequence[Step], datum: date | None, known: int) -> str | None:
    """Live through the history up to the end of a day, and say what counts."""
    readings: list[tuple[str, Arrival]] = []
    gone: set[str] = set()
    seen: dict[int, datetime] = {}
    for step in steps:
        if step.day > known:
            break
        if isinstance(step, Arrival):
            # Seen since its first reading; a later one knows no other day.
            first = not any(other.document == step.document for _, other in readings)
            moments = [day(step.day - step.age)] if first else [seen[step.document]]
            moments += [] if step.captured is None else [day(step.captured)]
            readings.append((f"s{len(readings)}", step))
            seen[step.document] = min(moments)
        elif readings:
            id, arrival = readings[step.which % len(readings)]
            if isinstance(step, Withdrawn):
                gone.add(id)
            else:
                seen[arrival.document] = min(seen[arrival.document], day(step.captured))
    newest = {arrival.document: (id, arrival) for id, arrival in readings if id not in gone}
    best: tuple[tuple[date, date, int], str] | None = None
    for id, arrival in newest.values():
        moment = seen[arrival.document]
        stand = date.fromisoformat(f"{arrival.published or moment.date()}-01"[:10])
        key = (stand, moment.date(), int(id[1:]))
        if (datum is None or stand <= datum) and (best is None or key > best[0]):
            best = (key, id)
    return best and best[1]


QUESTION = st.tuples(
    st.none() | st.sampled_from([date(2017, 12, 31), date(2020, 1, 1)]) | DAYS.map(on), DAYS
)


@settings(max_examples=40, deadline=None)
@given(HISTORIES, st.lists(QUESTION, min_size=4, max_size=6))
def test_the_macro_answers_as_one_who_was_there(
    steps: list[Step], questions: list[tuple[date | None, int]]
) -> None:
    of = records(steps)
    asked = [*((datum, on(known)) for datum, known in questions), (None, None)]
    lived = [*questions, (None, LAST)]
    assert answers(of, *asked) == [expected(steps, datum, known) for datum, known in lived]


@settings(max_examples=15, deadline=None)
@given(HISTORIES)
def test_today_the_views_and_the_statuses_say_the_same(steps: list[Step]) -> None:
    with records(steps).database() as connection:
        newest = connection.execute("SELECT DISTINCT snapshot_id FROM planungsrahmen").fetchall()
        current = connection.execute(
            "SELECT snapshot_id FROM historie WHERE ist_aktuell"
        ).fetchall()
        order = connection.execute(
            "SELECT sequence, vorgaenger_sequence FROM snapshots WHERE status IN "
            "('aktuell', 'frueher') ORDER BY stand_am, vorgaenger_sequence IS NOT NULL"
        ).fetchall()
    assert newest == current
    assert len(current) == (1 if order else 0)
    # Each edition but one has a predecessor, and no two the same.
    before = [predecessor for _, predecessor in order if predecessor is not None]
    assert (len(before), len(set(before))) == (max(len(order) - 1, 0),) * 2
