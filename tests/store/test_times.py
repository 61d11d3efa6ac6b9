"""The two times, in the orders in which editions, decisions and captures can come."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.change_report import same_period
from pipeline.model import Claims
from pipeline.store.records import Sighting
from pipeline.values import replace
from tests.builders.histories import answers, day, history, known_on, on, today
from tests.builders.manifests import manifest


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
    still = replace(of, facts={})
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
    assert (
        same_period(*(one.metadata.zeitraum for one in of.manifests), known=known) == vergleichbar
    )


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
