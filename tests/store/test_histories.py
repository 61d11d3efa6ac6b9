"""The two times over random histories: the macro against a model in plain Python.

Things happen in the order of a list, whatever the clock says. A day on which the clock stands
before a day on which something was known counts as that day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.manifest import Manifest
from pipeline.store.history import when_learned
from pipeline.store.records import Sighting, Withdrawal
from tests.builders.histories import History, answers, day, on
from tests.builders.manifests import manifest
from tests.builders.search import examples

LAST = 12
"""Days from the first on which something may happen."""


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
Readings = list[tuple[str, Arrival]]
"""IDs of snapshots, and how they came."""
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
HISTORIES = st.one_of(
    st.lists(STEPS, max_size=12),
    st.lists(STEPS, max_size=12).map(lambda steps: sorted(steps, key=lambda s: s.day)),
)
"""With a clock that is set back and forth, or that is right."""


def records(steps: Sequence[Step]) -> History:
    """What the store keeps of it."""
    accepted: list[Manifest] = []
    facts: dict[str, list[Withdrawal | Sighting]] = {}
    of = History(accepted, facts)
    first_seen: dict[int, datetime] = {}
    for step in steps:
        if isinstance(step, Arrival):
            seen = first_seen.setdefault(step.document, day(step.day - step.age))
            accepted.append(
                manifest(
                    f"s{len(accepted)}",
                    sequence=len(accepted) + 1,
                    document=str(step.document),
                    published=step.published,
                    accepted_at=day(step.day),
                    first_seen=seen,
                    captured_at=None if step.captured is None else day(step.captured),
                )
            )
        elif accepted:
            status = of.statuses[step.which % len(accepted)]
            learned = facts.setdefault(status.manifest.id, [])
            at, after = when_learned(of.statuses, day(step.day))
            if isinstance(step, Withdrawn):
                if status.withdrawal is None:
                    learned.append(Withdrawal("Irrtum", "mia", at, after))
            elif day(step.captured) < status.first_seen:
                learned.append(Sighting(day(step.captured), at, after))
    return of


def tells_something(
    step: Step, readings: Readings, gone: Collection[str], seen: Mapping[int, datetime]
) -> bool:
    """Whether it is recorded that something happened; what was known before is not."""
    if isinstance(step, Arrival) or not readings:
        return isinstance(step, Arrival)
    id, arrival = readings[step.which % len(readings)]
    if isinstance(step, Withdrawn):
        return id not in gone
    return day(step.captured) < seen[arrival.document]


def expected(steps: Sequence[Step], datum: date | None, known: int) -> str | None:
    """Live through the history up to the end of a day, and say what counts."""
    readings: Readings = []
    gone: set[str] = set()
    seen: dict[int, datetime] = {}
    today = 0
    for step in steps:
        if not tells_something(step, readings, gone, seen):
            continue
        today = max(today, step.day)
        if today > known:
            break
        if isinstance(step, Arrival):
            # Seen since its first reading; a later one knows no other day.
            first = not any(other.document == step.document for _, other in readings)
            moments = [day(today - step.age)] if first else [seen[step.document]]
            moments += [] if step.captured is None else [day(step.captured)]
            readings.append((f"s{len(readings)}", step))
            seen[step.document] = min(moments)
        else:
            id, arrival = readings[step.which % len(readings)]
            if isinstance(step, Withdrawn):
                gone.add(id)
            else:
                seen[arrival.document] = day(step.captured)
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


@examples(40)
@given(HISTORIES, st.lists(QUESTION, min_size=4, max_size=6))
def test_the_macro_answers_as_one_who_was_there(
    steps: list[Step], questions: list[tuple[date | None, int]]
) -> None:
    of = records(steps)
    asked = [*((datum, on(known)) for datum, known in questions), (None, None)]
    lived = [*questions, (None, LAST)]
    assert answers(of, *asked) == [expected(steps, datum, known) for datum, known in lived]


@examples(15)
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
