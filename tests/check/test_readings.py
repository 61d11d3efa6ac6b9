"""Readings of one document: compared figure by figure and sum by sum, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.readings import Compared, compare, file_sound, readings_agree, sums_by_place
from pipeline.model import (
    CheckResult,
    Conflict,
    Ebene,
    EngineReport,
    Interpretation,
    RowError,
    Severity,
    Summe,
    Zeile,
)
from pipeline.texts import Text
from pipeline.values import replace
from tests.builders.interpretations import changed, printed_sums, row_error, with_amount, zeilen
from tests.builders.readers import ENGINES, ROWS, by, read_by

KEYS = tuple(row.gemeinde_ags for row in ROWS)
FIRST, SECOND, THIRD = ENGINES
each_engine = st.sampled_from(range(3))
each_row = st.sampled_from(range(len(ROWS)))
some_rows = st.sets(each_row, max_size=len(ROWS) - 1)
few_examples = settings(max_examples=40, deadline=None)


def readings(number: int, rows: Sequence[Zeile]) -> list[Interpretation]:
    """Three readings, of which one has other rows."""
    return [by(engine, rows if n == number else ROWS) for n, engine in enumerate(ENGINES)]


def reader(engine: str, *abstained: str, figures: int = len(ROWS)) -> EngineReport:
    return EngineReport(engine, "1", figures, abstained)


def without(lost: set[int]) -> tuple[Zeile, ...]:
    return tuple(row for number, row in enumerate(ROWS) if number not in lost)


def unread(lost: set[int], code: str = "amount_unreadable") -> tuple[RowError, ...]:
    """What a reading says of rows that it found and could not read."""
    return tuple(row_error(code=code, herkunft=ROWS[place].herkunft) for place in sorted(lost))


def test_readings_that_say_the_same_agree_in_everything() -> None:
    first = by(FIRST)
    assert compare([first, by(SECOND), by(THIRD)]) == Compared(
        interpretation=first,
        readers=(reader(FIRST), reader(SECOND), reader(THIRD)),
        conflicts=(),
        read_by=dict.fromkeys(KEYS, tuple(sorted(ENGINES))),
    )


def test_a_copy_of_a_damaged_file_is_told_whichever_reading_it_was_read_for() -> None:
    first, second = by(FIRST), by(SECOND)
    damaged = replace(second, reading=replace(second.reading, damage="object 7: its length is"))
    assert file_sound(compare([first, second])).passed
    told = file_sound(compare([first, damaged]))
    assert (told.passed, "object 7: its length is" in told.message) == (False, True)


def test_a_reading_alone_is_taken_as_it_is() -> None:
    alone = by(FIRST, ROWS[:2], errors=(row_error(),))
    assert compare([alone]) == Compared(
        interpretation=alone,
        readers=(reader(FIRST, figures=2),),
        conflicts=(),
        read_by=dict.fromkeys(KEYS[:2], (FIRST,)),
    )


def test_an_engine_without_a_reading_is_named_with_its_reason() -> None:
    compared = compare([by(FIRST)], {SECOND: "no table"})
    assert compared.readers == (reader(FIRST), EngineReport(SECOND, "", 0, (), "no table"))


@few_examples
@given(number=each_engine, place=each_row, amount=st.integers(0, 10**7).map(Decimal))
def test_one_other_amount_is_a_conflict_of_that_municipality(
    number: int, place: int, amount: Decimal
) -> None:
    true = ROWS[place]
    rows = changed(ROWS, true.gemeinde_ags, change=lambda row: with_amount(row, amount))
    compared = compare(readings(number, rows))
    said = tuple(
        read_by(engine, rows[place] if n == number else true) for n, engine in enumerate(ENGINES)
    )
    expected = () if amount == true.betrag_eur else (_conflict(said),)
    assert compared.conflicts == expected
    assert all(one.abstained == () for one in compared.readers)


def _conflict(said: tuple[Zeile, ...]) -> Conflict:
    return Conflict(said[0].gemeinde_ags, said[0].gemeinde_name, said)


@few_examples
@given(number=each_engine, place=each_row, persons=st.integers(0, 9_999))
def test_one_other_number_of_persons_is_a_conflict(number: int, place: int, persons: int) -> None:
    rows = changed(ROWS, KEYS[place], personen=persons)
    conflicts = compare(readings(number, rows)).conflicts
    wrong = persons != ROWS[place].personen
    assert [conflict.gemeinde_ags for conflict in conflicts] == [KEYS[place]] * wrong


@few_examples
@given(number=each_engine, lost=some_rows)
def test_what_one_reading_lacks_is_exactly_what_it_abstains_from(
    number: int, lost: set[int]
) -> None:
    others = [by(engine) for n, engine in enumerate(ENGINES) if n != number]
    lacking = by(ENGINES[number], without(lost), errors=unread(lost))
    compared = compare([*others[:number], lacking, *others[number:]])
    abstained = tuple(KEYS[place] for place in sorted(lost))
    assert compared.conflicts == ()
    assert compared.readers == tuple(
        reader(engine, *abstained, figures=len(ROWS) - len(lost)) if n == number else reader(engine)
        for n, engine in enumerate(ENGINES)
    )
    assert sorted(z.gemeinde_ags for z in compared.interpretation.zeilen) == list(KEYS)


@few_examples
@given(lost=some_rows, other=some_rows)
def test_the_order_of_the_second_and_third_reading_does_not_matter(
    lost: set[int], other: set[int]
) -> None:
    second, third = by(SECOND, without(lost)), by(THIRD, without(other))
    one, two = compare([by(FIRST), second, third]), compare([by(FIRST), third, second])
    assert one.interpretation == two.interpretation
    assert one.read_by == two.read_by
    assert sorted(one.readers, key=str) == sorted(two.readers, key=str)
    assert one.conflicts == two.conflicts == ()


@few_examples
@given(lost=some_rows, place=each_row)
def test_the_order_does_not_matter_where_readings_differ(lost: set[int], place: int) -> None:
    wrong = changed(ROWS, KEYS[place], change=lambda row: with_amount(row, 1))
    second, third = by(SECOND, wrong), by(THIRD, without(lost))
    one, two = compare([by(FIRST), second, third]), compare([by(FIRST), third, second])
    assert [c.gemeinde_ags for c in one.conflicts] == [c.gemeinde_ags for c in two.conflicts]
    assert one.read_by == two.read_by


@few_examples
@given(lost=some_rows)
def test_what_only_one_reading_has_is_filled_in_and_marked_as_read_by_it_alone(
    lost: set[int],
) -> None:
    compared = compare([by(FIRST, without(lost), errors=unread(lost)), by(SECOND)])
    added = compared.interpretation.zeilen[len(ROWS) - len(lost) :]
    assert added == tuple(read_by(SECOND, ROWS[place]) for place in sorted(lost))
    single = {key for key, engines in compared.read_by.items() if engines == (SECOND,)}
    assert single == {KEYS[place] for place in lost}


@few_examples
@given(lost=some_rows, code=st.sampled_from(["amount_missing", "persons_missing", "print_unread"]))
def test_a_blank_is_never_filled_from_a_reading_that_sees_what_the_page_does_not_show(
    lost: set[int], code: str
) -> None:
    blank = by(FIRST, without(lost), errors=unread(lost, code))
    assert compare([blank, by(SECOND), by(THIRD)]).interpretation == blank


@few_examples
@given(lost=some_rows)
def test_rows_that_the_first_reading_did_not_find_at_all_are_not_taken_from_another(
    lost: set[int],
) -> None:
    first = by(FIRST, without(lost))
    assert compare([first, by(SECOND)]).interpretation == first


@few_examples
@given(fallback=some_rows)
def test_rows_that_another_engine_had_to_read_count_once(fallback: set[int]) -> None:
    first = [read_by(SECOND, row) if n in fallback else row for n, row in enumerate(ROWS)]
    mixed = replace(by(FIRST), zeilen=tuple(first))
    assert compare([mixed, by(SECOND)]).read_by == {
        key: (SECOND,) if n in fallback else (FIRST, SECOND) for n, key in enumerate(KEYS)
    }


def test_an_error_is_solved_where_another_reading_has_the_row() -> None:
    lost, kept = ROWS[0], row_error()
    unread = row_error(herkunft=lost.herkunft)
    compared = compare([by(FIRST, ROWS[1:], errors=(unread, kept)), by(SECOND)])
    assert compared.interpretation.errors == (kept,)


def test_a_row_without_the_persons_printed_elsewhere_fills_no_gap() -> None:
    unread = row_error(herkunft=ROWS[0].herkunft)
    uncounted = changed(ROWS, KEYS[0], personen=None)
    compared = compare([by(FIRST, ROWS[1:], errors=(unread,)), by(SECOND, uncounted)])
    assert KEYS[0] not in {row.gemeinde_ags for row in compared.interpretation.zeilen}
    assert compared.interpretation.errors == (unread,)


def test_a_row_that_all_readings_see_twice_is_no_conflict() -> None:
    twice = (*ROWS, with_amount(ROWS[0], 1))
    compared = compare([by(FIRST, twice), by(SECOND, twice)])
    assert compared.conflicts == ()
    assert compared.readers == (reader(FIRST), reader(SECOND))


def test_a_row_that_one_reading_sees_twice_is_its_abstention() -> None:
    compared = compare([by(FIRST), by(SECOND, (*ROWS, ROWS[0]))])
    assert compared.readers == (reader(FIRST), reader(SECOND, KEYS[0]))


def parted(*amounts: int, row: int = 0, rows: Sequence[Zeile] = ROWS) -> tuple[Zeile, ...]:
    return changed(rows, KEYS[row], teilbetraege=tuple(map(Decimal, amounts)))


def test_a_part_that_two_readings_give_differently_is_a_conflict() -> None:
    conflicts = compare([by(FIRST, parted(10, 11)), by(SECOND, parted(10, 17))]).conflicts
    assert [conflict.gemeinde_ags for conflict in conflicts] == [KEYS[0]]


def test_of_a_reading_without_any_parts_none_are_asked() -> None:
    compared = compare([by(FIRST, parted(10, 11)), by(SECOND), by(THIRD, parted(10, 11))])
    assert compared.conflicts == ()
    assert compared.readers == (reader(FIRST), reader(SECOND), reader(THIRD))


def test_a_reading_that_lost_one_part_abstains_from_its_figure() -> None:
    whole = parted(7, 8, row=1, rows=parted(10, 11))
    fewer = parted(7, 8, row=1, rows=parted(10))
    compared = compare([by(FIRST, whole), by(SECOND, fewer), by(THIRD, whole)])
    assert compared.conflicts == ()
    assert compared.readers == (reader(FIRST), reader(SECOND, KEYS[0]), reader(THIRD))


PROOF = Text("a printed total confirms them", "Eine gedruckte Gesamtsumme bestätigt sie.")
ONE = ROWS[0]
STUTTGART = "Stuttgart, Landeshauptstadt (08111000)"
SUMS = printed_sums(ROWS)[:1]


def agreement(*readings: Interpretation, proof: Text | None = PROOF, **failed: str) -> CheckResult:
    return readings_agree(compare(readings, failed), proof)


def passed(message: str, meldung: str) -> CheckResult:
    return CheckResult("lesungen", Severity.ERROR, True, message, meldung)


def with_parts(rows: Iterable[Zeile], *parts: int) -> tuple[Zeile, ...]:
    return tuple(replace(row, teilbetraege=tuple(map(Decimal, parts))) for row in rows)


def test_one_engine_alone_has_nothing_to_agree_with() -> None:
    assert agreement(by(FIRST)) == passed(
        "not applicable: only pdfium was asked", "Nicht anwendbar: Nur pdfium wurde befragt."
    )


def test_it_says_how_many_readings_each_figure_has() -> None:
    assert agreement(by(FIRST), by(SECOND), by(THIRD, ROWS[2:])) == passed(
        "12 figures, read alike: 10 by 3, 2 by 2, 0 by 1 of 3 engines; camelot abstains from 2, "
        "on pages 1 (2)",
        "12 Beträge, gleich gelesen: 10 in 3, 2 in 2, 0 in 1 von 3 Lesungen; camelot enthält sich "
        "bei 2, auf Seiten 1 (2)",
    )


def test_it_says_who_gave_no_reading_and_who_lacks_sums() -> None:
    assert agreement(by(FIRST, summen=SUMS), by(SECOND), camelot="no table") == passed(
        "12 figures, read alike: 0 by 3, 12 by 2, 0 by 1 of 3 engines; camelot gave no reading "
        "(no table); pdfplumber lacks 1 of 1 printed sums",
        "12 Beträge, gleich gelesen: 0 in 3, 12 in 2, 0 in 1 von 3 Lesungen; camelot konnte das "
        "Dokument nicht lesen; pdfplumber hat 1 von 1 Summen nicht",
    )


def test_readings_that_differ_hold_whatever_is_proved() -> None:
    wrong = changed(ROWS, ONE.gemeinde_ags, change=lambda row: with_amount(row, 1234))
    result = agreement(by(FIRST), by(SECOND, wrong))
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        f"{STUTTGART}: the readings differ: pdfium read 624,923 EUR for 785 persons on page "
        "1, row 1; pdfplumber read 1,234 EUR for 785 persons on page 1, row 1; look at the printed "
        "row",
        f"{STUTTGART}: Die Lesungen widersprechen sich: pdfium las 624.923 Euro für 785 "
        "Personen auf Seite 1, Zeile 1; pdfplumber las 1.234 Euro für 785 Personen auf Seite 1, "
        "Zeile 1; bitte die gedruckte Zeile ansehen",
        tuple(row.herkunft for row in (by(FIRST).zeilen[0], by(SECOND).zeilen[0])),
    )
    assert result.holds


def test_parts_that_differ_are_named() -> None:
    rows = ROWS[:1]
    result = agreement(by(FIRST, with_parts(rows, 5, 6)), by(SECOND, with_parts(rows, 5, 7)))
    assert result.holds
    assert result.message == (
        f"{STUTTGART}: the readings differ: pdfium read 624,923 EUR for 785 persons on page "
        "1, row 1 (next to 5 and 6); pdfplumber read 624,923 EUR for 785 persons on page 1, row 1 "
        "(next to 5 and 7); look at the printed row"
    )
    assert "(daneben 5 und 6)" in result.meldung


def test_sums_that_differ_are_named() -> None:
    wrong = (replace(SUMS[0], betrag_eur=Decimal(7), personen=None),)
    result = agreement(by(FIRST, summen=SUMS), by(SECOND, summen=wrong))
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        "printed sum 'Summe 08111': the readings differ: pdfium read 624,923 EUR for 785 persons "
        "on page 99, row 1; pdfplumber read 7 EUR on page 99, row 1; look at the printed row",
        "Gedruckte Summe „Summe 08111“: Die Lesungen widersprechen sich: pdfium las 624.923 Euro "
        "für 785 Personen auf Seite 99, Zeile 1; pdfplumber las 7 Euro auf Seite 99, Zeile 1; "
        "bitte die gedruckte Zeile ansehen",
        tuple(replace(SUMS[0].herkunft, engine=engine) for engine in (FIRST, SECOND)),
    )


def test_a_figure_with_one_reading_needs_a_proof() -> None:
    result = agreement(by(FIRST), by(SECOND, ROWS[1:]), proof=None)
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        "1 figures were read by one engine only, and neither persons nor sums nor a known edition "
        f"prove them: {STUTTGART}; compare them with the document",
        "1 Beträge hat nur eine Lesung ergeben, und weder Personen noch Summen noch eine bekannte "
        f"Ausgabe bestätigen sie: {STUTTGART}; bitte mit dem Dokument vergleichen",
        (by(FIRST).zeilen[0].herkunft,),
    )


def test_a_proof_is_told_where_a_figure_has_one_reading() -> None:
    assert agreement(by(FIRST), by(SECOND, ROWS[1:])) == passed(
        "12 figures, read alike: 11 by 2, 1 by 1 of 2 engines; those with one reading: a printed "
        "total confirms them; pdfplumber abstains from 1, on pages 1 (1)",
        "12 Beträge, gleich gelesen: 11 in 2, 1 in 1 von 2 Lesungen; zu denen mit einer Lesung: "
        "Eine gedruckte Gesamtsumme bestätigt sie; pdfplumber enthält sich bei 1, auf Seiten 1 (1)",
    )


def test_only_some_places_are_listed() -> None:
    rows = zeilen()[:20]
    result = agreement(by(FIRST, rows), by(SECOND, rows[13:]), proof=None)
    assert result.message.count(" (08") == 12
    assert "and 1 more; compare them" in result.message
    assert "und 1 weitere; bitte" in result.meldung


PRINTED = printed_sums(ROWS)


def reading(engine: str, summen: Iterable[Summe] = PRINTED) -> Interpretation:
    return by(engine, summen=tuple(summen))


def with_first(**values: object) -> list[Summe]:
    """The sums, the first of them with other values."""
    return [replace(PRINTED[0], **values), *PRINTED[1:]]


def conflicts(*readings: Interpretation) -> list[str]:
    """The findings about sums that readings give different numbers for."""
    told = readings_agree(compare(readings), None).message.splitlines()
    return [line for line in told if line.startswith("printed sum ")]


def test_sums_that_all_readings_give_alike_agree() -> None:
    all_three = [reading(engine) for engine in ENGINES]
    assert [[*place] for place in sums_by_place(all_three)] == [[*ENGINES]] * len(PRINTED)
    assert conflicts(*all_three) == []


@pytest.mark.parametrize("wrong", [{"betrag_eur": Decimal(7)}, {"personen": 7}])
@pytest.mark.parametrize("number", range(3))
def test_another_number_in_one_reading_is_a_conflict(number: int, wrong: dict[str, object]) -> None:
    all_three = [
        reading(engine, with_first(**wrong) if n == number else PRINTED)
        for n, engine in enumerate(ENGINES)
    ]
    assert len(sums_by_place(all_three)) == len(PRINTED)
    assert len(conflicts(*all_three)) == 1


@settings(max_examples=40, deadline=None)
@given(lost=st.sets(st.sampled_from(range(len(PRINTED)))))
def test_sums_that_a_reading_does_not_give_are_counted(lost: set[int]) -> None:
    left = [summe for number, summe in enumerate(PRINTED) if number not in lost]
    places = sums_by_place([reading(FIRST, left), reading(SECOND), reading(THIRD)])
    assert sum(FIRST not in place for place in places) == len(lost)
    assert all(SECOND in place and THIRD in place for place in places)


def test_numbers_that_a_reading_leaves_out_contradict_nothing() -> None:
    assert conflicts(reading(FIRST), reading(SECOND, with_first(personen=None))) == []


def test_the_same_sum_taken_for_that_of_another_area_is_still_the_same() -> None:
    other = with_first(ebene=Ebene.LAND, schluessel="08")
    places = sums_by_place([reading(FIRST), reading(SECOND, other)])
    assert [len(place) for place in places] == [2] * len(PRINTED)


def test_sums_on_different_pages_are_not_the_same() -> None:
    moved = with_first(herkunft=replace(PRINTED[0].herkunft, page=1))
    places = sums_by_place([reading(FIRST), reading(SECOND, moved)])
    assert sorted(len(place) for place in places) == [1, 1, *[2] * (len(PRINTED) - 1)]
