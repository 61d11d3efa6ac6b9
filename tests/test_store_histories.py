"""The two times over random histories: the macro against a model in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store.manifest import Manifest
from pipeline.store.sightings import Sighting
from tests.builders.histories import History, answers, day, history, on
from tests.builders.manifests import manifest

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
