"""What changed since the edition that was published last: amounts, columns, rows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from msgspec import convert

from pipeline.check.previous import against_previous, compare_with_previous
from pipeline.check.texts import graded
from pipeline.model import (
    NO_CLAIMS,
    CheckResult,
    ColumnRole,
    Edition,
    PreviousEdition,
    Severity,
    Zeile,
)
from pipeline.values import replace
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import FIRST, changed, row_of, with_amount, zeilen
from tests.builders.previous import ID, USUAL, columns, previous_edition

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
AALEN = "08136088"
NEWS, GROSS = "vorausgabe_betraege", "vorausgabe_spruenge"


def all_against(
    rows: Iterable[Zeile],
    last: PreviousEdition,
    edition: SourceEdition | None = FINAL_EDITION,
    now: tuple[ColumnRole, ...] = USUAL,
) -> dict[str, CheckResult]:
    metadata = convert(edition, Edition, from_attributes=True) if edition else NO_CLAIMS
    compared = compare_with_previous(tuple(rows), now, last, metadata, SOURCE.expectations)
    return {result.name: result for result in graded(against_previous(compared), SOURCE)}


def against(
    rows: Iterable[Zeile], last: PreviousEdition, edition: SourceEdition | None = FINAL_EDITION
) -> dict[str, CheckResult]:
    """The checks of amounts."""
    results = all_against(rows, last, edition)
    return {name: results[name] for name in (NEWS, GROSS)}


def scaled(rows: Iterable[Zeile], percent: int) -> tuple[Zeile, ...]:
    """All amounts at so many percent."""
    return tuple(with_amount(row, row.betrag_eur * percent // 100) for row in rows)


def shifted(rows: tuple[Zeile, ...], first: int = 0, end: int | None = None) -> tuple[Zeile, ...]:
    """Each amount (and its persons) of a stretch of rows one row too low."""
    part = rows[first:end]
    moved = tuple(
        replace(with_amount(row, above.betrag_eur), personen=above.personen)
        for row, above in zip(part, (part[-1], *part[:-1]), strict=True)
    )
    return (*rows[:first], *moved, *(rows[end:] if end else ()))


def test_the_same_edition_again() -> None:
    results = against(zeilen(), previous_edition())
    assert [(r.passed, r.severity) for r in results.values()] == [
        (True, Severity.WARNING),
        (True, Severity.ERROR),
    ]
    assert results[NEWS].message == (
        f"1,101 of 1,101 amounts are those of {ID}, for the same period; all of them 58,000,008 "
        "EUR before, 58,000,008 EUR now"
    )
    assert results[NEWS].meldung == (
        f"1.101 von 1.101 Beträgen sind die aus {ID}, für denselben Zeitraum; zusammen zuletzt "
        "58.000.008 Euro, jetzt 58.000.008 Euro"
    )
    assert results[GROSS].message == "0 of 1,101 amounts have jumped"


def test_a_jump_within_one_period_is_named_with_its_row() -> None:
    before = changed(zeilen(), AALEN, change=lambda row: with_amount(row, 10_827))
    results = against(zeilen(), previous_edition(before))
    assert not results[NEWS].passed
    assert not results[NEWS].holds
    assert results[NEWS].rows == (row_of(zeilen(), AALEN).herkunft,)
    assert results[NEWS].message == (
        "page 6, row 42: Aalen, Stadt (08136088): 108,267 EUR, 10,827 EUR before; check the "
        "printed row"
    )
    assert results[NEWS].meldung == (
        "Seite 6, Zeile 42: Aalen, Stadt (08136088): 108.267 Euro, zuletzt 10.827 Euro; bitte die "
        "gedruckte Zeile prüfen"
    )
    assert results[GROSS].passed


@pytest.mark.parametrize(
    ("before", "jumped"),
    [(27_067, False), (27_066, True), (433_067, False), (433_068, True), (0, True)],
)
def test_what_a_jump_is(before: int, jumped: bool) -> None:
    rows = changed(zeilen(), AALEN, change=lambda row: with_amount(row, before))
    assert against(zeilen(), previous_edition(rows))[NEWS].passed is not jumped


def test_few_euros_are_no_jump() -> None:
    small = next(row for row in zeilen() if row.personen == 2)
    rows = changed(zeilen(), small.gemeinde_ags, change=lambda row: with_amount(row, 11_000))
    assert against(zeilen(), previous_edition(rows))[NEWS].passed


def test_an_edition_published_again_with_many_changes() -> None:
    rows = tuple(with_amount(row, row.betrag_eur + 1) for row in zeilen()[:150])
    result = against((*rows, *zeilen()[150:]), previous_edition())[NEWS]
    assert not result.passed
    assert len(result.rows) == 150
    assert result.message == (
        f"150 of 1,101 amounts differ from {ID}, which is the same edition; expected at most 10 %; "
        "look whether this is a corrected printing or another edition"
    )
    assert against((*rows[:100], *zeilen()[100:]), previous_edition())[NEWS].passed


def test_another_edition_of_the_same_period_may_change_in_all_rows() -> None:
    last = previous_edition(scaled(zeilen(), 90), edition=FIRST, zeitraum=FINAL_EDITION.zeitraum)
    assert [result.passed for result in against(zeilen(), last).values()] == [True, True]


@pytest.mark.parametrize(
    ("percent", "news", "gross"),
    [(119, True, True), (121, False, True), (199, False, True), (201, True, False)],
)
@pytest.mark.parametrize("grows", [True, False])
def test_a_total_that_changes(percent: int, news: bool, gross: bool, grows: bool) -> None:
    more = scaled(zeilen(), percent)
    rows, before = (more, zeilen()) if grows else (zeilen(), more)
    results = against(rows, previous_edition(before, FIRST, zeitraum=FINAL_EDITION.zeitraum))
    assert (results[NEWS].passed, results[GROSS].passed) == (news, gross)


def test_a_total_is_told_with_both_sums() -> None:
    results = against(scaled(zeilen(), 300), previous_edition(edition=FIRST, zeitraum="ein Jahr"))
    assert results[GROSS].holds
    assert results[GROSS].message == (
        f"the municipalities that both have add up to 174,000,024 EUR, 58,000,008 EUR in {ID}; for "
        "the same period expected less than 100 % more or less; look whether the right column was "
        "read"
    )


def test_unlike_amounts_are_set_to_the_same_sum_and_told() -> None:
    results = against(zeilen(), previous_edition(zeilen(FIRST), FIRST))
    assert [result.passed for result in results.values()] == [True, True]
    message = results[NEWS].message
    assert message.startswith(
        f"unlike amounts are compared: of {ID} for 'erste Tranche (60 %)', here for 'ein Jahr'; "
        "set to the same sum, 33 of 1,101 are 4 times as much or as little, most of all "
        "Reutlingen, Stadt (08415061): 768,217 for 33,442, "
    )
    assert message.count("(08") == 5
    assert results[NEWS].meldung.startswith(
        f"Verglichen wird Ungleiches: in {ID} Beträge für „erste Tranche (60 %)“, hier für „ein "
        "Jahr“; auf dieselbe Summe gebracht sind 33 von 1.101 das 4-Fache"
    )


def test_an_unknown_period_is_like_no_other() -> None:
    last = previous_edition(scaled(zeilen(), 40), edition=None)
    results = against(zeilen(), last, edition=None)
    assert [result.passed for result in results.values()] == [True, True]
    assert "for an unknown period, here for an unknown period" in results[NEWS].message
    assert results[NEWS].message.endswith("0 of 1,101 are 4 times as much or as little")


@pytest.mark.parametrize("edition", [FIRST, "endgueltig-2018-01"])
def test_amounts_in_other_municipalities_rows_hold_the_document(edition: str) -> None:
    slipped = shifted(zeilen())
    assert sum((r.betrag_eur for r in slipped), Decimal(0)) == 58_000_008
    result = against(slipped, previous_edition(zeilen(edition), edition))[GROSS]
    assert result.holds
    assert len(result.rows) > 300
    assert "amounts are 4 times what the last edition lets expect" in result.message
    assert "expected at most 20 %; look whether amounts stand in the rows of their" in (
        result.message
    )
    assert "in den Zeilen ihrer Gemeinden stehen" in result.meldung


def test_amounts_that_slipped_on_one_page_hold_the_document() -> None:
    slipped = shifted(zeilen(), 240, 300)
    result = against(slipped, previous_edition(zeilen(FIRST), FIRST))[GROSS]
    assert result.holds
    assert result.message.startswith("page 5: ")
    assert result.meldung.startswith("Seite 5: ")
    assert {row.page for row in result.rows} == {5}


def test_a_few_rows_tell_nothing() -> None:
    rows = zeilen()[:10]
    assert against(shifted(rows), previous_edition(rows))[GROSS].passed


def test_nothing_in_common_and_no_edition_before() -> None:
    results = [
        *against_previous(None),
        *against(zeilen()[:5], previous_edition(zeilen()[5:])).values(),
    ]
    assert {(r.passed, r.message) for r in results} == {
        (True, "not applicable: no edition of the kind was published before")
    }


ROWS = zeilen()[:30]


def check(
    now: tuple[ColumnRole, ...],
    last: PreviousEdition | None = None,
    rows: tuple[Zeile, ...] = ROWS,
) -> CheckResult:
    return all_against(rows, last or previous_edition(ROWS), now=now)["vorausgabe_spalten"]


def test_the_same_columns() -> None:
    result = check(USUAL)
    assert (result.passed, result.message, result.meldung) == (
        True,
        f"all columns of {ID} are there",
        f"Alle Spalten aus {ID} sind vorhanden",
    )


def test_persons_that_are_no_longer_printed_warn() -> None:
    now = columns(gemeinde_name="Gemeinde", betrag="Planungsrahmen")
    result = check(now, rows=zeilen(persons=False)[:30])
    assert not result.passed
    assert not result.holds
    assert result.message == (
        f"{ID} has a column of persons, this document none; look whether it was not read"
    )
    assert result.meldung.startswith(f"{ID} hat eine Spalte für Personen, dieses Dokument keine")


def test_a_column_that_is_gone_warns() -> None:
    last = previous_edition(ROWS, columns=(*USUAL, *columns(teilbetrag="2018", kreis="Kreis")))
    result = check(USUAL, last)
    assert result.message == (
        f"{ID} has a column of parts of the amounts, this document none; look whether it was not "
        f"read\n{ID} has a column of Kreise, this document none; look whether it was not read"
    )
    assert "hat eine Spalte für Teilbeträge, dieses Dokument keine" in result.meldung


def test_new_columns_and_unread_ones_are_no_loss() -> None:
    last = previous_edition(ROWS, columns=(*USUAL, *columns(text="Bemerkung", ignored="Nr.")))
    result = check((*USUAL, *columns(gemeinde_ags="AGS")), last)
    assert result.passed
    assert result.message == f"all columns of {ID} are there; new: keys"
    assert result.meldung == f"Alle Spalten aus {ID} sind vorhanden; neu: Schlüssel"


RETITLED = columns(gemeinde_name="Gemeinde", personen="Personen", betrag="Betrag\nfür zwei Jahre")


def test_amounts_under_another_title_for_the_same_period_warn() -> None:
    result = check(RETITLED)
    assert not result.passed
    assert result.message == (
        f"the amounts are titled 'Betrag für zwei Jahre', in {ID} 'Planungsrahmen', and both are "
        "taken for the same period; look whether they are"
    )
    assert result.meldung == (
        f"Die Beträge heißen „Betrag für zwei Jahre“, in {ID} „Planungsrahmen“, und beide gelten "
        "als Beträge desselben Zeitraums; bitte prüfen, ob das stimmt"
    )


def test_other_titles_are_told_where_the_periods_differ() -> None:
    result = check(RETITLED, previous_edition(ROWS, FIRST))
    assert result.passed
    assert result.message == (
        f"all columns of {ID} are there; amounts titled 'Betrag für zwei Jahre', before "
        "'Planungsrahmen'"
    )


def test_spacing_and_case_make_no_other_title() -> None:
    now = columns(gemeinde_name="GEMEINDE", personen="Per-\nsonen", betrag="Planungs-\nrahmen")
    spaced = columns(gemeinde_name="Gemeinde", personen="Per-sonen", betrag="Planungs-rahmen")
    assert check(now, previous_edition(ROWS, columns=spaced)).passed


def still_there(rows: tuple[Zeile, ...], before: tuple[Zeile, ...]) -> CheckResult:
    return all_against(rows, previous_edition(before))["vorausgabe_zeilen"]


def test_all_are_there() -> None:
    result = still_there(zeilen(), zeilen())
    assert result.passed
    assert result.message == f"all 1,101 municipalities of {ID} have a row"
    assert result.meldung == f"Alle 1.101 Gemeinden aus {ID} haben eine Zeile"


def test_lost_rows_hold_the_document() -> None:
    rows = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    result = still_there(rows, zeilen())
    assert result.holds
    assert result.message == (
        f"municipalities of {ID} without a row: 1 of 1,101; look for their rows in the "
        "document\nAalen, Stadt (08136088): 108,267 EUR before, no row now"
    )
    assert result.meldung == (
        f"Gemeinden aus {ID} ohne Zeile: 1 von 1.101; bitte ihre Zeilen im Dokument "
        "suchen\nAalen, Stadt (08136088): zuletzt 108.267 Euro, jetzt keine Zeile"
    )


def test_gained_rows_are_told() -> None:
    before = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    result = still_there(zeilen(), before)
    assert result.passed
    assert result.message.endswith("; 1 more: Aalen, Stadt (08136088)")
    assert result.meldung.endswith("; 1 mehr: Aalen, Stadt (08136088)")
